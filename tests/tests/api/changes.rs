//! Changes by API: the same answers as the command line, once, and to whom they belong.

use mru_tests::{
    served::{Answer, Served},
    store::{Store, on_both},
};
use serde_json::{Value, json};

use crate::PROGRAM;

pub(crate) const BASE: &str = r#"{"environments":[{"name":"production","kind":"production","redundancy":2,"containers":[{"name":"a","vcpu":1,"memory_gb":2,"repository":"ra","branch":"main"}]}]}"#;

/// A customer with people of its own.
pub(crate) fn customer(id: &str) -> String {
    format!(
        r#"
id = "{id}"
effective_from = "2026-01-01"
legal = {{ name = "{id} S.A.", tax_id = "76.000.000-0", address = ["Santiago"] }}
deployments = [{{ environments = [{{ name = "production", kind = "production" }}] }}]
[contract]
id = "C-{id}"
starts_on = "2026-01-01"
tax = {{ label = "IVA", percent = 19 }}
approvers = ["cto@{id}.example"]
"#
    )
}

pub(crate) fn begun(store: &Store) {
    store.begin();
    for id in ["acme", "other"] {
        let file = store.file(&format!("{id}.toml"), &customer(id));
        store.ok(&["customer", "put", &file]);
    }
}

/// Files of what there is and what there shall be.
pub(crate) fn files(store: &Store) -> (String, String) {
    let asked = question("acme");
    let file = |name: &str, of: &str| store.file(name, &asked[of].to_string());
    (file("now.json", "current"), file("next.json", "proposed"))
}

/// Changes rows that may change behind the program's back.
pub(crate) fn run_sql(store: &Store, sql: &'static str) {
    use sqlx::{ConnectOptions as _, Connection as _, PgConnection, sqlite::SqliteConnectOptions};
    mru_tests::store::block_on(async {
        if let Some(url) = &store.url {
            let mut connection = PgConnection::connect(url).await.expect("a database");
            sqlx::query(sql).execute(&mut connection).await.expect("rows");
        } else {
            let file = store.folder.path().join("mru.db");
            let options = SqliteConnectOptions::new().filename(file);
            let mut connection = options.connect().await.expect("a store");
            sqlx::query(sql).execute(&mut connection).await.expect("rows");
            connection.close().await.expect("closed");
        }
    });
}

#[track_caller]
pub(crate) fn key(store: &Store, role: &str, label: &str, only: &str) -> String {
    let mut arguments = vec!["api-key", "create", "--role", role, "--label", label];
    if !only.is_empty() {
        arguments.extend(["--customer", only]);
    }
    store.ok(&arguments).trim().to_owned()
}

pub(crate) fn post(served: &Served, path: &str, key: &str, request: &str, body: &Value) -> Answer {
    let bearer = format!("authorization: Bearer {key}");
    let request_key = format!("idempotency-key: {request}");
    let mut headers = vec![bearer.as_str(), "content-type: application/json"];
    if !request.is_empty() {
        headers.push(&request_key);
    }
    served.ask(&format!("POST {path}"), &headers, body.to_string().as_bytes())
}

pub(crate) fn question(customer: &str) -> Value {
    let base: Value = serde_json::from_str(BASE).expect("JSON");
    let mut target = base.clone();
    let more = json!({"name":"b","vcpu":1,"memory_gb":2,"repository":"rb","branch":"main"});
    target["environments"][0]["containers"].as_array_mut().expect("a list").push(more);
    json!({
        "customer": customer,
        "current": base,
        "proposed": target,
        "ticket": "REQ-1",
        "requested_by": "lead@acme.example",
    })
}

#[expect(clippy::too_many_lines, reason = "one story from end to end")]
#[test]
fn a_change_goes_from_question_to_receipt() {
    on_both(PROGRAM, |store| {
        begun(store);
        let sre = key(store, "sre", "tool", "");
        let approver = key(store, "customer-approver", "cto@acme.example", "acme");
        let stranger = key(store, "customer-approver", "cto@other.example", "other");
        let auditor = key(store, "auditor", "audit", "");
        let served = Served::start(store, &[]);
        let asked = question("acme");
        let checked = post(&served, "/v1/changes/check", &approver, "", &asked);
        assert_eq!(checked.status, 200, "{}", checked.text);
        assert_eq!(checked.json()["decision"]["outcome"], "approval");
        // What is of a foreign customer is not there, to the letter.
        let foreign = post(&served, "/v1/changes/check", &stranger, "", &asked);
        let nobody = post(&served, "/v1/changes/check", &stranger, "", &question("nobody"));
        assert_eq!(foreign.problem(), (404, String::from("no-customer")));
        assert_eq!(nobody.problem(), foreign.problem());
        assert_eq!(
            post(&served, "/v1/changes", &sre, "", &asked).problem().1,
            "idempotency-key-missing"
        );
        let made = post(&served, "/v1/changes", &sre, "r-1", &asked);
        assert_eq!(made.status, 200, "{}", made.text);
        assert_eq!(post(&served, "/v1/changes", &sre, "r-1", &asked).text, made.text);
        let reused = post(&served, "/v1/changes", &sre, "r-1", &question("other"));
        assert_eq!(reused.problem(), (422, String::from("request-key-reused")));
        let id = made.json()["id"].as_str().expect("an id").to_owned();
        let path = format!("/v1/changes/{id}");
        for reader in [&approver, &auditor, &sre] {
            assert_eq!(served.get(&path, reader).json()["state"], "waiting");
        }
        assert_eq!(served.get(&path, &stranger).problem(), (404, String::from("no-change")));
        assert_eq!(served.get("/v1/changes", &stranger).json()["items"], json!([]));
        assert_eq!(served.get("/v1/changes", &approver).json()["items"][0]["id"], id.as_str());
        let statement = served.get(&format!("{path}?form=statement"), &approver);
        assert!(statement.text.starts_with("<!DOCTYPE html>"), "{}", statement.text);
        // Approved by whom the contract names, who saw this statement.
        let approve = format!("{path}/approve");
        let seen = json!({ "statement_hash": made.json()["statement_hash"] });
        assert_eq!(post(&served, &approve, &stranger, "a-1", &seen).problem().1, "no-change");
        assert_eq!(post(&served, &approve, &sre, "a-1", &seen).problem().1, "not-permitted");
        let other = json!({ "statement_hash": "sha256:0" });
        assert_eq!(
            post(&served, &approve, &approver, "a-1", &other).problem().1,
            "another-statement"
        );
        let admin = key(store, "administrator", "root", "");
        assert_eq!(post(&served, &approve, &admin, "a-1", &seen).problem().1, "approver-not-named");
        let needed = json!({ "customer": "acme", "change": id });
        let denied = post(&served, "/v1/gate", &sre, "g-0", &needed).json();
        assert_eq!(
            (&denied["allowed"], &denied["code"]),
            (&json!(false), &json!("approval-needed"))
        );
        let signed = post(&served, &approve, &approver, "a-2", &seen);
        assert_eq!(signed.status, 200, "{}", signed.text);
        assert_eq!(post(&served, &approve, &approver, "a-2", &seen).text, signed.text);
        assert_eq!(
            post(&served, &approve, &approver, "a-3", &seen).problem().1,
            "change-is-decided"
        );
        let approval = signed.json()["statement"]["id"].as_str().expect("an id").to_owned();
        let proof = format!("/v1/approvals/{approval}");
        assert_eq!(served.get(&proof, &stranger).problem().1, "no-approval");
        let file = store.file("approval.json", &served.get(&proof, &auditor).text);
        let verifier = store.ok(&["keys", "show"]);
        store.ok(&["approval", "verify", &file, "--key", verifier.trim()]);
        // The gate, once, and the same answer to the same question.
        let gate = json!({ "customer": "acme", "approval": approval });
        assert_eq!(post(&served, "/v1/gate", &auditor, "g-1", &gate).problem().1, "not-permitted");
        let first = post(&served, "/v1/gate", &sre, "g-1", &gate);
        assert_eq!(first.json()["allowed"], true, "{}", first.text);
        assert_eq!(post(&served, "/v1/gate", &sre, "g-1", &gate).text, first.text);
        let replay = post(&served, "/v1/gate", &sre, "g-2", &gate);
        assert_eq!(replay.json()["code"], "approval-used");
        let receipt =
            first.json()["receipt"]["statement"]["id"].as_str().expect("an id").to_owned();
        assert_eq!(served.get(&format!("/v1/receipts/{receipt}"), &auditor).status, 200);
        let hidden = served.get(&format!("/v1/receipts/{receipt}"), &stranger);
        assert_eq!(hidden.problem().1, "no-receipt");
        assert!(store.ok(&["verify"]).contains(": 0 problems"));
    });
}

#[test]
fn envelopes_by_api_belong_to_their_customer() {
    let store = Store::sqlite(PROGRAM);
    begun(&store);
    let approver = key(&store, "customer-approver", "cto@acme.example", "acme");
    let stranger = key(&store, "customer-approver", "cto@other.example", "other");
    let served = Served::start(&store, &[]);
    let until = (chrono::Utc::now().date_naive() + chrono::Days::new(9)).to_string();
    let body = json!({ "environment": "production", "most_more_usd": "500.00", "until": until });
    let made = post(&served, "/v1/envelopes", &approver, "e-1", &body);
    assert_eq!(made.status, 200, "{}", made.text);
    let id = made.json()["statement"]["id"].as_str().expect("an id").to_owned();
    let path = format!("/v1/envelopes/{id}");
    assert_eq!(served.get(&path, &approver).json()["drawn_usd"], "0.00");
    assert_eq!(served.get(&path, &stranger).problem(), (404, String::from("no-envelope")));
    let foreign = json!({ "customer": "acme", "environment": "production", "most_more_usd": "5.00", "until": until });
    let refused = post(&served, "/v1/envelopes", &stranger, "e-2", &foreign);
    assert_eq!(refused.problem(), (404, String::from("no-customer")));
    for wrong in [json!({}), json!([]), json!({ "environment": "production", "usd": 1 })] {
        let refused = post(&served, "/v1/envelopes", &approver, "e-3", &wrong);
        assert_eq!(refused.problem(), (422, String::from("input-invalid")), "{wrong}");
    }
}
