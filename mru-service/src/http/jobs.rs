//! Long work, which is running a month or issuing it: begun by one request, looked at by others, one at a time.
//!
//! A job is known to the service that does it, and ends with that. What it made is in the store, and
//! who begins it anew goes on where it ended: a run changes nothing that still holds.

use std::sync::{Arc, Mutex, PoisonError};

use chrono::{DateTime, SecondsFormat, Utc};
use mru_core::{Lang, calendar::Period};
use serde_json::{Value as Json, json};

use super::{
    answer::Answer, call::Call, not_issued::not_issued, problem::Problem, refusal::Refusal,
    service::Service,
};
use crate::{
    Database, answers,
    billing::{
        self, BillingError, IssueDay, IssueRefusal, IssueRequest, Issued, NotIssued, Progress, Run,
        Stage, Work,
    },
    witness::outside,
};

/// Jobs that are remembered.
const REMEMBERED: usize = 100;

/// What a job does with a month.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Task {
    /// It makes drafts; a dry one keeps none.
    Run {
        /// Whether it keeps nothing.
        is_dry: bool,
    },
    /// It issues drafts.
    Issue,
}

/// What a job made.
#[derive(Debug)]
pub(super) enum Made {
    /// Drafts.
    Drafts(Run),
    /// Issued documents, and drafts that stay drafts.
    Documents {
        /// What was issued.
        issued: Vec<Issued>,
        /// What was not, and why.
        refused: Vec<NotIssued>,
    },
}

/// Long work on a month.
#[derive(Debug)]
pub(super) struct Job {
    id: String,
    period: Period,
    task: Task,
    by: String,
    began: DateTime<Utc>,
    progress: Progress,
    ended: Mutex<Option<Result<Made, Problem>>>,
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

    /// What it does.
    pub(super) const fn task(&self) -> &Task {
        &self.task
    }

    /// How far it is.
    pub(super) fn stage(&self) -> Stage {
        self.progress.now()
    }

    /// Shows how it ended; nothing when it still runs.
    pub(super) fn ended<T>(&self, show: impl FnOnce(Result<&Made, &Problem>) -> T) -> Option<T> {
        let ended = self.ended.lock().unwrap_or_else(PoisonError::into_inner);
        ended.as_ref().map(|it| show(it.as_ref()))
    }

    fn is_running(&self) -> bool {
        self.ended.lock().unwrap_or_else(PoisonError::into_inner).is_none()
    }

    fn end(&self, result: Result<Made, Problem>) {
        // INVARIANT (end): it is set once, by one assignment.
        *self.ended.lock().unwrap_or_else(PoisonError::into_inner) = Some(result);
    }

    fn report(&self, made: &Made, lang: Lang) -> Json {
        match made {
            Made::Drafts(run) => {
                let is_dry = self.task == Task::Run { is_dry: true };
                answers::billing_run(run, (self.period, is_dry), lang)
            }
            Made::Documents { issued, refused } => {
                let reason = |it: &IssueRefusal| not_issued(it).get(lang).to_owned();
                answers::issued(&self.progress.run(), (issued, refused), reason)
            }
        }
    }

    fn document(&self, lang: Lang) -> Json {
        let ended = self.ended.lock().unwrap_or_else(PoisonError::into_inner);
        let Stage { work, done, total } = self.progress.now();
        let (state, report, problem) = match &*ended {
            None => ("running", Json::Null, Json::Null),
            Some(Ok(made)) => ("done", self.report(made, lang), Json::Null),
            Some(Err(problem)) => ("failed", Json::Null, problem.document(lang, &self.id)),
        };
        json!({
            "document": "job",
            "id": self.id,
            "task": if self.task == Task::Issue { "issue" } else { "run" },
            "period": self.period,
            "by": self.by,
            "began_at": self.began.to_rfc3339_opts(SecondsFormat::Millis, true),
            "state": state,
            "work": match work {
                Work::Waiting => "waiting",
                Work::Issuing => "issuing",
                Work::Drafting | Work::Verifying => "drafting",
            },
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
    begun(call, Task::Run { is_dry }).await
}

/// Begins to issue the drafts of a month.
pub(super) async fn issue_month(call: &Call) -> Result<Answer, Problem> {
    begun(call, Task::Issue).await
}

async fn begun(call: &Call, task: Task) -> Result<Answer, Problem> {
    let only = call.parameters.text("customer").map(str::to_owned);
    let job = begin(call, only, task).await?;
    let location = format!("/v1/jobs/{}", job.id);
    Ok(Answer::begun(&job.document(call.lang), location))
}

/// Begins to work on the month that the path names, for one customer or all.
pub(super) async fn begin(
    call: &Call,
    only: Option<String>,
    task: Task,
) -> Result<Arc<Job>, Problem> {
    let period = call.period()?;
    let (service, now) = (Arc::clone(&call.service), call.service.database.clock().now());
    // The service ends when all places are free: what was begun is finished.
    let place = Arc::clone(&service.places).acquire_owned().await;
    let place = place.map_err(|_| Refusal::NotReady)?;
    let job = service.jobs.begin(Job {
        id: service.name(),
        period,
        task,
        by: call.name().to_owned(),
        began: now,
        progress: Progress::default(),
        ended: Mutex::new(None),
    })?;
    let begun = Arc::clone(&job);
    tokio::spawn(async move {
        let working = Arc::clone(&begun);
        let work =
            tokio::spawn(async move { work(&service, &working, only.as_deref(), now).await });
        begun.end(match work.await {
            Ok(done) => done.map_err(Problem::from),
            Err(failed) => Err(Problem::inside(failed.to_string())),
        });
        drop(place);
    });
    Ok(job)
}

/// Does the work of a job.
async fn work(
    service: &Service,
    job: &Job,
    only: Option<&str>,
    now: DateTime<Utc>,
) -> Result<Made, BillingError> {
    let (database, period, progress): (&Database, _, _) =
        (&service.database, job.period, &job.progress);
    match job.task {
        Task::Run { is_dry } => {
            let run = billing::run(database, period, only, is_dry, now, progress).await?;
            Ok(Made::Drafts(run))
        }
        Task::Issue => {
            let asked = IssueRequest { period, only, day: IssueDay::new(None, now) };
            let (issued, refused) = billing::issue(database, &asked, progress).await?;
            if let Some(folder) = &service.checkpoints {
                outside::write_missing(database, folder).await?;
            }
            Ok(Made::Documents { issued, refused })
        }
    }
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
            task: Task::Run { is_dry: false },
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
