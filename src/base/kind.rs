//! What an object is. The number is stored beside every object as a hint for walkers;
//! readers decode an object as the kind that its parent promised, never as this number says.

use crate::base::id::{GitId, Id, ObjectId};

/// The kind of an object; the discriminant is its number in packs and indexes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Kind {
    /// A piece of an archive.
    Chunk = 1,
    /// Rows of a manifest, cut at row boundaries.
    Manifest = 2,
    /// The rows (id, plain length) of one shard.
    Shard = 3,
    /// A part of a table of shards or of manifest chunks.
    Table = 4,
    /// The description of an archive.
    Attachment = 5,
    /// A node of a HAMT.
    Node = 6,
    /// An operation: the roots of one state.
    Operation = 7,
    /// The record from which a community starts.
    Genesis = 8,
    /// A signed strand that is in no log: one behind a fork that others name.
    Strand = 9,
    /// Two strands that prove that their author forked its log.
    Evidence = 10,
    /// How far all logs are agreed on.
    Knot = 11,
    /// Votes of a quorum for one motion: a certificate or a lock proof.
    Certificate = 12,
    /// Who votes in an epoch.
    Record = 13,
    /// What is known of an open height of a register.
    Ballot = 14,
    /// A record of voters that its author wrote because the voters before it cannot decide any more.
    Recovery = 15,
    /// A git commit.
    Commit = 16,
    /// A git tree.
    Tree = 17,
    /// A git blob.
    Blob = 18,
}

impl Kind {
    /// Every kind there is.
    pub const ALL: [Self; 18] = [
        Self::Chunk,
        Self::Manifest,
        Self::Shard,
        Self::Table,
        Self::Attachment,
        Self::Node,
        Self::Operation,
        Self::Genesis,
        Self::Strand,
        Self::Evidence,
        Self::Knot,
        Self::Certificate,
        Self::Record,
        Self::Ballot,
        Self::Recovery,
        Self::Commit,
        Self::Tree,
        Self::Blob,
    ];

    /// The kind with this number, if there is one.
    pub fn from_number(number: u8) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| *kind as u8 == number)
    }

    /// git's word for the kind; `None` for objects of our own.
    pub const fn git_name(self) -> Option<&'static str> {
        match self {
            Self::Commit => Some("commit"),
            Self::Tree => Some("tree"),
            Self::Blob => Some("blob"),
            _ => None,
        }
    }

    /// The word for messages and JSON.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Chunk => "chunk",
            Self::Manifest => "manifest",
            Self::Shard => "shard",
            Self::Table => "table",
            Self::Attachment => "attachment",
            Self::Node => "node",
            Self::Operation => "operation",
            Self::Genesis => "genesis",
            Self::Strand => "strand",
            Self::Evidence => "evidence",
            Self::Knot => "knot",
            Self::Certificate => "certificate",
            Self::Record => "record",
            Self::Ballot => "ballot",
            Self::Recovery => "recovery",
            Self::Commit => "commit",
            Self::Tree => "tree",
            Self::Blob => "blob",
        }
    }

    /// The name that an object of this kind with this plain content has.
    pub fn id_of(self, plain: &[u8]) -> ObjectId {
        match self.git_name() {
            Some(name) => GitId::of(name, plain).into(),
            None => Id::of(plain).into(),
        }
    }

    /// The name made of these 32 bytes for an object of this kind.
    pub fn id_from_bytes(self, bytes: [u8; 32]) -> ObjectId {
        match self.git_name() {
            Some(_) => GitId::from_bytes(bytes).into(),
            None => Id::from_bytes(bytes).into(),
        }
    }
}
