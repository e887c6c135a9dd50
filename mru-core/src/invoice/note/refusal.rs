//! Why a note is refused.

use crate::{
    finding::{Finding, Severity},
    invoice::mistake::inexact,
    text::{self, Lang, Text, text},
    units::{ArithmeticError, Usd},
};

/// Why a note cannot be made.
pub(super) enum Refusal {
    /// A number that cannot be kept exact.
    Arithmetic(ArithmeticError),
    /// Something that cannot be asked for.
    Finding(Box<Finding>),
}

impl From<ArithmeticError> for Refusal {
    fn from(error: ArithmeticError) -> Refusal {
        Refusal::Arithmetic(error)
    }
}

impl From<Refusal> for Finding {
    fn from(refusal: Refusal) -> Finding {
        match refusal {
            Refusal::Arithmetic(error) => inexact(&error),
            Refusal::Finding(finding) => *finding,
        }
    }
}

/// Refuses something about a document, or about one of its lines.
pub(super) fn refused(rule: &'static str, line: Option<u32>, message: Text, help: Text) -> Refusal {
    Refusal::Finding(Box::new(Finding {
        rule,
        severity: Severity::Error,
        path: line.map(|line| format!("line {line}")).unwrap_or_default(),
        position: None,
        message,
        help: Some(help),
    }))
}

/// B11: no such line.
pub(super) fn no_line(number: &str, wanted: u32, count: usize) -> Refusal {
    refused(
        "B11",
        Some(wanted),
        text!("{number} has no line {wanted}", "{number} no tiene la línea {wanted}"),
        text!("its lines are 1 to {count}", "sus líneas son de 1 a {count}"),
    )
}

/// B11: a line that is asked for twice.
pub(super) fn twice(line: u32) -> Refusal {
    refused(
        "B11",
        Some(line),
        text!("line {line} is given twice", "la línea {line} aparece dos veces"),
        text!("name each line once", "indique cada línea una sola vez"),
    )
}

/// B13: more than is left of a line.
pub(super) fn too_much(number: &str, line: u32, usd: Usd, left: Usd) -> Refusal {
    let ((usd_en, left_en), (usd_es, left_es)) = shown(usd, left);
    let message = text!(
        "{usd_en} is more than is left of line {line} of {number}, which is {left_en}",
        "{usd_es} es más de lo que queda de la línea {line} de {number}, que es {left_es}"
    );
    let help = text!(
        "ask for more than zero and at most what is left",
        "pida más de cero y a lo más lo que queda"
    );
    refused("B13", Some(line), message, help)
}

/// B13: a note that would leave an invoice below zero.
pub(super) fn more_than_all(number: &str, asked: Usd, left: Usd) -> Refusal {
    let ((asked_en, left_en), (asked_es, left_es)) = shown(asked, left);
    let message = text!(
        "{asked_en} is more than is left of {number} before tax: {left_en}",
        "{asked_es} es más de lo que queda de {number} antes de impuesto: {left_es}"
    );
    let help = text!(
        "earlier notes and corrections have given back the rest",
        "notas y correcciones anteriores ya devolvieron el resto"
    );
    refused("B13", None, message, help)
}

/// Two amounts as documents write them, in both languages.
fn shown(one: Usd, other: Usd) -> ((String, String), (String, String)) {
    let both = |lang| (text::usd(one.as_decimal(), lang), text::usd(other.as_decimal(), lang));
    (both(Lang::En), both(Lang::Es))
}
