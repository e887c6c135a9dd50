//! Events that wait to be recorded: read and judged, in a private file without a name.

use std::{
    fs::File,
    io::{BufRead as _, BufReader, Error, Seek as _, SeekFrom, Write as _},
};

use mru_core::{Position, metering::Event, stored};

use super::BillingError;
use crate::files::private;

/// Bytes that wait in memory until they are written.
const BUFFER: usize = 64 * 1024;

/// An event that waits, with its place.
#[derive(Debug)]
pub(super) struct Waiting {
    /// Number of its file.
    pub(super) file: usize,
    /// Where its id stands, when it came from a text.
    pub(super) position: Option<Position>,
    /// The event.
    pub(super) event: Event,
}

/// Events that wait, in their order.
#[derive(Debug)]
pub(super) struct Spool {
    file: BufReader<File>,
    /// What was not written yet.
    unwritten: Vec<u8>,
}

impl Spool {
    pub(super) fn new() -> Result<Spool, BillingError> {
        let file = private::nameless().map_err(BillingError::Spool)?;
        Ok(Spool { file: BufReader::new(file), unwritten: Vec::with_capacity(BUFFER) })
    }

    pub(super) fn push(&mut self, waiting: &Waiting) -> Result<(), BillingError> {
        let at = waiting.position.unwrap_or(Position { line: 0, column: 0 });
        // JSON has neither tabs nor line breaks in it.
        let content = waiting.event.canonical();
        let line = format!("{}\t{}\t{}\t{content}\n", waiting.file, at.line, at.column);
        self.unwritten.extend_from_slice(line.as_bytes());
        if self.unwritten.len() < BUFFER { Ok(()) } else { self.flush() }
    }

    fn flush(&mut self) -> Result<(), BillingError> {
        self.file.get_mut().write_all(&self.unwritten).map_err(BillingError::Spool)?;
        self.unwritten.clear();
        Ok(())
    }

    /// Goes back to the first event.
    pub(super) fn rewind(&mut self) -> Result<(), BillingError> {
        self.flush()?;
        self.file.seek(SeekFrom::Start(0)).map(|_| ()).map_err(BillingError::Spool)
    }

    /// The next events, at most so many; none at the end.
    pub(super) fn part(&mut self, most: usize) -> Result<Vec<Waiting>, BillingError> {
        let mut part = Vec::new();
        let mut line = String::new();
        while part.len() < most {
            line.clear();
            if self.file.read_line(&mut line).map_err(BillingError::Spool)? == 0 {
                break;
            }
            part.push(read(line.trim_end_matches('\n'))?);
        }
        Ok(part)
    }
}

fn read(line: &str) -> Result<Waiting, BillingError> {
    let mut columns = line.splitn(4, '\t');
    let mut number = || columns.next().and_then(|number| number.parse::<usize>().ok()).unwrap_or(0);
    let (file, line, column) = (number(), number(), number());
    let event = stored::read(columns.next().unwrap_or_default())
        .map_err(|error| BillingError::Spool(Error::other(error)))?;
    let position = (line > 0).then_some(Position { line, column });
    Ok(Waiting { file, position, event })
}
