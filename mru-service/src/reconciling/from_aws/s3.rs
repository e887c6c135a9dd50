//! An export in S3 is copied: its manifest, and exactly the files that it names.
//!
//! Nothing is listed. S3 says the length of a file before its bytes, and who reads fewer has no copy;
//! checksums that S3 keeps are computed again on the way. A manifest that has changed when everything
//! is copied belongs to another delivery.

use std::{
    fs::{self, File},
    io::Write as _,
    path::{Path, PathBuf},
};

use aws_access::Cause;
use aws_sdk_s3::{
    Client,
    error::{ProvideErrorMetadata as _, SdkError},
    operation::get_object::{GetObjectError, GetObjectOutput},
    primitives::ByteStream,
};
use cost_data::{Copies, CostDataError, Manifest, manifests_of};
use mru_core::calendar::Period;

use super::super::{GatheringError, SourceRefusal, address::parts, gathering::not_written};
use crate::{aws::AwsRefusal, files::private, off_the_runtime};

/// The permission that each request needs.
const PERMISSION: &str = "s3:GetObject";
/// The largest manifest, in bytes.
const MOST_OF_MANIFEST: u64 = 16 * 1024 * 1024;
/// The most bytes of an export: some two hundred million rows as parquet.
const MOST_OF_EXPORT: u64 = 20 * 1024 * 1024 * 1024;
/// How often a file is begun again that breaks off.
const ATTEMPTS: u32 = 3;

/// Something in S3.
#[derive(Clone, Debug)]
struct Object {
    bucket: String,
    key: String,
}

impl Object {
    fn shown(&self) -> String {
        format!("s3://{}/{}", self.bucket, self.key)
    }

    /// Where its copy stands; nothing when its key leads elsewhere.
    fn copied(&self, copies: &Copies) -> Option<PathBuf> {
        let below = copies.folder.join(&self.bucket);
        parts(&self.key).map(|parts| parts.into_iter().fold(below, |path, part| path.join(part)))
    }
}

/// Copies the export whose manifest or folder a key names, and returns the copy of the manifest.
pub(in super::super) async fn copy(
    client: &Client,
    (bucket, key): (&str, &str),
    month: Period,
    copies: &Copies,
) -> Result<PathBuf, GatheringError> {
    let object = |key: String| Object { bucket: bucket.to_owned(), key };
    let tried: Vec<Object> = if Path::new(key).extension().is_some_and(|it| it == "json") {
        vec![object(key.to_owned())]
    } else {
        let export = key.rsplit('/').next().unwrap_or(key);
        manifests_of(export, month).map(|file| object(format!("{key}/{file}"))).into()
    };
    let (manifest, found) = first(client, &tried).await?;
    let path = manifest.copied(copies).ok_or_else(|| elsewhere(&manifest, &manifest.key))?;
    // The same manifest twice is refused where it is read.
    let tag = match path.exists() {
        true => found.e_tag.clone(),
        false => keep(client, &manifest, found, &path, MOST_OF_MANIFEST).await?.tag,
    };
    let read = Manifest::read(&path).map_err(|error| error.of_copies(copies))?;
    if let Some(found) = read.period().filter(|found| *found != month) {
        let manifest = PathBuf::from(manifest.shown());
        return Err(CostDataError::OtherPeriod { manifest, found, asked: month }.into());
    }
    let mut room = MOST_OF_EXPORT;
    for file in read.files() {
        let elsewhere = || elsewhere(&manifest, file);
        let key = file.strip_prefix("s3://").map_or(Some(file.as_str()), |rest| {
            rest.split_once('/').filter(|(of, _)| *of == bucket).map(|(_, key)| key)
        });
        let part = object(key.ok_or_else(elsewhere)?.to_owned());
        let to = part.copied(copies).ok_or_else(elsewhere)?;
        if !to.exists() {
            room -= keep_file(client, &manifest, &part, &to, room).await?;
        }
    }
    unchanged(client, &manifest, tag).await?;
    Ok(path)
}

fn elsewhere(manifest: &Object, file: &str) -> SourceRefusal {
    SourceRefusal::FileElsewhere { manifest: manifest.shown(), file: file.to_owned() }
}

/// What S3 says about an object.
enum Answer {
    There(Box<GetObjectOutput>),
    Absent,
    /// It is not there, or may not be read.
    Denied,
    /// It is another one than the one that was asked for.
    Replaced,
}

/// Asks for an object; with a tag, for the one that has it.
async fn get(client: &Client, object: &Object, tag: Option<&str>) -> Result<Answer, AwsRefusal> {
    let request = client.get_object().bucket(&object.bucket).key(&object.key);
    let sent = request.set_if_match(tag.map(str::to_owned)).send().await;
    let error = match sent {
        Ok(found) => return Ok(Answer::There(Box::new(found))),
        Err(error) => error,
    };
    match error.as_service_error().and_then(GetObjectError::code) {
        Some("NoSuchKey") => Ok(Answer::Absent),
        Some("PreconditionFailed") => Ok(Answer::Replaced),
        Some("AccessDenied") => Ok(Answer::Denied),
        _ => Err(refused(&error, object)),
    }
}

fn refused(
    error: &SdkError<GetObjectError, impl std::fmt::Debug + 'static>,
    object: &Object,
) -> AwsRefusal {
    AwsRefusal::of(Cause::of(error), format!("GetObject {}", object.shown()), PERMISSION)
}

/// The first of several objects that is there.
async fn first(
    client: &Client,
    tried: &[Object],
) -> Result<(Object, Box<GetObjectOutput>), GatheringError> {
    for object in tried {
        if let Answer::There(found) = get(client, object, None).await? {
            return Ok((object.clone(), found));
        }
    }
    Err(SourceRefusal::ManifestNotDelivered { tried: tried.iter().map(Object::shown).collect() }
        .into())
}

/// A copy that is whole.
struct Kept {
    bytes: u64,
    tag: Option<String>,
}

/// Copies an object of which S3 has begun to tell. What breaks off is begun again, the same object and
/// no newer one.
async fn keep(
    client: &Client,
    object: &Object,
    begun: Box<GetObjectOutput>,
    to: &Path,
    room: u64,
) -> Result<Kept, GatheringError> {
    let (mut found, mut attempt) = (begun, 1);
    loop {
        let (said, tag) = (length(&found, object, room)?, found.e_tag.clone());
        match bytes(found.body, to, said).await? {
            Written::Whole => return Ok(Kept { bytes: said, tag }),
            Written::Broken { came } if attempt == ATTEMPTS => {
                return Err(SourceRefusal::CopyCutOff { file: object.shown(), said, came }.into());
            }
            Written::Broken { .. } => attempt += 1,
        }
        found = match get(client, object, tag.as_deref()).await? {
            Answer::There(found) => found,
            Answer::Replaced | Answer::Absent | Answer::Denied => {
                return Err(SourceRefusal::ExportReplaced { file: object.shown() }.into());
            }
        };
    }
}

/// Copies a file that a manifest names, and returns its length.
async fn keep_file(
    client: &Client,
    manifest: &Object,
    file: &Object,
    to: &Path,
    room: u64,
) -> Result<u64, GatheringError> {
    match get(client, file, None).await? {
        Answer::There(found) => Ok(keep(client, file, found, to, room).await?.bytes),
        Answer::Absent | Answer::Denied | Answer::Replaced => {
            let (manifest, file) = (manifest.shown(), file.shown());
            Err(SourceRefusal::FileNotDelivered { manifest, file }.into())
        }
    }
}

/// How long an object is, where there is room for it.
fn length(found: &GetObjectOutput, object: &Object, most: u64) -> Result<u64, SourceRefusal> {
    let said = found.content_length.and_then(|it| u64::try_from(it).ok());
    let fits = said.filter(|said| *said <= most);
    fits.ok_or_else(|| SourceRefusal::ExportTooLarge { file: object.shown(), most })
}

/// What came of a copy.
enum Written {
    Whole,
    Broken { came: u64 },
}

/// Writes bytes as they come into a new private file; one that broke off is removed.
async fn bytes(mut body: ByteStream, to: &Path, said: u64) -> Result<Written, SourceRefusal> {
    let failed = |error| not_written(to, &error);
    let mut file = created(to).map_err(failed)?;
    let mut came = 0_u64;
    loop {
        match body.next().await {
            Some(Ok(bytes)) => {
                came = came.saturating_add(bytes.len() as u64);
                if came > said {
                    break;
                }
                off_the_runtime(|| file.write_all(&bytes)).map_err(failed)?;
            }
            None if came == said => return Ok(Written::Whole),
            // The connection broke, or the checksum is another one.
            None | Some(Err(_)) => break,
        }
    }
    drop(file);
    fs::remove_file(to).map_err(failed)?;
    Ok(Written::Broken { came })
}

fn created(path: &Path) -> std::io::Result<File> {
    if let Some(folder) = path.parent() {
        private::create_folder(folder)?;
    }
    private::create(path)
}

/// Refuses an export that was delivered again while it was copied.
async fn unchanged(
    client: &Client,
    manifest: &Object,
    tag: Option<String>,
) -> Result<(), GatheringError> {
    match get(client, manifest, tag.as_deref()).await? {
        Answer::There(_) => Ok(()),
        Answer::Replaced | Answer::Absent | Answer::Denied => {
            Err(SourceRefusal::ExportReplaced { file: manifest.shown() }.into())
        }
    }
}
