//! Commits and trees as git writes them in repositories with SHA-256 object ids.
//! Decoding is strict: what would not be encoded to the same bytes is refused. Must not sign.

use crate::base::id::GitId;
use crate::base::limit::{MAX_MESSAGE, MAX_OBJECT};
use crate::object::error::ObjectError;

type Result<T> = std::result::Result<T, ObjectError>;

/// The header that holds the signature of a commit in a repository with SHA-256 ids.
const SIGNATURE: &str = "gpgsig-sha256";
/// Offsets from UTC reach to a day, in minutes.
const MAX_OFFSET: i32 = 24 * 60;

/// The mode of an entry of a tree.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// A regular file.
    File,
    /// A regular file that may be executed.
    Executable,
    /// A symbolic link.
    Symlink,
    /// Another tree.
    Tree,
}

/// One entry of a tree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TreeEntry {
    /// What it is.
    pub mode: Mode,
    /// Its name: one component of a path.
    pub name: Vec<u8>,
    /// The blob or tree.
    pub id: GitId,
}

/// A git tree; its entries are sorted as git sorts them, each name once.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tree(Vec<TreeEntry>);

/// Who did something, and when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identity {
    name: String,
    email: String,
    seconds: i64,
    offset: i32,
}

/// A git commit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Commit {
    /// Its tree.
    pub tree: GitId,
    /// The commits before it.
    pub parents: Vec<GitId>,
    /// Who made the change.
    pub author: Identity,
    /// Who made the commit.
    pub committer: Identity,
    /// Headers that mosaic gives no meaning to, in their order: name, and value whose lines end at `\n` but the last.
    pub extra: Vec<(String, String)>,
    /// An armored signature of the payload, with its final newline.
    pub signature: Option<String>,
    /// The message, UTF-8 without NUL.
    pub message: String,
}

impl Mode {
    const ALL: [Self; 4] = [Self::File, Self::Executable, Self::Symlink, Self::Tree];

    const fn digits(self) -> &'static str {
        match self {
            Self::File => "100644",
            Self::Executable => "100755",
            Self::Symlink => "120000",
            Self::Tree => "40000",
        }
    }
}

impl TreeEntry {
    /// git compares names as if those of trees ended in a slash.
    fn key(&self) -> impl Iterator<Item = u8> {
        self.name.iter().copied().chain((self.mode == Mode::Tree).then_some(b'/'))
    }
}

impl Tree {
    /// The tree of these entries, in any order.
    ///
    /// # Errors
    /// A name twice, or one that is empty, `.`, `..`, `.git`, or has a slash or NUL.
    pub fn new(mut entries: Vec<TreeEntry>) -> Result<Self> {
        entries.sort_by(|a, b| a.key().cmp(b.key()));
        Self::checked(entries)
    }

    fn checked(entries: Vec<TreeEntry>) -> Result<Self> {
        let mut names: Vec<&[u8]> = entries.iter().map(|entry| &*entry.name).collect();
        names.sort_unstable();
        if names.windows(2).any(|pair| pair[0] == pair[1]) {
            return Err(malformed("a git tree", "a name is there twice"));
        }
        let bad = |name: &&[u8]| {
            matches!(**name, [] | [b'.'] | [b'.', b'.'])
                || name.eq_ignore_ascii_case(b".git")
                || name.iter().any(|byte| matches!(byte, b'/' | 0))
        };
        if names.iter().any(bad) {
            return Err(malformed("a git tree", "a name is not allowed"));
        }
        Ok(Self(entries))
    }

    /// The entries, in git's order.
    pub fn entries(&self) -> &[TreeEntry] {
        &self.0
    }

    /// The entry of this name.
    pub fn get(&self, name: &[u8]) -> Option<&TreeEntry> {
        self.0.iter().find(|entry| entry.name == name)
    }

    /// The body of the tree object.
    pub fn encode(&self) -> Vec<u8> {
        let mut out = Vec::new();
        for entry in &self.0 {
            out.extend_from_slice(entry.mode.digits().as_bytes());
            out.push(b' ');
            out.extend_from_slice(&entry.name);
            out.push(0);
            out.extend_from_slice(entry.id.as_bytes());
        }
        out
    }

    /// The tree with this body.
    ///
    /// # Errors
    /// Unknown modes, names that are not allowed, another order than git's, bytes left over.
    pub fn decode(body: &[u8]) -> Result<Self> {
        let cut = || malformed("a git tree", "it ends within an entry");
        let mut entries: Vec<TreeEntry> = Vec::new();
        let mut rest = body;
        while !rest.is_empty() {
            let nul = rest.iter().position(|byte| *byte == 0).ok_or_else(cut)?;
            let (head, tail) = (&rest[..nul], &rest[nul + 1..]);
            let space = head.iter().position(|byte| *byte == b' ').ok_or_else(cut)?;
            let mode = Mode::ALL.into_iter().find(|mode| mode.digits().as_bytes() == &head[..space]);
            let mode = mode.ok_or_else(|| malformed("a git tree", "an unknown mode"))?;
            let (id, tail) = tail.split_first_chunk().ok_or_else(cut)?;
            let entry = TreeEntry { mode, name: head[space + 1..].to_vec(), id: GitId::from_bytes(*id) };
            if entries.last().is_some_and(|last| last.key().cmp(entry.key()).is_ge()) {
                return Err(malformed("a git tree", "its entries are not in order"));
            }
            entries.push(entry);
            rest = tail;
        }
        Self::checked(entries)
    }
}

impl Identity {
    /// An identity, cleaned as git does it: no `<`, `>`, control characters, and no punctuation at the ends. Without a
    /// name, the e-mail address takes its place. `seconds` since 1970 (earlier becomes 0), `offset` from UTC in minutes.
    pub fn new(name: &str, email: &str, seconds: i64, offset: i32) -> Self {
        let email = clean(email);
        let name = Some(clean(name)).filter(|name| !name.is_empty()).unwrap_or_else(|| email.clone());
        let name = if name.is_empty() { "unknown".to_owned() } else { name };
        let offset = if offset.abs() < MAX_OFFSET { offset } else { 0 };
        Self { name, email, seconds: seconds.max(0), offset }
    }

    /// The name; never empty.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The e-mail address.
    pub fn email(&self) -> &str {
        &self.email
    }

    /// Seconds since 1970-01-01T00:00:00Z.
    pub const fn seconds(&self) -> i64 {
        self.seconds
    }

    /// Offset from UTC of the clock that was read, in minutes.
    pub const fn offset(&self) -> i32 {
        self.offset
    }

    fn encode(&self) -> String {
        let sign = if self.offset < 0 { '-' } else { '+' };
        let (hours, minutes) = (self.offset.abs() / 60, self.offset.abs() % 60);
        format!("{} <{}> {} {sign}{hours:02}{minutes:02}", self.name, self.email, self.seconds)
    }

    fn decode(text: &str) -> Option<Self> {
        let (name, rest) = text.split_once(" <")?;
        let (email, rest) = rest.split_once("> ")?;
        let (seconds, zone) = rest.split_once(' ')?;
        let (sign, digits) = zone.split_at_checked(1)?;
        let digits: i32 = digits.parse().ok()?;
        let minutes = digits / 100 * 60 + digits % 100;
        let offset = if sign == "-" { -minutes } else { minutes };
        if name.is_empty() || minutes.abs() >= MAX_OFFSET || format!("{name}{email}").contains(['<', '>']) {
            return None;
        }
        let identity = Self { name: name.to_owned(), email: email.to_owned(), seconds: seconds.parse().ok()?, offset };
        (identity.seconds >= 0 && identity.encode() == text).then_some(identity)
    }
}

impl Commit {
    /// The body of the commit object.
    pub fn encode(&self) -> Vec<u8> {
        self.write(self.signature.as_deref())
    }

    /// What a signature of the commit signs: the body without the signature.
    pub fn payload(&self) -> Vec<u8> {
        self.write(None)
    }

    fn write(&self, signature: Option<&str>) -> Vec<u8> {
        let mut out = String::new();
        let mut header = |name: &str, value: &str| {
            out.push_str(name);
            out.push(' ');
            out.push_str(&value.replace('\n', "\n "));
            out.push('\n');
        };
        header("tree", &self.tree.to_string());
        for parent in &self.parents {
            header("parent", &parent.to_string());
        }
        header("author", &self.author.encode());
        header("committer", &self.committer.encode());
        for (name, value) in &self.extra {
            header(name, value);
        }
        if let Some(signature) = signature {
            header(SIGNATURE, signature.strip_suffix('\n').unwrap_or(signature));
        }
        out.push('\n');
        out.push_str(&self.message);
        out.into_bytes()
    }

    /// The commit with this body.
    ///
    /// # Errors
    /// Too long, not UTF-8, headers missing or in another order than git's, a signature that is not the last header.
    pub fn decode(body: &[u8]) -> Result<Self> {
        let bad = |why: &str| malformed("a git commit", why);
        if body.len() > MAX_OBJECT {
            return Err(bad("longer than an object may be"));
        }
        let text = std::str::from_utf8(body).map_err(|_| bad("not UTF-8"))?;
        let (head, message) = text.split_once("\n\n").ok_or_else(|| bad("no end of its headers"))?;
        if message.len() > MAX_MESSAGE || message.contains('\0') {
            return Err(bad("its message is too long or has a NUL"));
        }
        let mut headers = headers(head).ok_or_else(|| bad("a header has no value"))?.into_iter().peekable();
        let mut next = |wanted: &str| headers.next_if(|(name, _)| name == wanted).map(|(_, value)| value);
        let id = |value: String| GitId::from_hex(&value).map_err(|_| bad("an id is none"));
        let identity = |value: Option<String>| value.as_deref().and_then(Identity::decode);
        let tree = id(next("tree").ok_or_else(|| bad("no tree"))?)?;
        let mut parents = Vec::new();
        while let Some(parent) = next("parent") {
            parents.push(id(parent)?);
        }
        let author = identity(next("author")).ok_or_else(|| bad("no author, or a malformed one"))?;
        let committer = identity(next("committer")).ok_or_else(|| bad("no committer, or a malformed one"))?;
        let mut extra: Vec<(String, String)> = headers.collect();
        let signature = extra.pop_if(|(name, _)| name == SIGNATURE).map(|(_, value)| value + "\n");
        let commit = Self { tree, parents, author, committer, extra, signature, message: message.to_owned() };
        let known = ["tree", "parent", "author", "committer", SIGNATURE];
        if commit.extra.iter().any(|(name, _)| known.contains(&&**name)) || commit.encode() != body {
            return Err(bad("its headers are not in git's order"));
        }
        Ok(commit)
    }
}

/// The headers with their continuation lines joined; `None` where a line is neither.
fn headers(head: &str) -> Option<Vec<(String, String)>> {
    let mut headers: Vec<(String, String)> = Vec::new();
    for line in head.split('\n') {
        if let Some(more) = line.strip_prefix(' ') {
            let (_, value) = headers.last_mut()?;
            value.push('\n');
            value.push_str(more);
        } else {
            let (name, value) = line.split_once(' ')?;
            headers.push((name.to_owned(), value.to_owned()));
        }
    }
    Some(headers)
}

/// git's `strbuf_addstr_without_crud`.
fn clean(text: &str) -> String {
    let crud = |c: char| c <= ' ' || matches!(c, '.' | ',' | ':' | ';' | '<' | '>' | '"' | '\\' | '\'');
    text.trim_matches(crud).chars().filter(|c| !matches!(c, '<' | '>' | '\n' | '\0')).collect()
}

fn malformed(what: &str, why: &str) -> ObjectError {
    ObjectError::malformed(what, why)
}
