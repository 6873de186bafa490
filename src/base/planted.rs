//! Known defects, one of which can be switched on to prove that the tests catch it. Without the feature `planted` none
//! can, and every question here is answered by the compiler. Must not decide what a defect does: that stands at its place.

#[cfg(feature = "planted")]
use std::sync::atomic::{AtomicU8, Ordering};

/// A defect, named by what is done wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Defect {
    /// Packs and indexes get their names without an fsync of their content.
    NoFileSync = 1,
    /// Names are given without an fsync of their folder.
    NoFolderSync,
    /// The state names an operation before its objects are published.
    StateFirst,
    /// Signatures are verified by the plain rules instead of the strict ones.
    LaxSignature,
    /// Bytes behind a canonical item are accepted.
    TrailingCbor,
    /// Rows of an index point beside the member.
    RowBeside,
    /// The stat cache trusts files that changed while it was made.
    NeverRacy,
    /// What an interrupted run left is taken over by its headers alone.
    BlindAdoption,
    /// Objects are served as they are found, without comparing them with their ids.
    UnverifiedRead,
    /// A head is moved wherever it is.
    BlindSwap,
    /// Names are checked as text, and links that are there are followed.
    LexicalPaths,
    /// What an archive unpacks to is measured by what comes in.
    PackedCaps,
    /// A quorum is counted of the voters that answered.
    QuorumOfAnswers,
    /// A voter supports another value than that of its lock without a newer lock proof.
    ForgottenLock,
    /// Whoever asks for a vote has one.
    EpochFromStrands,
    /// What is locked is forgotten when other voters take over.
    LockLeftBehind,
    /// A voter from a restored backup votes.
    RestoredVoterVotes,
    /// A voter that votes twice counts twice.
    DuplicateVotes,
    /// A vote is sent before it is stored.
    VoteNotStored,
}

#[cfg(feature = "planted")]
static PLANTED: AtomicU8 = AtomicU8::new(0);

/// Whether the defect is switched on.
#[cfg(feature = "planted")]
pub fn is(defect: Defect) -> bool {
    PLANTED.load(Ordering::Relaxed) == defect as u8
}

/// Whether the defect is switched on: never.
#[cfg(not(feature = "planted"))]
pub const fn is(_defect: Defect) -> bool {
    false
}

/// Switches this defect on and every other one off, for all threads.
#[cfg(feature = "planted")]
pub fn plant(defect: Option<Defect>) {
    PLANTED.store(defect.map_or(0, |defect| defect as u8), Ordering::Relaxed);
}
