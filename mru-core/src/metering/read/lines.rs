//! Lines of a file, each of at most a mebibyte, so that no input can fill the memory.

use std::io::{BufRead, Error};

use crate::{
    finding::{Finding, Severity},
    positions::Position,
    text::{Text, text},
};

/// The longest line that is read, in bytes: 1 MiB.
pub(super) const MAX_LINE_BYTES: usize = 1024 * 1024;

/// The lines of a reader, with their numbers.
#[derive(Debug)]
pub(super) struct Lines<R> {
    reader: Option<R>,
    /// Number of the line that was read last, from 1.
    number: usize,
}

impl<R: BufRead> Lines<R> {
    pub(super) fn new(reader: R) -> Lines<R> {
        Lines { reader: Some(reader), number: 0 }
    }

    /// The place where the line that was read last begins.
    pub(super) fn position(&self) -> Position {
        Position { line: self.number.max(1), column: 1 }
    }

    /// The next line without its end, or why it cannot be read (F1).
    ///
    /// Reading goes on after a line that is no text; it stops after one that is too long, and when
    /// the reader fails.
    pub(super) fn next(&mut self) -> Option<Result<String, Finding>> {
        let reader = self.reader.as_mut()?;
        self.number = self.number.saturating_add(1);
        let mut bytes = Vec::new();
        match read_line(reader, &mut bytes) {
            Ok(Line::End) => None,
            Ok(Line::Whole) => {
                Some(String::from_utf8(bytes).map_err(|_| not_text(Some(self.position()))))
            }
            Ok(Line::TooLong) => {
                self.reader = None;
                Some(Err(too_long(self.position())))
            }
            Err(error) => {
                self.reader = None;
                Some(Err(failed(&error, Some(self.position()))))
            }
        }
    }
}

enum Line {
    End,
    Whole,
    TooLong,
}

/// Reads up to the end of a line, or one byte more than a line may have.
fn read_line(reader: &mut impl BufRead, bytes: &mut Vec<u8>) -> Result<Line, Error> {
    loop {
        let available = match reader.fill_buf() {
            Ok(available) => available,
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(error),
        };
        if available.is_empty() {
            return Ok(if bytes.is_empty() { Line::End } else { Line::Whole });
        }
        let end = available.iter().position(|byte| *byte == b'\n');
        let used = end.unwrap_or(available.len());
        bytes.extend_from_slice(available.get(..used).unwrap_or_default());
        reader.consume(used.saturating_add(usize::from(end.is_some())));
        if bytes.len() > MAX_LINE_BYTES {
            return Ok(Line::TooLong);
        }
        if end.is_some() {
            if bytes.last() == Some(&b'\r') {
                bytes.pop();
            }
            return Ok(Line::Whole);
        }
    }
}

fn too_long(position: Position) -> Finding {
    unreadable(
        text!(
            "this line has more than {MAX_LINE_BYTES} bytes, so that reading stopped here",
            "esta línea tiene más de {MAX_LINE_BYTES} bytes, así que la lectura terminó aquí"
        ),
        Some(position),
    )
}

/// A finding for bytes that cannot be had.
pub(super) fn failed(error: &Error, position: Option<Position>) -> Finding {
    unreadable(
        text!("cannot be read: {error}", "no se puede leer (mensaje del sistema: {error})"),
        position,
    )
}

/// A finding for bytes that are no text.
pub(super) fn not_text(position: Option<Position>) -> Finding {
    unreadable(Text::new("this is not UTF-8", "esto no es UTF-8"), position)
}

/// A finding that a text cannot be read (F1).
fn unreadable(message: Text, position: Option<Position>) -> Finding {
    Finding {
        rule: "F1",
        severity: Severity::Error,
        path: String::new(),
        position,
        message,
        help: Some(text!(
            "events are UTF-8 text, one a line",
            "los eventos son texto UTF-8, uno por línea"
        )),
    }
}
