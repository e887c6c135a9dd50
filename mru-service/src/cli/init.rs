//! `mru init`: a deployment file to begin with, commented, that validates and prices.

use std::{
    path::{Path, PathBuf},
    process::ExitCode,
};

use clap::ValueEnum;
use mru_core::{Lang, text::Text};

use crate::{failure::Failure, files, tell::tell_line};

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// What it is like.
    #[arg(value_enum, default_value = "api")]
    like: Like,
    /// File to write; named after the choice when absent, `-` for the standard output.
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

/// What a deployment is like.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Like {
    /// Services behind Single Sign-On, with a database, a cache and a VPN.
    Bank,
    /// A single-page application, its files behind a CDN, its services and their database.
    Spa,
    /// Two services without a database.
    Api,
}

impl Like {
    const fn name(self) -> &'static str {
        match self {
            Like::Bank => "bank.yaml",
            Like::Spa => "spa.yaml",
            Like::Api => "api.yaml",
        }
    }

    /// The file in both languages: a line that ends in a comment of another one is left out.
    const fn template(self) -> &'static str {
        match self {
            Like::Bank => include_str!("init/bank.yaml"),
            Like::Spa => include_str!("init/spa.yaml"),
            Like::Api => include_str!("init/api.yaml"),
        }
    }
}

pub(super) fn run(arguments: &Arguments, lang: Lang) -> Result<ExitCode, Failure> {
    let like = arguments.like;
    let file = arguments.output.clone().unwrap_or_else(|| PathBuf::from(like.name()));
    let to_output = file == Path::new("-");
    let shown = if to_output { like.name().to_owned() } else { file.display().to_string() };
    if !to_output && file.exists() {
        return Err(Failure::CannotDo(Text::new(
            format!("`{shown}` is there already; name another file with `-o FILE`"),
            format!("`{shown}` ya existe; nombre otro archivo con `-o ARCHIVO`"),
        )));
    }
    files::write(Some(&file), written(like.template(), &shown, lang))?;
    if !to_output {
        tell_line(&match lang {
            Lang::En => format!(
                "{shown} is written. Next: `mru quote {shown}` prices it, `mru validate {shown}` says what is wrong after a change."
            ),
            Lang::Es => format!(
                "{shown} está escrito. Ahora: `mru quote {shown} --lang es` lo cotiza y `mru validate {shown} --lang es` dice qué está mal después de un cambio."
            ),
        });
    }
    Ok(ExitCode::SUCCESS)
}

/// The file in one language.
fn written(template: &str, file: &str, lang: Lang) -> String {
    let (own, other) = match lang {
        Lang::En => ("#en ", "#es "),
        Lang::Es => ("#es ", "#en "),
    };
    let lines = template.lines().filter(|line| !line.contains(other));
    let mut text: String = lines.map(|line| format!("{}\n", line.replace(own, "# "))).collect();
    text = text.replace("{file}", file);
    text
}
