//! What to read: files, a manifest, or a folder that an export was copied into.

use std::{
    fs::{self, File},
    io::{self, BufReader, Read as _},
    path::{Path, PathBuf},
};

use mru_core::calendar::Period;

use crate::{
    CostDataError, answer,
    manifest::{Manifest, manifests_of},
};

/// How a file is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Writing {
    Csv,
    CsvGz,
    Parquet,
    /// Answers of Cost Explorer.
    Answers,
}

/// A file of cost data.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Part {
    /// Where it is.
    pub(crate) path: PathBuf,
    /// What it is called.
    pub(crate) name: String,
    pub(crate) writing: Writing,
}

/// A folder of copies, and where what is copied comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Copies {
    /// The folder on this machine.
    pub folder: PathBuf,
    /// What the folder is a copy of, `s3://billing`: with it begin the names of the files.
    pub of: String,
}

/// Files of cost data that belong together, each there and each once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    files: Vec<Part>,
}

impl Source {
    /// Finds the files behind paths: files of cost data, saved answers of Cost Explorer, manifests of
    /// exports, or, with a period, folders that exports were copied into as AWS lays them out. The
    /// files of an export are those that its manifest names, whatever else lies beside them.
    ///
    /// # Errors
    ///
    /// [`CostDataError`] when a file is absent, cannot be read or is named twice, and when a
    /// manifest is none or of another period.
    pub fn open<P: AsRef<Path>>(
        paths: &[P],
        period: Option<Period>,
    ) -> Result<Source, CostDataError> {
        Source::open_copies(paths, period, &[])
    }

    /// As [`Source::open`]; files in folders of copies go by the names of what they are copies of,
    /// here and wherever rows or errors name them.
    ///
    /// # Errors
    ///
    /// As [`Source::open`].
    pub fn open_copies<P: AsRef<Path>>(
        paths: &[P],
        period: Option<Period>,
        copies: &[Copies],
    ) -> Result<Source, CostDataError> {
        let called = |path: &Path| called(path, copies);
        let found = |paths| {
            let files = found(paths, period)?;
            refuse_twins(&files)?;
            let part = |path: PathBuf| {
                let (name, writing) = (called(&path).display().to_string(), writing(&path)?);
                Ok(Part { path, name, writing })
            };
            Ok(Source { files: files.into_iter().map(part).collect::<Result<_, _>>()? })
        };
        found(paths).map_err(|error: CostDataError| error.renamed(&called))
    }

    /// The files, in the order in which they are read.
    pub fn files(&self) -> impl Iterator<Item = &Path> {
        self.files.iter().map(|part| part.path.as_path())
    }

    pub(crate) fn parts(&self) -> &[Part] {
        &self.files
    }

    pub(crate) fn names(&self) -> Vec<String> {
        self.files.iter().map(|part| part.name.clone()).collect()
    }
}

/// What a file is called.
pub(crate) fn called(path: &Path, copies: &[Copies]) -> PathBuf {
    let name =
        |it: &Copies| path.strip_prefix(&it.folder).ok().map(|rest| Path::new(&it.of).join(rest));
    copies.iter().find_map(name).unwrap_or_else(|| path.to_owned())
}

/// The files behind paths.
fn found<P: AsRef<Path>>(
    paths: &[P],
    period: Option<Period>,
) -> Result<Vec<PathBuf>, CostDataError> {
    let mut files = Vec::new();
    let mut manifests: Vec<(PathBuf, Period)> = Vec::new();
    for path in paths {
        let path = path.as_ref();
        let path = if path.is_dir() { manifest_of(path, period)? } else { path.to_owned() };
        let is_json = path.extension().is_some_and(|it| it.eq_ignore_ascii_case("json"));
        if !is_json || answer::is_one(&path)? {
            files.push(path);
            continue;
        }
        let manifest = Manifest::read(&path)?;
        if let Some(found) = manifest.period() {
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
    Ok(files)
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
    let tried: Vec<PathBuf> =
        manifests_of(&export, period).iter().map(|path| folder.join(path)).collect();
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
        [b'{' | b'[', ..] => Writing::Answers,
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
