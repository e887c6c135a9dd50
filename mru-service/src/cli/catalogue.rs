//! `mru catalogue`: the kinds of components, or all about one.

use std::{fmt::Write as _, process::ExitCode};

use mru_core::{
    Lang,
    catalogue::{
        self, Counted, Kind,
        compute::size::ContainerSize,
        data::{class::CLASSES, database},
    },
};
use reports::findings::write_wrapped;

use super::{TermsArguments, cards::find_card, output::TextOrJson, pretty};
use crate::{answers, failure::Failure, files, quoting};

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// Id of a component (`queue`) or its number (`C37`); all components when absent.
    component: Option<String>,
    #[command(flatten)]
    terms: TermsArguments,
    /// Form of the answer.
    #[arg(long, value_enum, default_value = "text")]
    format: TextOrJson,
}

pub(super) fn run(arguments: &Arguments, lang: Lang) -> Result<ExitCode, Failure> {
    let kinds: Vec<&Kind> = match &arguments.component {
        Some(name) => vec![quoting::kind(name)?],
        None => catalogue::KINDS.to_vec(),
    };
    let shown = match (arguments.format, kinds.as_slice(), arguments.component.is_some()) {
        (TextOrJson::Json, [kind], true) => pretty(&answers::kind(kind, lang)),
        (TextOrJson::Json, ..) => pretty(&answers::catalogue(lang)),
        (TextOrJson::Text, [kind], true) => in_full(kind, arguments, lang)?,
        (TextOrJson::Text, ..) => list(&kinds, lang),
    };
    files::write(None, &shown)?;
    Ok(ExitCode::SUCCESS)
}

/// One line a kind: number, id, name, how it is charged.
fn list(kinds: &[&Kind], lang: Lang) -> String {
    let mut shown = String::new();
    for kind in kinds {
        let charging = kind.charging.words().get(lang);
        // INVARIANT (writing to a String cannot fail): the result carries nothing.
        let _ = writeln!(shown, "{}  {:<24} {charging}", kind.code, kind.id);
        let _ = writeln!(shown, "     {}", kind.name.get(lang));
    }
    shown
}

fn in_full(kind: &Kind, arguments: &Arguments, lang: Lang) -> Result<String, Failure> {
    let mut shown = String::new();
    let _ = writeln!(shown, "{} {} ({})", kind.code, kind.name.get(lang), kind.id);
    row(&mut shown, lang, ["charged", "cobro"], kind.charging.words().get(lang));
    in_the_file(&mut shown, kind, lang);
    sizes(&mut shown, kind, lang);
    row(
        &mut shown,
        lang,
        ["a ticket must contain", "un ticket debe contener"],
        &kind.ticket.join(", "),
    );
    row(&mut shown, lang, ["rules", "reglas"], &kind.rules.join(", "));
    for note in kind.notes {
        row(&mut shown, lang, ["note", "nota"], note.get(lang));
    }
    let card = find_card(
        &arguments.terms.rate_card,
        arguments.terms.day(),
        arguments.terms.pricing_tables.as_deref(),
    )?;
    let weights: Vec<String> = card
        .entries()
        .filter(|entry| entry.id.component() == kind.id)
        .map(|entry| {
            format!(
                "{} = {} MRU",
                entry.id,
                mru_core::text::number(entry.weight.as_decimal(), lang)
            )
        })
        .collect();
    let card = card.id();
    let (en, es) = (format!("MRU each in {card}"), format!("MRU unitarios en {card}"));
    row(&mut shown, lang, [&en, &es], &weights.join("; "));
    Ok(shown)
}

/// A label in the language asked for, and its value; nothing when there is none.
fn row(shown: &mut String, lang: Lang, [en, es]: [&str; 2], value: &str) {
    if value.is_empty() {
        return;
    }
    let label = match lang {
        Lang::En => en,
        Lang::Es => es,
    };
    write_wrapped(shown, value, &format!("  {label}: "), "    ");
}

/// Where a deployment file lists it, with which fields, and an example.
fn in_the_file(shown: &mut String, kind: &Kind, lang: Lang) {
    row(shown, lang, ["in the file", "en el archivo"], kind.listed_in);
    for field in quoting::file_fields(kind) {
        let (en, es) = match field.required {
            true => ("required", "obligatorio"),
            false => ("optional", "opcional"),
        };
        let name = &field.name;
        let (en, es) = (format!("  {name} ({en})"), format!("  {name} ({es})"));
        row(shown, lang, [&en, &es], &field.meaning);
    }
    let example = quoting::file_example(kind);
    if example.is_empty() {
        return;
    }
    let _ = writeln!(
        shown,
        "{}",
        match lang {
            Lang::En => "  example, to paste (YAML):",
            Lang::Es => "  ejemplo, para pegar (YAML):",
        }
    );
    for line in example.lines() {
        let _ = writeln!(shown, "    {line}");
    }
}

/// The sizes that it may have.
fn sizes(shown: &mut String, kind: &Kind, lang: Lang) {
    row(shown, lang, ["sizes", "tamaños"], kind.sizes);
    if matches!(kind.counted, Counted::Tasks | Counted::SignOn) {
        for vcpu in [1, 2, 4, 8, 16] {
            let memory: Vec<String> = ContainerSize::memory_for(vcpu)
                .into_iter()
                .flatten()
                .map(|gb| gb.to_string())
                .collect();
            let label = format!("{vcpu} vCPU, GB");
            row(shown, lang, [&label, &label], &memory.join(" "));
        }
    }
    if kind.id == database::KIND.id {
        for class in CLASSES {
            let count = mru_core::text::number(class.max_connections.into(), lang);
            let words = match lang {
                Lang::En => format!("{count} connections"),
                Lang::Es => format!("{count} conexiones"),
            };
            row(shown, lang, [class.name, class.name], &words);
        }
    }
}
