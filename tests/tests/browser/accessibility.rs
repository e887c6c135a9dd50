//! What `docs/accessibility.md` and `docs/accessibility.es.md` say of each criterion of WCAG 2.2, A and AA, and
//! that both are what is made of `criteria.csv` and of the rules of axe that ran.

use std::{fs, path::Path};

use mru_tests::run::root;
use serde_json::Value;

/// The words of the document in one language.
struct Words {
    file: &'static str,
    name: &'static str,
    how: &'static str,
    title: &'static str,
    lead: &'static str,
    heads: &'static str,
    met: &'static str,
    open: &'static str,
    none: &'static str,
}

const LANGUAGES: [Words; 2] = [
    Words {
        file: "docs/accessibility.md",
        name: "en",
        how: "how_en",
        title: "Accessibility",
        lead: "The pages of `mru serve` against WCAG 2.2, levels A and AA. \
               `tests/tests/browser` writes this page; do not edit it. [En español](accessibility.es.md).\n\n\
               Chromium opens every page that a link leads to, in English and Spanish, at 1280, 390 and 320 px, \
               light and dark; axe judges each, and jobs of the service are done by the keyboard alone. \
               PDFs are tagged (PDF/UA-1), which [decision 0045](decisions/0045-what-a-customer-reads.md) and \
               `tests/tests/documents` hold. \
               What \"by reading\" and \"by looking\" name was judged by people; no screen reader was tried.",
        heads: "| Criterion | Level | Result | How, and rules of axe |",
        met: "met",
        open: "**not met**",
        none: "nothing to judge",
    },
    Words {
        file: "docs/accessibility.es.md",
        name: "es",
        how: "how_es",
        title: "Accesibilidad",
        lead: "Las páginas de `mru serve` frente a WCAG 2.2, niveles A y AA. \
               `tests/tests/browser` escribe esta página; no la edite. [In English](accessibility.md).\n\n\
               Chromium abre cada página a la que lleva un enlace, en inglés y en español, a 1280, 390 y 320 px, \
               en claro y oscuro; axe revisa cada una, y trabajos del servicio se hacen solo con el teclado. \
               Los PDF llevan etiquetas (PDF/UA-1), lo que conservan la \
               [decisión 0045](decisions/0045-what-a-customer-reads.md) y `tests/tests/documents`. \
               Lo que dice \"por lectura\" y \"a la vista\" lo juzgaron personas; no se probó con un lector de pantalla.",
        heads: "| Criterio | Nivel | Resultado | Cómo, y reglas de axe |",
        met: "se cumple",
        open: "**no se cumple**",
        none: "nada que juzgar",
    },
];

/// Compares both documents with what is made of the table and of axe's rules by their criterion.
///
/// # Panics
///
/// When a document is another one, unless `MRU_BLESS` is set: then it is written.
pub(crate) fn hold(rules: &Value) {
    let table = fs::read(root().join("tests/tests/browser/criteria.csv")).expect("the criteria");
    for words in LANGUAGES {
        let made = written(&table, rules, &words);
        let file = root().join(words.file);
        if std::env::var_os("MRU_BLESS").is_some() {
            fs::write(&file, &made).expect("a document is written");
        }
        assert_eq!(read(&file), made, "{}: run with MRU_BLESS=1 and look at it", words.file);
    }
}

fn read(file: &Path) -> String {
    fs::read_to_string(file).unwrap_or_default()
}

fn written(table: &[u8], rules: &Value, words: &Words) -> String {
    let mut made =
        format!("# {}\n\n{}\n\n{}\n|---|---|---|---|\n", words.title, words.lead, words.heads);
    let mut rows = csv::Reader::from_reader(table);
    let heads = rows.headers().expect("heads").clone();
    let column = |name: &str| heads.iter().position(|it| it == name).expect("a column");
    for row in rows.records() {
        let row = row.expect("a row");
        let said = |name: &str| row.get(column(name)).expect("a cell");
        let result = match said("result") {
            "met" => words.met,
            "none" => words.none,
            "open" => words.open,
            other => panic!("{other} is no result"),
        };
        let number = said("number");
        let ran: Vec<String> = rules[format!("wcag{}", number.replace('.', ""))]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(|it| Some(format!("`{}`", it.as_str()?)))
            .collect();
        let how = said(words.how);
        // Order of headings and the like are good practice to axe, and no criterion's.
        let is_named = !how.starts_with("axe") || !ran.is_empty() || number == "2.4.6";
        assert!(is_named, "{number}: no rule of axe judges it");
        let ran = if ran.is_empty() { String::new() } else { format!(" ({})", ran.join(", ")) };
        made.push_str(&format!(
            "| {number} {} | {} | {result} | {how}{ran} |\n",
            said(words.name),
            said("level")
        ));
    }
    made
}
