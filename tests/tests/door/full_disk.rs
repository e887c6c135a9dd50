//! A full disk: what was asked for is there whole or not at all, and works when there is room.
//!
//! Needs root, who can mount a small file system. `MRU_DISK_SIZES` sets how many sizes are tried.

use std::path::{Path, PathBuf};

use mru_tests::store::Store;
use tempfile::TempDir;

use super::*;

/// A file system of its own in memory, unmounted with it.
struct Disk {
    folder: TempDir,
}

impl Disk {
    /// Mounts one of so many KiB; none when that is not allowed here.
    fn new(kib: u32) -> Option<Disk> {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let size = format!("size={kib}k");
        let mut mount = Command::new("mount");
        mount.args(["-t", "tmpfs", "-o", &size, "tmpfs"]).arg(folder.path());
        let mounted = output(&mut mount);
        (mounted.code == 0).then_some(Disk { folder })
    }

    /// Makes room.
    fn grow(&self) {
        let mut mount = Command::new("mount");
        mount.args(["-o", "remount,size=64m"]).arg(self.folder.path());
        assert_eq!(output(&mut mount).code, 0);
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg(self.folder.path()).status();
    }
}

fn sizes() -> u32 {
    std::env::var("MRU_DISK_SIZES").ok().and_then(|count| count.parse().ok()).unwrap_or(4)
}

/// Runs a command on a disk of each size, twice: when it is full, and when there is room. Says how
/// often it failed the first time.
fn on_each_size(what: &str, run: impl Fn(&Path) -> Run, is_there: impl Fn(&Path) -> bool) -> bool {
    let mut failed = 0;
    for size in 0..sizes() {
        let kib = 8 + size * 1200 / sizes();
        let Some(disk) = Disk::new(kib) else {
            eprintln!("SKIPPED {what} on a full disk: nothing can be mounted here");
            return false;
        };
        let first = run(disk.folder.path());
        assert!([0, 1].contains(&first.code), "{what}, {kib} KiB: {}", first.stderr);
        if first.code == 1 {
            failed += 1;
            let said = &first.stderr;
            assert!(
                said.contains("full") || said.contains("No space"),
                "{what}, {kib} KiB: {said}"
            );
            assert!(
                !is_there(disk.folder.path()),
                "{what}, {kib} KiB: {:?}",
                names(disk.folder.path())
            );
        }
        disk.grow();
        if first.code == 1 {
            let again = run(disk.folder.path());
            assert_eq!(again.code, 0, "{what}, {kib} KiB, with room: {}", again.stderr);
        }
        assert!(is_there(disk.folder.path()), "{what}, {kib} KiB");
    }
    println!("{what}: {failed} of {} sizes were too small", sizes());
    assert!(failed > 0, "{what}: no size was too small");
    true
}

#[test]
fn a_full_disk_leaves_nothing_half_done() {
    let store = Store::sqlite(PROGRAM);
    fill(&store);
    let verified = store.ok(&["verify"]);
    let backup = store.folder.path().join("copy.db").display().to_string();
    store.ok(&["backup", &backup]);
    let shown = |path: PathBuf| path.display().to_string();
    let whole = |path: &Path| {
        path.join("mru.db").exists() && {
            assert_eq!(store.ok(&["verify", "--data-dir", &shown(path.to_owned())]), verified);
            true
        }
    };
    let able = on_each_size(
        "restore",
        |disk| store.run(&["restore", &backup, "--data-dir", &shown(disk.to_owned())]),
        whole,
    );
    if !able {
        return;
    }
    on_each_size(
        "backup",
        |disk| store.run(&["backup", &shown(disk.join("b.db"))]),
        |disk| {
            disk.join("b.db").exists() && {
                let other = Store::sqlite(PROGRAM);
                other.ok(&["restore", &shown(disk.join("b.db"))]);
                assert_eq!(other.ok(&["verify"]), verified);
                true
            }
        },
    );
    let supplier = store.file("supplier.toml", SUPPLIER);
    on_each_size(
        "supplier put",
        |disk| store.run(&["supplier", "put", &supplier, "--data-dir", &shown(disk.to_owned())]),
        |disk| disk.join("mru.db").exists(),
    );
    let show = ["invoice", "show", "INV-000001", "-o"];
    on_each_size(
        "invoice show",
        |disk| store.run(&[&show[..], &[&shown(disk.join("i.html"))]].concat()),
        |disk| disk.join("i.html").exists(),
    );
}

#[test]
fn a_store_on_a_full_disk_loses_nothing() {
    let rows: String = (0..5000)
        .map(|row| {
            format!("m{row},activated,2026-04-02T00:00:00-04:00,alpha,production,container,n{row},1x2,1,2,T\n")
        })
        .collect();
    let files = Store::sqlite(PROGRAM);
    let events = files.file("many.csv", &format!("{HEADING}{rows}"));
    let mut failed = 0;
    for size in 0..sizes() {
        let kib = 1600 + size * 2400 / sizes();
        let Some(disk) = Disk::new(kib) else { return };
        let mut store = Store::sqlite(PROGRAM);
        store.folder = tempfile::tempdir_in(disk.folder.path()).expect("a folder on the disk");
        fill(&store);
        let before = store.ok(&["verify"]);
        let import = ["meter", "import", &events];
        let run = store.run(&import);
        if run.code != 0 {
            failed += 1;
            assert!(run.stderr.contains("full"), "{kib} KiB: {}", run.stderr);
            disk.grow();
            assert_eq!(store.ok(&["verify"]), before, "{kib} KiB");
            store.ok(&import);
        }
        disk.grow();
        let verified = store.ok(&["verify"]);
        assert!(verified.contains("5001 events") && verified.contains("0 problems"), "{verified}");
        drop(store);
    }
    println!("import: {failed} of {} sizes were too small", sizes());
    assert!(failed > 0);
}
