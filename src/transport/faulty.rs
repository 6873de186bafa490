//! A peer that fails or lies, for tests and simulations: a line to a sound one, and a fault that strikes now and then by a
//! seed. The same seed and the same calls have the same faults.

use std::io::Read;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::base::id::ObjectId;
use crate::base::key::PublicKey;
use crate::base::kind::Kind;
use crate::node::error::{Code, NodeError, Refusal};
use crate::node::parts::RawId;
use crate::node::remote::{Peer, Remote, Take};
use crate::node::wire::{Request, Response};
use crate::object::member::Member;

type Result<T> = std::result::Result<T, NodeError>;

/// What a peer does wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// It cannot be reached.
    Unreachable,
    /// The connection ends in the middle of what it sends.
    Cut,
    /// It stops sending, until the deadline.
    Stall,
    /// It is too busy.
    Busy,
    /// It leaves objects out.
    Missing,
    /// It sends an object twice.
    Twice,
    /// It sends objects that nobody asked for.
    Unasked,
    /// It sends other content under the name that was asked for, well packed.
    Forged,
    /// A bit of the content is another.
    Flipped,
    /// The content is shorter than it was.
    Shortened,
    /// The object is said to be of another kind.
    Disguised,
    /// It never stops sending.
    Endless,
    /// It says that it has what it does not have, and has not what it has.
    Denying,
    /// It answers questions with something else.
    Evading,
}

impl Fault {
    /// Every fault.
    pub const ALL: [Self; 14] = [
        Self::Unreachable,
        Self::Cut,
        Self::Stall,
        Self::Busy,
        Self::Missing,
        Self::Twice,
        Self::Unasked,
        Self::Forged,
        Self::Flipped,
        Self::Shortened,
        Self::Disguised,
        Self::Endless,
        Self::Denying,
        Self::Evading,
    ];
}

/// A line with a fault.
pub struct Faulty {
    inner: Peer,
    fault: Fault,
    often: u32,
    state: AtomicU64,
}

impl Faulty {
    /// A line to `inner` on which the fault strikes `often` times in a thousand.
    pub fn new(inner: Peer, fault: Fault, often: u32, seed: u64) -> Self {
        Self { inner, fault, often, state: AtomicU64::new(seed) }
    }

    /// Whether it strikes now. SplitMix64 (Steele, Lea, Flood 2014).
    fn strikes(&self) -> bool {
        let mut z = self.state.fetch_add(0x9e37_79b9_7f4a_7c15, Ordering::Relaxed);
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) % 1_000 < u64::from(self.often)
    }

    /// The failures that any call can have.
    fn fail(&self) -> Result<()> {
        match self.fault {
            Fault::Unreachable if self.strikes() => Err(NodeError::network(self.name(), "nobody listens there")),
            Fault::Busy if self.strikes() => {
                let refusal = Refusal::new(Code::Busy, "too much at once; try again later");
                Err(NodeError::Refused { peer: self.name().to_owned(), refusal })
            }
            _ => Ok(()),
        }
    }

    /// Sends one object as the fault has it.
    fn send(&self, member: Member, take: Take<'_>) -> Result<()> {
        if !self.strikes() {
            return take(member);
        }
        let header = *member.header();
        let plain = || {
            let mut plain = Vec::new();
            // What the sound peer sends is sound.
            let _ = member.read(header.kind, &header.id, &mut plain);
            plain
        };
        let encode = |kind: Kind, id: ObjectId, plain: &[u8]| Member::encode(kind, id, plain, 0);
        match self.fault {
            Fault::Cut => Err(NodeError::network(self.name(), "the transfer broke off")),
            Fault::Stall => Err(NodeError::network(self.name(), "the sender stalls")),
            Fault::Missing => Ok(()),
            Fault::Twice => {
                take(member.clone())?;
                take(member)
            }
            Fault::Unasked => {
                let plain = b"nobody asked for this";
                take(encode(Kind::Chunk, Kind::Chunk.id_of(plain), plain))?;
                take(member)
            }
            Fault::Forged => take(encode(header.kind, header.id, b"something else")),
            Fault::Flipped => {
                let mut plain = plain();
                if let Some(byte) = plain.first_mut() {
                    *byte ^= 1;
                }
                take(encode(header.kind, header.id, &plain))
            }
            Fault::Shortened => {
                let plain = plain();
                take(encode(header.kind, header.id, &plain[..plain.len() / 2]))
            }
            Fault::Disguised => {
                let kind = if header.kind == Kind::Chunk { Kind::Blob } else { Kind::Chunk };
                take(encode(kind, kind.id_from_bytes(*header.id.as_bytes()), &plain()))
            }
            Fault::Endless => loop {
                take(member.clone())?;
            },
            _ => take(member),
        }
    }
}

impl Remote for Faulty {
    fn name(&self) -> &str {
        self.inner.name()
    }

    fn ask(&self, request: &Request) -> Result<Response> {
        self.fail()?;
        let response = self.inner.ask(request)?;
        let strikes = matches!(self.fault, Fault::Denying | Fault::Evading) && self.strikes();
        Ok(match (self.fault, response) {
            (Fault::Denying, Response::Have(there)) if strikes => {
                Response::Have(there.into_iter().map(|is| !is).collect())
            }
            // A card is asked for first: without one nobody would hear the other lies.
            (Fault::Evading, response) if strikes && *request != Request::Card => match response {
                Response::Have(_) => Response::Delivered(Vec::new()),
                _ => Response::Have(Vec::new()),
            },
            (_, response) => response,
        })
    }

    fn get(&self, ids: &[RawId], take: Take<'_>) -> Result<()> {
        self.fail()?;
        self.inner.get(ids, &mut |member| self.send(member, take))
    }

    fn put(&self, len: u64, members: &mut dyn Read) -> Result<()> {
        self.fail()?;
        if self.fault == Fault::Cut && self.strikes() {
            // What the peer has got by then is half of it.
            let _ = self.inner.put(len / 2, &mut members.take(len / 2));
            return Err(NodeError::network(self.name(), "the transfer broke off"));
        }
        self.inner.put(len, members)
    }

    fn strands(&self, author: &PublicKey, from: u64) -> Result<Vec<u8>> {
        self.fail()?;
        let mut bytes = self.inner.strands(author, from)?;
        if !bytes.is_empty() && self.strikes() {
            let middle = bytes.len() / 2;
            match self.fault {
                Fault::Cut | Fault::Stall => return Err(NodeError::network(self.name(), "the transfer broke off")),
                Fault::Missing => bytes.clear(),
                Fault::Flipped | Fault::Forged => bytes[middle] ^= 1,
                Fault::Shortened => bytes.truncate(middle),
                _ => {}
            }
        }
        Ok(bytes)
    }

    fn certificate(&self) -> Vec<u8> {
        self.inner.certificate()
    }
}
