//! A time zone, where a contract's days begin and end.

use std::{fmt, str::FromStr};

use chrono::{DateTime, Datelike as _, Days, Duration, NaiveDate, TimeZone as _, Utc, Weekday};
use chrono_tz::Tz;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::{Value as Json, json};

use crate::{
    reading::{FieldType, Node, Reading},
    text::{nearest, shortened, text},
};

/// A time zone of the IANA database, `America/Santiago`.
///
/// # Example
///
/// ```
/// use mru_core::calendar::Zone;
///
/// let santiago: Zone = "America/Santiago".parse().unwrap();
/// // Daylight saving skips midnight: the day begins at one o'clock.
/// let day = "2026-09-06".parse().unwrap();
/// assert_eq!(santiago.start_of(day).to_rfc3339(), "2026-09-06T04:00:00+00:00");
/// assert_eq!(santiago.day_of(santiago.start_of(day)), day);
/// assert_eq!(santiago.local(santiago.start_of(day)).to_rfc3339(), "2026-09-06T01:00:00-03:00");
/// assert!(Zone::names().any(|name| name == santiago.name()));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Zone {
    tz: Tz,
}

impl Zone {
    /// Coordinated universal time.
    pub const UTC: Zone = Zone { tz: Tz::UTC };
    /// The zone of a contract that names none (R85).
    pub const SANTIAGO: Zone = Zone { tz: Tz::America__Santiago };

    /// The name in the IANA database.
    pub fn name(self) -> &'static str {
        self.tz.name()
    }

    /// The names of all zones.
    pub fn names() -> impl Iterator<Item = &'static str> {
        chrono_tz::TZ_VARIANTS.iter().map(|tz| tz.name())
    }

    /// The first instant of a day: midnight, or the end of the gap that swallowed it; the earlier
    /// one when midnight comes twice.
    pub fn start_of(self, day: NaiveDate) -> DateTime<Utc> {
        let midnight = day.and_hms_opt(0, 0, 0).unwrap_or_default();
        // Gaps end on a quarter of an hour and are no longer than a day.
        for minutes in (0..=24 * 60).step_by(15) {
            let local = midnight.checked_add_signed(Duration::minutes(minutes));
            let Some(local) = local else { break };
            if let Some(instant) = self.tz.from_local_datetime(&local).earliest() {
                return instant.with_timezone(&Utc);
            }
        }
        midnight.and_utc()
    }

    /// The day that an instant belongs to.
    pub fn day_of(self, instant: DateTime<Utc>) -> NaiveDate {
        let local = instant.with_timezone(&self.tz).date_naive();
        let next = local.checked_add_days(Days::new(1)).unwrap_or(local);
        if next > local && self.start_of(next) <= instant { next } else { local }
    }

    /// The offset from UTC that holds at an instant, with the instant.
    pub fn local(self, instant: DateTime<Utc>) -> DateTime<chrono::FixedOffset> {
        instant.with_timezone(&self.tz).fixed_offset()
    }
}

impl fmt::Display for Zone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Zone {
    type Err = chrono_tz::ParseError;

    fn from_str(name: &str) -> Result<Zone, chrono_tz::ParseError> {
        name.parse().map(|tz| Zone { tz })
    }
}

impl Serialize for Zone {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}

impl<'de> Deserialize<'de> for Zone {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Zone, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

impl FieldType for Zone {
    fn read(node: &Node, path: &str, rule: &'static str, reading: &mut Reading) -> Option<Zone> {
        let written = node.value.written().unwrap_or_else(|| node.value.form().0.to_owned());
        let zone = written.parse().ok();
        if zone.is_none() {
            let shown = shortened(&written);
            let near = nearest(&written, Zone::names());
            reading
                .findings
                .error(
                    rule,
                    path,
                    text!("`{shown}` is no time zone", "`{shown}` no es una zona horaria"),
                )
                .help(match near {
                    Some(near) => text!("did you mean `{near}`?", "¿quiso decir `{near}`?"),
                    None => text!(
                        "a name of the IANA database, such as `America/Santiago`",
                        "un nombre de la base de datos IANA, como `America/Santiago`"
                    ),
                });
        }
        zone
    }

    fn absent() -> Zone {
        Zone::SANTIAGO
    }

    fn is_unset(&self) -> bool {
        false
    }

    fn schema() -> Json {
        json!({ "type": "string", "description": "IANA time zone" })
    }
}

/// Parses an instant of RFC 3339, with its offset, and drops fractions of a second.
///
/// # Example
///
/// ```
/// use mru_core::calendar::{format_instant, parse_instant};
///
/// let instant = parse_instant("2026-04-11T09:30:00.5-04:00").unwrap();
/// assert_eq!(format_instant(instant), "2026-04-11T13:30:00Z");
/// assert!(parse_instant("2026-04-11T09:30:00").is_none());
/// ```
pub fn parse_instant(text: &str) -> Option<DateTime<Utc>> {
    let instant = DateTime::parse_from_rfc3339(text).ok()?.with_timezone(&Utc);
    let year = instant.year();
    let whole = DateTime::from_timestamp(instant.timestamp(), 0)?;
    (2000..2200).contains(&year).then_some(whole)
}

/// Writes an instant in UTC: `2026-04-11T13:30:00Z`.
pub fn format_instant(instant: DateTime<Utc>) -> String {
    instant.to_rfc3339_opts(chrono::SecondsFormat::Secs, true)
}

/// The day that is a number of business days after another; Saturdays and Sundays do not count.
///
/// # Example
///
/// ```
/// use mru_core::calendar::add_business_days;
///
/// let friday = "2026-10-02".parse().unwrap();
/// assert_eq!(add_business_days(friday, 1).to_string(), "2026-10-05");
/// assert_eq!(add_business_days(friday, 5).to_string(), "2026-10-09");
/// ```
pub fn add_business_days(day: NaiveDate, count: u32) -> NaiveDate {
    let mut left = count.min(366);
    let mut day = day;
    while left > 0 {
        let Some(next) = day.checked_add_days(Days::new(1)) else { break };
        day = next;
        if !matches!(day.weekday(), Weekday::Sat | Weekday::Sun) {
            left = left.saturating_sub(1);
        }
    }
    day
}
