//! Shows one document in one form.

use std::process::ExitCode;

use chrono::NaiveDate;
use clap::ValueEnum;
use mru_core::{
    Lang,
    invoice::{InvoiceLine, LineKind, Statement},
    text::Text,
};
use reports::{
    Balance, BillingDocument, PrintedCheckpoint, invoice_html::invoice_html,
    invoice_text::invoice_text, usage_statement::usage_html,
};
#[cfg(feature = "pdf")]
use reports::{
    invoice_pdf::{PdfError, invoice_pdf},
    usage_statement::usage_pdf,
};
use serde_json::{Map, Value, json};

use super::{
    output::{Form, Output},
    pretty,
    store::StoreArguments,
};
use crate::{
    books::{self, Document, Found, Shown},
    failure::Failure,
    witness::checkpoint::SignedNote,
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
    let Shown { found, checkpoint } =
        arguments.store.read(async |it| Ok(books::find(it, reference).await?))?;
    let hash = match &found {
        Found::Document(document) => document.hash(),
        Found::Draft(_) => String::new(),
    };
    let lang = asked.unwrap_or_else(|| statement(&found).language.into());
    let printed = checkpoint.as_ref().map(SignedNote::printed);
    let shown = match &found {
        Found::Draft(draft) => BillingDocument::draft(&draft.statement),
        Found::Document(document) => issued(document, &hash, printed.as_ref()),
    };
    let json = || json_of(&found, checkpoint.as_ref());
    let mut shown = rendered(&shown, &json, format, lang)?;
    if let (Found::Document(document), Format::Text) = (&found, format)
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

fn rendered(
    document: &BillingDocument<'_>,
    json: &dyn Fn() -> serde_json::Value,
    format: Format,
    lang: Lang,
) -> Result<Vec<u8>, Failure> {
    Ok(match format {
        Format::Text => invoice_text(document, lang).into_bytes(),
        Format::Html => invoice_html(document, lang).map_err(|it| failed(&it))?.into_bytes(),
        Format::UsageHtml => usage_html(document, lang).map_err(|it| failed(&it))?.into_bytes(),
        #[cfg(feature = "pdf")]
        Format::Pdf => invoice_pdf(document, lang).map_err(|it| no_pdf(document, it))?,
        #[cfg(feature = "pdf")]
        Format::UsagePdf => usage_pdf(document, lang).map_err(|it| no_pdf(document, it))?,
        Format::Json => pretty(&json()).into_bytes(),
    })
}

/// An issued document as it is shown.
pub(super) fn issued<'a>(
    document: &'a Document,
    hash: &'a str,
    checkpoint: Option<&'a PrintedCheckpoint>,
) -> BillingDocument<'a> {
    BillingDocument {
        statement: &document.statement,
        number: Some(&document.number),
        issued_on: Some(document.issued_on),
        due_on: Some(document.due_on),
        hash: Some(hash),
        checkpoint,
    }
}

/// Says why a document was issued before its month had ended.
pub(super) fn issued_early(reason: &str, lang: Lang) -> String {
    match lang {
        Lang::En => format!("issued before the month had ended: {reason}"),
        Lang::Es => format!("emitido antes de que terminara el mes: {reason}"),
    }
}

/// The day on which a document is due; none where nothing of it is.
pub(super) fn due_on(document: &Document) -> Option<NaiveDate> {
    Balance::of(&document.statement).due(document.due_on)
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

fn statement(found: &Found) -> &Statement {
    match found {
        Found::Draft(draft) => &draft.statement,
        Found::Document(document) => &document.statement,
    }
}

/// A document as programs read it.
fn json_of(found: &Found, checkpoint: Option<&SignedNote>) -> serde_json::Value {
    let statement = statement(found);
    let mut value = json!({
        "document": statement.kind,
        "number": null,
        "customer": statement.customer,
        "period": statement.period,
        "state": "draft",
        "total_mru": statement.totals.mru,
        "total_usd": statement.totals.total_usd,
        "statement": statement,
    });
    if let (Found::Document(document), Some(fields)) = (found, value.as_object_mut()) {
        fields.extend(issued_fields(document, checkpoint));
    }
    value
}

/// What issuing adds to a statement, as programs read it.
pub(super) fn issued_fields(
    document: &Document,
    checkpoint: Option<&SignedNote>,
) -> Map<String, Value> {
    let mut fields = Map::new();
    let mut add = |name: &str, value: Value| fields.insert(String::from(name), value);
    add("number", json!(document.number));
    add("state", json!("issued"));
    add("issued_on", json!(document.issued_on));
    add("due_on", json!(due_on(document)));
    add("hash", json!(document.hash()));
    add("checkpoint", json!(checkpoint.map(SignedNote::text)));
    if !document.early_reason.is_empty() {
        add("early_reason", json!(document.early_reason));
    }
    fields
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
