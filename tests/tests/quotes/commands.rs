//! The commands of `docs/quotes.md` do what the document says.

use std::{os::unix::fs::symlink, process::Command};

use mru_tests::{run::root, store::Store};

use super::{PROGRAM, begun, runs, text};

#[test]
fn the_commands_of_the_document_work() {
    let store = Store::sqlite(PROGRAM);
    begun(&store);
    runs(&store);
    let folder = store.folder.path();
    symlink(PROGRAM, folder.join("mru")).expect("a link");
    for (name, file) in [("shop.yaml", "ex2-small.yaml"), ("shop-larger.yaml", "ex2-small.yaml")] {
        let content = text(&format!("fixtures/deployments/{file}"));
        store.file(
            name,
            &content.replace(
                "redundancy: 2",
                if name == "shop.yaml" { "redundancy: 2" } else { "redundancy: 3" },
            ),
        );
    }
    store.file("plan.json", &text("fixtures/terraform/shop/plan.json"));
    let told = text("docs/quotes.md");
    let blocks: Vec<&str> =
        told.split("```sh\n").skip(1).filter_map(|it| it.split("```").next()).collect();
    assert!(blocks.len() >= 4, "the test looks for other blocks");
    let path = format!("{}:{}", folder.display(), std::env::var("PATH").unwrap_or_default());
    let mut said = String::new();
    for block in blocks {
        let output = Command::new("sh")
            .args(["-e", "-c", block])
            .current_dir(folder)
            .env("PATH", &path)
            .env("MRU_DATA_DIR", folder)
            .env("ROOT", root())
            .output()
            .expect("a shell");
        said.push_str(&String::from_utf8_lossy(&output.stdout));
        let wrong = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{block}{wrong}{said}");
    }
    for part in ["QUO-000001", "QUO-000002", "accepted on"] {
        assert!(said.contains(part), "`{part}` is not in {said}");
    }
    assert!(std::fs::read(folder.join("QUO-000001.html")).is_ok_and(|it| it.len() > 1_000));
}
