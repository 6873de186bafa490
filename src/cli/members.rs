//! What several commands show of members.

use std::io::Write;

use serde::Serialize;

use crate::base::key::PublicKey;
use crate::base::time::Timestamp;
use crate::cli::error::CliError;
use crate::cli::exit::Exit;
use crate::cli::text::{GREEN, Text, YELLOW};
use crate::repo::community::Community;
use crate::strand::members::Member;

/// Fewest digits of a key that name a member.
const MIN_DIGITS: usize = 8;

/// One who is or was a member.
#[derive(Serialize)]
pub struct MemberField {
    /// Its key.
    pub member: String,
    /// Its name; empty where it has not said one.
    pub name: String,
    voter: bool,
    pending: bool,
    /// Whether it serves.
    pub online: bool,
    /// Since when it is a member.
    pub since: String,
    /// Since when it serves.
    pub online_since: Option<String>,
    /// Where.
    pub address: Option<String>,
    issuer: Option<String>,
    left: Option<String>,
    successor: Option<String>,
}

impl MemberField {
    /// All of a community, those that were members included, in the order in which they came.
    pub fn all(community: &Community) -> Vec<Self> {
        let mut members: Vec<(&PublicKey, &Member)> = community.members.iter().collect();
        members.sort_by_key(|(key, member)| (member.admitted, **key));
        members.into_iter().map(|(key, member)| Self::of(community, key, member)).collect()
    }

    /// Those that are members now.
    pub fn active(community: &Community) -> Vec<Self> {
        Self::all(community).into_iter().filter(|member| member.left.is_none() && member.successor.is_none()).collect()
    }

    fn of(community: &Community, key: &PublicKey, member: &Member) -> Self {
        let present = community.present.get(key);
        Self {
            member: key.to_string(),
            name: member.name.clone(),
            voter: member.voter,
            pending: member.pending,
            online: present.is_some(),
            since: time(member.since),
            online_since: present.map(|present| time(present.since)),
            address: present.and_then(|present| present.online.addresses.first().cloned()),
            issuer: member.issuer.map(|issuer| issuer.to_string()),
            left: member.left.map(time),
            successor: member.successor.map(|successor| successor.to_string()),
        }
    }

    /// One line for people.
    ///
    /// # Errors
    /// The output cannot be written.
    pub fn write(&self, text: &mut Text<'_>) -> Result<(), CliError> {
        text.paint(YELLOW, &self.member[..16])?;
        write!(text, "  ")?;
        if !self.name.is_empty() {
            text.name(self.name.as_bytes())?;
            write!(text, "  ")?;
        }
        write!(text, "{}", if self.voter { "voter" } else { "member" })?;
        if self.pending {
            write!(text, ", asks for a vote")?;
        }
        write!(text, " since {}", self.since)?;
        if let Some(left) = &self.left {
            write!(text, ", left {left}")?;
        }
        if let Some(successor) = &self.successor {
            write!(text, ", replaced by {}", &successor[..16])?;
        }
        if self.online {
            write!(text, ", ")?;
            text.paint(GREEN, "online")?;
        }
        if let Some(address) = &self.address {
            write!(text, " at {address}")?;
        }
        Ok(writeln!(text)?)
    }
}

/// The member that is called so: by its key, the first eight or more digits of it, or its name.
///
/// # Errors
/// There is none, or several.
pub fn find(community: &Community, called: &str) -> Result<PublicKey, CliError> {
    let digits = called.to_lowercase();
    let is_it = |(key, member): &(&PublicKey, &Member)| {
        member.name == called || digits.len() >= MIN_DIGITS && key.to_string().starts_with(&digits)
    };
    let found: Vec<(&PublicKey, &Member)> = community.members.iter().filter(is_it).collect();
    match found.as_slice() {
        [(key, member)] if member.is_active() => Ok(**key),
        [(key, _)] => {
            let message = format!("{key} is not a member any more; run: mosaic community show");
            Err(CliError::with_kind(Exit::NotAllowed, "member", message))
        }
        [] => {
            let message = format!("no member is called {called}, and no key begins so; run: mosaic community show");
            Err(CliError::with_kind(Exit::NotFound, "name", message))
        }
        _ => {
            let message = format!("several members are called {called}; give more digits of the key");
            Err(CliError::with_kind(Exit::Usage, "name", message))
        }
    }
}

/// A time in milliseconds since 1970 as RFC 3339 in UTC, in whole seconds.
pub fn time(millis: u64) -> String {
    Timestamp::from_seconds(i64::try_from(millis / 1000).unwrap_or(i64::MAX)).to_string()
}
