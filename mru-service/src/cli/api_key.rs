//! `mru api-key`: the keys by which programs and people ask the API.

use std::process::ExitCode;

use chrono::{DateTime, SecondsFormat, Utc};
use clap::{
    Subcommand,
    builder::{PossibleValuesParser, TypedValueParser as _},
};
use mru_core::Lang;
use reports::findings::write_wrapped;
use serde_json::{Value as Json, json};

use super::{output::TextOrJson, pretty, store::StoreArguments};
use crate::{
    callers::{self, KeyRequest, MadeKey, Role, State, StoredApiKey},
    failure::Failure,
    files,
    tell::tell_line,
};

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Make a key and print it, this once: the store keeps its hash alone.
    Create {
        /// What its holder may do.
        #[arg(long, value_parser = roles())]
        role: Role,
        /// The only customer that its holder sees; all when absent.
        #[arg(long, value_name = "ID")]
        customer: Option<String>,
        /// Who or what holds it.
        #[arg(long, value_name = "TEXT")]
        label: String,
        #[command(flatten)]
        life: Life,
        #[command(flatten)]
        store: StoreArguments,
    },
    /// List the keys, without their secrets.
    List {
        /// Form of the list.
        #[arg(long, value_enum, default_value = "text")]
        format: TextOrJson,
        #[command(flatten)]
        store: StoreArguments,
    },
    /// Make a key in the place of another one, and print it.
    Rotate {
        /// Id of the key: its first letters, `mru_…`.
        id: String,
        /// How long the old key is accepted as well.
        #[arg(long, value_name = "HOURS", default_value = "24")]
        overlap_hours: u32,
        #[command(flatten)]
        life: Life,
        #[command(flatten)]
        store: StoreArguments,
    },
    /// End a key at once.
    Revoke {
        /// Id of the key: its first letters, `mru_…`.
        id: String,
        #[command(flatten)]
        store: StoreArguments,
    },
}

#[derive(Clone, Copy, Debug, clap::Args)]
pub(super) struct Life {
    /// For how many days it is accepted.
    #[arg(long, default_value = "365")]
    days: u32,
}

/// Reads roles, and lists them in the help.
fn roles() -> impl clap::builder::TypedValueParser<Value = Role> {
    let unknown = "no such role";
    PossibleValuesParser::new(Role::ALL.map(Role::as_str))
        .try_map(move |name| Role::read(&name).ok_or(unknown))
}

pub(super) fn run(command: &Command, lang: Lang) -> Result<ExitCode, Failure> {
    let shown = match command {
        Command::Create { role, customer, label, life, store } => {
            let customer = customer.as_deref();
            let asked = KeyRequest { role: *role, customer, label, days: life.days };
            made(&store.with(async |it| Ok(callers::create(it, &asked).await?))?, lang)
        }
        Command::Rotate { id, overlap_hours, life, store } => {
            let times = (life.days, *overlap_hours);
            made(&store.with(async |it| Ok(callers::rotate(it, id, times).await?))?, lang)
        }
        Command::Revoke { id, store } => {
            let ended = store.with(async |it| Ok(callers::revoke(it, id).await?))?;
            revoked(&ended, lang)
        }
        Command::List { format, store } => {
            let (now, keys) =
                store.read(async |it| Ok((it.clock().now(), callers::all(it).await?)))?;
            match format {
                TextOrJson::Text => list(&keys, now, lang),
                TextOrJson::Json => pretty(&keys.iter().map(|it| document(it, now)).collect()),
            }
        }
    };
    files::write(None, shown)?;
    Ok(ExitCode::SUCCESS)
}

/// The key alone goes to the standard output, so that a script can keep it.
fn made(made: &MadeKey, lang: Lang) -> String {
    let day = made.expires_at.date_naive();
    tell_line(&match lang {
        Lang::En => format!("keep it now, it is not shown again; it is accepted until {day}"),
        Lang::Es => format!("guárdela ahora, no se muestra de nuevo; se acepta hasta el {day}"),
    });
    format!("{}\n", made.secret.reveal())
}

fn revoked(ended: &StoredApiKey, lang: Lang) -> String {
    let (id, label) = (&ended.key.id, &ended.key.label);
    match lang {
        Lang::En => format!("{id} ({label}) is no longer accepted\n"),
        Lang::Es => format!("{id} ({label}) ya no se acepta\n"),
    }
}

fn list(keys: &[StoredApiKey], now: DateTime<Utc>, lang: Lang) -> String {
    let mut shown = String::new();
    for stored in keys {
        let key = &stored.key;
        let end = stored.ends_at.unwrap_or(key.expires_at).min(key.expires_at).date_naive();
        let all = match lang {
            Lang::En => "all customers",
            Lang::Es => "todos los clientes",
        };
        let of = if key.customer.is_empty() { all } else { &key.customer };
        let state = match (stored.state(now), lang) {
            (State::Accepted, Lang::En) => format!("until {end}"),
            (State::Accepted, Lang::Es) => format!("hasta el {end}"),
            (State::Expired, Lang::En) => format!("expired {end}"),
            (State::Expired, Lang::Es) => format!("vencida el {end}"),
            (State::Revoked, Lang::En) => format!("revoked {end}"),
            (State::Revoked, Lang::Es) => format!("revocada el {end}"),
        };
        shown.push_str(&format!("{}  {:<18} {of}, {state}\n", key.id, key.role));
        write_wrapped(&mut shown, &key.label, "    ", "    ");
    }
    shown
}

fn document(stored: &StoredApiKey, now: DateTime<Utc>) -> Json {
    let key = &stored.key;
    let written = |it: DateTime<Utc>| it.to_rfc3339_opts(SecondsFormat::Millis, true);
    json!({
        "id": key.id,
        "role": key.role,
        "customer": Some(&key.customer).filter(|it| !it.is_empty()),
        "label": key.label,
        "made_at": written(stored.made_at),
        "expires_at": written(key.expires_at),
        "ends_at": stored.ends_at.map(written),
        "state": match stored.state(now) {
            State::Accepted => "accepted",
            State::Expired => "expired",
            State::Revoked => "revoked",
        },
    })
}
