//! Whose cost it is: which customer an account of AWS belongs to, and what its usage counts as.

use chrono::NaiveDate;
use rust_decimal::Decimal;

use crate::{
    digest::sha256,
    finding::{Finding, Findings},
    reading::{self, Format, choice, record},
    text::{Text, text},
};

choice! {
    /// What usage counts as that no metered component causes.
    pub enum Treatment {
        /// It comes with the components at 0 MRU.
        Included = "included",
        /// It serves several customers, who share it.
        Shared = "shared",
    }
}

choice! {
    /// How shared cost is divided among customers.
    pub enum Sharing {
        /// Each customer bears the same part.
        Even = "even",
        /// By the MRUs of the month; the default.
        ByMru = "by-mru",
        /// By the parts that the file states.
        Fixed = "fixed",
    }
}

record! {
    /// Whose an account of AWS is, and when.
    pub struct CloudAccount ["an account", "una cuenta", "K1"] {
        required {
            /// The twelve digits of the account.
            account: String,
        }
        optional {
            /// Id of the customer that it belongs to.
            customer: String,
            /// The deployment that runs in it, when the customer's deployments have accounts of their own.
            deployment: String,
            /// Whether it serves all customers, who share its cost.
            shared: bool,
            /// First day on which this holds; from the beginning when absent.
            first_day: Option<NaiveDate>,
            /// Last day on which this holds; until today when absent.
            last_day: Option<NaiveDate>,
        }
    }
}

record! {
    /// What usage of one type counts as, where no metered component causes it.
    pub struct UsageRule ["a usage rule", "una regla de uso", "K1"] {
        required {
            /// Service code as bills write it, for example `AmazonEC2`.
            service: String,
            /// Usage type as bills write it.
            usage_type: String,
            /// What it counts as.
            counts_as: Option<Treatment>,
        }
        optional {
            /// Why, for readers of the report.
            reason: String,
        }
    }
}

record! {
    /// A value of the environment tag that is not the name of the environment.
    pub struct EnvironmentValue ["an environment value", "un valor de ambiente", "K1"] {
        required {
            /// The value of the tag.
            value: String,
            /// The name of the environment in events.
            environment: String,
        }
        optional {}
    }
}

record! {
    /// The part of shared cost that a customer bears under `fixed`.
    pub struct FixedPart ["a part", "una parte", "K1"] {
        required {
            /// Id of the customer.
            customer: String,
            /// Its part, in any unit: 2 and 1 are two thirds and one third.
            parts: Option<Decimal>,
        }
        optional {}
    }
}

record! {
    /// Whose cost it is: accounts, tags, usage that comes with components, and shared cost.
    ///
    /// # Example
    ///
    /// ```
    /// use mru_core::reconciliation::{Allocation, Owner};
    ///
    /// let allocation = Allocation::read(r#"
    ///     environment_tag = "environment"
    ///     [[accounts]]
    ///     account = "100000000001"
    ///     customer = "insurer"
    ///     first_day = "2026-01-01"
    /// "#).unwrap();
    /// let day = "2026-10-01".parse().unwrap();
    /// let insurer = Owner::Customer { id: "insurer", deployment: "" };
    /// assert_eq!(allocation.owner("100000000001", day), insurer);
    /// assert_eq!(allocation.owner("100000000002", day), Owner::Unmapped);
    /// ```
    pub struct Allocation ["the allocation", "la asignación", "K1"] {
        required {
            /// The accounts.
            accounts: Vec<CloudAccount>,
        }
        optional {
            /// Key of the tag that names the environment; none when absent.
            environment_tag: String,
            /// Key of the tag that names the component; none when absent.
            component_tag: String,
            /// Values of the environment tag that are not the names of environments.
            environments: Vec<EnvironmentValue>,
            /// What usage counts as that no metered component causes.
            usage: Vec<UsageRule>,
            /// How shared cost is divided.
            sharing: Option<Sharing>,
            /// The parts under `fixed`.
            parts: Vec<FixedPart>,
            /// How much may be left unexplained, in per cent of what AWS charged; 1 when absent.
            tolerance_percent: Option<Decimal>,
        }
    }
}

/// Whose an account is on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Owner<'a> {
    /// A customer's, by id.
    Customer {
        /// Id of the customer.
        id: &'a str,
        /// The deployment that runs in the account; empty when all of the customer's may.
        deployment: &'a str,
    },
    /// It serves all customers.
    Shared,
    /// The allocation does not say.
    Unmapped,
}

impl Allocation {
    /// Reads an allocation from TOML.
    ///
    /// # Errors
    ///
    /// All findings at once: F1–F6 for the form; K1 for what is missing, an account that is not
    /// twelve digits, one that belongs to two customers on one day, to none, or to one and to all,
    /// and parts that do not fit the way of sharing.
    pub fn read(text: &str) -> Result<Allocation, Vec<Finding>> {
        let (allocation, mut reading) = reading::read_text::<Allocation>(text, Format::Toml);
        if let Some(allocation) = &allocation {
            allocation.check(&mut reading.findings);
        }
        match allocation {
            Some(allocation) if !reading.findings.has_errors() => Ok(allocation),
            _ => Err(reading.findings.located(&reading.positions)),
        }
    }

    /// The hash of a text that was read as an allocation, by which a reconciliation names it.
    pub fn hash_of(text: &str) -> String {
        sha256(text.as_bytes())
    }

    /// Whose an account is on a day.
    pub fn owner(&self, account: &str, day: NaiveDate) -> Owner<'_> {
        let holds = |it: &&CloudAccount| it.account == account && it.days_include(day);
        match self.accounts.iter().find(holds) {
            Some(it) if it.shared => Owner::Shared,
            Some(it) => Owner::Customer { id: &it.customer, deployment: &it.deployment },
            None => Owner::Unmapped,
        }
    }

    /// The environment that a value of the tag names.
    pub fn environment<'a>(&'a self, value: &'a str) -> &'a str {
        let known = self.environments.iter().find(|it| it.value == value);
        known.map_or(value, |it| &it.environment)
    }

    /// Whether a deployment has accounts of its own in some time of a month.
    pub(super) fn has_accounts_of(&self, customer: &str, deployment: &str) -> bool {
        self.accounts.iter().any(|it| it.customer == customer && it.deployment == deployment)
    }

    /// What usage of one type counts as where no metered component causes it; nothing when the
    /// allocation does not say.
    pub fn treatment(&self, service: &str, usage_type: &str) -> Option<Treatment> {
        let of_type = |it: &&UsageRule| it.service == service && it.usage_type == usage_type;
        self.usage.iter().find(of_type)?.counts_as
    }

    /// How shared cost is divided: by MRUs unless the file says otherwise.
    pub fn sharing(&self) -> Sharing {
        self.sharing.unwrap_or(Sharing::ByMru)
    }

    /// How much may be left unexplained, in per cent of what AWS charged: 1 unless the file says
    /// otherwise.
    pub fn tolerance_percent(&self) -> Decimal {
        self.tolerance_percent.unwrap_or(Decimal::ONE)
    }

    fn check(&self, findings: &mut Findings) {
        let what = Text::new("the allocation", "la asignación");
        findings.require("K1", "allocation", &what, &reading::Record::required(self));
        for (index, account) in self.accounts.iter().enumerate() {
            let path = format!("accounts[{index}]");
            account.check(&path, findings);
            let earlier = self.accounts.iter().take(index);
            if let Some(other) = earlier.clone().position(|other| other.overlaps(account)) {
                let number = &account.account;
                findings
                    .error(
                        "K1",
                        &path,
                        text!(
                            "account {number} is also in accounts[{other}] on some of the same days",
                            "la cuenta {number} también está en accounts[{other}] en parte de los mismos días"
                        ),
                    )
                    .help(text!(
                        "end one with `last_day` before the other begins with `first_day`",
                        "termine una con `last_day` antes de que la otra comience con `first_day`"
                    ));
            }
        }
        for (index, value) in self.environments.iter().enumerate() {
            let what = Text::new("the environment value", "el valor de ambiente");
            let path = format!("environments[{index}]");
            findings.require("K1", &path, &what, &reading::Record::required(value));
        }
        for (index, rule) in self.usage.iter().enumerate() {
            let what = Text::new("the usage rule", "la regla de uso");
            let path = format!("usage[{index}]");
            findings.require("K1", &path, &what, &reading::Record::required(rule));
        }
        self.check_parts(findings);
    }

    fn check_parts(&self, findings: &mut Findings) {
        for (index, part) in self.parts.iter().enumerate() {
            let what = Text::new("the part", "la parte");
            let path = format!("parts[{index}]");
            findings.require("K1", &path, &what, &reading::Record::required(part));
        }
        let any = self.parts.iter().filter_map(|it| it.parts).any(|parts| !parts.is_zero());
        let fixed = self.sharing() == Sharing::Fixed;
        if fixed && !any {
            findings.error(
                "K1",
                "parts",
                text!(
                    "`sharing` is `fixed`, and no customer has a part above 0; state `parts`",
                    "`sharing` es `fixed` y ningún cliente tiene una parte mayor que 0; indique `parts`"
                ),
            );
        } else if !fixed && !self.parts.is_empty() {
            findings.error(
                "K1",
                "parts",
                text!(
                    "`parts` count only when `sharing` is `fixed`; set it, or remove them",
                    "`parts` solo cuenta cuando `sharing` es `fixed`; indíquelo o elimínelas"
                ),
            );
        }
    }
}

impl CloudAccount {
    fn days_include(&self, day: NaiveDate) -> bool {
        self.first_day.is_none_or(|first| first <= day)
            && self.last_day.is_none_or(|last| day <= last)
    }

    fn overlaps(&self, other: &CloudAccount) -> bool {
        let begins_by = |one: &CloudAccount, end: Option<NaiveDate>| match (one.first_day, end) {
            (Some(first), Some(last)) => first <= last,
            _ => true,
        };
        self.account == other.account
            && begins_by(self, other.last_day)
            && begins_by(other, self.last_day)
    }

    fn check(&self, path: &str, findings: &mut Findings) {
        let what = Text::new("the account", "la cuenta");
        findings.require("K1", path, &what, &reading::Record::required(self));
        let number = &self.account;
        if number.len() != 12 || !number.bytes().all(|byte| byte.is_ascii_digit()) {
            findings.error(
                "K1",
                &format!("{path}.account"),
                text!(
                    "`{number}` is not an account of AWS: twelve digits, in quotes, with the zeros in front",
                    "`{number}` no es una cuenta de AWS: doce dígitos, entre comillas, con los ceros iniciales"
                ),
            );
        }
        if self.shared != self.customer.is_empty() {
            findings.error(
                "K1",
                path,
                text!(
                    "account {number} needs either `customer` or `shared = true`, and not both",
                    "la cuenta {number} necesita `customer` o `shared = true`, y no ambos"
                ),
            );
        }
        if let (Some(first), Some(last)) = (self.first_day, self.last_day)
            && last < first
        {
            findings.error(
                "K1",
                &format!("{path}.last_day"),
                text!(
                    "the last day {last} is before the first day {first}",
                    "el último día {last} es anterior al primer día {first}"
                ),
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn first_message(text: &str) -> String {
        let findings = Allocation::read(text).unwrap_err();
        findings.first().map(|it| format!("{}: {}", it.path, it.message.en)).unwrap_or_default()
    }

    #[test]
    fn an_account_belongs_to_one_on_a_day() {
        let twice = r#"
            [[accounts]]
            account = "100000000001"
            customer = "insurer"
            last_day = "2026-09-30"
            [[accounts]]
            account = "100000000001"
            customer = "bank"
            first_day = "2026-09-30"
        "#;
        assert!(first_message(twice).starts_with("accounts[1]: account 100000000001 is also in"));
        let handed_over = twice.replace("first_day = \"2026-09-30\"", "first_day = \"2026-10-01\"");
        let allocation = Allocation::read(&handed_over).unwrap();
        let owner = |day: &str| allocation.owner("100000000001", day.parse().unwrap());
        assert_eq!(owner("2026-09-30"), Owner::Customer { id: "insurer", deployment: "" });
        assert_eq!(owner("2026-10-01"), Owner::Customer { id: "bank", deployment: "" });
    }

    #[test]
    fn an_account_keeps_its_zeros_and_has_one_owner() {
        let of = |line: &str| first_message(&format!("[[accounts]]\n{line}\n"));
        assert!(of("account = \"123\"\ncustomer = \"a\"").contains("twelve digits"));
        assert!(of("account = \"000000000001\"").contains("either `customer` or"));
        assert!(
            of("account = \"000000000001\"\ncustomer = \"a\"\nshared = true").contains("not both")
        );
    }

    #[test]
    fn parts_belong_to_fixed_sharing() {
        let account = "[[accounts]]\naccount = \"000000000001\"\nshared = true\n";
        assert!(
            first_message(&format!("sharing = \"fixed\"\n{account}")).contains("state `parts`")
        );
        let part = "[[parts]]\ncustomer = \"a\"\nparts = 1\n";
        assert!(first_message(&format!("{account}{part}")).contains("only when `sharing`"));
    }
}
