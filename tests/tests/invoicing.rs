//! AWS's invoices by its Invoicing API, by the real program, from a stand-in on loopback.

use mru_tests::{aws_desk::AwsDesk, aws_stub::World};
use serde_json::{Value, json};

const PROGRAM: &str = env!("CARGO_BIN_EXE_mru-under-test");
const ACCOUNT: &str = "999999999999";

/// An invoice as the API writes it, with more than is taken of it.
fn invoice(id: &str, kind: &str, month: u32, total: &str, before_tax: &str) -> Value {
    json!({
        "AccountId": ACCOUNT, "InvoiceId": id, "InvoiceType": kind,
        "BillingPeriod": { "Month": month, "Year": 2026 },
        "Entity": { "InvoicingEntity": "Amazon Web Services, Inc." },
        "BaseCurrencyAmount": {
            "TotalAmount": total, "TotalAmountBeforeTax": before_tax, "CurrencyCode": "USD",
        },
    })
}

fn october() -> Vec<Value> {
    vec![
        invoice("EUINUS26-1001", "INVOICE", 10, "13.22", "2.32"),
        invoice("EUINUS26-1002", "CREDIT_MEMO", 10, "5.00", "5.00"),
        invoice("EUINUS26-0901", "INVOICE", 9, "7.00", "7.00"),
    ]
}

/// AWS with the invoices of October, changed as a case asks.
fn desk(change: impl Fn(&mut World)) -> AwsDesk {
    let mut world = World::default();
    world.invoices.insert(ACCOUNT.to_owned(), october());
    change(&mut world);
    AwsDesk::new(PROGRAM, world)
}

const COSTS: &str = "fixtures/costs/modyo-parquet";
const ASKED: &str = "invoicing:999999999999";

/// The report on costs beside these invoices.
#[track_caller]
fn report(desk: &AwsDesk, invoices: &str) -> Value {
    desk.report(&[COSTS], &["--aws-invoices", invoices]).0
}

#[test]
fn invoices_that_are_asked_for_tie_as_those_of_a_file() {
    let desk = desk(|_| {});
    let mut saved = october();
    saved.pop();
    let file = desk.store.file("i.json", &json!({ "InvoiceSummaries": saved }).to_string());
    let by_file = report(&desk, &file);
    assert_eq!(by_file["invoices"][1]["stated_usd"], "13.22", "{}", by_file["invoices"]);
    for on_page in [0, 1] {
        desk.stub.world().on_page = on_page;
        let asked = report(&desk, ASKED);
        assert_eq!(asked["invoices"], by_file["invoices"], "{on_page} a page");
        let source = &asked["sources"]["invoices"][0];
        assert_eq!(source["name"], "999999999999-2026-10.json");
        assert!(source["hash"].as_str().is_some_and(|hash| hash.starts_with("sha256:")));
    }
    let seen = desk.seen();
    assert_eq!(seen, vec!["INVOICING READER 999999999999"; 3], "once, and once a page");
}

#[test]
fn what_the_api_refuses_is_told() {
    let fails = |change: &dyn Fn(&mut World), key: &str, source: &str, said: &str| {
        let desk = desk(change);
        let refused = desk.refused_in_both(key, &[COSTS], &["--aws-invoices", source]);
        assert!(refused.contains(said), "`{said}` is not in {refused}");
    };
    fails(&|_| {}, "EXPIRED", ASKED, "have expired");
    fails(&|_| {}, "DENIED", ASKED, "invoicing:ListInvoiceSummaries");
    fails(&|_| {}, "READER", "invoicing:111122223333", "has no invoices that you may see");
    fails(&|_| {}, "READER", "invoicing:", "`invoicing:` cannot be read");
    fails(&|world| world.without_end = true, "READER", ASKED, "without an end");
    let none = |world: &mut World| world.invoices.get_mut(ACCOUNT).expect("invoices").clear();
    fails(&none, "READER", ASKED, "names no invoice");
    let torn = |world: &mut World| {
        let all = world.invoices.get_mut(ACCOUNT).expect("invoices");
        all[0]["BaseCurrencyAmount"] = Value::Null;
    };
    fails(&torn, "READER", ASKED, "invoicing:/999999999999-2026-10.json");
}
