//! What a reconciliation should say.

use std::collections::{BTreeMap, BTreeSet};

use mru_core::reconciliation::Bucket;
use num_traits::Signed as _;

use super::{
    case::{Case, Whose},
    exact::{exact, quintillionths},
    expected::{Expected, Price},
    places::{Cell, Charged, cells},
};
use crate::oracle::Exact;

/// A number that the real reconciliation may miss by the rounding of what it expects.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Near {
    /// The number.
    pub usd: Exact,
    /// By how much at most, in quintillionths of a dollar; 0 for what is exact.
    pub within: i128,
}

/// Bucket, customer, service and usage type.
pub type Key = (Bucket, String, String, String);

/// A component without cost: customer, component, size, service and usage type.
pub type Missing = [String; 5];

/// What a component cost, by customer, component and size.
pub type Costs = BTreeMap<[String; 3], Near>;

/// What a reconciliation should say.
#[derive(Clone, Debug, Default)]
pub struct Answer {
    /// What AWS charged.
    pub total: Exact,
    /// The parts of it.
    pub parts: BTreeMap<Key, Near>,
    /// Customers with services and usage types of which a row does not say how much was used, and of
    /// which a drift is so near half a cent that rounding decides: which drift it is stays open.
    pub open: BTreeSet<[String; 3]>,
    /// How many rows do not say how much was used.
    pub unknown: usize,
    /// Components without cost, with what they would have cost at the hours of the month.
    pub missing: BTreeMap<Missing, Near>,
    /// What the charges of components cost each.
    pub components: Costs,
}

impl Near {
    /// Adds a number with the room around it.
    pub fn add(&mut self, usd: &Exact, within: i128) {
        self.usd += usd;
        self.within += within;
    }

    /// Whether a number is near enough.
    pub fn is(&self, number: &Exact) -> bool {
        self.usd == *number || quintillionths(&(&self.usd - number)) <= self.within
    }
}

/// The kinds whose components cause usage, by service and usage type.
fn causing(prices: &BTreeMap<String, Vec<Price>>) -> BTreeMap<(String, String), BTreeSet<&str>> {
    let mut kinds: BTreeMap<(String, String), BTreeSet<&str>> = BTreeMap::new();
    for (entry, prices) in prices {
        let kind = entry.split('/').next().expect("a first part");
        for price in prices {
            let key = (price.service.clone(), price.usage_type.clone());
            kinds.entry(key).or_default().insert(kind);
        }
    }
    kinds
}

/// The charges and the expectations of one usage type.
type OfType<'a> = (Vec<Charged<'a>>, Vec<Expected<'a>>);

/// Judges a month.
pub fn judged(case: &Case, prices: &BTreeMap<String, Vec<Price>>) -> Answer {
    let mut answer = Answer::default();
    let mut usage: BTreeMap<(String, (String, String)), OfType<'_>> = BTreeMap::new();
    for customer in &case.customers {
        for it in case.expected(customer, prices) {
            let kind = (it.price.service.clone(), it.price.usage_type.clone());
            usage.entry((customer.id.clone(), kind)).or_default().1.push(it);
        }
    }
    for charge in &case.charges {
        let usd = charge.cost();
        answer.total += &usd;
        if charge.is_nothing() {
            continue;
        }
        let whose = case.whose_is(charge);
        let bucket = charge.bucket_of_line().or(match whose {
            Whose::Customer(..) => None,
            Whose::Shared => Some(Bucket::Shared),
            Whose::Unmapped => Some(Bucket::Unmapped),
        });
        let (customer, deployment) = match whose {
            Whose::Customer(id, deployment) => (id.as_str(), *deployment),
            Whose::Shared | Whose::Unmapped => ("", ""),
        };
        match bucket {
            Some(bucket) => answer.put(bucket, customer, &charge.kind(), &usd, 0),
            None => {
                let of_type = usage.entry((customer.to_owned(), charge.kind())).or_default();
                of_type.0.push(Charged { charge, deployment, usd });
            }
        }
    }
    let causing = causing(prices);
    for ((customer, kind), (charges, expected)) in usage {
        let kinds: Vec<&str> = causing.get(&kind).into_iter().flatten().copied().collect();
        let (cells, beside) = cells(case, &customer, charges, expected);
        for cell in cells.values() {
            if cell.expected.is_empty() {
                let usd: Exact = cell.charges.iter().map(|it| &it.usd).sum();
                answer.put(case.uncaused(&kind, &kinds), &customer, &kind, &usd, 0);
            } else {
                answer.divide(&customer, &kind, cell);
            }
        }
        for it in beside.iter().filter(|it| it.leads && !it.free) {
            let missing = [&customer, &it.life.slot(), it.size, &kind.0, &kind.1];
            let near = answer.missing.entry(missing.map(ToString::to_string)).or_default();
            near.add(&it.usd, rounding(it));
        }
    }
    answer
}

/// By how much rounding may move what is expected, in quintillionths of a dollar: quantities have
/// nine decimal places, amounts twelve.
fn rounding(expected: &Expected<'_>) -> i128 {
    expected.price.quintillionths / 1_000_000_000 + 4_000_001
}

/// Half a cent in quintillionths of a dollar.
const HALF_A_CENT: i128 = 5_000_000_000_000_000;

/// The bucket of a drift: less than half a cent is what AWS's rounding of rows makes.
fn drift(bucket: Bucket, usd: &Exact) -> Bucket {
    if quintillionths(usd) < HALF_A_CENT { Bucket::Rounding } else { bucket }
}

impl Answer {
    fn put(
        &mut self,
        bucket: Bucket,
        customer: &str,
        kind: &(String, String),
        usd: &Exact,
        within: i128,
    ) {
        let key = (bucket, customer.to_owned(), kind.0.clone(), kind.1.clone());
        self.parts.entry(key).or_default().add(usd, within);
    }

    /// Divides what a cell was charged into the steps from the rate card's expectation to it.
    fn divide(&mut self, customer: &str, kind: &(String, String), cell: &Cell<'_>) {
        let expected = &cell.expected;
        let usd: Exact = expected.iter().map(|it| &it.usd).sum();
        let quantity: Exact = expected.iter().map(|it| &it.quantity).sum();
        let at_card = |free: bool| -> Exact {
            expected.iter().filter(|it| it.free == free).map(|it| &it.card_usd).sum()
        };
        let (billed, free) = (at_card(false), at_card(true));
        let charged: Exact = cell.charges.iter().map(|it| &it.usd).sum();
        let used: Option<Exact> = cell.charges.iter().map(|it| it.charge.used()).sum();
        let one = &expected[0].price.usd;
        let several = expected.iter().any(|it| it.price.usd != *one);
        let mean = if several { &usd / &quantity } else { one.clone() };
        let mut near: i128 = expected.iter().map(rounding).sum();
        if let Some(used) = &used {
            let times = (used / &quantity).abs().ceil().to_integer();
            near += near * i128::try_from(times).expect("a number of times");
            near += quintillionths(&mean) / 1_000_000_000 + 1;
            // The mean of several prices has twelve places, as an amount.
            if several {
                near += quintillionths(&(used * exact("5e-13")));
            }
        }
        let unknown = used.is_none();
        let at_list = used.map_or_else(|| usd.clone(), |used| used * mean);
        let (usage, price) = (&at_list - &usd, &charged - &at_list);
        let near_half = |drift: &Exact| (quintillionths(drift) - HALF_A_CENT).abs() <= near;
        if unknown || near_half(&usage) || near_half(&price) {
            self.open.insert([customer, &kind.0, &kind.1].map(ToString::to_string));
        }
        self.unknown += usize::from(unknown);
        let mut put = |bucket, usd: &Exact| self.put(bucket, customer, kind, usd, near);
        put(Bucket::Matched, &billed);
        put(Bucket::Included, &free);
        put(Bucket::HoursOfTheMonth, &(&usd - &billed - &free));
        put(drift(Bucket::UsageDrift, &usage), &usage);
        put(drift(Bucket::PriceDrift, &price), &price);
        self.share_among(customer, &charged, &usd, expected);
    }

    /// Divides a charge among components by what is expected of them.
    fn share_among(
        &mut self,
        customer: &str,
        charged: &Exact,
        usd: &Exact,
        expected: &[Expected<'_>],
    ) {
        // Weights are millionths of a dollar; parts have two decimal places at least.
        let count = i128::try_from(expected.len()).expect("few");
        let cent = 10_000_000_000_000_000;
        let all = quintillionths(charged);
        let near = cent + all.min(quintillionths(&(charged / usd)) / 1_000_000 * 2 * count);
        let each = charged / usd;
        for it in expected {
            let key = [customer.to_owned(), it.life.slot(), it.size.to_owned()];
            let sum = self.components.entry(key).or_default();
            match expected {
                [_] => sum.add(charged, 0),
                _ => sum.add(&(&each * &it.usd), near),
            }
        }
    }
}
