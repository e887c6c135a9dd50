//! `mru invoice`: list, look, compare, issue.

use std::process::ExitCode;

use chrono::{NaiveDate, Utc};
use clap::Subcommand;
use mru_core::{Lang, calendar::Period, text};
use serde_json::json;

use super::{
    SAYS_NO, bar::follow, document, issued::Report, output::TextOrJson, pretty,
    signing::SigningArguments, store::StoreArguments,
};
use crate::{
    billing::{self, IssueDay, IssueRequest, Progress},
    books::{self, Aside, Listed, MonthCount, State},
    failure::Failure,
    files,
};

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// List the documents of a month or of a run, or the months when none is named.
    List {
        /// The month: 2026-10.
        period: Option<Period>,
        /// What a run drafted or issued, by the name that it said.
        #[arg(long, value_name = "NAME", conflicts_with = "period")]
        run: Option<String>,
        /// Form of the list.
        #[arg(long, value_enum, default_value = "text")]
        format: TextOrJson,
        #[command(flatten)]
        store: StoreArguments,
    },
    /// Show a document: INV-000001, or CUSTOMER/PERIOD for a draft.
    Show(document::Arguments),
    /// Write every issued document of a month to a folder, each in its customer's language.
    Write(super::write_month::Arguments),
    /// Compare a draft with what the facts say now, line by line.
    Diff {
        /// CUSTOMER/PERIOD.
        reference: String,
        #[command(flatten)]
        store: StoreArguments,
    },
    /// Name the tax document that stands for an issued document, such as a DTE with its folio.
    Link(super::tax_document::Arguments),
    /// Issue the drafts of a month: each gets its number, and never changes again.
    Issue {
        /// The month: 2026-10.
        period: Period,
        /// Only this customer.
        #[arg(long)]
        customer: Option<String>,
        #[command(flatten)]
        day: DayArguments,
        /// Form of the report.
        #[arg(long, value_enum, default_value = "text")]
        format: TextOrJson,
        #[command(flatten)]
        signing: SigningArguments,
        #[command(flatten)]
        store: StoreArguments,
    },
}

/// When documents are issued.
#[derive(Debug, clap::Args)]
pub(super) struct DayArguments {
    /// Day of issue, after the month; today in the contract's time zone when absent.
    #[arg(long, value_name = "DATE", value_parser = super::day::day)]
    issue_date: Option<NaiveDate>,
    /// Issue a month that has not ended yet; the reason is kept with the documents.
    #[arg(long, requires = "reason")]
    early: bool,
    /// Why it is issued early.
    #[arg(long, value_name = "TEXT", requires = "early")]
    reason: Option<String>,
}

pub(super) fn run(command: &Command, asked: Option<Lang>) -> Result<ExitCode, Failure> {
    let lang = asked.unwrap_or_default();
    match command {
        Command::List { run: Some(run), format, store, .. } => of_run(run, *format, store, lang),
        Command::List { period: Some(period), format, store, .. } => {
            let month = store.read(async |it| Ok(books::month(it, *period).await?))?;
            let (listed, asides) = (&month.listed, &month.asides);
            let shown = match format {
                TextOrJson::Text => listed_text(listed, asides, &period.to_string(), lang),
                TextOrJson::Json => pretty(&json!(listed)),
            };
            files::write(None, shown)?;
            Ok(ExitCode::SUCCESS)
        }
        Command::List { period: None, format, store, .. } => {
            let months = store.read(async |database| Ok(books::months(database).await?))?;
            let shown = match format {
                TextOrJson::Json => pretty(&json!(months)),
                TextOrJson::Text => months.iter().map(|month| counted(month, lang)).collect(),
            };
            files::write(None, shown)?;
            Ok(ExitCode::SUCCESS)
        }
        Command::Show(arguments) => document::show(arguments, asked),
        Command::Write(arguments) => super::write_month::run(arguments, lang),
        Command::Link(arguments) => super::tax_document::run(arguments, lang),
        Command::Diff { reference, store } => diff(reference, store, lang),
        Command::Issue { period, customer, day, format, signing, store } => {
            let early_reason = day.reason.as_deref().unwrap_or_default();
            let day = IssueDay { early_reason, ..IssueDay::new(day.issue_date, Utc::now()) };
            let asked = IssueRequest { period: *period, only: customer.as_deref(), day };
            let issued = issue(&asked, *format, (signing, store), lang);
            signing.keep_outside(&store.place)?;
            issued
        }
    }
}

fn counted(month: &MonthCount, lang: Lang) -> String {
    let MonthCount { period, drafts, issued } = month;
    match lang {
        Lang::En => format!("{period}  {drafts} drafts, {issued} issued\n"),
        Lang::Es => format!("{period}  {drafts} borradores, {issued} emitidos\n"),
    }
}

/// Lists what a run made.
fn of_run(
    run: &str,
    format: TextOrJson,
    store: &StoreArguments,
    lang: Lang,
) -> Result<ExitCode, Failure> {
    let listed = store.read(async |database| Ok(books::of_run(database, run).await?))?;
    let shown = match format {
        TextOrJson::Text => listed_text(&listed, &[], run, lang),
        TextOrJson::Json => pretty(&json!(listed)),
    };
    files::write(None, shown)?;
    Ok(ExitCode::SUCCESS)
}

fn listed_text(listed: &[Listed], asides: &[Aside], of: &str, lang: Lang) -> String {
    let mut shown = String::new();
    for line in listed {
        let draft = match lang {
            Lang::En => "draft",
            Lang::Es => "borrador",
        };
        let number = line.number.as_deref().unwrap_or(draft);
        let mru = text::number(line.total_mru, lang);
        let usd = text::usd(line.total_usd.as_decimal(), lang);
        shown.push_str(&format!("{number:<14} {:<24} {mru:>14} MRU {usd:>18}\n", line.customer));
        if !line.early_reason.is_empty() {
            let said = document::issued_early(&line.early_reason, lang);
            shown.push_str(&format!("{:<14} {said}\n", ""));
        }
    }
    for aside in asides {
        let word = match lang {
            Lang::En => "on hold",
            Lang::Es => "pendiente",
        };
        let reason = aside.reasons.first().map_or("", |reason| reason.get(lang));
        shown.push_str(&format!("{word:<14} {:<24} {reason}\n", aside.customer));
    }
    let drafts = listed.iter().filter(|line| line.state == State::Draft).count();
    let issued = listed.len() - drafts;
    shown.push_str(&match lang {
        Lang::En => format!("\n{of}: {issued} issued, {drafts} drafts.\n"),
        Lang::Es => format!("\n{of}: {issued} emitidos, {drafts} borradores.\n"),
    });
    shown
}

fn issue(
    asked: &IssueRequest<'_>,
    format: TextOrJson,
    (signing, store): (&SigningArguments, &StoreArguments),
    lang: Lang,
) -> Result<ExitCode, Failure> {
    let mut report = Report::new(asked.period, format, lang);
    let refused = store.with(async |database| {
        let database = &signing.apply(database, &store.place)?;
        let progress = Progress::default();
        let work = billing::issue(database, asked, &progress);
        let done = follow(&progress, work, |bar| bar.suspend(|| report.see(&progress))).await;
        match done {
            Ok((_, refused)) => Ok(refused),
            Err(error) => Err(report.failed(error.into())),
        }
    })?;
    report.end(&refused)?;
    Ok(if refused.is_empty() { ExitCode::SUCCESS } else { ExitCode::from(SAYS_NO) })
}

fn diff(reference: &str, store: &StoreArguments, lang: Lang) -> Result<ExitCode, Failure> {
    let compared = store.read(async |it| Ok(books::compare(it, reference, Utc::now()).await?))?;
    files::write(None, document::difference(&compared.draft, compared.now.as_ref(), lang))?;
    Ok(ExitCode::SUCCESS)
}
