//! What asking AWS costs: requests to Cost Explorer, and bytes that Athena scans.

use rust_decimal::Decimal;

/// An amount of USD that asking AWS costs.
///
/// # Units
///
/// Trillionths of a dollar, so that a scanned byte is a whole number of them; up to 18 million dollars,
/// beyond which sums stay at the end.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct AwsCost(u64);

/// Trillionths of a dollar in one.
const DOLLAR: u64 = 1_000_000_000_000;
/// A scanned byte: USD 5 for a terabyte of 10¹² bytes. AWS counts terabytes of 2⁴⁰, so that this is never
/// too little where its price is USD 5.
///
/// # Source
///
/// Price list of Amazon Athena, SQL queries, us-east-1: USD 5.00 per TB scanned, rounded up to a megabyte,
/// 10 MB a query at least.
const A_BYTE: u64 = 5;
/// A megabyte, to which AWS rounds what a query scanned.
const MEGABYTE: u64 = 1 << 20;
/// What every query counts for.
const LEAST_SCANNED: u64 = 10 * MEGABYTE;

impl AwsCost {
    /// Nothing.
    pub const ZERO: AwsCost = AwsCost(0);
    /// One request to Cost Explorer, whatever it answers: USD 0.01.
    ///
    /// # Source
    ///
    /// AWS's page of Cost Explorer prices: USD 0.01 for each paginated request of its API.
    pub const OF_REQUEST: AwsCost = AwsCost(DOLLAR / 100);

    /// An amount of USD; nothing when it is below zero or beyond what there is room for.
    pub fn of_usd(usd: Decimal) -> Option<AwsCost> {
        let scaled = usd.checked_mul(DOLLAR.into())?.trunc();
        Some(AwsCost(u64::try_from(scaled).ok()?))
    }

    /// What a query of Athena costs that scans so many bytes.
    pub fn of_scan(bytes: u64) -> AwsCost {
        let whole = bytes.div_ceil(MEGABYTE).saturating_mul(MEGABYTE).max(LEAST_SCANNED);
        AwsCost(whole.saturating_mul(A_BYTE))
    }

    /// In USD.
    pub fn usd(self) -> Decimal {
        Decimal::from_i128_with_scale(self.0.into(), 12).normalize()
    }

    /// How many requests to Cost Explorer it pays for.
    pub const fn requests(self) -> u64 {
        self.0 / AwsCost::OF_REQUEST.0
    }

    /// How many bytes one query of Athena may scan for it; nothing when it pays for none.
    pub const fn bytes(self) -> Option<u64> {
        let bytes = self.0 / A_BYTE / MEGABYTE * MEGABYTE;
        if bytes < LEAST_SCANNED { None } else { Some(bytes) }
    }

    /// So many requests to Cost Explorer.
    #[must_use]
    pub const fn of_requests(requests: u64) -> AwsCost {
        AwsCost(AwsCost::OF_REQUEST.0.saturating_mul(requests))
    }

    /// Both together.
    #[must_use]
    pub const fn plus(self, other: AwsCost) -> AwsCost {
        AwsCost(self.0.saturating_add(other.0))
    }

    /// What is left of it; nothing when the other is more.
    #[must_use]
    pub const fn less(self, other: AwsCost) -> AwsCost {
        AwsCost(self.0.saturating_sub(other.0))
    }

    /// In trillionths of a dollar.
    pub(super) const fn trillionths(self) -> u64 {
        self.0
    }

    /// Of trillionths of a dollar.
    pub(super) const fn of_trillionths(trillionths: u64) -> AwsCost {
        AwsCost(trillionths)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_query_costs_what_it_scans_and_ten_megabytes_at_least() {
        let usd = |cost: AwsCost| cost.usd().to_string();
        assert_eq!(usd(AwsCost::of_scan(0)), "0.0000524288");
        assert_eq!(usd(AwsCost::of_scan(LEAST_SCANNED + 1)), "0.00005767168");
        // USD 5 buy a terabyte of 10¹² bytes, to the megabyte.
        let five = AwsCost::of_usd(5.into()).unwrap();
        let bytes = five.bytes().unwrap();
        assert!((999_999_000_000..=1_000_000_000_000).contains(&bytes), "{bytes}");
        assert!(AwsCost::of_scan(bytes) <= five);
        assert!(AwsCost::of_scan(bytes + 1) > five);
        assert_eq!(AwsCost::of_usd("0.00005".parse().unwrap()).unwrap().bytes(), None);
    }

    #[test]
    fn requests_are_cents() {
        let one = AwsCost::of_usd(Decimal::ONE).unwrap();
        assert_eq!((one.requests(), AwsCost::of_requests(100)), (100, one));
        assert_eq!(AwsCost::of_usd("-0.01".parse().unwrap()), None);
        assert_eq!(one.less(AwsCost::OF_REQUEST).plus(AwsCost::OF_REQUEST), one);
    }
}
