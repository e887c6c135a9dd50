//! The demonstration: a company of a dozen customers, billed for two months, and AWS's bill of one.
//!
//! Everything happens through the use cases that the command line calls; this file only tells them
//! what happened when.

mod costs;
mod invoices;

use chrono::{DateTime, NaiveDate, Utc};
use include_dir::{Dir, include_dir};
use mru_core::{
    Finding, Format,
    account::{Account, Supplier},
    calendar::{Period, parse_instant},
    invoice::{Credit, CreditAmount, CreditReason, LineKind},
    metering::{Event, EventFormat, activations},
    rate_card::RateCards,
    units::Usd,
};

use crate::{
    billing::{
        self, BillingError, IssueDay, IssueRequest, Issued, NotIssued, NoteRequest, Progress,
        Refusal, Run,
    },
    quoting::{self, TermsError, TermsRequest},
    rate_cards::Wanted,
    storage::{
        Database, chain,
        list::{self, Found},
    },
};

pub use costs::DemoCosts;

static FILES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../fixtures/demo");
static DEPLOYMENTS: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../fixtures/deployments");

/// Customer, deployment, and when it was activated.
const STARTS: &[(&str, &str, &str)] = &[
    ("starter", "ex1-preprod-only.toml", "2026-09-01T00:00:00-04:00"),
    ("quotes-api", "ex2-small.yaml", "2026-09-01T00:00:00-04:00"),
    ("cooperative", "ex3-medium-sso.toml", "2026-09-01T00:00:00-04:00"),
    ("retail", "ex4-retail-spa.json", "2026-09-01T00:00:00-04:00"),
    ("bank", "ex5-bank.yaml", "2026-09-01T00:00:00-04:00"),
    ("insurer", "ex6-insurer-two-stage.toml", "2026-09-01T00:00:00-04:00"),
    ("fintech", "ex3-medium-sso.toml", "2026-09-01T00:00:00-05:00"),
    ("university", "ex2-small.yaml", "2026-09-01T00:00:00-04:00"),
    ("travel", "ex4-retail-spa.json", "2026-09-14T09:00:00-03:00"),
    ("media", "ex2-small.yaml", "2026-09-01T00:00:00-04:00"),
    ("logistics", "ex1-preprod-only.toml", "2026-09-01T00:00:00-03:00"),
    ("pharmacy", "ex2-small.yaml", "2026-09-01T00:00:00-04:00"),
];

/// One month of the demonstration.
#[derive(Debug)]
pub struct Month {
    /// The month.
    pub period: Period,
    /// What the run did.
    pub run: Run,
    /// What was issued.
    pub issued: Vec<Issued>,
    /// What was not.
    pub refused: Vec<NotIssued>,
}

/// What the demonstration did.
#[derive(Debug)]
pub struct Demonstration {
    /// Customers recorded.
    pub customers: usize,
    /// Events recorded.
    pub events: usize,
    /// Months billed.
    pub months: Vec<Month>,
    /// Number and invoice of the credit note.
    pub credit_note: (String, String),
    /// What AWS charged in the last month.
    pub costs: DemoCosts,
}

/// Plays the demonstration into an empty store.
///
/// # Errors
///
/// [`BillingError::Refused`] when the store is not empty; others when it cannot be written.
pub async fn play(database: &Database) -> Result<Demonstration, BillingError> {
    refuse_used(database).await?;
    let supplier = Supplier::read(text(&FILES, "supplier.toml")?, Format::Toml).map_err(invalid)?;
    billing::put_supplier(database, &supplier).await?;
    for (customer, ..) in STARTS {
        let file = format!("customers/{customer}.toml");
        let account = Account::read(text(&FILES, &file)?, Format::Toml).map_err(invalid)?;
        billing::put_accounts(database, &[account], false).await?;
    }
    let cards = billing::rate_cards(database).await?;
    let mut events = 0;
    let now = now()?;
    for (customer, file, at) in STARTS {
        let started = start(customer, file, at, &cards)?;
        events += billing::import_events(database, &cards, now, &started).await?.new;
    }
    events += import(database, &cards, "2026-09.csv").await?;
    let september = month(database, "2026-09", "2026-10-01").await?;
    // Two removals of September become known after it was issued.
    events += import(database, &cards, "late.csv").await?;
    let credit_note = credit(database, "cooperative/2026-09").await?;
    events += import(database, &cards, "2026-10.csv").await?;
    let october = month(database, "2026-10", "2026-11-02").await?;
    let costs = costs::costs(database, october.period).await?;
    let (customers, months) = (STARTS.len(), vec![september, october]);
    Ok(Demonstration { customers, events, months, credit_note, costs })
}

/// When the story is told: after the last of its events.
fn now() -> Result<DateTime<Utc>, BillingError> {
    const NOW: &str = "2026-11-02T12:00:00-03:00";
    parse_instant(NOW).ok_or_else(|| missing(NOW))
}

async fn refuse_used(database: &Database) -> Result<(), BillingError> {
    let mut transaction = database.read().await?;
    let (last, _) = chain::head(&mut transaction).await?;
    // A new store has the entry of itself.
    let new =
        last <= 1 && chain::page(&mut transaction, 0, 1).await?.iter().all(|it| it.kind == "store");
    transaction.rollback().await?;
    if new {
        return Ok(());
    }
    Err(Refusal::StoreIsUsed.into())
}

/// The events with which a customer begins.
fn start(
    customer: &str,
    file: &str,
    at: &str,
    cards: &RateCards,
) -> Result<Vec<Event>, BillingError> {
    let at = parse_instant(at).ok_or_else(|| missing(at))?;
    let day = at.date_naive();
    let written = text(&DEPLOYMENTS, file)?;
    let card = Wanted::Named("reference");
    let asked = TermsRequest { at_hand: cards.into(), card, contract: None, day };
    let terms = quoting::terms(&asked).map_err(|error| match error {
        TermsError::Card(error) => error.into(),
        TermsError::Contract(findings) => invalid(findings),
    })?;
    let format = Format::guess(file, written);
    let quote = quoting::quote(written, format, &terms, day).map_err(invalid)?;
    Ok(activations(&quote, customer, "main", at, "REQ-100"))
}

async fn import(database: &Database, cards: &RateCards, file: &str) -> Result<usize, BillingError> {
    let events = Event::read(text(&FILES, file)?, EventFormat::Csv).map_err(invalid)?;
    Ok(billing::import_events(database, cards, now()?, &events).await?.new)
}

async fn month(database: &Database, period: &str, issued_on: &str) -> Result<Month, BillingError> {
    let period: Period = period.parse().map_err(|_| missing(period))?;
    let day = day(issued_on)?;
    let unseen = &Progress::default();
    let run = billing::run(database, period, None, false, day.now, unseen).await?;
    let asked = IssueRequest { period, only: None, day };
    let (issued, refused) = billing::issue(database, &asked, unseen).await?;
    Ok(Month { period, run, issued, refused })
}

/// A day of the demonstration, by a clock of its own: it plays whatever the real one shows.
fn day(written: &str) -> Result<IssueDay<'static>, BillingError> {
    let day: NaiveDate = written.parse().map_err(|_| missing(written))?;
    let evening = day.and_hms_opt(23, 0, 0).ok_or_else(|| missing(written))?;
    Ok(IssueDay { asked: Some(day), early_reason: "", now: evening.and_utc() })
}

/// A service level was missed: USD 50.00 of the first container are given back.
async fn credit(database: &Database, reference: &str) -> Result<(String, String), BillingError> {
    let found = list::find(database, reference).await?;
    let Some(Found::Document(invoice)) = found else { return Err(missing(reference)) };
    let lines = &invoice.statement.lines;
    let line = lines
        .iter()
        .find(|line| line.kind() == LineKind::Component && line.component() == "container");
    let credit = Credit {
        line: line.ok_or_else(|| missing(reference))?.line,
        amount: CreditAmount::Usd(Usd::of_cents(50_00)),
    };
    let asked = NoteRequest {
        document: &invoice.number,
        lines: &[credit],
        reason: Some(CreditReason::ServiceLevel),
        day: day("2026-10-15")?,
        key: "demo-service-level",
    };
    let (number, _) = billing::note(database, &asked).await?;
    Ok((number, invoice.number.clone()))
}

fn text(folder: &'static Dir<'_>, file: &str) -> Result<&'static str, BillingError> {
    folder.get_file(file).and_then(|file| file.contents_utf8()).ok_or_else(|| missing(file))
}

fn invalid(findings: Vec<Finding>) -> BillingError {
    BillingError::Invalid(findings)
}

fn missing(what: &str) -> BillingError {
    Refusal::DemonstrationLacks { what: what.to_owned() }.into()
}
