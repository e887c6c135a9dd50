//! Which version of a rate card is in force on a day.

use std::sync::Arc;

use chrono::NaiveDate;

use super::RateCard;
use crate::{
    finding::{Finding, Severity},
    text::{Text, listed, nearest, shortened, text},
};

/// All versions of all rate cards at hand.
#[derive(Clone, Debug, Default)]
pub struct RateCards {
    cards: Vec<Arc<RateCard>>,
}

impl RateCards {
    /// Collects rate cards, ordered by name and first day.
    ///
    /// # Errors
    ///
    /// T7 when two versions of a card are in force on the same day.
    pub fn new(cards: impl IntoIterator<Item = RateCard>) -> Result<RateCards, Finding> {
        let mut cards: Vec<Arc<RateCard>> = cards.into_iter().map(Arc::new).collect();
        cards.sort_by(|a, b| {
            (&a.header.card, a.effective_from).cmp(&(&b.header.card, b.effective_from))
        });
        for pair in cards.windows(2) {
            if let [earlier, later] = pair
                && earlier.header.card == later.header.card
                && (earlier.effective_from == later.effective_from
                    || earlier
                        .header
                        .effective_until
                        .is_some_and(|until| until > later.effective_from))
            {
                let (earlier, later) = (earlier.id(), later.id());
                return Err(problem(
                    "T7",
                    text!(
                        "rate cards {earlier} and {later} overlap",
                        "las tarifas {earlier} y {later} se superponen"
                    ),
                ));
            }
        }
        Ok(RateCards { cards })
    }

    /// Returns all versions, ordered by name and first day.
    pub fn all(&self) -> &[Arc<RateCard>] {
        &self.cards
    }

    /// Returns the version of a card that is in force on a day: the last that began by then (R75).
    ///
    /// # Errors
    ///
    /// T8 when there is no such card or none began by then, and T6 when the last one had ended
    /// before the day and no other had begun.
    pub fn select(&self, card: &str, as_of: NaiveDate) -> Result<Arc<RateCard>, Finding> {
        let versions: Vec<&Arc<RateCard>> =
            self.cards.iter().filter(|version| version.header.card == card).collect();
        if versions.is_empty() {
            return Err(self.unknown(card));
        }
        let Some(last) = versions.iter().rev().find(|version| version.effective_from <= as_of)
        else {
            let first = versions
                .first()
                .map(|version| version.effective_from.to_string())
                .unwrap_or_default();
            return Err(problem(
                "T8",
                text!(
                    "no version of rate card `{card}` is in force on {as_of}; the first begins on {first}",
                    "ninguna versión de la tarifa `{card}` rige el {as_of}; la primera comienza el {first}"
                ),
            ));
        };
        match last.header.effective_until {
            Some(until) if until <= as_of => {
                let id = last.id();
                Err(problem(
                    "T6",
                    text!(
                        "there is a gap: rate card {id} ended on {until} and none had begun by {as_of}",
                        "hay un vacío: la tarifa {id} terminó el {until} y ninguna había comenzado el {as_of}"
                    ),
                ))
            }
            _ => Ok(Arc::clone(last)),
        }
    }

    /// Returns the version whose files have a hash, as documents name it (N4).
    ///
    /// # Example
    ///
    /// ```
    /// # let header = "card = \"demo\"\neffective_from = \"2026-10-01\"\ncurrency = \"USD\"\n\
    /// # mru_price_usd = \"42.00\"\napproved_by = \"x\"\nprovenance = \"x\"";
    /// use mru_core::rate_card::{RateCard, RateCards};
    ///
    /// let card = RateCard::read(&[("card.toml", header)]).unwrap();
    /// let hash = card.hash.clone();
    /// let cards = RateCards::new([card]).unwrap();
    /// assert_eq!(cards.by_hash(&hash).unwrap().id(), "demo@2026-10-01");
    /// assert!(cards.by_hash("sha256:0").is_none());
    /// ```
    pub fn by_hash(&self, hash: &str) -> Option<Arc<RateCard>> {
        self.cards.iter().find(|card| card.hash == hash).map(Arc::clone)
    }

    /// Returns the names of the cards.
    pub fn names(&self) -> Vec<&str> {
        let mut names: Vec<&str> =
            self.cards.iter().map(|card| card.header.card.as_str()).collect();
        names.dedup();
        names
    }

    fn unknown(&self, card: &str) -> Finding {
        let shown = shortened(card);
        let names = self.names();
        let mut finding = problem(
            "T8",
            text!("there is no rate card `{shown}`", "no existe la tarifa `{shown}`"),
        );
        finding.help = Some(match nearest(card, names.iter().copied()) {
            Some(near) => text!("did you mean `{near}`?", "¿quiso decir `{near}`?"),
            None => {
                let (en, es) = (listed(&names, crate::Lang::En), listed(&names, crate::Lang::Es));
                text!("there are: {en}", "existen: {es}")
            }
        });
        finding
    }
}

fn problem(rule: &'static str, message: Text) -> Finding {
    Finding {
        rule,
        severity: Severity::Error,
        path: String::from("rate-card"),
        position: None,
        message,
        help: None,
    }
}
