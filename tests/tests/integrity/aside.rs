//! One customer that cannot be worked on does not block the others, and what was done is said.

use mru_tests::{
    facts::{Customer, EVENTS, HEADING},
    store::{Postgres, Store, on_both},
};

use super::{PROGRAM, change, change_records, found, sound};

/// One customer that cannot be read is set aside alone, with its reason.
#[test]
fn one_damaged_customer_does_not_block_the_others() {
    let store = Store::sqlite(PROGRAM);
    store.record();
    change_records(&store, &["UPDATE event SET content = CAST(x'41ff42' AS TEXT) WHERE id = 'e1'"]);
    let run = store.run(&["bill", "2026-04"]);
    assert_eq!(run.code, 3, "{}{}", run.stdout, run.stderr);
    assert!(run.stderr.contains("B20") && run.stderr.contains("alpha"), "{}", run.stderr);
    assert!(run.stdout.contains("1 drafts (1 new, 0 changed)"), "{}", run.stdout);
    let issued = store.run(&["invoice", "issue", "2026-04", "--issue-date", "2026-05-02"]);
    assert_eq!(issued.code, 3, "{}{}", issued.stdout, issued.stderr);
    assert!(issued.stdout.contains("INV-000001     beta"), "{}", issued.stdout);
    assert!(issued.stderr.contains("alpha: what is stored"), "{}", issued.stderr);
    let said = found(&store);
    assert!(said.contains("column content of row 1 of table event is no text"), "{said}");
}

/// A record whose customer is no text is of the customer that it names, who is set aside alone.
#[test]
fn a_record_that_lost_its_customer_does_not_block_the_others() {
    const LOST: &str = "CAST(x'616c70ff6861' AS TEXT)";
    for (table, lost) in [
        ("account", LOST),
        ("account", "CAST(customer AS BLOB)"),
        ("event", LOST),
        ("document", LOST),
    ] {
        let store = Store::sqlite(PROGRAM);
        store.record();
        store.issue("2026-04", "2026-05-02");
        store.ok(&["bill", "2026-05"]);
        change_records(
            &store,
            &[&format!("UPDATE {table} SET customer = {lost} WHERE customer = 'alpha'")],
        );
        let run = store.run(&["bill", "2026-05"]);
        assert_eq!(run.code, 3, "{table}: {}{}", run.stdout, run.stderr);
        for said in ["B20", "customer `alpha` cannot be read", "its customer is no text"] {
            let words = run.stderr.split_whitespace().collect::<Vec<_>>().join(" ");
            assert!(words.contains(said), "{table}: {said}: {}", run.stderr);
        }
        assert!(!run.stderr.contains("beta"), "{table}: {}", run.stderr);
        let issued = store.run(&["invoice", "issue", "2026-05", "--issue-date", "2026-06-02"]);
        assert_eq!(issued.code, 3, "{table}: {}{}", issued.stdout, issued.stderr);
        assert!(issued.stdout.contains("INV-000003     beta"), "{table}: {}", issued.stdout);
        assert!(issued.stderr.contains("alpha: what is stored"), "{table}: {}", issued.stderr);
        if table == "account" {
            let one = store.run(&["bill", "2026-05", "--customer", "alpha"]);
            assert_eq!(one.code, 3, "{}{}", one.stdout, one.stderr);
            let event = EVENTS.lines().next().expect("e1").replace("e1,", "e9,");
            let more = store.file("more.csv", &format!("{HEADING}{event}\n"));
            assert!(store.fails(2, &["meter", "import", &more]).contains("B20"), "{table}");
        }
        found(&store);
    }
}

/// Events of alpha, so many, on one day of April: copies of one, made by the database.
fn many_events(store: &Store, count: u32) {
    let numbers =
        "WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < ";
    let copies = format!(
        "INSERT INTO event (id, sequence, customer, at, content) {numbers}{count}) \
         SELECT 'copy' || n, sequence, customer, at, REPLACE(content, '\"e2\"', '\"copy' || n || '\"') FROM event, numbers WHERE id = 'e2'"
    );
    change(store, &[&copies]);
}

#[test]
fn one_customer_with_too_many_events_does_not_block_the_others() {
    on_both(PROGRAM, |store| {
        store.record();
        store.issue("2026-04", "2026-05-02");
        many_events(store, 50_000);
        let run = store.run(&["bill", "2026-05"]);
        assert_eq!(run.code, 3, "{}{}", run.stdout, run.stderr);
        let says = "customer `alpha` has 50002 events in 2026-04, and at most 50000";
        assert!(run.stderr.contains("B21") && run.stderr.contains(says), "{}", run.stderr);
        assert!(run.stdout.contains("1 drafts (1 new, 0 changed)"), "{}", run.stdout);
        // The copies are in no import; that the customer has many is only noted.
        let run = store.run(&["verify"]);
        assert!(run.stdout.contains("1 documents made again: 1 problems"), "{}", run.stdout);
        let says = "the documents of customer `alpha` cannot be made again";
        assert!(run.stderr.contains(says), "{}", run.stderr);
    });
}

/// More events than one row of a query holds come in batches, and bill the same.
#[test]
fn many_events_of_a_customer_are_billed() {
    on_both(PROGRAM, |store| {
        store.record();
        let charges: String = (1..=4_500)
            .map(|n| {
                let (day, hour, minute) = (n / 1440 + 1, n / 60 % 24, n % 60);
                format!("c{n},one-off,2026-04-{day:02}T{hour:02}:{minute:02}:00-04:00,alpha,shared,domain-registration,d,1.00,a domain,REQ-1\n")
            })
            .collect();
        let heading = "id,type,time,customer,environment,component,name,usd,description,ticket\n";
        store.ok(&["meter", "import", &store.file("charges.csv", &format!("{heading}{charges}"))]);
        let run = store.json(&["bill", "2026-04", "--dry-run"]);
        let lines = run["customers"][0]["statement"]["lines"].as_array().expect("lines");
        let charges = lines.iter().filter(|line| line["usd"] == "1.00").count();
        assert_eq!(charges, 4_500);
        sound(store);
    });
}

/// What was issued before a failure is said, and found by the name of the run.
#[test]
fn what_was_issued_is_said_even_if_the_rest_fails() {
    let both = |store: &Store, stop: &[&str], go: &[&str]| {
        store.record();
        // More customers than a page has; the last one cannot be stored.
        let more: Vec<String> =
            (1..=199).map(|n| format!("c{n:03}")).chain([String::from("zeta")]).collect();
        let customers: Vec<Customer<'_>> = more.iter().map(|id| Customer::of(id)).collect();
        store.admit(&customers);
        let events: String = more
            .iter()
            .map(|id| format!("{id}-1,activated,2026-04-01T00:00:00-04:00,{id},production,container,c,1x2,1,2,REQ\n"))
            .collect();
        store.import(&events);
        let billed = store.json(&["bill", "2026-04"]);
        let drafts = ["invoice", "list", "--run", billed["run"].as_str().expect("a run")];
        assert!(store.ok(&drafts).contains("0 issued, 202 drafts"));
        change(store, stop);
        let issue = ["invoice", "issue", "2026-04", "--issue-date", "2026-05-02"];
        let run = store.run(&[&issue[..], &["--format", "json"]].concat());
        assert_eq!(run.code, 1, "{}{}", run.stdout, run.stderr);
        let said: serde_json::Value = serde_json::from_str(&run.stdout).expect("JSON");
        assert_eq!(said["issued"].as_array().expect("a list").len(), 200);
        assert_eq!(said["issued"][199]["number"], "INV-000200");
        assert!(said["failed"].as_str().expect("why").contains("the disk is full"), "{said}");
        assert!(run.stderr.contains("the disk is full"), "{}", run.stderr);
        let name = said["run"].as_str().expect("a run");
        let listed = store.ok(&["invoice", "list", "--run", name]);
        assert!(
            listed.contains("INV-000200") && listed.contains("200 issued, 0 drafts"),
            "{listed}"
        );
        // Nothing came before this failure.
        let run = store.run(&issue);
        assert_eq!((run.code, run.stdout.as_str()), (1, ""), "{}", run.stderr);
        change(store, go);
        let run = store.ok(&issue);
        assert!(run.contains("INV-000202     zeta") && run.contains("2 issued, 0 not"), "{run}");
        assert!(run.contains("mru invoice list --run run-"), "{run}");
        assert!(
            store
                .fails(1, &["invoice", "list", "--run", "run-1"])
                .contains("nothing of a run `run-1`")
        );
        sound(store);
    };
    both(
        &Store::sqlite(PROGRAM),
        &[
            "CREATE TRIGGER stop BEFORE INSERT ON document WHEN NEW.customer = 'zeta' BEGIN SELECT RAISE(ABORT, 'the disk is full'); END",
        ],
        &["DROP TRIGGER stop"],
    );
    if let Some(server) = Postgres::start() {
        both(
            &Store::postgres(PROGRAM, &server),
            &[
                "CREATE FUNCTION stop() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'the disk is full'; END $$",
                "CREATE TRIGGER stop BEFORE INSERT ON document FOR EACH ROW WHEN (NEW.customer = 'zeta') EXECUTE FUNCTION stop()",
            ],
            &["DROP TRIGGER stop ON document", "DROP FUNCTION stop()"],
        );
    }
}
