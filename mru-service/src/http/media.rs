//! What a request says that it sends.

use axum::http::{HeaderMap, header};
use mru_core::{Format, metering::EventFormat};

use super::refusal::Refusal;

/// The media types that are read, as `Accept-Post` has them.
pub(super) const ACCEPTED: &str = "application/toml, application/yaml, application/json";

/// The same of events.
pub(super) const EVENTS: &str =
    "application/json, application/x-ndjson, text/csv, application/cloudevents-batch+json";

/// The notation of a deployment that `Content-Type` names.
///
/// # Errors
///
/// [`Refusal::MediaTypeUnknown`], also for texts that are not UTF-8 and for compressed ones.
pub(super) fn notation(headers: &HeaderMap) -> Result<Format, Refusal> {
    let (sent, name) = named(headers, ACCEPTED)?;
    match name.as_str() {
        "application/toml" | "text/toml" | "text/x-toml" => Ok(Format::Toml),
        "application/yaml" | "application/x-yaml" | "text/yaml" | "text/x-yaml" => Ok(Format::Yaml),
        "application/json" => Ok(Format::Json),
        _ => Err(Refusal::MediaTypeUnknown { sent, known: ACCEPTED }),
    }
}

/// The notation of events that `Content-Type` names.
///
/// # Errors
///
/// As [`notation`].
pub(super) fn of_events(headers: &HeaderMap) -> Result<EventFormat, Refusal> {
    let (sent, name) = named(headers, EVENTS)?;
    match name.as_str() {
        "application/json"
        | "application/cloudevents+json"
        | "application/cloudevents-batch+json" => Ok(EventFormat::Json),
        "application/x-ndjson" | "application/ndjson" | "application/jsonl" => {
            Ok(EventFormat::Ndjson)
        }
        "text/csv" => Ok(EventFormat::Csv),
        _ => Err(Refusal::MediaTypeUnknown { sent, known: EVENTS }),
    }
}

/// Refuses everything but JSON.
///
/// # Errors
///
/// As [`notation`].
pub(super) fn json(headers: &HeaderMap) -> Result<(), Refusal> {
    only(headers, "application/json")
}

/// Refuses what does not come from an HTML form.
///
/// # Errors
///
/// As [`notation`].
pub(super) fn of_fields(headers: &HeaderMap) -> Result<(), Refusal> {
    only(headers, "application/x-www-form-urlencoded")
}

fn only(headers: &HeaderMap, known: &'static str) -> Result<(), Refusal> {
    let (sent, name) = named(headers, known)?;
    if name == known { Ok(()) } else { Err(Refusal::MediaTypeUnknown { sent, known }) }
}

/// What `Content-Type` says, and the media type in it in small letters.
fn named(headers: &HeaderMap, known: &'static str) -> Result<(String, String), Refusal> {
    let sent = |name| headers.get(name).and_then(|it| it.to_str().ok()).unwrap_or_default();
    let (kind, coding) = (sent(header::CONTENT_TYPE), sent(header::CONTENT_ENCODING));
    let refused = |sent: &str| Err(Refusal::MediaTypeUnknown { sent: sent.to_owned(), known });
    if !coding.is_empty() && !coding.eq_ignore_ascii_case("identity") {
        return refused(coding);
    }
    let (name, parameters) = kind.split_once(';').unwrap_or((kind, ""));
    let charset = parameters.split(';').find_map(|it| {
        let (name, value) = it.split_once('=')?;
        name.trim().eq_ignore_ascii_case("charset").then(|| value.trim().trim_matches('"'))
    });
    if charset.is_some_and(|it| !it.eq_ignore_ascii_case("utf-8")) {
        return refused(kind);
    }
    Ok((kind.to_owned(), name.trim().to_ascii_lowercase()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(pairs: &[(header::HeaderName, &str)]) -> Option<Format> {
        let mut headers = HeaderMap::new();
        for (name, value) in pairs {
            headers.insert(name, value.parse().expect("a value"));
        }
        notation(&headers).ok()
    }

    #[test]
    fn a_notation_is_named_or_refused() {
        let kind = header::CONTENT_TYPE;
        for (named, format) in [
            ("application/toml", Some(Format::Toml)),
            ("Application/YAML; charset=utf-8", Some(Format::Yaml)),
            ("text/yaml", Some(Format::Yaml)),
            ("application/json;charset=\"UTF-8\"", Some(Format::Json)),
            ("application/json; charset=latin1", None),
            ("application/x-www-form-urlencoded", None),
            ("text/plain", None),
            ("", None),
        ] {
            assert_eq!(of(&[(kind.clone(), named)]), format, "{named}");
        }
        assert_eq!(of(&[]), None);
        let coded = |coding| {
            [(header::CONTENT_TYPE, "application/json"), (header::CONTENT_ENCODING, coding)]
        };
        assert_eq!(of(&coded("gzip")), None);
        assert_eq!(of(&coded("identity")), Some(Format::Json));
    }
}
