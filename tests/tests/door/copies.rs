//! Backups and restored stores are whole or not there.

use std::{fs, path::Path, process::ExitStatus};

use mru_tests::store::Store;

use super::*;

/// Kills at random moments for each of backup and restore.
fn wanted() -> u32 {
    std::env::var("MRU_DOOR_KILLS").ok().and_then(|count| count.parse().ok()).unwrap_or(8)
}

/// A store that holds something, its backup, and what `verify` says about it.
struct Kept {
    store: Store,
    backup: String,
    verified: String,
}

impl Kept {
    fn new() -> Kept {
        let store = Store::sqlite(PROGRAM);
        fill(&store);
        let backup = store.folder.path().join("copy.db").display().to_string();
        let said = store.ok(&["backup", &backup]);
        let verified = store.ok(&["verify"]);
        assert!(said.contains("8 entries of the chain, 1 events, 1 documents"), "{said}");
        assert!(said.contains(head(&verified)), "{said}");
        Kept { store, backup, verified }
    }
}

fn head(verified: &str) -> &str {
    verified.lines().find(|line| line.starts_with("head sha256:")).expect("a head")
}

#[test]
fn restore_refuses_what_stands_there() {
    let kept = Kept::new();
    let log = [0x37, 0x7f, 0x06, 0x82].repeat(20_000);
    for name in ["mru.db", "mru.db-wal", "mru.db-shm", "mru.db-journal"] {
        let other = Store::sqlite(PROGRAM);
        let standing = other.folder.path().join(name);
        fs::write(&standing, &log).unwrap();
        refused(
            |lang| other.run(&["restore", &kept.backup, "--lang", lang]),
            [&format!("{name}` exists"), &format!("{name}` existe")],
        );
        assert_eq!(names(other.folder.path()), [name]);
        assert!(fs::read(&standing).unwrap() == log);
        fs::remove_file(&standing).unwrap();
        let said = other.ok(&["restore", &kept.backup]);
        assert!(said.contains("8 entries of the chain") && said.contains(head(&kept.verified)));
        assert_eq!(other.ok(&["verify"]), kept.verified);
    }
}

#[test]
fn restore_of_something_else_leaves_nothing() {
    let kept = Kept::new();
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str| folder.path().join(name);
    fs::write(file("words"), "these are words").unwrap();
    fs::write(file("empty"), "").unwrap();
    in_file(&file("other"), &["CREATE TABLE note (text TEXT)"]);
    let whole = fs::read(&kept.backup).unwrap();
    fs::write(file("half"), &whole[..whole.len() / 2]).unwrap();
    fs::copy(&kept.backup, file("changed")).unwrap();
    in_file(&file("changed"), &["DROP TRIGGER event_no_update", "UPDATE event SET at = at + 1"]);
    fs::copy(&kept.backup, file("no-entries")).unwrap();
    in_file(
        &file("no-entries"),
        &[
            "PRAGMA foreign_keys = OFF",
            "DROP TRIGGER chain_no_delete",
            "DROP TRIGGER supplier_no_delete",
            "DROP TRIGGER account_no_delete",
            "DROP TRIGGER event_no_delete",
            "DROP TRIGGER document_no_delete",
            "DELETE FROM document",
            "DELETE FROM event",
            "DELETE FROM account",
            "DELETE FROM supplier",
            "DELETE FROM draft",
            "DELETE FROM series",
            "DELETE FROM chain",
            "UPDATE head SET sequence = 0, hash = ''",
        ],
    );
    fs::copy(&kept.backup, file("with-log")).unwrap();
    fs::write(file("with-log-wal"), "changes").unwrap();
    for (name, words) in [
        ("words", ["is not a SQLite database", "no es una base"]),
        ("empty", ["no store in", "no hay"]),
        ("other", ["no backup of a store", "no un respaldo"]),
        ("half", ["damaged", "dañad"]),
        ("changed", ["the backup is damaged", "el respaldo está dañado"]),
        ("no-entries", ["no backup of a store", "no un respaldo"]),
        ("with-log", ["holds changes that are not in", "contiene cambios que no están"]),
        ("missing", ["missing`", "missing`"]),
        (".", ["is not a SQLite database", "no es una base"]),
    ] {
        let target = kept.store.folder.path().join("new/store");
        let (from, shown) = (file(name).display().to_string(), target.display().to_string());
        let run =
            |lang: &str| kept.store.run(&["restore", &from, "--data-dir", &shown, "--lang", lang]);
        refused(run, words);
        assert!(!kept.store.folder.path().join("new").exists(), "{name}");
    }
}

#[test]
fn a_backup_is_made_while_others_write_and_of_what_a_killed_one_left() {
    let kept = Kept::new();
    let store = &kept.store;
    store.admit(&[Customer::of("beta")]);
    let import = ["meter", "import", &event(store, "beta")];
    assert_eq!(store.run_with(&import, &[("MRU_CRASH_AT", "import.after-commit:1")]).code, -1);
    let copy = store.folder.path().join("later.db").display().to_string();
    assert!(store.ok(&["backup", &copy]).contains("2 events"), "what the log holds is in it");
    let other = Store::sqlite(PROGRAM);
    other.ok(&["restore", &copy]);
    assert_eq!(other.ok(&["verify"]), store.ok(&["verify"]));
}

/// Whatever a killed backup left, nothing half done has the final name, and the next try works.
fn after_backup(store: &Store, file: &Path, verified: &str) {
    let shown = file.display().to_string();
    if !file.exists() {
        store.ok(&["backup", &shown]);
    }
    let other = Store::sqlite(PROGRAM);
    other.ok(&["restore", &shown]);
    assert_eq!(other.ok(&["verify"]), verified);
    fs::remove_file(file).unwrap();
}

/// Whatever a killed restore left, either all of it is there or the next try works.
fn after_restore(store: &Store, backup: &str, verified: &str) {
    if !store.folder.path().join("mru.db").exists() {
        let left = names(store.folder.path());
        assert!(left.iter().all(|name| name.contains(".tmp")), "{left:?}");
        store.ok(&["restore", backup]);
    }
    assert_eq!(store.ok(&["verify"]), verified);
    let left = names(store.folder.path());
    assert!(left.iter().all(|name| !name.contains(".tmp") || name == "mru.db"), "{left:?}");
}

#[test]
fn backup_and_restore_survive_a_kill_at_every_point() {
    let kept = Kept::new();
    for point in ["backup.created", "backup.copied", "aside.before-rename", "aside.after-rename"] {
        let file = kept.store.folder.path().join("killed.db");
        let at = format!("{point}:1");
        let run =
            kept.store.run_with(&["backup", &file.display().to_string()], &[("MRU_CRASH_AT", &at)]);
        assert_eq!(run.code, -1, "{point}");
        assert_eq!(file.exists(), point == "aside.after-rename", "{point}");
        after_backup(&kept.store, &file, &kept.verified);
        let left = names(kept.store.folder.path());
        let swept = point == "aside.after-rename" || !left.iter().any(|it| it.contains(".tmp"));
        assert!(swept, "{left:?}");
    }
    for point in ["restore.copied", "aside.before-rename", "aside.after-rename"] {
        let other = Store::sqlite(PROGRAM);
        let at = format!("{point}:1");
        let run = other.run_with(&["restore", &kept.backup], &[("MRU_CRASH_AT", &at)]);
        assert_eq!(run.code, -1, "{point}");
        let standing = other.folder.path().join("mru.db").exists();
        assert_eq!(standing, point == "aside.after-rename", "{point}");
        after_restore(&other, &kept.backup, &kept.verified);
    }
}

/// Starts a command and kills it after a moment; says whether it was still running.
fn kill_after(store: &Store, arguments: &[&str], moment: Duration) -> bool {
    let mut child = store.start(arguments);
    std::thread::sleep(moment);
    child.kill().is_ok() && child.wait().is_ok_and(|status| status.code().is_none())
}

/// Moments spread over the time that a command takes.
fn moments(took: Duration) -> impl Iterator<Item = Duration> {
    let span = u64::try_from(took.as_micros()).unwrap_or(u64::MAX).max(1);
    (0_u64..).map(move |round| Duration::from_micros(round * 104_729 % span))
}

#[test]
fn backup_and_restore_survive_a_kill_at_any_moment() {
    let kept = Kept::new();
    let file = kept.store.folder.path().join("killed.db");
    let shown = file.display().to_string();
    let began = Instant::now();
    kept.store.ok(&["backup", &shown]);
    let mut kills = [0, 0];
    fs::remove_file(&file).unwrap();
    for moment in moments(began.elapsed()) {
        if kills[0] >= wanted() {
            break;
        }
        kills[0] += u32::from(kill_after(&kept.store, &["backup", &shown], moment));
        after_backup(&kept.store, &file, &kept.verified);
    }
    let other = Store::sqlite(PROGRAM);
    let began = Instant::now();
    other.ok(&["restore", &kept.backup]);
    for moment in moments(began.elapsed()) {
        if kills[1] >= wanted() {
            break;
        }
        let other = Store::sqlite(PROGRAM);
        kills[1] += u32::from(kill_after(&other, &["restore", &kept.backup], moment));
        after_restore(&other, &kept.backup, &kept.verified);
    }
    println!("{} kills of backup, {} of restore", kills[0], kills[1]);
}

#[test]
fn two_restores_at_once_end_with_one_store() {
    let kept = Kept::new();
    let other = Store::sqlite(PROGRAM);
    let both: Vec<_> = (0..2).map(|_| other.start(&["restore", &kept.backup])).collect();
    let done =
        both.into_iter().map(|mut it| it.wait().unwrap()).filter(ExitStatus::success).count();
    assert_eq!(done, 1, "the other one finds a store");
    assert_eq!(other.ok(&["verify"]), kept.verified);
}
