//! Reads events from CSV, NDJSON and CloudEvents; all mistakes at once.

use super::{Event, row::EventRow};
use crate::{
    finding::{Finding, Findings, Position},
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
    /// Tells the format from a file name's ending, or from the text when the name says nothing.
    pub fn guess(name: &str, text: &str) -> EventFormat {
        match name.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase()).as_deref() {
            Some("csv") => return EventFormat::Csv,
            Some("ndjson" | "jsonl") => return EventFormat::Ndjson,
            Some("json") => return EventFormat::Json,
            Some(_) | None => {}
        }
        let text = text.trim_start();
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
    /// Reads a file of events.
    ///
    /// # Errors
    ///
    /// All findings at once, each with its line: F1 for a text that is not of the format, F2 to F4
    /// for unknown and unreadable values, U1 for what an event lacks, U2 for values that
    /// contradict each other. One error refuses the whole file.
    pub fn read(text: &str, format: EventFormat) -> Result<Vec<Event>, Vec<Finding>> {
        let mut reading = Reading::default();
        let nodes = match format {
            EventFormat::Csv => csv_rows(text, &mut reading.findings),
            EventFormat::Ndjson => ndjson_rows(text, &mut reading.findings),
            EventFormat::Json => json_rows(text, &mut reading.findings),
        };
        let mut events = Vec::with_capacity(nodes.len());
        for (index, node) in nodes.iter().enumerate() {
            // Each event collects its own findings, so that a long file is judged in linear time.
            let mut own = Reading::default();
            let path = format!("events[{index}]");
            own.positions.insert(path.clone(), node.position);
            if let Some(row) = EventRow::read(node, &path, EventRow::RULE, &mut own) {
                events.extend(row.event(&path, &mut own.findings));
            }
            for finding in own.findings.located(&own.positions) {
                reading.findings.push(finding);
            }
        }
        if reading.findings.has_errors() {
            return Err(reading.findings.located(&reading.positions));
        }
        Ok(events)
    }
}

fn csv_rows(text: &str, findings: &mut Findings) -> Vec<Node> {
    let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(text.as_bytes());
    let headers = match reader.headers() {
        Ok(headers) => headers.clone(),
        Err(error) => {
            unreadable(&error, findings);
            return Vec::new();
        }
    };
    check_headers(&headers, findings);
    let mut rows = Vec::new();
    for record in reader.records() {
        match record {
            Ok(record) => rows.push(csv_row(&headers, &record)),
            Err(error) => unreadable(&error, findings),
        }
    }
    rows
}

fn csv_row(headers: &csv::StringRecord, record: &csv::StringRecord) -> Node {
    let line = record.position().and_then(|place| usize::try_from(place.line()).ok()).unwrap_or(1);
    let position = Position { line, column: 1 };
    let cells = headers.iter().zip(record.iter()).filter(|(name, cell)| {
        !cell.is_empty() && EventRow::FIELDS.iter().any(|field| field.name == *name)
    });
    let entries = cells.map(|(name, cell)| {
        let key = reading::Key { name: name.to_owned(), position };
        (key, Node { position, value: Value::Plain(cell.to_owned()) })
    });
    Node { position, value: Value::Table(entries.collect()) }
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

fn unreadable(error: &csv::Error, findings: &mut Findings) {
    findings
        .error(
            "F1",
            "",
            text!("not valid CSV: {error}", "no es CSV válido (mensaje del lector: {error})"),
        )
        .help(text!(
            "each line has as many cells as the header; UTF-8",
            "cada línea tiene tantas celdas como el encabezado; UTF-8"
        ));
}

fn ndjson_rows(text: &str, findings: &mut Findings) -> Vec<Node> {
    let mut rows = Vec::new();
    for (index, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        let position = Position { line: index.saturating_add(1), column: 1 };
        match reading::parse(line, Format::Json) {
            Ok(node) => rows.push(plain(at(node, position))),
            Err(finding) => findings.push(Finding { position: Some(position), ..finding }),
        }
    }
    rows
}

fn json_rows(text: &str, findings: &mut Findings) -> Vec<Node> {
    match reading::parse(text, Format::Json) {
        Ok(Node { value: Value::List(items), .. }) => items.into_iter().map(plain).collect(),
        Ok(node) => vec![plain(node)],
        Err(finding) => {
            findings.push(finding);
            Vec::new()
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
}
