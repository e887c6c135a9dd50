//! Texts that are not of their notation.

use crate::{
    finding::{Finding, Position, Severity},
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

/// A finding that a table names a field twice (F5).
pub(crate) fn duplicate(position: Position, name: &str) -> Finding {
    let name = shortened(name);
    Finding {
        rule: "F5",
        severity: Severity::Error,
        path: String::new(),
        position: Some(position),
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
