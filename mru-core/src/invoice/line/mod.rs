//! One line of a document: an amount, and everything that it was computed from.

mod charge;
mod difference;
mod kind;
mod stored;
mod subject;
mod weighed;

use std::borrow::Cow;

use chrono::NaiveDate;
use rust_decimal::Decimal;

pub use charge::{
    CommitmentLine, ComponentLine, DiscountLine, Elastic, ElasticityLine, Followed, MinimumLine,
    OneOffLine, TaxLine,
};
pub use difference::{CorrectionLine, Corrects, NoteLine};
pub use kind::LineKind;
pub use subject::Subject;
pub use weighed::{Priced, Weighed};

use crate::{
    entry_id::EntryId,
    metering::Slot,
    rate_card::Source,
    units::{Share, Usd},
};

/// One line of a document.
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
/// #            1,activated,2026-04-11T09:00:00-04:00,insurer,production,container,a,1x2,1,2,REQ-7\n";
/// # let events = Event::read(csv, EventFormat::Csv).unwrap();
/// # let facts = mru_core::invoice::Facts { supplier: &supplier, versions: &versions, events: &events, cards: &cards, earlier: &[] };
/// # let statement = mru_core::invoice::draft("2026-04".parse().unwrap(), &facts).unwrap().unwrap();
///
/// use mru_core::{Lang, catalogue::Unit, invoice::LineKind};
///
/// let line = statement.line(1).unwrap();
/// assert_eq!((line.kind(), line.kind_behind()), (LineKind::Component, LineKind::Component));
/// assert_eq!(line.slot().unwrap().to_string(), "main/production/container/a");
/// assert_eq!((line.own_name(), line.size(), line.ticket()), ("a", "1x2", "REQ-7"));
/// assert_eq!(line.days().unwrap().0.to_string(), "2026-04-11");
/// assert_eq!(line.entry_id().unwrap().as_str(), "container/1x2");
/// assert_eq!((line.share().unwrap().to_string(), line.mru().to_string()), ("20/30".to_owned(), "2.2".to_owned()));
/// assert_eq!(line.weighed().unwrap().unit, Unit::INSTANCE);
/// assert_eq!(line.priced().unwrap().entry.as_str(), line.entry());
/// assert_eq!((line.events(), line.description()), (&["1".to_owned()][..], ""));
/// assert!(line.elastic().is_none() && line.corrects().is_none());
///
/// let tax = statement.line(2).unwrap();
/// assert_eq!((tax.kind(), tax.percent(), tax.base()), (LineKind::Tax, Some(19.into()), Some("92.40".parse().unwrap())));
/// assert_eq!(tax.subject().kind, LineKind::Tax);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InvoiceLine {
    /// Number on the document, from 1; 0 for what a correction says would have been right.
    pub line: u32,
    /// The amount, in whole cents.
    pub usd: Usd,
    /// Ids of the rules that made it.
    pub rules: Vec<Cow<'static, str>>,
    /// What it is, with what it was computed from.
    pub detail: LineDetail,
}

/// What a line is, with what it was computed from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LineDetail {
    /// A component, for the days it existed in one size.
    Component(ComponentLine),
    /// Tasks beyond the base (R60).
    Elasticity(ElasticityLine),
    /// Something charged once (R90).
    OneOff(OneOffLine),
    /// MRUs committed and not used (R83).
    Commitment(CommitmentLine),
    /// What is missing to the minimum (R83).
    Minimum(MinimumLine),
    /// The discount (R83).
    Discount(DiscountLine),
    /// A difference to an issued document (R92).
    Correction(CorrectionLine),
    /// A line of a credit note: an issued line, given back in whole or part (R92, R93).
    Credit(NoteLine),
    /// A line of a debit note: a line of a credit note, charged again in whole or part (R92).
    Debit(NoteLine),
    /// The tax of one profile (R82).
    Tax(TaxLine),
}

impl InvoiceLine {
    /// Starts a line that has no number yet.
    pub(super) fn new(detail: LineDetail, usd: Usd, rules: &[&'static str]) -> InvoiceLine {
        InvoiceLine {
            line: 0,
            usd,
            rules: rules.iter().copied().map(Cow::Borrowed).collect(),
            detail,
        }
    }

    /// What it is.
    pub const fn kind(&self) -> LineKind {
        match &self.detail {
            LineDetail::Component(_) => LineKind::Component,
            LineDetail::Elasticity(_) => LineKind::Elasticity,
            LineDetail::OneOff(_) => LineKind::OneOff,
            LineDetail::Commitment(_) => LineKind::Commitment,
            LineDetail::Minimum(_) => LineKind::Minimum,
            LineDetail::Discount(_) => LineKind::Discount,
            LineDetail::Correction(_) => LineKind::Correction,
            LineDetail::Credit(_) => LineKind::Credit,
            LineDetail::Debit(_) => LineKind::Debit,
            LineDetail::Tax(_) => LineKind::Tax,
        }
    }

    /// What it is about in the end: for a correction, credit or debit the kind behind it.
    pub const fn kind_behind(&self) -> LineKind {
        match &self.detail {
            LineDetail::Correction(it) => it.subject.kind,
            LineDetail::Credit(it) | LineDetail::Debit(it) => it.subject.kind,
            _ => self.kind(),
        }
    }

    /// The component that it is about; none for floors, discount and tax.
    pub const fn slot(&self) -> Option<&Slot> {
        match &self.detail {
            LineDetail::Component(it) => Some(&it.slot),
            LineDetail::Elasticity(it) => Some(&it.slot),
            LineDetail::OneOff(it) => Some(&it.slot),
            LineDetail::Correction(it) => it.subject.slot.as_ref(),
            LineDetail::Credit(it) | LineDetail::Debit(it) => it.subject.slot.as_ref(),
            LineDetail::Commitment(_)
            | LineDetail::Minimum(_)
            | LineDetail::Discount(_)
            | LineDetail::Tax(_) => None,
        }
    }

    /// Name of the deployment; empty for what is of none.
    pub fn deployment(&self) -> &str {
        self.slot().map_or("", |slot| &slot.deployment)
    }

    /// Name of the environment, or `shared`; empty for what is of none.
    pub fn environment(&self) -> &str {
        self.slot().map_or("", |slot| &slot.environment)
    }

    /// Kind of component; empty for what is about none.
    pub fn component(&self) -> &str {
        self.slot().map_or("", |slot| &slot.component)
    }

    /// Name of the component; empty for what is about none.
    pub fn name(&self) -> &str {
        self.slot().map_or("", |slot| &slot.name)
    }

    /// Name of the component as its quote has it: without the size that tells lines of one name
    /// apart.
    pub fn own_name(&self) -> &str {
        let (name, size) = (self.name(), self.size());
        let shorter = name.strip_suffix(size).and_then(|name| name.strip_suffix(' '));
        shorter.filter(|name| !size.is_empty() && !name.is_empty()).unwrap_or(name)
    }

    /// Size of the component; empty when it has none.
    pub fn size(&self) -> &str {
        match &self.detail {
            LineDetail::Component(it) => &it.size,
            LineDetail::Elasticity(it) => &it.size,
            LineDetail::Correction(it) => &it.subject.size,
            LineDetail::Credit(it) | LineDetail::Debit(it) => &it.subject.size,
            _ => "",
        }
    }

    /// What the contract or an event calls it; often empty.
    pub fn description(&self) -> &str {
        match &self.detail {
            LineDetail::OneOff(it) => &it.description,
            LineDetail::Discount(it) => &it.label,
            LineDetail::Tax(it) => &it.profile.label,
            LineDetail::Correction(it) => &it.subject.description,
            LineDetail::Credit(it) | LineDetail::Debit(it) => &it.subject.description,
            _ => "",
        }
    }

    /// The first day of the part of the month that it is about, and the first one after that part;
    /// what happened once has no second day.
    pub const fn days(&self) -> Option<(NaiveDate, Option<NaiveDate>)> {
        match &self.detail {
            LineDetail::Component(it) => Some((it.from, Some(it.until))),
            LineDetail::OneOff(it) => Some((it.day, None)),
            LineDetail::Credit(it) | LineDetail::Debit(it) => it.days,
            _ => None,
        }
    }

    /// Weight, quantity and share of what is priced in MRUs in this very line.
    pub const fn priced(&self) -> Option<&Priced> {
        match &self.detail {
            LineDetail::Component(it) => Some(&it.priced),
            LineDetail::Elasticity(it) => Some(&it.priced),
            _ => None,
        }
    }

    /// Weight and quantity of the component behind it.
    pub const fn weighed(&self) -> Option<&Weighed> {
        match &self.detail {
            LineDetail::Credit(it) | LineDetail::Debit(it) => it.weighed.as_ref(),
            _ => match self.priced() {
                Some(priced) => Some(&priced.weighed),
                None => None,
            },
        }
    }

    /// Where the weight comes from; none where there is no weight.
    pub fn weight_source(&self) -> Option<Source> {
        self.weighed().map(|it| it.source)
    }

    /// The part of the month that is billed, committed or given back.
    pub const fn share(&self) -> Option<Share> {
        match &self.detail {
            LineDetail::Component(it) => Some(it.priced.share),
            LineDetail::Elasticity(it) => Some(it.priced.share),
            LineDetail::Commitment(it) => Some(it.share),
            LineDetail::Minimum(it) => Some(it.share),
            LineDetail::Credit(it) | LineDetail::Debit(it) => it.share,
            _ => None,
        }
    }

    /// Of an elastic line: the hours behind it.
    pub const fn elastic(&self) -> Option<Elastic> {
        match &self.detail {
            LineDetail::Elasticity(it) => Some(it.elastic),
            _ => None,
        }
    }

    /// Of a discount or tax: per cent; 0 for an exemption.
    pub fn percent(&self) -> Option<Decimal> {
        match &self.detail {
            LineDetail::Discount(it) => Some(it.percent.as_decimal()),
            LineDetail::Tax(it) => Some(it.percent().as_decimal()),
            _ => None,
        }
    }

    /// What a commitment, minimum, discount or tax was computed from: MRU or USD.
    pub fn base(&self) -> Option<Decimal> {
        match &self.detail {
            LineDetail::Commitment(it) => it.committed().ok(),
            LineDetail::Minimum(it) => Some(it.minimum.as_decimal()),
            LineDetail::Discount(it) => Some(it.base.as_decimal()),
            LineDetail::Tax(it) => Some(it.base.as_decimal()),
            _ => None,
        }
    }

    /// MRUs, after proration; exact or with four decimal places, 0 where nothing is in MRUs.
    pub fn mru(&self) -> Decimal {
        match &self.detail {
            LineDetail::Component(it) => it.priced.mru.shown(),
            LineDetail::Elasticity(it) => it.priced.mru.shown(),
            LineDetail::Commitment(it) => it.missing.shown(),
            _ => Decimal::ZERO,
        }
    }

    /// The entry of the rate card behind it, as it is written; empty when there is none.
    pub fn entry(&self) -> &str {
        self.entry_id().map_or("", EntryId::as_str)
    }

    /// The entry of the rate card behind it.
    pub const fn entry_id(&self) -> Option<&EntryId> {
        match &self.detail {
            LineDetail::Component(it) => Some(&it.priced.entry),
            LineDetail::Elasticity(it) => Some(&it.priced.entry),
            LineDetail::Correction(it) => it.entry.as_ref(),
            LineDetail::Credit(it) | LineDetail::Debit(it) => it.entry.as_ref(),
            _ => None,
        }
    }

    /// The ticket behind it (R66); often empty.
    pub fn ticket(&self) -> &str {
        match &self.detail {
            LineDetail::Component(it) => &it.ticket,
            LineDetail::OneOff(it) => &it.ticket,
            LineDetail::Correction(it) => &it.ticket,
            LineDetail::Credit(it) | LineDetail::Debit(it) => &it.ticket,
            _ => "",
        }
    }

    /// Ids of the events behind it.
    pub fn events(&self) -> &[String] {
        match &self.detail {
            LineDetail::Component(it) => &it.events,
            LineDetail::Elasticity(it) => &it.events,
            LineDetail::OneOff(it) => &it.events,
            LineDetail::Correction(it) => &it.events,
            LineDetail::Credit(it) | LineDetail::Debit(it) => &it.events,
            _ => &[],
        }
    }

    /// What a correction, credit or debit is about; of a discount, when it follows one of those.
    pub fn corrects(&self) -> Option<&Corrects> {
        match &self.detail {
            LineDetail::Correction(it) => Some(&it.corrects),
            LineDetail::Credit(it) | LineDetail::Debit(it) => Some(&it.corrects),
            LineDetail::Discount(it) => it.corrects.as_deref(),
            _ => None,
        }
    }

    /// What corrections compare: a component in a size, or an occasion, whatever its days and quantity.
    pub fn subject(&self) -> Subject {
        Subject {
            kind: self.kind_behind(),
            slot: self.slot().cloned(),
            size: self.size().to_owned(),
            description: self.description().to_owned(),
        }
    }
}
