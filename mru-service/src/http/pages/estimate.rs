//! What six answers cost: a form, the deployment that they make, and every assumption behind it.

use askama::Template;
use axum::http::StatusCode;
use chrono::NaiveDate;
use mru_core::{Finding, Format, offer::Assumption};
use reports::quote_view::QuoteView;
use serde_json::{Map, Value as Json, json};

use super::{
    super::{answer::Answer, call::Call, problem::Problem},
    figures::worded,
    frame::{self, Frame, Section},
    quote::{day_of, may_save, may_save_or_refuse, terms_of},
    quotes,
    refused::FindingRow,
};
use crate::{
    off_the_runtime,
    quoting::{self, Estimated},
};

#[derive(Template)]
#[template(path = "estimate.html")]
struct Page {
    frame: Frame,
    typed: Typed,
    findings: Vec<FindingRow>,
    errors: usize,
    view: Option<QuoteView>,
    assumed: Vec<(String, String, String)>,
    may_save: bool,
}

/// The answers as they were typed.
struct Typed {
    microservices: String,
    traffic: String,
    sso: bool,
    persistence: String,
    pre_productions: String,
    vpn: String,
    developers: String,
    name: String,
    as_of: String,
    customer: String,
    contact: String,
}

impl Typed {
    /// What the form begins with.
    fn new(as_of: String) -> Typed {
        Typed {
            microservices: String::from("4"),
            traffic: String::from("medium"),
            sso: false,
            persistence: String::from("relational"),
            pre_productions: String::from("1"),
            vpn: String::from("0"),
            developers: String::new(),
            name: String::new(),
            as_of,
            customer: String::new(),
            contact: String::new(),
        }
    }

    /// What was sent.
    fn of(call: &Call) -> Typed {
        let field = |name| call.field(name).unwrap_or_default().trim().to_owned();
        Typed {
            microservices: field("microservices"),
            traffic: field("traffic"),
            sso: call.field("sso").is_some(),
            persistence: field("persistence"),
            pre_productions: field("pre_productions"),
            vpn: field("vpn"),
            developers: field("developers"),
            name: field("name"),
            as_of: field("as_of"),
            customer: field("customer"),
            contact: field("contact"),
        }
    }

    /// The answers as a file of them; what is no number goes through, to be named as a mistake.
    fn answers(&self) -> Json {
        let mut answers = Map::new();
        let numbers = [
            ("microservices", &self.microservices),
            ("pre_productions", &self.pre_productions),
            ("vpn", &self.vpn),
            ("developers", &self.developers),
        ];
        for (name, typed) in numbers {
            let number: Result<u32, _> = typed.parse();
            if !typed.is_empty() {
                let value = number.map_or_else(|_| json!(typed), |it| json!(it));
                answers.insert(name.to_owned(), value);
            }
        }
        let texts = [
            ("traffic", &self.traffic),
            ("persistence", &self.persistence),
            ("customer", &self.name),
        ];
        for (name, typed) in texts.into_iter().filter(|(_, typed)| !typed.is_empty()) {
            answers.insert(name.to_owned(), json!(typed));
        }
        answers.insert(String::from("sso"), json!(self.sso));
        Json::Object(answers)
    }
}

/// The form, with answers to begin with.
pub(super) async fn form(call: &Call) -> Result<Answer, Problem> {
    page(call, Typed::new(call.day()?.to_string()), None)
}

/// Prices what the answers make, or keeps it as a draft.
pub(super) async fn price(call: &Call) -> Result<Answer, Problem> {
    let typed = Typed::of(call);
    let day: NaiveDate = day_of(&typed.as_of)?;
    let terms = terms_of(call, day).await?;
    let answers = typed.answers().to_string();
    let estimated = off_the_runtime(|| quoting::estimate(&answers, Format::Json, &terms, day));
    if call.field("do").as_deref() == Some("save") {
        may_save_or_refuse(call)?;
        if let Ok(Estimated { made, .. }) = &estimated {
            let deployment = made.deployment.to_string();
            let assumptions = made.assumptions.clone();
            return quotes::save(call, (&deployment, Format::Json), assumptions).await;
        }
    }
    page(call, typed, Some(estimated))
}

fn page(
    call: &Call,
    typed: Typed,
    estimated: Option<Result<Estimated, Vec<Finding>>>,
) -> Result<Answer, Problem> {
    let frame = Frame::of(call, Section::Quotes, "");
    let title = frame.say("Estimate", "Estimación");
    let (made, quoted) = match estimated {
        None => (None, None),
        Some(Err(findings)) => (None, Some(Err(findings))),
        Some(Ok(Estimated { made, quoted })) => (Some(made), Some(quoted)),
    };
    let found = match &quoted {
        Some(Ok(quote)) => quote.findings.as_slice(),
        Some(Err(findings)) => findings,
        None => &[],
    };
    let errors = found.iter().filter(|it| it.severity == mru_core::Severity::Error).count();
    let is_done = !matches!(quoted, Some(Err(_)));
    let status = if is_done { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let title = if is_done { title.to_owned() } else { format!("Error: {title}") };
    let shown =
        |it: &Assumption| (it.rule.clone(), it.said.get(call.lang).to_owned(), it.path.clone());
    let page = Page {
        findings: found.iter().map(|it| FindingRow::of(it, call.lang)).collect(),
        errors,
        view: quoted
            .and_then(Result::ok)
            .map(|quote| worded(call.lang, |words| QuoteView::new(&quote, words))),
        assumed: made.iter().flat_map(|it| &it.assumptions).map(shown).collect(),
        may_save: may_save(call),
        frame: Frame { title, ..frame },
        typed,
    };
    frame::with_status(&page, status)
}
