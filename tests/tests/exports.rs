//! Exports of months that are longer than what is at hand at once, by the real program.

use mru_tests::{
    facts::Customer,
    store::{Store, on_both},
};

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
