//! `docs/stored-forms.md` lists every form as the program reads it, and one file of the storage
//! reads them.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use mru_core::{
    account::{Account, Supplier},
    invoice::Statement,
    metering::Event,
    offer::OfferPaper,
    rate_card::RateCard,
    reconciliation::Reconciliation,
    stored::{self, Stored, StoredError},
};
use mru_service::{
    changes::{
        record::{Approval, ChangeRequest, Envelope, Receipt},
        signed::Signed,
    },
    storage::{Publication, QuoteDraft, stored::FORMS},
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

/// A text with an unknown field at each place of a customer.
const CUSTOMER: [(&str, &str); 20] = [
    ("customer", r#"{"?":0}"#),
    ("customer: `legal`", r#"{"legal":{"?":0}}"#),
    ("customer: `deployments`", r#"{"deployments":[{"?":0}]}"#),
    ("customer: `environments`", r#"{"deployments":[{"environments":[{"?":0}]}]}"#),
    ("customer: `contract`", r#"{"contract":{"?":0}}"#),
    ("customer: `tax`", r#"{"contract":{"tax":{"?":0}}}"#),
    ("customer: `elasticity`", r#"{"contract":{"elasticity":{"?":0}}}"#),
    ("customer: `commitment`", r#"{"contract":{"commitment":{"?":0}}}"#),
    ("customer: `minimum`", r#"{"contract":{"minimum":{"?":0}}}"#),
    ("customer: `discount`", r#"{"contract":{"discount":{"?":0}}}"#),
    ("customer: `purchase`", r#"{"contract":{"purchase":{"?":0}}}"#),
    ("customer: `months`", r#"{"contract":{"purchase":{"months":[{"?":0}]}}}"#),
    ("customer: `prices`", r#"{"contract":{"prices":{"?":0}}}"#),
    ("customer: `price_lock`", r#"{"contract":{"prices":{"price_lock":{"?":0}}}}"#),
    ("customer: `weights_lock`", r#"{"contract":{"prices":{"weights_lock":{"?":0}}}}"#),
    ("customer: `weights`", r#"{"contract":{"prices":{"weights":[{"?":0}]}}}"#),
    ("customer: `policies`", r#"{"contract":{"prices":{"policies":{"?":0}}}}"#),
    ("customer: `change_policy`", r#"{"contract":{"change_policy":{"?":0}}}"#),
    ("customer: `versions`", r#"{"contract":{"change_policy":{"versions":[{"?":0}]}}}"#),
    ("customer: `rules`", r#"{"contract":{"change_policy":{"versions":[{"rules":[{"?":0}]}]}}}"#),
];

/// The same of a statement.
const STATEMENT: [(&str, &str); 13] = [
    ("statement", r#"{"?":0}"#),
    ("statement: `titles`", r#"{"titles":{"?":0}}"#),
    ("statement: `purchase`", r#"{"purchase":{"?":0}}"#),
    ("statement: `pricing`", r#"{"pricing":{"?":0}}"#),
    ("statement: `weights`", r#"{"pricing":{"weights":{"?":0}}}"#),
    ("statement: `corrected`", r#"{"corrected":[{"?":0}]}"#),
    ("statement: `lines`", r#"{"lines":[{"?":0}]}"#),
    ("statement: `totals`", r#"{"totals":{"?":0}}"#),
    ("statement: `corrects`", r#"{"lines":[{"corrects":{"?":0}}]}"#),
    ("statement: `share`", r#"{"lines":[{"share":{"?":0}}]}"#),
    ("statement: `exact_mru`", r#"{"lines":[{"exact_mru":{"?":0}}]}"#),
    ("statement: `elastic`", r#"{"lines":[{"elastic":{"?":0}}]}"#),
    ("statement: `followed`", r#"{"lines":[{"followed":{"?":0}}]}"#),
];

/// The same of a reconciliation.
const RECONCILIATION: [(&str, &str); 18] = [
    ("reconciliation", r#"{"?":0}"#),
    ("reconciliation: `sources`", r#"{"sources":{"?":0}}"#),
    ("reconciliation: `files`", r#"{"sources":{"files":[{"?":0}]}}"#),
    ("reconciliation: `attributions`", r#"{"attributions":[{"?":0}]}"#),
    ("reconciliation: `charged_for`", r#"{"attributions":[{"charged_for":{"?":0}}]}"#),
    ("reconciliation: `rows`", r#"{"attributions":[{"rows":{"?":0}}]}"#),
    ("reconciliation: `without_cost`", r#"{"without_cost":[{"?":0}]}"#),
    ("reconciliation: `customers`", r#"{"customers":[{"?":0}]}"#),
    ("reconciliation: `components`", r#"{"components":[{"?":0}]}"#),
    ("reconciliation: `invoices`", r#"{"invoices":[{"?":0}]}"#),
    ("reconciliation: `buckets`", r#"{"invoices":[{"buckets":[{"?":0}]}]}"#),
    ("reconciliation: `lines`", r#"{"invoices":[{"lines":[{"?":0}]}]}"#),
    ("reconciliation: `changes`", r#"{"changes":{"?":0}}"#),
    ("reconciliation: `parts`", r#"{"changes":{"parts":[{"?":0}]}}"#),
    ("reconciliation: `adjustments`", r#"{"adjustments":[{"?":0}]}"#),
    ("reconciliation: `explorer`", r#"{"explorer":{"?":0}}"#),
    ("reconciliation: `included`", r#"{"included":[{"?":0}]}"#),
    ("reconciliation: files of `invoices`", r#"{"sources":{"invoices":[{"?":0}]}}"#),
];

/// The same of a draft of a quote.
const DRAFT: [(&str, &str); 3] = [
    ("draft of a quote", r#"{"?":0}"#),
    ("draft of a quote: `assumptions`", r#"{"assumptions":[{"?":0}]}"#),
    ("draft of a quote: `excluded`", r#"{"excluded":[{"?":0}]}"#),
];

/// The same of a quote.
const QUOTE: [(&str, &str); 6] = [
    ("quote", r#"{"?":0}"#),
    ("quote: `head`", r#"{"head":{"?":0}}"#),
    ("quote: `agreed`", r#"{"head":{"agreed":{"?":0}}}"#),
    ("quote: `pricing`", r#"{"pricing":{"?":0}}"#),
    ("quote: `lines`", r#"{"lines":[{"?":0}]}"#),
    ("quote: `totals`", r#"{"totals":{"?":0}}"#),
];

/// The fields that a reader knows at some places, as its refusal of an unknown one names them.
fn known<T: Stored>(places: &[(&str, &str)]) -> BTreeMap<String, Vec<String>> {
    let fields = |text: &str| match stored::read::<T>(text) {
        Err(StoredError::Malformed(said)) => expected(&said),
        _ => panic!("`?` is no field of {text}"),
    };
    places.iter().map(|(place, text)| ((*place).to_owned(), fields(text))).collect()
}

fn expected(said: &str) -> Vec<String> {
    let (_, expected) = said.split_once("unknown field `?`, expected ").expect(said);
    quoted(expected)
}

#[test]
fn fields_are_those_that_are_read() {
    let unknown = r#"{"?":0}"#;
    let mut read = known::<Account>(&CUSTOMER);
    read.extend(known::<Statement>(&STATEMENT));
    read.extend(known::<Reconciliation>(&RECONCILIATION));
    read.extend(known::<Event>(&[("event", unknown)]));
    read.extend(known::<Supplier>(&[
        ("supplier", unknown),
        ("supplier: `legal`", r#"{"legal":{"?":0}}"#),
        ("supplier: `payment_in`", r#"{"payment_in":{"?":0}}"#),
        ("supplier: `titles`", r#"{"titles":{"?":0}}"#),
        ("supplier: titles of a language", r#"{"titles":{"en":{"?":0}}}"#),
    ]));
    read.extend(known::<Publication>(&[("publication", unknown)]));
    read.extend(known::<QuoteDraft>(&DRAFT));
    read.extend(known::<OfferPaper>(&QUOTE));
    read.extend(known::<KeyRecord>(&[("key", unknown)]));
    read.extend(known::<ChangeRequest>(&[
        ("change", unknown),
        ("change: `bound`", r#"{"bound":{"?":0}}"#),
    ]));
    read.extend(known::<Signed<Approval>>(&[
        ("approval", unknown),
        ("approval: `statement`", r#"{"statement":{"?":0}}"#),
    ]));
    read.extend(known::<Signed<Envelope>>(&[
        ("envelope", unknown),
        ("envelope: `statement`", r#"{"statement":{"?":0}}"#),
    ]));
    read.extend(known::<Signed<Receipt>>(&[
        ("receipt", unknown),
        ("receipt: `statement`", r#"{"statement":{"?":0}}"#),
        ("receipt: `lines`", r#"{"statement":{"lines":[{"?":0}]}}"#),
    ]));
    let header = RateCard::recorded(&[("card.toml", "'?' = 0")]).expect_err("an unknown field");
    read.insert(String::from("publication: `card.toml`"), expected(&header.to_string()));
    let listed = rows("Of").into_iter().map(|row| (row[0].clone(), quoted(&row[1])));
    assert_eq!(listed.collect::<BTreeMap<_, _>>(), read, "{LIST}");
}

/// The source files of a folder and those within it.
fn sources(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("a folder").map(|it| it.expect("a file").path());
    let (folders, files): (Vec<PathBuf>, Vec<PathBuf>) = entries.partition(|path| path.is_dir());
    files.into_iter().chain(folders.iter().flat_map(|folder| sources(folder))).collect()
}

/// Whatever storage reads goes through `stored.rs`, and none of it through the readers of files.
#[test]
fn one_file_of_the_storage_reads_stored_texts() {
    let storage = root().join("mru-service/src/storage");
    let files = sources(&storage);
    assert!(files.len() > 20, "{files:?}");
    for path in files.iter().filter(|path| **path != storage.join("stored.rs")) {
        let text = fs::read_to_string(path).expect("a source file");
        for reader in ["serde_json::from", "Account::read(", "Supplier::read(", "mru_core::stored"]
        {
            assert!(!text.contains(reader), "{}: {reader}", path.display());
        }
    }
}
