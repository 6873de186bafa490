//! Names of objects: BLAKE3 for everything of our own, git's SHA-256 object id for commits, trees and blobs.
//! The two are separate types and never convertible into each other; `gix-hash` is named in this file only.

use std::fmt;

use gix_hash::Kind as HashKind;

/// Why a text or a run of bytes is not an id.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("not an id: expected 64 hexadecimal digits")]
pub struct NotAnId;

/// BLAKE3-256 of the plain bytes of an object.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Id([u8; 32]);

/// git's SHA-256 object id: the hash of `"<kind> <length>\0"` and the body.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct GitId([u8; 32]);

/// The name of any object in the store.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ObjectId {
    /// An object of our own, named by BLAKE3.
    Own(Id),
    /// A commit, tree or blob, named as git names it.
    Git(GitId),
}

macro_rules! digest {
    ($name:ident) => {
        impl $name {
            /// The id that these 32 bytes are.
            pub const fn from_bytes(bytes: [u8; 32]) -> Self {
                Self(bytes)
            }

            /// The 32 bytes of the id.
            pub const fn as_bytes(&self) -> &[u8; 32] {
                &self.0
            }

            /// The id written as 64 lower-case hexadecimal digits.
            ///
            /// # Errors
            /// Any other length or alphabet.
            pub fn from_hex(text: &str) -> Result<Self, NotAnId> {
                let mut bytes = [0; 32];
                if text.bytes().any(|b| b.is_ascii_uppercase()) {
                    return Err(NotAnId);
                }
                hex::decode_to_slice(text, &mut bytes).map_err(|_| NotAnId)?;
                Ok(Self(bytes))
            }

            /// The first eight digits, for messages.
            pub fn short(&self) -> String {
                hex::encode(&self.0[..4])
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&hex::encode(self.0))
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}({})", stringify!($name), self.short())
            }
        }
    };
}

digest!(Id);
digest!(GitId);

impl Id {
    /// The id of an object with this plain content.
    pub fn of(plain: &[u8]) -> Self {
        Self(*blake3::hash(plain).as_bytes())
    }
}

impl GitId {
    /// The id of the git object of type `kind` ("commit", "tree", "blob") with this body.
    pub fn of(kind: &str, body: &[u8]) -> Self {
        let mut hasher = gix_hash::hasher(HashKind::Sha256);
        hasher.update(format!("{kind} {}\0", body.len()).as_bytes());
        hasher.update(body);
        let digest = hasher.try_finalize().expect("SHA-256 has no failing inputs");
        Self(digest.as_slice().try_into().expect("SHA-256 has 32 bytes"))
    }
}

impl ObjectId {
    /// The 32 bytes under which the store files the object.
    pub const fn as_bytes(&self) -> &[u8; 32] {
        match self {
            Self::Own(id) => id.as_bytes(),
            Self::Git(id) => id.as_bytes(),
        }
    }

    /// The first eight digits, for messages.
    pub fn short(&self) -> String {
        hex::encode(&self.as_bytes()[..4])
    }
}

impl From<Id> for ObjectId {
    fn from(id: Id) -> Self {
        Self::Own(id)
    }
}

impl From<GitId> for ObjectId {
    fn from(id: GitId) -> Self {
        Self::Git(id)
    }
}

impl fmt::Display for ObjectId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex::encode(self.as_bytes()))
    }
}

impl fmt::Debug for ObjectId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ObjectId({})", self.short())
    }
}
