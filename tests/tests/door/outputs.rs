//! Files and streams that results go to.

use std::{
    fs::{self, File},
    io::Read as _,
    os::unix::fs::symlink,
    path::Path,
};

use mru_tests::{
    run::{root, run},
    store::Store,
};

use super::*;

fn deployment() -> String {
    root().join("fixtures/deployments/ex2-small.yaml").display().to_string()
}

/// Quotes into a file.
fn quote(to: &Path) -> Run {
    run(
        PROGRAM,
        &["quote", &deployment(), "--as-of", "2026-11-21", "-o", &to.display().to_string()],
        "",
    )
}

#[test]
fn a_document_is_its_owners_alone_and_a_file_keeps_its_mode() {
    let folder = tempfile::tempdir().unwrap();
    let new = folder.path().join("new.txt");
    assert_eq!(quote(&new).code, 0);
    assert_eq!(mode(&new), 0o600);
    for kept in [0o640, 0o604, 0o666] {
        set_mode(&new, kept);
        fs::write(&new, "before").unwrap();
        assert_eq!(quote(&new).code, 0);
        assert_eq!(mode(&new), kept);
        assert!(fs::read_to_string(&new).unwrap().contains("MRU"));
    }
    assert_eq!(names(folder.path()), ["new.txt"]);
}

#[test]
fn a_link_is_followed_and_stays_a_link() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    fs::create_dir(path("real")).unwrap();
    fs::write(path("real/there.txt"), "before").unwrap();
    symlink("real/there.txt", path("link.txt")).unwrap();
    symlink("link.txt", path("second.txt")).unwrap();
    symlink("real/not-yet.txt", path("dangling.txt")).unwrap();
    symlink("circle.txt", path("circle.txt")).unwrap();
    for (link, target) in [("second.txt", "real/there.txt"), ("dangling.txt", "real/not-yet.txt")] {
        assert_eq!(quote(&path(link)).code, 0);
        assert!(fs::symlink_metadata(path(link)).unwrap().is_symlink());
        assert!(fs::read_to_string(path(target)).unwrap().contains("MRU"));
    }
    assert_eq!(quote(&path("circle.txt")).code, 1);
    let devices = path("devices.txt");
    symlink("/dev/null", &devices).unwrap();
    assert_eq!(quote(&devices).code, 0);
    assert!(fs::symlink_metadata(&devices).unwrap().is_symlink());
}

#[test]
fn a_pipe_or_device_is_written_into() {
    let folder = tempfile::tempdir().unwrap();
    let pipe = folder.path().join("pipe");
    assert!(Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    let reader = {
        let pipe = pipe.clone();
        std::thread::spawn(move || {
            let mut read = String::new();
            File::open(pipe).unwrap().read_to_string(&mut read).unwrap();
            read
        })
    };
    assert_eq!(quote(&pipe).code, 0);
    assert!(reader.join().unwrap().contains("MRU"));
    assert_eq!(names(folder.path()), ["pipe"]);
    for stdout in ["/dev/stdout", "/dev/fd/1", "/proc/self/fd/1", "-"] {
        assert!(quote(Path::new(stdout)).stdout.contains("MRU"), "{stdout}");
    }
    assert!(quote(Path::new("/dev/stderr")).stderr.contains("MRU"));
    assert_eq!(quote(Path::new("/dev/null")).code, 0);
    let full = quote(Path::new("/dev/full"));
    assert_eq!(full.code, 1);
    assert!(full.stderr.contains("/dev/full"), "{}", full.stderr);
    assert_eq!(quote(folder.path()).code, 1, "a folder");
    // The output of a shell goes on where it stood.
    let shell = format!("{{ echo first; {PROGRAM} quote {} -o /dev/stdout; }} > out", deployment());
    assert!(
        Command::new("sh")
            .args(["-c", &shell])
            .current_dir(folder.path())
            .status()
            .unwrap()
            .success()
    );
    let written = fs::read_to_string(folder.path().join("out")).unwrap();
    assert!(written.starts_with("first\n") && written.contains("MRU"), "{written}");
}

#[test]
fn no_input_is_written_over() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).display().to_string();
    let original = fs::read_to_string(deployment()).unwrap();
    fs::write(path("x.yaml"), &original).unwrap();
    fs::write(path("contract.toml"), "id = \"C-1\"\n").unwrap();
    fs::hard_link(path("x.yaml"), path("hard")).unwrap();
    symlink("x.yaml", path("soft")).unwrap();
    for output in ["x.yaml", "hard", "soft", "../x", "contract.toml"] {
        let output = match output {
            "../x" => format!("{}/./x.yaml", folder.path().display()),
            name => path(name),
        };
        for lang in ["en", "es"] {
            let arguments = [
                "quote",
                &path("x.yaml"),
                "--contract",
                &path("contract.toml"),
                "-o",
                &output,
                "--lang",
                lang,
            ];
            let said = run(PROGRAM, &arguments, "");
            assert_eq!((said.code, &*said.stdout), (1, ""), "{output}");
        }
        assert_eq!(fs::read_to_string(path("x.yaml")).unwrap(), original);
        assert_eq!(fs::read_to_string(path("contract.toml")).unwrap(), "id = \"C-1\"\n");
    }
    let said = run(PROGRAM, &["quote", &path("x.yaml"), "-o", &path("hard")], "");
    assert!(said.stderr.contains("is read by this command"), "{}", said.stderr);
    // The store is an input as well.
    let store = Store::sqlite(PROGRAM);
    fill(&store);
    let database = store.folder.path().join("mru.db");
    symlink(&database, store.folder.path().join("elsewhere")).unwrap();
    let before = store.ok(&["verify"]);
    for output in ["mru.db", "elsewhere"] {
        let output = store.folder.path().join(output).display().to_string();
        store.fails(1, &["export", "2026-04", "-o", &output]);
        store.fails(1, &["invoice", "show", "INV-000001", "-o", &output]);
    }
    assert_eq!(store.ok(&["verify"]), before);
}

#[test]
fn the_form_follows_from_the_ending() {
    let store = Store::sqlite(PROGRAM);
    fill(&store);
    let quote = deployment();
    let file = |name: &str| store.folder.path().join(name).display().to_string();
    let show = ["invoice", "show", "INV-000001"];
    let export = ["export", "2026-04"];
    let quote = ["quote", &*quote, "--as-of", "2026-11-21"];
    for (command, output, start) in [
        (&quote[..], "q.html", "<!DOCTYPE html>"),
        (&quote, "q.HTM", "<!DOCTYPE html>"),
        (&quote, "q.json", "{"),
        (&quote, "q.pdf", "%PDF"),
        (&quote, "q.csv", ""),
        (&quote, "q.txt", ""),
        (&quote, "no-ending", ""),
        (&quote, "ending.of-ours", ""),
        (&show, "i.pdf", "%PDF"),
        (&show, "i.html", "<!DOCTYPE html>"),
        (&show, "i.json", "{"),
        (&export, "e.csv", ""),
        (&export, "e.json", "["),
    ] {
        let output = file(output);
        store.ok(&[command, &["-o", &output]].concat());
        let written = fs::read(&output).unwrap();
        let written = String::from_utf8_lossy(&written);
        assert!(!written.is_empty());
        assert!(
            written.to_lowercase().starts_with(&start.to_lowercase()),
            "{output}: {written:.40}"
        );
        fs::remove_file(output).unwrap();
    }
    let csv = store.ok(&[&export[..], &["--format", "focus", "-o", &file("f.csv")]].concat());
    assert_eq!(csv, "");
    for (command, format, output) in [
        (&quote[..], "text", "q.pdf"),
        (&quote, "html", "q.txt"),
        (&quote, "", "q.xlsx"),
        (&quote, "json", "q.yaml"),
        (&show, "text", "i.pdf"),
        (&show, "usage-html", "i.pdf"),
        (&show, "", "i.csv"),
        (&export, "json", "e.csv"),
        (&export, "", "e.html"),
    ] {
        let output = file(output);
        let format: &[&str] = if format.is_empty() { &[] } else { &["--format", format] };
        refused(
            |lang| store.run(&[command, format, &["-o", &output, "--lang", lang]].concat()),
            ["let ", "termin"],
        );
        assert!(!Path::new(&output).exists(), "{output}");
    }
}

/// Runs a command with its streams closed or full.
fn with_streams(store: &Store, streams: &str, arguments: &str) -> Run {
    let mut shell = Command::new("bash");
    let command = format!("exec {PROGRAM} {arguments} {streams}");
    output(shell.args(["-c", &command]).env("MRU_DATA_DIR", store.folder.path()))
}

#[test]
fn a_closed_pipe_or_full_device_is_no_panic() {
    let store = Store::sqlite(PROGRAM);
    fill(&store);
    let broken = store.file("broken.yaml", "environments: [{ nam: x }]");
    let quoted = deployment();
    let commands = [
        (format!("quote {quoted}"), 0),
        (format!("quote {quoted} --format json"), 0),
        (format!("validate {broken}"), 2),
        (format!("quote {broken}"), 2),
        ("catalogue".into(), 0),
        ("schema".into(), 0),
        ("completions bash".into(), 0),
        ("rate-card list".into(), 0),
        ("customer list".into(), 0),
        ("customer show alpha".into(), 0),
        ("customer show nobody".into(), 1),
        ("meter show alpha".into(), 0),
        ("bill 2026-05".into(), 0),
        ("bill 2026-06".into(), 0),
        ("invoice list".into(), 0),
        ("invoice show INV-000001 --format pdf".into(), 0),
        ("export 2026-04".into(), 0),
        ("verify".into(), 0),
        ("--help".into(), 0),
        ("no-such-command".into(), 2),
    ];
    for (command, code) in &commands {
        for streams in ["2>/dev/full", "2> >(exec true)", "2>&-", "> >(exec true)", ">&-"] {
            let run = with_streams(&store, streams, command);
            assert_eq!(run.code, *code, "{command} {streams}: {}", run.stderr);
            assert!(!run.stderr.contains("panicked"), "{command} {streams}: {}", run.stderr);
        }
        let speaks = !with_streams(&store, "", command).stdout.is_empty();
        let full = with_streams(&store, ">/dev/full", command);
        assert_eq!(full.code, if speaks { 1 } else { *code }, "{command}: {}", full.stderr);
        assert!(!speaks || full.stderr.contains("No space left"), "{command}: {}", full.stderr);
        let both = with_streams(&store, ">/dev/full 2>/dev/full", command);
        assert_eq!(both.code, if speaks { 1 } else { *code }, "{command}");
    }
}

#[test]
fn a_demonstration_that_cannot_be_written_leaves_nothing() {
    let store = Store::sqlite(PROGRAM);
    let folder = store.folder.path();
    fs::create_dir(folder.join("locked")).unwrap();
    set_mode(&folder.join("locked"), 0o500);
    fs::write(folder.join("file"), "no folder").unwrap();
    let data = folder.join("data");
    for out in ["locked", "locked/new/documents", "file", "file/new"] {
        let out = folder.join(out).display().to_string();
        let run = unprivileged(
            &["demo", "--out", &out, "--data-dir", &data.display().to_string()],
            &store,
        );
        assert_eq!(run.code, 1, "{out}: {}", run.stdout);
        assert!(!data.exists(), "{out}");
        assert_eq!(names(folder), ["file", "locked"]);
    }
    // One that fails while the documents are being written leaves nothing either.
    let out = folder.join("out");
    fs::create_dir(&out).unwrap();
    fs::create_dir(out.join("2026-09-focus.csv")).unwrap();
    let arguments =
        ["demo", "--out", &out.display().to_string(), "--data-dir", &data.display().to_string()];
    store.fails(1, &arguments);
    assert!(!data.exists());
    assert_eq!(names(&out), ["2026-09-focus.csv"]);
    fs::remove_dir(out.join("2026-09-focus.csv")).unwrap();
    store.ok(&arguments);
    assert_eq!(names(&out).len(), 87);
    // What is there is not written over by a second one.
    let before = fs::read(data.join("mru.db")).unwrap();
    let other = folder.join("other");
    store.fails(1, &["demo", "--out", &other.display().to_string(), arguments[3], arguments[4]]);
    assert!(!other.exists());
    assert!(fs::read(data.join("mru.db")).unwrap() == before);
}

#[test]
fn a_demonstration_is_not_played_into_a_store_that_holds_something() {
    on_both(PROGRAM, |store| {
        store.begin();
        let before = store.ok(&["verify"]);
        let out = store.folder.path().join("out");
        let said = store.fails(1, &["demo", "--out", &out.display().to_string()]);
        assert!(said.contains("holds records already"), "{said}");
        assert!(!out.exists());
        assert_eq!(store.ok(&["verify"]), before);
    });
}
