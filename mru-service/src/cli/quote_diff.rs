//! `mru quote diff`: what one quote adds, removes and changes against another.

use std::{path::Path, process::ExitCode};

use mru_core::{
    Lang,
    offer::{Amounts, Change, Compared, Difference, DifferenceRow},
    text::{number, usd},
};
use rust_decimal::Decimal;

use super::{TermsArguments, output::TextOrJson, pretty, store::StoreArguments};
use crate::{
    answers,
    failure::Failure,
    files::{self, Input},
    quotes::{self, QuoteError},
};

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// The earlier one: QUO-000001, draft-12, or a deployment file.
    before: String,
    /// The later one: QUO-000002, draft-13, or a deployment file.
    after: String,
    #[command(flatten)]
    terms: TermsArguments,
    /// Form of the comparison.
    #[arg(long, value_enum, default_value = "text")]
    format: TextOrJson,
    #[command(flatten)]
    store: StoreArguments,
}

pub(super) fn run(arguments: &Arguments, lang: Lang) -> Result<ExitCode, Failure> {
    let (before, after) = (side(&arguments.before, arguments)?, side(&arguments.after, arguments)?);
    let difference = quotes::difference(&before, &after).map_err(QuoteError::from)?;
    let shown = match arguments.format {
        TextOrJson::Json => {
            pretty(&answers::difference((&arguments.before, &arguments.after), &difference))
        }
        TextOrJson::Text => text(&difference, lang),
    };
    files::write(None, shown)?;
    Ok(ExitCode::SUCCESS)
}

/// A quote or draft of the store, or a file that is priced by the terms of the command.
fn side(name: &str, arguments: &Arguments) -> Result<Compared, Failure> {
    let day = arguments.terms.day();
    let is_kept = quotes::is_reference(name) && !Path::new(name).exists();
    if is_kept {
        return arguments.store.read(async |it| Ok(quotes::compared(it, name, day).await?));
    }
    let input = Input::read(name)?;
    let terms = arguments.terms.terms()?;
    quotes::compared_text(&input.text, input.format(), &terms, day)
        .map_err(|findings| Failure::invalid(input.name, input.text, findings))
}

fn text(difference: &Difference, lang: Lang) -> String {
    let mut shown: String = difference.rows.iter().map(|row| line(row, lang)).collect();
    let (before, after) = (money(difference.before_usd, lang), money(difference.after_usd, lang));
    let (usd, mru) = (signed_money(difference.usd, lang), signed(difference.mru, lang));
    let (same, one) = (difference.unchanged, difference.unchanged == 1);
    shown.push_str(&match (lang, one) {
        (Lang::En, true) => {
            format!("= 1 line is the same\n{before} to {after} a month: {usd}, {mru} MRU\n")
        }
        (Lang::En, false) => {
            format!("= {same} lines are the same\n{before} to {after} a month: {usd}, {mru} MRU\n")
        }
        (Lang::Es, true) => {
            format!("= 1 línea es igual\n{before} a {after} al mes: {usd}, {mru} MRU\n")
        }
        (Lang::Es, false) => {
            format!("= {same} líneas son iguales\n{before} a {after} al mes: {usd}, {mru} MRU\n")
        }
    });
    shown
}

fn line(row: &DifferenceRow, lang: Lang) -> String {
    let sign = match row.change {
        Change::Added => '+',
        Change::Removed => '-',
        Change::Changed => '~',
    };
    let DifferenceRow { environment, component, name, .. } = row;
    let name = if name.is_empty() { String::new() } else { format!(": {name}") };
    let sides = [&row.before, &row.after].into_iter().flatten();
    let sides: Vec<String> = sides.map(|it| amounts(it, lang)).collect();
    let (mru, usd) = (signed(row.mru, lang), signed_money(row.usd, lang));
    format!(
        "{sign} {environment} · {component}{name}\n    {}\n    {mru} MRU, {usd}\n",
        sides.join(" → ")
    )
}

/// Size, count and amount of a line on one side.
fn amounts(amounts: &Amounts, lang: Lang) -> String {
    let quantity = number(amounts.quantity, lang);
    let times = if amounts.multiplier == 1 {
        quantity
    } else {
        format!("{quantity} × {}", amounts.multiplier)
    };
    let size = if amounts.size.is_empty() { String::new() } else { format!("{} ", amounts.size) };
    format!("{size}{times}: {}", money(amounts.usd, lang))
}

fn money(amount: mru_core::units::Usd, lang: Lang) -> String {
    usd(amount.as_decimal(), lang)
}

fn signed_money(amount: mru_core::units::Usd, lang: Lang) -> String {
    let plus = if amount.is_negative() || amount.is_zero() { "" } else { "+" };
    format!("{plus}{}", money(amount, lang))
}

fn signed(value: Decimal, lang: Lang) -> String {
    let plus = if value.is_sign_negative() || value.is_zero() { "" } else { "+" };
    format!("{plus}{}", number(value, lang))
}
