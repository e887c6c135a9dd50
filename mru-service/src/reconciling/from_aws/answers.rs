//! Answers of Cost Explorer are kept for some hours: AWS makes new ones a few times a day, and takes
//! money for each.

use std::{
    fs,
    io::Write as _,
    path::{Path, PathBuf},
};

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use super::super::Gathering;
use crate::files::private;

/// For how long an answer is used again.
const GOOD_FOR: TimeDelta = TimeDelta::hours(8);

/// The folder of answers of one who asks.
#[derive(Debug)]
pub(in super::super) struct Answers {
    folder: Option<PathBuf>,
    /// Who asks: others see other accounts.
    asker: String,
    is_fresh: bool,
    now: DateTime<Utc>,
}

impl Answers {
    /// `asker` is the role, account or key of the credentials; without one nothing is used again.
    pub(super) fn new(gathering: &Gathering<'_>, asker: Option<String>) -> Answers {
        let folder = gathering.answers.filter(|_| asker.is_some()).map(Path::to_owned);
        let asker = asker.unwrap_or_default();
        Answers { folder, asker, is_fresh: gathering.is_fresh, now: gathering.now }
    }

    fn file(&self, request: &Value) -> Option<PathBuf> {
        let digest = Sha256::digest(format!("{}\n{request}", self.asker));
        let name: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
        self.folder.as_ref().map(|folder| folder.join(format!("{name}.json")))
    }

    /// The pages of an answer that is still good. What cannot be read is asked again.
    pub(super) fn kept(&self, request: &Value) -> Option<Vec<Value>> {
        let file = self.file(request).filter(|_| !self.is_fresh)?;
        let mut kept: Value = serde_json::from_slice(&fs::read(file).ok()?).ok()?;
        let asked_at = DateTime::parse_from_rfc3339(kept["asked_at"].as_str()?).ok()?.to_utc();
        let age = self.now.signed_duration_since(asked_at);
        let is_good = kept["request"] == *request && age >= TimeDelta::zero() && age < GOOD_FOR;
        match kept["pages"].take() {
            Value::Array(pages) if is_good => Some(pages),
            _ => None,
        }
    }

    /// Keeps an answer.
    ///
    /// # Errors
    ///
    /// Those of the system, with the place.
    pub(super) fn keep(
        &self,
        request: &Value,
        pages: &[Value],
    ) -> Result<(), (PathBuf, std::io::Error)> {
        let Some(file) = self.file(request) else { return Ok(()) };
        let asked_at = self.now.to_rfc3339();
        let kept = json!({ "asked_at": asked_at, "request": request, "pages": pages });
        written(&file, &kept.to_string()).map_err(|error| (file, error))
    }
}

/// Writes a file whole, in place of another one of its name.
fn written(file: &Path, text: &str) -> std::io::Result<()> {
    if let Some(folder) = file.parent() {
        private::create_folder(folder)?;
    }
    let aside = file.with_extension(format!("{}.tmp", std::process::id()));
    let _ = fs::remove_file(&aside);
    private::create(&aside)?.write_all(text.as_bytes())?;
    fs::rename(&aside, file)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_used_again_for_some_hours_by_who_asked() {
        let folder = tempfile::tempdir().unwrap();
        let now: DateTime<Utc> = "2026-11-02T12:00:00Z".parse().unwrap();
        let at = |hours: i64, asker: &str, is_fresh| Answers {
            folder: Some(folder.path().join("answers")),
            asker: asker.to_owned(),
            is_fresh,
            now: now + TimeDelta::hours(hours),
        };
        let (request, pages) = (json!({ "Metrics": ["UnblendedCost"] }), [json!({ "page": 1 })]);
        assert_eq!(at(0, "a", false).kept(&request), None);
        at(0, "a", false).keep(&request, &pages).unwrap();
        assert_eq!(at(7, "a", false).kept(&request), Some(pages.to_vec()));
        for other in [at(8, "a", false), at(-1, "a", false), at(1, "b", false), at(1, "a", true)] {
            assert_eq!(other.kept(&request), None, "{other:?}");
        }
        assert_eq!(at(1, "a", false).kept(&json!({})), None);
        at(8, "a", true).keep(&request, &[]).unwrap();
        assert_eq!(at(9, "a", false).kept(&request), Some(Vec::new()));
        let file = at(0, "a", false).file(&request).unwrap();
        fs::write(&file, "{").unwrap();
        assert_eq!(at(9, "a", false).kept(&request), None, "what is damaged is asked again");
    }
}
