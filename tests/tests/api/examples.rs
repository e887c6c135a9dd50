//! The commands of `docs/api.md` do what the document says.

use std::{fs, process::Command};

use mru_tests::{facts::HEADING, run::root, served::Served, store::Store};

use crate::{PROGRAM, books::billed, key};

/// The blocks of commands that ask the service.
fn blocks() -> Vec<String> {
    let told = fs::read_to_string(root().join("docs/api.md")).expect("the document");
    let blocks = told.split("```sh\n").skip(1).filter_map(|it| it.split("```").next());
    blocks.filter(|block| block.starts_with("curl ")).map(str::to_owned).collect()
}

#[test]
fn the_commands_of_the_document_work() {
    if Command::new("curl").arg("--version").output().is_err() {
        eprintln!("SKIPPED: curl is not installed");
        return;
    }
    let store = Store::sqlite(PROGRAM);
    billed(&store);
    let served = Served::start(&store, &[]);
    let bank = fs::read_to_string(root().join("fixtures/deployments/ex5-bank.yaml"));
    store.file("bank.yaml", &bank.expect("a deployment"));
    let plan = fs::read_to_string(root().join("fixtures/terraform/shop/plan.json"));
    store.file("plan.json", &plan.expect("a plan"));
    let row = "e7,removed,2026-05-21T09:00:00-04:00,beta,production,container,ms-cards,,,,REQ-7\n";
    store.file("events.csv", &format!("{HEADING}{row}"));
    let url = format!("http://{}", served.address);
    let blocks = blocks();
    assert!(blocks.len() >= 4, "the test looks for other blocks");
    let key = key(&store, "administrator");
    let mut said = String::new();
    for block in blocks {
        let output = Command::new("sh")
            .args(["-e", "-c", &block])
            .current_dir(store.folder.path())
            .envs([("MRU_URL", &url), ("MRU_KEY", &key)])
            .env_remove("http_proxy")
            .env("no_proxy", "*")
            .output()
            .expect("a shell");
        said.push_str(&String::from_utf8_lossy(&output.stdout));
        let wrong = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{block}{wrong}{said}");
    }
    for part in ["\"total_usd\": \"24511.20\"", "\"new\": 1", "\"derived\""] {
        assert!(said.contains(part), "`{part}` is not in {said}");
    }
    let pdf = fs::read(store.folder.path().join("INV-000001.pdf")).expect("a PDF");
    assert!(pdf.starts_with(b"%PDF-"));
}
