//! Days, months and business days, found by looking at the clock on the wall (R85, R88).

use std::{cell::RefCell, collections::BTreeMap};

use chrono::{DateTime, Datelike as _, NaiveDate, Weekday};
use chrono_tz::Tz;

/// An instant, in seconds.
pub type Instant = i64;

/// An instant that never comes.
pub const NEVER: Instant = Instant::MAX;

/// Returns the first instant at which calendars of a zone show a day, or a later one.
pub fn day_begins(zone: Tz, day: NaiveDate) -> Instant {
    thread_local! {
        static KNOWN: RefCell<BTreeMap<(&'static str, NaiveDate), Instant>> =
            const { RefCell::new(BTreeMap::new()) };
    }
    let key = (zone.name(), day);
    if let Some(known) = KNOWN.with(|known| known.borrow().get(&key).copied()) {
        return known;
    }
    let shows = |seconds: Instant| local_day(zone, seconds) >= day;
    // No zone is more than fifteen hours from UTC.
    let first = day.and_hms_opt(0, 0, 0).expect("a midnight").and_utc().timestamp() - 15 * 3600;
    let mut hours = (0..=31).map(|hour| first + hour * 3600);
    let hour = hours.find(|seconds| shows(*seconds)).expect("every day begins");
    let mut quarters = (0..=4).map(|quarter| hour - 3600 + quarter * 900);
    let begins = quarters.find(|seconds| shows(*seconds)).expect("the hour has a beginning");
    KNOWN.with(|known| known.borrow_mut().insert(key, begins));
    begins
}

/// Returns the day that calendars of a zone show at an instant.
pub fn local_day(zone: Tz, at: Instant) -> NaiveDate {
    let at = DateTime::from_timestamp(at, 0).expect("an instant of our times");
    at.with_timezone(&zone).date_naive()
}

/// Returns the day so many business days after another; itself for none (R88).
///
/// The rules speak of no holidays: Saturdays and Sundays are all that is left out.
pub fn business_days_after(day: NaiveDate, count: usize) -> NaiveDate {
    let business = |day: &NaiveDate| !matches!(day.weekday(), Weekday::Sat | Weekday::Sun);
    let later = day.iter_days().skip(1).filter(business);
    [day].into_iter().chain(later).nth(count).expect("time goes on")
}

/// A calendar month.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Month {
    /// Year.
    pub year: i32,
    /// Month, from 1.
    pub month: u32,
}

impl Month {
    /// The month so many months later.
    #[must_use]
    pub fn plus(self, months: u32) -> Month {
        let count = self.month - 1 + months;
        let years = i32::try_from(count / 12).expect("few years");
        Month { year: self.year + years, month: count % 12 + 1 }
    }

    /// Reads a period, `2026-04`.
    pub fn read(written: &str) -> Month {
        let first: NaiveDate = format!("{written}-01").parse().expect("a period");
        Month { year: first.year(), month: first.month() }
    }

    /// Its first day.
    pub fn first(self) -> NaiveDate {
        NaiveDate::from_ymd_opt(self.year, self.month, 1).expect("a first day")
    }

    /// Its days, one by one.
    pub fn days(self) -> Vec<NaiveDate> {
        self.first().iter_days().take_while(|day| day.month() == self.month).collect()
    }

    /// As periods are written.
    pub fn written(self) -> String {
        format!("{:04}-{:02}", self.year, self.month)
    }

    /// The beginning of each day, and that of the month after it.
    pub fn beginnings(self, zone: Tz) -> Vec<Instant> {
        let after = self.plus(1).first();
        self.days().into_iter().chain([after]).map(|day| day_begins(zone, day)).collect()
    }
}
