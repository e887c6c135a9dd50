//! `mru catalogue`: the kinds of components, or all about one.

use std::{fmt::Write as _, process::ExitCode};

use mru_core::{
    Lang,
    catalogue::{
        self, Counted, Kind,
        compute::size::ContainerSize,
        data::{class::CLASSES, database},
    },
    text::Text,
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
    let mut row = |en: &str, es: &str, value: &str| {
        if !value.is_empty() {
            let label = match lang {
                Lang::En => en,
                Lang::Es => es,
            };
            write_wrapped(&mut shown, value, &format!("  {label}: "), "    ");
        }
    };
    row("charged", "cobro", kind.charging.words().get(lang));
    row("in the file", "en el archivo", kind.listed_in);
    row("sizes", "tamaños", kind.sizes);
    if matches!(kind.counted, Counted::Tasks | Counted::SignOn) {
        for vcpu in [1, 2, 4, 8, 16] {
            let memory: Vec<String> = ContainerSize::memory_for(vcpu)
                .into_iter()
                .flatten()
                .map(|gb| gb.to_string())
                .collect();
            row(&format!("{vcpu} vCPU, GB"), &format!("{vcpu} vCPU, GB"), &memory.join(" "));
        }
    }
    if kind.id == database::KIND.id {
        for class in CLASSES {
            let words = Text::new(
                format!("{} connections", class.max_connections),
                format!("{} conexiones", class.max_connections),
            );
            row(class.name, class.name, words.get(lang));
        }
    }
    row("a ticket must contain", "un ticket debe contener", &kind.ticket.join(", "));
    row("rules", "reglas", &kind.rules.join(", "));
    for note in kind.notes {
        row("note", "nota", note.get(lang));
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
    row(
        &format!("weights in {}", card.id()),
        &format!("pesos en {}", card.id()),
        &weights.join("; "),
    );
    Ok(shown)
}
