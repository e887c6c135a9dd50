//! Reading inputs and writing outputs: whole or not at all.

pub(crate) mod private;
mod writing;

use std::{
    fs,
    io::{BufRead, BufReader, Read as _},
    path::Path,
};

use mru_core::{Finding, Format, MAX_TEXT_BYTES, Position, Severity, text::Text};

use crate::failure::Failure;

pub use writing::{Writing, write, write_shared};

/// A text with the name it is known by.
#[derive(Debug)]
pub struct Input {
    /// Name of the file, or `-` for the standard input.
    pub name: String,
    /// Its text.
    pub text: String,
}

impl Input {
    /// Reads a file, or the standard input when `name` is `-`.
    ///
    /// # Errors
    ///
    /// [`Failure::CannotDo`] when it cannot be read, [`Failure::Invalid`] when it is too long or
    /// not UTF-8.
    pub fn read(name: &str) -> Result<Input, Failure> {
        let bytes = bytes(name, MAX_TEXT_BYTES)?;
        let text = text(bytes).map_err(|finding| Failure::invalid(name, "", vec![finding]))?;
        Ok(Input { name: name.to_owned(), text })
    }

    /// Returns the notation: by the file's ending, else by its text.
    pub fn format(&self) -> Format {
        Format::guess(&self.name, &self.text)
    }
}

/// Reads a file, or the standard input when `name` is `-`: one byte more than `most` at most, so that
/// what is too long is known as such.
///
/// # Errors
///
/// [`Failure::CannotDo`] when it cannot be read.
pub fn bytes(name: &str, most: usize) -> Result<Vec<u8>, Failure> {
    let limit = (most as u64).saturating_add(1);
    let mut bytes = Vec::new();
    let read = if name == "-" {
        std::io::stdin().lock().take(limit).read_to_end(&mut bytes)
    } else {
        fs::File::open(name).and_then(|file| file.take(limit).read_to_end(&mut bytes))
    };
    read.map_err(|error| Failure::io(Path::new(name), &error))?;
    Ok(bytes)
}

/// The text of bytes that were read, without the mark that some editors begin files with.
///
/// # Errors
///
/// F1, with the line, when they are not UTF-8.
pub fn text(bytes: Vec<u8>) -> Result<String, Finding> {
    let mut text = String::from_utf8(bytes).map_err(|error| not_utf8(&error))?;
    if text.starts_with('\u{feff}') {
        text.drain(..'\u{feff}'.len_utf8());
    }
    Ok(text)
}

/// Opens a file of any length, to be read bit by bit, or the standard input when `name` is `-`.
///
/// # Errors
///
/// [`Failure::CannotDo`] when there is no such file.
pub fn open(name: &str) -> Result<Box<dyn BufRead>, Failure> {
    let failed = |error| Failure::io(Path::new(name), &error);
    if name == "-" {
        return Ok(Box::new(BufReader::new(std::io::stdin())));
    }
    let file = fs::File::open(name).map_err(failed)?;
    if file.metadata().map_err(failed)?.is_dir() {
        return Err(failed(std::io::ErrorKind::IsADirectory.into()));
    }
    Ok(Box::new(BufReader::new(file)))
}

/// The beginning of a file, to show the lines that findings are about; empty when it cannot be had.
///
/// A pipe or device is not read a second time.
pub fn excerpt(name: &str) -> String {
    if !fs::metadata(name).is_ok_and(|it| it.is_file()) {
        return String::new();
    }
    let mut bytes = Vec::new();
    let read = fs::File::open(name)
        .and_then(|file| file.take(MAX_TEXT_BYTES as u64).read_to_end(&mut bytes));
    let text = String::from_utf8_lossy(&bytes);
    if read.is_ok() {
        text.strip_prefix('\u{feff}').unwrap_or(&text).to_owned()
    } else {
        String::new()
    }
}

fn not_utf8(error: &std::string::FromUtf8Error) -> Finding {
    let valid = error.utf8_error().valid_up_to();
    let before = &error.as_bytes()[..valid];
    let line = before.iter().filter(|byte| **byte == b'\n').count() + 1;
    Finding {
        rule: "F1",
        severity: Severity::Error,
        path: String::new(),
        position: Some(Position { line, column: 1 }),
        message: Text::new("the text is not UTF-8", "el texto no es UTF-8"),
        help: Some(Text::new("save the file as UTF-8", "guarde el archivo como UTF-8")),
    }
}
