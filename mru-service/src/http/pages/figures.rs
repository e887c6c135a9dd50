//! Amounts, counts, days and pictures of pages.

use std::cell::LazyCell;

use chrono::NaiveDate;
use mru_core::{Lang, calendar::Period, costs::CostAmount, text, units::Usd};
use reports::{figures::signed, wording::Wording};
use rust_decimal::Decimal;

thread_local! {
    static ENGLISH: LazyCell<Wording> = LazyCell::new(|| Wording::new(Lang::En));
    static SPANISH: LazyCell<Wording> = LazyCell::new(|| Wording::new(Lang::Es));
}

/// Does something with the wording of documents, which each thread reads once.
pub(super) fn worded<T>(lang: Lang, show: impl FnOnce(&Wording) -> T) -> T {
    match lang {
        Lang::En => ENGLISH.with(|words| show(words)),
        Lang::Es => SPANISH.with(|words| show(words)),
    }
}

/// A day: `11 Apr 2026` or `11-04-2026`.
pub(super) fn day(day: NaiveDate, lang: Lang) -> String {
    worded(lang, |words| words.day(day))
}

/// A month within a sentence: `April 2026` or `abril de 2026`.
pub(super) fn month(period: Period, lang: Lang) -> String {
    worded(lang, |words| words.period(period))
}

/// A month at the beginning of a line.
pub(super) fn capital_month(period: Period, lang: Lang) -> String {
    capital(&month(period, lang))
}

/// A text with a capital at its beginning.
pub(super) fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect()
}

/// An exact amount of AWS to the cent, with its currency.
pub(super) fn cost(amount: CostAmount, lang: Lang) -> String {
    let rounded = amount.rounded(2);
    // More digits than a decimal holds are shown as they are.
    let shown = rounded.decimal().map(|it| text::usd(it, lang));
    shown.unwrap_or_else(|| rounded.to_string()).replace(' ', "\u{a0}")
}

/// An amount with its currency.
pub(super) fn money(amount: Usd, lang: Lang) -> String {
    text::usd(amount.as_decimal(), lang).replace(' ', "\u{a0}")
}

/// A difference for a column: with its sign, but for none.
pub(super) fn difference(now: Usd, before: Usd, lang: Lang) -> String {
    // Nothing that is stored is near the end of the range.
    now.minus(before).map_or_else(|_| String::new(), |it| signed(it.as_decimal(), 2, lang))
}

/// How many.
pub(super) fn count(count: impl TryInto<i64>, lang: Lang) -> String {
    text::number(Decimal::from(count.try_into().unwrap_or_default()), lang)
}

/// The length of a bar in hundredths of the longest one.
pub(super) fn bar(amount: Usd, longest: Usd) -> String {
    let (Some(amount), Some(longest)) = (amount.cents(), longest.cents()) else {
        return String::from("0");
    };
    if longest <= 0 || amount <= 0 {
        return String::from("0");
    }
    let thousandths = i128::from(amount) * 1_000 / i128::from(longest);
    format!("{}.{}", thousandths / 10, thousandths % 10)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn usd(text: &str) -> Usd {
        Usd::new(text.parse().expect("a number")).expect("an amount")
    }

    #[test]
    fn differences_carry_a_sign() {
        let of = |now, before, lang| difference(usd(now), usd(before), lang);
        assert_eq!(of("1234.50", "0.00", Lang::En), "+1,234.50");
        assert_eq!(of("0.00", "1234.50", Lang::Es), "-1.234,50");
        assert_eq!(of("7.00", "7.00", Lang::En), "0.00");
    }

    #[test]
    fn bars_are_parts_of_the_longest() {
        assert_eq!(bar(usd("50.00"), usd("100.00")), "50.0");
        assert_eq!(bar(usd("-50.00"), usd("100.00")), "0");
        assert_eq!(bar(usd("1.00"), usd("3.00")), "33.3");
        assert_eq!(bar(usd("1.00"), usd("0.00")), "0");
    }
}
