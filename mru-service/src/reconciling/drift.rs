//! How far the weights of a published card are from what its model gives on the prices, hours and usage
//! of reconciled months; and the card that follows them.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use mru_core::{
    calendar::{Period, Zone},
    cost_model::{self, Drift, DriftInputs, Measured, Model, PriceList},
    rate_card::RateCard,
    units::{ArithmeticError, exact, quotient_up},
};
use rust_decimal::Decimal;

use super::{Input, ReconcilingError, Refusal, keep, prices};
use crate::{
    rate_cards::{self, CardError},
    storage::{Database, KeptReconciliation, Publication},
};

/// Of which card, and on what, the drift is asked.
#[derive(Clone, Copy, Debug)]
pub struct DriftRequest<'a> {
    /// A reconciled month; the card is the one that is in force on its first day.
    pub month: Period,
    /// Further reconciled months whose hours and usage count.
    pub with: &'a [Period],
    /// Name of the card.
    pub card: &'a str,
    /// The text of a price list or snapshot; the prices that were published with the card when absent.
    pub prices: Option<&'a str>,
    /// Whether prices by the hour are for the hours of the months instead of those of the model.
    pub with_hours: bool,
    /// Whether monthly quantities are those that AWS charged instead of those of the model.
    pub with_usage: bool,
}

/// A reconciled month.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
pub struct ReconciledMonth {
    /// The month.
    pub month: Period,
    /// Whether every charge is on an invoice of AWS.
    pub is_final: bool,
    /// Whether it is closed.
    pub is_closed: bool,
}

/// How far the weights of a card are from what its model gives.
#[derive(Clone, Debug, serde::Serialize)]
pub struct CardDrift {
    /// Name and first day of the card.
    pub rate_card: String,
    /// The months.
    pub months: Vec<ReconciledMonth>,
    /// SHA-256 of the prices behind the card, and of those of now.
    pub prices_hashes: [String; 2],
    /// Hours of a month by the model, and those that were taken.
    pub hours: [Decimal; 2],
    /// Whether monthly quantities are those that AWS charged.
    pub with_usage: bool,
    /// By entry.
    pub entries: Vec<Drift>,
}

/// What a card is to be proposed with.
#[derive(Clone, Copy, Debug)]
pub struct ProposeRequest<'a> {
    /// What it follows.
    pub drift: DriftRequest<'a>,
    /// Its first day.
    pub first: NaiveDate,
    /// Who approved it; empty as long as nobody did.
    pub approved_by: &'a str,
}

/// A proposed card: everything that publishing it needs.
#[derive(Clone, Debug)]
pub struct ProposedCard {
    /// Name and first day.
    pub id: String,
    /// The folder of its files below that of all cards.
    pub folder: String,
    /// Its files: names and texts.
    pub files: Vec<(String, String)>,
    /// Its model and prices, by path below the folder of all cards.
    pub sources: BTreeMap<String, String>,
    /// What it follows.
    pub drift: CardDrift,
}

/// Says how far each weight of a card is from what its model gives. Nothing is stored.
///
/// # Errors
///
/// [`Refusal::NotReconciled`], [`Refusal::CardWithoutModel`], [`ReconcilingError::Invalid`] when prices
/// cannot be read or lack one that the model needs.
pub async fn drift(
    database: &Database,
    request: &DriftRequest<'_>,
) -> Result<CardDrift, ReconcilingError> {
    Ok(found(database, request).await?.drift)
}

/// Proposes the card that the model gives on the prices, and where it is asked for on the hours and the
/// usage, of reconciled months. Nothing is stored; the same inputs give the same bytes.
///
/// # Errors
///
/// As [`drift`], and [`ReconcilingError::Invalid`] when the card is none, as with a first day within a
/// month.
pub async fn propose(
    database: &Database,
    request: &ProposeRequest<'_>,
) -> Result<ProposedCard, ReconcilingError> {
    let Found { drift, mut model, prices } = found(database, &request.drift).await?;
    let months: Vec<String> = drift.months.iter().map(|it| it.month.to_string()).collect();
    model.effective_from = Some(request.first);
    model.approved_by = match request.approved_by {
        "" => String::from("not approved yet"),
        name => name.to_owned(),
    };
    model.provenance = format!(
        "derived from the prices {} by the model of {}, after the months {}",
        drift.prices_hashes[1],
        drift.rate_card,
        months.join(", ")
    );
    let text = model.write();
    let derived = rate_cards::derive(&prices, &text).map_err(|error| match error {
        rate_cards::DeriveError::Prices(findings) => Input::PriceList.invalid()(findings),
        rate_cards::DeriveError::Model(findings) | rate_cards::DeriveError::Weights(findings) => {
            Input::Model.invalid()(findings)
        }
    })?;
    let (name, first) = (&model.card, request.first);
    let files = derived.files.iter().cloned().collect();
    let card = Publication::new(files).card();
    let card = card.map_err(|findings| CardError::Invalid { name: name.clone(), findings })?;
    let sources = [
        (format!("models/{name}-{first}.toml"), text),
        (format!("prices/{name}-{first}.csv"), prices),
    ];
    Ok(ProposedCard {
        id: card.id(),
        folder: format!("{name}/{first}"),
        files: derived.files,
        sources: sources.into(),
        drift,
    })
}

/// A drift, with the model that gives it and the text of the prices.
struct Found {
    drift: CardDrift,
    model: Model,
    prices: String,
}

async fn found(database: &Database, request: &DriftRequest<'_>) -> Result<Found, ReconcilingError> {
    let mut asked = [request.with, &[request.month]].concat();
    asked.sort();
    asked.dedup();
    let mut months = Vec::with_capacity(asked.len());
    for month in &asked {
        months.push(keep::last(database, *month).await?);
    }
    let (publication, card) = prices::published(database, request.card, request.month).await?;
    let missing = || Refusal::CardWithoutModel { card: card.id() };
    let published = publication.prices.as_deref().ok_or_else(missing)?;
    let text = request.prices.unwrap_or(published);
    let read = |text| PriceList::read(text).map_err(Input::PriceList.invalid());
    let (prices_before, prices) = (read(published)?, read(text)?);
    let model = publication.model.as_deref().ok_or_else(missing)?;
    let (model, _) = Model::read(model).map_err(Input::Model.invalid())?;
    let hours_before = model.hours_per_month.ok_or(Refusal::ModelWithoutHours)?;
    let hours = if request.with_hours { hours_of(&asked)? } else { hours_before };
    let usage = if request.with_usage { Some(usage_of(&months)?) } else { None };
    let drifted = drift_of(&card, &model, [&prices_before, &prices], hours, usage.as_ref())?;
    let drift = CardDrift {
        rate_card: card.id(),
        months: months.iter().map(state).collect(),
        prices_hashes: [prices_before.hash, prices.hash],
        hours: [hours_before, hours],
        with_usage: request.with_usage,
        entries: drifted.entries,
    };
    Ok(Found { drift, model: drifted.model, prices: text.to_owned() })
}

fn drift_of(
    card: &RateCard,
    model: &Model,
    [prices_before, prices]: [&PriceList; 2],
    hours: Decimal,
    usage: Option<&Measured>,
) -> Result<cost_model::Drifted, ReconcilingError> {
    let hours = Some(hours);
    let inputs = DriftInputs { card, model, prices_before, prices, hours, usage };
    cost_model::drift(&inputs).map_err(Input::PriceList.invalid())
}

fn state(kept: &KeptReconciliation) -> ReconciledMonth {
    let KeptReconciliation { is_closed, reconciliation, .. } = kept;
    let (month, is_final) = (reconciliation.month, reconciliation.is_final);
    ReconciledMonth { month, is_final, is_closed: *is_closed }
}

/// The hours of the months in UTC, by which AWS bills; of several their mean, up to a millionth.
fn hours_of(months: &[Period]) -> Result<Decimal, ReconcilingError> {
    let hours = months.iter().map(|month| {
        let (start, end) = month.bounds(Zone::UTC);
        end.signed_duration_since(start).num_hours()
    });
    let mean = quotient_up(Decimal::from(hours.sum::<i64>()), Decimal::from(months.len()), 6);
    Ok(mean.ok_or(ArithmeticError { step: "reading the hours of a month" })?)
}

/// What was measured in all months together.
fn usage_of(months: &[KeptReconciliation]) -> Result<Measured, ReconcilingError> {
    const STEP: &str = "adding measured usage";
    let mut all = Measured::new();
    for month in months {
        for (key, usage) in month.reconciliation.measured_usage()? {
            match all.get_mut(&key) {
                Some(sum) => {
                    sum.charged = exact::add(sum.charged, usage.charged, STEP)?;
                    sum.expected = exact::add(sum.expected, usage.expected, STEP)?;
                }
                None => {
                    all.insert(key, usage);
                }
            }
        }
    }
    Ok(all)
}

impl From<ArithmeticError> for ReconcilingError {
    fn from(_: ArithmeticError) -> ReconcilingError {
        Refusal::CostsTooLong.into()
    }
}
