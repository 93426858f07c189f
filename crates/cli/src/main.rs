//! The `cleancopy` command.

use std::process::ExitCode;

fn main() -> ExitCode {
    cleancopy_cli::run()
}
