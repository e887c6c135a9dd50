//! The assumptions of a cost model, read from a file.

use chrono::NaiveDate;
use rust_decimal::Decimal;

use crate::{
    digest::sha256,
    finding::{Finding, Findings},
    reading::{self, Format, Record, record},
    text::{Text, text},
    units::MruPrice,
};

record! {
    /// One price that a component costs, and how much of it a month.
    pub struct Part ["a part", "una parte", "M1"] {
        required {
            /// AWS service code.
            service: String,
            /// Usage type; `{size}` stands for the size.
            usage_type: String,
            /// How many units a month, or an hour for prices by the hour: a number, `vcpu` or `memory_gb`.
            quantity: String,
        }
        optional {
            /// What the quantity stands for, for readers.
            note: String,
        }
    }
}

record! {
    /// What one component costs, in one or many sizes.
    pub struct Rule ["a rule", "una regla", "M1"] {
        required {
            /// Id of the component in the catalogue.
            component: String,
            /// Name of the table that its weights go to, without ending.
            table: String,
        }
        optional {
            /// Its sizes; `fargate` stands for the 67 pairs. None for a component without sizes.
            sizes: Vec<String>,
            /// What it costs at AWS.
            parts: Vec<Part>,
            /// Hours of management a month.
            management_hours: Decimal,
            /// Licences a month in USD.
            licences_usd: Decimal,
            /// What the hours and licences are for.
            note: String,
            /// An explicit 0, with its reason, instead of costs.
            zero_because: String,
        }
    }
}

record! {
    /// A cost model: stated assumptions and one rule a component.
    pub struct Model ["the model", "el modelo", "M1"] {
        required {
            /// Name of the rate card it proposes.
            card: String,
            /// First day of that rate card.
            effective_from: Option<NaiveDate>,
            /// Price of one MRU in that rate card.
            mru_price_usd: Option<MruPrice>,
            /// What one MRU stands for in costs: costs are divided by it.
            reference_usd_per_mru: Option<Decimal>,
            /// Weights are rounded up to a multiple of this many MRUs.
            rounding_step_mru: Option<Decimal>,
            /// Hours of a month for prices by the hour.
            hours_per_month: Option<Decimal>,
            /// Taxes on AWS costs in per cent.
            tax_percent: Option<Decimal>,
            /// Contingency on all costs in per cent.
            contingency_percent: Option<Decimal>,
            /// USD for one hour of management.
            management_usd_per_hour: Option<Decimal>,
            /// Who approved the rate card.
            approved_by: String,
            /// Where prices and assumptions come from.
            provenance: String,
            /// The rules.
            rules: Vec<Rule>,
        }
        optional {
            /// Kinds that come with a container at 0 MRU.
            included_with_container: Option<Vec<String>>,
            /// A remark for readers of the rate card.
            remark: String,
            /// The remark in Spanish.
            remark_es: String,
        }
    }
}

impl Model {
    /// Reads a model from TOML; returns it with the hash of its text.
    ///
    /// # Errors
    ///
    /// M1 for each missing or wrong value, F1–F5 for the form of the file.
    pub fn read(text: &str) -> Result<(Model, String), Vec<Finding>> {
        let (model, mut reading) = reading::read_text::<Model>(text, Format::Toml);
        if let Some(model) = &model {
            model.check(&mut reading.findings);
        }
        match model {
            Some(model) if !reading.findings.has_errors() => Ok((model, sha256(text.as_bytes()))),
            _ => Err(reading.findings.located(&reading.positions)),
        }
    }

    fn check(&self, findings: &mut Findings) {
        findings.require("M1", "model", &Model::WHAT.into(), &self.required());
        let positive = [
            ("reference_usd_per_mru", self.reference_usd_per_mru),
            ("rounding_step_mru", self.rounding_step_mru),
            ("hours_per_month", self.hours_per_month),
        ];
        for (field, value) in positive {
            if value.is_some_and(|value| value.is_zero()) {
                findings.error(
                    "M1",
                    field,
                    text!("`{field}` must be more than 0", "`{field}` debe ser mayor que 0"),
                );
            }
        }
        for (index, rule) in self.rules.iter().enumerate() {
            let path = format!("rules[{index}]");
            findings.require("M1", &path, &Rule::WHAT.into(), &rule.required());
            for (at, part) in rule.parts.iter().enumerate() {
                findings.require(
                    "M1",
                    &format!("{path}.parts[{at}]"),
                    &Part::WHAT.into(),
                    &part.required(),
                );
            }
            let costs = !rule.parts.is_empty()
                || !rule.management_hours.is_zero()
                || !rule.licences_usd.is_zero();
            if costs != rule.zero_because.is_empty() {
                findings
                    .error(
                        "M1",
                        &path,
                        Text::new(
                            format!(
                                "rule for `{}` must state either costs or `zero_because`",
                                rule.component
                            ),
                            format!(
                                "la regla de `{}` debe declarar costos o `zero_because`",
                                rule.component
                            ),
                        ),
                    )
                    .help(text!(
                        "an explicit 0 needs its reason, and nothing else",
                        "un 0 explícito necesita su motivo, y nada más"
                    ));
            }
        }
    }
}
