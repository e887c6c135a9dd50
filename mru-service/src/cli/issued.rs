//! Says what was issued: as text, each page as soon as it is kept for good; as JSON, one document at
//! the end. What was issued before a failure is said in both.

use mru_core::{Lang, calendar::Period, text};
use serde_json::{Value, json};

use super::{output::TextOrJson, pretty, words::not_issued};
use crate::{
    answers,
    billing::{IssueRefusal, Issued, NotIssued, Progress},
    failure::Failure,
    files,
    tell::tell_line,
};

/// The report of one issuing.
pub(super) struct Report {
    period: Period,
    format: TextOrJson,
    lang: Lang,
    run: String,
    issued: Vec<Issued>,
    /// Why what was issued could not be shown; issuing goes on.
    unseen: Option<Failure>,
}

impl Report {
    pub(super) fn new(period: Period, format: TextOrJson, lang: Lang) -> Report {
        let (run, issued) = (String::new(), Vec::new());
        Report { period, format, lang, run, issued, unseen: None }
    }

    /// Takes note of what was issued since it was last seen, and shows it.
    pub(super) fn see(&mut self, progress: &Progress) {
        self.run = progress.run();
        let new = progress.issued(self.issued.len());
        if self.format == TextOrJson::Text {
            let lines: String = new.iter().map(|it| self.line(it)).collect();
            if let Err(failure) = files::write(None, lines) {
                self.unseen = Some(failure);
            }
        }
        self.issued.extend(new);
    }

    fn line(&self, issued: &Issued) -> String {
        let usd = text::usd(issued.total.as_decimal(), self.lang);
        format!("{:<14} {:<24} {usd:>18}\n", issued.number, issued.customer)
    }

    /// Says what was issued before a failure, and returns the failure.
    pub(super) fn failed(&self, failure: Failure) -> Failure {
        if self.issued.is_empty() {
            return failure;
        }
        let (count, run, period) = (self.issued.len(), &self.run, self.period);
        let shown = match self.format {
            TextOrJson::Json => pretty(&self.json(&[], Some(&failure))),
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
    pub(super) fn end(mut self, refused: &[NotIssued]) -> Result<(), Failure> {
        if let Some(failure) = self.unseen.take() {
            return Err(failure);
        }
        let (count, left, period) = (self.issued.len(), refused.len(), self.period);
        let shown = match (self.format, self.lang) {
            (TextOrJson::Json, _) => pretty(&self.json(refused, None)),
            (TextOrJson::Text, Lang::En) => format!("\n{period}: {count} issued, {left} not.\n"),
            (TextOrJson::Text, Lang::Es) => {
                format!("\n{period}: {count} emitidos, {left} no.\n")
            }
        };
        files::write(None, shown)?;
        if self.format == TextOrJson::Text {
            if count > 0 {
                let run = &self.run;
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

    fn json(&self, refused: &[NotIssued], failure: Option<&Failure>) -> Value {
        let reason = |it: &IssueRefusal| not_issued(it).get(self.lang).to_owned();
        let mut value = answers::issued(&self.run, (&self.issued, refused), reason);
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
