//! How files of events are written.

/// How a file of events is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EventFormat {
    /// A header line, then one event a line.
    Csv,
    /// One JSON object a line: an event, or a CloudEvent with the event as its data.
    Ndjson,
    /// One JSON object or a list of them: events or CloudEvents.
    Json,
}

impl EventFormat {
    /// Tells the format from a file name's ending, or from the text, or the beginning of it, when
    /// the name says nothing.
    ///
    /// # Example
    ///
    /// ```
    /// use mru_core::metering::EventFormat;
    ///
    /// assert_eq!(EventFormat::guess("events.ndjson", ""), EventFormat::Ndjson);
    /// assert_eq!(EventFormat::guess("-", "[{\"id\": \"1\"}]"), EventFormat::Json);
    /// assert_eq!(EventFormat::guess("-", "id,type,time"), EventFormat::Csv);
    /// ```
    pub fn guess(name: &str, text: &str) -> EventFormat {
        match name.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase()).as_deref() {
            Some("csv") => return EventFormat::Csv,
            Some("ndjson" | "jsonl") => return EventFormat::Ndjson,
            Some("json") => return EventFormat::Json,
            Some(_) | None => {}
        }
        let text = text.trim_start_matches('\u{feff}').trim_start();
        match text.chars().next() {
            Some('[') => EventFormat::Json,
            Some('{') if text.lines().next().is_some_and(|line| line.trim_end().ends_with('}')) => {
                EventFormat::Ndjson
            }
            Some('{') => EventFormat::Json,
            Some(_) | None => EventFormat::Csv,
        }
    }
}
