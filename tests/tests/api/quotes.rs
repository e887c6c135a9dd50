//! One number everywhere: the answers of the API are the bytes of the command line.

use std::{ffi::OsStr, fs, path::Path};

use mru_tests::{
    run::{EXAMPLES, deployment_file, root, run},
    served::{Answer, Served},
    store::on_both,
};
use serde_json::{Value, json};

use crate::{PROGRAM, begun, key};

const DAY: &str = "2026-11-21";

/// Posts a file in its own notation.
fn post(served: &Served, path: &str, key: &str, lang: &str, file: &Path) -> Answer {
    let text = fs::read_to_string(file).expect("a deployment");
    let ending = file.extension().and_then(OsStr::to_str).expect("an ending");
    let headers = [
        format!("authorization: Bearer {key}"),
        format!("content-type: application/{ending}"),
        format!("accept-language: {lang}"),
    ];
    let headers = headers.each_ref().map(String::as_str);
    served.ask(&format!("POST {path}"), &headers, text.as_bytes())
}

#[test]
fn quotes_of_the_examples_are_the_bytes_of_the_command_line() {
    on_both(PROGRAM, |store| {
        store.begin();
        let key = key(store, "sre");
        let served = Served::start(store, &[]);
        for example in EXAMPLES {
            let file = deployment_file(&root().join("fixtures/deployments"), example);
            for lang in ["en", "es"] {
                let said = |path: &str| {
                    let answer = post(&served, path, &key, lang, &file);
                    assert_eq!(answer.status, 200, "{example} {path}: {}", answer.text);
                    assert_eq!(answer.header("content-type"), Some("application/json"));
                    assert_eq!(answer.header("content-language"), Some(lang));
                    answer.text
                };
                let file = file.display().to_string();
                let told = |command: &[&str]| {
                    let more = ["--as-of", DAY, "--lang", lang, "--format", "json"];
                    let run = run(PROGRAM, &[command, &more].concat(), "");
                    assert_eq!(run.code, 0, "{example} {command:?}: {}", run.stderr);
                    run.stdout
                };
                let committed = format!("fixtures/quotes/{example}/quote.{lang}.json");
                let committed = fs::read_to_string(root().join(committed)).expect("a quote");
                let priced = said(&format!("/v1/quotes/price?as_of={DAY}"));
                assert_eq!(priced, committed, "{example} {lang}");
                assert_eq!(priced, told(&["quote", &file]), "{example} {lang}");
                let validated = said(&format!("/v1/quotes/validate?as_of={DAY}"));
                assert_eq!(validated, told(&["validate", &file]), "{example} {lang}");
                let explained = said(&format!("/v1/quotes/explain?as_of={DAY}"));
                assert_eq!(explained, told(&["explain", &file]), "{example} {lang}");
                let one = said(&format!("/v1/quotes/explain?as_of={DAY}&line=2"));
                assert_eq!(one, told(&["explain", &file, "2"]), "{example} {lang}");
            }
        }
    });
}

#[test]
fn plans_of_terraform_are_the_bytes_of_the_command_line() {
    let store = begun();
    let key = key(&store, "sre");
    let served = Served::start(&store, &[]);
    for plan in ["shop", "portal"] {
        let file = root().join(format!("fixtures/terraform/{plan}/plan.json"));
        for lang in ["en", "es"] {
            let path = format!("/v1/quotes/terraform?as_of={DAY}&kind=production&monthly_tb=2.5");
            let answer = post(&served, &path, &key, lang, &file);
            assert_eq!(answer.status, 200, "{plan}: {}", answer.text);
            let file = file.display().to_string();
            let options = ["--kind", "production", "--monthly-tb", "2.5", "--as-of", DAY];
            let options =
                [&["quote", "terraform", &file, "--format", "json"], &options[..]].concat();
            let told = run(PROGRAM, &[&options[..], &["--lang", lang]].concat(), "");
            assert_eq!(answer.text, told.stdout, "{plan} {lang}");
        }
    }
}

#[test]
fn cards_and_catalogue_are_the_bytes_of_the_command_line() {
    let store = begun();
    let key = key(&store, "auditor");
    let served = Served::start(&store, &[]);
    let told = |command: &[&str]| run(PROGRAM, command, "").stdout;
    let card = "reference@2026-10-01";
    let shown = served.get(&format!("/v1/rate-cards/{card}"), &key);
    assert_eq!(shown.text, told(&["rate-card", "show", card, "--json"]));
    let named = served.get("/v1/rate-cards/reference?as_of=2026-11-21", &key);
    assert_eq!(named.text, shown.text);
    let listed = served.get("/v1/rate-cards", &key).json();
    let ids: Vec<&Value> =
        listed["rate_cards"].as_array().expect("a list").iter().map(|it| &it["id"]).collect();
    assert!(ids.contains(&&json!(card)) && ids.len() > 1, "{ids:?}");
    let all = served.get("/v1/catalogue", &key);
    assert_eq!(all.text, told(&["catalogue", "--format", "json"]));
    for kind in ["container", "C20"] {
        let one = served.get(&format!("/v1/catalogue/{kind}"), &key);
        assert_eq!(one.text, told(&["catalogue", kind, "--format", "json"]));
    }
}

/// The same deployment in three notations.
const SAME: [(&str, &str); 3] = [
    (
        "toml",
        "[[environments]]\nname = \"production\"\nkind = \"production\"\nredundancy = 2\n\
         [[environments.containers]]\nname = \"ms-loans\"\nvcpu = 1\nmemory_gb = 2\n\
         repository = \"ms-loans\"\nbranch = \"main\"\n",
    ),
    (
        "yaml",
        "environments:\n  - name: production\n    kind: production\n    redundancy: 2\n    containers:\n      \
         - {name: ms-loans, vcpu: 1, memory_gb: 2, repository: ms-loans, branch: main}\n",
    ),
    (
        "json",
        "{\"environments\": [{\"name\": \"production\", \"kind\": \"production\", \"redundancy\": 2, \
         \"containers\": [{\"name\": \"ms-loans\", \"vcpu\": 1, \"memory_gb\": 2, \
         \"repository\": \"ms-loans\", \"branch\": \"main\"}]}]}",
    ),
];

#[test]
fn a_deployment_has_one_price_in_every_notation_and_its_mistakes_come_with_their_place() {
    let store = begun();
    let key = key(&store, "sre");
    let served = Served::start(&store, &[]);
    let price = format!("/v1/quotes/price?as_of={DAY}");
    for (notation, text) in SAME {
        let quote = served.post(&price, &key, notation, text).json();
        assert_eq!(quote["total_usd"], "138.60", "{notation}");
        let wrong = text.replace("production\"\nredundancy", "elsewhere\"\nredundancy");
        let wrong = wrong.replace("\"redundancy\": 2", "\"redundance\": 2");
        let wrong = wrong.replace("memory_gb: 2", "memory_gb: 99");
        let refused = served.post(&price, &key, notation, &wrong);
        assert_eq!(refused.problem(), (422, "input-invalid".to_owned()), "{}", refused.text);
        let findings = &refused.json()["findings"];
        let first = &findings[0];
        assert!(first["rule"].is_string() && first["message"].is_string(), "{findings}");
        let file = store.file(&format!("wrong.{notation}"), &wrong);
        let told = ["quote", &file, "--as-of", DAY, "--format", "json"];
        let told: Value = serde_json::from_str(&run(PROGRAM, &told, "").stdout).expect("JSON");
        assert_eq!(findings, &told["findings"], "{notation}");
        // To validate is to be told, not to be refused.
        let path = format!("/v1/quotes/validate?as_of={DAY}");
        let judged = served.post(&path, &key, notation, &wrong);
        assert_eq!((judged.status, &judged.json()["valid"]), (200, &json!(false)));
    }
}

#[test]
fn a_card_that_is_published_meanwhile_prices_the_next_request() {
    let store = begun();
    let key = key(&store, "sre");
    let served = Served::start(&store, &[]);
    let (notation, text) = SAME[2];
    let price = "/v1/quotes/price?as_of=2026-11-21&rate_card=own";
    let refused = served.post(price, &key, notation, text);
    assert_eq!(refused.problem(), (404, "rate-card-not-in-force".to_owned()), "{}", refused.text);
    let folder = store.folder.path().join("own");
    fs::create_dir_all(&folder).expect("a folder");
    let header = "card = \"own\"\neffective_from = \"2026-10-01\"\ncurrency = \"USD\"\n\
                  mru_price_usd = \"10.00\"\napproved_by = \"owner\"\nprovenance = \"test\"\n";
    let weights = "component,size,weight_mru,confidence,arithmetic\ncontainer,1x2,2,assumption,\n\
                   environment,production,0,assumption,\n";
    fs::write(folder.join("card.toml"), header).expect("a file");
    fs::write(folder.join("weights.csv"), weights).expect("a file");
    let place = store.folder.path().display().to_string();
    let publish = ["rate-card", "publish", &folder.display().to_string(), "--data-dir", &place];
    store.ok(&publish);
    let quote = served.post(price, &key, notation, text).json();
    assert_eq!(quote["total_usd"], "40.00");
}
