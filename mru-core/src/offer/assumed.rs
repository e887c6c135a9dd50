//! What a quote rests on besides its deployment: assumptions, and what was left out by intent.

use serde::{Deserialize, Serialize};
use serde_json::Value as Json;

use crate::text::{Lang, Text, printable};

/// The widest line of a comment, as everything that is read in a terminal.
const WIDTH: usize = 80;

/// Something that was assumed because nobody has said it yet (R99).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Assumption {
    /// The rule that it follows.
    pub rule: String,
    /// The place in the deployment that it concerns: `environments[0].containers`.
    pub path: String,
    /// What was assumed.
    pub said: Text,
}

/// Something that was asked about and is not in the quote.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Excluded {
    /// How it is named where it was asked about: `aws_instance.bastion`.
    pub name: String,
    /// What it is there: `aws_instance`.
    pub kind: String,
    /// How many there are of it.
    pub count: u32,
}

/// A deployment file with comments above it: YAML, of which JSON is a part. Assumptions come first, of
/// which those that say the same share a comment; `more` are others, each with its mark.
pub(crate) fn annotated(
    deployment: &Json,
    assumptions: &[Assumption],
    more: impl IntoIterator<Item = (Text, String)>,
    lang: Lang,
) -> String {
    let mut alike: Vec<(&str, &str, Vec<&str>)> = Vec::new();
    for Assumption { rule, path, said } in assumptions {
        let said = said.get(lang);
        match alike.iter_mut().find(|it| (it.0, it.1) == (rule.as_str(), said)) {
            Some(known) => known.2.push(path),
            None => alike.push((rule, said, vec![path])),
        }
    }
    let mut written = String::new();
    let mark = match lang {
        Lang::En => "assumed",
        Lang::Es => "supuesto",
    };
    for (rule, said, paths) in alike {
        comment(&mut written, &format!("{mark} ({rule}, {}): {said}", paths.join(", ")));
    }
    for (mark, said) in more {
        comment(&mut written, &format!("{}: {said}", mark.get(lang)));
    }
    written.push_str(&format!("{deployment:#}\n"));
    written
}

/// Writes a sentence as a comment; nothing that is named in it can end the comment.
fn comment(written: &mut String, said: &str) {
    let mut line = String::from("#");
    for word in printable(said).split_whitespace() {
        let is_full = line.chars().count().saturating_add(word.chars().count()) >= WIDTH;
        if is_full && line.len() > 3 {
            written.push_str(&line);
            written.push('\n');
            line = String::from("#  ");
        }
        line.push(' ');
        line.push_str(word);
    }
    written.push_str(&line);
    written.push('\n');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_assumed_alike_is_said_once_and_no_line_is_too_wide() {
        let one = |path: &str| Assumption {
            rule: String::from("R53"),
            path: path.to_owned(),
            said: Text::new("an example stands there", "figura un ejemplo"),
        };
        let paths: Vec<String> = (0..9).map(|at| format!("databases[{at}].schemas")).collect();
        let assumed: Vec<Assumption> = paths.iter().map(|it| one(it)).collect();
        let more = [(Text::new("not in it", "no incluido"), String::from("a\nb: c"))];
        let written = annotated(&Json::Null, &assumed, more, Lang::En);
        assert_eq!(written.matches("an example stands there").count(), 1, "{written}");
        assert!(paths.iter().all(|path| written.contains(path)), "{written}");
        assert!(written.lines().all(|line| line.chars().count() <= WIDTH), "{written}");
        let lines: Vec<&str> = written.lines().collect();
        let (last, comments) = lines.split_last().unwrap();
        assert_eq!(*last, "null");
        assert!(comments.iter().all(|line| line.starts_with('#')), "{written}");
    }
}
