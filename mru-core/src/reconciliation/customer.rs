//! One customer in a month of AWS: what was metered, and what it was billed.

use rust_decimal::Decimal;

use super::{BilledComponent, Metered, metered};
use crate::{
    calendar::Period,
    finding::Finding,
    invoice::{Facts, InvoiceLine, LineKind, Statement, timeline, version},
    units::Usd,
};

/// What was metered of a customer in a month, and what it was billed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MeteredCustomer {
    /// Its id.
    pub id: String,
    /// Its components; none when it is set aside.
    pub metered: Vec<Metered>,
    /// Whether it cannot be billed until what is wrong with its facts is settled.
    pub is_set_aside: bool,
    /// MRUs of its month, by which shared cost may be divided.
    pub mru: Decimal,
    /// What it was billed for the month before tax, without corrections of other months; nothing when
    /// it was not billed.
    pub billed_net_usd: Option<Usd>,
    /// What was billed for its components.
    pub billed: Vec<BilledComponent>,
}

impl MeteredCustomer {
    /// A customer that cannot be billed, of whom nothing is known to be metered.
    pub fn set_aside(id: &str) -> MeteredCustomer {
        MeteredCustomer { id: id.to_owned(), is_set_aside: true, ..MeteredCustomer::default() }
    }

    /// Reads what was metered from the facts, and what was billed from the statement of the month.
    ///
    /// # Errors
    ///
    /// The findings for which the customer would be set aside: events that contradict each other
    /// (U3–U17), and terms that cannot be applied (T6–T11).
    pub fn of(
        id: &str,
        facts: &Facts<'_>,
        month: Period,
        statement: Option<&Statement>,
    ) -> Result<MeteredCustomer, Vec<Finding>> {
        let Some(account) = version(month, facts.versions) else {
            return Ok(MeteredCustomer { id: id.to_owned(), ..MeteredCustomer::default() });
        };
        let terms = account.contract.terms(month, facts.cards)?;
        let timeline = timeline(account, facts)?;
        let policy = account.contract.elasticity.policy;
        let lines = statement.map_or(&[][..], |statement| &statement.lines);
        Ok(MeteredCustomer {
            id: id.to_owned(),
            metered: metered(&timeline, month, &terms, policy),
            is_set_aside: false,
            mru: statement.map_or(Decimal::ZERO, |statement| statement.totals.mru),
            billed_net_usd: statement.map(|_| net_of_month(lines)).transpose()?,
            billed: lines.iter().filter_map(billed).collect(),
        })
    }
}

/// What the lines of the month itself bill, before tax.
fn net_of_month(lines: &[InvoiceLine]) -> Result<Usd, Vec<Finding>> {
    let own = |line: &&InvoiceLine| line.kind() != LineKind::Tax && line.corrects().is_none();
    let sum = lines.iter().filter(own).try_fold(Usd::ZERO, |sum, line| sum.plus(line.usd));
    sum.map_err(|error| vec![crate::invoice::inexact(&error)])
}

fn billed(line: &InvoiceLine) -> Option<BilledComponent> {
    let (slot, _) = line.slot().zip(line.priced())?;
    Some(BilledComponent { slot: slot.clone(), size: line.size().to_owned(), usd: line.usd })
}
