//! Names of versions: `@`, a head, a tag, `remotes/MEMBER/HEAD`, `decided/HEAD`, `lost/MEMBER/HEAD/HEIGHT`, an abbreviated commit id, each with `~N` behind it.

use crate::base::id::{GitId, ObjectId};
use crate::base::kind::Kind;
use crate::repo::current::Current;
use crate::repo::error::RepoError;
use crate::repo::record::Version;
use crate::repo::remotes;
use crate::repo::repository::Repository;
use crate::state::operation::root;

/// Fewest digits of an abbreviation.
const MIN_PREFIX: usize = 8;
/// Begins the names of heads of members.
const REMOTES: &str = "remotes/";
/// Begins the names of what is decided for heads.
const DECIDED: &str = "decided/";
/// Begins the names of commits for which others were decided.
const LOST: &str = "lost/";
/// Least likeness (0 to 1) of a name that is suggested.
const LIKENESS: f64 = 0.7;

impl Repository {
    /// The commit that `name` names in the state `current`.
    ///
    /// # Errors
    /// There is none, or several.
    pub fn resolve(&self, current: &Current, name: &str) -> Result<GitId, RepoError> {
        let unknown = || RepoError::NoRevision { name: name.to_owned(), nearest: None };
        let (start, back) = match name.split_once(['~', '^']) {
            None => (name, 0),
            Some((start, _)) => (start, count_back(&name[start.len()..]).ok_or_else(unknown)?),
        };
        let mut id = self.resolve_name(current, start)?;
        for _ in 0..back {
            let version = Version::load(self.source(), id)?;
            id = *version.commit.parents.first().ok_or_else(unknown)?;
        }
        Ok(id)
    }

    /// The version that `name` names, `@` where there is no name.
    ///
    /// # Errors
    /// As [`Repository::resolve`]; the commit cannot be read.
    pub fn version(&self, current: &Current, name: Option<&str>) -> Result<Version, RepoError> {
        Version::load(self.source(), self.resolve(current, name.unwrap_or("@"))?)
    }

    fn resolve_name(&self, current: &Current, name: &str) -> Result<GitId, RepoError> {
        if name == "@" {
            let unborn = || RepoError::Unborn(current.stage.head.clone().unwrap_or_default());
            return current.at(self.source())?.ok_or_else(unborn);
        }
        for root in [root::HEADS, root::TAGS] {
            if let Some(value) = current.operation().map(root).get(self.source(), name.as_bytes())?
                && let Ok(bytes) = value.try_into()
            {
                return Ok(GitId::from_bytes(bytes));
            }
        }
        if let Some(head) = name.strip_prefix(DECIDED) {
            let commit = current.operation().map(root::DECIDED_HEADS).get(self.source(), head.as_bytes())?;
            let commit = commit.and_then(|commit| commit.try_into().ok()).map(GitId::from_bytes);
            return commit.ok_or_else(|| RepoError::NoRevision { name: name.to_owned(), nearest: None });
        }
        if let Some((member, rest)) = name.strip_prefix(LOST).and_then(|rest| rest.split_once('/')) {
            return self.resolve_of_member(current, name, root::LOST, member, rest);
        }
        if let Some((member, head)) = name.strip_prefix(REMOTES).and_then(|rest| rest.split_once('/')) {
            return self.resolve_of_member(current, name, root::DELIVERED, member, head);
        }
        let is_prefix = (MIN_PREFIX..=64).contains(&name.len()) && name.bytes().all(|b| b.is_ascii_hexdigit());
        let found = if is_prefix { self.store().prefix(&name.to_lowercase(), &[Kind::Commit]) } else { Vec::new() };
        match found.as_slice() {
            [ObjectId::Git(id)] => Ok(*id),
            [] => Err(RepoError::NoRevision { name: name.to_owned(), nearest: self.nearest(current, name)? }),
            _ => Err(RepoError::Ambiguous(name.to_owned())),
        }
    }

    /// The commit that `root` has for a member under this name; the member by the name of a remote or by digits of its key.
    fn resolve_of_member(
        &self,
        current: &Current,
        name: &str,
        root: &str,
        member: &str,
        head: &str,
    ) -> Result<GitId, RepoError> {
        let remote = remotes::all(self, current)?.remove(member);
        let prefix = remote.map_or_else(|| member.to_lowercase(), |remote| remote.label().to_string());
        let all = current.names(self.source(), root)?;
        let is_it = |full: &str| {
            let found = full.split_once('/');
            found.is_some_and(|(key, found)| prefix.len() >= MIN_PREFIX && key.starts_with(&prefix) && found == head)
        };
        let mut found = all.into_iter().filter(|(full, _)| is_it(full)).map(|(_, commit)| commit);
        match (found.next(), found.next()) {
            (Some(commit), None) => Ok(commit),
            (Some(_), Some(_)) => Err(RepoError::Ambiguous(name.to_owned())),
            (None, _) => Err(RepoError::NoRevision { name: name.to_owned(), nearest: None }),
        }
    }

    fn nearest(&self, current: &Current, name: &str) -> Result<Option<String>, RepoError> {
        let mut names = current.names(self.source(), root::HEADS)?;
        names.append(&mut current.names(self.source(), root::TAGS)?);
        let likeness = |candidate: &String| strsim::jaro_winkler(candidate, name);
        let best = names.into_keys().max_by(|a, b| likeness(a).total_cmp(&likeness(b)));
        Ok(best.filter(|best| likeness(best) >= LIKENESS))
    }
}

/// `~N`, `~` and `^`, any number of them: how many first parents back.
fn count_back(mut suffix: &str) -> Option<u64> {
    let mut back: u64 = 0;
    while !suffix.is_empty() {
        let (sign, rest) = suffix.split_at_checked(1)?;
        let digits = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
        let (number, rest) = rest.split_at(digits);
        let step = match (sign, number) {
            ("~" | "^", "") | ("^", "1") => 1,
            ("~", number) => number.parse().ok()?,
            _ => return None,
        };
        back = back.checked_add(step)?;
        suffix = rest;
    }
    Some(back)
}
