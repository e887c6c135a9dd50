//! Generated contracts: locks with ends of their own, agreed values, floors, discounts and taxes.

use chrono::{Datelike as _, NaiveDate};
use serde_json::{Value, json};

use super::{
    PRORATIONS,
    case::{Maker, Span},
    plain_account,
};
use crate::month_oracle::Month;

/// Days on which weights may have been locked.
const LOCKED_ON: [(i32, u32, u32); 5] =
    [(2026, 1, 1), (2026, 3, 1), (2026, 9, 30), (2026, 10, 1), (2027, 5, 31)];

/// Entries with agreed weights.
const AGREED: [&str; 4] = ["container/1x2", "cache/cache.t3.micro", "developer-access", "sso"];

impl Maker<'_> {
    /// Some versions of the account: each has terms of its own.
    pub(super) fn versions(
        &mut self,
        span: &Span,
        starts_on: NaiveDate,
        ends_on: Option<NaiveDate>,
    ) -> Vec<Value> {
        let mut effective = vec![span.first.first()];
        for month in 1..4 {
            effective.extend(self.maybe(4, |_| span.first.plus(month).first()));
        }
        let versions = effective.into_iter().map(|day| {
            let mut contract = self.contract(span, day);
            contract["time_zone"] = json!(span.zone.name());
            contract["starts_on"] = json!(starts_on.to_string());
            if let Some(day) = ends_on {
                contract["ends_on"] = json!(day.to_string());
            }
            plain_account(&day.to_string(), &contract)
        });
        versions.collect()
    }

    fn contract(&mut self, span: &Span, day: NaiveDate) -> Value {
        let mut contract = json!({ "proration": self.pick(&PRORATIONS) });
        contract["prices"] = self.prices(span, day);
        if self.of(2) == 1 {
            let hours = self.pick(&[0, 1, 10, 72]);
            let policy = json!({ "policy": "allowance", "allowance_instance_hours": hours });
            contract["elasticity"] = policy;
        }
        if let Some(mru) = self.maybe(3, |it| it.pick(&["10", "33.333", "250"])) {
            contract["commitment"] = json!({ "mru": mru });
        }
        if let Some(usd) = self.maybe(3, |it| it.pick(&["100.01", "2000", "0.03"])) {
            contract["minimum"] = json!({ "usd": usd });
        }
        if let Some(percent) = self.maybe(3, |it| it.pick(&["10", "12.5", "33.3333"])) {
            contract["discount"] = json!({ "percent": percent, "label": "volume" });
        }
        match self.of(8) {
            1 => contract["tax"] = json!({ "label": "VAT", "exemption": "export" }),
            2 => contract["tax"] = json!({ "label": "VAT", "percent": "7.7001" }),
            // The same label with another rate, and without one.
            3 => contract["tax"] = json!({ "label": "IVA", "percent": "10.5" }),
            4 => contract["tax"] = json!({ "label": "IVA", "exemption": "diplomatic" }),
            _ => {}
        }
        contract["retirement_grace_days"] = json!(self.pick(&[5, 0, 1, 12]));
        contract
    }

    /// Price, weights and rounding, where they differ from the card's; each lock has its own days.
    fn prices(&mut self, span: &Span, day: NaiveDate) -> Value {
        let mut prices = json!({});
        if let Some(rounding) =
            self.pick(&[None, Some("half-to-even"), None, Some("half-away-from-zero")])
        {
            prices["policies"]["rounding"] = json!(rounding);
        }
        if let Some(price) = self.maybe(3, |it| it.pick(&["0.5", "37.3333", "1", "0.005"])) {
            prices["mru_price_usd"] = json!(price);
        }
        if let Some(until) = self.maybe(3, |it| it.end_of_lock(span)) {
            let price = self.pick(&["39.99", "40", "0.015"]);
            prices["price_lock"] = json!({ "mru_price_usd": price, "until": until.to_string() });
        }
        if let Some(until) = self.maybe(3, |it| it.end_of_lock(span)) {
            let days =
                LOCKED_ON.map(|(year, month, day)| NaiveDate::from_ymd_opt(year, month, day));
            let mut days: Vec<NaiveDate> = days.into_iter().flatten().collect();
            days.retain(|as_of| *as_of <= day);
            let as_of = self.pick(&days);
            // A lock ends after the day on which its weights held.
            let after = Month { year: as_of.year(), month: as_of.month() }.plus(1).first();
            let until = until.max(after);
            prices["weights_lock"] =
                json!({ "as_of": as_of.to_string(), "until": until.to_string() });
        }
        if self.of(3) == 1 {
            let from = self.of(AGREED.len());
            let agreed = AGREED[from..].iter().map(|entry| {
                let weight = self.pick(&["1.2345", "0.0001", "2", "0"]);
                json!({ "entry": entry, "weight_mru": weight })
            });
            prices["weights"] = agreed.collect();
        }
        prices
    }

    /// The first day on which a lock no longer holds: in one of the months, or long after them.
    fn end_of_lock(&mut self, span: &Span) -> NaiveDate {
        let months = self.pick(&[1, 0, 2, 3, 4, 24]);
        span.first.plus(months).first()
    }
}
