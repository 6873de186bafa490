//! Checking a decision without anybody's help: from the genesis through every record of voters to the certificate. Trusts
//! nothing that is not signed.

use crate::base::id::Id;
use crate::heads::quorum::Quorum;
use crate::heads::record::Record;
use crate::heads::register::Register;
use crate::heads::value::Value;
use crate::heads::vote::Step;
use crate::object::traits::Source;
use crate::repo::current::Current;
use crate::repo::decided;
use crate::repo::decisions::recovery::{Recovery, Scopes};
use crate::repo::error::RepoError;

type Result<T> = std::result::Result<T, RepoError>;

/// A decision that was checked.
#[derive(Clone, Debug)]
pub struct Checked {
    /// What proves it; `None` where nothing is decided.
    pub certificate: Option<Quorum>,
    /// The record of its epoch.
    pub record: Record,
    /// Records of voters on the way to it, record 0 included.
    pub records: u64,
    /// Recoveries on the way to it, which no quorum has decided.
    pub recoveries: Vec<Id>,
}

/// Checks the newest decision on a register.
///
/// # Errors
/// Something on the way is missing or does not prove what it should: says what.
pub fn check(current: &Current, source: &dyn Source, register: &Register) -> Result<Checked> {
    let operation = current.operation();
    let decided = decided::decided(operation, source, register)?;
    let scopes = Scopes::load(operation, source)?;
    let certificate = match decided.height {
        0 => None,
        height => Some(decided::certificate(operation, source, register, height)?),
    };
    let wrong = |why: String| RepoError::Unproven { register: register.to_string(), why };
    let certificate = match certificate {
        None => None,
        Some(Some(certificate)) => Some(certificate),
        // The newest record may be one of a recovery.
        Some(None) if register.is_voters() && scopes.recovered(decided.height).is_some() => None,
        Some(None) => return Err(wrong("its certificate is not here".to_owned())),
    };
    let epoch = match &certificate {
        Some(certificate) if !register.is_voters() => certificate.motion.epoch,
        _ => decided::epoch(operation, source)?,
    };
    let (record, recoveries) = chain(current, source, &scopes, epoch, &wrong)?;
    if let Some(certificate) = certificate.as_ref().filter(|_| !register.is_voters()) {
        prove(certificate, &record, &scopes, decided.value).map_err(wrong)?;
    }
    Ok(Checked { certificate, record, records: epoch + 1, recoveries })
}

/// Checks every record up to that of `epoch`.
fn chain(
    current: &Current,
    source: &dyn Source,
    scopes: &Scopes,
    epoch: u64,
    wrong: &dyn Fn(String) -> RepoError,
) -> Result<(Record, Vec<Id>)> {
    let operation = current.operation();
    let missing = |epoch: u64| wrong(format!("the record of voters {epoch} is not here"));
    let mut record = decided::record(operation, source, 0)?.ok_or_else(|| missing(0))?;
    let mut recoveries = Vec::new();
    for number in 1..=epoch {
        let next = decided::record(operation, source, number)?.ok_or_else(|| missing(number))?;
        if next.epoch != number || next.previous != Some(record.id()) {
            return Err(wrong(format!("record {number} does not follow the one before it")));
        }
        if let Some(id) = scopes.recovered(number) {
            let recovery = Recovery::load(source, &id)?;
            if recovery.record != next || recovery.scope != scopes.of(number - 1) {
                return Err(wrong(format!("recovery {id} is another than it was")));
            }
            recoveries.push(id);
        } else {
            let certificate = decided::certificate(operation, source, &Register::voters(), number)?;
            let certificate = certificate.ok_or_else(|| wrong(format!("record {number} has no certificate")))?;
            prove(&certificate, &record, scopes, next.id().into()).map_err(wrong)?;
        }
        record = next;
    }
    Ok((record, recoveries))
}

/// Whether the certificate decides this value, by the voters of this record.
fn prove(certificate: &Quorum, record: &Record, scopes: &Scopes, value: Value) -> std::result::Result<(), String> {
    if certificate.step != Step::Accept || certificate.motion.value != value {
        return Err("its certificate is for something else".to_owned());
    }
    if !certificate.carries(record) {
        return Err(format!(
            "its certificate has not the votes of {} voters of epoch {}",
            record.quorum(),
            record.epoch
        ));
    }
    if !certificate.is_genuine(&scopes.of(certificate.motion.epoch)) {
        return Err("a vote of its certificate is not signed by its voter".to_owned());
    }
    Ok(())
}
