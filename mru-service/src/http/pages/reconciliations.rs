//! Reconciled months: where every dollar of AWS went, and what somebody has to look at.

use askama::Template;
use reports::{
    reconciliation_html::reconciliation_html,
    reconciliation_view::{ReconciliationDocument, ReconciliationView},
};

use super::{
    super::{
        answer::{Answer, Media},
        call::Call,
        problem::Problem,
    },
    figures::{capital_month, cost, worded},
    frame::{self, Frame, Section},
};
use crate::{off_the_runtime, reconciling};

#[derive(Template)]
#[template(path = "reconciliations.html")]
struct Reconciliations {
    frame: Frame,
    rows: Vec<Row>,
}

struct Row {
    path: String,
    month: String,
    state: &'static str,
    class: &'static str,
    charged: String,
    left: String,
}

#[derive(Template)]
#[template(path = "reconciliation.html")]
struct Reconciliation {
    frame: Frame,
    path: String,
    view: ReconciliationView,
}

/// Lists the reconciled months.
pub(super) async fn list(call: &Call) -> Result<Answer, Problem> {
    let lang = call.lang;
    let frame = Frame::of(call, Section::Reconciliations, "");
    let mut rows = Vec::new();
    for kept in reconciling::all(&call.service.database).await?.iter().rev() {
        let it = &kept.reconciliation;
        let failed =
            |error: mru_core::reconciliation::ReconcileError| Problem::inside(error.to_string());
        let is_within = it.is_within_tolerance().map_err(failed)?;
        let (state, class) = match (kept.is_closed, is_within, it.is_final) {
            (true, ..) => (frame.say("Closed", "Cerrada"), "full good"),
            (_, false, _) => (frame.say("Outside tolerance", "Fuera de tolerancia"), "half warn"),
            (_, _, true) => (frame.say("Final", "Definitiva"), "half"),
            _ => (frame.say("Provisional", "Provisoria"), ""),
        };
        rows.push(Row {
            path: format!("/reconciliations/{}", it.month),
            month: capital_month(it.month, lang),
            state,
            class,
            charged: cost(it.charged_usd, lang),
            left: cost(it.to_look_at_usd().map_err(failed)?, lang),
        });
    }
    let title = frame.say("Reconciliation", "Conciliación").to_owned();
    frame::shown(&Reconciliations { frame: Frame { title, ..frame }, rows })
}

/// Shows a reconciled month.
pub(super) async fn show(call: &Call) -> Result<Answer, Problem> {
    let period = call.period()?;
    let kept = reconciling::last(&call.service.database, period).await?;
    let closed_because = kept.is_closed.then_some(kept.reason.as_str());
    let document = ReconciliationDocument { reconciliation: &kept.reconciliation, closed_because };
    let failed = |error: reports::reconciliation_view::ReconciliationError| {
        Problem::inside(error.to_string())
    };
    if call.parameters.text("format").is_some() {
        let html = off_the_runtime(|| reconciliation_html(document, call.lang)).map_err(failed)?;
        let name = format!("reconciliation-{period}");
        return Ok(Answer::file(html.into_bytes(), Media::Html, &name));
    }
    let view =
        off_the_runtime(|| worded(call.lang, |words| ReconciliationView::new(document, words)));
    let view = view.map_err(failed)?;
    let frame = Frame::of(call, Section::Reconciliations, view.title.clone());
    frame::shown(&Reconciliation { frame, path: format!("/reconciliations/{period}"), view })
}
