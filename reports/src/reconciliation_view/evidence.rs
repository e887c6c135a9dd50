//! What is behind the buckets that somebody has to look at, and what was metered without cost.

use std::{cmp::Reverse, collections::BTreeMap};

use mru_core::{
    costs::CostAmount,
    reconciliation::{Attribution, Bucket, ChargedFor, WithoutCost},
};
use rust_decimal::Decimal;
use serde::Serialize;

use super::{
    ReconciliationError, buckets,
    figure::{RATE, Writer, rate, seen, size, sum},
};

/// How many rows are shown; the rest is counted.
const SHOWN: usize = 50;
/// How many components of a row are named; the rest is counted.
const NAMED: usize = 3;

/// What is behind a bucket.
#[derive(Clone, Debug, Serialize)]
pub struct Evidence {
    /// Where it stands within a document.
    pub place: &'static str,
    /// Name of the bucket.
    pub name: String,
    /// What to do about it, in one sentence.
    pub remedy: String,
    /// Whether the charges are held against what was metered and the price list.
    pub is_compared: bool,
    /// The parts of the charges, the largest first.
    pub rows: Vec<EvidenceRow>,
    /// How many more there are and what they come to; often empty.
    pub rest: String,
    /// What the rest comes to, in cents; empty when there is none.
    pub rest_usd: String,
    /// What is in the bucket, in cents.
    pub usd: String,
    /// Where rounding shows.
    pub notes: Vec<String>,
}

/// A part of what AWS charged.
#[derive(Clone, Debug, Serialize)]
pub struct EvidenceRow {
    /// Id of the customer, or that there is none.
    pub customer: String,
    /// Service and usage type.
    pub what: String,
    /// Components, environment, resource or account, as far as they are known.
    pub place: String,
    /// Quantity charged, with its unit.
    pub charged: String,
    /// Quantity metered, with its unit.
    pub metered: String,
    /// Price of the list, for its unit.
    pub list_price: String,
    /// What AWS charged for one unit.
    pub rate: String,
    /// How much, in cents.
    pub usd: String,
}

/// What was metered and AWS did not charge.
#[derive(Clone, Debug, Serialize)]
pub struct WithoutCostTable {
    /// The components.
    pub rows: Vec<WithoutCostRow>,
    /// How many more there are; often empty.
    pub rest: String,
    /// What the rest would have cost, in cents; empty when there is none.
    pub rest_usd: String,
    /// What all of them would have cost, in cents.
    pub usd: String,
    /// Where rounding shows.
    pub notes: Vec<String>,
}

/// A component that was metered and for which AWS charged nothing.
#[derive(Clone, Debug, Serialize)]
pub struct WithoutCostRow {
    /// Id of the customer.
    pub customer: String,
    /// The component, with its size.
    pub component: String,
    /// Service and usage type that are missing.
    pub what: String,
    /// Ids of events behind it.
    pub events: String,
    /// What it would have cost, in cents.
    pub usd: String,
}

/// A row of cost data, by which the parts of one charge belong together.
type Charge<'a> = (&'a str, &'a ChargedFor, &'a str, u64);

impl Writer<'_> {
    pub(super) fn evidence(&self) -> Result<Vec<Evidence>, ReconciliationError> {
        let whole = self.charges()?;
        let open = Bucket::ALL.into_iter().filter(|bucket| bucket.is_to_look_at());
        let there = open.filter(|bucket| self.reconciliation.of_bucket(*bucket).next().is_some());
        there.map(|bucket| self.evidence_of(bucket, &whole)).collect()
    }

    /// What each charge came to before it was divided into buckets.
    fn charges(&self) -> Result<BTreeMap<Charge<'_>, CostAmount>, ReconciliationError> {
        let mut whole: BTreeMap<Charge<'_>, CostAmount> = BTreeMap::new();
        for it in &self.reconciliation.attributions {
            let usd = whole.entry(charge(it)).or_default();
            *usd = usd.plus(it.usd)?;
        }
        Ok(whole)
    }

    fn evidence_of(
        &self,
        bucket: Bucket,
        whole: &BTreeMap<Charge<'_>, CostAmount>,
    ) -> Result<Evidence, ReconciliationError> {
        let mut all: Vec<&Attribution> = self.reconciliation.of_bucket(bucket).collect();
        all.sort_by_key(|it| Reverse(size(it.usd)));
        let usd = self.reconciliation.bucket_usd(bucket)?;
        let (shown, rest) = all.split_at(all.len().min(SHOWN));
        let rest_usd = sum(rest.iter().map(|it| it.usd))?;
        let name = bucket.name().get(self.words.lang()).to_owned();
        let parts = shown.iter().map(|it| it.usd).chain([rest_usd]);
        let apart = self.apart(&name, parts, usd)?;
        let rates = |it: &&Attribution| {
            let charged = whole.get(&charge(it)).copied().unwrap_or_default();
            (it.list_price_usd.and_then(CostAmount::decimal), rate(charged, it.charged_quantity))
        };
        let rates: Vec<(Option<Decimal>, Option<Decimal>)> = shown.iter().map(rates).collect();
        let scale = |rate: &Decimal| rate.normalize().scale();
        let places = rates.iter().flat_map(|(a, b)| a.iter().chain(b)).map(scale).max();
        let places = places.unwrap_or(0).clamp(2, RATE.into());
        let row = |(it, rates): (&&Attribution, _)| self.evidence_row(it, rates, places);
        Ok(Evidence {
            place: buckets::place(bucket),
            remedy: self.get(remedy(bucket)),
            is_compared: matches!(bucket, Bucket::UsageDrift | Bucket::PriceDrift),
            rows: shown.iter().zip(rates).map(row).collect(),
            rest: self.more(rest.len()),
            rest_usd: if rest.is_empty() { String::new() } else { self.usd(rest_usd) },
            usd: self.usd(usd),
            notes: self.apart_note(apart).into_iter().collect(),
            name,
        })
    }

    fn evidence_row(
        &self,
        it: &Attribution,
        (list_price, rate): (Option<Decimal>, Option<Decimal>),
        places: u32,
    ) -> EvidenceRow {
        let charged_for = &it.charged_for;
        let usage_type = match charged_for.usage_type.as_str() {
            "" => &charged_for.line,
            usage_type => usage_type,
        };
        EvidenceRow {
            customer: self.customer(&it.customer),
            what: format!("{} {}", seen(&charged_for.service), seen(usage_type)),
            place: self.place_of(it),
            charged: self.quantity(it.charged_quantity, &charged_for.unit),
            metered: self.quantity(it.metered_quantity, &charged_for.unit),
            list_price: self.rate(list_price, places),
            rate: self.rate(rate, places),
            usd: self.usd(it.usd),
        }
    }

    /// The id of a customer, or that there is none.
    pub(super) fn customer(&self, id: &str) -> String {
        if id.is_empty() { self.get("reconciliation-no-customer") } else { seen(id) }
    }

    /// Where a charge belongs: its components, or what its tags and the bill say.
    fn place_of(&self, it: &Attribution) -> String {
        let charged_for = &it.charged_for;
        let mut parts: Vec<String> =
            it.components.iter().take(NAMED).map(|name| seen(name)).collect();
        if let Some(more @ 1..) = it.components.len().checked_sub(NAMED) {
            let count = self.count(more);
            parts.push(self.words.with("reconciliation-more", &[("count", &count)]));
        }
        let tagged = [&charged_for.environment, &charged_for.component];
        let tagged: Vec<String> =
            tagged.into_iter().filter(|tag| !tag.is_empty()).map(|tag| seen(tag)).collect();
        if parts.is_empty() && !tagged.is_empty() {
            parts.push(tagged.join("/"));
        }
        if !charged_for.resource.is_empty() {
            parts.push(seen(&charged_for.resource));
        }
        if it.customer.is_empty() || !it.other_accounts.is_empty() {
            let all = std::iter::once(&charged_for.account).chain(&it.other_accounts);
            let account = all.map(|it| seen(it)).collect::<Vec<_>>().join(", ");
            parts.push(self.words.with("reconciliation-account", &[("account", &account)]));
        }
        parts.join(" · ")
    }

    /// That there are so many more; empty when there are none.
    pub(super) fn more(&self, count: usize) -> String {
        if count == 0 {
            return String::new();
        }
        self.words.with("reconciliation-more", &[("count", &self.count(count))])
    }

    pub(super) fn without_cost(&self) -> Result<WithoutCostTable, ReconciliationError> {
        let mut all: Vec<&WithoutCost> = self.reconciliation.without_cost.iter().collect();
        all.sort_by_key(|it| Reverse(size(it.expected_usd)));
        let usd = sum(all.iter().map(|it| it.expected_usd))?;
        let (shown, rest) = all.split_at(all.len().min(SHOWN));
        let rest_usd = sum(rest.iter().map(|it| it.expected_usd))?;
        let name = self.get("reconciliation-without-cost");
        let parts = shown.iter().map(|it| it.expected_usd).chain([rest_usd]);
        let apart = self.apart(&name, parts, usd)?;
        Ok(WithoutCostTable {
            rows: shown.iter().map(|it| self.without_cost_row(it)).collect(),
            rest: self.more(rest.len()),
            rest_usd: if rest.is_empty() { String::new() } else { self.usd(rest_usd) },
            usd: self.usd(usd),
            notes: self.apart_note(apart).into_iter().collect(),
        })
    }

    fn without_cost_row(&self, it: &WithoutCost) -> WithoutCostRow {
        let events = it.events.iter().take(NAMED).map(|id| seen(id)).collect::<Vec<_>>();
        let more = self.more(it.events.len().saturating_sub(NAMED));
        let more = Some(more).filter(|more| !more.is_empty());
        WithoutCostRow {
            customer: self.customer(&it.customer),
            component: format!("{} {}", seen(&it.component), seen(&it.size)).trim_end().to_owned(),
            what: format!("{} {}", seen(&it.service), seen(&it.usage_type)),
            events: events.into_iter().chain(more).collect::<Vec<_>>().join(", "),
            usd: self.usd(it.expected_usd),
        }
    }
}

fn charge(it: &Attribution) -> Charge<'_> {
    (&it.customer, &it.charged_for, &it.rows.file, it.rows.first)
}

const fn remedy(bucket: Bucket) -> &'static str {
    match bucket {
        Bucket::UsageDrift => "reconciliation-remedy-usage-drift",
        Bucket::PriceDrift => "reconciliation-remedy-price-drift",
        Bucket::Unmapped => "reconciliation-remedy-unmapped",
        _ => "reconciliation-remedy-unmetered",
    }
}
