//! The JSON form: {"version": 1, "community": …, "strands": [{…}, …], "forks": [[{…}, {…}], …]}, keys and ids in hexadecimal, bodies and signatures in
//! base64. Must not verify anything.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};

use crate::base::id::Id;
use crate::strand::error::StrandError;
use crate::strand::evidence::Proof;
use crate::strand::exchange::document::{Document, Parts, VERSION, fork};
use crate::strand::record::Signed;

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    version: u64,
    community: String,
    strands: Vec<Row>,
    forks: Vec<(Row, Row)>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    id: String,
    author: String,
    seq: u64,
    previous: Option<String>,
    seen: Vec<String>,
    clock: u64,
    time: u64,
    kind: String,
    body: String,
    signature: String,
}

impl From<&Signed> for Row {
    fn from(signed: &Signed) -> Self {
        let strand = &signed.strand;
        Self {
            id: signed.id.to_string(),
            author: strand.author.to_string(),
            seq: strand.seq,
            previous: strand.previous.map(|id| id.to_string()),
            seen: strand.seen.iter().map(ToString::to_string).collect(),
            clock: strand.clock,
            time: strand.time,
            kind: strand.kind.clone(),
            body: STANDARD.encode(&strand.body),
            signature: STANDARD.encode(&signed.bytes[signed.record().len()..]),
        }
    }
}

/// The bytes of the file.
pub fn encode(document: &Document) -> Vec<u8> {
    let strands = document.strands.iter().map(Row::from).collect();
    let pair = |proof: &Proof| {
        let [first, second] = [0, 1].map(|at| Signed::decode(&proof.strands[at]).expect("a proof was decoded"));
        (Row::from(&first), Row::from(&second))
    };
    let forks = document.forks.iter().map(pair).collect();
    let file = File { version: VERSION, community: document.community.to_string(), strands, forks };
    let mut bytes = serde_json::to_vec_pretty(&file).expect("encoding to memory");
    bytes.push(b'\n');
    bytes
}

/// The document in these bytes.
///
/// # Errors
/// Another version, another field, or what could not be a strand.
pub fn decode(bytes: &[u8]) -> Result<Document, StrandError> {
    let wrong = |why: &dyn ToString| StrandError::malformed("the tapestry", why.to_string());
    let file: File = serde_json::from_slice(bytes).map_err(|why| wrong(&why))?;
    if file.version != VERSION {
        return Err(wrong(&"not an export of version 1"));
    }
    let community = Id::from_hex(&file.community).map_err(|why| wrong(&why))?;
    let strands = file.strands.iter().map(assemble).collect::<Result<_, _>>()?;
    let pair = |(first, second): &(Row, Row)| fork(&assemble(first)?, &assemble(second)?);
    let forks = file.forks.iter().map(pair).collect::<Result<_, _>>()?;
    Ok(Document { community, strands, forks })
}

fn assemble(row: &Row) -> Result<Signed, StrandError> {
    let wrong = |why: &dyn ToString| StrandError::malformed("strand", why.to_string());
    let hex = |text: &str| hex::decode(text).map_err(|why| wrong(&why));
    let base64 = |text: &str| STANDARD.decode(text).map_err(|why| wrong(&why));
    let (author, previous) = (hex(&row.author)?, hex(row.previous.as_deref().unwrap_or(""))?);
    let seen = row.seen.iter().map(|id| hex(id)).collect::<Result<Vec<_>, _>>()?;
    let (body, signature) = (base64(&row.body)?, base64(&row.signature)?);
    let parts = Parts {
        author: &author,
        seq: row.seq,
        previous: &previous,
        seen: seen.iter().map(Vec::as_slice).collect(),
        clock: row.clock,
        time: row.time,
        kind: &row.kind,
        body: &body,
        signature: &signature,
    };
    let signed = parts.assemble()?;
    if signed.id.to_string() == row.id { Ok(signed) } else { Err(wrong(&format!("its id is not {}", row.id))) }
}
