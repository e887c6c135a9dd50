//! Prices asked of AWS by the real program, from a stand-in on loopback: pages, attempts, and each way
//! in which AWS refuses.

use std::{
    collections::BTreeSet,
    io::{Read as _, Write as _},
    net::{TcpListener, TcpStream},
    path::Path,
};

use mru_service::prices::{Asked, ProductList};
use mru_tests::{
    pricing_stub::{Behaviour, PricingStub},
    run::{Run, root, run, run_with},
};

const MRU: &str = env!("CARGO_BIN_EXE_mru-under-test");
const MODEL: &str = "pricing-tables/models/reference-2026-10-01.toml";
const FACTS: &str = "pricing-tables/sources/aws-us-east-1-2026-10.csv";
const SNAPSHOT: &str = "fixtures/prices/snapshots/2026-10-07.csv";

/// Runs `mru prices fetch` for a key, with no other credentials at hand.
fn fetch(endpoint: &str, key: &str, model: &str, to: &Path, more: &[(&str, &str)]) -> Run {
    let (to, home) = (to.display().to_string(), to.with_extension("home").display().to_string());
    let credentials = home.clone() + "/credentials";
    let mut variables = vec![
        ("AWS_ENDPOINT_URL", endpoint),
        ("AWS_EC2_METADATA_DISABLED", "true"),
        ("AWS_CONFIG_FILE", &home),
        ("AWS_SHARED_CREDENTIALS_FILE", &credentials),
        ("HOME", &home),
    ];
    if !key.is_empty() {
        variables.extend([("AWS_ACCESS_KEY_ID", key), ("AWS_SECRET_ACCESS_KEY", "made up")]);
    }
    variables.extend(more);
    let arguments = ["prices", "fetch", "--model", model, "--facts", FACTS, "-o", &to];
    run_with(MRU, &arguments, &variables, "")
}

fn folder() -> tempfile::TempDir {
    tempfile::tempdir().expect("a folder")
}

#[test]
fn fetched_prices_are_those_that_were_read_offline() {
    let stub =
        PricingStub::start(Behaviour { throttled: 2, expired_tokens: 1, ..Default::default() });
    let folder = folder();
    let fetched = fetch(&stub.endpoint, "READER", MODEL, folder.path(), &[]);
    assert_eq!((fetched.code, fetched.stderr.as_str()), (0, ""));
    let file = folder.path().join("2026-10-07.csv").display().to_string();
    let moved = run(MRU, &["prices", "diff", SNAPSHOT, &file], "");
    assert_eq!(moved.stdout, "0 prices moved, 58 did not\n", "{}", moved.stderr);
    let text = std::fs::read_to_string(&file).expect("the snapshot");
    let offline = std::fs::read_to_string(root().join(SNAPSHOT)).expect("a snapshot");
    assert_eq!(text, offline.replace(",offer file,", ",GetProducts,"), "only the source differs");

    let seen = stub.seen();
    assert_eq!(
        seen.refused,
        ["ThrottlingException", "ThrottlingException", "ExpiredNextTokenException"]
    );
    // This stand-in puts one product on a page: three load balancers have one usage type, and two
    // have capacity units, whose second page began again because its token had expired.
    let pages = |of: &str| seen.answered.iter().filter(|(_, usage_type)| usage_type == of).count();
    assert_eq!((pages("LoadBalancerUsage"), pages("LCUUsage")), (3, 3));
    let asked: BTreeSet<_> = seen.answered.iter().collect();
    assert_eq!(asked.len(), 53, "each usage type is asked for once: {asked:?}");
}

/// Key, language, variables besides, and what is said.
type Refused<'a> = (&'a str, &'a str, &'a [(&'a str, &'a str)], &'a [&'a str]);

#[test]
fn each_refusal_of_aws_says_what_to_do() {
    let cases: [Refused<'_>; 5] = [
        ("DENIED", "en", &[], &["pricing:GetProducts", "give the credentials the permission"]),
        ("EXPIRED", "en", &[], &["have expired", "aws sso login"]),
        ("UNKNOWN", "es", &[], &["no acepta las credenciales (UnrecognizedClientException)"]),
        ("", "en", &[], &["AWS needs credentials, and there are none", "AWS_PROFILE"]),
        (
            "READER",
            "en",
            &[("AWS_PROFILE", "nobody"), ("AWS_ACCESS_KEY_ID", ""), ("AWS_SECRET_ACCESS_KEY", "")],
            &["AWS needs credentials, and there are none"],
        ),
    ];
    let stub = PricingStub::start(Behaviour::default());
    for (key, lang, more, said) in cases {
        let folder = folder();
        let more = [more, &[("MRU_LANG", lang)]].concat();
        let refused = fetch(&stub.endpoint, key, MODEL, folder.path(), &more);
        assert_eq!((refused.code, refused.stdout.as_str()), (1, ""), "{key}: {}", refused.stderr);
        for part in said {
            assert!(refused.stderr.contains(part), "{key}: `{part}` is not in {}", refused.stderr);
        }
        assert!(!refused.stderr.contains("made up"), "no secret is said");
        assert!(!folder.path().join("2026-10-07.csv").exists(), "nothing is half done");
    }
    assert!(stub.seen().answered.is_empty());
}

#[test]
fn attempts_pages_and_time_have_their_limits() {
    let few = [("AWS_MAX_ATTEMPTS", "2")];
    let cases: [(Behaviour, &str); 4] = [
        (Behaviour { throttled: 99, ..Default::default() }, "AWS asks to be asked less often"),
        (Behaviour { without_end: true, ..Default::default() }, "without an end: 100 pages"),
        (
            Behaviour { expired_tokens: 99, ..Default::default() },
            "AWS refuses GetProducts AWSELB LCUUsage: ExpiredNextTokenException",
        ),
        (Behaviour { cut_off: true, ..Default::default() }, "AWS refuses GetProducts"),
    ];
    for (behaviour, said) in cases {
        let (stub, folder) = (PricingStub::start(behaviour), folder());
        let refused = fetch(&stub.endpoint, "READER", MODEL, folder.path(), &few);
        assert_eq!((refused.code, refused.stdout.as_str()), (1, ""), "{}", refused.stderr);
        assert!(refused.stderr.contains(said), "`{said}` is not in {}", refused.stderr);
        if behaviour.throttled > 0 {
            assert_eq!(stub.seen().refused.len(), 2, "two attempts, as asked");
        }
    }
    // A port on which nobody listens any more.
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let nobody = format!("http://{}", listener.local_addr().expect("an address"));
    drop(listener);
    let folder = folder();
    let refused = fetch(&nobody, "READER", MODEL, folder.path(), &few);
    assert_eq!(refused.code, 1);
    assert!(refused.stderr.contains("AWS cannot be reached"), "{}", refused.stderr);
}

#[test]
fn the_proxy_of_the_environment_is_asked() {
    let (stub, folder) = (PricingStub::start(Behaviour::default()), folder());
    let proxy = [("HTTP_PROXY", stub.endpoint.as_str())];
    let fetched = fetch("http://pricing.example", "READER", MODEL, folder.path(), &proxy);
    assert_eq!((fetched.code, fetched.stderr.as_str()), (0, ""));
    let direct = [("HTTP_PROXY", "http://127.0.0.1:9"), ("NO_PROXY", "127.0.0.1")];
    let fetched = fetch(&stub.endpoint, "READER", MODEL, folder.path(), &direct);
    assert_eq!((fetched.code, fetched.stderr.as_str()), (0, ""));
}

#[test]
fn a_service_that_aws_does_not_know_is_named() {
    let (stub, folder) = (PricingStub::start(Behaviour::default()), folder());
    let model = folder.path().join("model.toml");
    let products = folder.path().join("products.toml");
    let of = |path: &str| std::fs::read_to_string(root().join(path)).expect("a file");
    let misspelt = |text: String| text.replace("AWSELB", "AWSLB");
    std::fs::write(&model, misspelt(of("fixtures/errors/prices-model.toml"))).expect("a model");
    std::fs::write(&products, misspelt(of("fixtures/errors/prices-products.toml")))
        .expect("products");
    let (model, products) = (model.display().to_string(), products.display().to_string());
    let variables = [
        ("AWS_ENDPOINT_URL", stub.endpoint.as_str()),
        ("AWS_ACCESS_KEY_ID", "READER"),
        ("AWS_SECRET_ACCESS_KEY", "made up"),
    ];
    let arguments = ["prices", "fetch", "--model", &model, "--products", &products];
    let refused = run_with(MRU, &arguments, &variables, "");
    assert_eq!(refused.code, 1, "{}", refused.stdout);
    let said = "AWS refuses GetProducts AWSLB LoadBalancerUsage: InvalidParameterException: The service code AWSLB is not valid.";
    assert!(refused.stderr.contains(said), "{}", refused.stderr);
}

/// Sends one request as it is, and returns the whole answer.
fn raw(stub: &PricingStub, authorization: &str, body: &str) -> String {
    let address = stub.endpoint.trim_start_matches("http://");
    let mut stream = TcpStream::connect(address).expect("the stand-in listens");
    let length = body.len();
    write!(
        stream,
        "POST / HTTP/1.1\r\nx-amz-target: AWSPriceListService.GetProducts\r\n\
         authorization: {authorization}\r\ncontent-length: {length}\r\n\r\n{body}"
    )
    .expect("a request");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).expect("an answer");
    answer
}

/// A stand-in that takes everything would prove nothing about what is asked.
#[test]
fn the_stand_in_refuses_what_aws_refuses() {
    let stub = PricingStub::start(Behaviour::default());
    let signed = "AWS4-HMAC-SHA256 Credential=READER/20261126/us-east-1/pricing/aws4_request";
    let body =
        |more: &str| format!("{{\"ServiceCode\":\"AWSELB\",\"FormatVersion\":\"aws_v1\"{more}}}");
    let field = "\"Filters\":[{\"Type\":\"TERM_MATCH\",\"Field\":\"colour\",\"Value\":\"red\"}]";
    let cases = [
        (signed, body(""), "200 -"),
        ("", body(""), "MissingAuthenticationTokenException"),
        (signed, body(",\"MaxResults\":101"), "MaxResults must be from 1 to 100"),
        (signed, body(",\"MaxResults\":0"), "MaxResults must be from 1 to 100"),
        (signed, body(&format!(",{field}")), "The filter TERM_MATCH colour red is not valid"),
        (signed, body(",\"NextToken\":\"made up\""), "InvalidNextTokenException"),
        (signed, body("").replace("aws_v1", "aws_v2"), "The format version is not valid"),
        (signed, body("").replace("AWSELB", "AWSLB"), "The service code AWSLB is not valid"),
    ];
    for (authorization, body, said) in cases {
        let answer = raw(&stub, authorization, &body);
        assert!(answer.contains(said), "{body}: `{said}` is not in {answer}");
    }
}

/// A server asks in a task that may move between threads.
#[test]
fn fetching_can_wait_in_a_task() {
    fn sent<T: Send>(_: T) {}
    let model = std::fs::read_to_string(root().join(MODEL)).expect("a model");
    let asked = Asked::by(&model, ProductList::OfRegion("us-east-1")).expect("what is asked");
    sent(asked.fetch(None));
}
