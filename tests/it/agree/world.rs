//! A world: members, messages that are on their way, sessions that run, and time. Everything follows from the seed.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use mosaic::heads::ballot::Ballot;
use mosaic::heads::bundle::Bundle;
use mosaic::heads::ground::Ground;
use mosaic::heads::lease::Leases;
use mosaic::heads::proposer::{Ask, Next, Proposer};
use mosaic::heads::register::Register;
use mosaic::heads::report::Report;
use mosaic::heads::voter::No;

use super::dice::Dice;
use super::judge::Judge;
use super::liar::Liar;
use super::member::{Silence, Stored, View};
use super::plan::{Lying, Plan};
use super::runs::Seen;
use super::table::{Table, keys};
use super::words::told;

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
    /// As in `process.rs`.
    pub leases: Leases,
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
    pub pace: u64,
    /// As in `process.rs`.
    pub began: u64,
    /// As in `process.rs`.
    pub heard: BTreeMap<usize, BTreeMap<Register, u64>>,
    /// Since when a lease refuses others: height, round of the support, time.
    pub refusing: BTreeMap<Register, (u64, u64, u64)>,
}

/// What is on its way.
#[derive(Clone)]
pub enum Said {
    /// A question of a session.
    Ask(Rc<Ask>, bool),
    /// What was found, and why nothing was voted for.
    Shown(Box<Bundle>, BTreeMap<Register, No>, Option<BTreeMap<Register, u64>>),
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
            // Knots are asked for one by one.
            let known = receiver.stored.knots.len();
            if let Some(next) = sender.stored.knots.get(known).filter(|_| sender.liar.is_none()).cloned() {
                let attached = next.motion.value.bytes().and_then(|name| self.table.attached(&name));
                let attached = attached.into_iter().collect();
                self.take(to, Bundle { quorums: vec![next], attached, ..Bundle::default() }, false)?;
            }
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
                    self.take(to, *reply, false)?;
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
        self.send(to, from, of, Said::Shown(Box::new(reply), refused, heights));
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
                        number: self.time,
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
}
