//! Answers and problems as responses, with the headers that each of them has.

use axum::{
    body::Body,
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header},
    response::Response,
};
use mru_core::Lang;
use sha2::{Digest as _, Sha256};

use super::{
    answer::{Answer, Media},
    language,
    problem::Problem,
    rate::{Allowance, WINDOW},
};
use crate::answers::pretty;

/// By what a request is known, in its answer and in the log.
pub(super) const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// What every answer says to browsers that come across it: it is no page, and nobody's to embed.
const SAFE: [(HeaderName, &str); 6] = [
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::CONTENT_SECURITY_POLICY, "default-src 'none'; frame-ancestors 'none'"),
    (header::X_FRAME_OPTIONS, "DENY"),
    (header::REFERRER_POLICY, "no-referrer"),
    (HeaderName::from_static("x-robots-tag"), "noindex, nofollow"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
];

/// What a document as a page may do: its look and its pictures are inside it.
const PAGE: &str = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:; frame-ancestors 'none'";

/// What a page of the service may do: its look is a file beside it, and its forms are sent to it alone.
const OWN_PAGE: &str = "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
/// The same of a page with a form, which goes back to where it came from.
const FORM: &str = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// What a request asks of its answer, whatever that is.
pub(super) struct Asked {
    /// By what the request is known.
    pub(super) request: String,
    /// The language of sentences.
    pub(super) lang: Lang,
    /// Entity tags of what its sender has.
    pub(super) known: Option<String>,
}

/// Makes the response.
pub(super) fn reply(
    answered: Result<Answer, Problem>,
    asked: &Asked,
    allowance: Option<Allowance>,
) -> Response {
    let mut headers = HeaderMap::new();
    for (name, value) in SAFE {
        headers.insert(name, HeaderValue::from_static(value));
    }
    let lang = HeaderValue::from_static(language::tag(asked.lang));
    headers.insert(header::CONTENT_LANGUAGE, lang);
    headers
        .insert(header::VARY, HeaderValue::from_static("accept-language, authorization, cookie"));
    put(&mut headers, REQUEST_ID, &asked.request);
    if let Some(allowance) = allowance {
        limits(&mut headers, allowance);
    }
    let (status, bytes) = match answered {
        Ok(answer) => good(answer, asked, &mut headers),
        Err(problem) => bad(problem, asked, &mut headers),
    };
    let mut response = Response::new(Body::from(bytes));
    *response.status_mut() = status;
    *response.headers_mut() = headers;
    response
}

fn good(answer: Answer, asked: &Asked, headers: &mut HeaderMap) -> (StatusCode, Vec<u8>) {
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(answer.media.as_str()));
    let policy = match answer.media {
        Media::Html => Some(PAGE),
        Media::Page => Some(OWN_PAGE),
        Media::Opened => Some(FORM),
        Media::Json | Media::Css | Media::Pdf | Media::Text | Media::Csv => None,
    };
    if let Some(policy) = policy {
        headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(policy));
    }
    if answer.media == Media::Page {
        // Without it, browsers would not say from where a form is sent.
        headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("same-origin"));
    }
    for cookie in &answer.cookies {
        if let Ok(cookie) = HeaderValue::from_str(cookie) {
            headers.append(header::SET_COOKIE, cookie);
        }
    }
    if let Some(file) = &answer.file {
        put(headers, header::CONTENT_DISPOSITION, &format!("inline; filename=\"{file}\""));
    }
    if !answer.is_tagged {
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        let usual = if answer.location.is_some() { StatusCode::ACCEPTED } else { StatusCode::OK };
        if let Some(location) = &answer.location {
            put(headers, header::LOCATION, location);
        }
        return (answer.status.unwrap_or(usual), answer.bytes);
    }
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-cache"));
    let tag = tag(&answer.bytes);
    put(headers, header::ETAG, &tag);
    if asked.known.as_deref().is_some_and(|known| names(known, &tag)) {
        headers.remove(header::CONTENT_TYPE);
        return (StatusCode::NOT_MODIFIED, Vec::new());
    }
    (StatusCode::OK, answer.bytes)
}

fn bad(problem: Problem, asked: &Asked, headers: &mut HeaderMap) -> (StatusCode, Vec<u8>) {
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    let document = problem.document(asked.lang, &asked.request);
    headers.extend(problem.headers);
    (problem.status, pretty(&document).into_bytes())
}

/// How often the caller may ask, as the draft of the IETF on rate limits has it.
fn limits(headers: &mut HeaderMap, allowance: Allowance) {
    let Allowance { most, left, seconds } = allowance;
    let (left, window) = (left.unwrap_or_default(), WINDOW.as_secs());
    let policy = HeaderName::from_static("ratelimit-policy");
    put(headers, policy, &format!("\"caller\";q={most};w={window}"));
    let rest = HeaderName::from_static("ratelimit");
    put(headers, rest, &format!("\"caller\";r={left};t={seconds}"));
}

fn put(headers: &mut HeaderMap, name: HeaderName, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        headers.insert(name, value);
    }
}

/// The strong entity tag of an answer.
fn tag(bytes: &[u8]) -> String {
    let hex: String =
        Sha256::digest(bytes).iter().take(16).map(|byte| format!("{byte:02x}")).collect();
    format!("\"{hex}\"")
}

/// Whether `If-None-Match` names a tag.
fn names(known: &str, tag: &str) -> bool {
    let mut known = known.split(',').map(str::trim);
    known.any(|it| it == "*" || it.strip_prefix("W/").unwrap_or(it) == tag)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_told_apart() {
        let (one, other) = (tag(b"one"), tag(b"other"));
        assert_ne!(one, other);
        assert_eq!(one.len(), 34);
        for (known, is_named) in [
            (one.clone(), true),
            (format!("W/{one}"), true),
            (format!("{other}, {one}"), true),
            (String::from("*"), true),
            (other, false),
            (one.trim_matches('"').to_owned(), false),
            (String::new(), false),
        ] {
            assert_eq!(names(&known, &one), is_named, "{known}");
        }
    }
}
