//! Why a text is no plan that can be read, and what would be right (F9).

use serde::de::DeserializeOwned;
use serde_json::Value as Json;

use crate::{
    finding::{Finding, Severity},
    positions::Position,
    text::{Text, shortened, text},
};

/// The longest plan that is read, in bytes.
///
/// A plan of a thousand resources has about 10 MB.
pub const MAX_PLAN_BYTES: usize = 64 * 1024 * 1024;

/// What a text is that is no plan.
pub(super) enum What {
    /// A plan as `terraform plan -out` keeps it: an archive.
    Binary,
    /// Longer than what is read.
    TooLong(usize),
    /// JSON that breaks off or is none.
    NotJson(serde_json::Error),
    /// The file in which Terraform remembers what it made.
    StateFile,
    /// That file as `terraform show -json` shows it.
    ShownState,
    /// What `terraform plan -json` prints while it works.
    Messages,
    /// JSON of something else.
    Other,
    /// A plan of a form that is not known.
    Version(String),
    /// A plan with a part that is not of its form.
    Malformed(serde_json::Error),
    /// A plan that names a resource twice.
    Twice(String),
}

/// Reads a plan, or says what the text is.
pub(super) fn read<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Finding> {
    let json = tree(bytes).map_err(|what| finding(&what))?;
    serde_json::from_value(json).map_err(|error| finding(&What::Malformed(error)))
}

/// The tree of a text that is a plan of a known form.
fn tree(bytes: &[u8]) -> Result<Json, What> {
    if bytes.len() > MAX_PLAN_BYTES {
        return Err(What::TooLong(bytes.len()));
    }
    if bytes.starts_with(b"PK\x03\x04") {
        return Err(What::Binary);
    }
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let json: Json = serde_json::from_slice(bytes).map_err(|error| {
        let first = bytes.split(|it| *it == b'\n').next().unwrap_or_default();
        let message: Result<Json, _> = serde_json::from_slice(first);
        match message {
            Ok(Json::Object(fields)) if fields.contains_key("@level") => What::Messages,
            _ => What::NotJson(error),
        }
    })?;
    let has = |field: &str| json.get(field).is_some();
    if has("planned_values") {
        let version = json.get("format_version").and_then(Json::as_str).unwrap_or_default();
        return if is_known(version) { Ok(json) } else { Err(What::Version(version.to_owned())) };
    }
    Err(match () {
        () if has("@level") => What::Messages,
        () if has("serial") || has("lineage") => What::StateFile,
        () if has("values") && has("format_version") => What::ShownState,
        () => What::Other,
    })
}

/// Whether what is read here has the same form in a version: since 0.1, and until the next major one.
fn is_known(version: &str) -> bool {
    ["0.1", "0.2"].contains(&version) || version.split_once('.').is_some_and(|it| it.0 == "1")
}

/// Says what a text is.
pub(super) fn finding(what: &What) -> Finding {
    let position = match what {
        What::NotJson(error) => {
            Some(Position { line: error.line().max(1), column: error.column().max(1) })
        }
        What::Version(_) | What::Malformed(_) | What::Twice(_) => None,
        _ => Some(Position { line: 1, column: 1 }),
    };
    let path = match what {
        What::Version(_) => "format_version",
        What::Twice(_) | What::Malformed(_) => "planned_values",
        _ => "",
    };
    Finding {
        rule: "F9",
        severity: Severity::Error,
        path: path.to_owned(),
        position,
        message: message(what),
        help: Some(help(what)),
    }
}

fn message(what: &What) -> Text {
    match what {
        What::Binary => text!(
            "this is a plan as Terraform keeps it for itself, which no other program reads",
            "es un plan como Terraform lo guarda para sí, que ningún otro programa lee"
        ),
        What::TooLong(bytes) => text!(
            "the plan has {bytes} bytes or more, and {MAX_PLAN_BYTES} are read",
            "el plan tiene {bytes} bytes o más, y se leen {MAX_PLAN_BYTES}"
        ),
        What::NotJson(error) => {
            let said = error.to_string();
            if error.is_eof() {
                text!(
                    "the plan breaks off before its end ({said})",
                    "el plan se corta antes de su fin (mensaje del lector: {said})"
                )
            } else {
                text!(
                    "the plan is not JSON ({said})",
                    "el plan no es JSON (mensaje del lector: {said})"
                )
            }
        }
        What::StateFile | What::ShownState => text!(
            "this is a state of Terraform, and no plan",
            "es un estado de Terraform, y no un plan"
        ),
        What::Messages => text!(
            "these are the messages of `terraform plan -json`, and no plan",
            "son los mensajes de `terraform plan -json`, y no un plan"
        ),
        What::Other => text!(
            "this JSON is no plan of Terraform: it has no `planned_values`",
            "este JSON no es un plan de Terraform: no tiene `planned_values`"
        ),
        What::Version(version) => {
            let version = shortened(version);
            text!(
                "the plan is of format `{version}`, and formats 0.1, 0.2 and 1 are known",
                "el plan es del formato `{version}`, y se conocen los formatos 0.1, 0.2 y 1"
            )
        }
        What::Malformed(error) => {
            let said = error.to_string();
            let said = shortened(&said);
            text!(
                "a part of the plan is not of its form ({said})",
                "una parte del plan no es de su forma (mensaje del lector: {said})"
            )
        }
        What::Twice(address) => {
            let address = shortened(address);
            text!("the plan has `{address}` twice", "el plan tiene `{address}` dos veces")
        }
    }
}

fn help(what: &What) -> Text {
    match what {
        What::TooLong(_) => text!(
            "plan a part of it alone, by `terraform plan -target`",
            "planifique solo una parte, con `terraform plan -target`"
        ),
        What::Version(_) => text!(
            "make the plan with a Terraform whose format is known",
            "haga el plan con un Terraform cuyo formato se conozca"
        ),
        _ => text!(
            "write the plan with `terraform plan -out tfplan`, then `terraform show -json tfplan > plan.json`",
            "escriba el plan con `terraform plan -out tfplan`, y luego `terraform show -json tfplan > plan.json`"
        ),
    }
}
