//! The store's door: who may make a store, how it is opened, what is said when it stays closed, and
//! what happens to files.
//!
//! `MRU_DOOR_KILLS` sets how many kills at random moments backup and restore get each.

mod copies;
mod full_disk;
mod opening;
mod outputs;
mod server;

use std::{
    path::Path,
    process::{Command, Stdio},
    time::{Duration, Instant},
};

use mru_tests::{
    facts::{Customer, HEADING, SUPPLIER},
    run::{Run, root},
    store::{Store, block_on, on_both},
};
use sqlx::{AssertSqlSafe, Connection as _, Executor as _, SqliteConnection};

const PROGRAM: &str = env!("CARGO_BIN_EXE_mru-under-test");

/// What a person waits for at most when something is wrong.
const SOON: Duration = Duration::from_secs(5);

/// The file of a customer.
fn customer(store: &Store, id: &str) -> String {
    store.customer_file(Customer::of(id))
}

/// The file of an event of a customer.
fn event(store: &Store, id: &str) -> String {
    let row = format!(
        "{id}-1,activated,2026-04-01T00:00:00-04:00,{id},production,container,a,1x2,1,2,T\n"
    );
    store.file(&format!("{id}.csv"), &format!("{HEADING}{row}"))
}

/// Makes a store with a supplier, a customer, an event and an issued month.
fn fill(store: &Store) {
    store.begin();
    store.admit(&[Customer::of("alpha")]);
    store.ok(&["meter", "import", &event(store, "alpha")]);
    store.issue("2026-04", "2026-05-02");
}

/// Fails soon, with exit code 1 and words in both languages; returns the English ones.
#[track_caller]
fn refused(run: impl Fn(&str) -> Run, words: [&str; 2]) -> String {
    let mut english = String::new();
    for (lang, word) in [("en", words[0]), ("es", words[1])] {
        let began = Instant::now();
        let Run { code, stdout, stderr } = run(lang);
        assert!(began.elapsed() < SOON, "{:?}: {stderr}", began.elapsed());
        assert_eq!((code, &*stdout), (1, ""), "{stderr}");
        assert!(stderr.contains(word), "{word:?} is not in: {stderr}");
        if english.is_empty() {
            english = stderr;
        }
    }
    english
}

/// A command that root runs without the power to pass over modes.
fn unprivileged(arguments: &[&str], store: &Store) -> Run {
    let mut command = if is_root() {
        let mut command = Command::new("setpriv");
        command.args(["--inh-caps=-all", "--bounding-set=-all", "--", PROGRAM]);
        command
    } else {
        Command::new(PROGRAM)
    };
    output(command.args(arguments).env("MRU_DATA_DIR", store.folder.path()))
}

fn output(command: &mut Command) -> Run {
    let output = command
        .current_dir(root())
        .env_remove("MRU_LANG")
        .stdin(Stdio::null())
        .output()
        .expect("the program starts");
    Run {
        code: output.status.code().unwrap_or(-1),
        stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
        stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
    }
}

fn is_root() -> bool {
    Command::new("id").arg("-u").output().is_ok_and(|output| output.stdout == b"0\n")
}

fn mode(path: &Path) -> u32 {
    use std::os::unix::fs::PermissionsExt as _;
    path.metadata().expect("it exists").permissions().mode() & 0o7777
}

fn set_mode(path: &Path, mode: u32) {
    use std::os::unix::fs::PermissionsExt as _;
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).expect("a mode");
}

/// The names of what a folder holds.
fn names(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).expect("a folder");
    let mut names: Vec<String> = entries
        .map(|it| it.expect("an entry").file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}

/// Runs statements in a SQLite file, which is made when it is not there.
fn in_file(file: &Path, statements: &[&str]) {
    block_on(async {
        let url = format!("sqlite://{}?mode=rwc", file.display());
        let mut connection = SqliteConnection::connect(&url).await.expect("a file");
        for statement in statements {
            connection.execute(AssertSqlSafe(*statement)).await.expect(statement);
        }
        connection.close().await.expect("closed");
    });
}
