//! Exports of months that are longer than what is at hand at once, by the real program.

use std::collections::BTreeMap;

use mru_tests::{
    facts::Customer,
    store::{Store, on_both},
};
use rust_decimal::Decimal;

const PROGRAM: &str = env!("CARGO_BIN_EXE_mru-under-test");

/// More documents than two pages hold.
const CUSTOMERS: usize = 205;

/// Records and issues a month of many customers.
fn play(store: &Store) {
    store.begin();
    let ids: Vec<String> = (0..CUSTOMERS).map(|number| format!("c{number:03}")).collect();
    let customers: Vec<Customer<'_>> = ids.iter().map(|id| Customer::of(id)).collect();
    store.admit(&customers);
    let row = |id: &String| {
        format!(
            "{id}-1,activated,2026-04-01T00:00:00-04:00,{id},production,container,ms-a,1x2,1,2,REQ-1\n"
        )
    };
    store.import(&ids.iter().map(row).collect::<String>());
    store.issue("2026-04", "2026-05-02");
}

#[test]
fn a_month_of_several_pages_is_exported_whole_and_under_one_heading() {
    on_both(PROGRAM, |store| {
        play(store);
        // A container and its tax; three accounts; a container and its tax.
        for (format, first, rows_each) in
            [("csv", "document,", 2), ("journal", "date,", 3), ("focus", "BilledCost,", 2)]
        {
            let text = store.ok(&["export", "2026-04", "--format", format]);
            let headings = text.lines().filter(|line| line.starts_with(first)).count();
            assert_eq!(headings, 1, "{format}");
            assert_eq!(text.lines().count(), 1 + rows_each * CUSTOMERS, "{format}");
            let file = store.folder.path().join(format!("{format}.csv"));
            let name = file.to_str().expect("a name");
            store.ok(&["export", "2026-04", "--format", format, "-o", name]);
            assert_eq!(std::fs::read_to_string(&file).expect("a file"), text, "{format}");
        }
        let all = store.json(&["export", "2026-04"]);
        let all = all.as_array().expect("a list");
        assert_eq!(all.len(), CUSTOMERS);
        let numbers: Vec<&str> = all.iter().filter_map(|it| it["number"].as_str()).collect();
        assert!(numbers.is_sorted(), "in the order of issue");
        assert!(all.iter().all(|it| it["checkpoint"].is_string()));
    });
}

/// Whoever opens a pipe again ends what its reader sees: the name is gone as soon as the reader is
/// there, so that a second opening would write elsewhere.
#[cfg(unix)]
#[test]
fn a_long_export_goes_through_a_pipe_that_is_opened_once() {
    use std::io::Read as _;
    let store = Store::sqlite(PROGRAM);
    play(&store);
    let text = store.ok(&["export", "2026-04"]);
    assert!(text.len() > 128 * 1024, "more than a pipe holds: {}", text.len());
    let pipe = store.folder.path().join("pipe.csv");
    let made = std::process::Command::new("mkfifo").arg(&pipe).status().expect("mkfifo runs");
    assert!(made.success());
    let name = pipe.to_str().expect("a name");
    let reader = std::thread::spawn({
        let pipe = pipe.clone();
        move || {
            let (mut file, mut first) = (std::fs::File::open(&pipe).expect("a pipe"), [0]);
            file.read_exact(&mut first).expect("a byte");
            std::fs::remove_file(&pipe).expect("removed");
            let mut bytes = first.to_vec();
            file.read_to_end(&mut bytes).expect("the rest");
            String::from_utf8(bytes).expect("a text")
        }
    });
    store.ok(&["export", "2026-04", "-o", name]);
    assert_eq!(reader.join().expect("a reader"), text);
}

#[test]
fn an_export_that_fails_half_way_leaves_what_was_there() {
    let store = Store::sqlite(PROGRAM);
    store.record();
    store.issue("2026-04", "2026-05-02");
    let file = store.folder.path().join("lines.csv");
    let name = file.to_str().expect("a name");
    std::fs::write(&file, "before").expect("a file");
    spoil(&store);
    for arguments in [&["export", "2026-04", "-o", name][..], &["export", "2026-04"]] {
        let run = store.run(arguments);
        assert_eq!(run.code, 1, "{}", run.stderr);
        assert_eq!(run.stdout, "", "nothing of half an export is seen");
    }
    assert_eq!(std::fs::read_to_string(&file).expect("a file"), "before");
    let left = std::fs::read_dir(store.folder.path()).expect("a folder").filter(|entry| {
        entry.as_ref().expect("an entry").file_name().to_string_lossy().ends_with(".tmp")
    });
    assert_eq!(left.count(), 0, "no file of half an export stays behind");
}

/// Makes the second document of a store unreadable.
fn spoil(store: &Store) {
    use sqlx::{Connection as _, Executor as _, SqliteConnection, sqlite::SqliteConnectOptions};
    mru_tests::store::block_on(async {
        let file = SqliteConnectOptions::new().filename(store.folder.path().join("mru.db"));
        let mut connection = SqliteConnection::connect_with(&file).await.expect("a connection");
        for statement in [
            "DROP TRIGGER document_no_update",
            "UPDATE document SET content = '{' WHERE ordinal = 2",
        ] {
            connection.execute(statement).await.expect(statement);
        }
        connection.close().await.expect("closed");
    });
}

/// A dataset of FOCUS 1.4 by column.
fn dataset(store: &Store, month: &str, dataset: &str) -> Vec<BTreeMap<String, String>> {
    let text = store.ok(&["export", month, "--dataset", dataset]);
    csv::Reader::from_reader(text.as_bytes()).deserialize().map(|row| row.expect("a row")).collect()
}

/// The sums of what was billed, by invoice and line.
fn billed(rows: &[BTreeMap<String, String>]) -> BTreeMap<[&str; 2], Decimal> {
    let mut sums: BTreeMap<_, Decimal> = BTreeMap::new();
    for row in rows {
        *sums.entry([&*row["InvoiceId"], &*row["InvoiceDetailId"]]).or_default() +=
            row["BilledCost"].parse::<Decimal>().expect("an amount");
    }
    sums
}

fn total(rows: &[BTreeMap<String, String>], invoice: &str) -> Decimal {
    billed(rows).iter().filter(|([of, _], _)| *of == invoice).map(|(_, usd)| usd).sum()
}

#[test]
fn a_month_of_focus_is_closed_when_all_of_it_is_issued_and_stays_as_it_is() {
    on_both(PROGRAM, |store| {
        store.record();
        store.ok(&["bill", "2026-04"]);
        let issue = ["invoice", "issue", "2026-04", "--issue-date", "2026-05-02", "--customer"];
        assert!(dataset(store, "2026-04", "billing-period").is_empty());
        store.ok(&[&issue[..], &["alpha"]].concat());
        let status = |month| -> Vec<String> {
            let rows = dataset(store, month, "billing-period");
            rows.iter().map(|row| row["BillingPeriodStatus"].clone()).collect()
        };
        assert_eq!(status("2026-04"), ["Open"], "a draft is left");
        store.ok(&[&issue[..], &["beta"]].concat());
        assert_eq!(status("2026-04"), ["Closed"]);
        let of = |month| {
            ["cost-and-usage", "invoice-detail", "billing-period"]
                .map(|it| store.ok(&["export", month, "--dataset", it]))
        };
        let (april, earlier) =
            (of("2026-04"), ["export", "2026-04", "--format", "focus", "--focus-version", "1.2"]);
        let before = store.ok(&earlier);
        // A note about April that is given in June is of June; of 1.2, it is of April.
        let note = ["credit-note", "INV-000001", "--reason", "correction", "--line", "1=10.00"];
        store.ok(&[&note[..], &["--issue-date", "2026-06-10"]].concat());
        assert_eq!(of("2026-04"), april);
        assert!(store.ok(&earlier).starts_with(&before) && store.ok(&earlier) != before);
        let (charges, details) = (
            dataset(store, "2026-06", "cost-and-usage"),
            dataset(store, "2026-06", "invoice-detail"),
        );
        assert_eq!(charges.len(), 2, "a line and its tax");
        assert_eq!(billed(&charges), billed(&details));
        for (charge, detail) in charges.iter().zip(&details) {
            assert_eq!(charge["ChargeClass"], "Correction");
            assert_eq!(charge["ChargePeriodStart"], "2026-04-01T03:00:00Z");
            assert_eq!(charge["BillingPeriodStart"], "2026-06-01T04:00:00Z");
            assert_eq!(detail["ReferenceInvoiceId"], "INV-000001");
            assert_eq!(detail["InvoiceIssueDate"], "2026-06-10T04:00:00Z");
            assert_eq!(detail["PaymentDueDate"], "", "nothing of a note is due");
        }
        // May and June have customers with components that nobody has billed.
        assert_eq!(status("2026-06"), ["Open"]);
        for (month, rows) in [("2026-04", 2), ("2026-06", 1)] {
            let mut invoices: Vec<String> = dataset(store, month, "invoice-detail")
                .iter()
                .map(|it| it["InvoiceId"].clone())
                .collect();
            invoices.dedup();
            assert_eq!(invoices.len(), rows);
            for invoice in invoices {
                let shown = store.json(&["invoice", "show", &invoice]);
                let owed =
                    shown["total_usd"].as_str().expect("a total").parse().expect("an amount");
                for name in ["cost-and-usage", "invoice-detail"] {
                    assert_eq!(total(&dataset(store, month, name), &invoice), owed, "{invoice}");
                }
            }
        }
    });
}

/// Somebody who is set aside may owe something of any period.
#[test]
fn a_month_of_focus_is_open_while_somebody_is_set_aside() {
    let store = Store::sqlite(PROGRAM);
    store.record();
    store.issue("2026-04", "2026-05-02");
    let status = || dataset(&store, "2026-04", "billing-period")[0]["BillingPeriodStatus"].clone();
    assert_eq!(status(), "Closed");
    store.admit(&[Customer::of("gamma")]);
    store.import(
        "g1,removed,2026-04-03T00:00:00-04:00,gamma,production,container,nobody,,,,REQ-9\n",
    );
    assert_eq!(status(), "Open");
}

#[test]
fn versions_and_datasets_are_of_focus_alone() {
    let store = Store::sqlite(PROGRAM);
    store.record();
    store.issue("2026-04", "2026-05-02");
    let export = |more: &[&'static str]| [&["export", "2026-04"][..], more].concat();
    let focus = store.ok(&export(&["--format", "focus"]));
    for same in [
        &["--dataset", "cost-and-usage"] as &[_],
        &["--focus-version", "1.4"],
        &["--format", "focus", "--focus-version", "1.4", "--dataset", "cost-and-usage"],
    ] {
        assert_eq!(store.ok(&export(same)), focus);
    }
    let heading = |text: &str| text.lines().next().unwrap_or_default().to_owned();
    let earlier = store.ok(&export(&["--focus-version", "1.2"]));
    assert!(heading(&earlier).contains(",ProviderName,PublisherName,"));
    assert!(!heading(&focus).contains("PublisherName"));
    for (arguments, english, spanish) in [
        (
            &["--focus-version", "1.2", "--dataset", "invoice-detail"][..],
            "leave out `--dataset`, or write `--focus-version 1.4`",
            "quite `--dataset`, o escriba `--focus-version 1.4`",
        ),
        (
            &["--format", "journal", "--focus-version", "1.4"],
            "leave them out, or write `--format focus`",
            "quítelas, o escriba `--format focus`",
        ),
        (&["--dataset", "billing-period", "-o", "x.json"], "`.json`", "`.json`"),
    ] {
        for (lang, said) in [("en", english), ("es", spanish)] {
            let text = store.fails(1, &[&export(arguments)[..], &["--lang", lang]].concat());
            assert!(text.contains(said), "{text}");
        }
    }
    // A store without anything gives headings.
    for name in ["cost-and-usage", "invoice-detail", "billing-period"] {
        assert_eq!(
            store.ok(&["export", "2020-01", "--dataset", name]).lines().count(),
            1,
            "{name}"
        );
    }
}

#[test]
fn metadata_names_the_columns_of_every_dataset_as_they_are_exported() {
    let store = Store::sqlite(PROGRAM);
    let missing = store.fails(1, &["export", "2026-04", "--dataset", "metadata"]);
    assert!(missing.contains("mru supplier put"), "{missing}");
    store.record();
    for (version, datasets) in [
        ("1.2", &["cost-and-usage"] as &[_]),
        ("1.4", &["cost-and-usage", "invoice-detail", "billing-period"]),
    ] {
        let export = ["export", "2026-04", "--focus-version", version, "--dataset"];
        let metadata = store.json(&[&export[..], &["metadata"]].concat());
        let schemas = metadata["Schema"].as_array().expect("schemas");
        assert_eq!(schemas.len(), datasets.len());
        for (schema, dataset) in schemas.iter().zip(datasets) {
            assert_eq!(schema["FocusVersion"], version);
            let columns = schema["ColumnDefinition"].as_array().expect("columns").iter();
            let names: Vec<_> = columns.filter_map(|it| it["ColumnName"].as_str()).collect();
            let rows = store.ok(&[&export[..], &[dataset]].concat());
            assert_eq!(rows.lines().next(), Some(&*names.join(",")), "{version} {dataset}");
        }
        let generator = match version {
            "1.2" => &metadata["DataGenerator"],
            _ => &metadata["DataGenerator"]["DataGenerator"],
        };
        assert!(generator.as_str().is_some_and(|it| !it.is_empty()), "{metadata}");
    }
    let file = store.folder.path().join("metadata.json");
    let name = file.to_str().expect("a name");
    store.ok(&["export", "2026-04", "--dataset", "metadata", "-o", name]);
    let kept = std::fs::read_to_string(&file).expect("a file");
    assert!(kept.starts_with('{') && kept.contains("\"Recency\""), "{kept}");
}
