//! A month of AWS with what was metered in it, in plain values.

use std::{collections::BTreeMap, fmt};

use mru_core::costs::LineType;

/// A month of AWS: customers, whose accounts are, and what was charged.
#[derive(Clone, Default)]
pub struct Case {
    /// Year and month.
    pub month: (i32, u32),
    /// The customers that are metered.
    pub customers: Vec<Customer>,
    /// Whose accounts are, and when.
    pub accounts: Vec<CloudAccount>,
    /// What usage counts as that no component causes: service and usage type, `included` or `shared`.
    pub usage: BTreeMap<(String, String), &'static str>,
    /// Values of the environment tag that are not the name of the environment.
    pub aliases: BTreeMap<String, String>,
    /// `even`, `by-mru` or `fixed`.
    pub sharing: &'static str,
    /// The parts of the customers under `fixed`.
    pub parts: BTreeMap<String, u32>,
    /// What AWS charged.
    pub charges: Vec<Charge>,
}

/// A customer with the lives of its components.
#[derive(Clone, Debug, Default)]
pub struct Customer {
    /// Its id.
    pub id: String,
    /// The time zone of its contract.
    pub zone: &'static str,
    /// Entries of the rate card that weigh nothing in its contract.
    pub free: Vec<&'static str>,
    /// Its components.
    pub lives: Vec<Life>,
}

/// A component from its activation to its removal.
#[derive(Clone, Debug, Default)]
pub struct Life {
    /// The deployment.
    pub deployment: &'static str,
    /// The environment, or `shared`.
    pub environment: &'static str,
    /// The kind of component.
    pub kind: &'static str,
    /// Its name.
    pub name: String,
    /// Its sizes, each until the next.
    pub segments: Vec<Segment>,
    /// The first instant after it; none while it lasts.
    pub end: Option<i64>,
    /// Tasks beyond the base.
    pub samples: Vec<Sample>,
}

/// A component in one size.
#[derive(Clone, Debug)]
pub struct Segment {
    /// First instant, in seconds since 1970.
    pub from: i64,
    /// Size as rate cards write it.
    pub size: &'static str,
    /// Pieces in thousandths, before redundancy.
    pub thousandths: u32,
    /// The redundancy factor.
    pub redundancy: u32,
}

/// Tasks of a container beyond its base.
#[derive(Clone, Debug)]
pub struct Sample {
    /// First instant.
    pub from: i64,
    /// First instant after it.
    pub until: i64,
    /// Tasks beyond the base.
    pub excess: u32,
}

/// Whose an account is, and when.
#[derive(Clone, Debug)]
pub struct CloudAccount {
    /// Its twelve digits.
    pub account: String,
    /// Whose it is.
    pub whose: Whose,
    /// The first day of the month on which this holds; from the beginning when none.
    pub first_day: Option<u32>,
    /// The last one; for ever when none.
    pub last_day: Option<u32>,
}

/// Whose an account is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Whose {
    /// A customer's, for one deployment or for all.
    Customer(String, &'static str),
    /// It serves all.
    Shared,
    /// Nobody's that is known.
    Unmapped,
}

/// What AWS charged for something.
#[derive(Clone, Debug)]
pub struct Charge {
    /// The account.
    pub account: String,
    /// The service.
    pub service: String,
    /// The usage type.
    pub usage_type: Option<String>,
    /// The value of the tag for the environment.
    pub environment: Option<String>,
    /// The value of the tag for the component.
    pub component: Option<String>,
    /// What the line is.
    pub line: LineType,
    /// How much was used, as a bill writes it.
    pub quantity: Option<String>,
    /// What it cost, as a bill writes it.
    pub usd: String,
    /// The day of the month that it is for.
    pub day: u32,
    /// Days after that one that it is for as well.
    pub more_days: u32,
    /// The day, counted back from the first of the month (0 is the day before it), of a charge that puts an
    /// earlier month right; none of one that is for the month.
    pub days_before: Option<u32>,
    /// The AWS invoice.
    pub invoice: Option<&'static str>,
    /// Where its first row stands.
    pub row: u64,
}

impl Life {
    /// The component, as `deployment/environment/kind/name`.
    pub fn slot(&self) -> String {
        [self.deployment, self.environment, self.kind, &self.name].join("/")
    }
}

impl fmt::Debug for Case {
    /// One line each of what is in it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{} shared {} {:?}", self.written_month(), self.sharing, self.parts)?;
        writeln!(f, "{:?} {:?}", self.usage, self.aliases)?;
        for customer in &self.customers {
            writeln!(f, "{} in {}, free {:?}", customer.id, customer.zone, customer.free)?;
            for it in &customer.lives {
                let slot = it.slot();
                writeln!(f, "  {slot} until {:?} {:?} {:?}", it.end, it.segments, it.samples)?;
            }
        }
        for account in &self.accounts {
            writeln!(f, "{account:?}")?;
        }
        for charge in &self.charges {
            writeln!(f, "{charge:?}")?;
        }
        Ok(())
    }
}

impl Case {
    /// Whose an account is on a day of the month; day 0 is any before it.
    pub fn whose(&self, account: &str, day: u32) -> &Whose {
        let holds = |it: &&CloudAccount| {
            it.account == account
                && it.first_day.is_none_or(|first| first <= day)
                && it.last_day.is_none_or(|last| day <= last)
        };
        self.accounts.iter().find(holds).map_or(&Whose::Unmapped, |it| &it.whose)
    }

    /// Whether a deployment of a customer has accounts of its own.
    pub fn has_own(&self, customer: &str, deployment: &str) -> bool {
        let of_it = |it: &CloudAccount| match &it.whose {
            Whose::Customer(id, name) => id == customer && *name == deployment,
            Whose::Shared | Whose::Unmapped => false,
        };
        !deployment.is_empty() && self.accounts.iter().any(of_it)
    }

    /// The first instant of a day of the month; day 1 of the month after it for the last day and one.
    pub fn instant(&self, day: u32) -> i64 {
        let first = chrono::NaiveDate::from_ymd_opt(self.month.0, self.month.1, 1).expect("a day");
        let at = first.and_hms_opt(0, 0, 0).expect("midnight").and_utc().timestamp();
        at + i64::from(day - 1) * 86_400
    }

    /// The number of days of the month.
    pub fn days(&self) -> u32 {
        let (year, month) = self.month;
        match month {
            2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
            2 => 28,
            4 | 6 | 9 | 11 => 30,
            _ => 31,
        }
    }

    /// The month as it is written, `2026-10`.
    pub fn written_month(&self) -> String {
        format!("{:04}-{:02}", self.month.0, self.month.1)
    }
}
