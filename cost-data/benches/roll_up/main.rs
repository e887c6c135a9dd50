//! The roll-up of a large month, timed, and the month it is timed on.
//!
//! ```text
//! roll_up generate FILE ROWS snappy|zstd [unique-tags]
//! roll_up roll FILE all|narrow
//! roll_up sums FILE
//! ```
//!
//! `roll` writes rows, groups, seconds, the peak of memory in MB, and a total; `narrow` groups by
//! account, service, usage type and environment alone. `sums` writes a sum a line: account, line
//! type and service, as exact as it is.

mod generate;

use std::{collections::BTreeMap, env, fs, path::Path, time::Instant};

use cost_data::{Options, RolledUp, Source, roll_up};
use mru_core::costs::{Basis, CostAmount, CostSummary, Grouping};

fn main() {
    // Cargo adds `--bench`.
    let arguments: Vec<String> = env::args().skip(1).filter(|it| it != "--bench").collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments.as_slice() {
        ["generate", file, rows, codec, rest @ ..] => {
            generate::write(Path::new(file), rows.parse().unwrap(), codec, !rest.is_empty());
        }
        ["roll", file, "all"] => roll(file, Grouping::default(), true),
        ["roll", file, "narrow"] => {
            let nothing = Grouping {
                operation: false,
                region: false,
                environment: true,
                component: false,
                invoice: false,
                resource: false,
            };
            roll(file, nothing, false);
        }
        ["sums", file] => sums(file),
        _ => println!(
            "generate FILE ROWS snappy|zstd [unique-tags] | roll FILE all|narrow | sums FILE"
        ),
    }
}

fn read(file: &str, grouping: Grouping, component: bool) -> RolledUp {
    let options = Options {
        environment: Some(String::from("environment")),
        component: component.then(|| String::from("component")),
        grouping,
        ..Options::default()
    };
    roll_up(&Source::open(&[file], None).unwrap(), &options).unwrap()
}

fn roll(file: &str, grouping: Grouping, component: bool) {
    let start = Instant::now();
    let rolled = read(file, grouping, component);
    let seconds = start.elapsed().as_secs_f64();
    let net = CostSummary::of(rolled.groups.iter(), Basis::Unblended).unwrap().net.unwrap();
    let spread = CostSummary::of(rolled.groups.iter(), Basis::Amortised).unwrap().net.unwrap();
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak = status.lines().find_map(|it| it.strip_prefix("VmHWM:")).unwrap_or("0 kB");
    let peak: u64 = peak.trim().trim_end_matches(" kB").parse().unwrap();
    let (rows, groups, peak) = (rolled.counts.rows, rolled.groups.len(), peak / 1024);
    println!("{rows} {groups} {seconds:.3} {peak} {net} {spread}");
}

fn sums(file: &str) {
    let rolled = read(file, Grouping::default(), false);
    let mut sums: BTreeMap<String, [Option<CostAmount>; 4]> = BTreeMap::new();
    for group in rolled.groups.iter() {
        let key = format!("{}|{}|{}", group.account, group.line.name(), group.service);
        let sum = sums.entry(key).or_insert([Some(CostAmount::ZERO); 4]);
        for (sum, basis) in sum.iter_mut().zip(Basis::ALL) {
            *sum = CostAmount::plus_known(*sum, group.costs.get(basis)).unwrap();
        }
    }
    for (key, sums) in sums {
        let sums = sums.map(|sum| sum.map_or_else(|| String::from("?"), |sum| sum.to_string()));
        println!("{key}|{}", sums.join("|"));
    }
}
