//! The tapestry: for each author what its log is and says. A map whose root is a function of the strands alone, in
//! whatever order they came. `docs/format/tapestry.md` has the bytes.

use std::collections::BTreeMap;

use crate::base::cbor::{CborError, Fields, Item};
use crate::base::id::Id;
use crate::base::key::PublicKey;
use crate::object::traits::Source;
use crate::state::error::StateError;
use crate::state::hamt::Hamt;
use crate::strand::error::StrandError;
use crate::strand::evidence::Fork;
use crate::strand::kinds::rules::VERSION;
use crate::strand::view::{Value, split};

/// Key of the version of the tapestry; all other keys are authors.
pub const VERSION_KEY: &[u8] = b"version";

/// What the tapestry has of one author.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Author {
    /// Length of its valid log in bytes.
    pub len: u64,
    /// Number of strands in it.
    pub seq: u64,
    /// The last of them; `None` where there is none.
    pub tip: Option<Id>,
    /// Where it forked its log, which ends before that, or where the newest knot covers it up to.
    pub fork: Option<Fork>,
    /// Root of the map of its latest values.
    pub values: Option<Id>,
}

impl Author {
    /// The canonical bytes.
    pub fn encode(&self) -> Vec<u8> {
        let optional = |id: &Option<Id>| id.as_ref().map_or(&[][..], |id| id.as_bytes()).into();
        let fork = self.fork.map(|fork| vec![fork.seq.into(), fork.ids[0].into(), fork.ids[1].into()]);
        Item::Array(vec![
            self.len.into(),
            self.seq.into(),
            optional(&self.tip),
            Item::Array(fork.unwrap_or_default()),
            optional(&self.values),
        ])
        .encode()
    }

    /// The row in these bytes.
    ///
    /// # Errors
    /// What [`Author::encode`] would not write.
    pub fn decode(bytes: &[u8]) -> Result<Self, CborError> {
        let mut fields = Fields::decode(bytes)?;
        let (len, seq) = (fields.uint()?, fields.uint()?);
        let tip = optional(&fields.bytes()?)?;
        let mut fork = fields.array()?;
        let fork = if fork.remaining() == 0 {
            None
        } else {
            let found = Fork { seq: fork.uint()?, ids: [fork.id()?, fork.id()?] };
            fork.end()?;
            Some(found)
        };
        let values = optional(&fields.bytes()?)?;
        fields.end()?;
        let is_whole = (seq == 0) == tip.is_none() && (seq == 0) == (len == 0) && (seq > 0 || values.is_none());
        // The log may go beyond the fork, as far as a knot covers it.
        let is_proven = fork.is_none_or(|fork| fork.seq > 0 && fork.ids[0] < fork.ids[1]);
        if is_whole && is_proven && (seq > 0 || fork.is_some()) {
            Ok(Self { len, seq, tip, fork, values })
        } else {
            Err(CborError::Unexpected("an author with a log or a fork"))
        }
    }
}

fn optional(bytes: &[u8]) -> Result<Option<Id>, CborError> {
    match bytes {
        [] => Ok(None),
        id => Ok(Some(Id::from_bytes(id.try_into().map_err(|_| CborError::Unexpected("an id"))?))),
    }
}

/// The value under [`VERSION_KEY`].
pub fn version_value() -> Vec<u8> {
    Item::from(VERSION).encode()
}

/// All authors of a tapestry.
///
/// # Errors
/// It cannot be read, or is malformed.
pub fn authors(map: &Hamt, source: &dyn Source) -> Result<BTreeMap<PublicKey, Author>, StrandError> {
    let mut authors = BTreeMap::new();
    map.each(source, &mut |key, value| {
        if key != VERSION_KEY {
            let (key, author) = author(key, value)?;
            authors.insert(key, author);
        }
        Ok(())
    })?;
    Ok(authors)
}

/// One author of a tapestry.
///
/// # Errors
/// It cannot be read, or is malformed.
pub fn find(map: &Hamt, source: &dyn Source, key: &PublicKey) -> Result<Option<Author>, StrandError> {
    let value = map.get(source, key.as_bytes())?;
    Ok(value.map(|value| author(key.as_bytes(), &value).map(|(_, author)| author)).transpose()?)
}

fn author(key: &[u8], value: &[u8]) -> Result<(PublicKey, Author), StateError> {
    let malformed = |why: &dyn ToString| StateError::malformed("an author of the tapestry", why.to_string());
    let key: [u8; 32] = key.try_into().map_err(|_| malformed(&"its key has not 32 bytes"))?;
    let key = PublicKey::from_bytes(key).map_err(|why| malformed(&why))?;
    Ok((key, Author::decode(value).map_err(|why| malformed(&why))?))
}

/// Calls `visit` with the view, the key and the value of everything that an author has set.
///
/// # Errors
/// The map cannot be read, or is malformed.
pub fn values(
    root: Option<Id>,
    source: &dyn Source,
    visit: &mut dyn FnMut(&str, &[u8], Value),
) -> Result<(), StrandError> {
    let map = root.map_or(Hamt::new(), Hamt::from_root);
    map.each(source, &mut |joined, value| {
        let malformed = |why: &dyn ToString| StateError::malformed("a value of the tapestry", why.to_string());
        let (view, key) = split(joined).ok_or_else(|| malformed(&"it has no view"))?;
        visit(view, key, Value::decode(value).map_err(|why| malformed(&why))?);
        Ok(())
    })?;
    Ok(())
}
