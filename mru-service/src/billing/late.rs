//! Since when facts may correct what was issued (R92, N7). The correction lines themselves are made by
//! `mru_core::invoice`.

use mru_core::calendar::Period;

use crate::storage::Heading;

/// The entry of the chain after which a fact may correct a month before `period`; none when no such
/// month was issued before the entry `before`.
///
/// A month is compared with the facts by its own document and by the document of every later month,
/// and months may be issued in any order: so each month has an entry up to which it is settled, and
/// the earliest of them counts.
pub(super) fn settled_until(headings: &[Heading], period: Period, before: i64) -> Option<i64> {
    let documents = || headings.iter().filter(|it| it.credits.is_empty() && it.sequence < before);
    let settled =
        |month: Period| documents().filter(|it| it.period >= month).map(|it| it.sequence).max();
    documents().filter(|it| it.period < period).filter_map(|it| settled(it.period)).min()
}

/// Whether a note was issued after an entry of the chain, and before another: what it gave back, or
/// charged again, may be put right by the next document.
pub(super) fn has_note_after(headings: &[Heading], entry: i64, before: i64) -> bool {
    let notes = headings.iter().filter(|it| !it.credits.is_empty() && it.sequence < before);
    notes.map(|it| it.sequence).any(|sequence| entry < sequence)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn issued(sequence: i64, period: &str, credits: &str) -> Heading {
        let (customer, credits) = (String::from("acme"), credits.to_owned());
        let period = period.parse().unwrap();
        Heading { sequence, customer, period, credits, total_cents: 1 }
    }

    #[test]
    fn the_month_that_was_looked_at_longest_ago_counts() {
        let period = |text: &str| text.parse::<Period>().unwrap();
        let in_order = [issued(3, "2026-04", ""), issued(5, "2026-05", "")];
        assert_eq!(settled_until(&in_order, period("2026-06"), i64::MAX), Some(5));
        assert_eq!(settled_until(&in_order, period("2026-05"), i64::MAX), Some(5));
        assert_eq!(settled_until(&in_order, period("2026-06"), 5), Some(3));
        assert_eq!(settled_until(&in_order, period("2026-04"), i64::MAX), None);
        // August was issued before July: a fact between them may still correct August.
        let out_of_order = [issued(3, "2026-08", ""), issued(5, "2026-07", "")];
        assert_eq!(settled_until(&out_of_order, period("2026-09"), i64::MAX), Some(3));
        let noted = [issued(3, "2026-08", ""), issued(7, "2026-08", "INV-000001")];
        assert_eq!(settled_until(&noted, period("2026-09"), i64::MAX), Some(3));
        assert!(has_note_after(&noted, 3, i64::MAX) && !has_note_after(&noted, 3, 7));
    }
}
