//! What sets a customer aside, whatever the month is.

use crate::{
    finding::{Finding, Severity},
    text::text,
    units::ArithmeticError,
};

/// A finding for a number that cannot be kept exact.
pub(crate) fn inexact(error: &ArithmeticError) -> Finding {
    Finding {
        rule: "R6",
        severity: Severity::Error,
        path: String::new(),
        position: None,
        message: text!(
            "the period cannot be billed exactly: {error}",
            "el período no se puede facturar con exactitud: {error}"
        ),
        help: Some(text!(
            "check the quantities, weights and price for absurdly large numbers",
            "revise si las cantidades, los pesos o el precio son absurdamente grandes"
        )),
    }
}
