//! A server on loopback that takes webhooks, answers as it is told, and remembers what came.

use std::{
    io::{BufRead as _, BufReader, Read as _, Write as _},
    net::{TcpListener, TcpStream},
    sync::{
        Arc, Mutex,
        atomic::{AtomicU16, Ordering},
    },
    time::{Duration, Instant},
};

/// A request that came.
#[derive(Clone, Debug)]
pub struct Came {
    /// Method and path: `POST /hook`.
    pub what: String,
    /// Names, in small letters, and values of the headers.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: String,
}

impl Came {
    /// The value of a header.
    ///
    /// # Panics
    ///
    /// When it is not there.
    #[track_caller]
    pub fn header(&self, name: &str) -> &str {
        let found = self.headers.iter().find(|(it, _)| it == name);
        found.map(|(_, value)| value.as_str()).unwrap_or_else(|| panic!("no {name}: {self:?}"))
    }

    /// The body as JSON.
    ///
    /// # Panics
    ///
    /// When it is something else.
    #[track_caller]
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }
}

/// A server that takes webhooks.
#[derive(Debug)]
pub struct HookSink {
    /// Where it listens: `http://127.0.0.1:PORT`.
    pub url: String,
    status: Arc<AtomicU16>,
    came: Arc<Mutex<Vec<Came>>>,
}

impl HookSink {
    /// Starts one that answers 200.
    ///
    /// # Panics
    ///
    /// When there is no free port.
    pub fn start() -> HookSink {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        let (status, came) = (Arc::new(AtomicU16::new(200)), Arc::default());
        let sink = HookSink { url, status: Arc::clone(&status), came: Arc::clone(&came) };
        std::thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                let (status, came) = (Arc::clone(&status), Arc::clone(&came));
                std::thread::spawn(move || take(stream, &status, &came));
            }
        });
        sink
    }

    /// Answers with another status from now on.
    pub fn answer(&self, status: u16) {
        self.status.store(status, Ordering::SeqCst);
    }

    /// What came until now.
    ///
    /// # Panics
    ///
    /// When another thread that looked panicked.
    pub fn came(&self) -> Vec<Came> {
        self.came.lock().expect("a lock").clone()
    }

    /// What came, and nothing of it any more.
    ///
    /// # Panics
    ///
    /// When another thread that looked panicked.
    pub fn take(&self) -> Vec<Came> {
        std::mem::take(&mut self.came.lock().expect("a lock"))
    }

    /// Waits until so much came.
    ///
    /// # Panics
    ///
    /// When it does not come.
    #[track_caller]
    pub fn wait(&self, count: usize) -> Vec<Came> {
        let begun = Instant::now();
        while self.came().len() < count {
            assert!(begun.elapsed() < Duration::from_secs(30), "{:?} came", self.came());
            std::thread::sleep(Duration::from_millis(20));
        }
        self.came()
    }
}

/// Takes one request.
fn take(stream: TcpStream, status: &AtomicU16, came: &Mutex<Vec<Came>>) -> Option<()> {
    let mut reader = BufReader::new(stream.try_clone().ok()?);
    let mut line = String::new();
    reader.read_line(&mut line).ok()?;
    let what = line.rsplit_once(' ')?.0.to_owned();
    let mut headers = Vec::new();
    loop {
        line.clear();
        reader.read_line(&mut line).ok()?;
        let Some((name, value)) = line.trim_end().split_once(": ") else { break };
        headers.push((name.to_ascii_lowercase(), value.to_owned()));
    }
    let length = headers.iter().find(|(name, _)| name == "content-length")?.1.parse().ok()?;
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    let body = String::from_utf8(body).ok()?;
    came.lock().ok()?.push(Came { what, headers, body });
    let status = status.load(Ordering::SeqCst);
    let elsewhere = "location: http://127.0.0.1:9/elsewhere\r\n";
    let answer = format!(
        "HTTP/1.1 {status} X\r\n{elsewhere}content-length: 2\r\nconnection: close\r\n\r\nok"
    );
    let mut stream = stream;
    stream.write_all(answer.as_bytes()).ok()
}
