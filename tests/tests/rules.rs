//! The list of rules in `docs/rules.md`, held against the source, the tests and the error gallery.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

use mru_core::{
    Deployment, Finding, Format, Quote,
    cost_model::{Model, PriceList, derive},
    rate_card::{RateCard, Terms},
};
use mru_tests::run::{list, root};

const RULES: &str = "docs/rules.md";
const GALLERY: &str = "fixtures/errors";

/// A row of a table of the list.
struct Row {
    /// Id of the rule.
    id: String,
    /// Line in the list, from 1.
    line: usize,
    /// Its cells by the names of their columns.
    cells: BTreeMap<String, String>,
}

impl Row {
    /// What stands between backticks in a column; nothing when the table has no such column.
    fn quoted(&self, column: &str) -> Vec<&str> {
        self.cells
            .get(column)
            .map_or(Vec::new(), |cell| cell.split('`').skip(1).step_by(2).collect())
    }

    /// Where the row stands, for messages.
    fn place(&self) -> String {
        format!("{RULES}:{}: {}", self.line, self.id)
    }
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// Reads the rows of all tables whose first column is `Id`.
fn rows() -> Vec<Row> {
    let text = read(&root().join(RULES));
    let mut columns: Vec<String> = Vec::new();
    let mut rows = Vec::new();
    for (index, line) in text.lines().enumerate() {
        let Some(inner) = line.strip_prefix('|').and_then(|rest| rest.strip_suffix('|')) else {
            columns.clear();
            continue;
        };
        let cells: Vec<String> = inner.split('|').map(|cell| cell.trim().to_owned()).collect();
        if columns.is_empty() {
            columns = cells;
        } else if columns[0] == "Id" && cells[0] != "---" {
            let line = index + 1;
            assert_eq!(cells.len(), columns.len(), "{RULES}:{line}: a row of another width");
            let id = cells[0].clone();
            assert!(is_rule(&id), "{RULES}:{line}: `{id}` is not the id of a rule");
            rows.push(Row { id, line, cells: columns.iter().cloned().zip(cells).collect() });
        }
    }
    assert!(rows.len() > 200, "the list was not read: {} rows", rows.len());
    rows
}

fn is_rule(text: &str) -> bool {
    let digits =
        text.strip_prefix(['V', 'R', 'F', 'T', 'M', 'D', 'U', 'B', 'K', 'A']).unwrap_or_default();
    !digits.is_empty() && digits.chars().all(|c| c.is_ascii_digit())
}

/// The ids that stand as literals in a source.
fn literals(source: &str) -> BTreeSet<&str> {
    let after_quotes = source.match_indices('"').map(|(at, _)| &source[at + 1..]);
    after_quotes
        .filter_map(|rest| rest.split_once('"'))
        .map(|(text, _)| text)
        .filter(|text| is_rule(text))
        .collect()
}

/// The ids that stand as literals in the sources of library and program, and one file of each.
fn in_source() -> BTreeMap<String, PathBuf> {
    let mut open =
        ["mru-core/src", "mru-service/src", "price-lists/src"].map(|it| root().join(it)).to_vec();
    let mut found = BTreeMap::new();
    while let Some(path) = open.pop() {
        if path.is_dir() {
            open.extend(list(&path));
            continue;
        }
        if path.extension().is_some_and(|ending| ending == "rs") {
            let source = read(&path);
            let file = path.strip_prefix(root()).unwrap_or(&path);
            found.extend(literals(&source).into_iter().map(|id| (id.to_owned(), file.to_owned())));
        }
    }
    assert!(found.len() > 100, "the source was not read: {:?}", found.keys());
    found
}

fn folders() -> Vec<String> {
    let paths = list(&root().join(GALLERY)).into_iter().filter(|path| path.is_dir());
    paths.map(|path| path.file_name().unwrap_or_default().to_string_lossy().into_owned()).collect()
}

#[track_caller]
fn assert_none(problems: &[String]) {
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}

#[test]
fn every_rule_in_the_source_has_a_row() {
    let listed: BTreeSet<String> = rows().into_iter().map(|row| row.id).collect();
    let problems: Vec<String> = in_source()
        .iter()
        .filter(|(id, _)| !listed.contains(*id))
        .map(|(id, file)| format!("{id} stands in {} and has no row in {RULES}", file.display()))
        .collect();
    assert_none(&problems);
}

#[test]
fn every_rule_of_the_domain_has_a_row() {
    let listed: BTreeSet<String> = rows().into_iter().map(|row| row.id).collect();
    let domain = (1..=110).map(|n| format!("R{n}")).chain((1..=80).map(|n| format!("V{n}")));
    let problems: Vec<String> = domain
        .filter(|id| !listed.contains(id))
        .map(|id| format!("{id} has no row in {RULES}"))
        .collect();
    assert_none(&problems);
}

#[test]
fn no_table_lists_a_rule_twice() {
    let rows = rows();
    let mut problems = Vec::new();
    for (row, next) in rows.iter().zip(rows.iter().skip(1)) {
        let adjacent = row.line + 1 == next.line;
        let ids = [row, next].map(|row| (&row.id[..1], row.id[1..].parse::<u32>().unwrap_or(0)));
        if adjacent && ids[0].0 == ids[1].0 && ids[0].1 >= ids[1].1 {
            problems.push(format!("{} stands after {}", next.place(), row.id));
        }
    }
    assert_none(&problems);
}

/// Says what is wrong with a path of the list, or with the test that follows it after `::`.
fn missing(reference: &str) -> Option<String> {
    let (path, function) = reference.split_once("::").unwrap_or((reference, ""));
    if !root().join(path).exists() {
        return Some(format!("`{path}` does not exist"));
    }
    if function.is_empty() {
        return None;
    }
    let source = read(&root().join(path));
    let lines: Vec<&str> = source.lines().map(str::trim).collect();
    let start = format!("fn {function}(");
    let is_test = lines.windows(2).any(|pair| pair[0] == "#[test]" && pair[1].starts_with(&start));
    (!is_test).then(|| format!("`{path}` has no test `{function}`"))
}

#[test]
fn every_named_file_folder_and_test_exists() {
    let mut problems = Vec::new();
    let mut named = 0;
    for row in rows() {
        let gallery = row.quoted("Gallery").into_iter().map(|folder| format!("{GALLERY}/{folder}"));
        let paths = ["Code", "Test"].into_iter().flat_map(|column| row.quoted(column));
        for reference in paths.map(str::to_owned).chain(gallery) {
            named += 1;
            problems.extend(missing(&reference).map(|what| format!("{}: {what}", row.place())));
        }
    }
    assert!(named > 400, "the columns were not read: {named} paths");
    assert_none(&problems);
}

#[test]
fn the_named_code_names_the_rule() {
    let in_source = in_source();
    let mut problems = Vec::new();
    for row in rows() {
        let Some(file) = in_source.get(&row.id) else { continue };
        let files = row.quoted("Code");
        let names_it = |path: &&str| {
            let source = fs::read_to_string(root().join(path)).unwrap_or_default();
            source.split(|c: char| !c.is_ascii_alphanumeric()).any(|word| word == row.id)
        };
        if !files.is_empty() && !files.iter().any(names_it) {
            let (place, file) = (row.place(), file.display());
            problems.push(format!("{place}: none of {files:?} names it, but {file} does"));
        }
    }
    assert_none(&problems);
}

#[test]
fn every_folder_of_the_gallery_is_in_the_row_of_its_rule() {
    let rows = rows();
    let mut problems = Vec::new();
    for folder in folders() {
        let id = folder.split('-').next().unwrap_or_default().to_uppercase();
        let named = |row: &Row| row.id == id && row.quoted("Gallery").contains(&folder.as_str());
        if !rows.iter().any(named) {
            problems.push(format!("{GALLERY}/{folder} is not in the row of {id} in {RULES}"));
        }
    }
    for row in &rows {
        let prefix = format!("{}-", row.id.to_lowercase());
        let strange =
            row.quoted("Gallery").into_iter().filter(|folder| !folder.starts_with(&prefix));
        problems.extend(
            strange.map(|folder| format!("{}: `{folder}` is of another rule", row.place())),
        );
    }
    assert_none(&problems);
}

/// Whether a row names a folder of the gallery or a test.
fn is_tested(row: &Row) -> bool {
    !row.quoted("Gallery").is_empty() || !row.quoted("Test").is_empty()
}

#[test]
fn every_finding_has_a_case_or_a_test() {
    let findings = rows().into_iter().filter(|row| row.cells.contains_key("What is judged"));
    let problems: Vec<String> = findings
        .filter(|row| !is_tested(row))
        .map(|row| format!("{}: neither a folder of the gallery nor a test", row.place()))
        .collect();
    assert_none(&problems);
}

fn ids(findings: &[Finding]) -> Vec<&str> {
    findings.iter().map(|finding| finding.rule).collect()
}

/// R6: every number is within its range, and their product has more than 28 digits.
#[test]
fn a_price_that_would_lose_a_digit_is_refused() {
    let header = "card = \"a\"\neffective_from = \"2026-01-01\"\ncurrency = \"USD\"\n\
                  mru_price_usd = \"999999.9999\"\napproved_by = \"owner\"\nprovenance = \"test\"\n";
    let tiers = (1..=4).map(|tier| format!("cdn,tier-{tier},999999.9999,public,\n"));
    let rows: String = tiers.chain(["environment,production,0,public,\n".to_owned()]).collect();
    let weights = format!("component,size,weight_mru,confidence,arithmetic\n{rows}");
    let card = RateCard::read(&[("card.toml", header), ("weights.csv", &weights)]).expect("a card");
    let day = "2026-11-21".parse().expect("a date");
    let terms = Terms::new(card, None, day).expect("terms");
    let deployment = "environments: [{ name: one, kind: production, redundancy: 2, cdn: [{ \
                      origin: site, avg_object_kb: 1, monthly_tb: 999999.999, \
                      main_locations: [CL], cache_rules: none, edge_functions: false }] }]";
    let parsed = Deployment::parse(deployment, Format::Yaml);
    let findings = Quote::of(&parsed, &terms, day).expect_err("no total");
    assert_eq!(ids(&findings), ["R6"], "{findings:#?}");
}

/// R47, R90, R94: lines that carry their reason and no weight.
#[test]
fn what_stands_outside_the_mrus_is_shown_and_adds_nothing() {
    let header = "card = \"a\"\neffective_from = \"2026-01-01\"\ncurrency = \"USD\"\n\
                  mru_price_usd = \"42\"\napproved_by = \"owner\"\nprovenance = \"test\"\n";
    let weights = "component,size,weight_mru,confidence,arithmetic\n\
                   environment,pre-production,3,public,\n";
    let card = RateCard::read(&[("card.toml", header), ("weights.csv", weights)]).expect("a card");
    let day = "2026-11-21".parse().expect("a date");
    let terms = Terms::new(card, None, day).expect("terms");
    let deployment = "environments: [{ name: one, kind: pre-production }]\n\
                      contingency_region: us-west-1\n\
                      shared: { domains: [a.example], professional_services: [a migration] }\n";
    let quote =
        Quote::of(&Deployment::parse(deployment, Format::Yaml), &terms, day).expect("a quote");
    assert_eq!(quote.priced.total.mru.to_string(), "3");
    for (rule, name) in [("R47", "a migration"), ("R90", "a.example"), ("R94", "us-west-1")] {
        let line = quote.priced.lines().find(|line| line.item.rules.contains(&rule));
        let line = line.unwrap_or_else(|| panic!("no line of {rule}"));
        assert_eq!((line.item.name.as_str(), line.weight), (name, None), "{rule}");
    }
}

/// M4, M6, M7: what a rule of a cost model can get wrong by itself.
#[test]
fn a_wrong_rule_of_a_cost_model_is_named() {
    let prices = "service_code,usage_type,unit,usd,sku,published,confidence,note\n\
                  AmazonVPC,vpn,Hrs,1000000,,,public,\n";
    let prices = PriceList::read(prices).expect("prices");
    let model = "card = \"a\"\neffective_from = \"2026-01-01\"\nmru_price_usd = \"42\"\n\
                 reference_usd_per_mru = 42\nrounding_step_mru = 0.05\nhours_per_month = 730\n\
                 tax_percent = 19\ncontingency_percent = 6\nmanagement_usd_per_hour = 38\n\
                 approved_by = \"owner\"\nprovenance = \"test\"\n";
    let rule = |what: &str| format!("[[rules]]\ncomponent = \"vpn\"\ntable = \"a\"\n{what}\n");
    let part = |quantity: &str| {
        rule(&format!(
            "parts = [{{ service = \"AmazonVPC\", usage_type = \"vpn\", quantity = \"{quantity}\" }}]"
        ))
    };
    let free = rule("zero_because = \"a test\"");
    let cases = [
        (format!("{free}{free}"), "M4"),
        (part("1000"), "M6"),
        (part("some"), "M7"),
        (part("vcpu"), "M7"),
    ];
    for (rules, id) in cases {
        let (model, hash) = Model::read(&format!("{model}{rules}")).expect("a model");
        let findings = derive(&prices, &model, &hash).expect_err(id);
        assert_eq!(ids(&findings), [id], "{rules}");
    }
}
