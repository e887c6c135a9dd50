//! `mru schema`: the JSON Schemas of the files that people write, and the description of the API.

use std::process::ExitCode;

use clap::ValueEnum;
use mru_core::{
    Deployment,
    account::{Account, Supplier},
    change::{ChangeOrder, ChangePolicy},
    metering::EventRow,
};

use super::pretty;
use crate::{failure::Failure, files, http};

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// Which file.
    #[arg(value_enum, default_value = "deployment")]
    file: File,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum File {
    /// A deployment, to quote.
    Deployment,
    /// A customer and its contract.
    Customer,
    /// The company that sends the invoices.
    Supplier,
    /// One event of provisioning.
    Event,
    /// A change order: what a ticket asks to be added, resized and removed.
    Change,
    /// A policy: which changes need whom.
    Policy,
    /// What the service can be asked, as OpenAPI 3.1.
    Api,
}

pub(super) fn run(arguments: &Arguments) -> Result<ExitCode, Failure> {
    let schema = match arguments.file {
        File::Deployment => Deployment::json_schema(),
        File::Customer => Account::json_schema(),
        File::Supplier => Supplier::json_schema(),
        File::Event => EventRow::json_schema(),
        File::Change => ChangeOrder::json_schema(),
        File::Policy => ChangePolicy::json_schema(),
        File::Api => http::openapi(),
    };
    files::write(None, pretty(&schema))?;
    Ok(ExitCode::SUCCESS)
}
