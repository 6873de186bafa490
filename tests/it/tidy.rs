//! Style as a test, from the text of `src/` and `tests/`: layers, rooms that alone may name certain things, sizes, heads.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use crate::rust_text::{Named, RustText};

const LONGEST_FILE: usize = 500;
const LONGEST_FUNCTION: usize = 70;
const VAGUE: [&str; 5] = ["util", "utils", "common", "helpers", "misc"];
const UNFINISHED_MACROS: [&str; 2] = ["todo", "unimplemented"];
const UNFINISHED_WORDS: [&str; 3] = ["TODO", "FIXME", "XXX"];

/// What only some rooms may name: beginnings of paths, the rooms beside tests, and what it is.
const ROOMS: [(&[&str], &[&str], &str); 4] = [
    (&["std::fs", "cap_std", "rustix::fs", "tempfile"], &["src/storage/", "src/worktree/"], "files"),
    (&["ureq", "axum", "hyper", "hyper_util", "reqwest"], &["src/transport/"], "HTTP"),
    (
        &["std::env", "std::process::exit", "std::io::stdin", "std::io::stdout", "std::io::stderr"],
        &["src/cli/", "src/main.rs"],
        "terminal, environment and exit",
    ),
    (
        &[
            "std::time::SystemTime::now",
            "std::time::Instant::now",
            "jiff::Timestamp::now",
            "jiff::Zoned::now",
            "getrandom",
        ],
        &["src/cli/", "src/transport/"],
        "clocks and randomness",
    ),
];
const PRINTING: [&str; 5] = ["println", "eprintln", "print", "eprint", "dbg"];

/// Path below the root of the project, and text.
type Files = BTreeMap<String, String>;

#[test]
fn the_source_is_tidy() {
    let mut files = Files::new();
    for folder in ["src", "tests"] {
        collect(Path::new(env!("CARGO_MANIFEST_DIR")), folder, &mut files);
    }
    assert!(files.len() > 10, "the source was found");
    let violations = check(&files);
    assert!(violations.is_empty(), "{} violations:\n{}", violations.len(), violations.join("\n"));
}

fn collect(root: &Path, folder: &str, files: &mut Files) {
    for entry in fs::read_dir(root.join(folder)).expect("the folder is there") {
        let entry = entry.expect("it can be read");
        let name = format!("{folder}/{}", entry.file_name().to_string_lossy());
        if entry.path().is_dir() {
            collect(root, &name, files);
        } else if name.ends_with(".rs") {
            let text = fs::read_to_string(entry.path()).expect("source is UTF-8");
            files.insert(name, text);
        }
    }
}

/// All violations, as `file:line: rule`.
fn check(files: &Files) -> Vec<String> {
    let mut report = Vec::new();
    for (path, text) in files {
        let rust = RustText::new(text);
        let mut say = |line: usize, rule: String| report.push(format!("{path}:{line}: {rule}"));
        check_size(text, &rust, &mut say);
        check_words(&rust, &mut say);
        check_imports(path, &rust, &mut say);
        check_rooms(path, &rust, &mut say);
        if let Some(module) = path.strip_prefix("src/") {
            check_place(module, files, &rust, &mut say);
            check_layers(module, files, &rust, &mut say);
        }
    }
    report
}

type Say<'a> = dyn FnMut(usize, String) + 'a;

fn check_size(text: &str, rust: &RustText, say: &mut Say<'_>) {
    if !text.starts_with("//!") {
        say(1, "must open with //!, saying what it is for".into());
    }
    let lines = text.lines().count();
    if lines > LONGEST_FILE {
        say(lines, format!("has {lines} lines, more than {LONGEST_FILE}"));
    }
    for (line, length) in rust.functions() {
        if length > LONGEST_FUNCTION {
            say(line, format!("function of {length} lines, more than {LONGEST_FUNCTION}"));
        }
    }
}

fn check_words(rust: &RustText, say: &mut Say<'_>) {
    for (number, line) in rust.comments.lines().enumerate() {
        let mut words = line.split(|c: char| !c.is_alphanumeric());
        if let Some(word) = words.find(|word| UNFINISHED_WORDS.contains(word)) {
            say(number + 1, format!("unfinished: {word}"));
        }
    }
    for path in rust.paths().iter().filter(|path| path.is_macro) {
        if path.words.last().is_some_and(|last| UNFINISHED_MACROS.contains(&last.as_str())) {
            say(path.line, format!("unfinished: {}!", path.words.join("::")));
        }
    }
    for (at, _) in rust.code.match_indices("#[ignore") {
        say(rust.line(at), "a test is ignored".into());
    }
}

fn check_imports(path: &str, rust: &RustText, say: &mut Say<'_>) {
    for (at, statement) in rust.imports() {
        let line = rust.line(at);
        if statement.contains('*') && !(path.starts_with("tests/") && statement.trim() == "proptest::prelude::*") {
            say(line, "glob import".into());
        }
        let before = rust.code[..at - 3].trim_end();
        let public = before.ends_with("pub")
            || before.ends_with(')') && before.contains("pub(") && {
                before.rsplit("pub(").next().is_some_and(|scope| scope.find(')') == Some(scope.len() - 1))
            };
        if public && path != "src/lib.rs" {
            say(line, "pub use outside of lib.rs".into());
        }
    }
    for named in rust.paths().iter().filter(|named| !test_code(path, rust, named)) {
        if named.words.len() > 1 && named.words.iter().any(|word| word == "super") {
            say(named.line, "super:: outside of tests".into());
        }
    }
}

fn check_rooms(path: &str, rust: &RustText, say: &mut Say<'_>) {
    for named in rust.paths().iter().filter(|named| !test_code(path, rust, named)) {
        let words = named.words.join("::");
        for (beginnings, rooms, what) in ROOMS {
            let printing = rooms.contains(&"src/cli/") && rooms.contains(&"src/main.rs");
            let prints =
                printing && named.is_macro && PRINTING.iter().any(|last| named.words.ends_with(&[(*last).to_owned()]));
            if (prints || begins(&words, beginnings)) && !rooms.iter().any(|room| path.starts_with(room)) {
                say(named.line, format!("{words}: {what} only in {}", rooms.join(" and ")));
            }
        }
    }
}

fn begins(path: &str, beginnings: &[&str]) -> bool {
    let mut rests = beginnings.iter().filter_map(|beginning| path.strip_prefix(beginning));
    rests.any(|rest| rest.is_empty() || rest.starts_with("::"))
}

fn test_code(path: &str, rust: &RustText, named: &Named) -> bool {
    path.starts_with("tests/") || rust.in_test[named.line - 1]
}

/// Where a file of `src/` is, what it is called, and whether its folder declares it.
fn check_place(module: &str, files: &Files, rust: &RustText, say: &mut Say<'_>) {
    let chain = chain(module);
    if module.matches('/').count() > 2 {
        say(1, "folders are at most two deep".into());
    }
    if let Some(word) = chain.iter().find(|word| VAGUE.contains(word)) {
        say(1, format!("{word} says nothing as a name"));
    }
    for name in declared(&rust.code) {
        if VAGUE.contains(&name) {
            say(1, format!("{name} says nothing as a name"));
        }
    }
    if let Some((own, folder)) = chain.split_last()
        && !order(files, folder).iter().any(|name| name == own)
    {
        say(1, format!("not declared in its folder: mod {own}"));
    }
    if module.ends_with("/mod.rs") {
        let other =
            |line: &&str| !matches!(line.trim(), "") && !line.trim().starts_with(['#', 'p', 'm']) || line.contains('{');
        for (number, line) in rust.code.lines().enumerate().filter(|(_, line)| other(line)) {
            say(number + 1, format!("mod.rs only declares: {}", line.trim()));
        }
    }
}

/// A module uses only what is declared above it, in lib.rs and in the mod.rs of each folder.
fn check_layers(module: &str, files: &Files, rust: &RustText, say: &mut Say<'_>) {
    let own = chain(module);
    for named in rust.paths().into_iter().filter(|named| !named.is_short) {
        let target: Vec<&str> = match named.words.split_first() {
            Some((first, rest)) if first == "crate" && !own.is_empty() => rest.iter().map(String::as_str).collect(),
            _ => continue,
        };
        if rust.in_test[named.line - 1] {
            continue;
        }
        let shared = own.iter().zip(&target).take_while(|(a, b)| a == b).count();
        if shared == own.len() {
            continue;
        }
        let order = order(files, &own[..shared]);
        let place = |name: Option<&&str>| name.and_then(|name| order.iter().position(|declared| declared == name));
        let (mine, used) = (place(own.get(shared)), place(target.get(shared)));
        if used.is_none() || used >= mine {
            say(named.line, format!("uses {}, which is not declared above it", named.words.join("::")));
        }
    }
}

/// The words of the module in `src/` with this file; none for the roots of the crates.
fn chain(module: &str) -> Vec<&str> {
    let module = module.trim_end_matches(".rs").trim_end_matches("/mod");
    if matches!(module, "lib" | "main") { Vec::new() } else { module.split('/').collect() }
}

/// The modules of a folder in the order of their declaration.
fn order(files: &Files, folder: &[&str]) -> Vec<String> {
    let path = if folder.is_empty() { "src/lib.rs".to_owned() } else { format!("src/{}/mod.rs", folder.join("/")) };
    let text = files.get(&path).map(|text| RustText::new(text).code).unwrap_or_default();
    declared(&text).map(str::to_owned).collect()
}

fn declared(code: &str) -> impl Iterator<Item = &str> {
    let names = code.lines().map(|line| line.trim().trim_start_matches("pub ").trim_start_matches("pub(crate) "));
    names.filter_map(|line| line.strip_prefix("mod ")?.split([';', ' ']).next())
}

/// Puts `text` in the place of one file of a small tidy tree, and tells the violations.
fn planted(path: &str, text: &str) -> Vec<String> {
    let mut files: Files = [
        ("src/lib.rs", "//! L.\npub mod base;\npub mod storage;\npub mod cli;\n"),
        ("src/base/mod.rs", "//! B.\n\npub mod id;\npub mod key;\n"),
        (
            "src/base/id.rs",
            "//! I.\nuse crate::base::id::X;\nfn a() -> &'static str {\n    \"use crate::cli; super::x println!\"\n}\n",
        ),
        ("src/base/key.rs", "//! K.\nuse crate::base::{id::A};\n#[cfg(test)]\nmod tests {\n    use super::x;\n}\n"),
        ("src/storage/mod.rs", "//! S.\npub mod real;\n"),
        ("src/storage/real.rs", "//! R.\nuse crate::base::key::K;\nuse std::fs;\n"),
        ("src/cli/mod.rs", "//! C.\npub mod commands;\n"),
        ("src/cli/commands/mod.rs", "//! C.\npub mod add;\npub mod rm;\n"),
        (
            "src/cli/commands/add.rs",
            "//! A.\nfn a() {\n    println!();\n    std::process::exit(SystemTime::now());\n}\n",
        ),
        ("src/cli/commands/rm.rs", "//! R.\nuse std::env;\n"),
        ("tests/it/a.rs", "//! T.\nuse proptest::prelude::*;\nuse std::fs;\n"),
    ]
    .map(|(path, text)| (path.to_owned(), text.to_owned()))
    .into();
    assert_eq!(check(&files), Vec::<String>::new(), "tidy without the planted text");
    files.insert(path.to_owned(), text.to_owned());
    check(&files)
}

#[test]
fn every_rule_catches_its_violation() {
    let long = format!("//! L.\n{}", "\n".repeat(LONGEST_FILE));
    let function = format!("//! F.\nfn f() {{\n{}}}\n", "    a();\n".repeat(LONGEST_FUNCTION - 1));
    let id = "src/base/id.rs";
    let cases: [(&str, &str, usize, &str); 34] = [
        (id, "// no head\n", 1, "must open with //!"),
        (id, &long, 501, "has 501 lines"),
        ("tests/it/a.rs", &long, 501, "has 501 lines"),
        (id, &function, 2, "function of 71 lines"),
        (id, "//! I.\nuse std::io::*;\n", 2, "glob import"),
        (id, "//! I.\nuse std::{io::{self, *}};\n", 2, "glob import"),
        (id, "//! I.\n\nuse super::key;\n", 3, "super:: outside of tests"),
        (id, "//! I.\nfn a() { super::key::b() }\n", 2, "super:: outside of tests"),
        (id, "//! I.\npub use std::io;\n", 2, "pub use outside"),
        (id, "//! I.\npub(crate) use std::io;\n", 2, "pub use outside"),
        ("src/base/util.rs", "//! U.\n", 1, "util says nothing"),
        (id, "//! I.\nmod helpers {}\n", 1, "helpers says nothing"),
        ("src/base/lost.rs", "//! L.\n", 1, "not declared in its folder: mod lost"),
        ("src/cli/commands/deep/x.rs", "//! D.\n", 1, "folders are at most two deep"),
        ("src/base/mod.rs", "//! B.\npub mod id;\npub mod key;\nfn f() {}\n", 4, "mod.rs only declares"),
        (id, "//! I.\nuse crate::cli::commands;\n", 2, "uses crate::cli::commands, which"),
        (id, "//! I.\nuse crate::{storage::real};\n", 2, "uses crate::storage::real, which"),
        (id, "//! I.\nfn a() { crate::base::key::f() }\n", 2, "uses crate::base::key::f, which"),
        (id, "//! I.\nmacro_rules! m { () => { $crate::base::key::f() } }\n", 2, "uses crate::base::key::f, which"),
        (id, "//! I.\nuse crate::nowhere::X;\n", 2, "uses crate::nowhere::X, which"),
        (
            "src/cli/commands/add.rs",
            "//! A.\nuse crate::cli::commands::rm::x;\n",
            2,
            "uses crate::cli::commands::rm::x",
        ),
        (id, "//! I.\nuse std::{fs::File, io};\n", 2, "std::fs::File: files only in"),
        (id, "//! I.\nfn a(b: cap_std::fs::Dir) {}\n", 2, "cap_std::fs::Dir: files only in"),
        (id, "//! I.\nuse rustix::fs as f;\n", 2, "rustix::fs: files only in"),
        (id, "//! I.\nuse tempfile::tempdir;\n", 2, "tempfile::tempdir: files only in"),
        (id, "//! I.\nuse ureq::Agent;\n", 2, "ureq::Agent: HTTP only in"),
        (id, "//! I.\nfn a() {\n    eprintln!(\"\");\n}\n", 3, "eprintln: terminal"),
        (id, "//! I.\nuse std::io;\nfn a() { io::stdout(); }\n", 3, "std::io::stdout: terminal"),
        (id, "//! I.\nuse std::process;\nfn a() { process::exit(1) }\n", 3, "std::process::exit: terminal"),
        (id, "//! I.\nuse std::time::Instant as I;\nfn a() { I::now(); }\n", 3, "std::time::Instant::now: clocks"),
        (id, "//! I.\nfn a() { getrandom::fill(b) }\n", 2, "getrandom::fill: clocks"),
        (id, "//! I.\nfn a() { todo!() }\n", 2, "unfinished: todo!"),
        (id, "//! I.\n/// Later. TODO: more\n", 2, "unfinished: TODO"),
        ("tests/it/a.rs", "//! T.\n#[test]\n#[ignore = \"slow\"]\nfn a() {}\n", 3, "a test is ignored"),
    ];
    for (path, text, line, rule) in cases {
        let found = planted(path, text);
        let expected = format!("{path}:{line}: {rule}");
        assert!(found.iter().any(|said| said.starts_with(&expected)), "{expected}\nnot in\n{}", found.join("\n"));
    }
}
