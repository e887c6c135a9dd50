//! The language that `Accept-Language` asks for (RFC 9110 §12.5.4): English or Spanish.

use mru_core::Lang;

/// Chooses the language with the highest weight, the first one of several; English when none is known.
pub(super) fn chosen(accepted: &str) -> Lang {
    let mut best = (0, Lang::default());
    for part in accepted.split(',') {
        let (range, weight) = part.split_once(';').unwrap_or((part, ""));
        let primary = range.trim().split('-').next().unwrap_or_default().to_ascii_lowercase();
        let lang = match primary.as_str() {
            "en" | "*" => Lang::En,
            "es" => Lang::Es,
            _ => continue,
        };
        let weight = thousandths(weight.trim());
        if weight > best.0 {
            best = (weight, lang);
        }
    }
    best.1
}

/// The written form, for `Content-Language`.
pub(super) const fn tag(lang: Lang) -> &'static str {
    match lang {
        Lang::En => "en",
        Lang::Es => "es",
    }
}

/// A weight such as `q=0.8` in thousandths; 1 when there is none, 0 when it cannot be read.
fn thousandths(weight: &str) -> u32 {
    if weight.is_empty() {
        return 1_000;
    }
    let Some(value) = weight.strip_prefix("q=").or_else(|| weight.strip_prefix("Q=")) else {
        return 0;
    };
    let (whole, places) = value.split_once('.').unwrap_or((value, ""));
    let digits = format!("{places:0<3}");
    match (whole, digits.parse::<u32>()) {
        ("1", Ok(0)) => 1_000,
        ("0", Ok(thousandths)) if digits.len() == 3 => thousandths,
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_language_with_the_highest_weight_is_chosen() {
        for (accepted, lang) in [
            ("", Lang::En),
            ("es", Lang::Es),
            ("es-CL,es;q=0.9,en;q=0.8", Lang::Es),
            ("en;q=0.5, es;q=0.7", Lang::Es),
            ("ES-419", Lang::Es),
            ("en, es", Lang::En),
            ("fr, de;q=0.9, es;q=0.1", Lang::Es),
            ("*", Lang::En),
            ("es;q=0", Lang::En),
            ("es;q=2", Lang::En),
            ("pt-BR", Lang::En),
            ("essential", Lang::En),
        ] {
            assert_eq!(chosen(accepted), lang, "{accepted}");
        }
    }
}
