//! The cells of one row of parquet.

use chrono::{DateTime, Utc};
use mru_core::costs::{CostAmount, CostPlace};

use super::{Batch, batch::Column};
use crate::{
    fields::{Field, Layout},
    row::Cells,
};

/// The cells of one row of a batch.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ParquetCells<'a> {
    pub(crate) batch: &'a Batch<'a>,
    pub(crate) at: usize,
}

impl Cells for ParquetCells<'_> {
    fn layout(&self) -> &Layout {
        self.batch.layout
    }

    fn place(&self) -> CostPlace<'_> {
        CostPlace { file: self.batch.file, row: self.batch.before + self.at as u64 + 1 }
    }

    fn text(&self, field: Field) -> Option<&str> {
        let own = match self.batch.column(field) {
            Some(Column::Texts(texts)) => texts.text(self.at),
            _ => None,
        };
        if own.is_some() || !matches!(field, Field::Environment | Field::Component) {
            return own;
        }
        match self.batch.column(Field::Tags) {
            Some(Column::Tags(tags)) => {
                tags.place(field, self.at).and_then(|place| tags.values.text(place))
            }
            _ => None,
        }
    }

    fn amount(&self, field: Field) -> Result<Option<CostAmount>, String> {
        self.batch.column(field).map_or(Ok(None), |column| column.amount(self.at))
    }

    fn instant(&self, field: Field) -> Result<Option<DateTime<Utc>>, String> {
        self.batch.column(field).map_or(Ok(None), |column| column.instant(self.at))
    }
}
