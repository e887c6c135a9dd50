//! The rate cards, as their folders hold them.

use std::{collections::BTreeMap, fs, path::Path};

/// One version of a rate card.
#[derive(Clone, Debug)]
pub struct Card {
    /// USD for one MRU, as written.
    pub price: String,
    /// Weight of each entry, as written.
    pub weights: BTreeMap<String, String>,
    /// Its policy of rounding, if it states one.
    pub rounding: Option<String>,
}

/// All versions of one rate card, by their first day.
#[derive(Clone, Debug)]
pub struct Book {
    cards: BTreeMap<String, Card>,
}

impl Book {
    /// Reads the folder of a rate card: one folder for each version.
    pub fn read(folder: &Path) -> Book {
        let mut cards = BTreeMap::new();
        for version in crate::run::list(folder) {
            let day = version.file_name().expect("a day").to_string_lossy().into_owned();
            cards.insert(day, read_card(&version));
        }
        Book { cards }
    }

    /// The card that is in force on a day: the last that began by then (R75).
    pub fn on(&self, day: &str) -> &Card {
        // ISO days order as text.
        self.cards.range(..=day.to_owned()).next_back().expect("a card in force").1
    }
}

fn read_card(folder: &Path) -> Card {
    let read = |path: &Path| fs::read_to_string(path).expect("a readable file");
    let header = read(&folder.join("card.toml"));
    let states = |field: &str| {
        let stated = header.lines().find_map(|line| line.strip_prefix(field)?.strip_prefix(" = "));
        stated.map(|value| value.trim_matches('"').to_owned())
    };
    let mut weights = BTreeMap::new();
    for file in crate::run::list(folder) {
        if file.extension().is_some_and(|ending| ending == "csv") {
            for row in read(&file).lines().skip(1) {
                let cells: Vec<&str> = row.splitn(4, ',').collect();
                weights.insert(entry(cells[0], cells[1]), cells[2].to_owned());
            }
        }
    }
    Card { price: states("mru_price_usd").expect("a price"), weights, rounding: states("rounding") }
}

/// How rate cards and contracts write what has a weight.
pub fn entry(component: &str, size: &str) -> String {
    if size.is_empty() { component.to_owned() } else { format!("{component}/{size}") }
}
