//! Prices a change, and says what it needs.

use chrono::NaiveDate;
use mru_core::{
    Deployment, Finding, Format, Parsed, Quote,
    change::{ChangeAsked, ChangeOrder, Decision, PricedChange, PricedState},
};
use reports::change_view::ChangeAbout;

use super::{Agreed, ChangeError, Input};

/// What there shall be.
#[derive(Clone, Copy, Debug)]
pub enum Proposed<'a> {
    /// The whole deployment.
    Whole(&'a str, Format),
    /// A change order on what there is.
    Order(&'a str, Format),
}

/// A change that is to be checked.
#[derive(Clone, Copy, Debug)]
pub struct CheckRequest<'a> {
    /// What there is; none when there is nothing yet.
    pub current: Option<(&'a str, Format)>,
    /// What there shall be.
    pub proposed: Proposed<'a>,
    /// What was agreed with the customer.
    pub agreed: &'a Agreed,
    /// The day on which it begins, unless the order says otherwise.
    pub starts_on: NaiveDate,
    /// Who asks for it, unless the order says otherwise.
    pub requested_by: &'a str,
}

/// A change that was checked.
#[derive(Clone, Debug)]
pub struct Checked {
    /// What there is, priced.
    pub base: Option<Quote>,
    /// What there shall be, priced.
    pub target: Quote,
    /// The order, when there is one.
    pub order: Option<ChangeOrder>,
    /// What it costs.
    pub change: PricedChange,
    /// What it needs.
    pub decision: Decision,
    /// Who asks for it.
    pub requested_by: String,
}

impl Checked {
    /// What it costs and needs, to be shown.
    pub fn state(&self) -> PricedState<'_> {
        PricedState { change: &self.change, decision: &self.decision }
    }

    /// What it belongs to, as far as the order says.
    pub fn about(&self) -> ChangeAbout {
        let order = self.order.as_ref();
        ChangeAbout {
            ticket: order.map(|it| it.ticket.clone()).unwrap_or_default(),
            title: order.map(|it| it.title.clone()).unwrap_or_default(),
            requested_by: self.requested_by.clone(),
            customer: self.target.deployment.customer.name.clone(),
            deployment: self.target.deployment.id.clone(),
        }
    }
}

/// Checks a change: both sides are priced under the same terms, and held against the policy.
///
/// # Errors
///
/// [`ChangeError::Invalid`] with all findings of the first text that is not valid.
pub fn check(asked: &CheckRequest<'_>) -> Result<Checked, ChangeError> {
    let invalid = |of| move |findings: Vec<Finding>| ChangeError::Invalid(of, findings);
    let (terms, day) = (&asked.agreed.terms, asked.starts_on);
    let parsed = asked.current.map(|(text, format)| Deployment::parse(text, format));
    let base = parsed.as_ref().map(|it| Quote::of(it, terms, day)).transpose();
    let base = base.map_err(invalid(Input::Current))?;
    let (order, proposed) = match asked.proposed {
        Proposed::Whole(text, format) => (None, Deployment::parse(text, format)),
        Proposed::Order(text, format) => {
            let order = ChangeOrder::read(text, format).map_err(invalid(Input::Order))?;
            let proposed = applied(&order, base.as_ref())?;
            (Some(order), proposed)
        }
    };
    let of = if order.is_some() { Input::Order } else { Input::Proposed };
    let target = Quote::of(&proposed, terms, day).map_err(invalid(of))?;
    let change = PricedChange::of(&ChangeAsked {
        base: base.as_ref(),
        target: &target,
        order: order.as_ref(),
        starts_on: day,
        prorating: asked.agreed.prorating,
    })
    .map_err(invalid(Input::Change))?;
    let stated = order.as_ref().map(|it| it.requested_by.clone()).filter(|it| !it.is_empty());
    let requested_by = stated.unwrap_or_else(|| asked.requested_by.to_owned());
    let version = asked.agreed.policy.as_ref().and_then(|it| it.version(change.starts_on));
    let decision = Decision::of(&change, version, asked.agreed.requested(&requested_by));
    Ok(Checked { base, target, order, change, decision, requested_by })
}

/// What an order makes of what there is; of nothing when there is nothing yet.
fn applied(order: &ChangeOrder, base: Option<&Quote>) -> Result<Parsed, ChangeError> {
    let nothing = Deployment::default();
    let base = base.map_or(&nothing, |it| &it.deployment);
    order.apply(base).map_err(|findings| ChangeError::Invalid(Input::Order, findings))
}
