//! Days on the command line: one form, and what to write instead of another.

use chrono::NaiveDate;

/// Reads a day as `2026-11-21`.
///
/// # Errors
///
/// The form that is wanted, in the language that the command line asks for; the same day in that form
/// where the text says which day it means.
pub(super) fn day(written: &str) -> Result<NaiveDate, String> {
    let strict = (written.len() == 10)
        .then(|| NaiveDate::parse_from_str(written, "%Y-%m-%d").ok())
        .flatten();
    strict.ok_or_else(|| wanted(written, in_spanish()))
}

/// Whether Spanish was asked for; the arguments are not read yet when a day is wrong.
fn in_spanish() -> bool {
    let arguments: Vec<String> =
        std::env::args_os().map(|it| it.to_string_lossy().into_owned()).collect();
    let stated = arguments.iter().zip(arguments.iter().skip(1));
    let stated = stated.filter(|(name, _)| *name == "--lang").map(|(_, lang)| lang.clone()).next();
    let joined = || arguments.iter().find_map(|it| it.strip_prefix("--lang=").map(str::to_owned));
    stated.or_else(joined).or_else(|| std::env::var("MRU_LANG").ok()).as_deref() == Some("es")
}

fn wanted(written: &str, spanish: bool) -> String {
    let example = meant(written).map_or_else(|| String::from("2026-11-21"), |day| day.to_string());
    match (meant(written).is_some(), spanish) {
        (true, false) => format!("write the day as {example}"),
        (true, true) => format!("escriba el día como {example}"),
        (false, false) => format!("write a day as year, month and day: {example}"),
        (false, true) => format!("escriba un día como año, mes y día: {example}"),
    }
}

/// The day that a text in another form means, where it can mean only one.
fn meant(written: &str) -> Option<NaiveDate> {
    let parts: Vec<&str> = written.split(['/', '-', '.']).collect();
    let [first, second, third] = parts.as_slice() else { return None };
    let number = |part: &str| part.parse::<u32>().ok();
    let year = |part: &str| (part.len() == 4).then(|| part.parse::<i32>().ok()).flatten();
    if let Some(year) = year(first) {
        return NaiveDate::from_ymd_opt(year, number(second)?, number(third)?);
    }
    let (day, month, year) = (number(first)?, number(second)?, year(third)?);
    let american = NaiveDate::from_ymd_opt(year, day, month).filter(|_| day != month);
    let chilean = NaiveDate::from_ymd_opt(year, month, day);
    match (chilean, american) {
        (Some(only), None) | (None, Some(only)) => Some(only),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_in_another_form_is_written_as_it_should_be() {
        for (written, said) in [
            ("21/11/2026", "write the day as 2026-11-21"),
            ("11-21-2026", "write the day as 2026-11-21"),
            ("2026/11/21", "write the day as 2026-11-21"),
            // The fifth of March, or the third of May.
            ("5/3/2026", "write a day as year, month and day: 2026-11-21"),
            ("tomorrow", "write a day as year, month and day: 2026-11-21"),
            ("2026-13-01", "write a day as year, month and day: 2026-11-21"),
        ] {
            assert_eq!(wanted(written, false), said);
        }
        assert_eq!(wanted("21/11/2026", true), "escriba el día como 2026-11-21");
        assert_eq!(day("2026-11-21").map(|day| day.to_string()), Ok(String::from("2026-11-21")));
    }
}
