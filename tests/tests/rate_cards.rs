//! Rate cards: derived byte for byte, published for good, selected by day, refused when wrong.

use std::{fs, path::Path};

use chrono::NaiveDate;
use mru_core::{
    Finding, Format,
    cost_model::{Model, PriceList, derive},
    rate_card::{Contract, Manifest, NotInForce, RateCard, RateCards},
};
use mru_tests::run::{list, root, run};

const MRU: &str = env!("CARGO_BIN_EXE_mru-under-test");
const PRICES: &str = "pricing-tables/sources/aws-us-east-1-2026-10.csv";

fn text(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a date")
}

#[test]
fn the_reference_cards_are_what_the_cost_model_derives() {
    let prices = PriceList::read(&text(PRICES)).expect("prices");
    for first in ["2026-01-01", "2026-10-01"] {
        let (model, hash) =
            Model::read(&text(&format!("pricing-tables/models/reference-{first}.toml")))
                .expect("a model");
        let derived = derive(&prices, &model, &hash).expect("a rate card");
        let folder = root().join("pricing-tables/reference").join(first);
        assert_eq!(list(&folder).len(), derived.files.len(), "{first} has other files");
        for (name, content) in derived.files {
            assert_eq!(
                fs::read_to_string(folder.join(&name)).ok(),
                Some(content),
                "{first}/{name} is not reproducible"
            );
        }
    }
}

#[test]
fn the_published_cards_are_unchanged() {
    let check = run(MRU, &["rate-card", "validate", "--pricing-tables", "pricing-tables"], "");
    assert_eq!(check.code, 0, "{}", check.stderr);
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder");
    for path in list(from) {
        let target = to.join(path.file_name().expect("a name"));
        if path.is_dir() {
            copy(&path, &target)
        } else {
            fs::copy(&path, &target).map(|_| ()).expect("a copy")
        }
    }
}

#[test]
fn a_changed_published_card_is_refused_everywhere() {
    let folder = std::env::temp_dir().join(format!("mru-changed-{}", std::process::id()));
    copy(&root().join("pricing-tables"), &folder);
    let table = folder.join("reference/2026-10-01/containers.csv");
    let changed = fs::read_to_string(&table).expect("a table").replacen(
        "container,1x2,1.65",
        "container,1x2,1.60",
        1,
    );
    fs::write(&table, changed).expect("a changed table");
    let tables = folder.display().to_string();
    for command in [
        &["rate-card", "validate"][..],
        &["quote", "fixtures/deployments/ex1-preprod-only.toml", "--as-of", "2026-11-21"],
    ] {
        let refused = run(MRU, &[command, &["--pricing-tables", &tables]].concat(), "");
        assert_eq!((refused.code, refused.stdout.as_str()), (2, ""));
        assert!(
            refused.stderr.contains("[T9]") && refused.stderr.contains("was changed"),
            "{}",
            refused.stderr
        );
    }
    fs::remove_dir_all(folder).expect("a folder of this test");
}

fn card(
    name: &str,
    from: &str,
    until: Option<&str>,
    rows: &str,
) -> Result<RateCard, Vec<mru_core::Finding>> {
    let until = until.map(|until| format!("effective_until = \"{until}\"\n")).unwrap_or_default();
    let header = format!(
        "card = \"{name}\"\neffective_from = \"{from}\"\n{until}currency = \"USD\"\nmru_price_usd = \"42\"\napproved_by = \"owner\"\nprovenance = \"test\"\n"
    );
    let table = format!("component,size,weight_mru,confidence,arithmetic\n{rows}");
    RateCard::read(&[("card.toml", &header), ("weights.csv", &table)])
}

#[test]
fn one_version_is_in_force_on_a_day_or_an_error_says_why() {
    let versions = |until| {
        [
            card("a", "2026-01-01", until, "vpn,,1,public,\n").expect("a card"),
            card("a", "2026-04-01", None, "vpn,,2,public,\n").expect("a card"),
        ]
    };
    let cards = RateCards::new(versions(Some("2026-03-01"))).expect("cards");
    let selected = |date| cards.select("a", day(date)).map(|card| card.effective_from);
    let (ended, until) = (String::from("a@2026-01-01"), day("2026-03-01"));
    assert_eq!(selected("2026-02-28"), Ok(day("2026-01-01")));
    assert_eq!(selected("2026-03-01"), Err(NotInForce::Gap { ended, until, as_of: until }));
    assert_eq!(selected("2026-04-01"), Ok(day("2026-04-01")));
    let (card, first, as_of) = (String::from("a"), day("2026-01-01"), day("2025-12-31"));
    assert_eq!(selected("2025-12-31"), Err(NotInForce::NotYet { card, as_of, first }));
    let unknown = cards.select("b", day("2026-02-01")).expect_err("no such card");
    assert!(matches!(&unknown, NotInForce::Unknown { known, .. } if *known == ["a"]));
    let overlap = RateCards::new(versions(Some("2026-05-01"))).expect_err("two in April");
    assert_eq!((&*overlap.earlier, &*overlap.later), ("a@2026-01-01", "a@2026-04-01"));
    let rules =
        [selected("2026-03-01").expect_err("a gap"), unknown].map(|it| Finding::from(it).rule);
    assert_eq!((rules, Finding::from(overlap).rule), (["T6", "T8"], "T7"));
    assert_eq!(
        RateCards::new(versions(None))
            .expect("cards")
            .select("a", day("2026-03-31"))
            .expect("a card")
            .effective_from,
        day("2026-01-01")
    );
}

#[test]
fn wrong_rows_are_named_with_file_and_line() {
    let rows = "vpn,,1,public,\nvpn,,2,public,\nmainframe,,1,public,\nqueue,fifo,-1,public,\nqueue,standard,1.00001,public,\nsso,,1,certain,\nsecret,,1\ncache,\u{7f}cache.t3.micro,1,public,\nvpn,,1,public,a\u{9b}31m\n";
    let findings = card("a", "2026-01-01", None, rows).expect_err("wrong rows");
    let seen: Vec<(&str, usize)> = findings
        .iter()
        .map(|finding| (finding.rule, finding.position.map_or(0, |at| at.line)))
        .collect();
    assert_eq!(
        seen,
        [("T3", 3), ("T4", 4), ("T5", 5), ("T5", 6), ("T2", 7), ("T2", 8), ("T2", 9), ("T2", 10)]
    );
    assert!(findings[6].message.en.contains("U+007F"), "{:?}", findings[6]);
    let mid_month =
        card("a", "2026-01-15", None, "vpn,,1,public,\n").expect_err("not the first of a month");
    assert_eq!(mid_month[0].rule, "T1");
}

#[test]
fn a_table_is_read_whole_or_refused() {
    let rows = |count: usize| -> String {
        (1..=count).map(|row| format!("secret,size-{row},1,public,\n")).collect()
    };
    let whole = card("a", "2026-01-01", None, &rows(20_000)).expect("a long table");
    assert_eq!(whole.entries().count(), 20_000);
    let findings = card("a", "2026-01-01", None, &rows(20_001)).expect_err("too long a table");
    assert_eq!(findings.len(), 1);
    assert_eq!(
        (findings[0].rule, findings[0].position.map(|at| at.line)),
        ("T2", Some(20_002)),
        "the first row beyond the limit, behind the heading"
    );
    assert!(findings[0].message.en.contains("more than 20000 rows"), "{}", findings[0].message.en);

    let header = "service_code,usage_type,unit,usd,sku,published,confidence,note\n";
    let prices = |count: usize| format!("{header}{}", "A,B,Hrs,1,,,public,\n".repeat(count));
    assert_eq!(PriceList::read(&prices(100_000)).expect("a long list").prices.len(), 100_000);
    let findings = PriceList::read(&prices(100_001)).expect_err("too long a list");
    assert_eq!((findings.len(), findings[0].rule), (1, "M5"));
    assert_eq!(findings[0].position.map(|at| at.line), Some(100_002));
}

#[test]
fn a_rule_matches_exactly_one_price_or_derive_says_which_does_not() {
    let model = text("pricing-tables/models/reference-2026-10-01.toml");
    let (assumptions, hash) = Model::read(&model).expect("a model");
    let prices = text(PRICES);
    let doubled =
        format!("{prices}AmazonVPC,USE1-VPN-Usage-Hours:ipsec.1,Hrs,0.04,,,public,again\n");
    let findings = derive(&PriceList::read(&doubled).expect("prices"), &assumptions, &hash)
        .expect_err("two prices");
    assert_eq!(findings.iter().map(|finding| finding.rule).collect::<Vec<_>>(), ["M3"]);
    assert!(
        findings[0].message.en.contains("USD 0.05") && findings[0].message.en.contains("USD 0.04")
    );
    let without: String = prices
        .lines()
        .filter(|line| !line.contains("ipsec.1"))
        .map(|line| format!("{line}\n"))
        .collect();
    let findings = derive(&PriceList::read(&without).expect("prices"), &assumptions, &hash)
        .expect_err("no price");
    assert_eq!(findings.iter().map(|finding| finding.rule).collect::<Vec<_>>(), ["M2"]);
}

#[test]
fn wrong_prices_and_models_are_named() {
    let header = "service_code,usage_type,unit,usd,sku,published,confidence,note\n";
    for (row, rule) in [
        ("A,B,Hrs,1e-7,,,public,\n", "M5"),
        ("A,B,Hrs,-1,,,public,\n", "M5"),
        ("A,B,Hrs,1,,,sure,\n", "M5"),
        ("A,B\n", "M5"),
        ("A,B\u{9b}31m,Hrs,1,,,public,\n", "M5"),
    ] {
        let findings = PriceList::read(&format!("{header}{row}")).expect_err(row);
        assert_eq!(
            (findings[0].rule, findings[0].position.map(|at| at.line)),
            (rule, Some(2)),
            "{row}"
        );
    }
    let model = text("pricing-tables/models/reference-2026-10-01.toml");
    let no_tax = Model::read(&model.replace("tax_percent = 19\n", "")).expect_err("no tax");
    assert!(no_tax[0].message.en.contains("tax_percent"), "{:?}", no_tax[0]);
    let zero = Model::read(&model.replace("rounding_step_mru = 0.05", "rounding_step_mru = 0"))
        .expect_err("no step");
    assert_eq!(zero[0].rule, "M1");
}

#[test]
fn derive_writes_a_card_and_never_over_another() {
    let folder = std::env::temp_dir().join(format!("mru-derive-{}", std::process::id()));
    let output = folder.display().to_string();
    let arguments = |model: &'static str| {
        ["rate-card", "derive", "--prices", PRICES, "--model", model, "-o", &output]
            .map(str::to_owned)
    };
    let derive = |model| {
        let arguments = arguments(model);
        run(MRU, &arguments.each_ref().map(String::as_str), "")
    };
    assert_eq!(derive("pricing-tables/models/reference-2026-10-01.toml").code, 0);
    assert_eq!(
        derive("pricing-tables/models/reference-2026-10-01.toml").code,
        0,
        "the same again is no change"
    );
    let other = derive("pricing-tables/models/reference-2026-01-01.toml");
    assert_eq!(other.code, 1, "{}", other.stdout);
    let quote = run(
        MRU,
        &[
            "quote",
            "fixtures/deployments/ex1-preprod-only.toml",
            "--as-of",
            "2026-11-21",
            "--rate-card",
            &output,
        ],
        "",
    );
    assert_eq!(quote.code, 0, "{}", quote.stderr);
    fs::remove_dir_all(folder).expect("a folder of this test");
}

#[test]
fn a_difference_names_what_changed() {
    let difference =
        run(MRU, &["rate-card", "diff", "reference@2026-01-01", "reference@2026-10-01"], "");
    assert_eq!(difference.code, 0, "{}", difference.stderr);
    assert!(difference.stdout.contains("USD 40.00 → USD 42.00"), "{}", difference.stdout);
    let same = run(MRU, &["rate-card", "diff", "reference@2026-10-01", "reference@2026-10-01"], "");
    assert!(same.stdout.contains("0 entries changed"), "{}", same.stdout);
}

#[test]
fn headers_lists_and_contracts_are_refused_with_their_reason() {
    let header = "card = \"a\"\neffective_from = \"2026-01-01\"\ncurrency = \"USD\"\nmru_price_usd = \"42\"\napproved_by = \"owner\"\nprovenance = \"test\"\n";
    let read = |header: &str| {
        let read = RateCard::read(&[
            ("card.toml", header),
            ("weights.csv", "component,size,weight_mru,confidence,arithmetic\n"),
        ]);
        read.map_or_else(
            |findings| {
                findings.iter().map(|finding| (finding.rule, finding.path.clone())).collect()
            },
            |_| Vec::new(),
        )
    };
    let refused = |rule, field: &str| vec![(rule, format!("card.toml#{field}"))];
    assert_eq!(read(header), []);
    assert_eq!(read(&header.replace("USD\"", "CLP\"")), refused("T1", "currency"));
    assert_eq!(
        read(&format!("{header}effective_until = \"2026-05-02\"\n")),
        refused("T1", "effective_until")
    );
    assert_eq!(
        read(&format!("{header}included_with_container = [\"vpn\"]\n")),
        refused("T4", "included_with_container")
    );
    assert_eq!(
        read(&header.replace("approved_by = \"owner\"\n", "")),
        refused("T1", "approved_by")
            .iter()
            .map(|(rule, _)| (*rule, "card.toml".to_owned()))
            .collect::<Vec<_>>()
    );

    let contract = |text: &str| {
        Contract::read(text, Format::Toml)
            .expect_err(text)
            .iter()
            .map(|finding| finding.rule)
            .collect::<Vec<_>>()
    };
    assert_eq!(
        contract(
            "weights = [{ entry = \"vpn\", weight_mru = 1 }, { entry = \"vpn\", weight_mru = 2 }]"
        ),
        ["T3"]
    );
    assert_eq!(
        contract("price_lock = { mru_price_usd = \"40\", until = \"2026-11-15\" }"),
        ["T10"]
    );
    assert_eq!(contract("price_lock = { mru_price_usd = \"40\" }"), ["T10"]);
    assert_eq!(contract("included_with_container = [\"vpn\"]"), ["T4"]);
    assert_eq!(contract("mru_price_usd = \"-1\""), ["T5"]);
    assert_eq!(contract("policies = { rounding = \"up\" }"), ["T1"]);

    let list = |text: &str| {
        Manifest::read(text)
            .expect_err(text)
            .iter()
            .map(|finding| (finding.rule, finding.position.map(|at| at.line)))
            .collect::<Vec<_>>()
    };
    assert_eq!(list("a,b\nreference,2026-13-01,sha256:0\n"), [("T2", Some(1)), ("T2", Some(2))]);
}
