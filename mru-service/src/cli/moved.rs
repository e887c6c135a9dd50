//! What moved between two lists of prices, in words.

use std::fmt::Write as _;

use mru_core::{
    Lang,
    text::{number, usd},
};

use crate::prices::{Differences, Moved, Movement, Side};

/// One entry a price that moved, and how many did not.
pub(super) fn moved_text(differences: &Differences, lang: Lang) -> String {
    let mut shown = String::new();
    for moved in &differences.moved {
        let _ = writeln!(shown, "{} {}", moved.service_code, moved.usage_type);
        let _ = writeln!(shown, "    {}", one_moved(moved, lang));
        for note in notes(moved, lang) {
            let _ = writeln!(shown, "    {note}");
        }
    }
    let (moved, unchanged) = (differences.moved.len(), differences.unchanged);
    let _ = match lang {
        Lang::En => writeln!(shown, "{moved} prices moved, {unchanged} did not"),
        Lang::Es => writeln!(shown, "{moved} precios se movieron, {unchanged} no"),
    };
    shown
}

/// `dearer: USD 0.26 → USD 0.338 / Hrs, +0.078, +30 %`.
fn one_moved(moved: &Moved, lang: Lang) -> String {
    let side = |side: &Option<Side>| {
        side.as_ref()
            .map_or_else(|| "–".to_owned(), |it| format!("{} / {}", usd(it.usd, lang), it.unit))
    };
    let signed = |value: rust_decimal::Decimal| {
        let sign = if value.is_sign_positive() && !value.is_zero() { "+" } else { "" };
        format!("{sign}{}", number(value, lang))
    };
    let mut shown =
        format!("{}: {} → {}", word(moved.movement, lang), side(&moved.before), side(&moved.after));
    if let Some(change) = moved.change_usd.filter(|change| !change.is_zero()) {
        let _ = write!(shown, ", {}", signed(change));
    }
    if let Some(percent) = moved.change_percent.filter(|percent| !percent.is_zero()) {
        let _ = write!(shown, ", {} %", signed(percent));
    }
    shown
}

fn word(movement: Movement, lang: Lang) -> &'static str {
    match (movement, lang) {
        (Movement::New, Lang::En) => "new",
        (Movement::New, Lang::Es) => "nuevo",
        (Movement::Gone, Lang::En) => "gone",
        (Movement::Gone, Lang::Es) => "desaparecido",
        (Movement::Dearer, Lang::En) => "dearer",
        (Movement::Dearer, Lang::Es) => "más caro",
        (Movement::Cheaper, Lang::En) => "cheaper",
        (Movement::Cheaper, Lang::Es) => "más barato",
        (Movement::Changed, Lang::En) => "changed",
        (Movement::Changed, Lang::Es) => "cambiado",
    }
}

/// What else is not the same: the product and the tier.
fn notes(moved: &Moved, lang: Lang) -> Vec<String> {
    let (Some(before), Some(after)) = (&moved.before, &moved.after) else {
        return Vec::new();
    };
    let mut notes = Vec::new();
    if !before.sku.is_empty() && !after.sku.is_empty() && before.sku != after.sku {
        let word = if lang == Lang::En { "product" } else { "producto" };
        notes.push(format!("{word}: {} → {}", before.sku, after.sku));
    }
    if let (Some(old), Some(new)) = (&before.tier, &after.tier)
        && old != new
    {
        let word = if lang == Lang::En { "tier" } else { "tramo" };
        notes.push(format!("{word}: {}–{} → {}–{}", old.0, old.1, new.0, new.1));
    }
    notes
}
