//! The manifest of an export: which files belong to it.
//!
//! AWS delivers it after all of them. Files of earlier deliveries may lie in the same folder, so
//! what belongs to the export is read here and never from the folder.

use std::{
    fs,
    path::{Component, Path, PathBuf},
};

use mru_core::calendar::Period;
use serde::Deserialize;

use crate::{CostDataError, source::unreadable};

/// The largest manifest, in bytes.
const MOST_BYTES: u64 = 16 * 1024 * 1024;

/// What a manifest says, under the names of Data Exports and of legacy CUR.
#[derive(Debug, Deserialize)]
struct Written {
    #[serde(rename = "dataFiles")]
    data_files: Option<Vec<String>>,
    #[serde(rename = "reportKeys")]
    report_keys: Option<Vec<String>>,
    #[serde(rename = "billingPeriod")]
    billing_period: Option<Bounds>,
}

#[derive(Debug, Deserialize)]
struct Bounds {
    start: String,
}

/// Where AWS puts the manifest of a period within the folder of an export: Data Exports, legacy CUR.
pub fn manifests_of(export: &str, period: Period) -> [String; 2] {
    let file = format!("{export}-Manifest.json");
    let day = |day: chrono::NaiveDate| day.format("%Y%m%d").to_string();
    let (first, end) = (day(period.first_day()), day(period.end_day()));
    [format!("metadata/BILLING_PERIOD={period}/{file}"), format!("{first}-{end}/{file}")]
}

/// The manifest of an export: which files belong to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Manifest {
    files: Vec<String>,
    period: Option<Period>,
}

impl Manifest {
    /// The files, as it names them: keys or addresses of S3.
    pub fn files(&self) -> &[String] {
        &self.files
    }

    /// The period that it is of, when it or its folder says so.
    pub const fn period(&self) -> Option<Period> {
        self.period
    }

    /// Reads a manifest.
    ///
    /// # Errors
    ///
    /// [`CostDataError::Unreadable`] and [`CostDataError::NoManifest`].
    pub fn read(path: &Path) -> Result<Manifest, CostDataError> {
        let no_manifest =
            |error: String| CostDataError::NoManifest { file: path.to_owned(), error };
        let size = fs::metadata(path).map_err(|error| unreadable(path, &error))?.len();
        if size > MOST_BYTES {
            return Err(no_manifest(format!("{size} bytes are more than {MOST_BYTES}")));
        }
        let text = fs::read(path).map_err(|error| unreadable(path, &error))?;
        let written: Written =
            serde_json::from_slice(&text).map_err(|error| no_manifest(error.to_string()))?;
        let period = written.billing_period.as_ref().map(|it| it.start.as_str());
        let period = period.and_then(period_of_start).or_else(|| period_of_path(path));
        let files = written.data_files.or(written.report_keys).unwrap_or_default();
        if files.is_empty() {
            return Err(no_manifest(String::from("neither `dataFiles` nor `reportKeys` in it")));
        }
        Ok(Manifest { files, period })
    }

    /// The files on disk: where the names lead from a folder above the manifest.
    pub(crate) fn locate(&self, manifest: &Path) -> Result<Vec<PathBuf>, CostDataError> {
        let absent = |file: &String| CostDataError::FileAbsent {
            manifest: manifest.to_owned(),
            file: file.clone(),
        };
        self.files.iter().map(|file| found(manifest, file).ok_or_else(|| absent(file))).collect()
    }
}

/// The file of a key of S3: the longest end of the key that leads somewhere from a folder above
/// the manifest. Its bare name counts only beside the manifest.
fn found(manifest: &Path, key: &str) -> Option<PathBuf> {
    let key = key.strip_prefix("s3://").unwrap_or(key);
    let parts: Vec<&str> = key.split('/').filter(|part| !part.is_empty()).collect();
    let plain = |part: &&str| {
        let mut all = Path::new(part).components();
        matches!((all.next(), all.next()), (Some(Component::Normal(_)), None))
    };
    if !parts.iter().all(plain) {
        return None;
    }
    let folder = manifest.parent()?;
    let whole =
        || fs::canonicalize(if folder.as_os_str().is_empty() { Path::new(".") } else { folder });
    below(folder, &parts).or_else(|| below(&whole().ok()?, &parts))
}

/// How far above a manifest its files may lie: the folder of the period, `metadata`, the export,
/// and one more.
const LEVELS: usize = 4;

fn below(folder: &Path, parts: &[&str]) -> Option<PathBuf> {
    for from in 0..parts.len() {
        let end: PathBuf = parts[from..].iter().collect();
        let levels = if from + 1 == parts.len() { 1 } else { LEVELS };
        let paths = folder.ancestors().take(levels).map(|above| above.join(&end));
        if let Some(path) = paths.into_iter().find(|path| path.is_file()) {
            return Some(path);
        }
    }
    None
}

/// `20261001T000000.000Z` and `2026-10-01T00:00:00.000Z` are both of 2026-10.
fn period_of_start(start: &str) -> Option<Period> {
    let digits: String = start.chars().filter(char::is_ascii_digit).take(6).collect();
    let (year, month) = digits.split_at_checked(4)?;
    format!("{year}-{month}").parse().ok()
}

/// The period in the name of a folder, `BILLING_PERIOD=2026-10` or `20261001-20261101`.
fn period_of_path(path: &Path) -> Option<Period> {
    path.ancestors().skip(1).find_map(|folder| {
        let name = folder.file_name()?.to_str()?;
        if let Some(period) = name.strip_prefix("BILLING_PERIOD=") {
            return period.parse().ok();
        }
        let (start, end) = name.split_once('-')?;
        let day = |text: &str| text.len() == 8 && text.bytes().all(|it| it.is_ascii_digit());
        (day(start) && day(end)).then(|| period_of_start(start)).flatten()
    })
}
