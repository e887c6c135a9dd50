//! `mru gate`: may this change be carried out now?

use std::process::ExitCode;

use chrono::NaiveDate;
use mru_core::Lang;

use super::{
    SAYS_NO, change::BY, change_files::Files, output::TextOrJson, pretty, signing::KeyArguments,
    store::StoreArguments,
};
use crate::{
    answers, billing,
    billing::Once,
    changes::{self, GateRequest, Verdict},
    failure::Failure,
    files, verdicts,
};

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// Id of the customer.
    #[arg(long, value_name = "ID")]
    customer: String,
    /// Name of the deployment.
    #[arg(long, value_name = "NAME", default_value = "main")]
    deployment: String,
    /// The environment in which the change is carried out; that of the change when absent.
    #[arg(long, value_name = "NAME")]
    environment: Option<String>,
    /// Id of the request of the change; that of the approval when absent.
    #[arg(long, value_name = "ID")]
    change: Option<String>,
    /// Id of the approval, which is used up.
    #[arg(long, value_name = "ID")]
    approval: Option<String>,
    /// Id of the envelope to draw from.
    #[arg(long, value_name = "ID", conflicts_with = "approval")]
    envelope: Option<String>,
    /// Deployment file of what there is now.
    #[arg(long, value_name = "FILE")]
    current: Option<String>,
    /// Deployment file of what there shall be; that of the request when absent.
    #[arg(long, value_name = "FILE", conflicts_with = "order")]
    proposed: Option<String>,
    /// Change order on what there is.
    #[arg(long, value_name = "FILE")]
    order: Option<String>,
    /// The day on which the change begins; that of the request when absent.
    #[arg(long, value_name = "DATE")]
    start: Option<NaiveDate>,
    /// The ticket, when there is no request of a change.
    #[arg(long, default_value = "")]
    ticket: String,
    /// Who asked for the change, when there is no request of it.
    #[arg(long, value_name = "MAIL", default_value = "")]
    requested_by: String,
    /// The same key with the same question gives the same receipt again.
    #[arg(long)]
    key: String,
    /// Form of the answer.
    #[arg(long, value_enum, default_value = "text")]
    format: TextOrJson,
    #[command(flatten)]
    signing: KeyArguments,
    #[command(flatten)]
    store: StoreArguments,
}

pub(super) fn run(arguments: &Arguments, lang: Lang) -> Result<ExitCode, Failure> {
    let Arguments { current, proposed, order, .. } = arguments;
    let read = Files::read_some(current.as_ref(), proposed.as_ref(), order.as_ref())?;
    let start = arguments.start.map(|it| it.to_string()).unwrap_or_default();
    let text = |of: &Option<String>| of.clone().unwrap_or_default();
    let texts = read.texts();
    let hash = billing::request_hash(&[
        "gate",
        &arguments.customer,
        &arguments.deployment,
        &text(&arguments.environment),
        &text(&arguments.change),
        &text(&arguments.approval),
        &text(&arguments.envelope),
        texts.0,
        texts.1,
        &start,
        &arguments.ticket,
        &arguments.requested_by,
    ]);
    let asked = GateRequest {
        customer: &arguments.customer,
        deployment: &arguments.deployment,
        environment: arguments.environment.as_deref(),
        change: arguments.change.as_deref(),
        current: read.current(),
        proposed: read.some_proposed(),
        starts_on: arguments.start,
        approval: arguments.approval.as_deref(),
        envelope: arguments.envelope.as_deref(),
        ticket: &arguments.ticket,
        requested_by: &arguments.requested_by,
        only: None,
        by: Once { caller: BY, key: &arguments.key, hash: &hash },
    };
    let keys = arguments.signing.source(&arguments.store.place)?;
    let verdict = arguments.store.with(async |it| {
        let asked = changes::gate(&it.with_keys(keys.clone()), &asked).await;
        asked.map_err(|error| read.failure(error, None))
    })?;
    let shown = match (&verdict, arguments.format) {
        (verdict, TextOrJson::Json) => pretty(&answers::verdict(verdict, lang)),
        (Verdict::Allowed(receipt), TextOrJson::Text) => match lang {
            Lang::En => format!("allowed: {}\n", receipt.statement.id),
            Lang::Es => format!("permitido: {}\n", receipt.statement.id),
        },
        (Verdict::Denied(denial), TextOrJson::Text) => match lang {
            Lang::En => format!("denied, {}: {}\n", denial.code(), verdicts::denied(denial).en),
            Lang::Es => format!("denegado, {}: {}\n", denial.code(), verdicts::denied(denial).es),
        },
    };
    files::write(None, shown)?;
    Ok(match verdict {
        Verdict::Allowed(_) => ExitCode::SUCCESS,
        Verdict::Denied(_) => ExitCode::from(SAYS_NO),
    })
}
