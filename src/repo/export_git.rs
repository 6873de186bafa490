//! `export --git`: commits, trees and blobs as a bare git repository with SHA-256 ids, for stock git to check.
//! The files of the commits are not in it: see `fast_export.rs`.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::io::Write;

use flate2::Compression;
use flate2::write::ZlibEncoder;

use crate::base::id::{GitId, ObjectId};
use crate::base::key::PublicKey;
use crate::base::kind::Kind;
use crate::base::monitor::Monitor;
use crate::object::error::ObjectError;
use crate::object::git::{Mode, Tree};
use crate::object::traits::Source;
use crate::repo::ancestry::oldest_first;
use crate::repo::current::Current;
use crate::repo::error::RepoError;
use crate::repo::record::{Signature, Version};
use crate::repo::repository::Repository;
use crate::state::operation::root;
use crate::storage::folder::Folder;

/// The file with the keys that signed, as `ssh-keygen -Y verify` reads it.
pub const ALLOWED_SIGNERS: &str = "allowed_signers";

/// What was written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct GitExported {
    /// Commits.
    pub commits: u64,
    /// Commits, trees and blobs.
    pub objects: u64,
    /// Heads and tags.
    pub refs: u64,
}

/// Writes the history of `revision` (`None`: of all heads and tags) into `folder`. The file `HEAD` comes last: without
/// it, git sees no repository.
///
/// # Errors
/// There is no commit, an object is missing or damaged, or the folder cannot be written.
pub fn export_git(
    repository: &Repository,
    current: &Current,
    revision: Option<&str>,
    folder: &Folder,
    monitor: &dyn Monitor,
) -> Result<GitExported, RepoError> {
    let source = repository.source();
    let mut refs: BTreeMap<String, GitId> = BTreeMap::new();
    for (root, folder) in [(root::HEADS, "heads"), (root::TAGS, "tags")] {
        let names = current.names(source, root)?;
        refs.extend(names.into_iter().map(|(name, id)| (format!("refs/{folder}/{name}"), id)));
    }
    let tip = revision.map(|name| repository.resolve(current, name)).transpose()?;
    let at = current.at(source)?;
    let tips: Vec<GitId> = tip.map_or_else(|| refs.values().copied().chain(at).collect(), |tip| vec![tip]);
    if tips.is_empty() {
        return Err(RepoError::Unborn(current.stage.head.clone().unwrap_or_default()));
    }
    let commits = oldest_first(source, tips)?;
    monitor.phase("exporting commits", Some(commits.len() as u64));
    let mut writer = Writer { source, folder, written: HashSet::new(), signers: BTreeSet::new() };
    for id in &commits {
        if monitor.cancelled() {
            return Err(ObjectError::Cancelled.into());
        }
        writer.commit(*id)?;
        monitor.advance(1);
    }
    refs.retain(|_, id| writer.written.contains(id));
    let head = match (revision, tip) {
        (None | Some("@"), _) => current.stage.head.clone(),
        (Some(name), Some(_)) => Some(name.to_owned()),
        (Some(_), None) => None,
    };
    let head = head.map(|name| format!("refs/heads/{name}"));
    // A head without a commit is git's unborn branch; it is also what a revision is that is no head.
    let head = match (head.filter(|name| tip.is_none() || refs.contains_key(name)), tip.or(at)) {
        (Some(name), _) => format!("ref: {name}\n"),
        (None, Some(id)) => format!("{id}\n"),
        (None, None) => "ref: refs/heads/main\n".to_owned(),
    };
    writer.finish(&refs, &head)?;
    Ok(GitExported { commits: commits.len() as u64, objects: writer.written.len() as u64, refs: refs.len() as u64 })
}

struct Writer<'w> {
    source: &'w dyn Source,
    folder: &'w Folder,
    written: HashSet<GitId>,
    signers: BTreeSet<String>,
}

impl Writer<'_> {
    /// Writes a commit and everything it names but its parents.
    fn commit(&mut self, id: GitId) -> Result<(), RepoError> {
        let version = Version::load(self.source, id)?;
        if let Signature::Good(key) = version.signature() {
            self.signers.insert(allow(&key));
        }
        let mut trees = vec![version.commit.tree];
        while let Some(tree) = trees.pop() {
            let Some(body) = self.object(Kind::Tree, tree)? else { continue };
            for entry in Tree::decode(&body)?.entries() {
                match entry.mode {
                    Mode::Tree => trees.push(entry.id),
                    Mode::File | Mode::Executable | Mode::Symlink => drop(self.object(Kind::Blob, entry.id)?),
                }
            }
        }
        self.object(Kind::Commit, id)?;
        Ok(())
    }

    /// Writes a loose object; returns its body, or nothing where it was written before.
    fn object(&mut self, kind: Kind, id: GitId) -> Result<Option<Vec<u8>>, RepoError> {
        if !self.written.insert(id) {
            return Ok(None);
        }
        let body = self.source.plain(kind, &ObjectId::Git(id))?;
        let mut encoder = ZlibEncoder::new(Vec::with_capacity(body.len() / 2 + 64), Compression::default());
        let head = format!("{} {}\0", kind.git_name().unwrap_or_default(), body.len());
        let deflated = encoder.write_all(head.as_bytes()).and_then(|()| encoder.write_all(&body));
        let deflated = deflated.and_then(|()| encoder.finish()).expect("memory takes every byte");
        let name = id.to_string();
        self.folder.write(&format!("objects/{}/{}", &name[..2], &name[2..]), &deflated)?;
        Ok(Some(body))
    }

    fn finish(&self, refs: &BTreeMap<String, GitId>, head: &str) -> Result<(), RepoError> {
        for name in ["objects", "refs/heads", "refs/tags"] {
            self.folder.make(name)?;
        }
        // Packed, so that names that differ in case, or of which one is a folder of the other, get along on any disk.
        let mut packed = String::from("# pack-refs with: sorted \n");
        for (name, id) in refs {
            packed.push_str(&format!("{id} {name}\n"));
        }
        self.folder.write("packed-refs", packed.as_bytes())?;
        let signers: String = self.signers.iter().map(String::as_str).collect();
        self.folder.write(ALLOWED_SIGNERS, signers.as_bytes())?;
        self.folder.write("config", &config(self.folder.path().as_os_str().as_encoded_bytes()))?;
        Ok(self.folder.write("HEAD", head.as_bytes())?)
    }
}

/// A line of `allowed_signers`: the member's name for itself, what for, and the key.
fn allow(key: &PublicKey) -> String {
    format!("{key} namespaces=\"git\" {}\n", key.to_openssh())
}

/// git's settings; `place` is the whole path of the repository, since git takes the path of the signers as it is.
fn config(place: &[u8]) -> Vec<u8> {
    let mut config = b"[core]\n\trepositoryformatversion = 1\n\tfilemode = true\n\tbare = true\n\
        [extensions]\n\tobjectformat = sha256\n[gpg]\n\tformat = ssh\n[gpg \"ssh\"]\n\tallowedSignersFile = \""
        .to_vec();
    for byte in place {
        match byte {
            b'"' | b'\\' => config.extend_from_slice(&[b'\\', *byte]),
            b'\n' => config.extend_from_slice(b"\\n"),
            _ => config.push(*byte),
        }
    }
    config.extend_from_slice(format!("/{ALLOWED_SIGNERS}\"\n").as_bytes());
    config
}
