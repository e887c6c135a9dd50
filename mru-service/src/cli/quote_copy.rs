//! `mru quote copy`: what a customer has on a day as a deployment file, to change and quote.

use std::process::ExitCode;

use chrono::Local;
use clap::ValueEnum;
use mru_core::{Format, Lang};

use super::{
    INVALID,
    output::{Form, Output, TextOrJson},
    pretty, quote_store,
    store::StoreArguments,
};
use crate::{
    answers,
    failure::Failure,
    quotes::{self, Act, CopiedQuote, DraftRequest},
};

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// What to copy: a customer, or CUSTOMER/DEPLOYMENT; the deployment is `main` when absent.
    #[arg(value_name = "CUSTOMER/DEPLOYMENT")]
    reference: String,
    /// Form of the answer; by the ending of the file when absent, else the deployment file.
    #[arg(long, value_enum)]
    format: Option<CopyFormat>,
    /// Keep a draft of a quote for the customer, with what metering does not know on it.
    #[arg(long)]
    save: bool,
    #[command(flatten)]
    day: quote_store::Day,
    #[command(flatten)]
    output: Output,
    #[command(flatten)]
    store: StoreArguments,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum CopyFormat {
    /// The deployment file, with what metering does not know as comments.
    Yaml,
    /// All about it with its price.
    Json,
}

impl Form for CopyFormat {
    fn ending(self) -> &'static str {
        match self {
            CopyFormat::Yaml => "yaml",
            CopyFormat::Json => "json",
        }
    }
}

pub(super) fn run(arguments: &Arguments, asked: Option<Lang>) -> Result<ExitCode, Failure> {
    let Arguments { reference, format, save, day, output, store } = arguments;
    let lang = asked.unwrap_or_default();
    let format = output.form(*format)?;
    output.spare(store.place.files())?;
    let (customer, deployment) = reference.split_once('/').unwrap_or((reference, "main"));
    let copied = store
        .read(async |it| Ok(quotes::copied(it, customer, deployment, day.day()).await?))
        .map_err(|failure| quote_store::located(failure, reference, ""))?;
    if *save {
        return keep(arguments, format, &copied, asked);
    }
    let shown = match format {
        CopyFormat::Yaml => copied.made.written(lang),
        CopyFormat::Json => pretty(&answers::copied(&copied, lang)),
    };
    output.write(shown)?;
    let is_done = copied.quoted.is_ok() || format == CopyFormat::Yaml;
    Ok(if is_done { ExitCode::SUCCESS } else { ExitCode::from(INVALID) })
}

/// Keeps a draft of the copy.
fn keep(
    arguments: &Arguments,
    format: CopyFormat,
    copied: &CopiedQuote,
    asked: Option<Lang>,
) -> Result<ExitCode, Failure> {
    let deployment = copied.made.deployment.to_string();
    let request = DraftRequest {
        customer: Some(&copied.customer),
        language: asked.map(quote_store::language),
        assumptions: copied.made.assumptions.clone(),
        ..DraftRequest::new(&deployment, Format::Json)
    };
    let format = if format == CopyFormat::Json { TextOrJson::Json } else { TextOrJson::Text };
    let said = (Local::now().date_naive(), asked.unwrap_or_default());
    quote_store::keep_in(&arguments.store, format, &Act::Save(request), said)
}
