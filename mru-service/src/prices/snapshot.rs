//! A snapshot: named by the day of its youngest price list, made once, never changed.

use mru_core::cost_model::{Price, snapshot};

/// The prices of one cost model, as they are kept.
#[derive(Clone, Debug)]
pub struct Snapshot {
    /// The prices, ordered by service and usage type.
    pub prices: Vec<Price>,
    /// The text of the file.
    pub text: String,
}

impl Snapshot {
    /// Puts prices into the form of a file.
    pub(super) fn of(mut prices: Vec<Price>) -> Snapshot {
        prices.sort_by(|a, b| {
            (&a.service_code, &a.usage_type).cmp(&(&b.service_code, &b.usage_type))
        });
        let text = snapshot::write(&prices);
        Snapshot { prices, text }
    }

    /// The hash of the file, by which a rate card names the prices it was derived from.
    pub fn hash(&self) -> String {
        snapshot::hash(&self.text)
    }

    /// The day on which the youngest of its price lists was published; none when no price says.
    pub fn day(&self) -> Option<&str> {
        let listed = self.prices.iter().filter(|it| {
            it.listed.as_deref().is_some_and(|listed| !listed.offer_version.is_empty())
        });
        listed.filter_map(|it| it.published.get(..10)).max()
    }
}
