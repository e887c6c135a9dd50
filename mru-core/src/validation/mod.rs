//! Judges a deployment by the rules V1–V80 that can be judged from its file, all at once.
//!
//! What concerns one component alone stands with that component in the catalogue; here is what
//! concerns several of them together.

mod connections;
mod customer;
mod environments;
mod names;
mod pairs;
mod repositories;

pub use connections::{Connections, Use, connections};

use crate::{
    catalogue::Listed,
    deployment::{Deployment, Parsed},
    finding::{Finding, Findings},
    kind::Site,
    policies::Policies,
    positions::Positions,
};

/// Judges a deployment read from text; returns all findings, those of reading included.
///
/// # Example
///
/// ```
/// use mru_core::{Deployment, Format, Severity, check, rate_card::Policies};
///
/// let text = r#"
///     [[environments]]
///     name = "production"
///     kind = "production"
///     redundancy = 2
///     containers = [{ name = "ms-loans", vcpu = 4, memory_gb = 31, repository = "ms-loans", branch = "main" }]
/// "#;
/// let findings = check(&Deployment::parse(text, Format::Toml), &Policies::default());
/// assert_eq!(findings[0].rule, "V2");
/// assert_eq!(findings[0].severity, Severity::Error);
/// assert_eq!(findings[0].path, "environments[0].containers[0].memory_gb");
/// assert_eq!(findings[0].help.as_ref().unwrap().en, "valid GB for 4 vCPU: 8…30");
/// ```
pub fn check(parsed: &Parsed, policies: &Policies) -> Vec<Finding> {
    let mut findings = parsed.findings.clone();
    if let Some(deployment) = &parsed.deployment {
        judge(deployment, policies, &mut findings);
    }
    findings.located(&parsed.positions)
}

/// Judges a deployment made as a value.
///
/// # Example
///
/// ```
/// use mru_core::{Deployment, check_deployment, rate_card::Policies};
///
/// let findings = check_deployment(&Deployment::default(), &Policies::default());
/// assert_eq!(findings[0].message.en, "the deployment lacks `environments`");
/// ```
pub fn check_deployment(deployment: &Deployment, policies: &Policies) -> Vec<Finding> {
    let mut findings = Findings::new();
    judge(deployment, policies, &mut findings);
    findings.located(&Positions::new())
}

/// Adds everything that is wrong or remarkable to `findings`.
pub(crate) fn judge(deployment: &Deployment, policies: &Policies, findings: &mut Findings) {
    customer::judge(deployment, findings);
    environments::judge(deployment, policies, findings);
    for (index, environment) in deployment.environments.iter().enumerate() {
        for (place, component) in environment.components() {
            let path = place.path(&format!("environments[{index}]"));
            judge_component(
                component,
                &Site { path, deployment, environment: Some(environment), policies },
                findings,
            );
        }
    }
    for (place, component) in deployment.shared.components() {
        let path = place.path("shared");
        judge_component(
            component,
            &Site { path, deployment, environment: None, policies },
            findings,
        );
    }
    names::judge(deployment, findings);
    repositories::judge(deployment, findings);
    connections::judge(deployment, policies, findings);
    pairs::judge(deployment, findings);
}

fn judge_component(component: &dyn Listed, site: &Site<'_>, findings: &mut Findings) {
    if findings.unreadable(&site.path) {
        return;
    }
    let (what, rule, required) = component.declared();
    if required.iter().any(|(_, present)| !present) {
        findings.require(rule, &site.path, &what.into(), &required);
    }
    component.check(site, findings);
}
