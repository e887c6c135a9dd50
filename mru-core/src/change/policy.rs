//! Who must agree to a change: rules with first days, as data.

use chrono::NaiveDate;
use rust_decimal::Decimal;
use serde::Deserialize;

use crate::{
    digest::sha256,
    finding::{Finding, Findings},
    kind::EnvironmentKind,
    reading::{self, Format, Record as _, choice, record},
    text::{Text, text},
    units::Usd,
};

choice! {
    /// What a change needs, from the least to the most.
    pub enum Outcome {
        /// Nothing.
        None = "none",
        /// Somebody is told.
        Notify = "notify",
        /// Somebody must approve it.
        Approval = "approval",
        /// It is not done.
        Blocked = "blocked",
    }
}

record! {
    /// A rule of a policy: it holds for a change when all that it states is true of it. One that states
    /// nothing but where, or not even that, holds for every change that alters MRUs or USD.
    #[derive(Deserialize)]
    #[serde(default, deny_unknown_fields)]
    pub struct PolicyRule ["a rule of the policy", "una regla de la política", "A3"] {
        required {
            /// Its name, which a check shows.
            name: String,
            /// What the change then needs.
            outcome: Option<Outcome>,
        }
        optional {
            /// The only environment that it is about; its amounts are those of it.
            environment: String,
            /// The only kind of environment that it is about; its amounts are those of all of them.
            environment_kind: Option<EnvironmentKind>,
            /// USD a month after the change, above which it holds.
            total_above_usd: Option<Usd>,
            /// USD a month more, above which it holds.
            rise_above_usd: Option<Usd>,
            /// Per cent a month more, above which it holds; a rise from nothing is above every one.
            rise_above_percent: Option<Decimal>,
            /// USD a month that are not exceeded before the change, and are after it.
            crosses_usd: Option<Usd>,
            /// Whether it holds for changes after which a month costs less.
            decreases: bool,
            /// Whether it holds for changes with lines outside the MRUs.
            unpriced: bool,
        }
    }
}

record! {
    /// The rules that hold from a day on.
    #[derive(Deserialize)]
    #[serde(default, deny_unknown_fields)]
    pub struct PolicyVersion ["a version of the policy", "una versión de la política", "A3"] {
        required {
            /// First day.
            effective_from: Option<NaiveDate>,
        }
        optional {
            /// Its rules; of those that hold the strictest decides.
            rules: Vec<PolicyRule>,
            /// What a change needs that alters MRUs or USD and no rule is about; `approval` when absent.
            otherwise: Option<Outcome>,
        }
    }
}

record! {
    /// A policy on changes, with all of its versions.
    ///
    /// # Example
    ///
    /// ```
    /// use mru_core::{Format, change::{ChangePolicy, Outcome}};
    ///
    /// let policy = ChangePolicy::read(r#"
    ///     [[versions]]
    ///     effective_from = "2026-01-01"
    ///     otherwise = "none"
    ///     rules = [{ name = "large", outcome = "approval", rise_above_usd = 250 }]
    /// "#, Format::Toml).unwrap();
    /// let version = policy.version("2026-11-24".parse().unwrap()).unwrap();
    /// assert_eq!(version.rules[0].outcome, Some(Outcome::Approval));
    /// assert!(policy.version("2025-12-31".parse().unwrap()).is_none());
    /// assert!(version.hash().starts_with("sha256:"));
    /// ```
    #[derive(Deserialize)]
    #[serde(default, deny_unknown_fields)]
    pub struct ChangePolicy ["a policy", "una política", "A3"] {
        required {
            /// Its versions.
            versions: Vec<PolicyVersion>,
        }
        optional {}
    }
}

impl PolicyRule {
    /// Whether it states anything of the change but where.
    pub(super) fn is_bare(&self) -> bool {
        self.total_above_usd.is_none()
            && self.rise_above_usd.is_none()
            && self.rise_above_percent.is_none()
            && self.crosses_usd.is_none()
            && !self.decreases
            && !self.unpriced
    }
}

impl PolicyVersion {
    /// Hash of its rules.
    pub fn hash(&self) -> String {
        // INVARIANT (texts, numbers and dates): nothing here can fail to serialise.
        sha256(&serde_json::to_vec(self).unwrap_or_default())
    }
}

impl ChangePolicy {
    /// Reads a policy from TOML, YAML or JSON.
    ///
    /// # Errors
    ///
    /// All findings at once: F1–F6 for the form, A3 for what is missing or contradicts itself.
    pub fn read(text: &str, format: Format) -> Result<ChangePolicy, Vec<Finding>> {
        let (policy, mut reading) = reading::read_text::<ChangePolicy>(text, format);
        if let Some(policy) = &policy {
            policy.check("", &mut reading.findings);
        }
        match policy {
            Some(policy) if !reading.findings.has_errors() => Ok(policy),
            _ => Err(reading.findings.located(&reading.positions)),
        }
    }

    /// Describes a policy as JSON Schema.
    ///
    /// # Example
    ///
    /// ```
    /// let schema = mru_core::change::ChangePolicy::json_schema();
    /// assert_eq!(schema["title"], "Policy on changes");
    /// ```
    pub fn json_schema() -> serde_json::Value {
        reading::json_schema::<ChangePolicy>("Policy on changes")
    }

    /// The version that holds on a day: the last that began by then.
    pub fn version(&self, day: NaiveDate) -> Option<&PolicyVersion> {
        let begun = |it: &&PolicyVersion| it.effective_from.is_some_and(|first| first <= day);
        self.versions.iter().filter(begun).max_by_key(|it| it.effective_from)
    }

    /// Notes what is missing, or stands twice.
    pub(crate) fn check(&self, below: &str, findings: &mut Findings) {
        let at =
            |path: &str| if below.is_empty() { path.to_owned() } else { format!("{below}.{path}") };
        let what = Text::new("the policy", "la política");
        findings.require("A3", below, &what, &[("versions", !self.versions.is_empty())]);
        for (index, version) in self.versions.iter().enumerate() {
            let path = at(&format!("versions[{index}]"));
            let what = Text::new("the version", "la versión");
            findings.require("A3", &path, &what, &version.required());
            let mut earlier = self.versions.iter().take(index);
            if earlier.any(|it| it.effective_from == version.effective_from) {
                findings.error(
                    "A3",
                    &path,
                    Text::new(
                        "two versions of the policy begin on one day",
                        "dos versiones de la política comienzan el mismo día",
                    ),
                );
            }
            for (at, rule) in version.rules.iter().enumerate() {
                check_rule(rule, &format!("{path}.rules[{at}]"), findings);
            }
        }
    }
}

fn check_rule(rule: &PolicyRule, path: &str, findings: &mut Findings) {
    let what = Text::new("the rule", "la regla");
    findings.require("A3", path, &what, &rule.required());
    let name = &rule.name;
    if !rule.environment.is_empty() && rule.environment_kind.is_some() {
        findings.error(
            "A3",
            path,
            text!(
                "rule `{name}` is about one environment and about a kind of them",
                "la regla `{name}` trata de un ambiente y de un tipo de ambientes"
            ),
        );
    }
    let rises = rule.rise_above_usd.is_some() || rule.rise_above_percent.is_some();
    if rule.decreases && (rises || rule.crosses_usd.is_some()) {
        findings
            .error(
                "A3",
                path,
                text!(
                    "rule `{name}` is about rises and about decreases at once",
                    "la regla `{name}` trata a la vez de alzas y de bajas"
                ),
            )
            .help(text!("make it two rules", "haga de ella dos reglas"));
    }
}
