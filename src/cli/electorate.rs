//! What commands show of who votes: how many must agree, what that bears, and what is asked of the voters.

use std::io::Write;

use serde::Serialize;

use crate::base::key::PublicKey;
use crate::base::size::count;
use crate::cli::agreement::title;
use crate::cli::error::CliError;
use crate::cli::text::{Text, YELLOW};
use crate::heads::record::Record;
use crate::repo::community::Community;
use crate::repo::decisions::requests::Request;

/// The voters of an epoch, in JSON.
#[derive(Serialize)]
pub struct ElectorateField {
    epoch: u64,
    rule: &'static str,
    quorum: usize,
    voters: Vec<String>,
    lease: u64,
    knot_interval: u64,
    bears: Bears,
}

/// What may go wrong with voters.
#[derive(Serialize)]
struct Bears {
    silent: usize,
    lying: usize,
}

/// What is asked of the voters, in JSON.
#[derive(Serialize)]
pub struct RequestField {
    request: &'static str,
    member: Option<String>,
    successor: Option<String>,
    rule: Option<&'static str>,
}

impl ElectorateField {
    /// The voters of this record.
    pub fn of(record: &Record) -> Self {
        let n = record.voters.len();
        Self {
            epoch: record.epoch,
            rule: record.rule.name(),
            quorum: record.quorum(),
            voters: record.voters.iter().map(ToString::to_string).collect(),
            lease: record.lease,
            knot_interval: record.knot_interval,
            bears: Bears { silent: n - record.quorum(), lying: record.rule.budget(n) },
        }
    }

    /// The lines for people.
    ///
    /// # Errors
    /// The output cannot be written.
    pub fn write(&self, text: &mut Text<'_>) -> Result<(), CliError> {
        let Self { epoch, rule, quorum, voters, bears, .. } = self;
        let n = voters.len();
        match n {
            1 => writeln!(text, "1 voter decides alone (epoch {epoch})")?,
            _ => writeln!(text, "{quorum} of {} decide ({rule}, epoch {epoch})", count(n as u64, "voter"))?,
        }
        if n > 1 {
            let Bears { silent, lying } = bears;
            writeln!(text, "  goes on with {silent} of them silent, stays right with {lying} of them lying")?;
        }
        if n == 2 {
            text.paint(YELLOW, "  both must answer for anything to be decided; run: mosaic community invite --voter")?;
            writeln!(text)?;
        }
        Ok(())
    }
}

impl From<&Request> for RequestField {
    fn from(request: &Request) -> Self {
        let of =
            |request, key: &PublicKey| Self { request, member: Some(key.to_string()), successor: None, rule: None };
        match request {
            Request::Join(key) => of("join", key),
            Request::Leave(key) => of("leave", key),
            Request::Remove(key) => of("remove", key),
            Request::Replace(old, new) => Self { successor: Some(new.to_string()), ..of("replace", old) },
            Request::Count(rule) => Self { request: "quorum", member: None, successor: None, rule: Some(rule.name()) },
        }
    }
}

/// What is asked, for people.
pub fn sentence(request: &Request, community: &Community) -> String {
    let name = |key: &PublicKey| title(key, community);
    match request {
        Request::Join(key) => format!("a vote for {}", name(key)),
        Request::Leave(key) => format!("no vote for {}, which left", name(key)),
        Request::Remove(key) => format!("no vote for {}, which forked its log or voted twice", name(key)),
        Request::Replace(old, new) => format!("the vote of {} for its new key {}", name(old), name(new)),
        Request::Count(rule) => format!("to count by {rule}"),
    }
}
