//! Names in any script: on paper they can be read, or there is no paper.

use mru_tests::{facts::Customer, run::Run, store::Store};

use super::PROGRAM;

const NAME: &str = "保险 Seguros S.A.";
/// A letter of a plane for private use, which no font has.
const NOWHERE: &str = "Banco \u{10fffd} S.A.";

/// A store whose customer has a name, with a draft of April; and what recording the customer said.
fn store(name: &str, variables: &[(&str, &str)]) -> (Store, Run) {
    let store = Store::sqlite(PROGRAM);
    store.begin();
    let insurer = store.customer_file(Customer { name: Some(name), ..Customer::of("insurer") });
    let put = store.run_with(&["customer", "put", &insurer], variables);
    assert_eq!(put.code, 0, "{}", put.stderr);
    store.import(
        "e1,activated,2026-04-01T00:00:00-04:00,insurer,production,container,ms-a,1x2,1,2,REQ-1\n",
    );
    store.ok(&["bill", "2026-04"]);
    (store, put)
}

/// Asks for the draft as a PDF in a file, which it returns if there is one.
fn pdf(store: &Store, format: &str, variables: &[(&str, &str)]) -> (Run, Option<Vec<u8>>) {
    let path = store.folder.path().join("draft.pdf");
    let _ = std::fs::remove_file(&path);
    let file = path.display().to_string();
    let shown = ["invoice", "show", "insurer/2026-04", "--format", format, "-o", &file];
    (store.run_with(&shown, variables), std::fs::read(&path).ok())
}

#[test]
fn a_name_that_no_font_can_show_is_said_at_once_and_makes_no_pdf() {
    let (store, put) = store(NOWHERE, &[]);
    for said in ["warning[B40]", "legal.name", "(U+10FFFD)"] {
        assert!(put.stderr.contains(said), "{said}: {}", put.stderr);
    }
    for (lang, said) in [("en", "a PDF cannot show"), ("es", "un PDF no puede mostrar")] {
        for format in ["pdf", "usage-pdf"] {
            let (refused, file) = pdf(&store, format, &[("MRU_LANG", lang)]);
            assert_eq!((refused.code, file), (2, None), "{format}: {}", refused.stderr);
            for said in ["error[B40]", "bill_to.name", "(U+10FFFD)", "MRU_FONTS", said] {
                assert!(refused.stderr.contains(said), "{said}: {}", refused.stderr);
            }
        }
    }
    for format in ["text", "html"] {
        let shown = store.ok(&["invoice", "show", "insurer/2026-04", "--format", format]);
        assert!(shown.contains(NOWHERE), "{shown}");
    }
}

#[test]
fn without_fonts_for_the_letters_of_a_name_their_package_is_named() {
    let nowhere = tempfile::tempdir().expect("a folder");
    let variables = [("MRU_FONTS", nowhere.path().to_str().expect("a name"))];
    for (name, letters, package) in [
        (NAME, "保 (U+4FDD), 险 (U+9669)", "fonts-noto-cjk"),
        ("Seguros 🏦 S.A.", "🏦 (U+1F3E6)", "fonts-noto-color-emoji"),
    ] {
        let (store, put) = store(name, &variables);
        let (refused, file) = pdf(&store, "pdf", &variables);
        assert_eq!((refused.code, file), (2, None), "{}", refused.stderr);
        for run in [put, refused] {
            let words = run.stderr.split_whitespace().collect::<Vec<_>>().join(" ");
            assert!(words.contains(letters), "{letters}: {}", run.stderr);
            assert!(words.contains(&format!("apt-get install {package}")), "{}", run.stderr);
        }
    }
}

/// Whatever the fonts of this machine are: the PDF is whole, or there is none.
#[test]
fn with_fonts_for_chinese_the_pdf_is_archivable_and_the_same_every_time() {
    let (store, put) = store(NAME, &[]);
    let has_fonts = put.stderr.contains("information[B40]");
    assert!(has_fonts || put.stderr.contains("warning[B40]"), "{}", put.stderr);
    let (shown, file) = pdf(&store, "pdf", &[]);
    if has_fonts {
        assert_eq!(shown.code, 0, "{}", shown.stderr);
        let file = file.expect("a PDF");
        let text = String::from_utf8_lossy(&file);
        assert!(text.contains("<pdfaid:conformance>A</pdfaid:conformance>"));
        assert!(text.contains("Noto"), "a font of the machine is inside");
        assert!(pdf(&store, "pdf", &[]).1.as_ref() == Some(&file));
    } else {
        assert_eq!((shown.code, file), (2, None), "{}", shown.stderr);
    }
}

#[test]
fn a_name_that_the_fonts_of_the_program_have_needs_no_font_of_the_machine() {
    let nowhere = tempfile::tempdir().expect("a folder");
    let variables = [("MRU_FONTS", nowhere.path().to_str().expect("a name"))];
    let (store, put) = store("Ñandú Łódź Ασφάλειες S.A.", &variables);
    assert_eq!(put.stderr, "");
    let (_, here) = pdf(&store, "pdf", &[]);
    let (_, elsewhere) = pdf(&store, "pdf", &variables);
    assert!(here.is_some() && here == elsewhere, "the same bytes whatever fonts a machine has");
}

#[test]
fn letters_of_events_are_named_when_they_are_imported() {
    let (store, _) = store("Seguros S.A.", &[]);
    let events = format!(
        "id,type,time,customer,environment,component,name,usd,description,ticket\n\
         n1,one-off,2026-04-11T09:00:00-04:00,insurer,production,sso,sso,1,Año {NOWHERE},REQ-1\n\
         n2,one-off,2026-04-11T09:00:00-04:00,insurer,production,sso,{NOWHERE},1,Ñandú,REQ-1\n"
    );
    let file = store.file("names.csv", &events);
    let run = store.run(&["meter", "import", &file]);
    assert_eq!(run.code, 0, "a warning refuses nothing: {}", run.stderr);
    assert!(run.stdout.contains("2 new events"), "{}", run.stdout);
    for said in ["warning[B40]", "names.csv:2:", "events[0].description", "(U+10FFFD)"] {
        assert!(run.stderr.contains(said), "{said}: {}", run.stderr);
    }
    // Each letter is named once, and letters that the fonts have are not.
    assert_eq!(run.stderr.matches("warning[B40]").count(), 1, "{}", run.stderr);
    let plain = store
        .file("plain.csv", &events.replace(NOWHERE, "ñ").replace("n1", "p1").replace("n2", "p2"));
    assert_eq!(store.run(&["meter", "import", &plain]).stderr, "");
}
