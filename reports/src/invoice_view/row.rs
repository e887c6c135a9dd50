//! One line as a row of a table.

use mru_core::{
    catalogue,
    invoice::{InvoiceLine, LineKind},
    rate_card::Source,
    text::number,
};
use serde::Serialize;

use super::{Writer, is_usage};
use crate::{
    figures::{Amounts, Fact},
    wording::Wording,
};

/// One line of a document.
#[derive(Clone, Debug, Serialize)]
pub struct Row {
    /// Its number.
    pub line: u32,
    /// Its code, as `mru explain` takes it.
    pub code: String,
    /// What it is a part of: the kind of component, a place; often empty.
    pub about: String,
    /// What it is.
    pub name: String,
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
    /// Where it comes from: entry of the rate card, rules, ticket, events; of a usage statement only.
    pub origin: Vec<Fact>,
}

impl Writer<'_> {
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
            line: line.line,
            code: self.document.code(line.line),
            about: about.collect::<Vec<_>>().join(" · "),
            name,
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
            return format!("{} {}", self.words.get("billing-ticket"), line.ticket());
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
            ("billing-entry", line.entry().to_owned()),
            ("billing-rules", line.rules.join(", ")),
            ("billing-ticket", line.ticket().to_owned()),
            ("billing-events", line.events().join(", ")),
        ];
        let there = all.into_iter().filter(|(_, value)| !value.is_empty());
        there.map(|(key, value)| Fact { label: self.words.get(key), value }).collect()
    }
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
