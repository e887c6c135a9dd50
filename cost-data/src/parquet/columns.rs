//! What a worker finds in the columns of a chunk: names of keys, instants and amounts.

use std::ops::Range;

use arrow_array::Array as _;
use mru_core::costs::{CostAmount, Name, TallyKey, corrected_month};

use super::{
    Batch,
    batch::{Column, Tags, Texts},
    chunk::{Parts, UNKNOWN},
    worker::Worker,
};
use crate::{fields::Field, value::Doubles};

impl Worker<'_> {
    /// Finds the names of the keys of rows.
    pub(super) fn name(&mut self, batch: &Batch<'_>, rows: Range<usize>) {
        let chunk = &mut self.chunk;
        for (field, place, meanings) in &self.keys {
            let Some(texts) = texts(batch, *field) else { continue };
            let found = chunk.names[*place].iter_mut().zip(&mut chunk.unusual);
            for (row, (found, unusual)) in rows.clone().zip(found) {
                match meanings.at(texts, row) {
                    Some(Some(name)) => *found = *name,
                    Some(None) => *unusual = true,
                    None => {}
                }
            }
        }
        let Some(Column::Tags(tags)) = batch.column(Field::Tags) else { return };
        let wanted =
            [(Field::Environment, TallyKey::ENVIRONMENT), (Field::Component, TallyKey::COMPONENT)]
                .map(|(field, place)| {
                    let is_key = self.keys.iter().any(|it| it.0 == field);
                    tags.asked(field).filter(|_| is_key).map(|asked| (asked, place))
                });
        for (at, row) in rows.enumerate() {
            let places = tags.places(row);
            for (asked, place) in wanted.iter().flatten() {
                let Some(found) = places[*asked] else { continue };
                if self.chunk.names[*place][at] == Name::NONE {
                    match self.tag(tags, found) {
                        Some(name) => self.chunk.names[*place][at] = name,
                        None => self.chunk.unusual[at] = true,
                    }
                }
            }
        }
    }

    /// Reads the instants and amounts of rows.
    pub(super) fn measure(&mut self, batch: &Batch<'_>, rows: Range<usize>) {
        let chunk = &mut self.chunk;
        for (field, found) in [(Field::Start, &mut chunk.starts), (Field::End, &mut chunk.ends)] {
            let column = batch.column(field);
            for ((row, found), unusual) in rows.clone().zip(found).zip(&mut chunk.unusual) {
                match column.and_then(|column| column.seconds(row)) {
                    Some(seconds) => *found = seconds,
                    None => *unusual = true,
                }
            }
        }
        let spans = chunk.starts.iter().zip(&chunk.ends).zip(&chunk.periods);
        for (((start, end), period), corrects) in spans.zip(&mut chunk.corrects) {
            *corrects = period.and_then(|bill| corrected_month(bill, *start, *end));
        }
        for (field, found) in [
            (Field::Usage, &mut chunk.usages),
            (Field::Charged, &mut chunk.charged),
            (Field::NetCharged, &mut chunk.nets),
        ] {
            let Some(column) = batch.column(field) else { continue };
            for ((row, found), unusual) in rows.clone().zip(found).zip(&mut chunk.unusual) {
                match parts(&mut self.doubles, column, row) {
                    Some(parts) => *found = parts,
                    None => *unusual = true,
                }
            }
        }
    }

    /// The name of the tag's value at a place.
    #[inline]
    fn tag(&mut self, tags: &Tags, place: usize) -> Option<Name> {
        let code = tags.values.code(place)?;
        let known = self.values.entry(code)?;
        if known.is_none() {
            *known = self.shared.lock().names.keep(tags.values.text(place)?);
        }
        *known
    }
}

/// An amount, which may be unknown; nothing when the value is none.
#[inline]
pub(super) fn parts(doubles: &mut Doubles, column: &Column, row: usize) -> Option<Parts> {
    match column {
        Column::Doubles(column) if column.is_null(row) => Some(UNKNOWN),
        Column::Doubles(column) => doubles.read(column.value(row).to_bits()).map(CostAmount::parts),
        column => Some(column.amount(row).ok()?.map_or(UNKNOWN, CostAmount::parts)),
    }
}

/// The texts of a field.
#[inline]
pub(super) fn texts<'b>(batch: &'b Batch<'_>, field: Field) -> Option<&'b Texts> {
    match batch.column(field) {
        Some(Column::Texts(texts)) => Some(texts),
        _ => None,
    }
}
