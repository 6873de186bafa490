//! Outside tools that a test may want: says so when it skips, and fails instead where everything must run.

use std::env;
use std::path::Path;

/// Whether `tool` is on the path. Where it is not, the test should return: it counts as skipped, or it fails when
/// `MOSAIC_TEST_ALL=1`.
pub fn needs(tool: &str) -> bool {
    let found = env::split_paths(&env::var_os("PATH").unwrap_or_default()).any(|dir| dir.join(tool).is_file());
    if !found {
        assert!(env::var_os("MOSAIC_TEST_ALL").is_none_or(|all| all != "1"), "this test needs {tool}");
        skipped(tool);
    }
    found
}

/// Says that a test is skipped because it `needs` something.
pub fn skipped(needs: &str) {
    eprintln!("skipped: needs {needs}");
}

#[test]
fn finds_what_is_there() {
    assert!(Path::new("/bin/sh").is_file() && needs("sh"));
}
