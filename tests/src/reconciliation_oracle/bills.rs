//! Generated bills of AWS: what was metered, charged as it was, or otherwise, or not at all; and all
//! that nobody meters.

use mru_core::costs::LineType;
use num_traits::Zero as _;

use super::{
    case::{Case, Charge, CloudAccount, Whose},
    choices::Choices,
    exact::{decimal_text, exact},
    expected::{Expected, reference_prices},
};
use crate::oracle::Exact;

/// Services and usage types that no component causes.
const UNKNOWN: [(&str, &str); 6] = [
    ("AmazonEC2", "BoxUsage:t3.micro"),
    ("AWSDataTransfer", "DataTransfer-Out-Bytes"),
    // What is caused by kinds that come along, and by none else.
    ("AmazonApiGateway", "ApiGatewayRequest"),
    ("AmazonEC2", "NatGateway-Bytes"),
    ("AWSELB", "TS-LoadBalancerUsage"),
    ("AWSSecretsManager", "USE1-AWSSecretsManager-Secrets"),
];

/// Amounts as bills write them.
const AMOUNTS: [&str; 12] = [
    "0.5",
    "12.34",
    "4.0E-7",
    "-3.999999999999999999",
    "0.000000000000000001",
    "1e3",
    "0",
    "-0.01",
    "117.1234567891",
    ".25",
    "-1.5e+1",
    TINY,
];

/// An amount of 25 decimal places.
const TINY: &str = "9.313225746154785E-10";

/// Invoices of AWS, and rows without one.
const INVOICES: [Option<&str>; 4] = [Some("2100001"), Some("2100001"), Some("2100002"), None];

/// How the tags of charges name components.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Tags {
    None,
    Environment,
    Both,
    Component,
}

const TAGS: [Tags; 4] = [Tags::None, Tags::Environment, Tags::Both, Tags::Component];

impl Case {
    /// Charges everything, as it was metered and otherwise.
    pub(super) fn charge(&mut self, choices: &mut Choices<'_>) {
        self.usage_rules(choices);
        let customers = self.customers.clone();
        for customer in &customers {
            let habit = choices.pick(&TAGS);
            for it in self.expected(customer, reference_prices()) {
                let tags = if choices.once_in(5) { choices.pick(&TAGS) } else { habit };
                self.charge_somehow(&customer.id, &it, tags, choices);
            }
        }
        for _ in 0..choices.below(10) {
            self.charge_nobodys(choices);
        }
        for _ in 0..choices.below(12) {
            self.charge_line(choices);
        }
    }

    /// Charges everything as it was metered.
    pub(super) fn charge_as_metered(&mut self, choices: &mut Choices<'_>) {
        let customers = self.customers.clone();
        let tags = choices.pick(&[Tags::None, Tags::Environment, Tags::Both]);
        for customer in &customers {
            for it in self.expected(customer, reference_prices()) {
                let charge = self.matching(&customer.id, &it, tags, choices);
                self.charges.push(charge);
            }
        }
    }

    fn usage_rules(&mut self, choices: &mut Choices<'_>) {
        let all = [UNKNOWN[0], UNKNOWN[1], UNKNOWN[2], ("AmazonECR", "TimedStorage-ByteHrs")];
        for (service, usage_type) in all {
            if let Some(treatment) = choices.pick(&[None, None, Some("shared"), Some("included")]) {
                self.usage.insert((service.to_owned(), usage_type.to_owned()), treatment);
            }
        }
    }

    /// An account with a day on which it is a customer's, and days after it on which it still is.
    fn account_of(
        &self,
        customer: &str,
        deployment: &str,
        choices: &mut Choices<'_>,
    ) -> (String, u32, u32) {
        let own = if self.has_own(customer, deployment) { deployment } else { "" };
        let of_it = |it: &&CloudAccount| match &it.whose {
            Whose::Customer(id, name) => id == customer && *name == own,
            Whose::Shared | Whose::Unmapped => false,
        };
        let accounts: Vec<&CloudAccount> = self.accounts.iter().filter(of_it).collect();
        let account = choices.pick(&accounts);
        let (first, last) =
            (account.first_day.unwrap_or(1), account.last_day.unwrap_or(self.days()));
        let day = first + choices.below(last - first + 1);
        (account.account.clone(), day, choices.below(last - day + 1))
    }

    /// A charge of what was metered.
    fn matching(
        &self,
        customer: &str,
        it: &Expected<'_>,
        tags: Tags,
        choices: &mut Choices<'_>,
    ) -> Charge {
        let (account, day, more_days) = self.account_of(customer, it.life.deployment, choices);
        let placed = it.life.environment != "shared";
        let environment = matches!(tags, Tags::Environment | Tags::Both) && placed;
        let component = matches!(tags, Tags::Both | Tags::Component);
        let alias = self.aliases.iter().find(|(_, name)| *name == it.life.environment);
        let alias = alias.filter(|_| choices.once_in(4)).map(|(value, _)| value.clone());
        Charge {
            account,
            service: it.price.service.clone(),
            usage_type: Some(it.price.usage_type.clone()),
            environment: environment
                .then(|| alias.unwrap_or_else(|| it.life.environment.to_owned())),
            component: component.then(|| it.life.name.clone()),
            line: choices.pick(&[LineType::Usage, LineType::Usage, LineType::DiscountedUsage]),
            quantity: Some(decimal_text(&it.quantity, 18)),
            usd: decimal_text(&it.usd, 18),
            day,
            more_days,
            days_before: None,
            invoice: choices.pick(&INVOICES),
            row: 1 + u64::from(choices.below(9)),
        }
    }

    fn charge_somehow(
        &mut self,
        customer: &str,
        it: &Expected<'_>,
        tags: Tags,
        choices: &mut Choices<'_>,
    ) {
        let mut charge = self.matching(customer, it, tags, choices);
        let factor = Exact::new((500 + choices.below(1000)).into(), 1000.into());
        match choices.below(16) {
            0..5 => {}
            5 | 6 => {
                charge.quantity = Some(decimal_text(&(&it.quantity * &factor), 11));
                charge.usd = decimal_text(&(&it.usd * &factor), 15);
            }
            7 | 8 => charge.usd = decimal_text(&(&it.usd * &factor), 18),
            9 => {
                charge.quantity = Some(decimal_text(&(&it.quantity * factor), 3));
                charge.usd = choices.pick(&AMOUNTS).to_owned();
            }
            // A late hour of an earlier month, in the very cell that is metered.
            10 if choices.once_in(2) => {
                let mut late = charge.clone();
                late.days_before = Some(choices.pick(&[0, 0, 1, 45]));
                late.usd = choices.pick(&AMOUNTS).to_owned();
                self.charges.push(late);
            }
            10 => charge.component = Some("nobody".to_owned()),
            11 => charge.environment = Some("moon".to_owned()),
            12 => charge.quantity = None,
            // One thing on two rows, one of them perhaps on another account.
            13 => {
                let mut other = charge.clone();
                other.quantity = Some(decimal_text(&(&it.quantity * &factor), 9));
                other.usd = decimal_text(&(&it.usd * &factor), 18);
                let rest = Exact::from_integer(1.into()) - factor;
                charge.quantity = Some(decimal_text(&(&it.quantity * &rest), 9));
                charge.usd = decimal_text(&(&it.usd * &rest), 18);
                if choices.once_in(4) {
                    other.account = "999999999999".to_owned();
                }
                self.charges.push(other);
            }
            _ => return,
        }
        self.charges.push(charge);
    }

    /// Any account and a day of the month.
    fn any_account(&self, choices: &mut Choices<'_>) -> (String, u32) {
        let mut accounts: Vec<&str> = self.accounts.iter().map(|it| it.account.as_str()).collect();
        accounts.extend(["999999999999", "000000000001"]);
        (choices.pick(&accounts).to_owned(), 1 + choices.below(self.days()))
    }

    fn any_charge(&self, line: LineType, choices: &mut Choices<'_>) -> Charge {
        let (account, day) = self.any_account(choices);
        let tag = |choices: &mut Choices<'_>, values: [Option<&str>; 4]| {
            choices.pick(&values).map(str::to_owned)
        };
        Charge {
            account,
            service: String::new(),
            usage_type: None,
            environment: tag(choices, [None, Some("production"), Some("PRD"), Some("moon")]),
            component: tag(choices, [None, None, Some("loans"), Some("nobody")]),
            line,
            quantity: choices
                .pick(&[None, Some("1"), Some("0"), Some("2.5E-3")])
                .map(str::to_owned),
            usd: choices.pick(&AMOUNTS).to_owned(),
            day,
            more_days: 0,
            days_before: None,
            invoice: choices.pick(&INVOICES),
            row: 1 + u64::from(choices.below(9)),
        }
    }

    /// Charges usage that nobody meters, or that somebody else does.
    fn charge_nobodys(&mut self, choices: &mut Choices<'_>) {
        let mut charge = self.any_charge(LineType::Usage, choices);
        let causes = [("AWSELB", "LoadBalancerUsage"), ("AmazonECR", "TimedStorage-ByteHrs")];
        let (service, usage_type) = match choices.below(4) {
            0..3 => choices.pick(&UNKNOWN),
            _ => choices.pick(&causes),
        };
        if UNKNOWN.contains(&(service, usage_type)) && choices.once_in(4) {
            TINY.clone_into(&mut charge.usd);
        }
        service.clone_into(&mut charge.service);
        charge.usage_type = Some(usage_type.to_owned());
        self.charges.push(charge);
    }

    /// Charges a line of any type.
    fn charge_line(&mut self, choices: &mut Choices<'_>) {
        let line = choices.pick(LineType::ALL);
        let mut charge = self.any_charge(line, choices);
        charge.service =
            choices.pick(&["AmazonRDS", "AWSSupportBusiness", "ComputeSavingsPlans"]).to_owned();
        if charge.bucket_of_line().is_some() && choices.once_in(6) {
            TINY.clone_into(&mut charge.usd);
        }
        charge.usage_type =
            choices.pick(&[None, Some("InstanceUsage:db.r6g.large")]).map(str::to_owned);
        charge.days_before = choices.pick(&[None, None, None, Some(0), Some(31), Some(400)]);
        self.charges.push(charge);
    }

    /// Charges something that nobody knows, on the first account of a customer.
    pub fn charge_unknown(&mut self, customer: usize, usd: &str) {
        let choices = &mut Choices::new(&[]);
        let mut charge = self.any_charge(LineType::Usage, choices);
        charge.account = format!("10000000000{customer}");
        "AmazonLightsail".clone_into(&mut charge.service);
        charge.usage_type = Some("USE1-BundleUsage:2GB".to_owned());
        usd.clone_into(&mut charge.usd);
        self.charges.push(charge);
    }

    /// The same month at twice the costs.
    pub fn doubled(&self) -> Case {
        let mut case = self.clone();
        let two = exact("2");
        for charge in &mut case.charges {
            charge.usd = decimal_text(&(charge.cost() * &two), 40);
        }
        case
    }

    /// Whether anything was charged.
    pub fn costs_something(&self) -> bool {
        self.charges.iter().any(|it| !it.cost().is_zero())
    }
}
