//! Budgets: what crosses one is named on the check, and told once a month.

use mru_tests::{
    hook_sink::HookSink,
    served::Served,
    smtp_sink::SmtpSink,
    store::{Store, on_both},
};
use serde_json::{Value, json};

use crate::{PROGRAM, changes, key};

#[test]
fn a_change_that_crosses_a_budget_says_so_and_tells_once() {
    on_both(PROGRAM, |store| {
        changes::begun(store);
        let (sink, mails) = (HookSink::start(), SmtpSink::start());
        let add =
            ["webhook", "add", &sink.url, "--allow-insecure-targets", "--events", "budget.crossed"];
        store.ok(&add);
        store.ok(&["mail", "on", "--from", "billing@modyo.example"]);
        let set = |more: &[&str]| {
            store.ok(&[&["budget", "set", "--customer", "acme"][..], more].concat());
        };
        set(&["--deployment", "main", "--environment", "production", "--monthly-usd", "200"]);
        set(&["--deployment", "main", "--rise-percent", "1000"]);
        set(&["--monthly-usd", "1"]);
        let (now, next) = changes::files(store);
        let check = ["check", "--customer", "acme", "--current", &now, "--proposed", &next];
        let said = store.run(&[&check[..], &["--format", "json"]].concat()).stdout;
        let said: Value = serde_json::from_str(&said).expect("JSON");
        let crossed = said["budgets"].as_array().expect("budgets");
        assert_eq!(crossed.len(), 1, "{said}");
        assert_eq!(
            (&crossed[0]["measure"], &crossed[0]["most"]),
            (&json!("monthly-usd"), &json!("200"))
        );
        assert_eq!(crossed[0]["reached"], said["after"]["usd"]);
        let text = store.run(&[&check[..], &["--lang", "es"]].concat()).stdout;
        assert!(
            text.contains("Presupuestos que esto supera")
                && text.contains("acme / main / production"),
            "{text}"
        );
        let markdown =
            store.run(&[&check[..], &["--format", "markdown", "--lang", "en"]].concat()).stdout;
        assert!(markdown.contains("**Budgets that this crosses**"), "{markdown}");
        let sre = key(store, "sre");
        let served = Served::start(store, &[]);
        let headers = [&format!("authorization: Bearer {sre}"), "content-type: application/json"];
        let asked = changes::question("acme").to_string();
        let answer = served.ask("POST /v1/changes/check", &headers, asked.as_bytes()).json();
        assert_eq!(answer["budgets"], said["budgets"]);
        // It would deliver as well, and may not reach this machine.
        drop(served);
        // The way back crosses nothing.
        let back = ["check", "--customer", "acme", "--current", &next, "--proposed", &now];
        let said = store.run(&[&back[..], &["--format", "json"]].concat()).stdout;
        assert!(!said.contains("budgets"), "{said}");
        let request =
            ["change", "request", "--customer", "acme", "--current", &now, "--proposed", &next];
        for _ in 0..2 {
            store.ok(&request);
        }
        let deliver = ["outbox", "deliver", "--allow-insecure-targets", "--smtp-url", &mails.url];
        store.ok(&deliver);
        let [told] = &sink.take()[..] else { panic!("once a month") };
        assert_eq!(told.json()["data"]["environment"], "production");
        let about = mails.take().into_iter().filter(|it| it.data.contains("Presupuesto"));
        assert_eq!(about.count(), 1);
        assert!(store.ok(&["verify"]).contains(": 0 problems"));
    });
}

#[test]
fn a_month_that_crosses_a_budget_is_told_once() {
    let store = Store::sqlite(PROGRAM);
    store.record();
    let sink = HookSink::start();
    store.ok(&["webhook", "add", &sink.url, "--allow-insecure-targets"]);
    for (customer, more) in [
        ("alpha", &["--monthly-usd", "1"][..]),
        ("alpha", &["--deployment", "main", "--environment", "production", "--rise-percent", "10"]),
        ("alpha", &["--elastic-hours", "0"]),
        ("beta", &["--monthly-usd", "100000"]),
    ] {
        store.ok(&[&["budget", "set", "--customer", customer][..], more].concat());
    }
    let deliver = ["outbox", "deliver", "--allow-insecure-targets"];
    let told = || {
        store.ok(&deliver);
        let all = sink.take();
        let budgets = all.iter().map(|it| it.json()).filter(|it| it["type"] == "budget.crossed");
        budgets
            .map(|it| it["data"]["measure"].as_str().unwrap_or_default().to_owned())
            .collect::<Vec<_>>()
    };
    store.ok(&["bill", "2026-04", "--dry-run"]);
    assert_eq!(told(), [""; 0]);
    for _ in 0..2 {
        store.ok(&["bill", "2026-04"]);
    }
    assert_eq!(told(), ["monthly-usd"]);
    // The cache of the last twenty days of April is there the whole of May.
    store.ok(&["bill", "2026-05"]);
    let mut may = told();
    may.sort();
    assert_eq!(may, ["monthly-usd", "rise-percent"]);
    // Another limit is another budget.
    store.ok(&["budget", "set", "--customer", "alpha", "--monthly-usd", "2"]);
    store.ok(&["budget", "set", "--customer", "alpha", "--elastic-hours", "none"]);
    store.ok(&["bill", "2026-05"]);
    assert_eq!(told(), ["monthly-usd"]);
    let listed = store.json(&["budget", "list", "--customer", "alpha"]);
    assert_eq!(listed.as_array().map(Vec::len), Some(2), "{listed}");
}

#[test]
fn budgets_are_refused_that_hold_nowhere() {
    let store = Store::sqlite(PROGRAM);
    changes::begun(&store);
    for (more, part) in [
        (&["--customer", "nobody", "--monthly-usd", "1"][..], "there is no customer `nobody`"),
        (&["--customer", "acme", "--monthly-usd", "-1"], "unexpected argument"),
        (&["--customer", "acme", "--monthly-usd=-1"], "cannot be a budget"),
        (&["--customer", "acme", "--monthly-usd", "1.001"], "cannot be a budget"),
        (
            &["--customer", "acme", "--environment", "production", "--monthly-usd", "1"],
            "of which deployment",
        ),
        (&["--customer", "acme", "--deployment", "side", "--monthly-usd", "1"], "has no `side`"),
        (
            &[
                "--customer",
                "acme",
                "--deployment",
                "main",
                "--environment",
                "qa",
                "--monthly-usd",
                "1",
            ],
            "has no `main qa`",
        ),
    ] {
        let run = store.run(&[&["budget", "set"][..], more].concat());
        assert!(run.code != 0 && run.stderr.contains(part), "{more:?}: {}", run.stderr);
    }
    let admin = key(&store, "administrator");
    let served = Served::start(&store, &[]);
    let headers = [&format!("authorization: Bearer {admin}"), "content-type: application/json"];
    let set = |body: &str| served.ask("POST /v1/budgets", &headers, body.as_bytes());
    let made = set("{\"customer\":\"acme\",\"measure\":\"monthly-usd\",\"most\":\"10.50\"}").json();
    assert_eq!(made["most"], "10.5", "{made}");
    assert_eq!(served.get("/v1/budgets", &admin).json()["items"], json!([made]));
    let refused = set("{\"customer\":\"acme\",\"measure\":\"monthly-usd\",\"most\":\"x\"}");
    assert_eq!(refused.problem(), (422, String::from("budget-limit")));
    assert_eq!(set("{\"customer\":\"acme\",\"measure\":\"x\"}").problem().1, "input-invalid");
}
