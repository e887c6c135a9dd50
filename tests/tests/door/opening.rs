//! Who makes a store, who opens it, and what is said when it stays closed.

use std::{fs, path::Path, process::Stdio};

use mru_tests::{
    run::run_with,
    store::{Postgres, Store},
};
use sqlx::{AnyConnection, Connection as _, Executor as _, Row as _, migrate::Migrator};

use super::*;

/// Every command that works on a store and does not make one.
fn others(store: &Store) -> Vec<Vec<String>> {
    let copy = store.folder.path().join("copy.db").display().to_string();
    let mut commands = Vec::new();
    for line in [
        "verify",
        "migrate",
        "supplier show",
        "customer list",
        "customer show alpha",
        "meter show alpha",
        "bill 2026-04",
        "bill 2026-04 --dry-run",
        "invoice list",
        "invoice list 2026-04",
        "invoice show alpha/2026-04",
        "invoice diff alpha/2026-04",
        "invoice issue 2026-04",
        "credit-note INV-000001 --line 1 --reason goodwill",
        "explain INV-000001/1",
        "export 2026-04",
    ] {
        commands.push(line.split(' ').map(str::to_owned).collect::<Vec<String>>());
    }
    commands.push(vec!["backup".into(), copy]);
    commands.push(vec!["customer".into(), "put".into(), customer(store, "alpha")]);
    commands.push(vec!["meter".into(), "import".into(), event(store, "alpha")]);
    commands
}

#[test]
fn only_supplier_put_demo_and_restore_make_a_store() {
    let store = Store::sqlite(PROGRAM);
    let missing = store.folder.path().join("mistyped");
    let folder = missing.display().to_string();
    for command in others(&store) {
        let mut arguments: Vec<&str> = command.iter().map(String::as_str).collect();
        arguments.extend(["--data-dir", &folder]);
        refused(
            |lang| {
                let mut arguments = arguments.clone();
                arguments.extend(["--lang", lang]);
                run_with(PROGRAM, &arguments, &[], "")
            },
            [
                &format!("there is no store in `{folder}`"),
                &format!("no hay un almacén en `{folder}`"),
            ],
        );
        assert!(!missing.exists(), "{command:?} made {folder}");
    }
    let Some(server) = Postgres::start() else { return };
    let store = Store::postgres(PROGRAM, &server);
    for command in others(&store) {
        // Copies are of the embedded store.
        let arguments: Vec<&str> = command.iter().map(String::as_str).collect();
        let said = store.fails(1, &arguments);
        assert!(said.contains("there is no store in `test"), "{command:?}: {said}");
    }
    let tables = "SELECT COUNT(*) FROM pg_tables WHERE schemaname = 'public'";
    assert_eq!(number(store.url.as_deref().unwrap(), tables), 0);
}

/// The first column of the first row of a query on either database.
fn row(url: &str, query: &str) -> sqlx::any::AnyRow {
    sqlx::any::install_default_drivers();
    block_on(async {
        let mut connection = AnyConnection::connect(url).await.expect("a database");
        connection.fetch_one(AssertSqlSafe(query.to_owned())).await.expect("a row")
    })
}

fn number(url: &str, query: &str) -> i64 {
    row(url, query).get(0)
}

fn url(store: &Store) -> String {
    let file = store.folder.path().join("mru.db");
    store.url.clone().unwrap_or_else(|| format!("sqlite://{}", file.display()))
}

#[test]
fn a_store_begins_with_an_id_of_its_own() {
    let id = |store: &Store| {
        store.begin();
        let first = row(&url(store), "SELECT kind, subject FROM chain WHERE sequence = 1");
        let (kind, id): (String, String) = (first.get(0), first.get(1));
        assert_eq!((&*kind, id.len()), ("store", 32));
        // The same supplier again makes no other store.
        store.begin();
        assert_eq!(number(&url(store), "SELECT COUNT(*) FROM chain WHERE kind = 'store'"), 1);
        assert!(store.ok(&["verify"]).starts_with("4 entries"), "the store and its supplier");
        id
    };
    let mut ids = vec![id(&Store::sqlite(PROGRAM)), id(&Store::sqlite(PROGRAM))];
    if let Some(server) = Postgres::start() {
        ids.push(id(&Store::postgres(PROGRAM, &server)));
        ids.push(id(&Store::postgres(PROGRAM, &server)));
    }
    let count = ids.len();
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), count, "{ids:?}");
}

#[test]
fn an_entry_that_begins_another_store_is_found() {
    let store = Store::sqlite(PROGRAM);
    fill(&store);
    let file = store.folder.path().join("mru.db");
    in_file(
        &file,
        &["DROP TRIGGER chain_no_update", "UPDATE chain SET kind = 'store' WHERE sequence = 2"],
    );
    let said = store.fails(3, &["verify"]);
    assert!(said.contains("another store begins"), "{said}");
}

#[test]
fn a_store_and_its_folder_are_its_owners_alone() {
    let store = Store::sqlite(PROGRAM);
    let folder = store.folder.path().join("a/b");
    let supplier = store.file("supplier.toml", SUPPLIER);
    let shown = folder.display().to_string();
    store.ok(&["supplier", "put", &supplier, "--data-dir", &shown]);
    assert_eq!(names(&folder), ["mru.db", "mru.key"]);
    assert_eq!(mode(&folder.join("mru.db")), 0o600);
    assert_eq!((mode(&folder), mode(folder.parent().unwrap())), (0o700, 0o700));
    let copy = store.folder.path().join("copy.db");
    store.ok(&["backup", &copy.display().to_string(), "--data-dir", &shown]);
    assert_eq!(mode(&copy), 0o600);
}

/// Starts commands at once, and returns what those say that fail.
fn failed(store: &Store, commands: &[&[&str]]) -> Vec<String> {
    let started: Vec<_> = commands
        .iter()
        .map(|command| {
            let mut command = store.command(command);
            command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().expect("it starts")
        })
        .collect();
    let ended = started.into_iter().map(|child| child.wait_with_output().expect("it ends"));
    let failed = ended.filter(|it| !it.status.success());
    failed.map(|it| String::from_utf8_lossy(&it.stderr).into_owned()).collect()
}

#[test]
fn sixty_four_first_openings_at_once_all_succeed() {
    on_both(PROGRAM, |store| {
        let supplier = store.file("supplier.toml", SUPPLIER);
        let command = ["supplier", "put", &supplier];
        assert_eq!(failed(store, &[&command[..]; 64]), [""; 0], "of 64");
        assert!(store.ok(&["verify"]).starts_with("4 entries"), "one store, one supplier");
    });
}

/// Makes a store of the first form there was.
fn first_form(store: &Store) {
    let folder = tempfile::tempdir().unwrap();
    let kind = if store.url.is_some() { "postgres" } else { "sqlite" };
    let first = "0001_billing.sql";
    let migrations = mru_tests::run::root().join("mru-service/migrations").join(kind);
    fs::copy(migrations.join(first), folder.path().join(first)).unwrap();
    sqlx::any::install_default_drivers();
    let url = if store.url.is_some() { url(store) } else { format!("{}?mode=rwc", url(store)) };
    block_on(async {
        let mut connection = AnyConnection::connect(&url).await.expect("a database");
        let migrator = Migrator::new(folder.path()).await.expect("migrations");
        migrator.run(&mut connection).await.expect("a store");
        connection.close().await.expect("closed");
    });
}

#[test]
fn sixty_four_openings_at_once_of_an_older_store_all_succeed() {
    on_both(PROGRAM, |store| {
        first_form(store);
        let supplier = store.file("supplier.toml", SUPPLIER);
        let put = ["supplier", "put", &supplier];
        let commands = [&["verify"][..], &put, &["customer", "list"]];
        let commands: Vec<&[&str]> = commands.into_iter().cycle().take(64).collect();
        assert_eq!(failed(store, &commands), [""; 0], "of 64");
        // It has no id, and is whole without one.
        assert!(store.ok(&["verify"]).starts_with("3 entries"), "two cards and one supplier");
    });
}

/// Makes something that is no store, and what is said about it in both languages.
type Wrong<'a> = (&'a dyn Fn(&Path), [&'a str; 2]);

#[test]
fn what_is_no_store_is_named_and_left_alone() {
    let cases: &[Wrong] = &[
        (
            &|file| fs::write(file, "these are words").unwrap(),
            ["is not a SQLite database", "no es una base de datos SQLite"],
        ),
        (&|file| fs::create_dir(file).unwrap(), ["is not a SQLite database", "no es una base"]),
        (&|file| fs::write(file, "").unwrap(), ["there is no store in", "no hay un almacén en"]),
        (
            &|file| in_file(file, &["CREATE TABLE note (text TEXT)"]),
            ["there is no store in", "no hay un almacén en"],
        ),
        (
            &|file| {
                let mut bytes = b"SQLite format 3\0".to_vec();
                bytes.extend([0x55; 5000]);
                fs::write(file, bytes).unwrap();
            },
            ["is damaged", "está dañado"],
        ),
    ];
    for (make, words) in cases {
        let store = Store::sqlite(PROGRAM);
        let file = store.folder.path().join("mru.db");
        make(&file);
        let before = fs::read(&file).ok();
        for command in [&["verify"][..], &["bill", "2026-04"], &["invoice", "list"]] {
            refused(
                |lang| {
                    let mut arguments = command.to_vec();
                    arguments.extend(["--lang", lang]);
                    store.run(&arguments)
                },
                *words,
            );
        }
        assert!(fs::read(&file).ok() == before, "{words:?}: it was written");
    }
}

#[test]
fn a_log_without_its_store_keeps_one_from_being_made() {
    let store = Store::sqlite(PROGRAM);
    let log = store.file("mru.db-wal", "changes of another store");
    let said = store.fails(1, &["supplier", "put", &store.file("supplier.toml", SUPPLIER)]);
    assert!(said.contains("mru.db-wal` exists"), "{said}");
    assert_eq!(names(store.folder.path()), ["mru.db-wal", "supplier.toml"]);
    assert_eq!(fs::read_to_string(log).unwrap(), "changes of another store");
}

#[test]
fn a_store_that_may_only_be_read_is_read() {
    let store = Store::sqlite(PROGRAM);
    fill(&store);
    let expected = store.ok(&["verify"]);
    let (folder, file) = (store.folder.path(), store.folder.path().join("mru.db"));
    let elsewhere = tempfile::tempdir().unwrap();
    // Readers leave nothing behind that could be in the way.
    let _ = ["mru.db-wal", "mru.db-shm"].map(|name| fs::remove_file(folder.join(name)));
    let bytes = fs::read(&file).unwrap();
    for (of_folder, of_file) in [(0o500, 0o400), (0o500, 0o600), (0o700, 0o400)] {
        set_mode(&file, of_file);
        set_mode(folder, of_folder);
        let verified = unprivileged(&["verify"], &store);
        assert_eq!((verified.code, &verified.stdout), (0, &expected), "{}", verified.stderr);
        let copy = elsewhere.path().join(format!("{of_folder}-{of_file}.db"));
        let backup = unprivileged(&["backup", &copy.display().to_string()], &store);
        assert_eq!(backup.code, 0, "{}", backup.stderr);
        let began = Instant::now();
        let written = unprivileged(&["bill", "2026-05"], &store);
        assert!(began.elapsed() < SOON);
        set_mode(folder, 0o700);
        set_mode(&file, 0o600);
        let said = &written.stderr;
        assert_eq!(written.code, 1, "{of_folder:o} {of_file:o}: {said}");
        assert!(said.contains("writ") || said.contains("Permission"), "{said}");
        assert!(fs::read(&file).unwrap() == bytes, "nothing was written");
        let _ = ["mru.db-wal", "mru.db-shm"].map(|name| fs::remove_file(folder.join(name)));
    }
}

#[test]
fn changes_that_cannot_be_read_are_named() {
    let store = Store::sqlite(PROGRAM);
    fill(&store);
    let folder = store.folder.path();
    // A killed writer leaves its changes in the log.
    store.admit(&[Customer::of("beta")]);
    let run = store.run_with(
        &["meter", "import", &event(&store, "beta")],
        &[("MRU_CRASH_AT", "import.after-commit:1")],
    );
    assert_eq!(run.code, -1);
    fs::remove_file(folder.join("mru.db-shm")).unwrap();
    set_mode(folder, 0o500);
    let read = unprivileged(&["meter", "show", "beta"], &store);
    set_mode(folder, 0o700);
    assert_eq!(read.code, 1, "{}", read.stdout);
    assert!(read.stderr.contains("holds changes that cannot be read"), "{}", read.stderr);
    store.ok(&["migrate"]);
    set_mode(folder, 0o500);
    let read = unprivileged(&["meter", "show", "beta"], &store);
    set_mode(folder, 0o700);
    assert!(read.stdout.contains("container"), "{}{}", read.stdout, read.stderr);
}

#[test]
fn names_of_folders_mean_themselves() {
    let store = Store::sqlite(PROGRAM);
    let supplier = store.file("supplier.toml", SUPPLIER);
    for name in ["a folder", "50%25", "what?mode=memory", "#1", "ñandú", "[x]:@&="] {
        let folder = store.folder.path().join(name).display().to_string();
        store.ok(&["supplier", "put", &supplier, "--data-dir", &folder]);
        assert_eq!(names(Path::new(&folder)), ["mru.db", "mru.key"], "{name}");
        store.ok(&["verify", "--data-dir", &folder]);
    }
}

#[test]
fn who_holds_the_lock_of_an_embedded_store_is_said() {
    let store = Store::sqlite(PROGRAM);
    fill(&store);
    let file = store.folder.path().join("mru.db");
    block_on(async {
        let url = format!("sqlite://{}", file.display());
        let mut other = SqliteConnection::connect(&url).await.expect("the store");
        other.execute("BEGIN IMMEDIATE").await.expect("a lock");
        let waits =
            |lang: &str| store.run(&["bill", "2026-05", "--lock-timeout", "1", "--lang", lang]);
        refused(
            waits,
            ["another mru process holds the lock", "otro proceso de mru tiene el bloqueo"],
        );
        store.ok(&["verify"]);
    });
}

#[test]
fn nobody_waits_with_the_store_locked_for_what_is_still_written() {
    let store = Store::sqlite(PROGRAM);
    fill(&store);
    let pipe = store.folder.path().join("pipe.csv");
    assert!(Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    let shown = pipe.display().to_string();
    let mut import = store.start(&["meter", "import", &shown, "--format", "csv"]);
    let mut writer = fs::OpenOptions::new().write(true).open(&pipe).unwrap();
    // The writer of the pipe is slow: another writer of the store does not wait for it.
    store.ok(&["customer", "put", &customer(&store, "beta"), "--lock-timeout", "1"]);
    let event = fs::read_to_string(event(&store, "alpha")).unwrap();
    let event = event.replace("alpha-1", "alpha-2").replace(",a,1x2", ",later,1x2");
    std::io::Write::write_all(&mut writer, event.as_bytes()).unwrap();
    drop(writer);
    assert!(import.wait().unwrap().success());
    assert!(store.ok(&["meter", "show", "alpha"]).contains("later"));
}
