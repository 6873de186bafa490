//! All integration tests in one binary. A file beside this one that is not named here fails the test below.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod add;
mod agree;
mod archive;
mod bombs;
mod checkout;
mod cli;
mod concurrency;
mod config;
mod corpora;
mod damage;
mod damage_repair;
mod decided;
mod decisions;
mod decoders;
mod dialling;
mod docs;
mod drop;
mod escape;
mod escape_program;
mod examples;
mod extraction;
mod fsck;
mod full_disk;
mod gc;
mod generated_tars;
mod git_export;
mod git_objects;
mod golden;
mod guard;
mod hamt;
mod help;
mod hostile_archives;
mod hostile_trees;
mod import_model;
mod inspect;
mod interop;
mod keys;
mod kill;
mod kill_scenarios;
mod knots;
mod lying_disk;
mod maintenance;
mod malformed;
mod many_heads;
mod merge;
mod old_repos;
mod operations;
mod other_systems;
mod pack_format;
mod peers;
mod place;
#[cfg(feature = "planted")]
mod planted;
mod pointer;
mod power_cut;
mod power_cut_cases;
mod power_cut_model;
mod power_cut_repair;
mod property;
mod read_only;
mod read_only_mount;
mod records;
mod remote_suite;
mod removal;
mod repair;
mod replay;
mod rust_text;
mod sandbox;
mod seeds;
mod serve;
mod served;
mod sessions;
mod set_back;
mod signed_requests;
mod simulate;
mod slow_peers;
mod statcache;
mod state;
mod storage_disk;
mod storage_faults;
mod storage_power;
mod storage_suite;
mod store_suite;
mod strace;
mod strand_damage;
mod strand_forks;
mod strand_format;
mod strand_model;
mod strand_power;
mod strands;
mod tar_generator;
mod tidy;
mod tools;
mod transcripts;
mod versions;
mod voting;
mod web_guard;
mod web_pages;
mod web_raw;
mod whole;
mod worktree;

/// Each `tests/it/*.rs` must be declared above, or its tests would silently not run.
#[test]
fn every_file_is_named() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it");
    let main = std::fs::read_to_string(folder.join("main.rs")).expect("this file is there");
    let mut forgotten: Vec<String> = Vec::new();
    for entry in std::fs::read_dir(&folder).expect("the folder is there") {
        let name = entry.expect("it can be read").file_name().into_string().expect("names are UTF-8");
        let module = name.strip_suffix(".rs").filter(|module| *module != "main");
        if module.is_some_and(|module| !main.lines().any(|line| line == format!("mod {module};"))) {
            forgotten.push(name);
        }
    }
    assert!(forgotten.is_empty(), "not named in tests/it/main.rs: {forgotten:?}");
}
