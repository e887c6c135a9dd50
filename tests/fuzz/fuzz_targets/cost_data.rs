//! Any bytes are cost data or AWS invoices, or refused by name; groups sum to the rows they are made of.

#![no_main]

use std::{fs, path::PathBuf, sync::LazyLock};

use cost_data::{Options, Source, read_invoices, roll_up, rows};
use libfuzzer_sys::fuzz_target;
use mru_core::costs::CostAmount;

/// A file of this process alone.
static FILE: LazyLock<PathBuf> =
    LazyLock::new(|| std::env::temp_dir().join(format!("mru-fuzz-{}", std::process::id())));

fuzz_target!(|bytes: &[u8]| {
    fs::write(&*FILE, bytes).expect("a file");
    match read_invoices(&[&*FILE]) {
        Ok(invoices) => assert!(!invoices.is_empty(), "no invoice is no answer"),
        Err(refusal) => assert!(!refusal.to_string().is_empty(), "a refusal says why"),
    }
    let Ok(source) = Source::open(&[&*FILE], None) else { return };
    let options = Options::default();
    let mut charged = Some(CostAmount::ZERO);
    let read = rows(&source, &options, &mut |row| {
        charged = match (charged, row.costs.unblended) {
            (Some(sum), Some(cost)) => sum.plus(cost).ok(),
            _ => None,
        };
        Ok(())
    });
    let rolled = roll_up(&source, &options);
    if let (Ok(counts), Ok(rolled)) = (read, rolled) {
        assert_eq!(counts.rows, rolled.counts.rows);
        let groups = rolled.groups.iter().map(|group| group.costs.unblended);
        let sum = groups.fold(Some(CostAmount::ZERO), |sum, cost| sum?.plus(cost?).ok());
        // Sums of another order may need more digits on the way.
        if let (Some(sum), Some(charged)) = (sum, charged) {
            assert_eq!(sum, charged, "groups sum to their rows");
        }
    }
});
