//! The quote as JSON: decimals are strings, dates ISO 8601, and the fields of every table in the
//! order of the alphabet.

use chrono::NaiveDate;
use serde::{Serialize, Serializer};
use serde_json::{Value as Json, json};

use super::Quote;
use crate::{
    deployment::Environment,
    finding::Finding,
    kind::EnvironmentKind,
    materials::Place,
    numeral::Numeral,
    policies::Policies,
    pricing::{Explanation, Line, Total},
    rate_card::Source,
    text::{Lang, printable},
    units::{Mru, MruPrice, Usd, Weight},
    validation::Connections,
};

#[derive(Serialize)]
struct QuoteDocument<'a> {
    as_of: NaiveDate,
    connections: &'a [Connections],
    contract: &'a str,
    currency: &'static str,
    deployment: DeploymentDocument<'a>,
    document: &'static str,
    environments: Vec<EnvironmentDocument<'a>>,
    findings: Json,
    language: Lang,
    lines: Lines<'a>,
    mru_price_source: Source,
    mru_price_usd: MruPrice,
    policies: &'a Policies,
    rate_card: RateCardDocument<'a>,
    shared: TotalDocument,
    total_mru: Mru,
    total_usd: Usd,
    valid_until: NaiveDate,
}

#[derive(Serialize)]
struct DeploymentDocument<'a> {
    customer: &'a str,
    hash: &'a str,
    id: &'a str,
}

#[derive(Serialize)]
struct EnvironmentDocument<'a> {
    kind: Option<EnvironmentKind>,
    name: &'a str,
    redundancy: u32,
    #[serde(flatten)]
    total: TotalDocument,
}

#[derive(Serialize)]
struct RateCardDocument<'a> {
    effective_from: NaiveDate,
    hash: &'a str,
    id: &'a str,
    proposal: bool,
}

#[derive(Serialize)]
struct TotalDocument {
    total_mru: Mru,
    total_usd: Usd,
}

#[derive(Serialize)]
struct LineDocument<'a> {
    charge: &'static str,
    component: &'a str,
    entry: Option<&'a str>,
    environment: &'a str,
    #[serde(serialize_with = "displayed")]
    explanation: Explanation<'a>,
    line: usize,
    mru: Mru,
    multiplier: u32,
    name: &'a str,
    path: &'a str,
    quantity: Numeral,
    remark: Option<&'static str>,
    rules: &'a [&'static str],
    size: &'a str,
    unit: &'a str,
    usd: Usd,
    weight_mru: Option<Weight>,
    weight_source: Option<Source>,
}

/// The lines of a quote, each made when it is written.
struct Lines<'a> {
    quote: &'a Quote,
    lang: Lang,
}

impl Serialize for Lines<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let numbered = (1_usize..).zip(self.quote.priced.lines());
        serializer
            .collect_seq(numbered.map(|(number, line)| self.quote.line(number, line, self.lang)))
    }
}

fn displayed<S: Serializer>(shown: &Explanation<'_>, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(shown)
}

impl Quote {
    /// Returns the quote as a JSON document with its sentences in `lang`.
    ///
    /// [`Quote::document`] writes the same without holding it.
    ///
    /// # Example
    ///
    /// ```
    /// # let header = "card = \"demo\"\neffective_from = \"2026-10-01\"\ncurrency = \"USD\"\n\
    /// # mru_price_usd = \"42.00\"\napproved_by = \"x\"\nprovenance = \"x\"";
    /// # let weights = "component,size,weight_mru,confidence,arithmetic\n\
    /// # container,1x2,3.25,assumption,\nenvironment,production,0,assumption,\n";
    /// # let card = mru_core::rate_card::RateCard::read(&[("card.toml", header), ("weights.csv", weights)]).unwrap();
    /// # let text = "environments: [{name: production, kind: production, redundancy: 2, containers: \
    /// # [{name: ms-loans, vcpu: 1, memory_gb: 2, repository: ms-loans, branch: main}]}]";
    /// # let day = "2026-11-21".parse().unwrap();
    /// # let terms = mru_core::rate_card::Terms::new(card, None, day).unwrap();
    /// # let parsed = mru_core::Deployment::parse(text, mru_core::Format::Yaml);
    /// # let quote = mru_core::Quote::of(&parsed, &terms, day).unwrap();
    ///
    /// use mru_core::Lang;
    ///
    /// let json = quote.to_json(Lang::En);
    /// assert_eq!(json["total_usd"], "273.00");
    /// assert_eq!(json["lines"][0]["entry"], "container/1x2");
    /// ```
    pub fn to_json(&self, lang: Lang) -> Json {
        serde_json::to_value(self.document(lang)).unwrap_or(Json::Null)
    }

    /// Returns what writes the quote as a document with its sentences in `lang`, by any serialiser.
    ///
    /// The fields of every table come in the order of the alphabet.
    ///
    /// # Example
    ///
    /// ```
    /// # let header = "card = \"demo\"\neffective_from = \"2026-10-01\"\ncurrency = \"USD\"\n\
    /// # mru_price_usd = \"42.00\"\napproved_by = \"x\"\nprovenance = \"x\"";
    /// # let weights = "component,size,weight_mru,confidence,arithmetic\n\
    /// # container,1x2,3.25,assumption,\nenvironment,production,0,assumption,\n";
    /// # let card = mru_core::rate_card::RateCard::read(&[("card.toml", header), ("weights.csv", weights)]).unwrap();
    /// # let text = "environments: [{name: production, kind: production, redundancy: 2, containers: \
    /// # [{name: ms-loans, vcpu: 1, memory_gb: 2, repository: ms-loans, branch: main}]}]";
    /// # let day = "2026-11-21".parse().unwrap();
    /// # let terms = mru_core::rate_card::Terms::new(card, None, day).unwrap();
    /// # let parsed = mru_core::Deployment::parse(text, mru_core::Format::Yaml);
    /// # let quote = mru_core::Quote::of(&parsed, &terms, day).unwrap();
    ///
    /// use mru_core::Lang;
    ///
    /// let written = serde_json::to_string(&quote.document(Lang::En)).unwrap();
    /// assert_eq!(written, quote.to_json(Lang::En).to_string());
    /// ```
    pub fn document(&self, lang: Lang) -> impl Serialize {
        let (deployment, terms) = (&self.deployment, &self.terms);
        let environments = deployment.environments.iter().zip(&self.priced.environments);
        QuoteDocument {
            as_of: self.as_of,
            connections: &self.connections,
            contract: &terms.contract,
            currency: "USD",
            deployment: DeploymentDocument {
                customer: &deployment.customer.name,
                hash: &self.deployment_hash,
                id: &deployment.id,
            },
            document: "quote",
            environments: environments.map(|(it, total)| environment(it, total)).collect(),
            findings: findings_json(&self.findings, lang),
            language: lang,
            lines: Lines { quote: self, lang },
            mru_price_source: terms.price_source,
            mru_price_usd: terms.price,
            policies: &terms.policies,
            rate_card: RateCardDocument {
                effective_from: terms.card.effective_from,
                hash: &terms.card.hash,
                id: &terms.card.header.card,
                proposal: terms.card.is_proposal,
            },
            shared: total(&self.priced.shared),
            total_mru: self.priced.total.mru,
            total_usd: self.priced.total.usd,
            valid_until: self.valid_until,
        }
    }

    /// Returns the name of the place of a line: its environment's, or `shared`.
    ///
    /// # Example
    ///
    /// ```
    /// # let header = "card = \"demo\"\neffective_from = \"2026-10-01\"\ncurrency = \"USD\"\n\
    /// # mru_price_usd = \"42.00\"\napproved_by = \"x\"\nprovenance = \"x\"";
    /// # let weights = "component,size,weight_mru,confidence,arithmetic\n\
    /// # container,1x2,3.25,assumption,\nenvironment,production,0,assumption,\n";
    /// # let card = mru_core::rate_card::RateCard::read(&[("card.toml", header), ("weights.csv", weights)]).unwrap();
    /// # let text = "environments: [{name: production, kind: production, redundancy: 2, containers: \
    /// # [{name: ms-loans, vcpu: 1, memory_gb: 2, repository: ms-loans, branch: main}]}]";
    /// # let day = "2026-11-21".parse().unwrap();
    /// # let terms = mru_core::rate_card::Terms::new(card, None, day).unwrap();
    /// # let parsed = mru_core::Deployment::parse(text, mru_core::Format::Yaml);
    /// # let quote = mru_core::Quote::of(&parsed, &terms, day).unwrap();
    ///
    /// let places: Vec<&str> = quote.priced.lines().map(|line| quote.place_name(line.item.place)).collect();
    /// assert_eq!((places.first(), places.last()), (Some(&"production"), Some(&"shared")));
    /// ```
    pub fn place_name(&self, place: Place) -> &str {
        match place {
            Place::Shared => "shared",
            Place::Environment(index) => self
                .deployment
                .environments
                .get(index)
                .map_or("", |environment| environment.name.as_str()),
        }
    }

    fn line<'a>(&'a self, number: usize, line: Line<'a>, lang: Lang) -> LineDocument<'a> {
        let item = line.item;
        LineDocument {
            charge: item.charge.as_str(),
            component: item.kind.id,
            entry: line.entry(),
            environment: self.place_name(item.place),
            explanation: Explanation { line, lang },
            line: number,
            mru: line.mru,
            multiplier: item.multiplier,
            name: &item.name,
            path: &item.path,
            quantity: item.quantity.into(),
            remark: item.remark.map(|remark| remark.get(lang)),
            rules: item.rules,
            size: &item.size,
            unit: item.unit.one.get(lang),
            usd: line.usd,
            weight_mru: line.weight,
            weight_source: line.weight.map(|_| line.weight_source),
        }
    }
}

fn environment<'a>(environment: &'a Environment, sum: &Total) -> EnvironmentDocument<'a> {
    EnvironmentDocument {
        kind: environment.kind,
        name: &environment.name,
        redundancy: environment.redundancy_factor(),
        total: total(sum),
    }
}

const fn total(total: &Total) -> TotalDocument {
    TotalDocument { total_mru: total.mru, total_usd: total.usd }
}

/// Returns findings as JSON with `message` and `help` in one language.
///
/// What a terminal would obey or not show is escaped as in [`printable`]: JSON leaves most of it as
/// it is, and an input may have it in the name of a field.
///
/// # Example
///
/// ```
/// use mru_core::{Deployment, Format, Lang, findings_json};
///
/// let parsed = Deployment::parse("environments: []\nenviroments: []", Format::Yaml);
/// let json = findings_json(&parsed.findings(), Lang::Es);
/// assert_eq!(json[0]["rule"], "F2");
/// assert_eq!(json[0]["help"], "¿quiso decir `environments`?");
/// ```
pub fn findings_json(findings: &[Finding], lang: Lang) -> Json {
    findings
        .iter()
        .map(|finding| {
            json!({
                "rule": finding.rule,
                "severity": finding.severity,
                "path": printable(&finding.path),
                "line": finding.position.map(|position| position.line),
                "column": finding.position.map(|position| position.column),
                "message": printable(finding.message.get(lang)),
                "help": finding.help.as_ref().map(|help| printable(help.get(lang))),
            })
        })
        .collect()
}
