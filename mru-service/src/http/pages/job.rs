//! How far the run of a month is, and what it made.

use askama::Template;
use mru_core::units::Usd;
use reports::figures::amount;

use super::{
    super::{
        answer::Answer,
        call::Call,
        jobs::{self, Made, Task},
        not_issued::not_issued,
        problem::Problem,
    },
    figures::{capital_month, count, difference, month},
    frame::{self, Frame, Section},
    refused::sentence,
};
use crate::{
    billing::{Issued, NotIssued, Outcome, Run, RunLine},
    books,
};

/// Changed drafts that are shown one by one.
const SHOWN: usize = 200;

#[derive(Template)]
#[template(path = "job.html")]
struct Page {
    frame: Frame,
    id: String,
    period: String,
    month: String,
    done: usize,
    total: usize,
    /// How it ended; none while it runs.
    ended: Option<Ended>,
}

/// How a run ended.
#[derive(Default)]
struct Ended {
    /// Why it failed; empty when it did not.
    failed: String,
    counts: Vec<(&'static str, String)>,
    rows: Vec<Row>,
    is_more: bool,
}

struct Row {
    customer: String,
    name: String,
    what: String,
    class: &'static str,
    before: String,
    now: String,
    difference: String,
}

/// Shows a job.
pub(super) async fn show(call: &Call) -> Result<Answer, Problem> {
    let job = jobs::named(call)?;
    let month = month(job.period(), call.lang);
    let frame = Frame::of(call, Section::Months, "");
    let title = match job.task() {
        Task::Run { .. } => frame.say("Run of", "Proceso de"),
        Task::Issue => frame.say("Issuing of", "Emisión de"),
    };
    let title = format!("{title} {month}");
    let frame = Frame { title, ..frame };
    let mut ended = job.ended(|ended| match ended {
        Ok(Made::Drafts(run)) => of_run(run, &frame),
        Ok(Made::Documents { issued, refused }) => of_issue(issued, refused, &frame),
        Err(problem) => {
            Ended { failed: sentence(problem.detail().get(call.lang)), ..Ended::default() }
        }
    });
    if let Some(ended) = &mut ended {
        let ids: Vec<&str> = ended.rows.iter().map(|it| it.customer.as_str()).collect();
        let names = books::names(&call.service.database, &ids).await?;
        for row in &mut ended.rows {
            row.name.clone_from(names.get(&row.customer).unwrap_or(&row.customer));
        }
    }
    let stage = job.stage();
    frame::shown(&Page {
        id: job.id().to_owned(),
        period: job.period().to_string(),
        month: capital_month(job.period(), call.lang),
        done: stage.done,
        total: stage.total,
        ended,
        frame,
    })
}

fn of_run(run: &Run, frame: &Frame) -> Ended {
    let counts = [
        (Outcome::New, frame.say("New drafts", "Borradores nuevos")),
        (Outcome::Changed, frame.say("Changed", "Cambiados")),
        (Outcome::Unchanged, frame.say("Unchanged", "Sin cambios")),
        (Outcome::Dropped, frame.say("Dropped", "Retirados")),
        (Outcome::Issued, frame.say("Issued before", "Emitidos antes")),
        (Outcome::Aside, frame.say("On hold", "Pendientes")),
    ];
    let counts = counts.map(|(outcome, name)| (name, count(run.count(outcome) as u64, frame.lang)));
    let is_news = |it: &&RunLine| !matches!(it.outcome, Outcome::Unchanged | Outcome::Issued);
    let rows: Vec<Row> =
        run.lines.iter().filter(is_news).take(SHOWN + 1).map(|it| row(it, frame)).collect();
    let is_more = rows.len() > SHOWN;
    Ended {
        counts: counts.into(),
        rows: rows.into_iter().take(SHOWN).collect(),
        is_more,
        ..Ended::default()
    }
}

/// What was issued, after what was not.
fn of_issue(issued: &[Issued], refused: &[NotIssued], frame: &Frame) -> Ended {
    let lang = frame.lang;
    let of_refused = refused.iter().map(|it| Row {
        customer: it.customer.clone(),
        name: String::new(),
        what: sentence(not_issued(&it.reason).get(lang)),
        class: "half warn",
        before: String::new(),
        now: String::new(),
        difference: String::new(),
    });
    let of_issued = issued.iter().map(|it| Row {
        customer: it.customer.clone(),
        name: String::new(),
        what: it.number.clone(),
        class: "full good",
        before: String::new(),
        now: amount(it.total, lang),
        difference: String::new(),
    });
    let all = issued.len().saturating_add(refused.len());
    Ended {
        counts: vec![
            (frame.say("Issued", "Emitidos"), count(issued.len() as u64, lang)),
            (frame.say("Still drafts", "Siguen en borrador"), count(refused.len() as u64, lang)),
        ],
        rows: of_refused.chain(of_issued).take(SHOWN).collect(),
        is_more: all > SHOWN,
        ..Ended::default()
    }
}

fn row(line: &RunLine, frame: &Frame) -> Row {
    let (what, class) = match line.outcome {
        Outcome::New => (frame.say("New draft", "Borrador nuevo"), ""),
        Outcome::Changed => (frame.say("Changed", "Cambiado"), "half"),
        Outcome::Dropped => (frame.say("Dropped", "Retirado"), ""),
        Outcome::Aside => (frame.say("On hold", "Pendiente"), "half warn"),
        Outcome::Nothing => (frame.say("Nothing to bill", "Nada que facturar"), "calm"),
        Outcome::Unchanged => (frame.say("Unchanged", "Sin cambios"), "calm"),
        Outcome::Issued => (frame.say("Issued before", "Emitido antes"), "full good"),
    };
    let shown = |usd: Option<Usd>| usd.map_or_else(String::new, |it| amount(it, frame.lang));
    Row {
        customer: line.customer.clone(),
        name: String::new(),
        what: what.to_owned(),
        class,
        before: shown(line.before),
        now: shown(line.total),
        difference: match (line.total, line.before) {
            (Some(now), Some(before)) => difference(now, before, frame.lang),
            _ => String::new(),
        },
    }
}
