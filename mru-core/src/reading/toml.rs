//! Reads TOML into the tree.

use toml::de::{DeTable, DeValue};

use super::{
    lines::Lines,
    node::{Key, Node, Value},
    unreadable::{MAX_DEPTH, too_deep, unreadable},
};
use crate::{finding::Finding, text::Text};

pub(super) fn parse(text: &str) -> Result<Node, Finding> {
    let lines = Lines::new(text);
    let table = DeTable::parse(text).map_err(|error| {
        let at = lines.position(error.span().map_or(0, |span| span.start));
        let message = error.message().replace('\n', ", ");
        unreadable(
            at,
            Text::new(
                format!("not valid TOML: {message}"),
                format!("no es TOML válido (mensaje del lector: {message})"),
            ),
        )
    })?;
    let start = table.span().start;
    table_node(table.get_ref(), start, &lines, 0)
}

fn table_node(
    table: &DeTable<'_>,
    start: usize,
    lines: &Lines<'_>,
    depth: usize,
) -> Result<Node, Finding> {
    let position = lines.position(start);
    let mut fields: Vec<_> = table.iter().collect();
    fields.sort_by_key(|(_, value)| value.span().start);
    let mut entries = Vec::with_capacity(fields.len());
    for (name, value) in fields {
        let key =
            Key { name: name.get_ref().to_string(), position: lines.position(name.span().start) };
        let start = value.span().start;
        entries.push((key, value_node(value.get_ref(), start, lines, depth.saturating_add(1))?));
    }
    Ok(Node { position, value: Value::Table(entries) })
}

fn value_node(
    value: &DeValue<'_>,
    start: usize,
    lines: &Lines<'_>,
    depth: usize,
) -> Result<Node, Finding> {
    let position = lines.position(start);
    if depth > MAX_DEPTH {
        return Err(too_deep(position));
    }
    let value = match value {
        DeValue::String(text) => Value::Text(text.to_string()),
        DeValue::Integer(number) if number.radix() == 10 => {
            Value::Number(number.as_str().to_owned())
        }
        DeValue::Integer(number) => Value::Text(number.to_string()),
        DeValue::Float(number) => Value::Number(number.as_str().to_owned()),
        DeValue::Boolean(value) => Value::Bool(*value),
        DeValue::Datetime(date) => Value::Plain(date.to_string()),
        DeValue::Array(items) => {
            let nodes = items.iter().map(|item| {
                value_node(item.get_ref(), item.span().start, lines, depth.saturating_add(1))
            });
            Value::List(nodes.collect::<Result<_, _>>()?)
        }
        DeValue::Table(table) => return table_node(table, start, lines, depth),
    };
    Ok(Node { position, value })
}
