//! Findings of this crate: all are errors about prices.

use mru_core::{
    Finding, Position, Severity,
    text::{Text, printable},
};

/// An error with its place.
pub(crate) fn error(rule: &'static str, path: &str, message: Text, help: Text) -> Finding {
    Finding {
        rule,
        severity: Severity::Error,
        path: path.to_owned(),
        position: None,
        message,
        help: Some(help),
    }
}

/// M10: a file that is no price list, or not a whole one.
pub(crate) fn unreadable(at: Option<Position>, message: Text) -> Finding {
    let help = Text::new(
        "give an offer file of the bulk API (`index.json`) or a whole answer of `aws pricing get-products`",
        "entregue un archivo de oferta de la API de precios (`index.json`) o una respuesta completa de `aws pricing get-products`",
    );
    Finding { position: at, ..error("M10", "", message, help) }
}

/// What a file says, short and without what a terminal would obey.
pub(crate) fn shown(text: &str) -> String {
    const LIMIT: usize = 80;
    let short: String = text.chars().take(LIMIT).collect();
    let more = if text.chars().nth(LIMIT).is_some() { "…" } else { "" };
    format!("{}{more}", printable(&short.replace('\n', " ")))
}
