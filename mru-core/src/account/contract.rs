//! What a contract agrees on billing.

use chrono::NaiveDate;
use rust_decimal::Decimal;
use serde::Deserialize;
use serde_json::{Value as Json, json};

use super::Purchase;
use crate::{
    calendar::{Period, Proration, Zone},
    change::ChangePolicy,
    finding::{Finding, Findings},
    rate_card::{Contract, RateCards, Terms},
    reading::{self, FieldType, Node, Reading, choice, record},
    text::{Lang, Text, text},
    units::{Percent, Usd},
};

choice! {
    /// The language of a customer's documents.
    pub enum Language {
        /// English.
        En = "en",
        /// Spanish.
        Es = "es",
    }
}

impl From<Language> for Lang {
    fn from(language: Language) -> Lang {
        match language {
            Language::En => Lang::En,
            Language::Es => Lang::Es,
        }
    }
}

choice! {
    /// How tasks beyond the base are billed (R60).
    pub enum ElasticityPolicy {
        /// Metered and shown at no price; the default.
        Reported = "reported",
        /// The excess over an allowance, by instance-hours.
        Allowance = "allowance",
    }
}

record! {
    /// How elastic use is billed.
    #[derive(Deserialize)]
    #[serde(default, deny_unknown_fields)]
    pub struct Elasticity ["the elasticity policy", "la política de elasticidad", "B1"] {
        required {}
        optional {
            /// How tasks beyond the base are billed (R60).
            policy: ElasticityPolicy,
            /// Free instance-hours of each container and month, under `allowance`.
            allowance_instance_hours: u32,
        }
    }
}

record! {
    /// MRUs that are billed at least (R83).
    #[derive(Deserialize)]
    #[serde(default, deny_unknown_fields)]
    pub struct Commitment ["the commitment", "el compromiso", "B1"] {
        required {
            /// MRU a month.
            mru: Option<Decimal>,
        }
        optional {}
    }
}

record! {
    /// An amount that is billed at least (R83).
    #[derive(Deserialize)]
    #[serde(default, deny_unknown_fields)]
    pub struct Minimum ["the minimum", "el mínimo", "B1"] {
        required {
            /// USD a month before discount and tax.
            usd: Option<Usd>,
        }
        optional {}
    }
}

record! {
    /// A discount on everything before tax (R83).
    #[derive(Deserialize)]
    #[serde(default, deny_unknown_fields)]
    pub struct Discount ["the discount", "el descuento", "B1"] {
        required {
            /// Per cent.
            percent: Option<Percent>,
        }
        optional {
            /// As the invoice names it.
            label: String,
        }
    }
}

record! {
    /// The tax of the customer, chosen explicitly (R82).
    #[derive(Deserialize)]
    #[serde(default, deny_unknown_fields)]
    pub struct TaxProfile ["the tax profile", "el perfil tributario", "B1"] {
        required {
            /// As the invoice names it: `IVA`.
            label: String,
        }
        optional {
            /// Per cent.
            percent: Option<Percent>,
            /// Why there is no tax, instead of a percentage.
            exemption: String,
        }
    }
}

record! {
    /// What a contract agrees on billing.
    #[derive(Deserialize)]
    #[serde(default, deny_unknown_fields)]
    pub struct BillingContract ["a contract", "un contrato", "B1"] {
        required {
            /// Number of the contract.
            id: String,
            /// First day.
            starts_on: Option<NaiveDate>,
            /// The tax, chosen explicitly (R82).
            tax: TaxProfile,
        }
        optional {
            /// First day on which it no longer holds.
            ends_on: Option<NaiveDate>,
            /// Where its days begin and end (R85).
            time_zone: Zone = Zone::SANTIAGO,
            /// Language of its documents.
            language: Language = Language::Es,
            /// The rate card.
            rate_card: String = String::from("reference"),
            /// Prices, locks, weights and policies where they differ from the rate card's.
            prices: Contract,
            /// How parts of a month are billed (R86).
            proration: Proration,
            /// How elastic use is billed (R60).
            elasticity: Elasticity,
            /// MRUs billed at least (R83).
            commitment: Option<Commitment>,
            /// USD billed at least (R83).
            minimum: Option<Minimum>,
            /// A discount before tax (R83).
            discount: Option<Discount>,
            /// What the customer's accounts payable asks to find on documents.
            purchase: Option<Purchase>,
            /// Days from the invoice to its due day.
            due_days: u32 = 30,
            /// Business days after a requested removal in which it is billed at most (R88).
            retirement_grace_days: u32 = 5,
            /// Whether every ticket needs an approval (R67).
            approve_all: bool,
            /// Whether requester and approver must be two people (R69).
            forbid_self_approval: bool,
            /// Who may approve (R69).
            approvers: Vec<String>,
            /// Who may request (R69).
            requesters: Vec<String>,
            /// Whether what is activated or resized must have passed the gate (R66, R68).
            require_approvals: bool,
            /// Which changes need whom; changes of cost need approval when absent (R67).
            change_policy: Option<ChangePolicy>,
        }
    }
}

impl BillingContract {
    /// The terms that price a period: rate card and contract of its first day (R75).
    ///
    /// # Errors
    ///
    /// T6 to T10.
    ///
    /// # Example
    ///
    /// ```
    /// # use mru_core::rate_card::{RateCard, RateCards};
    /// # let header = "card = \"reference\"\neffective_from = \"2026-01-01\"\ncurrency = \"USD\"\n\
    /// # mru_price_usd = \"42.00\"\napproved_by = \"x\"\nprovenance = \"x\"";
    /// # let card = RateCard::read(&[("card.toml", header)]).unwrap();
    /// let cards = RateCards::new([card]).unwrap();
    /// let contract = mru_core::account::BillingContract::default();
    /// let terms = contract.terms("2026-11".parse().unwrap(), &cards).unwrap();
    /// assert_eq!(terms.price.to_string(), "42.00");
    /// assert!(contract.terms("2025-12".parse().unwrap(), &cards).is_err());
    /// ```
    pub fn terms(&self, period: Period, cards: &RateCards) -> Result<Terms, Vec<Finding>> {
        self.terms_on(period.first_day(), cards)
    }

    /// The terms of a day: rate card, locks and agreed values (R75, R77).
    ///
    /// # Errors
    ///
    /// T6 to T10.
    ///
    /// # Example
    ///
    /// ```
    /// use mru_core::{account::BillingContract, rate_card::RateCards};
    ///
    /// let day = "2026-11-21".parse().unwrap();
    /// let refused = BillingContract::default().terms_on(day, &RateCards::default()).unwrap_err();
    /// assert_eq!(refused[0].rule, "T8");
    /// ```
    pub fn terms_on(&self, day: NaiveDate, cards: &RateCards) -> Result<Terms, Vec<Finding>> {
        let cards = cards
            .in_force(&self.rate_card, Some(&self.prices), day)
            .map_err(|refused| vec![refused.into()])?;
        Terms::recorded(cards, Some(&self.prices), day)
    }

    pub(super) fn check(&self, findings: &mut Findings) {
        let what = Text::new("the contract", "el contrato");
        let needed = [("id", !self.id.is_empty()), ("starts_on", self.starts_on.is_some())];
        findings.require("B1", "contract", &what, &needed);
        if let (Some(from), Some(until)) = (self.starts_on, self.ends_on)
            && until <= from
        {
            findings.error(
                "B1",
                "contract.ends_on",
                text!(
                    "the contract ends on {until}, not after it begins on {from}",
                    "el contrato termina el {until}, no después de comenzar el {from}"
                ),
            );
        }
        self.check_tax(findings);
        if let Some(purchase) = &self.purchase {
            purchase.check(findings);
        }
        for (path, what, needed) in [
            (
                "contract.commitment",
                "mru",
                self.commitment.as_ref().is_none_or(|it| it.mru.is_some()),
            ),
            ("contract.minimum", "usd", self.minimum.as_ref().is_none_or(|it| it.usd.is_some())),
            (
                "contract.discount",
                "percent",
                self.discount.as_ref().is_none_or(|it| it.percent.is_some()),
            ),
        ] {
            let name = path.rsplit('.').next().unwrap_or(path);
            let text = text!("the {name}", "{name}");
            findings.require("B1", path, &text, &[(what, needed)]);
        }
        if let Some(policy) = &self.change_policy {
            policy.check("contract.change_policy", findings);
        }
        let mut prices = self.prices.findings();
        for finding in &mut prices {
            finding.path = format!("contract.prices.{}", finding.path);
        }
        prices.into_iter().for_each(|finding| findings.push(finding));
    }

    fn check_tax(&self, findings: &mut Findings) {
        let tax = &self.tax;
        let chosen = tax.percent.is_some() == tax.exemption.is_empty();
        if findings.mentions("contract.tax") || (chosen && !tax.label.is_empty()) {
            return;
        }
        findings
            .error(
                "B1",
                "contract.tax",
                text!(
                    "the tax must be chosen: a label, and either a percentage or an exemption",
                    "se debe elegir el impuesto: una etiqueta y un porcentaje o una exención"
                ),
            )
            .help(text!(
                "`tax = {{ label = \"IVA\", percent = 19 }}` or `tax = {{ label = \"IVA\", exemption = \"exported service\" }}`",
                "`tax = {{ label = \"IVA\", percent = 19 }}` o `tax = {{ label = \"IVA\", exemption = \"servicio exportado\" }}`"
            ));
    }
}

impl FieldType for Percent {
    fn read(
        node: &Node,
        path: &str,
        _rule: &'static str,
        reading: &mut Reading,
    ) -> Option<Percent> {
        let percent = node.value.decimal().and_then(Percent::new);
        if percent.is_none() {
            let (max, places) = (Percent::MAX, Percent::MAX_PLACES);
            let wanted = text!(
                "a percentage from 0 to {max} with at most {places} decimal places",
                "un porcentaje de 0 a {max} con a lo más {places} decimales"
            );
            reading::wrong_form(node, path, "F4", wanted, reading);
        }
        percent
    }

    fn absent() -> Percent {
        Percent::default()
    }

    fn is_unset(&self) -> bool {
        false
    }

    fn schema() -> Json {
        json!({ "type": ["string", "number"] })
    }
}
