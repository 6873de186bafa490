//! Members that agree: real processes on loopback, and what the commands around decisions say.

pub mod club;
mod heads;
mod proofs;
mod voters;
mod recoveries;
mod cron;
