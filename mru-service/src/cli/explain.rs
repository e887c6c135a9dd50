//! `mru explain`: why the lines of a quote are what they are.

use std::{path::Path, process::ExitCode};

use mru_core::{
    Deployment, Lang, Quote,
    pricing::Line,
    rate_card::{EntryId, Source},
    text::Text,
};
use reports::findings::write_wrapped;

use super::{TermsArguments, explain_line, store::Place};
use crate::{
    failure::Failure,
    files::{self, Input},
};

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// Deployment file, `-` for the standard input, or the code of an invoice line: INV-000012/7.
    file: String,
    /// Number of the line; all lines when absent.
    line: Option<usize>,
    #[command(flatten)]
    terms: TermsArguments,
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
    let parsed = Deployment::parse(&input.text, input.format());
    let quote = Quote::of(&parsed, &terms, arguments.terms.day())
        .map_err(|findings| Failure::invalid(input.name, input.text, findings))?;
    let lines: Vec<Line<'_>> = quote.priced.lines().collect();
    let mut shown = String::new();
    match arguments.line {
        None => lines
            .iter()
            .enumerate()
            .for_each(|(index, line)| shown.push_str(&brief(index + 1, line, &quote, lang))),
        Some(number) => {
            let line = number
                .checked_sub(1)
                .and_then(|index| lines.get(index))
                .ok_or_else(|| no_line(number, lines.len()))?;
            shown = in_full(number, line, &quote, lang);
        }
    }
    files::write(None, &shown)?;
    Ok(ExitCode::SUCCESS)
}

fn no_line(number: usize, lines: usize) -> Failure {
    Failure::CannotDo(Text::new(
        format!("the quote has no line {number}; its lines are 1 to {lines}"),
        format!("la cotización no tiene la línea {number}; sus líneas van de la 1 a la {lines}"),
    ))
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
fn in_full(number: usize, line: &Line<'_>, quote: &Quote, lang: Lang) -> String {
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
        let (component, size) = entry.split_once('/').unwrap_or((entry, ""));
        if let Some(entry) = quote.terms.card.entry(&EntryId::new(component, size)) {
            row("derived as", "derivado como", &entry.arithmetic);
            row("confidence of its price", "confianza de su precio", entry.confidence.as_str());
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
