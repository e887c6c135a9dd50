//! `mru export`: the issued documents of a month, for other programs.

use std::process::ExitCode;

use chrono::{DateTime, Utc};
use clap::ValueEnum;
use mru_core::{Lang, calendar::Period, text::Text};
use reports::export::{self, Export, Exported, FocusVersion};
use serde_json::{Value, json};

use super::{
    output::{Form, Output},
    store::StoreArguments,
};
use crate::{
    Database,
    books::{self, IssuedDocument, Of},
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
    /// Version of FOCUS; 1.4 when absent. Means the form `focus`.
    #[arg(long, value_enum, value_name = "VERSION")]
    focus_version: Option<Version>,
    /// Dataset of FOCUS; cost-and-usage when absent. Means the form `focus`.
    #[arg(long, value_enum)]
    dataset: Option<Dataset>,
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
    /// FOCUS, for a customer's FinOps tools.
    Focus,
}

/// A version of FOCUS.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Version {
    /// Of May 2025; has no dataset but cost-and-usage.
    #[value(name = "1.2")]
    V1_2,
    /// Of June 2026.
    #[value(name = "1.4")]
    V1_4,
}

/// A dataset of FOCUS.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Dataset {
    /// One row a charge, with usage and prices.
    CostAndUsage,
    /// One row a line of a document, with what has to be paid and when.
    InvoiceDetail,
    /// Whether the month is closed.
    BillingPeriod,
    /// What FOCUS wants to be said beside the data, as JSON: who made it, and what the columns are.
    Metadata,
}

/// What is exported.
#[derive(Clone, Copy, Debug)]
enum What {
    /// Rows of each document of a choice, as CSV.
    Rows(Export, Of),
    /// The documents about a month whole, as JSON.
    Documents(Period),
    /// The billing periods of a month.
    Periods(Period),
    /// The metadata of a version of FOCUS.
    Metadata(FocusVersion),
}

impl Arguments {
    /// The form: FOCUS is meant by whoever names a version or dataset of it.
    fn form(&self) -> Result<Format, Failure> {
        let focus = self.focus_version.is_some() || self.dataset.is_some();
        match self.format {
            Some(Format::Focus | Format::Json) | None
                if self.dataset == Some(Dataset::Metadata) =>
            {
                // Its own form is JSON, which the ending of a file may say as well.
                self.output.form(Some(Format::Json)).map(|_| Format::Focus)
            }
            Some(Format::Focus) | None if focus => self.output.form(Some(Format::Focus)),
            Some(_) if focus => Err(Failure::CannotDo(Text::new(
                "`--focus-version` and `--dataset` are of the form `focus`; leave them out, or write `--format focus`",
                "`--focus-version` y `--dataset` son de la forma `focus`; quítelas, o escriba `--format focus`",
            ))),
            format => self.output.form(format),
        }
    }

    fn what(&self, format: Format) -> Result<What, Failure> {
        let month = self.period;
        let version = self.focus_version.unwrap_or(Version::V1_4);
        let dataset = self.dataset.unwrap_or(Dataset::CostAndUsage);
        Ok(match (format, dataset, version) {
            (Format::Csv, ..) => What::Rows(Export::Lines, Of::Month(month)),
            (Format::Journal, ..) => What::Rows(Export::Journal, Of::Month(month)),
            (Format::Json, ..) => What::Documents(month),
            (Format::Focus, Dataset::CostAndUsage, Version::V1_2) => {
                What::Rows(Export::Focus(FocusVersion::V1_2), Of::Month(month))
            }
            (Format::Focus, Dataset::Metadata, Version::V1_2) => What::Metadata(FocusVersion::V1_2),
            (Format::Focus, Dataset::Metadata, Version::V1_4) => What::Metadata(FocusVersion::V1_4),
            (Format::Focus, _, Version::V1_2) => {
                return Err(Failure::CannotDo(Text::new(
                    "FOCUS 1.2 has the dataset cost-and-usage alone, and metadata; leave out `--dataset`, or write `--focus-version 1.4`",
                    "FOCUS 1.2 tiene solo el conjunto cost-and-usage, y metadatos; quite `--dataset`, o escriba `--focus-version 1.4`",
                )));
            }
            (Format::Focus, Dataset::CostAndUsage, Version::V1_4) => {
                What::Rows(Export::Focus(FocusVersion::V1_4), Of::Bill(month))
            }
            (Format::Focus, Dataset::InvoiceDetail, Version::V1_4) => {
                What::Rows(Export::InvoiceDetail, Of::Bill(month))
            }
            (Format::Focus, Dataset::BillingPeriod, Version::V1_4) => What::Periods(month),
        })
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
    let what = arguments.what(arguments.form()?)?;
    arguments.output.spare(arguments.store.place.files())?;
    let mut writing = arguments.output.begin()?;
    let mut write = |part: String| writing.write(part);
    arguments.store.read(async |database| match what {
        What::Rows(export, of) => {
            write(export.heading().map_err(|error| failed(&error))?)?;
            books::each_issued(database, of, |issued| {
                write(export.rows(&exported(&issued)).map_err(|error| failed(&error))?)
            })
            .await
        }
        What::Documents(month) => {
            let mut count = 0;
            write(String::from("["))?;
            books::each_issued(database, Of::Month(month), |issued| {
                count += 1;
                write(item(&json_of(&issued), count == 1))
            })
            .await?;
            write(String::from(if count == 0 { "]\n" } else { "\n]\n" }))
        }
        What::Periods(month) => write(billing_periods(database, month, Utc::now()).await?),
        What::Metadata(version) => {
            let supplier = books::supplier(database).await?.ok_or_else(no_supplier)?;
            let metadata = export::metadata(version, &supplier.legal.name, Utc::now());
            write(format!("{metadata:#}\n"))
        }
    })?;
    writing.finish()?;
    Ok(ExitCode::SUCCESS)
}

/// The dataset of the billing periods of a month.
pub(super) async fn billing_periods(
    database: &Database,
    month: Period,
    now: DateTime<Utc>,
) -> Result<String, Failure> {
    let periods = books::billing_periods(database, month, now).await?;
    export::billing_periods(periods).map_err(|error| failed(&error))
}

/// An item of a list in JSON, written as the whole list would be.
fn item(value: &Value, is_first: bool) -> String {
    // A text within JSON has no line break in it.
    let shown = format!("{value:#}").replace('\n', "\n  ");
    format!("{}\n  {shown}", if is_first { "" } else { "," })
}

/// A document as programs read it.
fn json_of(IssuedDocument { document, checkpoint, tax, .. }: &IssuedDocument) -> Value {
    let mut fields = papers::issued_fields(document, checkpoint.as_ref(), tax.as_ref());
    fields.insert(String::from("statement"), json!(document.statement));
    Value::Object(fields)
}

/// A stored document as exports see it.
pub(super) fn exported(
    IssuedDocument { document, recorded_at, tax, .. }: &IssuedDocument,
) -> Exported<'_> {
    Exported {
        number: &document.number,
        issued_on: document.issued_on,
        recorded_at: *recorded_at,
        due_on: papers::due_on(document),
        state: "issued",
        early_reason: &document.early_reason,
        tax: tax.as_ref(),
        statement: &document.statement,
    }
}

fn no_supplier() -> Failure {
    Failure::CannotDo(Text::new(
        "nobody is recorded who issues invoices; record the supplier with `mru supplier put`",
        "no hay registrado quien emite facturas; registre el proveedor con `mru supplier put`",
    ))
}

fn failed(error: &dyn std::fmt::Display) -> Failure {
    Failure::CannotDo(Text::new(
        format!("the export could not be written: {error}"),
        format!("no se pudo escribir la exportación: {error}"),
    ))
}
