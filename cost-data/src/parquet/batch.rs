//! Rows of a row group as columns whose types were checked.

use arrow_array::{
    Array, ArrayRef, Date32Array, Decimal128Array, DictionaryArray, Float64Array, Int32Array,
    Int64Array, MapArray, RecordBatch, StringArray, TimestampMicrosecondArray,
    TimestampMillisecondArray, TimestampNanosecondArray, TimestampSecondArray, types::Int32Type,
};
use arrow_schema::DataType;
use chrono::{DateTime, Utc};
use mru_core::costs::CostAmount;

use super::Parquet;
use crate::{
    CostDataError, Expected,
    fields::{FIELDS, Field, Layout},
    row::known,
    tags::Tag,
    value,
};

/// Texts as codes.
#[derive(Debug)]
pub(crate) struct Texts {
    pub(crate) codes: Int32Array,
    /// What the codes stand for; the same one as long as the file keeps its dictionary.
    pub(crate) dictionary: ArrayRef,
}

impl Texts {
    fn of(array: &ArrayRef) -> Option<Texts> {
        let array = array.as_any().downcast_ref::<DictionaryArray<Int32Type>>()?;
        array.values().as_any().downcast_ref::<StringArray>()?;
        Some(Texts { codes: array.keys().clone(), dictionary: array.values().clone() })
    }

    pub(crate) fn texts(&self) -> Option<&StringArray> {
        self.dictionary.as_any().downcast_ref()
    }

    /// The code of a row; nothing when it is null.
    #[inline]
    pub(crate) fn code(&self, at: usize) -> Option<usize> {
        if self.codes.is_null(at) { None } else { usize::try_from(self.codes.value(at)).ok() }
    }

    pub(crate) fn text(&self, at: usize) -> Option<&str> {
        let (code, texts) = (self.code(at)?, self.texts()?);
        if texts.is_null(code) { None } else { known(texts.value(code)) }
    }
}

/// A column.
#[derive(Debug)]
pub(crate) enum Column {
    Texts(Texts),
    Doubles(Float64Array),
    Decimals(Decimal128Array),
    Wholes(Int64Array),
    Seconds(TimestampSecondArray),
    Millis(TimestampMillisecondArray),
    Micros(TimestampMicrosecondArray),
    Nanos(TimestampNanosecondArray),
    Days(Date32Array),
    Tags(Box<Tags>),
}

/// The map of tags of each row, and for each tag that was asked for how well the keys fit.
#[derive(Debug)]
pub(crate) struct Tags {
    map: MapArray,
    pub(crate) keys: Texts,
    pub(crate) values: Texts,
    /// The fields of the tags, at most two.
    asked: [Option<Field>; ASKED],
    /// How well a key fits each of them; [`UNFIT`] when it is another tag.
    fits: Vec<[u8; ASKED]>,
    /// Whether a value is a text that means something.
    known: Vec<bool>,
}

/// How many tags can be asked for: environment and component.
const ASKED: usize = 2;
/// Fits less than any tag that fits.
const UNFIT: u8 = u8::MAX;

impl Tags {
    fn of(array: &ArrayRef, tags: &[(Field, Tag)]) -> Option<Tags> {
        let map = array.as_any().downcast_ref::<MapArray>()?.clone();
        let (keys, values) = (Texts::of(map.keys())?, Texts::of(map.values())?);
        let fit = |key: Option<&str>| {
            std::array::from_fn(|at| {
                let tag = tags.get(at).zip(key);
                tag.and_then(|((_, tag), key)| tag.fits(key)).unwrap_or(UNFIT)
            })
        };
        let fits = keys.texts()?.iter().map(fit).collect();
        let known = values.texts()?.iter().map(|it| it.and_then(known).is_some()).collect();
        let asked = std::array::from_fn(|at| tags.get(at).map(|(field, _)| *field));
        Some(Tags { map, keys, values, asked, fits, known })
    }

    /// Where among the values the tag of a field stands in a row.
    pub(crate) fn place(&self, field: Field, at: usize) -> Option<usize> {
        self.asked(field).and_then(|asked| self.places(at)[asked])
    }

    /// Which of the places of a row are a field's.
    pub(crate) fn asked(&self, field: Field) -> Option<usize> {
        self.asked.iter().position(|of| *of == Some(field))
    }

    /// Where among the values the tags that were asked for stand in a row.
    #[inline]
    pub(crate) fn places(&self, at: usize) -> [Option<usize>; ASKED] {
        let mut best = [(UNFIT, None); ASKED];
        let offsets = self.map.value_offsets();
        let ends = offsets.get(at).zip(offsets.get(at + 1)).filter(|_| !self.map.is_null(at));
        let Some((from, to)) = ends else { return [None; ASKED] };
        for place in usize::try_from(*from).unwrap_or(0)..usize::try_from(*to).unwrap_or(0) {
            let fits = self.keys.code(place).and_then(|code| self.fits.get(code));
            let Some(fits) = fits.filter(|fits| **fits != [UNFIT; ASKED]) else { continue };
            let value = self.values.code(place).and_then(|code| self.known.get(code));
            for ((least, found), fit) in best.iter_mut().zip(fits) {
                if fit < least && value == Some(&true) {
                    (*least, *found) = (*fit, Some(place));
                }
            }
        }
        best.map(|(_, place)| place)
    }
}

impl Column {
    fn of(array: &ArrayRef, tags: &[(Field, Tag)]) -> Option<Column> {
        fn cast<T: Array + Clone + 'static>(array: &ArrayRef) -> Option<T> {
            array.as_any().downcast_ref::<T>().cloned()
        }
        Some(match array.data_type() {
            DataType::Dictionary(..) => Column::Texts(Texts::of(array)?),
            DataType::Map(..) => Column::Tags(Box::new(Tags::of(array, tags)?)),
            DataType::Float64 => Column::Doubles(cast(array)?),
            DataType::Int64 => Column::Wholes(cast(array)?),
            DataType::Decimal128(..) => Column::Decimals(cast(array)?),
            DataType::Date32 => Column::Days(cast(array)?),
            _ => cast(array)
                .map(Column::Millis)
                .or_else(|| cast(array).map(Column::Micros))
                .or_else(|| cast(array).map(Column::Nanos))
                .or_else(|| cast(array).map(Column::Seconds))?,
        })
    }

    /// What the column must hold, when it does not hold what its field needs.
    const fn unfit(&self, field: Field) -> Option<Expected> {
        let expected = field.expected();
        let fits = match (expected, self) {
            (Expected::Tags, Column::Tags(_)) => true,
            (Expected::Tags, _) | (_, Column::Tags(_)) => false,
            (_, Column::Texts(_)) => true,
            (Expected::Amount, it) => {
                matches!(it, Column::Doubles(_) | Column::Decimals(_) | Column::Wholes(_))
            }
            (Expected::Instant, it) => {
                !matches!(it, Column::Doubles(_) | Column::Decimals(_) | Column::Wholes(_))
            }
            _ => false,
        };
        if fits { None } else { Some(expected) }
    }

    fn is_null(&self, at: usize) -> bool {
        match self {
            Column::Texts(texts) => texts.text(at).is_none(),
            Column::Doubles(it) => it.is_null(at),
            Column::Decimals(it) => it.is_null(at),
            Column::Wholes(it) => it.is_null(at),
            Column::Seconds(it) => it.is_null(at),
            Column::Millis(it) => it.is_null(at),
            Column::Micros(it) => it.is_null(at),
            Column::Nanos(it) => it.is_null(at),
            Column::Days(it) => it.is_null(at),
            Column::Tags(it) => it.map.is_null(at),
        }
    }

    /// The instant of a row in seconds since 1970; nothing when it is null or none.
    #[inline]
    pub(crate) fn seconds(&self, at: usize) -> Option<i64> {
        match self {
            Column::Millis(it) => (!it.is_null(at)).then(|| it.value(at).div_euclid(1_000)),
            Column::Micros(it) => (!it.is_null(at)).then(|| it.value(at).div_euclid(1_000_000)),
            _ => Some(self.instant(at).ok()??.timestamp()),
        }
    }

    /// The amount of a row, or the text of what is none.
    pub(crate) fn amount(&self, at: usize) -> Result<Option<CostAmount>, String> {
        if self.is_null(at) {
            return Ok(None);
        }
        let amount = match self {
            Column::Doubles(it) => value::double(it.value(at).to_bits()),
            Column::Wholes(it) => Some(it.value(at).into()),
            Column::Decimals(it) => u8::try_from(it.scale())
                .ok()
                .and_then(|places| CostAmount::new(it.value(at), places)),
            Column::Texts(it) => it.text(at).and_then(|text| text.parse().ok()),
            _ => None,
        };
        amount.map(Some).ok_or_else(|| self.shown(at))
    }

    /// The instant of a row, or the text of what is none.
    pub(crate) fn instant(&self, at: usize) -> Result<Option<DateTime<Utc>>, String> {
        if self.is_null(at) {
            return Ok(None);
        }
        let instant = match self {
            Column::Seconds(it) => DateTime::from_timestamp(it.value(at), 0),
            Column::Millis(it) => DateTime::from_timestamp_millis(it.value(at)),
            Column::Micros(it) => DateTime::from_timestamp_micros(it.value(at)),
            Column::Nanos(it) => Some(DateTime::from_timestamp_nanos(it.value(at))),
            Column::Days(it) => DateTime::from_timestamp(i64::from(it.value(at)) * 86_400, 0),
            Column::Texts(it) => it.text(at).and_then(value::instant),
            _ => None,
        };
        instant.map(Some).ok_or_else(|| self.shown(at))
    }

    /// A value as it is shown.
    fn shown(&self, at: usize) -> String {
        match self {
            Column::Texts(it) => it.text(at).unwrap_or_default().to_owned(),
            Column::Doubles(it) => it.value(at).to_string(),
            Column::Decimals(it) => it.value_as_string(at),
            Column::Wholes(it) => it.value(at).to_string(),
            Column::Seconds(it) => it.value(at).to_string(),
            Column::Millis(it) => it.value(at).to_string(),
            Column::Micros(it) => it.value(at).to_string(),
            Column::Nanos(it) => it.value(at).to_string(),
            Column::Days(it) => it.value(at).to_string(),
            Column::Tags(_) => String::new(),
        }
    }
}

/// Rows of a row group.
#[derive(Debug)]
pub(crate) struct Batch<'a> {
    pub(crate) layout: &'a Layout,
    pub(crate) file: &'a str,
    /// How many rows of the file stand before it.
    pub(crate) before: u64,
    rows: usize,
    /// Which column each field is.
    places: [Option<usize>; FIELDS],
    columns: Vec<Column>,
}

impl<'a> Batch<'a> {
    /// The columns that were read, which stand at `places` in the file.
    pub(super) fn of(
        file: &'a Parquet,
        records: &RecordBatch,
        places: &[usize],
        before: u64,
    ) -> Result<Batch<'a>, CostDataError> {
        let mut batch = Batch {
            layout: &file.layout,
            file: &file.name,
            before,
            rows: records.num_rows(),
            places: [None; FIELDS],
            columns: Vec::with_capacity(places.len()),
        };
        for (array, place) in records.columns().iter().zip(places) {
            let fields = Field::ALL.iter().filter(|it| file.layout.place(**it) == Some(*place));
            let column = Column::of(array, &file.tags);
            for field in fields {
                let unfit = column.as_ref().map_or(Some(field.expected()), |it| it.unfit(*field));
                if let Some(expected) = unfit {
                    return Err(CostDataError::WrongType {
                        file: file.name.clone(),
                        column: file.layout.name(*field).to_owned(),
                        found: array.data_type().to_string(),
                        expected,
                    });
                }
                batch.places[*field as usize] = Some(batch.columns.len());
            }
            batch.columns.extend(column);
        }
        Ok(batch)
    }

    pub(crate) const fn rows(&self) -> usize {
        self.rows
    }

    /// The column of a field, when the file has it and it was read.
    pub(crate) fn column(&self, field: Field) -> Option<&Column> {
        self.places[field as usize].and_then(|at| self.columns.get(at))
    }
}
