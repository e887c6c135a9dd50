//! The error gallery: one folder a finding, run by the real program, in both languages.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

use mru_tests::{
    run::{Run, compare, deployment_file, list, root, run},
    store::Store,
};

const MRU: &str = env!("CARGO_BIN_EXE_mru-under-test");

fn cases() -> Vec<PathBuf> {
    list(&root().join("fixtures/errors")).into_iter().filter(|path| path.is_dir()).collect()
}

fn name(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

/// `v2-memory-not-offered` is a case of rule `V2`.
fn rule_of(case: &Path) -> String {
    name(case).split('-').next().unwrap_or_default().to_uppercase()
}

/// What the program says about a case: the findings of its deployment file, or of the last of its
/// commands.
fn findings(case: &Path, lang: &str) -> (i32, String) {
    if case.join("commands.txt").is_file() {
        let last = play(case, lang);
        return (last.code, last.stderr);
    }
    let file = deployment_file(case, "deployment").display().to_string();
    let run = run(MRU, &["validate", &file, "--as-of", "2026-11-21", "--lang", lang], "");
    assert_eq!(run.stderr, "", "{}", name(case));
    (run.code, run.stdout.replace(&format!("{}/", root().display()), ""))
}

/// Runs the commands of a case on a new store and returns the last run; the others succeed.
fn play(case: &Path, lang: &str) -> Run {
    let store = Store::sqlite(MRU);
    let commands = fs::read_to_string(case.join("commands.txt")).expect("commands");
    if !commands.starts_with("supplier put") {
        store.ok(&["supplier", "put", "fixtures/demo/supplier.toml"]);
    }
    let mut last: Option<Run> = None;
    for command in commands.lines() {
        if let Some(Run { code, stderr, .. }) = &last {
            assert_eq!(*code, 0, "{}, before `{command}`: {stderr}", name(case));
        }
        let arguments: Vec<&str> = command.split_whitespace().chain(["--lang", lang]).collect();
        last = Some(store.run(&arguments));
    }
    last.expect("a command")
}

/// Says what is wrong with the findings of a case besides their words.
fn check(case: &Path, code: i32, said: &str) {
    let own = format!("[{}]", rule_of(case));
    assert!(said.contains(&own), "{} does not raise {own}:\n{said}", name(case));
    let codes: &[i32] = match said.contains("error[") {
        // A month of which a customer is set aside says no; other input is not valid.
        true if case.join("commands.txt").is_file() => &[2, 3],
        true => &[2],
        false => &[0],
    };
    assert!(codes.contains(&code), "{} ends with {code}", name(case));
    for line in said.lines() {
        // A place stays whole, so that editors can jump to it.
        let place = line.contains("fixtures/errors/");
        let fits = place || line.chars().count() <= 80;
        assert!(fits, "{}: wider than 80 columns: {line}", name(case));
        assert_eq!(line.trim_end(), line, "{}: a blank at the end", name(case));
    }
}

#[test]
fn every_case_says_what_is_committed() {
    let mut differences = Vec::new();
    for case in cases() {
        for lang in ["en", "es"] {
            let (code, said) = findings(&case, lang);
            differences.extend(compare(&case.join(format!("expected.{lang}.txt")), &said).err());
            check(&case, code, &said);
        }
        let readme = fs::read_to_string(case.join("README.md")).unwrap_or_default();
        assert!(readme.len() > 20, "{} has no README.md that says what is wrong", name(&case));
    }
    assert!(differences.is_empty(), "{}", differences.join("\n"));
}

/// Rules that a file or a request can raise, as the source names them.
fn rules_in_source() -> BTreeSet<String> {
    let mut rules = BTreeSet::new();
    let mut open = [
        "catalogue",
        "validation",
        "reading",
        "deployment",
        "quote",
        "metering",
        "account",
        "invoice",
    ]
    .map(|folder| root().join("mru-core/src").join(folder))
    .to_vec();
    open.push(root().join("mru-service/src/billing"));
    while let Some(path) = open.pop() {
        if path.is_dir() {
            open.extend(list(&path));
            continue;
        }
        // Without white space, so that it does not matter where lines are broken.
        let source: String =
            fs::read_to_string(&path).unwrap_or_default().split_whitespace().collect();
        for (before, after) in source.match_indices('"').map(|(at, _)| source.split_at(at + 1)) {
            let literal = after.split('"').next().unwrap_or_default();
            let calls = [
                "error(\"",
                "warn(\"",
                "inform(\"",
                "require(\"",
                "rule:\"",
                "path,\"",
                "refused(\"",
                "finding(\"",
            ];
            let of_record = before.ends_with(",\"") && after[literal.len()..].starts_with("\"]{");
            let raised = of_record || calls.iter().any(|call| before.ends_with(call));
            let is_rule = literal.len() > 1
                && literal.starts_with(['V', 'F', 'R', 'D', 'U', 'B'])
                && literal[1..].chars().all(|c| c.is_ascii_digit());
            if raised && is_rule {
                rules.insert(literal.to_owned());
            }
        }
    }
    rules
}

#[test]
fn every_rule_that_can_be_raised_has_a_case() {
    let in_gallery: BTreeSet<String> = cases().iter().map(|case| rule_of(case)).collect();
    let in_source = rules_in_source();
    assert!(in_source.len() > 50, "the source was not read: {in_source:?}");
    // R6 needs numbers beyond every stated range; `rules.rs` reaches it with terms made as values.
    // F8 needs a thousand findings; `strict_import.rs` has them.
    // U18 to U20 need a store with receipts; `changes` has them.
    let missing: Vec<&String> = in_source
        .difference(&in_gallery)
        .filter(|rule| !["R6", "F8", "U18", "U19", "U20"].contains(&rule.as_str()))
        .collect();
    assert!(missing.is_empty(), "no case for {missing:?}");
}
