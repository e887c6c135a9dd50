//! Why an operation did not succeed, as the person who asked for it must know it.

use std::path::Path;

use mru_core::{Finding, text::Text};

/// Why an operation did not succeed; each kind has its exit code.
#[derive(Debug)]
pub enum Failure {
    /// It could not be done: a file, a folder, the system. Exit code 1.
    CannotDo(Text),
    /// The input is not valid. Exit code 2.
    Invalid(Box<InvalidInput>),
    /// Several inputs are not valid. Exit code 2.
    InvalidFiles(Vec<InvalidInput>),
}

/// What was not valid, with the text so that excerpts can be shown.
#[derive(Debug)]
pub struct InvalidInput {
    /// Name of the file.
    pub file: String,
    /// Its text; empty when the findings are about several files.
    pub text: String,
    /// The findings.
    pub findings: Vec<Finding>,
}

impl Failure {
    /// A failure of the file system.
    pub fn io(path: &Path, error: &std::io::Error) -> Failure {
        let path = path.display();
        Failure::CannotDo(Text::new(
            format!("`{path}`: {error}; check the name and that it may be read or written"),
            format!("`{path}`: {error}; revise el nombre y los permisos de lectura o escritura"),
        ))
    }

    /// Findings about a file whose text is at hand.
    pub fn invalid(
        file: impl Into<String>,
        text: impl Into<String>,
        findings: Vec<Finding>,
    ) -> Failure {
        Failure::Invalid(Box::new(InvalidInput { file: file.into(), text: text.into(), findings }))
    }

    /// Findings about several files.
    pub fn invalid_files(files: impl IntoIterator<Item = InvalidInput>) -> Failure {
        Failure::InvalidFiles(files.into_iter().collect())
    }
}
