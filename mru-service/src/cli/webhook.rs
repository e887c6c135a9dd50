//! `mru webhook`: who is told by HTTP of what happens.

use std::process::ExitCode;

use clap::Subcommand;
use mru_core::Lang;

use super::{output::TextOrJson, pretty, store::StoreArguments};
use crate::{
    answers,
    failure::Failure,
    files,
    notifying::{self, MadeWebhook, OVERLAP_HOURS, StoredWebhook, WebhookRequest},
    tell::tell_line,
};

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Register a webhook and print its secret, this once.
    Add {
        /// Where requests go.
        url: String,
        /// The events that are told, by commas; all when absent.
        #[arg(long, value_name = "EVENTS", value_delimiter = ',')]
        events: Vec<String>,
        /// The only customer whose events are told; all when absent.
        #[arg(long, value_name = "ID")]
        customer: Option<String>,
        /// Take a URL without encryption: for tests alone.
        #[arg(long)]
        allow_insecure_targets: bool,
        #[command(flatten)]
        store: StoreArguments,
    },
    /// List the webhooks, without their secrets.
    List {
        /// Form of the list.
        #[arg(long, value_enum, default_value = "text")]
        format: TextOrJson,
        #[command(flatten)]
        store: StoreArguments,
    },
    /// Give a webhook another secret and print it, this once.
    Rotate {
        /// Id of the webhook: `WH-…`.
        id: String,
        /// For how many hours the old secret signs as well.
        #[arg(long, value_name = "HOURS", default_value_t = OVERLAP_HOURS)]
        overlap_hours: u32,
        #[command(flatten)]
        store: StoreArguments,
    },
    /// Tell a webhook nothing any more.
    Remove {
        /// Id of the webhook: `WH-…`.
        id: String,
        #[command(flatten)]
        store: StoreArguments,
    },
}

pub(super) fn run(command: &Command, lang: Lang) -> Result<ExitCode, Failure> {
    let shown = match command {
        Command::Add { url, events, customer, allow_insecure_targets, store } => {
            let events: Vec<&str> = events.iter().map(String::as_str).collect();
            let asked = WebhookRequest {
                url,
                events: &events,
                customer: customer.as_deref(),
                insecure: *allow_insecure_targets,
            };
            made(&store.with(async |it| Ok(notifying::add(it, &asked).await?))?, lang)
        }
        Command::Rotate { id, overlap_hours, store } => {
            let rotated =
                store.with(async |it| Ok(notifying::rotate(it, id, *overlap_hours).await?))?;
            made(&rotated, lang)
        }
        Command::Remove { id, store } => {
            let removed = store.with(async |it| Ok(notifying::remove(it, id).await?))?;
            let (id, url) = (removed.id, removed.url);
            match lang {
                Lang::En => format!("{id} ({url}) is told nothing any more\n"),
                Lang::Es => format!("a {id} ({url}) ya no se le avisa nada\n"),
            }
        }
        Command::List { format, store } => {
            let all = store.read(async |it| Ok(notifying::webhooks(it).await?))?;
            match format {
                TextOrJson::Text => list(&all, lang),
                TextOrJson::Json => pretty(&all.iter().map(answers::webhook).collect()),
            }
        }
    };
    files::write(None, shown)?;
    Ok(ExitCode::SUCCESS)
}

/// The secret alone goes to the standard output, so that a script can keep it.
fn made(made: &MadeWebhook, lang: Lang) -> String {
    let id = &made.webhook.id;
    tell_line(&match lang {
        Lang::En => format!("{id}: keep its secret now, it is not shown again"),
        Lang::Es => format!("{id}: guarde su secreto ahora, no se muestra de nuevo"),
    });
    format!("{}\n", made.secret.reveal())
}

fn list(all: &[StoredWebhook], lang: Lang) -> String {
    let mut shown = String::new();
    for StoredWebhook { webhook, ended_at, .. } in all {
        let of = match (webhook.customer.as_str(), lang) {
            ("", Lang::En) => "all customers",
            ("", Lang::Es) => "todos los clientes",
            (customer, _) => customer,
        };
        let ended = match (ended_at.as_str(), lang) {
            ("", _) => String::new(),
            (at, Lang::En) => format!(", removed {at}"),
            (at, Lang::Es) => format!(", eliminado {at}"),
        };
        shown.push_str(&format!("{}  {}\n    {of}{ended}\n", webhook.id, webhook.url));
        shown.push_str(&format!("    {}\n", webhook.events.replace(',', "\n    ")));
    }
    shown
}
