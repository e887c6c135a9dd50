//! Prices by the real program: read from price lists, kept as a snapshot, compared, and derived
//! from; an old month by its own snapshot.

use std::{fs, path::Path};

use mru_core::cost_model::{Model, PriceList, derive};
use mru_tests::run::{Run, compare, list, root, run};
use serde_json::Value as Json;

const MRU: &str = env!("CARGO_BIN_EXE_mru-under-test");
const MODEL: &str = "pricing-tables/models/reference-2026-10-01.toml";
const FACTS: &str = "pricing-tables/sources/aws-us-east-1-2026-10.csv";
const LATER: &str = "fixtures/prices/snapshots/later.csv";
const DAY: &str = "2026-10-07.csv";

fn mru(arguments: &[&str]) -> Run {
    run(MRU, arguments, "")
}

fn ok(arguments: &[&str]) -> String {
    let run = mru(arguments);
    assert_eq!((run.code, run.stderr.as_str()), (0, ""), "{arguments:?}");
    run.stdout
}

/// The price lists of the fixtures.
fn lists() -> Vec<String> {
    let paths = list(&root().join("fixtures/prices")).into_iter();
    let files = paths.filter(|path| path.extension().is_some_and(|ending| ending == "json"));
    files.map(|path| path.display().to_string()).collect()
}

/// Reads the fixtures into a snapshot.
fn read_into(to: &str) -> Run {
    let lists = lists();
    let files: Vec<&str> = lists.iter().map(String::as_str).collect();
    let rest = ["--model", MODEL, "--facts", FACTS, "-o", to];
    mru(&[&["prices", "read"], files.as_slice(), &rest].concat())
}

fn text(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

#[test]
fn a_snapshot_is_exactly_what_the_model_needs_and_stays_as_it_is() {
    let folder = tempfile::tempdir().expect("a folder");
    let to = folder.path().display().to_string();
    let first = read_into(&to);
    assert_eq!((first.code, first.stderr.as_str()), (0, ""));
    let file = folder.path().join(DAY);
    let made = fs::read_to_string(&file).expect("the snapshot");
    compare(&root().join("fixtures/prices/snapshots").join(DAY), &made).expect("the same bytes");
    let hash = PriceList::read(&made).expect("a snapshot").hash;
    assert!(first.stdout.contains("58 prices") && first.stdout.contains(&hash), "{}", first.stdout);

    assert_eq!(read_into(&to).code, 0, "the same prices again");
    fs::write(&file, made.replace("0.0404800000", "0.0404900000")).expect("another price");
    let refused = read_into(&to);
    assert_eq!((refused.code, refused.stdout.as_str()), (1, ""));
    assert!(refused.stderr.contains("holds other prices"), "{}", refused.stderr);
    let named = folder.path().join("new/name.csv").display().to_string();
    assert_eq!(read_into(&named).code, 0, "another file may be named");
    assert_eq!(fs::read_to_string(&named).ok(), Some(made));
}

#[test]
fn the_published_weights_come_out_of_the_snapshot_too() {
    let prices =
        PriceList::read(&text(&format!("fixtures/prices/snapshots/{DAY}"))).expect("prices");
    let (model, hash) = Model::read(&text(MODEL)).expect("a model");
    let derived = derive(&prices, &model, &hash).expect("a rate card");
    let published = |name: &str| text(&format!("pricing-tables/reference/2026-10-01/{name}"));
    for (name, content) in &derived.files {
        if name == "card.toml" {
            let [ours, theirs] = [content.as_str(), &published(name)].map(|text| {
                text.lines()
                    .filter(|line| !line.starts_with("prices_hash"))
                    .collect::<Vec<_>>()
                    .join("\n")
            });
            assert_eq!(ours, theirs);
            assert!(content.contains(&prices.hash), "the card names its own snapshot");
        } else {
            assert_eq!(*content, published(name), "{name}");
        }
    }
}

#[test]
fn what_moved_is_said_in_both_languages_and_for_programs() {
    let before = format!("fixtures/prices/snapshots/{DAY}");
    for lang in ["en", "es"] {
        let said = ok(&["prices", "diff", &before, LATER, "--lang", lang]);
        let expected = format!("fixtures/prices/snapshots/moved.{lang}.txt");
        compare(&root().join(expected), &said).expect("the same words");
    }
    let json: Json =
        serde_json::from_str(&ok(&["prices", "diff", &before, LATER, "--json"])).expect("JSON");
    let moved = json["moved"].as_array().expect("a list");
    let of = |name: &str| moved.iter().find(|it| it["usage_type"] == name).expect(name);
    assert_eq!(of("NatGateway-Bytes")["change_usd"], "-0.005");
    assert_eq!(of("NatGateway-Bytes")["change_percent"], "-11.11");
    assert_eq!(of("USE1-Fargate-vCPU-Hours:perCPU")["movement"], "dearer");
    assert_eq!(of("ES:GP3-Storage")["movement"], "gone");
    assert_eq!(json["unchanged"], 53);
    assert_eq!(moved.len(), 5);
}

/// A folder of pricing tables with two snapshots, and a card `again` derived from each.
struct TwoMonths(tempfile::TempDir);

impl TwoMonths {
    fn new() -> TwoMonths {
        let two = TwoMonths(tempfile::tempdir().expect("a folder"));
        let october = text(MODEL).replace("card = \"reference\"", "card = \"again\"");
        // The later snapshot lacks the storage of search.
        let rules = october.split("[[rules]]").filter(|rule| !rule.contains("ES:GP3-Storage"));
        let december =
            rules.collect::<Vec<_>>().join("[[rules]]").replace("2026-10-01", "2026-12-01");
        two.put("models/2026-10-01.toml", &october);
        two.put("models/2026-12-01.toml", &december);
        two.put(
            "prices/us-east-1/2026-10-07.csv",
            &text(&format!("fixtures/prices/snapshots/{DAY}")),
        );
        two.put("prices/us-east-1/2026-11-04.csv", &text(LATER));
        two.derive("2026-10-07", "2026-10-01", "again");
        two.derive("2026-11-04", "2026-12-01", "again");
        two
    }

    fn at(&self, path: &str) -> String {
        self.0.path().join("tables").join(path).display().to_string()
    }

    fn put(&self, path: &str, text: &str) {
        let path = self.0.path().join("tables").join(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, text).expect("a file");
    }

    /// Derives the card of a day from a snapshot, into a folder.
    fn derive(&self, snapshot: &str, day: &str, to: &str) {
        let prices = self.at(&format!("prices/us-east-1/{snapshot}.csv"));
        let (model, to) = (self.at(&format!("models/{day}.toml")), self.at(&format!("{to}/{day}")));
        ok(&["rate-card", "derive", "--prices", &prices, "--model", &model, "-o", &to]);
    }
}

/// The prices of a later month change nothing for an earlier one: its card is derived again, byte for
/// byte, from the snapshot whose hash it names.
#[test]
fn an_old_month_is_priced_again_by_its_own_snapshot() {
    let two = TwoMonths::new();
    for day in ["2026-10-01", "2026-12-01"] {
        let card = fs::read_to_string(two.at(&format!("again/{day}/card.toml"))).expect("a card");
        let named = |path: &Path| {
            let list = PriceList::read(&fs::read_to_string(path).expect("a file")).expect("prices");
            card.contains(&format!("prices_hash = \"{}\"", list.hash))
        };
        let snapshots = list(Path::new(&two.at("prices/us-east-1")));
        let own: Vec<_> = snapshots.iter().filter(|path| named(path)).collect();
        let [own] = own.as_slice() else { panic!("{day} names one of {snapshots:?}") };
        let own = own.file_stem().expect("a name").to_string_lossy().into_owned();
        two.derive(&own, day, "check");
        for path in list(Path::new(&two.at(&format!("check/{day}")))) {
            let name = path.file_name().expect("a name").to_string_lossy().into_owned();
            let before = fs::read(two.at(&format!("again/{day}/{name}"))).expect("the old card");
            assert_eq!(fs::read(&path).expect("the new card"), before, "{day}/{name}");
        }
    }
    let weights = |day: &str| {
        fs::read_to_string(two.at(&format!("again/{day}/containers.csv"))).expect("weights")
    };
    assert_ne!(weights("2026-10-01"), weights("2026-12-01"), "the prices did move");
}

#[test]
fn a_card_is_published_with_its_snapshot_or_not_at_all() {
    let two = TwoMonths::new();
    let (store, tables) = (two.0.path().join("store").display().to_string(), two.at(""));
    ok(&["supplier", "put", "fixtures/demo/supplier.toml", "--data-dir", &store]);
    let publish = |card: &str| {
        let to = ["--pricing-tables", &tables, "--data-dir", &store];
        mru(&[&["rate-card", "publish", card], &to[..]].concat())
    };
    for card in ["again@2026-10-01", "again@2026-12-01"] {
        let published = publish(card);
        assert_eq!(published.code, 0, "its snapshot is found: {}", published.stderr);
    }
    fs::remove_file(two.at("prices/us-east-1/2026-11-04.csv")).expect("the snapshot");
    let refused = publish("again@2026-12-01");
    assert_eq!(refused.code, 1, "{}", refused.stderr);
    assert!(refused.stderr.contains("not in `prices/`"), "{}", refused.stderr);
}

#[test]
fn a_region_without_products_and_a_list_without_a_day_are_named() {
    let elsewhere =
        mru(&["prices", "read", &lists()[0], "--model", MODEL, "--region", "eu-west-1"]);
    assert_eq!(elsewhere.code, 1);
    assert!(
        elsewhere.stderr.contains("no list of products for `eu-west-1`"),
        "{}",
        elsewhere.stderr
    );
    let folder = tempfile::tempdir().expect("a folder");
    let empty = folder.path().join("empty.json");
    fs::write(&empty, "{\"PriceList\": []}").expect("a file");
    let (empty, to) = (empty.display().to_string(), folder.path().display().to_string());
    let read = ["prices", "read", &empty, "--model", MODEL, "--facts", FACTS, "-o"];
    let undated = mru(&[&read[..], &[&to]].concat());
    assert_eq!(undated.code, 1);
    assert!(
        undated.stderr.contains("no price says when its list was published"),
        "{}",
        undated.stderr
    );
    let missing = mru(&["prices", "read", "no-such-file.json", "--model", MODEL]);
    assert_eq!(missing.code, 1, "{}", missing.stderr);
}

/// What AWS writes may hold what no list may: then there is no snapshot, instead of one that cannot be
/// read back.
#[test]
fn a_snapshot_that_would_not_read_back_is_not_written() {
    let folder = tempfile::tempdir().expect("a folder");
    let list = folder.path().join("list.json");
    let hidden =
        text("fixtures/prices/AWSELB.json").replace("37CUWUT8GSNQEPUV", "37CUWUT8\u{200b}GSN");
    fs::write(&list, hidden).expect("a list");
    let (list, to) = (list.display().to_string(), folder.path().join("out.csv"));
    let model = "fixtures/errors/prices-model.toml";
    let products = "fixtures/errors/prices-products.toml";
    let shown = to.display().to_string();
    let read = ["prices", "read", &list, "--model", model, "--products", products, "-o", &shown];
    let refused = mru(&read);
    assert_eq!(refused.code, 2, "{}", refused.stdout);
    assert!(
        refused.stderr.contains("[M13]") && refused.stderr.contains("U+200B"),
        "{}",
        refused.stderr
    );
    assert!(!to.exists());
}
