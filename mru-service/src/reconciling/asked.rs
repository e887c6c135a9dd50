//! How many requests to Cost Explorer were made, month by month: a file each, a line a request, written
//! before it is sent.
//!
//! So they are counted also when what asked for them fails, is killed, or keeps nothing. What asks in
//! another place counts there.

use std::{fs, io, io::Write as _, path::Path};

use chrono::{DateTime, NaiveDate, Utc};
use mru_core::calendar::Period;

use crate::files::private;

/// How the files are called: `requests-2026-10.log`.
const BEFORE: &str = "requests-";
const AFTER: &str = ".log";

/// Writes down a request that is about to be sent.
///
/// # Errors
///
/// Those of the system.
pub(super) fn note(folder: &Path, now: DateTime<Utc>) -> io::Result<()> {
    private::create_folder(folder)?;
    let month = Period::of(now.date_naive());
    let path = folder.join(format!("{BEFORE}{month}{AFTER}"));
    // One short write at the end of the file: several who write at once do not disturb each other.
    private::at_the_end(&path)?.write_all(format!("{}\n", now.to_rfc3339()).as_bytes())
}

/// How many requests were made in a month, by what is written down in a folder; unknown of a month before
/// the first that anything is known of, and of a folder that cannot be read.
pub fn asked(folder: &Path, month: Period) -> Option<u64> {
    let mut known = false;
    for entry in fs::read_dir(folder).ok()? {
        let name = entry.ok()?.file_name();
        let written = name.to_str().and_then(|it| it.strip_prefix(BEFORE)?.strip_suffix(AFTER));
        let first = |it: &str| NaiveDate::parse_from_str(&format!("{it}-01"), "%Y-%m-%d").ok();
        let Some(found) = written.and_then(first).map(Period::of) else { continue };
        if found == month {
            let text = fs::read_to_string(folder.join(name)).ok()?;
            return u64::try_from(text.lines().count()).ok();
        }
        known |= found < month;
    }
    known.then_some(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requests_are_counted_by_the_month_in_which_they_were_made() {
        let folder = tempfile::tempdir().unwrap();
        let folder = folder.path().join("answers");
        let month = |text: &str| text.parse::<Period>().unwrap();
        assert_eq!(asked(&folder, month("2026-10")), None);
        for at in ["2026-10-31T23:59:59Z", "2026-11-01T00:00:00Z", "2026-11-03T08:00:00Z"] {
            note(&folder, at.parse().unwrap()).unwrap();
        }
        fs::write(folder.join("other.json"), "{}").unwrap();
        let all = ["2026-09", "2026-10", "2026-11", "2026-12"].map(|it| asked(&folder, month(it)));
        assert_eq!(all, [None, Some(1), Some(2), Some(0)]);
    }
}
