//! `mru serve`: answers provisioning tools and people over HTTP, until it is told to end.

use std::{net::SocketAddr, path::Path, pin::pin, process::ExitCode, time::Duration};

use futures_util::future::select;
use mru_core::{Lang, text::Text};
use tokio::{
    signal::unix::{Signal, SignalKind, signal},
    sync::watch,
    time::timeout,
};

use super::{
    CANNOT_DO, outbox,
    outlets::{HookArguments, OutletArguments},
    signing::SigningArguments,
    store::StoreArguments,
};
use crate::{
    callers::{self, State},
    failure::Failure,
    files,
    http::{self, Left, Settings},
    notifying,
    tell::tell_line,
};

/// How long deliveries may still take once the service has ended.
const FINISHING: Duration = Duration::from_secs(20);

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// Address and port to listen at; port 0 takes a free one. TLS is for a proxy in front.
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:8080", env = "MRU_LISTEN")]
    listen: SocketAddr,
    /// How often each API key may ask in a minute.
    #[arg(long, value_name = "REQUESTS", default_value = "600", value_parser = clap::value_parser!(u32).range(1..))]
    requests_per_minute: u32,
    #[command(flatten)]
    hooks: HookArguments,
    #[command(flatten)]
    outlets: OutletArguments,
    #[command(flatten)]
    signing: SigningArguments,
    #[command(flatten)]
    store: StoreArguments,
}

pub(super) fn run(arguments: &Arguments, lang: Lang) -> Result<ExitCode, Failure> {
    let Arguments { listen, requests_per_minute, hooks, outlets, signing, store } = arguments;
    let outlets = outlets.outlets()?;
    let settings = Settings {
        listen: *listen,
        requests_per_minute: *requests_per_minute,
        checkpoints: signing.checkpoint_dir.clone(),
        hooks: hooks.hooks(outlets.support.is_some())?,
    };
    let left = store.place.serve(async |database| {
        let told = [SignalKind::terminate(), SignalKind::interrupt()].map(signal);
        let now = database.clock().now();
        let keys = callers::all(database).await?;
        if keys.iter().all(|key| key.state(now) != State::Accepted) {
            tell_line(no_keys().get(lang));
        }
        if !listen.ip().is_loopback() {
            tell_line(unprotected().get(lang));
        }
        let bound = |address| {
            let said = match lang {
                Lang::En => format!("listening at http://{address}\n"),
                Lang::Es => format!("escuchando en http://{address}\n"),
            };
            // Nobody may be there to read it; the service goes on.
            let _ = files::write(None, said);
        };
        let database = signing.apply(database, &store.place)?;
        let (end, ended) = watch::channel(false);
        let delivering =
            notifying::keep_delivering(database.clone(), outlets, outbox::failed, ended);
        let delivering = tokio::spawn(delivering);
        let served = http::serve(&database, &settings, bound, told_to_end(told)).await;
        let _ = end.send(true);
        // What is not finished in time is due again for whoever delivers next.
        let _ = timeout(FINISHING, delivering).await;
        served.map_err(|error| Failure::io(Path::new(&listen.to_string()), &error))
    })?;
    if left == Left::Requests {
        tell_line(unfinished().get(lang));
        return Ok(ExitCode::from(CANNOT_DO));
    }
    Ok(ExitCode::SUCCESS)
}

/// Waits for a signal to end; a second one ends the program at once, and what was not finished is
/// taken back by the database.
async fn told_to_end(told: [std::io::Result<Signal>; 2]) {
    let [Ok(mut terminate), Ok(mut interrupt)] = told else {
        // Without signals nobody can tell it anything: it goes on until it is killed.
        return std::future::pending().await;
    };
    let mut one = async move || {
        select(pin!(terminate.recv()), pin!(interrupt.recv())).await;
    };
    one().await;
    tokio::spawn(async move {
        one().await;
        std::process::exit(CANNOT_DO.into());
    });
}

fn no_keys() -> Text {
    Text::new(
        "no API key is accepted yet, so that nobody can ask anything; make one with `mru api-key create`",
        "todavía no se acepta ninguna clave de API, así que nadie puede preguntar; cree una con `mru api-key create`",
    )
}

fn unprotected() -> Text {
    Text::new(
        "this listens beyond this machine and speaks no TLS: let only a proxy that does reach it, or keys can be read on the way",
        "esto escucha más allá de esta máquina y no habla TLS: permita que solo un proxy que sí lo hace llegue a él, o las claves pueden leerse en el camino",
    )
}

fn unfinished() -> Text {
    Text::new(
        "some requests took too long and were not answered; what they began was taken back",
        "algunas solicitudes tardaron demasiado y no se respondieron; lo que comenzaron se deshizo",
    )
}
