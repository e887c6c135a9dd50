//! Answers of Cost Explorer that were saved, as rows: what was asked says what the answer leaves out.

mod group;
mod names;
mod written;

use std::{fs, path::Path};

use mru_core::{calendar::Period, costs::CostRow};

use crate::{
    CostDataError, Counts, Options,
    source::{Part, unreadable},
};
use group::Groups;
use written::{Answer, ResultByTime};

/// The largest file of answers, in bytes: fifty thousand groups are some twenty million.
const MOST_BYTES: u64 = 256 * 1024 * 1024;

/// Whether a file of JSON holds answers of Cost Explorer.
pub(crate) fn is_one(path: &Path) -> Result<bool, CostDataError> {
    Ok(written::is_one(&text(path, &path.display().to_string())?))
}

fn text(path: &Path, name: &str) -> Result<Vec<u8>, CostDataError> {
    let size = fs::metadata(path).map_err(|error| unreadable(path, &error))?.len();
    if size > MOST_BYTES {
        let error = format!("{size} bytes are more than {MOST_BYTES}");
        return Err(CostDataError::NoAnswer { file: name.to_owned(), error });
    }
    fs::read(path).map_err(|error| unreadable(path, &error))
}

/// Gives the groups of a file of answers to `take`, in their order, each as a row.
pub(crate) fn read(
    part: &Part,
    options: &Options,
    counts: &mut Counts,
    take: &mut dyn FnMut(&CostRow<'_>) -> Result<(), CostDataError>,
) -> Result<(), CostDataError> {
    let file = part.name.as_str();
    let no_answer = |error| CostDataError::NoAnswer { file: file.to_owned(), error };
    let answers = written::read(&text(&part.path, file)?).map_err(no_answer)?;
    let mut row = 0;
    for answer in &answers {
        whole(file, answer)?;
        for page in &answer.pages {
            let groups = Groups::of(file, answer, page, options);
            for result in &page.results_by_time {
                one(&groups, result, options, &mut row, counts, take)?;
            }
        }
    }
    Ok(())
}

/// Refuses an answer of which pages are missing: each but the last names the next one.
fn whole(file: &str, answer: &Answer) -> Result<(), CostDataError> {
    let more =
        |page: &written::Page| page.next_page_token.as_ref().is_some_and(|it| !it.is_empty());
    let all = answer.pages.len();
    let broken = answer.pages.iter().enumerate().find(|(at, page)| more(page) != (at + 1 < all));
    match broken {
        None if all > 0 => Ok(()),
        None => Err(CostDataError::AnswerCutOff { file: file.to_owned(), page: 0 }),
        Some((at, _)) => Err(CostDataError::AnswerCutOff { file: file.to_owned(), page: at + 1 }),
    }
}

/// Gives the groups of one stretch of time to `take`; its total where there are no groups.
fn one(
    groups: &Groups<'_>,
    result: &ResultByTime,
    options: &Options,
    row: &mut u64,
    counts: &mut Counts,
    take: &mut dyn FnMut(&CostRow<'_>) -> Result<(), CostDataError>,
) -> Result<(), CostDataError> {
    let whole =
        (result.groups.is_empty() && !result.total.is_empty()).then(|| (&[][..], &result.total));
    let each = result.groups.iter().map(|it| (it.keys.as_slice(), &it.metrics));
    for (keys, metrics) in each.chain(whole) {
        *row += 1;
        let span = groups.span(*row, &result.time_period)?;
        let period = Period::of(span.0.date_naive());
        if options.period.is_some_and(|asked| asked != period) {
            counts.other_periods += 1;
            continue;
        }
        let read = groups.row(*row, keys, metrics, (period, span))?;
        if let Some(basis) = options.basis.filter(|basis| read.costs.get(*basis).is_none()) {
            let (file, line) = (read.place.file.to_owned(), read.line);
            return Err(CostDataError::UnknownCost { file, row: *row, line, basis });
        }
        counts.rows += 1;
        counts.explored.rows += 1;
        counts.explored.estimated += u64::from(result.estimated);
        counts.explored.untyped += u64::from(!groups.has_line_types());
        take(&read)?;
    }
    Ok(())
}
