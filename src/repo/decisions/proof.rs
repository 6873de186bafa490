//! A decision with everything that proves it: the genesis, every record of voters with its certificate or recovery, the
//! certificate. Checked without anybody's help, here or from a file. `docs/format/proof.md` has the bytes.

use rayon::iter::{IntoParallelRefIterator, ParallelIterator};

use crate::base::cbor::{CborError, Fields, Item};
use crate::base::id::Id;
use crate::base::kind::Kind;
use crate::heads::ground::Decided;
use crate::heads::quorum::Quorum;
use crate::heads::record::Record;
use crate::heads::register::Register;
use crate::object::error::ObjectError;
use crate::object::traits::Source;
use crate::repo::current::Current;
use crate::repo::decided;
use crate::repo::decisions::chain::{Chain, Link};
use crate::repo::decisions::recovery::{Recovery, Scopes};
use crate::repo::error::RepoError;
use crate::repo::genesis::Genesis;
use crate::repo::knots;
use crate::state::error::StateError;
use crate::state::operation::root;

type Result<T> = std::result::Result<T, RepoError>;

/// The first field of a file.
const MAGIC: &str = "mosaic proof";
const VERSION: u64 = 1;
/// Longest file.
pub const MAX_PROOF: u64 = 64 << 20;

/// A decision, with what proves it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proof {
    /// What was decided on.
    pub register: Register,
    /// The bytes of the genesis; their hash is the community.
    pub genesis: Vec<u8>,
    /// Record 1 and those after it, up to the epoch of the certificate.
    pub links: Vec<Link>,
    /// What proves the decision; `None` where the last record is what was decided.
    pub certificate: Option<Quorum>,
}

/// A decision that was checked.
#[derive(Clone, Debug)]
pub struct Checked {
    /// The community.
    pub community: Id,
    /// What was decided.
    pub decided: Decided,
    /// The voters who decided it.
    pub record: Record,
    /// Records of voters on the way, record 0 included.
    pub records: u64,
    /// Certificates that were verified.
    pub certificates: u64,
    /// Recoveries on the way, which no quorum has decided.
    pub recoveries: Vec<(Id, Recovery)>,
    /// What proves it; `None` where it is the last record.
    pub certificate: Option<Quorum>,
}

fn unproven(register: &Register, why: impl ToString) -> RepoError {
    RepoError::Unproven { register: register.to_string(), why: why.to_string() }
}

impl Proof {
    /// The proof of the newest decision on a register, as this state has it. Not checked.
    ///
    /// # Errors
    /// Nothing is decided; something is missing.
    pub fn gather(current: &Current, source: &dyn Source, register: &Register) -> Result<Self> {
        let operation = current.operation();
        let decided = decided::decided(operation, source, register)?;
        let certificate = match decided.height {
            0 if !register.is_voters() => {
                let why = "nothing is decided about it; run: mosaic sync-heads";
                return Err(RepoError::refused(register.to_string(), why));
            }
            _ if register.is_voters() => None,
            height => {
                let found = decided::certificate(operation, source, register, height)?;
                Some(found.ok_or_else(|| unproven(register, "its certificate is not here"))?)
            }
        };
        let epoch = match &certificate {
            Some(certificate) => certificate.motion.epoch,
            None => decided::epoch(operation, source)?,
        };
        let genesis = source.plain(Kind::Genesis, &Genesis::load(operation, source)?.0.into())?;
        let links = links(current, source, epoch).map_err(|why| told(register, why))?;
        Ok(Self { register: register.clone(), genesis, links, certificate })
    }

    /// Checks everything.
    ///
    /// # Errors
    /// Says what does not prove what it should.
    pub fn check(&self) -> Result<Checked> {
        let wrong = |why: String| unproven(&self.register, why);
        let genesis =
            Genesis::decode(&self.genesis).map_err(|why| wrong(format!("the genesis is malformed: {why}")))?;
        let community = Id::of(&self.genesis);
        let mut chain = Chain::begin(community, &genesis)?;
        for link in &self.links {
            chain.add(link.clone()).map_err(wrong)?;
        }
        let (record, decided) = match &self.certificate {
            Some(certificate) => {
                let decided = Decided { height: certificate.motion.height, value: certificate.motion.value };
                (chain.prove(certificate, &self.register, decided).map_err(wrong)?.clone(), decided)
            }
            None if self.register.is_voters() => {
                let record = chain.newest().0.clone();
                let decided = Decided { height: record.epoch, value: record.id().into() };
                (record, decided)
            }
            None => return Err(wrong("it has no certificate".to_owned())),
        };
        Ok(Checked {
            community,
            decided,
            record,
            records: self.links.len() as u64 + 1,
            certificates: chain.certificates + u64::from(self.certificate.is_some()),
            recoveries: chain.recoveries,
            certificate: self.certificate.clone(),
        })
    }

    /// The canonical bytes.
    pub fn encode(&self) -> Vec<u8> {
        let link = |link: &Link| match link {
            Link::Certified(record, certificate) => {
                Item::Array(vec![Item::Bytes(record.encode()), Item::Bytes(certificate.encode())])
            }
            Link::Recovered(recovery) => Item::Array(vec![Item::Bytes(recovery.encode())]),
        };
        Item::Array(vec![
            MAGIC.into(),
            VERSION.into(),
            self.register.name().into(),
            self.genesis.as_slice().into(),
            Item::Array(self.links.iter().map(link).collect()),
            Item::Bytes(self.certificate.as_ref().map_or_else(Vec::new, Quorum::encode)),
        ])
        .encode()
    }

    /// The proof in these bytes. Only the signatures of recoveries are verified.
    ///
    /// # Errors
    /// What [`Proof::encode`] would not write.
    pub fn decode(bytes: &[u8]) -> std::result::Result<Self, CborError> {
        let mut fields = Fields::decode(bytes)?;
        if fields.text()? != MAGIC || fields.uint()? != VERSION {
            return Err(CborError::Unexpected("mosaic proof, version 1"));
        }
        let (register, genesis, mut rows) = (Register::take(&mut fields)?, fields.bytes()?, fields.array()?);
        let certificate = fields.bytes()?;
        fields.end()?;
        let mut links = Vec::new();
        while rows.remaining() > 0 {
            let mut row = rows.array()?;
            let first = row.bytes()?;
            links.push(match row.remaining() {
                0 => Link::Recovered(Recovery::decode(&first)?),
                _ => Link::Certified(Record::decode(&first)?, Quorum::decode(&row.bytes()?)?),
            });
            row.end()?;
        }
        let certificate = if certificate.is_empty() { None } else { Some(Quorum::decode(&certificate)?) };
        Ok(Self { register, genesis, links, certificate })
    }
}

/// Why a record cannot be shown.
enum Gap {
    Wrong(String),
    Failed(RepoError),
}

impl<E: Into<RepoError>> From<E> for Gap {
    fn from(error: E) -> Self {
        Self::Failed(error.into())
    }
}

fn told(register: &Register, gap: Gap) -> RepoError {
    match gap {
        Gap::Wrong(why) => unproven(register, why),
        Gap::Failed(error) => error,
    }
}

/// The records 1 to `epoch`, each with what it came by.
fn links(current: &Current, source: &dyn Source, epoch: u64) -> std::result::Result<Vec<Link>, Gap> {
    let operation = current.operation();
    let scopes = Scopes::load(operation, source)?;
    let mut links = Vec::new();
    for number in 1..=epoch {
        links.push(match scopes.recovered(number) {
            Some(id) => Link::Recovered(Recovery::load(source, &id)?),
            None => {
                let record = decided::record(operation, source, number)?;
                let record = record.ok_or_else(|| Gap::Wrong(format!("the record of voters {number} is not here")))?;
                let certificate = decided::certificate(operation, source, &Register::voters(), number)?;
                let none = || Gap::Wrong(format!("record {number} of voters has no certificate"));
                Link::Certified(record, certificate.ok_or_else(none)?)
            }
        });
    }
    Ok(links)
}

/// A decision that is not proven.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Flaw {
    /// What was decided on.
    pub register: Register,
    /// Its certificate, or what was decided where none is named.
    pub id: [u8; 32],
    /// What is wrong.
    pub why: String,
}

/// Adds all records of this state; what is wrong with them, if anything is.
fn lengthen(chain: &mut Chain, current: &Current, source: &dyn Source, decided: Decided) -> Result<Option<String>> {
    let epoch = decided::epoch(current.operation(), source)?;
    let broken = match links(current, source, epoch) {
        Ok(links) => links.into_iter().find_map(|link| chain.add(link).err()),
        Err(Gap::Wrong(why)) => Some(why),
        Err(Gap::Failed(error)) => return Err(error),
    };
    let newest = Decided { height: epoch, value: chain.newest().0.id().into() };
    let differs = || (epoch > 0 && decided != newest).then(|| "what is decided is not the newest record".to_owned());
    Ok(broken.or_else(differs))
}

/// Decisions that were checked.
#[derive(Clone, Debug, Default)]
pub struct Survey {
    /// How many, besides the records of voters.
    pub decisions: u64,
    /// Records of voters, record 0 included.
    pub records: u64,
    /// Certificates.
    pub certificates: u64,
    /// Recoveries among the records, which no quorum has decided.
    pub recoveries: Vec<(Id, Recovery)>,
    /// What is not proven.
    pub flaws: Vec<Flaw>,
}

/// Checks who votes, and the decisions of this state on the registers that are `wanted`.
///
/// # Errors
/// The state cannot be read.
pub fn check_all(current: &Current, source: &dyn Source, wanted: &dyn Fn(&Register) -> bool) -> Result<Survey> {
    let operation = current.operation();
    let all = decided::all(operation, source)?;
    let (community, genesis) = Genesis::load(operation, source)?;
    let mut chain = Chain::begin(community, &genesis)?;
    let voters = Register::voters();
    let of_voters = all.get(&voters).copied().unwrap_or_default();
    let broken = lengthen(&mut chain, current, source, of_voters)?;
    let named = |register: &Register, decided: &Decided| -> Result<[u8; 32]> {
        let key = decided::certificate_key(register, decided.height);
        let named = operation.map(root::CERTIFICATES).get(source, &key)?.and_then(|id| id.try_into().ok());
        Ok(named.or(decided.value.bytes()).unwrap_or_else(|| *Id::of(register.name().as_bytes()).as_bytes()))
    };
    let mut flaws = Vec::new();
    if let Some(why) = broken {
        flaws.push(Flaw { id: named(&voters, &of_voters)?, register: voters.clone(), why });
    }
    let names = current.names(source, root::DECIDED_HEADS)?;
    let tapestry = Register::tapestry();
    let older =
        knots::all(operation, source)?.into_iter().map(|(id, knot)| Decided { height: knot.height, value: id.into() });
    let newest_knot = all.get(&tapestry).copied().unwrap_or_default();
    let older = older.filter(|knot| knot.height < newest_knot.height).map(|knot| (tapestry.clone(), knot));
    let mut found = Vec::new();
    let others = all.into_iter().filter(|(register, _)| !register.is_voters()).chain(older);
    for (register, decided) in others.filter(|(register, _)| wanted(register)) {
        let id = named(&register, &decided)?;
        let flaw = |why: &str| Flaw { register: register.clone(), id, why: why.to_owned() };
        let shown = register.head_name().map(|head| names.get(head).copied());
        if shown.is_some_and(|shown| shown != decided.value.commit()) {
            flaws.push(flaw("the name of what is decided is at something else"));
        }
        match decided::certificate(operation, source, &register, decided.height) {
            Ok(Some(certificate)) => found.push((register, decided, id, certificate)),
            Ok(None) => flaws.push(flaw("its certificate is not here")),
            Err(RepoError::Object(ObjectError::Missing(_)) | RepoError::State(StateError::Malformed { .. })) => {
                flaws.push(flaw("its certificate cannot be read"));
            }
            Err(error) => return Err(error),
        }
    }
    let judge = |(register, decided, id, certificate): &(Register, Decided, [u8; 32], Quorum)| {
        let why = chain.prove(certificate, register, *decided).err()?;
        Some(Flaw { register: register.clone(), id: *id, why })
    };
    let checked = found.len() as u64;
    flaws.extend(found.par_iter().filter_map(judge).collect::<Vec<_>>());
    Ok(Survey {
        decisions: checked,
        records: chain.newest().0.epoch + 1,
        certificates: chain.certificates + checked,
        recoveries: chain.recoveries,
        flaws,
    })
}
