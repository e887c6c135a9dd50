//! `mru explain`: why the lines of a quote are what they are.

use std::{path::Path, process::ExitCode};

use mru_core::{Lang, Quote, pricing::Line, rate_card::Source, text::Text};
use reports::findings::write_wrapped;

use super::{TermsArguments, explain_line, output::TextOrJson, pretty, store::Place};
use crate::{
    answers,
    failure::Failure,
    files::{self, Input},
    quoting::{self, ExplainedLine},
};

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// Deployment file, `-` for the standard input, or the code of an invoice line: INV-000012/7.
    file: String,
    /// Number of the line; all lines when absent.
    line: Option<usize>,
    #[command(flatten)]
    terms: TermsArguments,
    /// Form of what is said of a deployment; an invoice line is explained as text.
    #[arg(long, value_enum, default_value = "text")]
    format: TextOrJson,
    #[command(flatten)]
    place: Place,
}

pub(super) fn run(arguments: &Arguments, asked: Option<Lang>) -> Result<ExitCode, Failure> {
    let lang = asked.unwrap_or_default();
    if let Some((document, line)) = explain_line::parse(&arguments.file)
        && !Path::new(&arguments.file).exists()
    {
        let shown = explain_line::explain(document, line, &arguments.place, asked)?;
        files::write(None, shown)?;
        return Ok(ExitCode::SUCCESS);
    }
    let input = Input::read(&arguments.file)?;
    let terms = arguments.terms.terms()?;
    let quote = quoting::quote(&input.text, input.format(), &terms, arguments.terms.day())
        .map_err(|findings| Failure::invalid(input.name, input.text, findings))?;
    let shown = match arguments.line {
        line if arguments.format == TextOrJson::Json => {
            pretty(&answers::explanation(&quote, line, lang)?)
        }
        None => {
            let lines = quote.priced.lines().enumerate();
            lines.map(|(index, line)| brief(index + 1, &line, &quote, lang)).collect()
        }
        Some(number) => {
            let explained = quoting::explain(&quote, number)?;
            in_full(number, &explained, &quote, lang)
        }
    };
    files::write(None, &shown)?;
    Ok(ExitCode::SUCCESS)
}

fn title(number: usize, line: &Line<'_>, quote: &Quote, lang: Lang) -> String {
    let item = line.item;
    let size = if item.size.is_empty() { String::new() } else { format!(" {}", item.size) };
    format!(
        "{number}. {} · {} · {}{size}",
        quote.place_name(item.place),
        item.kind.name.get(lang),
        item.name
    )
}

fn brief(number: usize, line: &Line<'_>, quote: &Quote, lang: Lang) -> String {
    let mut shown = String::new();
    write_wrapped(&mut shown, &title(number, line, quote, lang), "", "   ");
    write_wrapped(&mut shown, &line.explanation(lang), "   ", "   ");
    shown
}

/// Everything behind one line: arithmetic, entry with its own arithmetic, card, rules, place.
fn in_full(number: usize, explained: &ExplainedLine<'_>, quote: &Quote, lang: Lang) -> String {
    let ExplainedLine { line, derived } = explained;
    let mut shown = brief(number, line, quote, lang);
    let mut row = |en: &str, es: &str, value: &str| {
        let label = match lang {
            Lang::En => en,
            Lang::Es => es,
        };
        write_wrapped(&mut shown, value, &format!("   {label}: "), "     ");
    };
    row("rules", "reglas", &line.item.rules.join(", "));
    if let Some(entry) = line.entry() {
        row("rate card entry", "entrada de la tarifa", entry);
        if line.weight_source == Source::Contract {
            row("weight agreed in contract", "peso acordado en el contrato", &quote.terms.contract);
        }
    }
    if let Some((card, entry)) = derived {
        row("derived as", "derivado como", &entry.arithmetic);
        row("confidence of its price", "confianza de su precio", entry.confidence.as_str());
        if card.hash != quote.terms.card.hash {
            let shown = format!("{} {}, {}", card.id(), card.hash, quote.terms.contract);
            row("weights locked by contract", "pesos bloqueados por el contrato", &shown);
        }
    }
    let card = &quote.terms.card;
    row("rate card", "tarifa", &format!("{} {}", card.id(), card.hash));
    if card.is_proposal {
        let (en, es) = ("a proposal, not published", "una propuesta, no publicada");
        row("state of the rate card", "estado de la tarifa", Text::new(en, es).get(lang));
    }
    if quote.terms.price_source == Source::Contract {
        row("price agreed in contract", "precio acordado en el contrato", &quote.terms.contract);
    }
    row("deployment", "despliegue", &format!("{} {}", quote.deployment.id, quote.deployment_hash));
    row("place in the file", "lugar en el archivo", &line.item.path);
    shown
}
