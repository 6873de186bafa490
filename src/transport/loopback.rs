//! A peer in this process: a repository that the path leads to, or a node of a test. Must behave as one over HTTP does.

use std::io::Read;
use std::sync::Arc;

use crate::base::id::Id;
use crate::base::key::PublicKey;
use crate::base::limit::MAX_MEMBER;
use crate::base::session::MAX_IDS;
use crate::node::answer::{Moment, Node};
use crate::node::error::{NodeError, Refusal};
use crate::node::outgoing::Outgoing;
use crate::node::parts::RawId;
use crate::node::quarantine::read_member;
use crate::node::remote::{Remote, Take};
use crate::node::wire::{Request, Response};

type Result<T> = std::result::Result<T, NodeError>;

/// Tells the time of each call, and makes its names unlike all others.
pub type Clock = Arc<dyn Fn() -> Moment + Send + Sync>;

/// A node that is called, not dialled.
pub struct Loopback {
    name: String,
    node: Arc<Node>,
    from: Option<PublicKey>,
    clock: Clock,
    label: Option<Id>,
}

impl Loopback {
    /// A line to `node` for who has shown the key `from`. `name` is for messages.
    pub fn new(name: String, node: Arc<Node>, from: Option<PublicKey>, clock: Clock) -> Self {
        Self { name, node, from, clock, label: None }
    }

    /// The same, for files that nobody answers for: their heads are kept under this name.
    pub fn labelled(self, label: Id) -> Self {
        Self { label: Some(label), ..self }
    }

    fn refused(&self, refusal: Refusal) -> NodeError {
        NodeError::Refused { peer: self.name.clone(), refusal }
    }
}

impl Remote for Loopback {
    fn name(&self) -> &str {
        &self.name
    }

    fn label(&self) -> Option<Id> {
        self.label
    }

    fn ask(&self, request: &Request) -> Result<Response> {
        let malformed = |_| NodeError::network(&self.name, "the request exceeds what peers accept");
        let request = Request::decode(&request.encode()).map_err(malformed)?;
        let Some(request) = request else { return Err(NodeError::network(&self.name, "an unknown request")) };
        let response = self.node.answer(&(self.clock)(), self.from.as_ref(), request).encode();
        Response::decode(&response).map_err(|why| NodeError::lie(&self.name, why.to_string()))
    }

    fn get(&self, ids: &[RawId], take: Take<'_>) -> Result<()> {
        for ids in ids.chunks(MAX_IDS) {
            let outgoing = self.node.get(self.from.as_ref(), ids).map_err(|refusal| self.refused(refusal))?;
            let capacity = outgoing.len().min(2 * MAX_MEMBER as u64) as usize;
            let mut stream = std::io::BufReader::with_capacity(capacity, Bytes(outgoing));
            while let Some(member) = read_member(&mut stream).map_err(|refusal| self.refused(refusal))? {
                take(member)?;
            }
        }
        Ok(())
    }

    fn put(&self, _len: u64, members: &mut dyn Read) -> Result<()> {
        self.node.put(&(self.clock)(), self.from.as_ref(), members).map_err(|refusal| self.refused(refusal))
    }

    fn strands(&self, author: &PublicKey, from: u64) -> Result<Vec<u8>> {
        self.node.strands(self.from.as_ref(), author, from).map_err(|refusal| self.refused(refusal))
    }
}

/// What is sent, as a stream.
struct Bytes(Outgoing);

impl Read for Bytes {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        self.0.read(buffer).map_err(|refusal| std::io::Error::other(refusal.message))
    }
}
