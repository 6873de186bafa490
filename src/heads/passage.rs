//! From one record of voters to the next: what the voters of the old one swore, which those of the new one take over.
//! Changes nothing: `assembly.rs` does.

use crate::base::key::PublicKey;
use crate::base::planted::{self, Defect};
use crate::heads::ground::{Ground, Oath, Oaths};
use crate::heads::quorum::Quorum;
use crate::heads::record::Record;
use crate::heads::register::Register;
use crate::heads::vote::Step;

/// What was sworn with a certificate.
pub enum Sworn {
    /// The locks of a quorum, all of whose decisions are known.
    Known(Vec<Quorum>),
    /// Too little is known; these objects are missing.
    Missing(Vec<[u8; 32]>),
}

/// What a quorum swore with this certificate of a record that follows `before`. Who swears a decision that nobody knows,
/// or a lock that nothing proves, is not counted. `height` says how far a register is decided, `record` which record an
/// epoch has.
///
/// # Errors
/// The ground cannot be read.
pub fn sworn<G: Ground>(
    ground: &G,
    certificate: &Quorum,
    before: &Record,
    height: impl Fn(&Register) -> Result<u64, G::Error>,
    record: impl Fn(u64) -> Result<Option<Record>, G::Error>,
) -> Result<Sworn, G::Error> {
    let (mut taken, mut locks, mut missing) = (0, Vec::new(), Vec::new());
    for root in certificate.ayes.iter().filter(|aye| before.has(&aye.voter)).filter_map(|aye| aye.sworn) {
        let oaths = match ground.oaths(&root)? {
            Oaths::Missing(ids) => {
                missing.extend(ids);
                continue;
            }
            Oaths::Known(oaths) => oaths,
        };
        let (mut is_true, mut own) = (true, Vec::new());
        for oath in oaths {
            match oath {
                Oath::Decided(register, sworn) => is_true &= height(&register)? >= sworn.height,
                Oath::Lock(lock) => {
                    let record = record(lock.motion.epoch)?;
                    is_true &= lock.step == Step::Support && record.is_some_and(|record| lock.carries(&record));
                    own.push(*lock);
                }
            }
        }
        if is_true {
            taken += 1;
            locks.extend(own);
        }
    }
    Ok(if taken >= before.quorum() { Sworn::Known(locks) } else { Sworn::Missing(missing) })
}

/// The record; with the defect, whoever asks for a vote has one.
///
/// # Errors
/// The ground cannot be read.
pub fn from_strands<G: Ground>(ground: &G, record: Record) -> Result<Record, G::Error> {
    if !planted::is(Defect::EpochFromStrands) {
        return Ok(record);
    }
    let asking: Vec<PublicKey> = ground.requests(&record)?.into_iter().filter_map(|(_, adds)| adds).collect();
    let next = record.next(record.voters.iter().copied().chain(asking));
    Ok(Record { epoch: record.epoch, previous: record.previous, ..next })
}
