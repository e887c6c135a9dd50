//! Who may ask what: roles, and the life of keys.

use std::{collections::BTreeSet, fs};

use chrono::{TimeZone as _, Utc};
use mru_service::{
    callers::{self, KeyRequest, Role},
    door::{self, Access},
    http::{Method, Need, Place, ROUTES, Route, Sees},
    storage::Clock,
};
use mru_tests::{
    facts::Customer,
    run::root,
    served::{Answer, Served},
    store::{Store, block_on, on_both},
};
use serde_json::Value;

use crate::{PROGRAM, begun, key};

/// Asks a route as it describes itself.
fn ask(served: &Served, route: &Route, key: Option<&str>) -> Answer {
    let mut path = route.path.to_owned();
    for parameter in route.parameters.iter().filter(|it| it.place == Place::Path) {
        path = path.replace(&format!("{{{}}}", parameter.name), parameter.example);
    }
    let bearer = key.map(|key| format!("authorization: Bearer {key}"));
    let mut headers: Vec<&str> = bearer.as_deref().into_iter().collect();
    headers.push("content-type: application/json");
    let body: &[u8] = if route.method == Method::Post { b"{\"environments\": []}" } else { b"" };
    served.ask(&format!("{} {path}", route.method.as_str()), &headers, body)
}

/// Permissions of roles, as the table of `docs/api.md` has them.
fn granted() -> BTreeSet<(String, String)> {
    let told = fs::read_to_string(root().join("docs/api.md")).expect("the document");
    let table = told.split("| Permission | `").nth(1).expect("the table of permissions");
    let mut lines = table.lines();
    let roles: Vec<String> = cells(lines.next().expect("roles"));
    let mut granted = BTreeSet::new();
    for line in lines.skip(1).take_while(|it| it.starts_with('|')) {
        let row = cells(line);
        assert_eq!(row.len(), roles.len() + 1, "{line}");
        for (role, mark) in roles.iter().zip(&row[1..]) {
            if mark == "yes" {
                granted.insert((row[0].clone(), role.clone()));
            }
        }
    }
    granted
}

fn cells(line: &str) -> Vec<String> {
    let cells = line.trim_matches('|').split('|');
    cells.map(|it| it.trim().trim_matches('`').to_owned()).collect()
}

#[test]
fn every_role_may_ask_exactly_what_is_declared() {
    let granted = granted();
    on_both(PROGRAM, |store| {
        store.begin();
        store.admit(&[Customer::of("alpha")]);
        let served = Served::start(store, &[]);
        let mut asked = (0, 0);
        for role in Role::ALL {
            let free = key(store, role.as_str());
            let label = ["api-key", "create", "--label", "x", "--customer", "alpha", "--role"];
            let bound = store.ok(&[&label[..], &[role.as_str()]].concat());
            for route in &ROUTES {
                for key in [free.as_str(), bound.trim()] {
                    let answer = ask(&served, route, Some(key));
                    let may = match route.need {
                        Need::Nothing | Need::Link | Need::Signature => true,
                        Need::Key(it) => {
                            granted.contains(&(it.as_str().to_owned(), role.as_str().to_owned()))
                        }
                    };
                    let bound = key != free && may && route.sees == Sees::All;
                    let code = answer.problem().1;
                    let shown = format!("{role:?} {route:?}: {answer:?}");
                    assert_eq!(code == "not-permitted", !may, "{shown}");
                    assert_eq!(code == "not-for-one-customer", bound, "{shown}");
                    assert_eq!(answer.status == 403, !may || bound, "{shown}");
                    assert!(answer.status < 500, "{role:?} {route:?}: {answer:?}");
                    if may { asked.0 += 1 } else { asked.1 += 1 }
                }
            }
        }
        assert!(asked.0 > 150 && asked.1 > 30, "the table is not asked: {asked:?}");
        for route in &ROUTES {
            let status = ask(&served, route, None).status;
            assert_eq!(status == 401, matches!(route.need, Need::Key(_)), "{route:?}");
        }
    });
}

#[test]
fn routes_are_told_apart_and_the_document_lists_them() {
    let told = fs::read_to_string(root().join("docs/api.md")).expect("the document");
    let mut ids = BTreeSet::new();
    for route in &ROUTES {
        assert!(ids.insert(route.id), "{route:?}");
        assert!(
            route.path.starts_with("/v1/")
                || matches!(route.need, Need::Nothing | Need::Link | Need::Signature),
            "{route:?}"
        );
        let need = match route.need {
            Need::Nothing => "nothing",
            Need::Link => "link",
            Need::Signature => "signature",
            Need::Key(permission) => permission.as_str(),
        };
        let row = format!("| `{} {}` | `{need}` | ", route.method.as_str(), route.path);
        assert!(told.contains(&row), "docs/api.md lacks a row that begins with {row}");
    }
    let rows = told.lines().filter(|it| it.starts_with("| `GET ") || it.starts_with("| `POST "));
    assert_eq!(rows.count(), ROUTES.len(), "docs/api.md lists routes that are none");
}

#[test]
fn a_key_is_accepted_until_it_is_revoked_rotated_or_expired() {
    on_both(PROGRAM, |store| {
        store.begin();
        let served = Served::start(store, &[]);
        let asks = |key: &str| served.get("/v1/catalogue", key).problem();
        let accepted = (200, String::new());
        let first = key(store, "sre");
        assert_eq!(asks(&first), accepted);
        // The old one goes on for a while, unless nobody wants that.
        let id = &first[..14];
        let second = store.ok(&["api-key", "rotate", id]);
        let second = second.trim();
        assert_eq!((asks(&first), asks(second)), (accepted.clone(), accepted.clone()));
        let rotate = ["api-key", "rotate", &second[..14], "--overlap-hours", "0"];
        let third = store.ok(&rotate);
        let third = third.trim();
        let revoked = (401, String::from("api-key-revoked"));
        assert_eq!((asks(second), asks(third)), (revoked.clone(), accepted));
        store.ok(&["api-key", "revoke", &third[..14]]);
        assert_eq!(asks(third), revoked);
        let said = store.fails(1, &["api-key", "revoke", &third[..14]]);
        assert!(said.contains("no longer accepted"), "{said}");
        let said = store.fails(1, &["api-key", "revoke", "mru_nothing"]);
        assert!(said.contains("there is no API key `mru_nothing`"), "{said}");
        let listed = store.json(&["api-key", "list"]);
        let states: Vec<&str> =
            listed.as_array().expect("keys").iter().filter_map(|it| it["state"].as_str()).collect();
        assert_eq!(states, ["accepted", "revoked", "revoked"]);
        let shown = format!("{listed}{}", store.ok(&["api-key", "list"]));
        for key in [first.as_str(), second, third] {
            assert!(!shown.contains(&key[15..]), "a list shows a secret");
        }
        let said = store.ok(&["verify"]);
        assert!(said.contains(": 0 problems"), "{said}");
    });
}

#[test]
fn a_key_that_has_expired_says_so() {
    let store = begun();
    let past = Utc.with_ymd_and_hms(2020, 1, 1, 0, 0, 0).single().expect("an instant");
    let made = block_on(async {
        let folder = store.folder.path();
        let opened = door::open_folder(folder, Access::Write, door::PATIENCE).await;
        let database = opened.expect("the store").with_clock(Clock::Fixed(past));
        let asked = KeyRequest { role: Role::Auditor, customer: None, label: "old", days: 30 };
        let made = callers::create(&database, &asked).await.expect("a key");
        database.close().await.expect("closed");
        made
    });
    let served = Served::start(&store, &[]);
    let refused = served.get("/v1/catalogue", made.secret.reveal());
    assert_eq!(refused.problem(), (401, "api-key-expired".to_owned()));
    assert!(refused.json()["detail"].as_str().is_some_and(|it| it.contains("2020-01-31")));
}

#[test]
fn keys_are_refused_that_nobody_could_answer_for() {
    let store = begun();
    let create = |arguments: &[&str]| store.run(&[&["api-key", "create"], arguments].concat());
    let longest = "x".repeat(201);
    for (arguments, code, said) in [
        (&["--role", "king", "--label", "x"][..], 2, "account-executive"),
        (&["--role", "sre"], 2, "--label"),
        (&["--role", "sre", "--label", " "], 1, "visible characters"),
        (&["--role", "sre", "--label", "a\u{202e}b"], 1, "visible characters"),
        (&["--role", "sre", "--label", &longest], 1, "visible characters"),
        (&["--role", "sre", "--label", "x", "--days", "0"], 1, "1 to 3650"),
        (&["--role", "sre", "--label", "x", "--days", "3651"], 1, "1 to 3650"),
        (&["--role", "sre", "--label", "x", "--customer", "nobody"], 1, "no customer `nobody`"),
    ] {
        let run = create(arguments);
        assert_eq!(run.code, code, "{arguments:?} {}", run.stderr);
        assert!(run.stderr.contains(said), "{arguments:?} {}", run.stderr);
    }
    assert_eq!(store.json(&["api-key", "list"]), Value::Array(Vec::new()));
}

/// What the store keeps cannot be sent: neither the hash nor the id is the key.
#[test]
fn what_a_store_holds_opens_nothing() {
    let store = begun();
    let made = key(&store, "administrator");
    let served = Served::start(&store, &[]);
    let listed = store.json(&["api-key", "list"]);
    let id = listed[0]["id"].as_str().expect("an id");
    assert!(made.starts_with(id));
    let file = fs::read(store.folder.path().join(door::FILE_NAME)).expect("a store");
    let beside = fs::read(store.folder.path().join("mru.db-wal")).unwrap_or_default();
    let all = [file, beside].concat();
    let secret = &made.as_bytes()[15..];
    assert!(!all.windows(secret.len()).any(|it| it == secret), "the store holds the key itself");
    assert_eq!(served.get("/v1/catalogue", id).status, 401);
}

/// A store of another kind than this one has other keys.
#[test]
fn a_key_of_another_store_is_unknown() {
    let (one, other): (Store, Store) = (begun(), begun());
    let key = key(&one, "administrator");
    let served = Served::start(&other, &[]);
    assert_eq!(served.get("/v1/catalogue", &key).problem(), (401, "api-key-unknown".to_owned()));
}
