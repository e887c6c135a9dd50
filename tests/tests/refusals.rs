//! Every refusal has one code, which documents list and nothing else bears.

use std::{collections::BTreeSet, fs};

use mru_service::refusals::CODES;
use mru_tests::{imports::sources, run::root};

#[test]
fn no_two_refusals_bear_one_code() {
    let all: Vec<&str> = CODES.iter().flat_map(|(_, codes)| *codes).copied().collect();
    let unique: BTreeSet<&str> = all.iter().copied().collect();
    let twice = || all.iter().filter(|code| all.iter().filter(|it| it == code).count() > 1);
    assert_eq!(all.len(), unique.len(), "{:?}", twice().collect::<Vec<_>>());
    assert!(all.len() > 50, "only {} codes are listed", all.len());
    for code in all {
        let plain = |it: u8| it.is_ascii_lowercase() || it == b'-';
        assert!(code.bytes().all(plain) && code.contains('-'), "`{code}` is no name");
    }
}

/// Codes are for ever: one that changes here changes what other programs rely on.
#[test]
fn the_document_lists_the_codes_of_the_program_in_their_order() {
    let told = fs::read_to_string(root().join("docs/refusals.md")).expect("the list of refusals");
    let mut listed: Vec<(String, Vec<String>)> = Vec::new();
    for line in told.lines() {
        if let Some(heading) = line.strip_prefix("## ") {
            listed.push((heading.to_owned(), Vec::new()));
        }
        let code = line.strip_prefix("| `").and_then(|rest| rest.split_once("` | "));
        if let (Some((code, told)), Some((_, codes))) = (code, listed.last_mut()) {
            assert!(told.split(" | ").all(|cell| cell.len() > 5), "`{code}` is not told");
            codes.push(code.to_owned());
        }
    }
    listed.retain(|(_, codes)| !codes.is_empty());
    let known = CODES.map(|(heading, codes)| {
        (heading.to_owned(), codes.iter().map(|code| (*code).to_owned()).collect::<Vec<_>>())
    });
    assert_eq!(listed, known);
}

/// An enum whose cases have codes, and which the list does not name, would be listed nowhere.
#[test]
fn the_list_names_every_enum_that_has_codes() {
    let mut enums = 0;
    for path in sources(&root().join("mru-service/src")) {
        let text = fs::read_to_string(&path).expect("a source");
        enums += text.matches("strum::VariantNames)]").count();
    }
    assert_eq!(enums, CODES.len());
}
