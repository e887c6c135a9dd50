//! What is done to a store, and what has to come of it.

use mru_tests::{
    facts::{Customer, HEADING, SUPPLIER},
    store::Store,
};
use serde_json::Value;

use super::PROGRAM;

/// The commands of two months, in order; each may be run again.
pub(super) struct Script {
    pub(super) commands: Vec<Vec<String>>,
}

impl Script {
    pub(super) fn new(store: &Store) -> Script {
        let mut put = vec!["customer".to_owned(), "put".to_owned()];
        let mut events = HEADING.to_owned();
        for id in ["alpha", "beta", "gamma"] {
            put.push(store.customer_file(Customer::of(id)));
            events.push_str(&format!(
                "{id}-1,activated,2026-04-01T00:00:00-04:00,{id},production,container,a,1x2,1,2,T\n\
                 {id}-2,activated,2026-04-11T09:00:00-04:00,{id},production,cache,s,cache.t3.micro,2,,T\n"
            ));
        }
        let late = "id,type,time,customer,environment,component,name,ticket\n\
             beta-3,removed,2026-04-21T09:00:00-04:00,beta,production,cache,s,T\n";
        let words = |line: &str| line.split(' ').map(str::to_owned).collect::<Vec<String>>();
        let import = |name: &str, text: &str| {
            vec!["meter".to_owned(), "import".to_owned(), store.file(name, text)]
        };
        let commands = vec![
            vec!["supplier".to_owned(), "put".to_owned(), store.file("supplier.toml", SUPPLIER)],
            put,
            import("events.csv", &events),
            words("bill 2026-04"),
            words("invoice issue 2026-04 --issue-date 2026-05-02"),
            words(
                "credit-note INV-000002 --line 1=3.33 --reason goodwill --key k --issue-date 2026-05-03",
            ),
            import("late.csv", late),
            words("bill 2026-05"),
            words("invoice issue 2026-05 --issue-date 2026-06-02"),
            vec![
                "rate-card".to_owned(),
                "publish".to_owned(),
                card(store),
                "--short-notice".to_owned(),
            ],
        ];
        Script { commands }
    }

    /// Runs all commands, which must succeed.
    #[track_caller]
    pub(super) fn finish(&self, store: &Store) {
        for command in &self.commands {
            store.ok(&arguments(command));
        }
    }
}

/// A rate card in a folder beside the store.
fn card(store: &Store) -> String {
    std::fs::create_dir_all(store.folder.path().join("card")).expect("a folder");
    let header = "card = \"reference\"\neffective_from = \"2026-06-01\"\ncurrency = \"USD\"\n\
         mru_price_usd = \"41\"\napproved_by = \"owner\"\nprovenance = \"test\"\n";
    store.file("card/card.toml", header);
    let weights =
        "component,size,weight_mru,confidence,arithmetic\ncontainer,1x2,1.7,assumption,\n";
    store.file("card/weights.csv", weights);
    store.folder.path().join("card").display().to_string()
}

pub(super) fn arguments(command: &[String]) -> Vec<&str> {
    command.iter().map(String::as_str).collect()
}

/// Everything that was issued, and whether the store is whole.
#[track_caller]
pub(super) fn outcome(store: &Store) -> Vec<String> {
    let mut documents = Vec::new();
    for number in [
        "INV-000001",
        "INV-000002",
        "INV-000003",
        "CN-000001",
        "INV-000004",
        "INV-000005",
        "INV-000006",
    ] {
        let shown = store.ok(&["invoice", "show", number, "--format", "json"]);
        let mut shown: Value = serde_json::from_str(&shown).expect("JSON");
        // Every document has a checkpoint, and each store its own: it tells the hours of recording.
        let checkpoint = shown["checkpoint"].take();
        assert!(checkpoint.as_str().is_some_and(|it| it.starts_with("mru/")), "{checkpoint}");
        documents.push(shown.to_string());
    }
    for period in ["2026-04", "2026-05"] {
        documents.push(store.ok(&["invoice", "list", period, "--format", "json"]));
    }
    let cards = store.ok(&["rate-card", "list"]);
    assert_eq!(cards.matches("reference@").count(), 4, "three cards and a warning: {cards}");
    documents.push(cards);
    let verified = store.ok(&["verify"]);
    let checked = verified.split_once("\nhead").map_or(verified.as_str(), |(checked, _)| checked);
    assert!(checked.ends_with("7 documents made again: 0 problems."), "{verified}");
    documents
}

pub(super) fn undisturbed() -> Vec<String> {
    let store = Store::sqlite(PROGRAM);
    Script::new(&store).finish(&store);
    outcome(&store)
}
