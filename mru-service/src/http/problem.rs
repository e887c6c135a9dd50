//! Problem documents (RFC 9457): status, stable code, a sentence, and fields for programs.

use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use mru_core::{Finding, Lang, Severity, findings_json, text::Text};
use serde_json::{Map, Value as Json, json};

use super::{refusal::Refusal, words};

/// Where `type` of a problem begins; the code follows.
const TYPE: &str = "/problems/";

/// Why a request is not answered as it asked.
#[derive(Debug)]
pub(super) struct Problem {
    pub(super) status: StatusCode,
    pub(super) code: &'static str,
    detail: Text,
    findings: Vec<Finding>,
    fields: Map<String, Json>,
    pub(super) headers: Vec<(HeaderName, HeaderValue)>,
    /// What the log says and the answer does not.
    pub(super) cause: Option<String>,
}

impl Problem {
    pub(super) fn new(status: StatusCode, code: &'static str, detail: Text) -> Problem {
        Problem {
            status,
            code,
            detail,
            findings: Vec::new(),
            fields: Map::new(),
            headers: Vec::new(),
            cause: None,
        }
    }

    /// What was sent is not valid.
    pub(super) fn invalid(findings: Vec<Finding>) -> Problem {
        Problem { findings, ..Refusal::InputInvalid.into() }
    }

    /// What was sent has not the form that the route describes.
    pub(super) fn malformed(said: &str) -> Problem {
        Problem::invalid(vec![Finding {
            rule: "F1",
            severity: Severity::Error,
            path: String::new(),
            position: None,
            message: say!(
                "what was sent has not the form that the route describes: {said}",
                "lo enviado no tiene la forma que la ruta describe: {said}"
            ),
            help: None,
        }])
    }

    /// Something failed inside; `cause` is for the log.
    pub(super) fn inside(cause: String) -> Problem {
        Problem { cause: Some(cause), ..Refusal::FailedInside.into() }
    }

    /// Adds findings.
    pub(super) fn findings(mut self, findings: Vec<Finding>) -> Problem {
        self.findings = findings;
        self
    }

    /// Adds a field for programs.
    pub(super) fn with(mut self, name: &str, value: impl Into<Json>) -> Problem {
        self.fields.insert(name.to_owned(), value.into());
        self
    }

    /// Adds a header.
    pub(super) fn header(mut self, name: HeaderName, value: &str) -> Problem {
        if let Ok(value) = HeaderValue::from_str(value) {
            self.headers.push((name, value));
        }
        self
    }

    /// Adds what the log is to say.
    pub(super) fn because(mut self, cause: String) -> Problem {
        self.cause = Some(cause);
        self
    }

    /// What is the matter, in few words.
    pub(super) fn title(&self) -> Text {
        words::title(self.status)
    }

    /// What is the matter, and what to do.
    pub(super) const fn detail(&self) -> &Text {
        &self.detail
    }

    /// What is wrong with what was sent, one by one.
    pub(super) fn found(&self) -> &[Finding] {
        &self.findings
    }

    /// The document.
    pub(super) fn document(&self, lang: Lang, request: &str) -> Json {
        let mut document = json!({
            "type": format!("{TYPE}{}", self.code),
            "title": words::title(self.status).get(lang),
            "status": self.status.as_u16(),
            "detail": self.detail.get(lang),
            "code": self.code,
            "request_id": request,
        });
        if !self.findings.is_empty() {
            document["findings"] = findings_json(&self.findings, lang);
        }
        for (name, value) in &self.fields {
            document[name] = value.clone();
        }
        document
    }
}

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Problem {
        let detail = words::request(&refusal);
        let problem = |status| Problem::new(status, refusal.code(), detail);
        match &refusal {
            Refusal::NoRoute => problem(StatusCode::NOT_FOUND),
            Refusal::MethodNotAllowed { allowed } => {
                problem(StatusCode::METHOD_NOT_ALLOWED).header(header::ALLOW, allowed)
            }
            Refusal::ApiKeyMissing => problem(StatusCode::UNAUTHORIZED)
                .header(header::WWW_AUTHENTICATE, "Bearer realm=\"mru\""),
            Refusal::NotPermitted { role, permission } => {
                problem(StatusCode::FORBIDDEN).with("role", *role).with("permission", *permission)
            }
            Refusal::NotForOneCustomer | Refusal::FormNotOurs => problem(StatusCode::FORBIDDEN),
            Refusal::RecordsContradict => problem(StatusCode::CONFLICT),
            Refusal::TooManyRequests { seconds } => problem(StatusCode::TOO_MANY_REQUESTS)
                .header(header::RETRY_AFTER, &seconds.to_string()),
            Refusal::ParameterUnknown { name, known } => problem(StatusCode::BAD_REQUEST)
                .with("parameter", name.as_str())
                .with("known", known.clone()),
            Refusal::ParameterTwice { name } | Refusal::ParameterUnreadable { name, .. } => {
                problem(StatusCode::BAD_REQUEST).with("parameter", *name)
            }
            Refusal::MediaTypeUnknown { known, .. } => problem(StatusCode::UNSUPPORTED_MEDIA_TYPE)
                .header(HeaderName::from_static("accept-post"), known),
            Refusal::BodyTooLong { longest } => {
                problem(StatusCode::PAYLOAD_TOO_LARGE).with("longest_bytes", *longest)
            }
            Refusal::IdempotencyKeyMissing | Refusal::IdempotencyKeyUnreadable => {
                problem(StatusCode::BAD_REQUEST)
            }
            Refusal::IdempotencyKeyRunning => {
                problem(StatusCode::CONFLICT).header(header::RETRY_AFTER, "1")
            }
            Refusal::JobRunning { job } => problem(StatusCode::CONFLICT).with("job", job.as_str()),
            Refusal::NoJob { .. } | Refusal::HookIsOff => problem(StatusCode::NOT_FOUND),
            Refusal::SignatureMissing { .. }
            | Refusal::SignatureWrong
            | Refusal::SignatureStale { .. } => problem(StatusCode::UNAUTHORIZED),
            Refusal::BodyBroken => problem(StatusCode::BAD_REQUEST),
            Refusal::InputInvalid => problem(StatusCode::UNPROCESSABLE_ENTITY),
            Refusal::TookTooLong { .. } | Refusal::NotReady => {
                problem(StatusCode::SERVICE_UNAVAILABLE).header(header::RETRY_AFTER, "5")
            }
            Refusal::FailedInside => problem(StatusCode::INTERNAL_SERVER_ERROR),
        }
    }
}
