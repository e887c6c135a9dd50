//! What a quote shows, as strings in one language: the same for every format.

mod checks;
mod notes;
pub(super) mod offer;
mod row;
mod zero;

pub use checks::{ConnectionView, FindingView, Piece};
pub use row::Row;
pub use zero::{ZeroGroup, ZeroItem};

use mru_core::{
    Environment, EnvironmentKind, Lang, Quote, Severity,
    catalogue::Site,
    materials::{Charge, NoCharge, Place},
    pricing::{Line, Total},
    rate_card::{RateCard, Source},
    text::{number, usd},
    units::{Mru, Usd},
};
use rust_decimal::Decimal;
use serde::Serialize;

pub use super::figures::{Amounts, Fact};
use super::{figures::padded, offer_view::OfferView, wording::Wording};

/// An environment, or what is shared.
#[derive(Clone, Debug, Serialize)]
pub struct PlaceView {
    /// Its name.
    pub name: String,
    /// Its kind in words; empty for what is shared.
    pub kind: String,
    /// Its redundancy factor; empty for what is shared.
    pub redundancy: String,
    /// Tasks that always run (R17); empty for what is shared.
    pub base_tasks: String,
    /// Tasks at the top of the elasticity range; empty for what is shared.
    pub max_tasks: String,
    /// What is charged, equal neighbours folded into one row.
    pub rows: Vec<Row>,
    /// What is included at 0 MRU, by reason.
    pub included: Vec<ZeroGroup>,
    /// What is not charged in MRUs, by reason.
    pub outside: Vec<ZeroGroup>,
    /// Its total.
    pub total: Amounts,
}

/// All that a quote shows.
#[derive(Clone, Debug, Serialize)]
pub struct QuoteView {
    /// Id of the deployment; empty when it has none.
    pub deployment: String,
    /// Name of the customer; empty when it is not known.
    pub customer: String,
    /// Its number; empty for one that is not issued.
    pub number: String,
    /// The facts of the header.
    pub facts: Vec<Fact>,
    /// What the rate card wants its readers to know; often empty.
    pub remark: String,
    /// Environments in the order of the file, then what is shared.
    pub places: Vec<PlaceView>,
    /// Grand total.
    pub total: Amounts,
    /// What a month costs, with what a contract adds.
    pub headline: String,
    /// What a stored quote shows besides its components.
    pub offer: Option<OfferView>,
    /// What twelve months come to, with its currency.
    pub year: String,
    /// By how much the contract is below the rate card, in one sentence; often empty.
    pub discount: String,
    /// What comes at no charge, kind by kind.
    pub included: Vec<String>,
    /// What stands outside the MRUs and is quoted separately, kind by kind.
    pub outside: Vec<String>,
    /// What is accepted by signing.
    pub acceptance: String,
    /// What identifies rate card and deployment, for the annex.
    pub identity: Vec<Fact>,
    /// Connection checks.
    pub connections: Vec<ConnectionView>,
    /// Warnings.
    pub warnings: Vec<FindingView>,
    /// Information.
    pub information: Vec<FindingView>,
    /// The conditions of the quote.
    pub notes: Vec<String>,
    /// The policies that were applied.
    pub policies: Vec<Fact>,
}

impl QuoteView {
    /// Makes the view of a quote in the language of `words`.
    pub fn new(quote: &Quote, words: &Wording) -> QuoteView {
        let writer = Writer::new(quote, words);
        let findings = |severity| {
            let chosen = quote.findings.iter().filter(move |finding| finding.severity == severity);
            chosen.map(|finding| writer.finding(finding)).collect()
        };
        let places = writer.places(quote);
        QuoteView {
            number: String::new(),
            headline: writer.money(quote.priced.total.usd),
            offer: None,
            year: writer.year(quote.priced.total.usd),
            discount: writer.discount(quote),
            included: offer::kinds(places.iter().map(|place| &place.included), words),
            outside: offer::kinds(places.iter().map(|place| &place.outside), words),
            acceptance: offer::acceptance(quote.priced.total.usd, quote.valid_until, words),
            identity: notes::identity(quote, words),
            deployment: quote.deployment.id.clone(),
            customer: quote.deployment.customer.name.clone(),
            facts: notes::facts(quote, words),
            remark: remark(&quote.terms.card, words),
            places,
            total: writer.amounts(quote.priced.total),
            connections: quote.connections.iter().map(|check| writer.connection(check)).collect(),
            warnings: findings(Severity::Warning),
            information: findings(Severity::Information),
            notes: notes::notes(quote, words),
            policies: notes::policies(&quote.terms.policies, words),
        }
    }
}

/// Writes numbers and parts of a quote in one language.
#[derive(Debug)]
struct Writer<'a> {
    words: &'a Wording,
    /// Decimal places of every MRU in a column.
    mru_places: u32,
}

impl<'a> Writer<'a> {
    fn new(quote: &Quote, words: &'a Wording) -> Writer<'a> {
        let scale = |mru: Mru| mru.as_decimal().normalize().scale();
        let mru_places = quote.priced.lines().map(|line| scale(line.mru)).max().unwrap_or(0);
        Writer { words, mru_places }
    }

    fn mru(&self, mru: Mru) -> String {
        padded(mru.as_decimal(), self.mru_places, self.words.lang())
    }

    fn money(&self, amount: Usd) -> String {
        usd(amount.as_decimal(), self.words.lang())
    }

    fn amounts(&self, total: Total) -> Amounts {
        Amounts::new(self.mru(total.mru), total.usd, self.words.lang())
    }

    fn count(&self, count: u64) -> String {
        number(Decimal::from(count), self.words.lang())
    }

    fn places(&self, quote: &Quote) -> Vec<PlaceView> {
        let environments =
            quote.deployment.environments.iter().zip(&quote.priced.environments).enumerate();
        let mut places: Vec<PlaceView> = environments
            .map(|(index, (environment, total))| {
                let view =
                    self.place(quote, Place::Environment(index), environment.name.clone(), *total);
                self.with_tasks(view, environment, quote)
            })
            .collect();
        places.push(self.place(
            quote,
            Place::Shared,
            self.words.get("shared"),
            quote.priced.shared,
        ));
        places
    }

    fn place(&self, quote: &Quote, place: Place, name: String, total: Total) -> PlaceView {
        let here = |(_, line): &(usize, Line<'_>)| line.item.place == place;
        let lines: Vec<(usize, Line<'_>)> = (1..).zip(quote.priced.lines()).filter(here).collect();
        let class = |line: &Line<'_>| match &line.item.charge {
            Charge::None(reason) => Some(reason.class),
            Charge::Entry(_) if line.mru.as_decimal().is_zero() => Some(NoCharge::Included),
            Charge::Entry(_) => None,
        };
        let charged: Vec<(usize, Line<'_>)> =
            lines.iter().copied().filter(|(_, line)| class(line).is_none()).collect();
        let zero = |outside: bool| {
            let chosen = lines.iter().map(|(_, line)| *line);
            let chosen = chosen.filter(|line| {
                class(line).is_some_and(|c| (c == NoCharge::OutsideMrus) == outside)
            });
            zero::groups(&chosen.collect::<Vec<_>>(), self.words)
        };
        PlaceView {
            name,
            kind: String::new(),
            redundancy: String::new(),
            base_tasks: String::new(),
            max_tasks: String::new(),
            rows: self.rows(&charged),
            included: zero(false),
            outside: zero(true),
            total: self.amounts(total),
        }
    }

    /// Adds what only an environment has: kind, redundancy, base and maximum tasks (R17).
    fn with_tasks(&self, view: PlaceView, environment: &Environment, quote: &Quote) -> PlaceView {
        let policies = &quote.terms.policies;
        let site = Site {
            path: String::new(),
            deployment: &quote.deployment,
            environment: Some(environment),
            policies,
        };
        let containers = environment.containers.iter().map(|container| container.tasks());
        let (mut base, mut maximum) = (0_u64, 0_u64);
        for tasks in containers.chain(environment.sso.iter().map(|sso| sso.tasks())) {
            base = base.saturating_add(u64::from(tasks.base(&site)));
            maximum = maximum.saturating_add(u64::from(tasks.maximum(&site)));
        }
        let kind = match environment.kind {
            Some(EnvironmentKind::Production) => self.words.get("kind-production"),
            Some(EnvironmentKind::PreProduction) | None => self.words.get("kind-pre-production"),
        };
        PlaceView {
            kind,
            redundancy: self.count(u64::from(environment.redundancy_factor())),
            base_tasks: self.count(base),
            max_tasks: self.count(maximum),
            ..view
        }
    }
}

/// Says that a weight was agreed in the contract.
fn weight_remark(line: &Line<'_>, words: &Wording) -> Option<String> {
    (line.weight_source == Source::Contract).then(|| words.get("quote-weight-by-contract"))
}

/// The card's remark in the language of the document, or in English when it has no other.
///
/// That of a card which was not published begins by saying so.
fn remark(card: &RateCard, words: &Wording) -> String {
    let header = &card.header;
    let remark = match words.lang() {
        Lang::Es if !header.remark_es.is_empty() => &header.remark_es,
        Lang::En | Lang::Es => &header.remark,
    };
    if card.is_proposal {
        return format!("{} {remark}", words.get("quote-proposal")).trim_end().to_owned();
    }
    remark.clone()
}
