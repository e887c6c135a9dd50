//! Customers, months, documents and reconciliations as they are looked at, and by whom.

use mru_tests::{
    served::{Answer, Served},
    store::{Store, on_both},
};
use serde_json::{Value, json};

use crate::{PROGRAM, key};

/// April issued for `alpha` and `beta`, with a credit note of each; May drafted.
pub(crate) fn billed(store: &Store) {
    store.record();
    store.issue("2026-04", "2026-05-02");
    for number in ["INV-000001", "INV-000002"] {
        let note = ["credit-note", number, "--line", "1=10.00", "--reason", "goodwill"];
        store.ok(&[&note[..], &["--issue-date", "2026-05-03"]].concat());
    }
    store.ok(&["bill", "2026-05"]);
}

/// A key of a role that sees one customer.
fn bound(store: &Store, role: &str, customer: &str) -> String {
    let create = ["api-key", "create", "--role", role, "--label", "x", "--customer", customer];
    store.ok(&create).trim().to_owned()
}

/// All items of a list, by pages of a length.
fn paged(served: &Served, key: &str, path: &str, limit: usize) -> Vec<Value> {
    let (mut all, mut after) = (Vec::new(), String::new());
    loop {
        let page = served.get(&format!("{path}?limit={limit}{after}"), key);
        assert_eq!(page.status, 200, "{}", page.text);
        let page = page.json();
        let items = page["items"].as_array().expect("items");
        assert!(items.len() <= limit, "{page}");
        all.extend(items.iter().cloned());
        match page["next"].as_str() {
            Some(next) => after = format!("&after={next}"),
            None => return all,
        }
    }
}

#[test]
fn the_books_say_what_the_command_line_says() {
    on_both(PROGRAM, |store| {
        billed(store);
        let key = key(store, "billing-analyst");
        let served = Served::start(store, &[]);
        let same = |path: &str, command: &[&str]| {
            let answer = served.get(path, &key);
            assert_eq!(answer.status, 200, "{path}: {}", answer.text);
            assert_eq!(answer.text, store.ok(command), "{path}");
        };
        same("/v1/customers/alpha", &["customer", "show", "alpha"]);
        for (path, reference) in [
            ("/v1/documents/INV-000001", "INV-000001"),
            ("/v1/documents/CN-000002", "CN-000002"),
            ("/v1/customers/beta/months/2026-04", "INV-000002"),
            ("/v1/customers/beta/months/2026-05", "beta/2026-05"),
        ] {
            let show = ["invoice", "show", reference, "--format"];
            same(path, &[&show[..], &["json"]].concat());
            let spanish = [&show[..], &["html", "--lang", "es"]].concat();
            same(&format!("{path}?format=html&lang=es"), &spanish);
            same(&format!("{path}?format=usage-html"), &[&show[..], &["usage-html"]].concat());
        }
        let listed = paged(&served, &key, "/v1/months/2026-04", 500);
        assert_eq!(Value::Array(listed.clone()), store.json(&["invoice", "list", "2026-04"]));
        assert_eq!(listed.len(), 4);
        let months = served.get("/v1/months", &key).json();
        assert_eq!(months["items"], store.json(&["invoice", "list"]));
        let missing = served.get("/v1/reconciliations/2026-04", &key);
        assert_eq!(missing.problem(), (404, String::from("not-reconciled")));
    });
}

#[test]
fn a_document_comes_as_a_file_that_is_safe_to_open() {
    let store = Store::sqlite(PROGRAM);
    billed(&store);
    let key = key(&store, "billing-analyst");
    let served = Served::start(&store, &[]);
    let file = store.folder.path().join("invoice.pdf");
    let show = ["invoice", "show", "INV-000001", "-o", &file.display().to_string()];
    store.ok(&show);
    let pdf = served.get("/v1/documents/INV-000001?format=pdf", &key);
    assert_eq!(pdf.bytes, std::fs::read(&file).expect("a PDF"));
    assert_eq!(pdf.header("content-type"), Some("application/pdf"));
    let named = pdf.header("content-disposition");
    assert_eq!(named, Some("inline; filename=\"INV-000001.pdf\""));
    let page = served.get("/v1/documents/INV-000001?format=html", &key);
    assert_eq!(page.header("content-type"), Some("text/html; charset=utf-8"));
    let policy = page.header("content-security-policy").expect("a policy");
    assert!(policy.starts_with("default-src 'none';") && !policy.contains("script"), "{policy}");
    let tag = pdf.header("etag").expect("a tag");
    let headers = [format!("authorization: Bearer {key}"), format!("if-none-match: {tag}")];
    let headers = headers.each_ref().map(String::as_str);
    let again = served.ask("GET /v1/documents/INV-000001?format=pdf", &headers, b"");
    assert_eq!((again.status, again.bytes.len()), (304, 0));
    for wrong in ["format=docx", "lang=fr"] {
        let refused = served.get(&format!("/v1/documents/INV-000001?{wrong}"), &key);
        assert_eq!(refused.problem(), (400, String::from("parameter-unreadable")), "{wrong}");
    }
}

#[test]
fn pages_of_any_length_make_the_same_list() {
    on_both(PROGRAM, |store| {
        billed(store);
        let key = key(store, "auditor");
        let served = Served::start(store, &[]);
        for path in ["/v1/customers", "/v1/months/2026-04", "/v1/months/2026-05"] {
            let whole = paged(&served, &key, path, 500);
            assert!(whole.len() >= 2, "{path}: {whole:?}");
            for limit in [1, 2, 3] {
                assert_eq!(paged(&served, &key, path, limit), whole, "{path} by {limit}");
            }
        }
        for wrong in ["limit=0", "limit=501", "limit=x", "after=nothing"] {
            let refused = served.get(&format!("/v1/months/2026-04?{wrong}"), &key);
            assert_eq!(refused.problem(), (400, String::from("parameter-unreadable")), "{wrong}");
        }
    });
}

/// An answer without what differs from request to request, and without the name that was asked for.
fn bare(answer: &Answer, name: &str) -> (u16, Vec<(String, String)>, Value) {
    let mut document = answer.json();
    document["request_id"] = Value::Null;
    let text = document.to_string().replace(name, "NAME");
    let differs = ["x-request-id", "date", "ratelimit", "content-length", "etag"];
    let headers = answer.headers.iter().filter(|(it, _)| !differs.contains(&it.as_str()));
    (answer.status, headers.cloned().collect(), serde_json::from_str(&text).expect("JSON"))
}

/// What belongs to another customer is answered as what does not exist, to the letter.
#[test]
fn a_key_of_one_customer_sees_nothing_of_another() {
    on_both(PROGRAM, |store| {
        billed(store);
        let served = Served::start(store, &[]);
        for role in ["account-executive", "customer-approver", "auditor", "administrator"] {
            let key = bound(store, role, "alpha");
            let get = |path: &str| served.get(path, &key);
            let of = |document: &Value, field: &str| -> Vec<Value> {
                let items = document["items"].as_array().expect("items");
                items.iter().map(|it| it[field].clone()).collect()
            };
            assert_eq!(of(&get("/v1/customers").json(), "id"), [json!("alpha")]);
            for month in ["2026-04", "2026-05"] {
                let listed = get(&format!("/v1/months/{month}")).json();
                let customers = of(&listed, "customer");
                assert!(!customers.is_empty(), "{listed}");
                assert!(customers.iter().all(|it| it == "alpha"), "{listed}");
            }
            let months = get("/v1/months").json();
            assert_eq!(of(&months, "issued"), [json!(2), json!(0)], "{months}");
            assert_eq!(of(&months, "drafts"), [json!(0), json!(1)], "{months}");
            for path in ["/v1/documents/INV-000001", "/v1/customers/alpha/months/2026-05"] {
                assert_eq!(get(path).status, 200, "{role} {path}");
            }
            for (foreign, unknown, path) in [
                ("beta", "nobo", "/v1/customers/{}"),
                ("beta", "nobo", "/v1/customers/{}/components"),
                ("beta", "nobo", "/v1/customers/{}/months/2026-04"),
                ("beta", "nobo", "/v1/customers/{}/months/2026-05"),
                ("beta", "nobo", "/v1/customers/{}/months/2026-05?format=pdf"),
                ("INV-000002", "INV-999999", "/v1/documents/{}"),
                ("CN-000002", "CN-999999", "/v1/documents/{}"),
                ("INV-000002", "INV-999999", "/v1/documents/{}?format=pdf"),
                ("beta%2F2026-04", "nobo%2F2026-04", "/v1/documents/{}"),
                ("beta%2F2026-05", "nobo%2F2026-05", "/v1/documents/{}"),
            ] {
                let ask =
                    |name: &str| bare(&get(&path.replace("{}", name)), &name.replace("%2F", "/"));
                let (hidden, absent) = (ask(foreign), ask(unknown));
                assert_eq!(hidden.0, 404, "{role} {path}");
                assert_eq!(hidden, absent, "{role} {path}");
            }
        }
        let key = bound(store, "auditor", "alpha");
        for path in ["/v1/reconciliations", "/v1/reconciliations/2026-04"] {
            let refused = served.get(path, &key);
            assert_eq!(refused.problem(), (403, String::from("not-for-one-customer")), "{path}");
        }
        // Who sees all is told of all.
        let free = crate::key(store, "auditor");
        assert_eq!(served.get("/v1/documents/INV-000002", &free).status, 200);
    });
}

#[test]
fn components_are_told_with_their_events() {
    let store = Store::sqlite(PROGRAM);
    store.record();
    let key = bound(&store, "sre", "alpha");
    let served = Served::start(&store, &[]);
    let shown = served.get("/v1/customers/alpha/components", &key).json();
    let components = shown["components"].as_array().expect("components");
    assert_eq!(components.len(), 2);
    let cache = components.iter().find(|it| it["component"] == "cache").expect("a cache");
    assert_eq!(cache["from"], "2026-04-11T13:00:00Z");
    assert_eq!(cache["until"], Value::Null);
    assert_eq!(cache["size"]["quantity"], "2");
    assert_eq!(cache["events"], json!(["e2"]));
    assert_eq!(served.get("/v1/customers/alpha", &key).status, 403, "contracts are not for an SRE");
}

#[test]
fn the_tax_document_of_a_document_is_named_beside_it() {
    on_both(PROGRAM, |store| {
        billed(store);
        let plain = store.ok(&["invoice", "show", "INV-000001", "--lang", "es"]);
        let link = |number: &str, folio: &str, state: &str| {
            let named = ["--folio", folio, "--dated", "2026-05-04", "--state", state];
            store.run(&[&["document", "link", number][..], &named].concat())
        };
        assert_eq!(link("INV-000001", "1234", "sent").code, 0);
        let shown = store.ok(&["invoice", "show", "INV-000001", "--lang", "es"]);
        let fact = "Factura electrónica 1234, 04-05-2026, enviado";
        assert!(shown.contains(fact) && !plain.contains(fact), "{shown}");
        let other = link("INV-000002", "1234", "sent");
        assert_eq!(other.code, 1, "{other:?}");
        assert!(other.stderr.contains("is the tax document of INV-000001"), "{other:?}");
        assert_eq!(link("INV-000009", "1", "sent").code, 1);
        assert_eq!(link("INV-000002", " ", "sent").code, 1);
        // By API: once a key, and what follows holds.
        let key = key(store, "billing-analyst");
        let served = Served::start(store, &[]);
        let bearer = format!("authorization: Bearer {key}");
        let send = |key: &str, body: &Value| {
            let once = format!("idempotency-key: {key}");
            let headers = [bearer.as_str(), "content-type: application/json", &once];
            let body = body.to_string();
            served.ask("POST /v1/documents/INV-000001/tax-document", &headers, body.as_bytes())
        };
        let accepted = json!({
            "kind": "Factura electrónica", "folio": "1234", "dated": "2026-05-04", "state": "accepted",
        });
        let first = send("t1", &accepted);
        assert_eq!((first.status, send("t1", &accepted).text), (200, first.text.clone()));
        let mut nameless = accepted.clone();
        nameless["folio"] = json!("");
        assert_eq!(send("t2", &nameless).problem(), (422, "tax-document-unreadable".to_owned()));
        let mut unknown = accepted.clone();
        unknown["state"] = json!("lost");
        assert_eq!(send("t3", &unknown).status, 422);
        let document = served.get("/v1/documents/INV-000001", &key).json();
        assert_eq!(document["tax_document"], accepted, "{document}");
        let export = store.ok(&["export", "2026-04", "--format", "csv"]);
        let row = |number: &str| {
            export.lines().find(|it| it.starts_with(number)).expect("a row").to_owned()
        };
        assert!(row("INV-000001").contains(",Factura electrónica,1234,2026-05-04,accepted,"));
        assert!(row("INV-000002").contains(",,,,,"), "{export}");
        assert_eq!(store.json(&["export", "2026-04"])[0]["tax_document"], accepted);
        store.ok(&["verify"]);
    });
}
