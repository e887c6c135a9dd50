//! Two processes do everything at once on one store, and end as one that does it alone.

use mru_tests::store::{Postgres, Store};

use super::{
    PROGRAM,
    script::{Script, arguments, outcome, undisturbed},
    wanted,
};

/// Both processes begin each command together.
fn step_by_step(store: &Store) {
    for command in &Script::new(store).commands {
        let both = [(); 2].map(|()| store.start(&arguments(command)));
        for mut process in both {
            let status = process.wait().expect("a process of ours");
            assert!(status.success(), "{command:?}: {status}");
        }
    }
}

/// Each process does all commands as fast as it can, so that one repeats what the other did long
/// before.
fn as_fast_as_each_can(store: &Store) {
    let script = Script::new(store);
    std::thread::scope(|scope| {
        let both = [(); 2].map(|()| scope.spawn(|| script.finish(store)));
        for process in both {
            process.join().expect("all of its commands succeed");
        }
    });
}

fn race(make: impl Fn() -> Store) {
    let expected = undisturbed();
    for round in 0..wanted("MRU_RACES", 2) {
        for all_at_once in [step_by_step, as_fast_as_each_can] {
            let store = make();
            all_at_once(&store);
            assert_eq!(outcome(&store), expected, "round {round}");
        }
    }
}

#[test]
fn two_processes_at_once_on_sqlite_end_as_one() {
    race(|| Store::sqlite(PROGRAM));
}

#[test]
fn two_processes_at_once_on_postgres_end_as_one() {
    let Some(server) = Postgres::start() else { return };
    race(|| Store::postgres(PROGRAM, &server));
}
