//! The committed description of the API is that of the program, and answers keep to it.

use std::fs;

use mru_service::http::{self, Body, ROUTES};
use mru_tests::{
    facts::HEADING,
    run::{compare, root, run},
    served::{Answer, Served},
    store::Store,
};
use serde_json::{Value, json};

use crate::{PROGRAM, key, stored_quotes as quotes};

#[test]
fn the_committed_description_is_that_of_the_program() {
    let shown = format!("{:#}\n", http::openapi());
    if let Err(difference) = compare(&root().join("docs/openapi.json"), &shown) {
        panic!("{difference}; run this test with MRU_BLESS=1 and look at it");
    }
    assert_eq!(run(PROGRAM, &["schema", "api"], "").stdout, shown);
    let store = crate::begun();
    let served = Served::start(&store, &[]);
    assert_eq!(served.get("/v1/openapi.json", "").text, shown);
}

/// Every form that is named is there, and every one that is there is named.
#[test]
fn forms_are_named_and_there() {
    let document = http::openapi();
    let text = document.to_string();
    let schemas = document["components"]["schemas"].as_object().expect("schemas");
    for name in schemas.keys() {
        let named = format!("\"#/components/schemas/{name}\"");
        assert!(text.contains(&named), "nothing names {name}");
    }
    for part in text.split("\"#/components/schemas/").skip(1) {
        let name = part.split('"').next().expect("a name");
        assert!(schemas.contains_key(name), "there is no {name}");
    }
    assert!(schemas.len() > 20 && ROUTES.len() > 15);
}

/// What a value has that its schema does not allow; the words of JSON Schema that the document uses.
fn wrong(value: &Value, schema: &Value, whole: &Value, at: &str) -> Vec<String> {
    let mut found = Vec::new();
    for (word, is) in schema.as_object().expect("a schema") {
        let right = match word.as_str() {
            "$ref" => {
                let name = is.as_str().expect("a name").trim_start_matches('#');
                let named = whole.pointer(name).unwrap_or_else(|| panic!("{name}"));
                found.extend(wrong(value, named, whole, at));
                true
            }
            "type" => {
                let types = is.as_array().cloned().unwrap_or_else(|| vec![is.clone()]);
                types.iter().any(|it| is_of(value, it.as_str().expect("a type")))
            }
            "const" => value == is,
            "enum" => is.as_array().expect("values").contains(value),
            "required" => is.as_array().expect("names").iter().all(|name| {
                value.get(name.as_str().expect("a name")).is_some() || !value.is_object()
            }),
            "properties" => {
                for (name, schema) in is.as_object().expect("properties") {
                    if let Some(value) = value.get(name) {
                        found.extend(wrong(value, schema, whole, &format!("{at}/{name}")));
                    }
                }
                true
            }
            "additionalProperties" => value.as_object().is_none_or(|fields| {
                fields.keys().all(|name| schema["properties"].get(name).is_some())
            }),
            "items" => {
                for (index, value) in value.as_array().into_iter().flatten().enumerate() {
                    found.extend(wrong(value, is, whole, &format!("{at}/{index}")));
                }
                true
            }
            "pattern" => value.as_str().is_none_or(|text| {
                text.bytes().all(|it| it.is_ascii_digit() || it == b'.' || it == b'-')
            }),
            "format" | "description" => true,
            other => panic!("the test does not know `{other}`"),
        };
        if !right {
            found.push(format!("{at}: {word} {is}: {value}"));
        }
    }
    found
}

fn is_of(value: &Value, of: &str) -> bool {
    match of {
        "object" => value.is_object(),
        "array" => value.is_array(),
        "string" => value.is_string(),
        "integer" => value.is_i64() || value.is_u64(),
        "boolean" => value.is_boolean(),
        "null" => value.is_null(),
        other => panic!("the test does not know the type `{other}`"),
    }
}

/// Holds an answer against what the document says of its operation.
fn hold(answer: &Answer, path: &str, method: &str, whole: &Value) {
    let operation = &whole["paths"][path][method];
    let told = &operation["responses"][answer.status.to_string()];
    assert!(told.is_object(), "{method} {path}: {} is not described", answer.status);
    let media = answer.header("content-type").expect("a type");
    let schema = &told["content"][media]["schema"];
    assert!(schema.is_object(), "{method} {path}: {media} is not described");
    let found = wrong(&answer.json(), schema, whole, "");
    assert!(found.is_empty(), "{method} {path}: {found:#?}");
}

#[test]
fn answers_have_the_form_that_the_description_says() {
    let store = Store::sqlite(PROGRAM);
    crate::books::billed(&store);
    let key = key(&store, "administrator");
    let served = Served::start(&store, &[]);
    let whole = http::openapi();
    let deployments = root().join("fixtures/deployments");
    let valid = fs::read_to_string(deployments.join("ex5-bank.yaml")).expect("a deployment");
    let invalid = fs::read_to_string(deployments.join("ex7-invalid.yaml")).expect("a deployment");
    for route in &ROUTES {
        let method = route.method.as_str();
        let mut path = route.path.to_owned();
        for parameter in route.parameters {
            // What the examples name is here, but for the customer and the months.
            let example = parameter.example.replace("bank", "alpha").replace("2026-10", "2026-04");
            path = path.replace(&format!("{{{}}}", parameter.name), &example);
        }
        let path = path.replace("reference@2026-04-01", "reference@2026-10-01");
        let small = method.to_ascii_lowercase();
        let hold = |answer: &Answer| hold(answer, route.path, &small, &whole);
        if route.answer == "Job" && method == "GET" {
            hold(&served.get(&path, &key));
        } else if route.answer == "Job" {
            let bearer = format!("authorization: Bearer {key}");
            hold(&served.ask(&format!("POST {path}"), &[&bearer], b""));
            hold(&served.ask(&format!("POST {path}?dry_run=x"), &[&bearer], b""));
        } else if quotes::holds(route, &served, &key, &hold) {
            // Quotes are asked in their own order.
        } else if route.body == Body::Events {
            let ask = |more: &[&str], body: &str| {
                let bearer = format!("authorization: Bearer {key}");
                let headers = [&[bearer.as_str(), "content-type: text/csv"], more].concat();
                hold(&served.ask(&format!("POST {path}"), &headers, body.as_bytes()));
            };
            let rows = format!(
                "{HEADING}e9,removed,2026-05-21T09:00:00-04:00,beta,production,container,ms-cards,,,,REQ-9\n"
            );
            ask(&["idempotency-key: k"], &rows);
            ask(&["idempotency-key: k"], HEADING);
            ask(&["idempotency-key: l"], &rows.replace("container", "ship"));
            ask(&[], &rows);
        } else if method == "POST" {
            for (text, query) in [(&valid, ""), (&invalid, ""), (&valid, "?as_of=x")] {
                hold(&served.post(&format!("{path}{query}"), &key, "yaml", text));
            }
            hold(&served.post(&path, &key, "xml", &valid));
            hold(&served.post(&path, "nothing", "yaml", &valid));
        } else {
            let answer = served.get(&path, &key);
            // Nothing was reconciled, and no change was asked for.
            let absent =
                ["/reconciliations/", "/changes/", "/approvals/", "/envelopes/", "/receipts/"];
            let is_there = absent.iter().all(|it| !path.contains(it));
            assert_eq!(answer.status == 200, is_there, "{path}: {}", answer.text);
            hold(&answer);
            hold(&served.get(&format!("{path}?nothing=1"), &key));
        }
    }
}

/// The validator finds what is wrong, or nothing that it says means anything.
#[test]
fn the_test_tells_right_from_wrong() {
    let whole = json!({ "a": { "type": "string" } });
    let schema = json!({
        "type": "object",
        "properties": { "n": { "type": ["integer", "null"] }, "t": { "$ref": "#/a" } },
        "required": ["n"],
        "additionalProperties": false,
    });
    let count = |value: Value| wrong(&value, &schema, &whole, "").len();
    assert_eq!(count(json!({ "n": null, "t": "x" })), 0);
    for value in [json!({}), json!({ "n": "1" }), json!({ "n": 1, "t": 2 }), json!([])] {
        assert_eq!(count(value.clone()), 1, "{value}");
    }
    assert_eq!(count(json!({ "n": 1, "other": 1 })), 1);
}
