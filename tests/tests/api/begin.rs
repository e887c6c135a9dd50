//! Where quotes begin: six answers, a plan of Terraform, what runs today; by the API and by pages.

use std::fs;

use mru_tests::{
    facts::Customer,
    run::{root, run},
    served::Served,
    store::Store,
};
use serde_json::json;

use crate::{PROGRAM, begun, key, pages::Visitor};

const DAY: &str = "2026-11-21";

#[test]
fn estimates_and_copies_are_the_bytes_of_the_command_line() {
    let store = Store::sqlite(PROGRAM);
    store.record();
    let sre = key(&store, "administrator");
    let served = Served::start(&store, &[]);
    let answers = json!({ "microservices": 4, "sso": true, "persistence": "relational", "vpn": 1 });
    let file = store.file("answers.json", &answers.to_string());
    let asked = served.post(
        &format!("/v1/quotes/estimate?as_of={DAY}"),
        &sre,
        "json",
        &answers.to_string(),
    );
    assert_eq!(asked.status, 200, "{}", asked.text);
    let told = run(PROGRAM, &["quote", "criteria", &file, "--format", "json", "--as-of", DAY], "");
    assert_eq!((told.code, told.stdout), (0, asked.text.clone()));
    let asked = asked.json();
    assert!(asked["quote"]["total_usd"].is_string(), "{asked:#}");
    assert_eq!(asked["assumptions"].as_array().map(Vec::len), Some(9));
    let refused = served.post("/v1/quotes/estimate", &sre, "json", r#"{"microservices": 0}"#);
    assert_eq!(refused.problem(), (422, "input-invalid".to_owned()), "{}", refused.text);

    let copied = served.get("/v1/customers/alpha/copy?as_of=2026-04-30", &sre);
    assert_eq!(copied.status, 200, "{}", copied.text);
    let told = store.ok(&["quote", "copy", "alpha", "--format", "json", "--as-of", "2026-04-30"]);
    assert_eq!(copied.text, told);
    let gone = served.get("/v1/customers/alpha/copy?deployment=second&as_of=2026-04-30", &sre);
    assert_eq!(gone.problem(), (409, "nothing-to-copy".to_owned()), "{}", gone.text);
    let label = ["api-key", "create", "--label", "x", "--customer", "beta", "--role", "sre"];
    let beta = store.ok(&label);
    let foreign = served.get("/v1/customers/alpha/copy", beta.trim());
    assert_eq!(foreign.status, 404, "{}", foreign.text);
}

/// The fields of a form.
fn form(fields: &[(&str, &str)]) -> String {
    let escaped =
        |value: &str| -> String { value.bytes().map(|it| format!("%{it:02X}")).collect() };
    let pairs = fields.iter().map(|(name, value)| format!("{name}={}", escaped(value)));
    pairs.collect::<Vec<_>>().join("&")
}

#[test]
fn six_answers_are_priced_on_a_page_and_kept() {
    let store = begun();
    let served = Served::start(&store, &[]);
    let visitor = Visitor::of(&served, &key(&store, "account-executive"));
    let token = visitor.token();
    let start = visitor.get("/quotes").text;
    for begin in ["/quotes/new", "/quotes/estimate", "/quotes/terraform", "/quotes/copy"] {
        assert!(start.contains(&format!("href=\"{begin}\"")), "{begin}: {start}");
        assert_eq!(visitor.get(begin).status, 200, "{begin}");
    }
    let answers = |microservices: &str, todo: &str| {
        let fields = [
            ("token", token.as_str()),
            ("microservices", microservices),
            ("traffic", "high"),
            ("persistence", "relational"),
            ("pre_productions", "1"),
            ("vpn", "2"),
            ("developers", ""),
            ("sso", "yes"),
            ("name", "Ship & Co"),
            ("as_of", DAY),
            ("do", todo),
        ];
        visitor.send("/quotes/estimate", &form(&fields), &[])
    };
    let priced = answers("3", "price");
    assert_eq!(priced.status, 200, "{}", priced.text);
    let file = store.file("a.json", &json!({ "microservices": 3, "traffic": "high", "persistence": "relational", "vpn": 2, "sso": true, "customer": "Ship & Co" }).to_string());
    let told = run(PROGRAM, &["quote", "criteria", &file, "--format", "json", "--as-of", DAY], "");
    let told: serde_json::Value = serde_json::from_str(&told.stdout).expect("an estimate");
    let total: rust_decimal::Decimal =
        told["quote"]["total_usd"].as_str().and_then(|it| it.parse().ok()).expect("a total");
    let total = mru_core::text::usd(total, mru_core::Lang::En);
    assert!(priced.text.contains(&total), "{total}: {}", priced.text);
    for assumption in told["assumptions"].as_array().expect("assumptions") {
        let (rule, path) = (assumption["rule"].as_str(), assumption["path"].as_str());
        assert!(priced.text.contains(&format!(">{}<", rule.expect("a rule"))), "{assumption}");
        assert!(priced.text.contains(path.expect("a path")), "{assumption}");
    }
    assert!(
        priced.text.contains("value=\"3\"") && priced.text.contains("Ship &#38; Co"),
        "{}",
        priced.text
    );
    let wrong = answers("many", "price");
    assert_eq!(wrong.status, 422, "{}", wrong.text);
    assert!(
        wrong.text.contains("value=\"many\"") && wrong.text.contains("microservices"),
        "{}",
        wrong.text
    );
    let saved = answers("3", "save");
    assert_eq!(saved.status, 303, "{}", saved.text);
    let draft = saved.header("location").expect("a draft").to_owned();
    let draft = draft.strip_prefix("/quotes/").expect("a draft");
    let shown = store.json(&["quote", "show", draft, "--as-of", DAY]);
    assert_eq!(shown["assumptions"], told["assumptions"]);
    // Who may price and not keep is told so, and nothing is kept.
    let sre = Visitor::of(&served, &key(&store, "sre"));
    let token = sre.token();
    let refused = sre.send(
        "/quotes/estimate",
        &form(&[("token", token.as_str()), ("microservices", "1"), ("as_of", DAY), ("do", "save")]),
        &[],
    );
    assert_eq!(refused.status, 403, "{}", refused.text);
}

#[test]
fn plans_and_copies_become_files_to_complete() {
    let store = begun();
    store.admit(&[Customer::of("alpha")]);
    store.import("e1,activated,2026-04-01T00:00:00-04:00,alpha,production,container,ms-loans,1x2,1,2,REQ-1\n");
    let served = Served::start(&store, &[]);
    let visitor = Visitor::of(&served, &key(&store, "account-executive"));
    let token = visitor.token();
    let plan = |name: &str| {
        fs::read_to_string(root().join(format!("fixtures/terraform/{name}/plan.json")))
            .expect("a plan")
    };
    let sent = |plan: &str| {
        visitor.send(
            "/quotes/terraform",
            &form(&[("token", token.as_str()), ("plan", plan), ("as_of", DAY)]),
            &[],
        )
    };
    let shop = sent(&plan("shop"));
    assert_eq!(shop.status, 200, "{}", shop.text);
    assert!(
        shop.text.contains("USD 1,232.70") && shop.text.contains("aws_instance.bastion"),
        "{}",
        shop.text
    );
    let portal = sent(&plan("portal"));
    assert_eq!(portal.status, 422);
    assert!(portal.text.contains("known only after the plan is applied"), "{}", portal.text);
    let none = sent("{\"serial\": 1}");
    assert_eq!(none.status, 422);
    assert!(
        none.text.contains("state of Terraform") && none.text.contains("serial"),
        "{}",
        none.text
    );
    let copied = visitor.send(
        "/quotes/copy",
        &form(&[
            ("token", token.as_str()),
            ("customer", "alpha"),
            ("deployment", "main"),
            ("as_of", "2026-04-30"),
        ]),
        &[],
    );
    assert_eq!(copied.status, 200, "{}", copied.text);
    assert!(
        copied.text.contains("ms-loans") && copied.text.contains("value=\"alpha\""),
        "{}",
        copied.text
    );
}
