//! A peer that lies: what an honest one says goes through it, and one thing is changed.

use std::collections::{HashMap, HashSet};
use std::io::{Cursor, Read};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Condvar, Mutex};
use std::time::Duration;

use mosaic::base::id::{GitId, Id, ObjectId};
use mosaic::base::key::{PublicKey, SecretKey};
use mosaic::base::kind::Kind;
use mosaic::base::time::Timestamp;
use mosaic::node::card::Card;
use mosaic::node::error::NodeError;
use mosaic::node::parts::RawId;
use mosaic::node::quarantine::read_member;
use mosaic::node::remote::{Peer, Remote, Take};
use mosaic::node::wire::{Request, Response, Taken};
use mosaic::object::member::{HEADER, Member};

type Result<T> = std::result::Result<T, NodeError>;

/// What a peer lies about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lie {
    /// A chunk with another content.
    WrongChunk,
    /// Two chunks, each under the name of the other.
    SwappedChunks,
    /// A table with another content.
    WrongTable,
    /// A commit that is another commit.
    WrongCommit,
    /// The stream ends inside of a chunk.
    Truncated,
    /// A chunk with bytes behind it that its header does not count.
    Longer,
    /// A chunk whose header says that it is longer than it is.
    DeclaredLonger,
    /// A chunk that unpacks to more than its header says.
    Bomb,
    /// No member at all.
    NoMember,
    /// The same chunk again and again.
    Endless,
    /// An object that nobody asked for.
    Unasked,
    /// It has what is asked for, and sends nothing.
    Withheld,
    /// A history without one of its commits.
    HoleInHistory,
    /// A history that names a commit again.
    CircleInHistory,
    /// A history of commits that nobody has, without an end.
    EndlessHistory,
    /// Heads out of order.
    HeadsOutOfOrder,
    /// Heads without an end.
    EndlessHeads,
    /// A head with this name.
    HeadNamed(&'static str),
    /// A head at a commit that nobody has.
    HeadNowhere,
    /// A card of another key.
    OtherKey,
    /// A card of another community.
    OtherCommunity,
    /// A card that somebody has changed.
    ForgedCard,
    /// Another answer than was asked for.
    OtherAnswer,
    /// Fewer answers than questions.
    FewerAnswers,
    /// It took the heads, and did not.
    TookNothing,
    /// Something is missing, again and again.
    AlwaysMissing,
    /// It misses what nobody has.
    MissingNowhere,
}

/// A peer that lies.
pub struct Liar {
    inner: Peer,
    lie: Lie,
    told: AtomicU64,
    done: AtomicBool,
    kept: Mutex<Option<Member>>,
    turns: Mutex<Turns>,
    heard: Condvar,
}

/// Who had which objects to send.
#[derive(Default)]
struct Turns {
    /// By the liar.
    asked: HashSet<RawId>,
    /// How many others were.
    waiting: HashMap<RawId, u64>,
}

impl Liar {
    /// Lies for `inner`.
    pub fn new(inner: Peer, lie: Lie) -> Self {
        let (told, done, kept, turns, heard) = Default::default();
        Self { inner, lie, told, done, kept, turns, heard }
    }

    /// How often it lied.
    pub fn told(&self) -> u64 {
        self.told.load(Ordering::Relaxed)
    }

    /// Waits until the liar was asked for one of these, or has lied, or cannot be asked because two others have them.
    fn wait(&self, ids: &[RawId]) {
        let mut turns = self.turns.lock().unwrap();
        ids.iter().for_each(|id| *turns.waiting.entry(*id).or_default() += 1);
        self.heard.notify_all();
        let waits = |turns: &mut Turns| {
            self.told() == 0 && !ids.iter().any(|id| turns.asked.contains(id) || turns.waiting[id] > 1)
        };
        drop(self.heard.wait_timeout_while(turns, Duration::from_secs(10), waits));
    }

    fn count(&self) {
        self.told.fetch_add(1, Ordering::Relaxed);
    }

    fn once(&self) -> bool {
        let first = !self.done.swap(true, Ordering::Relaxed);
        self.told.fetch_add(u64::from(first), Ordering::Relaxed);
        first
    }

    /// The bytes that are sent in the place of these members.
    fn distort(&self, members: Vec<Member>) -> Vec<u8> {
        let mut bytes = Vec::new();
        for member in members {
            let header = *member.header();
            let target = match self.lie {
                Lie::WrongTable => Kind::Table,
                Lie::WrongCommit => Kind::Commit,
                _ => Kind::Chunk,
            };
            if header.kind != target || self.done.load(Ordering::Relaxed) {
                bytes.extend_from_slice(member.as_bytes());
                continue;
            }
            self.replace(&member, &mut bytes);
            if matches!(self.lie, Lie::Truncated | Lie::NoMember) {
                return bytes;
            }
        }
        bytes
    }

    fn replace(&self, member: &Member, bytes: &mut Vec<u8>) {
        let header = *member.header();
        let kept = &mut *self.kept.lock().unwrap();
        let other = |id: ObjectId| {
            let mut plain = vec![3; header.plain_len as usize];
            plain[0] = 4;
            Member::encode(header.kind, id, &plain, 1)
        };
        match self.lie {
            Lie::WrongChunk | Lie::WrongTable | Lie::WrongCommit if self.once() => {
                bytes.extend_from_slice(other(header.id).as_bytes());
            }
            Lie::SwappedChunks => match kept.take() {
                None => *kept = Some(member.clone()),
                Some(first) if self.once() => {
                    for (id, content) in [(first.header(), member), (&header, &first)] {
                        let mut plain = Vec::new();
                        content.read(Kind::Chunk, &content.header().id, &mut plain).unwrap();
                        bytes.extend_from_slice(Member::encode(Kind::Chunk, id.id, &plain, 1).as_bytes());
                    }
                }
                Some(_) => {}
            },
            Lie::Truncated if self.once() => bytes.extend_from_slice(&member.as_bytes()[..HEADER + 20]),
            Lie::NoMember if self.once() => bytes.extend_from_slice(&[0x1f; 200]),
            Lie::Longer if self.once() => {
                bytes.extend_from_slice(member.as_bytes());
                bytes.extend_from_slice(&[0; 100]);
            }
            Lie::DeclaredLonger if self.once() => {
                let mut longer = member.as_bytes().to_vec();
                longer[HEADER - 8..HEADER - 4].copy_from_slice(&(header.plain_len + 1).to_le_bytes());
                bytes.extend_from_slice(&longer);
            }
            Lie::Bomb if self.once() => {
                let mut bomb = Member::encode(Kind::Chunk, header.id, &vec![0; 1 << 20], 9).as_bytes().to_vec();
                bomb[HEADER - 8..HEADER - 4].copy_from_slice(&1_u32.to_le_bytes());
                bytes.extend_from_slice(&bomb);
            }
            Lie::Unasked if self.once() => {
                let id = ObjectId::Own(Id::of(b"nobody asked"));
                bytes.extend_from_slice(Member::encode(Kind::Chunk, id, b"nobody asked", 1).as_bytes());
            }
            _ => bytes.extend_from_slice(member.as_bytes()),
        }
    }

    fn members(&self, ids: &[RawId]) -> Result<Vec<Member>> {
        let mut members = Vec::new();
        self.inner.get(ids, &mut |member| {
            members.push(member);
            Ok(())
        })?;
        Ok(members)
    }

    fn lie_about(&self, request: &Request, honest: Response) -> Response {
        match (self.lie, honest) {
            (Lie::OtherAnswer, Response::Heads { .. }) => Response::Have(vec![true]),
            (Lie::HoleInHistory, Response::History { mut commits, more }) if commits.len() > 1 => {
                commits.remove(1);
                Response::History { commits, more }
            }
            (Lie::CircleInHistory, Response::History { commits, .. }) => Response::History { commits, more: true },
            (Lie::EndlessHistory, Response::History { .. }) => {
                Response::History { commits: (0..8_192).map(|_| self.nowhere()).collect(), more: true }
            }
            (Lie::HeadsOutOfOrder, Response::Heads { heads, more }) => {
                let twice = heads.iter().chain(&heads).cloned().collect();
                Response::Heads { heads: twice, more }
            }
            (Lie::EndlessHeads, Response::Heads { heads, .. }) => {
                let first = self.told() * 1_000;
                let name = |number: u64| (format!("h{number:012}"), heads[0].1);
                Response::Heads { heads: (first..first + 1_000).map(name).collect(), more: true }
            }
            (Lie::HeadNamed(name), Response::Heads { heads, more }) => {
                Response::Heads { heads: vec![(name.to_owned(), heads[0].1)], more }
            }
            (Lie::HeadNowhere, Response::Heads { heads, more }) => {
                Response::Heads { heads: vec![(heads[0].0.clone(), GitId::from_bytes([9; 32]))], more }
            }
            (Lie::HeadNowhere, Response::Refused(_)) => match request {
                Request::History { want, .. } => Response::History { commits: want.clone(), more: false },
                _ => Response::Have(Vec::new()),
            },
            (Lie::FewerAnswers, Response::Have(mut there)) if there.len() > 1 => {
                there.pop();
                Response::Have(there)
            }
            (Lie::AlwaysMissing, Response::Delivered(_) | Response::Missing(_)) => match request {
                Request::Deliver { heads } => Response::Missing(vec![*heads[0].1.as_bytes()]),
                _ => Response::Missing(vec![[1; 32]]),
            },
            (Lie::MissingNowhere, Response::Delivered(_)) => Response::Missing(vec![[1; 32]]),
            (_, honest) => honest,
        }
    }

    /// A name that nothing has.
    fn nowhere(&self) -> GitId {
        let mut bytes = [8; 32];
        bytes[..8].copy_from_slice(&self.told.fetch_add(1, Ordering::Relaxed).to_le_bytes());
        GitId::from_bytes(bytes)
    }

    fn card(&self, signed: Vec<u8>) -> Vec<u8> {
        let card = Card::open(&signed).unwrap();
        let key = SecretKey::from_seed([99; 32]);
        let other = match self.lie {
            Lie::OtherKey => Card { member: key.public(), ..card },
            Lie::OtherCommunity => Card { member: key.public(), community: Id::of(b"another"), ..card },
            Lie::ForgedCard => Card { time: Timestamp::from_seconds(5), ..card },
            _ => return signed,
        };
        self.count();
        other.sign(&key)
    }
}

impl Remote for Liar {
    fn name(&self) -> &str {
        "the liar"
    }

    fn ask(&self, request: &Request) -> Result<Response> {
        if let (Lie::TookNothing, Request::Deliver { heads }) = (self.lie, request) {
            self.count();
            return Ok(Response::Delivered(vec![Taken::Delivered; heads.len()]));
        }
        let honest = match request {
            Request::History { want, have, depth, .. } if self.lie == Lie::CircleInHistory => {
                let (want, have) = (want.clone(), have.clone());
                self.inner.ask(&Request::History { want, have, depth: *depth, skip: 0 })?
            }
            request => self.inner.ask(request)?,
        };
        if let Response::Card(signed) = honest {
            return Ok(Response::Card(self.card(signed)));
        }
        let said = self.lie_about(request, honest.clone());
        if said != honest {
            self.count();
        }
        Ok(said)
    }

    fn get(&self, ids: &[RawId], take: Take<'_>) -> Result<()> {
        let result = self.send(ids, take);
        self.turns.lock().unwrap().asked.extend(ids);
        self.heard.notify_all();
        result
    }

    fn put(&self, len: u64, members: &mut dyn Read) -> Result<()> {
        self.inner.put(len, members)
    }

    fn strands(&self, author: &PublicKey, from: u64) -> Result<Vec<u8>> {
        self.inner.strands(author, from)
    }
}

impl Liar {
    fn send(&self, ids: &[RawId], take: Take<'_>) -> Result<()> {
        let members = self.members(ids)?;
        if self.lie == Lie::Withheld && members.iter().any(|member| member.header().kind == Kind::Chunk) {
            self.count();
            return Ok(());
        }
        let endless = members.iter().find(|member| self.lie == Lie::Endless && member.header().kind == Kind::Chunk);
        if let Some(member) = endless {
            loop {
                self.count();
                assert!(self.told() < 1_000, "nobody listens so long");
                take(member.clone())?;
            }
        }
        let mut stream = Cursor::new(self.distort(members));
        let refused = |refusal| NodeError::Refused { peer: self.name().to_owned(), refusal };
        while let Some(member) = read_member(&mut stream).map_err(refused)? {
            take(member)?;
        }
        Ok(())
    }
}

/// An honest peer that sends nothing before a liar had its turn.
pub struct Patient {
    /// The peer.
    pub inner: Peer,
    /// Who comes first.
    pub liar: Arc<Liar>,
}

impl Remote for Patient {
    fn name(&self) -> &str {
        self.inner.name()
    }

    fn ask(&self, request: &Request) -> Result<Response> {
        self.inner.ask(request)
    }

    fn get(&self, ids: &[RawId], take: Take<'_>) -> Result<()> {
        self.liar.wait(ids);
        self.inner.get(ids, take)
    }

    fn put(&self, len: u64, members: &mut dyn Read) -> Result<()> {
        self.inner.put(len, members)
    }

    fn strands(&self, author: &PublicKey, from: u64) -> Result<Vec<u8>> {
        self.inner.strands(author, from)
    }
}
