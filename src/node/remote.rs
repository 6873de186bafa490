//! The seam between a session and a peer: over HTTP, inside of this process, or with faults. Each implementation passes
//! one suite (`tests/it/remote_suite.rs`). What comes from a remote is not verified.

use std::io::Read;
use std::sync::Arc;

use crate::base::id::Id;
use crate::base::key::PublicKey;
use crate::node::error::NodeError;
use crate::node::parts::RawId;
use crate::node::wire::{Request, Response};
use crate::object::member::Member;

type Result<T> = std::result::Result<T, NodeError>;

/// Told each member that comes; what it returns ends the transfer.
pub type Take<'t> = &'t mut dyn FnMut(Member) -> Result<()>;

/// A peer that can be asked. Used by several threads at once.
pub trait Remote: Send + Sync {
    /// Its address, for messages.
    fn name(&self) -> &str;

    /// One question. A refusal is an answer.
    ///
    /// # Errors
    /// It cannot be reached, stalls, or answers with something that is no response.
    fn ask(&self, request: &Request) -> Result<Response>;

    /// The members of those of these objects that the peer has, in any order. At most `MAX_IDS`. The headers are
    /// canonical; whether a member was asked for, and its content, is for the caller to check.
    ///
    /// # Errors
    /// As [`Remote::ask`], a refusal, bytes that are no members, an end in the middle, or what `take` returned.
    fn get(&self, ids: &[RawId], take: Take<'_>) -> Result<()>;

    /// Sends members into the peer's quarantine: `len` bytes, one member after the other.
    ///
    /// # Errors
    /// As [`Remote::ask`], or a refusal; what arrived whole before stays in quarantine.
    fn put(&self, len: u64, members: &mut dyn Read) -> Result<()>;

    /// Whole records of an author's log from this offset; at most `MAX_STRANDS` bytes, empty at its end.
    ///
    /// # Errors
    /// As [`Remote::ask`], or a refusal.
    fn strands(&self, author: &PublicKey, from: u64) -> Result<Vec<u8>>;

    /// How many requests for objects may be under way at once.
    fn connections(&self) -> usize {
        2
    }

    /// The name under which the heads of files are kept that nobody answers for; `None` where a member answers.
    fn label(&self) -> Option<Id> {
        None
    }

    /// Hash of the certificate that the peer has shown and that no authority vouches for; empty where there is none.
    fn certificate(&self) -> Vec<u8> {
        Vec::new()
    }

    /// Waits a little before the next attempt, the longer the more failed before. Where there is no time: not at all.
    fn pause(&self, _failures: u32) {}
}

/// A peer, shared by threads.
pub type Peer = Arc<dyn Remote>;

/// The response, where it is not a refusal.
///
/// # Errors
/// As [`Remote::ask`], or a refusal.
pub fn ask(peer: &dyn Remote, request: &Request) -> Result<Response> {
    match peer.ask(request)? {
        Response::Refused(refusal) => Err(NodeError::Refused { peer: peer.name().to_owned(), refusal }),
        response => Ok(response),
    }
}

/// That a peer answered with something else than was asked for.
pub fn unexpected(peer: &dyn Remote) -> NodeError {
    NodeError::lie(peer.name(), "it answers something else than was asked")
}
