//! Where a quote begins with a plan of Terraform, or with what a customer has: each becomes the
//! deployment file of the form that prices, to complete and to change.

use askama::Template;
use axum::http::StatusCode;
use mru_core::{EnvironmentKind, Finding, Format, Severity, terraform::Said};
use rust_decimal::Decimal;

use super::{
    super::{answer::Answer, call::Call, problem::Problem, refusal::Refusal},
    frame::{self, Frame, Section},
    quote::{self, day_of, terms_of},
    refused::FindingRow,
};
use crate::{off_the_runtime, quotes, quoting};

#[derive(Template)]
#[template(path = "begin.html")]
struct Page {
    frame: Frame,
    /// Whether it begins with a plan; else with what a customer has.
    of_plan: bool,
    typed: Typed,
    findings: Vec<FindingRow>,
    errors: usize,
}

/// What was typed.
#[derive(Default)]
struct Typed {
    plan: String,
    environment: String,
    kind: String,
    redundancy: String,
    monthly_tb: String,
    next_size: bool,
    customer: String,
    deployment: String,
    as_of: String,
}

impl Typed {
    fn of(call: &Call) -> Typed {
        let field = |name| call.field(name).unwrap_or_default().trim().to_owned();
        Typed {
            plan: call.field("plan").unwrap_or_default(),
            environment: field("environment"),
            kind: field("kind"),
            redundancy: field("redundancy"),
            monthly_tb: field("monthly_tb"),
            next_size: call.field("next_size").is_some(),
            customer: field("customer"),
            deployment: field("deployment"),
            as_of: field("as_of"),
        }
    }

    /// What is said beside the plan.
    fn said(&self) -> Result<Said, Problem> {
        let unreadable = |name, value: &str, example| {
            Problem::from(Refusal::ParameterUnreadable { name, value: value.to_owned(), example })
        };
        let redundancy = Some(&self.redundancy).filter(|it| !it.is_empty()).map(|it| it.parse());
        let traffic = Some(&self.monthly_tb).filter(|it| !it.is_empty()).map(|it| it.parse());
        Ok(Said {
            customer: String::new(),
            environment: Some(self.environment.clone()).filter(|it| !it.is_empty()),
            kind: match self.kind.as_str() {
                "pre-production" => Some(EnvironmentKind::PreProduction),
                "production" => Some(EnvironmentKind::Production),
                _ => None,
            },
            redundancy: redundancy
                .transpose()
                .map_err(|_| unreadable("redundancy", &self.redundancy, "2"))?,
            monthly_tb: traffic.transpose().map_err(|_: <Decimal as std::str::FromStr>::Err| {
                unreadable("monthly_tb", &self.monthly_tb, "1.5")
            })?,
            next_size: self.next_size,
        })
    }
}

/// The form of a plan.
pub(super) async fn plan_form(call: &Call) -> Result<Answer, Problem> {
    let as_of = call.day()?.to_string();
    page(call, true, Typed { as_of, ..Typed::default() }, &[])
}

/// Makes a deployment of a plan, and prices it.
pub(super) async fn plan(call: &Call) -> Result<Answer, Problem> {
    let typed = Typed::of(call);
    let (day, said) = (day_of(&typed.as_of)?, typed.said()?);
    let terms = terms_of(call, day).await?;
    let plan = typed.plan.as_bytes();
    match off_the_runtime(|| quoting::from_plan(plan, &said, &terms, day)) {
        Ok(made) => {
            let text = made.made.written(call.lang);
            let quoted = made.quoted.map(|it| Some(*it));
            quote::page(call, (text, Format::Yaml), (typed.as_of, String::new()), quoted)
        }
        Err(findings) => page(call, true, typed, &findings),
    }
}

/// The form that names a deployment.
pub(super) async fn copy_form(call: &Call) -> Result<Answer, Problem> {
    let as_of = call.day()?.to_string();
    let customer = call.only().unwrap_or_default().to_owned();
    let deployment = String::from("main");
    page(call, false, Typed { customer, deployment, as_of, ..Typed::default() }, &[])
}

/// Copies what a customer has, and prices it by the contract.
pub(super) async fn copy(call: &Call) -> Result<Answer, Problem> {
    let typed = Typed::of(call);
    let day = day_of(&typed.as_of)?;
    let customer = call.customer_or(Some(typed.customer.as_str()))?.unwrap_or_default().to_owned();
    let database = &call.service.database;
    let copied = quotes::copied(database, &customer, &typed.deployment, day).await?;
    let text = copied.made.written(call.lang);
    let quoted = copied.quoted.map(|it| Some(*it));
    quote::page(call, (text, Format::Yaml), (typed.as_of, customer), quoted)
}

fn page(call: &Call, of_plan: bool, typed: Typed, findings: &[Finding]) -> Result<Answer, Problem> {
    let frame = Frame::of(call, Section::Quotes, "");
    let title = match of_plan {
        true => frame.say("Quote of a Terraform plan", "Cotización de un plan de Terraform"),
        false => frame.say("Quote of what runs today", "Cotización de lo que opera hoy"),
    };
    let is_done = findings.is_empty();
    let title = if is_done { title.to_owned() } else { format!("Error: {title}") };
    let status = if is_done { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let page = Page {
        errors: findings.iter().filter(|it| it.severity == Severity::Error).count(),
        findings: findings.iter().map(|it| FindingRow::of(it, call.lang)).collect(),
        of_plan,
        frame: Frame { title, ..frame },
        typed,
    };
    frame::with_status(&page, status)
}
