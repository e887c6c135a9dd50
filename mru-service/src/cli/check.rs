//! `mru check`: what a change costs, and whether somebody must approve it.

use std::{path::PathBuf, process::ExitCode};

use chrono::{Local, NaiveDate};
use clap::ValueEnum;
use mru_core::Lang;
use reports::{
    change_html::change_html,
    change_text::{change_markdown, change_text},
};

use super::{
    SAYS_NO, TermsArguments,
    change_files::Files,
    output::{Form, Output},
    pretty,
    store::StoreArguments,
};
use crate::{
    answers,
    budgets::{self, Crossing},
    changes::{self, Agreed, ChangeError, CheckRequest, Checked},
    failure::Failure,
    files::Input,
};

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// Deployment file of what there is; nothing yet when absent.
    #[arg(long, value_name = "FILE")]
    current: Option<String>,
    /// Deployment file of what there shall be.
    #[arg(long, value_name = "FILE", required_unless_present = "order", conflicts_with = "order")]
    proposed: Option<String>,
    /// Change order on what there is: what is added, resized and removed.
    #[arg(long, value_name = "FILE")]
    order: Option<String>,
    /// Customer of the store, whose contract, proration and policy hold.
    #[arg(long, value_name = "ID", conflicts_with_all = ["contract", "pricing_tables"])]
    customer: Option<String>,
    /// Deployment of the customer, whose budgets the change is held against.
    #[arg(long, value_name = "NAME", default_value = "main")]
    deployment: String,
    /// The day on which the change begins; today when absent.
    #[arg(long, value_name = "DATE")]
    start: Option<NaiveDate>,
    /// Policy file: which changes need whom.
    #[arg(long, value_name = "FILE")]
    policy: Option<String>,
    /// Mail address of who asks for the change, unless the order says so.
    #[arg(long, value_name = "MAIL", default_value = "")]
    requested_by: String,
    /// Rate card: a name, a name and first day (reference@2026-10-01), or a folder.
    #[arg(long, value_name = "CARD", default_value = "reference", env = "MRU_RATE_CARD")]
    rate_card: String,
    /// Contract file that changes prices, weights or policies.
    #[arg(long, value_name = "FILE")]
    contract: Option<String>,
    /// Folder of rate cards; those inside the program when absent.
    #[arg(long, value_name = "DIR", env = "MRU_PRICING_TABLES")]
    pricing_tables: Option<PathBuf>,
    /// Form of the answer; by the ending of the file when absent, else text.
    #[arg(long, value_enum)]
    format: Option<Format>,
    #[command(flatten)]
    output: Output,
    #[command(flatten)]
    store: StoreArguments,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// To read in a terminal.
    Text,
    /// For programs; decimals are strings.
    Json,
    /// For a comment on a pull request.
    Markdown,
    /// The statement that an approver sees.
    Html,
}

impl Form for Format {
    fn ending(self) -> &'static str {
        match self {
            Format::Text => "txt",
            Format::Json => "json",
            Format::Markdown => "md",
            Format::Html => "html",
        }
    }
}

pub(super) fn run(arguments: &Arguments, asked: Option<Lang>) -> Result<ExitCode, Failure> {
    let format = arguments.output.form(arguments.format)?;
    let inputs = [&arguments.current, &arguments.proposed, &arguments.order, &arguments.policy];
    arguments.output.spare(inputs.into_iter().flatten())?;
    let Arguments { current, proposed, order, .. } = arguments;
    let files = Files::read(current.as_ref(), proposed.as_ref(), order.as_ref())?;
    let policy = arguments.policy.as_deref().map(Input::read).transpose()?;
    let day = arguments.start.unwrap_or_else(|| Local::now().date_naive());
    let agreed = agreed(arguments, day, policy.as_ref()).map_err(|error| match error {
        Ok(error) => files.failure(error, policy.as_ref()),
        Err(failure) => failure,
    })?;
    let checked = changes::check(&CheckRequest {
        current: files.current(),
        proposed: files.proposed(),
        agreed: &agreed,
        starts_on: day,
        requested_by: &arguments.requested_by,
    })
    .map_err(|error| files.failure(error, policy.as_ref()))?;
    let lang = asked.or(agreed.language()).unwrap_or_default();
    let crossings = match &arguments.customer {
        None => Vec::new(),
        Some(customer) => {
            let of = (customer.as_str(), arguments.deployment.as_str());
            arguments.store.read(async |it| Ok(budgets::on_change(it, of, &checked).await?))?
        }
    };
    arguments.output.write(render(&checked, &crossings, (format, lang))?)?;
    Ok(match checked.decision.standing() {
        mru_core::change::Standing::Free => ExitCode::SUCCESS,
        mru_core::change::Standing::Held => ExitCode::from(SAYS_NO),
    })
}

/// What was agreed: by the store, or by files.
fn agreed(
    arguments: &Arguments,
    day: NaiveDate,
    policy: Option<&Input>,
) -> Result<Agreed, Result<ChangeError, Failure>> {
    let policy = policy.map(|it| changes::agreed_by_file(&it.text, it.format())).transpose();
    let policy = policy.map_err(Ok)?;
    if let Some(customer) = &arguments.customer {
        let found = arguments.store.read(async |it| Ok(changes::agreed(it, customer, day).await?));
        let found = found.map_err(Err)?;
        return Ok(Agreed { policy: policy.or_else(|| found.policy.clone()), ..found });
    }
    let terms = TermsArguments {
        as_of: Some(day),
        rate_card: arguments.rate_card.clone(),
        contract: arguments.contract.clone(),
        pricing_tables: arguments.pricing_tables.clone(),
    };
    Ok(Agreed::by_terms(terms.terms().map_err(Err)?, policy))
}

fn render(
    checked: &Checked,
    crossings: &[Crossing],
    (format, lang): (Format, Lang),
) -> Result<String, Failure> {
    let (state, about) = (checked.state(), checked.about());
    match format {
        Format::Text => {
            Ok(budgets::said_with(change_text(&state, &about, lang), crossings, (false, lang)))
        }
        Format::Json => Ok(pretty(&answers::checked(checked, crossings, lang))),
        Format::Markdown => {
            Ok(budgets::said_with(change_markdown(&state, &about, lang), crossings, (true, lang)))
        }
        Format::Html => change_html(&state, &about, lang).map_err(|error| {
            Failure::CannotDo(mru_core::text::Text::new(
                format!("the statement could not be rendered: {error}"),
                format!("no se pudo generar el documento: {error}"),
            ))
        }),
    }
}
