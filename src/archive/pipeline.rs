//! The middle stage of the writer: chunks that were cut are named, looked up, deflated and stored by all cores.

use std::ops::Range;
use std::sync::Arc;

use crossbeam_channel::{Receiver, Sender, bounded};

use crate::archive::error::ArchiveError;
use crate::archive::shards::ChunkRow;
use crate::base::id::{Id, ObjectId};
use crate::base::kind::Kind;
use crate::object::member::Member;
use crate::object::traits::Sink;

/// One chunk within the bytes of a job.
pub struct Cut {
    /// Where its bytes are.
    pub range: Range<usize>,
    /// Its id, where that is known already.
    pub id: Option<Id>,
}

/// The chunks of a job in order, once they are stored, each with whether the store did not have it before.
pub type Stored = Result<Vec<(ChunkRow, bool)>, ArchiveError>;

/// Bytes that were cut, on their way to the store.
pub struct Job {
    bytes: Arc<Vec<u8>>,
    cuts: Vec<Cut>,
    reply: Sender<Stored>,
}

impl Job {
    /// A job and where its answer will arrive.
    pub fn new(bytes: Arc<Vec<u8>>, cuts: Vec<Cut>) -> (Self, Receiver<Stored>) {
        let (reply, answer) = bounded(1);
        (Self { bytes, cuts, reply }, answer)
    }
}

/// Does jobs until there are no more.
pub fn work(jobs: &Receiver<Job>, sink: &dyn Sink) {
    for Job { bytes, cuts, reply } in jobs {
        let stored = cuts.into_iter().map(|cut| store(&bytes, cut, sink)).collect();
        // The sequencer takes the buffer back for reuse when it is the last to hold it.
        drop(bytes);
        // Nobody listens any more when another stage failed; that stage's error is the one to report.
        let _ = reply.send(stored);
    }
}

fn store(bytes: &[u8], cut: Cut, sink: &dyn Sink) -> Result<(ChunkRow, bool), ArchiveError> {
    let plain = &bytes[cut.range];
    let id = cut.id.unwrap_or_else(|| Id::of(plain));
    let object = ObjectId::Own(id);
    let new = sink.claim(&object)?;
    if new {
        sink.put(Member::encode(Kind::Chunk, object, plain, sink.level()))?;
    }
    Ok((ChunkRow { id, len: plain.len() as u32 }, new))
}
