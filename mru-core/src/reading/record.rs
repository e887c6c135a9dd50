//! Records: tables whose fields are declared once.

use serde_json::{Map, Value as Json, json};

use super::{FieldType, Key, Node, Reading, Value, format::Format};
use crate::{
    finding::Findings,
    positions::{Positions, Step},
    text::{Words, nearest, shortened, text},
};

/// One field of a record, for the JSON Schema and the catalogue.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Field {
    /// Name in the file.
    pub(crate) name: &'static str,
    /// What it means, in English.
    pub(crate) doc: &'static str,
    /// Whether the file must have it.
    pub(crate) required: bool,
    /// Its type as JSON Schema.
    pub(crate) schema: fn() -> Json,
}

/// A table of a file with declared fields.
pub(crate) trait Record: Sized {
    /// What it is, with its article: `a queue`.
    const WHAT: Words;
    /// Id of the finding that reports missing and unknown values.
    const RULE: &'static str;
    /// The fields.
    const FIELDS: &'static [Field];
    /// The field that a plain value sets, when a value may stand for the whole table.
    const FROM_VALUE: Option<&'static str>;
    /// Fields that must not exist, with the rule and reason.
    const REFUSED: &'static [(&'static str, &'static str, Words)];

    /// Reads the fields of a table.
    fn from_table(table: &mut TableReader<'_>) -> Self;

    /// Lists the required fields and whether each is set.
    fn required(&self) -> Vec<(&'static str, bool)>;
}

impl<T: Record + Default> FieldType for T {
    fn read(node: &Node, path: &str, _rule: &'static str, reading: &mut Reading) -> Option<T> {
        let mut table = match (&node.value, T::FROM_VALUE) {
            (Value::Table(entries), _) => {
                TableReader { entries: Entries::Table(entries), path, rule: T::RULE, reading }
            }
            (Value::Text(_) | Value::Plain(_) | Value::Number(_) | Value::Bool(_), Some(field)) => {
                TableReader { entries: Entries::One(field, node), path, rule: T::RULE, reading }
            }
            _ => {
                let fields: Vec<&str> = T::FIELDS.iter().map(|field| field.name).collect();
                let fields = fields.join(", ");
                let wanted = text!(
                    "fields with their values ({fields})",
                    "campos con sus valores ({fields})"
                );
                super::field::wrong_form(node, path, "F3", wanted, reading);
                return None;
            }
        };
        let record = T::from_table(&mut table);
        table.finish(T::WHAT, T::FIELDS, T::REFUSED);
        Some(record)
    }

    fn absent() -> T {
        T::default()
    }

    fn is_unset(&self) -> bool {
        false
    }

    fn schema() -> Json {
        let mut properties = Map::new();
        for field in T::FIELDS {
            let mut schema = (field.schema)();
            if let Some(schema) = schema.as_object_mut() {
                schema.insert("description".to_owned(), json!(field.doc.trim()));
            }
            properties.insert(field.name.to_owned(), schema);
        }
        let required: Vec<&str> =
            T::FIELDS.iter().filter(|field| field.required).map(|field| field.name).collect();
        let table = json!({
            "type": "object",
            "properties": properties,
            "required": required,
            "additionalProperties": false,
        });
        match T::FIELDS.iter().find(|field| Some(field.name) == T::FROM_VALUE) {
            Some(field) => json!({ "anyOf": [table, (field.schema)()] }),
            None => table,
        }
    }
}

/// Hands out the fields of one table and notices those nobody asked for.
#[derive(Debug)]
pub(crate) struct TableReader<'a> {
    entries: Entries<'a>,
    path: &'a str,
    rule: &'static str,
    reading: &'a mut Reading,
}

/// What a table holds.
#[derive(Clone, Copy, Debug)]
enum Entries<'a> {
    /// Fields with their names.
    Table(&'a [(Key, Node)]),
    /// One value, which stands for the table, under the field that it sets.
    One(&'static str, &'a Node),
}

impl<'a> TableReader<'a> {
    /// Reads one field, or returns `absent` when the table has none or a wrong one.
    pub(crate) fn field<T: FieldType>(&mut self, name: &'static str, absent: T) -> T {
        let node = match self.entries {
            Entries::Table(entries) => {
                entries.iter().find(|(key, _)| key.name == name).map(|(_, node)| node)
            }
            Entries::One(field, node) if field == name => Some(node),
            Entries::One(..) => None,
        };
        let Some(node) = node else { return absent };
        let path = join(self.path, name);
        let begun = self.reading.positions.begin(Step::Field(name), node.position);
        let value = T::read(node, &path, self.rule, self.reading);
        self.reading.positions.end(begun);
        value.unwrap_or(absent)
    }

    fn finish(self, what: Words, fields: &[Field], refused: &[(&str, &'static str, Words)]) {
        let Entries::Table(entries) = self.entries else { return };
        let known = |name: &str| fields.iter().any(|field| field.name == name);
        for (Key { name, position }, _) in entries.iter().filter(|(key, _)| !known(&key.name)) {
            let path = join(self.path, name);
            if let Some((_, rule, reason)) = refused.iter().find(|(refused, ..)| refused == name) {
                let _ = self.reading.findings.error(rule, &path, (*reason).into()).at(*position);
                continue;
            }
            let (what_en, what_es) = (what.en, what.es);
            let shown = shortened(name);
            let help = match meant(name, fields) {
                Some(near) => text!("did you mean `{near}`?", "¿quiso decir `{near}`?"),
                None => {
                    let known: Vec<&str> = fields.iter().map(|field| field.name).collect();
                    let known = known.join(", ");
                    text!("its fields are: {known}", "sus campos son: {known}")
                }
            };
            self.reading
                .findings
                .error(
                    "F2",
                    &path,
                    text!(
                        "{what_en} has no field `{shown}`",
                        "{what_es} no tiene el campo `{shown}`"
                    ),
                )
                .at(*position)
                .help(help);
        }
    }
}

/// What fields are called elsewhere, and here.
const CALLED: [(&str, &str); 14] = [
    ("schema_name", "schemas"),
    ("schema", "schemas"),
    ("price", "mru_price_usd"),
    ("mru_price", "mru_price_usd"),
    ("cpu", "vcpu"),
    ("cpus", "vcpu"),
    ("memory", "memory_gb"),
    ("ram", "memory_gb"),
    ("mem", "memory_gb"),
    ("replicas", "instances"),
    ("count", "instances"),
    ("instance_class", "class"),
    ("db", "database"),
    ("env", "environments"),
];

/// The field that was meant by a name: the one that is called so elsewhere, one that is written
/// nearly so, or one that begins alike. A name within another may mean something else: `region` is no
/// `contingency_region`.
fn meant<'a>(name: &str, fields: &'a [Field]) -> Option<&'a str> {
    let names = || fields.iter().map(|field| field.name);
    let called = CALLED.iter().filter(|(elsewhere, _)| *elsewhere == name.to_lowercase());
    let called = called.filter_map(|(_, here)| names().find(|field| field == here)).next();
    called.or_else(|| {
        let lower = name.to_lowercase();
        let alike = |field: &&str| {
            let begins = lower.len() >= 3 && field.len() >= 3;
            let within = field.contains(&lower) || lower.contains(*field);
            !within || (begins && (field.starts_with(&lower) || lower.starts_with(*field)))
        };
        nearest(name, names().filter(alike))
    })
}

fn join(path: &str, name: &str) -> String {
    if path.is_empty() { name.to_owned() } else { [path, ".", name].concat() }
}

/// Reads a record from a text.
pub(crate) fn read_text<T: Record + Default>(text: &str, format: Format) -> (Option<T>, Reading) {
    let mut reading = Reading::default();
    let node = match super::parse(text, format) {
        Ok(node) => node,
        Err(finding) => {
            reading.findings.push(finding);
            return (None, reading);
        }
    };
    reading.positions = Positions::below("", node.position);
    let value = T::read(&node, "", T::RULE, &mut reading);
    (value, reading)
}

/// Declares a record: its struct, default, serialisation, reading, schema and required fields.
///
/// The bracket holds what it is in both languages and the rule that reports missing fields.
///
/// A record whose form has versions names the field of it by `written in`: a store keeps it, a file
/// does not have it.
///
/// A record that stores keep also derives `serde::Deserialize`, by which it is read back as it was
/// written: without a range, a letter or a rule of today (see [`stored`](crate::stored)).
macro_rules! record {
    (
        $(#[$about:meta])*
        pub struct $name:ident [$en:literal, $es:literal, $rule:literal] {
            required { $( $(#[doc = $rdoc:literal])* $rfield:ident $([$rkey:literal])? : $rty:ty ),* $(,)? }
            optional { $( $(#[doc = $odoc:literal])* $ofield:ident $([$okey:literal])? : $oty:ty $(= $default:expr)? ),* $(,)? }
            $(from value $text:literal;)?
            $(written in $format:ident;)?
            $(refuse $refused:literal: $refused_rule:literal, $refused_en:literal, $refused_es:literal;)*
        }
    ) => {
        #[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
        $(#[$about])*
        pub struct $name {
            $( $(#[doc = $rdoc])* $(#[serde(rename = $rkey)])?
               #[serde(skip_serializing_if = "crate::reading::unset")] pub $rfield: $rty, )*
            $( $(#[doc = $odoc])* $(#[serde(rename = $okey)])?
               #[serde(skip_serializing_if = "crate::reading::unset")] pub $ofield: $oty, )*
            $( /// Version of its stored form: the first that has all of its fields. No field of a file.
               #[serde(skip_serializing_if = "crate::reading::is_first")] pub $format: u32, )?
        }

        impl Default for $name {
            fn default() -> Self {
                $name {
                    $( $rfield: <$rty as $crate::reading::FieldType>::absent(), )*
                    $( $ofield: $crate::reading::record!(@default $oty $(, $default)?), )*
                    $( $format: 1, )?
                }
            }
        }

        impl $crate::reading::Record for $name {
            const WHAT: $crate::text::Words = $crate::text::Words { en: $en, es: $es };
            const RULE: &'static str = $rule;
            const FIELDS: &'static [$crate::reading::Field] = &[
                $( $crate::reading::Field {
                    name: $crate::reading::record!(@key $rfield $($rkey)?),
                    doc: concat!($($rdoc),*),
                    required: true,
                    schema: <$rty as $crate::reading::FieldType>::schema,
                }, )*
                $( $crate::reading::Field {
                    name: $crate::reading::record!(@key $ofield $($okey)?),
                    doc: concat!($($odoc),*),
                    required: false,
                    schema: <$oty as $crate::reading::FieldType>::schema,
                }, )*
            ];
            const FROM_VALUE: Option<&'static str> = $crate::reading::record!(@text $($text)?);
            const REFUSED: &'static [(&'static str, &'static str, $crate::text::Words)] = &[
                $( ($refused, $refused_rule, $crate::text::Words { en: $refused_en, es: $refused_es }), )*
            ];

            fn from_table(table: &mut $crate::reading::TableReader<'_>) -> Self {
                let absent = $name::default();
                $name {
                    $( $rfield: table.field($crate::reading::record!(@key $rfield $($rkey)?), absent.$rfield), )*
                    $( $ofield: table.field($crate::reading::record!(@key $ofield $($okey)?), absent.$ofield), )*
                    $( $format: absent.$format, )?
                }
            }

            fn required(&self) -> Vec<(&'static str, bool)> {
                vec![ $( ($crate::reading::record!(@key $rfield $($rkey)?), !$crate::reading::unset(&self.$rfield)), )* ]
            }
        }
    };
    (@default $ty:ty, $default:expr) => { $default };
    (@default $ty:ty) => { <$ty as $crate::reading::FieldType>::absent() };
    (@key $field:ident) => { stringify!($field) };
    (@key $field:ident $key:literal) => { $key };
    (@text) => { None };
    (@text $text:literal) => { Some($text) };
}
pub(crate) use record;

/// Declares a closed choice: an enum whose values have one written form and possibly aliases.
macro_rules! choice {
    (
        $(#[doc = $doc:literal])*
        pub enum $name:ident { $( $(#[doc = $vdoc:literal])* $variant:ident = $written:literal $(| $alias:literal)* ),* $(,)? }
    ) => {
        $(#[doc = $doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
        pub enum $name { $( $(#[doc = $vdoc])* #[serde(rename = $written)] $variant ),* }

        impl $name {
            /// All values in their written form.
            pub const WRITTEN: &'static [&'static str] = &[$($written),*];

            /// Returns the written form.
            pub const fn as_str(self) -> &'static str {
                match self { $( $name::$variant => $written ),* }
            }
        }

        impl $crate::reading::FieldType for $name {
            fn read(
                node: &$crate::reading::Node,
                path: &str,
                rule: &'static str,
                reading: &mut $crate::reading::Reading,
            ) -> Option<Self> {
                let written = node.value.written().unwrap_or_else(|| node.value.form().0.to_owned());
                match written.as_str() {
                    $( $written $(| $alias)* => Some($name::$variant), )*
                    _ => {
                        $crate::reading::refuse_choice(
                            &written, path, rule, $name::WRITTEN, &mut reading.findings,
                        );
                        None
                    }
                }
            }

            fn absent() -> Self { $crate::reading::choice!(@first $($variant)*) }
            fn is_unset(&self) -> bool { false }
            fn schema() -> serde_json::Value {
                serde_json::json!({ "type": "string", "enum": [$($written $(, $alias)*),*] })
            }
        }
    };
    (@first $first:ident $($rest:ident)*) => { Self::$first };
}
pub(crate) use choice;

/// Notes that a text is none of the values a field can have.
pub(crate) fn refuse_choice(
    written: &str,
    path: &str,
    rule: &'static str,
    known: &'static [&'static str],
    findings: &mut Findings,
) {
    let field = path.rsplit('.').next().unwrap_or(path);
    let (en, es) = (alternatives(known, "or"), alternatives(known, "o"));
    let shown = shortened(written);
    let help = nearest(written, known.iter().copied())
        .map(|near| text!("did you mean `{near}`?", "¿quiso decir `{near}`?"));
    findings
        .error(
            rule,
            path,
            text!(
                "`{field}` must be {en}, but was `{shown}`",
                "`{field}` debe ser {es}, pero era `{shown}`"
            ),
        )
        .maybe_help(help);
}

/// Writes a choice: `a`, `b` or `c`.
fn alternatives(known: &[&str], or: &str) -> String {
    let quoted: Vec<String> = known.iter().map(|value| format!("`{value}`")).collect();
    match quoted.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} {or} {last}", rest.join(", ")),
        _ => quoted.concat(),
    }
}
