//! What documents say, by the real program. Those of the demonstration are as committed: an exempt
//! customer, floors and corrections, elastic use by the hour, a credit note.

mod corrections;
mod in_favour;
mod language;
mod locks;
mod scripts;
mod spreadsheets;

use mru_service::witness::checkpoint::SignedNote;
use mru_tests::{run::root, store::Store};

const PROGRAM: &str = env!("CARGO_BIN_EXE_mru-under-test");

const DOCUMENTS: &[&str] = &["CN-000001", "INV-000014", "INV-000015", "INV-000017"];

#[test]
fn documents_of_the_demonstration_are_as_committed() {
    let store = Store::sqlite(PROGRAM);
    let out = store.folder.path().join("out").display().to_string();
    store.ok(&["demo", "--out", &out]);
    let mut differences = Vec::new();
    for number in DOCUMENTS {
        let folder = root().join("fixtures/invoices").join(number);
        let sealed = sealed(&store, number);
        let mut compare = |file: &str, arguments: &[&str]| {
            let shown = store.ok(&[&["invoice", "show", number], arguments].concat());
            let shown = unsealed(&shown, &sealed);
            differences.extend(mru_tests::run::compare(&folder.join(file), &shown).err());
        };
        compare("document.json", &["--format", "json"]);
        for lang in ["en", "es"] {
            compare(&format!("document.{lang}.txt"), &["--lang", lang]);
            compare(&format!("document.{lang}.html"), &["--lang", lang, "--format", "html"]);
            compare(&format!("usage.{lang}.html"), &["--lang", lang, "--format", "usage-html"]);
        }
    }
    assert!(differences.is_empty(), "{}", differences.join("\n"));

    // On paper it is the same every time.
    let file = store.folder.path().join("again.pdf").display().to_string();
    store.ok(&["invoice", "show", "INV-000017", "--lang", "es", "--format", "pdf", "-o", &file]);
    let first = std::fs::read(store.folder.path().join("out/INV-000017-media.pdf")).unwrap();
    assert!(first.starts_with(b"%PDF-"));
    assert_eq!(first, std::fs::read(&file).unwrap());
}

/// A whole month is the same files as its documents shown one by one, with an index of all.
#[test]
fn a_month_is_written_as_files_with_an_index() {
    let store = Store::sqlite(PROGRAM);
    store.ok(&["demo", "--out", &store.folder.path().join("out").display().to_string()]);
    let folder = store.folder.path().join("october");
    let out = folder.display().to_string();
    let unissued = store.fails(1, &["invoice", "write", "2026-12", "--out", &out]);
    assert!(unissued.contains("2026-12") && !folder.exists(), "{unissued}");
    store.ok(&["invoice", "write", "2026-10", "--out", &out]);
    let index = std::fs::read_to_string(folder.join("index.csv")).expect("an index");
    let page = std::fs::read_to_string(folder.join("index.html")).expect("a page");
    let numbers: Vec<&str> =
        index.lines().skip(1).filter_map(|row| row.split(',').next()).collect();
    assert_eq!(numbers.len(), 11, "{index}");
    for number in &numbers {
        let named = index
            .lines()
            .find(|row| row.starts_with(number))
            .and_then(|row| row.rsplit(',').next());
        let written = std::fs::read(folder.join(named.expect("a file"))).expect("a PDF");
        let file = store.folder.path().join("one.pdf").display().to_string();
        store.ok(&["invoice", "show", number, "-o", &file]);
        assert!(written == std::fs::read(&file).expect("a PDF"), "{number}");
        assert!(page.contains(&format!(">{number}</a>")), "{number}");
    }
    // As pages, beside them.
    store.ok(&["invoice", "write", "2026-10", "--out", &out, "--format", "html"]);
    assert!(folder.join("INV-000015-insurer.html").is_file());
}

/// The checkpoint of a document and its code.
fn sealed(store: &Store, number: &str) -> (String, String) {
    let note = store.json(&["invoice", "show", number])["checkpoint"].take();
    let note = SignedNote::read(note.as_str().expect("a checkpoint")).expect("a signed note");
    (note.text(), note.checkpoint.code())
}

/// A document with words in the place of checkpoint and code: they tell when entries were recorded,
/// and differ from store to store.
fn unsealed(shown: &str, (note, code): &(String, String)) -> String {
    assert!(shown.contains(code) || shown.contains("\"checkpoint\""), "{shown}");
    let shown = shown.replace(note, "CHECKPOINT").replace(code, "CODEO-FTHER-ECORD-00000");
    shown.replace(&note.replace('\n', "\\n"), "CHECKPOINT")
}
