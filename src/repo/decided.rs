//! The maps of decisions: reading them, and the keys and values of their rows. `docs/format/heads.md` has the bytes.

use std::collections::BTreeMap;

use crate::base::cbor::{CborError, Fields, Item};
use crate::base::id::Id;
use crate::base::kind::Kind as ObjectKind;
use crate::heads::ballot::Ballot;
use crate::heads::ground::Decided;
use crate::heads::quorum::Quorum;
use crate::heads::record::Record;
use crate::heads::register::{Kind, Register};
use crate::heads::rule::Rule;
use crate::heads::value::Value;
use crate::object::memory::MemoryObjects;
use crate::object::traits::Source;
use crate::repo::error::RepoError;
use crate::repo::genesis::Genesis;
use crate::state::error::StateError;
use crate::state::hamt::Hamt;
use crate::state::operation::{Operation, root};

type Result<T> = std::result::Result<T, RepoError>;

/// Heads that are nobody else's business.
const LOCAL: &str = "local/";

/// The bytes of a row of the map of decisions.
pub fn encode_decided(decided: &Decided) -> Vec<u8> {
    Item::Array(vec![decided.height.into(), decided.value.item()]).encode()
}

/// The decision in the bytes of a row.
///
/// # Errors
/// What [`encode_decided`] would not write.
pub fn decode_decided(bytes: &[u8]) -> std::result::Result<Decided, CborError> {
    let mut fields = Fields::decode(bytes)?;
    let decided = Decided { height: fields.uint()?, value: Value::take(&mut fields)? };
    fields.end()?;
    if decided.height == 0 { Err(CborError::Unexpected("a height")) } else { Ok(decided) }
}

/// The key of the certificate of one height; those of heads keep only the newest.
pub fn certificate_key(register: &Register, height: u64) -> Vec<u8> {
    match register.kind() {
        Kind::Head(_) => register.name().as_bytes().to_vec(),
        Kind::Voters | Kind::Tapestry => [register.name().as_bytes(), &[0], &height.to_be_bytes()[..]].concat(),
    }
}

/// The key under which a value is kept until its height is decided.
pub fn kept_key(register: &Register, value: &Value) -> Vec<u8> {
    [register.name().as_bytes(), &[0], &value.bytes().unwrap_or_default()[..]].concat()
}

/// The decision on a register.
///
/// # Errors
/// The state cannot be read.
pub fn decided(operation: &Operation, source: &dyn Source, register: &Register) -> Result<Decided> {
    let row = operation.map(root::DECIDED).get(source, register.name().as_bytes())?;
    let decode = |row: Vec<u8>| decode_decided(&row).map_err(|why| StateError::malformed(root::DECIDED, why));
    Ok(row.map(decode).transpose()?.unwrap_or_default())
}

/// All decisions.
///
/// # Errors
/// The state cannot be read.
pub fn all(operation: &Operation, source: &dyn Source) -> Result<BTreeMap<Register, Decided>> {
    let mut all = BTreeMap::new();
    for (name, row) in operation.map(root::DECIDED).entries(source)? {
        let malformed = |why: CborError| StateError::malformed(root::DECIDED, why);
        let register = Register::parse(&String::from_utf8_lossy(&name)).map_err(malformed)?;
        all.insert(register, decode_decided(&row).map_err(malformed)?);
    }
    Ok(all)
}

/// The certificate of this height of a register.
///
/// # Errors
/// The state cannot be read.
pub fn certificate(
    operation: &Operation,
    source: &dyn Source,
    register: &Register,
    height: u64,
) -> Result<Option<Quorum>> {
    let id = operation.map(root::CERTIFICATES).get(source, &certificate_key(register, height))?;
    let Some(id) = id.and_then(|id| id.try_into().ok()).map(Id::from_bytes) else { return Ok(None) };
    let plain = source.plain(ObjectKind::Certificate, &id.into())?;
    let certificate = Quorum::decode(&plain).map_err(|why| StateError::malformed(format!("certificate {id}"), why))?;
    Ok((certificate.motion.height == height && certificate.motion.register == *register).then_some(certificate))
}

/// The first record of voters of a community: its creator alone.
///
/// # Errors
/// The genesis has a rule that is not known.
pub fn first_record(genesis: &Genesis) -> Result<Record> {
    let policy = &genesis.policy;
    let unknown = || RepoError::refused("the genesis", format!("it has an unknown rule, {}", policy.quorum));
    Ok(Record {
        epoch: 0,
        previous: None,
        voters: vec![genesis.creator],
        rule: Rule::parse(&policy.quorum).ok_or_else(unknown)?,
        lease: policy.lease,
        copies: policy.copies,
        knot_interval: policy.knot_interval.max(1),
        checkpoint_interval: policy.checkpoint_interval,
    })
}

/// The number of the newest epoch.
///
/// # Errors
/// The state cannot be read.
pub fn epoch(operation: &Operation, source: &dyn Source) -> Result<u64> {
    let newest = operation.map(root::RECORDS).get(source, NEWEST)?;
    Ok(newest.and_then(|bytes| bytes.try_into().ok()).map_or(0, u64::from_be_bytes))
}

/// Key in the root `votes`: the certificate of the newest record, while what was sworn with it is not taken over.
pub const ENTERING: &[u8] = b"entering";
/// Key of the number of the newest record; all other keys are epochs.
pub const NEWEST: &[u8] = b"newest";

/// The record of an epoch; `None` where it is not decided here.
///
/// # Errors
/// The state cannot be read.
pub fn record(operation: &Operation, source: &dyn Source, epoch: u64) -> Result<Option<Record>> {
    if epoch == 0 {
        return first_record(&Genesis::load(operation, source)?.1).map(Some);
    }
    let id = operation.map(root::RECORDS).get(source, &epoch.to_be_bytes())?;
    let Some(id) = id.and_then(|id| id.try_into().ok()).map(Id::from_bytes) else { return Ok(None) };
    let plain = source.plain(ObjectKind::Record, &id.into())?;
    Ok(Some(Record::decode(&plain).map_err(|why| StateError::malformed(format!("record {id}"), why))?))
}

/// The newest record.
///
/// # Errors
/// The state cannot be read.
pub fn newest_record(operation: &Operation, source: &dyn Source) -> Result<Record> {
    let missing = || StateError::malformed(root::RECORDS, "the newest record is missing");
    Ok(record(operation, source, epoch(operation, source)?)?.ok_or_else(missing)?)
}

/// What is known of the open height of a register.
///
/// # Errors
/// The state cannot be read.
pub fn ballot(operation: &Operation, source: &dyn Source, register: &Register) -> Result<Option<Ballot>> {
    let id = operation.map(root::BALLOTS).get(source, register.name().as_bytes())?;
    let Some(id) = id.and_then(|id| id.try_into().ok()).map(Id::from_bytes) else { return Ok(None) };
    let plain = source.plain(ObjectKind::Ballot, &id.into())?;
    Ok(Some(Ballot::decode(&plain).map_err(|why| StateError::malformed(format!("ballot {id}"), why))?))
}

/// The registers with ballots.
///
/// # Errors
/// The state cannot be read.
pub fn open(operation: &Operation, source: &dyn Source) -> Result<Vec<Register>> {
    let names = operation.map(root::BALLOTS).entries(source)?.into_keys();
    names
        .map(|name| {
            Register::parse(&String::from_utf8_lossy(&name))
                .map_err(|why| StateError::malformed(root::BALLOTS, why).into())
        })
        .collect()
}

/// Root of the map of heads without those that are nobody else's business: equal heads have equal roots.
///
/// # Errors
/// The state cannot be read.
pub fn public_heads(operation: &Operation, source: &dyn Source) -> Result<Option<Id>> {
    let heads = operation.map(root::HEADS);
    // No such head is ever decided.
    if heads == operation.map(root::DECIDED_HEADS) {
        return Ok(heads.root());
    }
    let mut public = BTreeMap::new();
    let mut is_all = true;
    heads.each(source, &mut |name, commit| {
        if name.starts_with(LOCAL.as_bytes()) {
            is_all = false;
        } else {
            public.insert(name.to_vec(), Some(commit.to_vec()));
        }
        Ok(())
    })?;
    // The root is a function of the pairs: the map need not be kept.
    Ok(if is_all { heads.root() } else { Hamt::new().update(&MemoryObjects::new(), &public)?.root() })
}

/// The hash that two members compare first: of their heads and of their decisions.
pub fn digest(heads: Option<Id>, decided: Option<Id>) -> Id {
    let bytes = |root: Option<Id>| root.map_or([0; 32], |id| *id.as_bytes());
    Id::of(&[bytes(heads), bytes(decided)].concat())
}
