//! The documents of the worked examples, byte for byte, by the real program.

use mru_tests::run::{EXAMPLES, compare, deployment_file, root, run};

const MRU: &str = env!("CARGO_BIN_EXE_mru-under-test");
const FORMATS: [(&str, &str); 4] =
    [("text", "txt"), ("json", "json"), ("csv", "csv"), ("html", "html")];

#[test]
fn quotes_of_the_examples_are_as_committed() {
    let mut differences = Vec::new();
    for example in EXAMPLES {
        let file = deployment_file(&root().join("fixtures/deployments"), example);
        for (format, ending) in FORMATS {
            for lang in ["en", "es"] {
                let arguments = [
                    "quote",
                    &file.display().to_string(),
                    "--as-of",
                    "2026-11-21",
                    "--format",
                    format,
                    "--lang",
                    lang,
                ];
                let quote = run(MRU, &arguments, "");
                assert_eq!(quote.code, 0, "{example} {format}: {}", quote.stderr);
                assert_eq!(quote.stderr, "", "{example} {format}");
                let path = root().join(format!("fixtures/quotes/{example}/quote.{lang}.{ending}"));
                differences.extend(compare(&path, &quote.stdout).err());
            }
        }
    }
    assert!(differences.is_empty(), "{}", differences.join("\n"));
}

#[test]
fn the_invalid_example_has_its_findings_and_no_total() {
    let file =
        deployment_file(&root().join("fixtures/deployments"), "ex7-invalid").display().to_string();
    let mut differences = Vec::new();
    for lang in ["en", "es"] {
        let text = run(MRU, &["quote", &file, "--as-of", "2026-11-21", "--lang", lang], "");
        assert_eq!(
            (text.code, text.stdout.as_str()),
            (2, ""),
            "an invalid deployment has no total"
        );
        let relative = text.stderr.replace(&format!("{}/", root().display()), "");
        differences.extend(
            compare(
                &root().join(format!("fixtures/quotes/ex7-invalid/findings.{lang}.txt")),
                &relative,
            )
            .err(),
        );

        let json = run(
            MRU,
            &["quote", &file, "--as-of", "2026-11-21", "--lang", lang, "--format", "json"],
            "",
        );
        assert_eq!(json.code, 2);
        assert!(!json.stdout.contains("total_"), "an invalid deployment has no total");
        differences.extend(
            compare(
                &root().join(format!("fixtures/quotes/ex7-invalid/findings.{lang}.json")),
                &json.stdout,
            )
            .err(),
        );
    }
    assert!(differences.is_empty(), "{}", differences.join("\n"));
}

/// The rules and their number that domain §6.3 lists for EX7.
#[test]
fn the_invalid_example_has_exactly_the_listed_rules() {
    let file =
        deployment_file(&root().join("fixtures/deployments"), "ex7-invalid").display().to_string();
    let json = run(MRU, &["validate", &file, "--as-of", "2026-11-21", "--format", "json"], "");
    let document: serde_json::Value = serde_json::from_str(&json.stdout).expect("a JSON document");
    let mut rules: Vec<&str> = document["findings"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|finding| finding["rule"].as_str())
        .collect();
    rules.sort_unstable();
    let mut listed = [
        "V8", "V1", "V2", "V2", "V4", "V5", "V9", "V8", "V28", "V32", "V19", "V21", "V53", "V23",
        "V33",
    ];
    listed.sort_unstable();
    assert_eq!(rules, listed);
}
