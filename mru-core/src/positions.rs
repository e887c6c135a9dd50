//! Where the values of a text stand.

use serde::Serialize;

/// A place in a text, as editors count: both from 1, columns in characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Position {
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
}

/// Where the values that were read from a text stand, by their paths.
///
/// # Example
///
/// ```
/// use mru_core::{Deployment, Format};
///
/// let parsed = Deployment::parse("environments:\n  - name: qa\n", Format::Yaml);
/// let place = parsed.positions.get("environments[0].name").unwrap();
/// assert_eq!((place.line, place.column), (2, 11));
/// assert_eq!(parsed.positions.get("environments[1]"), None);
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Positions {
    /// The path of the first value.
    root: String,
    /// The values in the order in which they were read: each before those inside it.
    values: Vec<Value>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Value {
    step: Step<'static>,
    position: Position,
    /// Where the values inside it end.
    end: usize,
}

/// The last step of a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Step<'a> {
    /// To a field.
    Field(&'a str),
    /// To an item of a list.
    Item(usize),
}

/// A value whose inside is being read.
#[derive(Debug)]
#[must_use]
pub(crate) struct Begun(usize);

impl Positions {
    /// Those of what was read from no text.
    pub const fn new() -> Positions {
        Positions { root: String::new(), values: Vec::new() }
    }

    /// Those of a value at a path, inside which others will be read.
    pub(crate) fn below(root: &str, position: Position) -> Positions {
        let mut positions = Positions { root: root.to_owned(), values: Vec::new() };
        let Begun(_) = positions.begin(Step::Field(""), position);
        positions
    }

    /// The same under a longer path.
    pub(crate) fn moved(self, below: &str) -> Positions {
        Positions { root: [below, &self.root].concat(), ..self }
    }

    /// Whether nothing was read from a text.
    ///
    /// # Example
    ///
    /// ```
    /// use mru_core::Positions;
    ///
    /// assert!(Positions::new().is_empty());
    /// assert_eq!(Positions::new().get("environments"), None);
    /// ```
    pub const fn is_empty(&self) -> bool {
        self.values.is_empty()
    }

    /// Notes a value, before those inside it.
    pub(crate) fn begin(&mut self, step: Step<'static>, position: Position) -> Begun {
        let begun = Begun(self.values.len());
        self.values.push(Value { step, position, end: usize::MAX });
        begun
    }

    /// Notes that all inside a value was read.
    pub(crate) fn end(&mut self, Begun(at): Begun) {
        let end = self.values.len();
        if let Some(value) = self.values.get_mut(at) {
            value.end = end;
        }
    }

    /// Returns where the value with exactly this path stands.
    pub fn get(&self, path: &str) -> Option<Position> {
        let mut rest = path.strip_prefix(self.root.as_str())?;
        let mut at = 0;
        while !rest.is_empty() {
            let (step, after) = next_step(rest)?;
            (at, rest) = (self.inside(at, step)?, after);
        }
        self.values.get(at).map(|value| value.position)
    }

    /// Returns where the value with this path stands, or the nearest value around it that the text
    /// has.
    pub(crate) fn nearest(&self, path: &str) -> Option<Position> {
        let mut path = path;
        loop {
            if let Some(position) = self.get(path) {
                return Some(position);
            }
            path = path.get(..path.rfind(['.', '['])?)?;
        }
    }

    /// Finds a value one step inside another.
    fn inside(&self, of: usize, step: Step<'_>) -> Option<usize> {
        let end = self.values.get(of)?.end;
        let mut at = of.saturating_add(1);
        while at < end {
            let value = self.values.get(at)?;
            if value.step == step {
                return Some(at);
            }
            at = value.end;
        }
        None
    }
}

/// Takes the first step of a path.
fn next_step(path: &str) -> Option<(Step<'_>, &str)> {
    if let Some(item) = path.strip_prefix('[') {
        let (index, rest) = item.split_once(']')?;
        return Some((Step::Item(index.parse().ok()?), rest));
    }
    let path = path.strip_prefix('.').unwrap_or(path);
    let end = path.find(['.', '[']).unwrap_or(path.len());
    let (name, rest) = path.split_at_checked(end)?;
    Some((Step::Field(name), rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_found_by_their_path_or_by_what_is_around_them() {
        let at = |line| Position { line, column: 1 };
        let mut positions = Positions::below("", at(1));
        let list = positions.begin(Step::Field("queues"), at(2));
        for index in 0..3 {
            let item = positions.begin(Step::Item(index), at(3 + index));
            let name = positions.begin(Step::Field("name"), at(13 + index));
            positions.end(name);
            positions.end(item);
        }
        positions.end(list);
        let id = positions.begin(Step::Field("id"), at(9));
        positions.end(id);
        for (path, line) in
            [("", 1), ("queues", 2), ("queues[0]", 3), ("queues[2].name", 15), ("id", 9)]
        {
            assert_eq!(positions.get(path), Some(at(line)), "{path}");
            assert_eq!(positions.nearest(path), Some(at(line)), "{path}");
            let moved = positions.clone().moved("card.toml#");
            assert_eq!(moved.get(&format!("card.toml#{path}")), Some(at(line)), "{path}");
            assert_eq!(moved.get(path), None, "{path}");
        }
        for path in ["queue", "queues[3]", "queues[x]", "name", "queues.name", "id[0]", ".", "["] {
            assert_eq!(positions.get(path), None, "{path}");
        }
        assert_eq!(positions.nearest("queues[1].type"), Some(at(4)));
        assert_eq!(positions.nearest("queues[7].type"), Some(at(2)));
        assert_eq!(positions.nearest("queues"), Some(at(2)));
        assert_eq!(Positions::new().nearest("queues"), None);
    }
}
