//! Checking commits and decisions, and files that prove a decision to somebody else.

use std::io::{Read, Write};
use std::path::Path;

use serde::Serialize;

use crate::base::id::Id;
use crate::base::key::PublicKey;
use crate::base::size::count;
use crate::cli::context::Context;
use crate::cli::error::CliError;
use crate::cli::exit::Exit;
use crate::cli::open::Opened;
use crate::cli::text::Text;
use crate::heads::register::Register;
use crate::repo::absent;
use crate::repo::decisions::proof::{Checked, MAX_PROOF, Proof, check_all};
use crate::repo::decisions::recovery::Recovery;
use crate::repo::error::RepoError;
use crate::repo::lineage;
use crate::repo::names::Names;
use crate::repo::repository::Repository;
use crate::state::operation::root;
use crate::storage::outside::open;
use crate::storage::replacement::Replacement;

#[derive(Serialize)]
struct Verified {
    heads: Vec<String>,
    commits: u64,
    flaws: Vec<Flawed>,
    decisions: u64,
    records: u64,
    certificates: u64,
    recoveries: Vec<RecoveryField>,
    unproven: Vec<Unproven>,
}

#[derive(Serialize)]
struct Flawed {
    commit: String,
    reason: String,
}

#[derive(Serialize)]
struct Unproven {
    head: String,
    reason: String,
}

/// A recovery, in JSON.
#[derive(Serialize)]
pub struct RecoveryField {
    recovery: String,
    epoch: u64,
    author: String,
    reason: String,
    voters: Vec<String>,
}

#[derive(Serialize)]
struct Proven {
    file: String,
    community: String,
    head: String,
    height: u64,
    commit: Option<String>,
    round: u64,
    epoch: u64,
    voters: Vec<String>,
    accepted: Vec<String>,
    certificate: Option<String>,
    records: u64,
    certificates: u64,
    recoveries: Vec<RecoveryField>,
}

impl RecoveryField {
    /// The recovery of this id.
    pub fn of((id, recovery): &(Id, Recovery)) -> Self {
        Self {
            recovery: id.to_string(),
            epoch: recovery.record.epoch,
            author: recovery.author.to_string(),
            reason: recovery.reason.clone(),
            voters: texts(&recovery.record.voters),
        }
    }

    /// One line for people.
    ///
    /// # Errors
    /// The output cannot be written.
    pub fn write(&self, text: &mut Text<'_>) -> Result<(), CliError> {
        let Self { recovery, epoch, author, reason, .. } = self;
        let voters = count(self.voters.len() as u64, "voter");
        write!(text, "epoch {epoch} with {voters} by recovery {}, which {} wrote", &recovery[..16], &author[..16])?;
        if !reason.is_empty() {
            write!(text, ": ")?;
            text.name(reason.as_bytes())?;
        }
        Ok(writeln!(text)?)
    }
}

fn texts(keys: &[PublicKey]) -> Vec<String> {
    keys.iter().map(ToString::to_string).collect()
}

/// Checks the commits of these heads, all where there are none, and that what is decided for them is proven.
///
/// # Errors
/// There is no such head; a commit does not verify, or a decision is not proven.
pub fn verify(opened: &Opened, names: &[String], context: &mut Context) -> Result<Exit, CliError> {
    let repository = &opened.repository;
    let current = repository.current()?;
    let source = repository.source();
    let absent = absent::all(source, current.operation())?;
    let mut heads = Names::Heads.all(repository, &current)?;
    let decided = current.names(source, root::DECIDED_HEADS)?;
    if let Some(name) = names.iter().find(|name| !heads.contains_key(*name) && !decided.contains_key(*name)) {
        return Err(RepoError::NoName { what: Names::Heads.word(), name: name.clone() }.into());
    }
    heads.retain(|head, _| names.is_empty() || names.contains(head));
    let lineage::Checked { commits, flaws } =
        lineage::check(source, heads.values().copied(), &absent, context.monitor())?;
    let wanted = |register: &Register| {
        names.is_empty() || register.head_name().is_some_and(|head| names.iter().any(|name| name == head))
    };
    let survey = check_all(&current, source, &wanted)?;
    let flawed = flaws.into_iter().map(|flaw| Flawed { commit: flaw.commit.to_string(), reason: flaw.why });
    let unproven =
        survey.flaws.iter().map(|flaw| Unproven { head: flaw.register.to_string(), reason: flaw.why.clone() });
    let verified = Verified {
        heads: heads.into_keys().collect(),
        commits,
        flaws: flawed.collect(),
        decisions: survey.decisions,
        records: survey.records,
        certificates: survey.certificates,
        recoveries: survey.recoveries.iter().map(RecoveryField::of).collect(),
        unproven: unproven.collect(),
    };
    let error = match (verified.flaws.is_empty(), verified.unproven.first()) {
        (false, _) => {
            let message = "commits of the history do not verify; run: mosaic fsck";
            Some(CliError::with_kind(Exit::Integrity, "history", message))
        }
        (true, Some(Unproven { head, reason })) => {
            let message = format!("{head} is not proven: {reason}");
            let error = CliError::with_kind(Exit::Integrity, "unproven", message);
            Some(error.hint("run: mosaic repair --from PATH, with a healthy copy"))
        }
        (true, None) => None,
    };
    match error {
        None => context.output.report(&verified, |text| verified.write(text)).map(|()| Exit::Done),
        Some(error) => Err(context.output.partial(&verified, error, |text| verified.write(text))),
    }
}

impl Verified {
    fn write(&self, text: &mut Text<'_>) -> Result<(), CliError> {
        writeln!(text, "{} checked: {}", count(self.commits, "commit"), count(self.flaws.len() as u64, "flaw"))?;
        for Flawed { commit, reason } in &self.flaws {
            writeln!(text, "{commit}: {reason}")?;
        }
        if self.decisions > 0 || self.certificates > 0 || !self.unproven.is_empty() {
            let (decisions, certificates) =
                (count(self.decisions, "decision"), count(self.certificates, "certificate"));
            let records = count(self.records, "record");
            let flaws = count(self.unproven.len() as u64, "flaw");
            writeln!(text, "{decisions} checked, with {certificates} and {records} of voters: {flaws}")?;
        }
        for Unproven { head, reason } in &self.unproven {
            writeln!(text, "{head}: {reason}")?;
        }
        self.recoveries.iter().try_for_each(|recovery| recovery.write(text))
    }
}

/// Writes what proves the decision on a head into a file.
///
/// # Errors
/// Nothing is decided, or it is not proven; the file cannot be written.
pub fn save(repository: &Repository, head: &str, file: &Path, context: &mut Context) -> Result<Exit, CliError> {
    let local = || RepoError::refused(head, "what is under local/ is not decided: it is nobody else's business");
    let register = Register::head(head).ok_or_else(local)?;
    let proof = Proof::gather(&repository.current()?, repository.source(), &register)?;
    let checked = proof.check()?;
    let mut target = Replacement::begin(&context.directory.join(file))?;
    target.write_all(&proof.encode())?;
    target.finish(false)?;
    let proven = Proven::of(file, &register, &checked);
    context.output.report(&proven, |text| {
        write!(text, "Wrote what proves {register} at height {} to ", proven.height)?;
        text.entry(proven.file.as_bytes(), false).map_err(Into::into)
    })?;
    Ok(Exit::Done)
}

/// Checks a file that proves a decision, without any repository; for this community, if one is given.
///
/// # Errors
/// It cannot be read, proves nothing, or is of another community.
pub fn read(file: &Path, community: Option<&Id>, context: &mut Context) -> Result<Exit, CliError> {
    let mut bytes = Vec::new();
    open(&context.directory.join(file))?.take(MAX_PROOF + 1).read_to_end(&mut bytes)?;
    let shown = file.to_string_lossy().into_owned();
    let wrong =
        |why: String| CliError::with_kind(Exit::Integrity, "unproven", format!("{shown} proves nothing: {why}"));
    if bytes.len() as u64 > MAX_PROOF {
        return Err(wrong("it is longer than 64 MiB".to_owned()));
    }
    let proof = Proof::decode(&bytes).map_err(|why| wrong(why.to_string()))?;
    let checked = proof.check()?;
    if let Some(community) = community.filter(|community| **community != checked.community) {
        return Err(wrong(format!("it is of community {}, not of {community}", checked.community)));
    }
    let proven = Proven::of(file, &proof.register, &checked);
    context.output.answer(&proven, |text| proven.write(text))?;
    if community.is_none() {
        context.note("Whether that is the community you mean, only its id tells; give it with --community");
    }
    Ok(Exit::Done)
}

impl Proven {
    fn of(file: &Path, register: &Register, checked: &Checked) -> Self {
        let ayes = checked.certificate.iter().flat_map(|certificate| &certificate.ayes);
        Self {
            file: file.to_string_lossy().into_owned(),
            community: checked.community.to_string(),
            head: register.to_string(),
            height: checked.decided.height,
            commit: checked.decided.value.commit().map(|commit| commit.to_string()),
            round: checked.certificate.as_ref().map_or(0, |certificate| certificate.motion.round),
            epoch: checked.record.epoch,
            voters: texts(&checked.record.voters),
            accepted: ayes.map(|aye| aye.voter.to_string()).collect(),
            certificate: checked.certificate.as_ref().map(|proof| Id::of(&proof.encode()).to_string()),
            records: checked.records,
            certificates: checked.certificates,
            recoveries: checked.recoveries.iter().map(RecoveryField::of).collect(),
        }
    }

    fn write(&self, text: &mut Text<'_>) -> Result<(), CliError> {
        let value = self.commit.as_deref().unwrap_or("that there is none");
        text.name(self.head.as_bytes())?;
        writeln!(text, " at height {}: {value}", self.height)?;
        let (ayes, voters) = (self.accepted.len(), self.voters.len());
        writeln!(text, "Decided by {ayes} of the {voters} voters of epoch {}:", self.epoch)?;
        self.accepted.iter().try_for_each(|voter| writeln!(text, "  {voter}"))?;
        let (certificates, records) = (count(self.certificates, "certificate"), count(self.records, "record"));
        writeln!(text, "Community {}: {certificates} and {records} of voters checked", self.community)?;
        self.recoveries.iter().try_for_each(|recovery| recovery.write(text))
    }
}
