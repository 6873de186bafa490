//! The log of one author: its strands one after the other, nothing between them. The same bytes on every member. Reads and
//! verifies bytes; must not know files.

use rayon::iter::{IndexedParallelIterator, IntoParallelRefIterator};

use crate::base::id::Id;
use crate::base::key::{PublicKey, Verifier};
use crate::strand::error::StrandError;
use crate::strand::record::{Link, Signed};

/// Name of the folder below `.mosaic`.
pub const FOLDER: &str = "strands";
const SUFFIX: &str = ".log";

/// The file of this author's log, below `.mosaic`.
pub fn file(author: &PublicKey) -> String {
    format!("{FOLDER}/{author}{SUFFIX}")
}

/// Whose log this file is, if it is one.
pub fn author(file: &str) -> Option<PublicKey> {
    let hex = file.strip_prefix(FOLDER)?.strip_prefix('/')?.strip_suffix(SUFFIX)?;
    PublicKey::from_hex(hex).ok().filter(|key| key.to_string() == hex)
}

/// Strands of one author read from bytes, and what follows them.
#[derive(Debug, Default)]
pub struct Walked {
    /// The strands, in the order of the bytes.
    pub strands: Vec<Signed>,
    /// How many bytes they have together.
    pub len: usize,
    /// What is wrong with the bytes that follow; `None` where there are none.
    pub fault: Option<String>,
    /// Whether it is only that they end within a strand.
    pub is_cut: bool,
}

/// Reads whole strands of `author` from the front of `bytes`, without verifying signatures.
pub fn walk(author: &PublicKey, bytes: &[u8]) -> Walked {
    let mut walked = Walked::default();
    while walked.len < bytes.len() {
        match Signed::read(&bytes[walked.len..], Some(author)) {
            Ok((signed, len)) => {
                walked.strands.push(signed);
                walked.len += len;
            }
            Err(error) => {
                walked.is_cut = matches!(error, StrandError::Short);
                walked.fault = Some(match error {
                    StrandError::Malformed { why, .. } => why,
                    error => error.to_string(),
                });
                break;
            }
        }
    }
    walked
}

/// The position of the first of `strands` that its author did not sign for this community. Uses all cores.
pub fn first_forged(community: &Id, author: &PublicKey, strands: &[Signed]) -> Option<usize> {
    let Some(verifier) = author.verifier() else { return (!strands.is_empty()).then_some(0) };
    first_unverified(community, &verifier, strands)
}

fn first_unverified(community: &Id, verifier: &Verifier, strands: &[Signed]) -> Option<usize> {
    strands.par_iter().with_min_len(8).position_first(|signed| !signed.verify(community, verifier))
}

/// The links of the strands in a log that was verified before, with the offset of each.
pub fn links(bytes: &[u8]) -> impl Iterator<Item = Result<(usize, Link), StrandError>> + '_ {
    let mut at = 0;
    std::iter::from_fn(move || {
        if at >= bytes.len() {
            return None;
        }
        let link = Link::read(&bytes[at..]).map(|link| (at, link));
        at = link.as_ref().map_or(bytes.len(), |(at, link)| at + link.len);
        Some(link)
    })
}
