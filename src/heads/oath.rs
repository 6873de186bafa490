//! What voters swear when they accept a record of voters: all that they know to be decided, and all their locks. The voters
//! of the next epoch take it over before they vote.

use crate::heads::ground::{Decided, Ground, Oath, Oaths};
use crate::heads::quorum::Quorum;
use crate::heads::record::Record;
use crate::heads::register::Register;
use crate::heads::vote::Step;

/// What was found: the locks, or what is missing to find them.
pub type Locks = Result<Vec<Quorum>, Vec<[u8; 32]>>;

/// The locks that a quorum of the voters of `before` swore with the certificate; what is missing, where that is not known.
/// Who swears a decision that nobody knows, or a lock that nothing proves, is not counted.
///
/// # Errors
/// The ground cannot be read.
pub fn sworn<G: Ground>(
    ground: &G,
    certificate: &Quorum,
    before: &Record,
    decided: &dyn Fn(&Register) -> Result<Decided, G::Error>,
    record_of: &dyn Fn(u64) -> Result<Option<Record>, G::Error>,
) -> Result<Locks, G::Error> {
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
                Oath::Decided(register, sworn) => is_true &= decided(&register)?.height >= sworn.height,
                Oath::Lock(lock) => {
                    let record = record_of(lock.motion.epoch)?;
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
    Ok(if taken >= before.quorum() { Ok(locks) } else { Err(missing) })
}
