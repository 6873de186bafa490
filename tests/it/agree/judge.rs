//! What must never happen, looked at after each step, with the knowledge of all members at once. Liars are taken to have
//! given every vote that there could be.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use mosaic::heads::evidence::Evidence;
use mosaic::heads::outcome::Outcome;
use mosaic::heads::record::Record;
use mosaic::heads::register::Register;
use mosaic::heads::value::Value;
use mosaic::heads::vote::{Motion, Step, Vote};

use super::table::{Table, number};

/// Looks at everything.
pub struct Judge {
    records: Vec<Record>,
    liars: BTreeSet<usize>,
    /// Voters that were set back unawares: what they vote twice is no lie, and is borne as one.
    pub excused: BTreeSet<usize>,
    voted: HashMap<(Motion, Step), BTreeSet<usize>>,
    given: HashMap<(usize, Register, u64), Vec<Vote>>,
    /// What could be proven to be decided.
    provable: BTreeMap<(Register, u64), (Value, Motion)>,
    /// What members took for decided.
    decided: BTreeMap<(Register, u64), Value>,
}

impl Judge {
    /// Nothing has happened yet.
    pub fn new(first: Record, liars: impl IntoIterator<Item = usize>) -> Self {
        Self {
            records: vec![first],
            liars: liars.into_iter().collect(),
            excused: BTreeSet::new(),
            voted: HashMap::new(),
            given: HashMap::new(),
            provable: BTreeMap::new(),
            decided: BTreeMap::new(),
        }
    }

    /// How many decisions were made.
    pub fn decisions(&self) -> usize {
        self.decided.len()
    }

    fn is_unsure(&self, who: usize) -> bool {
        self.liars.contains(&who) || self.excused.contains(&who)
    }

    /// Whether those who took this step, and all liars, are a quorum.
    fn is_quorum(&self, motion: &Motion, step: Step) -> bool {
        let Some(record) = self.records.get(motion.epoch as usize) else { return false };
        let voted = self.voted.get(&(motion.clone(), step));
        let counts = |key: &&_| {
            let who = number(key);
            self.is_unsure(who) || voted.is_some_and(|voted| voted.contains(&who))
        };
        record.voters.iter().filter(counts).count() >= record.quorum()
    }

    /// An honest member did this.
    pub fn look(&mut self, table: &Table, who: usize, outcome: &Outcome) -> Result<(), String> {
        for vote in &outcome.votes {
            self.vote(who, vote)?;
        }
        if let Some(evidence) = outcome.evidence.iter().find(|found| !self.is_unsure(number(&found.votes[0].voter))) {
            return Err(format!("honest, and there is evidence: {evidence:?}"));
        }
        if let Some(contradiction) = &outcome.contradiction {
            return Err(format!("{who} was shown another certificate: {contradiction:?}"));
        }
        for record in &outcome.records {
            match self.records.get(record.epoch as usize) {
                Some(known) if known == record => {}
                None if record.epoch as usize == self.records.len() => self.records.push(record.clone()),
                _ => return Err(format!("{who} has another record: {record:?}")),
            }
        }
        for decision in &outcome.decisions {
            let motion = &decision.certificate.motion;
            let record = self.records.get(motion.epoch as usize).ok_or("a certificate of no epoch")?;
            let ayes: BTreeSet<usize> = decision.certificate.ayes.iter().map(|aye| number(&aye.voter)).collect();
            let count = ayes.iter().filter(|who| record.has(&super::table::keys()[**who])).count();
            if count < record.quorum() {
                return Err(format!("{who} takes {count} votes for a certificate: {motion:?}"));
            }
            let key = (motion.register.clone(), motion.height);
            let known = *self.decided.entry(key).or_insert(motion.value);
            if known != motion.value {
                return Err(format!("{who} decides {motion:?}, others decided {known}"));
            }
            let before = self.decided.get(&(motion.register.clone(), motion.height - 1));
            if before.is_some_and(|before| *before != motion.previous) {
                return Err(format!("{motion:?} does not follow {before:?}"));
            }
            if let (Some(_), Some(old), Some(new)) =
                (motion.register.head_name(), motion.previous.commit(), motion.value.commit())
                && !table.is_behind(old, new)
            {
                return Err(format!("{motion:?} does not descend"));
            }
        }
        Ok(())
    }

    fn vote(&mut self, who: usize, vote: &Vote) -> Result<(), String> {
        vote.clone().sound().map_err(|why| format!("{who} gives a vote that nobody reads: {why}: {vote:?}"))?;
        let motion = &vote.motion;
        self.voted.entry((motion.clone(), vote.step)).or_default().insert(who);
        let given = self.given.entry((who, motion.register.clone(), motion.height)).or_default();
        let against = given.iter().find_map(|known| Evidence::of(known, vote));
        given.push(vote.clone());
        if let Some(evidence) = against.filter(|_| !self.is_unsure(who)) {
            return Err(format!("{who} is honest and votes twice: {evidence:?}"));
        }
        if vote.step == Step::Support {
            return Ok(());
        }
        if !self.is_quorum(motion, Step::Support) {
            return Err(format!("{who} accepts without a lock proof: {motion:?}"));
        }
        if self.is_quorum(motion, Step::Accept) {
            let key = (motion.register.clone(), motion.height);
            let (value, other) = self.provable.entry(key).or_insert((motion.value, motion.clone()));
            if *value != motion.value {
                return Err(format!("two certificates: {other:?} and {motion:?}"));
            }
        }
        Ok(())
    }
}
