//! The typesetter's world: templates, one file of data and the fonts. Nothing else can be read.

use std::sync::{Arc, OnceLock};

use chrono::{Datelike as _, NaiveDate};
use typst::{
    Library, LibraryExt as _, World,
    diag::{FileError, FileResult, SourceDiagnostic},
    foundations::{Bytes, Datetime, Duration, Smart},
    syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot},
    text::{Font, FontBook},
    utils::LazyHash,
};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards, Timestamp};

use super::fonts::Fonts;

/// The templates by name.
const TEMPLATES: &[(&str, &str)] = &[
    ("billing.typ", include_str!("../templates/billing.typ")),
    ("invoice.typ", include_str!("../templates/invoice.typ")),
    ("paper.typ", include_str!("../templates/paper.typ")),
    ("quote.typ", include_str!("../templates/quote.typ")),
    ("reconciliation.typ", include_str!("../templates/reconciliation.typ")),
    ("usage.typ", include_str!("../templates/usage.typ")),
];

/// Under this name the templates read their data.
const DATA: &str = "data.json";

/// A document to be typeset.
#[derive(Debug)]
pub(super) struct Job<'a> {
    /// Name of the template.
    pub(super) template: &'a str,
    /// What the template shows, as JSON.
    pub(super) data: String,
    /// What tells the document from all others.
    pub(super) identity: String,
    /// The day that stands in the file, so that it does not depend on the clock.
    pub(super) day: NaiveDate,
}

/// Typesets a document: tagged, to be kept (PDF/A-2a) and to be read aloud (PDF/UA-1), never less.
///
/// # Errors
///
/// What the typesetter says, in its words.
pub(super) fn pdf(job: Job<'_>) -> Result<Vec<u8>, String> {
    let (identity, day) = (job.identity.clone(), job.day);
    let document = pages(job)?;
    let archive = PdfStandards::new(&[PdfStandard::A_2a, PdfStandard::Ua_1]);
    let options = PdfOptions {
        ident: Smart::Custom(identity),
        creator: Smart::Custom(Some(String::from("mru"))),
        timestamp: timestamp(day),
        standards: archive.map_err(|error| error.message().to_string())?,
        ..PdfOptions::default()
    };
    let bytes = typst_pdf::pdf(&document, &options).map_err(|errors| said(&errors));
    // What was computed for one document serves few others: forgetting it costs less than keeping.
    typst::comemo::evict(0);
    bytes
}

/// Sets the pages of a document.
pub(super) fn pages(job: Job<'_>) -> Result<PagedDocument, String> {
    let shop = Shop::new(job)?;
    typst::compile(&shop).output.map_err(|errors| said(&errors))
}

/// What one compilation can see.
struct Shop {
    main: FileId,
    data: (FileId, Bytes),
    fonts: Arc<Fonts>,
}

impl Shop {
    fn new(job: Job<'_>) -> Result<Shop, String> {
        let fonts = Fonts::with(&job.data.chars().collect());
        let data = (id(DATA)?, Bytes::from_string(job.data));
        Ok(Shop { main: id(job.template)?, data, fonts })
    }
}

impl World for Shop {
    fn library(&self) -> &LazyHash<Library> {
        &case().library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &self.fonts.book
    }

    fn main(&self) -> FileId {
        self.main
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        let found = case().sources.iter().find(|source| source.id() == id);
        found.cloned().ok_or(FileError::AccessDenied)
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        let (data, bytes) = &self.data;
        if *data == id { Ok(bytes.clone()) } else { Err(FileError::AccessDenied) }
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.fonts.all.get(index).cloned()
    }

    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        None
    }
}

/// What is the same for all documents: language and templates, read once.
struct Case {
    library: LazyHash<Library>,
    sources: Vec<Source>,
}

fn case() -> &'static Case {
    static CASE: OnceLock<Case> = OnceLock::new();
    CASE.get_or_init(|| {
        let source =
            |(name, text): &(&str, &str)| Some(Source::new(id(name).ok()?, (*text).to_owned()));
        let sources = TEMPLATES.iter().filter_map(source).collect();
        Case { library: LazyHash::new(Library::default()), sources }
    })
}

fn id(name: &str) -> Result<FileId, String> {
    let path = VirtualPath::new(name).map_err(|_| format!("`{name}` is no path"))?;
    Ok(RootedPath::new(VirtualRoot::Project, path).intern())
}

/// Noon of a day, so that it is the same day nearly everywhere.
fn timestamp(day: NaiveDate) -> Option<Timestamp> {
    let (month, of_month) = (u8::try_from(day.month()).ok()?, u8::try_from(day.day()).ok()?);
    Datetime::from_ymd_hms(day.year(), month, of_month, 12, 0, 0).map(Timestamp::new_utc)
}

fn said(errors: &[SourceDiagnostic]) -> String {
    errors.iter().map(|error| error.message.as_str()).collect::<Vec<_>>().join("; ")
}

#[cfg(test)]
pub(super) use tests::{is_archivable, words_within_the_page};

#[cfg(test)]
mod tests {
    use typst::layout::{Abs, Frame, FrameItem, Point};

    use super::*;

    /// Whether a PDF says that it is PDF/A-2a and PDF/UA-1.
    pub(crate) fn is_archivable(pdf: &[u8]) -> bool {
        let text = String::from_utf8_lossy(pdf);
        text.starts_with("%PDF")
            && text.contains("<pdfaid:part>2</pdfaid:part>")
            && text.contains("<pdfaid:conformance>A</pdfaid:conformance>")
            && text.contains("<pdfuaid:part>1</pdfuaid:part>")
    }

    /// Every text of a frame with its left and right end and its base line.
    fn texts(frame: &Frame, origin: Point, found: &mut Vec<(String, [Abs; 3])>) {
        for (place, item) in frame.items() {
            let at = origin + *place;
            match item {
                FrameItem::Group(group) => texts(&group.frame, at, found),
                FrameItem::Text(text) => {
                    found.push((text.text.to_string(), [at.x, at.x + text.width(), at.y]));
                }
                _ => {}
            }
        }
    }

    /// All words of the pages, none of which may stand beyond the margins, but for `turned`.
    pub(crate) fn words_within_the_page(job: Job<'_>, turned: &str) -> String {
        let pages = pages(job).unwrap();
        let mut all = String::new();
        for page in pages.pages() {
            let mut found = Vec::new();
            texts(&page.frame, Point::zero(), &mut found);
            for (text, [left, right, base]) in found {
                let within = left >= Abs::zero()
                    && right <= page.frame.width()
                    && base <= page.frame.height();
                assert!(within || text == turned, "{text}: {left:?} {base:?}");
                all.push_str(&text);
            }
        }
        all
    }

    #[test]
    fn a_template_reads_nothing_but_its_data() {
        let data = String::from("{}");
        let job = Job { template: "none.typ", data, identity: String::new(), day: NaiveDate::MIN };
        let shop = Shop::new(job).unwrap();
        assert!(shop.file(id("data.json").unwrap()).is_ok());
        assert!(shop.file(id("etc/passwd").unwrap()).is_err());
        assert!(shop.source(id("none.typ").unwrap()).is_err());
        assert!(shop.today(None).is_none());
    }
}
