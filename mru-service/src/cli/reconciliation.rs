//! `mru reconciliation`: list, show and close what was reconciled.

use std::process::ExitCode;

use chrono::Utc;
use clap::{Subcommand, ValueEnum};
use mru_core::{Lang, calendar::Period, reconciliation::Reconciliation, text};
#[cfg(feature = "pdf")]
use reports::{invoice_pdf::PdfError, reconciliation_pdf::reconciliation_pdf};
use reports::{
    reconciliation_csv::{
        adjustments_csv, changes_csv, component_margins_csv, customer_margins_csv, evidence_csv,
        invoices_csv, without_cost_csv,
    },
    reconciliation_html::reconciliation_html,
    reconciliation_text::reconciliation_text,
    reconciliation_view::{ReconciliationDocument, ReconciliationError},
};
use serde_json::json;

use super::{
    document,
    output::{Form, Output, TextOrJson},
    pretty,
    store::StoreArguments,
};
use crate::{
    failure::Failure,
    files,
    reconciling::{self, KeptReconciliation},
    tell::tell_line,
};

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// List the reconciled months.
    List {
        /// Form of the list.
        #[arg(long, value_enum, default_value = "text")]
        format: TextOrJson,
        #[command(flatten)]
        store: StoreArguments,
    },
    /// Show the reconciliation of a month.
    Show {
        /// The month: 2026-10.
        period: Period,
        /// Form of the report; by the ending of the file when absent, else text.
        #[arg(long, value_enum)]
        format: Option<Format>,
        /// Which table CSV holds.
        #[arg(long, value_enum, default_value = "evidence")]
        table: Table,
        #[command(flatten)]
        output: Output,
        #[command(flatten)]
        store: StoreArguments,
    },
    /// Close a month with its last reconciliation, for good.
    Close {
        /// The month: 2026-10.
        period: Period,
        /// Why it is closed outside its tolerance; the report prints it.
        #[arg(long, default_value = "")]
        reason: String,
        #[command(flatten)]
        store: StoreArguments,
    },
}

/// The form of a reconciliation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// To read in a terminal.
    Text,
    /// For programs; decimals are strings.
    Json,
    /// The evidence, one row an attribution, for spreadsheets.
    Csv,
    /// To look at and to send.
    Html,
    /// To file.
    #[cfg(feature = "pdf")]
    Pdf,
}

/// A table of a reconciliation as CSV.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(super) enum Table {
    /// What is in the buckets, a row a part of what AWS charged.
    #[default]
    Evidence,
    /// AWS's invoices, their lines, and the buckets of their rows.
    Invoices,
    /// What changed against the month before, by driver.
    Changes,
    /// What newer cost data says otherwise of closed months.
    Adjustments,
    /// What was metered and AWS did not charge.
    WithoutCost,
    /// The margin of customers.
    Customers,
    /// The margin of components.
    Components,
}

impl Form for Format {
    fn ending(self) -> &'static str {
        match self {
            Format::Text => "txt",
            Format::Json => "json",
            Format::Csv => "csv",
            Format::Html => "html",
            #[cfg(feature = "pdf")]
            Format::Pdf => "pdf",
        }
    }
}

pub(super) fn run(command: &Command, lang: Lang) -> Result<ExitCode, Failure> {
    match command {
        Command::List { format, store } => {
            let all = store.read(async |database| Ok(reconciling::all(database).await?))?;
            files::write(None, list(&all, *format, lang)?)?;
        }
        Command::Show { period, format, table, output, store } => {
            let format = (output.form(*format)?, *table);
            output.spare(store.place.files())?;
            let last =
                store.read(async |database| Ok(reconciling::last(database, *period).await?))?;
            let closed_because = last.is_closed.then_some(last.reason.as_str());
            let document =
                ReconciliationDocument { reconciliation: &last.reconciliation, closed_because };
            output.write(rendered(document, format, lang)?)?;
        }
        Command::Close { period, reason, store } => {
            let now = Utc::now();
            let work = async |database: &crate::Database| {
                Ok(reconciling::close(database, *period, reason, now).await?)
            };
            let closed = store.with(work)?;
            let charged = usd(&closed.reconciliation, lang);
            tell_line(&match lang {
                Lang::En => format!("{period} is closed: {charged} charged by AWS"),
                Lang::Es => format!("{period} está cerrado: AWS cobró {charged}"),
            });
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// A reconciliation as a document.
pub(super) fn rendered<'a>(
    document: impl Into<ReconciliationDocument<'a>>,
    (format, table): (Format, Table),
    lang: Lang,
) -> Result<Vec<u8>, Failure> {
    let document = document.into();
    let ReconciliationDocument { reconciliation, closed_because } = document;
    let failed = |error: ReconciliationError| match error {
        #[cfg(feature = "pdf")]
        ReconciliationError::Pdf(PdfError::Letters(findings)) => {
            Failure::invalid(reconciliation.month.to_string(), "", findings)
        }
        error => document::failed(&error),
    };
    Ok(match format {
        Format::Text => reconciliation_text(document, lang).map_err(failed)?.into_bytes(),
        Format::Csv => csv(reconciliation, table).map_err(failed)?.into_bytes(),
        Format::Html => reconciliation_html(document, lang).map_err(failed)?.into_bytes(),
        #[cfg(feature = "pdf")]
        Format::Pdf => reconciliation_pdf(document, lang).map_err(failed)?,
        Format::Json => {
            let mut json = json!(reconciliation);
            if let (Some(json), Some(reason)) = (json.as_object_mut(), closed_because) {
                json.insert("closed_because".to_owned(), json!(reason));
            }
            pretty(&json).into_bytes()
        }
    })
}

fn csv(reconciliation: &Reconciliation, table: Table) -> Result<String, ReconciliationError> {
    Ok(match table {
        Table::Evidence => evidence_csv(reconciliation)?,
        Table::Invoices => invoices_csv(reconciliation)?,
        Table::Changes => changes_csv(reconciliation)?,
        Table::Adjustments => adjustments_csv(reconciliation)?,
        Table::WithoutCost => without_cost_csv(reconciliation)?,
        Table::Customers => customer_margins_csv(reconciliation)?,
        Table::Components => component_margins_csv(reconciliation)?,
    })
}

fn usd(reconciliation: &Reconciliation, lang: Lang) -> String {
    let charged = reconciliation.charged_usd.rounded(2).decimal().unwrap_or_default();
    text::usd(charged, lang)
}

fn list(all: &[KeptReconciliation], format: TextOrJson, lang: Lang) -> Result<String, Failure> {
    let (mut shown, mut rows) = (String::new(), Vec::new());
    for kept in all {
        let it = &kept.reconciliation;
        let left = it.to_look_at_usd()?;
        let within = it.is_within_tolerance()?;
        rows.push(json!({
            "period": it.month,
            "closed": kept.is_closed,
            "final": it.is_final,
            "basis": it.basis,
            "charged_usd": it.charged_usd,
            "to_look_at_usd": left,
            "within_tolerance": within,
        }));
        let state = match (kept.is_closed, it.is_final, lang) {
            (true, _, Lang::En) => "closed",
            (true, _, Lang::Es) => "cerrada",
            (false, true, Lang::En) => "final",
            (false, true, Lang::Es) => "definitiva",
            (false, false, Lang::En) => "provisional",
            (false, false, Lang::Es) => "provisoria",
        };
        let left = text::usd(left.rounded(2).decimal().unwrap_or_default(), lang);
        let (month, charged) = (it.month, usd(it, lang));
        let to_look_at = match lang {
            Lang::En => "to look at",
            Lang::Es => "por revisar",
        };
        shown.push_str(&format!("{month}  {state:<11}  {charged:>18}  {to_look_at} {left:>16}\n"));
    }
    Ok(match format {
        TextOrJson::Text => shown,
        TextOrJson::Json => pretty(&json!(rows)),
    })
}
