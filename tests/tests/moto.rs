//! Cost data from S3, STS, Cost Explorer and Athena as moto plays them: another one's idea of AWS than that of
//! our stand-in. moto checks nothing; what AWS refuses is in `from_aws.rs`.
//!
//! moto is found by `MRU_MOTO_SERVER` or on the path. Without it these tests say so and pass, unless
//! `MRU_REQUIRE_MOTO` is set.

use std::{
    fs,
    io::{Read as _, Write as _},
    net::{TcpListener, TcpStream},
    path::Path,
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use mru_tests::{run::root, store::Store};
use serde_json::{Value, json};

const PROGRAM: &str = env!("CARGO_BIN_EXE_mru-under-test");
const MODEL: &str = "pricing-tables/models/reference-2026-10-01.toml";
const PRICES: &str = "pricing-tables/sources/aws-us-east-1-2026-10.csv";
const ROLE: &str = "arn:aws:iam::210987654321:role/cost-reader";

/// A running moto; it ends with the test.
struct Moto {
    server: Child,
    address: String,
}

impl Drop for Moto {
    fn drop(&mut self) {
        // One that has ended needs no end.
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}

impl Moto {
    /// Starts moto on a free port, where it is installed.
    fn start() -> Option<Moto> {
        let program = std::env::var("MRU_MOTO_SERVER").unwrap_or_else(|_| "moto_server".to_owned());
        let free = TcpListener::bind("127.0.0.1:0").expect("a port on loopback");
        let port = free.local_addr().expect("an address").port().to_string();
        drop(free);
        let server = Command::new(program)
            .args(["-H", "127.0.0.1", "-p", &port])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn();
        let Ok(server) = server else {
            assert!(std::env::var_os("MRU_REQUIRE_MOTO").is_none(), "moto cannot be started");
            eprintln!("moto is not installed (`pip install moto[server]`): left out");
            return None;
        };
        let moto = Moto { server, address: format!("127.0.0.1:{port}") };
        let until = Instant::now() + Duration::from_secs(120);
        while TcpStream::connect(&moto.address).is_err() {
            assert!(Instant::now() < until, "moto does not answer");
            std::thread::sleep(Duration::from_millis(200));
        }
        Some(moto)
    }

    /// Sends a request as it is, and refuses an answer that is no success.
    #[track_caller]
    fn send(&self, method: &str, path: &str, body: &[u8]) {
        self.call(method, path, "s3", "", body);
    }

    /// As [`Moto::send`], to a service, with more headers.
    #[track_caller]
    fn call(&self, method: &str, path: &str, service: &str, more: &str, body: &[u8]) {
        let mut stream = TcpStream::connect(&self.address).expect("moto listens");
        write!(
            stream,
            "{method} {path} HTTP/1.1\r\nhost: {}\r\nconnection: close\r\n\
             authorization: AWS4-HMAC-SHA256 Credential=setup/20261126/us-east-1/{service}/aws4_request, SignedHeaders=host, Signature=0\r\n\
             content-type: application/octet-stream\r\n{more}content-length: {}\r\n\r\n",
            self.address,
            body.len()
        )
        .expect("a request");
        stream.write_all(body).expect("its body");
        let mut answer = String::new();
        stream.read_to_string(&mut answer).expect("an answer");
        assert!(answer.starts_with("HTTP/1.1 20"), "{method} {path}: {answer}");
    }

    /// Puts a folder into a bucket.
    fn upload(&self, folder: &Path, below: &str) {
        for entry in fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            let name = format!("{below}/{}", path.file_name().expect("a name").to_string_lossy());
            if path.is_dir() {
                self.upload(&path, &name);
            } else {
                self.send("PUT", &name, &fs::read(&path).expect("a file"));
            }
        }
    }
}

/// Reconciles October without keeping it, and returns the report and what is said beside it.
#[track_caller]
fn report(moto: &Moto, store: &Store, allocation: &str, source: &str) -> (Value, String) {
    let home = store.folder.path().join("home").display().to_string();
    let endpoint = format!("http://{}", moto.address);
    let variables = [
        ("AWS_ENDPOINT_URL", endpoint.as_str()),
        ("AWS_CONFIG_FILE", &home),
        ("AWS_SHARED_CREDENTIALS_FILE", &home),
        ("AWS_ACCESS_KEY_ID", "READER"),
        ("AWS_SECRET_ACCESS_KEY", "made up"),
    ];
    let allocation = store.file("allocation.toml", allocation);
    let command = ["reconcile", "2026-10", "--costs", source, "--allocation", &allocation];
    let more = ["--model", MODEL, "--prices", PRICES, "--dry-run", "--format", "json"];
    let run = store.run_with(&[&command[..], &more].concat(), &variables);
    assert!([0, 3].contains(&run.code), "{}", run.stderr);
    (serde_json::from_str(&run.stdout).expect("JSON"), run.stderr)
}

/// A page by two dimensions.
fn page(by: [&str; 2], groups: &[([&str; 2], &str)], next: Option<&str>) -> Value {
    let definition = |key: &str| json!({ "Type": "DIMENSION", "Key": key });
    let group = |(keys, amount): &([&str; 2], &str)| {
        let cost = json!({ "Amount": amount, "Unit": "USD" });
        json!({ "Keys": keys, "Metrics": {
            "UnblendedCost": cost, "AmortizedCost": cost, "NetUnblendedCost": cost,
            "NetAmortizedCost": cost, "UsageQuantity": { "Amount": "1", "Unit": "Hrs" },
        } })
    };
    let mut page = json!({
        "GroupDefinitions": by.map(definition),
        "ResultsByTime": [{
            "TimePeriod": { "Start": "2026-10-01", "End": "2026-11-01" },
            "Total": {}, "Groups": groups.iter().map(group).collect::<Vec<_>>(), "Estimated": true,
        }],
    });
    if let Some(next) = next {
        page["NextPageToken"] = json!(next);
    }
    page
}

#[test]
fn an_export_is_copied_and_cost_explorer_asked_as_a_role() {
    let Some(moto) = Moto::start() else { return };
    let store = Store::sqlite(PROGRAM);
    store.ok(&["supplier", "put", "fixtures/demo/supplier.toml"]);

    moto.send("PUT", "/modyo-billing", b"");
    let folder = root().join("fixtures/costs/modyo-parquet");
    moto.upload(&folder, "/modyo-billing/exports/modyo-parquet");
    let shared = "[[accounts]]\naccount = \"012345678901\"\nshared = true\n";
    let (copied, _) = report(&moto, &store, shared, "fixtures/costs/modyo-parquet");
    let address = "s3://modyo-billing/exports/modyo-parquet";
    let (report_of_s3, _) = report(&moto, &store, shared, address);
    let renamed = report_of_s3.to_string().replace("s3://modyo-billing/exports", "fixtures/costs");
    assert_eq!(renamed, copied.to_string());

    let (account, whole) = ("210987654321", ["LINKED_ACCOUNT", "RECORD_TYPE"]);
    let usage = ["SERVICE", "USAGE_TYPE"];
    let results = [
        page(whole, &[([account, "Usage"], "67.2540521894"), ([account, "Tax"], "3.3")], None),
        page(usage, &[(["Amazon Route 53", "HostedZone"], "67.2540521890")], Some("2")),
        page(usage, &[(["EC2 - Other", "NatGateway-Bytes"], "0.0000000004")], None),
        page(["LINKED_ACCOUNT", "SERVICE"], &[([account, "Tax"], "3.3")], None),
    ];
    let seed = json!({ "account_id": account, "results": results });
    let body = seed.to_string();
    moto.send("POST", "/moto-api/static/ce/cost-and-usage-results", body.as_bytes());
    let source = format!("cost-explorer:?role={ROLE}&external-id=modyo");
    let (report, said) = report(&moto, &store, shared, &source);
    assert_eq!(report["charged_usd"], "70.5540521894", "{report}");
    assert!(said.contains("Cost Explorer was asked 4 times, for USD 0.04"), "{said}");
    assert!(said.contains("3 rows are sums of Cost Explorer, 3 of them estimates"), "{said}");
}

/// The rows of a fixture as moto wants them.
fn queued(name: &str) -> Value {
    let path = root().join("fixtures/costs/athena").join(name);
    let mut reader =
        csv::ReaderBuilder::new().has_headers(false).from_path(path).expect("a fixture");
    let cell = |cell: &str| match cell {
        "" => json!({}),
        text => json!({ "VarCharValue": text }),
    };
    let row = |row: csv::StringRecord| json!({ "Data": row.iter().map(cell).collect::<Vec<_>>() });
    let rows: Vec<Value> = reader.records().map(|it| row(it.expect("a row"))).collect();
    json!({ "rows": rows, "column_info": [] })
}

#[test]
fn athena_answers_what_the_parquet_says() {
    let Some(moto) = Moto::start() else { return };
    let store = Store::sqlite(PROGRAM);
    store.ok(&["supplier", "put", "fixtures/demo/supplier.toml"]);
    let shared = "environment_tag = \"environment\"\ncomponent_tag = \"component\"\n\
                  [[accounts]]\naccount = \"012345678901\"\nshared = true\n";
    let (local, _) = report(&moto, &store, shared, "fixtures/costs/modyo-parquet");
    let group = json!({ "Name": "costs", "Configuration": {
        "BytesScannedCutoffPerQuery": 100_000_000,
        "ResultConfiguration": { "OutputLocation": "s3://modyo-answers/" },
    } });
    let target = "x-amz-target: AmazonAthena.CreateWorkGroup\r\n";
    moto.call("POST", "/", "athena", target, group.to_string().as_bytes());
    let results = json!({ "results": [queued("columns.csv"), queued("answer.csv")] });
    let body = results.to_string();
    moto.send("POST", "/moto-api/static/athena/query-results", body.as_bytes());
    let (asked, said) = report(&moto, &store, shared, "athena://billing/modyo?workgroup=costs");
    assert_eq!(asked["charged_usd"], local["charged_usd"]);
    let usd = |report: &Value| -> Vec<Value> {
        let all = report["attributions"].as_array().expect("attributions");
        all.iter().map(|it| json!([it["bucket"], it["customer"], it["usd"]])).collect()
    };
    assert_eq!(usd(&asked), usd(&local));
    assert!(said.contains("Athena scanned 0 bytes in 2 queries, for USD 0.0001048576"), "{said}");
}
