//! A TOML text read into plain values by serde: its form alone, and nothing judged.
//!
//! This is how the header of a recorded rate card is read. Numbers go through as they are written,
//! so that no digit is lost, and a single value stands for a list of one, as in every file.

use serde::{
    Deserialize, Deserializer,
    de::{
        Error as _, IntoDeserializer, Visitor,
        value::{Error, MapDeserializer, SeqDeserializer},
    },
    forward_to_deserialize_any,
};

use super::{Node, Value, toml};

/// Reads a TOML text into a plain value, or says what is not of its form.
pub(crate) fn plain_toml<'de, T: Deserialize<'de>>(text: &str) -> Result<T, String> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let tree = toml::parse(text).map_err(|finding| finding.message.en)?;
    T::deserialize(Plain(&tree)).map_err(|error| error.to_string())
}

/// A value of the tree, for serde.
struct Plain<'a>(&'a Node);

impl<'de> IntoDeserializer<'de, Error> for Plain<'_> {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}

impl<'de> Deserializer<'de> for Plain<'_> {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match &self.0.value {
            Value::Null => visitor.visit_unit(),
            Value::Bool(value) => visitor.visit_bool(*value),
            Value::Number(text) | Value::Text(text) | Value::Plain(text) => visitor.visit_str(text),
            Value::List(items) => visitor.visit_seq(SeqDeserializer::new(items.iter().map(Plain))),
            Value::Table(entries) => {
                let fields = entries.iter().map(|(key, node)| (key.name.as_str(), Plain(node)));
                visitor.visit_map(MapDeserializer::new(fields))
            }
        }
    }

    fn deserialize_u32<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        let written = self.0.value.written().unwrap_or_default();
        let number = written.parse().map_err(|_| Error::custom("no whole number"))?;
        visitor.visit_u32(number)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match &self.0.value {
            Value::Null => visitor.visit_none(),
            _ => visitor.visit_some(self),
        }
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match &self.0.value {
            Value::List(_) => self.deserialize_any(visitor),
            _ => visitor.visit_seq(SeqDeserializer::new(std::iter::once(self))),
        }
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _name: &'static str,
        _variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        let written = self.0.value.written().unwrap_or_default();
        visitor.visit_enum(written.into_deserializer())
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u64 u128 f32 f64 char str string bytes byte_buf unit
        unit_struct newtype_struct tuple tuple_struct map struct identifier ignored_any
    }
}
