//! What one peer has sent and no head names yet. Each object is verified before it is kept; nothing of it can be seen by
//! anyone but the sender until a head is delivered. What stays behind is adopted by the next session.

use std::io::{ErrorKind, Read};

use rayon::iter::{IntoParallelRefIterator, ParallelIterator};

use crate::base::kind::Kind;
use crate::base::limit::MAX_MEMBER;
use crate::base::session::{MAX_PUT, MAX_QUARANTINE};
use crate::node::error::{Code, Refusal};
use crate::object::error::ObjectError;
use crate::object::member::{HEADER, Header, Member};
use crate::object::run::Run;
use crate::object::traits::Sink;
use crate::repo::error::RepoError;
use crate::repo::transact::Writing;

/// Bytes of members that are verified together, on all cores.
const BATCH: usize = 4 << 20;

/// Objects of one peer.
pub struct Quarantine {
    /// Where they are.
    pub writing: Writing,
    /// When the last one came, in milliseconds since the epoch.
    pub used: i64,
}

/// Takes the members in `body` into `run`, each verified. Those before the one that is refused are kept.
///
/// # Errors
/// A member is malformed or not what it says, the body ends in the middle or is too long, the device failed.
pub fn receive(run: &Run, body: &mut dyn Read) -> Result<(), Refusal> {
    let mut body = body.take(MAX_PUT + 1);
    loop {
        let (members, end) = read_batch(&mut body);
        store(run, members)?;
        run.flush().map_err(|error| Refusal::from(RepoError::from(error)))?;
        if run.stats().bytes_stored > MAX_QUARANTINE {
            return Err(Refusal::new(Code::Busy, "more objects than may wait here; deliver a head first"));
        }
        if end? {
            return if body.limit() == 0 {
                Err(Refusal::new(Code::Malformed, "a longer body than allowed"))
            } else {
                Ok(())
            };
        }
    }
}

/// The next members of the body, and whether they are the last, or why there are no more.
fn read_batch(body: &mut dyn Read) -> (Vec<Member>, Result<bool, Refusal>) {
    let mut members = Vec::new();
    let mut len = 0;
    while len < BATCH {
        match read_member(body) {
            Ok(Some(member)) => {
                len += member.as_bytes().len();
                members.push(member);
            }
            Ok(None) => return (members, Ok(true)),
            Err(refusal) => return (members, Err(refusal)),
        }
    }
    (members, Ok(false))
}

/// The next member of a stream of them; `None` at its end. Its header is canonical, its content is not verified.
///
/// # Errors
/// The stream ends in the middle of a member or breaks, or the bytes are no member.
pub fn read_member(stream: &mut dyn Read) -> Result<Option<Member>, Refusal> {
    let mut bytes = Vec::with_capacity(HEADER);
    let broken = |why: std::io::Error| match why.kind() {
        ErrorKind::TimedOut => Refusal::new(Code::Failed, "the sender stalls"),
        _ => Refusal::new(Code::Failed, format!("the transfer broke off: {why}")),
    };
    let malformed = |why: ObjectError| Refusal::new(Code::Malformed, why.to_string());
    let cut = || Refusal::new(Code::Malformed, "the transfer ends inside of an object");
    stream.take(HEADER as u64).read_to_end(&mut bytes).map_err(broken)?;
    if bytes.is_empty() {
        return Ok(None);
    }
    if bytes.len() < HEADER {
        return Err(cut());
    }
    let header = Header::parse(&bytes).map_err(malformed)?;
    let len = (header.member_len as usize).min(MAX_MEMBER);
    bytes.reserve_exact(len - HEADER);
    stream.take((len - HEADER) as u64).read_to_end(&mut bytes).map_err(broken)?;
    if bytes.len() < len {
        return Err(cut());
    }
    Member::parse(bytes).map(Some).map_err(malformed)
}

/// Whether objects of this kind belong to histories: no state of this repository may be made by others.
const fn travels(kind: Kind) -> bool {
    use Kind::{Attachment, Blob, Chunk, Commit, Manifest, Shard, Table, Tree};
    matches!(kind, Chunk | Manifest | Shard | Table | Attachment | Commit | Tree | Blob)
}

fn store(run: &Run, members: Vec<Member>) -> Result<(), Refusal> {
    let is_sound = |member: &Member| {
        let header = member.header();
        let mut plain = Vec::new();
        member.read(header.kind, &header.id, &mut plain).is_ok()
    };
    let sound: Vec<bool> = members.par_iter().map(is_sound).collect();
    for (member, is_sound) in members.into_iter().zip(sound) {
        let id = member.header().id;
        if !travels(member.header().kind) {
            return Err(Refusal::new(Code::Malformed, format!("object {id} is of a kind that is not delivered")));
        }
        if !is_sound {
            return Err(Refusal::new(Code::Integrity, format!("object {id} is not what its name says")));
        }
        let failed = |error| Refusal::from(RepoError::from(error));
        if run.claim(&id).map_err(failed)? {
            run.put(member).map_err(failed)?;
        }
    }
    Ok(())
}
