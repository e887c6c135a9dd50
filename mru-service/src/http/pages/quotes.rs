//! Quotes that are kept: the list, one of them, and what is done with it: issue, link, withdraw.

use askama::Template;
use axum::http::StatusCode;
use mru_core::{
    Format,
    offer::{AddedLine, Assumption, Offer, OfferPaper},
    text,
    units::Usd,
};
use reports::figures::{amount, short_hash};
use reports::quote_view::QuoteView;

use super::{
    super::{answer::Answer, call::Call, page, problem::Problem, stored_quotes},
    figures::{day as written_day, money, worded},
    frame::{self, Frame, Section},
};
use crate::{
    callers::Permission,
    quotes::{
        self, Act, Done, DraftRequest, Found, IssueRequest, LinkRequest, ListRequest, State,
        StoredLink, Withdrawal,
    },
};

/// Drafts that a list shows.
const DRAFTS: usize = 50;

#[derive(Template)]
#[template(path = "quotes.html")]
struct Quotes {
    frame: Frame,
    drafts: Vec<DraftRow>,
    rows: Vec<QuoteRow>,
    next: String,
    may_issue: bool,
    may_copy: bool,
}

struct DraftRow {
    id: String,
    customer: String,
    revises: String,
}

struct QuoteRow {
    number: String,
    name: String,
    state: &'static str,
    class: &'static str,
    total: String,
    issued: String,
    valid: String,
}

#[derive(Template)]
#[template(path = "stored_quote.html")]
struct StoredQuotePage {
    frame: Frame,
    reference: String,
    is_draft: bool,
    /// Whether it may still be accepted.
    is_open: bool,
    state: &'static str,
    class: &'static str,
    said: String,
    addressee: String,
    total: String,
    year: String,
    facts: Vec<(&'static str, String)>,
    view: QuoteView,
    added: Vec<(String, String)>,
    links: Vec<LinkRow>,
    may_issue: bool,
    /// The link that was just made; it is shown this once.
    made: String,
}

struct LinkRow {
    made: String,
    until: String,
    openings: i64,
    is_over: bool,
}

/// Lists quotes, drafts first.
pub(super) async fn list(call: &Call) -> Result<Answer, Problem> {
    let (database, today, lang) = (&call.service.database, call.day()?, call.lang);
    let after: i64 = call.parameters.read("after", "12")?.unwrap_or(0);
    let frame = Frame::of(call, Section::Quotes, "");
    let mut drafts = Vec::new();
    if stored_quotes::sees_drafts(call) && after == 0 {
        let (found, _) = quotes::listed_drafts(database, call.only(), (0, DRAFTS)).await?;
        drafts.extend(found.into_iter().map(|it| DraftRow {
            id: it.id,
            customer: it.draft.customer,
            revises: it.draft.revises,
        }));
    }
    let wanted = ListRequest { customer: call.only(), state: None, day: today };
    let (found, next) =
        quotes::listed_quotes(database, &wanted, (after, page::most(call)?)).await?;
    let rows = found.iter().map(|it| {
        let (state, class) = state(it.state(today), &frame);
        QuoteRow {
            number: it.number.clone(),
            name: it.paper.head.addressee.name.clone(),
            state,
            class,
            total: amount(Usd::of_cents(it.total_cents), lang),
            issued: written_day(it.issued_on, lang),
            valid: written_day(it.valid_until, lang),
        }
    });
    let title = frame.say("Quotes", "Cotizaciones").to_owned();
    let rows = rows.collect();
    frame::shown(&Quotes {
        rows,
        frame: Frame { title, ..frame },
        drafts,
        next: next.map(|it| it.to_string()).unwrap_or_default(),
        may_issue: may_issue(call),
        may_copy: call.role().is_some_and(|role| role.may(Permission::ReadMetering)),
    })
}

fn may_issue(call: &Call) -> bool {
    call.role().is_some_and(|role| role.may(Permission::IssueQuotes))
}

const fn state(state: State, frame: &Frame) -> (&'static str, &'static str) {
    match state {
        State::Issued => (frame.say("Issued", "Emitida"), "half"),
        State::Expired => (frame.say("Expired", "Vencida"), "calm"),
        State::Accepted => (frame.say("Accepted", "Aceptada"), "full good"),
        State::Withdrawn => (frame.say("Withdrawn", "Retirada"), "calm"),
        State::Superseded => (frame.say("Superseded", "Reemplazada"), "calm"),
    }
}

/// Shows a quote or a draft.
pub(super) async fn show(call: &Call) -> Result<Answer, Problem> {
    if call.parameters.text("format").is_some() {
        return stored_quotes::show(call).await;
    }
    page(call, String::new()).await
}

async fn page(call: &Call, made: String) -> Result<Answer, Problem> {
    let reference = stored_quotes::seen(call, "number").await?.to_owned();
    let (database, today, lang) = (&call.service.database, call.day()?, call.lang);
    let found = quotes::find(database, &reference, today).await?;
    let frame = Frame::of(call, Section::Quotes, reference.clone());
    let mut links = Vec::new();
    if matches!(found, Found::Quote(_)) && may_issue(call) {
        links = quotes::links(database, &reference).await?;
    }
    let row = |it: &StoredLink| LinkRow {
        made: it.made_at.chars().take(10).collect(),
        until: written_day(it.link.last_day, lang),
        openings: it.openings,
        is_over: it.ended_at.is_some() || it.link.last_day < today,
    };
    let (offer, paper, stands) = match &found {
        Found::Draft(draft) => {
            (&draft.offer, OfferPaper::of(&draft.offer, draft.head.clone()), None)
        }
        Found::Quote(quote) => {
            (&quote.offer, quote.stored.paper.clone(), Some(quote.stored.state(today)))
        }
    };
    let (word, class) = stands.map_or((frame.say("Draft", "Borrador"), ""), |it| state(it, &frame));
    let view = worded(lang, |words| QuoteView::new(&offer.quote, words));
    frame::with_status(
        &StoredQuotePage {
            is_draft: stands.is_none(),
            is_open: stands == Some(State::Issued),
            state: word,
            class,
            said: said(&paper, stands, &frame),
            addressee: paper.head.addressee.name.clone(),
            total: money(offer.monthly, lang),
            year: money(offer.twelve_months, lang),
            facts: facts(&paper, &frame),
            added: added(offer, &frame),
            links: links.iter().map(row).collect(),
            may_issue: may_issue(call),
            reference,
            view,
            made,
            frame,
        },
        StatusCode::OK,
    )
}

/// What holds of it, in a sentence.
fn said(paper: &OfferPaper, stands: Option<State>, frame: &Frame) -> String {
    let until = written_day(paper.head.valid_until, frame.lang);
    let (en, es) = match stands {
        None => (
            "Priced for today; nothing is fixed until it is issued.",
            "Calculada para hoy; nada queda fijo hasta que se emita.",
        ),
        Some(State::Issued) => ("It may be accepted until", "Se puede aceptar hasta el"),
        Some(State::Expired) => ("It could be accepted until", "Se podía aceptar hasta el"),
        Some(State::Accepted) => ("It was accepted.", "Fue aceptada."),
        Some(State::Withdrawn) => ("It was taken back.", "Fue retirada."),
        Some(State::Superseded) => {
            ("A newer version took its place.", "Una versión nueva la reemplazó.")
        }
    };
    match stands {
        Some(State::Issued | State::Expired) => format!("{} {until}.", frame.say(en, es)),
        _ => frame.say(en, es).to_owned(),
    }
}

fn facts(paper: &OfferPaper, frame: &Frame) -> Vec<(&'static str, String)> {
    let (head, lang) = (&paper.head, frame.lang);
    let all = [
        (frame.say("Priced for", "Calculada para el"), written_day(head.as_of, lang)),
        (frame.say("Valid until", "Válida hasta"), written_day(head.valid_until, lang)),
        (frame.say("Seller", "Vendedor"), head.seller.name.clone()),
        (frame.say("Contact", "Contacto"), head.contact.clone()),
        (frame.say("Contract", "Contrato"), paper.pricing.contract.clone()),
        (frame.say("Rate card", "Tarifa"), paper.pricing.rate_card.clone()),
        (frame.say("Version", "Versión"), head.version.to_string()),
        (frame.say("Supersedes", "Reemplaza a"), head.supersedes.clone()),
        (frame.say("Deployment hash", "Hash del despliegue"), short_hash(&paper.deployment_hash)),
    ];
    all.into_iter().filter(|(_, value)| !value.is_empty()).collect()
}

/// What the contract adds to the components, with what it comes to.
fn added(offer: &Offer, frame: &Frame) -> Vec<(String, String)> {
    let lang = frame.lang;
    let label = |line: &AddedLine| match line {
        AddedLine::Commitment { agreed_mru, .. } => {
            let unused = frame.say("Commitment not used, of", "Compromiso no utilizado, de");
            format!("{unused} {} MRU", text::number(*agreed_mru, lang))
        }
        AddedLine::Minimum { agreed_usd, .. } => {
            let up_to = frame.say("Up to the minimum of", "Ajuste por mínimo mensual de");
            format!("{up_to} {}", money(*agreed_usd, lang))
        }
        AddedLine::Discount { label, percent, .. } => {
            let percent = text::number(percent.as_decimal(), lang);
            let name = if label.is_empty() { frame.say("Discount", "Descuento") } else { label };
            format!("{name} {percent} %")
        }
    };
    offer.added.iter().map(|it| (label(it), amount(it.usd(), lang))).collect()
}

/// Keeps a deployment as a draft, with what was assumed of it.
pub(super) async fn save(
    call: &Call,
    (text, format): (&str, Format),
    assumptions: Vec<Assumption>,
) -> Result<Answer, Problem> {
    let customer = call.field("customer").filter(|it| !it.trim().is_empty());
    let customer = call.only().map(str::to_owned).or(customer);
    let contact = call.field("contact").unwrap_or_default();
    let request = DraftRequest {
        customer: customer.as_deref(),
        contact: contact.trim(),
        assumptions,
        ..DraftRequest::new(text, format)
    };
    match quotes::record(&call.service.database, &Act::Save(request)).await? {
        Done::Draft(draft) => Ok(Answer::see(format!("/quotes/{}", draft.id))),
        _ => Ok(Answer::see(String::from("/quotes"))),
    }
}

/// Issues a draft.
pub(super) async fn issue(call: &Call) -> Result<Answer, Problem> {
    let draft = stored_quotes::seen(call, "number").await?;
    let request = IssueRequest { draft, day: call.day()?, valid_days: None };
    match quotes::record(&call.service.database, &Act::Issue(request)).await? {
        Done::Quote(quote) => Ok(Answer::see(format!("/quotes/{}", quote.number))),
        _ => Ok(Answer::see(String::from("/quotes"))),
    }
}

/// Makes a link that opens the quote, and shows it this once.
pub(super) async fn link(call: &Call) -> Result<Answer, Problem> {
    let number = stored_quotes::seen(call, "number").await?;
    let request = LinkRequest { number, day: call.day()?, days: None, mail_to: None };
    let done = quotes::record(&call.service.database, &Act::Link(request)).await?;
    let made = match &done {
        Done::Link(made) => {
            let origin = call.visit.as_ref().map(|it| it.origin.as_str()).unwrap_or_default();
            format!("{origin}/q/{}", made.secret.reveal())
        }
        _ => String::new(),
    };
    page(call, made).await
}

/// Takes a quote back.
pub(super) async fn withdraw(call: &Call) -> Result<Answer, Problem> {
    let number = stored_quotes::seen(call, "number").await?;
    let (reason, via) = (call.field("reason").unwrap_or_default(), format!("page {}", call.name()));
    let asked = Withdrawal { number, day: call.day()?, reason: reason.trim(), via: &via };
    quotes::record(&call.service.database, &Act::Withdraw(asked)).await?;
    Ok(Answer::see(format!("/quotes/{number}")))
}
