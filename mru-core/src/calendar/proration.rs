//! How much of a month a span of time is billed as (R86).

use chrono::{DateTime, Datelike as _, NaiveDate, Utc};

use super::{Period, Zone};
use crate::{reading::choice, units::Share};

choice! {
    /// How something that did not exist for a whole month is billed (R86).
    pub enum Proration {
        /// Active days ÷ days of the month; the first day counts, the last does not; the default.
        Daily = "daily",
        /// The whole month, when active at any time of it.
        WholeMonth = "whole-month",
        /// As daily, in a month of thirty days whatever its length.
        ThirtyDays = "thirty-days",
        /// Active seconds ÷ seconds of the month, shown in hours.
        Hourly = "hourly",
    }
}

impl Proration {
    /// The share of a period that a half-open span of instants is billed as.
    ///
    /// Spans that partition a period have shares that sum to one (R89, R108). Under
    /// [`Proration::WholeMonth`] a span counts whole when it touches the period at all: metering
    /// decides which one of several spans of a component that is.
    ///
    /// # Example
    ///
    /// ```
    /// use mru_core::calendar::{Period, Proration, Zone};
    ///
    /// let april: Period = "2026-04".parse().unwrap();
    /// let from = Zone::SANTIAGO.start_of("2026-04-11".parse().unwrap());
    /// let to = april.bounds(Zone::SANTIAGO).1;
    /// assert_eq!(Proration::Daily.share(april, Zone::SANTIAGO, from, to).to_string(), "20/30");
    /// ```
    pub fn share(
        self,
        period: Period,
        zone: Zone,
        from: DateTime<Utc>,
        to: DateTime<Utc>,
    ) -> Share {
        let (start, end) = period.bounds(zone);
        let (from, to) = (from.max(start), to.min(end));
        let none = Share::new(0, 1).unwrap_or(Share::WHOLE);
        if from >= to {
            return none;
        }
        let share = match self {
            Proration::WholeMonth => return Share::WHOLE,
            Proration::Hourly => Share::new(
                u64::try_from(to.timestamp().saturating_sub(from.timestamp())).unwrap_or(0),
                u32::try_from(end.timestamp().saturating_sub(start.timestamp())).unwrap_or(1),
            ),
            Proration::Daily => {
                let day = |instant| self.index(period, zone.day_of(instant));
                Share::new(day(to).saturating_sub(day(from)), period.days())
            }
            Proration::ThirtyDays => {
                let day = |instant| self.index(period, zone.day_of(instant));
                Share::new(day(to).saturating_sub(day(from)), 30)
            }
        };
        share.unwrap_or(none)
    }

    /// How many billable days of a period lie before a day.
    fn index(self, period: Period, day: NaiveDate) -> u64 {
        let month = match self {
            Proration::ThirtyDays => 30,
            Proration::Daily | Proration::WholeMonth | Proration::Hourly => period.days(),
        };
        let before = if day >= period.end_day() { month } else { day.day().saturating_sub(1) };
        before.min(month).into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(policy: Proration, period: &str, from: &str, to: &str, expected: &str) {
        let day = |day: &str| Zone::SANTIAGO.start_of(day.parse().unwrap());
        let share = policy.share(period.parse().unwrap(), Zone::SANTIAGO, day(from), day(to));
        assert_eq!(share.to_string(), expected);
    }

    #[test]
    fn shares_by_policy() {
        check(Proration::Daily, "2026-02", "2026-02-01", "2026-03-01", "28/28");
        check(Proration::Daily, "2028-02", "2028-02-29", "2028-03-05", "1/29");
        check(Proration::Daily, "2026-04", "2026-04-21", "2026-04-21", "0/1");
        check(Proration::Daily, "2026-04", "2026-01-01", "2026-04-16", "15/30");
        check(Proration::ThirtyDays, "2026-02", "2026-02-28", "2026-03-01", "3/30");
        check(Proration::ThirtyDays, "2026-01", "2026-01-31", "2026-02-01", "0/30");
        check(Proration::ThirtyDays, "2026-01", "2026-01-01", "2026-02-01", "30/30");
        check(Proration::WholeMonth, "2026-01", "2026-01-31", "2026-02-01", "1/1");
        // September 2026 loses an hour in Santiago: 719 hours.
        check(Proration::Hourly, "2026-09", "2026-09-01", "2026-10-01", "2588400/2588400");
    }
}
