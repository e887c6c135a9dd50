//! Tasks beyond the base: metered always, billed where the contract says so (R60–R64).

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use rust_decimal::Decimal;

use super::{
    Elastic, ElasticityLine, InvoiceLine, LineDetail,
    month::{Billed, Month},
};
use crate::{
    account::ElasticityPolicy,
    finding::Findings,
    kind::EnvironmentKind,
    metering::{Sample, Slot, Timeline},
    units::Share,
};

/// What ran beyond the base of a container in one size.
#[derive(Default)]
struct Excess<'t> {
    samples: Vec<&'t Sample>,
    seconds: u64,
    /// Those of them that are free.
    free: u64,
}

impl Month<'_> {
    /// The lines of tasks beyond the base, one a container and size.
    ///
    /// The first task-hours of the month are free, up to the allowance and whatever the size.
    pub(super) fn elasticity(
        &self,
        timeline: &Timeline,
        findings: &mut Findings,
    ) -> Vec<InvoiceLine> {
        let (start, end) = self.bounds;
        let hours = self.account.contract.elasticity.allowance_instance_hours;
        let mut left: BTreeMap<&Slot, u64> = BTreeMap::new();
        let mut all: BTreeMap<(&Slot, &str), Excess<'_>> = BTreeMap::new();
        // Those of one container come in the order of time.
        for sample in timeline.samples.iter().filter(|it| it.from < end && it.until > start) {
            let span = seconds(sample.from.max(start), sample.until.min(end));
            let used = span.saturating_mul(sample.excess);
            let left = left.entry(&sample.slot).or_insert_with(|| {
                if self.bills(&sample.slot) {
                    u64::from(hours).saturating_mul(3600)
                } else {
                    u64::MAX
                }
            });
            let free = used.min(*left);
            *left = left.saturating_sub(free);
            let excess = all.entry((&sample.slot, &sample.size.size)).or_default();
            excess.samples.push(sample);
            excess.seconds = excess.seconds.saturating_add(used);
            excess.free = excess.free.saturating_add(free);
        }
        all.into_iter()
            .filter_map(|((slot, size), excess)| self.excess(slot, size, &excess, findings))
            .collect()
    }

    /// Whether tasks of a container beyond the base are billed: never in pre-production (R64).
    fn bills(&self, slot: &Slot) -> bool {
        let environment = self.account.environment(&slot.deployment, &slot.environment);
        environment.is_some_and(|it| it.kind == Some(EnvironmentKind::Production))
            && self.account.contract.elasticity.policy == ElasticityPolicy::Allowance
    }

    fn excess(
        &self,
        slot: &Slot,
        size: &str,
        excess: &Excess<'_>,
        findings: &mut Findings,
    ) -> Option<InvoiceLine> {
        let (start, end) = self.bounds;
        let elastic = Elastic { excess_seconds: excess.seconds, allowance_seconds: excess.free };
        let month = u32::try_from(seconds(start, end)).unwrap_or(u32::MAX);
        let share = Share::new(excess.seconds.saturating_sub(excess.free), month)?;
        let billed = Billed { quantity: Decimal::ONE, redundancy: 1, role: None, share };
        let first = excess.samples.first().map_or("", |sample| sample.event.as_str());
        let (priced, usd) = self.price(slot, size, &billed, &format!("event {first}"), findings)?;
        let line = ElasticityLine {
            slot: slot.clone(),
            size: size.to_owned(),
            elastic,
            priced,
            events: excess.samples.iter().map(|sample| sample.event.clone()).collect(),
        };
        Some(InvoiceLine::new(LineDetail::Elasticity(line), usd, &["R60", "R63", "R64"]))
    }
}

fn seconds(from: DateTime<Utc>, until: DateTime<Utc>) -> u64 {
    u64::try_from(until.timestamp().saturating_sub(from.timestamp())).unwrap_or(0)
}
