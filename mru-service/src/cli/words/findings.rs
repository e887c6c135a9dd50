//! Remedies of findings that a command brings: the use cases leave them to the face.

use mru_core::{Finding, text::Text};

/// Completes findings whose remedy is a command.
pub(in crate::cli) fn with_remedies(mut findings: Vec<Finding>) -> Vec<Finding> {
    for finding in &mut findings {
        finding.help = match (finding.rule, finding.help.take()) {
            ("U10", None) => Some(say!(
                "run `mru customer put FILE` first",
                "ejecute antes `mru customer put ARCHIVO`"
            )),
            ("U10", Some(Text { en, es })) => Some(say!(
                "{en} Otherwise run `mru customer put FILE` first",
                "{es} Si no, ejecute antes `mru customer put ARCHIVO`"
            )),
            ("U12", None) => Some(say!(
                "`mru catalogue` lists all kinds",
                "`mru catalogue` muestra todos los tipos"
            )),
            ("B20", None) => Some(say!(
                "run `mru verify`, which names every damaged record, and restore a backup",
                "ejecute `mru verify`, que nombra cada registro dañado, y recupere un respaldo"
            )),
            (_, help) => help,
        };
    }
    findings
}
