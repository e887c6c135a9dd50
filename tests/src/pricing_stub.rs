//! A stand-in for AWS's Pricing API on loopback: it answers `GetProducts` from the price lists of the
//! fixtures, in pages, and refuses what AWS refuses.
//!
//! Signatures are not computed again; that a request is signed, by which key, is looked at.

use std::{
    collections::BTreeSet,
    fs,
    io::{BufRead as _, BufReader, Read as _, Write as _},
    net::{TcpListener, TcpStream},
    sync::{Arc, Mutex},
    thread,
};

use serde_json::{Value, json};

use crate::run::{list, root};

/// How the stand-in behaves besides answering.
#[derive(Clone, Copy, Debug, Default)]
pub struct Behaviour {
    /// How many requests are throttled before one is answered.
    pub throttled: usize,
    /// How many tokens turn out to have expired.
    pub expired_tokens: usize,
    /// Whether every page names a next one.
    pub without_end: bool,
    /// Whether an answer is cut off.
    pub cut_off: bool,
}

/// What the stand-in saw.
#[derive(Clone, Debug, Default)]
pub struct Seen {
    /// Service and usage type of each request that was answered, pages counted one by one.
    pub answered: Vec<(String, String)>,
    /// Each error that was given, by its name.
    pub refused: Vec<String>,
}

/// A running stand-in; it ends with the test.
#[derive(Debug)]
pub struct PricingStub {
    /// Where it listens: `http://127.0.0.1:port`.
    pub endpoint: String,
    seen: Arc<Mutex<Seen>>,
}

/// Services that AWS has price lists for, as far as the models name them.
const SERVICES: [&str; 15] = [
    "AWSELB",
    "AWSQueueService",
    "AmazonApiGateway",
    "AmazonCloudFront",
    "AmazonCloudWatch",
    "AmazonEC2",
    "AmazonECR",
    "AmazonECS",
    "AmazonES",
    "AmazonElastiCache",
    "AmazonRDS",
    "AmazonRoute53",
    "AmazonS3",
    "AmazonVPC",
    "CloudHSM",
];
/// Attributes that a filter may name.
const FIELDS: [&str; 6] =
    ["usagetype", "regionCode", "operation", "productFamily", "databaseEngine", "location"];
/// Products on a page, fewer than AWS gives, so that pages are turned.
const ON_A_PAGE: usize = 1;

impl PricingStub {
    /// Starts a stand-in on a free port.
    ///
    /// # Panics
    ///
    /// When it cannot listen on loopback, or the fixtures are not there.
    pub fn start(behaviour: Behaviour) -> PricingStub {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port on loopback");
        let endpoint = format!("http://{}", listener.local_addr().expect("an address"));
        let seen = Arc::new(Mutex::new(Seen::default()));
        let (products, shared) = (products(), Arc::clone(&seen));
        thread::spawn(move || {
            let mut state = State { behaviour, products, seen: shared };
            for stream in listener.incoming().flatten() {
                // A client that hangs up is no failure of the stand-in.
                let _ = state.serve(stream);
            }
        });
        PricingStub { endpoint, seen }
    }

    /// What it saw so far.
    ///
    /// # Panics
    ///
    /// When the stand-in has panicked.
    pub fn seen(&self) -> Seen {
        self.seen.lock().expect("the stand-in lives").clone()
    }
}

/// The products of the fixtures, as elements of `GetProducts`.
fn products() -> Vec<Value> {
    let mut products = Vec::new();
    for path in list(&root().join("fixtures/prices")) {
        if path.extension().is_none_or(|ending| ending != "json") {
            continue;
        }
        let file: Value =
            serde_json::from_str(&fs::read_to_string(&path).expect("a fixture")).expect("JSON");
        if let Some(elements) = file["PriceList"].as_array() {
            let parse =
                |it: &Value| serde_json::from_str(it.as_str().expect("a text")).expect("JSON");
            products.extend(elements.iter().map(parse).collect::<Vec<Value>>());
            continue;
        }
        for (sku, product) in file["products"].as_object().expect("products") {
            products.push(json!({
                "product": product,
                "serviceCode": file["offerCode"],
                "terms": { "OnDemand": file["terms"]["OnDemand"][sku] },
                "version": file["version"],
                "publicationDate": file["publicationDate"],
            }));
        }
    }
    products
}

struct State {
    behaviour: Behaviour,
    products: Vec<Value>,
    seen: Arc<Mutex<Seen>>,
}

/// An error as AWS gives it: status, name, words.
pub(crate) type Refusal = (u16, &'static str, String);

impl State {
    fn serve(&mut self, mut stream: TcpStream) -> std::io::Result<()> {
        let (headers, body) = request(&stream)?;
        let answer = self.answer(&headers, &body);
        let (status, name, body) = match answer {
            Ok(body) => (200, "", body.to_string()),
            Err((status, name, said)) => {
                self.seen.lock().expect("the test lives").refused.push(name.to_owned());
                (status, name, json!({ "__type": name, "message": said }).to_string())
            }
        };
        let sent = if self.behaviour.cut_off { &body[..body.len() / 2] } else { &body };
        write!(
            stream,
            "HTTP/1.1 {status} -\r\ncontent-type: application/x-amz-json-1.1\r\n\
             x-amzn-requestid: made-up\r\nx-amzn-errortype: {name}\r\ncontent-length: {}\r\n\
             connection: close\r\n\r\n{sent}",
            sent.len()
        )
    }

    fn answer(&mut self, headers: &str, body: &str) -> Result<Value, Refusal> {
        signed(headers, "pricing:GetProducts")?;
        if !headers.to_lowercase().contains("x-amz-target: awspricelistservice.getproducts") {
            return Err((400, "UnknownOperationException", "only GetProducts".to_owned()));
        }
        if self.behaviour.throttled > 0 {
            self.behaviour.throttled -= 1;
            return Err((400, "ThrottlingException", "Rate exceeded".to_owned()));
        }
        let asked: Value = serde_json::from_str(body)
            .map_err(|_| (400, "SerializationException", "no JSON".to_owned()))?;
        let service = asked["ServiceCode"].as_str().unwrap_or_default().to_owned();
        let filters = valid(&asked, &service)?;
        let matching: Vec<&Value> = self
            .products
            .iter()
            .filter(|it| it["serviceCode"] == service)
            .filter(|it| {
                let attributes = &it["product"]["attributes"];
                filters.iter().all(|(field, value)| attributes[field] == *value)
            })
            .collect();
        let from = self.behaviour.from(asked["NextToken"].as_str())?;
        let usage_type = filters.iter().find(|(field, _)| field == "usagetype");
        let usage_type = usage_type.map(|(_, value)| value.clone()).unwrap_or_default();
        self.seen.lock().expect("the test lives").answered.push((service, usage_type));
        let on_page = matching.iter().skip(from).take(ON_A_PAGE).map(ToString::to_string);
        let mut answer =
            json!({ "FormatVersion": "aws_v1", "PriceList": on_page.collect::<Vec<_>>() });
        if self.behaviour.without_end || matching.len() > from + ON_A_PAGE {
            answer["NextToken"] = json!(format!("page {}", from + ON_A_PAGE));
        }
        Ok(answer)
    }
}

impl Behaviour {
    /// The first product of a page by its token.
    fn from(&mut self, token: Option<&str>) -> Result<usize, Refusal> {
        let Some(token) = token else { return Ok(0) };
        if self.expired_tokens > 0 {
            self.expired_tokens -= 1;
            return Err((400, "ExpiredNextTokenException", "The token has expired.".to_owned()));
        }
        let from = token.strip_prefix("page ").and_then(|it| it.parse().ok());
        from.ok_or_else(|| (400, "InvalidNextTokenException", "Invalid token.".to_owned()))
    }
}

/// Reads one request: its headers and its body.
pub(crate) fn request(stream: &TcpStream) -> std::io::Result<(String, String)> {
    let mut reader = BufReader::new(stream);
    let (mut headers, mut length) = (String::new(), 0);
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line)? == 0 || line == "\r\n" {
            break;
        }
        if let Some((name, value)) = line.split_once(':')
            && name.eq_ignore_ascii_case("content-length")
        {
            length = value.trim().parse().unwrap_or(0);
        }
        headers.push_str(&line);
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body)?;
    Ok((headers, String::from_utf8_lossy(&body).into_owned()))
}

/// The key that a request is signed with.
pub(crate) fn key(headers: &str) -> Option<&str> {
    let (_, rest) = headers.lines().find_map(|line| line.split_once("Credential="))?;
    rest.split('/').next()
}

/// Whether a request is signed, by a key that may ask.
pub(crate) fn signed(headers: &str, permission: &str) -> Result<(), Refusal> {
    let refused = |status, name, said: &str| Err((status, name, said.to_owned()));
    match key(headers) {
        None => refused(403, "MissingAuthenticationTokenException", "Missing token"),
        Some("EXPIRED") => refused(
            400,
            "ExpiredTokenException",
            "The security token included in the request is expired",
        ),
        Some("UNKNOWN") => {
            refused(400, "UnrecognizedClientException", "The security token is invalid.")
        }
        Some("DENIED") => refused(
            400,
            "AccessDeniedException",
            &format!(
                "User: arn:aws:iam::111122223333:user/reader is not authorized to perform: {permission}"
            ),
        ),
        Some(_) => Ok(()),
    }
}

/// The filters of a request that AWS would take.
fn valid(asked: &Value, service: &str) -> Result<Vec<(String, String)>, Refusal> {
    let wrong = |said: String| Err((400, "InvalidParameterException", said));
    if !SERVICES.contains(&service) {
        return wrong(format!("The service code {service} is not valid."));
    }
    if !(1..=100).contains(&asked["MaxResults"].as_i64().unwrap_or(100)) {
        return wrong("MaxResults must be from 1 to 100.".to_owned());
    }
    if asked["FormatVersion"] != "aws_v1" {
        return wrong("The format version is not valid.".to_owned());
    }
    let (mut filters, mut fields) = (Vec::new(), BTreeSet::new());
    for filter in asked["Filters"].as_array().into_iter().flatten() {
        let text = |name: &str| filter[name].as_str().unwrap_or_default().to_owned();
        let (kind, field, value) = (text("Type"), text("Field"), text("Value"));
        if kind != "TERM_MATCH" || !FIELDS.contains(&field.as_str()) || value.is_empty() {
            return wrong(format!("The filter {kind} {field} {value} is not valid."));
        }
        fields.insert(field.clone());
        filters.push((field, value));
    }
    Ok(filters)
}
