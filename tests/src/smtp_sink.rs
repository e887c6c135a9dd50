//! A server of mails on loopback that sends nothing on, and remembers what came.

use std::{
    io::{BufRead as _, BufReader, Write as _},
    net::{TcpListener, TcpStream},
    sync::{
        Arc, Mutex,
        atomic::{AtomicU16, Ordering},
    },
};

/// A mail that came.
#[derive(Clone, Debug)]
pub struct Mailed {
    /// From whom, as the envelope has it.
    pub from: String,
    /// To whom.
    pub to: String,
    /// Headers and body, as they came.
    pub data: String,
}

/// A server of mails.
#[derive(Debug)]
pub struct SmtpSink {
    /// Where it listens: `smtp://127.0.0.1:PORT`.
    pub url: String,
    answer: Arc<AtomicU16>,
    came: Arc<Mutex<Vec<Mailed>>>,
}

impl SmtpSink {
    /// Starts one that takes everything.
    ///
    /// # Panics
    ///
    /// When there is no free port.
    pub fn start() -> SmtpSink {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let url = format!("smtp://{}", listener.local_addr().expect("an address"));
        let (answer, came) = (Arc::new(AtomicU16::new(250)), Arc::default());
        let sink = SmtpSink { url, answer: Arc::clone(&answer), came: Arc::clone(&came) };
        std::thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                let (answer, came) = (Arc::clone(&answer), Arc::clone(&came));
                std::thread::spawn(move || converse(stream, &answer, &came));
            }
        });
        sink
    }

    /// Answers recipients with another status from now on.
    pub fn answer(&self, status: u16) {
        self.answer.store(status, Ordering::SeqCst);
    }

    /// What came, and nothing of it any more.
    ///
    /// # Panics
    ///
    /// When another thread that looked panicked.
    pub fn take(&self) -> Vec<Mailed> {
        std::mem::take(&mut self.came.lock().expect("a lock"))
    }
}

/// Speaks with one client until it goes.
fn converse(stream: TcpStream, answer: &AtomicU16, came: &Mutex<Vec<Mailed>>) -> Option<()> {
    let mut reader = BufReader::new(stream.try_clone().ok()?);
    let mut stream = stream;
    let mut say = |line: &str| stream.write_all(format!("{line}\r\n").as_bytes()).ok();
    say("220 sink.test ESMTP")?;
    let (mut from, mut to) = (String::new(), String::new());
    let mut line = String::new();
    loop {
        line.clear();
        if reader.read_line(&mut line).ok()? == 0 {
            return Some(());
        }
        let word = line.split([' ', '\r']).next().unwrap_or_default().to_ascii_uppercase();
        let address = || line.split(['<', '>']).nth(1).unwrap_or_default().to_owned();
        match word.as_str() {
            "EHLO" | "HELO" => say("250-sink.test\r\n250 8BITMIME")?,
            "MAIL" => {
                from = address();
                say("250 so be it")?;
            }
            "RCPT" => {
                to = address();
                let status = answer.load(Ordering::SeqCst);
                say(&format!("{status} to you"))?;
            }
            "DATA" => {
                say("354 speak")?;
                let mut data = String::new();
                loop {
                    line.clear();
                    reader.read_line(&mut line).ok()?;
                    if line == ".\r\n" {
                        break;
                    }
                    data.push_str(line.strip_prefix('.').unwrap_or(&line));
                }
                let mail = Mailed { from: from.clone(), to: to.clone(), data };
                came.lock().ok()?.push(mail);
                say("250 taken")?;
            }
            "QUIT" => return say("221 farewell"),
            _ => say("250 so be it")?,
        }
    }
}
