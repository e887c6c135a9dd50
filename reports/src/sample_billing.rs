//! Small statements for the tests of the documents of billing.

use std::sync::LazyLock;

use chrono::NaiveDate;
use mru_core::{
    Format,
    account::{Account, Supplier},
    invoice::{
        Credit, CreditAmount, CreditReason, DocumentKind, Earlier, Facts, InvoiceLine, LineDetail,
        LineKind, Statement, credit, draft,
    },
    metering::{Event, EventFormat},
    rate_card::{RateCard, RateCards},
    units::Usd,
};

use super::billing_document::{BillingDocument, MonthBefore, PrintedCheckpoint};

const SUPPLIER: &str = r#"
legal = { name = "Provider SpA", tax_id = "76.111.111-1", address = ["Av. Apoquindo 1", "Las Condes, Santiago"], email = "billing@provider.example" }
payment = "Transfer to account 12-345-6, Banco Uno; quote the number of the document."
"#;

const ACCOUNT: &str = r#"
id = "insurer"
effective_from = "2026-01-01"
legal = { name = "Seguros & <Hijos> S.A.", tax_id = "96.222.222-2", address = ["Av. Larraín 2", "Ñuñoa, Santiago"], email = "pagos@hijos.example" }
deployments = [{ environments = [{ name = "production", kind = "production" }, { name = "certification", kind = "pre-production" }] }]
[contract]
id = "C-2026-7"
starts_on = "2026-01-01"
rate_card = "sample"
elasticity = { policy = "allowance", allowance_instance_hours = 10 }
commitment = { mru = 60 }
minimum = { usd = 2700 }
discount = { percent = 5, label = "Volume" }
tax = { label = "IVA", percent = 19 }
"#;

const CARD: &str = r#"
card = "sample"
effective_from = "2026-01-01"
currency = "USD"
mru_price_usd = "42.00"
approved_by = "rate-card owner"
provenance = "a sample"
"#;

const WEIGHTS: &str = "component,size,weight_mru,confidence,arithmetic\n\
    container,1x2,3.25,assumption,\n\
    container,2x4,6.1255,assumption,\n\
    database,db.r6g.large,9,assumption,\n\
    developer-access,,0.5,assumption,\n\
    sso,,4,assumption,\n";

const EVENTS: &str =
    "id,type,time,until,customer,environment,component,name,size,quantity,redundancy,max_tasks,tasks,usd,description,ticket
1,activated,2026-03-01T04:00:00Z,,insurer,production,container,ms-a,1x2,1,2,6,,,,REQ-1
2,activated,2026-03-01T04:00:00Z,,insurer,production,database,main,db.r6g.large,2,,,,,,REQ-1
3,activated,2026-03-01T04:00:00Z,,insurer,certification,container,ms-a,1x2,1,,,,,,REQ-1
4,activated,2026-03-01T04:00:00Z,,insurer,shared,developer-access,developer-access,,5,,,,,,REQ-1
5,activated,2026-04-11T13:00:00Z,,insurer,production,container,ms-b,2x4,1,2,,,,,REQ-2
6,resized,2026-04-21T13:00:00Z,,insurer,production,container,ms-b,1x2,1,2,,,,,REQ-3
7,elastic-sample,2026-04-12T14:00:00Z,2026-04-12T20:30:00Z,insurer,production,container,ms-a,,,,,6,,,
8,one-off,2026-04-15T13:00:00Z,,insurer,production,sso,sso,,,,,,350,Set-up of a realm,REQ-4
";

/// An event of March that is known in April only.
const LATE: &str = "id,type,time,customer,environment,component,name,size,redundancy,ticket
9,activated,2026-03-20T13:00:00Z,insurer,production,sso,sso,,1,REQ-5
";

fn events(csv: &str) -> Vec<Event> {
    Event::read(csv, EventFormat::Csv).unwrap()
}

fn statement(period: &str, account: &str, events: &[Event], earlier: &[Earlier]) -> Statement {
    let supplier = Supplier::read(SUPPLIER, Format::Toml).unwrap();
    let account = Account::read(account, Format::Toml).unwrap();
    let card = RateCard::read(&[("card.toml", CARD), ("weights.csv", WEIGHTS)]).unwrap();
    let cards = RateCards::new([card]).unwrap();
    let versions = [account];
    let facts = Facts { supplier: &supplier, versions: &versions, events, cards: &cards, earlier };
    draft(period.parse().unwrap(), &facts).unwrap().unwrap()
}

/// March as it was issued, and April, of which a fact of March became known.
fn months(account: &str) -> [Earlier; 2] {
    let mut events = events(EVENTS);
    let statement = |period, events: &[Event], earlier: &[Earlier]| {
        self::statement(period, account, events, earlier)
    };
    let march = statement("2026-03", &events, &[]);
    let march = Earlier { number: String::from("INV-000011"), statement: march };
    events.extend(self::events(LATE));
    let april = statement("2026-04", &events, std::slice::from_ref(&march));
    [march, Earlier { number: String::from("INV-000012"), statement: april }]
}

/// An account without what some lines of the contract agree on.
fn without(fields: &[&str]) -> String {
    let kept = ACCOUNT.lines().filter(|line| !fields.iter().any(|it| line.starts_with(it)));
    kept.collect::<Vec<_>>().join("\n")
}

/// The month of April, with a line of every kind that an invoice has.
pub(super) fn april() -> Statement {
    let [_, april] = months(ACCOUNT);
    april.statement
}

/// A credit note: three days of a line of April, a part of another.
pub(super) fn credit_note() -> Statement {
    let april = Earlier { number: String::from("INV-000012"), statement: april() };
    let credits = [
        Credit { line: 1, amount: CreditAmount::Days(3) },
        Credit { line: 4, amount: CreditAmount::Usd(Usd::of_cents(12_345)) },
    ];
    credit(&april, std::slice::from_ref(&april), &credits, CreditReason::ServiceLevel).unwrap()
}

/// A credit note about a line of April and about a correction of March, each with its discount.
pub(super) fn credit_of_two_months() -> Statement {
    let months = months(&without(&["commitment", "minimum"]));
    let [_, april] = &months;
    let corrects = |line: &&InvoiceLine| {
        line.kind() == LineKind::Correction && line.slot().is_some() && Usd::ZERO < line.usd
    };
    let correction = april.statement.lines.iter().find(corrects).unwrap().line;
    let credits = [1, correction].map(|line| Credit { line, amount: CreditAmount::Whole });
    credit(april, &months, &credits, CreditReason::Goodwill).unwrap()
}

/// A month of one line, without tax.
pub(super) fn one_line() -> Statement {
    let account = without(&["commitment", "minimum", "discount"])
        .replace("percent = 19", "exemption = \"exported service\"");
    let only: String = EVENTS.lines().take(2).map(|line| format!("{line}\n")).collect();
    statement("2026-04", &account, &events(&only), &[])
}

/// A month of many containers, some with very long names, in two deployments.
pub(super) fn many_lines() -> Statement {
    let account = ACCOUNT.replace(
        "deployments = [",
        "deployments = [{ name = \"mobile\", environments = [{ name = \"production\", kind = \"production\" }] }, ",
    );
    let head = "id,type,time,customer,deployment,environment,component,name,size,quantity,redundancy,ticket\n";
    let row = |n: u32| {
        let (deployment, environment) = match n % 4 {
            0 => ("mobile", "production"),
            1 => ("main", "certification"),
            _ => ("main", "production"),
        };
        let name = match n % 7 {
            0 => format!("ms-customers-authentication-and-authorisation-gateway-{n:03}"),
            3 => format!("ms_{}_{n:03}", "unbroken".repeat(9)),
            _ => format!("ms-{n:03}"),
        };
        let redundancy = if environment == "production" { 2 } else { 1 };
        let day = n % 28 + 1;
        format!(
            "m{n},activated,2026-04-{day:02}T13:00:00Z,insurer,{deployment},{environment},container,{name},1x2,1,{redundancy},REQ-9\n"
        )
    };
    let csv: String = std::iter::once(head.to_owned()).chain((1..=200).map(row)).collect();
    statement("2026-04", &account, &events(&csv), &[])
}

/// A month of 23 containers that differ in nothing but their names.
pub(super) fn alike() -> Statement {
    let account = without(&["commitment", "minimum", "discount"]);
    let head = "id,type,time,customer,environment,component,name,size,quantity,redundancy,ticket\n";
    let row = |n: u32| {
        format!(
            "a{n},activated,2026-03-01T13:00:00Z,insurer,certification,container,ms-{n:02},1x2,1,,REQ-9\n"
        )
    };
    let csv: String = std::iter::once(head.to_owned()).chain((1..=23).map(row)).collect();
    statement("2026-04", &account, &events(&csv), &[])
}

/// A signed checkpoint.
pub(super) fn checkpoint() -> &'static PrintedCheckpoint {
    static CHECKPOINT: LazyLock<PrintedCheckpoint> = LazyLock::new(|| PrintedCheckpoint {
        note: String::from(
            "mru/sample\n42\nvSmaYsHf0tzTdaeuFhbGPc0LuSS8wrlvYtELSKzTxVM=\n\n— mru/sample AQIDBAcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc=\n",
        ),
        code: String::from("8QK2M-0ZC4T-H7RVX-93WGE"),
    });
    &CHECKPOINT
}

/// The month before, with which a document compares itself.
pub(super) fn march() -> &'static MonthBefore {
    static MARCH: LazyLock<MonthBefore> = LazyLock::new(|| MonthBefore {
        number: String::from("INV-000011"),
        period: "2026-03".parse().unwrap(),
        net_usd: Usd::of_cents(250_000),
    });
    &MARCH
}

/// A statement as it is issued: numbered and dated.
pub(super) fn issued(statement: &Statement) -> BillingDocument<'_> {
    let day = |day: &str| day.parse::<NaiveDate>().unwrap();
    let invoice = statement.kind == DocumentKind::Invoice;
    BillingDocument {
        statement,
        number: Some(if invoice { "INV-000012" } else { "CN-000003" }),
        issued_on: Some(day("2026-05-01")),
        due_on: invoice.then(|| day("2026-05-31")),
        hash: Some("sha256:3f2a9c0d4e5b6a7988f0e1d2c3b4a5968778695a4b3c2d1e0f9e8d7c6b5a4f3e"),
        checkpoint: Some(checkpoint()),
        before: None,
        tax: None,
    }
}

/// Gives the first line of a statement, a component, other events.
pub(super) fn set_events(statement: &mut Statement, events: impl IntoIterator<Item = String>) {
    let line = statement.lines.first_mut().map(|line| &mut line.detail);
    let Some(LineDetail::Component(line)) = line else { panic!("a component stands first") };
    line.events = events.into_iter().collect();
}
