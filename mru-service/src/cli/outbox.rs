//! `mru outbox`: what is delivered to others, and how that goes.

use std::process::ExitCode;

use chrono::{SecondsFormat, Utc};
use clap::Subcommand;
use mru_core::Lang;
use serde_json::json;

use super::{SAYS_NO, outlets::OutletArguments, output::TextOrJson, pretty, store::StoreArguments};
use crate::{
    answers,
    failure::Failure,
    files,
    notifying::{self, Effect, EffectState, Undelivered},
    tell::tell,
};

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// List what is delivered, in the order in which it was queued.
    List {
        /// Only what is waiting, delivered or dead.
        #[arg(long, value_name = "STATE", value_parser = ["waiting", "delivered", "dead"])]
        state: Option<String>,
        /// The most that is listed.
        #[arg(long, default_value = "100")]
        limit: u32,
        /// The id after which the list begins.
        #[arg(long, value_name = "ID")]
        after: Option<String>,
        /// Form of the list.
        #[arg(long, value_enum, default_value = "text")]
        format: TextOrJson,
        #[command(flatten)]
        store: StoreArguments,
    },
    /// Deliver again what was delivered or given up, under the same id.
    Replay {
        /// Id of the delivery: `msg_…`.
        id: String,
        #[command(flatten)]
        store: StoreArguments,
    },
    /// Deliver what is due, once; `mru serve` does so all the time.
    Deliver {
        /// Try also what waits for its next time.
        #[arg(long)]
        now: bool,
        #[command(flatten)]
        outlets: OutletArguments,
        #[command(flatten)]
        store: StoreArguments,
    },
}

pub(super) fn run(command: &Command, lang: Lang) -> Result<ExitCode, Failure> {
    match command {
        Command::List { state, limit, after, format, store } => {
            let state = state.as_deref().and_then(EffectState::read);
            let page = (after.as_deref().unwrap_or_default(), i64::from(*limit));
            let found = store.read(async |it| Ok(notifying::list(it, state, page).await?))?;
            let shown = match format {
                TextOrJson::Text => found.iter().map(|it| line(it, lang)).collect(),
                TextOrJson::Json => pretty(&found.iter().map(answers::delivery).collect()),
            };
            files::write(None, shown)?;
        }
        Command::Replay { id, store } => {
            let effect = store.with(async |it| Ok(notifying::replay(it, id).await?))?;
            files::write(None, line(&effect, lang))?;
        }
        Command::Deliver { now, outlets, store } => {
            let outlets = outlets.outlets()?;
            let done = store.place.serve(async |it| {
                Ok(notifying::deliver_all(it, &outlets, (*now, failed)).await?)
            })?;
            let (delivered, waiting, dead) = (done.delivered, done.waiting, done.dead);
            files::write(
                None,
                match lang {
                    Lang::En => format!(
                        "{delivered} delivered, {waiting} to be tried again, {dead} given up\n"
                    ),
                    Lang::Es => format!(
                        "{delivered} entregados, {waiting} por reintentar, {dead} abandonados\n"
                    ),
                },
            )?;
            if dead > 0 {
                return Ok(ExitCode::from(SAYS_NO));
            }
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// One line of JSON for each attempt that failed; neither target nor content stands in it.
pub(super) fn failed(effect: &Effect, problem: &Undelivered, state: EffectState) {
    let level = if state == EffectState::Dead { "error" } else { "refused" };
    let line = json!({
        "time": Utc::now().to_rfc3339_opts(SecondsFormat::Millis, true),
        "level": level,
        "delivery": effect.id,
        "event": effect.event,
        "way": effect.way.as_str(),
        "attempt": effect.attempts,
        "state": state.as_str(),
        "code": problem.code(),
    });
    tell(&format!("{line}\n"));
}

fn line(effect: &Effect, lang: Lang) -> String {
    let state = match (effect.state, lang) {
        (EffectState::Waiting, Lang::En) => format!("waiting until {}", effect.due_at),
        (EffectState::Waiting, Lang::Es) => format!("espera hasta {}", effect.due_at),
        (EffectState::Delivered, Lang::En) => format!("delivered {}", effect.due_at),
        (EffectState::Delivered, Lang::Es) => format!("entregado {}", effect.due_at),
        (EffectState::Dead, Lang::En) => format!("given up {}", effect.due_at),
        (EffectState::Dead, Lang::Es) => format!("abandonado {}", effect.due_at),
    };
    let problem = match effect.problem.as_str() {
        "" => String::new(),
        problem => format!(", {problem} ({})", effect.attempts),
    };
    let Effect { id, event, target, .. } = effect;
    format!("{id}  {event}  {target}\n    {state}{problem}\n")
}
