//! Reads events from CSV, NDJSON and CloudEvents, one after the other; all mistakes are found.

mod csv;
mod format;
mod lines;

use std::io::{BufRead, Read as _};

pub use self::format::EventFormat;
use self::{csv::Csv, lines::Lines};
use super::{Event, row::EventRow};
use crate::{
    finding::{Finding, Findings},
    positions::{Position, Positions},
    reading::{self, FieldType as _, Format, MAX_TEXT_BYTES, Node, Reading, Record as _, Value},
};

impl Event {
    /// Reads a text of events.
    ///
    /// # Errors
    ///
    /// All findings at once, each with its line: those of [`EventReader`]. One error refuses the
    /// whole text.
    ///
    /// # Example
    ///
    /// ```
    /// use mru_core::metering::{Event, EventFormat};
    ///
    /// let csv = "id,type,time,customer,environment,component,name,size,quantity,ticket\n\
    ///            1,activated,2026-04-11T09:00:00-04:00,insurer,qa,container,a,1x2,1,REQ-7\n";
    /// assert_eq!(Event::read(csv, EventFormat::Csv).unwrap()[0].ticket, "REQ-7");
    /// let findings = Event::read(&csv.replace("REQ-7", ""), EventFormat::Csv).unwrap_err();
    /// assert_eq!((findings[0].rule, findings[0].position.unwrap().line), ("U1", 2));
    /// ```
    pub fn read(text: &str, format: EventFormat) -> Result<Vec<Event>, Vec<Finding>> {
        let mut findings = Findings::new();
        let mut events = Vec::new();
        for event in EventReader::new(text.as_bytes(), format) {
            match event {
                Ok(placed) => events.push(placed.event),
                Err(more) => more.into_iter().for_each(|finding| findings.push(finding)),
            }
        }
        if findings.has_errors() {
            return Err(findings.located(&Positions::new()));
        }
        Ok(events)
    }
}

/// An event, and where its fields stood in the text.
///
/// # Example
///
/// ```
/// use mru_core::metering::{EventFormat, EventReader, Placed};
///
/// let csv = "id,type,time,customer,environment,component,name,size,quantity,ticket\n\
///            1,activated,2026-04-11T09:00:00-04:00,insurer,qa,container,a,1x2,1,REQ-7\n";
/// let read = EventReader::new(csv.as_bytes(), EventFormat::Csv).next().unwrap().unwrap();
/// assert!(read.states("size") && !read.states("redundancy"));
/// assert!(Placed::stated(read.event, "events[0]").states("redundancy"));
/// ```
#[derive(Clone, Debug)]
pub struct Placed {
    /// The event.
    pub event: Event,
    /// Its path in the file, `events[7]`.
    pub path: String,
    /// Where it and its fields stood, by path.
    pub positions: Positions,
}

impl Placed {
    /// An event that comes from a program, which states every field.
    pub fn stated(event: Event, path: &str) -> Placed {
        Placed { event, path: path.to_owned(), positions: Positions::new() }
    }

    /// Whether a field was written, rather than left out.
    pub fn states(&self, field: &str) -> bool {
        self.positions.is_empty() || self.positions.get(&format!("{}.{field}", self.path)).is_some()
    }
}

/// Reads events one after the other, so that files may be long; a JSON list is read whole, and a
/// line has at most a mebibyte.
///
/// Each item is an event with its places, or the findings about one row or the heading: F1 for what
/// is not of the format, F2 to F5 for unknown, unreadable and repeated values, U1 for what an event
/// lacks, U2 for values that contradict each other. Reading goes on after a finding, so that all are
/// found; after a line that is too long it stops. CSV is separated by commas or semicolons.
///
/// # Example
///
/// ```
/// use mru_core::metering::{EventFormat, EventReader};
///
/// let csv = "id,type,time,customer,environment,component,name,size,quantity,ticket\n\
///            1,activated,2026-04-11T09:00:00-04:00,insurer,production,container,a,1x2,1,REQ-7\n\
///            2,removed,soon,insurer,production,container,a,,,REQ-8\n";
/// let mut reader = EventReader::new(csv.as_bytes(), EventFormat::Csv);
/// let first = reader.next().unwrap().unwrap();
/// assert_eq!(first.event.id, "1");
/// assert_eq!(first.positions.get("events[0].size").unwrap().column, 70);
/// let finding = &reader.next().unwrap().unwrap_err()[0];
/// assert_eq!((finding.rule, finding.position.unwrap().column), ("F3", 11));
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
    Csv(Csv<R>),
    Ndjson(Lines<R>),
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
            EventFormat::Csv => {
                Csv::new(Lines::new(reader), &mut findings).map_or(Rows::End, Rows::Csv)
            }
            EventFormat::Ndjson => Rows::Ndjson(Lines::new(reader)),
            EventFormat::Json => json_rows(reader, &mut findings),
        };
        EventReader { rows, index: 0, before: findings.located(&Positions::new()) }
    }

    fn row(&mut self) -> Option<Result<Node, Finding>> {
        match &mut self.rows {
            Rows::Csv(csv) => csv.row(),
            Rows::Ndjson(lines) => loop {
                match lines.next()? {
                    Ok(text) if text.trim().is_empty() => {}
                    Ok(text) => return Some(ndjson_row(&text, lines.position())),
                    Err(finding) => return Some(Err(finding)),
                }
            },
            Rows::Json(rows) => rows.next().map(Ok),
            Rows::End => None,
        }
    }
}

impl<R: BufRead> Iterator for EventReader<R> {
    type Item = Result<Placed, Vec<Finding>>;

    fn next(&mut self) -> Option<Result<Placed, Vec<Finding>>> {
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
        reading.positions = Positions::below(&path, node.position);
        let row = EventRow::read(&node, &path, EventRow::RULE, &mut reading);
        let event = row.and_then(|row| row.event(&path, &mut reading.findings));
        Some(match event {
            Some(event) if !reading.findings.has_errors() => {
                Ok(Placed { event, path, positions: reading.positions })
            }
            _ => Err(reading.findings.located(&reading.positions)),
        })
    }
}

fn ndjson_row(line: &str, position: Position) -> Result<Node, Finding> {
    match reading::parse(line, Format::Json) {
        Ok(node) => Ok(plain(at(node, position))),
        Err(finding) => Err(Finding { position: Some(position), ..finding }),
    }
}

fn json_rows<R: BufRead>(reader: R, findings: &mut Findings) -> Rows<R> {
    let mut bytes = Vec::new();
    // One byte more than is read, so that a longer text is named.
    let limit = u64::try_from(MAX_TEXT_BYTES).unwrap_or(u64::MAX).saturating_add(1);
    if let Err(error) = reader.take(limit).read_to_end(&mut bytes) {
        findings.push(lines::failed(&error, None));
        return Rows::End;
    }
    let text = match String::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) if error.as_bytes().len() > MAX_TEXT_BYTES => {
            String::from_utf8_lossy(error.as_bytes()).into_owned()
        }
        Err(_) => {
            findings.push(lines::not_text(None));
            return Rows::End;
        }
    };
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
        // The heading has no size and no quantity, so that both rows lack them.
        let expected = [("F2", Some(1)), ("U1", Some(2)), ("F3", Some(2)), ("U1", Some(3))];
        assert_eq!(shown, expected);
        assert_eq!(findings[0].position.unwrap().column, 50);
        assert_eq!(findings[2].position.unwrap().column, 13);
    }

    #[test]
    fn reading_goes_on_after_what_cannot_be_read() {
        let row = ROW.replace("\"7\"", "\"8\"");
        let ndjson = [ROW.as_bytes(), b"\n{\"id\":\"\xff\"}\n{\n", row.as_bytes()].concat();
        let read: Vec<_> = EventReader::new(&*ndjson, EventFormat::Ndjson).collect();
        let shown = |read: &Result<Placed, Vec<Finding>>| match read {
            Ok(placed) => placed.event.id.clone(),
            Err(findings) => {
                format!("{} {:?}", findings[0].rule, findings[0].position.unwrap().line)
            }
        };
        assert_eq!(read.iter().map(shown).collect::<Vec<_>>(), ["7", "F1 2", "F1 3", "8"]);
        let csv = "id,type,time\n1,activated\n\n\"1,activated,\n\u{feff}";
        let read: Vec<_> = EventReader::new(csv.as_bytes(), EventFormat::Csv).collect();
        assert_eq!(read.iter().map(shown).collect::<Vec<_>>(), ["F1 2", "F1 4", "F1 5"]);
        let marked = format!("\u{feff}{ROW}");
        assert_eq!(Event::read(&marked, EventFormat::Ndjson).unwrap().len(), 1);
    }

    #[test]
    fn semicolons_and_commas_separate_cells_and_a_decimal_comma_is_named() {
        let csv = "id,type,time,customer,environment,component,name,size,quantity,ticket\n\
                   7,activated,2026-04-11T09:00:00-04:00,insurer,production,cdn,site,tier-1,0.5,REQ-7\n";
        let expected = Event::read(csv, EventFormat::Csv).unwrap();
        let excel = csv.replace(',', ";");
        assert_eq!(Event::read(&excel, EventFormat::Csv).unwrap(), expected);
        for written in [excel.replace("0.5", "0,5"), csv.replace("0.5", "\"0,5\"")] {
            let findings = Event::read(&written, EventFormat::Csv).unwrap_err();
            assert_eq!(findings[0].rule, "F3");
            assert!(findings[0].help.as_ref().unwrap().en.contains("`0.5`"), "{findings:?}");
            assert!(findings[0].help.as_ref().unwrap().es.contains("coma"), "{findings:?}");
        }
    }

    #[test]
    fn a_column_that_stands_twice_is_refused_with_its_place() {
        let csv = "id,quantity,quantity\n7,,3\n";
        let findings = Event::read(csv, EventFormat::Csv).unwrap_err();
        let place = findings[0].position.unwrap();
        assert_eq!((findings[0].rule, place.line, place.column), ("F5", 1, 13));
    }

    #[test]
    fn a_line_without_an_end_is_named_and_not_kept() {
        let zeros = std::io::BufReader::new(std::io::repeat(0));
        for format in [EventFormat::Csv, EventFormat::Ndjson, EventFormat::Json] {
            let mut read = EventReader::new(std::io::BufReader::new(std::io::repeat(b'a')), format);
            let findings = read.next().unwrap().unwrap_err();
            assert_eq!(findings[0].rule, "F1");
            assert!(findings[0].message.en.contains("bytes"), "{findings:?}");
            assert!(read.next().is_none(), "{format:?}");
        }
        assert!(EventReader::new(zeros, EventFormat::Csv).next().unwrap().is_err());
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
