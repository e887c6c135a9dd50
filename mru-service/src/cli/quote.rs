//! `mru quote`: price a deployment file; beside it, the quotes that are kept.

use std::process::ExitCode;

use clap::ValueEnum;
use mru_core::{Lang, Quote};
#[cfg(feature = "pdf")]
use reports::{invoice_pdf::PdfError, quote_pdf::quote_pdf};
use reports::{quote_csv::quote_csv, quote_html::quote_html, quote_text::quote_text};

use super::{
    INVALID, TermsArguments,
    output::{Form, Output},
    pretty, quote_store,
};
use crate::{
    answers,
    failure::Failure,
    files::{self, Input},
    quoting,
};

#[derive(Debug, clap::Args)]
#[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
pub(super) struct Arguments {
    #[command(subcommand)]
    kept: Option<quote_store::Command>,
    /// Deployment file, or `-` for the standard input.
    #[arg(required = true)]
    file: Option<String>,
    #[command(flatten)]
    terms: TermsArguments,
    /// Form of the quote; by the ending of the file when absent, else text.
    #[arg(long, value_enum)]
    format: Option<Format>,
    #[command(flatten)]
    output: Output,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// To paste into a mail.
    Text,
    /// For programs; decimals are strings.
    Json,
    /// One row a line, for spreadsheets.
    Csv,
    /// To send, as a page.
    Html,
    /// To send and to sign.
    #[cfg(feature = "pdf")]
    Pdf,
}

impl Form for Format {
    fn ending(self) -> &'static str {
        match self {
            Format::Text => "txt",
            Format::Json => "json",
            Format::Csv => "csv",
            Format::Html => "html",
            #[cfg(feature = "pdf")]
            Format::Pdf => "pdf",
        }
    }
}

pub(super) fn run(arguments: &Arguments, asked: Option<Lang>) -> Result<ExitCode, Failure> {
    if let Some(command) = &arguments.kept {
        return quote_store::run(command, asked);
    }
    let lang = asked.unwrap_or_default();
    // Without a file, no quote of one was asked for.
    let file = arguments.file.as_deref().unwrap_or("-");
    let format = arguments.output.form(arguments.format)?;
    arguments
        .output
        .spare([Some(file), arguments.terms.contract.as_deref()].into_iter().flatten())?;
    let input = Input::read(file)?;
    let terms = arguments.terms.terms()?;
    let day = arguments.terms.day();
    let quote = match quoting::quote(&input.text, input.format(), &terms, day) {
        Ok(quote) => quote,
        Err(findings) if format == Format::Json => {
            files::write(None, pretty(&answers::findings(&findings, lang)))?;
            return Ok(ExitCode::from(INVALID));
        }
        Err(findings) => return Err(Failure::invalid(input.name, input.text, findings)),
    };
    let document = render(&quote, format, lang).map_err(|failure| match failure {
        // Letters that no font has are of the deployment file.
        Rendered::Letters(findings) => Failure::invalid(input.name, "", findings),
        Rendered::Failed(failure) => failure,
    })?;
    arguments.output.write(&document)?;
    Ok(ExitCode::SUCCESS)
}

/// Why a quote is not rendered.
enum Rendered {
    /// No font has some of its letters.
    #[cfg_attr(not(feature = "pdf"), expect(dead_code, reason = "only PDFs need fonts"))]
    Letters(Vec<mru_core::Finding>),
    /// The templates or the typesetter refuse.
    Failed(Failure),
}

fn render(quote: &Quote, format: Format, lang: Lang) -> Result<Vec<u8>, Rendered> {
    let failed = |error: &dyn std::fmt::Display| {
        Rendered::Failed(Failure::CannotDo(mru_core::text::Text::new(
            format!("the quote could not be rendered: {error}"),
            format!("no se pudo generar la cotización: {error}"),
        )))
    };
    let text = match format {
        Format::Text => Ok(quote_text(quote, lang)),
        Format::Json => answers::quote(quote, lang).map_err(|error| failed(&error)),
        Format::Csv => quote_csv(quote, lang).map_err(|error| failed(&error)),
        Format::Html => quote_html(quote, lang).map_err(|error| failed(&error)),
        #[cfg(feature = "pdf")]
        Format::Pdf => {
            return quote_pdf(quote, lang).map_err(|error| match error {
                PdfError::Letters(findings) => Rendered::Letters(findings),
                error @ PdfError::Typesetter(_) => failed(&error),
            });
        }
    };
    text.map(String::into_bytes)
}
