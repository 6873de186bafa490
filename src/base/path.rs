//! Canonical relative names of archive entries: raw bytes, validated before anything is stored or written.
//! Refuses, never repairs.

use std::cmp::Ordering;
use std::fmt;

use crate::base::limit::{MAX_COMPONENT, MAX_PATH};

/// Why bytes are not the name of an entry.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PathError {
    /// Empty, or with an empty component (`a//b`, `a/`).
    #[error("a path component is empty")]
    Empty,
    /// Starts with `/`.
    #[error("the path is absolute")]
    Absolute,
    /// A component is `.` or `..`.
    #[error("the path has a component `.` or `..`")]
    Dots,
    /// Has a NUL byte.
    #[error("the path has a NUL byte")]
    Nul,
    /// A component that some file system takes for `.mosaic`.
    #[error("the path has a component that is a spelling of .mosaic")]
    Reserved,
    /// Longer than the format allows.
    #[error("the path or one of its components is too long")]
    TooLong,
}

/// The name of an entry: components of 1 to 255 bytes joined by `/`, at most 4,096 bytes, no `.`, `..`, NUL or
/// spelling of `.mosaic`. Ordered by components, so a depth-first walk with sorted directories is in order.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct TreePath(Box<[u8]>);

impl TreePath {
    /// The path with these bytes.
    ///
    /// # Errors
    /// Any byte string that is not a canonical relative name.
    pub fn new(bytes: impl Into<Box<[u8]>>) -> Result<Self, PathError> {
        let bytes = bytes.into();
        if bytes.is_empty() {
            return Err(PathError::Empty);
        }
        if bytes[0] == b'/' {
            return Err(PathError::Absolute);
        }
        if bytes.len() > MAX_PATH {
            return Err(PathError::TooLong);
        }
        bytes.split(|b| *b == b'/').try_for_each(check_component)?;
        Ok(Self(bytes))
    }

    /// The path of `name` inside this directory.
    ///
    /// # Errors
    /// As [`TreePath::new`].
    pub fn join(&self, name: &[u8]) -> Result<Self, PathError> {
        Self::new([&self.0, b"/".as_slice(), name].concat())
    }

    /// The raw bytes.
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// The last component.
    pub fn name(&self) -> &[u8] {
        self.0.rsplit(|b| *b == b'/').next().unwrap_or(&self.0)
    }

    /// The directory that holds this entry; `None` at the top.
    pub fn parent(&self) -> Option<Self> {
        let slash = self.0.iter().rposition(|b| *b == b'/')?;
        Some(Self(self.0[..slash].into()))
    }

    /// The components from the top.
    pub fn components(&self) -> impl Iterator<Item = &[u8]> {
        self.0.split(|b| *b == b'/')
    }

    /// Whether this is `directory` itself or lies below it.
    pub fn is_within(&self, directory: &Self) -> bool {
        self.0.strip_prefix(directory.as_bytes()).is_some_and(|rest| rest.is_empty() || rest[0] == b'/')
    }
}

impl Ord for TreePath {
    fn cmp(&self, other: &Self) -> Ordering {
        compare(&self.0, &other.0)
    }
}

impl PartialOrd for TreePath {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl fmt::Display for TreePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&String::from_utf8_lossy(&self.0))
    }
}

impl fmt::Debug for TreePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", String::from_utf8_lossy(&self.0))
    }
}

/// The order of entries in an archive: by components, `/` below every other byte.
pub fn compare(a: &[u8], b: &[u8]) -> Ordering {
    let common = a.iter().zip(b).position(|(x, y)| x != y);
    let Some(at) = common else { return a.len().cmp(&b.len()) };
    let rank = |byte: u8| if byte == b'/' { 0 } else { byte };
    rank(a[at]).cmp(&rank(b[at]))
}

fn check_component(component: &[u8]) -> Result<(), PathError> {
    match component {
        b"" => Err(PathError::Empty),
        b"." | b".." => Err(PathError::Dots),
        _ if component.len() > MAX_COMPONENT => Err(PathError::TooLong),
        _ if component.contains(&0) => Err(PathError::Nul),
        _ if is_reserved(component) => Err(PathError::Reserved),
        _ => Ok(()),
    }
}

/// Whether some file system takes this component for `.mosaic`: letters of any case, code points that comparisons
/// ignore, trailing dots and spaces and streams of NTFS, and its short name.
fn is_reserved(component: &[u8]) -> bool {
    let Some(first) = component.first() else { return false };
    // Cheap way out: every spelling starts with a dot, an `m`, or a multi-byte code point.
    if !matches!(first, b'.' | b'm' | b'M') && first.is_ascii() {
        return false;
    }
    let text = String::from_utf8_lossy(component);
    let visible = text.chars().filter(|c| !is_ignorable(*c));
    // Upper case first: the long s is a lower-case letter whose upper case is S.
    let folded: String = visible.flat_map(char::to_uppercase).flat_map(char::to_lowercase).collect();
    let stem = folded.split(':').next().unwrap_or_default().trim_end_matches(['.', ' ']);
    stem == ".mosaic" || stem == "mosaic~1"
}

/// Code points that are skipped when names are compared: by HFS+ (Apple technical note 1150), and by folding ext4, f2fs
/// and APFS, which follow Unicode's Default_Ignorable_Code_Point.
fn is_ignorable(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}'..='\u{1160}' | '\u{17b4}'..='\u{17b5}' | '\u{180b}'..='\u{180f}'
        | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{3164}'
        | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fff8}' | '\u{1bca0}'..='\u{1bca3}'
        | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}')
}
