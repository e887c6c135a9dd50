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
    output::{Form, Output},
    pretty,
    store::StoreArguments,
};
use crate::{
    changes::{self, Agreed, ChangeError, CheckRequest, Checked, Input as Of, Proposed},
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

/// The files of a change, read.
pub(super) struct Files {
    pub(super) current: Option<Input>,
    pub(super) proposed: Input,
    pub(super) is_order: bool,
}

impl Files {
    pub(super) fn read(
        current: Option<&String>,
        proposed: Option<&String>,
        order: Option<&String>,
    ) -> Result<Files, Failure> {
        let current = current.map(|name| Input::read(name)).transpose()?;
        // The arguments have one of them.
        let name = order.or(proposed).map_or("-", String::as_str);
        Ok(Files { current, proposed: Input::read(name)?, is_order: order.is_some() })
    }

    /// What there shall be.
    pub(super) fn proposed(&self) -> Proposed<'_> {
        let (text, format) = (self.proposed.text.as_str(), self.proposed.format());
        if self.is_order { Proposed::Order(text, format) } else { Proposed::Whole(text, format) }
    }

    /// What there is.
    pub(super) fn current(&self) -> Option<(&str, mru_core::Format)> {
        self.current.as_ref().map(|it| (it.text.as_str(), it.format()))
    }

    /// Says what is wrong, with the text of the file that it is about.
    pub(super) fn failure(&self, error: ChangeError, policy: Option<&Input>) -> Failure {
        let (of, findings) = match error {
            ChangeError::Invalid(of, findings) => (of, findings),
            error => return error.into(),
        };
        let file = match of {
            Of::Current => self.current.as_ref(),
            Of::Policy => policy,
            Of::Proposed | Of::Order | Of::Change => Some(&self.proposed),
        };
        let (name, text) = file.map(|it| (it.name.as_str(), it.text.as_str())).unwrap_or_default();
        Failure::invalid(name, text, findings)
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
    arguments.output.write(render(&checked, format, lang)?)?;
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

fn render(checked: &Checked, format: Format, lang: Lang) -> Result<String, Failure> {
    let (state, about) = (checked.state(), checked.about());
    match format {
        Format::Text => Ok(change_text(&state, &about, lang)),
        Format::Json => Ok(pretty(&state.to_json(lang))),
        Format::Markdown => Ok(change_markdown(&state, &about, lang)),
        Format::Html => change_html(&state, &about, lang).map_err(|error| {
            Failure::CannotDo(mru_core::text::Text::new(
                format!("the statement could not be rendered: {error}"),
                format!("no se pudo generar el documento: {error}"),
            ))
        }),
    }
}
