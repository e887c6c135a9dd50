//! Lines, paragraphs and tables of plain text, none wider than 80 columns.

use super::figures::Fact;

/// The widest line.
pub(super) const WIDTH: usize = 80;
/// Spaces between two columns.
const GAP: usize = 2;
/// The narrowest column of words that can still be read.
const NARROWEST: usize = 16;

/// Returns the columns a text takes: two for a letter of East Asia or a pictogram.
pub(super) fn width(text: &str) -> usize {
    text.chars().map(columns_of).sum()
}

const fn columns_of(letter: char) -> usize {
    match letter {
        '\u{1100}'..='\u{115f}'
        | '\u{2e80}'..='\u{303e}'
        | '\u{3041}'..='\u{a4cf}'
        | '\u{a960}'..='\u{a97f}'
        | '\u{ac00}'..='\u{d7a3}'
        | '\u{f900}'..='\u{faff}'
        | '\u{fe30}'..='\u{fe6f}'
        | '\u{ff00}'..='\u{ff60}'
        | '\u{ffe0}'..='\u{ffe6}'
        | '\u{1f300}'..='\u{1f64f}'
        | '\u{1f680}'..='\u{1f6ff}'
        | '\u{1f900}'..='\u{1f9ff}'
        | '\u{20000}'..='\u{3fffd}' => 2,
        _ => 1,
    }
}

/// Fills a text up with spaces to the right.
pub(super) fn left(text: &str, columns: usize) -> String {
    format!("{text}{}", " ".repeat(columns.saturating_sub(width(text))))
}

fn right(text: &str, columns: usize) -> String {
    format!("{}{text}", " ".repeat(columns.saturating_sub(width(text))))
}

/// Writes a heading, underlined.
pub(super) fn heading(title: &str, line: char) -> Vec<String> {
    let mut lines = wrapped(title, WIDTH);
    let widest = lines.iter().map(|line| width(line)).max().unwrap_or(0);
    lines.push(line.to_string().repeat(widest));
    lines
}

/// Writes the heading of a section, with an empty line before it.
pub(super) fn titled(title: &str) -> Vec<String> {
    let mut lines = vec![String::new()];
    lines.extend(heading(title, '-'));
    lines
}

/// Writes labels and values, the values below each other.
pub(super) fn facts(facts: &[Fact]) -> Vec<String> {
    let widest = facts.iter().map(|fact| width(&fact.label)).max().unwrap_or(0);
    let lead = |fact: &Fact| left(&fact.label, widest.saturating_add(2));
    facts.iter().flat_map(|fact| paragraph(&lead(fact), &fact.value)).collect()
}

/// Writes lines as a text, none with spaces at its end.
pub(super) fn text(lines: &[String]) -> String {
    let mut text = String::new();
    for line in lines {
        text.push_str(line.trim_end());
        text.push('\n');
    }
    text
}

/// Breaks a paragraph into lines; all but the first are indented as far as `lead` is wide.
pub(super) fn paragraph(lead: &str, text: &str) -> Vec<String> {
    let indent = width(lead);
    let lines = wrapped(text, WIDTH.saturating_sub(indent));
    let shown = lines.iter().enumerate().map(|(index, line)| match index {
        0 => format!("{lead}{line}"),
        _ => format!("{}{line}", " ".repeat(indent)),
    });
    shown.collect()
}

/// Breaks a text at spaces, and inside words only where one is wider than a line.
fn wrapped(text: &str, columns: usize) -> Vec<String> {
    let columns = columns.max(1);
    let mut lines = Vec::new();
    let mut line = String::new();
    for word in text.split_whitespace() {
        let used =
            width(&line).saturating_add(usize::from(!line.is_empty())).saturating_add(width(word));
        if used > columns && !line.is_empty() {
            lines.push(std::mem::take(&mut line));
        }
        if !line.is_empty() {
            line.push(' ');
        }
        for letter in word.chars() {
            if !line.is_empty() && width(&line).saturating_add(columns_of(letter)) > columns {
                lines.push(std::mem::take(&mut line));
            }
            line.push(letter);
        }
    }
    lines.push(line);
    lines
}

/// Rows of a table that end in sums; a rule stands before the sums.
#[derive(Debug)]
pub(super) struct Group<const N: usize> {
    /// The rows.
    pub(super) rows: Vec<[String; N]>,
    /// What they come to.
    pub(super) sums: Vec<[String; N]>,
}

/// Writes a table whose column `flexible` takes the space that the others leave and is wrapped.
///
/// Columns after it are aligned to the right, unless they hold words, as sizes do. When the
/// others leave too little space, every row becomes a paragraph.
pub(super) fn table<const N: usize>(
    flexible: usize,
    titles: &[String; N],
    rows: &[[String; N]],
    total: &[String; N],
) -> Vec<String> {
    let group = Group { rows: rows.to_vec(), sums: vec![total.clone()] };
    grouped(flexible, N.saturating_sub(3), titles, &[group])
}

/// Writes a table without sums; columns of figures begin with `figures`.
pub(super) fn list<const N: usize>(
    flexible: usize,
    figures: usize,
    titles: &[String; N],
    rows: &[[String; N]],
) -> Vec<String> {
    // Its rows are nobody's sums, and no rule stands after them.
    let group = Group { rows: Vec::new(), sums: rows.to_vec() };
    grouped(flexible, figures, titles, &[group])
}

/// Writes a table of several groups of rows, each with its sums; columns of figures begin with
/// `figures`.
pub(super) fn grouped<const N: usize>(
    flexible: usize,
    figures: usize,
    titles: &[String; N],
    groups: &[Group<N>],
) -> Vec<String> {
    let parts = || groups.iter().flat_map(|group| group.rows.iter().chain(&group.sums));
    let all: Vec<&[String; N]> = std::iter::once(titles).chain(parts()).collect();
    let needed: [usize; N] =
        std::array::from_fn(|column| all.iter().map(|row| width(&row[column])).max().unwrap_or(0));
    let fixed: usize =
        (0..N).filter(|column| *column != flexible).map(|column| needed[column] + GAP).sum();
    if fixed + NARROWEST > WIDTH {
        return all.iter().flat_map(|row| in_words(row)).collect();
    }
    let mut widths = needed;
    widths[flexible] = WIDTH - fixed;
    let numeric: [bool; N] = std::array::from_fn(|column| column > flexible && column >= figures);
    let lines_of = |rows: &[[String; N]]| {
        rows.iter().flat_map(|row| row_lines(row, &widths, &numeric, flexible)).collect::<Vec<_>>()
    };
    let rule = "-".repeat(WIDTH);
    let mut lines = lines_of(std::slice::from_ref(titles));
    lines.push(rule.clone());
    for group in groups {
        lines.extend(lines_of(&group.rows));
        if !group.rows.is_empty() {
            lines.push(rule.clone());
        }
        lines.extend(lines_of(&group.sums));
    }
    lines
}

/// The lines of one row; its numbers stand on the first.
fn row_lines<const N: usize>(
    row: &[String; N],
    widths: &[usize; N],
    numeric: &[bool; N],
    flexible: usize,
) -> Vec<String> {
    let words = wrapped(&row[flexible], widths[flexible]);
    let shown = words.iter().enumerate().map(|(index, part)| {
        let cells = (0..N).map(|column| {
            let cell = match (column == flexible, index) {
                (true, _) => part.as_str(),
                (false, 0) => row[column].as_str(),
                (false, _) => "",
            };
            if numeric[column] { right(cell, widths[column]) } else { left(cell, widths[column]) }
        });
        cells.collect::<Vec<_>>().join(&" ".repeat(GAP))
    });
    shown.collect()
}

/// One row as a paragraph.
fn in_words<const N: usize>(row: &[String; N]) -> Vec<String> {
    let cells: Vec<&str> = row.iter().map(String::as_str).filter(|cell| !cell.is_empty()).collect();
    paragraph("- ", &cells.join(" | "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paragraphs_keep_their_width() {
        let lines = paragraph("V14  ", &"palabra ".repeat(40));
        assert!(lines.len() > 3);
        assert!(lines.iter().all(|line| width(line) <= WIDTH), "{lines:?}");
        assert!(lines[1].starts_with("     palabra"));
    }

    #[test]
    fn a_word_wider_than_a_line_is_broken() {
        assert_eq!(wrapped("a bbbbb c", 3), ["a", "bbb", "bb", "c"]);
    }

    #[test]
    fn letters_of_east_asia_take_two_columns() {
        assert_eq!(width("保险 S.A."), 9);
        assert_eq!(wrapped("保险保险 a", 5), ["保险", "保险", "a"]);
        assert_eq!(left("保", 3), "保 ");
    }

    #[test]
    fn a_table_without_space_becomes_paragraphs() {
        let row = |name: &str| [name.to_owned(), "1".repeat(40), "2".repeat(40)];
        let lines = table(0, &row("title"), &[row("row")], &row("total"));
        assert!(lines.iter().all(|line| width(line) <= WIDTH), "{lines:?}");
    }

    #[test]
    fn numbers_of_a_table_are_aligned_to_the_right() {
        let row = |cells: [&str; 3]| cells.map(str::to_owned);
        let lines = table(
            0,
            &row(["Place", "MRU", "USD"]),
            &[row(["a", "1.0", "2.00"])],
            &row(["b", "11.0", "22.00"]),
        );
        assert!(lines[2].ends_with("   1.0   2.00"), "{lines:?}");
        assert!(lines.iter().all(|line| width(line) == WIDTH), "{lines:?}");
    }
}
