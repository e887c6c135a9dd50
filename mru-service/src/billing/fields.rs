//! Names the fields in which two recorded texts differ.

use std::collections::{BTreeMap, BTreeSet};

use mru_core::text::Text;
use serde_json::Value;

/// Says field by field how one JSON text differs from another.
pub(super) fn difference(recorded: &str, offered: &str) -> Text {
    let (recorded, offered) = (fields(recorded), fields(offered));
    let names: BTreeSet<&String> = recorded.keys().chain(offered.keys()).collect();
    let shown = |fields: &BTreeMap<String, String>, name: &String| {
        fields.get(name).map_or_else(|| String::from("—"), |value| format!("`{value}`"))
    };
    let changed = names.into_iter().filter(|name| recorded.get(*name) != offered.get(*name));
    let (mut en, mut es) = (Vec::new(), Vec::new());
    for name in changed {
        let (was, is) = (shown(&recorded, name), shown(&offered, name));
        en.push(format!("{name} was {was}, now {is}"));
        es.push(format!("{name} era {was}, ahora {is}"));
    }
    Text::new(en.join("; "), es.join("; "))
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
        let said = difference(
            r#"{"a":1,"b":{"c":["x","y"]},"d":true}"#,
            r#"{"a":1,"b":{"c":["x","z"]},"e":"new"}"#,
        );
        assert_eq!(said.en, "b.c[1] was `y`, now `z`; d was `true`, now —; e was —, now `new`");
        assert_eq!(
            said.es,
            "b.c[1] era `y`, ahora `z`; d era `true`, ahora —; e era —, ahora `new`"
        );
    }
}
