//! The day of issue: after the month, not before the last document of the series, never to come (N9).

use chrono::{DateTime, Days, NaiveDate, TimeDelta, Utc};
use mru_core::{
    calendar::{Period, Zone},
    text::Text,
};

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
    pub(super) fn judge_month(&self, period: Period, today: NaiveDate) -> Result<(), Text> {
        let next = period.next().first_day();
        if !has_ended(period, today) {
            if !self.early_reason.is_empty() {
                return Ok(());
            }
            return Err(Text::new(
                format!(
                    "{period} has not ended; issue it from {next} on, or now with `--early --reason TEXT`"
                ),
                format!(
                    "{period} no ha terminado; emítalo desde el {next}, o ahora con `--early --reason TEXTO`"
                ),
            ));
        }
        match self.asked.filter(|asked| *asked < next) {
            None => Ok(()),
            Some(asked) => Err(Text::new(
                format!(
                    "the issue date {asked} is before the end of {period}; the first possible one is {next}"
                ),
                format!(
                    "la fecha de emisión {asked} es anterior al fin de {period}; la primera posible es {next}"
                ),
            )),
        }
    }

    /// Refuses a day that is still to come.
    pub(super) fn judge_future(&self, today: NaiveDate) -> Result<(), Text> {
        match self.asked.filter(|asked| today < *asked) {
            None => Ok(()),
            Some(asked) => Err(Text::new(
                format!("the issue date {asked} is in the future; today is {today}"),
                format!("la fecha de emisión {asked} está en el futuro; hoy es {today}"),
            )),
        }
    }

    /// Refuses a day before that of a document that was issued earlier.
    pub(super) fn judge_order(&self, last: &Last) -> Result<(), Text> {
        let Last { number, issued_on } = last;
        match self.asked.filter(|asked| asked < issued_on) {
            None => Ok(()),
            Some(asked) => Err(Text::new(
                format!(
                    "the issue date {asked} is before that of {number}, which was issued on {issued_on}; choose that day or a later one"
                ),
                format!(
                    "la fecha de emisión {asked} es anterior a la de {number}, emitido el {issued_on}; elija ese día o uno posterior"
                ),
            )),
        }
    }

    /// The day of a document that follows the last one of its series.
    ///
    /// Without a day that is asked for it is today in a zone, or the day of the last document when
    /// that was issued where the day had begun already.
    pub(super) fn after(&self, last: Option<&Last>, zone: Zone) -> Result<NaiveDate, Text> {
        let today = self.today(zone);
        self.judge_future(today)?;
        let Some(last) = last else { return Ok(self.asked.unwrap_or(today)) };
        self.judge_order(last)?;
        let day = self.asked.unwrap_or_else(|| today.max(last.issued_on));
        if day <= self.latest_today() {
            return Ok(day);
        }
        let Last { number, issued_on } = last;
        Err(Text::new(
            format!(
                "{number}, the last document of its series, is dated {issued_on}, which is in the future; give the supplier another series until then"
            ),
            format!(
                "{number}, el último documento de su serie, tiene fecha {issued_on}, que está en el futuro; dé otra serie al proveedor hasta entonces"
            ),
        ))
    }
}

/// Whether a month has ended by a day of its zone.
fn has_ended(period: Period, today: NaiveDate) -> bool {
    period.next().first_day() <= today
}

/// The day on which a document of a day has to be paid.
pub(super) fn due(issued_on: NaiveDate, days: u32) -> Result<NaiveDate, Text> {
    issued_on.checked_add_days(Days::new(days.into())).ok_or_else(|| {
        Text::new(
            format!("{days} days after {issued_on} are beyond every calendar; correct `due_days` of the contract"),
            format!("{days} días después del {issued_on} están fuera de todo calendario; corrija `due_days` del contrato"),
        )
    })
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
        let said = day.judge_month(october, day.today(santiago)).unwrap_err();
        assert!(said.en.contains("has not ended") && said.es.contains("no ha terminado"));
        assert_eq!(day.judge_month(october, day.today(madrid)), Ok(()));
        let early = on(None, "the contract ends");
        assert_eq!(early.judge_month(october, early.today(santiago)), Ok(()));
        assert_eq!(early.early_reason(october, early.today(santiago)), "the contract ends");
        assert_eq!(early.early_reason(october, early.today(madrid)), "");
        let within = on(Some("2026-10-31"), "");
        assert!(within.judge_month(october, within.today(madrid)).is_err());
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
        for (asked, before, said) in [
            (Some("2026-10-30"), "2026-10-31", "INV-000007"),
            (Some("2026-11-01"), "2026-10-01", "in the future"),
            (None, "2026-11-03", "another series"),
        ] {
            assert!(day(asked, before).unwrap_err().en.contains(said), "{asked:?} {before}");
        }
    }
}
