//! The API as an OpenAPI 3.1 document, made of the table of routes.

use std::collections::BTreeSet;

use mru_core::{
    Deployment,
    change::{ChangeOrder, ChangePolicy},
    metering::EventRow,
};
use serde_json::{Map, Value as Json, json};

use super::{
    ROUTES,
    route::{Body, Is, Method, Need, Parameter, Place, Route, Sees},
};

/// The forms of answers.
const SCHEMAS: &str = include_str!("schemas.json");

/// The document.
pub fn document() -> Json {
    let mut paths = Map::new();
    for route in &ROUTES {
        let path = paths.entry(route.path).or_insert_with(|| json!({}));
        path[route.method.as_str().to_ascii_lowercase()] = operation(route);
    }
    // INVARIANT (schemas): a test holds that the file is read, and that each route has its form.
    let mut schemas: Json = serde_json::from_str(SCHEMAS).unwrap_or_default();
    for (name, mut schema) in [
        ("Deployment", Deployment::json_schema()),
        ("Event", EventRow::json_schema()),
        ("ChangeOrder", ChangeOrder::json_schema()),
        ("ChangePolicy", ChangePolicy::json_schema()),
    ] {
        if let Some(fields) = schema.as_object_mut() {
            fields.remove("$schema");
        }
        schemas[name] = schema;
    }
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "mru",
            "version": "1",
            "summary": "Prices, meters and bills Modyo Connect in MRUs and USD.",
            "description": "Decimals are texts. Sentences are in the language of `Accept-Language`, English or Spanish. docs/api.md says more.",
            "license": { "name": "MIT OR Apache-2.0", "identifier": "MIT OR Apache-2.0" },
        },
        "servers": [{ "url": "/" }],
        "security": [{ "apiKey": [] }],
        "paths": paths,
        "components": {
            "schemas": schemas,
            "securitySchemes": {
                "apiKey": { "type": "http", "scheme": "bearer", "description": "An API key, `mru_…`." },
            },
        },
    })
}

fn operation(route: &Route) -> Json {
    let mut parameters: Vec<Json> = route.parameters.iter().map(parameter).collect();
    parameters.push(language());
    let mut operation = json!({
        "operationId": route.id,
        "summary": route.summary,
        "parameters": parameters,
        "responses": responses(route),
    });
    match route.need {
        Need::Nothing => operation["security"] = json!([]),
        Need::Link => {
            operation["security"] = json!([]);
            operation["description"] = json!("The secret in the path is the permission.");
        }
        Need::Signature => {
            operation["security"] = json!([]);
            operation["description"] = json!(
                "A signature by a shared secret is the permission; docs/notifications.md says how."
            );
        }
        Need::Key(permission) => {
            let seen = match route.sees {
                Sees::Nobody => "",
                Sees::Own => " A key of one customer sees what is of that customer.",
                Sees::All => " Not for a key of one customer.",
            };
            let said = format!("Needs the permission `{}`.{seen}", permission.as_str());
            operation["description"] = json!(said);
            operation["x-permission"] = json!(permission.as_str());
        }
    }
    if is_once(route)
        && let Some(parameters) = operation["parameters"].as_array_mut()
    {
        parameters.push(key());
    }
    if route.body == Body::Events {
        operation["requestBody"] = events();
    }
    if let Body::Json(form) | Body::Recorded(form) = route.body {
        let schema = json!({ "$ref": format!("#/components/schemas/{form}") });
        operation["requestBody"] = json!({
            "required": true,
            "description": "JSON, 4 MiB at most, in UTF-8.",
            "content": { "application/json": { "schema": schema } },
        });
    }
    if route.body == Body::Fields {
        let schema = json!({ "$ref": "#/components/schemas/AcceptForm" });
        let content = json!({ "application/x-www-form-urlencoded": { "schema": schema } });
        operation["requestBody"] = json!({ "required": true, "content": content });
    }
    if matches!(route.body, Body::Deployment | Body::KeptDeployment) {
        // TOML and YAML are read into the same form.
        let schema = json!({ "$ref": "#/components/schemas/Deployment" });
        operation["requestBody"] = json!({
            "required": true,
            "description": "A deployment, 4 MiB at most, in UTF-8.",
            "content": {
                "application/json": { "schema": schema },
                "application/toml": { "schema": { "type": "string" } },
                "application/yaml": { "schema": { "type": "string" } },
            },
        });
    }
    operation
}

/// Whether a request needs a key of its sender.
fn is_once(route: &Route) -> bool {
    matches!(route.body, Body::Events | Body::KeptDeployment | Body::Recorded(_) | Body::Once)
}

/// What a route of events takes.
fn events() -> Json {
    let event = json!({ "$ref": "#/components/schemas/Event" });
    let text = json!({ "schema": { "type": "string" } });
    json!({
        "required": true,
        "description": "Events, 4 MiB at most, in UTF-8; as CSV with a line of headings.",
        "content": {
            "application/json": { "schema": { "type": "array", "items": event } },
            "application/cloudevents-batch+json": { "schema": { "type": "array" } },
            "application/x-ndjson": text,
            "text/csv": text,
        },
    })
}

fn key() -> Json {
    json!({
        "name": "Idempotency-Key",
        "in": "header",
        "required": true,
        "description": "A name of the request by its sender; sent again, it gets the same answer and records nothing twice.",
        "schema": { "type": "string", "minLength": 1, "maxLength": 130 },
        "example": "\"8e03978e-40d5-43dd-bc93-6894a57f9324\"",
    })
}

fn parameter(parameter: &Parameter) -> Json {
    let schema = match parameter.is {
        Is::Text => json!({ "type": "string" }),
        Is::Day => json!({ "type": "string", "format": "date" }),
        Is::Month => json!({ "type": "string", "pattern": "^[0-9]{4}-[0-9]{2}$" }),
        Is::Number { most: None } => json!({ "type": "integer", "minimum": 1 }),
        Is::Number { most } => json!({ "type": "integer", "minimum": 1, "maximum": most }),
        Is::OneOf(values) => json!({ "type": "string", "enum": values }),
    };
    let of_path = parameter.place == Place::Path;
    json!({
        "name": parameter.name,
        "in": if of_path { "path" } else { "query" },
        "required": of_path,
        "description": parameter.about,
        "schema": schema,
        "example": match parameter.is {
            Is::Number { .. } => json!(parameter.example.parse::<u32>().unwrap_or(1)),
            _ => json!(parameter.example),
        },
    })
}

fn language() -> Json {
    json!({
        "name": "Accept-Language",
        "in": "header",
        "description": "The language of sentences: `en` or `es`.",
        "schema": { "type": "string" },
    })
}

/// What a route may answer.
fn responses(route: &Route) -> Json {
    let form = format!("#/components/schemas/{}", route.answer);
    let mut content = match route.need {
        Need::Link => json!({ "text/html": { "schema": { "type": "string" } } }),
        _ => json!({ "application/json": { "schema": { "$ref": form } } }),
    };
    if route.parameters.iter().any(|it| it.name == "form") {
        content["text/html"] = json!({ "schema": { "type": "string" } });
    }
    if route.parameters.iter().any(|it| it.name == "format") {
        for media in ["text/html", "text/plain"] {
            content[media] = json!({ "schema": { "type": "string" } });
        }
        content["application/pdf"] = json!({});
    }
    let (status, description) = match (route.answer, route.method) {
        ("Job", Method::Post) => ("202", "It is begun; `Location` says where to look at it."),
        _ => ("200", "It is answered."),
    };
    let mut responses = json!({ status: { "description": description, "content": content } });
    for (status, description) in problems(route) {
        let schema = json!({ "$ref": "#/components/schemas/Problem" });
        responses[status] = json!({
            "description": description,
            "content": { "application/problem+json": { "schema": schema } },
        });
    }
    responses
}

/// The problems that a route may answer with.
fn problems(route: &Route) -> BTreeSet<(&'static str, &'static str)> {
    // A parameter that is not declared is refused on every route.
    let mut problems = BTreeSet::from([
        ("400", "A parameter is unknown, comes twice or cannot be read."),
        ("500", "Something failed inside; the log says what."),
        ("503", "It cannot be answered now."),
    ]);
    if route.need == Need::Link {
        problems.insert(("429", "Somebody there asked more often than they may."));
    }
    if route.need == Need::Signature {
        problems.extend([
            ("401", "The signature is missing, wrong or too old."),
            ("429", "Somebody there asked more often than they may."),
        ]);
    }
    if let Need::Key(_) = route.need {
        problems.extend([
            ("401", "No key was sent, or none that is accepted."),
            ("403", "The key lacks the permission."),
            ("429", "The key asked more often than it may."),
        ]);
    }
    let names = |place| route.parameters.iter().any(|it| it.place == place);
    let is_form = matches!(route.body, Body::Json(_) | Body::Recorded(_));
    if names(Place::Path) || names(Place::Query) || is_form {
        problems.insert(("404", "What was named is not there, or not for this key."));
    }
    let is_begun = route.answer == "Job" && route.method == Method::Post;
    let is_told = matches!(route.answer, "MadeWebhook" | "RemovedWebhook" | "Delivery");
    if route.sees == Sees::Own || is_once(route) || is_begun || is_told {
        problems.insert((
            "409",
            "What is recorded contradicts itself, or the same is worked on already.",
        ));
    }
    if !matches!(route.body, Body::Nothing | Body::Once) {
        problems.extend([
            ("413", "It is longer than anything that is read."),
            ("415", "It is in no notation that is read, or not in UTF-8."),
        ]);
    }
    let may_be_unfit = |it: &Parameter| ["format", "deployment"].contains(&it.name);
    if route.body != Body::Nothing || route.parameters.iter().any(may_be_unfit) {
        problems.insert(("422", "The input is not valid; `findings` says why."));
    }
    problems
}
