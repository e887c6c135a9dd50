//! One line as a row of a table.

use mru_core::{
    catalogue,
    invoice::{InvoiceLine, LineKind},
    rate_card::Source,
    text::number,
    units::Usd,
};
use rust_decimal::Decimal;
use serde::Serialize;

use super::{Writer, exact_mru, is_usage};
use crate::{
    figures::{Amounts, Fact},
    names::{Names, numbers},
    wording::Wording,
};

/// One line of a document, or several alike that follow each other.
#[derive(Clone, Debug, Serialize)]
pub struct Row {
    /// The numbers of its lines: `12` or `12–34`.
    pub line: String,
    /// How many lines it has.
    pub count: usize,
    /// What it is a part of: the kind of component, a place; often empty.
    pub about: String,
    /// What it is; the first and the last name of many.
    pub name: String,
    /// All names, where `name` does not tell them; else empty.
    pub all_names: String,
    /// Size; empty when it has none.
    pub size: String,
    /// Its days, first to last; a period for a correction or credit.
    pub days: String,
    /// Pieces × redundancy; empty where pieces are not counted.
    pub counted: String,
    /// Weight of one piece; empty where there is none.
    pub weight: String,
    /// MRUs, empty where there are none, and the amount.
    pub amounts: Amounts,
    /// The arithmetic.
    pub explanation: String,
    /// Where it comes from: ticket and events; of a usage statement only.
    pub origin: Vec<Fact>,
}

/// A row with what its lines have in common, while it may still take in another.
struct Fold {
    row: Row,
    /// Number of its last line.
    last: u32,
    names: Vec<String>,
    one: Usd,
    usd: Usd,
    mru: Decimal,
}

impl Fold {
    /// Takes a line in, when it is the next one and differs in nothing that is shown but the name.
    fn take(&mut self, line: &InvoiceLine, row: &Row) -> bool {
        let mine = &self.row;
        let alike = (&mine.about, &mine.size, &mine.days, &mine.counted, &mine.weight)
            == (&row.about, &row.size, &row.days, &row.counted, &row.weight)
            && mine.amounts.usd == row.amounts.usd
            && mine.explanation == row.explanation
            && self.last.checked_add(1) == Some(line.line);
        let (Ok(usd), Some(mru)) = (self.usd.plus(line.usd), self.mru.checked_add(line.mru()))
        else {
            return false;
        };
        if alike {
            self.last = line.line;
            self.names.push(row.name.clone());
            (self.usd, self.mru) = (usd, mru);
        }
        alike
    }
}

impl Writer<'_> {
    /// Makes the rows of a section: lines alike that follow each other are one.
    ///
    /// A usage statement keeps each line, for each has tickets and events of its own.
    pub(super) fn rows(&self, lines: &[&InvoiceLine]) -> Vec<Row> {
        let mut folds: Vec<(Fold, Vec<&InvoiceLine>)> = Vec::new();
        for line in lines {
            let row = self.row(line);
            let folds_up = is_usage(line.kind()) && self.folds;
            let taken = folds_up
                && folds.last_mut().is_some_and(|(fold, lines)| {
                    let taken = fold.take(line, &row);
                    if taken {
                        lines.push(line);
                    }
                    taken
                });
            if !taken {
                let names = vec![row.name.clone()];
                let (one, usd, mru) = (line.usd, line.usd, line.mru());
                folds.push((Fold { row, last: line.line, names, one, usd, mru }, vec![line]));
            }
        }
        folds.into_iter().map(|(fold, lines)| self.folded(fold, &lines)).collect()
    }

    /// A row of several lines says the arithmetic of one, and how their sum comes about.
    fn folded(&self, fold: Fold, lines: &[&InvoiceLine]) -> Row {
        let Fold { row, last, names, one, usd, .. } = fold;
        if names.len() < 2 {
            return row;
        }
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let count = names.len();
        let Names { shown, all } = Names::of(&names);
        let mru = (!row.amounts.mru.is_empty()).then(|| exact_mru(lines));
        let amounts = self.amounts(mru, usd);
        let arguments = [
            ("count", count.to_string()),
            ("explanation", row.explanation.clone()),
            ("one", self.amounts(None, one).money),
            ("sum", amounts.money.clone()),
        ];
        let arguments = arguments.each_ref().map(|(name, value)| (*name, value.as_str()));
        let key = if usd.is_zero() { "billing-folded-free" } else { "billing-folded" };
        Row {
            line: numbers(&row.line, &last.to_string()),
            count,
            name: shown,
            all_names: all,
            counted: if row.counted.is_empty() {
                String::new()
            } else {
                format!("{count} × {}", row.counted)
            },
            amounts,
            explanation: self.words.with(key, &arguments),
            ..row
        }
    }

    /// Makes a row; it names its place where its section does not.
    pub(super) fn row(&self, line: &InvoiceLine) -> Row {
        let lang = self.words.lang();
        let (kind, name) = self.names(line);
        let place =
            if line.kind() == LineKind::Component { String::new() } else { self.place(line) };
        let about = [kind, place].into_iter().filter(|part| !part.is_empty());
        let usage = is_usage(line.kind());
        let weight = line.weighed().filter(|_| usage).map(|it| it.weight.as_decimal());
        Row {
            line: line.line.to_string(),
            count: 1,
            about: about.collect::<Vec<_>>().join(" · "),
            name,
            all_names: String::new(),
            size: line.size().to_owned(),
            days: self.days(line),
            counted: if line.kind() == LineKind::Component {
                counted(line, self.words)
            } else {
                String::new()
            },
            weight: weight.map(|weight| number(weight, lang)).unwrap_or_default(),
            amounts: self.amounts(usage.then_some(line.mru()), line.usd),
            explanation: self.explanation(line),
            origin: if self.origins { self.origin(line) } else { Vec::new() },
        }
    }

    /// The kind of component and its name; what the contract calls it, if it calls it anything.
    fn names(&self, line: &InvoiceLine) -> (String, String) {
        let kind = catalogue::find(line.component())
            .map_or(line.component(), |kind| kind.name.get(self.words.lang()));
        let own = if line.name() == line.component() { "" } else { line.own_name() };
        if line.corrects().is_some_and(|it| it.kind == LineKind::Discount) {
            let discount = self.words.get("billing-discount-word");
            return match line.description() {
                "" => (String::new(), discount),
                label if names_it(label, &discount) => (String::new(), label.to_owned()),
                label => (discount, label.to_owned()),
            };
        }
        let joined = || [kind, own].map(str::to_owned).join(" ").trim().to_owned();
        match (line.description(), own, line.corrects()) {
            ("", "", Some(corrects)) if kind.is_empty() => {
                let words = match corrects.kind {
                    LineKind::Commitment => Some("billing-commitment"),
                    LineKind::Minimum => Some("billing-minimum"),
                    _ => None,
                };
                if let Some(words) = words {
                    return (String::new(), self.words.get(words).to_string());
                }
                let number = corrects.line.to_string();
                let arguments = [("line", number.as_str()), ("document", &corrects.document)];
                (String::new(), self.words.with("billing-line-of", &arguments))
            }
            ("", "", _) => (String::new(), kind.to_owned()),
            ("", own, _) => (kind.to_owned(), own.to_owned()),
            (description, ..) => (joined(), description.to_owned()),
        }
    }

    fn days(&self, line: &InvoiceLine) -> String {
        match (line.corrects(), line.days()) {
            (Some(corrects), _) => self.words.period(corrects.period),
            (None, Some((from, until))) => {
                let last = until.and_then(|until| until.pred_opt());
                self.words.days(from, last.unwrap_or(from))
            }
            (None, None) => String::new(),
        }
    }

    fn explanation(&self, line: &InvoiceLine) -> String {
        let pricing = self.document.statement.pricing_of(line);
        if line.kind() == LineKind::OneOff {
            // Its amount is all the arithmetic it has; the ticket says more.
            return match line.ticket() {
                "" => String::new(),
                ticket => format!("{} {ticket}", self.words.get("billing-ticket")),
            };
        }
        let mut said = line.explanation(pricing, self.words.lang());
        if let Some(share) = line.share().filter(|_| line.kind() == LineKind::Credit) {
            let days = share.to_string();
            said.push_str(" · ");
            said.push_str(&self.words.with("billing-credited-days", &[("days", &days)]));
        }
        if line.weight_source() == Some(Source::Contract) && is_usage(line.kind()) {
            said.push_str(" · ");
            said.push_str(&self.words.get("billing-weight-by-contract"));
        }
        said
    }

    fn origin(&self, line: &InvoiceLine) -> Vec<Fact> {
        let all = [
            ("billing-ticket", line.ticket().to_owned()),
            ("billing-events", line.events().join(", ")),
        ];
        let there = all.into_iter().filter(|(_, value)| !value.is_empty());
        there.map(|(key, value)| Fact { label: self.words.get(key), value }).collect()
    }
}

/// Whether a label of the contract begins with the word that would be put before it.
pub(super) fn names_it(label: &str, word: &str) -> bool {
    label.to_lowercase().starts_with(&word.to_lowercase())
}

/// Pieces × redundancy: `1 × 2`, or `5` where redundancy does not count.
fn counted(line: &InvoiceLine, words: &Wording) -> String {
    let Some(weighed) = line.weighed() else { return String::new() };
    let quantity = number(weighed.quantity, words.lang());
    match weighed.redundancy {
        1 => quantity,
        redundancy => format!("{quantity} × {redundancy}"),
    }
}
