//! What commands show of that which is decided for heads.

use std::io::Write;

use clap::builder::styling::Style;
use serde::Serialize;

use crate::base::id::{GitId, Id};
use crate::base::key::PublicKey;
use crate::cli::agreement::{Named, named, title};
use crate::cli::error::CliError;
use crate::cli::text::{GREEN, RED, Text, YELLOW};
use crate::heads::quorum::Quorum;
use crate::repo::community::Community;
use crate::repo::decisions::stand::{DecidedHead, Lost, Stand};

/// What is decided for a head, in JSON.
#[derive(Serialize)]
pub struct DecidedField {
    height: u64,
    commit: Option<String>,
    stand: &'static str,
    previous: Option<String>,
    round: Option<u64>,
    epoch: Option<u64>,
    certificate: Option<String>,
    voters: Vec<Named>,
    unwanted: bool,
}

/// A commit for which another one was decided, in JSON.
#[derive(Serialize)]
pub struct LostField {
    name: String,
    member: String,
    height: u64,
    commit: String,
}

fn hex(bytes: Option<[u8; 32]>) -> Option<String> {
    bytes.map(|bytes| Id::from_bytes(bytes).to_string())
}

fn voters(certificate: Option<&Quorum>) -> Vec<PublicKey> {
    certificate.iter().flat_map(|quorum| &quorum.ayes).map(|aye| aye.voter).collect()
}

impl DecidedField {
    /// What is decided, with the names that the voters have in this community.
    pub fn of(found: &DecidedHead, community: &Community) -> Self {
        let certificate = found.certificate.as_ref();
        let motion = certificate.map(|certificate| &certificate.motion);
        Self {
            height: found.decided.height,
            commit: hex(found.decided.value.bytes()),
            stand: found.stand.word(),
            previous: motion.and_then(|motion| hex(motion.previous.bytes())),
            round: motion.map(|motion| motion.round),
            epoch: motion.map(|motion| motion.epoch),
            certificate: certificate.map(|certificate| Id::of(&certificate.encode()).to_string()),
            voters: voters(certificate).iter().map(|key| named(key, community)).collect(),
            unwanted: found.unwanted,
        }
    }
}

impl From<&Lost> for LostField {
    fn from(lost: &Lost) -> Self {
        let Lost { member, height, commit, .. } = lost;
        Self { name: lost_name(lost), member: member.clone(), height: *height, commit: commit.to_string() }
    }
}

/// The name by which revisions take it.
pub fn lost_name(lost: &Lost) -> String {
    format!("lost/{}/{}/{}", lost.member.get(..8).unwrap_or(&lost.member), lost.head, lost.height)
}

/// How an own head stands to what is decided, in a few words with what helps; nothing where it is there.
pub fn advice(head: &str, stand: Stand) -> Option<String> {
    Some(match stand {
        Stand::At => return None,
        Stand::Behind => "behind what is decided; run: mosaic pull".to_owned(),
        Stand::Ahead => "ahead of what is decided; run: mosaic push".to_owned(),
        Stand::Parted => format!("parted from what is decided; run: mosaic merge decided/{head}"),
        Stand::Absent => format!("not here; run: mosaic head create {head} decided/{head}"),
        Stand::Deleted => "deleted for all; it is only here".to_owned(),
        Stand::Unknown => "not what is decided; run: mosaic fetch".to_owned(),
    })
}

/// The color of it.
pub const fn color(stand: Stand) -> Style {
    match stand {
        Stand::At => GREEN,
        Stand::Parted | Stand::Deleted => RED,
        Stand::Behind | Stand::Ahead | Stand::Absent | Stand::Unknown => YELLOW,
    }
}

/// What is decided for a head, and which commits were not.
///
/// # Errors
/// The output cannot be written.
pub fn write(
    text: &mut Text<'_>,
    head: &str,
    found: &DecidedHead,
    lost: &[&Lost],
    community: &Community,
) -> Result<(), CliError> {
    let decided = &found.decided;
    let value = decided.value.commit().map_or_else(|| "that there is none".to_owned(), |commit| commit.to_string());
    writeln!(text, "Decided:   {value}")?;
    write!(text, "           at height {}", decided.height)?;
    if let Some(Quorum { motion, ayes, .. }) = &found.certificate {
        let by: Vec<String> = ayes.iter().map(|aye| title(&aye.voter, community)).collect();
        write!(text, ", in round {} of epoch {}, by {}", motion.round, motion.epoch, by.join(", "))?;
        if let Some(previous) = motion.previous.commit() {
            write!(text, "; before that {}", previous.short())?;
        }
    }
    writeln!(text)?;
    if let Some(certificate) = &found.certificate {
        writeln!(text, "Proof:     {}", Id::of(&certificate.encode()))?;
    }
    if let Some(advice) = advice(head, found.stand) {
        write!(text, "           ")?;
        text.paint(color(found.stand), format_args!("this head is {advice}"))?;
        writeln!(text)?;
    }
    if found.unwanted {
        writeln!(text, "           this member asks to delete it for all; run: mosaic sync-heads")?;
    }
    for lost in lost {
        writeln!(text, "Lost:      {}  {}", lost.commit.short(), lost_name(lost))?;
    }
    Ok(())
}

/// The name with the first digits of the member's key alone, as revisions take it.
pub fn name_of(kind: &str, name: &str, commit: &GitId) -> (String, String) {
    let short = match name.split_once('/') {
        Some((member, rest)) if kind != "decided" => format!("{kind}/{}/{rest}", member.get(..8).unwrap_or(member)),
        _ => format!("{kind}/{name}"),
    };
    (short, commit.to_string())
}
