//! Where a module stands among its callers: `module.web[0].module.db`.

/// A module that is called, with its index or key when it is called several times.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Step {
    /// The name of the call.
    pub(super) name: String,
    /// The index or key; none of a single one, or of whichever.
    pub(super) key: Option<String>,
}

/// Reads the address of a module.
pub(super) fn steps(address: &str) -> Vec<Step> {
    let mut words = words(address).into_iter();
    let mut steps = Vec::new();
    while let Some(word) = words.next() {
        if word.name == "module" {
            steps.extend(words.next());
        }
    }
    steps
}

/// Splits an address at its points, outside of brackets: `aws_eip.nat["a.b"].id`.
pub(super) fn words(address: &str) -> Vec<Step> {
    let mut words = Vec::new();
    let mut rest = address;
    while !rest.is_empty() {
        let end = rest.find(['.', '[']).unwrap_or(rest.len());
        let (name, after) = rest.split_at(end);
        let (key, after) = match after.strip_prefix('[') {
            Some(inner) => bracketed(inner),
            None => (None, after),
        };
        words.push(Step { name: name.to_owned(), key });
        rest = after.strip_prefix('.').unwrap_or(after);
    }
    words
}

/// What stands in brackets, and what comes after them.
fn bracketed(inner: &str) -> (Option<String>, &str) {
    if let Some(quoted) = inner.strip_prefix('"')
        && let Some((key, after)) = quoted.split_once("\"]")
    {
        return (Some(key.to_owned()), after);
    }
    match inner.split_once(']') {
        Some((key, after)) => (Some(key.to_owned()), after),
        None => (None, ""),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_read_with_their_keys() {
        let shown = |address: &str| -> Vec<String> {
            let written = |it: Step| match it.key {
                Some(key) => format!("{}<{key}>", it.name),
                None => it.name,
            };
            steps(address).into_iter().map(written).collect()
        };
        assert_eq!(shown(""), Vec::<String>::new());
        assert_eq!(shown("module.web[0].module.db"), ["web<0>", "db"]);
        assert_eq!(shown("module.a[\"x.y\"].module.b[\"[z]\"]"), ["a<x.y>", "b<[z]>"]);
        assert_eq!(shown("module.a[\"x"), ["a"]);
    }
}
