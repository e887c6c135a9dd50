//! The sum behind one proposed weight, exact and written out.

use rust_decimal::Decimal;

use super::{Cause, Model, Price, Rule};
use crate::units::{ArithmeticError, Weight, exact};

/// The numbers of a model that every rule uses.
#[derive(Clone, Copy, Debug)]
pub(super) struct Assumptions {
    hours_per_month: Decimal,
    tax_factor: Decimal,
    contingency_factor: Decimal,
    management_usd_per_hour: Decimal,
    reference_usd_per_mru: Decimal,
    step_mru: Decimal,
}

const STEP: &str = "deriving a weight";
const HUNDRED: Decimal = Decimal::ONE_HUNDRED;
impl Assumptions {
    /// Takes the numbers of a model; none when it lacks one, which reading it has refused.
    pub(super) fn of(model: &Model) -> Option<Assumptions> {
        let factor = |percent: Decimal| percent.checked_add(HUNDRED)?.checked_div(HUNDRED);
        Some(Assumptions {
            hours_per_month: model.hours_per_month?,
            tax_factor: factor(model.tax_percent?)?,
            contingency_factor: factor(model.contingency_percent?)?,
            management_usd_per_hour: model.management_usd_per_hour?,
            reference_usd_per_mru: model.reference_usd_per_mru?,
            step_mru: model.rounding_step_mru?,
        })
    }

    /// Proposes a weight and writes its arithmetic.
    ///
    /// `((Σ quantity × price [× hours]) × tax + hours × rate + licences) × contingency ÷ USD per
    /// MRU`, rounded up to the step.
    pub(super) fn weight(
        &self,
        causes: &[Cause<'_>],
        rule: &Rule,
    ) -> Result<(Decimal, String), ArithmeticError> {
        let mut shown = Vec::new();
        let mut usd = Decimal::ZERO;
        for cause in causes {
            let (amount, words) = self.cost(cause)?;
            usd = exact::add(usd, amount, STEP)?;
            shown.push(words);
        }
        let mut text = String::new();
        if !causes.is_empty() {
            let taxed = exact::multiply(usd, self.tax_factor, STEP)?;
            text = format!("({}) × {} tax", shown.join(" + "), plain(self.tax_factor));
            usd = taxed;
        }
        if !rule.management_hours.is_zero() {
            usd = exact::add(
                usd,
                exact::multiply(rule.management_hours, self.management_usd_per_hour, STEP)?,
                STEP,
            )?;
            add_term(
                &mut text,
                &format!(
                    "{} h management × USD {}",
                    plain(rule.management_hours),
                    cents(self.management_usd_per_hour)
                ),
            );
        }
        if !rule.licences_usd.is_zero() {
            usd = exact::add(usd, rule.licences_usd, STEP)?;
            add_term(&mut text, &format!("USD {} licences", cents(rule.licences_usd)));
        }
        let total = exact::multiply(usd, self.contingency_factor, STEP)?;
        let weight = self.round_up(total)?;
        let text = format!(
            "[{text}] × {} contingency = USD {} ÷ USD {} per MRU, up to {} = {} MRU",
            plain(self.contingency_factor),
            plain(total),
            cents(self.reference_usd_per_mru),
            plain(self.step_mru),
            plain(weight),
        );
        Ok((weight, text))
    }

    fn cost(&self, cause: &Cause<'_>) -> Result<(Decimal, String), ArithmeticError> {
        let Price { usage_type, usd, unit, .. } = cause.price;
        let amount = exact::multiply(cause.quantity, *usd, STEP)?;
        let quantity = plain(cause.quantity);
        if cause.is_hourly() {
            let hours = self.hours_per_month;
            return Ok((
                exact::multiply(amount, hours, STEP)?,
                format!("{quantity} × {} h × USD {usd} {usage_type}", plain(hours)),
            ));
        }
        let times = if unit.starts_with(|c: char| c.is_ascii_digit()) { " ×" } else { "" };
        Ok((amount, format!("{quantity}{times} {unit} × USD {usd} {usage_type}")))
    }

    /// Divides by the value of an MRU and rounds up to the step, comparing products, never quotients.
    fn round_up(&self, total: Decimal) -> Result<Decimal, ArithmeticError> {
        let error = ArithmeticError { step: STEP };
        let step_usd = exact::multiply(self.reference_usd_per_mru, self.step_mru, STEP)?;
        let mut steps = total.checked_div(step_usd).ok_or(error)?.floor();
        while exact::multiply(steps, step_usd, STEP)? < total {
            steps = exact::add(steps, Decimal::ONE, STEP)?;
        }
        Ok(exact::multiply(steps, self.step_mru, STEP)?.normalize())
    }
}

fn add_term(text: &mut String, term: &str) {
    if !text.is_empty() {
        text.push_str(" + ");
    }
    text.push_str(term);
}

fn plain(number: Decimal) -> String {
    number.normalize().to_string()
}

fn cents(usd: Decimal) -> String {
    let mut usd = usd.normalize();
    if usd.scale() < 2 {
        usd.rescale(2);
    }
    usd.to_string()
}

/// Whether a proposed number can be a weight.
pub(super) fn as_weight(mru: Decimal) -> Option<Weight> {
    Weight::new(mru)
}
