//! Judges events as a quote judges a deployment: each is a component of a kind, at its time (N1).

mod amount;
mod place;
mod size;

use chrono::{DateTime, Days, NaiveDate, Utc};

use self::amount::Stating;
use super::{Event, Placed, Size, What};
use crate::{
    account::Account,
    calendar::{Period, format_instant},
    catalogue::{self},
    finding::{Finding, Findings},
    kind::{Counted, Kind, Neighbours, Site},
    positions::Positions,
    rate_card::{RateCards, Terms},
    text::{nearest, shortened, text},
};

/// Days that an event may lie ahead of its import: what is planned for the next quarter.
pub const DAYS_AHEAD: u64 = 92;

/// Judges events by the rules of their kinds, with what is known of their customers.
///
/// What is judged: the kind and where it stands, size, whole quantity, redundancy, nodes, range of
/// elasticity, the environment that the customer has at that time, and the weight in the rate card
/// of that month. A missing value is missing, never 1.
///
/// # Source
///
/// N1, N10, R14, R15, R20–R22, R30, V1–V3, V8, V9, V19.
///
/// # Example
///
/// ```
/// # use mru_core::{Format, account::Account, metering::{EventFormat, EventReader, Judge}, rate_card::{RateCard, RateCards}};
/// # let header = "card = \"reference\"\neffective_from = \"2026-01-01\"\ncurrency = \"USD\"\n\
/// # mru_price_usd = \"42.00\"\napproved_by = \"x\"\nprovenance = \"x\"";
/// # let weights = "component,size,weight_mru,confidence,arithmetic\ncontainer,1x2,1.65,assumption,\n";
/// # let cards = RateCards::new([RateCard::read(&[("card.toml", header), ("w.csv", weights)]).unwrap()]).unwrap();
/// # let account = Account::read(r#"
/// #     id = "insurer"
/// #     effective_from = "2026-01-01"
/// #     legal = { name = "Insurer S.A.", tax_id = "1-9", address = ["Santiago"] }
/// #     deployments = [{ environments = [{ name = "production", kind = "production" }] }]
/// #     contract = { id = "C-1", starts_on = "2026-01-01", tax = { label = "IVA", percent = 19 } }
/// # "#, Format::Toml).unwrap();
/// let csv = "id,type,time,customer,environment,component,name,size,quantity,redundancy,ticket\n\
///            1,activated,2026-04-11T09:00:00-04:00,insurer,production,container,a,1x2,1,1,REQ-7\n";
/// let event = EventReader::new(csv.as_bytes(), EventFormat::Csv).next().unwrap().unwrap();
/// let mut judge = Judge::new(&cards, "2026-05-01T00:00:00Z".parse().unwrap());
/// let findings = judge.judge(&event, &[account]);
/// assert_eq!(findings[0].rule, "V8");
/// assert_eq!(findings[0].path, "events[0].redundancy");
/// ```
#[derive(Debug)]
pub struct Judge<'a> {
    cards: &'a RateCards,
    /// The last instant that an event may have.
    latest: DateTime<Utc>,
    /// The terms that were needed last: events of one customer and month come together.
    last: Option<Known>,
}

/// The terms of a customer in a month.
#[derive(Debug)]
struct Known {
    customer: String,
    period: Period,
    terms: Result<Terms, Vec<Finding>>,
}

impl<'a> Judge<'a> {
    /// A judge that knows the rate cards and the moment of the import.
    pub fn new(cards: &'a RateCards, now: DateTime<Utc>) -> Judge<'a> {
        let latest = now.checked_add_days(Days::new(DAYS_AHEAD)).unwrap_or(now);
        Judge { cards, latest, last: None }
    }

    /// Judges an event of a customer whose versions are given, those in force by their first day.
    ///
    /// Returns what a quote would refuse and what cannot be, at paths below `path`: B3 no version of
    /// the customer at that time, U5 a sample of something without tasks, U8 an unknown deployment
    /// or environment, U12 an unknown kind or one that is not metered, U13 a kind where it cannot
    /// stand, U14 what its kind does not have, U15 an instant or day too far ahead, R1 no weight, T6 to
    /// T10 no terms, and the rules of its kind. A void is judged by its time alone.
    pub fn judge(&mut self, placed: &Placed, versions: &[Account]) -> Vec<Finding> {
        let mut findings = Findings::new();
        self.judge_times(placed, &mut findings);
        if !matches!(placed.event.what, What::Voided { .. }) {
            self.judge_component(placed, versions, &mut findings);
        }
        findings.located(&Positions::new())
    }

    /// Judges every instant and day of an event: none is far ahead.
    fn judge_times(&self, Placed { event, path, .. }: &Placed, findings: &mut Findings) {
        let instant = |at| (self.latest < at).then(|| format_instant(at));
        let day = |day: NaiveDate| (self.latest.date_naive() < day).then(|| day.to_string());
        let (field, more) = match event.what {
            What::ElasticSample { until, .. } => ("until", instant(until)),
            What::Removed { requested_on } => ("requested_on", requested_on.and_then(day)),
            What::Activated(_) | What::Resized(_) | What::OneOff { .. } | What::Voided { .. } => {
                ("", None)
            }
        };
        for (field, at) in [("time", instant(event.at)), (field, more)] {
            let Some(at) = at else { continue };
            findings
                .error(
                    "U15",
                    &format!("{path}.{field}"),
                    text!(
                        "{at} is more than {DAYS_AHEAD} days ahead of this import",
                        "{at} está más de {DAYS_AHEAD} días después de esta importación"
                    ),
                )
                .help(text!(
                    "an event says what became true: check the year, or import it when its time has come",
                    "un evento dice lo que ocurrió: revise el año, o impórtelo cuando llegue su momento"
                ));
        }
    }

    fn judge_component(&mut self, placed: &Placed, versions: &[Account], findings: &mut Findings) {
        let Placed { event, path, .. } = placed;
        let Some(kind) = known_kind(event, path, findings) else { return };
        place::judge_scope(kind, &event.slot, path, findings);
        let Some(account) = place::version(event, versions, path, findings) else { return };
        let environment = match place::environment(placed, account, versions, findings) {
            Ok(environment) => environment,
            Err(place::Unknown) => return,
        };
        match &event.what {
            What::Activated(size) | What::Resized(size) => {
                if kind.counted == Counted::NotMetered {
                    not_metered(kind, path, findings);
                    return;
                }
                if findings.has_errors() {
                    return;
                }
                match self.terms(event, account) {
                    Ok(terms) => {
                        let site = Site {
                            path: path.clone(),
                            deployment: &place::Unseen,
                            environment: environment.map(|it| -> &dyn Neighbours { it }),
                            policies: &terms.policies,
                        };
                        judge_size(kind, placed, size, (&site, terms), findings);
                    }
                    Err(more) => more
                        .iter()
                        .map(|finding| Finding { path: path.clone(), ..finding.clone() })
                        .for_each(|finding| findings.push(finding)),
                }
            }
            What::ElasticSample { .. } if kind.counted != Counted::Tasks => {
                super::samples::no_tasks(&event.slot, &format!("{path}.component"), findings);
            }
            What::ElasticSample { .. }
            | What::Removed { .. }
            | What::OneOff { .. }
            | What::Voided { .. } => {}
        }
    }

    /// The terms of the month of an event: those that price it.
    fn terms(&mut self, event: &Event, account: &Account) -> Result<&Terms, &Vec<Finding>> {
        let period = Period::of(event.day(account.contract.time_zone));
        let known = self
            .last
            .take()
            .filter(|known| known.customer == account.id && known.period == period)
            .unwrap_or_else(|| Known {
                customer: account.id.clone(),
                period,
                terms: account.contract.terms(period, self.cards),
            });
        self.last.insert(known).terms.as_ref()
    }
}

/// Judges how much of a component an event states, in the place of a deployment file.
fn judge_size(
    kind: &'static Kind,
    placed: &Placed,
    size: &Size,
    (site, terms): (&Site<'_>, &Terms),
    findings: &mut Findings,
) {
    size::judge(kind, &placed.event.slot.name, size, site, findings);
    let stating = Stating { kind, size, site, states_redundancy: placed.states("redundancy") };
    stating.judge(findings);
    let entry = size.entry(kind.id);
    if findings.has_errors() || terms.weight(&entry).is_some() {
        return;
    }
    let (card, near) = (terms.card.id(), terms.nearest_entry(&entry));
    findings
        .error(
            "R1",
            &site.at(if size.size.is_empty() { "component" } else { "size" }),
            text!(
                "rate card {card} has no weight for `{entry}`",
                "la tarifa {card} no tiene peso para `{entry}`"
            ),
        )
        .maybe_help(near.map(|near| text!("did you mean `{near}`?", "¿quiso decir `{near}`?")));
}

/// The kind of an event's component, by its id.
fn known_kind(event: &Event, path: &str, findings: &mut Findings) -> Option<&'static Kind> {
    let component = event.slot.component.as_str();
    if let Some(kind) = catalogue::KINDS.iter().find(|kind| kind.id == component) {
        return Some(kind);
    }
    let metered = catalogue::KINDS.iter().filter(|kind| kind.counted != Counted::NotMetered);
    let near = nearest(component, metered.clone().map(|kind| kind.id)).or_else(|| {
        let words = metered.flat_map(|kind| [(kind.name.en, kind.id), (kind.name.es, kind.id)]);
        let words: Vec<_> = words.collect();
        let near = nearest(component, words.iter().map(|(word, _)| *word))?;
        words.iter().find(|(word, _)| *word == near).map(|(_, id)| *id)
    });
    let shown = shortened(component);
    findings
        .error(
            "U12",
            &format!("{path}.component"),
            text!(
                "there is no kind of component `{shown}`",
                "no existe el tipo de componente `{shown}`"
            ),
        )
        .maybe_help(near.map(|near| text!("did you mean `{near}`?", "¿quiso decir `{near}`?")));
    None
}

fn not_metered(kind: &Kind, path: &str, findings: &mut Findings) {
    let (id, charging) = (kind.id, kind.charging.words());
    let (en, es) = (charging.en, charging.es);
    findings
        .error(
            "U12",
            &format!("{path}.component"),
            text!(
                "components of kind `{id}` are not metered: {en}",
                "los componentes de tipo `{id}` no se miden: {es}"
            ),
        )
        .help(text!(
            "leave the event out; what is agreed on once is a `one-off` event",
            "omita el evento; lo que se acuerda una vez es un evento `one-off`"
        ));
}
