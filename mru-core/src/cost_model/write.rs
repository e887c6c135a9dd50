//! A cost model as text, so that a proposed one can be kept, read and derived from again.

use serde_json::Value as Json;

use super::Model;

impl Model {
    /// Writes the model as TOML, the inverse of [`Model::read`] but for remarks in the file.
    ///
    /// The same model gives the same bytes.
    pub fn write(&self) -> String {
        // INVARIANT (texts, numbers and dates): nothing here can fail to serialise.
        let Ok(Json::Object(fields)) = serde_json::to_value(self) else { return String::new() };
        let mut text = String::new();
        for (name, value) in fields.iter().filter(|(name, _)| *name != "rules") {
            text.push_str(&format!("{name} = {}\n", inline(value)));
        }
        for rule in fields.get("rules").and_then(Json::as_array).into_iter().flatten() {
            text.push_str("\n[[rules]]\n");
            for (name, value) in rule.as_object().into_iter().flatten() {
                text.push_str(&format!("{name} = {}\n", inline(value)));
            }
        }
        text
    }
}

/// A value within a line; texts of JSON are texts of TOML.
fn inline(value: &Json) -> String {
    match value {
        Json::Array(values) => {
            let values: Vec<String> = values.iter().map(inline).collect();
            format!("[{}]", values.join(", "))
        }
        Json::Object(fields) => {
            let fields = fields.iter().map(|(name, value)| format!("{name} = {}", inline(value)));
            format!("{{ {} }}", fields.collect::<Vec<_>>().join(", "))
        }
        Json::Null | Json::Bool(_) | Json::Number(_) | Json::String(_) => value.to_string(),
    }
}
