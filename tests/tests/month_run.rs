//! The month by the real program, on both databases.

use mru_tests::{
    facts::{Customer, EVENTS, HEADING},
    store::{Postgres, Store, on_both},
};

const PROGRAM: &str = env!("CARGO_BIN_EXE_mru-under-test");

/// Refuses rows of events, and says why.
#[track_caller]
fn refused(store: &Store, rows: &str) -> String {
    store.fails(2, &["meter", "import", &store.file("refused.csv", &format!("{HEADING}{rows}"))])
}

#[test]
fn a_month_is_billed_issued_corrected_and_verified() {
    on_both(PROGRAM, |store| {
        store.record();
        let dry = store.json(&["bill", "2026-04", "--dry-run"]);
        assert_eq!(store.json(&["invoice", "list", "2026-04"]), serde_json::json!([]));
        store.ok(&["bill", "2026-04"]);
        let again = store.json(&["bill", "2026-04"]);
        assert!(
            again["customers"].as_array().unwrap().iter().all(|it| it["outcome"] == "unchanged")
        );
        let draft = store.json(&["invoice", "show", "alpha/2026-04"]);
        assert_eq!(dry["customers"][0]["statement"], draft["statement"]);
        // 1 × 2 × 1.6 × 42 = …; the cache is active for 20 of 30 days.
        assert_eq!(draft["state"], "draft");
        store.ok(&["invoice", "issue", "2026-04", "--issue-date", "2026-05-02"]);
        let issued = store.json(&["invoice", "show", "INV-000001"]);
        assert_eq!(issued["statement"], draft["statement"]);
        assert_eq!(issued["due_on"], "2026-06-01");
        let listed = store.json(&["invoice", "list", "2026-04"]);
        let numbers: Vec<&str> =
            listed.as_array().unwrap().iter().map(|it| it["number"].as_str().unwrap()).collect();
        assert_eq!(numbers, ["INV-000001", "INV-000002"]);

        // A removal of April that becomes known in May is a correction line of May.
        store.import(
            "e4,removed,2026-04-21T09:00:00-04:00,alpha,production,cache,sessions,,,,REQ-4\n",
        );
        store.ok(&["bill", "2026-05"]);
        let may = store.json(&["invoice", "show", "alpha/2026-05"]);
        let lines = may["statement"]["lines"].as_array().unwrap();
        let correction = lines.iter().find(|it| it["kind"] == "correction").unwrap();
        assert_eq!(correction["corrects"]["document"], "INV-000001");
        assert_eq!(correction["corrects"]["period"], "2026-04");
        assert!(correction["usd"].as_str().unwrap().starts_with('-'));
        store.ok(&["invoice", "issue", "2026-05", "--issue-date", "2026-06-02"]);
        store.ok(&["bill", "2026-06"]);
        let june = store.json(&["invoice", "show", "alpha/2026-06"]);
        let lines = june["statement"]["lines"].as_array().unwrap();
        assert!(lines.iter().all(|it| it["kind"] != "correction"));
        assert!(store.ok(&["verify"]).contains("4 documents made again: 0 problems"));
    });
}

#[test]
fn credit_notes_never_give_back_more_than_is_left() {
    on_both(PROGRAM, |store| {
        store.record();
        store.ok(&["bill", "2026-04"]);
        store.ok(&["invoice", "issue", "2026-04"]);
        let note = |line: &str, key: &str| {
            let arguments =
                ["credit-note", "INV-000001", "--line", line, "--reason", "goodwill", "--key", key];
            store.run(&arguments)
        };
        assert!(note("1=10.00", "a").stdout.contains("CN-000001"));
        assert!(note("1=10.00", "a").stdout.contains("CN-000001"), "the same key, the same note");
        assert_eq!(note("1=11.00", "a").code, 1, "the same key, another request");
        assert!(note("1", "b").stdout.contains("CN-000002"));
        let refused = note("1=0.01", "c");
        assert_eq!(refused.code, 2);
        assert!(refused.stderr.contains("B13"), "{}", refused.stderr);
        assert!(
            store
                .fails(2, &["credit-note", "INV-000001", "--line", "99", "--reason", "goodwill"])
                .contains("B11")
        );
        assert!(
            store
                .fails(1, &["credit-note", "INV-9", "--line", "1", "--reason", "goodwill"])
                .contains("INV-9")
        );
        assert!(store.ok(&["verify"]).contains("4 documents made again: 0 problems"));
    });
}

#[test]
fn what_was_recorded_never_changes() {
    on_both(PROGRAM, |store| {
        store.record();
        assert!(store.import(EVENTS).contains("0 new"));
        let said = refused(store, &EVENTS.replace("ms-loans,1x2", "ms-loans,1x4"));
        assert!(said.contains("U9") && said.contains("1x2") && said.contains("1x4"), "{said}");
        let said = refused(store, &EVENTS.replace("beta", "betta").replace("e3", "e9"));
        assert!(said.contains("U10") && said.contains("did you mean `beta`"), "{said}");
        store.ok(&["bill", "2026-04"]);
        store.ok(&["invoice", "issue", "2026-04"]);
        let cheaper =
            Customer { contract: "discount = { percent = 50 }\n", ..Customer::of("alpha") };
        let said = store.fails(1, &["customer", "put", &store.customer_file(cheaper)]);
        assert!(said.contains("2026-05"), "{said}");
        let later = Customer { effective_from: "2026-05-01", ..cheaper };
        store.admit(&[later]);
        let moved = Customer { contract: "time_zone = \"UTC\"\n", ..later };
        let said = store.fails(1, &["customer", "put", &store.customer_file(moved)]);
        assert!(said.contains("America/Santiago"), "{said}");
        assert!(store.ok(&["verify"]).contains("0 problems"));
    });
}

/// A charge a minute, so that a file has more events than are recorded at once.
fn many_charges(count: u32, wrong: Option<u32>) -> String {
    let mut csv =
        String::from("id,type,time,customer,environment,component,name,usd,description,ticket\n");
    for number in 1..=count {
        let usd = if wrong == Some(number) { "much" } else { "1.00" };
        let (day, hour, minute) = (number / 1440 + 1, number / 60 % 24, number % 60);
        csv.push_str(&format!(
            "c{number},one-off,2026-04-{day:02}T{hour:02}:{minute:02}:00-04:00,alpha,shared,domain-registration,d,{usd},a domain,REQ-1\n"
        ));
    }
    csv
}

#[test]
fn long_files_are_imported_whole_or_not_at_all() {
    on_both(PROGRAM, |store| {
        store.record();
        let head = |verified: String| verified.split_once("head").map(|(_, head)| head.to_owned());
        let before = head(store.ok(&["verify"]));
        let good = store.file("good.csv", &many_charges(2_500, None));
        let wrong = store.file("wrong.csv", &many_charges(2_500, Some(2_301)));
        let said = store.fails(2, &["meter", "import", &wrong]);
        assert!(said.contains("wrong.csv:2302:76") && said.contains("`much`"), "{said}");
        // One command is one import: the first file is not recorded without the second.
        let late = store.file("late.csv", &many_charges(1, None).replace("alpha", "alfa"));
        let said = store.fails(2, &["meter", "import", &good, &late]);
        assert!(said.contains("U10"), "{said}");
        let twice = store.file("twice.csv", &many_charges(2_500, None).replace("c2400,", "c1,"));
        let said = store.fails(2, &["meter", "import", &twice]);
        assert!(said.contains("U9") && said.contains("`c1`"), "{said}");
        assert_eq!(head(store.ok(&["verify"])), before);
        assert!(store.ok(&["meter", "import", &good]).contains("2500 new events, 0 known"));
        assert!(store.ok(&["meter", "import", &good]).contains("0 new events, 2500 known"));
        assert!(store.ok(&["verify"]).contains("0 problems"));
    });
}

#[test]
fn a_stale_draft_is_not_issued() {
    on_both(PROGRAM, |store| {
        store.record();
        store.ok(&["bill", "2026-04"]);
        store.import("e5,activated,2026-04-21T09:00:00-04:00,alpha,production,vpn,dc1,,,,REQ-5\n");
        assert!(
            store.ok(&["invoice", "diff", "alpha/2026-04"]).contains("+ production · vpn · dc1")
        );
        let said = store.fails(3, &["invoice", "issue", "2026-04"]);
        assert!(said.contains("alpha") && said.contains("mru bill 2026-04"), "{said}");
        store.ok(&["bill", "2026-04"]);
        store.ok(&["invoice", "issue", "2026-04"]);
        let listed = store.json(&["invoice", "list", "2026-04"]);
        assert_eq!(listed.as_array().unwrap().len(), 2);
        assert!(listed.as_array().unwrap().iter().all(|it| it["state"] == "issued"));
    });
}

#[test]
fn a_customer_set_aside_does_not_stop_the_others() {
    on_both(PROGRAM, |store| {
        store.record();
        store.import(
            "e6,removed,2026-04-21T09:00:00-04:00,alpha,production,vpn,dc1,,,,REQ-5\n\
             e7,activated,2026-04-21T09:00:00-04:00,alpha,production,container,x,1x3,1,2,REQ-5\n",
        );
        let said = store.fails(3, &["bill", "2026-04"]);
        assert!(said.contains("U3") && said.contains("event e6"), "{said}");
        let listed = store.json(&["invoice", "list", "2026-04"]);
        assert_eq!(listed.as_array().unwrap().len(), 1);
        assert_eq!(listed[0]["customer"], "beta");
        // The missing fact arrives, and the customer is billed as if nothing had been.
        store.import("e8,activated,2026-04-20T09:00:00-04:00,alpha,production,vpn,dc1,,,,REQ-5\n");
        store.ok(&["bill", "2026-04"]);
        assert_eq!(store.json(&["invoice", "list", "2026-04"]).as_array().unwrap().len(), 2);
    });
}

/// What the findings advise: an event never changes, but one of the same instant balances it.
#[test]
fn a_wrong_event_is_balanced_by_another() {
    let header = "id,type,time,customer,environment,component,name,size,quantity,redundancy,max_tasks,tasks,until,ticket\n";
    let at = "2026-04-21T09:00:00-04:00,alpha";
    let first = "2026-04-01T00:00:00-04:00,alpha,production,container,ms-loans";
    for (rule, wrong, balance) in [
        (
            "U3",
            format!("removed,{at},production,vpn,dc1,,,,,,,T"),
            format!("activated,{at},production,vpn,dc1,,1,,,,,T"),
        ),
        (
            "U4",
            format!("activated,{at},production,container,ms-loans,1x2,1,2,,,,T"),
            format!("removed,{at},production,container,ms-loans,,,,,,,T"),
        ),
        (
            "U6",
            format!(
                "elastic-sample,{at},production,container,ms-loans,,,,,7,2026-04-21T10:00:00-04:00,"
            ),
            format!("resized,{first},1x2,1,2,8,,,T"),
        ),
    ] {
        let store = Store::sqlite(PROGRAM);
        store.record();
        let total = || store.json(&["bill", "2026-04"])["customers"][0]["total_usd"].clone();
        let before = total();
        let import = |name: &str, row: &str| {
            store.ok(&["meter", "import", &store.file(name, &format!("{header}{row}\n"))])
        };
        import("wrong.csv", &format!("w1,{wrong}"));
        assert!(store.fails(3, &["bill", "2026-04"]).contains(rule), "{rule}");
        import("balance.csv", &format!("w2,{balance}"));
        assert_eq!(total(), before, "{rule}");
    }
}

#[test]
fn a_wrong_event_is_taken_back_after_it_was_issued() {
    on_both(PROGRAM, |store| {
        store.record();
        store.ok(&["bill", "2026-04"]);
        store.ok(&["invoice", "issue", "2026-04"]);
        let void = "id,type,time,customer,environment,component,name,voids,ticket\n\
            v1,voided,2026-05-05T09:00:00-04:00,alpha,production,cache,sessions,e2,REQ-6\n";
        store.ok(&["meter", "import", &store.file("void.csv", void)]);
        store.ok(&["bill", "2026-05"]);
        let may = store.json(&["invoice", "show", "alpha/2026-05"]);
        let lines = may["statement"]["lines"].as_array().unwrap();
        assert!(lines.iter().all(|it| it["kind"] != "component" || it["component"] != "cache"));
        let correction = lines.iter().find(|it| it["kind"] == "correction").unwrap();
        assert_eq!(correction["corrects"]["right_usd"], "0.00");
        let april = store.json(&["invoice", "show", "INV-000001"]);
        let lines = april["statement"]["lines"].as_array().unwrap();
        let cache = lines.iter().find(|it| it["component"] == "cache").unwrap();
        assert_eq!(format!("-{}", cache["usd"].as_str().unwrap()), correction["usd"]);
    });
}

#[test]
fn a_skipped_month_is_named() {
    on_both(PROGRAM, |store| {
        store.record();
        let run = store.run(&["bill", "2026-05"]);
        assert!(run.stderr.contains("alpha: 2026-04 has something to bill"), "{}", run.stderr);
    });
}

#[test]
fn the_demonstration_plays_and_its_rerun_changes_nothing() {
    on_both(PROGRAM, |store| {
        let out = store.folder.path().join("out").display().to_string();
        let said = store.ok(&["demo", "--out", &out]);
        assert!(said.contains("INV-000022"), "{said}");
        assert!(said.contains("on hold      pharmacy"), "{said}");
        let before = store.ok(&["verify"]);
        assert!(before.contains("23 documents made again: 0 problems"), "{before}");
        for period in ["2026-09", "2026-10"] {
            assert_eq!(store.run(&["bill", period]).code, 3, "the pharmacy is set aside");
        }
        assert_eq!(store.ok(&["verify"]), before, "nothing was recorded");
        assert!(store.fails(1, &["demo", "--out", &out]).contains("empty"));
    });
}

#[test]
fn two_runs_at_once_end_with_one_set_of_invoices() {
    let Some(server) = Postgres::start() else { return };
    let store = Store::postgres(PROGRAM, &server);
    store.record();
    let runs: Vec<_> = (0..4).map(|_| store.start(&["bill", "2026-04"])).collect();
    for mut run in runs {
        assert!(run.wait().unwrap().success());
    }
    let issues: Vec<_> = (0..4).map(|_| store.start(&["invoice", "issue", "2026-04"])).collect();
    for mut issue in issues {
        assert!(issue.wait().unwrap().success());
    }
    let listed = store.json(&["invoice", "list", "2026-04"]);
    assert_eq!(listed.as_array().unwrap().len(), 2);
    assert!(store.ok(&["verify"]).contains("2 documents made again: 0 problems"));
}

#[test]
fn a_backup_comes_back() {
    let store = Store::sqlite(PROGRAM);
    store.record();
    store.ok(&["bill", "2026-04"]);
    store.ok(&["invoice", "issue", "2026-04"]);
    let file = store.folder.path().join("copy.db").display().to_string();
    store.ok(&["backup", &file]);
    assert!(store.fails(1, &["backup", &file]).contains("copy.db"), "never written over");
    let other = Store::sqlite(PROGRAM);
    assert!(other.ok(&["restore", &file]).contains("verified"));
    assert_eq!(other.ok(&["verify"]), store.ok(&["verify"]));
    assert!(other.fails(1, &["restore", &file]).contains("exists"));
    let broken = other.file("broken.db", "this is no database");
    let third = Store::sqlite(PROGRAM);
    assert_eq!(third.run(&["restore", &broken]).code, 1);
    assert_eq!(std::fs::read_dir(third.folder.path()).unwrap().count(), 0, "nothing stays behind");
}
