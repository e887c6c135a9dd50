//! A stand-in for AWS on loopback: S3, STS, Cost Explorer, Invoicing and Athena, which answer from what a test gives them
//! and refuse what AWS refuses.
//!
//! Signatures are not computed again; that a request is signed, by which key, is looked at.

mod athena;
mod explorer;
mod invoicing;
mod s3;
mod sts;

use std::{
    collections::BTreeMap,
    io::Write as _,
    net::{TcpListener, TcpStream},
    sync::{Arc, Mutex, MutexGuard},
    thread,
};

use crate::pricing_stub::{key, request, signed};

pub use athena::{AthenaCell, AthenaKnown, AthenaWorld};
pub use explorer::Charge;

/// What the stand-in has, and how it behaves besides answering.
#[derive(Clone, Debug, Default)]
pub struct World {
    /// Objects of S3 by bucket and key, `billing/exports/a.csv`, with their bytes.
    pub objects: BTreeMap<String, Vec<u8>>,
    /// Whether S3 says what is not there, as it does to those who may list the bucket.
    pub says_absent: bool,
    /// How often objects break off half way.
    pub breaks: BTreeMap<String, usize>,
    /// Whether S3 sends checksums of other bytes.
    pub wrong_checksums: bool,
    /// Objects that are delivered again once they were read: bucket and key, with the new bytes.
    pub delivered_again: BTreeMap<String, Vec<u8>>,
    /// What accounts were charged for.
    pub charges: Vec<Charge>,
    /// Groups on a page of Cost Explorer.
    pub on_page: usize,
    /// How many requests to Cost Explorer are throttled before one is answered.
    pub throttled: usize,
    /// How many tokens are not good any more.
    pub bad_tokens: usize,
    /// Whether every page names a next one.
    pub without_end: bool,
    /// Whether the charges grow by a cent with every answer.
    pub moves: bool,
    /// Roles that may be assumed, with the external id that each asks for.
    pub roles: BTreeMap<String, String>,
    /// Invoices by account, as the Invoicing API writes them.
    pub invoices: BTreeMap<String, Vec<serde_json::Value>>,
    /// What Athena has.
    pub athena: AthenaWorld,
    /// What was asked: `S3 KEY OBJECT`, `STS KEY ROLE`, `CE KEY GROUPS FILTER`, `ATHENA KEY OPERATION`, `INVOICING KEY ACCOUNT`, and each refusal.
    pub seen: Vec<String>,
}

/// A running stand-in; it ends with the test.
#[derive(Clone, Debug)]
pub struct AwsStub {
    /// Where it listens: `http://127.0.0.1:port`.
    pub endpoint: String,
    world: Arc<Mutex<World>>,
}

/// An answer: status, headers besides, body, and how many bytes of it are sent.
struct Answer {
    status: u16,
    headers: String,
    body: Vec<u8>,
    sent: usize,
}

impl Answer {
    fn of(status: u16, headers: &str, body: Vec<u8>) -> Answer {
        Answer { status, headers: headers.to_owned(), sent: body.len(), body }
    }
}

impl AwsStub {
    /// Starts a stand-in on a free port.
    ///
    /// # Panics
    ///
    /// When it cannot listen on loopback.
    pub fn start(world: World) -> AwsStub {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port on loopback");
        let endpoint = format!("http://{}", listener.local_addr().expect("an address"));
        let stub = AwsStub { endpoint, world: Arc::new(Mutex::new(world)) };
        let serving = stub.clone();
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                // A client that hangs up is no failure of the stand-in.
                let _ = serving.serve(stream);
            }
        });
        stub
    }

    /// What it has and saw, to look at and to change.
    ///
    /// # Panics
    ///
    /// When the stand-in has panicked.
    pub fn world(&self) -> MutexGuard<'_, World> {
        self.world.lock().expect("the stand-in lives")
    }

    fn serve(&self, mut stream: TcpStream) -> std::io::Result<()> {
        let (headers, body) = request(&stream)?;
        let Answer { status, headers, body, sent } = self.world().answer(&headers, &body);
        write!(
            stream,
            "HTTP/1.1 {status} -\r\nx-amzn-requestid: made-up\r\ncontent-length: {}\r\n\
             connection: close\r\n{headers}\r\n",
            body.len()
        )?;
        stream.write_all(&body[..sent])
    }
}

impl World {
    fn answer(&mut self, headers: &str, body: &str) -> Answer {
        let line = headers.lines().next().unwrap_or_default().to_owned();
        let who = key(headers).unwrap_or("nobody").to_owned();
        let lower = headers.to_lowercase();
        let target = lower.lines().find_map(|line| line.strip_prefix("x-amz-target: "));
        let operation = target.and_then(|it| it.trim().split_once('.'));
        let json = match operation {
            Some(("awsinsightsindexservice", "getcostandusage")) => {
                let signed = signed(headers, "ce:GetCostAndUsage");
                Some(signed.and_then(|()| self.explore(&who, body)))
            }
            Some(("invoicing", "listinvoicesummaries")) => {
                let signed = signed(headers, "invoicing:ListInvoiceSummaries");
                Some(signed.and_then(|()| self.invoices(&who, body)))
            }
            Some(("amazonathena", _)) => {
                let at = headers.to_lowercase().find("amazonathena.").unwrap_or_default();
                let name = headers[at..].lines().next().unwrap_or_default();
                let name = name.split('.').nth(1).unwrap_or_default().trim();
                let signed = signed(headers, &format!("athena:{name}"));
                Some(signed.and_then(|()| self.athena(&who, name, body)))
            }
            _ => None,
        };
        if let Some(answer) = json {
            return match answer {
                Ok(body) => {
                    let kind = "content-type: application/x-amz-json-1.1\r\n";
                    Answer::of(200, kind, body.to_string().into_bytes())
                }
                Err((status, name, said)) => {
                    self.seen.push(name.to_owned());
                    let kind = format!(
                        "content-type: application/x-amz-json-1.1\r\nx-amzn-errortype: {name}\r\n"
                    );
                    let body = serde_json::json!({ "__type": name, "message": said });
                    Answer::of(status, &kind, body.to_string().into_bytes())
                }
            };
        }
        if line.starts_with("POST") && body.contains("Action=AssumeRole") {
            return self.assume(&who, body);
        }
        self.object(&who, &line, headers)
    }

    /// An error in XML, as S3 gives it, and STS around it.
    fn refuse(&mut self, status: u16, name: &str, said: &str, around: &str) -> Answer {
        self.seen.push(name.to_owned());
        let error = format!(
            "<Error><Type>Sender</Type><Code>{name}</Code><Message>{said}</Message></Error>"
        );
        let body = match around {
            "" => error,
            around => format!("<{around}>{error}</{around}>"),
        };
        Answer::of(status, "content-type: application/xml\r\n", body.into_bytes())
    }
}
