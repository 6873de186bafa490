//! `mosaic tapestry`: what the members of the community said.

use std::io::{Read, Write};
use std::path::{Path, PathBuf};

use clap::{Subcommand, ValueEnum, ValueHint};
use serde::Serialize;

use crate::base::key::PublicKey;
use crate::cli::context::Context;
use crate::cli::error::CliError;
use crate::cli::exit::Exit;
use crate::cli::members::MemberField;
use crate::cli::open::Opened;
use crate::cli::strands::{StrandItem, write_strand};
use crate::cli::text::Text;
use crate::repo::check_logs::{Fault, check_logs};
use crate::repo::community;
use crate::repo::knots::each;
use crate::repo::repository::Repository;
use crate::repo::tapestry::{self, Order, export, summary};
use crate::repo::weaving::Merged;
use crate::storage::outside::open;
use crate::storage::replacement::Replacement;
use crate::strand::exchange::document::MAX_DOCUMENT;
use crate::strand::exchange::form::Form;
use crate::strand::record::UNCOVERED;

/// Show and check what the members of the community said
///
/// What a member does that others must know is a strand: signed, and chained to that member's last one. All strands
/// together are the tapestry. Members with the same strands have the same tapestry, and the same root of it.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  mosaic tapestry log -n 20\n  mosaic tapestry root\n  \
                        mosaic tapestry export tapestry.pb")]
pub struct Args {
    /// What to do.
    #[command(subcommand)]
    pub action: Action,
}

/// What to do with the tapestry.
#[derive(Debug, Subcommand)]
pub enum Action {
    /// List strands from the last one back, in the order that is the same for all members.
    Log {
        /// At most so many.
        #[arg(short = 'n', long, value_name = "COUNT")]
        max_count: Option<usize>,
        /// Only those of this member: its key, or the first eight or more digits of it.
        #[arg(long, value_name = "MEMBER")]
        author: Option<String>,
        /// Only those of this kind, for instance `member-admitted`.
        #[arg(long, value_name = "KIND")]
        kind: Option<String>,
    },
    /// Check every strand: signature, chain, clock; and that the tapestry says what they say.
    Verify,
    /// Print the root.
    Root,
    /// List the members, and who is online.
    Who,
    /// Print who leads: whoever of those online came first.
    Leader,
    /// List the knots: what each covers is agreed on, and keeps its place.
    Knots,
    /// Write all strands into a file.
    Export {
        /// The file; `-` is standard output.
        #[arg(value_name = "FILE", value_hint = ValueHint::FilePath)]
        file: PathBuf,
        /// The form of the file.
        #[arg(long, value_name = "FORM", default_value = "protobuf")]
        format: FileForm,
    },
    /// Take strands in from such a file. Each is verified; its form is recognised.
    Import {
        /// The file; `-` is standard input.
        #[arg(value_name = "FILE", value_hint = ValueHint::FilePath)]
        file: PathBuf,
    },
}

/// The form of a file with strands.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum FileForm {
    /// As in docs/tapestry.proto.
    Protobuf,
    /// JSON.
    Json,
    /// Canonical CBOR.
    Cbor,
}

#[derive(Serialize)]
struct Root {
    root: Option<String>,
    strands: u64,
    authors: u64,
    forks: u64,
}

#[derive(Serialize)]
struct Verified {
    root: Option<String>,
    strands: u64,
    authors: u64,
    forks: u64,
    faults: Vec<Faulty>,
}

#[derive(Serialize)]
struct Faulty {
    author: String,
    why: String,
}

#[derive(Serialize)]
struct Who {
    members: Vec<MemberField>,
    leader: Option<String>,
}

#[derive(Serialize)]
struct KnotField {
    knot: String,
    height: u64,
    previous: Option<String>,
    authors: usize,
    strands: u64,
}

#[derive(Serialize)]
struct Leader {
    leader: Option<String>,
    name: Option<String>,
    since: Option<String>,
    address: Option<String>,
}

#[derive(Serialize)]
struct Exported {
    file: String,
    strands: usize,
    bytes: usize,
}

#[derive(Serialize)]
struct Imported {
    stored: u64,
    known: u64,
    missing: Vec<String>,
    forks: Vec<String>,
    refused: Vec<Faulty>,
}

/// Runs the command.
///
/// # Errors
/// The state cannot be read or written; a strand does not verify; a file cannot be read or written.
pub fn run(args: Args, context: &mut Context) -> Result<Exit, CliError> {
    let opened = Opened::find(context)?;
    let repository = &opened.repository;
    match args.action {
        Action::Log { max_count, author, kind } => log(repository, max_count, author.as_deref(), kind, context)?,
        Action::Verify => verify(repository, context)?,
        Action::Root => {
            let summary = summary(repository, &repository.current()?)?;
            let (strands, authors, forks) = (summary.strands, summary.authors, summary.forks);
            let root = Root { root: summary.root.map(|id| id.to_string()), strands, authors, forks };
            context
                .output
                .answer(&root, |text| Ok(writeln!(text, "{}", root.root.as_deref().unwrap_or("No strands yet"))?))?;
        }
        Action::Who => who(repository, context)?,
        Action::Leader => leader(repository, context)?,
        Action::Knots => knots(repository, context)?,
        Action::Export { file, format } => write(repository, &file, format, context)?,
        Action::Import { file } => import(&opened, &file, context)?,
    }
    Ok(Exit::Done)
}

fn log(
    repository: &Repository,
    max_count: Option<usize>,
    author: Option<&str>,
    kind: Option<String>,
    context: &mut Context,
) -> Result<(), CliError> {
    let current = repository.current()?;
    let author = author.map(|prefix| find(repository, prefix)).transpose()?;
    let order = Order::new(repository, &current, author.as_ref(), true)?;
    let newest = order.newest();
    let wanted = order.filter(|strand| match (strand, &kind) {
        (Ok((_, signed)), Some(kind)) => signed.strand.kind == *kind,
        _ => true,
    });
    let items = wanted.take(max_count.unwrap_or(usize::MAX)).map(|strand| {
        let (place, signed) = strand?;
        Ok(StrandItem { knot: (place.knot != UNCOVERED).then_some(place.knot), signed })
    });
    let mut is_final = false;
    context.output.list("strands", items, |text, item| {
        if item.knot.is_some() && !is_final {
            is_final = true;
            writeln!(text, "Final up to knot {newest}:")?;
        }
        write_strand(text, item)
    })
}

fn knots(repository: &Repository, context: &mut Context) -> Result<(), CliError> {
    let current = repository.current()?;
    let mut fields = Vec::new();
    each(current.operation(), repository.source(), &mut |id, knot| {
        fields.push(Ok(KnotField {
            knot: id.to_string(),
            height: knot.height,
            previous: knot.previous.map(|id| id.to_string()),
            authors: knot.rows.len(),
            strands: knot.strands(),
        }));
    })?;
    context.output.list("knots", fields.into_iter(), |text, field: &KnotField| {
        let KnotField { height, knot, strands, authors, .. } = field;
        Ok(writeln!(text, "{height:>6}  {}  {strands} strands of {authors} authors", &knot[..16])?)
    })
}

/// The author whose key begins with these digits.
fn find(repository: &Repository, prefix: &str) -> Result<PublicKey, CliError> {
    let community = community::load(repository)?;
    let mut found = community.members.keys().filter(|key| prefix.len() >= 8 && key.to_string().starts_with(prefix));
    match (found.next(), found.next()) {
        (Some(key), None) => Ok(*key),
        (None, _) => {
            let message = format!("no member's key begins with {prefix}; run: mosaic community show");
            Err(CliError::with_kind(Exit::NotFound, "name", message))
        }
        _ => Err(CliError::with_kind(Exit::Usage, "name", format!("several keys begin with {prefix}"))),
    }
}

fn verify(repository: &Repository, context: &mut Context) -> Result<(), CliError> {
    let current = repository.current()?;
    let checked = check_logs(repository, &current, context.monitor())?;
    let verified = Verified {
        root: summary(repository, &current)?.root.map(|id| id.to_string()),
        strands: checked.strands,
        authors: checked.authors,
        forks: checked.forks,
        faults: checked.faults.iter().map(faulty).collect(),
    };
    if let Some(Fault { author, why }) = checked.faults.first() {
        let error = CliError::with_kind(Exit::Integrity, "damaged", format!("the log of {author}: {why}"));
        return Err(context.output.partial(&verified, error, |text| {
            for fault in &verified.faults {
                writeln!(text, "{}: {}", fault.author, fault.why)?;
            }
            Ok(())
        }));
    }
    context.output.answer(&verified, |text| {
        let (strands, authors) = (verified.strands, verified.authors);
        Ok(writeln!(text, "{strands} strands of {authors} authors verified")?)
    })
}

fn faulty(fault: &Fault) -> Faulty {
    Faulty { author: fault.author.to_string(), why: fault.why.clone() }
}

fn who(repository: &Repository, context: &mut Context) -> Result<(), CliError> {
    let community = community::load(repository)?;
    let leader = community.leader().map(|key| key.to_string());
    let who = Who { members: MemberField::active(&community), leader };
    context.output.answer(&who, |text| {
        who.members.iter().try_for_each(|member| member.write(text))?;
        if let Some(leader) = &who.leader {
            writeln!(text, "{} leads", &leader[..16])?;
        }
        Ok(())
    })
}

fn leader(repository: &Repository, context: &mut Context) -> Result<(), CliError> {
    let community = community::load(repository)?;
    let key = community.leader();
    let name = key.and_then(|key| community.members.get(&key)).map(|member| member.name.clone());
    let field = MemberField::active(&community)
        .into_iter()
        .find(|field| key.is_some_and(|key| field.member == key.to_string()));
    let (since, address) = field.map_or((None, None), |field| (field.online_since, field.address));
    let found = Leader { leader: key.map(|key| key.to_string()), name, since, address };
    context
        .output
        .answer(&found, |text| Ok(writeln!(text, "{}", found.leader.as_deref().unwrap_or("Nobody is online"))?))
}

fn write(repository: &Repository, file: &Path, format: FileForm, context: &mut Context) -> Result<(), CliError> {
    let document = export(repository)?;
    let form = match format {
        FileForm::Protobuf => Form::Protobuf,
        FileForm::Json => Form::Json,
        FileForm::Cbor => Form::Cbor,
    };
    let bytes = form.encode(&document);
    if file == Path::new("-") {
        return Ok(context.output.raw().write_all(&bytes)?);
    }
    let mut target = Replacement::begin(&context.directory.join(file))?;
    target.write_all(&bytes)?;
    target.finish(false)?;
    let (file, strands) = (file.to_string_lossy().into_owned(), document.strands.len());
    let exported = Exported { file, strands, bytes: bytes.len() };
    context.output.report(&exported, |text| {
        write!(text, "Wrote {} strands to ", exported.strands)?;
        text.entry(exported.file.as_bytes(), false)?;
        Ok(())
    })
}

fn import(opened: &Opened, file: &Path, context: &mut Context) -> Result<(), CliError> {
    let mut bytes = Vec::new();
    let limit = MAX_DOCUMENT + 1;
    if file == Path::new("-") {
        context.wait(|| std::io::stdin().lock().take(limit).read_to_end(&mut bytes))?;
    } else {
        open(&context.directory.join(file))?.take(limit).read_to_end(&mut bytes)?;
    }
    if bytes.len() as u64 == limit {
        return Err(CliError::with_kind(Exit::NotAllowed, "refused", "the file is longer than 1 GiB"));
    }
    let document = Form::decode(&bytes)?;
    drop(bytes);
    let merged = tapestry::import(&opened.repository, &opened.action(context)?, &document)?;
    show(&merged, context)
}

fn show(merged: &Merged, context: &mut Context) -> Result<(), CliError> {
    let refused = |(author, why): &(PublicKey, String)| Faulty { author: author.to_string(), why: why.clone() };
    let imported = Imported {
        stored: merged.stored,
        known: merged.known,
        missing: merged.missing.iter().map(ToString::to_string).collect(),
        forks: merged.forks.iter().map(ToString::to_string).collect(),
        refused: merged.refused.iter().map(refused).collect(),
    };
    let lines = |text: &mut Text<'_>| {
        writeln!(text, "Took {} strands in, {} were known", imported.stored, imported.known)?;
        for author in &imported.forks {
            writeln!(text, "{author} forked its log: it ends before that")?;
        }
        for Faulty { author, why } in &imported.refused {
            writeln!(text, "refused of {author}: {why}")?;
        }
        Ok(())
    };
    let left = merged.missing.len();
    if left > 0 || !merged.refused.is_empty() {
        let message = if left > 0 {
            format!("{left} strands are named and not here")
        } else {
            format!("strands of {} authors were refused", merged.refused.len())
        };
        return Err(context.output.partial(&imported, CliError::new(Exit::Incomplete, message), lines));
    }
    context.output.report(&imported, lines)
}
