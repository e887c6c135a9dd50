//! The commands of `docs/changes.md` do what the document says.

use std::{fs, os::unix::fs::symlink, process::Command};

use mru_tests::{run::root, store::Store};
use serde_json::Value;

use super::{PROGRAM, book, deployment};

/// The blocks of a notation.
fn blocks(notation: &str) -> Vec<String> {
    let told = fs::read_to_string(root().join("docs/changes.md")).expect("the document");
    let start = format!("```{notation}\n");
    let blocks = told.split(&start).skip(1).filter_map(|it| it.split("```").next());
    blocks.map(str::to_owned).collect()
}

#[test]
fn the_commands_of_the_document_work() {
    let store = Store::sqlite(PROGRAM);
    book(&store, "");
    let folder = store.folder.path();
    symlink(PROGRAM, folder.join("mru")).expect("a link");
    let database = "kind: production, redundancy: 2, databases: [{name: main, class: db.r6g.large, nodes: 2, schemas: [s]}],";
    let bank = deployment(1, 1, "shared: {developers: 6}")
        .replace("kind: production, redundancy: 2,", database);
    let next = deployment(2, 1, "shared: {developers: 6}")
        .replace("kind: production, redundancy: 2,", database);
    for (name, text) in
        [("bank.yaml", &bank), ("bank-next.yaml", &next), ("now.yaml", &bank), ("next.yaml", &next)]
    {
        store.file(name, text);
    }
    let [order] = &blocks("yaml")[..] else { panic!("one order") };
    store.file("order.yaml", order);
    let [policy] = &blocks("toml")[..] else { panic!("one policy") };
    let policy = store.file("policy.toml", policy);
    let bank = folder.join("bank.yaml").display().to_string();
    let run = store.run(&["check", "--current", &bank, "--proposed", &bank, "--policy", &policy]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let until = (chrono::Utc::now().date_naive() + chrono::Days::new(30)).to_string();
    let blocks = blocks("sh");
    assert!(blocks.len() >= 7, "the test looks for other blocks");
    let (mut change, mut approval) = (String::new(), String::new());
    for block in blocks {
        let path = format!("{}:{}", folder.display(), std::env::var("PATH").unwrap_or_default());
        let output = Command::new("sh")
            .args(["-e", "-c", &block])
            .current_dir(folder)
            .envs([("PATH", path.as_str()), ("MRU_DATA_DIR", "."), ("UNTIL", &until)])
            .envs([("CHANGE", &change), ("APPROVAL", &approval)])
            .output()
            .expect("a shell");
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        let wrong = String::from_utf8_lossy(&output.stderr);
        let expected = if block.contains("mru check") { 3 } else { 0 };
        assert_eq!(output.status.code(), Some(expected), "{block}{wrong}{said}");
        let listed: Value =
            serde_json::from_str(&store.ok(&["change", "list", "--format", "json"])).expect("JSON");
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        (change, approval) = (text(&listed[0]["id"]), text(&listed[0]["decision"]["id"]));
    }
    assert!(!approval.is_empty(), "nothing was approved");
}
