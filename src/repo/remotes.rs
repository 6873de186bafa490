//! Remotes: names for addresses of peers, each with the key that was pinned when the peer was met first.

use std::collections::BTreeMap;

use crate::base::cbor::{CborError, Fields, Item};
use crate::base::id::Id;
use crate::base::key::PublicKey;
use crate::base::limit::{MAX_ADDRESS, MAX_NAME};
use crate::repo::action::Action;
use crate::repo::current::Current;
use crate::repo::error::RepoError;
use crate::repo::name;
use crate::repo::repository::Repository;
use crate::state::change::{Change, Expected};
use crate::state::error::StateError;
use crate::state::operation::root;

/// The remote that a clone comes from.
pub const ORIGIN: &str = "origin";
/// Longest pin of a certificate, in bytes.
const MAX_PIN: usize = 64;

/// A peer that the user has named.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remote {
    /// Where it is.
    pub url: String,
    /// Its member, since it was met first.
    pub member: Option<PublicKey>,
    /// Hash of its self-signed certificate, since it was met first; empty where there is none.
    pub certificate: Vec<u8>,
}

impl Remote {
    /// A peer that was never met.
    ///
    /// # Errors
    /// The address is empty, too long, or no line.
    pub fn new(url: &str) -> Result<Self, RepoError> {
        if url.is_empty() || url.len() > MAX_ADDRESS || url.contains(char::is_control) {
            return Err(RepoError::refused(url, format!("an address is one line of 1 to {MAX_ADDRESS} bytes")));
        }
        Ok(Self { url: url.to_owned(), member: None, certificate: Vec::new() })
    }

    /// The name under which its heads are kept: its member, or that of files that nobody answers for.
    pub fn label(&self) -> Id {
        self.member.map_or_else(|| files_label(&self.url), |member| Id::from_bytes(*member.as_bytes()))
    }

    /// The canonical bytes.
    pub fn encode(&self) -> Vec<u8> {
        let member = self.member.as_ref().map_or(&[][..], |member| member.as_bytes());
        Item::Array(vec![self.url.as_str().into(), member.into(), self.certificate.as_slice().into()]).encode()
    }

    /// The record in these bytes.
    ///
    /// # Errors
    /// What [`Remote::encode`] would not write.
    pub fn decode(bytes: &[u8]) -> Result<Self, CborError> {
        let mut fields = Fields::decode(bytes)?;
        let (url, member, certificate) = (fields.text()?, fields.bytes()?, fields.bytes()?);
        fields.end()?;
        let key = |bytes: [u8; 32]| PublicKey::from_bytes(bytes).map_err(|_| CborError::Unexpected("a key"));
        let member = match member.as_slice() {
            [] => None,
            bytes => Some(key(bytes.try_into().map_err(|_| CborError::Unexpected("a key of 32 bytes"))?)?),
        };
        if url.len() > MAX_ADDRESS || certificate.len() > MAX_PIN {
            return Err(CborError::Unexpected("a shorter address and pin"));
        }
        Ok(Self { url, member, certificate })
    }
}

/// The name under which the heads of the files at an address are kept.
pub fn files_label(url: &str) -> Id {
    Id::of(url.trim_end_matches('/').as_bytes())
}

/// All remotes by their names.
///
/// # Errors
/// The state cannot be read.
pub fn all(repository: &Repository, current: &Current) -> Result<BTreeMap<String, Remote>, RepoError> {
    let mut all = BTreeMap::new();
    for (name, value) in current.operation().map(root::REMOTES).entries(repository.source())? {
        let name = String::from_utf8(name).map_err(|_| StateError::malformed(root::REMOTES, "a name is not text"))?;
        let remote = Remote::decode(&value).map_err(|why| StateError::malformed(format!("remote {name}"), why))?;
        all.insert(name, remote);
    }
    Ok(all)
}

/// Adds a remote.
///
/// # Errors
/// The name is taken or cannot be one; the state cannot be written.
pub fn add(repository: &Repository, action: &Action<'_>, name: &str, remote: &Remote) -> Result<(), RepoError> {
    name::check(name)?;
    if name.contains('/') || name.len() > MAX_NAME {
        return Err(RepoError::BadName { name: name.to_owned(), why: "the name of a remote has no slash" });
    }
    let current = repository.current()?;
    if all(repository, &current)?.contains_key(name) {
        return Err(RepoError::Taken { what: "remote", name: name.to_owned() });
    }
    repository.change(action, &current, &[change(name, Expected::Absent, Some(remote))]).map(drop)
}

/// Removes a remote, and returns it.
///
/// # Errors
/// There is none of that name; the state cannot be written.
pub fn remove(repository: &Repository, action: &Action<'_>, name: &str) -> Result<Remote, RepoError> {
    let current = repository.current()?;
    let missing = || RepoError::NoName { what: "remote", name: name.to_owned() };
    let old = all(repository, &current)?.remove(name).ok_or_else(missing)?;
    repository.change(action, &current, &[change(name, Expected::Value(old.encode()), None)])?;
    Ok(old)
}

/// The change that makes `remote` the one of this name, whatever it was.
pub fn set(name: &str, remote: &Remote) -> Change {
    change(name, Expected::Any, Some(remote))
}

fn change(name: &str, expected: Expected, new: Option<&Remote>) -> Change {
    Change { root: root::REMOTES.to_owned(), key: name.as_bytes().to_vec(), expected, new: new.map(Remote::encode) }
}
