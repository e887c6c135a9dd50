//! What can be held of the house's order: which crate depends on which.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use mru_tests::run::{list, root};

/// Crates of the workspace, and those of the workspace that each may depend on.
const ARROWS: [(&str, &[&str]); 5] = [
    ("mru-core", &[]),
    ("pricing-tables", &["mru-core"]),
    ("reports", &["mru-core"]),
    ("mru-service", &["mru-core", "pricing-tables", "reports"]),
    ("mru-tests", &["mru-core", "mru-service", "pricing-tables", "reports"]),
];

/// What a tool that links the library must never build: databases, typesetting, networks, clocks of
/// an async runtime, data frames.
const NOT_IN_CORE: [&str; 9] =
    ["sqlx", "tokio", "typst", "askama", "axum", "aws-config", "polars", "ring", "clap"];

/// The names of everything that a crate builds with.
fn tree(of: &str) -> BTreeSet<String> {
    let cargo = std::env::var("CARGO").unwrap_or_else(|_| String::from("cargo"));
    let output = Command::new(cargo)
        .args(["tree", "--offline", "--package", of, "--edges", "normal,build"])
        .args(["--prefix", "none", "--format", "{p}"])
        .current_dir(root())
        .output()
        .expect("cargo runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let names = String::from_utf8(output.stdout).expect("names are text");
    let name = |line: &str| line.split(' ').next().map(str::to_owned);
    names.lines().filter_map(name).filter(|name| name != of).collect()
}

#[test]
fn crates_depend_on_each_other_in_one_direction() {
    for (of, may) in ARROWS {
        let built = tree(of);
        let crates = ARROWS.iter().map(|(name, _)| *name);
        let found: Vec<&str> = crates.filter(|name| built.contains(*name)).collect();
        let wrong: Vec<&&str> = found.iter().filter(|name| !may.contains(name)).collect();
        assert!(wrong.is_empty(), "{of} must not build with {wrong:?}");
        assert_eq!(found.len(), may.len(), "{of} builds with {found:?} only: shorten ARROWS");
    }
}

#[test]
fn a_tool_that_links_library_and_cards_stays_small() {
    for of in ["mru-core", "pricing-tables"] {
        let built = tree(of);
        let heavy: Vec<&&str> = NOT_IN_CORE.iter().filter(|name| built.contains(**name)).collect();
        assert!(heavy.is_empty(), "{of} must not build with {heavy:?}");
    }
}

/// All Rust files below a folder of the project.
fn sources(folder: &str) -> Vec<PathBuf> {
    let mut open = vec![root().join(folder)];
    let mut files = Vec::new();
    while let Some(path) = open.pop() {
        if path.is_dir() {
            open.extend(list(&path));
        } else if path.extension().is_some_and(|it| it == "rs") {
            files.push(path);
        }
    }
    files.sort();
    files
}

/// The files below a folder, but for some places, in which a word stands.
fn with_word(word: &str, folder: &str, but: &[&str]) -> Vec<PathBuf> {
    let root = root();
    let elsewhere = |path: &Path| but.iter().all(|place| !path.starts_with(root.join(place)));
    let holds = |path: &PathBuf| fs::read_to_string(path).expect("a source").contains(word);
    sources(folder).into_iter().filter(|path| elsewhere(path) && holds(path)).collect()
}

#[test]
fn only_the_store_speaks_to_databases() {
    let storage = "mru-service/src/storage";
    assert!(!with_word("sqlx::", storage, &[]).is_empty(), "the test looks for another word");
    let found = with_word("sqlx::", "mru-service/src", &[storage]);
    assert!(found.is_empty(), "SQL belongs into {storage}, not into {found:?}");
}

#[test]
fn faces_open_the_store_and_leave_the_rest_to_use_cases() {
    let found = with_word("storage", "mru-service/src/cli", &[]);
    assert!(found.is_empty(), "a use case of billing, books or witness is missing for {found:?}");
}
