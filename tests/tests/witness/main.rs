//! Witnessed by those who receive it: whoever owns the database can rewrite it whole, but not what
//! went out with a document.

mod attack;
mod keys;

use std::fs;

use mru_service::{
    billing,
    storage::Database,
    witness::{
        bundle::Bundle,
        keys::VerifierKey,
        since::{Kept, since},
    },
};
use mru_tests::{
    facts::{Customer, EVENTS},
    store::{Store, block_on},
};

use attack::Attack;

const PROGRAM: &str = env!("CARGO_BIN_EXE_mru-under-test");

/// Supplier, two customers, their events; April is issued.
pub(crate) fn april(store: &Store, events: &str) {
    store.begin();
    store.admit(&[Customer::of("alpha"), Customer::of("beta")]);
    store.import(events);
    store.issue("2026-04", "2026-05-02");
}

/// April, a credit note, and May.
fn play(store: &Store) {
    april(store, EVENTS);
    let note = ["credit-note", "INV-000001", "--line", "1=10.00", "--reason", "goodwill"];
    store.ok(&[&note[..], &["--issue-date", "2026-05-03"]].concat());
    store.issue("2026-05", "2026-06-02");
}

pub(crate) fn key(store: &Store) -> VerifierKey {
    VerifierKey::read(store.ok(&["keys", "show"]).trim()).expect("a verifier key")
}

pub(crate) fn bundle(store: &Store, number: &str) -> Bundle {
    Bundle::read(&store.ok(&["proof", number])).expect("a bundle")
}

/// What somebody may have kept, each with how many entries it covers.
fn kept(store: &Store) -> Vec<(Kept, u64)> {
    let (first, last) = (bundle(store, "INV-000001"), bundle(store, "INV-000004"));
    let notes = [&first, &last].map(|it| it.note().expect("a note"));
    let sizes = notes.clone().map(|note| note.checkpoint.size);
    let codes = notes.clone().map(|note| note.checkpoint.code());
    let [one, other] = notes;
    let code = |code: &str| Kept::code(code).expect("a code");
    vec![
        (Kept::Bundle(Box::new(first)), sizes[0]),
        (Kept::Bundle(Box::new(last)), sizes[1]),
        (Kept::Note(one), sizes[0]),
        (Kept::Note(other), sizes[1]),
        (code(&codes[0]), sizes[0]),
        (code(&codes[1]), sizes[1]),
    ]
}

#[test]
fn every_rewriting_is_found_by_who_kept_one_document() {
    const ATTACKS: u64 = 540;
    let store = Store::sqlite(PROGRAM);
    play(&store);
    let (key, kept) = (key(&store), kept(&store));
    let folder = tempfile::tempdir().expect("a temporary folder");
    let mut missed = Vec::new();
    for seed in 0..ATTACKS {
        let (kept, size) = &kept[seed as usize % kept.len()];
        let file = folder.path().join(format!("{seed}.db"));
        fs::copy(store.folder.path().join("mru.db"), &file).expect("a copy");
        let attack = Attack::of(seed, *size);
        let found = block_on(async {
            attack.rewrite(&file).await;
            let database = Database::open_file(&file).await.expect("a store");
            let found = since(&database, kept, Some(&key)).await.expect("it is read");
            database.close().await.expect("closed");
            found
        });
        if found.holds() {
            missed.push(format!("{attack:?} against {kept:?}"));
        }
        fs::remove_file(&file).expect("a file of ours");
    }
    assert!(missed.is_empty(), "{} of {ATTACKS} not found:\n{}", missed.len(), missed.join("\n"));
    eprintln!("{ATTACKS} rewritings, all found");

    // Nothing is found where nothing was done.
    block_on(async {
        let untouched = Database::open_file(&store.folder.path().join("mru.db")).await;
        let untouched = untouched.expect("a store");
        for (kept, size) in &kept {
            let found = since(&untouched, kept, Some(&key)).await.expect("it is read");
            assert!(found.holds(), "{found:?}");
            assert_eq!(found.size, Some(*size));
        }
    });
}

#[test]
fn the_program_finds_rewritings_as_well() {
    let store = Store::sqlite(PROGRAM);
    play(&store);
    let key = key(&store).to_string();
    let proof = store.file("bundle.json", &bundle(&store, "INV-000004").text());
    let checkpoint = store.file("checkpoint", &store.ok(&["checkpoint"]));
    let note = bundle(&store, "INV-000004").note().expect("a note");
    let (code, size) = (note.checkpoint.code(), note.checkpoint.size);
    for since in [&proof, &checkpoint, &code] {
        let said = store.ok(&["verify", "--since", since, "--key", &key]);
        assert!(said.contains("continues the kept one"), "{said}");
    }
    for seed in 0..9 {
        let other = Store::sqlite(PROGRAM);
        let file = other.folder.path().join("mru.db");
        fs::copy(store.folder.path().join("mru.db"), &file).expect("a copy");
        block_on(Attack::of(seed, size).rewrite(&file));
        let since = [&proof, &checkpoint, &code][seed as usize % 3];
        let said = other.fails(3, &["verify", "--since", since, "--key", &key]);
        assert!(!said.is_empty());
    }
}

/// What nobody can find who kept nothing: a store made anew with other facts and another key is
/// sound in itself. Only a document of the first one tells them apart.
#[test]
fn without_any_earlier_document_a_whole_rewriting_cannot_be_found() {
    let (truth, forged) = (Store::sqlite(PROGRAM), Store::sqlite(PROGRAM));
    april(&truth, EVENTS);
    april(&forged, &EVENTS.replace("1x2,1,2,REQ-1", "1x2,1,3,REQ-1"));
    let said = forged.ok(&["verify"]);
    assert!(said.contains(": 0 problems"), "sound in itself: {said}");
    let own = bundle(&forged, "INV-000001");
    assert!(own.verify(&key(&forged)).is_ok(), "and proven by its own key");

    let kept = truth.file("kept.json", &bundle(&truth, "INV-000001").text());
    let said = forged.fails(3, &["verify", "--since", &kept]);
    assert!(said.contains("not signed by a key that can be trusted"), "{said}");
    assert!(own.verify(&key(&truth)).is_err());
    let code = bundle(&truth, "INV-000001").note().expect("a note").checkpoint.code();
    let said = forged.fails(3, &["verify", "--since", &code]);
    assert!(said.contains("no state of this store has the code"), "{said}");
}

/// What was recorded after the kept document is for a later document to prove.
#[test]
fn what_came_after_the_kept_document_is_not_proven_by_it() {
    let store = Store::sqlite(PROGRAM);
    play(&store);
    let key = key(&store);
    let kept = kept(&store);
    let ((early, before), (late, size)) = (&kept[0], &kept[1]);
    let file = store.folder.path().join("mru.db");
    block_on(async {
        let attack = Attack::of(5, *size).after(*before);
        attack.rewrite(&file).await;
        let database = Database::open_file(&file).await.expect("a store");
        let of = async |kept| since(&database, kept, Some(&key)).await.expect("read");
        assert!(!of(late).await.holds());
        let early = of(early).await;
        assert!(early.holds(), "{early:?}");
    });
}

/// The attacks are no clumsy ones: a store whose hours were moved and which was signed anew by
/// another key is sound in itself.
#[test]
fn a_store_that_was_chained_and_signed_anew_is_sound_in_itself() {
    let store = Store::sqlite(PROGRAM);
    play(&store);
    let size = kept(&store)[1].1;
    let file = store.folder.path().join("mru.db");
    block_on(async {
        let attack = Attack::of(5, size).by_another_key();
        attack.rewrite(&file).await;
        let database = Database::open_file(&file).await.expect("a store");
        let verified =
            billing::verify(&database, &billing::Progress::default()).await.expect("verified");
        assert!(verified.problems.is_empty(), "{:?}", verified.problems);
        database.close().await.expect("closed");
    });
}

#[test]
fn a_bundle_with_any_byte_changed_is_refused() {
    let store = Store::sqlite(PROGRAM);
    april(&store, EVENTS);
    let (key, bundle) = (key(&store), bundle(&store, "INV-000002"));
    assert!(bundle.verify(&key).is_ok());
    let text = bundle.text();
    let refused = |bytes: Vec<u8>| {
        let Ok(text) = String::from_utf8(bytes) else { return true };
        Bundle::read(&text).and_then(|it| it.verify(&key)).is_err()
    };
    for at in 0..text.len() {
        for change in [1, 0x20] {
            let mut bytes = text.clone().into_bytes();
            bytes[at] ^= change;
            assert!(refused(bytes), "byte {at} changed by {change}");
        }
        if at % 5 == 0 {
            let mut bytes = text.clone().into_bytes();
            bytes.remove(at);
            assert!(refused(bytes), "byte {at} removed");
        }
    }
}
