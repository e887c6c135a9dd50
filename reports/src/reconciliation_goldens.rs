//! The documents of a reconciled month of 12 customers, byte for byte, as they are committed.
//!
//! `MRU_BLESS=1` writes them anew; look at them before they are committed.

use std::{fs, path::Path};

use mru_core::Lang;

use super::{
    reconciliation_csv as csv, reconciliation_html::reconciliation_html,
    reconciliation_text::reconciliation_text, sample_reconciliation as sample,
};

/// Compares a document with the committed one, or commits it.
fn difference(name: &str, actual: &str) -> Option<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../fixtures/reconciliations");
    let path = folder.join(name);
    if std::env::var_os("MRU_BLESS").is_some() {
        fs::create_dir_all(&folder).unwrap();
        fs::write(path, actual).unwrap();
        return None;
    }
    let expected = fs::read_to_string(path).unwrap_or_default();
    let mut lines = (1..).zip(expected.lines().zip(actual.lines()));
    let apart = lines.find(|(_, (expected, actual))| expected != actual);
    let where_to_look = match apart {
        Some((line, (_, actual))) => format!("{name}:{line}: {actual}"),
        None => format!("{name}: one is a beginning of the other"),
    };
    (expected != actual).then_some(where_to_look)
}

#[test]
fn documents_of_the_sample_are_as_committed() {
    let month = sample::october();
    let mut all = vec![
        ("evidence.csv", csv::evidence_csv(&month).unwrap()),
        ("customers.csv", csv::customer_margins_csv(&month).unwrap()),
        ("components.csv", csv::component_margins_csv(&month).unwrap()),
        ("changes.csv", csv::changes_csv(&month).unwrap()),
        ("adjustments.csv", csv::adjustments_csv(&month).unwrap()),
        ("invoices.csv", csv::invoices_csv(&month).unwrap()),
        ("without-cost.csv", csv::without_cost_csv(&month).unwrap()),
        ("quiet.es.txt", reconciliation_text(&sample::quiet(), Lang::Es).unwrap()),
    ];
    for (text, html, lang) in [
        ("october.en.txt", "october.en.html", Lang::En),
        ("october.es.txt", "october.es.html", Lang::Es),
    ] {
        all.push((text, reconciliation_text(&month, lang).unwrap()));
        all.push((html, reconciliation_html(&month, lang).unwrap()));
    }
    let differences: Vec<String> =
        all.iter().filter_map(|(name, actual)| difference(name, actual)).collect();
    assert!(differences.is_empty(), "{}", differences.join("\n"));
}
