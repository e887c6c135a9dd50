//! Where the books end: what facts say, less what was given away (R92, R93, N6, N7).
//!
//! [`settled`] is a function of facts and notes alone. It knows of no run, no issue and no order,
//! so every order of them has to end at it.

use std::collections::BTreeMap;

use num_bigint::BigInt;
use num_traits::{Signed as _, Zero as _};
use serde_json::Value;

use super::{
    book::Book,
    calendar::Month,
    floors::net,
    plain::{Slot, list, slot, text},
    terms::Terms,
};
use crate::oracle::Exact;

/// What sums are kept for.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Item {
    /// A component in all its sizes, with its elastic use or its occasions.
    Component(Slot),
    /// `commitment` or `minimum`.
    Floor(&'static str),
    /// The discount of the month.
    Discount,
}

impl Item {
    /// What lines of a kind are summed under, those of a component by its slot.
    pub fn of(kind: &str, slot: Slot) -> Item {
        match kind {
            "discount" => Item::Discount,
            "commitment" => Item::Floor("commitment"),
            "minimum" => Item::Floor("minimum"),
            _ => Item::Component(slot),
        }
    }
}

/// What the plain statement of a document posts to each month and item, in cents before tax:
/// invoices, credit notes and debit notes alike. What corrects a line counts where that line does.
pub fn posted(statement: &Value) -> BTreeMap<(Month, Item), BigInt> {
    let mut sums: BTreeMap<(Month, Item), BigInt> = BTreeMap::new();
    for line in list(&statement["lines"]) {
        if line["kind"] == "tax" {
            continue;
        }
        let of = &line["corrects"];
        let (about, period) = if of.is_null() { (line, statement) } else { (of, of) };
        let item = Item::of(text(&about["kind"]), slot(line));
        let cents: BigInt = text(&line["usd"]).replace('.', "").parse().expect("cents");
        *sums.entry((Month::read(text(&period["period"])), item)).or_default() += cents;
    }
    sums
}

/// Why a note was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reason {
    /// A gift: it stays given, whatever becomes known.
    Goodwill,
    /// Less service than agreed: it stays given as well.
    ServiceLevel,
    /// It only anticipates what facts will say, so in the end it changes nothing.
    Correction,
    /// A debit note that puts the note of this id right: so much of it was not given after all.
    PutsRight(String),
}

/// A credit note, or a debit note that puts one right.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// What debit notes name it by.
    pub id: String,
    /// The month that it is about, whatever document showed it.
    pub month: Month,
    /// What it is about; a discount is never given back by itself.
    pub item: Item,
    /// Why.
    pub reason: Reason,
    /// Cents before discount and tax, positive for credit and for debit notes.
    pub cents: BigInt,
}

/// The final sum in cents before tax for each month and item, once all facts are known and one
/// more month was run; sums of nothing are left out.
///
/// A component or floor ends at what facts say less what stays given, never below nothing (N6).
/// Floors are what facts make them: a gift raises no minimum. The discount ends at what facts make
/// it, less its part in what stays given: the sum of the parts that the notes rounded, or the same
/// proportion of it where facts leave less than was given.
pub fn settled(
    book: &Book,
    versions: &[Value],
    months: &[Month],
    rows: &[Value],
    notes: &[Note],
) -> BTreeMap<(Month, Item), BigInt> {
    let mut sums = BTreeMap::new();
    for month in months {
        let terms = Terms::new(*month, book, versions);
        let percent = terms.contract("discount")["percent"].as_str().unwrap_or("0");
        let mut right: BTreeMap<Item, BigInt> = BTreeMap::new();
        for line in net(&terms, rows).0 {
            let [deployment, environment, component, name, _] = line.subject.of;
            let item = Item::of(line.kind, [deployment, environment, component, name]);
            *right.entry(item).or_default() += line.cents;
        }
        let mut back = BigInt::zero();
        for (item, given) in gifts(notes, *month) {
            let due = right.entry(item).or_default();
            let whole: BigInt = given.iter().sum();
            let kept = whole.clone().min(due.clone());
            if !kept.is_positive() {
                continue;
            }
            *due -= &kept;
            let parts: BigInt = given.iter().map(|cents| terms.percentage(cents, percent)).sum();
            let cents = Exact::from(parts) * Exact::new(kept, whole);
            back += terms.cents(&(cents / Exact::from(BigInt::from(100))));
        }
        *right.entry(Item::Discount).or_default() += back;
        let some = right.into_iter().filter(|(_, cents)| !cents.is_zero());
        sums.extend(some.map(|(item, cents)| ((*month, item), cents)));
    }
    sums
}

/// What stays given in a month, note by note: credit notes of the reasons that give, less what
/// debit notes put right.
fn gifts(notes: &[Note], month: Month) -> BTreeMap<Item, Vec<BigInt>> {
    let mut gifts: BTreeMap<Item, Vec<BigInt>> = BTreeMap::new();
    let gives = |note: &&Note| matches!(note.reason, Reason::Goodwill | Reason::ServiceLevel);
    for note in notes.iter().filter(|note| note.month == month).filter(gives) {
        let by = Reason::PutsRight(note.id.clone());
        let right: BigInt = notes.iter().filter(|it| it.reason == by).map(|it| &it.cents).sum();
        let left = (&note.cents - right).max(BigInt::zero());
        gifts.entry(note.item.clone()).or_default().push(left);
    }
    gifts
}
