//! A document comes in its own language, unless another is asked for.

use super::{PROGRAM, in_favour};
use mru_tests::store::Store;

/// What the program writes to a file, which a terminal could not show.
fn file(store: &Store, arguments: &[&str]) -> Vec<u8> {
    let path = store.folder.path().join("shown");
    let name = path.display().to_string();
    store.ok(&[arguments, &["-o", &name]].concat());
    std::fs::read(path).expect("the file")
}

#[test]
fn a_document_comes_in_its_own_language_unless_another_is_asked_for() {
    let store = in_favour::store();
    let note = in_favour::issue_may(&store);
    for number in ["INV-000001", &note] {
        for format in ["text", "html", "usage-html"] {
            let show = ["invoice", "show", number, "--format", format];
            let own = store.ok(&show);
            let in_lang = |lang| store.ok(&[&show[..], &["--lang", lang]].concat());
            assert_eq!(own, in_lang("es"), "{number} as {format}");
            assert_ne!(own, in_lang("en"), "{number} as {format}");
            let by_variable = store.run_with(&show, &[("MRU_LANG", "en")]);
            assert_eq!(by_variable.stdout, in_lang("en"));
        }
        let explain = ["explain", &format!("{number}/1")];
        let own = store.ok(&explain);
        assert!(own.contains("reglas: "), "{own}");
        assert!(store.ok(&[&explain[..], &["--lang", "en"]].concat()).contains("rules: "));
    }
    let pdf = ["invoice", "show", "INV-000001", "--format", "pdf"];
    let own = file(&store, &pdf);
    assert!(own.starts_with(b"%PDF-"));
    assert!(own == file(&store, &[&pdf[..], &["--lang", "es"]].concat()));
    assert!(own != file(&store, &[&pdf[..], &["--lang", "en"]].concat()));
    // Everything that is no document stays English.
    let listed = store.ok(&["invoice", "list", "2026-04"]);
    assert!(listed.contains("1 issued, 0 drafts"), "{listed}");
    let unknown = mru_tests::run::run(PROGRAM, &["validate", "nowhere.yaml"], "");
    assert!(unknown.stderr.contains("check the name"), "{}", unknown.stderr);
}
