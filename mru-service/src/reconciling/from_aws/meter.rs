//! Requests to Cost Explorer cost money: each is counted before it is sent, and none is sent beyond
//! what may be spent.

use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};

use aws_sdk_costexplorer::{
    config::{
        ConfigBag, Intercept, RuntimeComponents, interceptors::BeforeTransmitInterceptorContextRef,
    },
    error::BoxError,
};

/// How many requests were made, and may be made.
#[derive(Debug)]
pub(super) struct Meter {
    made: AtomicU64,
    used_again: AtomicU64,
    most: u64,
}

impl Meter {
    pub(super) const fn new(most: u64) -> Meter {
        Meter { made: AtomicU64::new(0), used_again: AtomicU64::new(0), most }
    }

    pub(super) fn made(&self) -> u64 {
        self.made.load(Ordering::Relaxed)
    }

    pub(super) const fn most(&self) -> u64 {
        self.most
    }

    pub(super) fn used_again(&self) -> u64 {
        self.used_again.load(Ordering::Relaxed)
    }

    /// Counts an answer that cost nothing.
    pub(super) fn count_used_again(&self) {
        self.used_again.fetch_add(1, Ordering::Relaxed);
    }

    /// Whether so many more requests may be made.
    pub(super) fn allows(&self, more: u64) -> bool {
        self.made().saturating_add(more) <= self.most
    }

    /// Counts a request, unless it may not be made.
    fn take(&self) -> bool {
        let next = |made: u64| (made < self.most).then(|| made + 1);
        self.made.fetch_update(Ordering::Relaxed, Ordering::Relaxed, next).is_ok()
    }
}

/// Counts every attempt that a client makes.
#[derive(Debug)]
pub(super) struct Counter(pub(super) Arc<Meter>);

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
        if self.0.take() { Ok(()) } else { Err("no more requests may be made".into()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_request_is_made_beyond_those_that_may_be() {
        let meter = Meter::new(2);
        assert!(meter.allows(2) && !meter.allows(3));
        assert!(meter.take() && meter.take() && !meter.take());
        assert_eq!((meter.made(), meter.used_again()), (2, 0));
        assert!(meter.allows(0) && !meter.allows(1));
    }
}
