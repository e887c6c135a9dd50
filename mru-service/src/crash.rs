//! Points at which a test may kill the program, to see that nothing half-done stays behind.
//!
//! Without the feature `crash-points`, which only the tests switch on, there are none.

/// Kills this process when it passes the point for the time that `MRU_CRASH_AT` names: `issue.stored:3`.
#[cfg(feature = "crash-points")]
pub(crate) fn point(name: &str) {
    use std::{
        collections::BTreeMap,
        sync::{Mutex, PoisonError},
    };
    static PASSED: Mutex<BTreeMap<String, u64>> = Mutex::new(BTreeMap::new());
    let Ok(wanted) = std::env::var("MRU_CRASH_AT") else { return };
    let Some((wanted, count)) = wanted.split_once(':') else { return };
    if wanted != name {
        return;
    }
    let mut passed = PASSED.lock().unwrap_or_else(PoisonError::into_inner);
    let times = passed.entry(name.to_owned()).or_default();
    *times = times.saturating_add(1);
    if times.to_string() == count {
        let id = std::process::id().to_string();
        let _ = std::process::Command::new("kill").args(["-9", &id]).status();
        loop {
            std::thread::park();
        }
    }
}

/// Nothing.
#[cfg(not(feature = "crash-points"))]
#[inline(always)]
pub(crate) const fn point(_: &str) {}
