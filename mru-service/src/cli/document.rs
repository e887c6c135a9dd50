//! Shows one document in one form.

use std::process::ExitCode;

use clap::ValueEnum;
use mru_core::{
    Lang,
    invoice::{InvoiceLine, LineKind, Statement},
    text::Text,
};
#[cfg(feature = "pdf")]
use reports::{BillingDocument, invoice_pdf::PdfError};

use super::{
    output::{Form, Output},
    store::StoreArguments,
};
use crate::{
    books::{self, Found},
    failure::Failure,
    papers::{self, PaperError},
};

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// Its number, or CUSTOMER/PERIOD.
    reference: String,
    /// Form of the document; by the ending of the file when absent, else text.
    #[arg(long, value_enum)]
    format: Option<Format>,
    #[command(flatten)]
    output: Output,
    #[command(flatten)]
    store: StoreArguments,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// To read here.
    Text,
    /// To send, as a page.
    Html,
    /// To send.
    #[cfg(feature = "pdf")]
    Pdf,
    /// Which component, which days, what arithmetic: as a page.
    UsageHtml,
    /// The same as PDF.
    #[cfg(feature = "pdf")]
    UsagePdf,
    /// For programs.
    Json,
}

impl From<Format> for papers::Form {
    fn from(format: Format) -> papers::Form {
        match format {
            Format::Text => papers::Form::Text,
            Format::Html => papers::Form::Html,
            #[cfg(feature = "pdf")]
            Format::Pdf => papers::Form::Pdf,
            Format::UsageHtml => papers::Form::UsageHtml,
            #[cfg(feature = "pdf")]
            Format::UsagePdf => papers::Form::UsagePdf,
            Format::Json => papers::Form::Json,
        }
    }
}

impl Form for Format {
    fn ending(self) -> &'static str {
        match self {
            Format::Text => "txt",
            Format::Html | Format::UsageHtml => "html",
            #[cfg(feature = "pdf")]
            Format::Pdf | Format::UsagePdf => "pdf",
            Format::Json => "json",
        }
    }
}

/// Shows a document in its own language, unless another was `asked` for.
pub(super) fn show(arguments: &Arguments, asked: Option<Lang>) -> Result<ExitCode, Failure> {
    let reference = &arguments.reference;
    let format = arguments.output.form(arguments.format)?;
    arguments.output.spare(arguments.store.place.files())?;
    let shown = arguments.store.read(async |it| Ok(books::find(it, reference).await?))?;
    let lang = asked.unwrap_or_else(|| shown.statement().language.into());
    let found = &shown.found;
    let mut shown = papers::render(&shown, format.into(), lang)
        .map_err(|error| not_rendered(shown.statement(), found, error))?;
    if let (Found::Document(document), Format::Text) = (found, format)
        && !document.early_reason.is_empty()
    {
        let said = issued_early(&document.early_reason, lang);
        let said = match lang {
            Lang::En => format!("\nIn the books, and not on what is sent: {said}\n"),
            Lang::Es => format!("\nConsta en los libros, y no en lo que se envía: {said}\n"),
        };
        shown.extend(said.bytes());
    }
    arguments.output.write(shown)?;
    Ok(ExitCode::SUCCESS)
}

pub(super) fn not_rendered(statement: &Statement, found: &Found, error: PaperError) -> Failure {
    match error {
        PaperError::Failed(said) => failed(&said),
        PaperError::Letters(findings) => {
            let name = match found {
                Found::Document(document) => document.number.clone(),
                Found::Draft(_) => format!("{}/{}", statement.customer, statement.period),
            };
            Failure::invalid(name, "", findings)
        }
    }
}

/// Says why a document was issued before its month had ended.
pub(super) fn issued_early(reason: &str, lang: Lang) -> String {
    match lang {
        Lang::En => format!("issued before the month had ended: {reason}"),
        Lang::Es => format!("emitido antes de que terminara el mes: {reason}"),
    }
}

pub(super) fn failed(error: &dyn std::fmt::Display) -> Failure {
    Failure::CannotDo(Text::new(
        format!("the document could not be rendered: {error}"),
        format!("no se pudo generar el documento: {error}"),
    ))
}

/// Says why there is no PDF: by its findings, if letters are missing.
#[cfg(feature = "pdf")]
pub(super) fn no_pdf(document: &BillingDocument<'_>, error: PdfError) -> Failure {
    match error {
        PdfError::Letters(findings) => {
            let draft = || format!("{}/{}", document.statement.customer, document.statement.period);
            Failure::invalid(document.number.map_or_else(draft, str::to_owned), "", findings)
        }
        error @ PdfError::Typesetter(_) => failed(&error),
    }
}

/// Number and name of a line: `7. production · container · ms-loans · 1x2`.
pub(super) fn name(line: &InvoiceLine, lang: Lang) -> String {
    let kind = line.corrects().map_or(line.kind(), |corrects| corrects.kind);
    let kind = match (kind, lang) {
        (LineKind::Commitment, Lang::En) => "commitment",
        (LineKind::Commitment, Lang::Es) => "compromiso",
        (LineKind::Minimum, Lang::En) => "minimum",
        (LineKind::Minimum, Lang::Es) => "mínimo",
        (LineKind::Discount, Lang::En) => "discount",
        (LineKind::Discount, Lang::Es) => "descuento",
        (LineKind::Tax, Lang::En) => "tax",
        (LineKind::Tax, Lang::Es) => "impuesto",
        _ => "",
    };
    let parts = [
        kind,
        line.environment(),
        line.component(),
        line.own_name(),
        line.size(),
        line.description(),
    ];
    let parts: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    format!("{}. {}", line.line, parts.join(" · "))
}

/// What two statements of a month say differently.
pub(super) fn difference(before: &Statement, now: Option<&Statement>, lang: Lang) -> String {
    let lines = |statement: Option<&Statement>| -> Vec<(String, String)> {
        let Some(statement) = statement else { return Vec::new() };
        let shown = |line: &InvoiceLine| {
            let named = name(line, lang);
            let named = named.split_once(". ").map_or(named.as_str(), |(_, rest)| rest).to_owned();
            (named, line.explanation(statement.pricing_of(line), lang))
        };
        statement.lines.iter().map(shown).collect()
    };
    let (before_lines, now_lines) = (lines(Some(before)), lines(now));
    let mut shown = String::new();
    for (named, arithmetic) in before_lines.iter().filter(|line| !now_lines.contains(line)) {
        shown.push_str(&format!("- {named}\n    {arithmetic}\n"));
    }
    for (named, arithmetic) in now_lines.iter().filter(|line| !before_lines.contains(line)) {
        shown.push_str(&format!("+ {named}\n    {arithmetic}\n"));
    }
    if shown.is_empty() {
        shown.push_str(match lang {
            Lang::En => "no difference\n",
            Lang::Es => "sin diferencias\n",
        });
    }
    shown
}
