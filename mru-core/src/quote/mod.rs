//! The quote: a deployment, priced by the terms of a day, with totals, lines and findings.

mod json;

pub use json::findings_json;

use chrono::{Days, NaiveDate};

use crate::{
    deployment::{Deployment, Parsed},
    finding::{Finding, Findings, Severity},
    materials::{BillOfMaterials, Charge},
    positions::Positions,
    pricing::{self, PriceError, PricedMaterials},
    rate_card::Terms,
    text::text,
    validation::{self, Connections},
};

/// Days for which a quote is valid when nothing is said (R78).
pub const VALID_DAYS: u32 = 30;

/// A priced deployment.
///
/// # Example
///
/// See the crate page.
#[derive(Clone, Debug)]
pub struct Quote {
    /// The deployment.
    pub deployment: Deployment,
    /// Its hash, which the quote pins (R78).
    pub deployment_hash: String,
    /// The terms, whose rate card the quote pins by hash.
    pub terms: Terms,
    /// The day the quote is made for.
    pub as_of: NaiveDate,
    /// The last day it is valid (R78).
    pub valid_until: NaiveDate,
    /// Lines and totals.
    pub priced: PricedMaterials,
    /// Warnings and information; a quote has no errors.
    pub findings: Vec<Finding>,
    /// The connection check of every database.
    pub connections: Vec<Connections>,
}

impl Quote {
    /// Quotes a deployment read from text.
    ///
    /// # Errors
    ///
    /// All findings, at least one of them an error: those of [`check`](crate::check), R1 for each
    /// weight that the rate card does not have, and R6 for a number that cannot be kept exact.
    /// There is no partial total (R110).
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
    ///
    /// use mru_core::{Deployment, Format, Quote, rate_card::Terms};
    ///
    /// let day = "2026-11-21".parse().unwrap();
    /// let terms = Terms::new(card, None, day).unwrap();
    /// let quote = Quote::of(&Deployment::parse(text, Format::Yaml), &terms, day).unwrap();
    /// assert_eq!(quote.priced.total.usd.to_string(), "273.00");
    /// assert_eq!(quote.valid_until.to_string(), "2026-12-21");
    ///
    /// let larger = text.replace("memory_gb: 2", "memory_gb: 3");
    /// let findings = Quote::of(&Deployment::parse(&larger, Format::Yaml), &terms, day).unwrap_err();
    /// assert_eq!(findings[0].message.en, "rate card demo@2026-10-01 has no weight for `container/1x3`");
    /// ```
    pub fn of(parsed: &Parsed, terms: &Terms, as_of: NaiveDate) -> Result<Quote, Vec<Finding>> {
        match &parsed.deployment {
            Some(deployment) => {
                make(deployment, parsed.findings.clone(), &parsed.positions, terms, as_of)
            }
            None => Err(parsed.findings()),
        }
    }

    /// Quotes a deployment made as a value.
    ///
    /// # Errors
    ///
    /// As [`Quote::of`].
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
    /// use mru_core::{Deployment, Quote, Redundancy};
    ///
    /// let mut deployment: Deployment = parsed.deployment.unwrap();
    /// deployment.environments[0].redundancy = Some(Redundancy(3));
    /// let more = Quote::of_deployment(&deployment, &terms, day).unwrap();
    /// assert_eq!(more.priced.total.usd.to_string(), "409.50");
    /// ```
    pub fn of_deployment(
        deployment: &Deployment,
        terms: &Terms,
        as_of: NaiveDate,
    ) -> Result<Quote, Vec<Finding>> {
        make(deployment, Findings::new(), &Positions::new(), terms, as_of)
    }

    /// Prices a deployment again that was judged when its quote was issued: rules that have become
    /// errors since block nothing.
    pub(crate) fn recorded(
        deployment: &Deployment,
        terms: &Terms,
        as_of: NaiveDate,
    ) -> Result<Quote, Vec<Finding>> {
        let mut findings = Findings::new();
        validation::judge(deployment, &terms.policies, &mut findings);
        let mut findings = findings.located(&Positions::new());
        findings.retain(|finding| finding.severity != Severity::Error);
        let priced = pricing::price(&deployment.materials(&terms.policies), terms)
            .map_err(|error| vec![not_priced(&error)])?;
        Ok(together(deployment, terms, as_of, priced, findings))
    }

    /// Returns the bill of materials behind the quote.
    pub fn materials(&self) -> BillOfMaterials {
        self.deployment.materials(&self.terms.policies)
    }
}

/// Returns all findings of a deployment under its terms, missing weights included.
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
/// use mru_core::{Deployment, Format, check_with_terms};
///
/// assert_eq!(check_with_terms(&parsed, &terms), []);
/// let other = Deployment::parse(&text.replace("vcpu: 1", "vcpu: 2"), Format::Yaml);
/// assert_eq!(check_with_terms(&other, &terms)[0].rule, "V2");
/// ```
pub fn check_with_terms(parsed: &Parsed, terms: &Terms) -> Vec<Finding> {
    let Some(deployment) = &parsed.deployment else { return parsed.findings() };
    let mut findings = parsed.findings.clone();
    validation::judge(deployment, &terms.policies, &mut findings);
    judge_weights(&deployment.materials(&terms.policies), terms, &mut findings);
    findings.located(&parsed.positions)
}

fn make(
    deployment: &Deployment,
    mut findings: Findings,
    positions: &Positions,
    terms: &Terms,
    as_of: NaiveDate,
) -> Result<Quote, Vec<Finding>> {
    validation::judge(deployment, &terms.policies, &mut findings);
    let materials = deployment.materials(&terms.policies);
    judge_weights(&materials, terms, &mut findings);
    if findings.has_errors() {
        return Err(findings.located(positions));
    }
    let priced = match pricing::price(&materials, terms) {
        Ok(priced) => priced,
        Err(error) => {
            findings.push(not_priced(&error));
            return Err(findings.located(positions));
        }
    };
    Ok(together(deployment, terms, as_of, priced, findings.located(positions)))
}

/// Puts a quote together of what was priced and found.
fn together(
    deployment: &Deployment,
    terms: &Terms,
    as_of: NaiveDate,
    priced: PricedMaterials,
    findings: Vec<Finding>,
) -> Quote {
    Quote {
        deployment: deployment.clone(),
        deployment_hash: deployment.hash(),
        terms: terms.clone(),
        as_of,
        valid_until: as_of.checked_add_days(Days::new(VALID_DAYS.into())).unwrap_or(as_of),
        priced,
        findings,
        connections: validation::connections(deployment, &terms.policies),
    }
}

/// Notes every entry that the terms lack (R1, R59, R110).
fn judge_weights(materials: &BillOfMaterials, terms: &Terms, findings: &mut Findings) {
    for item in materials.items() {
        let Charge::Entry(entry) = &item.charge else { continue };
        if terms.weight(entry).is_some() {
            continue;
        }
        let card = terms.card.id();
        let near = terms.nearest_entry(entry);
        let help = match near {
            Some(near) => text!(
                "did you mean `{near}`? A rate card or contract may also add the entry",
                "¿quiso decir `{near}`? Una tarifa o un contrato también puede agregar la entrada"
            ),
            None => text!(
                "a rate card or contract must add the entry",
                "una tarifa o un contrato debe agregar la entrada"
            ),
        };
        findings
            .error(
                "R1",
                &item.path,
                text!(
                    "rate card {card} has no weight for `{entry}`",
                    "la tarifa {card} no tiene peso para `{entry}`"
                ),
            )
            .help(help);
    }
}

fn not_priced(error: &PriceError) -> Finding {
    let path = match error {
        PriceError::MissingWeight { path, .. } => path.clone(),
        PriceError::Arithmetic(_) => String::new(),
    };
    Finding {
        rule: "R6",
        severity: Severity::Error,
        path,
        position: None,
        message: text!(
            "the deployment cannot be priced exactly: {error}",
            "el despliegue no se puede valorizar con exactitud: {error}"
        ),
        help: Some(text!(
            "check the quantities, weights and price for absurdly large numbers",
            "revise si las cantidades, los pesos o el precio son absurdamente grandes"
        )),
    }
}
