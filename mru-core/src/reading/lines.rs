//! Lines and columns of a text.

use std::cell::Cell;

use crate::positions::Position;

/// Turns byte offsets of a text into lines and columns.
#[derive(Debug)]
pub(crate) struct Lines<'a> {
    text: &'a str,
    /// The last offset that was asked for, so that the next one of its line is counted from there.
    last: Cell<Place>,
}

#[derive(Clone, Copy, Debug)]
struct Place {
    offset: usize,
    position: Position,
}

const START: Place = Place { offset: 0, position: Position { line: 1, column: 1 } };

impl<'a> Lines<'a> {
    pub(crate) fn new(text: &'a str) -> Lines<'a> {
        Lines { text, last: Cell::new(START) }
    }

    /// The place of an offset; readers ask in the order of the text, and an offset before the last
    /// one is counted from the start.
    pub(crate) fn position(&self, offset: usize) -> Position {
        let last = self.last.get();
        let Place { offset: from, mut position } = if last.offset <= offset { last } else { START };
        let between = self.text.get(from..offset).unwrap_or_default();
        for (at, line) in between.split('\n').enumerate() {
            if at > 0 {
                position = Position { line: position.line.saturating_add(1), column: 1 };
            }
            position.column = position.column.saturating_add(line.chars().count());
        }
        self.last.set(Place { offset, position });
        position
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_of_characters_and_in_any_order() {
        let text = "ab\ncré\n\n信x";
        let lines = Lines::new(text);
        let ends = [(0, 1, 1), (1, 1, 2), (2, 1, 3), (3, 2, 1), (7, 2, 4), (8, 3, 1), (12, 4, 2)];
        for (offset, line, column) in ends.iter().chain(ends.iter().rev()).copied() {
            assert_eq!(lines.position(offset), Position { line, column }, "{offset}");
        }
    }
}
