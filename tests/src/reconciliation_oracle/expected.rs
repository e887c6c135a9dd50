//! What metered components are expected to use at AWS, from the rows of cost model and price list.

use std::{collections::BTreeMap, sync::LazyLock};

use mru_core::cost_model::{Model, PriceList};
use num_traits::Zero as _;

use super::{
    case::{Case, Customer, Life},
    exact::{exact, quintillionths},
    real::model,
};
use crate::oracle::Exact;

/// Units of prices that are paid by the hour.
const HOURLY: [&str; 5] = ["Hrs", "hours", "LCU-Hrs", "GB-Hours", "vCPU-Hours"];

/// One price that an entry of the rate card pays at AWS.
#[derive(Clone, Debug)]
pub struct Price {
    /// The service.
    pub service: String,
    /// The usage type as a bill writes it.
    pub usage_type: String,
    /// USD for one unit of a bill.
    pub usd: Exact,
    /// The same in quintillionths of a dollar, rounded up.
    pub quintillionths: i128,
    /// Units of a bill for one piece: an hour, or a month.
    pub quantity: Exact,
    /// Whether that is by the hour.
    pub hourly: bool,
}

/// What the entries of the reference card use at AWS.
pub fn reference_prices() -> &'static BTreeMap<String, Vec<Price>> {
    static PRICES: LazyLock<BTreeMap<String, Vec<Price>>> = LazyLock::new(|| {
        let (model, list) = model();
        prices_of(model, list)
    });
    &PRICES
}

/// The sizes of a container, vCPU and GB.
fn fargate() -> Vec<(u32, u32)> {
    let ranges = [(1, 2, 8, 1), (2, 4, 16, 1), (4, 8, 30, 1), (8, 16, 60, 4), (16, 32, 120, 8)];
    let of = |(vcpu, least, most, step): (u32, u32, u32, u32)| {
        (0..=(most - least) / step).map(move |it| (vcpu, least + it * step))
    };
    ranges.into_iter().flat_map(of).collect()
}

/// What each entry of the rate card uses at AWS.
///
/// # Panics
///
/// When a part of the model has not one price.
pub fn prices_of(model: &Model, list: &PriceList) -> BTreeMap<String, Vec<Price>> {
    let mut all: BTreeMap<String, Vec<Price>> = BTreeMap::new();
    for rule in &model.rules {
        let mut sizes: Vec<String> = Vec::new();
        for size in &rule.sizes {
            if size == "fargate" {
                sizes.extend(fargate().iter().map(|(vcpu, gb)| format!("{vcpu}x{gb}")));
            } else {
                sizes.push(size.clone());
            }
        }
        if sizes.is_empty() {
            sizes.push(String::new());
        }
        for size in sizes {
            let entry = if size.is_empty() {
                rule.component.clone()
            } else {
                format!("{}/{size}", rule.component)
            };
            let prices = rule.parts.iter().map(|part| {
                let written = part.usage_type.replace("{size}", &size);
                let (vcpu, gb) = size.split_once('x').unwrap_or(("", ""));
                let quantity = match part.quantity.as_str() {
                    "vcpu" => exact(vcpu),
                    "memory_gb" => exact(gb),
                    number => exact(number),
                };
                price(list, &part.service, &written, quantity)
            });
            all.entry(entry).or_default().extend(prices);
        }
    }
    all.retain(|_, prices| !prices.is_empty());
    all
}

fn price(list: &PriceList, service: &str, written: &str, quantity: Exact) -> Price {
    let mut rows = list.prices.iter();
    let row = rows.find(|it| it.service_code == service && it.usage_type == written);
    let row = row.unwrap_or_else(|| panic!("a price of {service} {written}"));
    let units = match row.unit.split_once(' ') {
        Some(("1M", _)) => 1_000_000,
        Some(("10k", _)) => 10_000,
        Some(("1k", _)) => 1_000,
        _ => 1,
    };
    let units = Exact::from_integer(units.into());
    let usd = exact(&row.usd.to_string()) / &units;
    Price {
        service: service.to_owned(),
        usage_type: written.split(" (").next().expect("a first part").to_owned(),
        quintillionths: quintillionths(&usd),
        usd,
        quantity: quantity * units,
        hourly: HOURLY.contains(&row.unit.as_str()),
    }
}

/// A component in one size, with the time that it existed in the month.
#[derive(Clone, Debug)]
pub struct Metered<'a> {
    /// The component.
    pub life: &'a Life,
    /// Its size.
    pub size: &'static str,
    /// Pieces that run.
    pub pieces: Exact,
    /// Seconds of the month in UTC.
    pub seconds: i64,
    /// Whether it comes at 0 MRU.
    pub free: bool,
}

impl Case {
    /// What a customer has in the month.
    pub fn metered<'a>(&self, customer: &'a Customer) -> Vec<Metered<'a>> {
        let (start, end) = (self.instant(1), self.instant(self.days() + 1));
        let within = |from: i64, until: i64| until.min(end) - from.max(start);
        let mut all = Vec::new();
        for life in &customer.lives {
            for (at, segment) in life.segments.iter().enumerate() {
                let next = life.segments.get(at + 1).map(|it| it.from).or(life.end);
                let seconds = within(segment.from, next.unwrap_or(i64::MAX));
                let pieces = u64::from(segment.thousandths) * u64::from(segment.redundancy);
                let entry = entry(life.kind, segment.size);
                let free = customer.free.contains(&entry.as_str()) || life.kind == "vpc-peering";
                let pieces = Exact::new(pieces.into(), 1000.into());
                all.push(Metered { life, size: segment.size, pieces, seconds, free });
            }
            for sample in &life.samples {
                let of = life.segments.iter().rfind(|it| it.from <= sample.from);
                let size = of.expect("a size").size;
                let pieces = Exact::from_integer(sample.excess.into());
                let seconds = within(sample.from, sample.until);
                all.push(Metered { life, size, pieces, seconds, free: true });
            }
        }
        all.retain(|it| it.seconds > 0 && !it.pieces.is_zero());
        all
    }
}

impl Metered<'_> {
    /// The component, as `deployment/environment/kind/name`.
    pub fn slot(&self) -> String {
        self.life.slot()
    }
}

/// The entry of the rate card of a component.
pub(super) fn entry(kind: &str, size: &str) -> String {
    if size.is_empty() { kind.to_owned() } else { format!("{kind}/{size}") }
}

/// What a component is expected to use of one price.
#[derive(Clone, Debug)]
pub struct Expected<'a> {
    /// The component.
    pub life: &'a Life,
    /// Its size.
    pub size: &'static str,
    /// Whether it comes at 0 MRU.
    pub free: bool,
    /// Whether it is the first price of the component.
    pub leads: bool,
    /// The price.
    pub price: Price,
    /// Units of a bill.
    pub quantity: Exact,
    /// What that costs.
    pub usd: Exact,
    /// What it costs in the hours of the rate card.
    pub card_usd: Exact,
}

impl Case {
    /// What the components of a customer are expected to use.
    pub fn expected<'a>(
        &self,
        customer: &'a Customer,
        prices: &BTreeMap<String, Vec<Price>>,
    ) -> Vec<Expected<'a>> {
        let month = i64::from(self.days()) * 86_400;
        let mut all = Vec::new();
        for it in self.metered(customer) {
            let causes = prices.get(&entry(it.life.kind, it.size)).map_or(&[][..], Vec::as_slice);
            let hours = &it.pieces * Exact::new(it.seconds.into(), 3600.into());
            let card_hours = &it.pieces * Exact::new((it.seconds * 730).into(), month.into());
            let months = &it.pieces * Exact::new(it.seconds.into(), month.into());
            for (at, price) in causes.iter().enumerate() {
                let (real, card) =
                    if price.hourly { (&hours, &card_hours) } else { (&months, &months) };
                let each = &price.quantity * &price.usd;
                all.push(Expected {
                    life: it.life,
                    size: it.size,
                    free: it.free,
                    leads: at == 0,
                    price: price.clone(),
                    quantity: &price.quantity * real,
                    usd: &each * real,
                    card_usd: each * card,
                });
            }
        }
        all
    }
}
