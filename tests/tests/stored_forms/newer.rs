//! What a newer program wrote is refused by name and version, whatever else it looks like.

use mru_core::{
    account::{Account, Supplier},
    invoice::Statement,
    metering::Event,
    stored::{self, Stored, StoredError},
};
use mru_service::{
    storage::{Publication, chain::Recorded},
    witness::{Unproven, bundle::Bundle, keys::KeyRecord},
};
use mru_tests::store::Store;

use crate::old::{self, block_on, record};

/// A text of a newer version of a form; the rest of it is like nothing that is known.
fn newer<T: Stored>() -> String {
    let (field, version) = (T::FORM.field, T::FORM.version + 1);
    format!(r#"{{"{field}":{version},"something":{{"else":["entirely"]}}}}"#)
}

fn refused<T: Stored>() {
    let (version, known) = (u64::from(T::FORM.version) + 1, T::FORM.version);
    let error = stored::read::<T>(&newer::<T>()).err();
    assert_eq!(error, Some(StoredError::Newer { version, known }), "{}", T::FORM.name);
    // A version that is known, or none, makes an unknown field a mistake.
    for text in [format!(r#"{{"{}":{known},"x":1}}"#, T::FORM.field), r#"{"x":1}"#.to_owned()] {
        let error = stored::read::<T>(&text).err();
        assert!(matches!(error, Some(StoredError::Malformed(_))), "{text}: {error:?}");
    }
}

#[test]
fn a_newer_version_of_each_form_is_refused() {
    refused::<Event>();
    refused::<Account>();
    refused::<Supplier>();
    refused::<Statement>();
    refused::<Publication>();
    refused::<KeyRecord>();
    let said = Bundle::read(r#"{"format":"mru-bundle-2","proof":{}}"#).expect_err("a newer form");
    let newer = Unproven::BundleOfAnotherForm { format: String::from("mru-bundle-2") };
    assert_eq!(said, newer);
}

/// A statement of a newer version may look just like one of this one.
#[test]
fn a_newer_statement_of_the_same_fields_is_refused() {
    let store = old::play();
    let shown = store.ok(&["invoice", "show", "INV-000001", "--format", "json"]);
    let shown: serde_json::Value = serde_json::from_str(&shown).expect("JSON");
    let mut statement = shown["statement"].clone();
    assert!(stored::read::<Statement>(&statement.to_string()).is_ok());
    statement["format"] = 4.into();
    let error = stored::read::<Statement>(&statement.to_string());
    assert_eq!(error, Err(StoredError::Newer { version: 4, known: 3 }));
    statement["format"] = 0.into();
    let error = stored::read::<Statement>(&statement.to_string());
    assert!(matches!(error, Err(StoredError::Malformed(_))), "{error:?}");
}

/// Records a text of a newer program, and says what `verify` and another command say of it.
fn said(
    kind: Recorded,
    subject: &str,
    insert: &'static str,
    columns: &[&str],
    content: &str,
    command: (i32, &[&str]),
) -> [String; 2] {
    let store: Store = old::play();
    assert_eq!(store.run(&["verify"]).code, 0);
    block_on(record(&store, kind, subject, insert, columns, content));
    let verified = store.run(&["verify"]);
    assert_eq!(verified.code, 3, "{}", verified.stdout);
    let (code, command) = command;
    let run = store.run(command);
    assert_eq!(run.code, code, "{command:?}\n{}{}", run.stdout, run.stderr);
    // Findings are wrapped.
    [verified.stdout + &verified.stderr, run.stderr]
        .map(|said| said.split_whitespace().collect::<Vec<_>>().join(" "))
}

#[test]
fn the_program_names_what_a_newer_one_wrote() {
    let wrote = |what: &str, known: u32| {
        let version = known + 1;
        format!(
            "a newer version of mru wrote {what}, in version {version} of its form, and this one reads up to version {known}; use that one or a later one"
        )
    };
    let account = said(
        Recorded::Account,
        "alpha@2026-06-01",
        "INSERT INTO account (sequence, content, customer, effective_from) VALUES ($1, $2, $3, $4)",
        &["alpha", "2026-06-01"],
        &newer::<Account>(),
        // The customer is set aside, and the others go on.
        (3, &["bill", "2026-06"]),
    );
    let supplier = said(
        Recorded::Supplier,
        "supplier",
        "INSERT INTO supplier (sequence, content) VALUES ($1, $2)",
        &[],
        &newer::<Supplier>(),
        (1, &["bill", "2026-06"]),
    );
    let card = said(
        Recorded::RateCard,
        "reference@2028-01-01",
        "INSERT INTO rate_card (sequence, content, id, hash) VALUES ($1, $2, $3, $4)",
        &["reference@2028-01-01", "sha256:0"],
        &newer::<Publication>(),
        (1, &["bill", "2026-06"]),
    );
    for said in &account {
        assert!(said.contains(&wrote("customer `alpha`", 3)), "{said}");
        assert!(!said.contains("backup"), "nothing is damaged: {said}");
    }
    for said in &supplier {
        assert!(said.contains("a newer version of mru wrote supplier `"), "{said}");
    }
    for said in &card {
        assert!(said.contains(&wrote("rate card `reference@2028-01-01`", 1)), "{said}");
    }
}
