//! Which rows of a bill are about another month than its own.

use chrono::DateTime;

use crate::calendar::Period;

/// The month that a row corrects by its instants: the one in which it begins, when it ends before the
/// month of its bill does begin. A row that reaches into the month of its bill corrects nothing.
///
/// # Units
///
/// Instants in seconds since 1970, in UTC.
///
/// # Example
///
/// ```
/// use mru_core::costs::corrected_month;
///
/// let october = "2026-10".parse().unwrap();
/// // The last hour of September, on the bill of October.
/// assert_eq!(
///     corrected_month(october, 1_790_809_200, 1_790_812_800),
///     Some("2026-09".parse().unwrap())
/// );
/// // The first hour of October.
/// assert_eq!(corrected_month(october, 1_790_812_800, 1_790_816_400), None);
/// ```
///
/// # Source
///
/// FOCUS 1.3, correction handling: what corrects an invoiced month is on the bill of a later one, and its
/// charge period is the one in which the cost was incurred.
#[inline]
pub fn corrected_month(bill: Period, start: i64, end: i64) -> Option<Period> {
    const DAY: i64 = 86_400;
    let begins = i64::from(bill.first_day().to_epoch_days()).saturating_mul(DAY);
    if start >= begins || end > begins {
        return None;
    }
    Some(Period::of(DateTime::from_timestamp(start, 0)?.date_naive()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_corrects_when_all_of_it_is_before_the_month_of_its_bill() {
        let october: Period = "2026-10".parse().unwrap();
        let begins = 1_790_812_800;
        let check = |start: i64, end: i64, month: Option<&str>| {
            let month = month.map(|it| it.parse().unwrap());
            let at = |hours: i64| hours.checked_mul(3600).unwrap().checked_add(begins).unwrap();
            assert_eq!(corrected_month(october, at(start), at(end)), month, "{start} to {end}");
        };
        check(-1, 0, Some("2026-09"));
        check(-720, 0, Some("2026-09"));
        check(-721, -720, Some("2026-08"));
        check(-1, -1, Some("2026-09"));
        check(-1, 1, None);
        check(0, 0, None);
        check(0, 744, None);
        check(744, 745, None);
    }
}
