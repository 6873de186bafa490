//! Peers in one process, on disks in memory: those that lie, that are cut off, that lose power.

pub mod village;
pub mod crafted;
pub mod liar;
mod fetching;
mod lies;
mod power;
mod pushing;
mod resume;
