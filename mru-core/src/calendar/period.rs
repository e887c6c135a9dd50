//! A billing period: one calendar month (R85).

use std::{fmt, str::FromStr};

use chrono::{DateTime, Datelike as _, Months, NaiveDate, Utc};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::Zone;

/// One calendar month, written `2026-10`.
///
/// # Units
///
/// Years 2000 to 2199; half-open: it begins with its first day and ends before that of the next.
///
/// # Example
///
/// ```
/// use mru_core::calendar::Period;
///
/// let february: Period = "2028-02".parse().unwrap();
/// assert_eq!(february.days(), 29);
/// assert_eq!(february.next().to_string(), "2028-03");
/// assert!("2028-13".parse::<Period>().is_err());
/// let day = "2028-02-10".parse().unwrap();
/// assert_eq!(Period::of(day), february);
/// assert_eq!(february.previous().end_day(), february.first_day());
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Period {
    first: NaiveDate,
}

impl Period {
    /// The period that a day is in.
    pub fn of(day: NaiveDate) -> Period {
        Period { first: day.with_day(1).unwrap_or(day) }
    }

    /// The first day.
    pub const fn first_day(self) -> NaiveDate {
        self.first
    }

    /// The first day after it.
    pub fn end_day(self) -> NaiveDate {
        self.next().first
    }

    /// The period after it.
    pub fn next(self) -> Period {
        // INVARIANT (years are limited): there is a next month.
        Period { first: self.first.checked_add_months(Months::new(1)).unwrap_or(self.first) }
    }

    /// The period before it.
    pub fn previous(self) -> Period {
        Period { first: self.first.checked_sub_months(Months::new(1)).unwrap_or(self.first) }
    }

    /// The number of its days, 28 to 31.
    pub fn days(self) -> u32 {
        let days = self.end_day().signed_duration_since(self.first).num_days();
        // INVARIANT (a month has 28 to 31 days): it fits.
        u32::try_from(days).unwrap_or(31)
    }

    /// Reads a period that was recorded, whatever years are accepted of new ones.
    ///
    /// # Example
    ///
    /// ```
    /// use mru_core::calendar::Period;
    ///
    /// assert_eq!(Period::recorded("2026-10"), Some("2026-10".parse().unwrap()));
    /// assert_eq!(Period::recorded("October"), None);
    /// ```
    pub fn recorded(text: &str) -> Option<Period> {
        let (year, month) = text.split_once('-')?;
        let digits = |text: &str, length| {
            text.len() == length && text.bytes().all(|byte| byte.is_ascii_digit())
        };
        if !digits(year, 4) || !digits(month, 2) {
            return None;
        }
        let first = NaiveDate::from_ymd_opt(year.parse().ok()?, month.parse().ok()?, 1)?;
        Some(Period { first })
    }

    /// Its first instant, and the first one after it, in a zone.
    ///
    /// # Example
    ///
    /// ```
    /// use mru_core::calendar::{Period, Zone};
    ///
    /// let april: Period = "2026-04".parse().unwrap();
    /// let (start, end) = april.bounds(Zone::SANTIAGO);
    /// // Daylight saving ends within the month.
    /// assert_eq!(start.to_rfc3339(), "2026-04-01T03:00:00+00:00");
    /// assert_eq!(end.to_rfc3339(), "2026-05-01T04:00:00+00:00");
    /// ```
    pub fn bounds(self, zone: Zone) -> (DateTime<Utc>, DateTime<Utc>) {
        (zone.start_of(self.first), zone.start_of(self.end_day()))
    }
}

/// A text that is no period.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a period is a year from 2000 to 2199 and a month, such as 2026-10")]
pub struct PeriodError;

impl FromStr for Period {
    type Err = PeriodError;

    fn from_str(text: &str) -> Result<Period, PeriodError> {
        let in_range = |period: &Period| (2000..2200).contains(&period.first.year());
        Period::recorded(text).filter(in_range).ok_or(PeriodError)
    }
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.first.year(), self.first.month())
    }
}

impl Serialize for Period {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Period {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Period, D::Error> {
        let text = String::deserialize(deserializer)?;
        Period::recorded(&text).ok_or_else(|| serde::de::Error::custom("no year and month"))
    }
}
