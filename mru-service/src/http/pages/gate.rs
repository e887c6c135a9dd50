//! Where every request for a page comes in: who looks, whether they may, in which language, and whether
//! a form was sent from a page of ours.

use std::{sync::Arc, time::Instant};

use axum::{
    extract::Request,
    http::{HeaderMap, Uri, header, request::Parts},
    response::Response,
};
use mru_core::{Format, Lang, metering::EventFormat};

use super::{
    super::{
        answer::Answer,
        call::Call,
        gate::{self, Admitted},
        language, log, media,
        problem::Problem,
        refusal::Refusal,
        reply::{self, Asked},
        route::{Body, Method, Need, Route},
        service::Service,
    },
    refused,
    visit::{self, Visit},
};
use crate::{
    callers::{self, Permission},
    changes,
};

/// Answers a request for a page.
pub(in crate::http) async fn pass(
    service: Arc<Service>,
    route: &'static Route,
    request: Request,
) -> Response {
    let began = Instant::now();
    let (mut parts, body) = request.into_parts();
    let (asked, mut visit, chosen) = looked(&service, &mut parts);
    let mut admitted = Admitted::default();
    let request = Request::from_parts(parts, body);
    let answered = let_through(&service, route, request, asked.lang, &mut visit, &mut admitted);
    let answered = answered.await;
    if let Err(problem) = &answered {
        let (request, caller) = (&asked.request, admitted.caller.as_ref());
        let about = log::About { service: &service, request, route: Some(route), caller, began };
        log::failed(&about, problem);
    }
    let caller = admitted.caller.as_ref();
    let answered = answered.or_else(|it| refused::page(&it, &asked, &visit, caller));
    reply::reply(with_lang(answered, chosen, &visit), &asked, None)
}

/// Refuses a request that leads to no page.
pub(in crate::http) fn refuse(service: &Service, request: &Request, refusal: Refusal) -> Response {
    let asked =
        Asked { lang: lang(request.headers(), None), ..gate::asked(service, request.headers()) };
    let visit = Visit::of(request.headers(), String::from("/"));
    let problem = Problem::from(refusal);
    let (began, request) = (Instant::now(), &asked.request);
    log::failed(&log::About { service, request, route: None, caller: None, began }, &problem);
    reply::reply(refused::page(&problem, &asked, &visit, None), &asked, None)
}

/// What headers and query say about who looks; the language goes out of the query, because no page
/// declares it.
fn looked(service: &Service, parts: &mut Parts) -> (Asked, Visit, Option<Lang>) {
    let query = parts.uri.query().unwrap_or_default();
    let mut chosen = None;
    let mut rest = form_urlencoded::Serializer::new(String::new());
    for (name, value) in form_urlencoded::parse(query.as_bytes()) {
        match (name.as_ref(), value.as_ref()) {
            ("lang", "en") => chosen = Some(Lang::En),
            ("lang", "es") => chosen = Some(Lang::Es),
            (name, value) => {
                rest.append_pair(name, value);
            }
        }
    }
    let (path, rest) = (parts.uri.path(), rest.finish());
    let path = if rest.is_empty() { path.to_owned() } else { format!("{path}?{rest}") };
    if let Ok(uri) = path.parse::<Uri>() {
        parts.uri = uri;
    }
    let asked =
        Asked { lang: lang(&parts.headers, chosen), ..gate::asked(service, &parts.headers) };
    let visit = Visit::of(&parts.headers, path);
    (asked, visit, chosen)
}

/// The chosen language, else the one that the browser remembers, else the one that it asks for.
fn lang(headers: &HeaderMap, chosen: Option<Lang>) -> Lang {
    let remembered = || match visit::remembered(headers).as_deref() {
        Some("en") => Some(Lang::En),
        Some("es") => Some(Lang::Es),
        _ => None,
    };
    let accepted = || {
        let text = headers.get(header::ACCEPT_LANGUAGE).and_then(|it| it.to_str().ok());
        language::chosen(text.unwrap_or_default())
    };
    chosen.or_else(remembered).unwrap_or_else(accepted)
}

fn with_lang(
    answered: Result<Answer, Problem>,
    chosen: Option<Lang>,
    visit: &Visit,
) -> Result<Answer, Problem> {
    let Some(lang) = chosen else { return answered };
    let mut answer = answered?;
    answer.cookies.push(visit.lang_cookie(language::tag(lang)));
    Ok(answer)
}

async fn let_through(
    service: &Arc<Service>,
    route: &'static Route,
    request: Request,
    lang: Lang,
    visit: &mut Visit,
    admitted: &mut Admitted,
) -> Result<Answer, Problem> {
    let (mut parts, body) = request.into_parts();
    if !admit(service, route, &parts, visit, admitted).await? {
        let next: String = form_urlencoded::byte_serialize(visit.path.as_bytes()).collect();
        return Ok(Answer::see(format!("/sign-in?next={next}")));
    }
    if let Some(caller) = &admitted.caller
        && caller.role.may(Permission::ApproveChanges)
    {
        let (person, only) = (caller.label.as_str(), caller.customer.as_deref());
        visit.waiting = changes::waiting_for(&service.database, person, only).await?;
    }
    let parameters = gate::parameters(route, &mut parts).await?;
    let text = match route.body {
        Body::Fields => {
            media::of_fields(&parts.headers)?;
            gate::read(body).await?
        }
        _ => String::new(),
    };
    let call = Call {
        service: Arc::clone(service),
        caller: admitted.caller.clone(),
        peer: gate::peer(&parts),
        parameters,
        lang,
        text,
        format: Format::Toml,
        events: EventFormat::Json,
        key: None,
        headers: HeaderMap::default(),
        visit: Some(visit.clone()),
    };
    if route.method == Method::Post && route.need != Need::Nothing {
        let token = visit.session.as_ref().map(|it| it.token.as_str());
        // Who comes by a link has no session, and so no token.
        if call.field("token").filter(|it| !it.is_empty()).as_deref() != token {
            return Err(Refusal::FormNotOurs.into());
        }
    }
    gate::work(route, call).await
}

/// Finds out who looks, and lets in who may; `false` when somebody has to sign in first.
async fn admit(
    service: &Service,
    route: &Route,
    parts: &Parts,
    visit: &mut Visit,
    admitted: &mut Admitted,
) -> Result<bool, Problem> {
    if route.method == Method::Post && !is_own(&parts.headers) {
        return Err(Refusal::FormNotOurs.into());
    }
    if let Some(held) = &visit.held
        && let Some((caller, session)) = callers::resume(&service.database, held).await?
    {
        visit.session = Some(session);
        admitted.caller = Some(caller);
    }
    let Need::Key(permission) = route.need else {
        if route.method == Method::Post || route.need == Need::Link {
            // Who tries keys or links is counted by where they come from.
            gate::count(service, &gate::peer(parts), admitted)?;
        }
        return Ok(true);
    };
    let Some(caller) = admitted.caller.clone() else { return Ok(false) };
    gate::count(service, &caller.key, admitted)?;
    gate::permit(&caller, route, permission)?;
    Ok(true)
}

/// Whether a browser says that a form was sent from a page of this service: by `Sec-Fetch-Site` where it
/// sends that, else by `Origin`. One that says nothing is held by its token alone.
fn is_own(headers: &HeaderMap) -> bool {
    let text = |name: &str| headers.get(name).and_then(|it| it.to_str().ok());
    if let Some(site) = text("sec-fetch-site") {
        return site == "same-origin" || site == "none";
    }
    let host = text("host").unwrap_or_default();
    text("origin").is_none_or(|it| it.split_once("://").is_some_and(|(_, of)| of == host))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_of_other_sites_are_told_apart() {
        for (site, origin, own) in [
            ("same-origin", "http://mru.test", true),
            ("none", "", true),
            ("", "", true),
            ("", "http://mru.test", true),
            ("cross-site", "", false),
            ("same-site", "http://mru.test", false),
            ("same-origin", "null", true),
            ("", "http://other.test", false),
            ("", "null", false),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert("host", "mru.test".parse().expect("a value"));
            for (name, value) in [("sec-fetch-site", site), ("origin", origin)] {
                if !value.is_empty() {
                    headers.insert(name, value.parse().expect("a value"));
                }
            }
            assert_eq!(is_own(&headers), own, "{site} {origin}");
        }
    }
}
