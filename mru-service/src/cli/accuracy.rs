//! `mru accuracy`: how good a quote was.

use std::process::ExitCode;

use mru_core::Lang;
use reports::accuracy_text::accuracy_text;
use serde_json::json;

use super::{
    output::{Output, TextOrJson},
    pretty,
    store::StoreArguments,
};
use crate::{books, failure::Failure, files::Input};

#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  \
    mru quote bank.yaml --format json -o quote.json\n  \
    mru accuracy quote.json bank/2026-10      against the draft or invoice of a month\n  \
    mru accuracy quote.json INV-000012        against an invoice by its number")]
pub(super) struct Arguments {
    /// The quote, as `mru quote --format json` wrote it, or `-` for the standard input.
    quote: String,
    /// The month it is scored against: CUSTOMER/PERIOD, or the number of its invoice.
    document: String,
    /// The deployment that was quoted; without it, the one with the id of the quote, or the only one.
    #[arg(long, value_name = "NAME")]
    deployment: Option<String>,
    /// Form of the score.
    #[arg(long, value_enum, default_value = "text")]
    format: TextOrJson,
    #[command(flatten)]
    output: Output,
    #[command(flatten)]
    store: StoreArguments,
}

pub(super) fn run(arguments: &Arguments, lang: Lang) -> Result<ExitCode, Failure> {
    let Arguments { quote, document, deployment, format, output, store } = arguments;
    output.spare([quote])?;
    let quote = Input::read(quote)?;
    let accuracy = store.read(async |database| {
        Ok(books::accuracy(database, &quote.text, document, deployment.as_deref()).await?)
    })?;
    output.write(match format {
        TextOrJson::Text => accuracy_text(&accuracy, document, lang),
        TextOrJson::Json => pretty(&json!({
            "document": "accuracy",
            "billed_by": document,
            "accuracy": accuracy,
        })),
    })?;
    Ok(ExitCode::SUCCESS)
}
