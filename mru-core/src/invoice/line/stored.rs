//! The written form of a line: one flat object, in which fields that do not concern it are absent.
//!
//! Stores keep it and hashes cover it, so it only ever grows: a field may be added, none is renamed
//! or removed. Lines of documents that were issued before a field existed are read without it.

use std::borrow::Cow;

use chrono::NaiveDate;
use rust_decimal::Decimal;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};

use super::{
    CommitmentLine, ComponentLine, CorrectionLine, Corrects, DiscountLine, Elastic, ElasticityLine,
    Followed, InvoiceLine, LineDetail, LineKind, MinimumLine, NoteLine, OneOffLine, Priced,
    Subject, TaxLine, Weighed,
};
use crate::{
    account::TaxProfile,
    calendar::Period,
    catalogue,
    entry_id::EntryId,
    kind::Unit,
    metering::Slot,
    rate_card::Source,
    units::{Mru, Percent, ProratedMru, Share, Usd, Weight},
};

/// All fields of all kinds of lines, in their written order.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Flat<'a> {
    line: u32,
    kind: LineKind,
    #[serde(default, skip_serializing_if = "str::is_empty")]
    deployment: Cow<'a, str>,
    #[serde(default, skip_serializing_if = "str::is_empty")]
    environment: Cow<'a, str>,
    #[serde(default, skip_serializing_if = "str::is_empty")]
    component: Cow<'a, str>,
    #[serde(default, skip_serializing_if = "str::is_empty")]
    name: Cow<'a, str>,
    #[serde(default, skip_serializing_if = "str::is_empty")]
    size: Cow<'a, str>,
    #[serde(default, skip_serializing_if = "str::is_empty")]
    description: Cow<'a, str>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    from: Option<NaiveDate>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    until: Option<NaiveDate>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    quantity: Option<Decimal>,
    /// What one piece is, where a policy counts something else than pieces of the kind.
    #[serde(default, skip_serializing_if = "str::is_empty")]
    unit: Cow<'a, str>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    redundancy: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    weight_mru: Option<Decimal>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    weight_source: Option<Source>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    share: Option<Share>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    elastic: Option<Elastic>,
    /// Of a commitment or minimum: MRU or USD agreed for a whole month.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    agreed: Option<Decimal>,
    /// Of a commitment: its MRUs as an exact fraction, because `mru` may be rounded.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    exact_mru: Option<ProratedMru>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    percent: Option<Decimal>,
    /// Of a tax: why there is none.
    #[serde(default, skip_serializing_if = "str::is_empty")]
    exemption: Cow<'a, str>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    base: Option<Decimal>,
    /// Of a discount or tax in a note: what bounds it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    followed: Option<Followed>,
    mru: Decimal,
    usd: Usd,
    rules: Cow<'a, [Cow<'static, str>]>,
    #[serde(default, skip_serializing_if = "str::is_empty")]
    entry: Cow<'a, str>,
    #[serde(default, skip_serializing_if = "str::is_empty")]
    ticket: Cow<'a, str>,
    #[serde(default, skip_serializing_if = "<[String]>::is_empty")]
    events: Cow<'a, [String]>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    corrects: Option<Cow<'a, Corrects>>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct FlatCorrects<'a> {
    document: Cow<'a, str>,
    line: u32,
    kind: LineKind,
    period: Period,
    billed_usd: Usd,
    right_usd: Usd,
    #[serde(default, skip_serializing_if = "is_nothing")]
    given_usd: Usd,
    #[serde(default, skip_serializing_if = "<[InvoiceLine]>::is_empty")]
    right: Cow<'a, [InvoiceLine]>,
}

const fn is_nothing(usd: &Usd) -> bool {
    usd.is_zero()
}

impl Serialize for Corrects {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Corrects { document, line, kind, period, billed_usd, right_usd, given_usd, right } =
            self;
        FlatCorrects {
            document: document.into(),
            line: *line,
            kind: *kind,
            period: *period,
            billed_usd: *billed_usd,
            right_usd: *right_usd,
            given_usd: *given_usd,
            right: right.into(),
        }
        .serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Corrects {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Corrects, D::Error> {
        let flat = FlatCorrects::deserialize(deserializer)?;
        Ok(Corrects {
            document: flat.document.into_owned(),
            line: flat.line,
            kind: flat.kind,
            period: flat.period,
            billed_usd: flat.billed_usd,
            right_usd: flat.right_usd,
            given_usd: flat.given_usd,
            right: flat.right.into_owned(),
        })
    }
}

impl Serialize for InvoiceLine {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let (weighed, days) = (self.weighed(), self.days());
        let (agreed, exact_mru) = match &self.detail {
            LineDetail::Commitment(it) => (Some(it.agreed.as_decimal()), Some(it.missing)),
            LineDetail::Minimum(it) => (Some(it.agreed.as_decimal()), None),
            _ => (None, None),
        };
        let exemption = match &self.detail {
            LineDetail::Tax(it) => it.profile.exemption.as_str(),
            _ => "",
        };
        Flat {
            line: self.line,
            kind: self.kind(),
            deployment: self.deployment().into(),
            environment: self.environment().into(),
            component: self.component().into(),
            name: self.name().into(),
            size: self.size().into(),
            description: self.description().into(),
            from: days.map(|(from, _)| from),
            until: days.and_then(|(_, until)| until),
            quantity: weighed.map(|it| it.quantity),
            unit: weighed
                .map(|it| it.unit)
                .filter(|unit| *unit != unit_of(self.component()))
                .map_or("", |unit| unit.as_str())
                .into(),
            redundancy: weighed.map(|it| it.redundancy),
            weight_mru: weighed.map(|it| it.weight.as_decimal()),
            weight_source: self.weight_source(),
            share: self.share(),
            elastic: self.elastic(),
            agreed,
            exact_mru,
            percent: self.percent(),
            exemption: exemption.into(),
            base: self.base(),
            followed: match &self.detail {
                LineDetail::Discount(it) => it.followed,
                LineDetail::Tax(it) => it.followed,
                _ => None,
            },
            mru: self.mru(),
            usd: self.usd,
            rules: self.rules.as_slice().into(),
            entry: self.entry().into(),
            ticket: self.ticket().into(),
            events: self.events().into(),
            corrects: self.corrects().map(Cow::Borrowed),
        }
        .serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for InvoiceLine {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<InvoiceLine, D::Error> {
        let flat = Flat::deserialize(deserializer)?;
        let (line, usd) = (flat.line, flat.usd);
        let rules = flat.rules.clone().into_owned();
        let detail = match flat.kind {
            LineKind::Component => LineDetail::Component(flat.component()?),
            LineKind::Elasticity => LineDetail::Elasticity(flat.elasticity()?),
            LineKind::OneOff => LineDetail::OneOff(flat.one_off()?),
            LineKind::Commitment => LineDetail::Commitment(flat.commitment()?),
            LineKind::Minimum => LineDetail::Minimum(flat.minimum()?),
            LineKind::Discount => LineDetail::Discount(flat.discount()?),
            LineKind::Correction => LineDetail::Correction(flat.correction()?),
            LineKind::Credit => LineDetail::Credit(flat.note()?),
            LineKind::Debit => LineDetail::Debit(flat.note()?),
            LineKind::Tax => LineDetail::Tax(flat.tax()?),
        };
        Ok(InvoiceLine { line, usd, rules, detail })
    }
}

/// What one piece of a component is, unless a policy counts something else.
fn unit_of(component: &str) -> Unit {
    catalogue::find(component).map_or(Unit::PIECE, |kind| kind.unit)
}

/// A field that the kind of line needs.
fn needed<T, E: Error>(value: Option<T>, name: &'static str) -> Result<T, E> {
    value.ok_or_else(|| E::missing_field(name))
}

/// A number that must be within the range of its type.
fn within<T, E: Error>(value: Option<T>, name: &'static str) -> Result<T, E> {
    value.ok_or_else(|| E::custom(format_args!("`{name}` is out of range")))
}

impl Flat<'_> {
    fn slot(&self) -> Slot {
        Slot {
            deployment: self.deployment.clone().into_owned(),
            environment: self.environment.clone().into_owned(),
            component: self.component.clone().into_owned(),
            name: self.name.clone().into_owned(),
        }
    }

    fn weighed<E: Error>(&self) -> Result<Weighed, E> {
        Ok(Weighed {
            quantity: needed(self.quantity, "quantity")?,
            unit: match &*self.unit {
                "" => unit_of(&self.component),
                name => Unit::named(name)
                    .ok_or_else(|| E::custom(format_args!("`{name}` is no unit")))?,
            },
            redundancy: needed(self.redundancy, "redundancy")?,
            weight: within(Weight::recorded(needed(self.weight_mru, "weight_mru")?), "weight_mru")?,
            source: needed(self.weight_source, "weight_source")?,
        })
    }

    fn entry(&self) -> Option<EntryId> {
        (!self.entry.is_empty()).then(|| EntryId::written(&self.entry))
    }

    fn priced<E: Error>(&self) -> Result<Priced, E> {
        let entry = needed(self.entry(), "entry")?;
        let share = needed(self.share, "share")?;
        Priced::new(entry, self.weighed()?, share).map_err(E::custom)
    }

    fn component<E: Error>(self) -> Result<ComponentLine, E> {
        Ok(ComponentLine {
            slot: self.slot(),
            from: needed(self.from, "from")?,
            until: needed(self.until, "until")?,
            priced: self.priced()?,
            size: self.size.into_owned(),
            ticket: self.ticket.into_owned(),
            events: self.events.into_owned(),
        })
    }

    fn elasticity<E: Error>(self) -> Result<ElasticityLine, E> {
        Ok(ElasticityLine {
            slot: self.slot(),
            elastic: needed(self.elastic, "elastic")?,
            priced: self.priced()?,
            size: self.size.into_owned(),
            events: self.events.into_owned(),
        })
    }

    fn one_off<E: Error>(self) -> Result<OneOffLine, E> {
        Ok(OneOffLine {
            slot: self.slot(),
            day: needed(self.from, "from")?,
            description: self.description.into_owned(),
            ticket: self.ticket.into_owned(),
            events: self.events.into_owned(),
        })
    }

    /// A commitment; one of a document before `agreed` was written is taken for what it shows.
    fn commitment<E: Error>(self) -> Result<CommitmentLine, E> {
        let missing = match self.exact_mru {
            Some(exact) => exact,
            None => ProratedMru::from(within(Mru::new(self.mru), "mru")?),
        };
        let (share, agreed) = match self.agreed {
            Some(agreed) => (needed(self.share, "share")?, agreed),
            None => (Share::WHOLE, needed(self.base, "base")?),
        };
        Ok(CommitmentLine { agreed: within(Mru::new(agreed), "agreed")?, share, missing })
    }

    fn minimum<E: Error>(self) -> Result<MinimumLine, E> {
        let base = needed(self.base, "base")?;
        Ok(MinimumLine {
            agreed: within(Usd::new(self.agreed.unwrap_or(base)), "agreed")?,
            share: self.share.unwrap_or(Share::WHOLE),
            minimum: within(Usd::new(base), "base")?,
        })
    }

    fn discount<E: Error>(self) -> Result<DiscountLine, E> {
        Ok(DiscountLine {
            percent: within(Percent::recorded(needed(self.percent, "percent")?), "percent")?,
            base: within(Usd::new(needed(self.base, "base")?), "base")?,
            label: self.description.into_owned(),
            followed: self.followed,
            corrects: self.corrects.map(|it| Box::new(it.into_owned())),
        })
    }

    fn tax<E: Error>(self) -> Result<TaxLine, E> {
        let percent = within(Percent::recorded(needed(self.percent, "percent")?), "percent")?;
        let exemption = self.exemption.into_owned();
        Ok(TaxLine {
            base: within(Usd::new(needed(self.base, "base")?), "base")?,
            followed: self.followed,
            profile: TaxProfile {
                label: self.description.into_owned(),
                percent: exemption.is_empty().then_some(percent),
                exemption,
            },
        })
    }

    fn subject(&self, kind: LineKind) -> Subject {
        Subject {
            kind,
            slot: (!self.component.is_empty()).then(|| self.slot()),
            size: self.size.clone().into_owned(),
            description: self.description.clone().into_owned(),
        }
    }

    fn correction<E: Error>(mut self) -> Result<CorrectionLine, E> {
        let corrects = needed(self.corrects.take(), "corrects")?.into_owned();
        Ok(CorrectionLine {
            subject: self.subject(corrects.kind),
            corrects,
            entry: self.entry(),
            ticket: self.ticket.into_owned(),
            events: self.events.into_owned(),
        })
    }

    fn note<E: Error>(mut self) -> Result<NoteLine, E> {
        let corrects = needed(self.corrects.take(), "corrects")?.into_owned();
        Ok(NoteLine {
            subject: self.subject(corrects.kind),
            corrects,
            entry: self.entry(),
            weighed: self.weight_mru.map(|_| self.weighed()).transpose()?,
            days: self.from.map(|from| (from, self.until)),
            share: self.share,
            ticket: self.ticket.into_owned(),
            events: self.events.into_owned(),
        })
    }
}
