//! Quotes as JSON.

use chrono::NaiveDate;
use mru_core::{
    Lang,
    offer::{Difference, Head, Offer, OfferPaper},
};
use serde_json::{Value as Json, json};

use crate::quotes::{Found, QuoteEnd, QuoteLink, StoredDraft, StoredLink, StoredQuote};

/// A quote as it stands on a day, or a draft as it would be issued then.
pub fn stored_quote(found: &Found, day: NaiveDate, lang: Lang) -> Json {
    match found {
        Found::Draft(draft) => {
            let mut shown = offered(&draft.offer, &draft.head, lang);
            shown["draft"] = json!(draft.stored.id);
            shown
        }
        Found::Quote(quote) => {
            let mut shown = offered(&quote.offer, &quote.stored.paper.head, lang);
            let brief = quote_in_brief(&quote.stored, day);
            for field in ["number", "draft", "state", "issued_on", "hash", "end"] {
                shown[field] = brief[field].clone();
            }
            shown
        }
    }
}

/// What is quoted, with everything that is stated about it.
fn offered(offer: &Offer, head: &Head, lang: Lang) -> Json {
    let mut shown = offer.quote.to_json(lang);
    let paper = OfferPaper::of(offer, head.clone());
    let assumptions = head
        .assumptions
        .iter()
        .map(|it| json!({ "rule": it.rule, "path": it.path, "said": it.said.get(lang) }));
    let fields = json!({
        "number": null,
        "draft": null,
        "state": "draft",
        "issued_on": null,
        "hash": null,
        "end": null,
        "version": head.version,
        "supersedes": named(&head.supersedes),
        "customer": head.agreed.as_ref().map(|it| &it.customer),
        "agreed": head.agreed,
        "seller": head.seller,
        "addressee": head.addressee,
        "contact": head.contact,
        "notes": head.notes,
        "added": offer.added,
        "caveats": offer.caveats,
        "monthly_usd": offer.monthly,
        "twelve_months_usd": offer.twelve_months,
        "assumptions": assumptions.collect::<Vec<_>>(),
        "excluded": head.excluded,
        "pinned": { "deployment": paper.deployment, "pricing": paper.pricing },
    });
    if let (Some(shown), Json::Object(fields)) = (shown.as_object_mut(), fields) {
        shown.extend(fields);
    }
    shown
}

/// A text, or nothing when it is empty.
fn named(text: &str) -> Option<&str> {
    Some(text).filter(|it| !it.is_empty())
}

/// What a list shows of a quote, as it stands on a day.
pub fn quote_in_brief(quote: &StoredQuote, day: NaiveDate) -> Json {
    let head = &quote.paper.head;
    json!({
        "document": "quote",
        "number": quote.number,
        "draft": quote.draft,
        "state": quote.state(day),
        "customer": named(&quote.customer),
        "addressee_name": head.addressee.name,
        "issued_on": quote.issued_on,
        "valid_until": quote.valid_until,
        "version": head.version,
        "supersedes": named(&quote.supersedes),
        "total_mru": quote.paper.totals.mru,
        "monthly_usd": quote.paper.totals.monthly_usd,
        "twelve_months_usd": quote.paper.totals.twelve_months_usd,
        "hash": quote.hash(),
        "end": quote.end.as_ref().map(end),
    })
}

fn end(end: &QuoteEnd) -> Json {
    json!({
        "state": end.step,
        "day": end.day,
        "by": named(&end.by_name),
        "position": named(&end.position),
        "via": named(&end.via),
        "page_hash": named(&end.page_hash),
        "detail": named(&end.detail),
    })
}

/// What a list shows of a draft.
pub fn draft_in_brief(stored: &StoredDraft) -> Json {
    let draft = &stored.draft;
    json!({
        "document": "quote-draft",
        "draft": stored.id,
        "customer": named(&draft.customer),
        "language": draft.language,
        "revises": named(&draft.revises),
        "assumptions": draft.assumptions.len(),
        "excluded": draft.excluded,
    })
}

/// A link without its secret.
pub fn link(link: &QuoteLink) -> Json {
    json!({
        "document": "quote-link",
        "link": link.id,
        "number": link.number,
        "last_day": link.last_day,
    })
}

/// A link as it stands.
pub fn stored_link(stored: &StoredLink) -> Json {
    let mut shown = link(&stored.link);
    shown["made_at"] = json!(stored.made_at);
    shown["ended_at"] = json!(stored.ended_at);
    shown["openings"] = json!(stored.openings);
    shown
}

/// How two quotes differ.
pub fn difference(names: (&str, &str), difference: &Difference) -> Json {
    let mut shown = json!(difference);
    shown["document"] = json!("quote-difference");
    shown["before"] = json!(names.0);
    shown["after"] = json!(names.1);
    shown
}
