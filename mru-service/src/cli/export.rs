//! `mru export`: the issued documents of a month, for other programs.

use std::{path::PathBuf, process::ExitCode};

use clap::ValueEnum;
use mru_core::{Lang, calendar::Period, text::Text};
use serde_json::json;

use super::{document, pretty, store::StoreArguments};
use crate::{
    failure::Failure,
    files,
    render::export::{Exported, focus_csv, invoices_csv, journal_csv},
    storage::{Document, list},
    witness::checkpoint::SignedNote,
};

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// The month: 2026-10.
    period: Period,
    /// Form of the export.
    #[arg(long, value_enum, default_value = "csv")]
    format: Format,
    /// File to write to; the standard output when absent.
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    #[command(flatten)]
    store: StoreArguments,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Format {
    /// One row a line of every document.
    Csv,
    /// The documents whole.
    Json,
    /// Balanced journal entries, for the general ledger.
    Journal,
    /// FOCUS 1.2, for a customer's FinOps tools.
    Focus,
}

pub(super) fn run(arguments: &Arguments, _lang: Lang) -> Result<ExitCode, Failure> {
    let period = arguments.period;
    let (documents, checkpoints) = arguments.store.with(async |database| {
        let documents = list::issued(database, period).await?;
        let checkpoints = list::checkpoints(database, &documents).await?;
        Ok((documents, checkpoints))
    })?;
    let exported: Vec<Exported<'_>> = documents.iter().map(exported).collect();
    let written = match arguments.format {
        Format::Csv => invoices_csv(&exported).map_err(|error| failed(&error))?,
        Format::Journal => journal_csv(&exported).map_err(|error| failed(&error))?,
        Format::Focus => focus_csv(&exported).map_err(|error| failed(&error))?,
        Format::Json => {
            let documents: Vec<_> = documents
                .iter()
                .zip(&checkpoints)
                .map(|(document, checkpoint)| {
                    json!({
                        "number": document.number,
                        "state": "issued",
                        "issued_on": document.issued_on,
                        "due_on": document::due_on(document),
                        "hash": document.hash(),
                        "checkpoint": checkpoint.as_ref().map(SignedNote::text),
                        "statement": document.statement,
                    })
                })
                .collect();
            pretty(&json!(documents))
        }
    };
    files::write(arguments.output.as_deref(), written)?;
    Ok(ExitCode::SUCCESS)
}

/// A stored document as exports see it.
pub(super) fn exported(document: &Document) -> Exported<'_> {
    Exported {
        number: &document.number,
        issued_on: document.issued_on,
        due_on: document::due_on(document),
        state: "issued",
        statement: &document.statement,
    }
}

fn failed(error: &dyn std::fmt::Display) -> Failure {
    Failure::CannotDo(Text::new(
        format!("the export could not be written: {error}"),
        format!("no se pudo escribir la exportación: {error}"),
    ))
}
