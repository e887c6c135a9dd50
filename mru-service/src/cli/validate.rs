//! `mru validate`: all mistakes and remarks of a deployment file.

use std::process::ExitCode;

use mru_core::{Connections, Lang, text::number};
use reports::findings::findings_text;

use super::{INVALID, TermsArguments, output::TextOrJson, pretty};
use crate::{
    answers,
    failure::Failure,
    files::{self, Input},
    quoting,
};

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// Deployment file, or `-` for the standard input.
    file: String,
    #[command(flatten)]
    terms: TermsArguments,
    /// Form of the findings.
    #[arg(long, value_enum, default_value = "text")]
    format: TextOrJson,
}

pub(super) fn run(arguments: &Arguments, lang: Lang) -> Result<ExitCode, Failure> {
    let input = Input::read(&arguments.file)?;
    let terms = arguments.terms.terms()?;
    let judged = quoting::validate(&input.text, input.format(), &terms);
    let valid = judged.is_valid();
    let shown = match arguments.format {
        TextOrJson::Json => pretty(&answers::judged(&judged, lang)),
        TextOrJson::Text => {
            let mut shown = findings_text(&input.name, &input.text, &judged.findings, lang);
            shown.push_str(&connections_text(&judged.connections, lang));
            shown
        }
    };
    files::write(None, &shown)?;
    Ok(if valid { ExitCode::SUCCESS } else { ExitCode::from(INVALID) })
}

/// Writes the connection check with its arithmetic, also when it finds nothing.
fn connections_text(demand: &[Connections], lang: Lang) -> String {
    if demand.is_empty() {
        return String::new();
    }
    let mut shown = String::from(match lang {
        Lang::En => "\nConnections (pools × tasks of all services, against the writer):\n",
        Lang::Es => {
            "\nConexiones (pools × tareas de todos los servicios, contra el nodo escritor):\n"
        }
    });
    let (base, maximum, blue_green, of) = match lang {
        Lang::En => ("base", "elastic maximum", "blue/green", "of"),
        Lang::Es => ("base", "máximo elástico", "blue/green", "de"),
    };
    for check in demand {
        let tenths = i64::try_from(check.tenths_of_percent(check.maximum)).unwrap_or(i64::MAX);
        let percent = number(rust_decimal::Decimal::new(tenths, 1), lang);
        shown.push_str(&format!(
            "  {} / {} ({}):\n",
            check.environment, check.database, check.class
        ));
        shown.push_str(&format!(
            "    {base} {}, {maximum} {} {of} {} ({percent} %), {blue_green} {}\n",
            check.base, check.maximum, check.capacity, check.blue_green,
        ));
        if !check.uses.is_empty() {
            reports::findings::write_wrapped(
                &mut shown,
                &format!("{} = {}", check.arithmetic(), check.maximum),
                "    ",
                "      ",
            );
        }
    }
    shown
}
