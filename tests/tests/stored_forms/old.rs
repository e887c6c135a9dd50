//! What was accepted once is read, billed, corrected and verified, though today's rules for files
//! would refuse it.

use std::time::Duration;

use mru_core::{
    Finding, Format,
    account::{Account, Supplier},
    rate_card::RateCard,
    stored,
};
use mru_service::storage::{
    chain::{self, Recorded},
    door,
};
use mru_tests::store::Store;
use serde_json::{Value, json};
use sqlx::{Connection as _, SqliteConnection, sqlite::SqliteConnectOptions};

use crate::{PROGRAM, whole_account, whole_supplier};

pub(crate) fn block_on<T>(work: impl Future<Output = T>) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    runtime.expect("a runtime").block_on(work)
}

/// Records a text as the program of its day did, judged by the rules of its day.
pub(crate) async fn record(
    store: &Store,
    kind: Recorded,
    subject: &str,
    insert: &'static str,
    columns: &[&str],
    content: &str,
) {
    let folder = store.folder.path();
    let database = door::open_folder(folder, door::Access::Write, Duration::from_secs(5))
        .await
        .expect("a store");
    let mut transaction = database.write().await.expect("a transaction");
    let hash = chain::digest(&[content]);
    let sequence = chain::append(&mut transaction, kind, subject, &hash).await.expect("an entry");
    transaction.commit().await.expect("recorded");
    database.close().await.expect("closed");
    let file = SqliteConnectOptions::new().filename(folder.join("mru.db"));
    let mut connection = SqliteConnection::connect_with(&file).await.expect("a connection");
    let mut query = sqlx::query(insert).bind(sequence).bind(content.to_owned());
    for column in columns {
        query = query.bind((*column).to_owned());
    }
    query.execute(&mut connection).await.expect("a row");
    connection.close().await.expect("closed");
}

const SUPPLIER: &str =
    r#"legal = { name = "Provider SpA", tax_id = "76.111.111-1", address = ["Santiago"] }"#;
const HEADING: &str = "id,type,time,customer,environment,component,name,size,quantity,redundancy,requested_on,ticket\n";
const EVENTS: &str =
    "e1,activated,2026-04-01T00:00:00-04:00,alpha,production,container,ms-loans,1x2,1,2,,REQ-1\n";

/// A store with one customer; April is issued.
pub(crate) fn play() -> Store {
    let store = Store::sqlite(PROGRAM);
    store.ok(&["supplier", "put", &store.file("supplier.toml", SUPPLIER)]);
    let account = "id = \"alpha\"\neffective_from = \"2026-04-01\"\n\
         legal = { name = \"Alpha S.A.\", tax_id = \"1-9\", address = [\"Santiago\"] }\n\
         deployments = [{ environments = [{ name = \"production\", kind = \"production\" }] }]\n\
         [contract]\nid = \"C-1\"\nstarts_on = \"2026-04-01\"\n\
         tax = { label = \"IVA\", percent = 19 }\n";
    store.ok(&["customer", "put", &store.file("alpha.toml", account)]);
    store.ok(&["meter", "import", &store.file("events.csv", &format!("{HEADING}{EVENTS}"))]);
    store.ok(&["bill", "2026-04"]);
    store.ok(&["invoice", "issue", "2026-04", "--issue-date", "2026-05-02"]);
    store
}

/// Something that files may not state, where, and the rule that says so.
type Refused = (&'static str, Value, &'static str);

/// What an older program may have accepted of a customer.
fn of_customers() -> Vec<Refused> {
    let twice = json!([{ "entry": "container/1x2", "weight_mru": "2" },
                       { "entry": "container/1x2", "weight_mru": "3.0000" }]);
    vec![
        ("/id", json!("Insurer No. 1"), "B1"),
        ("/effective_from", json!("2026-01-15"), "B1"),
        ("/legal/name", json!("Insurer ".repeat(40)), "F4"),
        ("/legal/name", json!("Insurer\u{200b} S.A."), "F4"),
        ("/legal/name", json!("  Cre\u{301}dito  "), ""),
        ("/legal/tax_id", json!(""), "B1"),
        ("/legal/address", json!([]), "B1"),
        ("/deployments/0/environments/1/name", json!("production"), "B1"),
        ("/deployments/0/environments/1/name", json!("shared"), "B1"),
        ("/contract/ends_on", json!("2025-01-01"), "B1"),
        ("/contract/tax", json!({ "percent": "19" }), "B1"),
        ("/contract/tax/percent", json!("119"), "F4"),
        ("/contract/discount/percent", json!("-5"), "F4"),
        ("/contract/commitment/mru", json!("0.0000001"), "F4"),
        ("/contract/due_days", json!(3_000_000), "F4"),
        ("/contract/prices/mru_price_usd", json!("2000000.00"), "T5"),
        ("/contract/prices/price_lock/until", json!("2027-01-15"), "T10"),
        ("/contract/prices/weights", twice, "T3"),
        ("/contract/prices/weights/0/weight_mru", json!("2000000"), "T5"),
        ("/contract/prices/included_with_container", json!(["mainframe"]), "T4"),
    ]
}

/// The rules of the findings of a reader of files.
fn rules<T>(read: Result<T, Vec<Finding>>) -> Vec<&'static str> {
    read.err().unwrap_or_default().into_iter().map(|finding| finding.rule).collect()
}

/// A field as it stands in a text that was kept, where every number is in its written form.
fn changed(whole: &Value, (pointer, value, _): &Refused) -> String {
    let mut changed = whole.clone();
    *changed.pointer_mut(pointer).unwrap_or_else(|| panic!("{pointer}")) = value.clone();
    changed.to_string()
}

#[test]
fn customers_and_suppliers_of_other_rules_read_back() {
    for refused in of_customers() {
        let text = changed(&whole_account(), &refused);
        let (pointer, value, rule) = &refused;
        let found = rules(Account::read(&text, Format::Json));
        assert!(rule.is_empty() || found.contains(rule), "{pointer}: {found:?} and not {rule}");
        let text = text.replacen('{', r#"{"format":3,"#, 1);
        let account: Account = stored::read(&text).unwrap_or_else(|it| panic!("{pointer}: {it}"));
        let written: Value = serde_json::from_str(&account.canonical()).expect("JSON");
        // Nothing of it is trimmed or composed, and no default takes its place.
        let kept = written.pointer(pointer).cloned().unwrap_or(Value::Null);
        let empty = *value == json!("") || *value == json!([]);
        let number = |it: &Value| it.as_str().map(|it| it.trim_end_matches(".0000").to_owned());
        let same = kept == *value || number(&kept) == number(value) || empty && kept.is_null();
        assert!(same || value.is_array(), "{pointer}: {kept} is not {value}");
    }
    for refused in [
        ("/invoice_series", json!("Factura-2026"), "B2"),
        ("/credit_note_series", json!("A"), "B2"),
        ("/payment", json!("Pay.\n".repeat(100)), "F4"),
        ("/legal/name", json!("Provider\u{a0}SpA"), "F4"),
    ] {
        let text = changed(&whole_supplier(), &refused);
        let (pointer, value, rule) = &refused;
        assert!(rules(Supplier::read(&text, Format::Json)).contains(rule), "{pointer}");
        let supplier: Supplier = stored::read(&text).unwrap_or_else(|it| panic!("{pointer}: {it}"));
        let written: Value = serde_json::from_str(&supplier.canonical()).expect("JSON");
        assert_eq!(written.pointer(pointer), Some(value));
    }
}

const HEADER: &str = "card = \"old\"\neffective_from = 2026-03-15\ncurrency = \"USD\"\n\
    mru_price_usd = 2000000.5\nprovenance = \"before there were rules\"\n\
    included_with_container = \"mainframe\"\n[policies]\ndatabase_storage_allowance_gb = 300000\n";
const WEIGHTS: &str = "component,size,weight_mru,confidence,arithmetic\n\
    container,1x2,2000000,assumption,\nmainframe,z1,12,assumption,\nvpn,,-1,assumption,\n";

#[test]
fn cards_of_other_rules_read_back() {
    let files = [("card.toml", HEADER), ("weights.csv", WEIGHTS)];
    let found = rules(RateCard::read(&files));
    for rule in ["T1", "T4", "T5"] {
        assert!(found.contains(&rule), "{found:?} lacks {rule}");
    }
    let card = RateCard::recorded(&files).expect("a card");
    assert_eq!(
        (card.id().as_str(), card.mru_price.to_string()),
        ("old@2026-03-15", "2000000.50".into())
    );
    let weights: Vec<String> =
        card.entries().map(|it| format!("{} {}", it.id, it.weight)).collect();
    assert_eq!(weights, ["container/1x2 2000000", "mainframe/z1 12", "vpn -1"]);
    let header = &card.header;
    assert_eq!(header.included_with_container.as_deref(), Some(&["mainframe".to_owned()][..]));
    assert_eq!(header.policies.database_storage_allowance_gb, Some(300_000));
    // What is no rate card at all is none, whenever it was written.
    for (header, weights) in [
        ("card = ", WEIGHTS),
        ("card = \"old\"", WEIGHTS),
        (HEADER, "component,size\nvpn,\n"),
        (HEADER, "component,size,weight_mru,confidence,arithmetic\nvpn,,x,assumption,\n"),
        (HEADER, "component,size,weight_mru,confidence,arithmetic\nvpn,,1,hearsay,\n"),
    ] {
        let card = RateCard::recorded(&[("card.toml", header), ("weights.csv", weights)]);
        assert!(card.is_err(), "{header}{weights}");
    }
}

/// Records a customer, its supplier and its card, each of which the readers of files refuse today.
fn record_old(store: &Store) {
    let supplier = json!({
        "legal": { "name": "Provider\u{200b} SpA", "tax_id": "", "address": [] },
        "invoice_series": "Factura-2026", "credit_note_series": "nota", "debit_note_series": "DN",
        "payment": "By bank transfer. ".repeat(20),
    });
    let weights = "component,size,weight_mru,confidence,arithmetic\n\
        container,1x2,2,assumption,\nmainframe,z1,2000000,assumption,\n";
    let header = HEADER.replace("2000000.5", "10");
    let files = [("card.toml", header.as_str()), ("weights.csv", weights)];
    let card = RateCard::recorded(&files).expect("a card");
    let files = json!({ "card.toml": header, "weights.csv": weights });
    let publication = json!({ "version": 1, "files": files });
    let production = json!({ "name": "production", "kind": "production" });
    let account = json!({
        "id": "Insurer No. 1", "effective_from": "2026-03-15",
        "legal": { "name": "Insurer ".repeat(40), "tax_id": "", "address": [] },
        "deployments": [{ "environments": [production, production], "name": "main" }],
        "contract": {
            "id": "", "starts_on": "2026-03-15", "due_days": 300_000, "rate_card": "old",
            "tax": { "label": "", "percent": "119" },
            "prices": {
                "price_lock": { "mru_price_usd": "1500000", "until": "2027-01-15" },
                "weights": [{ "entry": "container/1x2", "weight_mru": "1" },
                            { "entry": "container/1x2", "weight_mru": "3" }],
                "included_with_container": ["mainframe"],
            },
        },
    });
    block_on(async {
        let insert = "INSERT INTO supplier (sequence, content) VALUES ($1, $2)";
        record(store, Recorded::Supplier, "supplier", insert, &[], &supplier.to_string()).await;
        let insert = "INSERT INTO rate_card (sequence, content, id, hash) VALUES ($1, $2, $3, $4)";
        let (id, content) = (card.id(), publication.to_string());
        record(store, Recorded::RateCard, &id, insert, &[&id, &card.hash], &content).await;
        let insert = "INSERT INTO account (sequence, content, customer, effective_from) VALUES ($1, $2, $3, $4)";
        let (columns, content) = (["Insurer No. 1", "2026-03-15"], account.to_string());
        record(store, Recorded::Account, "Insurer No. 1@2026-03-15", insert, &columns, &content)
            .await;
    });
}

#[test]
fn they_bill_are_corrected_and_verified() {
    let store = Store::sqlite(PROGRAM);
    store.ok(&["supplier", "put", &store.file("supplier.toml", SUPPLIER)]);
    record_old(&store);
    let rows = EVENTS.replace("alpha", "Insurer No. 1");
    store.ok(&["meter", "import", &store.file("events.csv", &format!("{HEADING}{rows}"))]);
    store.ok(&["bill", "2026-04"]);
    store.ok(&["invoice", "issue", "2026-04", "--issue-date", "2026-05-02"]);
    let net = |number: &str| {
        let shown = store.ok(&["invoice", "show", number, "--format", "json"]);
        let shown: Value = serde_json::from_str(&shown).expect("JSON");
        shown["statement"]["totals"]["net_usd"].as_str().expect("an amount").to_owned()
    };
    // 1 instance × redundancy 2 × 3 MRU × USD 1,500,000.
    assert_eq!(net("Factura-2026-000001"), "9000000.00");
    assert!(store.ok(&["verify"]).contains("0 problems"));
    let removed = "e2,removed,2026-04-16T00:00:00-04:00,Insurer No. 1,production,container,ms-loans,,,,,REQ-2\n";
    store.ok(&["meter", "import", &store.file("late.csv", &format!("{HEADING}{removed}"))]);
    store.ok(&["bill", "2026-05"]);
    store.ok(&["invoice", "issue", "2026-05", "--issue-date", "2026-06-02"]);
    assert_eq!(net("nota-000001"), "-4500000.00");
    let note = ["credit-note", "Factura-2026-000001", "--line", "1=10.00", "--reason", "goodwill"];
    store.ok(&[&note[..], &["--issue-date", "2026-06-03"]].concat());
    assert_eq!(net("nota-000002"), "-10.00");
    assert!(store.ok(&["verify"]).contains("0 problems"));
}
