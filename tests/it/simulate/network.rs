//! The network between nodes: what becomes of each message is drawn from the seed. Nothing waits for anything: what is late
//! arrives in a later step, after others that were sent after it.

use std::collections::BTreeSet;
use std::io::{Cursor, Read};
use std::sync::{Arc, Mutex, MutexGuard};

use blake3::Hasher;
use mosaic::base::key::PublicKey;
use mosaic::node::error::NodeError;
use mosaic::node::parts::RawId;
use mosaic::node::remote::{Peer, Remote, Take};
use mosaic::node::wire::{Request, Response, Taken};
use mosaic::object::member::Member;
use mosaic::storage::memory::MemoryStorage;
use mosaic::storage::power::random;

type Result<T> = std::result::Result<T, NodeError>;

/// What becomes of one message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fate {
    Arrives,
    /// It never arrives.
    Lost,
    /// It arrives, and the answer does not.
    AnswerLost,
    /// It arrives twice.
    Twice,
    /// It arrives in a later step; whoever sent it has given up by then.
    Late,
    /// A part of it arrives.
    Cut,
}

/// A message on its way.
pub enum Message {
    /// A question.
    Ask(Request),
    /// Members, one after the other.
    Put(Vec<u8>),
}

/// How often what happened.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Messages in all.
    pub messages: u64,
    /// Of which a fate other than arriving was drawn.
    pub faults: u64,
    /// Lies.
    pub lies: u64,
}

/// The network of one world.
pub struct Network {
    dice: u64,
    /// All that happened.
    pub trace: Hasher,
    /// Pairs of nodes: from the first, nothing reaches the second.
    pub blocked: BTreeSet<(usize, usize)>,
    /// What is late.
    pub late: Vec<(usize, usize, Message)>,
    /// Messages in a hundred that do not simply arrive.
    pub faults: u64,
    /// A node that lies.
    pub liar: Option<usize>,
    /// How often what happened.
    pub counts: Counts,
}

impl Network {
    /// A network of this seed.
    pub fn new(seed: u64) -> Self {
        let (trace, blocked, late, counts) = (Hasher::new(), BTreeSet::new(), Vec::new(), Counts::default());
        Self { dice: seed, trace, blocked, late, faults: 12, liar: None, counts }
    }

    /// Draws a number below `end`.
    pub fn draw(&mut self, end: u64) -> u64 {
        random(&mut self.dice) % end
    }

    /// Notes that something happened.
    pub fn note(&mut self, what: &str, bytes: &[u8]) {
        self.trace.update(what.as_bytes()).update(&(bytes.len() as u64).to_le_bytes()).update(bytes);
    }

    fn fate(&mut self, from: usize, to: usize) -> Fate {
        self.counts.messages += 1;
        let fate = match self.draw(100) {
            _ if self.blocked.contains(&(from, to)) => Fate::Lost,
            _ if self.blocked.contains(&(to, from)) => Fate::AnswerLost,
            dice if dice >= self.faults => Fate::Arrives,
            dice => [Fate::Lost, Fate::AnswerLost, Fate::Twice, Fate::Late, Fate::Cut][dice as usize % 5],
        };
        self.counts.faults += u64::from(fate != Fate::Arrives);
        self.note("fate", &[from as u8, to as u8, fate as u8]);
        fate
    }

    fn lies(&mut self, node: usize) -> bool {
        let lies = self.liar == Some(node) && self.draw(4) == 0;
        self.counts.lies += u64::from(lies);
        lies
    }
}

/// A line of the network from one node to another.
pub struct Wire {
    /// The network.
    pub network: Arc<Mutex<Network>>,
    /// Who asks.
    pub from: usize,
    /// Who answers.
    pub to: usize,
    /// The node that answers, as if it were near.
    pub inner: Peer,
    /// Its disk, and the step at which its power fails.
    pub disk: (MemoryStorage, u64),
}

impl Wire {
    fn network(&self) -> MutexGuard<'_, Network> {
        self.network.lock().unwrap()
    }

    fn lost<T>(&self) -> Result<T> {
        Err(NodeError::network(self.inner.name(), "nothing is heard of it"))
    }

    /// What was answered, unless the node has no power any more.
    fn heard<T>(&self, answer: Result<T>) -> Result<T> {
        let (storage, limit) = &self.disk;
        if storage.steps() >= *limit { self.lost() } else { answer }
    }

    fn lie(&self, request: &Request, answer: Response) -> Response {
        match (request, answer) {
            (_, Response::Have(there)) => Response::Have(vec![true; there.len()]),
            (_, Response::Heads { mut heads, more }) => {
                heads.reverse();
                Response::Heads { heads, more }
            }
            (_, Response::History { mut commits, more }) => {
                commits.pop();
                Response::History { commits, more }
            }
            (_, answer) => answer,
        }
    }
}

impl Remote for Wire {
    fn name(&self) -> &str {
        self.inner.name()
    }

    fn connections(&self) -> usize {
        1
    }

    fn ask(&self, request: &Request) -> Result<Response> {
        let (fate, lies) = {
            let mut network = self.network();
            (network.fate(self.from, self.to), network.lies(self.to))
        };
        if let (true, Request::Deliver { heads }) = (lies, request) {
            return Ok(Response::Delivered(vec![Taken::Delivered; heads.len()]));
        }
        match fate {
            Fate::Lost | Fate::Cut => return self.lost(),
            Fate::Late => {
                self.network().late.push((self.from, self.to, Message::Ask(request.clone())));
                return self.lost();
            }
            Fate::Twice => drop(self.inner.ask(request)),
            Fate::Arrives | Fate::AnswerLost => {}
        }
        let answer = self.heard(self.inner.ask(request))?;
        self.network().note("answer", &answer.encode());
        match fate {
            Fate::AnswerLost => self.lost(),
            _ if lies => Ok(self.lie(request, answer)),
            _ => Ok(answer),
        }
    }

    fn get(&self, ids: &[RawId], take: Take<'_>) -> Result<()> {
        let mut ids = ids.to_vec();
        ids.sort_unstable();
        let (fate, lies) = {
            let mut network = self.network();
            network.note("get", &ids.concat());
            (network.fate(self.from, self.to), network.lies(self.to))
        };
        if matches!(fate, Fate::Lost | Fate::AnswerLost | Fate::Late) {
            return self.lost();
        }
        let mut members = Vec::new();
        let got = self.inner.get(&ids, &mut |member| {
            members.push(member);
            Ok(())
        });
        self.heard(got)?;
        members.sort_unstable_by_key(|member| member.header().id);
        if lies && let Some(member) = members.last_mut() {
            let header = *member.header();
            *member = Member::encode(header.kind, header.id, b"a lie", 1);
        }
        let many = members.len() as u64;
        let whole = fate != Fate::Cut;
        let count = if whole { many } else { self.network().draw(many + 1) };
        members.into_iter().take(count as usize).try_for_each(take)?;
        if whole { Ok(()) } else { self.lost() }
    }

    fn put(&self, _len: u64, members: &mut dyn Read) -> Result<()> {
        let mut body = Vec::new();
        members.read_to_end(&mut body).map_err(|error| NodeError::network(self.name(), error.to_string()))?;
        let fate = {
            let mut network = self.network();
            network.note("put", &body);
            network.fate(self.from, self.to)
        };
        let len = body.len() as u64;
        match fate {
            Fate::Lost => return self.lost(),
            Fate::Late => {
                self.network().late.push((self.from, self.to, Message::Put(body)));
                return self.lost();
            }
            Fate::Cut => {
                body.truncate(self.network().draw(len + 1) as usize);
                drop(self.inner.put(len, &mut Cursor::new(body)));
                return self.lost();
            }
            Fate::Twice => drop(self.inner.put(len, &mut Cursor::new(&body))),
            Fate::Arrives | Fate::AnswerLost => {}
        }
        self.heard(self.inner.put(len, &mut Cursor::new(body)))?;
        if fate == Fate::AnswerLost { self.lost() } else { Ok(()) }
    }

    fn strands(&self, author: &PublicKey, from: u64) -> Result<Vec<u8>> {
        let fate = self.network().fate(self.from, self.to);
        match fate {
            Fate::Arrives | Fate::Twice => self.heard(self.inner.strands(author, from)),
            _ => self.lost(),
        }
    }
}
