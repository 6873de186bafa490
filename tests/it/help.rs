//! What is made from the definition of the command line and committed: help, man pages, completions, exit codes.
//! `MOSAIC_BLESS=1 cargo test --test it help` writes the files.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use clap::CommandFactory;
use mosaic::cli::args::{Cli, WIDTH};
use mosaic::cli::pages::{Page, completions, exit_codes, help_pages, man_pages};

/// Compares `pages` with the files in `folder`, which has no others when it is theirs alone.
fn check(folder: &str, pages: &[Page], alone: bool) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let names: BTreeSet<_> = pages.iter().map(|(name, _)| name.clone()).collect();
    let there: BTreeSet<_> =
        fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    let spare: Vec<_> = there.difference(&names).filter(|_| alone).collect();
    if std::env::var_os("MOSAIC_BLESS").is_some_and(|value| value == "1") {
        spare.iter().for_each(|name| fs::remove_file(folder.join(name)).unwrap());
        pages.iter().for_each(|(name, text)| fs::write(folder.join(name), text).unwrap());
        return;
    }
    assert!(spare.is_empty(), "of no command any more: {spare:?} in {}", folder.display());
    for (name, text) in pages {
        let committed = fs::read_to_string(folder.join(name)).unwrap_or_default();
        let differs = committed.lines().zip(text.lines()).position(|(a, b)| a != b);
        assert!(
            committed == *text,
            "{}/{name} is stale from line {:?}; run: MOSAIC_BLESS=1 cargo test --test it help",
            folder.display(),
            differs.map(|line| line + 1)
        );
    }
}

#[test]
fn help_is_as_committed() {
    check("tests/it/help", &help_pages(), true);
}

#[test]
fn man_pages_are_as_committed() {
    check("man", &man_pages(), true);
}

#[test]
fn completions_are_as_committed() {
    check("completions", &completions(), true);
}

#[test]
fn exit_codes_are_as_documented() {
    check("docs", &[exit_codes()], false);
}

#[test]
fn help_fits_its_width_and_every_option_says_what_it_does() {
    for (name, text) in help_pages() {
        for line in text.lines() {
            assert!(line.chars().count() <= WIDTH, "{name}: {line}");
        }
    }
    let mut command = Cli::command();
    command.build();
    every_argument_is_explained(&command);
}

fn every_argument_is_explained(command: &clap::Command) {
    assert!(command.get_about().is_some(), "{} says what it does", command.get_name());
    for argument in command.get_arguments() {
        assert!(argument.get_help().is_some(), "{} {} says what it does", command.get_name(), argument.get_id());
    }
    command.get_subcommands().for_each(every_argument_is_explained);
}

#[test]
fn the_definition_is_consistent() {
    Cli::command().debug_assert();
}
