//! `mru quote link`: what lets somebody without an account open a quote and accept it.

use std::process::ExitCode;

use mru_core::Lang;

use super::{
    output::TextOrJson,
    pretty,
    quote_store::{Day, Keeping},
};
use crate::{
    answers,
    failure::Failure,
    files,
    quotes::{self, Act, Done, LinkRequest, MadeLink, StoredLink},
    tell::tell_line,
};

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// The number of the quote.
    number: String,
    /// Days for which the link opens; as long as the quote is valid when absent, and never longer.
    #[arg(long)]
    days: Option<u32>,
    /// Address to which the link is mailed, in the language of the quote.
    #[arg(long, value_name = "ADDRESS", conflicts_with_all = ["revoke", "list"])]
    mail_to: Option<String>,
    /// End all links of the quote.
    #[arg(long, conflicts_with_all = ["days", "list"])]
    revoke: bool,
    /// List the links of the quote, and how often each was opened.
    #[arg(long, conflicts_with = "days")]
    list: bool,
    /// Where the service answers; the link is relative when absent.
    #[arg(long, value_name = "URL", env = "MRU_URL")]
    base_url: Option<String>,
    #[command(flatten)]
    day: Day,
    #[command(flatten)]
    keeping: Keeping,
}

pub(super) fn run(arguments: &Arguments, lang: Lang) -> Result<ExitCode, Failure> {
    let (number, keeping) = (arguments.number.as_str(), &arguments.keeping);
    let json = keeping.format == TextOrJson::Json;
    let shown = if arguments.list {
        let links = keeping.store.read(async |it| Ok(quotes::links(it, number).await?))?;
        listed(&links, json, lang)
    } else {
        let (day, days) = (arguments.day.day(), arguments.days);
        let asked = LinkRequest { number, day, days, mail_to: arguments.mail_to.as_deref() };
        let act = if arguments.revoke { Act::Revoke(number) } else { Act::Link(asked) };
        match keeping.store.with(async |it| Ok(quotes::record(it, &act).await?))? {
            Done::Link(link) => made(&link, arguments, lang),
            Done::Revoked(links) => listed(&links, json, lang),
            Done::Draft(_) | Done::Quote(_) => String::new(),
        }
    };
    files::write(None, shown)?;
    Ok(ExitCode::SUCCESS)
}

/// The link alone goes to the standard output, so that a script can send it.
fn made(made: &MadeLink, arguments: &Arguments, lang: Lang) -> String {
    let base = arguments.base_url.as_deref().unwrap_or_default().trim_end_matches('/');
    let url = format!("{base}/q/{}", made.secret.reveal());
    if arguments.keeping.format == TextOrJson::Json {
        let mut shown = answers::link(&made.link);
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

fn listed(links: &[StoredLink], json: bool, lang: Lang) -> String {
    if json {
        return pretty(&links.iter().map(answers::stored_link).collect());
    }
    let line = |stored: &StoredLink| {
        let (id, day, openings) = (&stored.link.id, stored.link.last_day, stored.openings);
        let revoked = stored.ended_at.is_some();
        match (lang, revoked) {
            (Lang::En, false) => format!("{id}  opens until {day}  opened {openings} times\n"),
            (Lang::En, true) => format!("{id}  revoked  opened {openings} times\n"),
            (Lang::Es, false) => format!("{id}  abre hasta el {day}  abierto {openings} veces\n"),
            (Lang::Es, true) => format!("{id}  revocado  abierto {openings} veces\n"),
        }
    };
    links.iter().map(line).collect()
}
