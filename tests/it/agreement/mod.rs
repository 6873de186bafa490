//! Agreement as a whole: members that sync, real processes that stop and die, voters from backups, disks that lose power,
//! peers that attack.

pub mod ledger;
pub mod town;
mod processes;
