//! AWS's invoices by its Invoicing API, by the real program, from a stand-in on loopback.

use mru_tests::{
    aws_stub::{AwsStub, World},
    run::Run,
    store::Store,
};
use serde_json::{Value, json};

const PROGRAM: &str = env!("CARGO_BIN_EXE_mru-under-test");
const MODEL: &str = "pricing-tables/models/reference-2026-10-01.toml";
const PRICES: &str = "pricing-tables/sources/aws-us-east-1-2026-10.csv";
const ACCOUNT: &str = "999999999999";
const ALLOCATION: &str = "[[accounts]]\naccount = \"012345678901\"\nshared = true\n";

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

struct Desk {
    store: Store,
    stub: AwsStub,
    allocation: String,
}

impl Desk {
    fn new(change: impl Fn(&mut World)) -> Desk {
        let mut world = World::default();
        world.invoices.insert(ACCOUNT.to_owned(), october());
        change(&mut world);
        let store = Store::sqlite(PROGRAM);
        store.ok(&["supplier", "put", "fixtures/demo/supplier.toml"]);
        let allocation = store.file("allocation.toml", ALLOCATION);
        Desk { store, stub: AwsStub::start(world), allocation }
    }

    fn reconcile(&self, key: &str, invoices: &str, more: &[&str]) -> Run {
        let home = self.store.folder.path().join("home").display().to_string();
        let variables = [
            ("AWS_ENDPOINT_URL", self.stub.endpoint.as_str()),
            ("AWS_EC2_METADATA_DISABLED", "true"),
            ("AWS_MAX_ATTEMPTS", "2"),
            ("AWS_CONFIG_FILE", &home),
            ("AWS_SHARED_CREDENTIALS_FILE", &home),
            ("AWS_ACCESS_KEY_ID", key),
            ("AWS_SECRET_ACCESS_KEY", "made up"),
        ];
        let command = ["reconcile", "2026-10", "--costs", "fixtures/costs/modyo-parquet"];
        let given = ["--allocation", &self.allocation, "--dry-run", "--model", MODEL];
        let rest = ["--prices", PRICES, "--aws-invoices", invoices];
        self.store.run_with(&[&command[..], &given, &rest, more].concat(), &variables)
    }

    #[track_caller]
    fn report(&self, invoices: &str) -> Value {
        let run = self.reconcile("READER", invoices, &["--format", "json"]);
        assert!([0, 3].contains(&run.code), "{}", run.stderr);
        serde_json::from_str(&run.stdout).expect("JSON")
    }

    #[track_caller]
    fn refused(&self, key: &str, invoices: &str) -> String {
        let said = |more: &[&str]| {
            let run = self.reconcile(key, invoices, more);
            assert!([1, 2].contains(&run.code) && run.stdout.is_empty(), "{}", run.stderr);
            run.stderr.split_whitespace().collect::<Vec<_>>().join(" ")
        };
        let english = said(&[]);
        assert_ne!(said(&["--lang", "es"]), english);
        english
    }
}

const ASKED: &str = "invoicing:999999999999";

#[test]
fn invoices_that_are_asked_for_tie_as_those_of_a_file() {
    let desk = Desk::new(|_| {});
    let mut saved = october();
    saved.pop();
    let file = desk.store.file("i.json", &json!({ "InvoiceSummaries": saved }).to_string());
    let by_file = desk.report(&file);
    assert_eq!(by_file["invoices"][1]["stated_usd"], "13.22", "{}", by_file["invoices"]);
    for on_page in [0, 1] {
        desk.stub.world().on_page = on_page;
        let asked = desk.report(ASKED);
        assert_eq!(asked["invoices"], by_file["invoices"], "{on_page} a page");
        let source = &asked["sources"]["invoices"][0];
        assert_eq!(source["name"], "999999999999-2026-10.json");
        assert!(source["hash"].as_str().is_some_and(|hash| hash.starts_with("sha256:")));
    }
    let seen = std::mem::take(&mut desk.stub.world().seen);
    assert_eq!(seen, vec!["INVOICING READER 999999999999"; 3], "once, and once a page");
}

#[test]
fn what_the_api_refuses_is_told() {
    let fails = |change: &dyn Fn(&mut World), key: &str, source: &str, said: &str| {
        let desk = Desk::new(change);
        let refused = desk.refused(key, source);
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
