//! What a route answers.

use serde_json::Value as Json;

use crate::answers::pretty;

/// An answer that went well.
#[derive(Debug)]
pub(super) struct Answer {
    pub(super) text: String,
    /// Whether it stays the same as long as its text does, so that it gets an entity tag.
    pub(super) is_tagged: bool,
}

impl Answer {
    /// A JSON document that was worked out for this request.
    pub(super) fn of_text(text: String) -> Answer {
        Answer { text, is_tagged: false }
    }

    /// The same of a value.
    pub(super) fn json(document: &Json) -> Answer {
        Answer::of_text(pretty(document))
    }

    /// A document that is kept, and may be asked for again.
    pub(super) fn kept(document: &Json) -> Answer {
        Answer { text: pretty(document), is_tagged: true }
    }
}
