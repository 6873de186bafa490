//! A world: members, messages that are on their way, sessions that run, and time. Everything follows from the seed.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use mosaic::base::planted::{self, Defect};
use mosaic::heads::assembly::take;
use mosaic::heads::ballot::Ballot;
use mosaic::heads::bundle::Bundle;
use mosaic::heads::ground::Ground;
use mosaic::heads::lease::Leases;
use mosaic::heads::outcome::{Outcome, Who};
use mosaic::heads::proposer::{Ask, Next, Proposer};
use mosaic::heads::register::Register;
use mosaic::heads::report::Report;
use mosaic::heads::vote::Step;
use mosaic::heads::voter::{No, Why};

use super::dice::Dice;
use super::judge::Judge;
use super::liar::Liar;
use super::member::{Silence, Stored, View};
use super::plan::{Lying, Plan};
use super::runs::Seen;
use super::table::{Table, keys};

/// How long a session waits for answers, in milliseconds.
const PATIENCE: u64 = 400;

/// A session.
pub struct Session {
    number: u64,
    step: u32,
    proposer: Proposer,
    waiting: BTreeSet<usize>,
    most: u32,
}

/// A member, and the process that runs for it.
pub struct Node {
    /// What survives a crash.
    pub stored: Stored,
    /// An older state of it.
    pub backup: Option<Stored>,
    /// Ballots before votes that are not stored yet: only where that defect is switched on.
    pub unsynced: BTreeMap<Register, Option<Ballot>>,
    leases: Leases,
    /// When it is up again; it is down or asleep until then.
    pub away: u64,
    /// Its disk is lost.
    pub dead: bool,
    /// It answers nobody.
    pub carried: bool,
    /// What it remembers, if it lies.
    pub liar: Option<Liar>,
    /// Its session.
    pub session: Option<Session>,
    /// How its clock runs: so many thousandths of the true one.
    pace: u64,
    began: u64,
    heard: BTreeMap<usize, BTreeMap<Register, u64>>,
    /// Since when a lease refuses others: height, round of the support, time.
    refusing: BTreeMap<Register, (u64, u64, u64)>,
}

/// What is on its way.
#[derive(Clone)]
pub enum Said {
    /// A question of a session.
    Ask(Rc<Ask>, bool),
    /// What was found, and why nothing was voted for.
    Shown(Bundle, BTreeMap<Register, No>, Option<BTreeMap<Register, u64>>),
    /// What somebody has.
    Reported(Vec<Report>, Vec<Vec<u8>>),
}

/// What happens at some time.
pub enum Event {
    /// A message arrives.
    Arrive {
        /// Who sent it.
        from: usize,
        /// Who gets it.
        to: usize,
        /// The session and its step.
        of: (u64, u32),
        /// What it says.
        said: Said,
    },
    /// A session has waited long enough.
    Late(usize, u64, u32),
    /// A session begins.
    Begin(usize),
    /// Something befalls somebody.
    Fate,
}

/// A world.
pub struct World {
    /// Who lies.
    pub lying: Lying,
    /// What it is like.
    pub plan: Plan,
    /// What is talked about.
    pub table: Table,
    /// The members.
    pub nodes: Vec<Node>,
    /// What must never happen.
    pub judge: Judge,
    /// Where everything comes from.
    pub dice: Dice,
    events: BTreeMap<(u64, u64), Event>,
    /// Milliseconds since the beginning.
    pub time: u64,
    count: u64,
    /// Ways that are cut.
    pub blocked: BTreeSet<(usize, usize)>,
    /// Whether nothing fails any more.
    pub healed: bool,
    /// What has been seen.
    pub seen: Seen,
    /// What happened, in words, where somebody wants to read it.
    pub story: Option<Vec<String>>,
    /// A hash of all that happened.
    pub trace: u64,
}

impl World {
    /// The world of this seed.
    pub fn new(seed: u64, lying: Lying, tell: bool) -> Self {
        let mut dice = Dice::new(seed);
        let plan = Plan::draw(&mut dice, lying);
        let record = plan.record();
        let node = |who: usize, pace: u64| Node {
            stored: Stored::new(keys()[who], record.clone()),
            backup: None,
            unsynced: BTreeMap::new(),
            leases: Leases::default(),
            away: 0,
            dead: false,
            carried: plan.carried.contains(&who),
            liar: plan.liars.contains(&who).then(Liar::default),
            session: None,
            pace,
            began: 0,
            heard: BTreeMap::new(),
            refusing: BTreeMap::new(),
        };
        let nodes = (0..plan.members).map(|who| node(who, 950 + dice.below(100))).collect();
        let mut world = Self {
            judge: Judge::new(record.clone(), plan.liars.iter().copied()),
            nodes,
            lying,
            plan,
            table: Table::default(),
            dice,
            events: BTreeMap::new(),
            time: 0,
            count: 0,
            blocked: BTreeSet::new(),
            healed: false,
            seen: Seen::default(),
            story: tell.then(Vec::new),
            trace: seed,
        };
        world.tell(|world| format!("{:?}", world.plan));
        world.populate();
        world
    }

    /// Something for the story.
    pub fn tell(&mut self, text: impl FnOnce(&Self) -> String) {
        if self.story.is_some() {
            let line = format!("{:6} {}", self.time, text(self));
            self.story.iter_mut().for_each(|story| story.push(line.clone()));
        }
    }

    /// Plans an event.
    pub fn at(&mut self, time: u64, event: Event) {
        self.count += 1;
        self.events.insert((time, self.count), event);
    }

    /// The registers on which this world decides.
    pub fn registers(&self) -> Vec<Register> {
        let heads = ["main", "side"].into_iter().take(self.plan.heads).filter_map(Register::head);
        let voters = self.plan.changes.then(Register::voters);
        heads.chain(voters).chain(self.plan.tapestry.then(Register::tapestry)).collect()
    }

    /// Lets everything happen until the time, or until nothing is left to happen.
    pub fn run_until(&mut self, end: u64, done: impl Fn(&Self) -> bool) -> Result<(), String> {
        while let Some(entry) = self.events.first_entry() {
            if entry.key().0 > end || done(self) {
                break;
            }
            let Some(((time, _), event)) = self.events.pop_first() else { break };
            self.time = time;
            self.seen.events += 1;
            self.happen(event)?;
        }
        Ok(())
    }

    fn happen(&mut self, event: Event) -> Result<(), String> {
        match event {
            Event::Arrive { from, to, of, said } => self.arrive(from, to, of, said),
            Event::Late(who, session, step) => {
                let node = &self.nodes[who];
                let waits = |kept: &Session| kept.number == session && kept.step == step;
                if node.session.as_ref().is_some_and(waits) {
                    return self.advance(who);
                }
                Ok(())
            }
            Event::Begin(who) => self.begin(who),
            Event::Fate => self.befall(),
        }
    }

    /// A member begins a session, unless it is away or runs one.
    fn begin(&mut self, who: usize) -> Result<(), String> {
        let node = &self.nodes[who];
        if node.dead || node.session.is_some() {
            return Ok(());
        }
        if node.away > self.time {
            let again = node.away;
            self.at(again, Event::Begin(who));
            return Ok(());
        }
        self.count += 1;
        let (number, dice) = (self.count, self.dice.any());
        let view = View { stored: &node.stored, table: &self.table };
        let Ok(proposer) = Proposer::begin(&view, keys()[who], &self.registers(), self.plan.lease, dice);
        let most = if self.healed { 60 } else { 5 };
        self.nodes[who].session = Some(Session { number, step: 0, proposer, waiting: BTreeSet::new(), most });
        self.tell(|_| format!("{who} begins session {number}"));
        self.advance(who)
    }

    /// A session takes its next step.
    fn advance(&mut self, who: usize) -> Result<(), String> {
        let node = &mut self.nodes[who];
        let Some(mut session) = node.session.take() else { return Ok(()) };
        if node.away > self.time {
            let again = node.away;
            let (number, step) = (session.number, session.step);
            node.session = Some(session);
            self.at(again, Event::Late(who, number, step));
            return Ok(());
        }
        let view = View { stored: &node.stored, table: &self.table };
        let Ok(next) = session.proposer.next(&view, &|proposal| proposal);
        session.step += 1;
        let of = (session.number, session.step);
        match next {
            Next::Done => {
                self.tell(|_| format!("{who} is done"));
                if self.healed {
                    self.seen.attempts.push(session.proposer.attempts());
                }
            }
            Next::Wait(_) if session.proposer.attempts() >= session.most => {
                self.tell(|_| format!("{who} gives up"));
                self.seen.given_up += 1;
                self.seen.failed += u64::from(self.healed && self.could_decide(who));
            }
            Next::Wait(pause) => {
                node.session = Some(session);
                self.at(self.time + pause, Event::Late(who, of.0, of.1));
            }
            Next::Ask(ask) => {
                session.waiting = (0..self.nodes.len()).collect();
                self.nodes[who].session = Some(session);
                self.ask(who, of, ask);
                self.at(self.time + PATIENCE, Event::Late(who, of.0, of.1));
            }
        }
        Ok(())
    }

    fn ask(&mut self, who: usize, of: (u64, u32), ask: Ask) {
        let asking = self.nodes[who].stored.silence == Silence::Asking;
        self.tell(|_| format!("{who} asks {}", told(&ask)));
        let ask = Rc::new(ask);
        for to in 0..self.nodes.len() {
            let mut own = Rc::clone(&ask);
            if let (Some(liar), Ask::Show(bundle, all)) = (&self.nodes[who].liar, &*ask)
                && to != who
            {
                let mut bundle = bundle.clone();
                bundle.proposals.iter_mut().for_each(|proposal| *proposal = liar.twist(proposal, &mut self.dice));
                bundle.extend(liar.say(keys()[who], &self.table, &mut self.dice));
                own = Rc::new(Ask::Show(bundle, *all));
            }
            self.send(who, to, of, Said::Ask(own, asking));
        }
    }

    /// Puts a message on its way.
    fn send(&mut self, from: usize, to: usize, of: (u64, u32), said: Said) {
        if from == to {
            return self.at(self.time, Event::Arrive { from, to, of, said });
        }
        let (healed, plan) = (self.healed, &self.plan);
        let (loss, late, twice) = if healed { (0, 0, 0) } else { (plan.loss, plan.late, plan.twice) };
        if self.blocked.contains(&(from, to)) || self.dice.happens(loss) {
            return;
        }
        let copies = if self.dice.happens(twice) { 2 } else { 1 };
        for _ in 0..copies {
            let slow = if self.dice.happens(late) { self.dice.below(10_000) } else { 0 };
            let time = self.time + 1 + self.dice.below(40) + slow;
            self.at(time, Event::Arrive { from, to, of, said: said.clone() });
        }
    }

    fn arrive(&mut self, from: usize, to: usize, of: (u64, u32), said: Said) -> Result<(), String> {
        let node = &self.nodes[to];
        let is_question = matches!(said, Said::Ask(..));
        if node.dead || is_question && node.carried && from != to {
            return Ok(());
        }
        if node.away > self.time {
            let again = node.away;
            self.at(again, Event::Arrive { from, to, of, said });
            return Ok(());
        }
        if from != to && (self.healed || self.dice.happens(600)) {
            let [sender, receiver] = self.nodes.get_disjoint_mut([from, to]).expect("two members");
            receiver.stored.learn(&sender.stored);
        }
        match said {
            Said::Ask(ask, asking) => match &*ask {
                Ask::Show(bundle, all) => self.show(from, to, of, (bundle, *all), asking),
                Ask::Report(registers) => {
                    self.report(from, to, of, registers);
                    Ok(())
                }
            },
            Said::Shown(reply, refused, heights) => {
                if from != to && !reply.is_empty() {
                    self.take(to, reply, false)?;
                }
                if let Some(heights) = heights {
                    self.hear(from, to, heights);
                }
                self.answered(from, to, of, |proposer| proposer.refused(keys()[from], refused))
            }
            Said::Reported(reports, attached) => {
                self.answered(from, to, of, |proposer| proposer.reported(keys()[from], reports, attached))
            }
        }
    }

    /// An answer of the step that a session waits in; others are too late.
    fn answered(
        &mut self,
        from: usize,
        to: usize,
        of: (u64, u32),
        tell: impl FnOnce(&mut Proposer),
    ) -> Result<(), String> {
        let Some(session) = &mut self.nodes[to].session else { return Ok(()) };
        if (session.number, session.step) != of || !session.waiting.remove(&from) {
            return Ok(());
        }
        tell(&mut session.proposer);
        if session.waiting.is_empty() { self.advance(to) } else { Ok(()) }
    }

    fn show(
        &mut self,
        from: usize,
        to: usize,
        of: (u64, u32),
        (bundle, all): (&Bundle, bool),
        asking: bool,
    ) -> Result<(), String> {
        let (mut reply, mut refused) = (Bundle::default(), BTreeMap::new());
        if let Some(mut liar) = self.nodes[to].liar.take() {
            liar.see(bundle);
            drop(self.take(to, bundle.clone(), all)?);
            if from != to {
                reply = liar.say(keys()[to], &self.table, &mut self.dice);
            }
            self.nodes[to].liar = Some(liar);
            if from != to && self.dice.happens(200) {
                return Ok(());
            }
        } else {
            let Some(outcome) = self.take(to, bundle.clone(), all)? else { return Ok(()) };
            (reply, refused) = (outcome.reply, outcome.refused);
        }
        let heights = asking.then(|| self.nodes[to].stored.heights());
        self.send(to, from, of, Said::Shown(reply, refused, heights));
        Ok(())
    }

    fn report(&mut self, from: usize, to: usize, of: (u64, u32), registers: &[Register]) {
        let node = &self.nodes[to];
        let view = View { stored: &node.stored, table: &self.table };
        let (mut reports, mut attached) = (Vec::new(), Vec::new());
        for register in registers {
            let height = node.stored.newest(register).height;
            let report = match &node.liar {
                Some(liar) => liar.report(keys()[to], register, height, &mut self.dice),
                None => {
                    let (Ok(own), Ok(decided)) = (view.own(register), view.root());
                    let leader = Some(keys()[self.plan.voters / 2]);
                    Report {
                        member: keys()[to],
                        register: register.clone(),
                        height,
                        own,
                        leader,
                        decided,
                        signature: [0; 64],
                    }
                }
            };
            if let (mosaic::heads::report::Own::Is(value), None) = (report.own, register.head_name()) {
                attached.extend(value.bytes().and_then(|name| self.table.attached(&name)));
            }
            reports.push(report);
        }
        self.send(to, from, of, Said::Reported(reports, attached));
    }

    /// Shows a member a bundle, stores what comes of it, and looks whether it may be; nothing where it crashes meanwhile.
    fn take(&mut self, who: usize, bundle: Bundle, all: bool) -> Result<Option<Outcome>, String> {
        let now = self.now(who);
        let node = &mut self.nodes[who];
        let is_liar = self.plan.liars.contains(&who);
        let voter = (!is_liar).then_some(keys()[who]);
        let view = View { stored: &node.stored, table: &self.table };
        let sign = |vote| vote;
        let shown = self.story.is_some().then(|| told(&Ask::Show(bundle.clone(), all)));
        let closed = bundle.certificates().count() == 0;
        let Ok(outcome) = take(&view, &mut node.leases, &Who { voter, sign: &sign, now }, bundle, all);
        if let Some(shown) = shown {
            self.tell(|_| format!("  {who} sees {shown}: {}", came(&outcome)));
        }
        if !self.healed && outcome.changes() && self.dice.happens(4) {
            self.crash(who);
            return Ok(None);
        }
        self.seen.look(&self.nodes[who].stored, &outcome, closed && !is_liar, who);
        let node = &mut self.nodes[who];
        if planted::is(Defect::VoteNotStored) {
            for vote in &outcome.votes {
                let register = &vote.motion.register;
                node.unsynced.entry(register.clone()).or_insert_with(|| node.stored.ballots.get(register).cloned());
            }
        }
        let was = node.stored.silence.clone();
        node.stored.store(&outcome)?;
        if was != Silence::Asking && node.stored.silence == Silence::Asking {
            node.heard.clear();
        }
        self.trace = self.trace.rotate_left(5).wrapping_mul(0x9e37_79b9_7f4a_7c15)
            ^ (self.time << 8 | who as u64)
            ^ (outcome.votes.len() as u64) << 50
            ^ (outcome.decisions.len() as u64) << 56;
        if !is_liar {
            self.judge.look(&self.table, who, &outcome)?;
            self.leases(who, now, &outcome)?;
            self.follow(who, &outcome);
        }
        if !self.healed && !outcome.votes.is_empty() && self.dice.happens(8) {
            self.crash(who);
            return Ok(None);
        }
        Ok(Some(outcome))
    }

    /// No lease refuses others for longer than the record allows.
    fn leases(&mut self, who: usize, now: u64, outcome: &Outcome) -> Result<(), String> {
        let node = &mut self.nodes[who];
        for (register, no) in outcome.refused.iter().filter(|(_, no)| no.why == Why::Leased) {
            let Some(ballot) = node.stored.ballots.get(register) else { continue };
            let own = ballot.votes.iter().filter(|vote| vote.voter == keys()[who] && vote.step == Step::Support);
            let place = (ballot.height, own.map(|vote| vote.motion.round).max().unwrap_or(0));
            let since = node.refusing.get(register).filter(|(height, round, _)| (*height, *round) == place);
            let since = since.map_or(now, |(_, _, since)| *since);
            node.refusing.insert(register.clone(), (place.0, place.1, since));
            if now + no.wait > since + self.plan.lease {
                return Err(format!("{who} is bound for {} ms, longer than a lease", now + no.wait - since));
            }
        }
        Ok(())
    }

    /// The time by a member's own clock, which begins anew with its process.
    fn now(&self, who: usize) -> u64 {
        let node = &self.nodes[who];
        (self.time - node.began) * node.pace / 1_000
    }

    /// The process of a member ends, and begins again.
    pub fn crash(&mut self, who: usize) {
        self.tell(|_| format!("{who} crashes"));
        let time = self.time;
        let node = &mut self.nodes[who];
        for (register, old) in std::mem::take(&mut node.unsynced) {
            let height = node.stored.newest(&register).height + 1;
            match old.filter(|old| old.height == height) {
                Some(old) => drop(node.stored.ballots.insert(register, old)),
                None => drop(node.stored.ballots.remove(&register)),
            }
        }
        node.leases = Leases::default();
        node.session = None;
        node.heard.clear();
        node.refusing.clear();
        node.began = time;
    }

    /// A voter from a backup hears how far others voted.
    fn hear(&mut self, from: usize, to: usize, heights: BTreeMap<Register, u64>) {
        let epoch = |who: usize| self.nodes[who].stored.records.len();
        let behind = epoch(from) > epoch(to);
        let node = &mut self.nodes[to];
        let record = node.stored.record().clone();
        if node.stored.silence != Silence::Asking || from == to || behind || !record.has(&keys()[from]) {
            return;
        }
        node.heard.insert(from, heights);
        let n = record.voters.len();
        let enough = (n - record.quorum() + 1 + record.rule.budget(n)).min(n - 1);
        if node.heard.len() >= enough {
            let mut until: BTreeMap<Register, u64> = BTreeMap::new();
            for (register, height) in node.heard.values().flatten() {
                let known = until.entry(register.clone()).or_insert(1);
                *known = (*height + 1).max(*known);
            }
            self.seen.silenced += 1;
            self.tell(|_| format!("{to} is silent until {until:?}"));
            self.nodes[to].stored.silence = Silence::Until(until);
        }
    }
}

/// What is shown, in words.
fn told(ask: &Ask) -> String {
    let Ask::Show(bundle, all) = ask else { return format!("{ask:?}") };
    let motion = |motion: &mosaic::heads::vote::Motion| {
        let value = motion.value.to_string();
        format!(
            "{} h{} r{} e{} {}",
            motion.register,
            motion.height,
            motion.round,
            motion.epoch,
            &value[value.len() - 4..]
        )
    };
    let quorums = bundle.quorums.iter().map(|q| format!("{:?} of {} for {}", q.step, q.ayes.len(), motion(&q.motion)));
    let proposals = bundle.proposals.iter().map(|p| {
        format!(
            "proposal of {} with {} reports: {}",
            super::table::number(&p.proposer),
            p.reports.len(),
            motion(&p.motion)
        )
    });
    let votes = bundle
        .votes
        .iter()
        .map(|v| format!("{} {:?} lock {} {}", super::table::number(&v.voter), v.step, v.lock, motion(&v.motion)));
    let all_of: Vec<String> = quorums.chain(proposals).chain(votes).collect();
    format!("{}[{}]", if *all { "(all) " } else { "" }, all_of.join("; "))
}

/// What came of it, in words.
fn came(outcome: &Outcome) -> String {
    let votes: Bundle = Bundle { votes: outcome.votes.clone(), ..Bundle::default() };
    let refused: Vec<String> =
        outcome.refused.iter().map(|(register, no)| format!("{register} {:?}", no.why)).collect();
    let decided: Vec<String> =
        outcome.decisions.iter().map(|d| format!("{} {}", d.register, d.decided.height)).collect();
    format!(
        "votes {} refuses {refused:?} decides {decided:?} settled {}",
        told(&Ask::Show(votes, false)),
        outcome.settled
    )
}
