//! The day of issue: after the month, not before the last document of the series, never to come (N9).

use chrono::{DateTime, Days, NaiveDate, TimeDelta, Utc};
use mru_core::calendar::{Period, Zone};

use super::IssueRefusal;

/// When documents are issued, as asked for, and the clock to judge it by.
#[derive(Clone, Copy, Debug)]
pub struct IssueDay<'a> {
    /// The day; today in the contract's time zone when absent.
    pub asked: Option<NaiveDate>,
    /// Why a month is issued before it has ended; empty when it has.
    pub early_reason: &'a str,
    /// What the clock shows.
    pub now: DateTime<Utc>,
}

/// The last document of a series.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Last {
    pub(super) number: String,
    pub(super) issued_on: NaiveDate,
}

impl IssueDay<'_> {
    /// A day, judged by what the clock shows.
    pub const fn new(asked: Option<NaiveDate>, now: DateTime<Utc>) -> IssueDay<'static> {
        IssueDay { asked, early_reason: "", now }
    }

    /// Today where the contract is kept.
    pub(super) fn today(&self, zone: Zone) -> NaiveDate {
        zone.day_of(self.now)
    }

    /// The latest day that is today anywhere.
    pub(super) fn latest_today(&self) -> NaiveDate {
        let ahead = self.now.checked_add_signed(TimeDelta::hours(14));
        ahead.unwrap_or(self.now).date_naive()
    }

    /// Why a month is issued early; empty when it has ended by a day.
    pub(super) fn early_reason(&self, period: Period, today: NaiveDate) -> &str {
        if has_ended(period, today) { "" } else { self.early_reason }
    }

    /// Refuses a month that has not ended by a day, unless a reason is given, and a day within it.
    pub(super) fn judge_month(&self, period: Period, today: NaiveDate) -> Result<(), IssueRefusal> {
        let next = period.next().first_day();
        if !has_ended(period, today) {
            if !self.early_reason.is_empty() {
                return Ok(());
            }
            return Err(IssueRefusal::PeriodNotEnded { period, next });
        }
        match self.asked.filter(|asked| *asked < next) {
            None => Ok(()),
            Some(asked) => Err(IssueRefusal::IssueDateWithinPeriod { asked, period, next }),
        }
    }

    /// Refuses a day that is still to come.
    pub(super) fn judge_future(&self, today: NaiveDate) -> Result<(), IssueRefusal> {
        match self.asked.filter(|asked| today < *asked) {
            None => Ok(()),
            Some(asked) => Err(IssueRefusal::IssueDateToCome { asked, today }),
        }
    }

    /// Refuses a day before that of a document that was issued earlier.
    pub(super) fn judge_order(&self, last: &Last) -> Result<(), IssueRefusal> {
        let Last { number, issued_on } = last.clone();
        match self.asked.filter(|asked| *asked < issued_on) {
            None => Ok(()),
            Some(asked) => Err(IssueRefusal::IssueDateBeforeLast { asked, number, issued_on }),
        }
    }

    /// The day of a document that follows the last one of its series.
    ///
    /// Without a day that is asked for it is today in a zone, or the day of the last document when
    /// that was issued where the day had begun already.
    pub(super) fn after(&self, last: Option<&Last>, zone: Zone) -> Result<NaiveDate, IssueRefusal> {
        let today = self.today(zone);
        self.judge_future(today)?;
        let Some(last) = last else { return Ok(self.asked.unwrap_or(today)) };
        self.judge_order(last)?;
        let day = self.asked.unwrap_or_else(|| today.max(last.issued_on));
        if day <= self.latest_today() {
            return Ok(day);
        }
        let Last { number, issued_on } = last.clone();
        Err(IssueRefusal::SeriesIsAhead { number, issued_on })
    }
}

/// Whether a month has ended by a day of its zone.
fn has_ended(period: Period, today: NaiveDate) -> bool {
    period.next().first_day() <= today
}

/// The day on which a document of a day has to be paid.
pub(super) fn due(issued_on: NaiveDate, days: u32) -> Result<NaiveDate, IssueRefusal> {
    let due = issued_on.checked_add_days(Days::new(days.into()));
    due.ok_or(IssueRefusal::DueDateBeyondCalendar { issued_on, days })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn on(asked: Option<&str>, early_reason: &'static str) -> IssueDay<'static> {
        IssueDay {
            asked: asked.map(|day| day.parse().unwrap()),
            early_reason,
            now: "2026-11-01T02:00:00Z".parse().unwrap(),
        }
    }

    #[test]
    fn a_month_is_issued_after_it_ended_where_the_contract_is_kept() {
        let october: Period = "2026-10".parse().unwrap();
        let day = on(None, "");
        let [santiago, madrid] =
            ["America/Santiago", "Europe/Madrid"].map(|it| it.parse().unwrap());
        let next = october.next().first_day();
        let refused = Err(IssueRefusal::PeriodNotEnded { period: october, next });
        assert_eq!(day.judge_month(october, day.today(santiago)), refused);
        assert_eq!(day.judge_month(october, day.today(madrid)), Ok(()));
        let early = on(None, "the contract ends");
        assert_eq!(early.judge_month(october, early.today(santiago)), Ok(()));
        assert_eq!(early.early_reason(october, early.today(santiago)), "the contract ends");
        assert_eq!(early.early_reason(october, early.today(madrid)), "");
        let within = on(Some("2026-10-31"), "");
        let refused = within.judge_month(october, within.today(madrid)).unwrap_err();
        assert_eq!(refused.code(), "issue-date-within-period");
    }

    #[test]
    fn days_of_a_series_never_go_back_nor_ahead() {
        let zone: Zone = "America/Santiago".parse().unwrap();
        let last =
            |day: &str| Last { number: "INV-000007".into(), issued_on: day.parse().unwrap() };
        let day = |asked, before: &str| {
            on(asked, "").after(Some(&last(before)), zone).map(|day| day.to_string())
        };
        assert_eq!(day(None, "2026-10-01"), Ok("2026-10-31".to_owned()));
        assert_eq!(day(None, "2026-11-01"), Ok("2026-11-01".to_owned()), "issued in the east");
        assert_eq!(day(Some("2026-10-31"), "2026-10-31"), Ok("2026-10-31".to_owned()));
        for (asked, before, code) in [
            (Some("2026-10-30"), "2026-10-31", "issue-date-before-last"),
            (Some("2026-11-01"), "2026-10-01", "issue-date-to-come"),
            (None, "2026-11-03", "series-is-ahead"),
        ] {
            assert_eq!(day(asked, before).unwrap_err().code(), code, "{asked:?} {before}");
        }
    }
}
