//! What peers ask each other and answer, as canonical CBOR: `[number, fields…]`. Total and bounded; a number that is not
//! known is told apart from a malformed request, so that later versions can be answered. `docs/format/wire.md` has the
//! bytes.

use crate::base::cbor::{CborError, Fields, Item};
use crate::base::id::GitId;
use crate::base::key::PublicKey;
use crate::base::limit::MAX_NAME;
use crate::base::session::{
    MAX_DELIVERED, MAX_HAVES, MAX_HEADS_PAGE, MAX_HISTORY_PAGE, MAX_IDS, MAX_MISSING, MAX_SENTENCE,
};
use crate::heads::bundle::Bundle;
use crate::heads::register::Register;
use crate::heads::report::Report;
use crate::heads::voter::No;
use crate::node::error::{Code, Refusal};
use crate::node::parts::{
    RawId, bounded, heights, raw_ids, take_bytes, take_heights, take_noes, take_registers, take_reports,
};

/// Most feeds in one page.
pub const MAX_FEEDS_PAGE: usize = 4_096;
/// Most authors whose strands come in one request.
pub const MAX_BATCHES: usize = 4_096;

/// What is asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Request {
    /// Who are you, and what is new?
    Card,
    /// The heads whose names come after this one, in the order of their names.
    Heads {
        /// The last name of the page before; empty for the first page.
        after: String,
    },
    /// The commits that `want` is built on and `have` is not.
    History {
        /// Where to begin.
        want: Vec<GitId>,
        /// What the asker has, with all behind it.
        have: Vec<GitId>,
        /// So many commits from each of `want`; 0 for all.
        depth: u64,
        /// So many of them were answered already.
        skip: u64,
    },
    /// Which of these objects are there, quarantine of the asker included?
    Have {
        /// The objects.
        ids: Vec<RawId>,
    },
    /// The objects are sent: these are the sender's heads now.
    Deliver {
        /// Name and commit of each.
        heads: Vec<(String, GitId)>,
    },
    /// The lengths of the logs of all authors after this one, in the order of their keys.
    Feeds {
        /// The last author of the page before.
        after: Option<PublicKey>,
    },
    /// Take these strands.
    Weave {
        /// Whole records of the log of each author.
        batches: Vec<(PublicKey, Vec<u8>)>,
    },
    /// Make this key a member.
    Join {
        /// The invite; empty in an open community.
        token: Vec<u8>,
        /// The key.
        member: PublicKey,
        /// Shows that who asks has the one-time key of the invite.
        proof: Vec<u8>,
    },
    /// What do you have for these registers?
    Report {
        /// The registers.
        registers: Vec<Register>,
    },
    /// Take this, vote as far as you may, and say what you have of the same.
    Show {
        /// Certificates, lock proofs, reports, proposals, votes.
        bundle: Bundle,
        /// Whether reports and proposals are wanted in return.
        all: bool,
    },
    /// The decisions on all registers after this one, in the order of their names.
    Decided {
        /// The last name of the page before; empty for the first page.
        after: String,
    },
    /// Certificates of these registers, from these heights on where they are kept.
    Certificates {
        /// Each register with the height that the asker knows.
        rows: Vec<(Register, u64)>,
    },
    /// On which heights did you vote last, of all registers after this one? For a voter from a restored backup.
    Voted {
        /// The last name of the page before; empty for the first page.
        after: String,
    },
    /// Bring your decisions together with your peers.
    StartSync,
    /// Of which registers after this one do you know something that is not decided?
    Open {
        /// The last name of the page before; empty for the first page.
        after: String,
    },
}

/// What came of one head that was delivered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Taken {
    /// It was known under the name of the member who sent it.
    Known = 0,
    /// It is kept under the name of the member who sent it.
    Delivered = 1,
    /// The peer's own head went forward to it as well.
    Forwarded = 2,
}

/// The length of one author's log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FeedRow {
    /// The author.
    pub author: PublicKey,
    /// Bytes.
    pub len: u64,
    /// Number of the newest strand.
    pub seq: u64,
    /// Id of the newest strand.
    pub tip: RawId,
}

/// What is answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Response {
    /// No, and why.
    Refused(Refusal),
    /// The signed card.
    Card(Vec<u8>),
    /// One page of heads.
    Heads {
        /// Name and commit of each.
        heads: Vec<(String, GitId)>,
        /// Whether there are more.
        more: bool,
    },
    /// One page of a history.
    History {
        /// The commits.
        commits: Vec<GitId>,
        /// Whether there are more.
        more: bool,
    },
    /// For each object that was asked for whether it is there.
    Have(Vec<bool>),
    /// The heads were taken.
    Delivered(Vec<Taken>),
    /// These objects, at least, are needed first.
    Missing(Vec<RawId>),
    /// One page of feeds.
    Feeds {
        /// The logs.
        feeds: Vec<FeedRow>,
        /// Whether there are more.
        more: bool,
    },
    /// What became of strands.
    Woven {
        /// Strands that are new here.
        stored: u64,
        /// Strands that are needed first.
        missing: Vec<RawId>,
        /// Authors of whom something was refused.
        refused: Vec<(PublicKey, String)>,
    },
    /// The key is a member: the id of the strand that says so.
    Joined(RawId),
    /// Signed reports, with the knots that they name.
    Reports {
        /// The reports.
        reports: Vec<Report>,
        /// Bytes of knots.
        attached: Vec<Vec<u8>>,
    },
    /// What there is of what was shown, and why it was not voted for.
    Shown {
        /// Certificates, lock proofs, reports, proposals, votes.
        bundle: Bundle,
        /// The registers on which the peer did not vote.
        refused: Vec<(Register, No)>,
    },
    /// One page of heights, of decisions, of votes or of what is open.
    Heights {
        /// The registers.
        rows: Vec<(Register, u64)>,
        /// Whether there are more.
        more: bool,
    },
    /// Whether a session will begin; none does where one was begun a moment ago.
    Started(bool),
}

type Result<T> = std::result::Result<T, CborError>;

impl Request {
    /// The canonical bytes.
    pub fn encode(&self) -> Vec<u8> {
        let (number, mut rest): (u64, Vec<Item>) = match self {
            Self::Card => (1, vec![]),
            Self::Heads { after } => (2, vec![after.as_str().into()]),
            Self::History { want, have, depth, skip } => {
                (3, vec![git_ids(want), git_ids(have), (*depth).into(), (*skip).into()])
            }
            Self::Have { ids } => (4, vec![Item::Bytes(ids.concat())]),
            Self::Deliver { heads } => (5, vec![names(heads)]),
            Self::Feeds { after } => (6, vec![after.as_ref().map_or(&[][..], |key| key.as_bytes()).into()]),
            Self::Weave { batches } => {
                let pair = |(author, log): &(PublicKey, Vec<u8>)| {
                    Item::Array(vec![author.as_bytes()[..].into(), log.as_slice().into()])
                };
                (7, vec![Item::Array(batches.iter().map(pair).collect())])
            }
            Self::Join { token, member, proof } => {
                (8, vec![token.as_slice().into(), member.as_bytes()[..].into(), proof.as_slice().into()])
            }
            Self::Report { registers } => {
                (9, vec![Item::Array(registers.iter().map(|register| register.name().into()).collect())])
            }
            Self::Show { bundle, all } => (10, vec![bundle.item(), u64::from(*all).into()]),
            Self::Decided { after } => (11, vec![after.as_str().into()]),
            Self::Certificates { rows } => (12, vec![heights(rows)]),
            Self::Voted { after } => (13, vec![after.as_str().into()]),
            Self::StartSync => (14, vec![]),
            Self::Open { after } => (15, vec![after.as_str().into()]),
        };
        rest.insert(0, number.into());
        Item::Array(rest).encode()
    }

    /// The request in these bytes; `None` for one of a number that is not known.
    ///
    /// # Errors
    /// It is malformed, or exceeds a bound.
    pub fn decode(bytes: &[u8]) -> Result<Option<Self>> {
        let mut fields = Fields::decode(bytes)?;
        let request = match fields.uint()? {
            1 => Self::Card,
            2 => Self::Heads { after: name(fields.text()?)? },
            3 => Self::History {
                want: take_git_ids(fields.array()?, MAX_HAVES)?,
                have: take_git_ids(fields.array()?, MAX_HAVES)?,
                depth: fields.uint()?,
                skip: fields.uint()?,
            },
            4 => Self::Have { ids: raw_ids(&fields.bytes()?, MAX_IDS)? },
            5 => Self::Deliver { heads: take_names(fields.array()?, MAX_DELIVERED)? },
            6 => Self::Feeds { after: optional_key(&fields.bytes()?)? },
            7 => Self::Weave { batches: take_batches(fields.array()?)? },
            8 => Self::Join { token: fields.bytes()?, member: key(fields.bytes32()?)?, proof: fields.bytes()? },
            9 => Self::Report { registers: take_registers(fields.array()?)? },
            10 => Self::Show { bundle: Bundle::take(&mut fields)?, all: boolean(&mut fields)? },
            11 => Self::Decided { after: name(fields.text()?)? },
            12 => Self::Certificates { rows: take_heights(fields.array()?)? },
            13 => Self::Voted { after: name(fields.text()?)? },
            14 => Self::StartSync,
            15 => Self::Open { after: name(fields.text()?)? },
            _ => return Ok(None),
        };
        fields.end()?;
        Ok(Some(request))
    }
}

impl Response {
    /// The canonical bytes.
    pub fn encode(&self) -> Vec<u8> {
        let flag = |more: &bool| Item::from(u64::from(*more));
        let (number, mut rest): (u64, Vec<Item>) = match self {
            Self::Refused(refusal) => (0, vec![(refusal.code as u64).into(), sentence(&refusal.message).into()]),
            Self::Card(card) => (1, vec![card.as_slice().into()]),
            Self::Heads { heads, more } => (2, vec![names(heads), flag(more)]),
            Self::History { commits, more } => (3, vec![git_ids(commits), flag(more)]),
            Self::Have(there) => {
                let mut bits = vec![0_u8; there.len().div_ceil(8)];
                there.iter().enumerate().filter(|(_, is)| **is).for_each(|(at, _)| bits[at / 8] |= 1 << (at % 8));
                (4, vec![(there.len() as u64).into(), Item::Bytes(bits)])
            }
            Self::Delivered(taken) => {
                (5, vec![Item::Array(taken.iter().map(|taken| (*taken as u64).into()).collect())])
            }
            Self::Feeds { feeds, more } => {
                let row = |row: &FeedRow| {
                    let (author, tip) = (row.author.as_bytes()[..].into(), row.tip[..].into());
                    Item::Array(vec![author, row.len.into(), row.seq.into(), tip])
                };
                (6, vec![Item::Array(feeds.iter().map(row).collect()), flag(more)])
            }
            Self::Woven { stored, missing, refused } => {
                let why = |(author, why): &(PublicKey, String)| {
                    Item::Array(vec![author.as_bytes()[..].into(), why.as_str().into()])
                };
                let refused = Item::Array(refused.iter().map(why).collect());
                (7, vec![(*stored).into(), Item::Bytes(missing.concat()), refused])
            }
            Self::Joined(strand) => (8, vec![strand[..].into()]),
            Self::Missing(ids) => (9, vec![Item::Bytes(ids.concat())]),
            Self::Reports { reports, attached } => {
                let reports = reports.iter().map(|report| Item::Bytes(report.encode())).collect();
                let attached = attached.iter().map(|bytes| Item::Bytes(bytes.clone())).collect();
                (10, vec![Item::Array(reports), Item::Array(attached)])
            }
            Self::Shown { bundle, refused } => {
                let row = |(register, no): &(Register, No)| {
                    let why = (no.why as u64).into();
                    Item::Array(vec![register.name().into(), why, no.wait.into(), Item::Bytes(no.missing.concat())])
                };
                (11, vec![bundle.item(), Item::Array(refused.iter().map(row).collect())])
            }
            Self::Heights { rows, more } => (12, vec![heights(rows), flag(more)]),
            Self::Started(will) => (13, vec![flag(will)]),
        };
        rest.insert(0, number.into());
        Item::Array(rest).encode()
    }

    /// The response in these bytes.
    ///
    /// # Errors
    /// It is malformed, exceeds a bound, or is of a number that is not known.
    pub fn decode(bytes: &[u8]) -> Result<Self> {
        let mut fields = Fields::decode(bytes)?;
        let response = match fields.uint()? {
            0 => Self::Refused(Refusal::new(Code::from_number(fields.uint()?), short(fields.text()?)?)),
            1 => Self::Card(fields.bytes()?),
            2 => Self::Heads { heads: take_names(fields.array()?, MAX_HEADS_PAGE)?, more: boolean(&mut fields)? },
            3 => {
                Self::History { commits: take_git_ids(fields.array()?, MAX_HISTORY_PAGE)?, more: boolean(&mut fields)? }
            }
            4 => Self::Have(bits(fields.uint()?, &fields.bytes()?)?),
            5 => Self::Delivered(take_outcomes(fields.array()?)?),
            6 => Self::Feeds { feeds: take_feeds(fields.array()?)?, more: boolean(&mut fields)? },
            7 => Self::Woven {
                stored: fields.uint()?,
                missing: raw_ids(&fields.bytes()?, MAX_MISSING)?,
                refused: take_refused(fields.array()?)?,
            },
            8 => Self::Joined(fields.bytes32()?),
            9 => Self::Missing(raw_ids(&fields.bytes()?, MAX_MISSING)?),
            10 => Self::Reports { reports: take_reports(fields.array()?)?, attached: take_bytes(fields.array()?)? },
            11 => Self::Shown { bundle: Bundle::take(&mut fields)?, refused: take_noes(fields.array()?)? },
            12 => Self::Heights { rows: take_heights(fields.array()?)?, more: boolean(&mut fields)? },
            13 => Self::Started(boolean(&mut fields)?),
            _ => return Err(CborError::Unexpected("a known answer")),
        };
        fields.end()?;
        Ok(response)
    }
}

/// As much of a text as a refusal may say.
pub fn sentence(text: &str) -> &str {
    let mut end = text.len().min(MAX_SENTENCE);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

fn git_ids(ids: &[GitId]) -> Item {
    Item::Array(ids.iter().map(|id| Item::from(*id)).collect())
}

fn names(heads: &[(String, GitId)]) -> Item {
    Item::Array(heads.iter().map(|(name, id)| Item::Array(vec![name.as_str().into(), (*id).into()])).collect())
}

fn take_git_ids(mut fields: Fields, most: usize) -> Result<Vec<GitId>> {
    let count = bounded(&fields, most)?;
    (0..count).map(|_| fields.bytes32().map(GitId::from_bytes)).collect()
}

fn take_names(mut fields: Fields, most: usize) -> Result<Vec<(String, GitId)>> {
    let count = bounded(&fields, most)?;
    let pair = |_| {
        let mut pair = fields.array()?;
        let taken = (name(pair.text()?)?, GitId::from_bytes(pair.bytes32()?));
        pair.end()?;
        Ok(taken)
    };
    (0..count).map(pair).collect()
}

fn take_batches(mut fields: Fields) -> Result<Vec<(PublicKey, Vec<u8>)>> {
    let count = bounded(&fields, MAX_BATCHES)?;
    let pair = |_| {
        let mut pair = fields.array()?;
        let taken = (key(pair.bytes32()?)?, pair.bytes()?);
        pair.end()?;
        Ok(taken)
    };
    (0..count).map(pair).collect()
}

fn take_feeds(mut fields: Fields) -> Result<Vec<FeedRow>> {
    let count = bounded(&fields, MAX_FEEDS_PAGE)?;
    let row = |_| {
        let mut row = fields.array()?;
        let taken = FeedRow { author: key(row.bytes32()?)?, len: row.uint()?, seq: row.uint()?, tip: row.bytes32()? };
        row.end()?;
        Ok(taken)
    };
    (0..count).map(row).collect()
}

fn take_refused(mut fields: Fields) -> Result<Vec<(PublicKey, String)>> {
    let count = bounded(&fields, MAX_BATCHES)?;
    let row = |_| {
        let mut row = fields.array()?;
        let taken = (key(row.bytes32()?)?, short(row.text()?)?);
        row.end()?;
        Ok(taken)
    };
    (0..count).map(row).collect()
}

fn take_outcomes(mut fields: Fields) -> Result<Vec<Taken>> {
    let count = bounded(&fields, MAX_DELIVERED)?;
    let outcome = |_| match fields.uint()? {
        0 => Ok(Taken::Known),
        1 => Ok(Taken::Delivered),
        2 => Ok(Taken::Forwarded),
        _ => Err(CborError::Unexpected("a known outcome")),
    };
    (0..count).map(outcome).collect()
}

fn bits(count: u64, bytes: &[u8]) -> Result<Vec<bool>> {
    let fits = usize::try_from(count).ok().filter(|count| *count <= MAX_IDS && bytes.len() == count.div_ceil(8));
    let count = fits.ok_or(CborError::Unexpected("as many bits as it says"))?;
    let bit = |at: usize| bytes[at / 8] >> (at % 8) & 1 == 1;
    if (count..bytes.len() * 8).any(bit) {
        return Err(CborError::Unexpected("no bits behind the last"));
    }
    Ok((0..count).map(bit).collect())
}

fn boolean(fields: &mut Fields) -> Result<bool> {
    match fields.uint()? {
        0 => Ok(false),
        1 => Ok(true),
        _ => Err(CborError::Unexpected("0 or 1")),
    }
}

fn name(name: String) -> Result<String> {
    if name.len() > MAX_NAME { Err(CborError::Unexpected("a shorter name")) } else { Ok(name) }
}

fn short(text: String) -> Result<String> {
    if text.len() > MAX_SENTENCE { Err(CborError::Unexpected("a shorter sentence")) } else { Ok(text) }
}

fn key(bytes: [u8; 32]) -> Result<PublicKey> {
    PublicKey::from_bytes(bytes).map_err(|_| CborError::Unexpected("a key"))
}

fn optional_key(bytes: &[u8]) -> Result<Option<PublicKey>> {
    match bytes {
        [] => Ok(None),
        bytes => key(bytes.try_into().map_err(|_| CborError::Unexpected("a key of 32 bytes"))?).map(Some),
    }
}
