//! The protobuf form, as in `docs/tapestry.proto`: the messages are written out here, so that no compiler for them is
//! needed. Must not verify anything.

use prost::Message;

use crate::base::id::Id;
use crate::strand::error::StrandError;
use crate::strand::evidence::Proof;
use crate::strand::exchange::document::{Document, Parts, VERSION, fork};
use crate::strand::record::Signed;

/// `mosaic.Tapestry`.
#[derive(Clone, PartialEq, Message)]
struct Tapestry {
    #[prost(uint32, tag = "1")]
    version: u32,
    #[prost(bytes = "vec", tag = "2")]
    community: Vec<u8>,
    #[prost(message, repeated, tag = "3")]
    strands: Vec<Row>,
    #[prost(message, repeated, tag = "4")]
    forks: Vec<Fork>,
}

/// `mosaic.Fork`.
#[derive(Clone, PartialEq, Message)]
struct Fork {
    #[prost(message, optional, tag = "1")]
    first: Option<Row>,
    #[prost(message, optional, tag = "2")]
    second: Option<Row>,
}

/// `mosaic.Strand`.
#[derive(Clone, PartialEq, Message)]
struct Row {
    #[prost(bytes = "vec", tag = "1")]
    author: Vec<u8>,
    #[prost(uint64, tag = "2")]
    seq: u64,
    #[prost(bytes = "vec", tag = "3")]
    previous: Vec<u8>,
    #[prost(bytes = "vec", repeated, tag = "4")]
    seen: Vec<Vec<u8>>,
    #[prost(uint64, tag = "5")]
    clock: u64,
    #[prost(uint64, tag = "6")]
    time: u64,
    #[prost(string, tag = "7")]
    kind: String,
    #[prost(bytes = "vec", tag = "8")]
    body: Vec<u8>,
    #[prost(bytes = "vec", tag = "9")]
    signature: Vec<u8>,
    #[prost(bytes = "vec", tag = "10")]
    id: Vec<u8>,
}

impl From<&Signed> for Row {
    fn from(signed: &Signed) -> Self {
        let strand = &signed.strand;
        Self {
            author: strand.author.as_bytes().to_vec(),
            seq: strand.seq,
            previous: strand.previous.map(|id| id.as_bytes().to_vec()).unwrap_or_default(),
            seen: strand.seen.iter().map(|id| id.as_bytes().to_vec()).collect(),
            clock: strand.clock,
            time: strand.time,
            kind: strand.kind.clone(),
            body: strand.body.clone(),
            signature: signed.bytes[signed.record().len()..].to_vec(),
            id: signed.id.as_bytes().to_vec(),
        }
    }
}

/// The bytes of the file.
pub fn encode(document: &Document) -> Vec<u8> {
    let strands = document.strands.iter().map(Row::from).collect();
    let community = document.community.as_bytes().to_vec();
    let pair = |proof: &Proof| {
        let [first, second] = [0, 1].map(|at| Signed::decode(&proof.strands[at]).expect("a proof was decoded"));
        Fork { first: Some(Row::from(&first)), second: Some(Row::from(&second)) }
    };
    let forks = document.forks.iter().map(pair).collect();
    Tapestry { version: VERSION as u32, community, strands, forks }.encode_to_vec()
}

/// The document in these bytes.
///
/// # Errors
/// No such message, another version, or what could not be a strand.
pub fn decode(bytes: &[u8]) -> Result<Document, StrandError> {
    let wrong = |why: &dyn ToString| StrandError::malformed("the tapestry", why.to_string());
    let file = Tapestry::decode(bytes).map_err(|why| wrong(&why))?;
    if u64::from(file.version) != VERSION {
        return Err(wrong(&"not an export of version 1"));
    }
    let community = <[u8; 32]>::try_from(file.community).map_err(|_| wrong(&"its community is no id"))?;
    let strands = file.strands.iter().map(assemble).collect::<Result<_, _>>()?;
    let pair = |Fork { first, second }: &Fork| match (first, second) {
        (Some(first), Some(second)) => fork(&assemble(first)?, &assemble(second)?),
        _ => Err(wrong(&"a fork is two strands")),
    };
    let forks = file.forks.iter().map(pair).collect::<Result<_, _>>()?;
    Ok(Document { community: Id::from_bytes(community), strands, forks })
}

fn assemble(row: &Row) -> Result<Signed, StrandError> {
    let parts = Parts {
        author: &row.author,
        seq: row.seq,
        previous: &row.previous,
        seen: row.seen.iter().map(Vec::as_slice).collect(),
        clock: row.clock,
        time: row.time,
        kind: &row.kind,
        body: &row.body,
        signature: &row.signature,
    };
    let signed = parts.assemble()?;
    let is_same = signed.id.as_bytes()[..] == row.id[..];
    if is_same { Ok(signed) } else { Err(StrandError::malformed("strand", "its id is that of other fields")) }
}
