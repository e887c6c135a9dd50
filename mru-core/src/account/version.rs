//! One version of what billing knows of a customer.

use chrono::{Datelike as _, NaiveDate};
use serde::Deserialize;

use super::BillingContract;
use crate::{
    finding::{Finding, Findings},
    kind::EnvironmentKind,
    reading::{self, Format, record},
    stored::{Form, Stored},
    text::{Text, text},
};

record! {
    /// Who stands on an invoice.
    #[derive(Deserialize)]
    #[serde(default, deny_unknown_fields)]
    pub struct Party ["the legal data", "los datos legales", "B1"] {
        required {
            /// Legal name.
            name: String,
            /// Tax number, as the country writes it.
            tax_id: String,
            /// Lines of the address.
            address: Vec<String>,
        }
        optional {
            /// Where documents are sent.
            email: String,
            /// Its country, in two letters: `CL`. It decides what the tax number is called.
            country: String,
        }
    }
}

impl Party {
    /// Notes what is missing.
    pub(super) fn check(&self, rule: &'static str, path: &str, findings: &mut Findings) {
        let what = Text::new("the legal data", "los datos legales");
        findings.require(rule, path, &what, &reading::Record::required(self));
        let country = &self.country;
        let is_code = country.len() == 2 && country.chars().all(|it| it.is_ascii_uppercase());
        if !country.is_empty() && !is_code {
            findings
                .error(
                    rule,
                    &format!("{path}.country"),
                    text!("`{country}` is no country", "`{country}` no es un país"),
                )
                .help(text!(
                    "two capital letters, as in ISO 3166: `CL`, `PE`, `GB`",
                    "dos letras mayúsculas, como en ISO 3166: `CL`, `PE`, `GB`"
                ));
        }
    }
}

record! {
    /// An environment that events may name.
    #[derive(Deserialize)]
    #[serde(default, deny_unknown_fields)]
    pub struct AccountEnvironment ["an environment", "un ambiente", "B1"] {
        required {
            /// Its name.
            name: String,
            /// Production or pre-production.
            kind: Option<EnvironmentKind>,
        }
        optional {}
    }
}

record! {
    /// A deployment that events may name.
    #[derive(Deserialize)]
    #[serde(default, deny_unknown_fields)]
    pub struct AccountDeployment ["a deployment", "un despliegue", "B1"] {
        required {
            /// Its environments, in the order of the invoice.
            environments: Vec<AccountEnvironment>,
        }
        optional {
            /// Its name.
            name: String = String::from("main"),
        }
    }
}

record! {
    /// One version of what billing knows of a customer; a change is a new version, with its day.
    ///
    /// # Example
    ///
    /// ```
    /// use mru_core::{Format, account::Account};
    ///
    /// let account = Account::read(r#"
    ///     id = "insurer"
    ///     effective_from = "2026-01-01"
    ///     legal = { name = "Insurer S.A.", tax_id = "76.000.000-0", address = ["Santiago"] }
    ///     deployments = [{ environments = [{ name = "production", kind = "production" }] }]
    ///     [contract]
    ///     id = "C-1"
    ///     starts_on = "2026-01-01"
    ///     tax = { label = "IVA", percent = 19 }
    /// "#, Format::Toml).unwrap();
    /// assert_eq!(account.contract.time_zone.name(), "America/Santiago");
    /// assert!(account.environment("main", "production").is_some());
    /// assert!(account.environment("main", "qa").is_none());
    /// assert!(account.canonical().contains("Insurer S.A."));
    /// ```
    #[derive(Deserialize)]
    #[serde(try_from = "Recorded")]
    pub struct Account ["a customer", "un cliente", "B1"] {
        required {
            /// Id in events and documents.
            id: String,
            /// First day on which this version holds; the first of a month (R75).
            effective_from: Option<NaiveDate>,
            /// Legal data for the invoice.
            legal: Party,
            /// Deployments and their environments.
            deployments: Vec<AccountDeployment>,
            /// The contract.
            contract: BillingContract,
        }
        optional {}
    }
}

impl Stored for Account {
    const FORM: Form = Form { name: "customer", version: 3, field: "format" };
}

/// A version of a customer as stores keep it, with the version of its form.
#[derive(Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Recorded {
    format: u32,
    id: String,
    effective_from: Option<NaiveDate>,
    legal: Party,
    deployments: Vec<AccountDeployment>,
    contract: BillingContract,
}

impl Default for Recorded {
    fn default() -> Recorded {
        let Account { id, effective_from, legal, deployments, contract } = Account::default();
        Recorded { format: 1, id, effective_from, legal, deployments, contract }
    }
}

impl TryFrom<Recorded> for Account {
    type Error = String;

    fn try_from(recorded: Recorded) -> Result<Account, String> {
        let Recorded { format, id, effective_from, legal, deployments, contract } = recorded;
        let account = Account { id, effective_from, legal, deployments, contract };
        if format == account.written_version() {
            Ok(account)
        } else {
            Err(format!("a customer of these fields is not of version {format} of its form"))
        }
    }
}

impl Account {
    /// Reads a customer from TOML, YAML or JSON.
    ///
    /// # Errors
    ///
    /// All findings at once: F1–F6 for the form, B1 for what is missing or contradicts itself, and
    /// those of [`crate::rate_card::Contract::read`] for the prices.
    pub fn read(text: &str, format: Format) -> Result<Account, Vec<Finding>> {
        let (account, mut reading) = reading::read_text::<Account>(text, format);
        if let Some(account) = &account {
            account.check(&mut reading.findings);
        }
        match account {
            Some(account) if !reading.findings.has_errors() => Ok(account),
            _ => Err(reading.findings.located(&reading.positions)),
        }
    }

    /// Describes a customer file as JSON Schema.
    ///
    /// # Example
    ///
    /// ```
    /// let schema = mru_core::account::Account::json_schema();
    /// assert_eq!(schema["title"], "Customer and contract");
    /// ```
    pub fn json_schema() -> serde_json::Value {
        reading::json_schema::<Account>("Customer and contract")
    }

    /// The account in its one written form, which stores keep and hashes cover.
    pub fn canonical(&self) -> String {
        // INVARIANT (texts, numbers and dates): nothing here can fail to serialise.
        let text = serde_json::to_string(self).unwrap_or_default();
        match (self.written_version(), text.strip_prefix('{')) {
            (2.., Some(rest)) => format!("{{\"format\":{},{rest}", self.written_version()),
            _ => text,
        }
    }

    /// The version of the form that has its fields: what a contract of version 1 could not say is of
    /// version 2, country and purchase are of version 3, and all others stay as they were written.
    const fn written_version(&self) -> u32 {
        let BillingContract { require_approvals, change_policy, purchase, .. } = &self.contract;
        if !self.legal.country.is_empty() || purchase.is_some() {
            3
        } else if *require_approvals || change_policy.is_some() {
            2
        } else {
            1
        }
    }

    /// Finds an environment by the names that events give.
    pub fn environment(&self, deployment: &str, name: &str) -> Option<&AccountEnvironment> {
        let deployment = self.deployments.iter().find(|it| it.name == deployment)?;
        deployment.environments.iter().find(|it| it.name == name)
    }

    fn check(&self, findings: &mut Findings) {
        let what = Text::new("the customer", "el cliente");
        let needed = [
            ("id", !self.id.is_empty()),
            ("effective_from", self.effective_from.is_some()),
            ("deployments", !self.deployments.is_empty()),
        ];
        findings.require("B1", "", &what, &needed);
        if !self.id.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-') {
            let id = &self.id;
            findings
                .error("B1", "id", text!("`{id}` is no id", "`{id}` no es un identificador"))
                .help(text!(
                    "lower case letters, digits and hyphens",
                    "letras minúsculas, dígitos y guiones"
                ));
        }
        if let Some(day) = self.effective_from.filter(|day| day.day() != 1) {
            findings
                .error(
                    "B1",
                    "effective_from",
                    text!(
                        "a version begins on the first day of a month, not on {day}",
                        "una versión comienza el primer día de un mes, no el {day}"
                    ),
                )
                .help(text!(
                    "prices and terms change with a billing period (R75)",
                    "los precios y términos cambian con un período de facturación (R75)"
                ));
        }
        self.legal.check("B1", "legal", findings);
        self.check_deployments(findings);
        self.contract.check(findings);
    }

    fn check_deployments(&self, findings: &mut Findings) {
        for (index, deployment) in self.deployments.iter().enumerate() {
            let path = format!("deployments[{index}]");
            let earlier = self.deployments.iter().take(index);
            twice(&path, &deployment.name, earlier.map(|it| it.name.as_str()), findings);
            for (at, environment) in deployment.environments.iter().enumerate() {
                let path = format!("{path}.environments[{at}]");
                let what = Text::new("the environment", "el ambiente");
                findings.require("B1", &path, &what, &reading::Record::required(environment));
                let earlier = deployment.environments.iter().take(at);
                twice(&path, &environment.name, earlier.map(|it| it.name.as_str()), findings);
                if environment.name == "shared" {
                    findings.error(
                        "B1",
                        &path,
                        text!(
                            "`shared` is what belongs to no environment",
                            "`shared` es lo que no pertenece a ningún ambiente"
                        ),
                    );
                }
            }
        }
    }
}

fn twice<'a>(
    path: &str,
    name: &str,
    mut earlier: impl Iterator<Item = &'a str>,
    findings: &mut Findings,
) {
    if earlier.any(|other| other == name) {
        findings.error(
            "B1",
            path,
            text!("the name `{name}` appears twice", "el nombre `{name}` aparece dos veces"),
        );
    }
}
