//! A running service, and what it answers over loopback.

use std::{
    io::{BufRead as _, BufReader, Read as _, Write as _},
    net::{SocketAddr, TcpStream},
    process::{Child, Command, Stdio},
    sync::{
        Mutex,
        mpsc::{Receiver, channel},
    },
    time::{Duration, Instant},
};

use serde_json::Value;

use crate::store::Store;

/// How long a test waits for anything of the service.
const PATIENCE: Duration = Duration::from_secs(60);

/// A service that ends with it.
#[derive(Debug)]
pub struct Served {
    child: Child,
    /// Where it listens.
    pub address: SocketAddr,
    /// Lines of its standard error; many threads may ask the service.
    said: Mutex<Receiver<String>>,
}

/// What the service answered.
#[derive(Clone, Debug)]
pub struct Answer {
    /// Status.
    pub status: u16,
    /// Names, in small letters, and values of the headers.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub bytes: Vec<u8>,
    /// The body as text; what is none is left out.
    pub text: String,
}

impl Answer {
    /// The value of a header, if it is there.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(it, _)| it == name).map(|(_, value)| value.as_str())
    }

    /// The body as JSON.
    ///
    /// # Panics
    ///
    /// When it is something else.
    #[track_caller]
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }

    /// Status and code of a problem; the code of an answer that is none is empty.
    pub fn problem(&self) -> (u16, String) {
        let code = match self.header("content-type") {
            Some("application/problem+json") => self.json()["code"].as_str().map(str::to_owned),
            _ => None,
        };
        (self.status, code.unwrap_or_default())
    }

    fn read(whole: &[u8]) -> Option<Answer> {
        let end = whole.windows(4).position(|it| it == b"\r\n\r\n")?;
        let head = std::str::from_utf8(&whole[..end]).ok()?;
        let bytes = whole[end + 4..].to_vec();
        let text = String::from_utf8(bytes.clone()).unwrap_or_default();
        let mut lines = head.lines();
        let status = lines.next()?.split(' ').nth(1)?.parse().ok()?;
        let headers = lines.filter_map(|line| {
            let (name, value) = line.split_once(": ")?;
            Some((name.to_ascii_lowercase(), value.to_owned()))
        });
        Some(Answer { status, headers: headers.collect(), bytes, text })
    }
}

impl Served {
    /// Starts the service on a store, at a free port.
    ///
    /// # Panics
    ///
    /// When it does not start.
    pub fn start(store: &Store, arguments: &[&str]) -> Served {
        let serve = ["serve", "--listen", "127.0.0.1:0"];
        let mut child = store
            .command(&[&serve[..], arguments].concat())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program starts");
        let (told, said) = channel();
        let stderr = child.stderr.take().expect("diagnostics are piped");
        std::thread::spawn(move || {
            for line in BufReader::new(stderr).lines().map_while(Result::ok) {
                let _ = told.send(line);
            }
        });
        let mut line = String::new();
        let stdout = child.stdout.take().expect("output is piped");
        BufReader::new(stdout).read_line(&mut line).expect("a line");
        let address = line.trim().strip_prefix("listening at http://");
        let address = address.and_then(|it| it.parse().ok());
        let Some(address) = address else {
            let _ = child.wait();
            panic!("the service does not start: {line}{:?}", said.iter().collect::<Vec<_>>());
        };
        Served { child, address, said: Mutex::new(said) }
    }

    /// Connects to the service.
    ///
    /// # Panics
    ///
    /// When it does not listen any more.
    pub fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(self.address).expect("a connection");
        stream.set_read_timeout(Some(PATIENCE)).expect("a patience");
        stream
    }

    /// Asks for something: `GET /healthz`, headers as `name: value`, and a body.
    ///
    /// # Panics
    ///
    /// When there is no answer.
    #[track_caller]
    pub fn ask(&self, what: &str, headers: &[&str], body: &[u8]) -> Answer {
        let mut stream = self.connect();
        stream.write_all(&request(what, headers, body)).expect("a request");
        answer(&mut stream)
    }

    /// Asks with an API key and nothing else.
    #[track_caller]
    pub fn get(&self, path: &str, key: &str) -> Answer {
        self.ask(&format!("GET {path}"), &[&format!("authorization: Bearer {key}")], b"")
    }

    /// Sends a deployment in a notation: `toml`, `yaml` or `json`.
    #[track_caller]
    pub fn post(&self, path: &str, key: &str, notation: &str, body: &str) -> Answer {
        let key = format!("authorization: Bearer {key}");
        let notation = format!("content-type: application/{notation}");
        self.ask(&format!("POST {path}"), &[&key, &notation], body.as_bytes())
    }

    /// What the service said on its standard error until now.
    pub fn said(&self) -> Vec<String> {
        // What was answered was said before, and comes through a pipe.
        let mut all = Vec::new();
        let said = self.said.lock().expect("a lock");
        while let Ok(line) = said.recv_timeout(Duration::from_millis(300)) {
            all.push(line);
        }
        all
    }

    /// Tells the service to end.
    ///
    /// # Panics
    ///
    /// When it has ended already.
    pub fn tell_to_end(&self) {
        let sent = Command::new("kill").arg(self.child.id().to_string()).status();
        assert!(sent.is_ok_and(|status| status.success()), "the service runs");
    }

    /// Waits until it has ended and returns its exit code.
    ///
    /// # Panics
    ///
    /// When it does not end.
    pub fn ended(&mut self) -> i32 {
        let begun = Instant::now();
        loop {
            if let Some(status) = self.child.try_wait().expect("a process") {
                return status.code().unwrap_or(-1);
            }
            assert!(begun.elapsed() < PATIENCE, "the service does not end");
            std::thread::sleep(Duration::from_millis(20));
        }
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The bytes of a request that ends its connection.
pub fn request(what: &str, headers: &[&str], body: &[u8]) -> Vec<u8> {
    let mut head = format!("{what} HTTP/1.1\r\nhost: mru.test\r\nconnection: close\r\n");
    for header in headers {
        head.push_str(&format!("{header}\r\n"));
    }
    if !body.is_empty() {
        head.push_str(&format!("content-length: {}\r\n", body.len()));
    }
    head.push_str("\r\n");
    [head.as_bytes(), body].concat()
}

/// Reads an answer until its connection ends.
///
/// # Panics
///
/// When none comes.
#[track_caller]
pub fn answer(stream: &mut TcpStream) -> Answer {
    let mut whole = Vec::new();
    let read = stream.read_to_end(&mut whole);
    let shown = || String::from_utf8_lossy(&whole).into_owned();
    Answer::read(&whole).unwrap_or_else(|| panic!("no answer: {read:?} {}", shown()))
}
