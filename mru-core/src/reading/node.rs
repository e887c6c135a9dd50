//! A value read from text, with the place of each part.

use rust_decimal::Decimal;

use crate::positions::Position;

/// One value with its place in the text.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Node {
    pub(crate) position: Position,
    pub(crate) value: Value,
}

/// A name with its place in the text.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Key {
    pub(crate) name: String,
    pub(crate) position: Position,
}

/// What a text can hold.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Value {
    Null,
    Bool(bool),
    /// A numeral as written, so that no digit is lost.
    Number(String),
    /// Quoted text.
    Text(String),
    /// A YAML plain scalar, which its field may take as a text, a number or a truth value.
    Plain(String),
    List(Vec<Node>),
    Table(Vec<(Key, Node)>),
}

impl Value {
    /// Names the form for a message, in English and Spanish.
    pub(crate) fn form(&self) -> (&'static str, &'static str) {
        match self {
            Value::Null => ("nothing", "nada"),
            Value::Bool(_) => ("true or false", "verdadero o falso"),
            Value::Number(_) => ("a number", "un número"),
            Value::Text(_) | Value::Plain(_) => ("a text", "un texto"),
            Value::List(_) => ("a list", "una lista"),
            Value::Table(_) => ("a table", "una tabla"),
        }
    }

    /// The scalar as written, for messages.
    pub(crate) fn written(&self) -> Option<String> {
        match self {
            Value::Bool(value) => Some(value.to_string()),
            Value::Number(text) | Value::Text(text) | Value::Plain(text) => Some(text.clone()),
            Value::Null | Value::List(_) | Value::Table(_) => None,
        }
    }

    /// The scalar as an exact decimal; exponents and digit separators are not numbers here.
    pub(crate) fn decimal(&self) -> Option<Decimal> {
        match self {
            Value::Number(text) | Value::Text(text) | Value::Plain(text) => parse_decimal(text),
            Value::Null | Value::Bool(_) | Value::List(_) | Value::Table(_) => None,
        }
    }
}

/// Parses a plain decimal numeral exactly: an optional sign, digits, and at most one point.
pub(crate) fn parse_decimal(text: &str) -> Option<Decimal> {
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    let plain = digits.starts_with(|c: char| c.is_ascii_digit())
        && digits.ends_with(|c: char| c.is_ascii_digit())
        && digits.chars().all(|c| c.is_ascii_digit() || c == '.');
    if !plain {
        return None;
    }
    Decimal::from_str_exact(text.strip_prefix('+').unwrap_or(text)).ok()
}
