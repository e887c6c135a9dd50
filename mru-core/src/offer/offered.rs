//! An offer: the components of a quote, and what the contract of its customer adds.

use chrono::{Days, NaiveDate};

use super::{added, added::AddedLine, caveat, caveat::Caveat};
use crate::{
    account::BillingContract,
    finding::Finding,
    invoice::inexact,
    quote::Quote,
    units::{ArithmeticError, Usd},
};

/// Months of the total that looks ahead.
const MONTHS: u32 = 12;

/// A quote with everything that the contract of its customer adds.
///
/// Each amount is of a whole month in which nothing changes: what is charged for parts of months, for
/// tasks above the base, once, or as a correction of an earlier month is no part of it, nor is the tax.
#[derive(Clone, Debug)]
pub struct Offer {
    /// The components with their lines, and the terms.
    pub quote: Quote,
    /// What the contract adds: commitment, minimum, discount, in this order (R83).
    pub added: Vec<AddedLine>,
    /// What a month costs before tax: the lines of the components and what the contract adds.
    pub monthly: Usd,
    /// Twelve such months.
    pub twelve_months: Usd,
    /// What a reader has to know of the contract.
    pub caveats: Vec<Caveat>,
}

impl Offer {
    /// Adds to a quote what a contract has on billing; nothing for somebody without one.
    ///
    /// # Errors
    ///
    /// R6 for amounts that cannot be kept exact.
    ///
    /// # Example
    ///
    /// ```
    /// # let header = "card = \"demo\"\neffective_from = \"2026-10-01\"\ncurrency = \"USD\"\n\
    /// # mru_price_usd = \"42.00\"\napproved_by = \"x\"\nprovenance = \"x\"";
    /// # let weights = "component,size,weight_mru,confidence,arithmetic\n\
    /// # container,1x2,3.25,assumption,\nenvironment,production,0,assumption,\n";
    /// # let card = mru_core::rate_card::RateCard::read(&[("card.toml", header), ("weights.csv", weights)]).unwrap();
    /// # let text = "environments: [{name: production, kind: production, redundancy: 2, containers: \
    /// # [{name: ms-loans, vcpu: 1, memory_gb: 2, repository: ms-loans, branch: main}]}]";
    /// # let day = "2026-11-21".parse().unwrap();
    /// # let terms = mru_core::rate_card::Terms::new(card, None, day).unwrap();
    /// # let parsed = mru_core::Deployment::parse(text, mru_core::Format::Yaml);
    /// # let quote = mru_core::Quote::of(&parsed, &terms, day).unwrap();
    /// use mru_core::{account::Account, offer::Offer};
    ///
    /// let plain = Offer::of(quote.clone(), None).unwrap();
    /// assert_eq!((plain.monthly.to_string(), plain.twelve_months.to_string()),
    ///     ("273.00".to_owned(), "3276.00".to_owned()));
    ///
    /// let mut account = Account::default();
    /// account.contract = serde_json::from_str(r#"{"discount": {"percent": "10"}}"#).unwrap();
    /// let cheaper = Offer::of(quote, Some(&account.contract)).unwrap();
    /// assert_eq!(cheaper.added[0].usd().to_string(), "-27.30");
    /// assert_eq!(cheaper.monthly.to_string(), "245.70");
    /// ```
    ///
    /// # Source
    ///
    /// R83, in the order of the invoice.
    pub fn of(quote: Quote, contract: Option<&BillingContract>) -> Result<Offer, Vec<Finding>> {
        let refused = |error: ArithmeticError| vec![inexact(&error)];
        let added = match contract {
            Some(contract) => added::of(&quote, contract).map_err(refused)?,
            None => Vec::new(),
        };
        let components = quote.priced.total.usd;
        let sum = |total: Usd, line: &AddedLine| total.plus(line.usd());
        let monthly = added.iter().try_fold(components, sum).map_err(refused)?;
        let year = |total: Usd, _| total.plus(monthly);
        let twelve_months = (0..MONTHS).try_fold(Usd::ZERO, year).map_err(refused)?;
        let caveats = contract.map(|it| caveat::of(it, quote.as_of)).unwrap_or_default();
        Ok(Offer { quote, added, monthly, twelve_months, caveats })
    }

    /// Changes the last day on which the quote is valid.
    #[must_use]
    pub fn valid_until(self, day: NaiveDate) -> Offer {
        Offer { quote: Quote { valid_until: day, ..self.quote }, ..self }
    }
}

/// The last day of a quote of a day that is valid for some days (R78).
///
/// # Example
///
/// ```
/// use mru_core::offer::{VALID_DAYS, last_day};
///
/// let last = last_day("2026-11-21".parse().unwrap(), VALID_DAYS);
/// assert_eq!(last.unwrap().to_string(), "2026-12-21");
/// ```
pub fn last_day(as_of: NaiveDate, days: u32) -> Option<NaiveDate> {
    as_of.checked_add_days(Days::new(days.into()))
}
