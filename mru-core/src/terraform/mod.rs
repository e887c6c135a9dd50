//! From a plan of Terraform to a deployment, in which every resource of the plan is counted once:
//! estimated, free, or not supported.
//!
//! What is known only after the plan is applied stays open and is named; it is never guessed. Values
//! that the plan marks as secrets are not looked at.

mod compute;
mod data;
mod edge;
mod json;
mod making;
mod options;
mod piece;
mod plan;
mod references;
mod refused;
mod steps;
mod table;

use serde_json::Value as Json;

use self::{
    making::Making,
    plan::Plan,
    table::{TABLE, Treatment},
};
use crate::{
    finding::Finding,
    offer::{Assumption, Excluded, annotated},
    text::{Lang, Text, text, words},
};

pub use self::{
    making::Verdict,
    options::Said,
    piece::{Missing, Source, Why},
    plan::{Gone, LeftOut},
    refused::MAX_PLAN_BYTES,
};

/// A resource of a plan, and what became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Resource {
    /// Its name in the plan: `module.web[0].aws_ecs_service.api`.
    pub address: String,
    /// Its type: `aws_ecs_service`.
    pub kind: String,
    /// What became of it.
    pub verdict: Verdict,
}

/// A deployment made of a plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FromPlan {
    /// The version of Terraform that made the plan; may be empty.
    pub terraform_version: String,
    /// The deployment file, as JSON.
    pub deployment: Json,
    /// What was assumed, each with its rule and place.
    pub assumptions: Vec<Assumption>,
    /// Every resource that stands after the plan, in its order.
    pub resources: Vec<Resource>,
    /// What does not stand after it.
    pub left_out: Vec<LeftOut>,
}

/// How many resources became what.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Components, and parts of them.
    pub estimated: usize,
    /// Those that carry no MRU.
    pub free: usize,
    /// Those that are in no total.
    pub not_supported: usize,
}

/// Makes a deployment of what `terraform show -json` writes of a plan.
///
/// # Errors
///
/// F9 for a text that is no plan, V8 and V39 for what is said beside it.
///
/// # Example
///
/// ```
/// use mru_core::terraform::{Said, Verdict, from_plan};
///
/// let plan = br#"{"format_version": "1.2", "planned_values": {"root_module": {"resources": [
///     {"address": "aws_sqs_queue.jobs", "type": "aws_sqs_queue", "name": "jobs",
///      "values": {"name": "jobs", "fifo_queue": false}},
///     {"address": "aws_instance.bastion", "type": "aws_instance", "name": "bastion"}
/// ]}}}"#;
/// let made = from_plan(plan, &Said::default()).unwrap();
/// assert_eq!(made.deployment["environments"][0]["queues"][0]["name"], "jobs");
/// assert!(matches!(made.resources[1].verdict, Verdict::NotSupported { .. }));
/// assert_eq!(from_plan(b"{}", &Said::default()).unwrap_err()[0].rule, "F9");
/// ```
///
/// # Source
///
/// R97, R99; the JSON output format of Terraform, versions 0.1 to 1.x.
pub fn from_plan(plan: &[u8], said: &Said) -> Result<FromPlan, Vec<Finding>> {
    said.check()?;
    edge::check_traffic(said.monthly_tb).map_err(|finding| vec![finding])?;
    let plan = Plan::read(plan).map_err(|finding| vec![finding])?;
    let mut making = Making::of(&plan, said);
    environment(&mut making);
    let mut rows: Vec<(usize, usize)> =
        plan.resources.iter().enumerate().map(|(at, it)| (table::row(&it.kind), at)).collect();
    rows.sort_unstable();
    for (row, at) in rows {
        if !making.is_decided(at) {
            treat(&mut making, row, at);
        }
    }
    let (deployment, assumptions, verdicts) = making.finish();
    let Plan { terraform_version, resources, left_out, .. } = plan;
    let resources = resources
        .into_iter()
        .zip(verdicts)
        .map(|(it, verdict)| Resource { address: it.address, kind: it.kind, verdict })
        .collect();
    Ok(FromPlan { terraform_version, deployment, assumptions, resources, left_out })
}

/// Decides what becomes of a resource.
fn treat(making: &mut Making<'_>, row: usize, at: usize) {
    if making.plan.resources.get(at).is_some_and(|it| it.is_data) {
        let because =
            words!("it reads what exists, and makes nothing", "lee lo que existe, y no crea nada");
        return making.free(at, "R7", because);
    }
    match TABLE.get(row).map(|it| it.1) {
        Some(Treatment::Component(make) | Treatment::Part(make)) => make(making, at),
        Some(Treatment::Free(rule, because)) => making.free(at, rule, because),
        Some(Treatment::NotSupported(because)) => making.unsupported(at, because),
        None => {}
    }
}

/// Notes what is assumed of the environment.
fn environment(making: &mut Making<'_>) {
    let said = making.said;
    if said.environment.is_none() {
        let name = said.name();
        let said = text!(
            "the plan does not name an environment; it is called `{name}`",
            "el plan no nombra un ambiente; se llama `{name}`"
        );
        making.assume("R8", "environments[0].name", said);
    }
    if said.kind.is_none() {
        let said = text!(
            "the plan does not say what the environment is for; it is production",
            "el plan no dice para qué es el ambiente; es producción"
        );
        making.assume("R13", "environments[0].kind", said);
    }
    if said.is_production() && said.redundancy.is_none() {
        let factor = said.factor();
        let said = text!("production runs in {factor} zones", "producción opera en {factor} zonas");
        making.assume("R14", "environments[0].redundancy", said);
    }
}

impl FromPlan {
    /// How many resources became what; together they are all.
    ///
    /// # Example
    ///
    /// ```
    /// use mru_core::terraform::{Counts, Said, from_plan};
    ///
    /// let plan = br#"{"format_version": "1.2", "planned_values": {"root_module": {}}}"#;
    /// assert_eq!(from_plan(plan, &Said::default()).unwrap().counts(), Counts::default());
    /// ```
    pub fn counts(&self) -> Counts {
        let mut counts = Counts::default();
        for resource in &self.resources {
            let count = match resource.verdict {
                Verdict::Estimated { .. } => &mut counts.estimated,
                Verdict::Free { .. } => &mut counts.free,
                Verdict::NotSupported { .. } => &mut counts.not_supported,
            };
            *count = count.saturating_add(1);
        }
        counts
    }

    /// What is in no total, as a quote lists it.
    ///
    /// # Example
    ///
    /// ```
    /// use mru_core::terraform::{Said, from_plan};
    ///
    /// let plan = br#"{"format_version": "1.2", "planned_values": {"root_module": {"resources": [
    ///     {"address": "aws_instance.a", "type": "aws_instance"}]}}}"#;
    /// let excluded = from_plan(plan, &Said::default()).unwrap().excluded();
    /// assert_eq!(excluded[0].name, "aws_instance.a");
    /// ```
    pub fn excluded(&self) -> Vec<Excluded> {
        let not = |it: &&Resource| matches!(it.verdict, Verdict::NotSupported { .. });
        let excluded =
            |it: &Resource| Excluded { name: it.address.clone(), kind: it.kind.clone(), count: 1 };
        self.resources.iter().filter(not).map(excluded).collect()
    }

    /// The fields that the plan leaves open: the place of each in the deployment, and the resource
    /// and attribute that would say it.
    ///
    /// # Example
    ///
    /// ```
    /// use mru_core::terraform::{Said, from_plan};
    ///
    /// let plan = br#"{"format_version": "1.2", "planned_values": {"root_module": {"resources": [
    ///     {"address": "aws_vpn_connection.a", "type": "aws_vpn_connection", "name": "a"}]}}}"#;
    /// let made = from_plan(plan, &Said::default()).unwrap();
    /// let (path, resource, missing) = made.open().next().unwrap();
    /// assert_eq!((path, missing.field), ("environments[0].vpn[0]", "peer_ip"));
    /// assert_eq!(resource.address, "aws_vpn_connection.a");
    /// ```
    pub fn open(&self) -> impl Iterator<Item = (&str, &Resource, &Missing)> {
        self.resources.iter().flat_map(|resource| {
            let (path, missing) = match &resource.verdict {
                Verdict::Estimated { path, missing, .. } => (path.as_str(), missing.as_slice()),
                Verdict::Free { .. } | Verdict::NotSupported { .. } => ("", Default::default()),
            };
            missing.iter().map(move |it| (path, resource, it))
        })
    }

    /// The deployment file with what was assumed, what is open and what is not in it as comments:
    /// YAML, of which JSON is a part.
    ///
    /// # Example
    ///
    /// ```
    /// use mru_core::{Deployment, Format, Lang, terraform::{Said, from_plan}};
    ///
    /// let plan = br#"{"format_version": "1.2", "planned_values": {"root_module": {}}}"#;
    /// let file = from_plan(plan, &Said::default()).unwrap().written(Lang::En);
    /// assert!(file.starts_with("# assumed (R8, environments[0].name): "));
    /// assert!(Deployment::parse(&file, Format::Yaml).findings().is_empty());
    /// ```
    pub fn written(&self, lang: Lang) -> String {
        let open = self.open().map(|(path, resource, missing)| {
            let place = format!("{path}.{}", missing.field);
            let mark = text!("open ({place})", "pendiente ({place})");
            (mark, format!("{}: {}", resource.address, missing.words().get(lang)))
        });
        let left = self.resources.iter().filter_map(|resource| match &resource.verdict {
            Verdict::NotSupported { because } => {
                let said = format!("{}: {}", resource.address, because.get(lang));
                Some((Text::new("not in it", "no incluido"), said))
            }
            _ => None,
        });
        annotated(&self.deployment, &self.assumptions, open.chain(left), lang)
    }
}

impl Missing {
    /// Why it is open, in words.
    ///
    /// # Example
    ///
    /// ```
    /// use mru_core::terraform::{Missing, Why};
    ///
    /// let because = Why::AfterApply;
    /// let missing = Missing { field: "class", attribute: "instance_class".to_owned(), because };
    /// assert_eq!(missing.words().en, "`instance_class` is known only after the plan is applied");
    /// ```
    pub fn words(&self) -> Text {
        let attribute = &self.attribute;
        match self.because {
            Why::AfterApply => text!(
                "`{attribute}` is known only after the plan is applied",
                "`{attribute}` se conoce solo después de aplicar el plan"
            ),
            Why::NotSaid if attribute.is_empty() => {
                text!("a plan does not say it", "un plan no lo dice")
            }
            Why::NotSaid => {
                text!("`{attribute}` is not said by the plan", "el plan no dice `{attribute}`")
            }
            Why::Secret => text!(
                "`{attribute}` is a secret, which is not looked at",
                "`{attribute}` es un secreto, que no se mira"
            ),
            Why::Unreadable => text!(
                "`{attribute}` cannot be read as one value",
                "`{attribute}` no se puede leer como un solo valor"
            ),
        }
    }
}
