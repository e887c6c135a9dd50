//! `mru change link`: what lets an approver without an account open a request and decide on it.

use mru_core::Lang;
use serde_json::Value as Json;

use super::{output::TextOrJson, pretty, store::StoreArguments};
use crate::{
    answers,
    changes::{self, MadeApprovalLink, NewLink, StoredApprovalLink, USUAL_LINK},
    failure::Failure,
    tell::tell_line,
};

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// Id of the request.
    id: String,
    /// For whom the link is, as the contract names its approvers.
    #[arg(long, value_name = "MAIL", required_unless_present_any = ["revoke", "list"])]
    approver: Option<String>,
    /// For how many days it opens.
    #[arg(long, default_value_t = USUAL_LINK)]
    days: u32,
    /// End all links of the request.
    #[arg(long, conflicts_with_all = ["approver", "list"])]
    revoke: bool,
    /// List the links of the request, and how often each was opened.
    #[arg(long, conflicts_with = "approver")]
    list: bool,
    /// Where the service answers; the link is relative when absent.
    #[arg(long, value_name = "URL", env = "MRU_URL")]
    base_url: Option<String>,
    /// Form of what is shown.
    #[arg(long, value_enum, default_value = "text")]
    format: TextOrJson,
    #[command(flatten)]
    store: StoreArguments,
}

pub(super) fn run(arguments: &Arguments, lang: Lang) -> Result<String, Failure> {
    let Arguments { id, approver, days, store, .. } = arguments;
    let json = arguments.format == TextOrJson::Json;
    if arguments.list {
        let links = store.read(async |it| Ok(changes::links(it, id, None).await?))?;
        return Ok(listed(&links, json, lang));
    }
    if arguments.revoke {
        let done = store.with(async |it| Ok(changes::revoke_links(it, id, None, None).await?))?;
        return Ok(listed(&done.record.unwrap_or_default(), json, lang));
    }
    let approver = approver.as_deref().unwrap_or_default();
    let asked = NewLink { change: id, approver, days: *days, only: None };
    let done = store.with(async |it| Ok(changes::make_link(it, &asked, None).await?))?;
    Ok(done.record.map_or(done.answer, |made| shown(&made, arguments, lang)))
}

/// The link alone goes to the standard output, so that a script can send it.
fn shown(made: &MadeApprovalLink, arguments: &Arguments, lang: Lang) -> String {
    let base = arguments.base_url.as_deref().unwrap_or_default().trim_end_matches('/');
    let url = format!("{base}/a/{}", made.secret.reveal());
    if arguments.format == TextOrJson::Json {
        let mut shown: Json = answers::approval_link(&made.link, None);
        shown["url"] = url.into();
        return pretty(&shown);
    }
    let day = made.link.last_day;
    tell_line(&match lang {
        Lang::En => format!("keep it now, it is not shown again; it opens until {day}"),
        Lang::Es => format!("guárdelo ahora, no se muestra de nuevo; abre hasta el {day}"),
    });
    format!("{url}\n")
}

fn listed(links: &[StoredApprovalLink], json: bool, lang: Lang) -> String {
    if json {
        return pretty(&answers::approval_links(links));
    }
    let line = |stored: &StoredApprovalLink| {
        let (id, day, openings) = (&stored.link.id, stored.link.last_day, stored.openings);
        let approver = &stored.link.approver;
        let (until, opened) = match (lang, stored.ended_at.is_some()) {
            (Lang::En, false) => (format!("opens until {day}"), format!("opened {openings} times")),
            (Lang::En, true) => (String::from("revoked"), format!("opened {openings} times")),
            (Lang::Es, false) => {
                (format!("abre hasta el {day}"), format!("abierto {openings} veces"))
            }
            (Lang::Es, true) => (String::from("revocado"), format!("abierto {openings} veces")),
        };
        format!("{id}  {approver}  {until}  {opened}\n")
    };
    links.iter().map(line).collect()
}
