//! Fields of a component as a change order writes them, before it is known what they are fields of.

use serde::{Serialize, Serializer};
use serde_json::{Value as Json, json};

use crate::{
    positions::Position,
    reading::{FieldType, Key, Node, Reading, Value, wrong_form},
    text::Text,
};

/// Fields with their values, as they were written.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Fields {
    pub(super) entries: Vec<(Key, Node)>,
}

impl Eq for Fields {}

impl Fields {
    /// The value of a field, when it has one that says something.
    pub(super) fn says(&self, name: &str) -> bool {
        let found = self.entries.iter().find(|(key, _)| key.name == name);
        found.is_some_and(|(_, node)| says(node))
    }
}

/// Whether a value says anything: an empty text, list or table does not.
fn says(node: &Node) -> bool {
    match &node.value {
        Value::Null => false,
        Value::Text(text) | Value::Plain(text) => !text.trim().is_empty(),
        Value::List(items) => !items.is_empty(),
        Value::Table(entries) => !entries.is_empty(),
        Value::Bool(_) | Value::Number(_) => true,
    }
}

impl Serialize for Fields {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.entries.iter().map(|(key, node)| (&key.name, written(node))))
    }
}

/// A value as JSON; numbers with decimal places are texts, as everywhere.
fn written(node: &Node) -> Json {
    match &node.value {
        Value::Null => Json::Null,
        Value::Bool(value) => json!(value),
        Value::Number(text) => text.parse::<u64>().map_or_else(|_| json!(text), |it| json!(it)),
        Value::Text(text) | Value::Plain(text) => json!(text),
        Value::List(items) => items.iter().map(written).collect(),
        Value::Table(entries) => Json::Object(
            entries.iter().map(|(key, node)| (key.name.clone(), written(node))).collect(),
        ),
    }
}

impl FieldType for Fields {
    fn read(node: &Node, path: &str, _rule: &'static str, reading: &mut Reading) -> Option<Fields> {
        let Value::Table(entries) = &node.value else {
            wrong_form(
                node,
                path,
                "F3",
                Text::new("a table of fields", "una tabla de campos"),
                reading,
            );
            return None;
        };
        Some(Fields { entries: entries.clone() })
    }

    fn absent() -> Fields {
        Fields::default()
    }

    fn is_unset(&self) -> bool {
        self.entries.is_empty()
    }

    fn schema() -> Json {
        json!({ "type": "object" })
    }
}

/// A value of a deployment that was read before, as the tree that readers read; it stands nowhere.
pub(super) fn node(value: &Json) -> Node {
    let position = Position { line: 1, column: 1 };
    let value = match value {
        Json::Null => Value::Null,
        Json::Bool(value) => Value::Bool(*value),
        Json::Number(number) => Value::Number(number.to_string()),
        Json::String(text) => Value::Text(text.clone()),
        Json::Array(items) => Value::List(items.iter().map(node).collect()),
        Json::Object(fields) => Value::Table(
            fields
                .iter()
                .map(|(name, value)| (Key { name: name.clone(), position }, node(value)))
                .collect(),
        ),
    };
    Node { position, value }
}

/// The value of a field of a table; an empty list is put there when it has none.
pub(super) fn list_in<'a>(table: &'a mut Node, name: &str) -> Option<&'a mut Vec<Node>> {
    let position = table.position;
    let Value::Table(entries) = &mut table.value else { return None };
    if !entries.iter().any(|(key, _)| key.name == name) {
        let empty = Node { position, value: Value::List(Vec::new()) };
        entries.push((Key { name: name.to_owned(), position }, empty));
    }
    let (_, found) = entries.iter_mut().find(|(key, _)| key.name == name)?;
    match &mut found.value {
        Value::List(items) => Some(items),
        Value::Null
        | Value::Bool(_)
        | Value::Number(_)
        | Value::Text(_)
        | Value::Plain(_)
        | Value::Table(_) => None,
    }
}

/// The table of a field of a table; an empty one is put there when it has none.
pub(super) fn table_in<'a>(table: &'a mut Node, name: &str) -> Option<&'a mut Node> {
    let position = table.position;
    let Value::Table(entries) = &mut table.value else { return None };
    if !entries.iter().any(|(key, _)| key.name == name) {
        let empty = Node { position, value: Value::Table(Vec::new()) };
        entries.push((Key { name: name.to_owned(), position }, empty));
    }
    entries.iter_mut().find(|(key, _)| key.name == name).map(|(_, node)| node)
}

/// Puts a field into a table, in the place of one of its name.
pub(super) fn put(table: &mut Node, key: &Key, value: &Node) {
    let Value::Table(entries) = &mut table.value else { return };
    match entries.iter_mut().find(|(other, _)| other.name == key.name) {
        Some((_, present)) => present.clone_from(value),
        None => entries.push((key.clone(), value.clone())),
    }
}
