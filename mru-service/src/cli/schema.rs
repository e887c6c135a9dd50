//! `mru schema`: the JSON Schema of the deployment file.

use std::process::ExitCode;

use mru_core::Deployment;

use super::pretty;
use crate::{failure::Failure, files};

pub(super) fn run() -> Result<ExitCode, Failure> {
    files::write(None, pretty(&Deployment::json_schema()))?;
    Ok(ExitCode::SUCCESS)
}
