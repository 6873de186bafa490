//! Archives that other projects keep for their tests, and a sample of generated ones: each is refused with a reason, or
//! read as GNU tar, bsdtar and Python read it, member by member. Compares what is read; writes nothing.

use std::collections::BTreeMap;
use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use mosaic::archive::error::ArchiveError;
use mosaic::archive::foreign::{Foreign, Sort};
use mosaic::archive::unpack::{Plain, UnpackLimits};

use crate::hostile_archives::Target;
use crate::tar_generator::Draw;
use crate::tools::{is_everything, needs, skipped};

/// What a reader says of an archive: name, type as `ls` writes it (`h` for one more name) and size of each member.
type Members = Vec<(Vec<u8>, char, u64)>;

/// What the manifest beside this file has cargo fetch.
const CRATES: [&str; 2] = ["astral-tokio-tar-0.7.0/tests/archives", "compress-tools-0.16.1/tests/fixtures"];

/// Lists with Python: for each archive its name, then a line for each member, or `error`.
const PYTHON: &str = r"
import sys, tarfile
for at in sys.argv[1:]:
    print('=' + at)
    try:
        lines = []
        with tarfile.open(at) as archive:
            for member in archive:
                kind = '-' if member.isreg() else 'd' if member.isdir() else 'l' if member.issym() else \
                    'h' if member.islnk() else 's'
                size = member.size if kind == '-' else 0
                lines.append('%s %d %s' % (kind, size, member.name.encode('utf-8', 'surrogateescape').hex()))
        print('\n'.join(lines))
    except Exception as error:
        print('error', str(error).encode('ascii', 'replace').decode())
";

fn mosaic(bytes: &[u8]) -> Result<Members, ArchiveError> {
    let mut from = bytes;
    let mut foreign = Foreign::new(Plain::open(&mut from, UnpackLimits::default())?);
    let mut members = Members::new();
    while let Some(entry) = foreign.next_entry()? {
        let (kind, size) = match entry.sort {
            Sort::File(size) => ('-', size),
            Sort::Directory => ('d', 0),
            Sort::Symlink(_) => ('l', 0),
            Sort::Link(_) => ('h', 0),
            Sort::Special => ('s', 0),
        };
        members.push((entry.path.as_bytes().to_vec(), kind, size));
    }
    Ok(members)
}

/// A name without `./` in front and slashes behind; `None` for the root.
fn plain(mut name: &[u8]) -> Option<Vec<u8>> {
    while let Some(rest) = name.strip_prefix(b"./") {
        name = rest;
    }
    while let Some(rest) = name.strip_suffix(b"/") {
        name = rest;
    }
    (!matches!(name, b"" | b".")).then(|| name.to_vec())
}

/// The bytes that backslashes stand for in a listing.
fn unescape(text: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    let mut rest = text;
    while let Some((first, behind)) = rest.split_first() {
        rest = behind;
        let (true, Some(next)) = (*first == b'\\', rest.first()) else {
            out.push(*first);
            continue;
        };
        let octal = rest.get(..3).and_then(|digits| u8::from_str_radix(std::str::from_utf8(digits).ok()?, 8).ok());
        let (byte, len) = match (octal, next) {
            (Some(byte), _) => (byte, 3),
            (None, b'n') => (b'\n', 1),
            (None, b't') => (b'\t', 1),
            (None, other) => (*other, 1),
        };
        out.push(byte);
        rest = &rest[len..];
    }
    out
}

/// Members of a verbose listing whose lines have so many fields before the name, the size being that with number `size`.
fn listed(output: &[u8], fields: usize, size: usize) -> Members {
    let mut members = Members::new();
    for line in output.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()) {
        let (mut rest, mut values) = (line, Vec::new());
        for _ in 0..fields {
            let from = rest.iter().position(|byte| *byte != b' ').unwrap_or(rest.len());
            let to = rest[from..].iter().position(|byte| *byte == b' ').map_or(rest.len(), |len| from + len);
            values.push(&rest[from..to]);
            rest = &rest[to..];
        }
        let name = rest.get(1..).unwrap_or_default();
        let end = |arrow: &[u8]| name.windows(arrow.len()).position(|window| window == arrow);
        let kind = match values[0].first() {
            Some(b'-') if end(b" link to ").is_some() => 'h',
            // GNU tar has a letter of its own for contiguous files, bsdtar for links that only a pax header names.
            Some(b'C') => '-',
            Some(b'?') => 'h',
            Some(kind @ (b'-' | b'd' | b'l' | b'h')) => char::from(*kind),
            _ => 's',
        };
        let name = match kind {
            'h' => &name[..end(b" link to ").unwrap_or(name.len())],
            'l' => &name[..end(b" -> ").unwrap_or(name.len())],
            _ => name,
        };
        let size = std::str::from_utf8(values[size]).ok().and_then(|size| size.parse().ok());
        let size = if kind == '-' { size.unwrap_or(u64::MAX) } else { 0 };
        members.extend(plain(&unescape(name)).map(|name| (name, kind, size)));
    }
    members
}

/// What a tool lists; `None` where it refuses.
fn tool(program: &str, args: &[&str], at: &Path) -> Option<Vec<u8>> {
    let output = Command::new(program).env("LC_ALL", "C.UTF-8").args(args).arg(at).output().unwrap();
    output.status.success().then_some(output.stdout)
}

fn gnu_tar(at: &Path) -> Option<Members> {
    let args = ["--quoting-style=escape", "--numeric-owner", "--full-time", "-P", "-tvf"];
    tool("tar", &args, at).map(|output| listed(&output, 5, 2))
}

fn bsdtar(at: &Path) -> Option<Members> {
    tool("bsdtar", &["--numeric-owner", "-P", "-tvf"], at).map(|output| listed(&output, 8, 4))
}

fn python(all: &[PathBuf]) -> BTreeMap<PathBuf, Option<Members>> {
    let mut found = BTreeMap::new();
    for part in all.chunks(200) {
        let output = Command::new("python3").args(["-c", PYTHON]).args(part).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let text = String::from_utf8(output.stdout).unwrap();
        for listing in format!("\n{text}").split("\n=").skip(1) {
            let (at, lines) = listing.split_once('\n').unwrap_or((listing, ""));
            let members = lines.lines().filter(|line| !line.is_empty()).map(|line| {
                let [kind, size, name] = line.splitn(3, ' ').collect::<Vec<_>>()[..] else { return None };
                let name = hex::decode(name).ok()?;
                Some(plain(&name).map(|name| (name, kind.chars().next().unwrap(), size.parse().unwrap())))
            });
            let members: Option<Vec<_>> = members.collect();
            found.insert(at.into(), members.map(|members| members.into_iter().flatten().collect()));
        }
    }
    found
}

/// How many mosaic refused and accepted.
struct Compared {
    refused: usize,
    accepted: usize,
}

/// Has everybody read these archives. Who accepts one must read it as mosaic does.
fn compare(all: &[PathBuf], say: bool) -> Compared {
    let python = python(all);
    let (mut refused, mut accepted, mut agreed, mut differ) = (0, 0, BTreeMap::<_, usize>::new(), Vec::new());
    for at in all {
        let ours = match mosaic(&fs::read(at).unwrap()) {
            Err(why) => {
                refused += 1;
                assert!(matches!(why, ArchiveError::Refused { .. }), "{}: {why}", at.display());
                if say {
                    println!("{}: {why}", at.file_name().unwrap().display());
                }
                continue;
            }
            Ok(ours) => ours,
        };
        accepted += 1;
        let mut readers = Vec::new();
        for (name, theirs) in [("tar", gnu_tar(at)), ("bsdtar", bsdtar(at)), ("Python", python[at].clone())] {
            match theirs {
                None => {}
                Some(theirs) if theirs == ours => {
                    *agreed.entry(name).or_default() += 1;
                    readers.push(name);
                }
                Some(theirs) => differ.push(format!("{} {name}: {theirs:?} instead of {ours:?}", at.display())),
            }
        }
        if say {
            println!("{}: {} members, as {}", at.file_name().unwrap().display(), ours.len(), readers.join(", "));
        }
    }
    println!("{} archives: {refused} refused, {accepted} accepted; read the same by {agreed:?}", all.len());
    // Some of what is accepted is too odd for one or the other, but not much.
    assert!(agreed.len() == 3 && agreed.values().all(|count| *count * 10 >= accepted * 9), "{agreed:?} of {accepted}");
    assert!(differ.is_empty(), "{} differ: {:#?}", differ.len(), &differ[..differ.len().min(5)]);
    Compared { refused, accepted }
}

fn have_tools() -> bool {
    ["tar", "bsdtar", "python3"].into_iter().all(needs)
}

/// Archives in the packages that cargo fetched.
fn fetched() -> Option<Vec<PathBuf>> {
    let home = env::var_os("CARGO_HOME").map(PathBuf::from);
    let home = home.or_else(|| Some(PathBuf::from(env::var_os("HOME")?).join(".cargo")))?;
    let registries: Vec<PathBuf> =
        fs::read_dir(home.join("registry/src")).ok()?.flatten().map(|at| at.path()).collect();
    let mut found = Vec::new();
    for folder in CRATES {
        let entries = registries.iter().find_map(|registry| fs::read_dir(registry.join(folder)).ok())?;
        let files = entries.map(|entry| entry.unwrap().path());
        found.extend(files.filter(|at| at.extension().is_some_and(|end| end == "tar" || end == "gz")));
    }
    found.sort();
    Some(found)
}

/// The archive that Python is tested with, where that part of Python is installed.
fn of_python() -> Option<PathBuf> {
    let find = "import os, test; print(os.path.dirname(test.__file__))";
    let output = Command::new("python3").args(["-c", find]).output().ok()?;
    let folder = PathBuf::from(String::from_utf8(output.stdout).ok()?.trim_end());
    ["testtar.tar", "archivetestdata/testtar.tar"].map(|name| folder.join(name)).into_iter().find(|at| at.is_file())
}

#[test]
fn archives_of_other_projects_are_refused_or_read_as_others_read_them() {
    if !have_tools() {
        return;
    }
    let Some(mut all) = fetched() else {
        let how = "archives of other crates; run: cargo fetch --manifest-path tests/corpora/Cargo.toml";
        assert!(!is_everything(), "this test needs {how}");
        return skipped(how);
    };
    all.extend(of_python());
    let Compared { refused, accepted } = compare(&all, true);
    assert!(refused >= 10 && accepted >= 10, "{refused} {accepted}");
    // The whole import says the same, and touches nothing but the repository.
    let mut target = Target::new();
    for at in &all {
        let bytes = fs::read(at).unwrap();
        let before = target.state();
        let imported = target.import(&bytes);
        if mosaic(&bytes).is_err() {
            assert!(imported.is_err() && target.state() == before, "{}", at.display());
        }
        assert_eq!(fs::read_to_string(target.dir.path().join("canary")).unwrap(), "sings");
        let beside = fs::read_dir(target.dir.path()).unwrap().count();
        assert_eq!(beside, 2, "{}: something was written beside the repository", at.display());
    }
}

#[test]
fn generated_archives_are_read_as_others_read_them() {
    if !have_tools() {
        return;
    }
    let all = is_everything();
    let folder = tempfile::tempdir().unwrap();
    let write = |number: u64| {
        let at = folder.path().join(format!("{number}.tar"));
        fs::write(&at, Draw(number.wrapping_mul(0x9E37_79B9)).archive().bytes()).unwrap();
        at
    };
    let files: Vec<PathBuf> = (1..=if all { 2_000 } else { 300 }).map(write).collect();
    let Compared { refused, accepted } = compare(&files, false);
    assert!(refused > files.len() / 20 && accepted > files.len() / 4, "{refused} {accepted}");
}
