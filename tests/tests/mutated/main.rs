//! Whatever is in a file, the program ends soon, takes little memory, says in plain words what is
//! wrong, and leaves nothing half done.
//!
//! `MRU_MUTATIONS` sets how many mutated inputs all readers get together, by the real program; the
//! same number gives the same inputs.

mod change;
mod trial;

use std::fs;

use mru_tests::{
    facts::{EVENTS, HEADING, SUPPLIER},
    run::{list, root},
};
use trial::{Kept, Reader};

const PROGRAM: &str = env!("CARGO_BIN_EXE_mru-under-test");

/// How many readers there are.
const READERS: u32 = 21;

/// How many inputs each reader gets.
fn count() -> u32 {
    let asked = std::env::var("MRU_MUTATIONS").ok().and_then(|count| count.parse().ok());
    let all: u32 = asked.unwrap_or(300);
    all.div_ceil(READERS)
}

/// The right files of a folder whose names have an ending, as inputs.
fn seeds(folder: &str, endings: &[&str]) -> Vec<(String, Vec<u8>)> {
    let paths = list(&root().join(folder)).into_iter();
    let of = |path: std::path::PathBuf| {
        let name = path.to_string_lossy();
        let ending = endings.iter().find(|it| name.ends_with(**it) && !name.contains("invalid"))?;
        Some(((*ending).to_owned(), fs::read(&path).expect("a file")))
    };
    paths.filter_map(of).collect()
}

fn file(path: &str) -> Vec<u8> {
    fs::read(root().join(path)).expect("a file of the project")
}

/// A reader of one kind of file, to be completed.
fn reader(name: &'static str, arguments: &str, seeds: Vec<(String, Vec<u8>)>) -> Reader {
    assert!(!seeds.is_empty(), "{name}: nothing to begin with");
    Reader {
        name,
        seeds,
        place: "input",
        beside: Vec::new(),
        arguments: arguments.split(' ').map(str::to_owned).collect(),
        variables: Vec::new(),
        makes: "none",
    }
}

/// Where the store of a trial is.
fn in_store() -> (&'static str, String) {
    ("MRU_DATA_DIR", "@store".to_owned())
}

fn one(ending: &str, bytes: Vec<u8>) -> Vec<(String, Vec<u8>)> {
    vec![(ending.to_owned(), bytes)]
}

/// A reader that works on a store with an issued month.
fn on_a_store(
    name: &'static str,
    arguments: &str,
    seeds: Vec<(String, Vec<u8>)>,
    kept: &Kept,
) -> Reader {
    let [store, key] = kept.store.clone();
    let beside = vec![("store/mru.db".to_owned(), store), ("store/mru.key".to_owned(), key)];
    Reader { beside, variables: vec![in_store()], ..reader(name, arguments, seeds) }
}

#[test]
fn deployments() {
    let right = seeds("fixtures/deployments", &[".toml", ".yaml", ".json"]);
    let arguments = "quote {} --as-of 2026-11-21 -o @out.json";
    let quote = Reader { makes: "out.json", ..reader("deployments", arguments, right) };
    quote.survives(PROGRAM, count());
}

/// A program writes no line breaks, and a long line must not take time with the square of its length.
#[test]
fn deployments_of_one_line() {
    let names = vec!["\"LIMIT\""; 100_000].join(",");
    let json = format!(
        r#"{{"environments":[{{"name":"qa","kind":"pre-production","containers":[{{"name":"a","vcpu":1,"memory_gb":2,"repository":"a","branch":"qa","variables":[{names}]}}]}}]}}"#
    );
    let toml = json[1..json.len() - 1].replace("\":", "\"=");
    let right = vec![(".json".to_owned(), json.into()), (".toml".to_owned(), toml.into())];
    reader("deployments of one line", "quote {} --as-of 2026-11-21", right).survives(PROGRAM, 0);
}

#[test]
fn contracts() {
    let right = seeds("fixtures/contracts", &[".toml"]);
    let arguments =
        "quote fixtures/deployments/ex2-small.yaml --as-of 2026-11-21 --contract {} -o @out.html";
    let quote = Reader { makes: "out.html", ..reader("contracts", arguments, right) };
    quote.survives(PROGRAM, count());
}

#[test]
fn headers_of_rate_cards() {
    let right = one(".toml", file("pricing-tables/reference/2026-10-01/card.toml"));
    let weights = file("pricing-tables/reference/2026-10-01/containers.csv");
    let show = reader("headers of rate cards", "rate-card show @card --json", right);
    let show = Reader {
        place: "card/card",
        beside: vec![("card/containers.csv".to_owned(), weights)],
        ..show
    };
    show.survives(PROGRAM, count());
}

#[test]
fn tables_of_rate_cards() {
    let right = seeds("pricing-tables/reference/2026-10-01", &[".csv"]);
    let header = file("pricing-tables/reference/2026-10-01/card.toml");
    let show = reader("tables of rate cards", "rate-card show @card", right);
    let show =
        Reader { place: "card/table", beside: vec![("card/card.toml".to_owned(), header)], ..show };
    show.survives(PROGRAM, count());
}

#[test]
fn lists_of_published_cards() {
    let right = one(".csv", file("pricing-tables/PUBLISHED.csv"));
    let list = reader("lists of published cards", "rate-card list --pricing-tables @tables", right);
    let mut beside = Vec::new();
    for day in ["2026-01-01", "2026-10-01"] {
        let folder = format!("pricing-tables/reference/{day}");
        for path in mru_tests::run::list(&root().join(&folder)) {
            let name = path.file_name().expect("a name").to_string_lossy().into_owned();
            beside.push((
                format!("tables/reference/{day}/{name}"),
                file(&format!("{folder}/{name}")),
            ));
        }
    }
    Reader { place: "tables/PUBLISHED", beside, ..list }.survives(PROGRAM, count());
}

#[test]
fn price_lists() {
    let right = one(".csv", file("pricing-tables/sources/aws-us-east-1-2026-10.csv"));
    let arguments = "rate-card derive --prices {} --model pricing-tables/models/reference-2026-10-01.toml -o @out";
    let derive = reader("price lists", arguments, right);
    Reader { makes: "out", ..derive }.survives(PROGRAM, count());
}

#[test]
fn cost_models() {
    let right = seeds("pricing-tables/models", &[".toml"]);
    let arguments = "rate-card derive --prices pricing-tables/sources/aws-us-east-1-2026-10.csv --model {} -o @out";
    let derive = reader("cost models", arguments, right);
    Reader { makes: "out", ..derive }.survives(PROGRAM, count());
}

#[test]
fn price_lists_of_aws() {
    let right = seeds("fixtures/prices", &[".json"]);
    let arguments = "prices read {} --model pricing-tables/models/reference-2026-10-01.toml \
                     --facts pricing-tables/sources/aws-us-east-1-2026-10.csv -o @out.csv";
    let read = reader("price lists of AWS", arguments, right);
    Reader { makes: "out.csv", ..read }.survives(PROGRAM, count());
}

#[test]
fn lists_of_products() {
    let right = seeds("pricing-tables/products", &[".toml"]);
    let arguments = "prices read fixtures/prices/AWSELB.json --products {} \
                     --model pricing-tables/models/reference-2026-10-01.toml \
                     --facts pricing-tables/sources/aws-us-east-1-2026-10.csv -o @out.csv";
    let read = reader("lists of products", arguments, right);
    Reader { makes: "out.csv", ..read }.survives(PROGRAM, count());
}

#[test]
fn snapshots_of_prices() {
    let right = one(".csv", file("fixtures/prices/snapshots/2026-10-07.csv"));
    let arguments = "rate-card derive --prices {} \
                     --model pricing-tables/models/reference-2026-10-01.toml -o @out";
    let derive = reader("snapshots of prices", arguments, right);
    Reader { makes: "out", ..derive }.survives(PROGRAM, count());
}

#[test]
fn compared_prices() {
    let right = seeds("fixtures/prices/snapshots", &[".csv"]);
    let arguments = "prices diff {} fixtures/prices/snapshots/later.csv --json";
    reader("compared prices", arguments, right).survives(PROGRAM, count());
}

#[test]
fn suppliers() {
    let right = vec![
        (".toml".to_owned(), SUPPLIER.as_bytes().to_vec()),
        (".toml".to_owned(), file("fixtures/demo/supplier.toml")),
    ];
    let put = on_a_store("suppliers", "supplier put {}", right, &Kept::new(PROGRAM));
    Reader { makes: "store/mru.db", ..put }.survives(PROGRAM, count());
}

#[test]
fn customers() {
    let right = seeds("fixtures/demo/customers", &[".toml"]);
    let put = on_a_store("customers", "customer put {}", right, &Kept::new(PROGRAM));
    Reader { makes: "store/mru.db", ..put }.survives(PROGRAM, count());
}

#[test]
fn events() {
    let csv =
        format!("{HEADING}{}", EVENTS.replace("e1", "f1").replace("e2", "f2").replace("e3", "f3"));
    let json = "{\"id\":\"g1\",\"type\":\"activated\",\"time\":\"2026-04-11T00:00:00-04:00\",\"customer\":\"alpha\",\
        \"environment\":\"production\",\"component\":\"vpn\",\"name\":\"dc1\",\"quantity\":1,\"ticket\":\"T\"}";
    let right = vec![
        (".csv".to_owned(), csv.clone().into_bytes()),
        (".csv".to_owned(), csv.replace(',', ";").into_bytes()),
        (".ndjson".to_owned(), format!("{json}\n{}\n", json.replace("g1", "g2")).into_bytes()),
        (".json".to_owned(), format!("[{json}]").into_bytes()),
    ];
    let import = on_a_store("events", "meter import {}", right, &Kept::new(PROGRAM));
    Reader { makes: "store/mru.db", ..import }.survives(PROGRAM, count());
}

#[test]
fn answers_of_cost_explorer() {
    let right = one(".json", file("fixtures/costs/explorer/answers.json"));
    let arguments = "reconcile 2026-10 --costs {} --allocation @allocation.toml --dry-run --model pricing-tables/models/reference-2026-10-01.toml --prices pricing-tables/sources/aws-us-east-1-2026-10.csv";
    let mut read = on_a_store("answers of Cost Explorer", arguments, right, &Kept::new(PROGRAM));
    let account = |number| format!("[[accounts]]\naccount = \"{number}\"\nshared = true\n");
    let allocation: String = ["012345678901", "210987654321", "999999999999"].map(account).concat();
    read.beside.push(("allocation.toml".to_owned(), allocation.into()));
    read.survives(PROGRAM, count());
}

/// Both ways in which AWS's invoices are written: an answer of its API, and CSV of ours.
#[test]
fn invoices_of_aws() {
    let summary = |id: &str, kind: &str, total: &str, net: &str| {
        format!(
            r#"{{"InvoiceId":"{id}","InvoiceType":"{kind}","BillingPeriod":{{"Month":10,"Year":2026}},"BaseCurrencyAmount":{{"TotalAmount":"{total}","TotalAmountBeforeTax":"{net}","CurrencyCode":"USD"}}}}"#
        )
    };
    let all = [
        summary("EUINUS26-1001", "INVOICE", "13.22", "2.32"),
        summary("A-2", "CREDIT_MEMO", "0.00", "0.00"),
    ];
    let json = format!(r#"{{"InvoiceSummaries":[{}],"NextToken":""}}"#, all.join(","));
    let csv = "invoice,type,period,line,amount,currency\n\
               EUINUS26-1001,invoice,2026-10,,13.22,USD\n\
               A-2,credit-memo,2026-10,,0.00,USD\n";
    let right = vec![(".json".to_owned(), json.into()), (".csv".to_owned(), csv.into())];
    let arguments = "reconcile 2026-10 --costs fixtures/costs/modyo-csv --aws-invoices {} --allocation @allocation.toml --dry-run --model pricing-tables/models/reference-2026-10-01.toml --prices pricing-tables/sources/aws-us-east-1-2026-10.csv";
    let mut read = on_a_store("invoices of AWS", arguments, right, &Kept::new(PROGRAM));
    let account = |number| format!("[[accounts]]\naccount = \"{number}\"\nshared = true\n");
    let allocation: String = ["012345678901", "210987654321", "999999999999"].map(account).concat();
    read.beside.push(("allocation.toml".to_owned(), allocation.into()));
    read.survives(PROGRAM, count());
}

#[test]
fn backups() {
    let right = one(".db", Kept::new(PROGRAM).backup);
    let restore = reader("backups", "restore {}", right);
    Reader { makes: "store", variables: vec![in_store()], ..restore }.survives(PROGRAM, count());
}

#[test]
fn stores() {
    let kept = Kept::new(PROGRAM);
    let [store, key] = kept.store;
    let verify = reader("stores", "verify", one(".db", store));
    let beside = vec![("store/mru.key".to_owned(), key)];
    Reader { place: "store/mru", beside, variables: vec![in_store()], ..verify }
        .survives(PROGRAM, count());
}

#[test]
fn bundles() {
    let kept = Kept::new(PROGRAM);
    let verify = reader("bundles", "verify --bundle {} --key @key", one(".json", kept.bundle));
    Reader { beside: vec![("key".to_owned(), kept.verifier)], ..verify }.survives(PROGRAM, count());
}

#[test]
fn checkpoints() {
    let kept = Kept::new(PROGRAM);
    let right = vec![
        (".txt".to_owned(), kept.checkpoint.clone()),
        (".json".to_owned(), kept.bundle.clone()),
    ];
    on_a_store("checkpoints", "verify --since {}", right, &kept).survives(PROGRAM, count());
}

#[test]
fn keys() {
    let kept = Kept::new(PROGRAM);
    let right = one(".key", kept.store[1].clone());
    let arguments =
        "credit-note INV-000001 --line 1=1.00 --reason goodwill --issue-date 2026-05-03";
    let sign = on_a_store("keys", arguments, right, &kept);
    let variables = vec![in_store(), ("MRU_KEY_FILE", "{}".to_owned())];
    Reader { variables, makes: "store/mru.db", ..sign }.survives(PROGRAM, count());
}
