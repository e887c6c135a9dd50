//! `mru mail`: whether mails are sent, from whom, and where their links lead.

use std::process::ExitCode;

use clap::Subcommand;
use mru_core::Lang;
use serde_json::json;

use super::{output::TextOrJson, pretty, store::StoreArguments};
use crate::{
    failure::Failure,
    files,
    notifying::{self, MailSetting},
};

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Send mails from now on.
    On {
        /// Who sends them: "Billing <billing@example.com>".
        #[arg(long, value_name = "ADDRESS")]
        from: String,
        /// Where the service answers; mails have no links when absent.
        #[arg(long, value_name = "URL", env = "MRU_URL", default_value = "")]
        base_url: String,
        #[command(flatten)]
        store: StoreArguments,
    },
    /// Send no mails any more; those that wait are given up.
    Off {
        #[command(flatten)]
        store: StoreArguments,
    },
    /// Show how mails are sent.
    Show {
        /// Form of the answer.
        #[arg(long, value_enum, default_value = "text")]
        format: TextOrJson,
        #[command(flatten)]
        store: StoreArguments,
    },
}

pub(super) fn run(command: &Command, lang: Lang) -> Result<ExitCode, Failure> {
    let (setting, format) = match command {
        Command::On { from, base_url, store } => {
            let on = store.with(async |it| Ok(notifying::mail_on(it, from, base_url).await?))?;
            (Some(on), TextOrJson::Text)
        }
        Command::Off { store } => {
            store.with(async |it| Ok(notifying::mail_off(it).await?))?;
            (None, TextOrJson::Text)
        }
        Command::Show { format, store } => {
            (store.read(async |it| Ok(notifying::mail_setting(it).await?))?, *format)
        }
    };
    let shown = match format {
        TextOrJson::Text => shown(setting.as_ref(), lang),
        TextOrJson::Json => pretty(&json!({
            "from": setting.as_ref().map(|it| &it.from),
            "base_url": setting.as_ref().map(|it| &it.base_url).filter(|it| !it.is_empty()),
        })),
    };
    files::write(None, shown)?;
    Ok(ExitCode::SUCCESS)
}

fn shown(setting: Option<&MailSetting>, lang: Lang) -> String {
    match (setting, lang) {
        (None, Lang::En) => String::from("mails are off\n"),
        (None, Lang::Es) => String::from("los correos están apagados\n"),
        (Some(MailSetting { from, base_url }), Lang::En) if base_url.is_empty() => {
            format!("mails are sent from {from}, without links\n")
        }
        (Some(MailSetting { from, base_url }), Lang::Es) if base_url.is_empty() => {
            format!("los correos se envían desde {from}, sin enlaces\n")
        }
        (Some(MailSetting { from, base_url }), Lang::En) => {
            format!("mails are sent from {from}, with links to {base_url}\n")
        }
        (Some(MailSetting { from, base_url }), Lang::Es) => {
            format!("los correos se envían desde {from}, con enlaces a {base_url}\n")
        }
    }
}
