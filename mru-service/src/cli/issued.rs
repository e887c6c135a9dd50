//! Says what was issued: as text, each page as soon as it is kept for good; as JSON, one document at
//! the end. What was issued before a failure is said in both.

use std::sync::{Mutex, MutexGuard, PoisonError};

use mru_core::{Lang, calendar::Period, text};
use serde_json::{Value, json};

use super::{output::TextOrJson, pretty, words::not_issued};
use crate::{
    billing::{Issued, NotIssued, Progress},
    failure::Failure,
    files,
    tell::tell_line,
};

/// The report of one issuing.
pub(super) struct Report {
    period: Period,
    format: TextOrJson,
    lang: Lang,
    so_far: Mutex<SoFar>,
}

#[derive(Default)]
struct SoFar {
    run: String,
    issued: Vec<Issued>,
    /// Why what was issued could not be shown; issuing goes on.
    unseen: Option<Failure>,
}

impl Report {
    pub(super) fn new(period: Period, format: TextOrJson, lang: Lang) -> Report {
        Report { period, format, lang, so_far: Mutex::default() }
    }

    fn so_far(&self) -> MutexGuard<'_, SoFar> {
        self.so_far.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes note of a page, and shows it.
    pub(super) fn page(&self, page: Progress<'_>) {
        let mut so_far = self.so_far();
        page.run.clone_into(&mut so_far.run);
        so_far.issued.extend_from_slice(page.issued);
        if self.format == TextOrJson::Text {
            let lines: String = page.issued.iter().map(|it| self.line(it)).collect();
            if let Err(failure) = files::write(None, lines) {
                so_far.unseen = Some(failure);
            }
        }
    }

    fn line(&self, issued: &Issued) -> String {
        let usd = text::usd(issued.total.as_decimal(), self.lang);
        format!("{:<14} {:<24} {usd:>18}\n", issued.number, issued.customer)
    }

    /// Says what was issued before a failure, and returns the failure.
    pub(super) fn failed(&self, failure: Failure) -> Failure {
        let so_far = self.so_far();
        if so_far.issued.is_empty() {
            return failure;
        }
        let (count, run, period) = (so_far.issued.len(), &so_far.run, self.period);
        let shown = match self.format {
            TextOrJson::Json => pretty(&self.json(&so_far, &[], Some(&failure))),
            TextOrJson::Text => match self.lang {
                Lang::En => format!(
                    "\n{period}: {count} issued before the rest failed; mru invoice list --run {run}\n"
                ),
                Lang::Es => format!(
                    "\n{period}: {count} emitidos antes de que fallara el resto; mru invoice list --run {run}\n"
                ),
            },
        };
        // The failure that is returned says more than one of writing could.
        let _ = files::write(None, shown);
        failure
    }

    /// Ends the report.
    pub(super) fn end(self, refused: &[NotIssued]) -> Result<(), Failure> {
        let mut so_far = self.so_far();
        if let Some(failure) = so_far.unseen.take() {
            return Err(failure);
        }
        let (count, left, period) = (so_far.issued.len(), refused.len(), self.period);
        let shown = match (self.format, self.lang) {
            (TextOrJson::Json, _) => pretty(&self.json(&so_far, refused, None)),
            (TextOrJson::Text, Lang::En) => format!("\n{period}: {count} issued, {left} not.\n"),
            (TextOrJson::Text, Lang::Es) => {
                format!("\n{period}: {count} emitidos, {left} no.\n")
            }
        };
        files::write(None, shown)?;
        if self.format == TextOrJson::Text {
            if count > 0 {
                let run = &so_far.run;
                files::write(
                    None,
                    match self.lang {
                        Lang::En => format!("What was issued now: mru invoice list --run {run}\n"),
                        Lang::Es => format!("Lo emitido ahora: mru invoice list --run {run}\n"),
                    },
                )?;
            }
            for it in refused {
                tell_line(&format!("{}: {}", it.customer, not_issued(&it.reason).get(self.lang)));
            }
        }
        Ok(())
    }

    fn json(&self, so_far: &SoFar, refused: &[NotIssued], failure: Option<&Failure>) -> Value {
        let issued: Vec<Value> = so_far
            .issued
            .iter()
            .map(
                |it| json!({ "number": it.number, "customer": it.customer, "total_usd": it.total }),
            )
            .collect();
        let refused: Vec<Value> = refused
            .iter()
            .map(|it| json!({ "customer": it.customer, "reason": not_issued(&it.reason).get(self.lang) }))
            .collect();
        let mut value = json!({ "run": so_far.run, "issued": issued, "refused": refused });
        if let (Some(failure), Some(fields)) = (failure, value.as_object_mut()) {
            let reason = match failure {
                Failure::CannotDo(reason) => reason.get(self.lang).to_owned(),
                Failure::Invalid(_) | Failure::InvalidFiles(_) => String::new(),
            };
            fields.insert(String::from("failed"), json!(reason));
        }
        value
    }
}
