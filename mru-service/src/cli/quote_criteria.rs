//! `mru quote criteria`: a deployment made of the six criteria of an estimate, with what was assumed.

use std::process::ExitCode;

use chrono::Local;
use clap::ValueEnum;
use mru_core::{Format, Lang};
use serde_json::{Value as Json, json};

use super::{
    INVALID, TermsArguments,
    output::{Output, TextOrJson},
    pretty,
    quote_store::{self, Keeping},
};
use crate::{
    answers,
    failure::Failure,
    files::Input,
    quotes::{self, Act, DraftRequest},
    quoting,
};

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// File of the answers (TOML, YAML or JSON), or `-`; options say them when absent.
    file: Option<String>,
    /// How many microservices there will be.
    #[arg(long, value_name = "COUNT", required_unless_present = "file", conflicts_with = "file")]
    microservices: Option<u32>,
    /// How much traffic production is expected to have.
    #[arg(long, value_enum, default_value = "medium", conflicts_with = "file")]
    traffic: Traffic,
    /// Whether Single Sign-On is needed.
    #[arg(long, conflicts_with = "file")]
    sso: bool,
    /// What the microservices keep.
    #[arg(long, value_enum, default_value = "none", conflicts_with = "file")]
    persistence: Persistence,
    /// How many environments there are before production.
    #[arg(long, value_name = "COUNT", default_value = "1", conflicts_with = "file")]
    pre_productions: u32,
    /// How many VPN links there are.
    #[arg(long, value_name = "COUNT", default_value = "0", conflicts_with = "file")]
    vpn: u32,
    /// How many developers have access; assumed when absent.
    #[arg(long, value_name = "COUNT", conflicts_with = "file")]
    developers: Option<u32>,
    /// For whom it is.
    #[arg(long = "for", value_name = "NAME", conflicts_with = "file")]
    name: Option<String>,
    /// Keep a draft of a quote, with the assumptions on it.
    #[arg(long)]
    save: bool,
    /// Id of a recorded customer for the draft.
    #[arg(long, value_name = "ID", requires = "save")]
    customer: Option<String>,
    #[command(flatten)]
    output: Output,
    #[command(flatten)]
    keeping: Keeping,
    #[command(flatten)]
    terms: TermsArguments,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Traffic {
    /// A first product, or an internal one.
    Low,
    /// A product in use.
    Medium,
    /// Campaigns and peaks.
    High,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Persistence {
    /// Nothing.
    None,
    /// Data in a relational database.
    Relational,
}

pub(super) fn run(arguments: &Arguments, asked: Option<Lang>) -> Result<ExitCode, Failure> {
    let lang = asked.unwrap_or_default();
    let input = arguments.file.as_deref().map(Input::read).transpose()?;
    let (text, format, name) = match &input {
        Some(input) => (input.text.clone(), input.format(), input.name.as_str()),
        None => (answers(arguments).to_string(), Format::Json, ""),
    };
    let invalid = |findings| Failure::invalid(name, text.as_str(), findings);
    if !arguments.save && arguments.keeping.format == TextOrJson::Json {
        let (terms, day) = (arguments.terms.terms()?, arguments.terms.day());
        let estimated = quoting::estimate(&text, format, &terms, day).map_err(invalid)?;
        arguments.output.write(pretty(&answers::estimated(&estimated, lang)))?;
        let code = if estimated.quoted.is_ok() { 0 } else { INVALID };
        return Ok(ExitCode::from(code));
    }
    let made = quotes::estimate(&text, format).map_err(invalid)?;
    if !arguments.save {
        arguments.output.write(made.written(lang))?;
        return Ok(ExitCode::SUCCESS);
    }
    let deployment = made.deployment.to_string();
    let request = DraftRequest {
        customer: arguments.customer.as_deref(),
        rate_card: arguments.customer.is_none().then_some(arguments.terms.rate_card.as_str()),
        language: asked.map(quote_store::language),
        assumptions: made.assumptions,
        ..DraftRequest::new(&deployment, Format::Json)
    };
    quote_store::keep(&arguments.keeping, &Act::Save(request), Local::now().date_naive(), lang)
}

/// The answers of the options, in the form of a file.
fn answers(arguments: &Arguments) -> Json {
    let mut answers = json!({
        "microservices": arguments.microservices,
        "traffic": match arguments.traffic {
            Traffic::Low => "low",
            Traffic::Medium => "medium",
            Traffic::High => "high",
        },
        "sso": arguments.sso,
        "persistence": match arguments.persistence {
            Persistence::None => "none",
            Persistence::Relational => "relational",
        },
        "pre_productions": arguments.pre_productions,
        "vpn": arguments.vpn,
        "customer": arguments.name.as_deref().unwrap_or_default(),
    });
    if let (Some(developers), Some(fields)) = (arguments.developers, answers.as_object_mut()) {
        fields.insert(String::from("developers"), json!(developers));
    }
    answers
}
