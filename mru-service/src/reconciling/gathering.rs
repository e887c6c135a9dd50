//! Cost data is gathered on this machine, wherever it is: what stands with AWS is copied into a folder
//! that is removed again.

use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};
use cost_data::{Copies, CostDataError, Options};
use mru_core::calendar::Period;

use super::{AwsCost, CostSource};
use crate::aws::AwsRefusal;

/// What a query of Athena may scan and cost: known before it starts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AthenaBound {
    /// How many bytes, by the limit of its work group.
    pub bytes: u64,
    /// What they cost.
    pub cost: AwsCost,
}

/// Who is told what a query may cost, before it starts.
pub trait BeforeQuery: std::fmt::Debug + Sync {
    /// A query is about to start.
    fn before(&self, bound: &AthenaBound);
}

/// Nobody.
impl BeforeQuery for () {
    fn before(&self, _: &AthenaBound) {}
}

/// What Athena scanned.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Scanned {
    /// In how many queries.
    pub queries: u64,
    /// How many bytes.
    pub bytes: u64,
    /// What that costs, at the price of us-east-1.
    pub cost: AwsCost,
}

/// What is gathered, and what it may cost.
#[derive(Clone, Copy, Debug)]
pub struct Gathering<'a> {
    /// The month of the AWS bill.
    pub month: Period,
    /// How the cost data will be rolled up, with the keys of its tags.
    pub options: &'a Options,
    /// Profile of the shared files of AWS, for sources that name none.
    pub profile: Option<&'a str>,
    /// The folder in which answers are kept to be used again, and requests to Cost Explorer are written down.
    pub answers: Option<&'a Path>,
    /// Whether Cost Explorer is asked again, whatever answers are kept.
    pub is_fresh: bool,
    /// The most that requests to Cost Explorer, attempts and pages counted one by one, and queries of Athena
    /// may cost.
    pub most_cost: AwsCost,
    /// Who is told what a query may cost.
    pub told: &'a dyn BeforeQuery,
    /// The time, by which kept answers are old.
    pub now: DateTime<Utc>,
}

/// Cost data that can be read on this machine. Copies are removed when this is dropped.
#[derive(Debug, Default)]
pub struct Gathered {
    /// Files, manifests and folders.
    pub paths: Vec<PathBuf>,
    /// Which of them are copies, and of what.
    pub copies: Vec<Copies>,
    /// How often Cost Explorer was asked.
    pub requests: u64,
    /// How many answers of Cost Explorer and Athena were used again.
    pub used_again: u64,
    /// What Athena scanned.
    pub scanned: Scanned,
    #[cfg(feature = "aws")]
    _folder: Option<tempfile::TempDir>,
}

/// Why cost data could not be gathered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum GatheringError {
    /// AWS did not answer.
    Aws(AwsRefusal),
    /// A manifest cannot be used.
    Costs(CostDataError),
    /// What was asked for is not possible.
    Refused(SourceRefusal),
}

/// Why cost data cannot be had from where it is; each case has a [code](SourceRefusal::code).
#[derive(Clone, Debug, PartialEq, Eq, strum::IntoStaticStr, strum::VariantNames)]
#[strum(serialize_all = "kebab-case")]
pub enum SourceRefusal {
    /// An address names no place.
    CostAddressUnreadable {
        /// The address.
        address: String,
        /// The part that cannot be read.
        part: String,
    },
    /// The program was built without what asks AWS.
    BuiltWithoutAws,
    /// There is no manifest in S3, or the credentials may not read it: S3 tells them apart only for
    /// those who may list the bucket.
    ManifestNotDelivered {
        /// Where one was looked for.
        tried: Vec<String>,
    },
    /// A file that a manifest names is not in S3.
    FileNotDelivered {
        /// The manifest.
        manifest: String,
        /// The file.
        file: String,
    },
    /// A manifest names a file in another bucket, or by a key that leads elsewhere.
    FileElsewhere {
        /// The manifest.
        manifest: String,
        /// The file as it names it.
        file: String,
    },
    /// AWS delivered the export again while it was copied.
    ExportReplaced {
        /// The manifest or file that changed.
        file: String,
    },
    /// A file came shorter than S3 said, after all attempts.
    CopyCutOff {
        /// The file.
        file: String,
        /// How many bytes S3 said.
        said: u64,
        /// How many came.
        came: u64,
    },
    /// An export has more bytes than are copied.
    ExportTooLarge {
        /// The file with which it became so.
        file: String,
        /// How many bytes are copied at most.
        most: u64,
    },
    /// A copy cannot be written.
    CopyNotWritten {
        /// The file or folder on this machine.
        path: PathBuf,
        /// What the system says.
        error: String,
    },
    /// More requests to Cost Explorer would be needed than may be made.
    AwsCostCap {
        /// How many were made.
        made: u64,
        /// How many more are needed at least.
        needed: u64,
        /// How many may be made.
        most: u64,
    },
    /// A query of Athena has no limit in its work group, or one that costs more than may be spent.
    AthenaNotBounded {
        /// The work group.
        workgroup: String,
        /// How many bytes it lets a query scan; without a limit when nothing.
        limit: Option<u64>,
        /// What may still be spent.
        left: AwsCost,
        /// How many bytes that pays for; nothing when not even a query.
        pays_for: Option<u64>,
    },
    /// Athena did not carry a query to its end.
    AthenaQueryFailed {
        /// Its id.
        query: String,
        /// Its state, `FAILED` or `CANCELLED`.
        state: String,
        /// In AWS's words.
        said: String,
    },
    /// Athena knows no such table, or the credentials may not see it.
    AthenaTableUnknown {
        /// The database.
        database: String,
        /// The table.
        table: String,
    },
    /// Two sources are both about the charges of an account.
    AccountAskedTwice {
        /// The account.
        account: String,
    },
    /// Two answers of Cost Explorer about the same charges do not say the same.
    AnswersDiffer {
        /// The account.
        account: String,
        /// The record type.
        record_type: String,
        /// What all of them are together.
        whole: String,
        /// What they are one by one.
        parts: String,
    },
    /// An answer of Cost Explorer or Athena lacks what every answer has.
    AnswerUnreadable {
        /// What was asked.
        request: String,
        /// What it lacks.
        lacks: String,
    },
}

impl SourceRefusal {
    /// The name of the case for programs; it never changes.
    pub fn code(&self) -> &'static str {
        self.into()
    }
}

impl From<SourceRefusal> for GatheringError {
    fn from(refusal: SourceRefusal) -> GatheringError {
        GatheringError::Refused(refusal)
    }
}

impl From<AwsRefusal> for GatheringError {
    fn from(refusal: AwsRefusal) -> GatheringError {
        GatheringError::Aws(refusal)
    }
}

impl From<CostDataError> for GatheringError {
    fn from(error: CostDataError) -> GatheringError {
        GatheringError::Costs(error)
    }
}

/// Gathers cost data from where it is. Nothing is asked of AWS when everything is on this machine.
///
/// # Errors
///
/// [`GatheringError`] of the first source that cannot be had.
pub async fn gather(
    sources: &[CostSource],
    gathering: &Gathering<'_>,
) -> Result<Gathered, GatheringError> {
    let local = |it: &CostSource| match it {
        CostSource::Local(path) => Some(path.clone()),
        CostSource::S3 { .. } | CostSource::Athena { .. } | CostSource::CostExplorer { .. } => None,
    };
    if let Some(paths) = sources.iter().map(local).collect() {
        return Ok(Gathered { paths, ..Gathered::default() });
    }
    from_aws(sources, gathering).await
}

#[cfg(not(feature = "aws"))]
async fn from_aws(_: &[CostSource], _: &Gathering<'_>) -> Result<Gathered, GatheringError> {
    Err(SourceRefusal::BuiltWithoutAws.into())
}

#[cfg(feature = "aws")]
async fn from_aws(
    sources: &[CostSource],
    gathering: &Gathering<'_>,
) -> Result<Gathered, GatheringError> {
    use super::from_aws::{Clients, athena, cost_explorer, s3};

    let folder = private_folder()?;
    let root = folder.path().to_owned();
    let copies = |below: &str, of: &str| Copies { folder: root.join(below), of: of.to_owned() };
    let of_s3 = copies("s3", "s3://");
    let of_explorer = copies("cost-explorer", "cost-explorer:");
    let of_athena = copies("athena", "athena://");
    let mut gathered = Gathered { _folder: Some(folder), ..Gathered::default() };
    let mut clients = Clients::new(gathering);
    let mut asked = std::collections::BTreeSet::new();
    for source in sources {
        let path = match source {
            CostSource::Local(path) => path.clone(),
            CostSource::S3 { bucket, key, access } => {
                let client = clients.s3(access).await;
                s3::copy(&client, (bucket, key), gathering.month, &of_s3).await?
            }
            CostSource::Athena { place, access } => {
                let client = clients.athena(access).await;
                let text = athena::roll_up(&client, place, gathering).await?;
                let name = format!("{}-{}.csv", gathering.month, gathered.paths.len() + 1);
                let path = of_athena.folder.join(&place.database).join(&place.table).join(name);
                write(&path, &text)?;
                path
            }
            CostSource::CostExplorer { accounts, access } => {
                let explorer = clients.cost_explorer(access).await;
                let answered = cost_explorer::ask(&explorer, accounts, gathering, &asked).await?;
                asked.extend(answered.accounts);
                let name = format!("{}-{}.json", gathering.month, gathered.paths.len() + 1);
                let path = of_explorer.folder.join(name);
                write(&path, &answered.text)?;
                path
            }
        };
        gathered.paths.push(path);
    }
    gathered.copies = vec![of_s3, of_explorer, of_athena];
    (gathered.requests, gathered.used_again, gathered.scanned) = clients.asked();
    Ok(gathered)
}

/// A folder of ours alone, where the system keeps what is temporary.
#[cfg(feature = "aws")]
pub(super) fn private_folder() -> Result<tempfile::TempDir, SourceRefusal> {
    let mut builder = tempfile::Builder::new();
    builder.prefix("mru-costs-");
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o700));
    builder.tempdir().map_err(|error| not_written(&std::env::temp_dir(), &error))
}

#[cfg(feature = "aws")]
pub(super) fn not_written(path: &Path, error: &std::io::Error) -> SourceRefusal {
    SourceRefusal::CopyNotWritten { path: path.to_owned(), error: error.to_string() }
}

/// Writes a new private file, with its folder.
#[cfg(feature = "aws")]
pub(super) fn write(path: &Path, text: &str) -> Result<(), SourceRefusal> {
    use std::io::Write as _;

    use crate::files::private;

    let written = || {
        if let Some(folder) = path.parent() {
            private::create_folder(folder)?;
        }
        private::create(path)?.write_all(text.as_bytes())
    };
    written().map_err(|error| not_written(path, &error))
}
