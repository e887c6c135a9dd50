//! Sentences in the two languages of the documents, and how numbers are written in each.

use std::{borrow::Cow, fmt};

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization as _;

use crate::numeral::{Marks, Numeral};

/// A language of the documents.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Lang {
    /// English: `1,234.56`, `USD 42.00`.
    #[default]
    En,
    /// Spanish as written in Chile: `1.234,56`, `US$ 42,00`.
    Es,
}

impl Lang {
    /// How numbers are written.
    pub(crate) const fn marks(self) -> Marks {
        match self {
            Lang::En => Marks { group: Some(b','), point: b'.' },
            Lang::Es => Marks { group: Some(b'.'), point: b',' },
        }
    }
}

/// One sentence, in English and in Spanish.
///
/// # Example
///
/// ```
/// use mru_core::{Lang, text::Text};
///
/// let text = Text::new("no redundancy", "sin redundancia");
/// assert_eq!(text.get(Lang::Es), "sin redundancia");
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Text {
    /// The English sentence.
    pub en: String,
    /// The Spanish sentence.
    pub es: String,
}

impl Text {
    /// Makes a text from both sentences.
    pub fn new(en: impl Into<String>, es: impl Into<String>) -> Text {
        Text { en: en.into(), es: es.into() }
    }

    /// Returns the sentence in one language.
    pub fn get(&self, lang: Lang) -> &str {
        match lang {
            Lang::En => &self.en,
            Lang::Es => &self.es,
        }
    }
}

/// A fixed sentence in both languages, as catalogue entries hold it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Words {
    /// The English words.
    pub en: &'static str,
    /// The Spanish words.
    pub es: &'static str,
}

impl Words {
    /// Returns the words in one language.
    pub const fn get(&self, lang: Lang) -> &'static str {
        match lang {
            Lang::En => self.en,
            Lang::Es => self.es,
        }
    }
}

impl From<Words> for Text {
    fn from(words: Words) -> Text {
        Text::new(words.en, words.es)
    }
}

/// Makes a [`Text`] from an English and a Spanish format string over the same values.
macro_rules! text {
    ($en:literal, $es:literal $(,)?) => {
        $crate::text::Text::new(format!($en), format!($es))
    };
}
pub(crate) use text;

/// Makes [`Words`] from an English and a Spanish literal.
macro_rules! words {
    ($en:literal, $es:literal $(,)?) => {
        $crate::text::Words { en: $en, es: $es }
    };
}
pub(crate) use words;

/// Writes a number the way `lang` does, without trailing zeros: `1,234.5` or `1.234,5`.
///
/// # Example
///
/// ```
/// use mru_core::{Lang, text::number};
///
/// let value = "1234567.50".parse().unwrap();
/// assert_eq!(number(value, Lang::En), "1,234,567.5");
/// assert_eq!(number(value, Lang::Es), "1.234.567,5");
/// ```
pub fn number(value: Decimal, lang: Lang) -> String {
    Numeral::from(value).with(lang.marks()).to_string()
}

/// Writes an amount of dollars with at least two decimal places: `USD 42.00` or `US$ 42,00`.
///
/// # Example
///
/// ```
/// use mru_core::{Lang, text::usd};
///
/// let value = "-1234.5".parse().unwrap();
/// assert_eq!(usd(value, Lang::En), "USD -1,234.50");
/// assert_eq!(usd(value, Lang::Es), "US$ -1.234,50");
/// ```
pub fn usd(value: Decimal, lang: Lang) -> String {
    Amount { usd: value.into(), lang }.to_string()
}

/// An amount of dollars as [`usd`] writes it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Amount {
    /// The dollars.
    pub(crate) usd: Numeral,
    /// How they are written.
    pub(crate) lang: Lang,
}

impl fmt::Display for Amount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.lang {
            Lang::En => "USD ",
            Lang::Es => "US$ ",
        })?;
        self.usd.at_least(2).with(self.lang.marks()).fmt(f)
    }
}

/// Joins names as a sentence does: `a`, `a and b`, `a, b and c`, each in backticks.
pub(crate) fn listed<T: AsRef<str>>(names: impl IntoIterator<Item = T>, lang: Lang) -> String {
    let quoted: Vec<String> =
        names.into_iter().map(|name| format!("`{}`", name.as_ref())).collect();
    let and = match lang {
        Lang::En => " and ",
        Lang::Es => " y ",
    };
    match quoted.split_last() {
        None => String::new(),
        Some((last, [])) => last.clone(),
        Some((last, rest)) => format!("{}{and}{last}", rest.join(", ")),
    }
}

/// Returns the known name most like `given`, when one is like it at all.
///
/// # Example
///
/// ```
/// use mru_core::text::nearest;
///
/// assert_eq!(nearest("prodution", ["production", "qa"]), Some("production"));
/// assert_eq!(nearest("zzz", ["production", "qa"]), None);
/// ```
pub fn nearest<'a>(given: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    /// No name is longer; comparing takes time with the square of the length.
    const LONGEST: usize = 200;
    if given.len() > LONGEST {
        return None;
    }
    let lower = given.to_lowercase();
    known
        .into_iter()
        .filter_map(|name| {
            let contained = lower.len() >= 3 && (name.contains(&lower) || lower.contains(name));
            let distance = strsim::damerau_levenshtein(&lower, &name.to_lowercase());
            let close = distance.saturating_mul(5) <= lower.len().max(name.len()).saturating_mul(2);
            (contained || close).then_some((distance, name))
        })
        .min()
        .map(|(_, name)| name)
}

/// Shortens an absurdly long value so that a message stays one line; what cannot be seen is escaped.
pub(crate) fn shortened(value: &str) -> String {
    const LIMIT: usize = 60;
    let flat: String = value.chars().take(LIMIT).collect();
    let flat = printable(&flat).replace('\n', "\\u{a}");
    if value.chars().nth(LIMIT).is_some() { format!("{flat}…") } else { flat }
}

/// A text with everything escaped that a terminal would obey or not show: `\u{1b}` for an escape.
/// Line breaks stay.
///
/// # Example
///
/// ```
/// use mru_core::text::printable;
///
/// assert_eq!(printable("ms-loans\u{202e}"), "ms-loans\\u{202e}");
/// assert_eq!(printable("crédito 信用"), "crédito 信用");
/// ```
pub fn printable(text: &str) -> Cow<'_, str> {
    let escaped = |c: char| is_hidden(c) && c != '\n';
    if !text.chars().any(escaped) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len());
    for c in text.chars() {
        if escaped(c) {
            shown.extend(c.escape_unicode());
        } else {
            shown.push(c);
        }
    }
    Cow::Owned(shown)
}

/// A text in Unicode NFC, so that a letter with its accent is one and the same name however it was
/// typed (N12).
pub(crate) fn composed(text: &str) -> String {
    if text.is_ascii() { text.to_owned() } else { text.nfc().collect() }
}

/// The first character of a text that cannot be seen as what it is (N12).
pub(crate) fn hidden_in(text: &str) -> Option<char> {
    text.chars().find(|c| is_hidden(*c))
}

/// Whether a text is one line that people can read, of so many characters at most.
///
/// # Example
///
/// ```
/// use mru_core::text::is_line;
///
/// assert!(is_line("Ana Soto", 8) && is_line("", 8));
/// assert!(!is_line("Ana Soto.", 8) && !is_line("Ana\nSoto", 8));
/// ```
pub fn is_line(text: &str, longest: usize) -> bool {
    text.chars().count() <= longest && !text.contains(is_hidden)
}

/// Whether a character cannot be seen as what it is: controls, everything that Unicode lets a
/// renderer ignore, marks of direction, and blanks other than the ordinary one (N12).
///
/// # Source
///
/// Unicode 16: general categories Cc, Zl, Zp and Zs but for the space, and the property
/// `Default_Ignorable_Code_Point`.
///
/// # Example
///
/// ```
/// use mru_core::text::is_hidden;
///
/// assert!(is_hidden('\u{200b}') && is_hidden('\t'));
/// assert!(!is_hidden(' ') && !is_hidden('ñ'));
/// ```
pub fn is_hidden(c: char) -> bool {
    if c.is_ascii() {
        return c.is_ascii_control();
    }
    c.is_control()
        || c.is_whitespace()
        || matches!(c,
            '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}'..='\u{1160}' | '\u{17b4}'..='\u{17b5}'
            | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}'
            | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}' | '\u{1bca0}'..='\u{1bca3}'
            | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}')
}
