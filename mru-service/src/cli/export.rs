//! `mru export`: the issued documents of a month, for other programs.

use std::process::ExitCode;

use clap::ValueEnum;
use mru_core::{Lang, calendar::Period, text::Text};
use reports::export::{Export, Exported};
use serde_json::{Value, json};

use super::{
    output::{Form, Output},
    store::StoreArguments,
};
use crate::{
    books::{self, Document, IssuedDocument},
    failure::Failure,
    papers,
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

impl Format {
    /// What is exported as CSV; none for documents as JSON.
    const fn export(self) -> Option<Export> {
        match self {
            Format::Csv => Some(Export::Lines),
            Format::Journal => Some(Export::Journal),
            Format::Focus => Some(Export::Focus),
            Format::Json => None,
        }
    }
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
    let format = arguments.output.form(arguments.format)?;
    arguments.output.spare(arguments.store.place.files())?;
    let mut writing = arguments.output.begin()?;
    let (export, period) = (format.export(), arguments.period);
    let (heading, mut count) = (export.map_or_else(|| Ok(String::from("[")), Export::heading), 0);
    writing.write(heading.map_err(|error| failed(&error))?)?;
    arguments.store.read(async |database| {
        books::each_issued(database, period, |issued| {
            let part = match export {
                Some(export) => {
                    export.rows(&exported(&issued.document)).map_err(|error| failed(&error))?
                }
                None => item(&json_of(&issued), count == 0),
            };
            count += 1;
            writing.write(part)
        })
        .await
    })?;
    if export.is_none() {
        writing.write(if count == 0 { "]\n" } else { "\n]\n" })?;
    }
    writing.finish()?;
    Ok(ExitCode::SUCCESS)
}

/// An item of a list in JSON, written as the whole list would be.
fn item(value: &Value, is_first: bool) -> String {
    // A text within JSON has no line break in it.
    let shown = format!("{value:#}").replace('\n', "\n  ");
    format!("{}\n  {shown}", if is_first { "" } else { "," })
}

/// A document as programs read it.
fn json_of(IssuedDocument { document, checkpoint }: &IssuedDocument) -> Value {
    let mut fields = papers::issued_fields(document, checkpoint.as_ref());
    fields.insert(String::from("statement"), json!(document.statement));
    Value::Object(fields)
}

/// A stored document as exports see it.
pub(super) fn exported(document: &Document) -> Exported<'_> {
    Exported {
        number: &document.number,
        issued_on: document.issued_on,
        due_on: papers::due_on(document),
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
