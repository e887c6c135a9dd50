//! Months, and the documents of each.

use mru_core::{calendar::Period, invoice::TaxDocument};
use serde_json::{Value as Json, json};

use super::{
    answer::{Answer, Media},
    call::Call,
    once::{self, Sent},
    page,
    problem::Problem,
    refusal::Refusal,
};
use crate::{
    absent::Absent,
    answers::pretty,
    billing,
    books::{self, Cursor, Shown},
    off_the_runtime,
    papers::{self, Form, PaperError},
};

pub(super) async fn list(call: &Call) -> Result<Answer, Problem> {
    let database = &call.service.database;
    let months = match call.only() {
        Some(customer) => books::months_of(database, customer).await?,
        None => books::months(database).await?,
    };
    Ok(Answer::kept(&json!({ "document": "months", "items": months })))
}

/// The documents and drafts of a month.
pub(super) async fn show(call: &Call) -> Result<Answer, Problem> {
    let period = call.period()?;
    let most = page::most(call)?;
    let after: Option<Cursor> = call.parameters.read("after", "document-100")?;
    let after = (after.as_ref(), most);
    let (database, only) = (&call.service.database, call.only());
    let (listed, next) = books::month_after(database, period, only, after).await?;
    let items: Vec<Json> = listed.iter().map(|it| json!(it)).collect();
    Ok(page::of("month", &items, next.as_ref()))
}

/// An issued document by its number.
pub(super) async fn document(call: &Call) -> Result<Answer, Problem> {
    let Named { shown, reference, name } = named(call).await?;
    given(call, &shown, &name, Absent::NoIssuedDocument { number: reference })
}

/// Names the tax document of an issued document.
pub(super) async fn tax_document(call: &Call) -> Result<Answer, Problem> {
    let Named { reference, .. } = named(call).await?;
    let tax: TaxDocument = call.json()?;
    let path = format!("/v1/documents/{reference}/tax-document");
    let sent = Sent::begin(call, once::hash_of_json(call, &path))?;
    let told = || pretty(&json!({ "number": reference, "tax_document": tax }));
    let (database, about) = (&call.service.database, (reference.as_str(), &tax));
    Ok(Answer::of_text(billing::name_tax_document_once(database, about, &sent.once(), told).await?))
}

/// The draft of a month of a customer, or the document that was issued of it.
pub(super) async fn of_customer(call: &Call) -> Result<Answer, Problem> {
    let Named { shown, reference, name } = month_of_customer(call).await?;
    given(call, &shown, &name, Absent::NoDocument { reference })
}

/// A document or draft that the path names, and that the caller may see.
pub(super) struct Named {
    pub(super) shown: Shown,
    /// Its number, or the customer and the month.
    pub(super) reference: String,
    /// The name of its file.
    pub(super) name: String,
}

/// The issued document of a number.
pub(super) async fn named(call: &Call) -> Result<Named, Problem> {
    let number = call.parameters.text("number").unwrap_or_default();
    let absent = || Absent::NoIssuedDocument { number: number.to_owned() };
    // A customer and its month name no issued document, though both are looked for in one place.
    if number.contains('/') {
        return Err(absent().into());
    }
    let shown = books::find(&call.service.database, number).await;
    let shown = shown.map_err(|error| hidden(error, absent()))?;
    if call.only().is_some_and(|only| only != shown.statement().customer) {
        return Err(absent().into());
    }
    Ok(Named { shown, reference: number.to_owned(), name: number.to_owned() })
}

/// The month of a customer.
pub(super) async fn month_of_customer(call: &Call) -> Result<Named, Problem> {
    let (customer, period) = (call.customer()?, call.period()?);
    let reference = format!("{customer}/{period}");
    let shown = books::find(&call.service.database, &reference).await?;
    Ok(Named { shown, reference, name: format!("{customer}-{period}") })
}

/// What is not recorded, and what is not the caller's, have one answer.
fn hidden(error: books::LookError, absent: Absent) -> Problem {
    match error {
        books::LookError::Absent(_) => absent.into(),
        error => error.into(),
    }
}

/// Gives a document out in the form that was asked for.
pub(super) fn given(
    call: &Call,
    shown: &Shown,
    name: &str,
    absent: Absent,
) -> Result<Answer, Problem> {
    let customer = &shown.statement().customer;
    if call.only().is_some_and(|only| only != customer) {
        return Err(absent.into());
    }
    let (form, media) = form(call.parameters.text("format").unwrap_or("json"))?;
    let lang = match call.parameters.text("lang") {
        None => shown.statement().language.into(),
        Some("en") => mru_core::Lang::En,
        Some("es") => mru_core::Lang::Es,
        Some(value) => return Err(unreadable("lang", value, "es")),
    };
    let rendered = off_the_runtime(|| papers::render(shown, form, lang));
    let bytes = rendered.map_err(|error| match error {
        PaperError::Letters(findings) => Problem::invalid(findings),
        PaperError::Failed(said) => Problem::inside(said),
    })?;
    let name = if name.bytes().all(is_of_file) { name } else { "document" };
    Ok(Answer::file(bytes, media, name))
}

/// Letters that a name of a file may have in a header.
const fn is_of_file(letter: u8) -> bool {
    letter.is_ascii_alphanumeric() || letter == b'-' || letter == b'_' || letter == b'.'
}

fn form(asked: &str) -> Result<(Form, Media), Problem> {
    Ok(match asked {
        "json" => (Form::Json, Media::Json),
        "text" => (Form::Text, Media::Text),
        "html" => (Form::Html, Media::Html),
        "usage-html" => (Form::UsageHtml, Media::Html),
        #[cfg(feature = "pdf")]
        "pdf" => (Form::Pdf, Media::Pdf),
        #[cfg(feature = "pdf")]
        "usage-pdf" => (Form::UsagePdf, Media::Pdf),
        other => return Err(unreadable("format", other, "pdf")),
    })
}

fn unreadable(name: &'static str, value: &str, example: &'static str) -> Problem {
    Refusal::ParameterUnreadable { name, value: value.to_owned(), example }.into()
}

impl Call {
    /// The month that the path names.
    pub(super) fn period(&self) -> Result<Period, Problem> {
        let value = self.parameters.text("period").unwrap_or_default();
        value.parse().map_err(|_| unreadable("period", value, "2026-10"))
    }
}
