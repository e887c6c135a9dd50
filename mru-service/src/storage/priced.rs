//! By which rate cards the issued documents were priced.

use mru_core::calendar::Period;
use sqlx::Row as _;

use super::{
    StoreError, Transaction,
    documents::{self, month},
    stored::{self, PricedBy},
};

/// The rate card that a document names.
#[derive(Clone, Debug, PartialEq, Eq, serde::Deserialize)]
pub(crate) struct NamedCard {
    /// Name and first day, `reference@2026-10-01`.
    #[serde(rename = "rate_card")]
    pub(crate) id: String,
    /// SHA-256 of its files.
    #[serde(rename = "rate_card_hash")]
    pub(crate) hash: String,
}

impl NamedCard {
    fn name(&self) -> &str {
        self.id.split_once('@').map_or(self.id.as_str(), |(name, _)| name)
    }
}

/// By which cards a document was priced.
#[derive(serde::Deserialize)]
pub(super) struct Priced {
    #[serde(flatten)]
    card: NamedCard,
    /// The one whose weights the contract had locked.
    weights: Option<NamedCard>,
}

impl Priced {
    /// Reads it from a document; everything else of that is passed over.
    fn read(number: &str, content: &str) -> Result<Priced, StoreError> {
        let PricedBy { pricing, .. } = stored::read("document", number, content)?;
        Ok(pricing)
    }
}

/// The last month from a first one on that was billed by a card of a name, with its document.
pub(crate) async fn last_month_by(
    transaction: &mut Transaction,
    card: &str,
    first: Period,
) -> Result<Option<(String, Period)>, StoreError> {
    let mut passed = 0_i64;
    loop {
        let rows = sqlx::query("SELECT number, period, content FROM document WHERE period >= $1 AND credits = '' ORDER BY period DESC, sequence LIMIT $2 OFFSET $3")
            .bind(first.to_string())
            .bind(documents::PAGE)
            .bind(passed)
            .fetch_all(transaction.connection())
            .await?;
        for row in &rows {
            let (number, written): (String, String) = (row.try_get(0)?, row.try_get(1)?);
            if Priced::read(&number, &row.try_get::<String, _>(2)?)?.card.name() == card {
                let period = month(&written, &number)?;
                return Ok(Some((number, period)));
            }
        }
        if rows.is_empty() {
            return Ok(None);
        }
        passed = passed.saturating_add(documents::PAGE);
    }
}

/// A document, and a rate card that it names.
#[derive(Clone, Debug)]
pub(crate) struct Naming {
    /// Number of the document.
    pub(crate) number: String,
    /// The card.
    pub(crate) card: NamedCard,
}

/// Every rate card that issued documents name, the one of locked weights too, each with the first
/// document that names it.
pub(crate) async fn named(transaction: &mut Transaction) -> Result<Vec<Naming>, StoreError> {
    let (mut found, mut after): (Vec<Naming>, i64) = (Vec::new(), 0);
    loop {
        let rows = sqlx::query("SELECT number, content, sequence FROM document WHERE sequence > $1 ORDER BY sequence LIMIT $2")
            .bind(after)
            .bind(documents::PAGE)
            .fetch_all(transaction.connection())
            .await?;
        if rows.is_empty() {
            return Ok(found);
        }
        for row in &rows {
            let (number, content): (String, String) = (row.try_get(0)?, row.try_get(1)?);
            after = row.try_get(2)?;
            let Priced { card, weights } = Priced::read(&number, &content)?;
            for card in [card].into_iter().chain(weights) {
                if found.iter().all(|it| it.card.hash != card.hash) {
                    found.push(Naming { number: number.clone(), card });
                }
            }
        }
    }
}
