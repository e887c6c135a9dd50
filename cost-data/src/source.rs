//! What to read: files, a manifest, or a folder that an export was copied into.

use std::{
    fs::{self, File},
    io::{self, BufReader, Read as _},
    path::{Path, PathBuf},
};

use mru_core::calendar::Period;

use crate::{CostDataError, manifest::Manifest};

/// How a file is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Writing {
    Csv,
    CsvGz,
    Parquet,
}

/// Files of cost data that belong together, each there and each once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    files: Vec<(PathBuf, Writing)>,
}

impl Source {
    /// Finds the files behind paths: files of cost data, manifests of exports, or, with a period,
    /// folders that exports were copied into as AWS lays them out. The files of an export are
    /// those that its manifest names, whatever else lies beside them.
    ///
    /// # Errors
    ///
    /// [`CostDataError`] when a file is absent, cannot be read or is named twice, and when a
    /// manifest is none or of another period.
    pub fn open<P: AsRef<Path>>(
        paths: &[P],
        period: Option<Period>,
    ) -> Result<Source, CostDataError> {
        let mut files = Vec::new();
        let mut manifests: Vec<(PathBuf, Period)> = Vec::new();
        for path in paths {
            let path = path.as_ref();
            let path = if path.is_dir() { manifest_of(path, period)? } else { path.to_owned() };
            if path.extension().is_none_or(|it| !it.eq_ignore_ascii_case("json")) {
                files.push(path);
                continue;
            }
            let manifest = Manifest::read(&path)?;
            if let Some(found) = manifest.period {
                if let Some(asked) = period.filter(|asked| *asked != found) {
                    return Err(CostDataError::OtherPeriod { manifest: path, found, asked });
                }
                // Two exports of one period say the same thing, perhaps on different days.
                if let Some((first, _)) = manifests.iter().find(|(_, other)| *other == found) {
                    return Err(CostDataError::Twice { first: first.clone(), second: path });
                }
                manifests.push((path.clone(), found));
            }
            files.extend(manifest.locate(&path)?);
        }
        refuse_twins(&files)?;
        let with_writing = |path: PathBuf| writing(&path).map(|writing| (path, writing));
        Ok(Source { files: files.into_iter().map(with_writing).collect::<Result<_, _>>()? })
    }

    /// The files, in the order in which they are read.
    pub fn files(&self) -> impl Iterator<Item = &Path> {
        self.files.iter().map(|(path, _)| path.as_path())
    }

    pub(crate) fn parts(&self) -> &[(PathBuf, Writing)] {
        &self.files
    }

    pub(crate) fn names(&self) -> Vec<String> {
        self.files().map(|path| path.display().to_string()).collect()
    }
}

/// What the system says when a file cannot be read.
pub(crate) fn unreadable(file: &Path, error: &io::Error) -> CostDataError {
    CostDataError::Unreadable { file: file.to_owned(), error: error.to_string() }
}

/// The manifest of a period in a folder of an export, where AWS puts it.
fn manifest_of(folder: &Path, period: Option<Period>) -> Result<PathBuf, CostDataError> {
    let Some(period) = period else {
        return Err(CostDataError::PeriodNeeded { folder: folder.to_owned() });
    };
    let whole = fs::canonicalize(folder).map_err(|error| unreadable(folder, &error))?;
    let export = whole.file_name().unwrap_or_default().to_string_lossy();
    let file = format!("{export}-Manifest.json");
    let day = |day: chrono::NaiveDate| day.format("%Y%m%d").to_string();
    let days = format!("{}-{}", day(period.first_day()), day(period.end_day()));
    let tried = vec![
        folder.join("metadata").join(format!("BILLING_PERIOD={period}")).join(&file),
        folder.join(days).join(&file),
    ];
    match tried.iter().find(|path| path.is_file()) {
        Some(found) => Ok(found.clone()),
        None => Err(CostDataError::NoManifestOf { folder: folder.to_owned(), tried }),
    }
}

/// How a file is written, by its first bytes: names lie, and copies lose their endings.
fn writing(path: &Path) -> Result<Writing, CostDataError> {
    let mut start = [0; 4];
    let mut file = File::open(path).map_err(|error| unreadable(path, &error))?;
    let read = file.read(&mut start).map_err(|error| unreadable(path, &error))?;
    Ok(match &start[..read] {
        b"PAR1" => Writing::Parquet,
        [0x1f, 0x8b, ..] => Writing::CsvGz,
        _ => Writing::Csv,
    })
}

/// Refuses the same file under one name or two.
fn refuse_twins(files: &[PathBuf]) -> Result<(), CostDataError> {
    let size = |path: &PathBuf| {
        fs::metadata(path).map(|it| it.len()).map_err(|error| unreadable(path, &error))
    };
    let sizes: Vec<u64> = files.iter().map(size).collect::<Result<_, _>>()?;
    for (at, first) in files.iter().enumerate() {
        for (other, second) in files.iter().enumerate().skip(at + 1) {
            if sizes[at] == sizes[other] && (first == second || same(first, second)?) {
                let (first, second) = (first.clone(), second.clone());
                return Err(CostDataError::Twice { first, second });
            }
        }
    }
    Ok(())
}

/// Whether two files of the same size say the same.
fn same(first: &Path, second: &Path) -> Result<bool, CostDataError> {
    let open = |path: &Path| {
        File::open(path).map(BufReader::new).map_err(|error| unreadable(path, &error))
    };
    let (mut a, mut b) = (open(first)?, open(second)?);
    let mut pages = [[0; 16 * 1024]; 2];
    loop {
        let [left, right] = &mut pages;
        let read = a.read(left).map_err(|error| unreadable(first, &error))?;
        if read == 0 {
            return Ok(true);
        }
        match b.read_exact(&mut right[..read]) {
            Ok(()) if left[..read] == right[..read] => {}
            Ok(()) => return Ok(false),
            Err(error) => return Err(unreadable(second, &error)),
        }
    }
}
