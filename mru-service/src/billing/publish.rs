//! Publishes a rate card into the store, and shows what it changes for each customer first.

use chrono::NaiveDate;
use mru_core::{
    Finding,
    account::{Account, Supplier},
    calendar::Period,
    invoice::{LineKind, Statement},
    rate_card::{RateCard, RateCards},
    units::Usd,
};
use rust_decimal::Decimal;

use super::{BillingError, PAGE, PublishRefusal, cards, facts::Stored, load};
use crate::{
    storage::{
        Database, Publication, StoreError, Transaction, cards as stored_cards, parties, priced,
    },
    witness::seal::seal,
};

/// Days between publication and first day (R76).
pub const NOTICE_DAYS: i64 = 30;

/// Why a rate card is not published.
#[derive(Debug)]
pub enum PublishError {
    /// The store, or what it holds.
    Billing(BillingError),
    /// The files are no rate card.
    Invalid(Vec<Finding>),
    /// What was asked for is not possible.
    Refused(PublishRefusal),
}

impl From<PublishRefusal> for PublishError {
    fn from(refusal: PublishRefusal) -> PublishError {
        PublishError::Refused(refusal)
    }
}

impl<E: Into<BillingError>> From<E> for PublishError {
    fn from(error: E) -> PublishError {
        PublishError::Billing(error.into())
    }
}

/// What is to be published.
#[derive(Clone, Debug)]
pub struct PublishRequest {
    /// The card with all that belongs to it.
    pub publication: Publication,
    /// Whether fewer days of notice than R76 asks for are meant.
    pub short_notice: bool,
    /// The day of publication.
    pub today: NaiveDate,
}

/// What publishing did, or would do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Published {
    /// Name and first day of the card.
    pub id: String,
    /// SHA-256 of its files.
    pub hash: String,
    /// Whether it had been published before.
    pub already: bool,
    /// Days of notice, when they are fewer than R76 asks for.
    pub short_notice_days: Option<i64>,
}

impl PublishRequest {
    fn card(&self) -> Result<RateCard, PublishError> {
        self.publication.card().map_err(PublishError::Invalid)
    }
}

impl Published {
    /// A card that is published now, with the notice that it needs.
    fn of(card: &RateCard) -> Published {
        let (id, hash) = (card.id(), card.hash.clone());
        Published { id, hash, already: false, short_notice_days: None }
    }
}

/// What a card changes for a customer: a month under the cards of now, and with the new one.
#[derive(Clone, Debug, serde::Serialize)]
pub struct Effect {
    /// Id of the customer.
    pub customer: String,
    /// The month, with everything that is metered now.
    pub period: Period,
    /// Without the new card; nothing when no card of the name is in force.
    pub before: Option<Month>,
    /// With it; nothing when the customer cannot be billed by it.
    pub after: Option<Month>,
    /// Why the customer cannot be billed by it.
    #[serde(skip)]
    pub findings: Vec<Finding>,
}

/// A month of a customer: without charges made once, corrections and tax.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Month {
    /// The rate card.
    pub rate_card: String,
    /// MRUs.
    pub mru: Decimal,
    /// USD per MRU, as the contract has it.
    pub mru_price_usd: Decimal,
    /// What the month costs, in USD.
    pub usd: Usd,
}

impl Effect {
    /// What the month costs more, in USD.
    pub fn difference(&self) -> Option<Usd> {
        self.after.as_ref()?.usd.minus(self.before.as_ref()?.usd).ok()
    }
}

/// Records cards in the store, for good: all or none.
///
/// Cards by which documents of a store from before were priced are recorded as what they were.
///
/// # Errors
///
/// [`PublishError`].
pub async fn publish(
    database: &Database,
    asked: &[PublishRequest],
) -> Result<Vec<Published>, PublishError> {
    let read = |it: &PublishRequest| Ok((it.publication.clone(), it.card()?));
    let cards = asked.iter().map(read).collect::<Result<Vec<_>, PublishError>>()?;
    let (mut transaction, kept) = cards::write_to_publish(database, &cards).await?;
    let (mut published, mut is_new) = (Vec::with_capacity(asked.len()), !kept.is_empty());
    for (asked, (_, card)) in asked.iter().zip(&cards) {
        if kept.contains(&card.hash) {
            published.push(Published::of(card));
            continue;
        }
        let judged = judge(&mut transaction, asked, card).await?;
        if !judged.already {
            if let Some(days) = judged.short_notice_days.filter(|_| !asked.short_notice) {
                let first = card.effective_from;
                return Err(PublishRefusal::ShortNotice { card: judged.id, first, days }.into());
            }
            let mut publication = asked.publication.clone();
            publication.short_notice_days = judged.short_notice_days;
            stored_cards::put(&mut transaction, &publication, card).await?;
            is_new = true;
        }
        published.push(judged);
    }
    if is_new {
        seal(&mut transaction, database.keys()).await?;
    }
    crate::crash::point("publish.before-commit");
    transaction.commit().await?;
    crate::crash::point("publish.after-commit");
    Ok(published)
}

/// Says what publishing would do, and keeps nothing.
///
/// # Errors
///
/// As [`publish`], but for [`PublishRefusal::ShortNotice`].
pub async fn preview_publication(
    database: &Database,
    asked: &PublishRequest,
) -> Result<Published, PublishError> {
    let mut transaction = database.read().await?;
    let card = asked.card()?;
    let published = if cards::is_of_before(&mut transaction, &card).await? {
        Published::of(&card)
    } else {
        judge(&mut transaction, asked, &card).await?
    };
    transaction.rollback().await?;
    Ok(published)
}

/// What a card would change for each customer that uses it, by customer.
///
/// # Errors
///
/// [`PublishError::Billing`] when facts cannot be read, [`PublishError::Invalid`],
/// [`PublishRefusal::RateCardsOverlap`].
pub async fn effects(
    database: &Database,
    asked: &PublishRequest,
) -> Result<Vec<Effect>, PublishError> {
    let mut transaction = database.read().await?;
    let card = asked.card()?;
    let before = cards::of_store(&mut transaction).await?;
    if before.by_hash(&card.hash).is_some() || cards::is_of_before(&mut transaction, &card).await? {
        return Ok(Vec::new());
    }
    let after = with(&before, &card)?;
    let period = Period::of(card.effective_from.max(asked.today));
    let customers = parties::customers(&mut transaction).await?;
    let supplier = parties::suppliers(&mut transaction).await?.pop().map(|(_, _, it)| it);
    let name = card.header.card.clone();
    let asked = supplier.map(|supplier| Asked { name, period, supplier, before, after });
    let mut effects = Vec::new();
    let mut rest = &customers[..];
    while let (Some(asked), false) = (&asked, rest.is_empty()) {
        let page = load::page(&mut transaction, rest).await?;
        let loaded = load::load_rows(&mut transaction, &page, period).await?;
        let asked = asked.clone();
        let of = move |customer: &str, stored: &Stored| effect(customer, stored, &asked);
        effects.extend(load::each(loaded, of).await.1.into_iter().flatten());
        rest = page.rest;
    }
    transaction.rollback().await?;
    Ok(effects)
}

#[derive(Clone)]
struct Asked {
    name: String,
    period: Period,
    supplier: Supplier,
    before: RateCards,
    after: RateCards,
}

fn effect(customer: &str, stored: &Stored, asked: &Asked) -> Option<Effect> {
    let period = asked.period;
    let id = customer.to_owned();
    let facts = match stored.read() {
        Ok(facts) => facts,
        Err(fault) => {
            let findings = vec![fault.finding(customer)];
            return Some(Effect { customer: id, period, before: None, after: None, findings });
        }
    };
    if facts.rate_card_in(period) != Some(asked.name.as_str()) {
        return None;
    }
    let before = facts.projected(period, &asked.supplier, &asked.before).ok().flatten();
    let (after, findings) = match facts.projected(period, &asked.supplier, &asked.after) {
        Ok(None) => return None,
        Ok(Some(after)) => (month(&after), Vec::new()),
        Err(findings) => (None, findings),
    };
    let before = before.as_ref().and_then(month);
    Some(Effect { customer: id, period, before, after, findings })
}

/// The month of a statement; nothing when its lines cannot be added up.
fn month(statement: &Statement) -> Option<Month> {
    let pricing = &statement.pricing;
    let once = |kind: LineKind| {
        matches!(
            kind,
            LineKind::OneOff
                | LineKind::Correction
                | LineKind::Credit
                | LineKind::Debit
                | LineKind::Tax
        )
    };
    let mut every = statement.lines.iter().filter(|line| !once(line.kind())).map(|line| line.usd);
    let usd = every.try_fold(Usd::ZERO, |sum, usd| sum.plus(usd).ok())?;
    Some(Month {
        rate_card: pricing.rate_card.clone(),
        mru: statement.totals.mru,
        mru_price_usd: pricing.mru_price_usd,
        usd,
    })
}

/// Judges a publication by what the store holds.
async fn judge(
    transaction: &mut Transaction,
    asked: &PublishRequest,
    card: &RateCard,
) -> Result<Published, PublishError> {
    let before = cards::of_store(transaction).await?;
    let already = before.by_hash(&card.hash).is_some();
    let mut published = Published { already, ..Published::of(card) };
    if published.already {
        return Ok(published);
    }
    with(&before, card)?;
    let first = Period::of(card.effective_from);
    let name = &card.header.card;
    if let Some((number, period)) = priced::last_month_by(transaction, name, first).await? {
        let (card, first) = (card.id(), card.effective_from);
        return Err(PublishRefusal::RateCardInIssuedMonth { card, first, number, period }.into());
    }
    let notice = card.effective_from.signed_duration_since(asked.today).num_days();
    if notice < NOTICE_DAYS && is_used(transaction, card).await? {
        published.short_notice_days = Some(notice);
    }
    Ok(published)
}

/// The cards of a store and a new one.
fn with(before: &RateCards, card: &RateCard) -> Result<RateCards, PublishError> {
    let all = before.all().iter().map(|card| RateCard::clone(card)).chain([card.clone()]);
    Ok(RateCards::new(all).map_err(|overlap| PublishRefusal::RateCardsOverlap { overlap })?)
}

/// Whether the contract of any customer names a card on its first day or later.
async fn is_used(transaction: &mut Transaction, card: &RateCard) -> Result<bool, StoreError> {
    let customers = parties::customers(transaction).await?;
    for page in customers.chunks(PAGE) {
        let (Some(first), Some(last)) = (page.first(), page.last()) else { continue };
        let accounts = parties::accounts(transaction, first, last).await?;
        for (index, stored) in accounts.iter().enumerate() {
            let Account { id, contract, .. } = &stored.account;
            let next = accounts.get(index.saturating_add(1)).filter(|it| it.account.id == *id);
            let until = next.and_then(|it| it.account.effective_from);
            let ends_before = until.is_some_and(|until| until <= card.effective_from);
            if contract.rate_card == card.header.card && !ends_before {
                return Ok(true);
            }
        }
    }
    Ok(false)
}
