//! What a peer answers about decisions: reports, votes, certificates. The rules are those of `heads/`, the storing that of
//! `repo/`.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Bound;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::base::id::{GitId, Id};
use crate::base::key::{PublicKey, SecretKey};
use crate::base::session::{MAX_HEADS_PAGE, SESSION_PAUSE};
use crate::base::verified::Verified;
use crate::heads::bundle::Bundle;
use crate::heads::ground::Ground;
use crate::heads::lease::Leases;
use crate::heads::register::{Kind, Register};
use crate::heads::report::Own;
use crate::node::card::MAX_LOST;
use crate::node::parts::MAX_REGISTERS;
use crate::node::wire::Response;
use crate::repo::action::Action;
use crate::repo::current::Current;
use crate::repo::decided;
use crate::repo::decisions::silence;
use crate::repo::decisions::standing::Standing;
use crate::repo::decisions::step::{self, Part};
use crate::repo::error::RepoError;
use crate::repo::repository::Repository;
use crate::state::operation::{Operation, root};

type Result<T> = std::result::Result<T, RepoError>;

/// Bytes of certificates in one answer, about.
const ANSWER: usize = 2 << 20;

/// Root of the map of heads, and of those of it that others see.
type PublicHeads = Option<(Option<Id>, Option<Id>)>;

/// Root of the map of heads, and what is in it.
type KnownHeads = Option<(Option<Id>, Arc<BTreeMap<String, GitId>>)>;

/// What a peer remembers between questions.
#[derive(Default)]
pub struct Council {
    leases: Mutex<Leases>,
    verified: Verified,
    public: Mutex<PublicHeads>,
    heads: Mutex<KnownHeads>,
    /// When a session was asked for last, and whether it is still to begin.
    asked: Mutex<(Option<u64>, bool)>,
}

impl Council {
    /// The leases of this process.
    pub const fn leases(&self) -> &Mutex<Leases> {
        &self.leases
    }

    /// Signatures that this process has verified.
    pub const fn verified(&self) -> &Verified {
        &self.verified
    }

    /// Somebody asks for a session: whether one will begin, which is not the case where one did a moment ago.
    pub fn ask_for_session(&self, tick: u64) -> bool {
        let mut asked = self.asked.lock().unwrap_or_else(PoisonError::into_inner);
        let is_due = asked.0.is_none_or(|last| tick.saturating_sub(last) >= SESSION_PAUSE);
        if is_due {
            *asked = (Some(tick), true);
        }
        asked.1
    }

    /// Whether a session is to begin now; then it is no more.
    pub fn take_session(&self) -> bool {
        let mut asked = self.asked.lock().unwrap_or_else(PoisonError::into_inner);
        std::mem::take(&mut asked.1)
    }

    /// Root of the map of heads that others see; found once for each map.
    ///
    /// # Errors
    /// The state cannot be read.
    pub fn public_heads(&self, repository: &Repository, operation: &Operation) -> Result<Option<Id>> {
        let heads = operation.map(root::HEADS).root();
        let mut known: MutexGuard<'_, PublicHeads> = self.public.lock().unwrap_or_else(PoisonError::into_inner);
        match *known {
            Some((of, public)) if of == heads => Ok(public),
            _ => {
                let public = decided::public_heads(operation, repository.source())?;
                *known = Some((heads, public));
                Ok(public)
            }
        }
    }

    /// One page of the own heads. All of them are read once for each map.
    ///
    /// # Errors
    /// The state cannot be read.
    pub fn heads(&self, repository: &Repository, after: &str) -> Result<Response> {
        let all = self.all_heads(repository)?;
        let behind = all.range::<str, _>((Bound::Excluded(after), Bound::Unbounded));
        let mut heads: Vec<(String, GitId)> =
            behind.take(MAX_HEADS_PAGE + 1).map(|(name, commit)| (name.clone(), *commit)).collect();
        let more = heads.len() > MAX_HEADS_PAGE;
        heads.truncate(MAX_HEADS_PAGE);
        Ok(Response::Heads { heads, more })
    }

    fn all_heads(&self, repository: &Repository) -> Result<Arc<BTreeMap<String, GitId>>> {
        let current = repository.current()?;
        let root = current.operation().map(root::HEADS).root();
        let mut known = self.heads.lock().unwrap_or_else(PoisonError::into_inner);
        match &*known {
            Some((of, heads)) if *of == root => Ok(Arc::clone(heads)),
            _ => {
                let heads = Arc::new(current.names(repository.source(), root::HEADS)?);
                *known = Some((root, Arc::clone(&heads)));
                Ok(heads)
            }
        }
    }

    /// What this member has for these registers, signed.
    ///
    /// # Errors
    /// The state cannot be read.
    pub fn report(&self, repository: &Repository, key: &SecretKey, registers: &[Register]) -> Result<Response> {
        let current = repository.current()?;
        let standing = Standing::new(repository, &current, None)?;
        let (mut reports, mut attached) = (Vec::with_capacity(registers.len()), Vec::new());
        for register in registers {
            let report = standing.report(key, register)?;
            if let (Own::Is(value), Kind::Voters | Kind::Tapestry) = (report.own, register.kind()) {
                attached.extend(standing.attachment(&value)?);
            }
            reports.push(report);
        }
        Ok(Response::Reports { reports, attached })
    }
}

/// As [`step::show`], as an answer.
///
/// # Errors
/// As [`step::show`].
pub fn show(
    repository: &Repository,
    action: &Action<'_>,
    part: &Part<'_>,
    bundle: Bundle,
    all: bool,
) -> Result<Response> {
    let outcome = step::show(repository, action, part, bundle, all)?;
    Ok(Response::Shown { bundle: outcome.reply, refused: outcome.refused.into_iter().collect() })
}

/// One page of the heights of all decisions.
///
/// # Errors
/// The state cannot be read.
pub fn decided(repository: &Repository, after: &str) -> Result<Response> {
    let current = repository.current()?;
    let all = decided::all(current.operation(), repository.source())?;
    Ok(page(all.into_iter().map(|(register, decided)| (register, decided.height)), after))
}

/// One page of the registers with open heights, and these.
///
/// # Errors
/// The state cannot be read.
pub fn open(repository: &Repository, after: &str) -> Result<Response> {
    let current = repository.current()?;
    let (operation, source) = (current.operation(), repository.source());
    let mut rows = Vec::new();
    for register in decided::open(operation, source)? {
        let height = decided::decided(operation, source, &register)?.height + 1;
        rows.push((register, height));
    }
    Ok(page(rows.into_iter(), after))
}

/// One page of the heights on which this member voted last, or knows decisions.
///
/// # Errors
/// The state cannot be read.
pub fn voted(repository: &Repository, own: &PublicKey, after: &str) -> Result<Response> {
    let current = repository.current()?;
    Ok(page(silence::heights(current.operation(), repository.source(), own)?.into_iter(), after))
}

fn page(rows: impl Iterator<Item = (Register, u64)>, after: &str) -> Response {
    let mut rows: Vec<(Register, u64)> =
        rows.filter(|(register, _)| register.name() > after).take(MAX_REGISTERS + 1).collect();
    let more = rows.len() > MAX_REGISTERS;
    rows.truncate(MAX_REGISTERS);
    Response::Heights { rows, more }
}

/// The certificates that somebody lacks who knows these heights: the newest of heads, all later ones of records and
/// knots, with those. As many as one answer has room for, in the order in which they are to be taken.
///
/// # Errors
/// The state cannot be read.
pub fn certificates(repository: &Repository, rows: &[(Register, u64)]) -> Result<Response> {
    let current = repository.current()?;
    let (operation, source) = (current.operation(), repository.source());
    let standing = Standing::new(repository, &current, None)?;
    let (mut bundle, mut len) = (Bundle::default(), 0);
    // Who votes comes first: the others are judged by it.
    let rows: BTreeSet<(bool, &Register, u64)> =
        rows.iter().map(|(register, height)| (!register.is_voters(), register, *height)).collect();
    for (_, register, known) in rows {
        let height = decided::decided(operation, source, register)?.height;
        let first = match register.kind() {
            Kind::Head(_) => height,
            Kind::Voters | Kind::Tapestry => known + 1,
        };
        for height in first..=height {
            if height <= known || len > ANSWER {
                continue;
            }
            let Some(certificate) = decided::certificate(operation, source, register, height)? else { continue };
            if register.head_name().is_none() {
                let attached = standing.attachment(&certificate.motion.value)?;
                len += attached.as_ref().map_or(0, Vec::len);
                bundle.attached.extend(attached);
            }
            len += 64 + certificate.ayes.len() * 160;
            bundle.quorums.push(certificate);
        }
    }
    Ok(Response::Shown { bundle, refused: Vec::new() })
}

/// The commits of this member for which others were decided, as many as a card has room for, the last names first.
///
/// # Errors
/// The state cannot be read.
pub fn lost(repository: &Repository, current: &Current) -> Result<Vec<(String, GitId)>> {
    let all = current.names(repository.source(), root::LOST)?;
    Ok(all.into_iter().rev().take(MAX_LOST).collect())
}
