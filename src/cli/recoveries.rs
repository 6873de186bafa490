//! Going on without a quorum: writing a recovery, and accepting the one of another member.

use std::io::Write;

use serde::Serialize;

use crate::base::escape;
use crate::base::id::Id;
use crate::base::key::PublicKey;
use crate::cli::agreement::{Named, Occasion, catch_up, named, title};
use crate::cli::confirm::confirm;
use crate::cli::context::Context;
use crate::cli::error::CliError;
use crate::cli::exit::Exit;
use crate::cli::members::find;
use crate::cli::open::Opened;
use crate::cli::peers::{self, Options, greet, hear};
use crate::cli::text::Text;
use crate::heads::record::Record;
use crate::node::recovery::{bring, here};
use crate::repo::community::{self, Community};
use crate::repo::decisions::recovery::{Recovery, Scopes, follow, recover};
use crate::repo::error::RepoError;

#[derive(Serialize)]
struct Followed {
    recovery: String,
    epoch: u64,
    author: Named,
    reason: String,
    before: Vec<Named>,
    voters: Vec<Named>,
    accepted: bool,
}

impl Followed {
    fn of(id: &Id, recovery: &Recovery, before: &Record, community: &Community) -> Self {
        let all = |record: &Record| record.voters.iter().map(|key| named(key, community)).collect();
        Self {
            recovery: id.to_string(),
            epoch: recovery.record.epoch,
            author: named(&recovery.author, community),
            reason: recovery.reason.clone(),
            before: all(before),
            voters: all(&recovery.record),
            accepted: true,
        }
    }
}

fn titles(keys: &[PublicKey], community: &Community) -> String {
    keys.iter().map(|key| title(key, community)).collect::<Vec<_>>().join(", ")
}

/// Lets these members vote in the place of those who cannot decide any more.
///
/// # Errors
/// One of them is no member; it was not confirmed; the state cannot be read or written.
pub fn write(opened: &Opened, voters: &[String], reason: &str, context: &mut Context) -> Result<(), CliError> {
    let repository = &opened.repository;
    greet(opened, context)?;
    let community = community::load(repository)?;
    let key = repository.key()?;
    if !community.is_member(&key.public()) {
        return Err(RepoError::NotAMember(key.public()).into());
    }
    let mut keys = voters.iter().map(|voter| find(&community, voter)).collect::<Result<Vec<_>, _>>()?;
    keys.sort_unstable();
    keys.dedup();
    let before = &community.record;
    if keys == before.voters {
        let message = "these are the voters already; run: mosaic sync-heads";
        return Err(CliError::with_kind(Exit::NotAllowed, "refused", message));
    }
    let question = format!(
        "Let {} vote in the place of {}, without their decision? Each other member must accept it, and two recoveries \
         are two communities.",
        titles(&keys, &community),
        titles(&before.voters, &community)
    );
    confirm(context, &question)?;
    let (id, recovery) = recover(repository, &opened.action(context)?, &key, &keys, reason)?;
    let followed = Followed::of(&id, &recovery, before, &community);
    context.output.report(&followed, |text| {
        writeln!(text, "From epoch {} on these vote: {}", followed.epoch, titles(&keys, &community))?;
        writeln!(text, "Every other member must run: mosaic community accept {id}")?;
        Ok(())
    })
}

/// Follows a recovery that another member wrote.
///
/// # Errors
/// Nobody has it; it does not follow what is decided here; it was not confirmed.
pub fn accept(
    opened: &Opened,
    id: &Id,
    remote: Option<String>,
    options: &Options,
    context: &mut Context,
) -> Result<(), CliError> {
    let repository = &opened.repository;
    let current = repository.current()?;
    let scopes = Scopes::load(current.operation(), repository.source())?;
    let found = here(repository, id)?;
    if let Some(recovery) = found.as_ref().filter(|recovery| scopes.recovered(recovery.record.epoch) == Some(*id)) {
        let community = community::load(repository)?;
        let followed = Followed::of(id, recovery, &community.record, &community);
        return context.output.report(&followed, |text| Ok(writeln!(text, "It was accepted before")?));
    }
    let action = opened.action(context)?;
    let recovery = match found {
        Some(recovery) => recovery,
        None => {
            let names: Vec<String> = remote.into_iter().collect();
            let session = peers::open(opened, context, &names, options)?.need_one()?;
            hear(opened, context, &session)?;
            catch_up(repository, &opened.settings, context, &action, &session, Occasion::Recovery)?;
            bring(repository, &action, &session.met, id).map_err(|error| nobody(id, error.into()))?
        }
    };
    if let Some(other) = scopes.recovered(recovery.record.epoch).filter(|other| other != id) {
        let message = format!(
            "this repository goes by another recovery, {other}: two recoveries are two communities, and who changes over \
             does so with a new clone from a member of the other one"
        );
        return Err(CliError::with_kind(Exit::NotAllowed, "refused", message));
    }
    let community = community::load(repository)?;
    let why = if recovery.reason.is_empty() { "giving no reason".to_owned() } else { said(&recovery.reason) };
    let question = format!(
        "Accept that {} vote in the place of {}? {} ({}) wrote it, {why}. Votes of members who do not accept it count no \
         more here.",
        titles(&recovery.record.voters, &community),
        titles(&community.record.voters, &community),
        title(&recovery.author, &community),
        &recovery.author.to_string()[..16],
    );
    confirm(context, &question)?;
    follow(repository, &action, &recovery)?;
    let followed = Followed::of(id, &recovery, &community.record, &community);
    context.output.report(&followed, |text: &mut Text<'_>| {
        writeln!(text, "From epoch {} on these vote: {}", followed.epoch, titles(&recovery.record.voters, &community))?;
        Ok(())
    })
}

fn said(reason: &str) -> String {
    format!("saying \"{}\"", escape::line(reason.as_bytes()))
}

fn nobody(id: &Id, error: CliError) -> CliError {
    if error.kind != "nowhere" {
        return error;
    }
    let message = format!("none of the peers that answered has recovery {id}");
    CliError::with_kind(Exit::NotFound, "name", message)
        .hint("name a remote that has: mosaic community accept ID REMOTE")
}
