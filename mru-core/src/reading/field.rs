//! The types a field of a record can have, and how each is read and described.

use chrono::NaiveDate;
use rust_decimal::Decimal;
use serde_json::{Value as Json, json};

use super::{Node, Reading, Value, parse_decimal};
use crate::{
    positions::Step,
    text::{Text, shortened, text},
};

/// The largest count: above the 131,072 GB that the largest Aurora cluster can hold.
const MAX_COUNT: u32 = 200_000;
/// The largest quantity, so that products stay exact.
pub(super) const MAX_QUANTITY: Decimal = Decimal::from_parts(1_000_000, 0, 0, false, 0);
/// The finest quantity: three decimal places, a GB of a TB.
const MAX_QUANTITY_PLACES: u32 = 3;

/// A type that a field of a record can have.
pub(crate) trait FieldType: Sized {
    /// Reads the value; a mistake becomes a finding of `rule` at `path` and nothing is returned.
    fn read(node: &Node, path: &str, rule: &'static str, reading: &mut Reading) -> Option<Self>;

    /// The value of a field that is absent or could not be read.
    fn absent() -> Self;

    /// Whether the field holds nothing.
    fn is_unset(&self) -> bool;

    /// Describes the type as JSON Schema.
    fn schema() -> Json;
}

/// Notes that a value is not of the form its field needs.
pub(crate) fn wrong_form(
    node: &Node,
    path: &str,
    rule: &'static str,
    wanted: Text,
    reading: &mut Reading,
) {
    let (form_en, form_es) = node.value.form();
    let (shown_en, shown_es) = match node.value.written() {
        Some(written) => {
            (format!("`{}`", shortened(&written)), format!("`{}`", shortened(&written)))
        }
        None => (form_en.to_owned(), form_es.to_owned()),
    };
    let field = path.rsplit('.').next().unwrap_or(path);
    let (wanted_en, wanted_es) = (wanted.en, wanted.es);
    let message = if field.is_empty() {
        text!(
            "this must be {wanted_en}, but was {shown_en}",
            "esto debe ser {wanted_es}, pero era {shown_es}"
        )
    } else {
        text!(
            "`{field}` must be {wanted_en}, but was {shown_en}",
            "`{field}` debe ser {wanted_es}, pero era {shown_es}",
        )
    };
    let written = node.value.written();
    let help = written.and_then(|written| decimal_comma(&written).or_else(|| with_unit(&written)));
    reading.findings.error(rule, path, message).maybe_help(help);
}

/// What to write instead of a number with its unit, as in `2 vCPU`.
fn with_unit(written: &str) -> Option<Text> {
    let number = written.trim().trim_end_matches(|it: char| it.is_alphabetic()).trim_end();
    if number.len() == written.trim().len() || parse_decimal(number).is_none() {
        return None;
    }
    Some(text!(
        "write the number without a unit: `{number}`",
        "escriba el número sin unidad: `{number}`"
    ))
}

/// What to write instead of a number with a decimal comma, as spreadsheets in Spanish have it.
fn decimal_comma(written: &str) -> Option<Text> {
    let (whole, decimals) = written.split_once(',')?;
    let number = format!("{}.{decimals}", whole.replace('.', ""));
    parse_decimal(&number)?;
    Some(text!(
        "decimals follow a point, not a comma: write `{number}`",
        "los decimales van después de un punto, no de una coma: escriba `{number}`"
    ))
}

/// Describes a file as JSON Schema.
pub(crate) fn json_schema<T: FieldType>(title: &str) -> Json {
    let mut schema = T::schema();
    if let Some(fields) = schema.as_object_mut() {
        let draft = "https://json-schema.org/draft/2020-12/schema";
        fields.insert("$schema".to_owned(), draft.into());
        fields.insert("title".to_owned(), title.into());
    }
    schema
}

/// Says whether a field is unset, so that serialised records leave it out.
///
/// A new optional field therefore does not change the hash of an old deployment.
pub(crate) fn unset<T: FieldType>(value: &T) -> bool {
    value.is_unset()
}

/// Whether the version of a stored form is the first, which texts need not name.
pub(crate) const fn is_first(version: &u32) -> bool {
    *version == 1
}

impl FieldType for bool {
    fn read(node: &Node, path: &str, _rule: &'static str, reading: &mut Reading) -> Option<bool> {
        if let Value::Bool(value) = node.value {
            return Some(value);
        }
        wrong_form(node, path, "F3", Text::new("`true` or `false`", "`true` o `false`"), reading);
        None
    }

    fn absent() -> bool {
        false
    }

    fn is_unset(&self) -> bool {
        !*self
    }

    fn schema() -> Json {
        json!({ "type": "boolean" })
    }
}

impl FieldType for u32 {
    fn read(node: &Node, path: &str, _rule: &'static str, reading: &mut Reading) -> Option<u32> {
        let whole = matches!(node.value, Value::Number(_) | Value::Plain(_))
            .then(|| node.value.decimal())
            .flatten();
        let count = whole.filter(Decimal::is_integer).and_then(|number| u32::try_from(number).ok());
        let fits = count.filter(|count| *count <= MAX_COUNT);
        if fits.is_none() {
            let rule = if whole.is_some() { "F4" } else { "F3" };
            let wanted = text!(
                "a whole number from 0 to {MAX_COUNT}",
                "un número entero de 0 a {MAX_COUNT}"
            );
            wrong_form(node, path, rule, wanted, reading);
        }
        fits
    }

    fn absent() -> u32 {
        0
    }

    fn is_unset(&self) -> bool {
        false
    }

    fn schema() -> Json {
        json!({ "type": "integer", "minimum": 0, "maximum": MAX_COUNT })
    }
}

impl FieldType for Decimal {
    fn read(node: &Node, path: &str, rule: &'static str, reading: &mut Reading) -> Option<Decimal> {
        read_quantity(node, path, rule, reading)
    }

    fn absent() -> Decimal {
        Decimal::ZERO
    }

    fn is_unset(&self) -> bool {
        false
    }

    fn schema() -> Json {
        json!({ "type": ["number", "string"], "pattern": r"^\d{1,7}(\.\d{1,3})?$" })
    }
}

/// Reads a quantity exactly; numbers may be quoted, because decimals in JSON are strings here.
fn read_quantity(
    node: &Node,
    path: &str,
    rule: &'static str,
    reading: &mut Reading,
) -> Option<Decimal> {
    let Some(number) = node.value.decimal() else {
        let numeric = matches!(&node.value, Value::Number(_));
        let memory = rule == "V3";
        let form = if memory { "V3" } else { "F3" };
        let wanted = if memory {
            Text::new(
                "a whole number of GB, such as 2 or `2048 MB`",
                "un número entero de GB, como 2 o `2048 MB`",
            )
        } else {
            Text::new(
                "a plain decimal number such as 2 or 0.5",
                "un número decimal simple como 2 o 0.5",
            )
        };
        wrong_form(node, path, if numeric { "F4" } else { form }, wanted, reading);
        return None;
    };
    let number = number.normalize();
    if number.is_sign_negative() && !number.is_zero()
        || number > MAX_QUANTITY
        || number.scale() > MAX_QUANTITY_PLACES
    {
        let wanted = text!(
            "from 0 to {MAX_QUANTITY} with at most {MAX_QUANTITY_PLACES} decimal places",
            "de 0 a {MAX_QUANTITY} con a lo más {MAX_QUANTITY_PLACES} decimales",
        );
        wrong_form(node, path, "F4", wanted, reading);
        return None;
    }
    Some(number)
}

impl FieldType for NaiveDate {
    fn read(
        node: &Node,
        path: &str,
        _rule: &'static str,
        reading: &mut Reading,
    ) -> Option<NaiveDate> {
        let text = match &node.value {
            Value::Text(text) | Value::Plain(text) => text.as_str(),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::List(_) | Value::Table(_) => {
                ""
            }
        };
        let date = parse_date(text);
        if date.is_none() {
            wrong_form(
                node,
                path,
                "F3",
                Text::new("a date such as 2026-10-01", "una fecha como 2026-10-01"),
                reading,
            );
        }
        date
    }

    fn absent() -> NaiveDate {
        NaiveDate::MIN
    }

    fn is_unset(&self) -> bool {
        *self == NaiveDate::MIN
    }

    fn schema() -> Json {
        json!({ "type": "string", "format": "date" })
    }
}

/// Parses an ISO 8601 date of four-digit years.
pub(crate) fn parse_date(text: &str) -> Option<NaiveDate> {
    (text.len() == 10).then(|| NaiveDate::parse_from_str(text, "%Y-%m-%d").ok()).flatten()
}

impl<T: FieldType> FieldType for Option<T> {
    fn read(
        node: &Node,
        path: &str,
        rule: &'static str,
        reading: &mut Reading,
    ) -> Option<Option<T>> {
        if node.value == Value::Null {
            return Some(None);
        }
        T::read(node, path, rule, reading).map(Some)
    }

    fn absent() -> Option<T> {
        None
    }

    fn is_unset(&self) -> bool {
        self.is_none()
    }

    fn schema() -> Json {
        T::schema()
    }
}

impl<T: FieldType> FieldType for Vec<T> {
    /// Reads a list; anything else is read as a list of one.
    fn read(node: &Node, path: &str, rule: &'static str, reading: &mut Reading) -> Option<Vec<T>> {
        match &node.value {
            Value::Null => Some(Vec::new()),
            Value::List(items) => Some(
                items
                    .iter()
                    .enumerate()
                    .map(|(index, item)| {
                        let path = format!("{path}[{index}]");
                        // An unreadable item keeps its place, so that the paths after it are true.
                        let begun = reading.positions.begin(Step::Item(index), item.position);
                        let value = T::read(item, &path, rule, reading).unwrap_or_else(T::absent);
                        reading.positions.end(begun);
                        value
                    })
                    .collect(),
            ),
            Value::Bool(_)
            | Value::Number(_)
            | Value::Text(_)
            | Value::Plain(_)
            | Value::Table(_) => {
                let path = format!("{path}[0]");
                let begun = reading.positions.begin(Step::Item(0), node.position);
                let item = T::read(node, &path, rule, reading);
                reading.positions.end(begun);
                item.map(|item| vec![item])
            }
        }
    }

    fn absent() -> Vec<T> {
        Vec::new()
    }

    fn is_unset(&self) -> bool {
        self.is_empty()
    }

    fn schema() -> Json {
        let item = T::schema();
        json!({ "anyOf": [{ "type": "array", "items": item.clone() }, item] })
    }
}
