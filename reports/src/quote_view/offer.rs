//! What makes a quote an offer: what a year costs, what is included, what is accepted.

use chrono::NaiveDate;
use mru_core::{
    Quote, catalogue,
    rate_card::Source,
    text::{number, usd},
    units::{MruPrice, Usd},
};
use rust_decimal::Decimal;

use super::{Writer, zero::ZeroGroup};
use crate::wording::Wording;

impl Writer<'_> {
    /// What twelve months cost at the price of the quote; empty where that cannot be kept.
    pub(super) fn year(&self, month: Usd) -> String {
        let year = (0..12).try_fold(Usd::ZERO, |sum, _| sum.plus(month));
        year.map(|usd| self.money(usd)).unwrap_or_default()
    }

    /// By how much the price of the contract is below that of the rate card.
    pub(super) fn discount(&self, quote: &Quote) -> String {
        let terms = &quote.terms;
        let (agreed, list) = (terms.price.as_decimal(), terms.card.mru_price.as_decimal());
        if terms.price_source != Source::Contract || agreed >= list {
            return String::new();
        }
        let whole = Decimal::ONE_HUNDRED;
        let off = list.checked_sub(agreed).and_then(|it| it.checked_mul(whole)?.checked_div(list));
        let at_list = MruPrice::new(list).and_then(|price| price.of(quote.priced.total.mru).ok());
        let at_list = at_list.map(|usd| usd.round(terms.policies.rounding));
        let (Some(off), Some(at_list)) = (off, at_list) else { return String::new() };
        let percent = number(off.trunc_with_scale(1), self.words.lang());
        let arguments = [
            ("percent", percent.as_str()),
            ("list", &usd(list, self.words.lang())),
            ("month", &self.money(at_list)),
        ];
        self.words.with("quote-discount", &arguments)
    }
}

/// What is accepted by signing: the amount, what it does not include, and until when.
pub(crate) fn acceptance(month: Usd, until: NaiveDate, words: &Wording) -> String {
    let money = usd(month.as_decimal(), words.lang());
    let date = words.day(until);
    words.with("quote-acceptance-sentence", &[("money", &money), ("date", &date)])
}

/// The kinds of components of groups, each once, as list items.
///
/// That there is an environment goes without saying.
pub(super) fn kinds<'a>(
    places: impl Iterator<Item = &'a Vec<ZeroGroup>>,
    words: &Wording,
) -> Vec<String> {
    let environment = catalogue::find("environment").map(|kind| kind.name.get(words.lang()));
    let mut kinds: Vec<String> = Vec::new();
    for item in places.flatten().flat_map(|group| &group.items) {
        // What has no name of its own may be counted, `firewall rule × 5`; several go by one name.
        for kind in item.component.split(", ") {
            let kind = kind.split(" × ").next().unwrap_or(kind);
            if Some(kind) != environment && !kinds.iter().any(|known| known == kind) {
                kinds.push(kind.to_owned());
            }
        }
    }
    kinds
}
