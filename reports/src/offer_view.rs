//! What a quote shows besides its components: who quotes to whom, what the contract adds, the twelve
//! months, what was assumed and what was left out.

use mru_core::{
    account::Party,
    offer::{AddedLine, Assumption, Caveat, Excluded, Head, Offer},
    text::{number, usd},
};
use rust_decimal::Decimal;
use serde::Serialize;

use super::{
    figures::{Fact, short_hash},
    invoice_view::PartyView,
    quote_view::{QuoteView, offer::acceptance},
    wording::Wording,
};

/// A quote to be shown: a draft, or an issued one.
#[derive(Clone, Copy, Debug)]
pub struct OfferDocument<'a> {
    /// What is quoted.
    pub offer: &'a Offer,
    /// What is stated about it.
    pub head: &'a Head,
    /// Its number; none for a draft.
    pub number: Option<&'a str>,
    /// Its hash; none for a draft.
    pub hash: Option<&'a str>,
}

/// A row of what a month costs.
#[derive(Clone, Debug, Serialize)]
pub struct OfferRow {
    /// What it is, with its arithmetic.
    pub label: String,
    /// The amount with its currency.
    pub money: String,
}

/// What a quote shows besides its components.
#[derive(Clone, Debug, Serialize)]
pub struct OfferView {
    /// Number, parties, contact, contract, hash.
    pub facts: Vec<Fact>,
    /// The components, and what the contract adds.
    pub rows: Vec<OfferRow>,
    /// A month, before tax.
    pub monthly: String,
    /// Twelve months, before tax.
    pub twelve_months: String,
    /// What has to be known of the contract.
    pub caveats: Vec<String>,
    /// What was assumed.
    pub assumptions: Vec<String>,
    /// What was left out by intent.
    pub excluded: Vec<String>,
    /// What else is said.
    pub notes: Vec<String>,
}

impl QuoteView {
    /// Makes the view of a draft or an issued quote in the language of `words`.
    pub fn of_offer(document: &OfferDocument<'_>, words: &Wording) -> QuoteView {
        let mut view = QuoteView::new(&document.offer.quote, words);
        let addressee = &document.head.addressee.name;
        if !addressee.is_empty() {
            view.customer.clone_from(addressee);
        }
        let offer = OfferView::new(document, words);
        view.number = document.number.unwrap_or_default().to_owned();
        view.headline.clone_from(&offer.monthly);
        view.acceptance =
            acceptance(document.offer.monthly, document.offer.quote.valid_until, words);
        // What twelve months cost is said with what the contract adds.
        view.year = String::new();
        view.offer = Some(offer);
        view
    }
}

impl OfferView {
    fn new(document: &OfferDocument<'_>, words: &Wording) -> OfferView {
        let OfferDocument { offer, head, .. } = *document;
        let money = |amount: mru_core::units::Usd| usd(amount.as_decimal(), words.lang());
        let components = OfferRow {
            label: words.get("offer-components"),
            money: money(offer.quote.priced.total.usd),
        };
        let added = |line| OfferRow { label: added(line, words), money: money(line.usd()) };
        OfferView {
            facts: facts(document, words),
            rows: std::iter::once(components).chain(offer.added.iter().map(added)).collect(),
            monthly: money(offer.monthly),
            twelve_months: money(offer.twelve_months),
            caveats: offer.caveats.iter().map(|it| caveat(it, words)).collect(),
            assumptions: head.assumptions.iter().map(|it| assumption(it, words)).collect(),
            excluded: head.excluded.iter().map(excluded).collect(),
            notes: head.notes.lines().map(str::to_owned).filter(|it| !it.is_empty()).collect(),
        }
    }
}

fn facts(document: &OfferDocument<'_>, words: &Wording) -> Vec<Fact> {
    let OfferDocument { offer, head, number, hash } = *document;
    let fact = |key: &str, value: String| Fact::new(words.get(key), value);
    let number = number.map_or_else(|| words.get("offer-draft"), str::to_owned);
    let version = match head.supersedes.as_str() {
        "" => String::new(),
        before => {
            let version = head.version.to_string();
            words.with("offer-version-value", &[("version", &version), ("number", before)])
        }
    };
    let contract = head.agreed.as_ref().map(|agreed| {
        let since = words.date(agreed.effective_from);
        let (customer, hash) = (&agreed.customer, short_hash(&agreed.hash));
        words.with(
            "offer-agreed-value",
            &[("customer", customer), ("date", &since), ("hash", &hash)],
        )
    });
    let locked = offer.quote.terms.locked_weights();
    let locked = locked.map(|card| format!("{}, {}", card.id(), short_hash(&card.hash)));
    let all = [
        fact("offer-number", number),
        fact("offer-version", version),
        fact("offer-seller", party(&head.seller, words)),
        fact("offer-addressee", party(&head.addressee, words)),
        fact("offer-contact", head.contact.clone()),
        fact("offer-agreed", contract.unwrap_or_default()),
        fact("offer-weights", locked.unwrap_or_default()),
        fact("offer-hash", hash.map(short_hash).unwrap_or_default()),
    ];
    all.into_iter().filter(|fact| !fact.value.is_empty()).collect()
}

/// Name, tax number, address and mail of somebody, as far as they are known.
fn party(party: &Party, words: &Wording) -> String {
    let address = party.address.join(", ");
    let tax_id =
        if party.tax_id.is_empty() { String::new() } else { PartyView::new(party, words).tax_id };
    let parts = [&party.name, &tax_id, &address, &party.email];
    let known: Vec<&str> =
        parts.into_iter().map(String::as_str).filter(|it| !it.is_empty()).collect();
    known.join(" · ")
}

/// A line that the contract adds, with its arithmetic.
fn added(line: &AddedLine, words: &Wording) -> String {
    let lang = words.lang();
    match line {
        AddedLine::Commitment { agreed_mru, missing_mru, .. } => words.with(
            "offer-commitment",
            &[("mru", &number(*agreed_mru, lang)), ("missing", &number(*missing_mru, lang))],
        ),
        AddedLine::Minimum { agreed_usd, .. } => {
            words.with("offer-minimum", &[("usd", &usd(agreed_usd.as_decimal(), lang))])
        }
        AddedLine::Discount { label, percent, base_usd, .. } => {
            let percent = number(percent.as_decimal(), lang);
            let base = usd(base_usd.as_decimal(), lang);
            let said = words.with("offer-discount", &[("percent", &percent), ("base", &base)]);
            if label.is_empty() { said } else { format!("{said}: {label}") }
        }
    }
}

fn caveat(caveat: &Caveat, words: &Wording) -> String {
    let on = |key: &str, day| words.with(key, &[("date", &words.date(day))]);
    match caveat {
        Caveat::Tax { label, percent: Some(percent) } => {
            let percent = number(percent.as_decimal(), words.lang());
            words.with("offer-caveat-tax", &[("label", label), ("percent", &percent)])
        }
        Caveat::Tax { label, percent: None } => {
            words.with("offer-caveat-exempt", &[("label", label)])
        }
        Caveat::ContractBegins { on: day } => on("offer-caveat-begins", *day),
        Caveat::ContractEnds { on: day } => on("offer-caveat-ends", *day),
        Caveat::PriceLockEnds { on: day } => on("offer-caveat-price-lock", *day),
        Caveat::WeightsLockEnds { on: day } => on("offer-caveat-weights-lock", *day),
        Caveat::FloorsOfAll => words.get("offer-caveat-floors"),
        Caveat::ElasticityBilled { allowance_instance_hours } => {
            let hours = number(Decimal::from(*allowance_instance_hours), words.lang());
            words.with("offer-caveat-elasticity", &[("hours", &hours)])
        }
    }
}

fn assumption(assumption: &Assumption, words: &Wording) -> String {
    // Rule and place are for who made the file, in JSON.
    let Assumption { said, .. } = assumption;
    said.get(words.lang()).to_owned()
}

fn excluded(excluded: &Excluded) -> String {
    let Excluded { name, count, .. } = excluded;
    if *count == 1 { name.clone() } else { format!("{count} × {name}") }
}
