//! The `mosaic` binary: everything is in the library.

use std::process::ExitCode;

fn main() -> ExitCode {
    mosaic::cli::dispatch::main()
}
