//! The program killed at every point and at any moment.

use std::time::{Duration, Instant};

use mru_tests::store::{Postgres, Store};

use super::{
    PROGRAM,
    script::{Script, arguments, outcome, undisturbed},
    wanted,
};

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

#[test]
fn sqlite_survives_every_kill() {
    let expected = undisturbed();
    let make = || Store::sqlite(PROGRAM);
    let points = at_every_point(make, &expected);
    let moments = at_any_moment(make, &expected, wanted("MRU_CRASH_KILLS", 12));
    println!("SQLite: {points} kills at points, {moments} at random moments");
    assert_eq!(points, 50);
}

#[test]
fn postgres_survives_every_kill() {
    let Some(server) = Postgres::start() else { return };
    let expected = undisturbed();
    let make = || Store::postgres(PROGRAM, &server);
    let points = at_every_point(make, &expected);
    let moments = at_any_moment(make, &expected, wanted("MRU_CRASH_KILLS", 12));
    println!("PostgreSQL: {points} kills at points, {moments} at random moments");
    assert_eq!(points, 50);
}
