//! What an import refuses, by the real program: with line and column, all at once, nothing recorded,
//! in bounded time and memory.

use std::time::{Duration, Instant};

use mru_tests::{
    facts::Customer,
    store::{Store, on_both},
};

const PROGRAM: &str = env!("CARGO_BIN_EXE_mru-under-test");

const HEADER: &str =
    "id,type,time,customer,environment,component,name,size,quantity,redundancy,max_tasks,ticket";

/// A store with a customer.
fn recorded(store: &Store) {
    store.begin();
    store.admit(&[Customer::of("alpha")]);
}

/// What `mru verify` says of the chain: it grows with everything that is recorded.
fn head(store: &Store) -> String {
    store.ok(&["verify"])
}

#[test]
fn all_mistakes_of_all_files_come_at_once_and_nothing_is_recorded() {
    on_both(PROGRAM, |store| {
        recorded(store);
        let before = head(store);
        let good = "g1,activated,2026-04-01T00:00:00-04:00,alpha,production,vpn,dc1,,,,,REQ-1";
        let at = "activated,2026-04-02T00:00:00-04:00,alpha";
        let first = store.file(
            "first.csv",
            &format!(
                "{HEADER}\n{good}\n\
                 e1,{at},production,container,ms-loans,2x3,1,2,,REQ-1\n\
                 e2,{at},production,contenedor,ms-loans,1x2,1,2,,REQ-1\n\
                 e3,{at},produccion,container,ms-loans,1x2,1,2,,REQ-1\n"
            ),
        );
        let second = store.file(
            "second.csv",
            &format!("{HEADER}\ne4,{at},production,container,a,1x2,1,,,REQ-1\ne5,activated,2062-04-02T00:00:00-04:00,alpha,production,vpn,dc2,,,,,REQ-1\n"),
        );
        let said = store.fails(2, &["meter", "import", &first, &second]);
        for part in [
            "error[V2]",
            "first.csv:3:76",
            "error[U12]",
            "first.csv:4:57",
            "did you mean `container`",
            "error[U8]",
            "first.csv:5:46",
            "did you mean `production`",
            "3 errors",
            "error[V8]",
            "second.csv:2:1",
            "error[U15]",
            "second.csv:3:14",
            "2 errors",
        ] {
            assert!(said.contains(part), "{part}\n{said}");
        }
        assert_eq!(head(store), before, "nothing was recorded");
        assert!(
            store
                .ok(&["meter", "import", &store.file("good.csv", &format!("{HEADER}\n{good}\n"))])
                .contains("1 new")
        );
    });
}

#[test]
fn one_name_in_two_forms_is_one_component_and_hidden_letters_are_refused() {
    let store = Store::sqlite(PROGRAM);
    recorded(&store);
    let row = |id: &str, kind: &str, day: u32, name: &str, size: &str| {
        format!(
            "{id},{kind},2026-04-{day:02}T00:00:00-04:00,alpha,production,container,{name},{size},REQ-1\n"
        )
    };
    let two = format!(
        "{HEADER}\n{}{}",
        row("e1", "activated", 1, "cre\u{301}dito", "1x2,1,2,"),
        row("e2", "resized", 11, "cr\u{e9}dito", "2x4,1,2,"),
    );
    store.ok(&["meter", "import", &store.file("two.csv", &two)]);
    let shown = store.ok(&["meter", "show", "alpha"]);
    assert_eq!(shown.matches("cr\u{e9}dito").count(), 2, "one component in two sizes: {shown}");
    for hidden in ["\u{200b}", "\u{202e}", "\u{2066}"] {
        let wrong =
            format!("{HEADER}\n{}", row("e3", "activated", 1, &format!("ms{hidden}x"), "1x2,1,2,"));
        let said = store.fails(2, &["meter", "import", &store.file("wrong.csv", &wrong)]);
        let code = format!("U+{:04X}", u32::from(hidden.chars().next().unwrap()));
        assert!(said.contains("F4") && said.contains(&code) && said.contains(":2:"), "{said}");
        assert!(!said.contains(hidden), "nothing hidden is written: {said:?}");
        let customer = format!("id = \"alpha\"\nlegal = {{ name = \"Alpha{hidden}\" }}\n");
        let said = store.fails(2, &["customer", "put", &store.file("c.toml", &customer)]);
        assert!(said.contains(&code) && !said.contains(hidden), "{said}");
        let deployment =
            format!("environments = [{{ name = \"p{hidden}\", kind = \"production\" }}]\n");
        let said = store.run(&["validate", &store.file("d.toml", &deployment)]);
        assert_eq!(said.code, 2);
        assert!(said.stdout.contains(&code) && !said.stdout.contains(hidden), "{}", said.stdout);
    }
}

#[test]
fn a_csv_as_a_spreadsheet_in_chile_writes_it_is_read_and_its_decimal_comma_named() {
    let store = Store::sqlite(PROGRAM);
    recorded(&store);
    let rows = format!(
        "\u{feff}{HEADER}\r\ne1,activated,2026-04-01T00:00:00-04:00,alpha,production,cdn,site,tier-1,0.5,,,REQ-1\r\n"
    );
    let excel = rows.replace(',', ";");
    let said = store
        .fails(2, &["meter", "import", &store.file("comma.csv", &excel.replace("0.5", "0,5"))]);
    assert!(said.contains("comma.csv:2:73") && said.contains("write `0.5`"), "{said}");
    assert!(store.ok(&["meter", "import", &store.file("excel.csv", &excel)]).contains("1 new"));
    assert!(store.ok(&["meter", "import", &store.file("plain.csv", &rows)]).contains("1 known"));
    let twice = "id,quantity,quantity\n";
    let said = store.fails(2, &["meter", "import", &store.file("twice.csv", twice)]);
    assert!(said.contains("error[F5]") && said.contains("twice.csv:1:13"), "{said}");
}

#[test]
fn control_characters_of_an_input_never_reach_the_terminal() {
    let store = Store::sqlite(PROGRAM);
    recorded(&store);
    let evil = "\u{1b}]0;owned\u{7}\u{9b}31m";
    let row = format!(
        "{HEADER}\n{evil},{evil},{evil},{evil},{evil},{evil},{evil},{evil},{evil},{evil},{evil},{evil}\n"
    );
    let clean = |said: &str| !said.chars().any(|c| c.is_control() && c != '\n');
    let said = store.fails(2, &["meter", "import", &store.file("evil.csv", &row)]);
    assert!(clean(&said), "{said:?}");
    let said = store.fails(2, &["meter", "import", &store.file("h.csv", &format!("{evil}\n"))]);
    assert!(clean(&said), "{said:?}");
    let json = format!("{{\"id\":\"{}\",\"{0}\":1}}\n", "\\u001b[31m");
    let said = store.fails(2, &["meter", "import", &store.file("e.ndjson", &json)]);
    assert!(clean(&said), "{said:?}");
    let said = store.fails(1, &["meter", "import", &format!("no{evil}such.csv")]);
    assert!(clean(&said), "{said:?}");
    // JSON leaves U+009B as it is, which some terminals obey.
    let field = "environments:\n  - {name: a, kind: production, \"\u{9b}31m\u{202e}\": 1}\n";
    let field = store.file("field.yaml", field);
    for command in ["quote", "validate"] {
        let run = store.run(&[command, &field, "--format", "json"]);
        assert_eq!(run.code, 2, "{}", run.stderr);
        assert!(clean(&run.stdout) && !run.stdout.contains('\u{202e}'), "{:?}", run.stdout);
        assert!(run.stdout.contains("\\\\u{9b}31m"), "{}", run.stdout);
    }
}

/// Runs an import whose address space is limited, and says how long it took.
fn limited(store: &Store, arguments: &str) -> (i32, String, Duration) {
    let begun = Instant::now();
    let command = format!("ulimit -v 700000; exec {PROGRAM} {arguments}");
    let run = std::process::Command::new("sh")
        .args(["-c", &command])
        .env("MRU_DATA_DIR", store.folder.path())
        .output()
        .expect("a shell");
    let said = String::from_utf8(run.stderr).expect("text");
    (run.status.code().unwrap_or(-1), said, begun.elapsed())
}

#[test]
fn a_line_without_an_end_ends_the_reading() {
    let store = Store::sqlite(PROGRAM);
    recorded(&store);
    for arguments in [
        "meter import --format csv /dev/zero",
        "meter import --format ndjson /dev/zero",
        "meter import --format json /dev/zero",
        "meter import /dev/zero",
        "meter import - < /dev/zero",
    ] {
        let (code, said, took) = limited(&store, arguments);
        assert_eq!(code, 2, "{arguments}: {said}");
        assert!(
            said.contains("error[F1]") && said.contains("1048576") || said.contains("4194304"),
            "{said}"
        );
        assert!(took < Duration::from_secs(5), "{arguments}: {took:?}");
    }
}

#[test]
fn a_file_of_bad_rows_is_named_in_bounded_time_and_memory() {
    let store = Store::sqlite(PROGRAM);
    recorded(&store);
    let row = "x,nothing,yesterday,nobody,nowhere,none,,1,-1,0,many,\n";
    let bad = format!("{HEADER}\n{}", row.repeat(17_000_000 / row.len()));
    let file = store.file("bad.csv", &bad);
    let (code, said, took) = limited(&store, &format!("meter import {file}"));
    assert_eq!(code, 2);
    assert!(said.contains("error[F8]") && said.contains("1000 findings"), "the end is named");
    assert!(said.len() < 1_000_000, "{} bytes of messages", said.len());
    assert!(took < Duration::from_secs(30), "{took:?}");
}

#[test]
fn who_reads_a_long_file_keeps_nobody_waiting() {
    use std::io::Write as _;
    let store = Store::sqlite(PROGRAM);
    recorded(&store);
    let mut waiting = std::process::Command::new(PROGRAM)
        .args(["meter", "import", "-", "--format", "csv"])
        .env("MRU_DATA_DIR", store.folder.path())
        .stdin(std::process::Stdio::piped())
        .stdout(std::process::Stdio::piped())
        .spawn()
        .expect("the program starts");
    let mut input = waiting.stdin.take().expect("its input");
    let row = |id: &str| {
        format!("{id},activated,2026-04-01T00:00:00-04:00,alpha,production,vpn,{id},,,,,REQ-1\n")
    };
    write!(input, "{HEADER}\n{}", row("slow")).expect("a first row");
    input.flush().expect("flushed");
    // Somebody else writes while the first file is not at its end.
    let begun = Instant::now();
    let quick = store.file("quick.csv", &format!("{HEADER}\n{}", row("quick")));
    assert!(store.ok(&["meter", "import", &quick]).contains("1 new"));
    assert!(begun.elapsed() < Duration::from_secs(20), "{:?}", begun.elapsed());
    drop(input);
    let done = waiting.wait_with_output().expect("it ends");
    assert!(String::from_utf8_lossy(&done.stdout).contains("1 new"), "{done:?}");
}
