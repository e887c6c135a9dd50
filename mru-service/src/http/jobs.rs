//! Long work: begun by one request, looked at by others, one at a time.
//!
//! A job is known to the service that does it, and ends with that. What it made is in the store, and
//! who begins it anew goes on where it ended: a run changes nothing that still holds.

use std::sync::{Arc, Mutex, PoisonError};

use chrono::{DateTime, SecondsFormat, Utc};
use mru_core::{Lang, calendar::Period};
use serde_json::{Value as Json, json};

use super::{answer::Answer, call::Call, problem::Problem, refusal::Refusal};
use crate::{
    answers,
    billing::{self, Progress, Run, Stage, Work},
};

/// Jobs that are remembered.
const REMEMBERED: usize = 100;

/// The run of a month.
#[derive(Debug)]
pub(super) struct Job {
    id: String,
    period: Period,
    is_dry: bool,
    by: String,
    began: DateTime<Utc>,
    progress: Progress,
    ended: Mutex<Option<Result<Run, Problem>>>,
}

impl Job {
    /// By what it is known.
    pub(super) fn id(&self) -> &str {
        &self.id
    }

    /// The month that it runs.
    pub(super) const fn period(&self) -> Period {
        self.period
    }

    /// How far it is.
    pub(super) fn stage(&self) -> Stage {
        self.progress.now()
    }

    /// Shows how it ended; nothing when it still runs.
    pub(super) fn ended<T>(&self, show: impl FnOnce(Result<&Run, &Problem>) -> T) -> Option<T> {
        let ended = self.ended.lock().unwrap_or_else(PoisonError::into_inner);
        ended.as_ref().map(|it| show(it.as_ref()))
    }

    fn is_running(&self) -> bool {
        self.ended.lock().unwrap_or_else(PoisonError::into_inner).is_none()
    }

    fn end(&self, result: Result<Run, Problem>) {
        // INVARIANT (end): it is set once, by one assignment.
        *self.ended.lock().unwrap_or_else(PoisonError::into_inner) = Some(result);
    }

    fn document(&self, lang: Lang) -> Json {
        let ended = self.ended.lock().unwrap_or_else(PoisonError::into_inner);
        let Stage { work, done, total } = self.progress.now();
        let (state, report, problem) = match &*ended {
            None => ("running", Json::Null, Json::Null),
            Some(Ok(run)) => {
                ("done", answers::billing_run(run, (self.period, self.is_dry), lang), Json::Null)
            }
            Some(Err(problem)) => ("failed", Json::Null, problem.document(lang, &self.id)),
        };
        json!({
            "document": "job",
            "id": self.id,
            "period": self.period,
            "by": self.by,
            "began_at": self.began.to_rfc3339_opts(SecondsFormat::Millis, true),
            "state": state,
            "work": if work == Work::Waiting { "waiting" } else { "drafting" },
            "customers_done": done,
            "customers": total,
            "report": report,
            "problem": problem,
        })
    }
}

/// The jobs of a service, the latest last.
#[derive(Debug, Default)]
pub(super) struct Jobs(Mutex<Vec<Arc<Job>>>);

impl Jobs {
    /// Begins a job, unless one is running.
    fn begin(&self, job: Job) -> Result<Arc<Job>, Problem> {
        let mut jobs = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(running) = jobs.iter().find(|it| it.is_running()) {
            return Err(Refusal::JobRunning { job: running.id.clone() }.into());
        }
        if jobs.len() >= REMEMBERED {
            jobs.remove(0);
        }
        let job = Arc::new(job);
        jobs.push(Arc::clone(&job));
        Ok(job)
    }

    fn all(&self) -> Vec<Arc<Job>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// Begins to run a month.
pub(super) async fn run_month(call: &Call) -> Result<Answer, Problem> {
    let is_dry = call.parameters.read("dry_run", "true")?.unwrap_or(false);
    let only = call.parameters.text("customer").map(str::to_owned);
    let job = begin(call, only, is_dry).await?;
    let location = format!("/v1/jobs/{}", job.id);
    Ok(Answer::begun(&job.document(call.lang), location))
}

/// Begins to run the month that the path names, for one customer or all.
pub(super) async fn begin(
    call: &Call,
    only: Option<String>,
    is_dry: bool,
) -> Result<Arc<Job>, Problem> {
    let period = call.period()?;
    let (service, now) = (Arc::clone(&call.service), call.service.database.clock().now());
    // The service ends when all places are free: what was begun is finished.
    let place = Arc::clone(&service.places).acquire_owned().await;
    let place = place.map_err(|_| Refusal::NotReady)?;
    let job = service.jobs.begin(Job {
        id: service.name(),
        period,
        is_dry,
        by: call.name().to_owned(),
        began: now,
        progress: Progress::default(),
        ended: Mutex::new(None),
    })?;
    let begun = Arc::clone(&job);
    tokio::spawn(async move {
        let (database, progress) = (service.database.clone(), begun.progress.clone());
        let work = tokio::spawn(async move {
            billing::run(&database, period, only.as_deref(), is_dry, now, &progress).await
        });
        begun.end(match work.await {
            Ok(done) => done.map_err(Problem::from),
            Err(failed) => Err(Problem::inside(failed.to_string())),
        });
        drop(place);
    });
    Ok(job)
}

/// The job that is running, if one is.
pub(super) fn running(call: &Call) -> Option<Arc<Job>> {
    call.service.jobs.all().into_iter().find(|it| it.is_running())
}

/// The job that the path names.
pub(super) fn named(call: &Call) -> Result<Arc<Job>, Problem> {
    let id = call.parameters.text("job").unwrap_or_default();
    let job = call.service.jobs.all().into_iter().find(|it| it.id == id);
    Ok(job.ok_or_else(|| Refusal::NoJob { job: id.to_owned() })?)
}

/// A job by its id.
pub(super) async fn show(call: &Call) -> Result<Answer, Problem> {
    Ok(Answer::json(&named(call)?.document(call.lang)))
}

/// The jobs that are remembered, the latest first.
pub(super) async fn list(call: &Call) -> Result<Answer, Problem> {
    let jobs = call.service.jobs.all();
    let items: Vec<Json> = jobs.iter().rev().map(|it| it.document(call.lang)).collect();
    Ok(Answer::json(&json!({ "document": "jobs", "items": items })))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn job(id: &str) -> Job {
        Job {
            id: id.to_owned(),
            period: "2026-04".parse().expect("a month"),
            is_dry: false,
            by: String::new(),
            began: DateTime::UNIX_EPOCH,
            progress: Progress::default(),
            ended: Mutex::new(None),
        }
    }

    #[test]
    fn one_job_runs_at_a_time_and_few_are_remembered() {
        let jobs = Jobs::default();
        let first = jobs.begin(job("a")).expect("a job");
        assert_eq!(jobs.begin(job("b")).expect_err("one runs").code, "job-running");
        first.end(Err(Refusal::FailedInside.into()));
        for id in 0..REMEMBERED {
            let next = jobs.begin(job(&id.to_string())).expect("a job");
            next.end(Err(Refusal::FailedInside.into()));
        }
        let all = jobs.all();
        assert_eq!((all.len(), all[0].id.as_str()), (REMEMBERED, "0"));
        assert_eq!(all[0].document(Lang::En)["state"], "failed");
    }
}
