//! `mru quote`: price a deployment file.

use std::{path::PathBuf, process::ExitCode};

use clap::ValueEnum;
use mru_core::{Deployment, Lang, Quote, findings_json};
use serde_json::json;

use super::{INVALID, TermsArguments, pretty};
use crate::{
    failure::Failure,
    files::{self, Input},
    render::{quote_csv::quote_csv, quote_html::quote_html, quote_text::quote_text},
};

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// Deployment file, or `-` for the standard input.
    file: String,
    #[command(flatten)]
    terms: TermsArguments,
    /// Form of the quote.
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
    /// File to write to; the standard output when absent.
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// To paste into a mail.
    Text,
    /// For programs; decimals are strings.
    Json,
    /// One row a line, for spreadsheets.
    Csv,
    /// To send.
    Html,
}

pub(super) fn run(arguments: &Arguments, lang: Lang) -> Result<ExitCode, Failure> {
    let input = Input::read(&arguments.file)?;
    let terms = arguments.terms.terms()?;
    let parsed = Deployment::parse(&input.text, input.format());
    let quote = match Quote::of(&parsed, &terms, arguments.terms.day()) {
        Ok(quote) => quote,
        Err(findings) if arguments.format == Format::Json => {
            let document = json!({ "document": "findings", "language": lang, "findings": findings_json(&findings, lang) });
            files::write(None, pretty(&document))?;
            return Ok(ExitCode::from(INVALID));
        }
        Err(findings) => return Err(Failure::invalid(input.name, input.text, findings)),
    };
    let document = render(&quote, arguments.format, lang)?;
    files::write(arguments.output.as_deref(), &document)?;
    Ok(ExitCode::SUCCESS)
}

fn render(quote: &Quote, format: Format, lang: Lang) -> Result<String, Failure> {
    let failed = |error: &dyn std::fmt::Display| {
        Failure::CannotDo(mru_core::text::Text::new(
            format!("the quote could not be rendered: {error}"),
            format!("no se pudo generar la cotización: {error}"),
        ))
    };
    match format {
        Format::Text => Ok(quote_text(quote, lang)),
        Format::Json => Ok(pretty(&quote.to_json(lang))),
        Format::Csv => quote_csv(quote, lang).map_err(|error| failed(&error)),
        Format::Html => quote_html(quote, lang).map_err(|error| failed(&error)),
    }
}
