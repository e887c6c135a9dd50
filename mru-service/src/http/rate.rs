//! How often each caller may ask: so many requests a minute, counted from its first one.

use std::{
    collections::BTreeMap,
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

/// The time in which requests are counted.
pub(super) const WINDOW: Duration = Duration::from_secs(60);

/// Callers that are remembered before those whose minute is over are forgotten.
const REMEMBERED: usize = 10_000;

/// Counts the requests of every caller.
#[derive(Debug)]
pub(super) struct Limiter {
    most: u32,
    counted: Mutex<BTreeMap<String, Window>>,
}

#[derive(Debug)]
struct Window {
    began: Instant,
    requests: u32,
}

/// What a caller has left.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Allowance {
    /// Requests in a minute.
    pub(super) most: u32,
    /// Requests that are left; none when it asked more often than it may.
    pub(super) left: Option<u32>,
    /// Seconds until it may ask as often again.
    pub(super) seconds: u64,
}

impl Limiter {
    pub(super) fn new(most: u32) -> Limiter {
        Limiter { most, counted: Mutex::default() }
    }

    /// Counts a request.
    pub(super) fn count(&self, caller: &str, now: Instant) -> Allowance {
        // INVARIANT (counters): a panic between two of them leaves none half changed.
        let mut counted = self.counted.lock().unwrap_or_else(PoisonError::into_inner);
        if counted.len() >= REMEMBERED {
            counted.retain(|_, window| now.duration_since(window.began) < WINDOW);
        }
        let window = counted.entry(caller.to_owned());
        let window = window.or_insert(Window { began: now, requests: 0 });
        if now.duration_since(window.began) >= WINDOW {
            *window = Window { began: now, requests: 0 };
        }
        window.requests = window.requests.saturating_add(1);
        let over = WINDOW.saturating_sub(now.duration_since(window.began));
        Allowance {
            most: self.most,
            left: self.most.checked_sub(window.requests),
            seconds: over.as_secs().saturating_add(u64::from(over.subsec_nanos() > 0)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requests_are_counted_for_each_caller_and_minute() {
        let limiter = Limiter::new(2);
        let start = Instant::now();
        let after = |seconds| start + Duration::from_secs(seconds);
        let left = |caller: &str, seconds| {
            let allowance = limiter.count(caller, after(seconds));
            (allowance.left, allowance.seconds)
        };
        assert_eq!(left("a", 0), (Some(1), 60));
        assert_eq!(left("a", 10), (Some(0), 50));
        assert_eq!(left("a", 59), (None, 1));
        assert_eq!(left("b", 59), (Some(1), 60));
        assert_eq!(left("a", 60), (Some(1), 60));
    }

    #[test]
    fn callers_are_forgotten_when_there_are_many() {
        let limiter = Limiter::new(2);
        let start = Instant::now();
        for caller in 0..REMEMBERED {
            limiter.count(&caller.to_string(), start);
        }
        limiter.count("late", start + WINDOW);
        assert_eq!(limiter.counted.lock().expect("a lock").len(), 1);
    }
}
