//! Reads JSON into the tree.

use jsonc_parser::{
    CollectOptions, CommentCollectionStrategy, ParseOptions, ast, common::Ranged, parse_to_ast,
};

use super::{
    lines::Lines,
    node::{Key, Node, Value},
    unreadable::{MAX_DEPTH, refuse_repeated, too_deep, unreadable},
};
use crate::{finding::Finding, positions::Position, text::Text};

/// RFC 8259 and nothing more.
const STRICT: ParseOptions = ParseOptions {
    allow_comments: false,
    allow_loose_object_property_names: false,
    allow_trailing_commas: false,
    allow_missing_commas: false,
    allow_single_quoted_strings: false,
    allow_hexadecimal_numbers: false,
    allow_unary_plus_numbers: false,
    allow_bare_decimal_point_numbers: false,
    allow_non_finite_numbers: false,
    allow_extended_string_escapes: false,
};

pub(super) fn parse(text: &str) -> Result<Node, Finding> {
    let lines = Lines::new(text);
    let collect = CollectOptions { comments: CommentCollectionStrategy::Off, tokens: false };
    let parsed = parse_to_ast(text, &collect, &STRICT).map_err(|error| {
        let kind = error.kind();
        let at = lines.position(error.range().start);
        unreadable(
            at,
            Text::new(
                format!("not valid JSON: {kind}"),
                format!("no es JSON válido (mensaje del lector: {kind})"),
            ),
        )
    })?;
    match parsed.value {
        Some(value) => node(value, &lines, 0),
        None => Err(unreadable(
            Position { line: 1, column: 1 },
            Text::new(
                "not valid JSON: the text is empty",
                "no es JSON válido: el texto está vacío",
            ),
        )),
    }
}

fn node(value: ast::Value<'_>, lines: &Lines<'_>, depth: usize) -> Result<Node, Finding> {
    let position = lines.position(value.range().start);
    if depth > MAX_DEPTH {
        return Err(too_deep(position));
    }
    let depth = depth.saturating_add(1);
    let value = match value {
        ast::Value::StringLit(text) => Value::Text(text.value.into_owned()),
        ast::Value::NumberLit(number) => Value::Number(number.value.to_owned()),
        ast::Value::BooleanLit(literal) => Value::Bool(literal.value),
        ast::Value::NullKeyword(_) => Value::Null,
        ast::Value::Array(array) => Value::List(
            array
                .elements
                .into_iter()
                .map(|item| node(item, lines, depth))
                .collect::<Result<_, _>>()?,
        ),
        ast::Value::Object(object) => {
            let mut entries = Vec::with_capacity(object.properties.len());
            for property in object.properties {
                let position = lines.position(property.range.start);
                let name = property.name.into_string();
                entries.push((Key { name, position }, node(property.value, lines, depth)?));
            }
            refuse_repeated(&entries)?;
            Value::Table(entries)
        }
    };
    Ok(Node { position, value })
}
