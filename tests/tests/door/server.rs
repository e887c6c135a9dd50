//! The door of a PostgreSQL database.

use std::{fs, net::TcpListener};

use mru_tests::{
    run::run_with,
    store::{Postgres, Store},
};
use sqlx::{PgConnection, Row as _, migrate::Migrator};

use super::*;

/// Runs statements in a database.
fn in_database(url: &str, statements: &[&str]) {
    block_on(async {
        let mut connection = PgConnection::connect(url).await.expect("a database");
        for statement in statements {
            connection.execute(AssertSqlSafe(*statement)).await.expect(statement);
        }
        connection.close().await.expect("closed");
    });
}

/// Lets a role in by password only.
fn ask_for_password(url: &str, role: &str) {
    let path: String = block_on(async {
        let mut connection = PgConnection::connect(url).await.expect("a database");
        connection.fetch_one("SHOW hba_file").await.expect("a path").get(0)
    });
    let rules = fs::read_to_string(&path).expect("the rules");
    let rules = format!("host all {role} 127.0.0.1/32 scram-sha-256\n{rules}");
    fs::write(path, rules).expect("the rules");
    in_database(url, &["SELECT pg_reload_conf()"]);
}

/// The URL of another role or database of the same server.
fn as_role(url: &str, role: &str) -> String {
    url.replace("//mru@", &format!("//{role}@"))
}

/// Verifies the store of a URL that comes by the environment.
fn verify(url: &str, variables: &[(&str, &str)], lang: &str) -> Run {
    let mut variables = variables.to_vec();
    variables.push(("MRU_DATABASE_URL", url));
    run_with(PROGRAM, &["verify", "--lang", lang], &variables, "")
}

#[test]
fn what_keeps_one_out_of_a_server_is_said_soon_and_without_a_password() {
    let free = TcpListener::bind("127.0.0.1:0").unwrap();
    let silent = free.local_addr().unwrap().port();
    let closed = {
        let other = TcpListener::bind("127.0.0.1:0").unwrap();
        other.local_addr().unwrap().port()
    };
    let mut cases = vec![
        (
            format!("postgres://mru:geheim@127.0.0.1:{closed}/x"),
            [
                "no PostgreSQL server answers at 127.0.0.1",
                "ningún servidor PostgreSQL responde en 127.0.0.1",
            ],
        ),
        (
            String::from("postgres://mru:geheim@no-such-host.invalid/x"),
            ["no PostgreSQL server answers at no-such-host.invalid", "ningún servidor"],
        ),
        (
            String::from("mysql://mru:geheim@host/x?key=geheim"),
            ["begins with `mysql://`", "comienza con `mysql://`"],
        ),
        (String::from("geheim"), ["begins with no scheme", "no comienza con un esquema"]),
        (
            String::from("postgres://mru:geheim@10.1.2.3/x?sslmode=disable"),
            ["`10.1.2.3` is another machine", "`10.1.2.3` es otra máquina"],
        ),
        (
            String::from("postgres://mru:geheim@10.1.2.3/x?sslmode=prefer"),
            ["sslmode=verify-full", "sslmode=verify-full"],
        ),
    ];
    let server = Postgres::start();
    if let Some(server) = &server {
        let url = server.database();
        in_database(&url, &["CREATE ROLE locked LOGIN PASSWORD 'open sesame %41'"]);
        ask_for_password(&url, "locked");
        cases.extend([
            (
                as_role(&url, "locked:geheim"),
                ["does not let `locked` in", "no deja entrar a `locked`"],
            ),
            (as_role(&url, "locked"), ["MRU_DATABASE_PASSWORD_FILE", "MRU_DATABASE_PASSWORD_FILE"]),
            (
                url.replace("/test", "/geheim-nowhere/../missing"),
                ["has no database", "no tiene la base de datos"],
            ),
            (format!("{url}?sslmode=require"), ["cannot be encrypted", "no se puede cifrar"]),
        ]);
    }
    for (url, words) in &cases {
        let said = refused(|lang| verify(url, &[], lang), *words);
        assert!(!said.replace("geheim-nowhere", "").contains("geheim"), "{said}");
    }
    // What answers and never speaks is not waited for.
    let began = Instant::now();
    let said = verify(&format!("postgres://mru@127.0.0.1:{silent}/x"), &[], "en");
    assert!(began.elapsed() < SOON + Duration::from_secs(1), "{:?}", began.elapsed());
    assert_eq!(said.code, 1);
    assert!(said.stderr.contains("within 5 seconds"), "{}", said.stderr);
}

#[test]
fn a_password_comes_by_file_or_environment() {
    let Some(server) = Postgres::start() else { return };
    let store = Store::postgres(PROGRAM, &server);
    store.begin();
    let url = store.url.clone().unwrap();
    let password = "open sesame %41:/@";
    in_database(
        &url,
        &[
            &format!("CREATE ROLE locked LOGIN PASSWORD '{password}'"),
            "GRANT SELECT ON ALL TABLES IN SCHEMA public TO locked",
        ],
    );
    ask_for_password(&url, "locked");
    let locked = as_role(&url, "locked");
    let file = store.file("password", &format!("{password}\n"));
    let wrong = store.file("wrong", "geheim\n");
    let empty = store.file("empty", "\n");
    assert_eq!(verify(&locked, &[("MRU_DATABASE_PASSWORD_FILE", &file)], "en").code, 0);
    assert_eq!(verify(&locked, &[("PGPASSWORD", password)], "en").code, 0);
    let passes = store.file("pgpass", "127.0.0.1:*:*:locked:open sesame %41\\:/@\n");
    set_mode(passes.as_ref(), 0o600);
    assert_eq!(verify(&locked, &[("PGPASSFILE", &passes)], "en").code, 0);
    for (file, words) in [
        (&wrong, ["does not let `locked` in", "no deja entrar"]),
        (&empty, ["holds no password", "no contiene una contraseña"]),
        (&String::from("/nowhere"), ["/nowhere", "/nowhere"]),
    ] {
        let run = |lang: &str| verify(&locked, &[("MRU_DATABASE_PASSWORD_FILE", file)], lang);
        assert!(!refused(run, words).contains("geheim"));
    }
    // Everybody sees the arguments of a process.
    let shown = locked.replace("locked", "locked:geheim");
    refused(
        |lang| run_with(PROGRAM, &["verify", "--database-url", &shown, "--lang", lang], &[], ""),
        ["among the arguments", "entre los argumentos"],
    );
}

#[test]
fn a_writer_and_a_reader_need_no_more_than_their_grants() {
    let Some(server) = Postgres::start() else { return };
    let store = Store::postgres(PROGRAM, &server);
    let admin = store.url.clone().unwrap();
    let name = admin.rsplit('/').next().unwrap();
    // As docs/operating.md says.
    in_database(
        &admin,
        &[
            "CREATE ROLE mru_owner LOGIN",
            "CREATE ROLE mru_writer LOGIN",
            "CREATE ROLE mru_reader LOGIN",
            &format!("ALTER DATABASE {name} OWNER TO mru_owner"),
            "ALTER SCHEMA public OWNER TO mru_owner",
        ],
    );
    let role = |role: &str| {
        let mut store = Store::sqlite(PROGRAM);
        store.url = Some(as_role(&admin, role));
        store
    };
    let (owner, writer, reader) = (role("mru_owner"), role("mru_writer"), role("mru_reader"));
    let supplier = owner.file("supplier.toml", SUPPLIER);
    let said = writer.fails(1, &["supplier", "put", &supplier]);
    assert!(said.contains("permission denied") && said.contains("role may not"), "{said}");
    owner.ok(&["supplier", "put", &supplier]);
    let grants = fs::read_to_string(mru_tests::run::root().join("docs/operating.md")).unwrap();
    let grants = grants.split("```sql").nth(2).unwrap().split("```").next().unwrap();
    let grants: Vec<&str> = grants.split(';').map(str::trim).filter(|it| !it.is_empty()).collect();
    assert!(grants.len() > 3, "{grants:?}");
    in_database(owner.url.as_ref().unwrap(), &grants);
    does_the_month(&writer, &supplier);
    only_reads(&reader, &supplier);
    only_the_owner_migrates(&server, [owner, writer, reader], &grants);
}

fn does_the_month(writer: &Store, supplier: &str) {
    writer.ok(&["supplier", "put", supplier]);
    fill(writer);
    writer.ok(&[
        "credit-note",
        "INV-000001",
        "--line",
        "1=1.00",
        "--reason",
        "goodwill",
        "--key",
        "k",
    ]);
    writer.ok(&["migrate"]);
}

fn only_reads(reader: &Store, supplier: &str) {
    let before = reader.ok(&["verify"]);
    for command in [
        &["customer", "list"][..],
        &["customer", "show", "alpha"],
        &["supplier", "show"],
        &["meter", "show", "alpha"],
        &["bill", "2026-05", "--dry-run"],
        &["invoice", "list"],
        &["invoice", "show", "INV-000001"],
        &["explain", "INV-000001/1"],
        &["export", "2026-04"],
    ] {
        reader.ok(command);
    }
    for command in [
        &["bill", "2026-05"][..],
        &["supplier", "put", supplier],
        &["customer", "put", &customer(reader, "beta")],
        &["meter", "import", &event(reader, "alpha")],
    ] {
        let said = reader.fails(1, command);
        assert!(said.contains("role may not"), "{command:?}: {said}");
    }
    assert_eq!(reader.ok(&["verify"]), before);
}

/// A form of an earlier version is brought up by its owner alone.
fn only_the_owner_migrates(server: &Postgres, roles: [Store; 3], grants: &[&str]) {
    let older = server.database();
    let name = older.rsplit('/').next().unwrap();
    in_database(
        &older,
        &[
            &format!("ALTER DATABASE {name} OWNER TO mru_owner"),
            "ALTER SCHEMA public OWNER TO mru_owner",
        ],
    );
    let [owner, writer, reader] = roles.map(|store| at(store, &older));
    first_form(owner.url.as_ref().unwrap());
    // Its version knew neither sessions nor an outbox.
    let of_its_day: Vec<String> =
        grants.iter().map(|it| it.replace(", session, outbox", "")).collect();
    let of_its_day: Vec<&str> = of_its_day.iter().map(String::as_str).collect();
    in_database(owner.url.as_ref().unwrap(), &of_its_day);
    for store in [&writer, &reader] {
        refused(
            |lang| store.run(&["verify", "--lang", lang]),
            ["let its owner run `mru migrate`", "pida a su dueño que ejecute `mru migrate`"],
        );
    }
    owner.ok(&["migrate"]);
    assert!(reader.ok(&["verify"]).starts_with("0 entries"), "a store from before there were ids");
    fill(&writer);
    assert!(reader.ok(&["verify"]).contains("1 documents made again: 0 problems"));
}

/// The same role in another database.
fn at(mut store: Store, database: &str) -> Store {
    let name = database.rsplit('/').next().unwrap();
    let (server, _) = store.url.as_ref().unwrap().rsplit_once('/').unwrap();
    store.url = Some(format!("{server}/{name}"));
    store
}

/// Makes a store of the first form there was.
fn first_form(url: &str) {
    let folder = tempfile::tempdir().unwrap();
    let migrations = mru_tests::run::root().join("mru-service/migrations/postgres");
    let first = "0001_billing.sql";
    fs::copy(migrations.join(first), folder.path().join(first)).unwrap();
    block_on(async {
        let mut connection = PgConnection::connect(url).await.expect("a database");
        let migrator = Migrator::new(folder.path()).await.expect("migrations");
        migrator.run(&mut connection).await.expect("a store");
    });
}

#[test]
fn who_holds_the_lock_of_a_server_is_said() {
    let Some(server) = Postgres::start() else { return };
    let store = Store::postgres(PROGRAM, &server);
    fill(&store);
    let url = store.url.clone().unwrap();
    block_on(async {
        let url = format!("{url}?application_name=month-end");
        let mut other = PgConnection::connect(&url).await.expect("the store");
        let process: i32 =
            other.fetch_one("SELECT pg_backend_pid()").await.expect("a process").get(0);
        other.execute("BEGIN; UPDATE head SET sequence = sequence").await.expect("a lock");
        let waits =
            |lang: &str| store.run(&["bill", "2026-05", "--lock-timeout", "1", "--lang", lang]);
        let said = refused(waits, ["`month-end` of user `mru`", "`month-end` del usuario `mru`"]);
        assert!(said.contains(&format!("server process {process}")), "{said}");
        // Readers do not wait.
        store.ok(&["verify"]);
        other.execute("COMMIT").await.expect("no lock");
    });
    store.ok(&["bill", "2026-05", "--lock-timeout", "1"]);
}

/// Ends the processes of the server in which `mru` waits for a lock, and says how many.
fn ended(url: &str) -> i64 {
    block_on(async {
        let mut connection = PgConnection::connect(url).await.expect("a database");
        let waiting = "SELECT COUNT(pg_terminate_backend(pid)) FROM pg_stat_activity \
            WHERE application_name = 'mru' AND wait_event_type = 'Lock'";
        connection.fetch_one(waiting).await.expect("a count").get(0)
    })
}

#[test]
fn a_server_that_ends_in_the_middle_is_named() {
    let Some(server) = Postgres::start() else { return };
    let store = Store::postgres(PROGRAM, &server);
    fill(&store);
    let url = store.url.clone().unwrap();
    block_on(async {
        let mut other = PgConnection::connect(&url).await.expect("the store");
        other.execute("BEGIN; UPDATE head SET sequence = sequence").await.expect("a lock");
        let (store, url) = (&store, &url);
        let run = std::thread::scope(|scope| {
            let waiting = scope.spawn(move || store.run(&["bill", "2026-05"]));
            scope.spawn(move || while ended(url) == 0 {}).join().expect("ended");
            waiting.join().expect("a run")
        });
        assert_eq!(run.code, 1);
        assert!(run.stderr.contains("the server ended the connection"), "{}", run.stderr);
    });
}
