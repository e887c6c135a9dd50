//! How good a quote was, by the real program.

use mru_tests::store::{Store, on_both};
use rust_decimal::Decimal;
use serde_json::Value;

const PROGRAM: &str = env!("CARGO_BIN_EXE_mru-under-test");

const DEPLOYMENT: &str = "environments:\n  - name: production\n    kind: production\n    redundancy: 2\n    containers:\n      - {name: ms-loans, vcpu: 1, memory_gb: 2, repository: ms-loans, branch: main}\n";

/// Two months of `alpha`, and the file of a quote of its deployment without its cache.
fn played(store: &Store) -> String {
    store.record();
    store.issue("2026-04", "2026-05-02");
    store.issue("2026-05", "2026-06-02");
    let deployment = store.file("deployment.yaml", DEPLOYMENT);
    let quote = store.ok(&["quote", &deployment, "--format", "json", "--as-of", "2026-04-01"]);
    store.file("quote.json", &quote)
}

fn decimal(value: &Value) -> Decimal {
    value.as_str().and_then(|it| it.parse().ok()).unwrap_or_else(|| panic!("{value} is no amount"))
}

#[test]
fn a_quote_is_scored_against_the_month_that_was_billed() {
    on_both(PROGRAM, |store| {
        let quote = played(store);
        let invoice = store.json(&["invoice", "show", "alpha/2026-05"]);
        let scored = &store.json(&["accuracy", &quote, "alpha/2026-05"])["accuracy"];
        let kinds = scored["components"].as_object().expect("kinds");
        assert_eq!(decimal(&kinds["container"]["difference_usd"]), Decimal::ZERO);
        assert!(decimal(&kinds["container"]["billed"]["usd"]) > Decimal::ZERO);
        // The cache was not quoted, so that all of it is a difference without a percentage.
        let cache = &kinds["cache"];
        assert_eq!(cache["difference_usd"], cache["billed"]["usd"]);
        assert!(cache["difference_percent"].is_null());
        let sum =
            |side: &str| -> Decimal { kinds.values().map(|it| decimal(&it[side]["usd"])).sum() };
        for side in ["quoted", "billed"] {
            assert_eq!(sum(side), decimal(&scored["total"][side]["usd"]), "{side}");
        }
        let quoted: Value =
            serde_json::from_str(&std::fs::read_to_string(&quote).unwrap()).unwrap();
        assert_eq!(sum("quoted"), decimal(&quoted["total_usd"]));
        let total = decimal(&invoice["statement"]["totals"]["total_usd"]);
        assert_eq!(sum("billed") + decimal(&scored["besides_usd"]), total);
    });
}

#[test]
fn what_cannot_be_scored_is_named() {
    let store = Store::sqlite(PROGRAM);
    let quote = played(&store);
    let refused = |code: i32, arguments: &[&str], said: &str| {
        let message = store.fails(code, &[&["accuracy"], arguments].concat());
        assert!(message.contains(said), "{arguments:?}: {message}");
    };
    refused(1, &[&quote, "alpha/2026-05", "--deployment", "other"], "it bills: main");
    refused(1, &[&quote, "alpha/2027-01"], "alpha/2027-01");
    let other = store.file("other.json", "{}");
    refused(1, &[&other, "alpha/2026-05"], "not the JSON document of a quote");
    let text = std::fs::read_to_string(&quote).unwrap();
    let changed =
        store.file("changed.json", &text.replace("\"usd\": \"0.00\"", "\"usd\": \"1.00\""));
    refused(1, &[&changed, "alpha/2026-05"], "but its total says");

    // A container that came on the 20th ran for a part of its first month.
    store.import("g1,activated,2026-06-20T00:00:00-04:00,beta,production,container,late,1x2,1,2,REQ-9\n\
                  g2,removed,2026-06-10T00:00:00-04:00,beta,production,container,ms-cards,,,,REQ-8\n");
    store.ok(&["bill", "2026-06"]);
    store.ok(&["accuracy", &quote, "beta/2026-06"]);
    store.import("g3,removed,2026-06-25T00:00:00-04:00,beta,production,container,late,,,,REQ-9\n");
    store.ok(&["bill", "2026-06"]);
    refused(1, &[&quote, "beta/2026-06"], "from 2026-06-01 to 2026-06-24 only");
}

#[test]
fn the_score_is_read_in_both_languages() {
    let store = Store::sqlite(PROGRAM);
    let quote = played(&store);
    for (lang, title, besides) in [
        ("en", "Quote of", "The document also bills USD"),
        ("es", "Cotización del", "El documento factura además US$"),
    ] {
        let shown = store.ok(&["accuracy", &quote, "alpha/2026-05", "--lang", lang]);
        assert!(shown.contains(title) && shown.contains(besides), "{shown}");
        assert!(shown.lines().all(|line| line.chars().count() <= 80), "{shown}");
    }
}
