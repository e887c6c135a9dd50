//! Texts of cost data, kept once each: few stand on millions of rows.

use std::{collections::BTreeMap, sync::Arc};

/// A text of [`Names`], or that there is none.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Name(u32);

impl Name {
    /// Where the source has no text.
    pub const NONE: Name = Name(0);

    /// Its number, the same for the same text of the same [`Names`]; 0 where there is none.
    #[inline]
    pub const fn number(self) -> u32 {
        self.0
    }
}

/// Texts kept once each.
#[derive(Clone, Debug, Default)]
pub struct Names {
    /// The text of `Name(1)` first.
    texts: Vec<Arc<str>>,
    known: BTreeMap<Arc<str>, Name>,
}

impl Names {
    /// The name of a text, the same for the same text; nothing after four billion of them.
    pub fn keep(&mut self, text: &str) -> Option<Name> {
        if let Some(name) = self.known.get(text) {
            return Some(*name);
        }
        let text: Arc<str> = text.into();
        let name = Name(u32::try_from(self.texts.len()).ok()?.checked_add(1)?);
        self.texts.push(Arc::clone(&text));
        self.known.insert(text, name);
        Some(name)
    }

    /// The text of a name.
    pub fn text(&self, name: Name) -> Option<&str> {
        let at = usize::try_from(name.0.checked_sub(1)?).ok()?;
        self.texts.get(at).map(|text| &**text)
    }

    /// Where the text of each name stands among all in order: `Name::NONE` first.
    pub(super) fn ranks(&self) -> Ranks {
        let mut ranks = vec![0; self.texts.len().saturating_add(1)];
        for (rank, name) in (1_u32..).zip(self.known.values()) {
            if let Some(place) = usize::try_from(name.0).ok().and_then(|at| ranks.get_mut(at)) {
                *place = rank;
            }
        }
        Ranks(ranks)
    }
}

/// The places of names in the order of their texts.
pub(super) struct Ranks(Vec<u32>);

impl Ranks {
    #[inline]
    pub(super) fn of(&self, name: Name) -> u32 {
        usize::try_from(name.0).ok().and_then(|at| self.0.get(at)).copied().unwrap_or(0)
    }
}
