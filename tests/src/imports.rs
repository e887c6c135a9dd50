//! Which file of a crate imports which: a small reader of `use` lines and of paths in the code.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

use crate::run::list;

/// A module by its path in the crate: `["invoice", "note"]`; the root is empty.
type Module = Vec<String>;

/// An arrow from a file to one that it imports, both as `invoice/note/credit`.
pub type Arrow = (String, String);

/// What one file names of its crate.
#[derive(Debug, Default)]
struct File {
    /// Paths that it uses, as they are written: `crate::text::text`, `super::Line`, `child::name`.
    used: Vec<Module>,
    /// Names that it hands on, each with the path behind it.
    handed_on: BTreeMap<String, Module>,
}

/// The files of a crate.
#[derive(Debug)]
pub struct Crate(BTreeMap<Module, File>);

/// All Rust files below a folder.
///
/// # Panics
///
/// When the folder cannot be read: then no test says anything.
pub fn sources(folder: &Path) -> Vec<PathBuf> {
    let mut open = vec![folder.to_path_buf()];
    let mut files = Vec::new();
    while let Some(path) = open.pop() {
        if path.is_dir() {
            open.extend(list(&path));
        } else if path.extension().is_some_and(|it| it == "rs") {
            files.push(path);
        }
    }
    files.sort();
    files
}

impl Crate {
    /// Reads the files of a crate.
    ///
    /// # Panics
    ///
    /// When a file cannot be read.
    pub fn read(folder: &Path) -> Crate {
        let module = |path: &Path| -> Module {
            let path = path.strip_prefix(folder).expect("a file of the folder").with_extension("");
            let mut names: Module =
                path.iter().map(|it| it.to_string_lossy().into_owned()).collect();
            if names.last().is_some_and(|it| it == "mod" || it == "lib") {
                names.pop();
            }
            names
        };
        let read = |path: PathBuf| {
            let text = fs::read_to_string(&path).expect("a source");
            (module(&path), File::of(&text))
        };
        Crate(sources(folder).into_iter().map(read).collect())
    }

    /// The arrows between different files. What a file hands on is no arrow of its own: who uses the
    /// name points to where it is made. The root of the crate only hands on.
    pub fn arrows(&self) -> BTreeSet<Arrow> {
        let mut arrows = BTreeSet::new();
        for (from, file) in self.0.iter().filter(|(from, _)| !from.is_empty()) {
            for path in &file.used {
                if let Some(to) = self.resolve(from, path)
                    && to != *from
                    && !to.is_empty()
                {
                    arrows.insert((from.join("/"), to.join("/")));
                }
            }
        }
        arrows
    }

    /// The module in which the last name of a path is made; none for other crates.
    fn resolve(&self, from: &Module, path: &[String]) -> Option<Module> {
        let mut base = from.clone();
        let mut rest = path;
        match rest.first()?.as_str() {
            "crate" => {
                base.clear();
                rest = &rest[1..];
            }
            "self" => rest = &rest[1..],
            "super" => {
                while rest.first().is_some_and(|it| it == "super") {
                    base.pop();
                    rest = &rest[1..];
                }
            }
            child => {
                base.push(child.to_owned());
                self.0.get(&base)?;
                rest = &rest[1..];
            }
        }
        while let Some(name) = rest.first() {
            let mut inner = base.clone();
            inner.push(name.clone());
            if !self.0.contains_key(&inner) {
                let behind = self.0.get(&base)?.handed_on.get(name);
                return behind.and_then(|path| self.resolve(&base, path)).or(Some(base));
            }
            base = inner;
            rest = &rest[1..];
        }
        Some(base)
    }
}

impl File {
    fn of(text: &str) -> File {
        let code = text.split("#[cfg(test)]\nmod ").next().unwrap_or_default();
        let lines = code.lines().map(|line| line.split("//").next().unwrap_or_default());
        let code = lines.collect::<Vec<_>>().join("\n");
        let mut file = File::default();
        let mut children = Vec::new();
        let mut body = String::new();
        for statement in code.split_inclusive(';') {
            let start = statement.rfind("use ").filter(|at| begins(statement, *at));
            let Some(start) = start else {
                let words: Vec<&str> = statement.trim_end_matches(';').split_whitespace().collect();
                if let [.., "mod", child] = words.as_slice() {
                    children.push((*child).to_owned());
                }
                body.push_str(statement);
                continue;
            };
            let before = &statement[..start];
            let public = before.lines().last().is_some_and(|it| it.trim_start().starts_with("pub"));
            for path in expand(statement[start + 4..].trim_end_matches(';')) {
                match path.last() {
                    Some(name) if public => {
                        file.handed_on.insert(name.clone(), path);
                    }
                    _ => file.used.push(path),
                }
            }
            body.push_str(before);
        }
        let word = |c: char| c.is_alphanumeric() || c == '_' || c == ':';
        for path in body.split(|c| !word(c)).filter(|it| it.contains("::")) {
            let names: Module = path.split("::").map(str::to_owned).collect();
            let first = names.first().map(String::as_str).unwrap_or_default();
            if ["crate", "super", "self"].contains(&first) || children.iter().any(|it| it == first)
            {
                file.used.push(names);
            }
        }
        file
    }
}

/// Whether a `use` at a place of a statement begins it, after `pub` or nothing.
fn begins(statement: &str, at: usize) -> bool {
    let line = statement[..at].lines().last().unwrap_or_default().trim();
    let whole = statement[..at].is_empty() || statement[..at].ends_with(['\n', ' ']);
    whole && (line.is_empty() || line == "pub" || (line.starts_with("pub(") && line.ends_with(')')))
}

/// The single paths of a tree of imports: `a::{b, c::d}` is `a::b` and `a::c::d`.
fn expand(tree: &str) -> Vec<Module> {
    let tree = tree.trim();
    let Some((before, inside)) = tree.split_once('{') else {
        let path = tree.split(" as ").next().unwrap_or_default();
        let names = path.split("::").map(str::trim).map(str::to_owned);
        let mut names: Module = names.filter(|it| !it.is_empty()).collect();
        if names.len() > 1 && names.last().is_some_and(|it| it == "self") {
            names.pop();
        }
        return vec![names];
    };
    let inside = inside.trim().strip_suffix('}').unwrap_or(inside);
    let (mut depth, mut start, mut parts) = (0_usize, 0, Vec::new());
    for (at, c) in inside.char_indices() {
        match c {
            '{' => depth += 1,
            '}' => depth = depth.saturating_sub(1),
            ',' if depth == 0 => {
                parts.push(&inside[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    parts.push(&inside[start..]);
    let whole = |part: &str| expand(&format!("{before}{}", part.trim()));
    parts.into_iter().filter(|part| !part.trim().is_empty()).flat_map(whole).collect()
}

/// What is left of arrows when every file that points nowhere is taken away, again and again, and
/// every file that nothing points to: the circles, and what lies between them.
pub fn circles(arrows: &BTreeSet<Arrow>) -> BTreeSet<Arrow> {
    let mut left = arrows.clone();
    loop {
        let from: BTreeSet<&String> = left.iter().map(|(from, _)| from).collect();
        let to: BTreeSet<&String> = left.iter().map(|(_, to)| to).collect();
        let stays = |arrow: &&Arrow| from.contains(&arrow.1) && to.contains(&arrow.0);
        let next: BTreeSet<Arrow> = left.iter().filter(stays).cloned().collect();
        if next.len() == left.len() {
            return next;
        }
        left = next;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn imports_are_read_as_they_are_written() {
        let text = "mod a;\nuse super::{b, c::{self, D}};\npub use a::E;\n\
                    fn f() { crate::g::h(); a::i() } // crate::no\n";
        let file = File::of(text);
        let used: Vec<String> = file.used.iter().map(|it| it.join("::")).collect();
        assert_eq!(used, ["super::b", "super::c", "super::c::D", "crate::g::h", "a::i"]);
        assert_eq!(file.handed_on["E"].join("::"), "a::E");
    }

    #[test]
    fn a_circle_is_what_is_left() {
        let arrow = |(from, to): (&str, &str)| (from.to_owned(), to.to_owned());
        let tree: BTreeSet<Arrow> = [("a", "b"), ("b", "c"), ("a", "c")].map(arrow).into();
        assert!(circles(&tree).is_empty());
        let ring: BTreeSet<Arrow> = [("a", "b"), ("b", "c"), ("c", "b")].map(arrow).into();
        assert_eq!(circles(&ring), [("b", "c"), ("c", "b")].map(arrow).into());
    }
}
