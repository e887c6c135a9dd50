//! A month is issued on days that make sense, and nothing is issued or replaced by mistake.

use chrono::{Local, NaiveDate};
use mru_tests::{
    facts::Customer,
    store::{Store, on_both},
};
use serde_json::Value;

const PROGRAM: &str = env!("CARGO_BIN_EXE_mru-under-test");

fn record(store: &Store) {
    store.begin();
    store.admit(&[Customer::of("alpha"), Customer::of("beta")]);
    store.import(
        "e1,activated,2026-04-01T00:00:00-04:00,alpha,production,container,ms-loans,1x2,1,2,REQ-1\n\
         e2,activated,2026-04-01T00:00:00-04:00,beta,production,container,ms-cards,2x4,1,2,REQ-2\n",
    );
}

fn month(day: NaiveDate) -> String {
    day.format("%Y-%m").to_string()
}

#[test]
fn a_month_that_has_not_begun_is_refused() {
    on_both(PROGRAM, |store| {
        record(store);
        let said = store.fails(1, &["bill", "2062-10"]);
        assert!(said.contains("2062-10 has not begun"), "{said}");
        let said = store.fails(1, &["bill", "2062-10", "--lang", "es"]);
        assert!(said.contains("2062-10 no ha comenzado"), "{said}");
        assert_eq!(store.json(&["invoice", "list", "2062-10"]), serde_json::json!([]));
    });
}

#[test]
fn a_running_month_is_a_preview_and_issued_early_only_with_a_reason() {
    on_both(PROGRAM, |store| {
        record(store);
        let now = month(Local::now().date_naive());
        // Earlier months were never billed, which the run says.
        let run = store.run(&["bill", &now, "--customer", "alpha"]);
        assert_eq!(run.code, 3, "{}", run.stderr);
        assert!(run.stderr.contains("2026-04 has something to bill"), "{}", run.stderr);
        let said = store.fails(1, &["invoice", "issue", &now, "--customer", "alpha"]);
        assert!(said.contains("has not ended") && said.contains("--early"), "{said}");
        assert_eq!(
            store.run(&["invoice", "issue", &now, "--early"]).code,
            2,
            "a reason is asked for"
        );
        let said = store.fails(1, &["invoice", "issue", &now, "--early", "--reason", "a\nb"]);
        assert!(said.contains("one line"), "{said}");
        let early = ["invoice", "issue", &now, "--early", "--reason", "the contract ends"];
        assert!(store.ok(&early).contains("INV-000001"));
        let issued = store.json(&["invoice", "show", "INV-000001"]);
        assert_eq!(issued["early_reason"], "the contract ends");
        // Whoever reads the books reads the reason; what is sent to the customer does not have it.
        let listed = store.json(&["invoice", "list", &now]);
        assert_eq!(listed[0]["early_reason"], "the contract ends");
        let exported = store.json(&["export", &now]);
        assert_eq!(exported[0]["early_reason"], "the contract ends");
        let bundle = store.folder.path().join("bundle.json").display().to_string();
        store.ok(&["proof", "INV-000001", "-o", &bundle]);
        let key = store.ok(&["keys", "show"]);
        let key = key.split_whitespace().find(|word| word.contains('+')).expect("a key");
        for arguments in [
            &["invoice", "list", &now][..],
            &["invoice", "show", "INV-000001"],
            &["explain", "INV-000001/1"],
            &["export", &now, "--format", "csv"],
            &["verify", "--bundle", &bundle, "--key", key],
        ] {
            let said = store.ok(arguments);
            assert!(said.contains("the contract ends"), "{arguments:?}: {said}");
        }
        for format in ["html", "usage-html"] {
            let paper = store.ok(&["invoice", "show", "INV-000001", "--format", format]);
            assert!(!paper.contains("the contract ends"), "{format}");
        }
        assert!(store.ok(&["verify"]).contains("0 problems"));
    });
}

#[test]
fn an_issue_date_is_after_the_month_not_to_come_and_never_goes_back() {
    on_both(PROGRAM, |store| {
        record(store);
        store.ok(&["bill", "2026-04"]);
        for (date, said) in [
            ("1999-01-01", "before the end of 2026-04"),
            ("2026-04-30", "before the end of 2026-04"),
            ("2062-01-01", "in the future"),
        ] {
            let refused = store.fails(1, &["invoice", "issue", "2026-04", "--issue-date", date]);
            assert!(refused.contains(said) && refused.contains(date), "{refused}");
        }
        assert_eq!(store.json(&["invoice", "list", "2026-04"]).as_array().unwrap().len(), 2);
        let issue = |customer: &str, date: &str| {
            store.run(&[
                "invoice",
                "issue",
                "2026-04",
                "--customer",
                customer,
                "--issue-date",
                date,
            ])
        };
        assert_eq!(issue("alpha", "2026-05-10").code, 0);
        let back = issue("beta", "2026-05-09");
        assert_eq!(back.code, 1, "{}", back.stdout);
        assert!(back.stderr.contains("INV-000001") && back.stderr.contains("2026-05-10"));
        assert_eq!(issue("beta", "2026-05-10").code, 0, "the same day is fine");

        let note = |date: &str| {
            let note = ["credit-note", "INV-000001", "--line", "1=1.00", "--reason", "goodwill"];
            store.run(&[&note[..], &["--issue-date", date]].concat())
        };
        assert!(note("2026-05-09").stderr.contains("INV-000001, which was issued on 2026-05-10"));
        assert_eq!(note("2026-05-20").code, 0);
        assert!(note("2026-05-19").stderr.contains("CN-000001"), "the series never goes back");
        assert!(store.ok(&["verify"]).contains("3 documents made again: 0 problems"));
    });
}

#[test]
fn a_key_that_was_used_for_another_request_is_a_conflict_that_names_both() {
    on_both(PROGRAM, |store| {
        record(store);
        store.ok(&["bill", "2026-04"]);
        store.ok(&["invoice", "issue", "2026-04", "--issue-date", "2026-05-02"]);
        let note = |invoice: &str, line: &str, date: &str, reason: &str| {
            let asked = ["credit-note", invoice, "--line", line, "--reason", reason, "--key", "k"];
            store.run(&[&asked[..], &["--issue-date", date]].concat())
        };
        let first = note("INV-000001", "1=10.00", "2026-05-03", "goodwill");
        assert!(first.stdout.contains("CN-000001"));
        assert_eq!(note("INV-000001", "1=10.00", "2026-05-03", "goodwill").stdout, first.stdout);
        for (invoice, line, date, reason) in [
            ("INV-000001", "1=10.00", "2026-05-04", "goodwill"),
            ("INV-000001", "1=11.00", "2026-05-03", "goodwill"),
            ("INV-000002", "1=10.00", "2026-05-03", "goodwill"),
            ("INV-000001", "1=10.00", "2026-05-03", "service-level"),
        ] {
            let other = note(invoice, line, date, reason);
            assert_eq!(other.code, 1, "{}", other.stdout);
            for named in ["CN-000001", "2026-05-03", "INV-000001", invoice, line, date, reason] {
                assert!(other.stderr.contains(named), "{named}: {}", other.stderr);
            }
        }
        assert!(store.ok(&["verify"]).contains("3 documents made again: 0 problems"));
    });
}

#[test]
fn a_total_beyond_its_column_is_refused_by_name_and_nothing_is_stored() {
    on_both(PROGRAM, |store| {
        record(store);
        let folder = store.folder.path().join("card");
        std::fs::create_dir_all(&folder).expect("a folder");
        store.file(
            "card/card.toml",
            "card = \"dear\"\neffective_from = \"2026-04-01\"\ncurrency = \"USD\"\nmru_price_usd = \"1000000\"\n\
             approved_by = \"owner\"\nprovenance = \"test\"\n",
        );
        let weights =
            "component,size,weight_mru,confidence,arithmetic\ncontainer,1x2,1000000,assumption,\n";
        store.file("card/weights.csv", weights);
        store.ok(&["rate-card", "publish", &folder.display().to_string()]);
        store.admit(&[Customer { contract: "rate_card = \"dear\"\n", ..Customer::of("gamma") }]);
        // 95,000 × 1,000,000 MRU × USD 1,000,000 are just more than 63 bits of cents.
        let row = |number| {
            format!(
                "g{number},activated,2026-04-01T00:00:00-04:00,gamma,production,container,c{number},1x2,500,2,T\n"
            )
        };
        store.import(&(0..95).map(row).collect::<String>());
        let said = store.fails(3, &["bill", "2026-04"]);
        assert!(
            said.contains("gamma") && said.contains("R6") && said.contains("largest"),
            "{said}"
        );
        let listed = store.json(&["invoice", "list", "2026-04"]);
        assert_eq!(listed.as_array().unwrap().len(), 2, "the others are billed");
        store.ok(&["invoice", "issue", "2026-04", "--issue-date", "2026-05-02"]);
        assert!(store.ok(&["verify"]).contains("2 documents made again: 0 problems"));
    });
}

#[test]
fn another_version_of_one_day_is_shown_and_replaces_only_when_asked() {
    on_both(PROGRAM, |store| {
        record(store);
        let other =
            Customer { name: Some("Alpha Holding"), tax: "0", ..Customer::of("alpha") }.text();
        let file = store.file("other.toml", &other);
        let said = store.fails(1, &["customer", "put", &file]);
        for named in [
            "legal.name was `alpha S.A.`, now `Alpha Holding`",
            "contract.tax.percent was `19`, now `0`",
            "--replace",
        ] {
            assert!(said.contains(named), "{named}: {said}");
        }
        let said = store.fails(1, &["customer", "put", &file, "--lang", "es"]);
        assert!(said.contains("legal.name era `alpha S.A.`, ahora `Alpha Holding`"), "{said}");
        assert!(!store.ok(&["customer", "show", "alpha"]).contains("Holding"));
        store.ok(&["customer", "put", &file, "--replace"]);
        store.ok(&["customer", "put", &file]);
        store.ok(&["bill", "2026-04", "--customer", "alpha"]);
        store.ok(&["invoice", "issue", "2026-04", "--issue-date", "2026-05-02"]);
        let again = store.customer_file(Customer::of("alpha"));
        let said = store.fails(1, &["customer", "put", &again, "--replace"]);
        assert!(said.contains("INV-000001"), "a document used it: {said}");
    });
}

#[test]
fn months_that_were_never_billed_are_named_even_when_the_month_has_nothing() {
    on_both(PROGRAM, |store| {
        record(store);
        store.import(
            "e3,removed,2026-04-20T09:00:00-04:00,alpha,production,container,ms-loans,,,,REQ-3\n",
        );
        store.ok(&["bill", "2026-04", "--customer", "beta"]);
        let run = store.run(&["bill", "2026-05"]);
        assert_eq!(run.code, 3, "{}", run.stdout);
        assert!(run.stderr.contains("alpha: 2026-04 has something to bill"), "{}", run.stderr);
        let run = store.run(&["bill", "2026-05", "--format", "json"]);
        assert_eq!(run.code, 3);
        let report: Value = serde_json::from_str(&run.stdout).expect("JSON");
        let alpha = &report["customers"][0];
        assert_eq!(alpha["customer"], "alpha");
        assert_eq!(alpha["outcome"], "nothing");
        assert_eq!(alpha["skipped"], serde_json::json!(["2026-04"]));
        store.ok(&["bill", "2026-04"]);
        assert_eq!(store.run(&["bill", "2026-05"]).code, 0, "both months have their drafts");
    });
}

#[test]
fn a_difference_needs_a_draft() {
    on_both(PROGRAM, |store| {
        record(store);
        let said = store.fails(1, &["invoice", "diff", "alpha/2026-04"]);
        assert!(said.contains("no draft") && said.contains("mru bill 2026-04"), "{said}");
        store.ok(&["bill", "2026-04"]);
        assert!(store.ok(&["invoice", "diff", "alpha/2026-04"]).contains("no difference"));
        store.ok(&["invoice", "issue", "2026-04", "--issue-date", "2026-05-02"]);
        let said = store.fails(1, &["invoice", "diff", "alpha/2026-04"]);
        assert!(said.contains("issued as INV-000001"), "{said}");
    });
}

/// What is recorded has the instant of the clock that the store was given.
#[test]
fn an_entry_is_recorded_at_the_instant_that_the_clock_of_the_store_shows() {
    use mru_service::{
        billing,
        storage::{Clock, chain, door},
    };
    let folder = tempfile::tempdir().expect("a folder");
    let now = "2026-11-02T12:30:00Z".parse().expect("an instant");
    let last = mru_tests::store::block_on(async {
        let made = door::make_folder(folder.path(), door::PATIENCE).await.expect("a store");
        let database = made.database.with_clock(Clock::Fixed(now));
        billing::put_supplier(&database, &mru_tests::month::supplier()).await.expect("recorded");
        let mut transaction = database.read().await.expect("a transaction");
        let mut last = String::new();
        chain::each(&mut transaction, |entry| last.clone_from(&entry.recorded_at))
            .await
            .expect("entries");
        transaction.rollback().await.expect("read");
        made.give_up().await;
        last
    });
    assert_eq!(last, "2026-11-02T12:30:00.000Z");
}
