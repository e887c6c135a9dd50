//! The error gallery: one folder a finding, run by the real program, in both languages.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

use mru_tests::run::{compare, deployment_file, list, root, run};

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

#[test]
fn every_case_says_what_is_committed() {
    let mut differences = Vec::new();
    for case in cases() {
        let file = deployment_file(&case, "deployment").display().to_string();
        for lang in ["en", "es"] {
            let findings =
                run(MRU, &["validate", &file, "--as-of", "2026-11-21", "--lang", lang], "");
            assert_eq!(findings.stderr, "", "{}", name(&case));
            let relative = findings.stdout.replace(&format!("{}/", root().display()), "");
            differences
                .extend(compare(&case.join(format!("expected.{lang}.txt")), &relative).err());
            let own = format!("[{}]", rule_of(&case));
            assert!(relative.contains(&own), "{} does not raise {own}:\n{relative}", name(&case));
            let code = if relative.contains("error[") { 2 } else { 0 };
            assert_eq!(findings.code, code, "{}", name(&case));
            for line in relative.lines() {
                // A place stays whole, so that editors can jump to it.
                let place = line.contains("/deployment.");
                assert!(
                    place || line.chars().count() <= 80,
                    "{}: wider than 80 columns: {line}",
                    name(&case)
                );
            }
        }
        let readme = fs::read_to_string(case.join("README.md")).unwrap_or_default();
        assert!(readme.len() > 20, "{} has no README.md that says what is wrong", name(&case));
    }
    assert!(differences.is_empty(), "{}", differences.join("\n"));
}

/// Rules that a file of a deployment can raise, as the source of the core names them.
fn rules_in_source() -> BTreeSet<String> {
    let mut rules = BTreeSet::new();
    let mut open = ["catalogue", "validation", "reading", "deployment", "quote"]
        .map(|folder| root().join("mru-core/src").join(folder))
        .to_vec();
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
            let calls = ["error(\"", "warn(\"", "inform(\"", "require(\"", "rule:\"", "path,\""];
            let of_record = before.ends_with(",\"") && after[literal.len()..].starts_with("\"]{");
            let raised = of_record || calls.iter().any(|call| before.ends_with(call));
            let is_rule = literal.len() > 1
                && literal.starts_with(['V', 'F', 'R', 'D'])
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
    let missing: Vec<&String> =
        in_source.difference(&in_gallery).filter(|rule| *rule != "R6").collect();
    assert!(missing.is_empty(), "no case for {missing:?}");
}
