//! Comments on tickets, in Markdown: what the change order costs, and what to do next.

use mru_core::{Finding, Lang, change::PricedState};

use super::{
    change_text::{change_markdown, escaped},
    change_view::ChangeAbout,
    wording::Wording,
};

/// What an order was compared with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Base {
    /// What the ticket says.
    Given,
    /// What the gate allowed last, by a receipt.
    Receipt(String),
    /// Nothing: nobody said what there is.
    Nothing,
}

/// What became of the order of a ticket besides its price.
#[derive(Clone, Copy, Debug)]
pub struct TicketAnswer<'a> {
    /// What it was compared with.
    pub base: &'a Base,
    /// The request that was recorded.
    pub change: Option<&'a str>,
    /// Who asked and may not, so that nothing was recorded.
    pub unnamed: Option<&'a str>,
}

/// The comment on a ticket whose order was priced.
pub fn comment_of_check(
    state: &PricedState<'_>,
    about: &ChangeAbout,
    answer: &TicketAnswer<'_>,
    lang: Lang,
) -> String {
    let words = Wording::new(lang);
    let mut text = change_markdown(state, about, lang);
    if let Some(change) = answer.change {
        let said = words.with("ticket-recorded", &[("change", change)]);
        text.push_str(&format!("\n**{}**\n", escaped(&said)));
    }
    if let Some(person) = answer.unnamed {
        let said = words.with("ticket-unnamed", &[("person", person)]);
        text.push_str(&format!("\n**{}**\n", escaped(&said)));
    }
    text.push_str(&format!("\n{}\n", escaped(&compared(answer.base, &words))));
    text
}

/// The comment on a ticket whose order cannot be priced.
pub fn comment_of_findings(findings: &[Finding], base: &Base, lang: Lang) -> String {
    let words = Wording::new(lang);
    let mut text = format!("### {}\n\n", escaped(&words.get("ticket-invalid")));
    for finding in findings {
        let mut said = finding.message.get(lang).to_owned();
        if let Some(help) = &finding.help {
            said.push_str("; ");
            said.push_str(help.get(lang));
        }
        let place =
            if finding.path.is_empty() { String::new() } else { format!("{}: ", finding.path) };
        text.push_str(&format!("- {}: {}\n", finding.rule, escaped(&format!("{place}{said}"))));
    }
    let remedy = escaped(&words.get("ticket-remedy"));
    text.push_str(&format!("\n{remedy}\n\n{}\n", escaped(&compared(base, &words))));
    text
}

fn compared(base: &Base, words: &Wording) -> String {
    match base {
        Base::Given => words.get("ticket-base-given"),
        Base::Receipt(receipt) => words.with("ticket-base-receipt", &[("receipt", receipt)]),
        Base::Nothing => words.get("ticket-base-nothing"),
    }
}
