//! Where every request comes in and every answer goes out: who asks, whether they may, how much they
//! send, how long it takes, what is said of it in headers and in the log.

use std::{
    net::SocketAddr,
    sync::Arc,
    time::{Duration, Instant},
};

use axum::{
    RequestPartsExt as _,
    body::Body,
    extract::{RawPathParams, Request},
    http::{HeaderMap, header, request::Parts},
    response::Response,
};
use http_body_util::{BodyExt as _, LengthLimitError, Limited};
use mru_core::{Format, Lang, MAX_TEXT_BYTES, metering::EventFormat};
use tokio::time::timeout;

use super::{
    answer::Answer,
    call::Call,
    language, log, media,
    parameters::Parameters,
    problem::Problem,
    rate::Allowance,
    refusal::Refusal,
    reply::{self, Asked},
    route::{self, Need, Route, Sees},
    service::Service,
};
use crate::{
    callers::{self, Caller, Permission},
    files,
};

/// How long a request may take to arrive, and then to be answered.
const LIMIT: Duration = Duration::from_secs(30);

/// The longest name that a request may bring.
const LONGEST_NAME: usize = 64;

/// The other end of a connection.
#[derive(Clone, Copy, Debug)]
pub(super) struct Peer(pub(super) SocketAddr);

/// Who asked, as far as it is known, and how often they may still ask.
#[derive(Default)]
pub(super) struct Admitted {
    pub(super) caller: Option<Caller>,
    pub(super) allowance: Option<Allowance>,
}

/// Answers a request to a route.
pub(super) async fn pass(
    service: Arc<Service>,
    route: &'static Route,
    request: Request,
) -> Response {
    let began = Instant::now();
    let asked = asked(&service, request.headers());
    let mut admitted = Admitted::default();
    let answered = let_through(&service, route, request, asked.lang, &mut admitted).await;
    if let Err(problem) = &answered {
        let caller = admitted.caller.as_ref();
        let request = &asked.request;
        let about = log::About { service: &service, request, route: Some(route), caller, began };
        log::failed(&about, problem);
    }
    reply::reply(answered, &asked, admitted.allowance)
}

/// Refuses a request that leads to no route.
pub(super) fn refuse(service: &Service, request: &Request, refusal: Refusal) -> Response {
    let asked = asked(service, request.headers());
    let (began, request) = (Instant::now(), &asked.request);
    let problem = Problem::from(refusal);
    log::failed(&log::About { service, request, route: None, caller: None, began }, &problem);
    reply::reply(Err(problem), &asked, None)
}

async fn let_through(
    service: &Arc<Service>,
    route: &'static Route,
    request: Request,
    lang: Lang,
    admitted: &mut Admitted,
) -> Result<Answer, Problem> {
    // What was sent is read when it is clear who sends it.
    let (mut parts, body) = request.into_parts();
    admit(service, route, &parts, admitted).await?;
    let parameters = parameters(route, &mut parts).await?;
    let (mut format, mut events) = (Format::Json, EventFormat::Json);
    let text = match route.body {
        route::Body::Nothing | route::Body::Once => String::new(),
        route::Body::Deployment | route::Body::KeptDeployment => {
            format = media::notation(&parts.headers)?;
            read(body).await?
        }
        route::Body::Json(_) | route::Body::Recorded(_) => {
            media::json(&parts.headers)?;
            read(body).await?
        }
        route::Body::Fields => {
            media::of_fields(&parts.headers)?;
            read(body).await?
        }
        route::Body::Events => {
            events = media::of_events(&parts.headers)?;
            read(body).await?
        }
    };
    let (service, caller) = (Arc::clone(service), admitted.caller.clone());
    let peer = peer(&parts);
    let key = parts.headers.get("idempotency-key").and_then(|it| it.to_str().ok());
    let key = key.map(str::to_owned);
    let visit = None;
    let headers = if route.need == Need::Signature { parts.headers } else { HeaderMap::default() };
    let call =
        Call { service, caller, peer, parameters, lang, text, format, events, key, headers, visit };
    work(route, call).await
}

/// What the headers say about the answer.
pub(super) fn asked(service: &Service, headers: &HeaderMap) -> Asked {
    let text = |name| headers.get(name).and_then(|it| it.to_str().ok());
    let is_plain = |it: u8| it.is_ascii_alphanumeric() || b"._-".contains(&it);
    let is_name = |it: &&str| (1..=LONGEST_NAME).contains(&it.len()) && it.bytes().all(is_plain);
    Asked {
        request: text(reply::REQUEST_ID.as_str())
            .filter(is_name)
            .map_or_else(|| service.name(), str::to_owned),
        lang: language::chosen(text(header::ACCEPT_LANGUAGE.as_str()).unwrap_or_default()),
        known: text(header::IF_NONE_MATCH.as_str()).map(str::to_owned),
    }
}

/// Lets in who may ask the route, and counts how often they do.
async fn admit(
    service: &Service,
    route: &Route,
    parts: &Parts,
    admitted: &mut Admitted,
) -> Result<(), Problem> {
    let permission = match route.need {
        Need::Nothing => return Ok(()),
        Need::Link | Need::Signature => return count(service, &peer(parts), admitted),
        Need::Key(permission) => permission,
    };
    let caller = match recognised(service, &parts.headers).await {
        Ok(caller) => caller,
        Err(problem) if problem.status.is_client_error() => {
            // Who has no key is counted by where they come from.
            count(service, &peer(parts), admitted)?;
            return Err(problem);
        }
        Err(problem) => return Err(problem),
    };
    let caller = admitted.caller.insert(caller).clone();
    count(service, &caller.key, admitted)?;
    permit(&caller, route, permission)
}

/// Whether the role of a caller has the permission, and the route shows what it may see.
pub(super) fn permit(
    caller: &Caller,
    route: &Route,
    permission: Permission,
) -> Result<(), Problem> {
    if caller.role.may(permission) {
        return match route.sees {
            Sees::All if caller.customer.is_some() => Err(Refusal::NotForOneCustomer.into()),
            Sees::Nobody | Sees::Own | Sees::All => Ok(()),
        };
    }
    let (role, permission) = (caller.role.as_str(), permission.as_str());
    Err(Refusal::NotPermitted { role, permission }.into())
}

/// Where a request comes from.
pub(super) fn peer(parts: &Parts) -> String {
    parts.extensions.get::<Peer>().map(|it| it.0.ip().to_string()).unwrap_or_default()
}

/// Who sent the key.
async fn recognised(service: &Service, headers: &HeaderMap) -> Result<Caller, Problem> {
    let sent = headers.get(header::AUTHORIZATION).ok_or(Refusal::ApiKeyMissing)?;
    let bearer = sent.to_str().ok().and_then(|sent| {
        let (scheme, key) = sent.split_once(' ')?;
        scheme.eq_ignore_ascii_case("bearer").then(|| key.trim())
    });
    let key = bearer.ok_or(Refusal::ApiKeyMissing)?;
    Ok(callers::recognise(&service.database, key).await?)
}

pub(super) fn count(
    service: &Service,
    caller: &str,
    admitted: &mut Admitted,
) -> Result<(), Problem> {
    let allowance = service.limiter.count(caller, Instant::now());
    admitted.allowance = Some(allowance);
    match allowance.left {
        Some(_) => Ok(()),
        None => Err(Refusal::TooManyRequests { seconds: allowance.seconds }.into()),
    }
}

pub(super) async fn parameters(
    route: &'static Route,
    parts: &mut Parts,
) -> Result<Parameters, Problem> {
    // What is no text after it was decoded names nothing.
    let of_path = parts.extract::<RawPathParams>().await.map_err(|_| Refusal::NoRoute)?;
    Parameters::take(route, of_path.iter(), parts.uri.query().unwrap_or_default())
}

/// Reads what was sent, whole and in time.
pub(super) async fn read(body: Body) -> Result<String, Problem> {
    let longest = MAX_TEXT_BYTES;
    let whole = timeout(LIMIT, Limited::new(body, longest).collect()).await;
    let whole = whole.map_err(|_| Refusal::TookTooLong { seconds: LIMIT.as_secs() })?;
    let whole = whole.map_err(|error| match error.downcast_ref::<LengthLimitError>() {
        Some(_) => Problem::from(Refusal::BodyTooLong { longest }),
        None => Problem::from(Refusal::BodyBroken).because(error.to_string()),
    })?;
    files::text(whole.to_bytes().into()).map_err(|finding| Problem::invalid(vec![finding]))
}

/// Answers in a task of its own: what was begun is finished even when nobody waits for it any more,
/// and a mistake of ours ends this request alone.
pub(super) async fn work(route: &'static Route, call: Call) -> Result<Answer, Problem> {
    let too_long = |_| Problem::from(Refusal::TookTooLong { seconds: LIMIT.as_secs() });
    let waited = timeout(LIMIT, Arc::clone(&call.service.places).acquire_owned()).await;
    let place = waited.map_err(too_long)?.map_err(|_| Refusal::NotReady)?;
    let mut task = tokio::spawn(async move {
        let answered = (route.handler)(&call).await;
        drop(place);
        answered
    });
    match timeout(LIMIT, &mut task).await {
        Ok(Ok(answered)) => answered,
        Ok(Err(failed)) => Err(Problem::inside(failed.to_string())),
        Err(elapsed) => {
            task.abort();
            Err(too_long(elapsed))
        }
    }
}
