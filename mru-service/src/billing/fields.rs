//! The fields in which two recorded texts differ.

use std::collections::{BTreeMap, BTreeSet};

use mru_core::text::Text;
use serde_json::Value;

/// A field of which two recorded texts say something else.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The path of the field: `legal.address[0]`.
    pub field: String,
    /// What was recorded; nothing when the field is new.
    pub was: Option<String>,
    /// What is offered; nothing when the field is gone.
    pub is: Option<String>,
}

impl Change {
    /// All of them in one sentence: `legal.name was `A`, now `B`; …`.
    pub fn told(changes: &[Change]) -> Text {
        let shown = |value: &Option<String>| {
            value.as_ref().map_or_else(|| String::from("—"), |value| format!("`{value}`"))
        };
        let (mut en, mut es) = (Vec::new(), Vec::new());
        for Change { field, was, is } in changes {
            let (was, is) = (shown(was), shown(is));
            en.push(format!("{field} was {was}, now {is}"));
            es.push(format!("{field} era {was}, ahora {is}"));
        }
        Text::new(en.join("; "), es.join("; "))
    }
}

/// In which fields one JSON text differs from another, by their paths.
pub(super) fn difference(recorded: &str, offered: &str) -> Vec<Change> {
    let (mut recorded, mut offered) = (fields(recorded), fields(offered));
    let names: BTreeSet<String> = recorded.keys().chain(offered.keys()).cloned().collect();
    let changes = names.into_iter().map(|field| {
        let (was, is) = (recorded.remove(&field), offered.remove(&field));
        Change { field, was, is }
    });
    // Which form a text is written in follows from its fields.
    changes.filter(|change| change.was != change.is && change.field != "format").collect()
}

/// The single values of a JSON text by their paths: `legal.address[0]`.
fn fields(text: &str) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    let mut open = vec![(String::new(), serde_json::from_str(text).unwrap_or(Value::Null))];
    while let Some((path, value)) = open.pop() {
        let below = |name: &str| {
            if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") }
        };
        match value {
            Value::Object(fields) => {
                open.extend(fields.into_iter().map(|(name, value)| (below(&name), value)));
            }
            Value::Array(items) => {
                let items = items.into_iter().enumerate();
                open.extend(items.map(|(index, value)| (format!("{path}[{index}]"), value)));
            }
            Value::String(text) => {
                found.insert(path, text);
            }
            Value::Null | Value::Bool(_) | Value::Number(_) => {
                found.insert(path, value.to_string());
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_named_wherever_they_are() {
        let said = Change::told(&difference(
            r#"{"a":1,"b":{"c":["x","y"]},"d":true}"#,
            r#"{"a":1,"b":{"c":["x","z"]},"e":"new"}"#,
        ));
        assert_eq!(said.en, "b.c[1] was `y`, now `z`; d was `true`, now —; e was —, now `new`");
        assert_eq!(
            said.es,
            "b.c[1] era `y`, ahora `z`; d era `true`, ahora —; e era —, ahora `new`"
        );
    }
}
