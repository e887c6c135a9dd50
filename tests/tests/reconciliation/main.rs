//! Reconciliation against an oracle in exact rationals, and its laws.
//!
//! `MRU_RECONCILIATIONS=2000` generates so many months for each comparison and law.

mod against_oracle;
mod beside;
mod known;
mod laws;
mod shares;
mod ties;

use proptest::prelude::*;

/// How many months a test generates: its own number, or that of the long run.
fn config(cases: u32) -> ProptestConfig {
    let asked = std::env::var("MRU_RECONCILIATIONS").ok().and_then(|it| it.parse().ok());
    ProptestConfig {
        cases: asked.unwrap_or(cases),
        failure_persistence: None,
        max_shrink_iters: 400,
        ..ProptestConfig::default()
    }
}
