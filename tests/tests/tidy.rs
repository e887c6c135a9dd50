//! What can be held of the house's order: which crate depends on which, which module imports which,
//! how long files are, and where links lead.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use mru_tests::{
    imports::{Crate, circles, sources},
    run::{list, root},
};

/// Crates of the workspace, and those of the workspace that each may depend on.
const ARROWS: &[(&str, &[&str])] = &[
    ("mru-core", &[]),
    ("aws-access", &[]),
    ("cost-data", &["mru-core"]),
    ("courier", &[]),
    ("price-lists", &["mru-core"]),
    ("pricing-tables", &["mru-core"]),
    ("reports", &["mru-core"]),
    (
        "mru-service",
        &[
            "mru-core",
            "aws-access",
            "cost-data",
            "courier",
            "price-lists",
            "pricing-tables",
            "reports",
        ],
    ),
    (
        "mru-tests",
        &[
            "mru-core",
            "aws-access",
            "cost-data",
            "courier",
            "mru-service",
            "price-lists",
            "pricing-tables",
            "reports",
        ],
    ),
];

/// What a tool that links the library must never build: databases, typesetting, networks, clocks of
/// an async runtime, data frames.
const NOT_IN_CORE: [&str; 9] =
    ["sqlx", "tokio", "typst", "askama", "axum", "aws-config", "polars", "ring", "clap"];

/// The modules of core from the bottom to the top: each imports only what stands before it.
/// `docs/architecture.md` has them in this order, each with what it imports.
const ORDER: &[&str] = &[
    "numeral",
    "text",
    "units",
    "digest",
    "stored",
    "positions",
    "finding",
    "reading",
    "calendar",
    "costs",
    "entry_id",
    "policies",
    "kind",
    "materials",
    "catalogue",
    "deployment",
    "validation",
    "rate_card",
    "pricing",
    "quote",
    "cost_model",
    "change",
    "account",
    "metering",
    "invoice",
    "offer",
    "terraform",
    "impact",
    "accuracy",
    "reconciliation",
];

/// Folders of the product's sources.
const PRODUCT: &[&str] = &[
    "mru-core/src",
    "aws-access/src",
    "cost-data/src",
    "courier/src",
    "price-lists/src",
    "pricing-tables/src",
    "reports/src",
    "mru-service/src",
];

/// Modules of core in which a function may stand without an example: those of whom derives rate
/// cards and compares them with bills. The list becomes shorter, never longer.
const WITHOUT_EXAMPLES: [&str; 3] = ["cost_model", "costs", "reconciliation"];

/// The longest file of the product, in lines.
const LONGEST_FILE: usize = 400;

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
    for of in ["mru-core", "price-lists", "pricing-tables"] {
        let built = tree(of);
        let heavy: Vec<&&str> = NOT_IN_CORE.iter().filter(|name| built.contains(**name)).collect();
        assert!(heavy.is_empty(), "{of} must not build with {heavy:?}");
    }
}

/// The files below a folder, but for some places, in which a word stands.
fn with_word(word: &str, folder: &str, but: &[&str]) -> Vec<PathBuf> {
    let root = root();
    let elsewhere = |path: &Path| but.iter().all(|place| !path.starts_with(root.join(place)));
    let holds = |path: &PathBuf| fs::read_to_string(path).expect("a source").contains(word);
    sources(&root.join(folder)).into_iter().filter(|path| elsewhere(path) && holds(path)).collect()
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
    for face in FACES {
        let found = with_word("storage", face, &[]);
        assert!(found.is_empty(), "a use case is missing for {found:?}");
    }
}

/// What people and programs ask by.
const FACES: [&str; 2] = ["mru-service/src/cli", "mru-service/src/http"];

/// What reads, selects, prices, compares and derives: the ways of core that a use case goes, so that a
/// request on another road than the command line gets the same answer.
const WAYS_OF_USE_CASES: [&str; 10] = [
    "Deployment::parse",
    "Quote::of",
    "check_with_terms",
    "Contract::read",
    "Terms::new",
    ".select(",
    "RateCard::read",
    "PriceList::read",
    "cost_model::derive",
    "diff(&",
];

#[test]
fn faces_price_by_use_cases_alone() {
    for way in WAYS_OF_USE_CASES {
        let used = with_word(way, "mru-service/src", &FACES);
        assert!(!used.is_empty(), "no use case goes by `{way}`: the test looks for another word");
        for face in FACES {
            let found = with_word(way, face, &[]);
            assert!(
                found.is_empty(),
                "ask quoting, prices or rate_cards instead of `{way}` in {found:?}"
            );
        }
    }
}

/// Rooms and files that hold no sentence.
const ROOMS_OF_VALUES: &[&str] = &[
    "absent.rs",
    "books",
    "callers",
    "prices",
    "quoting",
    "quotes",
    "rate_cards",
    "billing/cards.rs",
    "billing/impact.rs",
    "billing/publish.rs",
    "billing/refusal.rs",
    "witness/refusal.rs",
];

/// What these rooms refuse is a value with fields: a sentence, and what to do about it, is the face's.
#[test]
fn refusals_of_use_cases_are_values() {
    for room in ROOMS_OF_VALUES {
        let room = format!("mru-service/src/{room}");
        for word in ["Text::new", "failure::", "clap", "`mru "] {
            let found = with_word(word, &room, &[]);
            assert!(found.is_empty(), "`{word}` belongs into a face, not into {found:?}");
        }
        assert!(!with_word("pub ", &room, &[]).is_empty(), "{room} has another name");
    }
}

/// The lines of a source that are no comment, with their numbers.
fn code(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let lines = text.lines().enumerate().map(|(at, line)| (at + 1, line));
    lines.filter(|(_, line)| !line.trim_start().starts_with("//"))
}

/// How to go on is for the face to say: no use case names a command, an option or a variable, and none
/// refuses by a sentence.
#[test]
fn only_the_command_line_names_its_commands() {
    let cli = root().join("mru-service/src/cli");
    let remedies = ["`mru ", "`--", "Refused(Text)", "MRU_"];
    let mut named = 0;
    for path in PRODUCT.iter().flat_map(|folder| sources(&root().join(folder))) {
        let text = fs::read_to_string(&path).expect("a source");
        for (at, line) in code(&text) {
            let Some(word) = remedies.iter().find(|word| line.contains(**word)) else { continue };
            // Points at which tests kill it, what stands in published cards, variables of documents.
            let may = ["crash.rs", "cost_model/derive.rs"].iter().any(|it| path.ends_with(it))
                || (*word == "MRU_" && path.starts_with(root().join("reports")));
            assert!(
                path.starts_with(&cli) || may,
                "{}:{at}: `{word}` belongs into the command line: {line}",
                path.display()
            );
            named += 1;
        }
    }
    assert!(named > 30, "the command line names {named} commands: the test looks for others");
}

/// A second library of cryptography would double what has to be trusted and built.
#[test]
fn there_is_one_library_of_cryptography() {
    let built = tree("mru-service");
    assert!(built.contains("aws-config") && built.contains("ring"), "the features changed");
    for other in ["aws-lc-rs", "aws-lc-sys", "openssl-sys", "native-tls"] {
        assert!(!built.contains(other), "mru-service must not build with {other}");
    }
}

/// Use cases are asked by texts and values: how a request looks is for the room of the API.
#[test]
fn one_room_speaks_http() {
    for word in ["axum", "hyper"] {
        assert!(
            !with_word(word, "mru-service/src/http", &[]).is_empty(),
            "{word} has another name"
        );
        let found = with_word(word, "mru-service/src", &["mru-service/src/http"]);
        assert!(found.is_empty(), "`{word}` belongs into http, not into {found:?}");
    }
    let found = with_word("cli::", "mru-service/src/http", &[]);
    assert!(found.is_empty(), "the API asks use cases, not the command line: {found:?}");
}

#[test]
fn one_crate_knows_how_aws_is_reached() {
    for word in ["aws_config", "aws_smithy_http_client"] {
        assert!(!with_word(word, "aws-access/src", &[]).is_empty(), "{word} has another name");
        let found = with_word(word, "mru-service/src", &[]);
        assert!(found.is_empty(), "`{word}` belongs into aws-access, not into {found:?}");
    }
}

/// What is recorded takes its time from the clock of the store, what is judged from the face that asks.
#[test]
fn one_file_reads_the_clock_for_the_store() {
    let but = ["mru-service/src/cli", "mru-service/src/storage/clock.rs"];
    for word in ["Utc::now", "Local::now", "SystemTime::now"] {
        let found = with_word(word, "mru-service/src", &but);
        assert!(found.is_empty(), "take the time as an argument or from the store in {found:?}");
    }
}

/// The imports of each module of core, without those inside it.
fn imports_of_core() -> BTreeMap<String, BTreeSet<String>> {
    let top = |file: &str| file.split('/').next().unwrap_or_default().to_owned();
    let mut imports: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (from, to) in Crate::read(&root().join("mru-core/src")).arrows() {
        let (from, to) = (top(&from), top(&to));
        imports.entry(to.clone()).or_default();
        let all = imports.entry(from.clone()).or_default();
        if from != to {
            all.insert(to);
        }
    }
    imports
}

#[test]
fn modules_of_core_import_only_what_stands_below_them() {
    let imports = imports_of_core();
    let known: BTreeSet<&str> = imports.keys().map(String::as_str).collect();
    assert_eq!(known, ORDER.iter().copied().collect(), "ORDER lists every module of core");
    for (at, module) in ORDER.iter().enumerate() {
        let below = &ORDER[..at];
        let wrong: Vec<&String> =
            imports[*module].iter().filter(|it| !below.contains(&it.as_str())).collect();
        assert!(wrong.is_empty(), "`{module}` imports {wrong:?}, which stand above it");
    }
}

#[test]
fn the_architecture_shows_the_modules_of_core_and_their_arrows() {
    let imports = imports_of_core();
    let rank = |name: &str| ORDER.iter().position(|it| *it == name);
    let told = fs::read_to_string(root().join("docs/architecture.md")).expect("the architecture");
    let table = told.split("| Module of `mru-core/src` |").nth(1).expect("the table of modules");
    let rows: Vec<&str> = table.lines().skip(2).take_while(|it| it.starts_with('|')).collect();
    assert_eq!(rows.len(), ORDER.len(), "one row a module");
    for (row, module) in rows.iter().zip(ORDER.iter().copied()) {
        let mut lower: Vec<&str> = imports[module].iter().map(String::as_str).collect();
        lower.sort_by_key(|it| rank(it));
        let named = |cell: &str| -> Vec<String> {
            let words = cell.split(['`', ',', ' ']).filter(|it| !it.is_empty());
            words.map(|it| it.trim_end_matches(".rs").trim_end_matches('/').to_owned()).collect()
        };
        let cells: Vec<&str> = row.trim_matches('|').split('|').collect();
        assert_eq!(named(cells[0]), [module], "the order of the rows");
        assert_eq!(named(cells[2]), lower, "what `{module}` imports");
    }
}

#[test]
fn no_files_of_core_import_each_other_in_a_circle() {
    let arrows = Crate::read(&root().join("mru-core/src")).arrows();
    assert!(arrows.len() > 300, "the reader of imports finds {} arrows only", arrows.len());
    let found = circles(&arrows);
    assert!(found.is_empty(), "circles of imports: {found:#?}");
}

#[test]
fn files_and_functions_of_the_product_stay_short() {
    for folder in PRODUCT {
        for path in sources(&root().join(folder)) {
            let lines = fs::read_to_string(&path).expect("a source").lines().count();
            let shown = path.display();
            assert!(lines <= LONGEST_FILE, "{shown} has {lines} lines: make it two ideas");
        }
    }
    // Clippy counts the lines of functions.
    for file in ["clippy.toml", "mru-core/clippy.toml"] {
        let text = fs::read_to_string(root().join(file)).expect("the settings of clippy");
        assert!(text.contains("too-many-lines-threshold = 70"), "{file}: functions have 70 lines");
    }
    let lints = fs::read_to_string(root().join("Cargo.toml")).expect("the workspace");
    assert!(lints.contains("too_many_lines = "), "clippy counts the lines of functions");
}

#[test]
fn links_of_documents_lead_somewhere() {
    let mut open = vec![root().join("docs")];
    let mut documents = vec![root().join("README.md")];
    while let Some(folder) = open.pop() {
        for path in list(&folder) {
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|it| it == "md") {
                documents.push(path);
            }
        }
    }
    let mut followed = 0;
    for document in documents {
        let text = fs::read_to_string(&document).expect("a document");
        let folder = document.parent().expect("a folder");
        for link in text.split("](").skip(1).filter_map(|it| it.split(')').next()) {
            let target = link.split('#').next().unwrap_or_default();
            if target.is_empty() || target.contains("://") {
                continue;
            }
            followed += 1;
            let shown = document.display();
            assert!(folder.join(target).exists(), "{shown} links to {link}, which does not exist");
        }
    }
    assert!(followed > 20, "only {followed} links were found");
}

/// The code of the examples in the documentation of a file.
fn examples(text: &str) -> String {
    let mut inside = false;
    let mut code = String::new();
    for line in text.lines().map(str::trim_start) {
        let Some(line) = line.strip_prefix("///").or_else(|| line.strip_prefix("//!")) else {
            continue;
        };
        if line.trim_start().starts_with("```") {
            inside = !inside;
        } else if inside {
            code.push_str(line);
            code.push('\n');
        }
    }
    code
}

/// The public functions of a file, but for those of one line that ask a value about itself.
fn functions_to_show(text: &str) -> Vec<String> {
    let lines: Vec<&str> = text.lines().collect();
    let mut found = Vec::new();
    for (at, line) in lines.iter().enumerate() {
        let start = line.trim_start();
        let indent = &line[..line.len() - start.len()];
        let Some(rest) = ["pub fn ", "pub const fn "].iter().find_map(|it| start.strip_prefix(it))
        else {
            continue;
        };
        let name: String = rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
        let rest = &lines[at..];
        let head = rest.iter().position(|it| it.ends_with('{')).expect("a body");
        let end = format!("{indent}}}");
        let lines_of_body = rest[head + 1..].iter().take_while(|it| ***it != end).count();
        let asks_itself = rest[..=head].concat().contains("self");
        if !asks_itself || lines_of_body > 1 {
            found.push(name);
        }
    }
    found
}

/// What a tool calls is shown, in an example of the file that runs: how a value is made, what is
/// asked of it and what is refused.
#[test]
fn public_functions_of_core_are_called_in_examples() {
    let core = root().join("mru-core/src");
    let (mut shown, mut missing) = (0, Vec::new());
    for path in sources(&core) {
        let file = path.strip_prefix(&core).expect("a file of core");
        if WITHOUT_EXAMPLES.iter().any(|module| file.starts_with(module)) {
            continue;
        }
        let text = fs::read_to_string(&path).expect("a source");
        let text = text.split("#[cfg(test)]").next().unwrap_or_default();
        let code = examples(text);
        for name in functions_to_show(text) {
            if code.contains(&format!("{name}(")) {
                shown += 1;
            } else {
                missing.push(format!("{}: {name}", file.display()));
            }
        }
    }
    assert!(missing.is_empty(), "no example of their file calls {missing:#?}");
    assert!(shown > 100, "the test finds {shown} functions only");
}
