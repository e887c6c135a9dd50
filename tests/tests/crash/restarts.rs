//! The server of the database fails in the middle of commands.

use std::{
    process::Child,
    time::{Duration, Instant},
};

use mru_tests::store::{Postgres, Store};

use super::{
    PROGRAM,
    script::{Script, arguments, outcome, undisturbed},
    wanted,
};

/// How long a command runs at most after its server ended: it asks for a new connection for five
/// seconds, and may need another one to leave in order.
const LONGEST: Duration = Duration::from_secs(20);

/// Waits for the end of a command, and returns its exit code.
fn ended(mut child: Child) -> i32 {
    let begun = Instant::now();
    loop {
        if let Some(status) = child.try_wait().expect("a process of ours") {
            return status.code().expect("an exit code, as nobody killed it");
        }
        assert!(begun.elapsed() < LONGEST, "it still runs {LONGEST:?} after its server ended");
        std::thread::sleep(Duration::from_millis(1));
    }
}

/// Moments spread over 40 ms, as each command takes about that long.
fn moment(round: u32, index: u32) -> Duration {
    Duration::from_micros(u64::from((round * 7919 + index * 104_729) % 40_000))
}

#[test]
fn commands_survive_the_failure_of_their_server() {
    let Some(server) = Postgres::start() else { return };
    let (expected, wanted) = (undisturbed(), wanted("MRU_RESTARTS", 2));
    // How often the server failed while a command was running, and how many commands failed by it.
    let (mut restarts, mut failed) = (0, 0);
    let mut round = 0;
    while restarts < wanted {
        let store = Store::postgres(PROGRAM, &server);
        let script = Script::new(&store);
        for (index, command) in (0_u32..).zip(&script.commands) {
            if restarts < wanted {
                let mut child = store.start(&arguments(command));
                std::thread::sleep(moment(round, index));
                let running = child.try_wait().expect("a process of ours").is_none();
                server.end(if index % 2 == 0 { "KILL" } else { "QUIT" });
                let code = ended(child);
                assert!([0, 1].contains(&code), "{command:?} ends with {code}");
                restarts += u32::from(running);
                failed += u32::from(code == 1);
                server.resume();
            }
            store.ok(&arguments(command));
        }
        assert_eq!(outcome(&store), expected, "round {round}");
        round += 1;
    }
    println!(
        "the server failed {restarts} times in the middle of commands, {failed} of them failed"
    );
}
