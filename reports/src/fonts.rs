//! Fonts: those inside the program, and those of the machine for letters that they lack.
//!
//! A document whose letters are all in the fonts of the program is the same bytes on every machine:
//! other fonts are not even looked at. Where letters are missing, the first fonts of the machine that
//! have them are added, in a fixed order, so that machines with the same fonts write the same bytes.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
    sync::{Arc, OnceLock},
};

use typst::{
    foundations::Bytes,
    text::{Font, FontBook, FontInfo},
    utils::LazyHash,
};

/// Folders of fonts instead of those of the machine, separated as in `PATH`.
const FOLDERS: &str = "MRU_FONTS";
/// Where Debian and most others keep fonts.
const FOLDERS_OF_SYSTEM: [&str; 2] = ["/usr/share/fonts", "/usr/local/share/fonts"];
/// How deep folders are searched.
const DEPTH: usize = 6;
/// The largest file that is read; those of Noto have 20 to 60 MB.
const LARGEST: u64 = 128 << 20;

/// The fonts of one document.
#[derive(Debug)]
pub(super) struct Fonts {
    pub(super) all: Vec<Font>,
    pub(super) book: LazyHash<FontBook>,
}

impl Fonts {
    fn new(all: Vec<Font>) -> Fonts {
        let book = LazyHash::new(FontBook::from_fonts(&all));
        Fonts { all, book }
    }

    /// The fonts inside the program.
    pub(super) fn embedded() -> Arc<Fonts> {
        static EMBEDDED: OnceLock<Arc<Fonts>> = OnceLock::new();
        let read = || {
            let fonts = typst_assets::fonts().flat_map(|data| Font::iter(Bytes::new(data)));
            Arc::new(Fonts::new(fonts.collect()))
        };
        EMBEDDED.get_or_init(read).clone()
    }

    /// The fonts inside the program, with those of the machine that have the letters which these
    /// lack.
    pub(super) fn with(letters: &BTreeSet<char>) -> Arc<Fonts> {
        let embedded = Fonts::embedded();
        let mut missing: BTreeSet<char> = embedded.lacking(letters.iter().copied()).collect();
        if missing.is_empty() {
            return embedded;
        }
        let mut all = embedded.all.clone();
        for file in system() {
            if missing.is_empty() {
                break;
            }
            if let Some(font) = file.with_any(&missing) {
                missing.retain(|letter| !has(font.info(), *letter));
                all.push(font);
            }
        }
        if all.len() == embedded.all.len() { embedded } else { Arc::new(Fonts::new(all)) }
    }

    /// The letters that no font here has, of those that are seen.
    pub(super) fn lacking(
        &self,
        letters: impl Iterator<Item = char>,
    ) -> impl Iterator<Item = char> {
        let has = |letter| self.all.iter().any(|font| has(font.info(), letter));
        letters.filter(move |letter| is_seen(*letter) && !has(*letter))
    }
}

fn has(font: &FontInfo, letter: char) -> bool {
    font.coverage.contains(letter.into())
}

/// Whether a letter has a picture of its own: not spaces, nor what joins or varies its neighbours.
fn is_seen(letter: char) -> bool {
    let joins = matches!(letter, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}');
    let varies = matches!(letter, '\u{fe00}'..='\u{fe0f}' | '\u{e0000}'..='\u{e01ef}');
    !(letter.is_whitespace() || letter.is_control() || joins || varies)
}

/// A font file of the machine; what its faces can show is read once.
#[derive(Debug)]
struct File {
    path: PathBuf,
    faces: OnceLock<Vec<FontInfo>>,
}

impl File {
    /// The first face with any of some letters.
    fn with_any(&self, letters: &BTreeSet<char>) -> Option<Font> {
        let read = || Font::iter(self.bytes()).map(|font| font.info().clone()).collect();
        let mut faces = self.faces.get_or_init(read).iter();
        let face = faces.position(|face| letters.iter().any(|letter| has(face, *letter)))?;
        Font::iter(self.bytes()).nth(face)
    }

    /// The whole file; nothing of one that cannot be read or is too large for a font.
    fn bytes(&self) -> Bytes {
        let fits = |it: &fs::Metadata| it.is_file() && it.len() <= LARGEST;
        let fits = fs::metadata(&self.path).is_ok_and(|it| fits(&it));
        Bytes::new(fits.then(|| fs::read(&self.path).ok()).flatten().unwrap_or_default())
    }
}

/// The font files of the machine, found once.
fn system() -> &'static [File] {
    static SYSTEM: OnceLock<Vec<File>> = OnceLock::new();
    let file = |path| File { path, faces: OnceLock::new() };
    SYSTEM.get_or_init(|| system_files().into_iter().map(file).collect())
}

/// The font files of the machine in a fixed order: upright ones of usual weight first, Noto before
/// others, sans before serif.
fn system_files() -> Vec<PathBuf> {
    let folders: Vec<PathBuf> = match std::env::var_os(FOLDERS) {
        Some(folders) => std::env::split_paths(&folders).collect(),
        None => FOLDERS_OF_SYSTEM.iter().map(PathBuf::from).collect(),
    };
    let mut files = Vec::new();
    for folder in folders {
        collect(&folder, DEPTH, &mut files);
    }
    files.sort_by_cached_key(|path| {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let usual = name.contains("Regular") || !name.contains('-');
        (!name.starts_with("Noto"), !usual, !name.contains("Sans"), path.clone())
    });
    files
}

fn collect(folder: &Path, depth: usize, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        let ending = path.extension().unwrap_or_default().to_ascii_lowercase();
        if path.is_dir() {
            if depth > 0 {
                collect(&path, depth - 1, files);
            }
        } else if ["ttf", "otf", "ttc", "otc"].iter().any(|known| ending == *known) {
            files.push(path);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_of_european_names_need_no_font_of_the_machine() {
        let letters: BTreeSet<char> =
            "Ñuñoa, São Paulo, Łódź, Århus, Αθήνα, Москва – 1.234,56 × 2 ÷ 3 ≈ 4".chars().collect();
        assert_eq!(Fonts::embedded().lacking(letters.iter().copied()).count(), 0);
        assert!(Arc::ptr_eq(&Fonts::with(&letters), &Fonts::embedded()));
    }

    #[test]
    fn letters_without_a_font_are_found_and_what_is_not_seen_is_no_letter() {
        let letters = "保险 ab\u{fe0f}\u{200d}🏦";
        let lacking: String = Fonts::embedded().lacking(letters.chars()).collect();
        assert_eq!(lacking, "保险🏦");
    }
}
