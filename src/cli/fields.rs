//! What several commands show of entries, differences and commits, as JSON. `docs/json.md` lists the fields.

use std::borrow::Cow;

use serde::{Serialize, Serializer};

use crate::archive::row::Row;
use crate::base::time::Timestamp;
use crate::cli::json::{PathField, text_of};
use crate::object::git::Identity;
use crate::repo::compare::{Change, Difference};
use crate::repo::record::{Signature, Version};

/// An entry, without its path.
#[derive(Serialize)]
pub struct RowField {
    kind: &'static str,
    mode: String,
    size: u64,
    mtime: String,
    blake3: Option<String>,
    target: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    target_bytes: Option<String>,
}

/// An entry with its path.
#[derive(Serialize)]
pub struct EntryField<'a> {
    #[serde(flatten)]
    path: PathField<'a>,
    #[serde(flatten)]
    row: RowField,
}

/// An entry as an item of a list.
pub struct EntryItem(pub Row);

impl Serialize for EntryItem {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        EntryField::from(&self.0).serialize(serializer)
    }
}

/// An entry that differs.
#[derive(Serialize)]
pub struct ChangeField<'a> {
    #[serde(flatten)]
    path: PathField<'a>,
    change: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    from: Option<Cow<'a, str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    from_bytes: Option<String>,
}

/// An entry that differs, with what it was and is.
#[derive(Serialize)]
pub struct DifferenceField<'a> {
    #[serde(flatten)]
    change: ChangeField<'a>,
    old: Option<RowField>,
    new: Option<RowField>,
}

/// Somebody.
#[derive(Serialize)]
pub struct PersonField {
    name: String,
    email: String,
}

/// Whether a commit is signed.
#[derive(Serialize)]
pub struct SignatureField {
    status: &'static str,
    key: Option<String>,
}

/// A commit as an item of a list.
pub struct CommitItem(pub Version);

impl Serialize for CommitItem {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        CommitField::from(&self.0).serialize(serializer)
    }
}

/// A commit.
#[derive(Serialize)]
pub struct CommitField {
    commit: String,
    parents: Vec<String>,
    author: PersonField,
    #[serde(skip_serializing_if = "Option::is_none")]
    committer: Option<PersonField>,
    time: String,
    message: String,
    attachment: String,
    files: u64,
    bytes: u64,
    signature: SignatureField,
}

impl From<&Row> for RowField {
    fn from(row: &Row) -> Self {
        let target = (!row.target.is_empty()).then(|| text_of(&row.target));
        let (target, target_bytes) = target.map_or((None, None), |(text, bytes)| (Some(text.into_owned()), bytes));
        Self {
            kind: row.kind.word(),
            mode: format!("{:04o}", row.mode),
            size: row.size,
            mtime: exact_time(row.mtime),
            blake3: row.digest.map(|digest| digest.to_string()),
            target,
            target_bytes,
        }
    }
}

impl<'a> From<&'a Row> for EntryField<'a> {
    fn from(row: &'a Row) -> Self {
        Self { path: row.path.as_bytes().into(), row: row.into() }
    }
}

impl<'a> From<&'a Difference> for ChangeField<'a> {
    fn from(difference: &'a Difference) -> Self {
        let from = match &difference.change {
            Change::Renamed { from } => Some(text_of(from.as_bytes())),
            _ => None,
        };
        let (from, from_bytes) = from.map_or((None, None), |(text, bytes)| (Some(text), bytes));
        Self { path: difference.path.as_bytes().into(), change: difference.change.word(), from, from_bytes }
    }
}

impl<'a> From<&'a Difference> for DifferenceField<'a> {
    fn from(difference: &'a Difference) -> Self {
        let row = |row: &Option<Row>| row.as_ref().map(RowField::from);
        Self { change: difference.into(), old: row(&difference.old), new: row(&difference.new) }
    }
}

impl From<&Identity> for PersonField {
    fn from(identity: &Identity) -> Self {
        Self { name: identity.name().to_owned(), email: identity.email().to_owned() }
    }
}

impl From<Signature> for SignatureField {
    fn from(signature: Signature) -> Self {
        match signature {
            Signature::Good(key) => Self { status: "good", key: Some(key.to_string()) },
            Signature::Bad => Self { status: "bad", key: None },
            Signature::Missing => Self { status: "none", key: None },
        }
    }
}

impl From<&Version> for CommitField {
    fn from(version: &Version) -> Self {
        let commit = &version.commit;
        let same = (commit.committer.name(), commit.committer.email()) == (commit.author.name(), commit.author.email());
        Self {
            commit: version.id.to_string(),
            parents: commit.parents.iter().map(ToString::to_string).collect(),
            author: (&commit.author).into(),
            committer: (!same).then(|| (&commit.committer).into()),
            time: Timestamp::from_seconds(commit.author.seconds()).to_string(),
            message: commit.message.trim_end().to_owned(),
            attachment: version.summary.attachment.to_string(),
            files: version.summary.files,
            bytes: version.summary.bytes,
            signature: version.signature().into(),
        }
    }
}

/// RFC 3339 in UTC, with the fraction of the second where there is one.
fn exact_time(time: Timestamp) -> String {
    let nanos = i32::try_from(time.nanos).unwrap_or(0);
    jiff::Timestamp::new(time.seconds, nanos).map_or_else(|_| time.to_string(), |exact| exact.to_string())
}
