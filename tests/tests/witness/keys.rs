//! Keys: made with the store, kept by their owner, handed over; and what goes wrong with them.

use std::{fs, os::unix::fs::PermissionsExt as _};

use mru_tests::{
    facts::EVENTS,
    store::{Postgres, Store},
};

use super::{PROGRAM, april, bundle, key};

/// Two months, with a new key between them.
#[test]
fn trust_in_the_first_key_reaches_what_later_ones_sign() {
    let store = Store::sqlite(PROGRAM);
    april(&store, EVENTS);
    let (first, old) = (key(&store), bundle(&store, "INV-000001"));
    let said = store.ok(&["keys", "rotate"]);
    let second = key(&store);
    assert_ne!(first, second);
    assert!(said.contains(&second.to_string()), "{said}");
    store.issue("2026-05", "2026-06-02");
    store.ok(&["keys", "rotate"]);
    let third = key(&store);
    store.issue("2026-06", "2026-07-02");
    assert!(store.ok(&["verify"]).contains(": 0 problems"));
    assert_eq!(store.ok(&["keys", "show", "--all"]).lines().count(), 3);

    // What was issued keeps its checkpoint, and a key vouches for those after it alone.
    assert_eq!(bundle(&store, "INV-000001"), old);
    let [may, june] = ["INV-000003", "INV-000005"].map(|number| bundle(&store, number));
    for (bundle, holds) in
        [(&old, [true, false, false]), (&may, [true, true, false]), (&june, [true, true, true])]
    {
        let said = [&first, &second, &third].map(|key| bundle.verify(key).is_ok());
        assert_eq!(said, holds, "{}", bundle.document.number);
    }

    // Without a store: the new document continues the one that was kept.
    let kept = store.file("kept.json", &old.text());
    let proof = store.ok(&["proof", "INV-000005", "--since", &kept]);
    let proof = store.file("proof.json", &proof);
    let (key, stranger) = (first.to_string(), Store::sqlite(PROGRAM));
    let said = stranger.ok(&["verify", "--bundle", &proof, "--key", &key, "--since", &kept]);
    assert!(said.contains("INV-000005 is what was recorded: customer alpha, 2026-06"), "{said}");
    let size = old.note().expect("a note").checkpoint.size;
    assert!(said.contains(&format!("The log continues the one of {size} entries")), "{said}");
    let may = store.file("may.json", &may.text());
    let said = stranger.fails(3, &["verify", "--bundle", &may, "--key", &key, "--since", &kept]);
    assert!(said.contains("does not say that it continues"), "{said}");
    assert!(!stranger.folder.path().join("mru.db").exists(), "no store was made or needed");
    store.ok(&["verify", "--since", &kept, "--key", &key]);
}

#[test]
fn a_document_has_its_checkpoint_in_every_form_and_the_same_bytes_for_ever() {
    let store = Store::sqlite(PROGRAM);
    april(&store, EVENTS);
    let file = |form: &str| store.folder.path().join(form).display().to_string();
    let forms = ["text", "json", "html", "pdf"];
    let shown = |form: &str| {
        store.ok(&["invoice", "show", "INV-000001", "--format", form, "-o", &file(form)]);
        fs::read(file(form)).expect("a document")
    };
    let before = forms.map(shown);
    store.ok(&["keys", "rotate"]);
    store.issue("2026-05", "2026-06-02");
    assert_eq!(forms.map(shown), before);
    let note = bundle(&store, "INV-000001").note().expect("a note");
    let [text, json, html, pdf] = before.map(|it| String::from_utf8_lossy(&it).into_owned());
    assert!(text.contains(&note.checkpoint.code()));
    let json: serde_json::Value = serde_json::from_str(&json).expect("JSON");
    assert_eq!(json["checkpoint"], note.text());
    assert!(html.contains(&note.text()) && html.contains(&note.checkpoint.code()));
    let root = note.checkpoint.body().lines().nth(2).expect("a root").to_owned();
    assert!(pdf.contains(&root), "the metadata of the PDF holds the checkpoint");
    let draft = || store.ok(&["invoice", "show", "alpha/2026-06", "--format", "json"]);
    store.ok(&["bill", "2026-06"]);
    assert!(!draft().contains("checkpoint"));
}

#[test]
fn a_key_is_made_with_the_store_for_its_owner_alone() {
    let store = Store::sqlite(PROGRAM);
    store.begin();
    let file = store.folder.path().join("mru.key");
    let mode = fs::metadata(&file).expect("a key").permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    let secret = fs::read_to_string(&file).expect("a key");
    let said = store.fails(1, &["keys", "make"]);
    assert!(said.contains("exists and is left alone"), "{said}");
    april(&store, EVENTS);
    let shown = [store.ok(&["keys", "show"]), store.ok(&["keys", "rotate"])].concat();
    assert!(!shown.contains(secret.trim().rsplit(':').next().expect("a seed")));
    assert_ne!(fs::read_to_string(&file).expect("a key"), secret);
}

#[test]
fn wrong_keys_are_named_with_what_helps() {
    let store = Store::sqlite(PROGRAM);
    april(&store, EVENTS);
    let file = store.folder.path().join("mru.key");
    store.ok(&["bill", "2026-05"]);
    let issue = ["invoice", "issue", "2026-05", "--issue-date", "2026-06-02"];

    fs::set_permissions(&file, fs::Permissions::from_mode(0o644)).expect("a mode");
    let said = store.fails(1, &issue);
    assert!(said.contains("mode 0644") && said.contains("chmod 600"), "{said}");
    fs::set_permissions(&file, fs::Permissions::from_mode(0o600)).expect("a mode");

    let kept = store.folder.path().join("kept.key");
    fs::rename(&file, &kept).expect("moved");
    let said = store.fails(1, &issue);
    assert!(said.contains("does not exist") && said.contains("--key-file"), "{said}");
    let said = store.fails(1, &["--lang", "es", "invoice", "issue", "2026-05"]);
    assert!(said.contains("no se puede emitir ningún documento"), "{said}");
    let said = store.fails(1, &["keys", "make"]);
    assert!(said.contains("mru keys make --lost"), "{said}");
    assert!(!file.exists());

    let other = store.folder.path().join("other.key").display().to_string();
    let stranger = Store::sqlite(PROGRAM);
    stranger.ok(&["supplier", "put", "fixtures/demo/supplier.toml"]);
    stranger.ok(&["keys", "make", "--key-file", &other]);
    let said = store.fails(1, &[&issue[..], &["--key-file", &other]].concat());
    assert!(said.contains("this store signs with"), "{said}");
    let no_key = store.file("no.key", "nothing");
    fs::set_permissions(&no_key, fs::Permissions::from_mode(0o600)).expect("a mode");
    let said = store.fails(1, &[&issue[..], &["--key-file", &no_key]].concat());
    assert!(said.contains("holds no signing key"), "{said}");
    let said = store.run_with(&issue, &[("MRU_SIGNING_KEY", "nothing")]).stderr;
    assert!(said.contains("MRU_SIGNING_KEY holds no signing key"), "{said}");

    // Nothing was issued by any of these; with its key it is, wherever that stands.
    assert!(store.ok(&["invoice", "list", "2026-05"]).contains("0 issued, 2 drafts"));
    store.ok(&[&issue[..], &["--key-file", &kept.display().to_string()]].concat());
    fs::remove_file(&kept).expect("lost");
    store.ok(&["keys", "make", "--lost"]);
    store.issue("2026-06", "2026-07-02");
    assert!(store.ok(&["verify"]).contains(": 0 problems"));
}

#[test]
fn on_postgresql_the_key_must_be_given() {
    let Some(server) = Postgres::start() else { return };
    let store = Store::postgres(PROGRAM, &server);
    april(&store, EVENTS);
    store.ok(&["bill", "2026-05"]);
    let issue = ["invoice", "issue", "2026-05", "--issue-date", "2026-06-02"];
    let run = store.run_with(&issue, &[("MRU_SIGNING_KEY", "")]);
    assert_eq!(run.code, 1);
    assert!(run.stderr.contains("does not exist") && run.stderr.contains("MRU_SIGNING_KEY"));
    assert!(store.ok(&["invoice", "list", "2026-05"]).contains("0 issued, 2 drafts"));
    store.ok(&issue);
    let (key, proof) = (key(&store), bundle(&store, "INV-000003"));
    assert!(proof.verify(&key).is_ok());

    // A key of the environment hands over to one in a file.
    let said = store.fails(1, &["keys", "rotate"]);
    assert!(said.contains("--to"), "{said}");
    let new = store.folder.path().join("new.key").display().to_string();
    store.ok(&["keys", "rotate", "--to", &new]);
    let said =
        store.fails(1, &["credit-note", "INV-000001", "--line", "1", "--reason", "goodwill"]);
    assert!(said.contains("this store signs with"), "{said}");
    let variables = [("MRU_SIGNING_KEY", ""), ("MRU_KEY_FILE", new.as_str())];
    let note = ["credit-note", "INV-000001", "--line", "1", "--reason", "goodwill"];
    let run = store.run_with(&note, &variables);
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert!(bundle(&store, "CN-000001").verify(&key).is_ok());
    assert!(store.ok(&["verify"]).contains(": 0 problems"));
}

#[test]
fn checkpoints_are_kept_outside_and_never_overwritten() {
    let store = Store::sqlite(PROGRAM);
    april(&store, EVENTS);
    let outside = store.folder.path().join("outside");
    let folder = outside.display().to_string();
    store.ok(&["bill", "2026-05"]);
    let issue = |month: &'static str| ["invoice", "issue", month, "--checkpoint-dir", &folder];
    store.ok(&issue("2026-05"));
    let files = || {
        let files = fs::read_dir(&outside).expect("a folder").map(|it| it.expect("a file").path());
        let mut files: Vec<_> = files.collect();
        files.sort();
        files
    };
    let kept = files();
    assert_eq!(kept.len(), 2, "that of April as well: {kept:?}");
    for file in &kept {
        store.ok(&["verify", "--since", &file.display().to_string()]);
    }
    let text = fs::read_to_string(&kept[1]).expect("a checkpoint");
    assert_eq!(text, store.ok(&["checkpoint"]));
    fs::write(&kept[1], text.replace("mru/", "mru/x")).expect("changed");
    store.ok(&["bill", "2026-06"]);
    let said = store.fails(1, &issue("2026-06"));
    assert!(said.contains("is not the checkpoint"), "{said}");
    assert!(
        store.ok(&["invoice", "list", "2026-06"]).contains("2 issued"),
        "what was issued stands"
    );
    assert_eq!(files(), kept);
}
