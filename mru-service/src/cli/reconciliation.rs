//! `mru reconciliation`: list, show and close what was reconciled.

use std::process::ExitCode;

use chrono::Utc;
use clap::{Subcommand, ValueEnum};
use mru_core::{Lang, calendar::Period, reconciliation::Reconciliation, text};
#[cfg(feature = "pdf")]
use reports::{invoice_pdf::PdfError, reconciliation_pdf::reconciliation_pdf};
use reports::{
    reconciliation_csv::evidence_csv, reconciliation_html::reconciliation_html,
    reconciliation_text::reconciliation_text, reconciliation_view::ReconciliationError,
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
    reconciling::{self, KeptReconciliation, ReconcilingError, Refusal},
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
        Command::Show { period, format, output, store } => {
            let format = output.form(*format)?;
            output.spare(store.place.files())?;
            let last =
                store.read(async |database| Ok(reconciling::last(database, *period).await?))?;
            write(&last.reconciliation, &last.reason, format, output, lang)?;
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

/// Writes a reconciliation; `reason` says why it closed its month outside the tolerance.
pub(super) fn write(
    reconciliation: &Reconciliation,
    reason: &str,
    format: Format,
    output: &Output,
    lang: Lang,
) -> Result<(), Failure> {
    output.write(rendered(reconciliation, reason, format, lang)?)
}

/// A reconciliation as a document.
pub(super) fn rendered(
    reconciliation: &Reconciliation,
    reason: &str,
    format: Format,
    lang: Lang,
) -> Result<Vec<u8>, Failure> {
    let failed = |error: ReconciliationError| match error {
        #[cfg(feature = "pdf")]
        ReconciliationError::Pdf(PdfError::Letters(findings)) => {
            Failure::invalid(reconciliation.month.to_string(), "", findings)
        }
        error => document::failed(&error),
    };
    match format {
        Format::Text => {
            let mut shown = reconciliation_text(reconciliation, lang).map_err(failed)?;
            if !reason.is_empty() {
                shown.push_str(&match lang {
                    Lang::En => format!("\nClosed outside the tolerance: {reason}\n"),
                    Lang::Es => format!("\nCerrada fuera de tolerancia: {reason}\n"),
                });
            }
            Ok(shown.into_bytes())
        }
        Format::Csv => {
            Ok(evidence_csv(reconciliation).map_err(|error| failed(error.into()))?.into_bytes())
        }
        Format::Html => Ok(reconciliation_html(reconciliation, lang).map_err(failed)?.into_bytes()),
        #[cfg(feature = "pdf")]
        Format::Pdf => reconciliation_pdf(reconciliation, lang).map_err(failed),
        Format::Json => {
            let mut document = json!(reconciliation);
            if let (Some(document), false) = (document.as_object_mut(), reason.is_empty()) {
                document.insert("closed_because".to_owned(), json!(reason));
            }
            Ok(pretty(&document).into_bytes())
        }
    }
}

fn usd(reconciliation: &Reconciliation, lang: Lang) -> String {
    let charged = reconciliation.charged_usd.rounded(2).decimal().unwrap_or_default();
    text::usd(charged, lang)
}

fn list(all: &[KeptReconciliation], format: TextOrJson, lang: Lang) -> Result<String, Failure> {
    let (mut shown, mut rows) = (String::new(), Vec::new());
    for kept in all {
        let it = &kept.reconciliation;
        let left = it.to_look_at_usd().map_err(Refusal::from).map_err(ReconcilingError::from)?;
        let within =
            it.is_within_tolerance().map_err(Refusal::from).map_err(ReconcilingError::from)?;
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
