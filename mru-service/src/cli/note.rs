//! `mru credit-note` and `mru debit-note`: give back lines of an issued invoice, and charge again what
//! a credit note gave back by mistake.

use std::{process::ExitCode, str::FromStr};

use chrono::{NaiveDate, Utc};
use clap::ValueEnum;
use mru_core::{
    Lang,
    invoice::{Credit, CreditAmount, CreditReason},
    text,
    units::Usd,
};

use super::{signing::SigningArguments, store::StoreArguments};
use crate::{
    Database,
    billing::{self, BillingError, IssueDay, NoteRequest},
    failure::Failure,
    files,
};

#[derive(Debug, clap::Args)]
pub(super) struct CreditArguments {
    /// Number of the invoice.
    invoice: String,
    /// Why. After a correction, record the right facts as well: else the next month charges again what
    /// the note gave back.
    #[arg(long, value_enum)]
    reason: Reason,
    #[command(flatten)]
    note: NoteArguments,
}

#[derive(Debug, clap::Args)]
pub(super) struct DebitArguments {
    /// Number of the credit note.
    credit_note: String,
    #[command(flatten)]
    note: NoteArguments,
}

#[derive(Debug, clap::Args)]
struct NoteArguments {
    /// A line: `3` whole, `3=12.50` an amount, and of an invoice `3=12d` so many days. May be repeated.
    #[arg(long = "line", required = true, value_name = "LINE[=AMOUNT]")]
    lines: Vec<LineArgument>,
    /// Day of issue; today in the contract's time zone when absent.
    #[arg(long, value_name = "DATE", value_parser = super::day::day)]
    issue_date: Option<NaiveDate>,
    /// The same key with the same lines gives the same note again, after a crash for example.
    #[arg(long, default_value = "")]
    key: String,
    /// Show what it would say, and issue nothing.
    #[arg(long)]
    dry_run: bool,
    #[command(flatten)]
    signing: SigningArguments,
    #[command(flatten)]
    store: StoreArguments,
}

#[derive(Clone, Copy, Debug)]
struct LineArgument(Credit);

impl FromStr for LineArgument {
    type Err = String;

    fn from_str(written: &str) -> Result<LineArgument, String> {
        let wrong = || format!("`{written}` is not a line such as 3, 3=12.50 or 3=12d");
        let (line, amount) = written.split_once('=').unwrap_or((written, ""));
        let line = line.parse().map_err(|_| wrong())?;
        let amount = match (amount, amount.strip_suffix('d')) {
            ("", _) => CreditAmount::Whole,
            (_, Some(days)) => CreditAmount::Days(days.parse().map_err(|_| wrong())?),
            (usd, None) => {
                let usd = usd.parse().ok().and_then(Usd::new);
                CreditAmount::Usd(usd.ok_or_else(wrong)?)
            }
        };
        Ok(LineArgument(Credit { line, amount }))
    }
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Reason {
    /// A fact was wrong.
    Correction,
    /// A service level was missed.
    ServiceLevel,
    /// Goodwill.
    Goodwill,
}

pub(super) fn credit(arguments: &CreditArguments, lang: Lang) -> Result<ExitCode, Failure> {
    let reason = match arguments.reason {
        Reason::Correction => CreditReason::Correction,
        Reason::ServiceLevel => CreditReason::ServiceLevel,
        Reason::Goodwill => CreditReason::Goodwill,
    };
    issue(&arguments.invoice, Some(reason), &arguments.note, lang)
}

pub(super) fn debit(arguments: &DebitArguments, lang: Lang) -> Result<ExitCode, Failure> {
    issue(&arguments.credit_note, None, &arguments.note, lang)
}

fn issue(
    document: &str,
    reason: Option<CreditReason>,
    arguments: &NoteArguments,
    lang: Lang,
) -> Result<ExitCode, Failure> {
    let lines: Vec<Credit> = arguments.lines.iter().map(|line| line.0).collect();
    let (day, key) = (IssueDay::new(arguments.issue_date, Utc::now()), arguments.key.as_str());
    let asked = NoteRequest { document, lines: &lines, reason, day, key };
    let failed = |error| match error {
        BillingError::Invalid(findings) => Failure::invalid(document, "", findings),
        error => error.into(),
    };
    let work = async |database: &Database| {
        let database = &arguments.signing.apply(database, &arguments.store.place)?;
        if arguments.dry_run {
            let statement = billing::preview_note(database, &asked).await;
            return Ok((None, statement.map_err(failed)?));
        }
        let (number, statement) = billing::note(database, &asked).await.map_err(failed)?;
        Ok((Some(number), statement))
    };
    let store = &arguments.store;
    let (number, statement) =
        if arguments.dry_run { store.read(work)? } else { store.with(work)? };
    let mut shown = String::new();
    for line in &statement.lines {
        shown.push_str(&format!(
            "{}. {}\n",
            line.line,
            line.explanation(statement.pricing_of(line), lang)
        ));
    }
    let total = text::usd(statement.totals.total_usd.as_decimal(), lang);
    shown.push_str(&match (&number, lang) {
        (Some(number), _) => format!("\n{number}  {total}\n"),
        (None, Lang::En) => format!("\nDry run, nothing was issued  {total}\n"),
        (None, Lang::Es) => format!("\nEnsayo, no se emitió nada  {total}\n"),
    });
    files::write(None, shown)?;
    arguments.signing.keep_outside(&arguments.store.place)?;
    Ok(ExitCode::SUCCESS)
}
