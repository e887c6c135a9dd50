//! What a contract changes of a rate card: price, locks, single weights, policies.

use chrono::NaiveDate;
use serde::Deserialize;

use crate::{
    finding::{Finding, Findings},
    policies::PolicyChoices,
    positions::Positions,
    reading::{self, Format, record},
    text::{Text, text},
    units::{MruPrice, Weight},
};

record! {
    /// A price fixed for a term (R77).
    #[derive(Deserialize)]
    #[serde(default, deny_unknown_fields)]
    pub struct PriceLock ["the price lock", "el bloqueo de precio", "T10"] {
        required {
            /// The locked price of one MRU.
            mru_price_usd: Option<MruPrice>,
            /// First day on which it no longer holds.
            until: Option<NaiveDate>,
        }
        optional {}
    }
}

record! {
    /// Weights fixed for a term: those of the rate card in force on a day (R77).
    #[derive(Deserialize)]
    #[serde(default, deny_unknown_fields)]
    pub struct WeightsLock ["the weights lock", "el bloqueo de pesos", "T10"] {
        required {
            /// A day on which the rate card with the locked weights was in force.
            as_of: Option<NaiveDate>,
            /// First day on which the lock no longer holds.
            until: Option<NaiveDate>,
        }
        optional {}
    }
}

record! {
    /// The weight of one entry, agreed with the customer.
    #[derive(Deserialize)]
    #[serde(default, deny_unknown_fields)]
    pub struct WeightOverride ["a weight of the contract", "un peso del contrato", "T10"] {
        required {
            /// The entry, as the rate card writes it: `container/1x2`.
            entry: String,
            /// MRU per month and piece.
            weight_mru: Option<Weight>,
        }
        optional {}
    }
}

record! {
    /// What a contract agrees on prices.
    #[derive(Deserialize)]
    #[serde(default, deny_unknown_fields)]
    pub struct Contract ["a contract", "un contrato", "T10"] {
        required {}
        optional {
            /// Number of the contract or annex.
            id: String,
            /// Name of the customer.
            customer: String,
            /// Price of one MRU, instead of that of the rate card.
            mru_price_usd: Option<MruPrice>,
            /// Price fixed for a term; it goes before `mru_price_usd`.
            price_lock: Option<PriceLock>,
            /// Weights fixed for a term.
            weights_lock: Option<WeightsLock>,
            /// Weights of single entries.
            weights: Vec<WeightOverride>,
            /// Policies, where they differ from the rate card's.
            policies: PolicyChoices,
            /// Kinds that come with a container at 0 MRU, instead of the rate card's list.
            included_with_container: Option<Vec<String>>,
        }
    }
}

impl Contract {
    /// Reads a contract from TOML, YAML or JSON.
    ///
    /// # Errors
    ///
    /// All findings at once: F1–F6 for the form, T5 for a price or weight out of range, T10 for
    /// an incomplete lock or override.
    ///
    /// # Example
    ///
    /// ```
    /// use mru_core::{Format, rate_card::Contract};
    ///
    /// let contract = Contract::read("mru_price_usd = \"39.50\"", Format::Toml).unwrap();
    /// assert_eq!(contract.mru_price_usd.unwrap().to_string(), "39.50");
    /// assert_eq!(Contract::read("price = 1", Format::Toml).unwrap_err()[0].rule, "F2");
    /// ```
    pub fn read(text: &str, format: Format) -> Result<Contract, Vec<Finding>> {
        let (contract, mut reading) = reading::read_text::<Contract>(text, format);
        if let Some(contract) = &contract {
            contract.check(&mut reading.findings);
        }
        match contract {
            Some(contract) if !reading.findings.has_errors() => Ok(contract),
            _ => Err(reading.findings.located(&reading.positions)),
        }
    }

    /// Returns where the values of a contract stand in its text, to locate findings of [`Terms::new`](super::Terms::new).
    ///
    /// # Example
    ///
    /// ```
    /// use mru_core::{Format, rate_card::Contract};
    ///
    /// let places = Contract::positions("id = \"C-1\"\nmru_price_usd = \"40\"", Format::Toml);
    /// assert_eq!(places.get("mru_price_usd").unwrap().line, 2);
    /// ```
    pub fn positions(text: &str, format: Format) -> Positions {
        reading::read_text::<Contract>(text, format).1.positions
    }

    /// Returns the day whose rate card has the weights that hold on `as_of`, while a lock lasts (R77).
    ///
    /// The lock is about weights alone: everything else comes from the card in force on `as_of` (N3).
    ///
    /// # Example
    ///
    /// ```
    /// use mru_core::{Format, rate_card::Contract};
    ///
    /// let lock = "weights_lock = { as_of = \"2026-01-01\", until = \"2027-01-01\" }";
    /// let contract = Contract::read(lock, Format::Toml).unwrap();
    /// let day = |text: &str| text.parse().unwrap();
    /// assert_eq!(contract.locked_weights_day(day("2026-12-31")), Some(day("2026-01-01")));
    /// assert_eq!(contract.locked_weights_day(day("2027-01-01")), None);
    /// ```
    pub fn locked_weights_day(&self, as_of: NaiveDate) -> Option<NaiveDate> {
        match &self.weights_lock {
            Some(WeightsLock { as_of: Some(locked), until: Some(until) }) if as_of < *until => {
                Some(*locked)
            }
            _ => None,
        }
    }

    /// Returns the price the contract agrees for a day, when it agrees one: the locked one while its
    /// own lock lasts, whatever holds for weights (N3).
    ///
    /// # Example
    ///
    /// ```
    /// use mru_core::{Format, rate_card::Contract};
    ///
    /// let text = "mru_price_usd = \"40\"\nprice_lock = { mru_price_usd = \"38\", until = \"2027-01-01\" }";
    /// let contract = Contract::read(text, Format::Toml).unwrap();
    /// let price = |day: &str| contract.price(day.parse().unwrap()).unwrap().to_string();
    /// assert_eq!((price("2026-12-31"), price("2027-01-01")), ("38.00".to_owned(), "40.00".to_owned()));
    /// ```
    pub fn price(&self, as_of: NaiveDate) -> Option<MruPrice> {
        match &self.price_lock {
            Some(PriceLock { mru_price_usd: Some(price), until: Some(until) })
                if as_of < *until =>
            {
                Some(*price)
            }
            _ => self.mru_price_usd,
        }
    }

    fn check(&self, findings: &mut Findings) {
        let what = Text::new("the price lock", "el bloqueo de precio");
        if let Some(lock) = &self.price_lock {
            findings.require(
                "T10",
                "price_lock",
                &what,
                &[("mru_price_usd", lock.mru_price_usd.is_some()), ("until", lock.until.is_some())],
            );
        }
        let what = Text::new("the weights lock", "el bloqueo de pesos");
        if let Some(lock) = &self.weights_lock {
            findings.require(
                "T10",
                "weights_lock",
                &what,
                &[("as_of", lock.as_of.is_some()), ("until", lock.until.is_some())],
            );
        }
        let ends = [
            ("price_lock.until", self.price_lock.as_ref().and_then(|lock| lock.until)),
            ("weights_lock.until", self.weights_lock.as_ref().and_then(|lock| lock.until)),
        ];
        for (path, until) in ends {
            let Some(until) = until.filter(|until| !super::card::is_first_of_month(*until)) else {
                continue;
            };
            findings
                .error(
                    "T10",
                    path,
                    text!(
                        "a lock ends on the first day of a month, not on {until}",
                        "un bloqueo termina el primer día de un mes, no el {until}"
                    ),
                )
                .help(text!(
                    "prices change with a billing period (R75)",
                    "los precios cambian con un período de facturación (R75)"
                ));
        }
        let what = Text::new("a weight of the contract", "un peso del contrato");
        for (index, weight) in self.weights.iter().enumerate() {
            let path = format!("weights[{index}]");
            findings.require(
                "T10",
                &path,
                &what,
                &[("entry", !weight.entry.is_empty()), ("weight_mru", weight.weight_mru.is_some())],
            );
            if self.weights.iter().take(index).any(|earlier| earlier.entry == weight.entry) {
                let entry = &weight.entry;
                findings.error(
                    "T3",
                    &path,
                    text!(
                        "entry `{entry}` appears twice",
                        "la entrada `{entry}` aparece dos veces"
                    ),
                );
            }
        }
        super::card::check_included(
            self.included_with_container.as_deref().unwrap_or(&[]),
            "included_with_container",
            findings,
        );
    }

    /// Locates findings that have no text, for contracts made as values.
    pub(crate) fn findings(&self) -> Vec<Finding> {
        let mut findings = Findings::new();
        self.check(&mut findings);
        findings.located(&Positions::new())
    }
}
