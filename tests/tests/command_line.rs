//! The command line as people and scripts use it: inputs, outputs, exit codes.

use std::{fs, path::PathBuf};

use mru_tests::run::{Run, root, run};
use serde_json::Value as Json;

const MRU: &str = env!("CARGO_BIN_EXE_mru-under-test");
const EX1: &str = "fixtures/deployments/ex1-preprod-only.toml";
const DAY: [&str; 2] = ["--as-of", "2026-11-21"];

fn mru(arguments: &[&str]) -> Run {
    run(MRU, arguments, "")
}

fn quote_json(arguments: &[&str]) -> Json {
    let quote = mru(&[&["quote", "--format", "json"], arguments].concat());
    assert_eq!(quote.code, 0, "{}", quote.stderr);
    serde_json::from_str(&quote.stdout).expect("a JSON document")
}

/// A folder of this test's own, removed when it ends.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Folder {
        let path = std::env::temp_dir().join(format!("mru-{name}-{}", std::process::id()));
        let _ = fs::remove_dir_all(&path);
        fs::create_dir_all(&path).expect("a temporary folder");
        Folder(path)
    }

    fn path(&self, name: &str) -> String {
        self.0.join(name).display().to_string()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

#[test]
fn a_quote_reads_the_standard_input() {
    let text = fs::read_to_string(root().join(EX1)).expect("the example");
    let from_input = run(MRU, &["quote", "-", DAY[0], DAY[1]], &text);
    assert_eq!(from_input.code, 0, "{}", from_input.stderr);
    let from_file = mru(&["quote", EX1, DAY[0], DAY[1]]);
    assert_eq!(from_input.stdout.replace(" - ", EX1), from_file.stdout.replace(" - ", EX1));
}

#[test]
fn a_quote_names_what_the_documents_promise() {
    let quote = quote_json(&[EX1, DAY[0], DAY[1]]);
    for field in
        ["total_mru", "total_usd", "environments", "lines", "findings", "rate_card", "deployment"]
    {
        assert!(!quote[field].is_null(), "{field}");
    }
    for field in [
        "environment",
        "component",
        "name",
        "size",
        "quantity",
        "multiplier",
        "weight_mru",
        "mru",
        "usd",
        "rules",
        "entry",
        "explanation",
    ] {
        assert!(!quote["lines"][0][field].is_null(), "{field}");
    }
    assert_eq!(quote["lines"][0]["size"], "1x2");
    assert_eq!(quote["lines"][0]["entry"], "container/1x2");
    assert!(quote["rate_card"]["hash"].as_str().is_some_and(|hash| hash.starts_with("sha256:")));
}

#[test]
fn the_day_selects_the_rate_card() {
    let price = |day: &str| quote_json(&[EX1, "--as-of", day])["mru_price_usd"].clone();
    assert_eq!(price("2026-01-01"), "40.00");
    assert_eq!(price("2026-09-30"), "40.00");
    assert_eq!(price("2026-10-01"), "42.00");
    let before = mru(&["quote", EX1, "--as-of", "2025-12-31"]);
    assert_eq!(before.code, 2);
    assert!(
        before.stderr.contains("[T8]") && before.stderr.contains("2026-01-01"),
        "{}",
        before.stderr
    );
}

#[test]
fn a_rate_card_can_be_named_by_its_first_day() {
    let quote = quote_json(&[EX1, "--as-of", "2026-11-21", "--rate-card", "reference@2026-01-01"]);
    assert_eq!(quote["rate_card"]["effective_from"], "2026-01-01");
    let unknown = mru(&["quote", EX1, "--rate-card", "reference@2027-01-01"]);
    assert_eq!(unknown.code, 1);
    assert!(unknown.stderr.contains("reference@2026-10-01"), "{}", unknown.stderr);
    let misspelt = mru(&["quote", EX1, "--rate-card", "referense"]);
    assert!(misspelt.stderr.contains("did you mean `reference`?"), "{}", misspelt.stderr);
}

#[test]
fn a_contract_changes_prices_and_names_unknown_entries() {
    let locked =
        quote_json(&[EX1, DAY[0], DAY[1], "--contract", "fixtures/contracts/locked-price.toml"]);
    assert_eq!(locked["mru_price_source"], "contract");
    let later = quote_json(&[
        EX1,
        "--as-of",
        "2027-01-01",
        "--contract",
        "fixtures/contracts/locked-price.toml",
    ]);
    assert_ne!(locked["mru_price_usd"], later["mru_price_usd"], "the lock ends on its last day");
    let invalid =
        mru(&["quote", EX1, DAY[0], DAY[1], "--contract", "fixtures/contracts/invalid.toml"]);
    assert_eq!((invalid.code, invalid.stdout.as_str()), (2, ""));
    assert!(invalid.stderr.contains("[T10]"), "{}", invalid.stderr);
}

#[test]
fn an_output_file_is_whole_or_absent() {
    let folder = Folder::new("output");
    let target = folder.path("quote.html");
    let written = mru(&["quote", EX1, DAY[0], DAY[1], "--format", "html", "-o", &target]);
    assert_eq!((written.code, written.stdout.as_str()), (0, ""));
    assert!(fs::read_to_string(&target).expect("the quote").trim_end().ends_with("</html>"));

    let refused = folder.path("refused.html");
    let invalid =
        mru(&["quote", "fixtures/deployments/ex7-invalid.yaml", DAY[0], DAY[1], "-o", &refused]);
    assert_eq!(invalid.code, 2);
    assert!(!PathBuf::from(&refused).exists(), "nothing half-done stays behind");
    let nowhere = mru(&["quote", EX1, DAY[0], DAY[1], "-o", &folder.path("missing/quote.txt")]);
    assert_eq!(nowhere.code, 1, "{}", nowhere.stderr);
    assert_eq!(
        fs::read_dir(&folder.0).expect("the folder").count(),
        1,
        "no temporary file stays behind"
    );
}

#[test]
fn a_file_that_cannot_be_read_is_named() {
    let missing = mru(&["quote", "nowhere.toml"]);
    assert_eq!((missing.code, missing.stdout.as_str()), (1, ""));
    assert!(missing.stderr.contains("nowhere.toml"), "{}", missing.stderr);
    let spanish = mru(&["quote", "nowhere.toml", "--lang", "es"]);
    assert!(spanish.stderr.contains("revise el nombre"), "{}", spanish.stderr);
}

#[test]
fn a_text_that_is_not_utf8_is_a_finding() {
    let folder = Folder::new("latin1");
    let path = folder.path("deployment.toml");
    fs::write(&path, b"id = \"banco\"\n# a\xf1o\n").expect("a file");
    let refused = mru(&["validate", &path]);
    assert_eq!(refused.code, 2);
    assert!(
        refused.stderr.contains("[F1]") && refused.stderr.contains(":2:1"),
        "{}",
        refused.stderr
    );
}

#[test]
fn explain_tells_the_parents_of_a_line() {
    let line = mru(&["explain", EX1, "1", DAY[0], DAY[1]]);
    assert_eq!(line.code, 0, "{}", line.stderr);
    for part in [
        "MRU × USD 42.00 = USD",
        "container/1x2",
        "R15",
        "sha256:",
        "environments[0].containers[0]",
        "USE1-Fargate-vCPU-Hours",
    ] {
        assert!(line.stdout.contains(part), "{part} is missing:\n{}", line.stdout);
    }
    let none = mru(&["explain", EX1, "999", DAY[0], DAY[1]]);
    assert_eq!(none.code, 1);
    assert!(none.stderr.contains("no line 999"), "{}", none.stderr);
}

#[test]
fn the_catalogue_lists_every_kind_and_tells_all_about_one() {
    let all = mru(&["catalogue", "--format", "json"]);
    let kinds: Json = serde_json::from_str(&all.stdout).expect("a JSON document");
    let codes: std::collections::BTreeSet<&str> =
        kinds.as_array().into_iter().flatten().filter_map(|kind| kind["code"].as_str()).collect();
    let domain = [
        "C01", "C02", "C03", "C04", "C05", "C10", "C11", "C12", "C13", "C14", "C15", "C16", "C17",
        "C18", "C20", "C21", "C22", "C23", "C30", "C31", "C32", "C33", "C34", "C35", "C36", "C37",
        "C40", "C41", "C42", "C43", "C44", "C45", "C46", "C47", "C48", "C50", "C51", "C60", "C61",
        "C62", "C63", "C70", "C71", "C72", "C73",
    ];
    for code in domain {
        assert!(codes.contains(code), "{code} has no place in the catalogue");
    }
    let queue = mru(&["catalogue", "queue"]);
    assert!(
        queue.stdout.contains("type(standard|fifo)") && queue.stdout.contains("queue/fifo"),
        "{}",
        queue.stdout
    );
    assert_eq!(mru(&["catalogue", "mainframe"]).code, 1);
}

#[test]
fn the_committed_schema_is_the_generated_one() {
    for file in ["deployment", "customer", "supplier", "event"] {
        let schema = mru(&["schema", file]);
        let committed = root().join(format!("docs/{file}.schema.json"));
        mru_tests::run::compare(&committed, &schema.stdout)
            .unwrap_or_else(|difference| panic!("{difference}"));
    }
}

/// A folder with nothing in it but what `mru init` writes has a priced file in one more command.
#[test]
fn init_writes_files_that_validate_and_price() {
    let folder = Folder::new("init");
    for (like, total) in [("api", "total_usd"), ("bank", "total_usd"), ("spa", "total_usd")] {
        for lang in ["en", "es"] {
            let file = folder.path(&format!("{like}.{lang}.yaml"));
            let written = mru(&["init", like, "-o", &file, "--lang", lang]);
            assert_eq!(written.code, 0, "{}", written.stderr);
            assert!(written.stderr.contains(&format!("mru quote {file}")), "{}", written.stderr);
            let validated = mru(&["validate", &file, "--as-of", "2026-11-21"]);
            assert!(validated.stdout.starts_with("no findings"), "{}", validated.stdout);
            let quote = mru(&["quote", &file, "--as-of", "2026-11-21", "--format", "json"]);
            assert!(quote.code == 0 && quote.stdout.contains(total), "{}", quote.stderr);
            // What is there stays.
            assert_eq!(mru(&["init", like, "-o", &file]).code, 1);
        }
        let shown = mru(&["init", like, "-o", "-"]);
        assert!(shown.stdout.contains("kind: production") && shown.stderr.is_empty());
    }
}

#[test]
fn a_day_in_another_form_is_answered_by_the_form_that_is_wanted() {
    let file = root().join("fixtures/deployments/ex2-small.yaml").display().to_string();
    for (lang, said) in
        [("en", "write the day as 2026-11-21"), ("es", "escriba el día como 2026-11-21")]
    {
        let run = mru(&["quote", &file, "--as-of", "21/11/2026", "--lang", lang]);
        assert_eq!(run.code, 2);
        assert!(run.stderr.contains(said), "{}", run.stderr);
    }
}

#[test]
fn a_quote_is_a_pdf_by_the_ending_of_its_file() {
    let folder = Folder::new("quote-pdf");
    let deployment = root().join("fixtures/deployments/ex5-bank.yaml").display().to_string();
    let pdf = |name: &str| {
        let file = folder.path(name);
        let run =
            mru(&["quote", &deployment, "--as-of", "2026-11-21", "-o", &file, "--lang", "es"]);
        assert_eq!((run.code, run.stderr.as_str()), (0, ""));
        fs::read(file).expect("a PDF")
    };
    let first = pdf("a.pdf");
    assert!(first.starts_with(b"%PDF") && first == pdf("b.pdf"));
}

#[test]
fn every_command_has_help_that_fits_a_terminal() {
    for command in [
        &["--help"][..],
        &["init", "--help"],
        &["quote", "--help"],
        &["validate", "--help"],
        &["explain", "--help"],
        &["catalogue", "--help"],
        &["rate-card", "--help"],
        &["rate-card", "derive", "--help"],
        &["supplier", "--help"],
        &["customer", "put", "--help"],
        &["meter", "import", "--help"],
        &["bill", "--help"],
        &["invoice", "--help"],
        &["invoice", "show", "--help"],
        &["invoice", "write", "--help"],
        &["credit-note", "--help"],
        &["export", "--help"],
        &["verify", "--help"],
        &["demo", "--help"],
    ] {
        let help = mru(command);
        assert_eq!(help.code, 0);
        for line in help.stdout.lines() {
            assert!(line.chars().count() <= 100, "{command:?}: {line}");
        }
    }
    assert!(mru(&["completions", "bash"]).stdout.contains("mru"));
}
