//! What a route answers.

use axum::http::StatusCode;
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
    /// Its status, where that is not plain from the rest.
    pub(super) status: Option<StatusCode>,
    /// What the browser is to hold from now on.
    pub(super) cookies: Vec<String>,
}

/// What an answer is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Media {
    Json,
    /// A document, which has its look inside it.
    Html,
    /// A page of the service, whose look is a file beside it.
    Page,
    /// The look of the pages.
    Css,
    /// A document with a form that is sent back to where it came from.
    Opened,
    Pdf,
    Text,
    Csv,
}

impl Media {
    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Media::Json => "application/json",
            Media::Html | Media::Page | Media::Opened => "text/html; charset=utf-8",
            Media::Css => "text/css; charset=utf-8",
            Media::Csv => "text/csv; charset=utf-8",
            Media::Pdf => "application/pdf",
            Media::Text => "text/plain; charset=utf-8",
        }
    }

    /// The ending of a file of it.
    const fn ending(self) -> &'static str {
        match self {
            Media::Json => "json",
            Media::Html | Media::Page | Media::Opened => "html",
            Media::Css => "css",
            Media::Csv => "csv",
            Media::Pdf => "pdf",
            Media::Text => "txt",
        }
    }
}

impl Answer {
    /// A JSON document that was worked out for this request.
    pub(super) fn of_text(text: String) -> Answer {
        Answer::of(text.into_bytes(), Media::Json)
    }

    /// What is sent once, and has no name.
    const fn of(bytes: Vec<u8>, media: Media) -> Answer {
        let cookies = Vec::new();
        Answer { bytes, media, is_tagged: false, location: None, file: None, status: None, cookies }
    }

    /// A page of the service.
    pub(super) fn page(html: String, status: StatusCode) -> Answer {
        Answer { status: Some(status), ..Answer::of(html.into_bytes(), Media::Page) }
    }

    /// Another page to look at, once what was sent has been done.
    pub(super) fn see(location: String) -> Answer {
        let status = Some(StatusCode::SEE_OTHER);
        Answer { status, location: Some(location), ..Answer::of(Vec::new(), Media::Page) }
    }

    /// The look of the pages, which stays as it is until another program is installed.
    pub(super) fn look(css: &str) -> Answer {
        Answer { is_tagged: true, ..Answer::of(css.into(), Media::Css) }
    }

    /// The same of a value.
    pub(super) fn json(document: &Json) -> Answer {
        Answer::of_text(pretty(document))
    }

    /// What was begun, and where to look at it.
    pub(super) fn begun(document: &Json, location: String) -> Answer {
        Answer { location: Some(location), ..Answer::json(document) }
    }

    /// A document that is made for whoever opened it, and kept by nobody.
    pub(super) fn opened(page: String) -> Answer {
        Answer { media: Media::Opened, ..Answer::of_text(page) }
    }

    /// A document that is kept, and may be asked for again.
    pub(super) fn kept(document: &Json) -> Answer {
        Answer { is_tagged: true, ..Answer::json(document) }
    }

    /// A document that is kept, as a file of a name without its ending.
    pub(super) fn file(bytes: Vec<u8>, media: Media, name: &str) -> Answer {
        let file = format!("{name}.{}", media.ending());
        Answer { is_tagged: true, file: Some(file), ..Answer::of(bytes, media) }
    }
}
