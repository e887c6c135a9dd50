//! The command line `mru`.

use std::process::ExitCode;

fn main() -> ExitCode {
    mru_service::cli::main()
}
