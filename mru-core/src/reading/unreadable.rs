//! Texts that are not of their notation.

use super::node::{Key, Node};
use crate::{
    finding::{Finding, Severity},
    positions::Position,
    text::{Text, shortened, text},
};

/// The deepest nesting that is read; a deployment needs six levels.
pub(crate) const MAX_DEPTH: usize = 32;

/// A finding that the text is not of its notation (F1).
pub(crate) fn unreadable(position: Position, message: Text) -> Finding {
    Finding {
        rule: "F1",
        severity: Severity::Error,
        path: String::new(),
        position: Some(position),
        message,
        help: Some(Text::new("correct the text at this place", "corrija el texto en este lugar")),
    }
}

/// A finding that there is nothing to read (F1).
pub(super) fn empty(position: Position) -> Finding {
    Finding {
        help: Some(text!("write its fields", "escriba sus campos")),
        ..unreadable(position, text!("there is nothing in it", "no contiene nada"))
    }
}

/// Refuses a table that names a field twice, the first such field of the text (F5).
pub(super) fn refuse_repeated(entries: &[(Key, Node)]) -> Result<(), Finding> {
    let mut keys: Vec<&Key> = entries.iter().map(|(key, _)| key).collect();
    keys.sort_by(|a, b| a.name.cmp(&b.name).then_with(|| a.position.cmp(&b.position)));
    let pairs = keys.iter().zip(keys.iter().skip(1));
    let repeated = pairs.filter(|(one, next)| one.name == next.name).map(|(_, next)| *next);
    repeated.min_by_key(|key| key.position).map_or(Ok(()), |key| Err(duplicate(key)))
}

fn duplicate(key: &Key) -> Finding {
    let name = shortened(&key.name);
    Finding {
        rule: "F5",
        severity: Severity::Error,
        path: String::new(),
        position: Some(key.position),
        message: text!(
            "`{name}` appears twice in the same table",
            "`{name}` aparece dos veces en la misma tabla"
        ),
        help: Some(text!("keep one of the two", "deje una de las dos")),
    }
}

/// A finding that the values are nested too deep (F1).
pub(crate) fn too_deep(position: Position) -> Finding {
    unreadable(
        position,
        text!(
            "values are nested more than {MAX_DEPTH} deep",
            "los valores están anidados a más de {MAX_DEPTH} niveles"
        ),
    )
}
