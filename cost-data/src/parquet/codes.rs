//! What the codes of a dictionary mean, looked up once an entry and not once a row.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use arrow_array::{ArrayRef, StringArray};
use mru_core::costs::Keys;

use super::batch::Texts;
use crate::row::known;

/// What a dictionary's entries mean, as long as a file keeps the dictionary.
#[derive(Debug)]
pub(super) struct Meanings<T> {
    dictionary: Option<ArrayRef>,
    of: Vec<T>,
}

impl<T> Default for Meanings<T> {
    fn default() -> Meanings<T> {
        Meanings { dictionary: None, of: Vec::new() }
    }
}

impl<T> Meanings<T> {
    /// Looks every entry up, unless it is still the dictionary of before.
    pub(super) fn learn(&mut self, texts: &Texts, mean: impl FnMut(Option<&str>) -> T) {
        let same = |before: &ArrayRef| Arc::ptr_eq(before, &texts.dictionary);
        if !self.dictionary.as_ref().is_some_and(same) {
            let entries = texts.texts().into_iter().flat_map(StringArray::iter);
            self.of = entries.map(|text| text.and_then(known)).map(mean).collect();
            self.dictionary = Some(Arc::clone(&texts.dictionary));
        }
    }

    /// What the entry of a row means; nothing when the row is null.
    #[inline]
    pub(super) fn at(&self, texts: &Texts, row: usize) -> Option<&T> {
        texts.code(row).and_then(|code| self.of.get(code))
    }

    /// The meaning of an entry, to be learnt when it is needed.
    #[inline]
    pub(super) fn entry(&mut self, code: usize) -> Option<&mut T> {
        self.of.get_mut(code)
    }
}

/// The names and keys of all threads.
#[derive(Debug)]
pub(super) struct Shared(Mutex<Keys>);

impl Shared {
    pub(super) const fn new(keys: Keys) -> Shared {
        Shared(Mutex::new(keys))
    }

    /// The names and keys, once nobody else has them.
    pub(super) fn lock(&self) -> MutexGuard<'_, Keys> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn into_keys(self) -> Keys {
        self.0.into_inner().unwrap_or_else(PoisonError::into_inner)
    }
}
