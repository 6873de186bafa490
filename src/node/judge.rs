//! The verdicts of a session: how each register stands at this member in the end.

use std::collections::BTreeSet;

use crate::base::key::PublicKey;
use crate::heads::ground::Ground;
use crate::heads::proposer::{Matter, Proposer};
use crate::heads::record::Record;
use crate::heads::register::Register;
use crate::heads::registers::head::has_parted;
use crate::heads::report::Own;
use crate::heads::value::Value;
use crate::heads::verdict::{Decision, Verdict, divide};
use crate::repo::decisions::standing::Standing;
use crate::repo::error::RepoError;
use crate::repo::repository::Repository;

type Result<T> = std::result::Result<T, RepoError>;

/// What came of it.
#[derive(Debug, Default)]
pub struct Synced {
    /// The number of the record of voters in the end.
    pub epoch: u64,
    /// The voters in the end.
    pub voters: Vec<PublicKey>,
    /// The verdicts, heads in the order of their names, then voters and tapestry where they were open.
    pub verdicts: Vec<Verdict>,
    /// Whether all was agreed on when it began.
    pub agreed: bool,
    /// Questions that were asked.
    pub messages: u64,
    /// Why this voter is silent, where it is.
    pub silent: Option<String>,
    /// Members who sign for another recovery of the community than is known here, or for none.
    pub foreign: BTreeSet<PublicKey>,
}

/// Adds the verdicts on the registers that were open, and on those that were asked for by name.
///
/// # Errors
/// The repository cannot be read.
pub fn judge(
    repository: &Repository,
    named: &[Register],
    proposer: Option<&Proposer>,
    synced: &mut Synced,
) -> Result<()> {
    let current = repository.current()?;
    let standing = Standing::new(repository, &current, None)?;
    let Some(record) = standing.record(standing.epoch()?)? else { return Ok(()) };
    let nothing = Matter::default();
    let mut registers: BTreeSet<&Register> = named.iter().collect();
    registers.extend(proposer.iter().flat_map(|proposer| proposer.matters.keys()));
    for register in &registers {
        let matter = proposer.and_then(|proposer| proposer.matters.get(*register));
        synced.verdicts.push(verdict(&standing, &record, register, matter.unwrap_or(&nothing), proposer)?);
    }
    Ok(())
}

fn verdict(
    standing: &Standing<'_>,
    record: &Record,
    register: &Register,
    matter: &Matter,
    proposer: Option<&Proposer>,
) -> Result<Verdict> {
    let decided = standing.decided(register)?;
    let certificate = standing.certificate(register)?;
    let is_new = decided.height > matter.begun.height && proposer.is_some();
    let own = match standing.own(register)? {
        Own::Is(value) => Some(value),
        Own::Absent => None,
    };
    let parted = match (own.and_then(|own| own.commit()), decided.value.commit()) {
        (Some(own), Some(decided)) if register.head_name().is_some() => has_parted(standing, own, decided)?,
        _ => false,
    };
    let is_open = !matter.settled && !is_new && matter.candidate.value.is_some();
    let lacks = matter.reports.values().any(|report| report.height < decided.height);
    let lost = own.is_some() && parted && standing.lost(register, decided.height)?.map(Value::from) == own;
    let wants = own.is_some() && !is_new && (register.head_name().is_none() || decided.height == 0);
    let decision = match () {
        () if is_open || wants => Decision::Undecided,
        () if lost => Decision::Lost,
        () if parted => Decision::Diverged,
        () if is_new => Decision::Decided,
        () if lacks => Decision::Announced,
        () => Decision::Agreed,
    };
    let shown = certificate.as_ref().filter(|_| decision != Decision::Undecided);
    let answered = proposer.map(|proposer| proposer.answered.clone()).unwrap_or_default();
    let (ayes, noes, mut silent) = divide(&record.voters, shown, &matter.candidate, &answered);
    if proposer.is_none() {
        silent.clear();
    }
    let refused = matter.refused.iter().filter(|(voter, _)| record.has(voter));
    let refused = refused.map(|(voter, no)| (*voter, no.why)).collect();
    let ballot = standing.ballot(register)?;
    let undecided = decision == Decision::Undecided;
    let round = match &certificate {
        Some(certificate) if !undecided => certificate.motion.round,
        _ => ballot.map_or(0, |ballot| ballot.reached(&record.voters).max(ballot.round)),
    };
    Ok(Verdict {
        register: register.clone(),
        decision,
        height: decided.height + u64::from(undecided),
        value: if undecided { matter.candidate.value.or(own).unwrap_or(Value::NOTHING) } else { decided.value },
        previous: if undecided { decided.value } else { standing.before(register)? },
        ayes,
        noes,
        silent,
        refused: if undecided { refused } else { Vec::new() },
        round,
        certificate: certificate.filter(|_| !undecided),
    })
}
