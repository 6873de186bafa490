//! Outside tools that a test may want: says so when it skips, and fails instead where everything must run.

use std::env;
use std::path::Path;

/// Whether `tool` is on the path. Where it is not, the test should return: it counts as skipped, or it fails when
/// `MOSAIC_TEST_ALL=1`.
pub fn needs(tool: &str) -> bool {
    let found = env::split_paths(&env::var_os("PATH").unwrap_or_default()).any(|dir| dir.join(tool).is_file());
    if !found {
        assert!(!is_everything(), "this test needs {tool}");
        skipped(tool);
    }
    found
}

/// Whether the environment asks for all tests, with all of their cases.
pub fn is_everything() -> bool {
    env::var_os("MOSAIC_TEST_ALL").is_some_and(|all| all == "1")
}

/// Says that a test is skipped because it `needs` something.
pub fn skipped(needs: &str) {
    eprintln!("skipped: needs {needs}");
}

#[test]
fn finds_what_is_there() {
    assert!(Path::new("/bin/sh").is_file() && needs("sh"));
}
