//! Which version of a rate card is in force on a day.

use std::sync::Arc;

use chrono::NaiveDate;

use super::RateCard;
use crate::{
    finding::{Finding, Severity},
    text::{Lang, Text, listed, nearest, shortened, text},
};

/// Why no version of a rate card is in force on a day. As a [`Finding`] it is T6 or T8.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NotInForce {
    /// There is no such card (T8).
    Unknown {
        /// What was asked for.
        card: String,
        /// The name most like it.
        near: Option<String>,
        /// All names.
        known: Vec<String>,
    },
    /// Its first version begins after the day (T8).
    NotYet {
        /// Name of the card.
        card: String,
        /// The day.
        as_of: NaiveDate,
        /// The first day of its first version.
        first: NaiveDate,
    },
    /// Its last version had ended by the day, and none had begun (T6).
    Gap {
        /// Name and first day of the version.
        ended: String,
        /// First day on which it was no longer in force.
        until: NaiveDate,
        /// The day.
        as_of: NaiveDate,
    },
}

/// Two versions of a rate card that are in force on the same day. As a [`Finding`] it is T7.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Overlap {
    /// Name and first day of the earlier one.
    pub earlier: String,
    /// Name and first day of the later one.
    pub later: String,
}

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
    /// [`Overlap`] when two versions of a card are in force on the same day.
    pub fn new(cards: impl IntoIterator<Item = RateCard>) -> Result<RateCards, Overlap> {
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
                return Err(Overlap { earlier: earlier.id(), later: later.id() });
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
    /// [`NotInForce`]: there is no such card, none began by then, or the last one had ended before the
    /// day and no other had begun.
    ///
    /// # Example
    ///
    /// ```
    /// # let header = "card = \"demo\"\neffective_from = \"2026-10-01\"\ncurrency = \"USD\"\n\
    /// # mru_price_usd = \"42.00\"\napproved_by = \"x\"\nprovenance = \"x\"";
    /// # let weights = "component,size,weight_mru,confidence,arithmetic\n\
    /// # container,1x2,3.25,assumption,\nenvironment,production,0,assumption,\n";
    /// # let card = mru_core::rate_card::RateCard::read(&[("card.toml", header), ("weights.csv", weights)]).unwrap();
    ///
    /// use mru_core::rate_card::{NotInForce, RateCards};
    ///
    /// let cards = RateCards::new([card]).unwrap();
    /// assert_eq!(cards.names(), ["demo"]);
    /// let day = |text: &str| text.parse().unwrap();
    /// assert_eq!(cards.select("demo", day("2026-11-21")).unwrap().id(), "demo@2026-10-01");
    /// assert!(matches!(cards.select("demo", day("2026-09-30")), Err(NotInForce::NotYet { .. })));
    /// ```
    pub fn select(&self, card: &str, as_of: NaiveDate) -> Result<Arc<RateCard>, NotInForce> {
        let mut versions = self.cards.iter().filter(|version| version.header.card == card);
        let Some(first) = versions.clone().next() else { return Err(self.unknown(card)) };
        let Some(last) = versions.rfind(|version| version.effective_from <= as_of) else {
            let (card, first) = (card.to_owned(), first.effective_from);
            return Err(NotInForce::NotYet { card, as_of, first });
        };
        match last.header.effective_until {
            Some(until) if until <= as_of => {
                Err(NotInForce::Gap { ended: last.id(), until, as_of })
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

    fn unknown(&self, card: &str) -> NotInForce {
        let names = self.names();
        NotInForce::Unknown {
            card: card.to_owned(),
            near: nearest(card, names.iter().copied()).map(str::to_owned),
            known: names.into_iter().map(str::to_owned).collect(),
        }
    }
}

impl From<NotInForce> for Finding {
    fn from(refused: NotInForce) -> Finding {
        match refused {
            NotInForce::Unknown { card, near, known } => {
                let shown = shortened(&card);
                let message =
                    text!("there is no rate card `{shown}`", "no existe la tarifa `{shown}`");
                let help = match near {
                    Some(near) => text!("did you mean `{near}`?", "¿quiso decir `{near}`?"),
                    None => {
                        let (en, es) = (listed(&known, Lang::En), listed(&known, Lang::Es));
                        text!("there are: {en}", "existen: {es}")
                    }
                };
                Finding { help: Some(help), ..problem("T8", message) }
            }
            NotInForce::NotYet { card, as_of, first } => problem(
                "T8",
                text!(
                    "no version of rate card `{card}` is in force on {as_of}; the first begins on {first}",
                    "ninguna versión de la tarifa `{card}` rige el {as_of}; la primera comienza el {first}"
                ),
            ),
            NotInForce::Gap { ended, until, as_of } => problem(
                "T6",
                text!(
                    "there is a gap: rate card {ended} ended on {until} and none had begun by {as_of}",
                    "hay un vacío: la tarifa {ended} terminó el {until} y ninguna había comenzado el {as_of}"
                ),
            ),
        }
    }
}

impl From<Overlap> for Finding {
    fn from(Overlap { earlier, later }: Overlap) -> Finding {
        problem(
            "T7",
            text!(
                "rate cards {earlier} and {later} overlap",
                "las tarifas {earlier} y {later} se superponen"
            ),
        )
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
