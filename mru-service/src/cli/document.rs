//! Shows one document in one form.

use std::{path::PathBuf, process::ExitCode};

use clap::ValueEnum;
use mru_core::{
    Lang,
    invoice::{InvoiceLine, LineKind, Statement},
    text::{self, Text},
};
use serde_json::json;

use super::{pretty, store::StoreArguments};
use crate::{
    failure::Failure,
    files,
    storage::list::{self, Found},
};

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// Its number, or CUSTOMER/PERIOD.
    reference: String,
    /// Form of the document.
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
    /// File to write to; the standard output when absent.
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    #[command(flatten)]
    store: StoreArguments,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// To read here.
    Text,
    /// For programs.
    Json,
}

pub(super) fn show(arguments: &Arguments, lang: Lang) -> Result<ExitCode, Failure> {
    let reference = &arguments.reference;
    let found = arguments.store.with(async |it| Ok(list::find(it, reference).await?))?;
    let Some(found) = found else { return Err(not_found(reference)) };
    let shown = match arguments.format {
        Format::Text => {
            let statement = statement(&found);
            statement.lines.iter().map(|it| line_text(it, statement, lang)).collect()
        }
        Format::Json => pretty(&json_of(&found)),
    };
    files::write(arguments.output.as_deref(), shown)?;
    Ok(ExitCode::SUCCESS)
}

fn statement(found: &Found) -> &Statement {
    match found {
        Found::Draft(draft) => &draft.statement,
        Found::Document(document) => &document.statement,
    }
}

/// A document as programs read it.
fn json_of(found: &Found) -> serde_json::Value {
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
        fields.insert(String::from("number"), json!(document.number));
        fields.insert(String::from("state"), json!("issued"));
        fields.insert(String::from("issued_on"), json!(document.issued_on));
        fields.insert(String::from("due_on"), json!(document.due_on));
        fields.insert(String::from("hash"), json!(document.hash()));
    }
    value
}

/// One line with its arithmetic.
fn line_text(line: &InvoiceLine, statement: &Statement, lang: Lang) -> String {
    let usd = text::usd(line.usd.as_decimal(), lang);
    let arithmetic = line.explanation(&statement.pricing, lang);
    format!("{}\n  {usd}\n  {arithmetic}\n", name(line, lang))
}

/// Number and name of a line: `7. production · container · ms-loans · 1x2`.
pub(super) fn name(line: &InvoiceLine, lang: Lang) -> String {
    let kind = line.corrects.as_ref().map_or(line.kind, |corrects| corrects.kind);
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
        line.environment.as_str(),
        line.component.as_str(),
        line.name.as_str(),
        line.size.as_str(),
        line.description.as_str(),
    ];
    let parts: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    format!("{}. {}", line.line, parts.join(" · "))
}

/// What two statements of a month say differently.
pub(super) fn difference(
    before: Option<&Statement>,
    now: Option<&Statement>,
    lang: Lang,
) -> String {
    let lines = |statement: Option<&Statement>| -> Vec<(String, String)> {
        let Some(statement) = statement else { return Vec::new() };
        let shown = |line: &InvoiceLine| {
            let named = name(line, lang);
            let named = named.split_once(". ").map_or(named.as_str(), |(_, rest)| rest).to_owned();
            (named, line.explanation(&statement.pricing, lang))
        };
        statement.lines.iter().map(shown).collect()
    };
    let (before_lines, now_lines) = (lines(before), lines(now));
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

pub(super) fn not_found(reference: &str) -> Failure {
    Failure::CannotDo(Text::new(
        format!(
            "there is no document `{reference}`: name a number such as INV-000001, or CUSTOMER/PERIOD; run `mru invoice list PERIOD` to see all"
        ),
        format!(
            "no existe el documento `{reference}`: indique un número como INV-000001, o CLIENTE/PERÍODO; ejecute `mru invoice list PERÍODO` para verlos todos"
        ),
    ))
}
