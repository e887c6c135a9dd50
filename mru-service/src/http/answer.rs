//! What a route answers.

use serde_json::Value as Json;

use crate::answers::pretty;

/// An answer that went well.
#[derive(Debug)]
pub(super) struct Answer {
    pub(super) bytes: Vec<u8>,
    pub(super) media: Media,
    /// Whether it stays the same as long as its bytes do, so that it gets an entity tag.
    pub(super) is_tagged: bool,
    /// Where to look at what was begun.
    pub(super) location: Option<String>,
    /// The name of the file that it would be.
    pub(super) file: Option<String>,
}

/// What an answer is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Media {
    Json,
    Html,
    Pdf,
    Text,
}

impl Media {
    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Media::Json => "application/json",
            Media::Html => "text/html; charset=utf-8",
            Media::Pdf => "application/pdf",
            Media::Text => "text/plain; charset=utf-8",
        }
    }

    /// The ending of a file of it.
    const fn ending(self) -> &'static str {
        match self {
            Media::Json => "json",
            Media::Html => "html",
            Media::Pdf => "pdf",
            Media::Text => "txt",
        }
    }
}

impl Answer {
    /// A JSON document that was worked out for this request.
    pub(super) fn of_text(text: String) -> Answer {
        let bytes = text.into_bytes();
        Answer { bytes, media: Media::Json, is_tagged: false, location: None, file: None }
    }

    /// The same of a value.
    pub(super) fn json(document: &Json) -> Answer {
        Answer::of_text(pretty(document))
    }

    /// What was begun, and where to look at it.
    pub(super) fn begun(document: &Json, location: String) -> Answer {
        Answer { location: Some(location), ..Answer::json(document) }
    }

    /// A document that is kept, and may be asked for again.
    pub(super) fn kept(document: &Json) -> Answer {
        Answer { is_tagged: true, ..Answer::json(document) }
    }

    /// A document that is kept, as a file of a name without its ending.
    pub(super) fn file(bytes: Vec<u8>, media: Media, name: &str) -> Answer {
        let file = format!("{name}.{}", media.ending());
        Answer { bytes, media, is_tagged: true, location: None, file: Some(file) }
    }
}
