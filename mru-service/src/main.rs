//! The command line `mru`.

use std::process::ExitCode;

/// Statements are many small texts, made on several threads: a seventh of the time of a run went into the
/// allocator of the system.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    mru_service::cli::main()
}
