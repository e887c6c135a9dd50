//! A draft or an issued document, and what is behind each of its lines.

use askama::Template;
use mru_core::{
    invoice::{Pricing, TaxDocument, TaxState},
    rate_card::Source,
    text,
};
use reports::invoice_view::{InvoiceView, Row};
use serde_json::Value as Json;

use super::{
    super::{
        answer::Answer,
        call::Call,
        months::{self, Named},
        problem::Problem,
        refusal::Refusal,
    },
    figures::{capital_month, worded},
    frame::{self, Frame, Section},
};
use crate::{
    absent::Absent,
    billing,
    books::{self, Behind, EventRecord, Explained, Found},
    callers::Permission,
    papers,
};

#[derive(Template)]
#[template(path = "document.html")]
struct Page {
    frame: Frame,
    /// Its own path, for its files.
    path: String,
    period: String,
    month: String,
    customer: String,
    view: InvoiceView,
    is_draft: bool,
    /// Whether its tax document may be named here.
    may_name: bool,
    /// What was named before.
    tax: Option<TaxDocument>,
    explained: Option<Chain>,
}

impl Page {
    /// The number of the first line of a row, which alike lines share.
    fn first<'r>(&self, row: &'r Row) -> &'r str {
        row.line.split('–').next().unwrap_or_default()
    }
}

/// A state of a tax document in words.
const fn state_named(state: TaxState) -> (&'static str, &'static str) {
    match state {
        TaxState::Sent => ("Sent", "Enviado"),
        TaxState::Accepted => ("Accepted", "Aceptado"),
        TaxState::Objected => ("Accepted with objections", "Aceptado con reparos"),
        TaxState::Rejected => ("Rejected", "Rechazado"),
        TaxState::Voided => ("Voided", "Anulado"),
    }
}

impl Page {
    fn tax_kind(&self) -> &str {
        self.tax.as_ref().map_or("Factura electrónica", |it| it.kind.as_str())
    }

    /// The states of a tax document: each with its name, and whether it is that of the one that is named.
    fn states(&self) -> impl Iterator<Item = (&'static str, &'static str, bool)> {
        let now = self.tax.as_ref().map(|it| it.state);
        TaxState::ALL.into_iter().map(move |it| {
            let (en, es) = state_named(it);
            (it.as_str(), self.frame.say(en, es), now == Some(it))
        })
    }
}

/// What is behind a line, nearest first.
struct Chain {
    line: u32,
    links: Vec<(&'static str, String)>,
}

/// Shows an issued document.
pub(super) async fn show(call: &Call) -> Result<Answer, Problem> {
    let named = months::named(call).await?;
    let path = format!("/documents/{}", named.reference);
    page(call, named, path).await
}

/// Names the tax document of an issued document.
pub(super) async fn name_tax_document(call: &Call) -> Result<Answer, Problem> {
    let Named { reference, .. } = months::named(call).await?;
    let field = |name| call.field(name).unwrap_or_default();
    let (dated, state) = (field("dated"), field("state"));
    let dated = dated.parse().map_err(|_| Refusal::ParameterUnreadable {
        name: "dated",
        value: dated,
        example: "2026-11-21",
    })?;
    let Some(state) = TaxState::read(&state) else {
        let refusal =
            Refusal::ParameterUnreadable { name: "state", value: state, example: "accepted" };
        return Err(refusal.into());
    };
    let tax = TaxDocument { kind: field("kind"), folio: field("folio"), dated, state };
    billing::name_tax_document(&call.service.database, &reference, &tax).await?;
    Ok(Answer::see(format!("/documents/{reference}")))
}

/// Shows the month of a customer: its draft, or the document that was issued of it.
pub(super) async fn of_customer(call: &Call) -> Result<Answer, Problem> {
    let named = months::month_of_customer(call).await?;
    if let Found::Document(document) = &named.shown.found {
        return Ok(Answer::see(format!("/documents/{}", document.number)));
    }
    let (customer, period) = named.reference.split_once('/').unwrap_or_default();
    let path = format!("/customers/{customer}/months/{period}");
    page(call, named, path).await
}

async fn page(call: &Call, named: Named, path: String) -> Result<Answer, Problem> {
    let Named { shown, reference, name } = named;
    if call.parameters.text("format").is_some() {
        return months::given(call, &shown, &name, Absent::NoDocument { reference });
    }
    let line: Option<u32> = call.parameters.read("line", "2")?;
    let explained = match line {
        Some(line) => Some(books::explain(&call.service.database, &reference, line).await?),
        None => None,
    };
    let view = worded(call.lang, |words| {
        papers::as_paper(&shown, |paper| InvoiceView::line_by_line(paper, words))
    });
    let statement = shown.statement();
    let frame = Frame::of(call, Section::Months, view.full_title.clone());
    let is_draft = matches!(shown.found, Found::Draft(_));
    let role = call.caller.as_ref().map(|it| it.role);
    frame::shown(&Page {
        may_name: !is_draft && role.is_some_and(|it| it.may(Permission::IssueMonths)),
        tax: shown.tax.clone(),
        explained: explained.as_ref().map(|it| chain(it, &frame)),
        is_draft,
        period: statement.period.to_string(),
        month: capital_month(statement.period, call.lang),
        customer: statement.customer.clone(),
        path,
        view,
        frame,
    })
}

fn chain(explained: &Explained, frame: &Frame) -> Chain {
    let Explained { line, behind, events, derived, .. } = explained;
    let Behind { pricing, about, .. } = behind;
    let mut links: Vec<(&'static str, String)> = Vec::new();
    let mut add = |en, es, value: String| {
        if !value.is_empty() {
            links.push((frame.say(en, es), value));
        }
    };
    add("Arithmetic", "Cálculo", line.explanation(pricing, frame.lang));
    for (code, billed, terms) in about {
        add(
            "Billed as",
            "Facturado como",
            format!("{code}: {}", billed.explanation(terms, frame.lang)),
        );
    }
    add("Ticket", "Ticket", line.ticket().to_owned());
    add("Rules", "Reglas", line.rules.join(", "));
    let agreed = behind.weight == Some(Source::Contract);
    let entry = line.entry_id().map(|it| it.as_str().to_owned()).unwrap_or_default();
    match agreed {
        true => add(
            "Weight agreed in contract",
            "MRU unitario acordado en el contrato",
            pricing.contract.clone(),
        ),
        false => add("Rate card entry", "Entrada de la tarifa", entry),
    }
    add("Derived as", "Derivado como", derived.clone().unwrap_or_default());
    add("Rate card", "Tarifa", rate_card(pricing));
    add("Price of an MRU", "Valor de un MRU", text::usd(pricing.mru_price_usd, frame.lang));
    for event in events {
        add("Event", "Evento", of_event(event, frame));
    }
    Chain { line: line.line, links }
}

/// An event in a line: its id, what happened and when, and its entry in the chain.
fn of_event(event: &EventRecord, frame: &Frame) -> String {
    let EventRecord { sequence, recorded_at, content } = event;
    let fields: Json = serde_json::from_str(content).unwrap_or_default();
    let field = |name: &str| fields[name].as_str().unwrap_or_default().to_owned();
    let (id, what, at) = (field("id"), field("type"), field("at"));
    let (recorded, entry) = (frame.say("recorded", "registrado"), frame.say("entry", "entrada"));
    format!("{id}: {what} {at}; {recorded} {recorded_at}, {entry} {sequence}")
}

/// The rate card, or the one whose weights the contract locks (R77).
fn rate_card(pricing: &Pricing) -> String {
    match &pricing.weights {
        Some(locked) => format!("{} · {}", pricing.rate_card, locked.rate_card),
        None => pricing.rate_card.clone(),
    }
}
