//! Reconciliations by the real program, on both databases: the month of the demonstration, in which
//! a few things are to be found.

use mru_tests::store::{Store, on_both};
use serde_json::Value;

const PROGRAM: &str = env!("CARGO_BIN_EXE_mru-under-test");

/// Plays the demonstration, and returns the cost data and the allocation that it wrote.
fn play(store: &Store) -> [String; 2] {
    let out = store.folder.path().join("out");
    store.ok(&["demo", "--out", &out.display().to_string()]);
    ["aws-2026-10.csv", "allocation.toml"].map(|name| out.join(name).display().to_string())
}

fn reconcile<'a>(costs: &'a str, allocation: &'a str, rest: &[&'a str]) -> Vec<&'a str> {
    let command = ["reconcile", "2026-10", "--costs", costs, "--allocation", allocation];
    [&command[..], rest].concat()
}

/// The attributions of a bucket, as usage type, customer and amount.
fn bucket<'a>(report: &'a Value, name: &str) -> Vec<(&'a str, &'a str, &'a str)> {
    let all = report["attributions"].as_array().expect("attributions");
    let of = |it: &&Value| it["bucket"] == name;
    let text = |it: &'a Value| it.as_str().unwrap_or_default();
    let row = |it: &'a Value| {
        (text(&it["charged_for"]["usage_type"]), text(&it["customer"]), text(&it["usd"]))
    };
    all.iter().filter(of).map(row).collect()
}

/// What the month of the demonstration tells.
#[track_caller]
fn hidden_things_are_found(store: &Store, [costs, allocation]: &[String; 2]) {
    let dry = ["--format", "json", "--dry-run"];
    let said = store.run(&reconcile(costs, allocation, &dry));
    assert_eq!(said.code, 3, "{}", said.stderr);
    let report: Value = serde_json::from_str(&said.stdout).expect("JSON");
    // The search node that nobody meters, and nothing else of a customer that can be billed.
    let unmetered = bucket(&report, "unmetered");
    let of_others: Vec<_> = unmetered.iter().filter(|it| it.1 != "pharmacy").collect();
    assert_eq!(of_others, [&("ESInstance:r6g.large.search", "retail", "124.248")]);
    // 2 nodes in production, 1 in pre-production at 0.338 instead of 0.26, for 744 hours.
    let drift = bucket(&report, "price-drift");
    assert!(drift.iter().all(|it| it.0.starts_with("InstanceUsage:") && it.1 == "bank"));
    assert!(!drift.is_empty());
    let usage = bucket(&report, "usage-drift");
    assert!(usage.iter().all(|it| it.0 == "DataProcessing-Bytes" && it.1 == "insurer"));
    assert!(!usage.is_empty());
    assert_eq!(bucket(&report, "unmapped"), [("BoxUsage:t3.small", "", "15.4752")]);
    let without = report["without_cost"].as_array().expect("components without cost");
    assert!(without.iter().all(|it| it["customer"] == "cooperative"), "{without:?}");
    assert_eq!(without[0]["usage_type"], "USE1-VPN-Usage-Hours:ipsec.1");
    assert_eq!(report["is_final"], true);
}

/// A reconciliation is kept once, shown, verified, and closed with a reason.
#[track_caller]
fn one_is_kept_and_closes_the_month(store: &Store, [costs, allocation]: &[String; 2]) {
    let command = reconcile(costs, allocation, &["--format", "json"]);
    let dry = store.run(&[&command[..], &["--dry-run"]].concat());
    assert!(
        store
            .fails(1, &["reconciliation", "show", "2026-10"])
            .contains("2026-10 was never reconciled")
    );
    let first = store.run(&command);
    assert_eq!((first.code, &first.stdout), (3, &dry.stdout));
    let again = store.run(&command);
    assert!(again.stderr.contains("already holds"), "{}", again.stderr);
    assert_eq!(
        store.json(&["reconciliation", "show", "2026-10"]),
        serde_json::from_str::<Value>(&first.stdout).expect("JSON")
    );
    assert!(store.ok(&["verify"]).contains(": 0 problems"));
    let refused = store.fails(1, &["reconciliation", "close", "2026-10"]);
    assert!(refused.contains("outside its tolerance: USD 373.82 is left"), "{refused}");
    let refused = store.fails(1, &["reconciliation", "close", "2026-10", "--lang", "es"]);
    assert!(refused.contains("quedan US$ 373,82 por revisar"), "{refused}");
    store.ok(&["reconciliation", "close", "2026-10", "--reason", "the node is being removed"]);
    for format in ["text", "html", "json"] {
        let shown = store.ok(&["reconciliation", "show", "2026-10", "--format", format]);
        let words = shown.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(words.contains("the node is being removed"), "{format}: {shown}");
    }
    let listed = store.json(&["reconciliation", "list"]);
    assert_eq!(
        (&listed[0]["closed"], &listed[0]["within_tolerance"]),
        (&Value::from(true), &Value::from(false))
    );
    // What changes at AWS afterwards is shown and not kept.
    let changed = std::fs::read_to_string(costs).expect("costs").replace("-480,USD", "-500,USD");
    let changed = store.file("changed.csv", &changed);
    let newer = reconcile(&changed, allocation, &[]);
    assert!(store.fails(1, &newer).contains("2026-10 is closed"));
    let dry = store.run(&[&newer[..], &["--dry-run", "--format", "json"]].concat());
    assert_eq!(dry.code, 3);
    assert_eq!(credit_of_bank(&dry.stdout, "2026-10"), ["-480", "-500", "-20"]);
    assert_eq!(store.run(&command).code, 3, "what it was closed with is no change");
    assert!(store.fails(1, &["reconciliation", "close", "2026-10"]).contains("is closed"));
    assert!(store.ok(&["verify"]).contains(": 0 problems"));
}

/// The one adjustment of a report, as what it was, is, and their difference.
#[track_caller]
fn credit_of_bank(report: &str, month: &str) -> [String; 3] {
    let report: Value = serde_json::from_str(report).expect("JSON");
    let all = report["adjustments"].as_array().expect("adjustments");
    let [only] = all.as_slice() else { panic!("one adjustment: {all:?}") };
    assert_eq!((&only["customer"], &only["line"]), (&"bank".into(), &"Credit".into()), "{only}");
    assert_eq!(only["month"], month);
    ["before_usd", "after_usd", "usd"].map(|it| only[it].as_str().expect("an amount").to_owned())
}

/// The same costs in another month.
fn in_month(costs: &str, first: &str, next: &str) -> String {
    let costs = costs.replace("2026-11-01T", "NEXT").replace("2026-10-01T", "FIRST");
    costs.replace("NEXT", next).replace("FIRST", first)
}

/// Months after a closed one are compared with it, and bear what newer cost data says of it, once.
#[track_caller]
fn later_months_bear_adjustments(store: &Store, [costs, allocation]: &[String; 2]) {
    let october = std::fs::read_to_string(costs).expect("costs");
    let november = in_month(&october, "2026-11-01T", "2026-12-01T").replace("124.248", "248.496");
    let november = store.file("november.csv", &november);
    let december = store.file("december.csv", &in_month(&october, "2026-12-01T", "2027-01-01T"));
    let newer = |usd: &str| {
        let text = october.replace("-480,USD", &format!("{usd},USD"));
        format!("2026-10={}", store.file(&format!("october{usd}.csv"), &text))
    };
    let of = |month: &str, costs: &str, newer: &str| {
        let mut command = reconcile(costs, allocation, &["--format", "json", "--newer", newer]);
        command[1] = month;
        store.run(&command)
    };
    let first = of("2026-11", &november, &newer("-500"));
    assert_eq!(first.code, 3, "{}", first.stderr);
    assert_eq!(credit_of_bank(&first.stdout, "2026-10"), ["-480", "-500", "-20"]);
    let report: Value = serde_json::from_str(&first.stdout).expect("JSON");
    assert_eq!(report["changes"]["month"], "2026-10");
    let parts = report["changes"]["parts"].as_array().expect("parts");
    let prices: Vec<_> = parts.iter().filter(|it| it["driver"] == "price").collect();
    let [price] = prices.as_slice() else { panic!("one price: {prices:?}") };
    assert_eq!((&price["customer"], &price["usd"]), (&"retail".into(), &"124.248".into()));
    // What November bears is not borne again.
    let second = of("2026-12", &december, &newer("-510"));
    assert_eq!(credit_of_bank(&second.stdout, "2026-10"), ["-500", "-510", "-10"]);
    let text = store.ok(&["reconciliation", "show", "2026-12", "--lang", "es"]);
    for words in ["Ajustes de meses cerrados", "Qué cambió respecto de noviembre de 2026"] {
        assert!(text.contains(words), "{words}: {text}");
    }
    for (table, words) in [("changes", ",price,-124.248,retail,"), ("adjustments", ",-10,bank,")] {
        let show = ["reconciliation", "show", "2026-12", "--format", "csv", "--table", table];
        let rows = store.ok(&show);
        assert!(rows.contains(words), "{table}: {rows}");
    }
    let again = of("2026-11", &november, &newer("-500"));
    assert!(again.stderr.contains("already holds"), "{}", again.stderr);
    let open = of("2026-12", &december, &format!("2026-11={november}"));
    assert!(open.code == 1 && open.stderr.contains("2026-11 is not closed"), "{}", open.stderr);
    let itself = of("2026-10", costs, &newer("-500"));
    assert!(itself.code == 1 && itself.stderr.contains("before 2026-10"), "{}", itself.stderr);
    assert!(store.ok(&["verify"]).contains(": 0 problems"));
}

/// Wrong input is named, and nothing is kept.
#[track_caller]
fn wrong_input_is_named(store: &Store, [costs, allocation]: &[String; 2]) {
    let text = std::fs::read_to_string(costs).expect("costs");
    let refused = |name: &str, from: &str, to: &str| {
        assert!(text.contains(from), "{from}");
        let wrong = store.file(name, &text.replacen(from, to, 1));
        let said = store.fails(2, &reconcile(&wrong, allocation, &[]));
        said.split_whitespace().collect::<Vec<_>>().join(" ")
    };
    let said = refused("amount.csv", "15.4752", "fifteen");
    assert!(said.contains("[K2]"), "{said}");
    assert!(said.contains("column `line_item_unblended_cost`: `fifteen`"), "{said}");
    assert!(refused("currency.csv", "15.4752,USD", "15.4752,EUR").contains("EUR"));
    let said = refused("column.csv", "line_item_usage_amount", "line_item_usage_amuont");
    assert!(said.contains("line_item_usage_amuont"), "{said}");
    let absent = reconcile("absent.csv", allocation, &[]);
    assert!(store.fails(1, &absent).contains("`absent.csv`"));
    let short = store.file("short.toml", "[[accounts]]\naccount = \"123\"\ncustomer = \"bank\"\n");
    let said = store.fails(2, &reconcile(costs, &short, &[]));
    assert!(said.contains("K1") && said.contains("twelve digits"), "{said}");
    let mut other = reconcile(costs, allocation, &[]);
    other[1] = "2026-09";
    assert!(store.fails(2, &other).contains("2026-09"));
    assert!(store.fails(1, &["reconciliation", "show", "2026-10"]).contains("never reconciled"));
}

/// Each invoice of AWS is the sum of its rows and of their buckets; one that is not is named, whatever is
/// tolerated, and so is one that is absent.
#[track_caller]
fn invoices_are_tied(store: &Store, [costs, allocation]: &[String; 2]) {
    let invoices = costs.replace("aws-2026", "aws-invoices-2026");
    let all = ["--dry-run", "--tolerance", "100", "--format", "json", "--aws-invoices"];
    let tie = |invoices: &str, code| {
        let said = store.run(&reconcile(costs, allocation, &[&all[..], &[invoices]].concat()));
        assert_eq!(said.code, code, "{}", said.stderr);
        let report: Value = serde_json::from_str(&said.stdout).expect("JSON");
        report["invoices"].as_array().expect("invoices").clone()
    };
    let found = tie(&invoices, 0);
    let text = |it: &Value| it.as_str().expect("a text").to_owned();
    let names: Vec<String> = found.iter().map(|it| text(&it["invoice"])).collect();
    assert_eq!(names, ["CM-2026-10", "INV-2026-10"]);
    assert_eq!(
        (&found[0]["kind"], &found[0]["stated_usd"]),
        (&"credit-memo".into(), &"-480".into())
    );
    assert!(found.iter().all(|it| it["difference_usd"] == "0"), "{found:?}");
    assert_ne!(found[1]["rounding_usd"], "0");
    let file = std::fs::read_to_string(&invoices).expect("invoices");
    let changed = store.file("changed.csv", &file.replace(",AmazonES,", ",AmazonEKS,"));
    let apart = tie(&changed, 3);
    let lines = apart[1]["lines"].as_array().expect("lines");
    assert!(lines.iter().any(|it| it["line"] == "AmazonEKS" && it["rows"]["count"] == 0));
    let absent: Vec<&str> = file.lines().filter(|line| !line.starts_with("CM-")).collect();
    let absent = store.file("absent.csv", &(absent.join("\n") + "\n"));
    assert!(tie(&absent, 3)[0]["stated_usd"].is_null());
    let rest = ["--dry-run", "--aws-invoices", &absent, "--format"];
    for (format, lang, words) in [
        ("html", "en", "the invoice was not given"),
        ("html", "es", "no se indicó la factura"),
        ("text", "es", "Una factura de AWS no cuadra"),
    ] {
        let rest = [&rest[..], &[format, "--lang", lang]].concat();
        let shown = store.run(&reconcile(costs, allocation, &rest)).stdout;
        let shown = shown.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(shown.contains(words), "{format}: {shown}");
    }
    let table =
        ["--dry-run", "--aws-invoices", &invoices, "--format", "csv", "--table", "invoices"];
    let table = store.run(&reconcile(costs, allocation, &table)).stdout;
    assert!(table.starts_with("month,invoice,type,part,name,stated_usd"), "{table}");
    assert!(table.contains("2026-10,CM-2026-10,credit-memo,bucket,credits,,-480,"), "{table}");
    let spread = ["--dry-run", "--basis", "amortised", "--aws-invoices", &invoices];
    let refused = store.fails(1, &reconcile(costs, allocation, &spread));
    assert!(refused.contains("`--basis unblended`"), "{refused}");
}

/// The demonstration takes a while, so that everything is asked of the same one.
#[test]
fn the_month_of_the_demonstration_is_reconciled() {
    on_both(PROGRAM, |store| {
        let files = play(store);
        hidden_things_are_found(store, &files);
        invoices_are_tied(store, &files);
        wrong_input_is_named(store, &files);
        one_is_kept_and_closes_the_month(store, &files);
        later_months_bear_adjustments(store, &files);
    });
}
