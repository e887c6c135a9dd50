//! The roll-up of cost data, row by row: what it means, whatever reads faster.

use std::collections::BTreeMap;

use super::{
    CostAmountError, CostGroups, CostRow, Keys, Name, TallyId, TallyKey,
    tally::{Tally, TallyRow},
};

/// What else keeps rows apart, beside month, account, service, usage type, unit, line type and the month
/// that is corrected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Grouping {
    /// Keep operations apart.
    pub operation: bool,
    /// Keep regions apart.
    pub region: bool,
    /// Keep values of the environment's tag apart.
    pub environment: bool,
    /// Keep values of the component's tag apart.
    pub component: bool,
    /// Keep AWS invoices apart.
    pub invoice: bool,
    /// Keep resources apart: as many groups as there are resources.
    pub resource: bool,
}

impl Default for Grouping {
    /// Everything but resources.
    fn default() -> Grouping {
        Grouping {
            operation: true,
            region: true,
            environment: true,
            component: true,
            invoice: true,
            resource: false,
        }
    }
}

/// Why rows have no sum.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RollUpError {
    /// Costs in two currencies cannot be added.
    #[error("costs in {first} and in {other} cannot be added")]
    MixedCurrencies {
        /// The currency of the rows before.
        first: String,
        /// The currency of this row.
        other: String,
    },
    /// A sum needs more than 38 digits.
    #[error(transparent)]
    Amount(#[from] CostAmountError),
    /// More texts or groups than four billion.
    #[error("more than four billion texts or groups")]
    TooMany,
}

/// Rows being rolled up.
///
/// # Example
///
/// ```
/// # use mru_core::costs::{CostGroups, Grouping, RollUp};
/// let groups: CostGroups = RollUp::new(Grouping::default()).finish().unwrap();
/// assert!(groups.is_empty());
/// ```
#[derive(Clone, Debug)]
pub struct RollUp {
    grouping: Grouping,
    keys: Keys,
    currency: Name,
    known: BTreeMap<TallyId, usize>,
    tallies: Vec<Tally>,
}

impl RollUp {
    /// Begins without rows.
    pub fn new(grouping: Grouping) -> RollUp {
        let (keys, currency) = (Keys::default(), Name::NONE);
        RollUp { grouping, keys, currency, known: BTreeMap::new(), tallies: Vec::new() }
    }

    /// Adds a row.
    ///
    /// # Errors
    ///
    /// [`RollUpError`] for a second currency, and for sums of more than 38 digits.
    pub fn add(&mut self, row: &CostRow<'_>) -> Result<(), RollUpError> {
        let currency = self.keep(Some(row.currency))?;
        if self.currency == Name::NONE {
            self.currency = currency;
        } else if self.currency != currency {
            let first = self.keys.names.text(self.currency).unwrap_or_default().to_owned();
            return Err(RollUpError::MixedCurrencies { first, other: row.currency.to_owned() });
        }
        let key = self.key(row)?;
        let id = self.keys.id(&key).ok_or(RollUpError::TooMany)?;
        let added = TallyRow {
            start: row.start.timestamp(),
            end: row.end.timestamp(),
            rows: row.rows,
            place: (self.keep(Some(row.place.file))?, row.place.row),
            ..TallyRow::of(row.usage, &row.costs)
        };
        match self.known.get(&id).and_then(|at| self.tallies.get_mut(*at)) {
            Some(tally) => tally.add(&added)?,
            None => {
                self.known.insert(id, self.tallies.len());
                self.tallies.push(Tally::new(id, &added));
            }
        }
        Ok(())
    }

    /// The groups of all rows, in order.
    ///
    /// # Errors
    ///
    /// [`RollUpError::TooMany`].
    pub fn finish(self) -> Result<CostGroups, RollUpError> {
        let tallies = vec![self.tallies];
        CostGroups::new(self.keys, self.currency, tallies).ok_or(RollUpError::TooMany)
    }

    fn keep(&mut self, text: Option<&str>) -> Result<Name, RollUpError> {
        text.map_or(Ok(Name::NONE), |text| self.keys.names.keep(text).ok_or(RollUpError::TooMany))
    }

    fn key(&mut self, row: &CostRow<'_>) -> Result<TallyKey, RollUpError> {
        let kept = |keep: bool, text| if keep { text } else { None };
        let by = self.grouping;
        Ok(TallyKey {
            period: row.period,
            names: [
                self.keep(Some(row.account))?,
                self.keep(Some(row.service))?,
                self.keep(row.usage_type)?,
                self.keep(kept(by.operation, row.operation))?,
                self.keep(kept(by.region, row.region))?,
                self.keep(kept(by.environment, row.environment))?,
                self.keep(kept(by.component, row.component))?,
                self.keep(row.unit)?,
                self.keep(kept(by.invoice, row.invoice))?,
                self.keep(kept(by.resource, row.resource))?,
            ],
            line: row.line,
            corrects: row.corrects,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::costs::{Basis, CostPlace, CostSummary, Costs, LineType};

    fn row(line: LineType, account: &'static str, hour: i64, cost: &str) -> CostRow<'static> {
        let instant = |hour: i64| {
            chrono::DateTime::from_timestamp(hour.checked_mul(3600).unwrap(), 0).unwrap()
        };
        CostRow {
            period: "2026-10".parse().unwrap(),
            start: instant(hour),
            end: instant(hour.checked_add(1).unwrap()),
            payer: None,
            account,
            invoice: None,
            line,
            corrects: None,
            service: "AmazonEC2",
            usage_type: Some("NatGateway-Hours"),
            operation: Some("NatGateway"),
            region: Some("us-east-1"),
            resource: Some("nat-1"),
            description: None,
            environment: None,
            component: None,
            usage: Some(1.into()),
            unit: Some("Hrs"),
            costs: Costs { unblended: Some(cost.parse().unwrap()), ..Costs::ZERO },
            currency: "USD",
            rows: 1,
            place: CostPlace { file: "a.csv", row: u64::try_from(hour).unwrap() },
        }
    }

    fn rolled(rows: &[CostRow<'_>], grouping: Grouping) -> CostGroups {
        let mut roll_up = RollUp::new(grouping);
        for row in rows {
            roll_up.add(row).unwrap();
        }
        roll_up.finish().unwrap()
    }

    #[test]
    fn groups_come_in_order_with_exact_sums_and_their_first_row() {
        let usage = LineType::Usage;
        let rows = [
            row(usage, "200000000000", 9, "0.045"),
            row(usage, "010000000000", 8, "0.1"),
            row(usage, "200000000000", 7, "9.313225746154785E-10"),
            row(LineType::Credit, "200000000000", 7, "-0.045"),
        ];
        let groups = rolled(&rows, Grouping::default());
        let all: Vec<_> = groups.iter().collect();
        assert_eq!(
            all.iter().map(|it| it.account).collect::<Vec<_>>(),
            ["010000000000", "200000000000", "200000000000"]
        );
        let nat = all[1];
        assert_eq!((nat.rows, nat.line, nat.resource), (2, usage, None));
        assert_eq!(nat.usage, Some(2.into()));
        assert_eq!(nat.costs.unblended.unwrap().to_string(), "0.0450000009313225746154785");
        assert_eq!((nat.start, nat.end), (rows[2].start, rows[0].end));
        assert_eq!(nat.first, rows[2].place);
        assert_eq!(groups.currency(), Some("USD"));

        let shown = CostSummary::of(groups.iter(), Basis::Unblended).unwrap();
        let text = |amount: Option<crate::costs::CostAmount>| amount.unwrap().to_string();
        assert_eq!(text(shown.gross), "0.1450000009313225746154785");
        assert_eq!(text(shown.credits), "-0.045");
        assert_eq!(text(shown.discounts), "0");
        assert_eq!(text(shown.net), "0.1000000009313225746154785");
    }

    #[test]
    fn one_unknown_cost_makes_the_sum_unknown_and_no_other() {
        let mut rows = [row(LineType::Usage, "1", 1, "1"), row(LineType::Usage, "1", 2, "2")];
        rows[1].costs.amortised = None;
        let groups = rolled(&rows, Grouping::default());
        let group = groups.iter().next().unwrap();
        assert_eq!(group.costs.amortised, None);
        assert_eq!(group.costs.unblended, Some(3.into()));
        rows.swap(0, 1);
        assert_eq!(rolled(&rows, Grouping::default()).iter().next().unwrap().costs, group.costs);
    }

    #[test]
    fn what_a_roll_up_keeps_apart_is_asked_for() {
        let mut rows = [row(LineType::Usage, "1", 1, "1"), row(LineType::Usage, "1", 2, "2")];
        rows[1].resource = Some("nat-2");
        assert_eq!(rolled(&rows, Grouping::default()).len(), 1);
        let grouping = Grouping { resource: true, ..Grouping::default() };
        let groups = rolled(&rows, grouping);
        let resources: Vec<_> = groups.iter().map(|it| it.resource).collect();
        assert_eq!(resources, [Some("nat-1"), Some("nat-2")]);
    }

    #[test]
    fn two_currencies_have_no_sum() {
        let mut roll_up = RollUp::new(Grouping::default());
        let mut row = row(LineType::Usage, "1", 1, "1");
        roll_up.add(&row).unwrap();
        row.currency = "EUR";
        let refused = roll_up.add(&row).unwrap_err();
        assert_eq!(refused.to_string(), "costs in USD and in EUR cannot be added");
    }
}
