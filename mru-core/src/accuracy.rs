//! How good a quote was: what it said that a month costs, against what a whole month was billed.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::{
    calendar::Period,
    invoice::{InvoiceLine, LineKind, Statement},
    units::{ArithmeticError, Usd, exact, percent_of_change},
};

/// What a quote said, read back from the document that `Quote::document` writes.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Quoted {
    /// The day for which it was made.
    pub as_of: NaiveDate,
    deployment: QuotedDeployment,
    lines: Vec<QuotedLine>,
    total_usd: Usd,
}

#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
struct QuotedDeployment {
    #[serde(default)]
    id: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
struct QuotedLine {
    component: String,
    mru: Decimal,
    usd: Usd,
}

/// Why a text is no quote to be scored.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum QuotedError {
    /// It is not the JSON document of a quote.
    #[error("it is not the JSON document of a quote: {problem}")]
    NoQuote {
        /// What is wrong, with line and column.
        problem: String,
    },
    /// Its lines do not sum to its total.
    #[error("its lines sum to USD {lines}, its total says USD {total}")]
    OtherSum {
        /// The sum of its lines.
        lines: Usd,
        /// Its total.
        total: Usd,
    },
    /// A sum needs more digits than there is room for.
    #[error(transparent)]
    Arithmetic(#[from] ArithmeticError),
}

impl Quoted {
    /// Reads a quote as `mru quote --format json` writes it.
    ///
    /// # Errors
    ///
    /// [`QuotedError`]: another document, and one whose lines do not sum to its total.
    ///
    /// # Example
    ///
    /// ```
    /// use mru_core::accuracy::Quoted;
    ///
    /// let quote = |total: &str| format!(
    ///     r#"{{"as_of":"2026-09-20","deployment":{{"id":"main"}},"total_usd":"{total}","lines":[
    ///        {{"component":"container","mru":"6.5","usd":"273.00"}}]}}"#
    /// );
    /// assert_eq!(Quoted::read(&quote("273.00")).unwrap().deployment(), "main");
    /// assert!(Quoted::read(&quote("274.00")).unwrap_err().to_string().contains("274.00"));
    /// assert!(Quoted::read("[]").is_err());
    /// ```
    pub fn read(text: &str) -> Result<Quoted, QuotedError> {
        let quoted: Quoted = serde_json::from_str(text)
            .map_err(|error| QuotedError::NoQuote { problem: error.to_string() })?;
        let lines = quoted.lines.iter().map(|line| line.usd).try_fold(Usd::ZERO, Usd::plus)?;
        match quoted.total_usd {
            total if total == lines => Ok(quoted),
            total => Err(QuotedError::OtherSum { lines, total }),
        }
    }

    /// Id of the deployment that it was made for; empty when it has none.
    ///
    /// # Example
    ///
    /// See [`Quoted::read`].
    pub fn deployment(&self) -> &str {
        &self.deployment.id
    }
}

/// Why a quote cannot be scored against a month.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AccuracyError {
    /// The month bills several deployments, or another one than was named.
    #[error("the month bills no deployment `{asked}`")]
    OtherDeployment {
        /// What was asked for, or the id that the quote has.
        asked: String,
        /// The deployments that it bills.
        billed: Vec<String>,
    },
    /// The deployment did not run from the first to the last day of the month.
    #[error("deployment `{deployment}` did not run for the whole month")]
    PartOfAMonth {
        /// The deployment.
        deployment: String,
        /// The first day on which anything of it ran in the month.
        from: NaiveDate,
        /// The first day after that on which nothing did.
        until: NaiveDate,
    },
    /// A sum needs more digits than there is room for.
    #[error(transparent)]
    Arithmetic(#[from] ArithmeticError),
}

/// MRUs and USD of the same thing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Amount {
    /// MRUs; of billed lines with four decimal places where they were prorated.
    pub mru: Decimal,
    /// USD, in whole cents, before discount and tax.
    pub usd: Usd,
}

impl Amount {
    fn add(&mut self, mru: Decimal, usd: Usd) -> Result<(), ArithmeticError> {
        self.mru = exact::add(self.mru, mru, "adding up MRUs of a quote and a month")?;
        self.usd = self.usd.plus(usd)?;
        Ok(())
    }
}

/// What was quoted, what was billed, and how far apart they are.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Score {
    /// What the quote said for a month.
    pub quoted: Amount,
    /// What the month was billed.
    pub billed: Amount,
    /// Billed less quoted, in USD.
    pub difference_usd: Usd,
    /// The difference in per cent of what was quoted, two places, half away from zero; none where
    /// nothing was quoted.
    pub difference_percent: Option<Decimal>,
}

impl Score {
    fn of(quoted: Amount, billed: Amount) -> Result<Score, ArithmeticError> {
        Ok(Score {
            quoted,
            billed,
            difference_usd: billed.usd.minus(quoted.usd)?,
            difference_percent: percent_of_change(quoted.usd.as_decimal(), billed.usd.as_decimal()),
        })
    }
}

/// How good a quote was, by kind of component.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Accuracy {
    /// The day for which the quote was made.
    pub as_of: NaiveDate,
    /// The deployment, as the month names it.
    pub deployment: String,
    /// The month it is scored against.
    pub month: Period,
    /// Each kind of component that was quoted or billed, by id.
    pub components: BTreeMap<String, Score>,
    /// All of them together.
    pub total: Score,
    /// The differences of the kinds without their signs, in per cent of what was quoted: 0 when each
    /// kind was billed as quoted, even where too much of one makes up for too little of another.
    /// None where nothing was quoted.
    pub error_percent: Option<Decimal>,
    /// What the month bills besides: other deployments, one-off charges, floors, discount, corrections
    /// and tax, of which a quote says nothing. With the total it is the total of the document.
    pub besides_usd: Usd,
}

impl Accuracy {
    /// Scores a quote against a month in which its deployment ran from the first to the last day.
    ///
    /// Components and elastic use of the deployment are compared, by kind. `deployment` names the one of
    /// the customer's that was quoted; without it, it is the one with the id of the quote, else the
    /// only one that the month bills.
    ///
    /// # Errors
    ///
    /// [`AccuracyError`]: another deployment, one that ran for a part of the month, sums of too many
    /// digits.
    ///
    /// # Example
    ///
    /// ```
    /// # use mru_core::{Format, account::{Account, Supplier}, metering::{Event, EventFormat}, rate_card::{RateCard, RateCards}};
    /// # let header = "card = \"reference\"\neffective_from = \"2026-01-01\"\ncurrency = \"USD\"\n\
    /// # mru_price_usd = \"42.00\"\napproved_by = \"x\"\nprovenance = \"x\"";
    /// # let weights = "component,size,weight_mru,confidence,arithmetic\ncontainer,1x2,1.65,assumption,\n";
    /// # let cards = RateCards::new([RateCard::read(&[("card.toml", header), ("w.csv", weights)]).unwrap()]).unwrap();
    /// # let versions = [Account::read(r#"
    /// #     id = "insurer"
    /// #     effective_from = "2026-01-01"
    /// #     legal = { name = "Insurer S.A.", tax_id = "1-9", address = ["Santiago"] }
    /// #     deployments = [{ environments = [{ name = "production", kind = "production" }] }]
    /// #     contract = { id = "C-1", starts_on = "2026-01-01", tax = { label = "IVA", percent = 19 } }
    /// # "#, Format::Toml).unwrap()];
    /// # let supplier = "legal = { name = \"Modyo SpA\", tax_id = \"2-7\", address = [\"Santiago\"] }";
    /// # let supplier = Supplier::read(supplier, Format::Toml).unwrap();
    /// # let csv = "id,type,time,customer,environment,component,name,size,quantity,redundancy,ticket\n\
    /// #            1,activated,2026-03-11T09:00:00-04:00,insurer,production,container,a,1x2,1,2,REQ-7\n";
    /// # let events = Event::read(csv, EventFormat::Csv).unwrap();
    /// # let facts = mru_core::invoice::Facts { supplier: &supplier, versions: &versions, events: &events, cards: &cards, earlier: &[] };
    /// # let statement = mru_core::invoice::draft("2026-04".parse().unwrap(), &facts).unwrap().unwrap();
    ///
    /// use mru_core::accuracy::{Accuracy, Quoted};
    ///
    /// // One container of redundancy 2 was quoted and billed: 2 × 1.65 MRU × USD 42.
    /// let quoted = Quoted::read(
    ///     r#"{"as_of":"2026-03-01","deployment":{"id":""},"total_usd":"69.30",
    ///         "lines":[{"component":"container","mru":"1.65","usd":"69.30"}]}"#,
    /// ).unwrap();
    /// let accuracy = Accuracy::of(&quoted, &statement, None).unwrap();
    /// let container = &accuracy.components["container"];
    /// assert_eq!((container.billed.usd.to_string(), container.difference_percent), ("138.60".to_owned(), Some(100.into())));
    /// assert_eq!(accuracy.besides_usd, statement.totals.tax_usd);
    /// ```
    pub fn of(
        quoted: &Quoted,
        statement: &Statement,
        deployment: Option<&str>,
    ) -> Result<Accuracy, AccuracyError> {
        let deployment = billed_deployment(quoted, statement, deployment)?;
        let lines = || statement.lines.iter().filter(|it| is_of(it, &deployment));
        whole_month(&deployment, lines(), statement.period)?;
        // What was quoted and what was billed, by kind.
        let mut amounts: BTreeMap<&str, (Amount, Amount)> = BTreeMap::new();
        let mut total = (Amount::default(), Amount::default());
        for QuotedLine { component, mru, usd } in &quoted.lines {
            amounts.entry(component).or_default().0.add(*mru, *usd)?;
            total.0.add(*mru, *usd)?;
        }
        for line in lines() {
            amounts.entry(line.component()).or_default().1.add(line.mru(), line.usd)?;
            total.1.add(line.mru(), line.usd)?;
        }
        let mut components = BTreeMap::new();
        for (component, (quoted, billed)) in amounts {
            components.insert(component.to_owned(), Score::of(quoted, billed)?);
        }
        Ok(Accuracy {
            as_of: quoted.as_of,
            month: statement.period,
            error_percent: error_percent(&components, total.0.usd)?,
            components,
            total: Score::of(total.0, total.1)?,
            besides_usd: statement.totals.total_usd.minus(total.1.usd)?,
            deployment,
        })
    }
}

/// Whether a line bills components or elastic use of a deployment.
fn is_of(line: &InvoiceLine, deployment: &str) -> bool {
    matches!(line.kind(), LineKind::Component | LineKind::Elasticity)
        && line.deployment() == deployment
}

/// The deployment of the month that was quoted.
fn billed_deployment(
    quoted: &Quoted,
    statement: &Statement,
    asked: Option<&str>,
) -> Result<String, AccuracyError> {
    let billed: BTreeSet<&str> = statement
        .lines
        .iter()
        .filter(|line| line.kind() == LineKind::Component)
        .map(InvoiceLine::deployment)
        .collect();
    let wanted = asked.unwrap_or_else(|| quoted.deployment());
    if billed.contains(wanted) {
        return Ok(wanted.to_owned());
    }
    match (asked, billed.first()) {
        (None, Some(only)) if billed.len() == 1 => Ok((*only).to_owned()),
        _ => Err(AccuracyError::OtherDeployment {
            asked: wanted.to_owned(),
            billed: billed.into_iter().map(str::to_owned).collect(),
        }),
    }
}

/// Refuses a deployment of which something ran on some days of the month alone.
fn whole_month<'a>(
    deployment: &str,
    lines: impl Iterator<Item = &'a InvoiceLine>,
    month: Period,
) -> Result<(), AccuracyError> {
    let days = lines.filter_map(InvoiceLine::days).filter_map(|(from, until)| Some((from, until?)));
    let ran = days.reduce(|all, next| (all.0.min(next.0), all.1.max(next.1)));
    let (first, end) = (month.first_day(), month.next().first_day());
    match ran {
        Some((from, until)) if first < from || until < end => {
            Err(AccuracyError::PartOfAMonth { deployment: deployment.to_owned(), from, until })
        }
        _ => Ok(()),
    }
}

/// The differences of all kinds without their signs, in per cent of what was quoted.
fn error_percent(
    components: &BTreeMap<String, Score>,
    quoted: Usd,
) -> Result<Option<Decimal>, ArithmeticError> {
    let mut apart = quoted;
    for Score { difference_usd, .. } in components.values() {
        let negative = difference_usd.is_negative();
        apart = apart.plus(if negative { difference_usd.negated() } else { *difference_usd })?;
    }
    Ok(percent_of_change(quoted.as_decimal(), apart.as_decimal()))
}
