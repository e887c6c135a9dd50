//! `mru quote terraform`: what stands after a plan, counted resource by resource, and its price.

use std::process::ExitCode;

use chrono::Local;
use clap::ValueEnum;
use mru_core::{
    EnvironmentKind, Format, Lang,
    terraform::{FromPlan, Gone, MAX_PLAN_BYTES, Said, Verdict},
};
use reports::findings::{findings_text, write_wrapped};
use rust_decimal::Decimal;

use super::{
    INVALID, TermsArguments,
    output::{Form, Output, TextOrJson},
    pretty, quote_store,
    store::StoreArguments,
};
use crate::{
    answers,
    failure::Failure,
    files,
    quotes::{Act, DraftRequest},
    quoting::{self, PlanQuoted},
};

#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  \
    terraform plan -out tfplan\n  \
    terraform show -json tfplan > plan.json\n  \
    mru quote terraform plan.json                    what it costs, and what is not in it\n  \
    mru quote terraform plan.json -o shop.yaml       the deployment file, to complete\n  \
    mru quote terraform plan.json --environment qa --kind pre-production\n\n\
    Exit codes: 0 there is a total, 2 there is none, and the findings say why.")]
pub(super) struct Arguments {
    /// File that `terraform show -json` wrote, or `-` for the standard input.
    plan: String,
    /// Name of the environment that the plan makes; `production` or `certification` when absent.
    #[arg(long, value_name = "NAME")]
    environment: Option<String>,
    /// Kind of the environment; production when absent.
    #[arg(long, value_enum)]
    kind: Option<Kind>,
    /// Redundancy factor of production; 2 when absent.
    #[arg(long, value_name = "FACTOR")]
    redundancy: Option<u32>,
    /// Traffic of each content delivery, in TB a month, which no plan says.
    #[arg(long, value_name = "TB")]
    monthly_tb: Option<Decimal>,
    /// A container of a size that is not offered becomes one of the next larger size.
    #[arg(long)]
    next_size: bool,
    /// For whom it is.
    #[arg(long = "for", value_name = "NAME")]
    name: Option<String>,
    #[command(flatten)]
    terms: TermsArguments,
    /// Form of the answer; by the ending of the file when absent, else text.
    #[arg(long, value_enum)]
    format: Option<PlanFormat>,
    /// Keep a draft of a quote, with the assumptions and what is not in it.
    #[arg(long)]
    save: bool,
    /// Id of a recorded customer for the draft.
    #[arg(long, value_name = "ID", requires = "save")]
    customer: Option<String>,
    #[command(flatten)]
    output: Output,
    #[command(flatten)]
    store: StoreArguments,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Kind {
    /// Redundant and in several zones.
    Production,
    /// Without redundancy.
    PreProduction,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum PlanFormat {
    /// To read.
    Text,
    /// For programs.
    Json,
    /// The deployment file, with what was assumed and what is open as comments.
    Yaml,
}

impl Form for PlanFormat {
    fn ending(self) -> &'static str {
        match self {
            PlanFormat::Text => "txt",
            PlanFormat::Json => "json",
            PlanFormat::Yaml => "yaml",
        }
    }
}

pub(super) fn run(arguments: &Arguments, asked: Option<Lang>) -> Result<ExitCode, Failure> {
    let lang = asked.unwrap_or_default();
    let format = arguments.output.form(arguments.format)?;
    let contract = arguments.terms.contract.as_deref();
    arguments.output.spare([Some(arguments.plan.as_str()), contract].into_iter().flatten())?;
    let plan = files::bytes(&arguments.plan, MAX_PLAN_BYTES)?;
    let said = Said {
        customer: arguments.name.clone().unwrap_or_default(),
        environment: arguments.environment.clone(),
        kind: arguments.kind.map(|it| match it {
            Kind::Production => EnvironmentKind::Production,
            Kind::PreProduction => EnvironmentKind::PreProduction,
        }),
        redundancy: arguments.redundancy,
        monthly_tb: arguments.monthly_tb,
        next_size: arguments.next_size,
    };
    let terms = arguments.terms.terms()?;
    let quoted = quoting::from_plan(&plan, &said, &terms, arguments.terms.day())
        .map_err(|findings| Failure::invalid(arguments.plan.as_str(), "", findings))?;
    if arguments.save {
        return save(arguments, format, &quoted.made, asked);
    }
    let shown = match format {
        PlanFormat::Text => text(&quoted, lang),
        PlanFormat::Json => pretty(&answers::plan_quoted(&quoted, lang)),
        PlanFormat::Yaml => quoted.made.written(lang),
    };
    arguments.output.write(shown)?;
    // A deployment file with gaps is what was asked for; a price without total is not.
    let is_done = quoted.quoted.is_ok() || format == PlanFormat::Yaml;
    Ok(if is_done { ExitCode::SUCCESS } else { ExitCode::from(INVALID) })
}

/// Keeps a draft of the deployment.
fn save(
    arguments: &Arguments,
    format: PlanFormat,
    made: &FromPlan,
    asked: Option<Lang>,
) -> Result<ExitCode, Failure> {
    let deployment = made.deployment.to_string();
    let rate_card = arguments.customer.is_none().then_some(arguments.terms.rate_card.as_str());
    let request = DraftRequest {
        customer: arguments.customer.as_deref(),
        rate_card,
        language: asked.map(quote_store::language),
        assumptions: made.assumptions.clone(),
        excluded: made.excluded(),
        ..DraftRequest::new(&deployment, Format::Json)
    };
    let format = if format == PlanFormat::Json { TextOrJson::Json } else { TextOrJson::Text };
    let said = (Local::now().date_naive(), asked.unwrap_or_default());
    quote_store::keep_in(&arguments.store, format, &Act::Save(request), said)
}

/// What became of a plan, to read.
fn text(quoted: &PlanQuoted, lang: Lang) -> String {
    let made = &quoted.made;
    let say = |en: &'static str, es: &'static str| match lang {
        Lang::En => en,
        Lang::Es => es,
    };
    let counts = made.counts();
    let (all, left) = (made.resources.len(), made.left_out.len());
    let (estimated, free, open) = (counts.estimated, counts.free, counts.not_supported);
    let counted = match lang {
        Lang::En => format!(
            "{all} resources stand after the plan: {estimated} estimated, {free} free, {open} not supported; {left} left out"
        ),
        Lang::Es => format!(
            "{all} recursos quedan después del plan: {estimated} estimados, {free} sin costo, {open} no soportados; {left} fuera"
        ),
    };
    let mut shown = String::new();
    write_wrapped(&mut shown, &counted, "", "");
    let mut part = |title: &str, lines: Vec<String>| {
        if !lines.is_empty() {
            shown.push_str(&format!("\n{title}\n"));
            lines.iter().for_each(|line| write_wrapped(&mut shown, line, "  ", "    "));
        }
    };
    let lines = |which: fn(&Verdict, &str, Lang) -> Option<String>| -> Vec<String> {
        made.resources.iter().filter_map(|it| which(&it.verdict, &it.address, lang)).collect()
    };
    part(say("Estimated", "Estimados"), lines(estimated_line));
    part(say("Free", "Sin costo"), free_lines(made, lang));
    part(say("Not supported", "No soportados"), lines(not_supported_line));
    let left = made.left_out.iter().map(|it| format!("{}: {}", it.address, gone(it.because, lang)));
    part(say("Left out", "Fuera"), left.collect());
    let assumed = made
        .assumptions
        .iter()
        .map(|it| format!("{} ({}, {})", it.said.get(lang), it.rule, it.path));
    part(say("Assumed", "Supuestos"), assumed.collect());
    let open = made.open().map(|(path, resource, missing)| {
        format!("{path}.{}: {}: {}", missing.field, resource.address, missing.words().get(lang))
    });
    part(say("Open, to be completed", "Pendiente, por completar"), open.collect());
    shown.push_str(&total(quoted, lang));
    shown
}

fn estimated_line(verdict: &Verdict, address: &str, _: Lang) -> Option<String> {
    let Verdict::Estimated { path, fields, .. } = verdict else { return None };
    let fields: Vec<String> =
        fields.iter().map(|it| format!("{} = {}", it.field, it.attribute)).collect();
    let said = if fields.is_empty() { String::new() } else { format!(" ({})", fields.join(", ")) };
    Some(format!("{address}: {path}{said}"))
}

/// What carries no MRU, a line a reason.
fn free_lines(made: &FromPlan, lang: Lang) -> Vec<String> {
    let mut reasons: Vec<(&str, &str, Vec<&str>)> = Vec::new();
    for resource in &made.resources {
        let Verdict::Free { rule, because } = &resource.verdict else { continue };
        let (because, address) = (because.get(lang), resource.address.as_str());
        match reasons.iter_mut().find(|it| (it.0, it.1) == (*rule, because)) {
            Some(reason) => reason.2.push(address),
            None => reasons.push((rule, because, vec![address])),
        }
    }
    let line = |(rule, because, addresses): (&str, &str, Vec<&str>)| {
        format!("{because} ({rule}): {}", addresses.join(", "))
    };
    reasons.into_iter().map(line).collect()
}

fn not_supported_line(verdict: &Verdict, address: &str, lang: Lang) -> Option<String> {
    let Verdict::NotSupported { because } = verdict else { return None };
    Some(format!("{address}: {}", because.get(lang)))
}

/// Why something does not stand after the plan.
const fn gone(because: Gone, lang: Lang) -> &'static str {
    match (because, lang) {
        (Gone::Destroyed, Lang::En) => "the plan destroys it",
        (Gone::Destroyed, Lang::Es) => "el plan lo destruye",
        (Gone::Replaced, Lang::En) => "an earlier one, which the plan destroys",
        (Gone::Replaced, Lang::Es) => "uno anterior, que el plan destruye",
        (Gone::Forgotten, Lang::En) => "it stays in AWS, and Terraform does not manage it any more",
        (Gone::Forgotten, Lang::Es) => "queda en AWS, y Terraform ya no lo administra",
    }
}

/// The total, or why there is none and what to do.
fn total(quoted: &PlanQuoted, lang: Lang) -> String {
    let quote = match &quoted.quoted {
        Ok(quote) => quote,
        Err(findings) => {
            let text = quoted.made.written(lang);
            let shown = findings_text("deployment.yaml", &text, findings, lang);
            return match lang {
                Lang::En => format!(
                    "\nNo total. Write the deployment file with `-o deployment.yaml`, complete it, and\nprice it with `mru quote deployment.yaml`.\n\n{shown}"
                ),
                Lang::Es => format!(
                    "\nSin total. Escriba el archivo del despliegue con `-o deployment.yaml`, complételo y\ncalcúlelo con `mru quote deployment.yaml`.\n\n{shown}"
                ),
            };
        }
    };
    let total = &quote.priced.total;
    let mru = mru_core::text::number(total.mru.as_decimal(), lang);
    let usd = mru_core::text::usd(total.usd.as_decimal(), lang);
    let mut shown = match lang {
        Lang::En => format!("\nTotal a month, before tax: {mru} MRU, {usd}\n"),
        Lang::Es => format!("\nTotal al mes, antes de impuesto: {mru} MRU, {usd}\n"),
    };
    let without = quoted.made.counts().not_supported;
    if without > 0 {
        shown.push_str(&match lang {
            Lang::En => format!("Not in it: what is not supported, {without} resources\n"),
            Lang::Es => format!("No incluye lo que no está soportado: {without} recursos\n"),
        });
    }
    shown
}
