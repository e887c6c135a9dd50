//! What documents print works as it is printed: commands are run by the real program, in a folder
//! with the files that the page shows.

use std::{fs, path::Path, process::Command};

use mru_tests::run::root;

const MRU: &str = env!("CARGO_BIN_EXE_mru-under-test");

/// A block of a page: its language, the line before it, its text.
struct Block<'a> {
    language: &'a str,
    lead: &'a str,
    text: String,
}

fn blocks(page: &str) -> Vec<Block<'_>> {
    let mut blocks: Vec<Block<'_>> = Vec::new();
    let (mut open, mut lead) = (None, "");
    for line in page.lines() {
        match (line.strip_prefix("```"), &mut open) {
            (Some(language), None) => {
                open = Some(Block { language, lead, text: String::new() });
            }
            (Some(_), block) => blocks.extend(block.take()),
            (None, Some(block)) => {
                block.text.push_str(line);
                block.text.push('\n');
            }
            (None, None) if !line.trim().is_empty() => lead = line,
            (None, None) => {}
        }
    }
    blocks
}

/// The file that a line names, by its ending: `supplier.toml` for a block of TOML.
fn named<'a>(lead: &'a str, language: &str) -> Option<&'a str> {
    let names = lead.split('`').skip(1).step_by(2);
    names.filter(|name| name.ends_with(&format!(".{language}")) && !name.contains('/')).last()
}

/// Writes the files of a page and runs its commands, in their order.
fn play(page: &str) {
    let text = fs::read_to_string(root().join(page)).expect("a page");
    let folder = tempfile::tempdir().expect("a folder");
    let (work, programs) = (folder.path().join("work"), folder.path().join("bin"));
    fs::create_dir_all(&work).expect("a folder");
    fs::create_dir_all(&programs).expect("a folder");
    std::os::unix::fs::symlink(MRU, programs.join("mru")).expect("a link");
    let mut commands = String::from("set -e\n");
    for block in blocks(&text) {
        match named(block.lead, block.language) {
            Some(name) => fs::write(work.join(name), &block.text).expect("a file"),
            None if block.language == "sh" => commands.push_str(&ours(&block.text)),
            None => {}
        }
    }
    assert!(commands.matches("\nmru ").count() > 2, "{page} has no commands: {commands}");
    shell(&work, &programs, &commands);
}

/// The commands that are ours: those of a package manager are not run here.
fn ours(block: &str) -> String {
    let is_ours = |line: &&str| line.starts_with("mru ") || line.starts_with("export ");
    block.lines().filter(is_ours).map(|line| format!("echo '+ {line}' >&2\n{line}\n")).collect()
}

fn shell(work: &Path, programs: &Path, commands: &str) {
    let path = std::env::var("PATH").unwrap_or_default();
    let run = Command::new("sh")
        .args(["-c", commands])
        .current_dir(work)
        .env("PATH", format!("{}:{path}", programs.display()))
        .env_remove("MRU_DATA_DIR")
        .env_remove("MRU_LANG")
        .output()
        .expect("a shell");
    let said = String::from_utf8_lossy(&run.stderr);
    assert!(run.status.success(), "{commands}\n{said}\n{}", String::from_utf8_lossy(&run.stdout));
}

#[test]
fn a_month_works_as_it_is_printed() {
    play("docs/billing.md");
}

#[test]
fn the_first_price_works_as_it_is_printed() {
    play("README.md");
}
