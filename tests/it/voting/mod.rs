//! Agreement as a whole: members that sync, real processes that stop and die, voters from backups, disks that lose power,
//! peers that attack.

pub mod ledger;
pub mod town;
pub mod proxy;
pub mod circle;
pub mod said;
mod processes;
mod killed;
mod restored;
mod powered;
mod attacks;
mod hostile;
