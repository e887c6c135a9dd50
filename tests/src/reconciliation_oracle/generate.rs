//! Generated months: customers, the lives of their components, and whose accounts are.

use proptest::{collection::vec, prelude::*};

use super::{
    case::{Case, CloudAccount, Customer, Life, Sample, Segment, Whose},
    choices::Choices,
};

/// Months of 28, 29, 30 and 31 days after the first day of the reference card.
const MONTHS: [(i32, u32); 6] =
    [(2026, 10), (2026, 11), (2026, 12), (2027, 2), (2028, 2), (2027, 9)];

/// Zones east and west of UTC, with days that do not begin with those of AWS.
const ZONES: [&str; 4] = ["America/Santiago", "UTC", "Asia/Kolkata", "Pacific/Apia"];

/// A kind of component: its sizes, its quantities in thousandths.
struct Kind {
    id: &'static str,
    sizes: &'static [&'static str],
    thousandths: &'static [u32],
    placed: bool,
}

const fn kind(
    id: &'static str,
    sizes: &'static [&'static str],
    thousandths: &'static [u32],
) -> Kind {
    Kind { id, sizes, thousandths, placed: true }
}

const NODES: &[u32] = &[2000, 3000, 5000];
const ONE: &[u32] = &[1000];
const FEW: &[u32] = &[1000, 2000, 7000];

const KINDS: [Kind; 18] = [
    kind("container", &["1x2", "1x3", "2x4", "16x120"], FEW),
    kind("cache", &["cache.t3.micro", "cache.r6g.large", "cache.t4g.small"], NODES),
    kind("database", &["db.t3.medium", "db.r6g.large", "db.r6g.16xlarge"], NODES),
    kind("database", &["db.r6g.large/io-optimized"], NODES),
    kind("search", &["t3.small.search", "r6g.large.search"], NODES),
    kind("search-storage", &[""], FEW),
    kind("load-balancer", &[""], FEW),
    kind("cdn", &["tier-1", "tier-2", "tier-4"], &[125, 4000, 1001]),
    kind("vpn", &[""], ONE),
    kind("queue", &["standard", "fifo"], FEW),
    kind("object-storage", &[""], FEW),
    kind("external-key", &["cloudhsm"], ONE),
    kind("log-retention", &[""], FEW),
    kind("fixed-address", &[""], FEW),
    kind("container", &["4x30", "1x8"], FEW),
    kind("vpc-peering", &[""], ONE),
    Kind { placed: false, ..kind("dns-zone", &[""], FEW) },
    Kind { placed: false, ..kind("artifact-repository", &[""], FEW) },
];

/// What a contract may give away.
const FREE: [&str; 5] =
    ["cache/cache.t3.micro", "container/1x2", "queue/standard", "vpn", "cdn/tier-2"];

/// Any month.
pub fn any_case() -> impl Strategy<Value = Case> {
    vec(any::<u32>(), 0..500).prop_map(|numbers| case(&numbers))
}

/// Makes a month of arbitrary numbers; fewer and smaller ones make a simpler month.
pub fn case(numbers: &[u32]) -> Case {
    let mut choices = Choices::new(numbers);
    let mut case = begun(&mut choices);
    case.charge(&mut choices);
    case
}

/// A month in which everything was charged as it was metered, and nothing else.
pub fn undisturbed() -> impl Strategy<Value = Case> {
    vec(any::<u32>(), 0..300).prop_map(|numbers| {
        let mut choices = Choices::new(&numbers);
        let mut case = begun(&mut choices);
        case.charge_as_metered(&mut choices);
        case
    })
}

fn begun(choices: &mut Choices<'_>) -> Case {
    let mut case = Case { month: choices.pick(&MONTHS), ..Case::default() };
    case.sharing = choices.pick(&["by-mru", "even", "fixed"]);
    for number in 0..=choices.below(4) {
        let customer = case.customer(number, choices);
        case.customers.push(customer);
        case.give_accounts(number, choices);
        let parts = choices.pick(&[1, 2, 7, 0]);
        case.parts.insert(format!("customer-{number}"), parts + u32::from(number == 0));
    }
    // A customer that is mapped and not metered.
    if choices.once_in(4) {
        case.accounts.push(CloudAccount {
            account: "400000000001".to_owned(),
            whose: Whose::Customer("elsewhere".to_owned(), ""),
            first_day: None,
            last_day: None,
        });
    }
    case.share_accounts(choices);
    for value in ["prod", "PRD"] {
        if choices.once_in(2) {
            case.aliases.insert(value.to_owned(), "production".to_owned());
        }
    }
    case
}

impl Case {
    fn customer(&self, number: u32, choices: &mut Choices<'_>) -> Customer {
        let mut customer = Customer {
            id: format!("customer-{number}"),
            zone: choices.pick(&ZONES),
            ..Customer::default()
        };
        if choices.once_in(3) {
            let from = choices.below(5);
            customer.free = FREE[usize::try_from(from).expect("few")..].to_vec();
        }
        for _ in 0..choices.below(7) {
            let life = self.life(&customer.lives, choices);
            customer.lives.push(life);
        }
        customer
    }

    fn life(&self, others: &[Life], choices: &mut Choices<'_>) -> Life {
        let at = choices.below(u32::try_from(KINDS.len()).expect("few"));
        let kind = &KINDS[usize::try_from(at).expect("few")];
        let environment = choices.pick(&["production", "staging"]);
        let mut life = Life {
            deployment: choices.pick(&["main", "main", "second"]),
            environment: if kind.placed { environment } else { "shared" },
            kind: kind.id,
            // One name in several environments, deployments and kinds; a kind at a place has it once.
            name: choices.pick(&["loans", "loans", "cards", "limits"]).to_owned(),
            ..Life::default()
        };
        let slot = |it: &Life| (it.deployment, it.environment, it.kind, it.name.clone());
        if others.iter().any(|other| slot(other) == slot(&life)) {
            life.name = format!("{}-{}", life.name, others.len());
        }
        self.segments(&mut life, kind, choices);
        if life.kind == "container" && choices.once_in(3) {
            self.samples(&mut life, choices);
        }
        life
    }

    /// An instant from ten days before the month to two days after it, often where a day begins.
    fn at(&self, choices: &mut Choices<'_>) -> i64 {
        let days = i64::from(choices.below(self.days() + 12)) - 10;
        let beside = choices.pick(&[0, 1, -1, 3 * 3600, 12_345, 86_000]);
        self.instant(1) + days * 86_400 + beside
    }

    fn segments(&self, life: &mut Life, kind: &Kind, choices: &mut Choices<'_>) {
        let mut times: Vec<i64> = Vec::new();
        if choices.once_in(2) {
            times.push(self.instant(1) - 40 * 86_400);
        } else {
            times.push(self.at(choices));
        }
        for _ in 0..choices.pick(&[0, 0, 1, 2, 3]) {
            times.push(self.at(choices));
        }
        times.sort_unstable();
        times.dedup();
        if times.len() > 1 && choices.once_in(2) {
            life.end = times.pop();
        }
        let production = life.environment == "production" && life.kind == "container";
        life.segments = times
            .iter()
            .map(|from| Segment {
                from: *from,
                size: choices.pick(kind.sizes),
                thousandths: choices.pick(kind.thousandths),
                redundancy: if production { choices.pick(&[2, 3]) } else { 1 },
            })
            .collect();
    }

    fn samples(&self, life: &mut Life, choices: &mut Choices<'_>) {
        let segment = life.segments[life.segments.len() - 1].from;
        let last = life.end.unwrap_or(self.instant(self.days() + 3));
        let mut from = segment;
        for _ in 0..=choices.below(2) {
            from += choices.pick(&[0, 1, 7200, 500_000]);
            let until = (from + choices.pick(&[60, 3600, 100_000, 1_000_000])).min(last);
            if from < until {
                let excess = choices.pick(&[1, 2, 9]);
                life.samples.push(Sample { from, until, excess });
                from = until;
            }
        }
    }

    /// Accounts of a customer: one, several, one of a deployment, one that is handed over.
    fn give_accounts(&mut self, number: u32, choices: &mut Choices<'_>) {
        let id = format!("customer-{number}");
        let mut give = |account: String, deployment, first_day, last_day| {
            let whose = Whose::Customer(id.clone(), deployment);
            self.accounts.push(CloudAccount { account, whose, first_day, last_day });
        };
        give(format!("10000000000{number}"), "", None, None);
        if choices.once_in(3) {
            give(format!("10000000001{number}"), "", None, None);
        }
        if choices.once_in(4) {
            let from = choices.pick(&[None, Some(1), Some(12)]);
            give(format!("10000000002{number}"), "second", from, None);
        }
        if choices.once_in(4) {
            let last = choices.pick(&[5, 15, 26]);
            give(format!("10000000003{number}"), "", None, Some(last));
            let next = last + 1 + choices.pick(&[0, 0, 1]);
            if choices.once_in(2) {
                let account = format!("10000000003{number}");
                let whose = Whose::Customer("customer-0".to_owned(), "");
                let first_day = Some(next);
                self.accounts.push(CloudAccount { account, whose, first_day, last_day: None });
            }
        }
    }

    fn share_accounts(&mut self, choices: &mut Choices<'_>) {
        if choices.once_in(2) {
            let last_day = choices.pick(&[None, Some(20)]);
            let account = "300000000001".to_owned();
            self.accounts.push(CloudAccount {
                account,
                whose: Whose::Shared,
                first_day: None,
                last_day,
            });
        }
    }
}
