//! The program killed at every point and at any moment: the rerun ends as if nothing had happened.
//!
//! `MRU_CRASH_KILLS` sets how many kills at random moments each database gets; a few in an
//! ordinary run, hundreds by hand.

use std::time::{Duration, Instant};

use mru_tests::store::{Postgres, Store};
use serde_json::Value;

const PROGRAM: &str = env!("CARGO_BIN_EXE_mru-under-test");

/// The points at which a command can be killed, and for how many passes of it.
fn points(command: &[String]) -> &'static [(&'static str, u32)] {
    match command.first().map(String::as_str) {
        // The first writing of a store gives it the cards of the program.
        Some("supplier") => &[("card.stored", 2), ("supplier.stored", 1)],
        Some("rate-card") => {
            &[("card.stored", 1), ("publish.before-commit", 1), ("publish.after-commit", 1)]
        }
        Some("customer") => &[("customer.stored", 3)],
        Some("meter") => {
            &[("import.event", 6), ("import.before-commit", 1), ("import.after-commit", 1)]
        }
        Some("bill") => &[("run.customer", 3), ("run.before-commit", 1), ("run.after-commit", 1)],
        Some("invoice") => &[
            ("issue.numbered", 3),
            ("issue.stored", 3),
            ("issue.before-commit", 1),
            ("issue.after-commit", 1),
        ],
        _ => &[
            ("issue.numbered", 1),
            ("issue.stored", 1),
            ("credit.before-commit", 1),
            ("credit.after-commit", 1),
        ],
    }
}

/// The commands of two months, in order; each may be run again.
struct Script {
    commands: Vec<Vec<String>>,
}

impl Script {
    fn new(store: &Store) -> Script {
        let supplier = "legal = { name = \"Provider SpA\", tax_id = \"76.111.111-1\", address = [\"Santiago\"] }";
        let mut put = vec!["customer".to_owned(), "put".to_owned()];
        let mut events = String::from(
            "id,type,time,customer,environment,component,name,size,quantity,redundancy,ticket\n",
        );
        for id in ["alpha", "beta", "gamma"] {
            let account = format!(
                "id = \"{id}\"\neffective_from = \"2026-04-01\"\n\
                 legal = {{ name = \"{id} S.A.\", tax_id = \"1-9\", address = [\"Santiago\"] }}\n\
                 deployments = [{{ environments = [{{ name = \"production\", kind = \"production\" }}] }}]\n\
                 [contract]\nid = \"C-{id}\"\nstarts_on = \"2026-04-01\"\ntax = {{ label = \"IVA\", percent = 19 }}\n"
            );
            put.push(store.file(&format!("{id}.toml"), &account));
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
            vec!["supplier".to_owned(), "put".to_owned(), store.file("supplier.toml", supplier)],
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
    fn finish(&self, store: &Store) {
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

fn arguments(command: &[String]) -> Vec<&str> {
    command.iter().map(String::as_str).collect()
}

/// Everything that was issued, and whether the store is whole.
#[track_caller]
fn outcome(store: &Store) -> Vec<String> {
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

fn undisturbed() -> Vec<String> {
    let store = Store::sqlite(PROGRAM);
    Script::new(&store).finish(&store);
    outcome(&store)
}

/// Kills each command at each of its points, and then runs all commands again.
fn at_every_point(make: impl Fn() -> Store, expected: &[String]) -> usize {
    let mut kills = 0;
    for index in 0..Script::new(&make()).commands.len() {
        let command_points = points(&Script::new(&make()).commands[index]);
        for (point, passes) in command_points {
            for pass in 1..=*passes {
                let store = make();
                let script = Script::new(&store);
                for command in &script.commands[..index] {
                    store.ok(&arguments(command));
                }
                let at = format!("{point}:{pass}");
                let command = arguments(&script.commands[index]);
                let run = store.run_with(&command, &[("MRU_CRASH_AT", &at)]);
                if run.code != -1 {
                    // The late import has one event; nothing else has fewer passes than are named.
                    assert_eq!((*point, run.code), ("import.event", 0), "{at} in {command:?}");
                    continue;
                }
                kills += 1;
                script.finish(&store);
                assert_eq!(outcome(&store), expected, "killed at {at} in {command:?}");
            }
        }
    }
    kills
}

/// Kills each command in turn at moments spread over the time that it takes.
fn at_any_moment(make: impl Fn() -> Store, expected: &[String], wanted: u32) -> u32 {
    let mut kills = 0;
    let mut round: u32 = 0;
    while kills < wanted {
        let store = make();
        let script = Script::new(&store);
        for (index, command) in (0_u32..).zip(&script.commands) {
            let began = Instant::now();
            // Moments between 0 and 60 ms, other ones in each round and for each command.
            let moment =
                Duration::from_micros(u64::from((round * 7919 + index * 104_729) % 60_000));
            let mut child = store.start(&arguments(command));
            while began.elapsed() < moment {
                std::thread::sleep(Duration::from_micros(200));
            }
            if child.kill().is_ok() && child.wait().is_ok_and(|status| status.code().is_none()) {
                kills += 1;
            }
            // Whoever sees the command fail runs it again before going on.
            store.ok(&arguments(command));
        }
        assert_eq!(outcome(&store), expected, "round {round}");
        round += 1;
    }
    kills
}

fn wanted() -> u32 {
    std::env::var("MRU_CRASH_KILLS").ok().and_then(|count| count.parse().ok()).unwrap_or(12)
}

#[test]
fn sqlite_survives_every_kill() {
    let expected = undisturbed();
    let make = || Store::sqlite(PROGRAM);
    let points = at_every_point(make, &expected);
    let moments = at_any_moment(make, &expected, wanted());
    println!("SQLite: {points} kills at points, {moments} at random moments");
    assert_eq!(points, 50);
}

#[test]
fn postgres_survives_every_kill() {
    let Some(server) = Postgres::start() else { return };
    let expected = undisturbed();
    let make = || Store::postgres(PROGRAM, &server);
    let points = at_every_point(make, &expected);
    let moments = at_any_moment(make, &expected, wanted());
    println!("PostgreSQL: {points} kills at points, {moments} at random moments");
    assert_eq!(points, 50);
}
