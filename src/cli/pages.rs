//! Help, manual pages, completions and the page of exit codes, all made from the definition of the command line.
//! The committed files in `man/`, `completions/` and `docs/` are these; a test compares them.

use std::fmt::Write;

use clap::{Command, CommandFactory};
use clap_complete::Shell;
use clap_complete::aot::Generator;
use clap_mangen::Man;

use crate::cli::args::{Cli, WIDTH};
use crate::cli::commands::completions::script;
use crate::cli::exit::{EXPLANATIONS, Explanation};

/// A file to be committed: its name and its content.
pub type Page = (String, String);

/// The scripts for all shells, under the names that shells look for.
pub fn completions() -> Vec<Page> {
    let shells = [Shell::Bash, Shell::Elvish, Shell::Fish, Shell::PowerShell, Shell::Zsh];
    shells.into_iter().map(|shell| (shell.file_name("mosaic"), script(shell, &mut Cli::command()))).collect()
}

/// The manual, a page for each command: `mosaic.1`, `mosaic-add.1`, `mosaic-head-list.1`.
pub fn man_pages() -> Vec<Page> {
    let mut pages = Vec::new();
    let mut definition = without_help(Cli::command());
    definition.build();
    each_command(&definition, "mosaic", &mut |name, command| {
        let mut page = Vec::new();
        Man::new(command.clone())
            .date("")
            .source("mosaic")
            .manual("mosaic manual")
            .render(&mut page)
            .expect("writing to memory");
        pages.push((format!("{}.1", name.replace(' ', "-")), String::from_utf8(page).expect("clap writes UTF-8")));
    });
    pages
}

/// `--help` of each command, [`WIDTH`] columns wide: `mosaic.txt`, `mosaic-add.txt`.
pub fn help_pages() -> Vec<Page> {
    let mut pages = Vec::new();
    let mut definition = Cli::command().term_width(WIDTH);
    definition.build();
    each_command(&definition, "mosaic", &mut |name, command| {
        let help = command.clone().render_long_help().to_string();
        pages.push((format!("{}.txt", name.replace(' ', "-")), help));
    });
    pages
}

/// The page of all exit codes.
pub fn exit_codes() -> Page {
    let mut page =
        "# Exit codes\n\nMade from the table that `mosaic explain CODE` reads. With `--json`, a failure has the \
                    code and its kind in `error`; a kind in brackets is more exact than the code.\n\n\
                    | code | kinds | meaning |\n|---|---|---|\n"
            .to_owned();
    for Explanation { exit, kind, kinds, meaning, .. } in &EXPLANATIONS {
        let more = if kinds.is_empty() { String::new() } else { format!(" ({})", kinds.join(", ")) };
        writeln!(page, "| {} | {kind}{more} | {meaning} |", exit.code()).expect("writing to memory");
    }
    for Explanation { exit, meaning, causes, run, .. } in &EXPLANATIONS {
        writeln!(page, "\n## {}: {meaning}\n", exit.code()).expect("writing to memory");
        for cause in *causes {
            writeln!(page, "- {cause}").expect("writing to memory");
        }
        page.push('\n');
        for (command, why) in *run {
            writeln!(page, "`{command}`: {why}.  ").expect("writing to memory");
        }
    }
    ("exit-codes.md".to_owned(), page)
}

/// Without `mosaic help` and its like, which have no page.
fn without_help(command: Command) -> Command {
    command.disable_help_subcommand(true).mut_subcommands(without_help)
}

/// Calls `found` for the command and all below it, but for `help`, which has the same again.
fn each_command(command: &Command, name: &str, found: &mut dyn FnMut(&str, &Command)) {
    found(name, command);
    for inner in command.get_subcommands().filter(|inner| inner.get_name() != "help") {
        each_command(inner, &format!("{name} {}", inner.get_name()), found);
    }
}
