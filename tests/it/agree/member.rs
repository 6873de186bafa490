//! A member of a world: what it has stored, which survives a crash, and how it stands on it.

use std::collections::BTreeMap;
use std::convert::Infallible;

use mosaic::base::id::{GitId, Id};
use mosaic::base::key::PublicKey;
use mosaic::heads::ballot::Ballot;
use mosaic::heads::ground::{Decided, Ground, Oath, Oaths};
use mosaic::heads::outcome::Outcome;
use mosaic::heads::quorum::Quorum;
use mosaic::heads::record::Record;
use mosaic::heads::register::{Kind, Register};
use mosaic::heads::report::{Own, Report};
use mosaic::heads::value::Value;
use mosaic::heads::vote::Motion;

use super::table::{Set, Sworn, Table, numbered};

/// Whether a voter from a backup may vote.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Silence {
    /// It was never restored, or it does not know.
    None,
    /// It has to ask others how far it voted.
    Asking,
    /// Not up to these heights; 1 where none is named.
    Until(BTreeMap<Register, u64>),
}

/// What survives.
#[derive(Clone, Debug)]
pub struct Stored {
    /// Who.
    pub key: PublicKey,
    /// Decisions with their certificates.
    pub decided: BTreeMap<Register, (Decided, Quorum)>,
    /// Open heights.
    pub ballots: BTreeMap<Register, Ballot>,
    /// Certificates of records, from that of record 1.
    pub passages: Vec<Quorum>,
    /// Certificates of knots, from the first.
    pub knots: Vec<Quorum>,
    /// The records that it knows.
    pub records: Vec<Record>,
    /// As in [`Ground::entering`].
    pub entering: Option<Quorum>,
    /// As in [`Ground::silent`].
    pub silence: Silence,
    /// Own heads.
    pub heads: BTreeMap<Register, GitId>,
    /// Commits.
    pub holds: Set,
    /// What voters swore.
    pub oaths: Set,
    /// Requests that it has heard of.
    pub requests: Set,
    /// Strands that it has.
    pub strands: u64,
}

/// A member that looks at what it has.
#[derive(Clone, Copy)]
pub struct View<'v> {
    /// What it has.
    pub stored: &'v Stored,
    /// What is talked about.
    pub table: &'v Table,
}

impl Stored {
    /// A member at the beginning.
    pub fn new(key: PublicKey, first: Record) -> Self {
        Self {
            key,
            decided: BTreeMap::new(),
            ballots: BTreeMap::new(),
            passages: Vec::new(),
            knots: Vec::new(),
            records: vec![first],
            entering: None,
            silence: Silence::None,
            heads: BTreeMap::new(),
            holds: Set::default(),
            oaths: Set::default(),
            requests: Set::default(),
            strands: 0,
        }
    }

    /// The newest record.
    pub fn record(&self) -> &Record {
        &self.records[self.records.len() - 1]
    }

    /// The newest decision of a register.
    pub fn newest(&self, register: &Register) -> Decided {
        self.decided.get(register).map_or(Decided::default(), |(decided, _)| *decided)
    }

    /// Learns what another one has.
    pub fn learn(&mut self, other: &Self) {
        self.holds.join(&other.holds);
        self.oaths.join(&other.oaths);
        self.requests.join(&other.requests);
        self.strands = self.strands.max(other.strands);
    }

    /// Stores what came of a step.
    pub fn store(&mut self, outcome: &Outcome) -> Result<(), String> {
        for record in &outcome.records {
            self.records.push(record.clone());
        }
        for decision in &outcome.decisions {
            let known = self.newest(&decision.register).height;
            if decision.decided.height <= known {
                return Err(format!("{} goes back from {known}: {decision:?}", decision.register));
            }
            if decision.register.is_voters() {
                self.entering = Some(decision.certificate.clone());
                self.passages.push(decision.certificate.clone());
                if decision.decided.height <= self.silent(&decision.register) {
                    // What it voted on in this epoch, those of the one before could not know.
                    self.silence = Silence::Asking;
                }
            }
            if decision.register.kind() == Kind::Tapestry {
                self.knots.push(decision.certificate.clone());
            }
            self.decided.insert(decision.register.clone(), (decision.decided, decision.certificate.clone()));
        }
        if outcome.settled {
            self.entering = None;
        }
        for (register, ballot) in &outcome.ballots {
            match ballot {
                Some(ballot) => drop(self.ballots.insert(register.clone(), ballot.clone())),
                None => drop(self.ballots.remove(register)),
            }
        }
        if outcome.restored {
            self.silence = Silence::Asking;
        }
        for root in outcome.votes.iter().filter_map(|vote| vote.sworn) {
            self.oaths.add(numbered(root.as_bytes()));
        }
        Ok(())
    }

    /// Up to which height it does not vote.
    pub fn silent(&self, register: &Register) -> u64 {
        match &self.silence {
            Silence::None => 0,
            Silence::Asking => u64::MAX,
            Silence::Until(heights) => heights.get(register).copied().unwrap_or(1),
        }
    }

    /// The heights on which it may have voted.
    pub fn heights(&self) -> BTreeMap<Register, u64> {
        let decided = self.decided.iter().map(|(register, (decided, _))| (register.clone(), decided.height));
        let mut heights: BTreeMap<Register, u64> = decided.collect();
        let voted = |ballot: &&Ballot| ballot.votes.iter().any(|vote| vote.voter == self.key);
        for (register, ballot) in self.ballots.iter().filter(|(_, ballot)| voted(ballot)) {
            heights.insert(register.clone(), ballot.height);
        }
        heights
    }
}

impl View<'_> {
    fn asked(&self, record: &Record) -> Vec<(Record, Option<PublicKey>)> {
        let requests = self.table.requests.iter().enumerate();
        let known = requests.filter(|(number, _)| self.stored.requests.has(*number));
        let mut made: Vec<(Record, Option<PublicKey>)> =
            known.filter_map(|(_, request)| self.table.next(record, *request)).collect();
        // Who waits for nobody comes first: whoever wants to join may be away.
        made.sort_by_key(|(_, adds)| adds.is_some());
        made
    }

    fn knot(bytes: &[u8]) -> u64 {
        bytes.try_into().map_or(0, u64::from_le_bytes)
    }

    fn interval(&self) -> u64 {
        self.stored.record().knot_interval
    }
}

impl Ground for View<'_> {
    type Error = Infallible;

    fn decided(&self, register: &Register) -> Result<Decided, Infallible> {
        Ok(self.stored.newest(register))
    }

    fn certificate(&self, register: &Register) -> Result<Option<Quorum>, Infallible> {
        Ok(self.stored.decided.get(register).map(|(_, certificate)| certificate.clone()))
    }

    fn passage(&self, epoch: u64) -> Result<Option<Quorum>, Infallible> {
        Ok(epoch.checked_sub(1).and_then(|at| self.stored.passages.get(at as usize).cloned()))
    }

    fn record(&self, epoch: u64) -> Result<Option<Record>, Infallible> {
        Ok(self.stored.records.get(epoch as usize).cloned())
    }

    fn epoch(&self) -> Result<u64, Infallible> {
        Ok(self.stored.records.len() as u64 - 1)
    }

    fn entering(&self) -> Result<Option<Quorum>, Infallible> {
        Ok(self.stored.entering.clone())
    }

    fn oaths(&self, root: &Id) -> Result<Oaths, Infallible> {
        let sworn = self.table.sworn(root).filter(|_| self.stored.oaths.has(numbered(root.as_bytes())));
        let Some(Sworn { decided, locks }) = sworn else { return Ok(Oaths::Missing(vec![*root.as_bytes()])) };
        let decided = decided.into_iter().map(|(register, decided)| Oath::Decided(register, decided));
        Ok(Oaths::Known(decided.chain(locks.into_iter().map(|lock| Oath::Lock(Box::new(lock)))).collect()))
    }

    fn swear(&self, decided: &[(Register, Decided)], locks: &[Quorum]) -> Result<Id, Infallible> {
        let stored = self.stored.decided.iter().map(|(register, (decided, _))| (register.clone(), *decided));
        let mut all: BTreeMap<Register, Decided> = stored.collect();
        all.extend(decided.iter().cloned());
        Ok(self.table.swear(Sworn { decided: all.into_iter().collect(), locks: locks.to_vec() }))
    }

    fn root(&self) -> Result<Option<Id>, Infallible> {
        let mut text = Vec::new();
        for (register, (decided, _)) in &self.stored.decided {
            text.extend_from_slice(register.name().as_bytes());
            text.extend_from_slice(&decided.height.to_le_bytes());
            text.extend(decided.value.bytes().into_iter().flatten());
        }
        Ok((!text.is_empty()).then(|| Id::of(&text)))
    }

    fn ballot(&self, register: &Register) -> Result<Option<Ballot>, Infallible> {
        Ok(self.stored.ballots.get(register).cloned())
    }

    fn open(&self) -> Result<Vec<Register>, Infallible> {
        Ok(self.stored.ballots.keys().cloned().collect())
    }

    fn silent(&self, register: &Register) -> Result<u64, Infallible> {
        Ok(self.stored.silent(register))
    }

    fn own(&self, register: &Register) -> Result<Own, Infallible> {
        Ok(match register.kind() {
            Kind::Head(_) => self.stored.heads.get(register).map_or(Own::Absent, |head| Own::Is(Value::from(*head))),
            Kind::Voters => match self.asked(self.stored.record()).first() {
                Some((next, _)) => Own::Is(self.table.attach(next.encode()).into()),
                None => Own::Absent,
            },
            Kind::Tapestry => Own::Is(self.table.attach(self.stored.strands.to_le_bytes().to_vec()).into()),
        })
    }

    fn is_member(&self, _: &PublicKey) -> Result<bool, Infallible> {
        Ok(true)
    }

    fn parents(&self, commit: &GitId) -> Result<Option<Vec<GitId>>, Infallible> {
        let held = self.stored.holds.has(numbered(commit.as_bytes()));
        Ok(self.table.parents(commit).filter(|_| held).cloned())
    }

    fn missing(&self, motion: &Motion, _: &[Vec<u8>]) -> Result<Vec<[u8; 32]>, Infallible> {
        let Some(name) = motion.value.bytes() else { return Ok(Vec::new()) };
        let is_here = match motion.register.kind() {
            Kind::Head(_) => self.stored.holds.has(numbered(&name)),
            Kind::Voters | Kind::Tapestry => self.table.attached(&name).is_some(),
        };
        Ok(if is_here { Vec::new() } else { vec![name] })
    }

    fn attachment(&self, value: &Value) -> Result<Option<Vec<u8>>, Infallible> {
        Ok(value.bytes().and_then(|name| self.table.attached(&name)))
    }

    fn requests(&self, record: &Record) -> Result<Vec<(Record, Option<PublicKey>)>, Infallible> {
        Ok(self.asked(record))
    }

    fn cut(&self, reports: &[&Report], _: &[Vec<u8>]) -> Result<Option<Value>, Infallible> {
        let read = |value: Value| {
            let bytes = value.bytes().and_then(|name| self.table.attached(&name));
            bytes.map_or(0, |bytes| Self::knot(&bytes))
        };
        let lengths = reports.iter().map(|report| match report.own {
            Own::Is(value) => read(value),
            Own::Absent => 0,
        });
        let least = lengths.min().unwrap_or(0);
        let before = read(self.stored.newest(&Register::tapestry()).value);
        let due = least >= before + self.interval();
        Ok(due.then(|| self.table.attach(least.to_le_bytes().to_vec()).into()))
    }
}
