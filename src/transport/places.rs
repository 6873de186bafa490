//! Places in URLs: `/raw/REV/PATH` and the like, to and fro. A path in a URL is its bytes, percent-encoded.

use axum::http::Uri;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode, percent_encode};

use crate::archive::error::ArchiveError;
use crate::archive::reader::{Archive, Located};
use crate::base::id::{GitId, Id};
use crate::base::path::TreePath;
use crate::node::error::{Code, Refusal};
use crate::repo::error::RepoError;
use crate::repo::place::Place;
use crate::repo::repository::Repository;

type Result<T> = std::result::Result<T, Refusal>;

/// What needs no encoding in a part of a path.
const PLAIN: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// A commit, its archive, and a path in it.
pub struct Spot {
    /// The commit.
    pub commit: GitId,
    /// Its archive.
    pub attachment: Id,
    /// The path; `None` for the whole.
    pub path: Option<TreePath>,
}

/// The place that the URL names behind its first word. Where the revision has a slash in its name, its id must be used.
///
/// # Errors
/// There is no such revision, or the path is none.
pub fn spot(repository: &Repository, uri: &Uri) -> Result<Spot> {
    let rest = uri.path().trim_start_matches('/').split_once('/').map_or("", |(_, rest)| rest);
    let decoded: Vec<u8> = percent_decode(rest.as_bytes()).collect();
    let (revision, path) = match decoded.iter().position(|byte| *byte == b'/') {
        Some(slash) => (&decoded[..slash], &decoded[slash + 1..]),
        None => (&decoded[..], &[][..]),
    };
    let revision = std::str::from_utf8(revision).ok().filter(|revision| !revision.is_empty());
    let revision = revision.ok_or_else(|| Refusal::new(Code::NotFound, "there is no revision in the address"))?;
    let text = [revision.as_bytes(), b":", path].concat();
    let current = repository.current()?;
    let Place { commit, attachment, path } = repository.place(&current, &text).map_err(explain)?;
    match (commit, attachment) {
        (Some(commit), Some(attachment)) => Ok(Spot { commit, attachment, path }),
        _ => Err(Refusal::new(Code::NotFound, "there is no such revision")),
    }
}

/// What was not found is told; what failed is not told in detail.
pub fn explain(error: RepoError) -> Refusal {
    match error {
        RepoError::NoRevision { .. }
        | RepoError::Ambiguous(_)
        | RepoError::Unborn(_)
        | RepoError::Refused { .. }
        | RepoError::Archive(ArchiveError::NoEntry(_)) => Refusal::new(Code::NotFound, error.to_string()),
        error => error.into(),
    }
}

/// The entry at the path.
///
/// # Errors
/// There is none.
pub fn find(archive: &Archive<'_>, path: &TreePath) -> Result<Located> {
    let found = archive.find(path).map_err(RepoError::from)?;
    found.ok_or_else(|| Refusal::new(Code::NotFound, "there is nothing of that name in the revision"))
}

/// The URL of a path of a commit: `/word/COMMIT/PATH`.
pub fn url(word: &str, commit: &GitId, path: Option<&TreePath>) -> String {
    let mut url = format!("/{word}/{commit}");
    for part in path.into_iter().flat_map(TreePath::components) {
        url.push('/');
        url.extend(percent_encode(part, PLAIN));
    }
    url
}

/// Text as the value of a query.
pub fn encode(bytes: &[u8]) -> String {
    percent_encode(bytes, PLAIN).to_string()
}

/// The value of `name` in the query.
pub fn value(uri: &Uri, name: &str) -> Option<Vec<u8>> {
    let pairs = uri.query()?.split('&').filter_map(|pair| pair.split_once('='));
    let mut found = pairs.filter(|(key, _)| *key == name);
    Some(percent_decode(found.next()?.1.as_bytes()).collect())
}

/// A whole number in the query; 0 where there is none.
pub fn number(uri: &Uri, name: &str) -> usize {
    let text = value(uri, name).and_then(|text| String::from_utf8(text).ok());
    text.and_then(|text| text.parse().ok()).unwrap_or_default()
}
