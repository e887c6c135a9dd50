//! `mru change`, `mru envelope`, `mru approval` and `mru receipt`: requests of changes, what approvers
//! decide on them or allow in advance, and what proves it.

use std::{path::PathBuf, process::ExitCode};

use chrono::NaiveDate;
use clap::Subcommand;
use mru_core::{Lang, text::usd, units::Usd};
use rust_decimal::Decimal;
use serde_json::Value as Json;

use super::{
    SAYS_NO, change_files::Files, change_link, output::TextOrJson, pretty, signing::KeyArguments,
    store::StoreArguments,
};
use crate::{
    answers,
    changes::{
        self, Decider, NewDecision, NewEnvelope, NewRequest, USUAL_APPROVAL,
        record::{Approval, Decided, Receipt},
        signed::{Exported, Statement},
    },
    failure::Failure,
    files::{self, Input},
    tell::tell_line,
    verdicts,
    witness::keys::VerifierKey,
};

/// Who records what the command line decides.
pub(super) const BY: &str = "command-line";

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Record a request of a change, with its price and the statement for its approver.
    Request(Box<RequestArguments>),
    /// List the requests, with what was decided on each.
    List {
        /// The only customer.
        #[arg(long, value_name = "ID")]
        customer: Option<String>,
        /// Form of the list.
        #[arg(long, value_enum, default_value = "text")]
        format: TextOrJson,
        #[command(flatten)]
        store: StoreArguments,
    },
    /// Show a request, or the statement that its approver sees.
    Show {
        /// Id of the request.
        id: String,
        /// Show the statement, as a page.
        #[arg(long)]
        statement: bool,
        #[command(flatten)]
        store: StoreArguments,
    },
    /// Approve a request, for one of the approvers of the contract.
    Approve {
        /// Id of the request.
        id: String,
        /// For how many days the approval may wait to be used.
        #[arg(long, default_value_t = USUAL_APPROVAL)]
        days: u32,
        #[command(flatten)]
        decision: DecisionArguments,
    },
    /// Make, list or end links by which an approver decides without an account.
    Link(change_link::Arguments),
    /// Reject a request.
    Reject {
        /// Id of the request.
        id: String,
        #[command(flatten)]
        decision: DecisionArguments,
    },
}

#[derive(Debug, clap::Args)]
pub(super) struct RequestArguments {
    /// Id of the customer.
    #[arg(long, value_name = "ID")]
    customer: String,
    /// Name of the deployment.
    #[arg(long, value_name = "NAME", default_value = "main")]
    deployment: String,
    /// Deployment file of what there is; nothing yet when absent.
    #[arg(long, value_name = "FILE")]
    current: Option<String>,
    /// Deployment file of what there shall be.
    #[arg(long, value_name = "FILE", required_unless_present = "order", conflicts_with = "order")]
    proposed: Option<String>,
    /// Change order on what there is.
    #[arg(long, value_name = "FILE")]
    order: Option<String>,
    /// The day on which the change begins; today when absent.
    #[arg(long, value_name = "DATE")]
    start: Option<NaiveDate>,
    /// The ticket behind it, unless the order says so.
    #[arg(long, default_value = "")]
    ticket: String,
    /// What it is about, unless the order says so.
    #[arg(long, default_value = "")]
    title: String,
    /// Who asks for it, unless the order says so.
    #[arg(long, value_name = "MAIL", default_value = "")]
    requested_by: String,
    #[command(flatten)]
    store: StoreArguments,
}

#[derive(Debug, clap::Args)]
pub(super) struct DecisionArguments {
    /// Who decides, as the contract names its approvers.
    #[arg(long = "as", value_name = "MAIL")]
    person: String,
    /// Why; needed to reject.
    #[arg(long, default_value = "")]
    reason: String,
    /// Hash of the statement that was shown; that of the request when absent.
    #[arg(long, value_name = "HASH")]
    statement: Option<String>,
    #[command(flatten)]
    key: KeyArguments,
    #[command(flatten)]
    store: StoreArguments,
}

#[derive(Debug, Subcommand)]
pub(super) enum EnvelopeCommand {
    /// Allow in advance so much more a month in an environment, for one of the approvers.
    Create {
        /// Id of the customer.
        #[arg(long, value_name = "ID")]
        customer: String,
        /// Name of the deployment.
        #[arg(long, value_name = "NAME", default_value = "main")]
        deployment: String,
        /// Name of the environment, or `shared`.
        #[arg(long, value_name = "NAME")]
        environment: String,
        /// The most that changes may add to a month, in USD.
        #[arg(long, value_name = "AMOUNT")]
        usd: Decimal,
        /// The last day on which something may be drawn.
        #[arg(long, value_name = "DATE")]
        until: NaiveDate,
        /// Who allows it, as the contract names its approvers.
        #[arg(long = "as", value_name = "MAIL")]
        person: String,
        #[command(flatten)]
        key: KeyArguments,
        #[command(flatten)]
        store: StoreArguments,
    },
    /// Show an envelope and what is left of it.
    Show {
        /// Id of the envelope.
        id: String,
        #[command(flatten)]
        store: StoreArguments,
    },
}

#[derive(Debug, Subcommand)]
pub(super) enum ProofCommand {
    /// Write it with the keys that prove it, as a file.
    Show {
        /// Its id.
        id: String,
        #[command(flatten)]
        store: StoreArguments,
    },
    /// Prove a file by a verifier key; no store is needed.
    Verify {
        /// The file, or `-` for the standard input.
        file: String,
        /// File of the verifier key, as `mru keys show` prints it, or the key itself.
        #[arg(long, value_name = "KEY")]
        key: String,
    },
}

pub(super) fn run(command: &Command, asked: Option<Lang>) -> Result<ExitCode, Failure> {
    let shown = match command {
        Command::Request(arguments) => request(arguments, asked)?,
        Command::List { customer, format, store } => {
            let only = customer.as_deref();
            let all = store.read(async |it| Ok(changes::listed(it, only, 0, i64::MAX).await?))?;
            let documents: Vec<Json> = all
                .iter()
                .map(|(_, request, decision)| answers::change_request(request, decision.as_ref()))
                .collect();
            match format {
                TextOrJson::Json => pretty(&Json::Array(documents)),
                TextOrJson::Text => list(&documents),
            }
        }
        Command::Show { id, statement, store } => {
            let shown = store.read(async |it| Ok(changes::shown(it, id, None).await?))?;
            if *statement {
                shown.statement
            } else {
                pretty(&answers::change_request(&shown.request, shown.decision.as_ref()))
            }
        }
        Command::Approve { id, days, decision } => decide(id, Decided::Approved, *days, decision)?,
        Command::Link(arguments) => change_link::run(arguments, asked.unwrap_or_default())?,
        Command::Reject { id, decision } => {
            decide(id, Decided::Rejected, USUAL_APPROVAL, decision)?
        }
    };
    files::write(None, shown)?;
    Ok(ExitCode::SUCCESS)
}

fn request(arguments: &RequestArguments, lang: Option<Lang>) -> Result<String, Failure> {
    let RequestArguments { current, proposed, order, .. } = arguments;
    let read = Files::read(current.as_ref(), proposed.as_ref(), order.as_ref())?;
    let asked = NewRequest {
        customer: &arguments.customer,
        deployment: &arguments.deployment,
        current: read.current(),
        proposed: read.proposed(),
        starts_on: arguments.start,
        ticket: &arguments.ticket,
        title: &arguments.title,
        requested_by: &arguments.requested_by,
        language: lang,
    };
    let done = arguments.store.with(async |it| {
        changes::request(it, &asked, None).await.map_err(|error| read.failure(error, None))
    })?;
    Ok(done.answer)
}

/// One line a request, narrow enough for a terminal.
fn list(documents: &[Json]) -> String {
    let text = |it: &Json, field: &str| it[field].as_str().unwrap_or_default().to_owned();
    let line = |it: &Json| {
        format!(
            "{}  {:<8}  {}  {}  USD {}\n",
            text(it, "id"),
            text(it, "state"),
            text(it, "customer"),
            text(it, "ticket"),
            text(it, "after_usd"),
        )
    };
    documents.iter().map(line).collect()
}

fn decide(
    id: &str,
    decided: Decided,
    days: u32,
    arguments: &DecisionArguments,
) -> Result<String, Failure> {
    let DecisionArguments { person, reason, statement, key, store } = arguments;
    let keys = key.source(&store.place)?;
    let statement = statement.as_deref();
    let asked = NewDecision { change: id, decided, reason, statement, days };
    let decider = Decider { person, recorded_by: BY, only: None };
    let done = store.with(async |it| {
        Ok(changes::decide(&it.with_keys(keys.clone()), &asked, &decider, None).await?)
    })?;
    Ok(done.answer)
}

pub(super) fn run_envelope(command: &EnvelopeCommand, lang: Lang) -> Result<ExitCode, Failure> {
    let shown = match command {
        EnvelopeCommand::Create {
            customer,
            deployment,
            environment,
            usd,
            until,
            person,
            key,
            store,
        } => {
            let keys = key.source(&store.place)?;
            // What is no amount of whole cents is refused as one of nothing.
            let most_more_usd = Usd::new(*usd).unwrap_or(Usd::ZERO);
            let asked =
                NewEnvelope { customer, deployment, environment, most_more_usd, until: *until };
            let decider = Decider { person, recorded_by: BY, only: None };
            let done = store.with(async |it| {
                Ok(changes::allow(&it.with_keys(keys.clone()), &asked, &decider, None).await?)
            })?;
            done.answer
        }
        EnvelopeCommand::Show { id, store } => {
            let shown = store.read(async |it| Ok(changes::envelope(it, id, None).await?))?;
            let drawn = usd(shown.drawn.as_decimal(), lang);
            tell_line(&match lang {
                Lang::En => format!("drawn so far: {drawn}"),
                Lang::Es => format!("usado hasta ahora: {drawn}"),
            });
            pretty(&answers::signed(&shown.signed))
        }
    };
    files::write(None, shown)?;
    Ok(ExitCode::SUCCESS)
}

pub(super) fn run_approval(command: &ProofCommand, lang: Lang) -> Result<ExitCode, Failure> {
    match command {
        ProofCommand::Show { id, store } => {
            let file = store.read(async |it| Ok(changes::approval(it, id, None).await?))?;
            files::write(None, file.text())?;
            Ok(ExitCode::SUCCESS)
        }
        ProofCommand::Verify { file, key } => verify::<Approval>(file, key, lang),
    }
}

pub(super) fn run_receipt(command: &ProofCommand, lang: Lang) -> Result<ExitCode, Failure> {
    match command {
        ProofCommand::Show { id, store } => {
            let file = store.read(async |it| Ok(changes::receipt(it, id, None).await?))?;
            files::write(None, file.text())?;
            Ok(ExitCode::SUCCESS)
        }
        ProofCommand::Verify { file, key } => verify::<Receipt>(file, key, lang),
    }
}

/// Proves a file without a store; what proves nothing ends with the code of a check that says no.
fn verify<T: Statement>(file: &str, key: &str, lang: Lang) -> Result<ExitCode, Failure> {
    let given = match std::fs::read_to_string(PathBuf::from(key)) {
        Ok(text) => text.lines().next_back().unwrap_or_default().trim().to_owned(),
        Err(_) => key.trim().to_owned(),
    };
    let read = VerifierKey::read(&given).ok_or_else(|| {
        Failure::CannotDo(mru_core::text::Text::new(
            "this is no verifier key; `mru keys show` prints that of a store",
            "esto no es una clave de verificación; `mru keys show` muestra la de un almacén",
        ))
    })?;
    let input = Input::read(file)?;
    match Exported::<T>::proven(&input.text, &read) {
        Ok(signed) => {
            files::write(None, pretty(&answers::signed(&signed)["statement"]))?;
            tell_line(match lang {
                Lang::En => "signed by the service, and not altered",
                Lang::Es => "firmado por el servicio y sin alteraciones",
            });
            Ok(ExitCode::SUCCESS)
        }
        Err(unsigned) => {
            tell_line(verdicts::unsigned(unsigned).get(lang));
            Ok(ExitCode::from(SAYS_NO))
        }
    }
}
