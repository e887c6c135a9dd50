//! Stores to test with: a folder for SQLite, and a PostgreSQL server of the test's own.

use std::{
    net::TcpListener,
    path::{Path, PathBuf},
    process::Command,
    time::{Duration, Instant},
};

use tempfile::TempDir;

use crate::run::{Run, run_with};

/// A signing key for stores that have none beside them.
pub const KEY: &str = "mru-signing-key-ed25519:BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc=";

/// A store, and the program that works on it.
#[derive(Debug)]
pub struct Store {
    program: &'static str,
    /// Folder of the embedded store, and of whatever else a test writes.
    pub folder: TempDir,
    /// URL of a PostgreSQL database, instead of the embedded store.
    pub url: Option<String>,
}

impl Store {
    /// A new embedded store.
    ///
    /// # Panics
    ///
    /// When no temporary folder can be made.
    pub fn sqlite(program: &'static str) -> Store {
        Store { program, folder: tempfile::tempdir().expect("a temporary folder"), url: None }
    }

    /// A new database of a server.
    ///
    /// # Panics
    ///
    /// When no temporary folder or database can be made.
    pub fn postgres(program: &'static str, server: &Postgres) -> Store {
        let url = Some(server.database());
        Store { program, folder: tempfile::tempdir().expect("a temporary folder"), url }
    }

    /// Runs the program on the store.
    pub fn run(&self, arguments: &[&str]) -> Run {
        self.run_with(arguments, &[])
    }

    /// Runs the program on the store, with variables of the environment.
    pub fn run_with(&self, arguments: &[&str], variables: &[(&str, &str)]) -> Run {
        let variables = self.variables(variables);
        let variables: Vec<(&str, &str)> =
            variables.iter().map(|(name, value)| (*name, value.as_str())).collect();
        run_with(self.program, arguments, &variables, "")
    }

    /// Starts the program on the store, its output unseen.
    ///
    /// # Panics
    ///
    /// When it cannot be started.
    pub fn start(&self, arguments: &[&str]) -> std::process::Child {
        self.command(arguments)
            .stdout(std::process::Stdio::null())
            .stderr(std::process::Stdio::null())
            .spawn()
            .expect("the program starts")
    }

    /// The program on the store, not started yet.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(self.program);
        command.args(arguments).current_dir(crate::run::root()).envs(self.variables(&[]));
        command
    }

    fn variables<'a>(&self, more: &[(&'a str, &str)]) -> Vec<(&'a str, String)> {
        let mut variables: Vec<(&str, String)> =
            more.iter().map(|(name, value)| (*name, (*value).to_owned())).collect();
        variables.push(("MRU_DATA_DIR", self.folder.path().display().to_string()));
        if let Some(url) = self.url.clone() {
            variables.push(("MRU_DATABASE_URL", url));
            // Beside the embedded store a key is made; elsewhere it must be given.
            if !variables
                .iter()
                .any(|(name, _)| matches!(*name, "MRU_KEY_FILE" | "MRU_SIGNING_KEY"))
            {
                variables.push(("MRU_SIGNING_KEY", String::from(KEY)));
            }
        }
        variables
    }

    /// Runs the program, which must succeed, and returns its output.
    ///
    /// # Panics
    ///
    /// When it does not succeed.
    #[track_caller]
    pub fn ok(&self, arguments: &[&str]) -> String {
        let run = self.run(arguments);
        assert_eq!(run.code, 0, "{arguments:?}\n{}{}", run.stdout, run.stderr);
        run.stdout
    }

    /// Runs the program, which must fail with a code, and returns what it says about it.
    ///
    /// # Panics
    ///
    /// When it ends otherwise.
    #[track_caller]
    pub fn fails(&self, code: i32, arguments: &[&str]) -> String {
        let run = self.run(arguments);
        assert_eq!(run.code, code, "{arguments:?}\n{}{}", run.stdout, run.stderr);
        run.stderr
    }

    /// Writes a file beside the store and returns its name.
    ///
    /// # Panics
    ///
    /// When it cannot be written.
    pub fn file(&self, name: &str, text: &str) -> String {
        let path = self.folder.path().join(name);
        std::fs::write(&path, text).expect("a writable folder");
        path.display().to_string()
    }
}

/// Does the same on SQLite and, where it is installed, on PostgreSQL.
pub fn on_both(program: &'static str, test: impl Fn(&Store)) {
    test(&Store::sqlite(program));
    if let Some(server) = Postgres::start() {
        test(&Store::postgres(program, &server));
    }
}

/// Waits for work on a database.
///
/// # Panics
///
/// When it cannot be begun.
pub fn block_on<T>(work: impl Future<Output = T>) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    runtime.expect("a runtime").block_on(work)
}

/// A PostgreSQL server of its own, which ends with it.
#[derive(Debug)]
pub struct Postgres {
    folder: TempDir,
    programs: PathBuf,
    port: u16,
}

impl Postgres {
    /// Starts a server; none when PostgreSQL is not installed and `MRU_REQUIRE_POSTGRES` is unset.
    ///
    /// # Panics
    ///
    /// When it is installed and does not start, or is required and not installed.
    pub fn start() -> Option<Postgres> {
        let Some(programs) = programs() else {
            assert!(
                std::env::var_os("MRU_REQUIRE_POSTGRES").is_none(),
                "PostgreSQL is required: apt-get install postgresql"
            );
            eprintln!("SKIPPED on PostgreSQL: not installed (apt-get install postgresql)");
            return None;
        };
        let folder = tempfile::tempdir().expect("a temporary folder");
        let port = TcpListener::bind("127.0.0.1:0").and_then(|it| it.local_addr());
        let server = Postgres { folder, programs, port: port.expect("a free port").port() };
        let data = server.path("data");
        open_to_all(server.folder.path());
        server.call("initdb", &["--no-sync", "-D", &data, "-U", "mru", "-A", "trust"]);
        server.begin().unwrap_or_else(|said| panic!("{said}"));
        Some(server)
    }

    /// Starts the server in its folder, and waits until it answers.
    fn begin(&self) -> Result<(), String> {
        let (data, log) = (self.path("data"), self.path("log"));
        let options = format!(
            "-p {} -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c fsync=off",
            self.port
        );
        self.tried("pg_ctl", &["-D", &data, "-l", &log, "-o", &options, "-w", "start"])
    }

    /// Ends the server at once by a signal, as a machine that fails does: `KILL` or `QUIT`.
    ///
    /// # Panics
    ///
    /// When it does not run.
    pub fn end(&self, signal: &str) {
        let lock = std::fs::read_to_string(self.path("data/postmaster.pid"));
        let lock = lock.expect("the file of a running server");
        let process = lock.lines().next().expect("its process");
        let sent = Command::new("kill").args(["-s", signal, process]).status();
        assert!(sent.is_ok_and(|status| status.success()), "{signal} {process}");
    }

    /// Starts a server that ended, as soon as the processes that it left are gone.
    ///
    /// # Panics
    ///
    /// When it does not start.
    pub fn resume(&self) {
        let begun = Instant::now();
        while let Err(said) = self.begin() {
            assert!(begun.elapsed() < Duration::from_secs(60), "{said}");
            std::thread::sleep(Duration::from_millis(50));
        }
    }

    /// Makes a database and returns its URL.
    ///
    /// # Panics
    ///
    /// When it cannot be made.
    pub fn database(&self) -> String {
        use std::sync::atomic::{AtomicU32, Ordering};
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let name = format!("test{}", COUNT.fetch_add(1, Ordering::Relaxed));
        let port = self.port.to_string();
        self.call("createdb", &["-h", "127.0.0.1", "-p", &port, "-U", "mru", &name]);
        format!("postgres://mru@127.0.0.1:{port}/{name}")
    }

    fn path(&self, name: &str) -> String {
        self.folder.path().join(name).display().to_string()
    }

    #[track_caller]
    fn call(&self, program: &str, arguments: &[&str]) {
        self.tried(program, arguments).unwrap_or_else(|said| panic!("{said}"));
    }

    fn tried(&self, program: &str, arguments: &[&str]) -> Result<(), String> {
        let output = self.command(program).args(arguments).output().expect("the program starts");
        let said = String::from_utf8_lossy(&output.stderr);
        if output.status.success() { Ok(()) } else { Err(format!("{program}: {said}")) }
    }

    /// PostgreSQL refuses to run as root, so that root hands over to `nobody`.
    fn command(&self, program: &str) -> Command {
        let program = self.programs.join(program);
        let mut command = if is_root() {
            let mut command = Command::new("runuser");
            command.args(["-u", "nobody", "--"]).arg(program);
            command
        } else {
            Command::new(program)
        };
        command.current_dir(self.folder.path()).stdout(std::process::Stdio::null());
        command
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        let data = self.path("data");
        let _ = self.command("pg_ctl").args(["-D", &data, "-m", "immediate", "stop"]).status();
    }
}

fn is_root() -> bool {
    let id = Command::new("id").arg("-u").output();
    id.is_ok_and(|output| output.stdout == b"0\n")
}

/// Lets `nobody` write into a folder.
fn open_to_all(folder: &Path) {
    use std::os::unix::fs::PermissionsExt as _;
    let all = std::fs::Permissions::from_mode(0o777);
    std::fs::set_permissions(folder, all).expect("a folder of ours");
}

/// The newest installed server.
fn programs() -> Option<PathBuf> {
    let mut versions: Vec<PathBuf> = std::fs::read_dir("/usr/lib/postgresql")
        .ok()?
        .filter_map(|entry| Some(entry.ok()?.path().join("bin")))
        .filter(|path| path.join("initdb").is_file())
        .collect();
    versions.sort();
    versions.pop()
}
