//! `docs/stored-forms.md` lists every form as the program reads it, and one file of the storage
//! reads them.

use std::{collections::BTreeMap, fs};

use mru_core::{
    account::{Account, Supplier},
    invoice::Statement,
    metering::Event,
    rate_card::RateCard,
    stored::{self, Stored, StoredError},
};
use mru_service::{
    storage::{Publication, stored::FORMS},
    witness::keys::KeyRecord,
};
use mru_tests::run::root;

const LIST: &str = "docs/stored-forms.md";

/// The rows of the tables whose first column has a name, as their cells.
fn rows(first: &str) -> Vec<Vec<String>> {
    let text = fs::read_to_string(root().join(LIST)).expect("the list");
    let lines = text.lines().skip_while(|line| !line.starts_with(&format!("| {first} |")));
    let table = lines.take_while(|line| line.starts_with('|')).skip(2);
    let cells = table.map(|line| line.trim_matches('|').split(" | "));
    cells.map(|row| row.map(|cell| cell.trim().to_owned()).collect()).collect()
}

fn quoted(text: &str) -> Vec<String> {
    text.split('`').skip(1).step_by(2).map(str::to_owned).collect()
}

#[test]
fn versions_are_those_of_the_program() {
    let listed: Vec<(String, String, String)> = rows("Form")
        .into_iter()
        .map(|row| (row[0].clone(), row[1].clone(), quoted(&row[2]).concat()))
        .collect();
    let known =
        FORMS.map(|form| (form.name.to_owned(), form.version.to_string(), form.field.to_owned()));
    assert_eq!(listed, known, "{LIST}");
}

/// The fields that a reader knows at a place, as its refusal of an unknown one names them.
fn known<T: Stored>(text: &str) -> Vec<String> {
    match stored::read::<T>(text) {
        Err(StoredError::Malformed(said)) => expected(&said),
        _ => panic!("`?` is no field of {text}"),
    }
}

fn expected(said: &str) -> Vec<String> {
    let (_, expected) = said.split_once("unknown field `?`, expected ").expect(said);
    quoted(expected)
}

#[test]
fn fields_are_those_that_are_read() {
    let header = RateCard::recorded(&[("card.toml", "'?' = 0")]).expect_err("an unknown field");
    let party = ["customer: `legal`", "supplier: `legal`"];
    let mut fields = BTreeMap::from([
        ("event", known::<Event>(r#"{"?":0}"#)),
        ("customer", known::<Account>(r#"{"?":0}"#)),
        ("customer: `deployments`", known::<Account>(r#"{"deployments":[{"?":0}]}"#)),
        (
            "customer: `environments`",
            known::<Account>(r#"{"deployments":[{"environments":[{"?":0}]}]}"#),
        ),
        ("customer: `contract`", known::<Account>(r#"{"contract":{"?":0}}"#)),
        ("supplier", known::<Supplier>(r#"{"?":0}"#)),
        ("statement", known::<Statement>(r#"{"?":0}"#)),
        ("statement: `pricing`", known::<Statement>(r#"{"pricing":{"?":0}}"#)),
        ("statement: `weights`", known::<Statement>(r#"{"pricing":{"weights":{"?":0}}}"#)),
        ("statement: `corrected`", known::<Statement>(r#"{"corrected":[{"?":0}]}"#)),
        ("statement: `lines`", known::<Statement>(r#"{"lines":[{"?":0}]}"#)),
        ("statement: `totals`", known::<Statement>(r#"{"totals":{"?":0}}"#)),
        ("statement: `corrects`", known::<Statement>(r#"{"lines":[{"corrects":{"?":0}}]}"#)),
        ("statement: `share`", known::<Statement>(r#"{"lines":[{"share":{"?":0}}]}"#)),
        ("statement: `exact_mru`", known::<Statement>(r#"{"lines":[{"exact_mru":{"?":0}}]}"#)),
        ("statement: `elastic`", known::<Statement>(r#"{"lines":[{"elastic":{"?":0}}]}"#)),
        ("statement: `followed`", known::<Statement>(r#"{"lines":[{"followed":{"?":0}}]}"#)),
        ("publication", known::<Publication>(r#"{"?":0}"#)),
        ("publication: `card.toml`", expected(&header.to_string())),
        ("key", known::<KeyRecord>(r#"{"?":0}"#)),
    ]);
    for place in party {
        fields.insert(place, known::<Account>(r#"{"legal":{"?":0}}"#));
    }
    for (place, inner) in [
        ("tax", "tax"),
        ("prices", "prices"),
        ("elasticity", "elasticity"),
        ("commitment", "commitment"),
        ("minimum", "minimum"),
        ("discount", "discount"),
    ] {
        let text = format!(r#"{{"contract":{{"{inner}":{{"?":0}}}}}}"#);
        fields.insert(place, known::<Account>(&text));
    }
    for inner in ["price_lock", "weights_lock", "policies"] {
        let text = format!(r#"{{"contract":{{"prices":{{"{inner}":{{"?":0}}}}}}}}"#);
        fields.insert(inner, known::<Account>(&text));
    }
    let text = r#"{"contract":{"prices":{"weights":[{"?":0}]}}}"#;
    fields.insert("weights", known::<Account>(text));

    let listed: BTreeMap<String, Vec<String>> =
        rows("Of").into_iter().map(|row| (row[0].clone(), quoted(&row[1]))).collect();
    let read: BTreeMap<String, Vec<String>> = fields
        .into_iter()
        .map(|(place, fields)| {
            let nested = place.contains(':') || FORMS.iter().any(|form| form.name == place);
            let place = if nested { place.to_owned() } else { format!("customer: `{place}`") };
            (place, fields)
        })
        .collect();
    for (place, fields) in &read {
        assert_eq!(listed.get(place), Some(fields), "{LIST}: {place}");
    }
    let unread: Vec<&String> = listed.keys().filter(|it| !read.contains_key(*it)).collect();
    assert!(unread.is_empty(), "{LIST} lists what nothing reads: {unread:?}");
}

/// Whatever storage reads goes through `stored.rs`, and none of it through the readers of files.
#[test]
fn one_file_of_the_storage_reads_stored_texts() {
    let folder = root().join("mru-service/src/storage");
    let mut seen = 0;
    for file in fs::read_dir(folder).expect("the storage") {
        let path = file.expect("a file").path();
        let Ok(text) = fs::read_to_string(&path) else { continue };
        let name = path.file_name().and_then(|name| name.to_str()).expect("a name");
        for reader in ["serde_json::from", "Account::read(", "Supplier::read(", "mru_core::stored"]
        {
            assert!(name == "stored.rs" || !text.contains(reader), "{name}: {reader}");
        }
        seen += 1;
    }
    assert!(seen > 10, "{seen} files");
}
