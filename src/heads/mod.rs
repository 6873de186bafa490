//! What members decide together: heads, who votes, cuts through the tapestry. Votes, lock proofs and certificates, and
//! what a voter does with them, as functions of their arguments. Does no I/O, reads no clock, draws no randomness.
//!
//! A register is decided height by height. In a round a voter supports at most one value; supports of a quorum are a lock
//! proof, with which voters accept; accepts of a quorum are the certificate. `docs/heads.md` tells why two certificates
//! never contradict each other.

pub mod value;
pub mod register;
pub mod rule;
pub mod record;
pub mod vote;
pub mod quorum;
pub mod report;
pub mod proposal;
pub mod bundle;
pub mod evidence;
pub mod candidate;
pub mod ballot;
pub mod ground;
pub mod graph;
pub mod registers;
pub mod lease;
pub mod voter;
pub mod oath;
pub mod outcome;
pub mod show;
pub mod assembly;
pub mod verdict;
pub mod proposer;
