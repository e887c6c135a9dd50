//! Requests to Cost Explorer and queries of Athena cost money: each is counted before it is sent, and none
//! is sent beyond what may be spent.

use std::{
    path::PathBuf,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use aws_sdk_costexplorer::{
    config::{
        ConfigBag, Intercept, RuntimeComponents, interceptors::BeforeTransmitInterceptorContextRef,
    },
    error::BoxError,
};

use chrono::{DateTime, Utc};

use super::super::{AwsCost, Scanned, asked::note};

/// What was asked, and what it may cost in all.
#[derive(Debug)]
pub(super) struct Meter {
    made: AtomicU64,
    used_again: AtomicU64,
    queries: AtomicU64,
    bytes: AtomicU64,
    of_queries: AtomicU64,
    /// In trillionths of a dollar.
    spent: AtomicU64,
    most: AwsCost,
}

impl Meter {
    pub(super) const fn new(most: AwsCost) -> Meter {
        Meter {
            made: AtomicU64::new(0),
            used_again: AtomicU64::new(0),
            queries: AtomicU64::new(0),
            bytes: AtomicU64::new(0),
            of_queries: AtomicU64::new(0),
            spent: AtomicU64::new(0),
            most,
        }
    }

    pub(super) fn made(&self) -> u64 {
        self.made.load(Ordering::Relaxed)
    }

    /// The most requests to Cost Explorer that may be made in all.
    pub(super) fn most(&self) -> u64 {
        self.made().saturating_add(self.left().requests())
    }

    pub(super) fn used_again(&self) -> u64 {
        self.used_again.load(Ordering::Relaxed)
    }

    /// What may still be spent.
    pub(super) fn left(&self) -> AwsCost {
        self.most.less(AwsCost::of_trillionths(self.spent.load(Ordering::Relaxed)))
    }

    /// Counts an answer that cost nothing.
    pub(super) fn count_used_again(&self) {
        self.used_again.fetch_add(1, Ordering::Relaxed);
    }

    /// Whether so many more requests may be made.
    pub(super) fn allows(&self, more: u64) -> bool {
        AwsCost::of_requests(more) <= self.left()
    }

    /// Counts a request, unless it may not be made.
    fn take(&self) -> bool {
        let may = self.reserve(AwsCost::OF_REQUEST);
        self.made.fetch_add(u64::from(may), Ordering::Relaxed);
        may
    }

    /// Counts what something may cost, unless that is more than is left.
    pub(super) fn reserve(&self, cost: AwsCost) -> bool {
        let next = |spent: u64| {
            let sum = AwsCost::of_trillionths(spent).plus(cost);
            (sum <= self.most).then(|| sum.trillionths())
        };
        self.spent.fetch_update(Ordering::Relaxed, Ordering::Relaxed, next).is_ok()
    }

    /// Counts what a query scanned instead of what was counted for it before.
    pub(super) fn scanned(&self, reserved: AwsCost, bytes: u64) {
        let cost = AwsCost::of_scan(bytes);
        let next = |spent: u64| {
            let rest = AwsCost::of_trillionths(spent).less(reserved);
            Some(rest.plus(cost).trillionths())
        };
        let _ = self.spent.fetch_update(Ordering::Relaxed, Ordering::Relaxed, next);
        self.queries.fetch_add(1, Ordering::Relaxed);
        self.bytes.fetch_add(bytes, Ordering::Relaxed);
        self.of_queries.fetch_add(cost.trillionths(), Ordering::Relaxed);
    }

    /// What queries scanned.
    pub(super) fn all_scanned(&self) -> Scanned {
        Scanned {
            queries: self.queries.load(Ordering::Relaxed),
            bytes: self.bytes.load(Ordering::Relaxed),
            cost: AwsCost::of_trillionths(self.of_queries.load(Ordering::Relaxed)),
        }
    }
}

/// Counts every attempt that a client makes, and writes it down where that is asked for.
#[derive(Debug)]
pub(super) struct Counter {
    pub(super) meter: Arc<Meter>,
    pub(super) folder: Option<PathBuf>,
    pub(super) now: DateTime<Utc>,
}

impl Intercept for Counter {
    fn name(&self) -> &'static str {
        "requests that cost money"
    }

    fn read_before_transmit(
        &self,
        _: &BeforeTransmitInterceptorContextRef<'_>,
        _: &RuntimeComponents,
        _: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        if !self.meter.take() {
            return Err("no more requests may be made".into());
        }
        let noted = self.folder.as_ref().map(|folder| note(folder, self.now));
        Ok(noted.transpose().map(|_| ())?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_request_is_made_beyond_those_that_may_be() {
        let meter = Meter::new(AwsCost::of_requests(2));
        assert!(meter.allows(2) && !meter.allows(3));
        assert!(meter.take() && meter.take() && !meter.take());
        assert_eq!((meter.made(), meter.most(), meter.used_again()), (2, 2, 0));
        assert!(meter.allows(0) && !meter.allows(1));
    }

    #[test]
    fn a_query_is_counted_by_its_bound_until_it_has_scanned() {
        let meter = Meter::new(AwsCost::of_requests(2));
        let bound = AwsCost::OF_REQUEST.plus(AwsCost::OF_REQUEST);
        assert!(meter.reserve(bound) && !meter.reserve(AwsCost::of_scan(1)) && !meter.take());
        meter.scanned(bound, 1);
        assert_eq!(meter.left(), bound.less(AwsCost::of_scan(1)));
        assert!(meter.take() && !meter.take(), "a cent and a bit is left");
        let all = meter.all_scanned();
        assert_eq!((all.queries, all.bytes, all.cost), (1, 1, AwsCost::of_scan(1)));
    }
}
