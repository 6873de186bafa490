//! Names on which members decide, and what each kind of them is about.

use std::fmt;
use std::sync::Arc;

use crate::base::cbor::{CborError, Fields};
use crate::base::limit::MAX_NAME;

/// Begins the names of the registers of heads.
const HEADS: &str = "heads/";
/// Heads that are nobody else's business.
const LOCAL: &str = "local/";

/// A register, by its name, which every vote has: copies share it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Register(Arc<str>);

/// What a register is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind<'r> {
    /// The head of this name: a commit, or nothing where it is deleted.
    Head(&'r str),
    /// Who votes, and the rules: a record.
    Voters,
    /// A cut through the tapestry: a knot.
    Tapestry,
}

impl Register {
    /// The register of who votes.
    pub fn voters() -> Self {
        Self("voters".into())
    }

    /// The register of cuts through the tapestry.
    pub fn tapestry() -> Self {
        Self("tapestry".into())
    }

    /// The register of a head; `None` for one that is not reported to others.
    pub fn head(name: &str) -> Option<Self> {
        let fits = !name.is_empty() && name.len() <= MAX_NAME && !name.starts_with(LOCAL);
        fits.then(|| Self(format!("{HEADS}{name}").into()))
    }

    /// The register of this name.
    ///
    /// # Errors
    /// There is none.
    pub fn parse(name: &str) -> Result<Self, CborError> {
        let known = match name {
            "voters" => Some(Self::voters()),
            "tapestry" => Some(Self::tapestry()),
            name => name.strip_prefix(HEADS).and_then(Self::head),
        };
        known.ok_or(CborError::Unexpected("a known register"))
    }

    /// Takes the next field.
    ///
    /// # Errors
    /// As [`Register::parse`].
    pub fn take(fields: &mut Fields) -> Result<Self, CborError> {
        Self::parse(&fields.text()?)
    }

    /// Its name.
    pub fn name(&self) -> &str {
        &self.0
    }

    /// What it is about.
    pub fn kind(&self) -> Kind<'_> {
        match &*self.0 {
            "voters" => Kind::Voters,
            "tapestry" => Kind::Tapestry,
            name => Kind::Head(&name[HEADS.len()..]),
        }
    }

    /// Whether it is that of who votes.
    pub fn is_voters(&self) -> bool {
        self.kind() == Kind::Voters
    }

    /// The head that it is about.
    pub fn head_name(&self) -> Option<&str> {
        match self.kind() {
            Kind::Head(name) => Some(name),
            Kind::Voters | Kind::Tapestry => None,
        }
    }
}

impl fmt::Display for Register {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.head_name().unwrap_or(&self.0))
    }
}
