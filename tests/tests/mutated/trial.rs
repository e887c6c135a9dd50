//! One input given to the real program, and what must hold whatever is in it.

use std::{
    collections::BTreeMap,
    fs,
    os::unix::fs::PermissionsExt as _,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use mru_tests::{run::root, store::Store};
use tempfile::TempDir;

use super::change::{self, Chance};

/// What is read, and by which command.
pub(super) struct Reader {
    /// Its name, for messages and as the seed of its inputs.
    pub(super) name: &'static str,
    /// Right inputs: the ending of the file and what it holds.
    pub(super) seeds: Vec<(String, Vec<u8>)>,
    /// Where the input stands below the folder of the trial, without an ending of its own.
    pub(super) place: &'static str,
    /// What stands beside it: path below the folder, and what it holds.
    pub(super) beside: Vec<(String, Vec<u8>)>,
    /// The arguments; `{}` is the input, and `@` before a path means below the folder.
    pub(super) arguments: Vec<String>,
    /// Variables of the environment, read as arguments are.
    pub(super) variables: Vec<(&'static str, String)>,
    /// What the command may make, below the folder, and only if it succeeds.
    pub(super) makes: &'static str,
}

/// What nobody waits for longer.
const SOON: Duration = Duration::from_secs(5);
/// Memory that a command may take, in KiB: `ulimit -d` counts heap and stacks.
const MEMORY_KIB: u32 = 200_000;

impl Reader {
    /// Tries so many mutated inputs, and says how they ended by exit code.
    pub(super) fn survives(&self, program: &str, count: u32) {
        self.try_seeds(program);
        let mut codes: BTreeMap<i32, u32> = BTreeMap::new();
        for number in 0..count {
            let mut chance = Chance::of(self.name, number);
            let (ending, seed) = &self.seeds[chance.below(self.seeds.len())];
            let (_, other) = &self.seeds[chance.below(self.seeds.len())];
            let input = match ending.as_str() {
                ".db" => change::pages(seed, &mut chance),
                _ => change::text(seed, other, &mut chance),
            };
            let code = self.trial(program, ending, &input).unwrap_or_else(|said| {
                let shown = String::from_utf8_lossy(&input[..input.len().min(3_000)]);
                panic!("{} {number}: {said}\n{ending}\n{shown}", self.name)
            });
            *codes.entry(code).or_default() += 1;
        }
        println!("{}: {count} inputs, by exit code: {codes:?}", self.name);
    }

    /// The right inputs succeed, so that what is refused is refused for what was changed.
    fn try_seeds(&self, program: &str) {
        for (ending, seed) in &self.seeds {
            let code = self.trial(program, ending, seed);
            assert_eq!(code, Ok(0), "{} as it is, {ending}", self.name);
        }
    }

    fn trial(&self, program: &str, ending: &str, input: &[u8]) -> Result<i32, String> {
        let folder = tempfile::tempdir().expect("a temporary folder");
        for (path, bytes) in &self.beside {
            write(&folder.path().join(path), bytes);
        }
        let place = folder.path().join(format!("{}{ending}", self.place));
        write(&place, input);
        let before = files(folder.path());
        let said = tempfile::tempdir().expect("a temporary folder");
        let code = ended(&mut self.start(program, &folder, &place, &said))?;
        judge_words(&said)?;
        let mut after = files(folder.path());
        if code == 0 {
            let made = folder.path().join(self.makes);
            after.retain(|path, _| !path.starts_with(&made) || before.contains_key(path));
        }
        // Readers may leave an empty log beside a store.
        after.retain(|path, bytes| {
            !ends_with(path, "-shm") && (!ends_with(path, "-wal") || !bytes.is_empty())
        });
        // A store that took something in is another one afterwards.
        let takes_in = code == 0 && self.makes.ends_with("mru.db");
        if takes_in || after == before {
            return Ok(code);
        }
        let paths: Vec<&PathBuf> = after.keys().collect();
        Err(format!("it ended with {code} and left {paths:?}, of {:?}", before.keys()))
    }

    fn start(&self, program: &str, folder: &TempDir, input: &Path, said: &TempDir) -> Child {
        let named = |argument: &String| match argument.strip_prefix('@') {
            Some(path) => folder.path().join(path).display().to_string(),
            None => argument.replace("{}", &input.display().to_string()),
        };
        let stream =
            |name: &str| Stdio::from(fs::File::create(said.path().join(name)).expect("a file"));
        let limited = format!("ulimit -d {MEMORY_KIB}; exec \"$0\" \"$@\"");
        let variables = self.variables.iter().map(|(name, value)| (*name, named(value)));
        Command::new("sh")
            .args(["-c", &limited, program])
            .args(self.arguments.iter().map(named))
            .current_dir(root())
            .env_remove("MRU_LANG")
            .env_remove("MRU_DATABASE_URL")
            .env_remove("MRU_DATA_DIR")
            .envs(variables)
            .stdin(Stdio::null())
            .stdout(stream("stdout"))
            .stderr(stream("stderr"))
            .spawn()
            .expect("a shell")
    }
}

fn write(path: &Path, bytes: &[u8]) {
    fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
    fs::write(path, bytes).expect("a writable folder");
    fs::set_permissions(path, fs::Permissions::from_mode(0o600)).expect("a mode");
}

/// All files below a folder, with what they hold.
fn files(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut all = BTreeMap::new();
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            all.extend(files(&path));
        } else {
            all.insert(path.clone(), fs::read(&path).expect("a file"));
        }
    }
    all
}

fn ends_with(path: &Path, ending: &str) -> bool {
    path.to_string_lossy().ends_with(ending)
}

/// Waits for the end of a command, and returns an exit code that a command may have.
fn ended(child: &mut Child) -> Result<i32, String> {
    let begun = Instant::now();
    loop {
        match child.try_wait().expect("a process of ours").map(|status| (status, status.code())) {
            Some((_, Some(code @ 0..=3))) => return Ok(code),
            Some((status, _)) => return Err(format!("it ended with {status}")),
            None if begun.elapsed() > SOON => {
                let _ = child.kill();
                let _ = child.wait();
                return Err(format!("it ran longer than {SOON:?}"));
            }
            None => std::thread::sleep(Duration::from_millis(1)),
        }
    }
}

/// What was said is text of which no terminal obeys a character.
fn judge_words(said: &TempDir) -> Result<(), String> {
    for stream in ["stdout", "stderr"] {
        let bytes = fs::read(said.path().join(stream)).expect("what was said");
        let text = String::from_utf8(bytes).map_err(|error| format!("{stream}: {error}"))?;
        let raw = text.chars().find(|it| it.is_control() && *it != '\n');
        if let Some(raw) = raw {
            return Err(format!("{stream} holds {raw:?}: {text:?}"));
        }
        if text.contains("panicked") {
            return Err(format!("{stream}: {text}"));
        }
    }
    Ok(())
}

/// What a store with an issued month gives to readers.
pub(super) struct Kept {
    /// Its file and its key.
    pub(super) store: [Vec<u8>; 2],
    /// A backup of it.
    pub(super) backup: Vec<u8>,
    /// The bundle of its first invoice.
    pub(super) bundle: Vec<u8>,
    /// Its checkpoint.
    pub(super) checkpoint: Vec<u8>,
    /// Its verifier key.
    pub(super) verifier: Vec<u8>,
}

impl Kept {
    /// Makes a store, bills and issues April, and keeps what it gives.
    pub(super) fn new(program: &'static str) -> Kept {
        let store = Store::sqlite(program);
        store.record();
        store.issue("2026-04", "2026-05-02");
        let backup = store.folder.path().join("copy.db");
        store.ok(&["backup", &backup.display().to_string()]);
        let read = |path: PathBuf| fs::read(path).expect("a file");
        Kept {
            store: ["mru.db", "mru.key"].map(|name| read(store.folder.path().join(name))),
            backup: read(backup),
            bundle: store.ok(&["proof", "INV-000001"]).into_bytes(),
            checkpoint: store.ok(&["checkpoint"]).into_bytes(),
            verifier: store.ok(&["keys", "show"]).into_bytes(),
        }
    }
}
