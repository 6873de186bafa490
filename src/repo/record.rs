//! Commits of mosaic as git objects: a commit whose tree has the blobs `README` and `attachment`.
//! `docs/format/commit.md` has the bytes.

use crate::archive::attachment::Attachment;
use crate::base::id::{GitId, Id, ObjectId};
use crate::base::key::{PublicKey, SecretKey};
use crate::base::kind::Kind;
use crate::object::error::ObjectError;
use crate::object::git::{Commit, Identity, Mode, Tree, TreeEntry};
use crate::object::signature::{sign, verify};
use crate::object::traits::{Sink, Source};
use crate::repo::error::RepoError;

const ATTACHMENT: &[u8] = b"attachment";
const README: &[u8] = b"README";
const HEAD: &str = "mosaic attachment 1";
const README_TEXT: &str = "\
This commit belongs to a mosaic repository. Its files are not in git: the file
`attachment` names the archive that holds them. With mosaic, `mosaic export --dir
DIR COMMIT` writes them; without it, the packs of the repository are gzip files
whose chunks, in the order that the attachment lists, are one tar archive.
";

/// What a commit says of its archive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Summary {
    /// The archive.
    pub attachment: Id,
    /// Entries of all kinds.
    pub entries: u64,
    /// Regular files.
    pub files: u64,
    /// Content of all files, in bytes.
    pub bytes: u64,
}

/// A commit, read.
#[derive(Clone, Debug)]
pub struct Version {
    /// Its id.
    pub id: GitId,
    /// The git object.
    pub commit: Commit,
    /// What it says of its archive.
    pub summary: Summary,
}

/// What to make a commit of.
pub struct Draft<'d> {
    /// The archive and its id.
    pub archive: (Id, &'d Attachment),
    /// The commits before it.
    pub parents: Vec<GitId>,
    /// Author and committer.
    pub author: Identity,
    /// The message.
    pub message: String,
}

/// How a commit's signature turned out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Signature {
    /// There is none.
    Missing,
    /// It is this key's.
    Good(PublicKey),
    /// It is there and does not verify.
    Bad,
}

impl Version {
    /// Reads the commit `id` and what it says of its archive.
    ///
    /// # Errors
    /// Something is missing, damaged, or not a commit of mosaic.
    pub fn load(source: &dyn Source, id: GitId) -> Result<Self, RepoError> {
        let body = source.plain(Kind::Commit, &ObjectId::Git(id))?;
        let commit = Commit::decode(&body)?;
        let tree = Tree::decode(&source.plain(Kind::Tree, &ObjectId::Git(commit.tree))?)?;
        let malformed = |why: &str| ObjectError::malformed(format!("commit {id}"), why);
        let entry = tree.get(ATTACHMENT).ok_or_else(|| malformed("it has no attachment"))?;
        let blob = source.plain(Kind::Blob, &ObjectId::Git(entry.id))?;
        let summary = Summary::decode(&blob).ok_or_else(|| malformed("its attachment is not of version 1"))?;
        Ok(Self { id, commit, summary })
    }

    /// Whether the commit is signed, and by whom.
    pub fn signature(&self) -> Signature {
        match &self.commit.signature {
            None => Signature::Missing,
            Some(armored) => verify(armored, &self.commit.payload()).map_or(Signature::Bad, Signature::Good),
        }
    }
}

impl Summary {
    fn encode(&self) -> String {
        let Self { attachment, entries, files, bytes } = self;
        format!("{HEAD}\nattachment {attachment}\nentries {entries}\nfiles {files}\nbytes {bytes}\n")
    }

    fn decode(blob: &[u8]) -> Option<Self> {
        let text = std::str::from_utf8(blob).ok()?;
        let mut lines = text.strip_prefix(HEAD)?.strip_prefix('\n')?.lines();
        let mut field = |name: &str| lines.next()?.strip_prefix(name)?.strip_prefix(' ');
        let attachment = Id::from_hex(field("attachment")?).ok()?;
        let summary = Self {
            attachment,
            entries: field("entries")?.parse().ok()?,
            files: field("files")?.parse().ok()?,
            bytes: field("bytes")?.parse().ok()?,
        };
        (summary.encode() == text).then_some(summary)
    }
}

/// Writes the commit of `draft`, signed by `key`; returns its id.
///
/// # Errors
/// The sink cannot be written.
pub fn write_commit(sink: &dyn Sink, draft: Draft<'_>, key: &SecretKey) -> Result<GitId, RepoError> {
    let (attachment, Attachment { entries, files, bytes, .. }) = draft.archive;
    let summary = Summary { attachment, entries: *entries, files: *files, bytes: *bytes };
    let mut tree = Vec::new();
    for (name, content) in [(README, README_TEXT.as_bytes()), (ATTACHMENT, summary.encode().as_bytes())] {
        sink.write(Kind::Blob, content)?;
        tree.push(TreeEntry { mode: Mode::File, name: name.to_vec(), id: GitId::of("blob", content) });
    }
    let tree = Tree::new(tree)?.encode();
    sink.write(Kind::Tree, &tree)?;
    let mut commit = Commit {
        tree: GitId::of("tree", &tree),
        parents: draft.parents,
        author: draft.author.clone(),
        committer: draft.author,
        extra: Vec::new(),
        signature: None,
        message: draft.message,
    };
    commit.signature = Some(sign(key, &commit.payload()));
    let body = commit.encode();
    sink.write(Kind::Commit, &body)?;
    Ok(GitId::of("commit", &body))
}
