//! Any bit of the file of a store is another one.

use std::fs;

use mru_tests::store::Store;

use super::{PROGRAM, Played, file};

/// Numbers that seem random and are the same every time.
fn scattered(seed: &mut u64) -> usize {
    *seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
    usize::try_from(*seed >> 33).expect("a number")
}

/// One bit of the file is another one: `verify` finds it, or no answer is another one.
///
/// `MRU_BIT_FLIPS` sets how many; 200 by hand.
#[test]
fn a_flipped_bit_is_found_or_changes_no_answer() {
    let asked = std::env::var("MRU_BIT_FLIPS").ok().and_then(|it| it.parse().ok());
    let count: usize = asked.unwrap_or(25);
    let played = Played::new();
    let questions: [&[&str]; 11] = [
        &["invoice", "list"],
        &["invoice", "list", "2026-04", "--format", "json"],
        &["invoice", "list", "2026-05"],
        &["invoice", "show", "INV-000001", "--format", "json"],
        &["invoice", "show", "INV-000002", "--format", "json"],
        &["invoice", "show", "alpha/2026-05", "--format", "json"],
        &["export", "2026-04", "--format", "csv"],
        &["explain", "INV-000001/1"],
        &["customer", "list"],
        &["bill", "2026-05", "--dry-run", "--format", "json"],
        &["bill", "2026-06", "--dry-run", "--format", "json"],
    ];
    let answers = |store: &Store| questions.map(|question| store.run(question).stdout);
    let before = answers(&played.copy());
    let bytes = fs::read(file(&played.0)).expect("a store");
    let (mut seed, mut by_check, mut by_opening, mut harmless) = (20_261_126, 0, 0, 0);
    // Most of a small store is empty: every other bit is of a byte that says something.
    let used: Vec<usize> = (0..bytes.len()).filter(|place| bytes[*place] != 0).collect();
    for number in 0..count {
        let (place, bit) = (scattered(&mut seed), scattered(&mut seed) % 8);
        let place = if number % 2 == 0 { used[place % used.len()] } else { place % bytes.len() };
        let store = Store::sqlite(PROGRAM);
        let mut other = bytes.clone();
        other[place] ^= 1 << bit;
        fs::write(file(&store), other).expect("a store");
        match store.run(&["verify"]).code {
            0 => {
                assert_eq!(answers(&store), before, "bit {bit} of byte {place}");
                harmless += 1;
            }
            3 => by_check += 1,
            1 => by_opening += 1,
            code => panic!("bit {bit} of byte {place}: exit code {code}"),
        }
    }
    eprintln!(
        "{count} bits flipped: {by_check} found, {by_opening} not opened, {harmless} without effect"
    );
    assert!(by_check > 0, "bits that matter were among them");
}
