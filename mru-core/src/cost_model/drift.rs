//! How far the weights of a card are from what its cost model gives on the prices, hours and usage of a
//! month.

use std::collections::{BTreeMap, BTreeSet};

use rust_decimal::Decimal;
use serde::Serialize;

use super::{
    Cause, Derived, Model, PriceList, Proposal, causes, derive,
    measured::{Measured, scale},
};
use crate::{
    digest::sha256,
    entry_id::EntryId,
    finding::Finding,
    rate_card::RateCard,
    units::{ArithmeticError, Weight},
};

/// What a card is held against.
#[derive(Clone, Copy, Debug)]
pub struct DriftInputs<'a> {
    /// The published card.
    pub card: &'a RateCard,
    /// The model that it was derived by.
    pub model: &'a Model,
    /// The prices that it was derived from.
    pub prices_before: &'a PriceList,
    /// The prices of the month.
    pub prices: &'a PriceList,
    /// The hours of a month; those of the model when absent.
    pub hours: Option<Decimal>,
    /// What was used; the quantities of the model when absent.
    pub usage: Option<&'a Measured>,
}

/// Why a weight is not what it was published as.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "because", rename_all = "kebab-case")]
pub enum Because {
    /// The published weight is not the one that its own model gives on its own prices.
    Own {
        /// What they give.
        derived: Decimal,
    },
    /// A price moved.
    Price {
        /// Usage type.
        usage_type: String,
        /// USD for one unit before.
        before: Decimal,
        /// USD for one unit now.
        after: Decimal,
    },
    /// Prices by the hour are for another number of hours.
    Hours {
        /// Hours of a month before.
        before: Decimal,
        /// Hours of a month now.
        after: Decimal,
    },
    /// More or less is used than the model says.
    Usage {
        /// Usage type.
        usage_type: String,
        /// Units a month by the model.
        before: Decimal,
        /// Units a month as measured.
        after: Decimal,
    },
    /// What is used each month was not measured, so that the quantity of the model stays.
    NotMeasured {
        /// Usage type.
        usage_type: String,
    },
}

/// How far one weight is from what the model gives, in MRU: the steps sum to the drift.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Steps {
    /// From what was published to what its own model and prices give.
    pub own: Decimal,
    /// By prices.
    pub price: Decimal,
    /// By hours of the month.
    pub hours: Decimal,
    /// By measured usage.
    pub usage: Decimal,
}

/// How far the weight of an entry is from what the model gives.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Drift {
    /// The entry.
    pub entry: EntryId,
    /// Its published weight; none when the card lacks it.
    pub published: Option<Weight>,
    /// The weight that the model gives; none when it has no rule for it.
    pub derived: Option<Weight>,
    /// The way from one to the other; nothing when either is not known.
    pub steps: Option<Steps>,
    /// Everything that is another, whether or not it moves the weight by a step.
    pub reasons: Vec<Because>,
    /// The arithmetic of the weight that the model gives.
    pub arithmetic: String,
}

impl Drift {
    /// How much more MRU the model gives; nothing when either is not known.
    pub fn mru(&self) -> Option<Decimal> {
        less(self.derived?.as_decimal(), self.published?.as_decimal())
    }
}

/// The drift of every entry, and the model that gives it.
#[derive(Clone, Debug)]
pub struct Drifted {
    /// By entry.
    pub entries: Vec<Drift>,
    /// The model with the hours and usage that were asked for.
    pub model: Model,
}

/// Says how far each weight of a card is from what its model gives on other prices, hours and usage.
///
/// Weights are rounded up to the step of the model, quantities that were measured up to a millionth.
///
/// # Errors
///
/// Those of [`derive()`]: a price that is missing is named, and is never 0. M6 when a number cannot be
/// kept exact.
pub fn drift(inputs: &DriftInputs<'_>) -> Result<Drifted, Vec<Finding>> {
    let DriftInputs { card, model, prices_before, prices, .. } = *inputs;
    let mut with_hours = model.clone();
    with_hours.hours_per_month = inputs.hours.or(model.hours_per_month);
    let mut with_usage = with_hours.clone();
    let scaled = inputs.usage.map(|usage| scale(&mut with_usage, usage, prices));
    let not_measured = scaled.transpose().map_err(|error| vec![inexact(&error)])?;
    let weights = [
        weights(prices_before, model)?,
        weights(prices, model)?,
        weights(prices, &with_hours)?,
        weights(prices, &with_usage)?,
    ];
    let (before, after) = (causes(prices_before, model)?, causes(prices, &with_usage)?);
    let reasons = Reasons {
        hours: [model.hours_per_month, with_hours.hours_per_month],
        before,
        after,
        not_measured: not_measured.unwrap_or_default(),
    };
    let [first, .., last] = &weights;
    let entries: BTreeSet<&EntryId> =
        card.entries().map(|entry| &entry.id).chain(first.keys()).chain(last.keys()).collect();
    let of = |entry: &EntryId| {
        let published = card.entry(entry).map(|it| it.weight);
        let ways = [0, 1, 2, 3].map(|at| weights.get(at).and_then(|it| it.get(entry)));
        let [own, .., derived] = ways;
        Drift {
            entry: entry.clone(),
            published,
            derived: derived.and_then(|it| Weight::new(it.weight_mru)),
            steps: published.and_then(|published| steps(published, ways)),
            reasons: reasons.of(entry, published, own),
            arithmetic: derived.map(|it| it.arithmetic.clone()).unwrap_or_default(),
        }
    };
    let entries = entries.into_iter().map(of).collect();
    Ok(Drifted { entries, model: with_usage })
}

fn weights(prices: &PriceList, model: &Model) -> Result<BTreeMap<EntryId, Proposal>, Vec<Finding>> {
    let Derived { tables, .. } = derive(prices, model, &sha256(model.write().as_bytes()))?;
    Ok(tables.into_values().flatten().map(|it| (it.id.clone(), it)).collect())
}

/// The way from a published weight; nothing when the model has no rule for it.
fn steps(published: Weight, ways: [Option<&Proposal>; 4]) -> Option<Steps> {
    let [own, price, hours, usage] = ways;
    let [own, price, hours, usage] =
        [own?.weight_mru, price?.weight_mru, hours?.weight_mru, usage?.weight_mru];
    Some(Steps {
        own: less(own, published.as_decimal())?,
        price: less(price, own)?,
        hours: less(hours, price)?,
        usage: less(usage, hours)?,
    })
}

/// A difference without zeros at its end.
fn less(one: Decimal, other: Decimal) -> Option<Decimal> {
    one.checked_sub(other).map(|it| it.normalize())
}

/// What is known of why weights move.
struct Reasons<'a> {
    hours: [Option<Decimal>; 2],
    before: BTreeMap<String, Vec<Cause<'a>>>,
    after: BTreeMap<String, Vec<Cause<'a>>>,
    /// Usage types of the model, as it writes them, whose usage was asked for and not measured.
    not_measured: BTreeSet<String>,
}

impl<'a> Reasons<'a> {
    fn of(
        &'a self,
        entry: &EntryId,
        published: Option<Weight>,
        own: Option<&Proposal>,
    ) -> Vec<Because> {
        let mut reasons = Vec::new();
        if let (Some(published), Some(own)) = (published, own)
            && published.as_decimal() != own.weight_mru
        {
            reasons.push(Because::Own { derived: own.weight_mru });
        }
        let parts = |all: &'a BTreeMap<String, Vec<Cause<'a>>>| {
            all.get(entry.as_str()).map_or(&[][..], Vec::as_slice)
        };
        let (before, after) = (parts(&self.before), parts(&self.after));
        // The parts of a rule are the same on both sides, in the same order.
        for (before, after) in before.iter().zip(after) {
            let usage_type = after.price.usage_type.clone();
            if before.price.usd != after.price.usd {
                let (before, after) = (before.price.usd, after.price.usd);
                reasons.push(Because::Price { usage_type: usage_type.clone(), before, after });
            }
            if before.quantity != after.quantity {
                let (before, after) = (before.quantity, after.quantity);
                reasons.push(Because::Usage { usage_type: usage_type.clone(), before, after });
            }
            if self.not_measured.contains(&usage_type) {
                reasons.push(Because::NotMeasured { usage_type });
            }
        }
        if let [Some(before), Some(hours)] = self.hours
            && before != hours
            && after.iter().any(Cause::is_hourly)
        {
            reasons.push(Because::Hours { before, after: hours });
        }
        reasons
    }
}

fn inexact(error: &ArithmeticError) -> Finding {
    crate::finding::Finding {
        rule: "M6",
        severity: crate::finding::Severity::Error,
        path: String::from("model"),
        position: None,
        message: crate::text::text!("{error}", "{error}"),
        help: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cost_model::MeasuredUsage;

    const MODEL: &str = "card = \"a\"\neffective_from = \"2026-01-01\"\nmru_price_usd = \"42\"\n\
        reference_usd_per_mru = 42\nrounding_step_mru = 0.05\nhours_per_month = 730\n\
        tax_percent = 19\ncontingency_percent = 6\nmanagement_usd_per_hour = 38\n\
        approved_by = \"owner\"\nprovenance = \"test\"\n\
        [[rules]]\ncomponent = \"search\"\ntable = \"search\"\nsizes = [\"r6g.large.search\"]\n\
        parts = [{ service = \"AmazonES\", usage_type = \"ESInstance:{size}\", quantity = \"1\" },\n\
        { service = \"AmazonES\", usage_type = \"ES:GP3-Storage\", quantity = \"100\" }]\n\
        [[rules]]\ncomponent = \"vpn\"\ntable = \"network\"\nmanagement_hours = 1\n";

    fn prices(instance: &str, storage: &str) -> PriceList {
        PriceList::read(&format!(
            "service_code,usage_type,unit,usd,sku,published,confidence,note\n\
             AmazonES,ESInstance:r6g.large.search,Hrs,{instance},,,public,\n\
             AmazonES,ES:GP3-Storage,GB-Mo,{storage},,,public,\n"
        ))
        .unwrap()
    }

    fn card(search: &str, more: &str) -> RateCard {
        let header = "card = \"a\"\neffective_from = \"2026-01-01\"\ncurrency = \"USD\"\n\
            mru_price_usd = \"42\"\napproved_by = \"owner\"\nprovenance = \"test\"\n";
        let weights = format!(
            "component,size,weight_mru,confidence,arithmetic\n\
             search,r6g.large.search,{search},public,\nvpn,,1,assumption,\n{more}"
        );
        RateCard::read(&[("card.toml", header), ("w.csv", &weights)]).unwrap()
    }

    fn decimal(written: &str) -> Decimal {
        written.parse().unwrap()
    }

    #[test]
    fn each_step_is_told_by_itself_and_all_of_them_sum_to_the_drift() {
        let (model, _) = Model::read(MODEL).unwrap();
        // [(0.167 × 730 + 100 × 0.122) × 1.19] × 1.06 ÷ 42 = 4.0278, up to 4.05.
        let (before, after) = (prices("0.167", "0.122"), prices("0.2", "0.122"));
        let of =
            |charged: &str| MeasuredUsage { charged: decimal(charged), expected: decimal("3") };
        let storage = (String::from("AmazonES"), String::from("ES:GP3-Storage"));
        let usage = Measured::from([(storage, of("10"))]);
        let card = card("4", "cdn,tier-1,2,assumption,\n");
        let inputs = DriftInputs {
            card: &card,
            model: &model,
            prices_before: &before,
            prices: &after,
            hours: Some(decimal("744")),
            usage: Some(&usage),
        };
        let drifted = drift(&inputs).unwrap();
        let [cdn, search, vpn] = drifted.entries.as_slice() else { panic!("{drifted:#?}") };
        let steps = search.steps.unwrap();
        assert_eq!(steps.own, decimal("0.05"));
        assert_eq!(
            steps.price,
            decimal("0.75"),
            "[(0.2 × 730 + 12.2) × 1.19] × 1.06 ÷ 42 = 4.7512"
        );
        assert_eq!(steps.hours, decimal("0.05"), "[(0.2 × 744 + 12.2) …] = 4.8353, up to 4.85");
        assert_eq!(steps.usage, decimal("0.85"), "[(148.8 + 333.333334 × 0.122) …] = 5.6903");
        assert_eq!(search.mru(), Some(decimal("1.7")));
        assert_eq!(search.reasons.len(), 4, "{:?}", search.reasons);
        let part = &drifted.model.rules[0].parts[1];
        assert_eq!(part.quantity, "333.333334", "100 × 10 ÷ 3, up to a millionth");
        // No rule, no weight: it is not known, and not 0.
        assert_eq!((cdn.derived, cdn.mru(), cdn.steps), (None, None, None));
        assert_eq!((vpn.mru(), vpn.reasons.len()), (Some(Decimal::ZERO), 0));
    }

    #[test]
    fn what_was_not_measured_stays_and_is_told() {
        let (model, _) = Model::read(MODEL).unwrap();
        let (prices, card, usage) = (prices("0.167", "0.122"), card("4.05", ""), Measured::new());
        let inputs = DriftInputs {
            card: &card,
            model: &model,
            prices_before: &prices,
            prices: &prices,
            hours: None,
            usage: Some(&usage),
        };
        let drifted = drift(&inputs).unwrap();
        let usage_type = String::from("ES:GP3-Storage");
        assert_eq!(drifted.entries[0].reasons, [Because::NotMeasured { usage_type }]);
        assert_eq!(drifted.entries[0].mru(), Some(Decimal::ZERO));
        assert_eq!(drifted.model, model);
    }

    #[test]
    fn a_missing_price_is_named() {
        let (model, _) = Model::read(MODEL).unwrap();
        let (before, card) = (prices("0.167", "0.122"), card("4.05", ""));
        let mut after = before.clone();
        after.prices.truncate(1);
        let inputs = DriftInputs {
            card: &card,
            model: &model,
            prices_before: &before,
            prices: &after,
            hours: None,
            usage: None,
        };
        assert_eq!(drift(&inputs).unwrap_err()[0].rule, "M2");
    }

    #[test]
    fn a_model_is_read_back_as_it_was_written() {
        let (model, _) = Model::read(MODEL).unwrap();
        let written = model.write();
        let (again, hash) = Model::read(&written).unwrap();
        assert_eq!((&again, again.write()), (&model, written.clone()));
        assert_eq!(hash, sha256(written.as_bytes()));
    }
}
