//! Mails: who gets which, in which language, with what; sent to a server of the test.

use mru_tests::{
    facts::Customer,
    smtp_sink::{Mailed, SmtpSink},
    store::{Store, on_both},
};
use serde_json::json;

use crate::{PROGRAM, changes};

#[track_caller]
fn deliver(store: &Store, sink: &SmtpSink) -> String {
    store.ok(&["outbox", "deliver", "--now", "--smtp-url", &sink.url])
}

#[track_caller]
fn on(store: &Store) {
    let from = ["mail", "on", "--from", "Modyo <billing@modyo.example>"];
    store.ok(&[&from[..], &["--base-url", "https://mru.example/"]].concat());
}

/// The texts of a mail, as who reads it sees them.
fn shown(mail: &Mailed) -> String {
    let decoded = mail.data.replace("=\r\n", "").replace("=3D", "=");
    let mut bytes = Vec::new();
    let mut rest = decoded.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let hex = rest.get(1..3).and_then(|it| std::str::from_utf8(it).ok());
        let byte = hex.and_then(|it| u8::from_str_radix(it, 16).ok()).filter(|_| *first == b'=');
        bytes.push(byte.unwrap_or(*first));
        rest = if byte.is_some() { &rest[3..] } else { after };
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[test]
fn approvers_are_asked_in_the_language_of_their_contract() {
    on_both(PROGRAM, |store| {
        changes::begun(store);
        let sink = SmtpSink::start();
        let (now, next) = changes::files(store);
        let request = ["change", "request", "--customer", "acme", "--current", &now];
        let more = ["--proposed", &next, "--requested-by", "lead@acme.example", "--ticket"];
        let ask = |ticket: &str| {
            let said = store.ok(&[&request[..], &more, &[ticket]].concat());
            let said: serde_json::Value = serde_json::from_str(&said).expect("JSON");
            said["id"].as_str().expect("an id").to_owned()
        };
        ask("REQ-1");
        assert_eq!(store.json(&["outbox", "list"]), json!([]), "mails are off");
        on(store);
        let id = ask("REQ-2");
        // Without a server for mails they wait.
        store.ok(&["outbox", "deliver", "--now"]);
        assert_eq!(deliver(store, &sink), "1 delivered, 0 to be tried again, 0 given up\n");
        let [mail] = &sink.take()[..] else { panic!("one approver") };
        assert_eq!(mail.to, "cto@acme.example");
        assert_eq!(mail.from, "billing@modyo.example");
        let text = shown(mail);
        for part in [
            "Content-Type: text/plain; charset=utf-8",
            "Content-Type: text/html; charset=utf-8",
            "lead@acme.example pide un cambio de acme S.A., despliegue main",
            "Al mes: US$ ",
            "Ticket REQ-2, solicitud",
            &format!("https://mru.example/approvals/{id}"),
        ] {
            assert!(text.contains(part), "{part}: {text}");
        }
        assert_eq!(deliver(store, &sink), "0 delivered, 0 to be tried again, 0 given up\n");
        // What was sent is not kept.
        let sent = store.json(&["outbox", "list"])[0]["id"].as_str().expect("an id").to_owned();
        assert!(store.fails(1, &["outbox", "replay", &sent]).contains("not kept"));
        assert!(store.ok(&["verify"]).contains(": 0 problems"));
    });
}

#[test]
fn issued_documents_are_mailed_with_their_pdf() {
    let store = Store::sqlite(PROGRAM);
    store.begin();
    on(&store);
    let english = Customer { contract: "language = \"en\"\n", ..Customer::of("alpha") }.text();
    let english = english.replace("address = ", "email = \"ap@alpha.example\", address = ");
    store.ok(&["customer", "put", &store.file("alpha.toml", &english)]);
    store.admit(&[Customer::of("beta")]);
    store.import(mru_tests::facts::EVENTS);
    store.issue("2026-04", "2026-05-02");
    let sink = SmtpSink::start();
    // A server that refuses for now is asked again, one that refuses for good is not.
    sink.answer(451);
    assert_eq!(deliver(&store, &sink), "0 delivered, 1 to be tried again, 0 given up\n");
    assert_eq!(store.json(&["outbox", "list"])[0]["problem"], "mail-refused 451");
    sink.answer(250);
    assert_eq!(deliver(&store, &sink), "1 delivered, 0 to be tried again, 0 given up\n");
    let [mail] = &sink.take()[..] else { panic!("beta has no address") };
    let text = shown(mail);
    for part in [
        "Subject: Invoice INV-000001, April 2026",
        "To: ap@alpha.example",
        "Content-Type: application/pdf",
        "filename=\"INV-000001.pdf\"",
        "Invoice INV-000001 of Provider SpA for April 2026, total USD ",
        "It is due on 1 Jun 2026.",
    ] {
        assert!(text.contains(part), "{part}: {text}");
    }
    // The file is the one that the command line writes.
    let file = store.folder.path().join("invoice.pdf");
    store.ok(&["invoice", "show", "INV-000001", "-o", &file.display().to_string()]);
    let bytes = std::fs::read(&file).expect("a file");
    let encoded: String = mail
        .data
        .split("application/pdf")
        .nth(1)
        .expect("a part")
        .split("\r\n\r\n")
        .nth(1)
        .expect("a body")
        .split("--")
        .next()
        .expect("an end")
        .split_whitespace()
        .collect();
    assert_eq!(encoded.len(), bytes.len().div_ceil(3) * 4);
    let note = ["credit-note", "INV-000001", "--line", "1=10.00", "--reason", "goodwill"];
    store.ok(&[&note[..], &["--key", "k1", "--issue-date", "2026-05-03"]].concat());
    sink.answer(550);
    store.fails(3, &["outbox", "deliver", "--smtp-url", &sink.url]);
    assert_eq!(store.json(&["outbox", "list"])[1]["problem"], "mail-refused 550");
}

#[test]
fn a_link_to_a_quote_is_mailed_and_its_secret_forgotten() {
    let store = Store::sqlite(PROGRAM);
    store.begin();
    let said =
        store.ok(&["quote", "save", "fixtures/deployments/ex1-preprod-only.toml", "--lang", "es"]);
    let draft = said.split(' ').next().expect("an id");
    store.ok(&["quote", "issue", draft, "--as-of", "2026-11-02"]);
    let link = ["quote", "link", "QUO-000001", "--as-of", "2026-11-02", "--mail-to"];
    let said = store.fails(1, &[&link[..], &["cfo@acme.example"]].concat());
    assert!(said.contains("no link can be mailed"), "{said}");
    on(&store);
    store.fails(1, &[&link[..], &["nobody"]].concat());
    let url = store.ok(&[&link[..], &["cfo@acme.example"]].concat());
    let secret = url.trim().rsplit('/').next().expect("a secret").to_owned();
    let sink = SmtpSink::start();
    assert_eq!(deliver(&store, &sink), "1 delivered, 0 to be tried again, 0 given up\n");
    let [mail] = &sink.take()[..] else { panic!("one mail") };
    assert!(shown(mail).contains(&format!("https://mru.example/q/{secret}")), "{}", shown(mail));
    let refused = [
        ("smtp://mail.example.com", "without encryption"),
        ("smtps://a:b@mail.example.com", "read a password"),
        ("https://mail.example.com", "names no server of mails"),
    ];
    for (url, part) in refused {
        let said = store.fails(1, &["outbox", "deliver", "--smtp-url", url]);
        assert!(said.contains(part), "{said}");
    }
    let said = store.fails(1, &["mail", "on", "--from", "nobody"]);
    assert!(said.contains("cannot stand in a mail"), "{said}");
    let said = store.fails(1, &["mail", "on", "--from", "a@b.example", "--base-url", "mru"]);
    assert!(said.contains("links cannot begin with `mru`"), "{said}");
    store.ok(&["mail", "off"]);
    assert_eq!(store.ok(&["mail", "show"]), "mails are off\n");
}
