//! Running the real program, and comparing what it says with committed documents.

use std::{
    fs,
    io::Write as _,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

/// What a run of the program left.
#[derive(Debug)]
pub struct Run {
    /// Exit code.
    pub code: i32,
    /// Standard output.
    pub stdout: String,
    /// Standard error.
    pub stderr: String,
}

/// The folder of the project.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap_or(Path::new("..")).to_path_buf()
}

/// Runs a program in the folder of the project, with a text on its standard input.
///
/// # Panics
///
/// When the program cannot be started: then no test says anything.
pub fn run(program: &str, arguments: &[&str], input: &str) -> Run {
    run_with(program, arguments, &[], input)
}

/// As [`run`], with variables of the environment.
///
/// # Panics
///
/// As [`run`].
pub fn run_with(program: &str, arguments: &[&str], variables: &[(&str, &str)], input: &str) -> Run {
    let mut child = Command::new(program)
        .args(arguments)
        .current_dir(root())
        .env_remove("MRU_LANG")
        .env_remove("MRU_RATE_CARD")
        .env_remove("MRU_PRICING_TABLES")
        .env_remove("MRU_DATA_DIR")
        .env_remove("MRU_DATABASE_URL")
        .env_remove("MRU_KEY_FILE")
        .env_remove("MRU_SIGNING_KEY")
        .env_remove("MRU_CHECKPOINT_DIR")
        .env_remove("MRU_DATABASE_PASSWORD_FILE")
        .env_remove("MRU_LOCK_TIMEOUT")
        .env_remove("MRU_LISTEN")
        .envs(variables.iter().copied())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    // A program that refuses its arguments never reads its input; that is no failure of the test.
    let _ = child.stdin.take().expect("standard input is piped").write_all(input.as_bytes());
    let output = child.wait_with_output().expect("the program ends");
    Run {
        code: output.status.code().unwrap_or(-1),
        stdout: String::from_utf8(output.stdout).expect("output is UTF-8"),
        stderr: String::from_utf8(output.stderr).expect("diagnostics are UTF-8"),
    }
}

/// Compares a document with the committed one, or commits it when `MRU_BLESS` is set.
///
/// # Errors
///
/// The first line that differs, with both forms.
pub fn compare(path: &Path, actual: &str) -> Result<(), String> {
    if std::env::var_os("MRU_BLESS").is_some() {
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder).map_err(|error| error.to_string())?;
        }
        return fs::write(path, actual).map_err(|error| error.to_string());
    }
    let shown = path.strip_prefix(root()).unwrap_or(path).display().to_string();
    let expected = fs::read_to_string(path).map_err(|error| {
        format!("{shown}: {error}; run the tests with MRU_BLESS=1 and look at it")
    })?;
    if expected == actual {
        return Ok(());
    }
    let pairs = expected.lines().zip(actual.lines()).enumerate();
    let first = pairs
        .map(|(index, pair)| (index + 1, pair))
        .find(|(_, (expected, actual))| expected != actual);
    Err(match first {
        Some((line, (expected, actual))) => {
            format!("{shown}:{line}\n  expected: {expected}\n  actual:   {actual}")
        }
        None => format!(
            "{shown}: one is a beginning of the other ({} and {} lines)",
            expected.lines().count(),
            actual.lines().count()
        ),
    })
}

/// Lists what a folder holds, ordered by name.
///
/// # Panics
///
/// When the folder is not there: a test over nothing would pass.
pub fn list(folder: &Path) -> Vec<PathBuf> {
    let mut paths: Vec<PathBuf> = fs::read_dir(folder)
        .unwrap_or_else(|error| panic!("{}: {error}", folder.display()))
        .map(|entry| entry.expect("a readable folder").path())
        .collect();
    paths.sort();
    assert!(!paths.is_empty(), "{} is empty", folder.display());
    paths
}

/// The deployments of the fixtures that have a quote.
pub const EXAMPLES: [&str; 6] = [
    "ex1-preprod-only",
    "ex2-small",
    "ex3-medium-sso",
    "ex4-retail-spa",
    "ex5-bank",
    "ex6-insurer-two-stage",
];

/// Returns the deployment file of an example or case: `<folder>/<stem>.<toml|yaml|json>`.
///
/// # Panics
///
/// When there is none.
pub fn deployment_file(folder: &Path, stem: &str) -> PathBuf {
    ["toml", "yaml", "json"]
        .iter()
        .map(|ending| folder.join(format!("{stem}.{ending}")))
        .find(|path| path.is_file())
        .unwrap_or_else(|| panic!("no {stem}.toml, .yaml or .json in {}", folder.display()))
}
