//! The pages in a real browser: Chromium opens every page that a link leads to, in both languages, on a desk,
//! on a phone and at 320 px, light and dark; axe judges each; the jobs of the service are done by the keyboard.
//!
//! `MRU_BROWSER_PYTHON` names a Python that has `playwright` and `axe-playwright-python`; Chromium is the
//! system's. Without them these tests say so and pass, unless `MRU_REQUIRE_BROWSER` is set.

use std::{path::PathBuf, process::Command};

use mru_service::http::{Method, PAGES};
use mru_tests::{run::root, served::Served, store::Store};
use serde_json::{Value, json};

mod accessibility;

const PROGRAM: &str = env!("CARGO_BIN_EXE_mru-under-test");

/// Where a script of this folder is.
fn script(name: &str) -> PathBuf {
    root().join("tests/tests/browser").join(name)
}

/// Runs a script of this folder on a service, and returns what it reports as JSON.
///
/// `None`, and a line that says so, where there is no browser.
#[track_caller]
fn drive(name: &str, told: &Value) -> Option<Value> {
    let python = std::env::var("MRU_BROWSER_PYTHON").unwrap_or_else(|_| "python3".to_owned());
    let is_there = Command::new(&python)
        .args([
            "-c",
            "import playwright, axe_playwright_python, shutil; assert shutil.which('chromium')",
        ])
        .output()
        .is_ok_and(|it| it.status.success());
    if !is_there {
        assert!(std::env::var_os("MRU_REQUIRE_BROWSER").is_none(), "{python} drives no browser");
        eprintln!("no browser to drive (Chromium, playwright and axe-playwright-python): left out");
        return None;
    }
    let done = Command::new(&python)
        .arg(script(name))
        .arg(told.to_string())
        .output()
        .expect("the script starts");
    let said = String::from_utf8_lossy(&done.stderr);
    assert!(done.status.success(), "{said}");
    Some(serde_json::from_slice(&done.stdout).unwrap_or_else(|error| panic!("{error}: {said}")))
}

/// A company to look at, and who looks.
struct Company {
    store: Store,
    /// The key of an administrator.
    key: String,
    /// The key of an approver.
    approver: String,
    /// A link by which that approver decides.
    link: String,
}

/// The months of the demonstration, one of them reconciled, a quote that is issued and a draft, and a change
/// that waits for its approver.
fn company() -> Company {
    let store = Store::sqlite(PROGRAM);
    let out = store.folder.path().join("demonstration");
    store.ok(&["demo", "--out", out.to_str().expect("a path")]);
    let deployment = "fixtures/deployments/ex5-bank.yaml";
    store.ok(&["quote", "save", deployment, "--contact", "Ana Soto, ana@example.com"]);
    let drafts = store.json(&["quote", "list", "--drafts"]);
    let draft = drafts[0]["draft"].as_str().expect("a draft").to_owned();
    store.ok(&["quote", "issue", &draft]);
    store.ok(&["quote", "save", deployment, "--contact", "Ana Soto, ana@example.com"]);
    let file = |name: &str| out.join(name).to_str().expect("a path").to_owned();
    let sources = [&file("aws-2026-10.csv")[..], "--allocation", &file("allocation.toml")];
    let kept = store.run(&[&["reconcile", "2026-10", "--costs"][..], &sources].concat());
    // The demonstration hides what is to be found: it is outside the tolerance.
    assert_eq!(kept.code, 3, "{}", kept.stderr);
    let request = ["change", "request", "--customer", "starter", "--ticket", "REQ-412"];
    let files =
        ["--current", "fixtures/deployments/ex1-preprod-only.toml", "--proposed", deployment];
    let by = ["--title", "A bank", "--requested-by", "requester@starter.example"];
    let change = store.ok(&[&request[..], &files, &by].concat());
    let change: Value = serde_json::from_str(&change).expect("JSON");
    let id = change["id"].as_str().expect("an id");
    let link = store.ok(&["change", "link", id, "--approver", "approver@starter.example"]);
    let create = ["api-key", "create", "--role"];
    let key =
        |role_and_more: &[&str]| store.ok(&[&create[..], role_and_more].concat()).trim().to_owned();
    Company {
        key: key(&["administrator", "--label", "Ana Soto"]),
        approver: key(&[
            "customer-approver",
            "--label",
            "approver@starter.example",
            "--customer",
            "starter",
        ]),
        link: link.trim().to_owned(),
        store,
    }
}

/// Both in one, because the months of the demonstration take as long as all the rest.
#[test]
fn pages_are_open_to_everyone_and_jobs_are_done_by_keyboard_alone() {
    let company = company();
    let served = Served::start(&company.store, &[]);
    let address = format!("http://{}", served.address);
    if every_page_is_looked_at(&address, &company) {
        jobs_are_done_by_keyboard(&address, &company);
    }
}

/// Whether there was a browser to look with.
fn every_page_is_looked_at(address: &str, company: &Company) -> bool {
    let templates: Vec<&str> =
        PAGES.iter().filter(|it| it.method == Method::Get).map(|it| it.path).collect();
    let told = json!({
        "address": address, "key": company.key, "templates": templates, "links": [company.link],
    });
    let Some(report) = drive("walk.py", &told) else { return false };
    let wrong = report["wrong"].as_array().expect("a list");
    assert!(wrong.is_empty(), "{}", serde_json::to_string_pretty(wrong).unwrap_or_default());
    let seen: Vec<&str> =
        report["templates"].as_array().expect("a list").iter().filter_map(Value::as_str).collect();
    // The look is no page, a way to a month is none, and the pages of jobs are looked at by who begins one.
    let elsewhere = ["/look.css", "/jobs/{job}", "/months/go"];
    for template in templates.iter().filter(|it| !elsewhere.contains(it)) {
        assert!(seen.contains(template), "no link leads to {template}: {seen:?}");
    }
    let looked = report["looked"].as_u64().expect("a count");
    assert!(looked > 100, "{looked} looks at {seen:?}");
    accessibility::hold(&report["rules"]);
    true
}

fn jobs_are_done_by_keyboard(address: &str, company: &Company) {
    let Company { store, key, approver, .. } = company;
    let told = json!({ "address": address, "key": key, "approver": approver });
    let Some(report) = drive("jobs.py", &told) else { return };
    assert_eq!(report["wrong"], json!([]), "{report}");
    let quotes = store.json(&["quote", "list"]);
    let accepted = quotes.as_array().expect("quotes").iter().filter(|it| it["state"] == "accepted");
    assert_eq!(accepted.count(), 1, "{quotes}");
    assert_eq!(store.json(&["change", "list"])[0]["state"], "approved");
    store.ok(&["verify"]);
}
