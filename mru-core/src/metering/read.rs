//! Reads events from CSV, NDJSON and CloudEvents, one after the other; all mistakes are found.

use std::io::{BufRead, ErrorKind, Lines};

use super::{Event, row::EventRow};
use crate::{
    finding::{Finding, Findings, Position, Positions, Severity},
    reading::{self, FieldType as _, Format, Node, Reading, Record as _, Value},
    text::{nearest, shortened, text},
};

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

impl Event {
    /// Reads a text of events.
    ///
    /// # Errors
    ///
    /// All findings at once, each with its line: those of [`EventReader`]. One error refuses the
    /// whole text.
    pub fn read(text: &str, format: EventFormat) -> Result<Vec<Event>, Vec<Finding>> {
        let mut findings = Findings::new();
        let mut events = Vec::new();
        for event in EventReader::new(text.as_bytes(), format) {
            match event {
                Ok(event) => events.push(event),
                Err(more) => more.into_iter().for_each(|finding| findings.push(finding)),
            }
        }
        if findings.has_errors() {
            return Err(findings.located(&Positions::new()));
        }
        Ok(events)
    }
}

/// Reads events one after the other, so that files may be long; a JSON list is read whole.
///
/// Each item is an event, or the findings about one row or the header: F1 for what is not of the
/// format, F2 to F4 for unknown and unreadable values, U1 for what an event lacks, U2 for values
/// that contradict each other. Reading goes on after a finding, so that all are found.
///
/// # Example
///
/// ```
/// use mru_core::metering::{EventFormat, EventReader};
///
/// let csv = "id,type,time,customer,environment,component,name,size,ticket\n\
///            1,activated,2026-04-11T09:00:00-04:00,insurer,production,container,a,1x2,REQ-7\n\
///            2,removed,soon,insurer,production,container,a,,REQ-8\n";
/// let mut reader = EventReader::new(csv.as_bytes(), EventFormat::Csv);
/// assert_eq!(reader.next().unwrap().unwrap().id, "1");
/// assert_eq!(reader.next().unwrap().unwrap_err()[0].rule, "F3");
/// assert!(reader.next().is_none());
/// ```
#[derive(Debug)]
pub struct EventReader<R> {
    rows: Rows<R>,
    index: usize,
    /// Findings about what comes before the first row.
    before: Vec<Finding>,
}

/// Where rows come from.
#[derive(Debug)]
enum Rows<R> {
    Csv { reader: csv::Reader<R>, headers: csv::StringRecord },
    Ndjson { lines: Lines<R>, line: usize },
    Json(std::vec::IntoIter<Node>),
    End,
}

impl<R: BufRead> EventReader<R> {
    /// Begins to read.
    pub fn new(mut reader: R, format: EventFormat) -> EventReader<R> {
        // A reader that fails says so again when it is asked for rows.
        if reader.fill_buf().is_ok_and(|bytes| bytes.starts_with("\u{feff}".as_bytes())) {
            reader.consume('\u{feff}'.len_utf8());
        }
        let mut findings = Findings::new();
        let rows = match format {
            EventFormat::Csv => csv_rows(reader, &mut findings),
            EventFormat::Ndjson => Rows::Ndjson { lines: reader.lines(), line: 0 },
            EventFormat::Json => json_rows(reader, &mut findings),
        };
        EventReader { rows, index: 0, before: findings.located(&Positions::new()) }
    }

    fn row(&mut self) -> Option<Result<Node, Finding>> {
        match &mut self.rows {
            Rows::Csv { reader, headers } => {
                let mut record = csv::StringRecord::new();
                match reader.read_record(&mut record) {
                    Ok(true) => Some(Ok(csv_row(headers, &record))),
                    Ok(false) => None,
                    Err(error) => {
                        if error.is_io_error() {
                            self.rows = Rows::End;
                        }
                        Some(Err(not_csv(&error)))
                    }
                }
            }
            Rows::Ndjson { lines, line } => loop {
                let read = lines.next()?;
                *line = line.saturating_add(1);
                let position = Position { line: *line, column: 1 };
                match read {
                    Ok(text) if text.trim().is_empty() => {}
                    Ok(text) => return Some(ndjson_row(&text, position)),
                    Err(error) => {
                        if error.kind() != ErrorKind::InvalidData {
                            self.rows = Rows::End;
                        }
                        return Some(Err(unreadable(&error, Some(position))));
                    }
                }
            },
            Rows::Json(rows) => rows.next().map(Ok),
            Rows::End => None,
        }
    }
}

impl<R: BufRead> Iterator for EventReader<R> {
    type Item = Result<Event, Vec<Finding>>;

    fn next(&mut self) -> Option<Result<Event, Vec<Finding>>> {
        if !self.before.is_empty() {
            return Some(Err(std::mem::take(&mut self.before)));
        }
        let node = match self.row()? {
            Ok(node) => node,
            Err(finding) => return Some(Err(vec![finding])),
        };
        let mut reading = Reading::default();
        let path = format!("events[{}]", self.index);
        self.index = self.index.saturating_add(1);
        reading.positions.insert(path.clone(), node.position);
        let row = EventRow::read(&node, &path, EventRow::RULE, &mut reading);
        let event = row.and_then(|row| row.event(&path, &mut reading.findings));
        Some(match event {
            Some(event) if !reading.findings.has_errors() => Ok(event),
            _ => Err(reading.findings.located(&reading.positions)),
        })
    }
}

fn csv_rows<R: BufRead>(reader: R, findings: &mut Findings) -> Rows<R> {
    let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(reader);
    match reader.headers().cloned() {
        Ok(headers) => {
            check_headers(&headers, findings);
            Rows::Csv { reader, headers }
        }
        Err(error) => {
            findings.push(not_csv(&error));
            Rows::End
        }
    }
}

fn csv_row(headers: &csv::StringRecord, record: &csv::StringRecord) -> Node {
    let position = record.position().map_or(Position { line: 1, column: 1 }, row_position);
    let cells = headers.iter().zip(record.iter()).filter(|(name, cell)| {
        !cell.is_empty() && EventRow::FIELDS.iter().any(|field| field.name == *name)
    });
    let entries = cells.map(|(name, cell)| {
        let key = reading::Key { name: name.to_owned(), position };
        (key, Node { position, value: Value::Plain(cell.to_owned()) })
    });
    Node { position, value: Value::Table(entries.collect()) }
}

/// The beginning of a row.
fn row_position(place: &csv::Position) -> Position {
    Position { line: usize::try_from(place.line()).unwrap_or(usize::MAX), column: 1 }
}

fn check_headers(headers: &csv::StringRecord, findings: &mut Findings) {
    let known = || EventRow::FIELDS.iter().map(|field| field.name);
    for name in headers.iter().filter(|name| !known().any(|field| field == *name)) {
        let shown = shortened(name);
        let help = match nearest(name, known()) {
            Some(near) => text!("did you mean `{near}`?", "¿quiso decir `{near}`?"),
            None => {
                let names = known().collect::<Vec<_>>().join(", ");
                text!("its columns are: {names}", "sus columnas son: {names}")
            }
        };
        findings
            .error(
                "F2",
                "header",
                text!(
                    "an event file has no column `{shown}`",
                    "un archivo de eventos no tiene la columna `{shown}`"
                ),
            )
            .help(help);
    }
}

fn not_csv(error: &csv::Error) -> Finding {
    Finding {
        rule: "F1",
        severity: Severity::Error,
        path: String::new(),
        position: error.position().map(row_position),
        message: text!("not valid CSV: {error}", "no es CSV válido (mensaje del lector: {error})"),
        help: Some(text!(
            "each line has as many cells as the header; UTF-8",
            "cada línea tiene tantas celdas como el encabezado; UTF-8"
        )),
    }
}

/// A finding for bytes that cannot be had, or are no text.
fn unreadable(error: &std::io::Error, position: Option<Position>) -> Finding {
    Finding {
        rule: "F1",
        severity: Severity::Error,
        path: String::new(),
        position,
        message: text!(
            "cannot be read: {error}",
            "no se puede leer (mensaje del sistema: {error})"
        ),
        help: Some(text!("save the file as UTF-8", "guarde el archivo como UTF-8")),
    }
}

fn ndjson_row(line: &str, position: Position) -> Result<Node, Finding> {
    match reading::parse(line, Format::Json) {
        Ok(node) => Ok(plain(at(node, position))),
        Err(finding) => Err(Finding { position: Some(position), ..finding }),
    }
}

fn json_rows<R: BufRead>(mut reader: R, findings: &mut Findings) -> Rows<R> {
    let mut text = String::new();
    if let Err(error) = reader.read_to_string(&mut text) {
        findings.push(unreadable(&error, None));
        return Rows::End;
    }
    match reading::parse(&text, Format::Json) {
        Ok(Node { value: Value::List(items), .. }) => {
            let rows: Vec<Node> = items.into_iter().map(plain).collect();
            Rows::Json(rows.into_iter())
        }
        Ok(node) => Rows::Json(vec![plain(node)].into_iter()),
        Err(finding) => {
            findings.push(finding);
            Rows::End
        }
    }
}

/// Moves a node that was read from a line to the place of the line.
fn at(node: Node, position: Position) -> Node {
    let moved = Position { line: position.line, column: node.position.column };
    match node.value {
        Value::Table(entries) => {
            let entries = entries.into_iter().map(|(key, value)| {
                let place = Position { line: position.line, column: key.position.column };
                (reading::Key { position: place, ..key }, at(value, position))
            });
            Node { position: moved, value: Value::Table(entries.collect()) }
        }
        value => Node { position: moved, value },
    }
}

/// Unwraps a CloudEvent: its id and source name the event, its data hold the rest.
fn plain(node: Node) -> Node {
    let Value::Table(entries) = &node.value else { return node };
    let find = |name: &str| entries.iter().find(|(key, _)| key.name == name);
    let (Some(_), Some((_, Node { value: Value::Table(data), .. }))) =
        (find("specversion"), find("data"))
    else {
        return node;
    };
    let mut row = data.clone();
    let text = |name: &str| find(name).and_then(|(_, value)| value.value.written());
    let mut set = |name: &str, from: &str, value: Option<String>| {
        if let (Some((key, _)), Some(value)) = (find(from), value) {
            row.retain(|(key, _)| key.name != name);
            let key = reading::Key { name: name.to_owned(), position: key.position };
            let position = key.position;
            row.push((key, Node { position, value: Value::Text(value) }));
        }
    };
    // CloudEvents 1.0: source and id together are unique.
    let id = text("source").zip(text("id")).map(|(source, id)| format!("{source}#{id}"));
    set("id", "id", id);
    set("time", "time", text("time"));
    let kind = text("type").and_then(|kind| kind.rsplit('.').next().map(str::to_owned));
    set("type", "type", kind);
    Node { position: node.position, value: Value::Table(row) }
}

#[cfg(test)]
mod tests {
    use std::io::Read as _;

    use super::*;
    use crate::metering::What;

    const ROW: &str = r#"{"id":"7","type":"activated","time":"2026-04-11T09:00:00-04:00","customer":"insurer","environment":"production","component":"database","name":"main","size":"db.r6.large","quantity":2,"ticket":"REQ-7"}"#;

    #[test]
    fn three_notations_give_the_same_event() {
        let csv = "id,type,time,customer,environment,component,name,size,quantity,ticket\n\
                   7,activated,2026-04-11T09:00:00-04:00,insurer,production,database,main,db.r6.large,2,REQ-7\n";
        let from_csv = Event::read(csv, EventFormat::Csv).unwrap();
        assert_eq!(from_csv, Event::read(ROW, EventFormat::Ndjson).unwrap());
        assert_eq!(from_csv, Event::read(&format!("[{ROW}]"), EventFormat::Json).unwrap());
        let What::Activated(size) = &from_csv[0].what else { panic!("activated") };
        assert_eq!(size.size, "db.r6g.large");
        let back: Event = serde_json::from_str(&from_csv[0].canonical()).unwrap();
        assert_eq!(back, from_csv[0]);
    }

    #[test]
    fn a_cloud_event_carries_the_same() {
        let cloud = r#"{"specversion":"1.0","id":"7","source":"/provisioning","type":"com.modyo.component.activated",
            "time":"2026-04-11T13:00:00Z","data":{"customer":"insurer","environment":"production","component":"database",
            "name":"main","size":"db.r6g.large","quantity":"2","ticket":"REQ-7"}}"#;
        let events = Event::read(cloud, EventFormat::Json).unwrap();
        assert_eq!(events[0].id, "/provisioning#7");
        let plain = Event::read(ROW, EventFormat::Ndjson).unwrap();
        assert_eq!((events[0].at, &events[0].what), (plain[0].at, &plain[0].what));
    }

    #[test]
    fn mistakes_are_named_with_their_lines() {
        let csv = "id,type,time,customer,environment,component,name,sise,ticket\n\
                   1,activated,2026-04-11,insurer,production,container,a,1x2,\n\
                   2,grown,2026-04-11T09:00:00Z,insurer,production,container,a,1x2,T\n";
        let findings = Event::read(csv, EventFormat::Csv).unwrap_err();
        let shown: Vec<_> = findings.iter().map(|f| (f.rule, f.position.map(|p| p.line))).collect();
        assert_eq!(shown, [("U1", Some(2)), ("F3", Some(2)), ("U1", Some(3)), ("F2", None)]);
    }

    #[test]
    fn reading_goes_on_after_what_cannot_be_read() {
        let row = ROW.replace("\"7\"", "\"8\"");
        let ndjson = [ROW.as_bytes(), b"\n{\"id\":\"\xff\"}\n{\n", row.as_bytes()].concat();
        let read: Vec<_> = EventReader::new(&*ndjson, EventFormat::Ndjson).collect();
        let shown = |read: &Result<Event, Vec<Finding>>| match read {
            Ok(event) => event.id.clone(),
            Err(findings) => {
                format!("{} {:?}", findings[0].rule, findings[0].position.unwrap().line)
            }
        };
        assert_eq!(read.iter().map(shown).collect::<Vec<_>>(), ["7", "F1 2", "F1 3", "8"]);
        let csv = "id,type,time\n1,activated\n\u{feff}";
        let read: Vec<_> = EventReader::new(csv.as_bytes(), EventFormat::Csv).collect();
        assert_eq!(read.iter().map(shown).collect::<Vec<_>>(), ["F1 2", "F1 3"]);
        let marked = format!("\u{feff}{ROW}");
        assert_eq!(Event::read(&marked, EventFormat::Ndjson).unwrap().len(), 1);
    }

    /// What comes after the last readable byte of a disk.
    struct Broken;

    impl std::io::Read for Broken {
        fn read(&mut self, _: &mut [u8]) -> std::io::Result<usize> {
            Err(std::io::Error::other("the disk is gone"))
        }
    }

    #[test]
    fn a_reader_that_fails_is_asked_once() {
        for format in [EventFormat::Csv, EventFormat::Ndjson, EventFormat::Json] {
            let reader = std::io::BufReader::new(ROW.as_bytes().chain(Broken));
            let read: Vec<_> = EventReader::new(reader, format).take(10).collect();
            let last = read.last().unwrap().as_ref().unwrap_err();
            assert!(last[0].message.en.contains("the disk is gone"), "{last:?}");
            assert!(read.len() < 10, "{read:?}");
        }
    }
}
