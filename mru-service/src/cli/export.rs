//! `mru export`: the issued documents of a month, for other programs.

use std::process::ExitCode;

use clap::ValueEnum;
use mru_core::{Lang, calendar::Period, text::Text};
use serde_json::json;

use super::{
    document,
    output::{Form, Output},
    pretty,
    store::StoreArguments,
};
use reports::export::{Exported, focus_csv, invoices_csv, journal_csv};

use crate::{
    books::{self, Document, IssuedDocument},
    failure::Failure,
    witness::checkpoint::SignedNote,
};

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// The month: 2026-10.
    period: Period,
    /// Form of the export; by the ending of the file when absent, else CSV.
    #[arg(long, value_enum)]
    format: Option<Format>,
    #[command(flatten)]
    output: Output,
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

impl Form for Format {
    fn ending(self) -> &'static str {
        match self {
            Format::Csv | Format::Journal | Format::Focus => "csv",
            Format::Json => "json",
        }
    }
}

pub(super) fn run(arguments: &Arguments, _lang: Lang) -> Result<ExitCode, Failure> {
    let period = arguments.period;
    let format = arguments.output.form(arguments.format)?;
    arguments.output.spare(arguments.store.place.files())?;
    let documents =
        arguments.store.read(async |database| Ok(books::issued(database, period).await?))?;
    let exported: Vec<Exported<'_>> = documents.iter().map(|it| exported(&it.document)).collect();
    let written = match format {
        Format::Csv => invoices_csv(&exported).map_err(|error| failed(&error))?,
        Format::Journal => journal_csv(&exported).map_err(|error| failed(&error))?,
        Format::Focus => focus_csv(&exported).map_err(|error| failed(&error))?,
        Format::Json => {
            let documents: Vec<_> = documents
                .iter()
                .map(|IssuedDocument { document, checkpoint }| {
                    let mut value = json!({
                        "number": document.number,
                        "state": "issued",
                        "issued_on": document.issued_on,
                        "due_on": document::due_on(document),
                        "hash": document.hash(),
                        "checkpoint": checkpoint.as_ref().map(SignedNote::text),
                        "statement": document.statement,
                    });
                    if let (false, Some(fields)) =
                        (document.early_reason.is_empty(), value.as_object_mut())
                    {
                        fields.insert(String::from("early_reason"), json!(document.early_reason));
                    }
                    value
                })
                .collect();
            pretty(&json!(documents))
        }
    };
    arguments.output.write(written)?;
    Ok(ExitCode::SUCCESS)
}

/// A stored document as exports see it.
pub(super) fn exported(document: &Document) -> Exported<'_> {
    Exported {
        number: &document.number,
        issued_on: document.issued_on,
        due_on: document::due_on(document),
        state: "issued",
        early_reason: &document.early_reason,
        statement: &document.statement,
    }
}

fn failed(error: &dyn std::fmt::Display) -> Failure {
    Failure::CannotDo(Text::new(
        format!("the export could not be written: {error}"),
        format!("no se pudo escribir la exportación: {error}"),
    ))
}
