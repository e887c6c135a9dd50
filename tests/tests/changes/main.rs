//! Changes: their price, who must agree, and what an agreement is worth.

mod approvals;
mod check;
mod documents;
mod gate;
mod laws;
mod policy;

use mru_core::{
    Deployment, Format, Quote,
    change::{ChangeAsked, PricedChange, Prorating},
    rate_card::{RateCard, Terms},
};

const PROGRAM: &str = env!("CARGO_BIN_EXE_mru-under-test");

/// Terms by which a task of a container costs USD 100 a month.
fn terms() -> Terms {
    let header = "card = \"round\"\neffective_from = \"2026-01-01\"\ncurrency = \"USD\"\n\
                  mru_price_usd = \"40.00\"\napproved_by = \"x\"\nprovenance = \"x\"";
    let weights = "component,size,weight_mru,confidence,arithmetic\n\
                   container,1x2,2.5,assumption,\ncontainer,1x3,3.75,assumption,\n\
                   queue,standard,0.25,assumption,\ndeveloper-access,,1,assumption,\n\
                   environment,production,0,assumption,\nenvironment,pre-production,0,assumption,\n";
    let card = RateCard::read(&[("card.toml", header), ("weights.csv", weights)]).expect("a card");
    Terms::new(card, None, day("2026-04-01")).expect("terms")
}

fn day(text: &str) -> chrono::NaiveDate {
    text.parse().expect("a day")
}

#[track_caller]
fn quote(text: &str) -> Quote {
    let parsed = Deployment::parse(text, Format::Yaml);
    Quote::of(&parsed, &terms(), day("2026-04-11")).unwrap_or_else(|it| panic!("{it:#?}\n{text}"))
}

/// A deployment of so many containers in production, USD 200 each, and in pre-production, USD 100
/// each, with whatever else.
fn deployment(production: usize, other: usize, more: &str) -> String {
    let list = |name: &str, count: usize| {
        let one = |at| {
            format!(
                "{{name: {name}{at}, vcpu: 1, memory_gb: 2, repository: r{name}{at}, branch: {name}}}"
            )
        };
        (0..count).map(one).collect::<Vec<_>>().join(", ")
    };
    let (production, other) = (list("p", production), list("q", other));
    format!(
        "environments:\n- {{name: production, kind: production, redundancy: 2, containers: [{production}]}}\n\
         - {{name: qa, kind: pre-production, containers: [{other}]}}\n{more}"
    )
}

/// The change between two texts, beginning on a day of April.
#[track_caller]
fn change(base: Option<&str>, target: &str) -> PricedChange {
    let (base, target) = (base.map(quote), quote(target));
    let asked = ChangeAsked {
        base: base.as_ref(),
        target: &target,
        order: None,
        starts_on: day("2026-04-11"),
        prorating: Prorating::default(),
    };
    PricedChange::of(&asked).unwrap_or_else(|it| panic!("{it:#?}"))
}

/// A customer whose people and flags tests may choose.
fn customer(id: &str, more: &str) -> String {
    format!(
        r#"
id = "{id}"
effective_from = "2026-01-01"
legal = {{ name = "Acme S.A.", tax_id = "76.000.000-0", address = ["Santiago"] }}

[[deployments]]
environments = [{{ name = "production", kind = "production" }}, {{ name = "qa", kind = "pre-production" }}]

[contract]
id = "C-{id}"
starts_on = "2026-01-01"
tax = {{ label = "IVA", percent = 19 }}
proration = "whole-month"
prices = {{ mru_price_usd = "30.00" }}
approvers = ["cto@{id}.example", "cfo@{id}.example"]
requesters = ["lead@{id}.example", "cto@{id}.example"]
{more}
"#
    )
}

/// A store with supplier, the reference cards and two customers.
fn book(store: &mru_tests::store::Store, more: &str) {
    store.ok(&["supplier", "put", "fixtures/demo/supplier.toml"]);
    for id in ["acme", "other"] {
        let file = store.file(&format!("{id}.toml"), &customer(id, more));
        store.ok(&["customer", "put", &file]);
    }
}

/// Asks the gate for `acme`, and returns exit code and verdict.
#[track_caller]
fn ask(store: &mru_tests::store::Store, key: &str, more: &[&str]) -> (i32, serde_json::Value) {
    let all = ["gate", "--customer", "acme", "--format", "json", "--key", key];
    let run = store.run(&[&all[..], more].concat());
    let verdict = serde_json::from_str(&run.stdout);
    (
        run.code,
        verdict.unwrap_or_else(|error| panic!("{error}: {more:?} {}{}", run.stdout, run.stderr)),
    )
}

fn first_line(text: &str) -> String {
    text.lines().next().unwrap_or_default().to_owned()
}

/// Changes an embedded store behind the program's back: what refuses changes of a table goes first.
fn tamper_by(file: &std::path::Path, table: &str, change: &str) {
    use sqlx::{AssertSqlSafe, ConnectOptions as _, Connection as _};
    let options = sqlx::sqlite::SqliteConnectOptions::new().filename(file).foreign_keys(false);
    mru_tests::store::block_on(async {
        let mut connection = options.connect().await.expect("a store");
        let triggers = ["update", "delete"].map(|it| format!("DROP TRIGGER {table}_no_{it}"));
        for sql in triggers.iter().map(String::as_str).chain([change]) {
            let done = sqlx::query(AssertSqlSafe(sql)).execute(&mut connection).await;
            done.unwrap_or_else(|error| panic!("{sql}: {error}"));
        }
        connection.close().await.expect("closed");
    });
}

/// Replaces a text in the contents of a table.
fn tamper(file: &std::path::Path, table: &str, from: &str, to: &str) {
    let change = format!("UPDATE {table} SET content = replace(content, '{from}', '{to}')");
    tamper_by(file, table, &change);
}
