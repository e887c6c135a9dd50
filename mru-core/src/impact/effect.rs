//! What a proposed rate card changes for one customer.

use rust_decimal::Decimal;
use serde::Serialize;

use super::{Bill, Moved, Note, bill::percent, moved::moved, note::notes};
use crate::{
    account::BillingContract,
    finding::Finding,
    invoice::{Statement, inexact},
    units::Usd,
};

/// The statement of a month, nothing when there is nothing to bill, or why the customer is set aside.
pub type Drafted = Result<Option<Statement>, Vec<Finding>>;

/// How a month of a customer stands with a proposed rate card.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// More is billed.
    More,
    /// Less is billed.
    Less,
    /// The same is billed.
    Same,
    /// There is nothing to bill by either.
    Nothing,
    /// It can be billed with the proposed card, and not without it.
    OnlyWithIt,
    /// It cannot be billed with the proposed card.
    CannotBeBilled,
}

/// What a proposed rate card changes for one customer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Effect {
    /// Id of the customer.
    pub customer: String,
    /// What the month bills by the cards in force; nothing when there is nothing to bill or it cannot
    /// be billed.
    pub before: Option<Bill>,
    /// The same with the proposed card.
    pub after: Option<Bill>,
    /// What moves it; they sum to the difference of both totals.
    pub moved: Vec<Moved>,
    /// Why the card reaches the customer not at all, or not in full.
    pub notes: Vec<Note>,
    /// Why it cannot be billed with the proposed card; when it can be, why not without it.
    #[serde(skip)]
    pub findings: Vec<Finding>,
}

impl Effect {
    /// Compares a month by the cards in force with the same month by the cards with the proposed one.
    ///
    /// `contract` is the one that holds in the month, and `card` the name of the proposed card.
    ///
    /// # Example
    ///
    /// ```
    /// # use mru_core::{Format, account::{Account, Supplier}, metering::{Event, EventFormat}, rate_card::{RateCard, RateCards}};
    /// # let supplier = Supplier::read("legal = { name = \"Modyo SpA\", tax_id = \"2-7\", address = [\"Santiago\"] }", Format::Toml).unwrap();
    /// # let versions = [Account::read(r#"
    /// #     id = "insurer"
    /// #     effective_from = "2026-01-01"
    /// #     legal = { name = "Insurer S.A.", tax_id = "1-9", address = ["Santiago"] }
    /// #     deployments = [{ environments = [{ name = "production", kind = "production" }] }]
    /// #     contract = { id = "C-1", starts_on = "2026-01-01", tax = { label = "IVA", percent = 19 } }
    /// # "#, Format::Toml).unwrap()];
    /// # let csv = "id,type,time,customer,environment,component,name,size,quantity,redundancy,ticket\n\
    /// #            1,activated,2026-04-11T09:00:00-04:00,insurer,production,container,a,1x2,1,2,REQ-7\n";
    /// # let events = Event::read(csv, EventFormat::Csv).unwrap();
    /// # let card = |day: &str, weight: &str| {
    /// #     let header = format!("card = \"reference\"\neffective_from = \"{day}\"\ncurrency = \"USD\"\nmru_price_usd = \"42.00\"\napproved_by = \"x\"\nprovenance = \"x\"");
    /// #     let weights = format!("component,size,weight_mru,confidence,arithmetic\ncontainer,1x2,{weight},assumption,\n");
    /// #     RateCard::read(&[("card.toml", &header), ("w.csv", &weights)]).unwrap()
    /// # };
    /// use mru_core::{impact::{Effect, Outcome}, invoice::{Facts, draft}};
    ///
    /// // Two containers from 1.65 to 1.7 MRU each, at USD 42.00: USD 4.20 more, and 19 % of tax.
    /// let of = |cards: &RateCards| {
    ///     let facts = Facts { supplier: &supplier, versions: &versions, events: &events, cards, earlier: &[] };
    ///     draft("2026-05".parse().unwrap(), &facts)
    /// };
    /// let (old, new) = (card("2026-01-01", "1.65"), card("2026-05-01", "1.7"));
    /// let before = of(&RateCards::new([old.clone()]).unwrap());
    /// let after = of(&RateCards::new([old, new]).unwrap());
    /// let contract = &versions[0].contract;
    /// let effect = Effect::between("insurer", Some(contract), "reference", &before, &after);
    /// assert_eq!(effect.outcome(), Outcome::More);
    /// assert_eq!(effect.difference().unwrap().to_string(), "4.20");
    /// assert_eq!(effect.percent().unwrap().to_string(), "3.03");
    /// assert_eq!(effect.moved[0].mover.component(), Some("container"));
    /// assert_eq!(effect.moved[0].usd().unwrap().to_string(), "4.20");
    /// assert_eq!(effect.after.unwrap().total_usd.to_string(), "169.93");
    /// ```
    pub fn between(
        customer: &str,
        contract: Option<&BillingContract>,
        card: &str,
        before: &Drafted,
        after: &Drafted,
    ) -> Effect {
        let bill = |drafted: &Drafted| drafted.as_ref().ok()?.as_ref().map(Bill::of);
        let mut effect = Effect {
            before: bill(before),
            after: bill(after),
            ..Effect::set_aside(customer, Vec::new())
        };
        match (before, after) {
            (_, Err(findings)) | (Err(findings), _) => effect.findings.clone_from(findings),
            (Ok(Some(before)), Ok(Some(after))) => match moved(before, after) {
                Ok(moved) => effect.moved = moved,
                Err(error) => {
                    effect.after = None;
                    effect.findings = vec![inexact(&error)];
                }
            },
            (Ok(_), Ok(_)) => {}
        }
        if let Some(contract) = contract {
            if contract.rate_card != card {
                effect.notes.push(Note::OtherCard { rate_card: contract.rate_card.clone() });
            } else if let Ok(Some(after)) = after {
                effect.notes = notes(contract, after.period, after, !effect.moved.is_empty());
            }
        }
        effect
    }

    /// A customer whose month was issued: it stays what it is.
    ///
    /// # Example
    ///
    /// ```
    /// use mru_core::{impact::{Bill, Effect, Outcome}, units::Usd};
    ///
    /// let bill = Bill {
    ///     rate_card: "reference@2026-10-01".to_owned(),
    ///     mru_price_usd: 42.into(),
    ///     mru: 1.into(),
    ///     net_usd: Usd::of_cents(42_00),
    ///     total_usd: Usd::of_cents(49_98),
    /// };
    /// assert_eq!(Effect::issued("bank", bill).outcome(), Outcome::Same);
    /// ```
    pub fn issued(customer: &str, bill: Bill) -> Effect {
        Effect {
            before: Some(bill.clone()),
            after: Some(bill),
            notes: vec![Note::Issued],
            ..Effect::set_aside(customer, Vec::new())
        }
    }

    /// A customer of whom nothing can be billed, whatever the card.
    ///
    /// # Example
    ///
    /// ```
    /// use mru_core::impact::{Effect, Outcome};
    ///
    /// assert_eq!(Effect::set_aside("insurer", Vec::new()).outcome(), Outcome::Nothing);
    /// ```
    pub fn set_aside(customer: &str, findings: Vec<Finding>) -> Effect {
        let (moved, notes) = (Vec::new(), Vec::new());
        Effect { customer: customer.to_owned(), before: None, after: None, moved, notes, findings }
    }

    /// How the month stands with the proposed card.
    pub fn outcome(&self) -> Outcome {
        match (&self.before, &self.after) {
            (_, None) if !self.findings.is_empty() => Outcome::CannotBeBilled,
            (None, Some(_)) => Outcome::OnlyWithIt,
            (_, None) => Outcome::Nothing,
            (Some(before), Some(after)) => match after.net_usd.cmp(&before.net_usd) {
                std::cmp::Ordering::Greater => Outcome::More,
                std::cmp::Ordering::Less => Outcome::Less,
                std::cmp::Ordering::Equal => Outcome::Same,
            },
        }
    }

    /// How much more is billed before tax; nothing when either side is not known.
    pub fn difference(&self) -> Option<Usd> {
        self.after.as_ref()?.net_usd.minus(self.before.as_ref()?.net_usd).ok()
    }

    /// The same in per cent to two places, half away from zero; nothing also when nothing was billed
    /// before.
    pub fn percent(&self) -> Option<Decimal> {
        percent(self.before.as_ref()?.net_usd, self.after.as_ref()?.net_usd)
    }
}
