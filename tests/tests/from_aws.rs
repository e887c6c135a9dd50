//! Cost data straight from AWS, by the real program, from a stand-in on loopback: exports in S3,
//! Cost Explorer, roles, and each way in which AWS refuses.

use std::{collections::BTreeMap, fs, path::Path};

use mru_core::costs::{Basis, CostAmount};
use mru_service::reconciling::{AwsCost, CostSource, Gathering, gather, options};
use mru_tests::{
    aws_desk::{ALLOCATION, AwsDesk, MODEL, PRICES},
    aws_stub::{AwsStub, Charge, World},
    run::root,
};
use serde_json::Value;

const PROGRAM: &str = env!("CARGO_BIN_EXE_mru-under-test");
const ROLE: &str = "arn:aws:iam::999999999999:role/cost-reader";

/// Puts a folder of the fixtures into a bucket.
fn uploaded(folder: &str, below: &str) -> BTreeMap<String, Vec<u8>> {
    fn all(folder: &Path, below: &str, objects: &mut BTreeMap<String, Vec<u8>>) {
        for entry in fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            let name = format!("{below}/{}", path.file_name().expect("a name").to_string_lossy());
            if path.is_dir() {
                all(&path, &name, objects);
            } else {
                objects.insert(name, fs::read(&path).expect("a file"));
            }
        }
    }
    let mut objects = BTreeMap::new();
    all(&root().join("fixtures/costs").join(folder), below, &mut objects);
    objects
}

/// A bucket with CUR 2.0 as AWS lays it out.
fn bucket() -> World {
    World { objects: uploaded("modyo-csv", "modyo-billing/exports/modyo-csv"), ..World::default() }
}

const EXPORT: &str = "s3://modyo-billing/exports/modyo-csv";
const MANIFEST: &str = "exports/modyo-csv/metadata/BILLING_PERIOD=2026-10/modyo-csv-Manifest.json";

#[test]
fn an_export_in_s3_says_what_its_copy_says() {
    let desk = AwsDesk::new(PROGRAM, bucket());
    let (copied, _) = desk.report(&["fixtures/costs/modyo-csv"], &[]);
    let manifest = format!("s3://modyo-billing/{MANIFEST}?region=eu-west-1");
    for source in [EXPORT, manifest.as_str()] {
        let (report, said) = desk.report(&[source], &[]);
        assert!(said.contains("34 rows counted; 2 rows of split costs"), "{said}");
        let named = report.to_string();
        assert!(named.contains("s3://modyo-billing/exports/modyo-csv/data/"), "{named}");
        let as_copied = named.replace("s3://modyo-billing/exports", "fixtures/costs");
        assert_eq!(as_copied, copied.to_string(), "names apart, nothing differs");
        // The manifest, the files that it names and no other one, and the manifest again.
        let seen = desk.seen();
        let data = "S3 READER modyo-billing/exports/modyo-csv/data/BILLING_PERIOD=2026-10";
        let manifest = format!("S3 READER modyo-billing/{MANIFEST}");
        let files = [1, 2].map(|at| format!("{data}/modyo-csv-0000{at}.csv.gz"));
        let [first, second] = files;
        assert_eq!(seen, [manifest.clone(), first, second, manifest]);
    }
}

#[test]
fn parquet_and_legacy_exports_are_found_by_their_manifests() {
    let mut objects = uploaded("modyo-parquet", "modyo-billing/exports/modyo-parquet");
    objects.extend(uploaded("legacy", "b/reports/modyo/20261001-20261101/assembly"));
    let file = "reports//modyo/20261001-20261101/assembly/modyo-legacy-1.csv";
    let legacy = serde_json::json!({
        "billingPeriod": { "start": "20261001T000000.000Z", "end": "20261101T000000.000Z" },
        "reportKeys": [file],
    });
    let name = "b/reports/modyo/20261001-20261101/modyo-Manifest.json";
    objects.insert(name.to_owned(), legacy.to_string().into_bytes());
    // Prefixes that end with a slash leave two in a key.
    let bytes = objects.remove(&format!("b/{}", file.replace("//", "/"))).expect("the report");
    objects.insert(format!("b/{file}"), bytes);
    let desk = AwsDesk::new(PROGRAM, World { objects, ..World::default() });
    let sum = |source: &str| desk.report(&[source], &[]).0["charged_usd"].clone();
    let expected = sum("fixtures/costs/modyo-csv");
    assert!(expected.is_string(), "{expected}");
    for source in ["s3://modyo-billing/exports/modyo-parquet/", "s3://b/reports/modyo"] {
        assert_eq!(sum(source), expected, "{source}");
    }
}

#[test]
fn a_role_is_assumed_once_for_all_that_it_reads() {
    let mut world = bucket();
    world.roles.insert(ROLE.to_owned(), "modyo=1/a".to_owned());
    let desk = AwsDesk::new(PROGRAM, world);
    let with = |more: &str| format!("{EXPORT}?role={ROLE}{more}");
    desk.report(&[&with("&external-id=modyo=1/a")], &[]);
    let seen = desk.seen();
    assert_eq!(seen.iter().filter(|it| it.starts_with("STS READER")).count(), 1, "{seen:?}");
    assert_eq!(seen.iter().filter(|it| it.starts_with("S3 ROLE999999999999")).count(), 4);
    for more in ["", "&external-id=other"] {
        let said = desk.refused("READER", &[&with(more)], &[]);
        assert!(said.contains("AWS does not let the credentials assume the role"), "{said}");
        assert!(said.contains("sts:AssumeRole"), "{said}");
    }
    let said = desk.refused("EXPIRED", &[&with("&external-id=modyo=1/a")], &[]);
    assert!(said.contains("have expired"), "{said}");
}

/// Who asks for what, and what is said: in both languages.
#[track_caller]
fn says(desk: &AwsDesk, prepare: &dyn Fn() -> World, key: &str, source: &str, said: &str) {
    *desk.stub.world() = prepare();
    let refused = desk.refused(key, &[source], &[]);
    assert!(refused.contains(said), "`{said}` is not in {refused}");
    *desk.stub.world() = prepare();
    let translated = desk.refused(key, &[source], &["--lang", "es"]);
    assert_ne!(translated, refused, "the other language says it as well");
}

#[test]
fn who_may_not_read_and_what_is_no_address_is_told_what_to_do() {
    let desk = AwsDesk::new(PROGRAM, bucket());
    for (key, source, said) in [
        ("DENIED", EXPORT, "there is no manifest of the month, or the credentials may not read it"),
        (
            "READER",
            "s3://modyo-billing/none",
            "`s3://modyo-billing/none/20261001-20261101/none-Manifest.json`; check the key and the permission `s3:GetObject`",
        ),
        ("EXPIRED", EXPORT, "have expired"),
        ("UNKNOWN", EXPORT, "AWS does not accept the credentials (InvalidAccessKeyId)"),
        ("READER", "s3://modyo-billing", "`modyo-billing` cannot be read; write `s3://BUCKET/KEY`"),
        ("READER", "s3://modyo-billing/x?rule=y", "`rule=y` cannot be read"),
        ("READER", "s3://modyo-billing/x?external-id=y", "`external-id=y` cannot be read"),
        ("READER", "cost-explorer:12345", "`12345` cannot be read"),
    ] {
        says(&desk, &bucket, key, source, said);
    }
}

/// A bucket in which one text of the manifest is another.
fn with_manifest(from: &str, to: &str) -> World {
    let mut world = bucket();
    let manifest = world.objects.get_mut(&format!("modyo-billing/{MANIFEST}"));
    let manifest = manifest.expect("the manifest");
    let text = String::from_utf8(manifest.clone()).expect("text");
    assert!(text.contains(from));
    *manifest = text.replacen(from, to, 1).into_bytes();
    world
}

#[test]
fn an_export_that_is_not_whole_is_not_read() {
    let file = "modyo-billing/exports/modyo-csv/data/BILLING_PERIOD=2026-10/modyo-csv-00002.csv.gz";
    let without = |says_absent| {
        let mut world = World { says_absent, ..bucket() };
        world.objects.remove(file);
        world
    };
    let breaks = [(file.to_owned(), 3)].into();
    let broken = World { breaks, ..bucket() };
    let new = b"{\"dataFiles\":[\"s3://modyo-billing/other.csv\"]}".to_vec();
    let delivered_again = [(format!("modyo-billing/{MANIFEST}"), new)].into();
    let again = World { delivered_again, ..bucket() };
    let absent = "modyo-csv-00002.csv.gz`, which is not there or may not be read";
    let outside = "which lies outside of its bucket";
    let to = "s3://modyo-billing/exports";
    let desk = AwsDesk::new(PROGRAM, bucket());
    for (world, said) in [
        (without(false), absent),
        (without(true), absent),
        (broken, "did not arrive whole"),
        (World { wrong_checksums: true, ..bucket() }, "or their checksum is another one"),
        (again, "changed while the export was copied"),
        (with_manifest(to, "s3://other/exports"), outside),
        (with_manifest(to, "s3://modyo-billing/../exports"), outside),
    ] {
        says(&desk, &|| world.clone(), "READER", EXPORT, said);
    }
    // A manifest that is none, or of another month, is wrong input.
    for (from, to, said) in [
        ("dataFiles", "otherFiles", "is no manifest of an export"),
        ("2026-10-01T", "2026-09-01T", "is of 2026-09, not of 2026-10"),
    ] {
        *desk.stub.world() = with_manifest(from, to);
        let run = desk.reconcile("READER", &[EXPORT], &[]);
        let words = run.stderr.split_whitespace().collect::<Vec<_>>().join(" ");
        assert_eq!(run.code, 2, "{words}");
        assert!(words.contains(said) && words.contains("`s3://modyo-billing/exports"), "{words}");
    }
}

#[test]
fn a_file_that_breaks_off_is_begun_again() {
    let desk = AwsDesk::new(PROGRAM, bucket());
    let whole = desk.report(&[EXPORT], &[]).0;
    let manifest = format!("modyo-billing/{MANIFEST}");
    for object in bucket().objects.into_keys().filter(|it| !it.contains("00003")) {
        desk.seen();
        desk.stub.world().breaks.insert(object.clone(), 2);
        assert_eq!(desk.report(&[EXPORT], &[]).0, whole, "{object}");
        let times = if object == manifest { 4 } else { 3 };
        let asked = format!("S3 READER {object}");
        assert_eq!(desk.seen().iter().filter(|it| **it == asked).count(), times, "{object}");
    }
}

/// Each reader has a policy, and together they grant what is asked for and nothing else.
#[test]
fn policies_grant_what_is_asked_and_no_more() {
    let granted = |name: &str| -> Vec<String> {
        let path = root().join("docs/policies").join(name);
        let text = fs::read_to_string(&path).expect("a policy");
        let policy: Value = serde_json::from_str(&text).expect("JSON");
        assert_eq!(policy["Version"], "2012-10-17", "{name}");
        let statements = policy["Statement"].as_array().expect("statements");
        let action = |it: &Value| it["Action"].as_str().expect("one action").to_owned();
        statements.iter().map(action).collect()
    };
    for (name, action) in [
        ("prices.json", "pricing:GetProducts"),
        ("exports-in-s3.json", "s3:GetObject"),
        ("cost-explorer.json", "ce:GetCostAndUsage"),
        ("assume-role.json", "sts:AssumeRole"),
        ("trust-of-role.json", "sts:AssumeRole"),
    ] {
        assert_eq!(granted(name), [action], "{name}");
    }
}

const ACCOUNTS: [&str; 3] = ["012345678901", "100000000001", "555000111222"];

/// What three accounts were charged for in October, and in November, which is not asked for.
fn charges() -> Vec<Charge> {
    let charge = |of, e10, e3, unit| Charge { of, month: "2026-10-01", e10, e3, unit };
    let [a, b, c] = ACCOUNTS;
    let (ecs, ec2) = ("Amazon Elastic Container Service", "EC2 - Other");
    let fargate = "USE1-Fargate-vCPU-Hours:perCPU";
    let mut all = vec![
        charge([a, "Usage", "production", ecs, fargate], 301_171_200_000, 744_000, "hours"),
        charge([a, "Usage", "qa", ecs, fargate], 100_000_000_100, 247_000, "hours"),
        charge([a, "Usage", "", ec2, "NatGateway-Bytes"], 4_100, 9, "GB"),
        charge([a, "Usage", "", ec2, "NatGateway-Hours"], 0, 744_000, "Hrs"),
        charge(
            [a, "SavingsPlanCoveredUsage", "production", ecs, fargate],
            50_000_000_000,
            1_000,
            "hours",
        ),
        charge([a, "SavingsPlanNegation", "production", ecs, fargate], -50_000_000_000, 0, "N/A"),
        charge([a, "Credit", "production", ecs, fargate], -20_000_000_000, 0, "N/A"),
        charge([a, "Tax", "", "Tax", "NoUsageType"], 57_222_500_000, 0, "N/A"),
        charge(
            [
                b,
                "Usage",
                "production",
                "Amazon Relational Database Service",
                "InstanceUsage:db.r6g.large",
            ],
            1_934_400_000_000,
            744_000,
            "Hrs",
        ),
        charge(
            [c, "Usage", "", "AmazonCloudWatch", "DataProcessing-Bytes"],
            5_000_000_000,
            1_000,
            "GB",
        ),
        charge(
            [c, "Support", "", "AWS Support (Business)", "NoUsageType"],
            1_000_000_000_000,
            0,
            "N/A",
        ),
        charge(
            [c, "Enterprise Discount Program Discount", "", "AmazonCloudWatch", "NoUsageType"],
            -500_000_000,
            0,
            "N/A",
        ),
        charge([c, "DiscountedUsage", "", "AmazonCloudWatch", "Nothing"], 0, 0, "N/A"),
    ];
    all.push(Charge {
        month: "2026-11-01",
        ..charge([a, "Usage", "qa", ecs, fargate], 1_000_000_000_000, 1, "hours")
    });
    all
}

/// What October's charges of accounts are together, in a share of their unblended cost.
fn october(accounts: &[&str], percent: i64) -> String {
    let all = charges().into_iter().filter(|it| it.month == "2026-10-01");
    let sum: i64 = all.filter(|it| accounts.contains(&it.of[0])).map(|it| it.e10).sum();
    CostAmount::new(i128::from(sum / 100 * percent), 10).expect("an amount").trimmed().to_string()
}

fn explorer() -> World {
    World { charges: charges(), on_page: 2, ..World::default() }
}

#[test]
fn cost_explorer_is_asked_in_parts_that_are_the_whole() {
    let desk = AwsDesk::new(PROGRAM, World { throttled: 2, bad_tokens: 1, ..explorer() });
    let (report, said) = desk.report(&["cost-explorer:"], &[]);
    assert_eq!(report["charged_usd"], october(&ACCOUNTS, 100), "{report}");
    assert_eq!(report["is_final"], false, "no invoice is named");
    // Usage by account, record type and environment; everything else by record type.
    let seen = desk.seen();
    let asked: Vec<&String> = seen.iter().filter(|it| it.starts_with("CE")).collect();
    let detail = |filter: &str| format!("CE READER SERVICE+USAGE_TYPE {filter}");
    for filter in [
        "LINKED_ACCOUNT=012345678901 RECORD_TYPE=Usage environment=production",
        "LINKED_ACCOUNT=012345678901 RECORD_TYPE=Usage environment=",
        "LINKED_ACCOUNT=100000000001 RECORD_TYPE=Usage environment=production",
    ] {
        assert!(asked.contains(&&detail(filter)), "{filter}: {asked:#?}");
    }
    let tax = "CE READER LINKED_ACCOUNT+SERVICE RECORD_TYPE=Tax".to_owned();
    assert!(asked.contains(&&tax), "{asked:#?}");
    let empty = asked.iter().filter(|it| it.contains("RECORD_TYPE=DiscountedUsage environment"));
    assert_eq!(empty.count(), 0, "what has neither cost nor usage is not asked for again");
    // Every attempt is counted: those that were throttled or refused as well.
    let attempts = asked.len() + seen.iter().filter(|it| it.ends_with("Exception")).count();
    let refused: Vec<_> = seen.iter().filter(|it| it.ends_with("Exception")).collect();
    assert_eq!(
        refused,
        ["LimitExceededException", "LimitExceededException", "InvalidNextTokenException"]
    );
    let counted =
        format!("Cost Explorer was asked {attempts} times, for USD 0.{attempts:02}; 0 kept");
    assert!(said.contains(&counted), "`{counted}` is not in {said}");
    assert!(said.contains("are sums of Cost Explorer, 0 of them estimates"), "{said}");

    let evidence = |bucket: &str, account: &str| -> Vec<Value> {
        let all = report["attributions"].as_array().expect("attributions").iter();
        let of = |it: &&Value| it["bucket"] == bucket && it["charged_for"]["account"] == account;
        all.filter(of).cloned().collect()
    };
    let shared = evidence("shared", "012345678901");
    let production = shared.iter().find(|it| it["charged_for"]["environment"] == "production");
    let production = production.expect("the environment that the tag names");
    assert_eq!(production["charged_for"]["service"], "AmazonECS", "the code of the service");
    let support = evidence("support", "555000111222");
    assert_eq!(support[0]["usd"], "100");
    assert_eq!(evidence("unmapped", "100000000001")[0]["usd"], "193.44");
    assert_eq!(evidence("credits", "012345678901")[0]["usd"], "-2");
    assert_eq!(evidence("discounts", "555000111222")[0]["usd"], "-0.05");
    assert!(report.to_string().contains("cost-explorer:/2026-10-1.json"), "{report}");

    for (basis, percent) in [("amortised", 90), ("net-unblended", 80), ("net-amortised", 70)] {
        let (report, said) = desk.report(&["cost-explorer:"], &["--basis", basis]);
        assert_eq!(report["charged_usd"], october(&ACCOUNTS, percent), "{basis}");
        assert!(said.contains("Cost Explorer was asked 0 times, for USD 0.00"), "{said}");
    }
    assert!(desk.seen().is_empty(), "kept answers serve every basis");
    let (_, said) = desk.report(&["cost-explorer:"], &["--fresh"]);
    assert!(!said.contains("asked 0 times"), "{said}");
}

#[test]
fn accounts_and_roles_are_asked_one_by_one() {
    let mut world = explorer();
    world.roles.insert(ROLE.to_owned(), "modyo".to_owned());
    world.on_page = 100;
    let desk = AwsDesk::new(PROGRAM, world);
    let source = format!("cost-explorer:012345678901?role={ROLE}&external-id=modyo");
    let other = format!("cost-explorer:100000000001?role={ROLE}&external-id=modyo");
    let (report, _) = desk.report(&[&source, &other], &[]);
    assert_eq!(report["charged_usd"], october(&ACCOUNTS[..2], 100), "{report}");
    let seen = desk.seen();
    assert_eq!(seen.iter().filter(|it| it.starts_with("STS")).count(), 1, "{seen:#?}");
    assert!(
        seen.iter()
            .filter(|it| it.starts_with("CE"))
            .all(|it| it.starts_with("CE ROLE999999999999"))
    );
    assert!(!seen.iter().any(|it| it.contains("555000111222")), "{seen:#?}");
    // Somebody else's answers are not used again.
    let (_, said) = desk.report(&["cost-explorer:100000000001"], &[]);
    assert!(said.contains("; 0 kept answers"), "{said}");
    let refused = desk.refused("READER", &["cost-explorer:", &source], &[]);
    assert!(refused.contains("both about account 012345678901, whose charges would"), "{refused}");
    // For a store that is not there nothing is asked.
    desk.seen();
    fs::remove_file(desk.store.folder.path().join("mru.db")).expect("a store");
    desk.refused("READER", &["cost-explorer:"], &["--fresh"]);
    assert!(desk.seen().is_empty());
}

#[test]
fn each_way_in_which_cost_explorer_fails_says_what_to_do() {
    let desk = AwsDesk::new(PROGRAM, explorer());
    let cap = ["--max-aws-cost", "0.05"];
    let cases: [(World, &str, &[&str], &str); 8] = [
        (explorer(), "DENIED", &[], "give the credentials the permission `ce:GetCostAndUsage`"),
        (explorer(), "EXPIRED", &[], "have expired"),
        (
            explorer(),
            "UNKNOWN",
            &[],
            "AWS does not accept the credentials (UnrecognizedClientException)",
        ),
        (World { throttled: 99, ..explorer() }, "READER", &[], "AWS asks to be asked less often"),
        (World { bad_tokens: 99, ..explorer() }, "READER", &[], "InvalidNextTokenException"),
        (
            World { without_end: true, on_page: 99, ..explorer() },
            "READER",
            &["--max-aws-cost", "9"],
            "without an end: 100 pages were read",
        ),
        (
            World { on_page: 99, ..explorer() },
            "READER",
            &cap,
            "would have to be asked 11 times more after 3 requests, USD 0.14 in all, and USD 0.05 may be spent",
        ),
        (
            World { moves: true, on_page: 99, ..explorer() },
            "READER",
            &["--fresh"],
            "AWS changed its figures between two answers; ask again with `--fresh`",
        ),
    ];
    for (world, key, more, said) in cases {
        *desk.stub.world() = world.clone();
        let fresh = desk.store.folder.path().join("none").display().to_string();
        let kept = ["--answers", fresh.as_str()];
        let _ = fs::remove_dir_all(&fresh);
        let refused = desk.refused(key, &["cost-explorer:"], &[more, &kept].concat());
        assert!(refused.contains(said), "`{said}` is not in {refused}");
        *desk.stub.world() = world;
        let _ = fs::remove_dir_all(&fresh);
        let translated =
            desk.refused(key, &["cost-explorer:"], &[more, &kept, &["--lang", "es"]].concat());
        assert_ne!(translated, refused, "the other language says it as well");
    }
    // The cap stops attempts that the client makes by itself, too.
    *desk.stub.world() = World { throttled: 99, ..explorer() };
    desk.seen();
    let refused =
        desk.refused("READER", &["cost-explorer:"], &["--max-aws-cost", "0.02", "--fresh"]);
    assert!(refused.contains("and USD 0.02 may be spent"), "{refused}");
    assert_eq!(desk.seen(), ["LimitExceededException", "LimitExceededException"]);
    let refused = desk.refused("READER", &["cost-explorer:"], &["--max-aws-cost=-1"]);
    assert!(refused.contains("`--max-aws-cost -1` is no amount of USD"), "{refused}");
}

/// A stand-in that takes everything would prove nothing about what is asked.
#[test]
fn the_stand_in_refuses_what_aws_refuses() {
    use std::io::{Read as _, Write as _};
    let stub = AwsStub::start(explorer());
    let ask = |body: &str| {
        let address = stub.endpoint.trim_start_matches("http://");
        let mut stream = std::net::TcpStream::connect(address).expect("the stand-in listens");
        write!(
            stream,
            "POST / HTTP/1.1\r\nx-amz-target: AWSInsightsIndexService.GetCostAndUsage\r\n\
             authorization: AWS4-HMAC-SHA256 Credential=READER/1/us-east-1/ce/aws4_request\r\n\
             content-length: {}\r\n\r\n{body}",
            body.len()
        )
        .expect("a request");
        let mut answer = String::new();
        stream.read_to_string(&mut answer).expect("an answer");
        answer
    };
    let good = r#"{"TimePeriod":{"Start":"2026-10-01","End":"2026-11-01"},"Granularity":"MONTHLY","Metrics":["UnblendedCost"],"GroupBy":[{"Type":"DIMENSION","Key":"SERVICE"}]}"#;
    assert!(ask(good).starts_with("HTTP/1.1 200"), "{}", ask(good));
    let account = r#"{"Dimensions":{"Key":"LINKED_ACCOUNT","Values":["1"]}}"#;
    for (from, to, said) in [
        ("\"2026-11-01\"", "\"2026-10-01\"", "should be before end date"),
        ("2026-10-01", "October", "must be days"),
        ("[\"UnblendedCost\"]", "[]", "Metrics can not be empty"),
        ("UnblendedCost", "UnblendedCosts", "Unsupported metric"),
        (
            "\"Key\":\"SERVICE\"}]",
            "\"Key\":\"SERVICE\"},{\"Type\":\"DIMENSION\",\"Key\":\"USAGE_TYPE\"},{\"Type\":\"DIMENSION\",\"Key\":\"RECORD_TYPE\"}]",
            "at most two",
        ),
        ("SERVICE", "COLOUR", "Group Definition dimension is invalid"),
        (
            "\"Granularity\"",
            "\"NextPageToken\":\"made up\",\"Granularity\"",
            "InvalidNextTokenException",
        ),
        (
            "\"Granularity\"",
            "\"NextPageToken\":\"2 of another\",\"Granularity\"",
            "RequestChangedException",
        ),
        (
            "\"Granularity\"",
            &format!("\"Filter\":{{\"And\":[{account}]}},\"Granularity\""),
            "at least two",
        ),
        (
            "\"Granularity\"",
            "\"Filter\":{\"Tags\":{\"Key\":\"environment\"}},\"Granularity\"",
            "Values can not be empty",
        ),
    ] {
        assert!(good.contains(from), "{from}");
        let answer = ask(&good.replacen(from, to, 1));
        assert!(answer.contains(said), "{to}: `{said}` is not in {answer}");
    }
}

/// A server gathers in a task that may move between threads.
#[test]
fn gathering_can_wait_in_a_task() {
    fn sent<T: Send>(_: T) {}
    let allocation = mru_core::reconciliation::Allocation::read(ALLOCATION).expect("an allocation");
    let options = options("2026-10".parse().expect("a month"), Basis::Unblended, &allocation);
    let gathering = Gathering {
        month: "2026-10".parse().expect("a month"),
        options: &options,
        profile: None,
        answers: None,
        is_fresh: false,
        most_cost: AwsCost::ZERO,
        told: &(),
        now: chrono::DateTime::UNIX_EPOCH,
    };
    let sources = [CostSource::read("cost-explorer:").expect("an address")];
    sent(gather(&sources, &gathering));
}

/// What was asked in a month, retries and commands that keep nothing included, stands beside what AWS
/// charges for it.
#[test]
fn requests_are_kept_before_they_are_sent_and_held_against_the_bill() {
    let charge = |of| Charge { of, month: "2026-10-01", e10: 5_000_000_000, e3: 1000, unit: "Hrs" };
    let account = "012345678901";
    let charges =
        vec![charge([account, "Usage", "production", "Amazon Simple Queue Service", "q"])];
    let desk =
        AwsDesk::new(PROGRAM, World { charges, on_page: 100, throttled: 1, ..World::default() });
    let (_, said) = desk.report(&["cost-explorer:"], &[]);
    let asked = said.split("was asked ").nth(1).and_then(|it| it.split(' ').next());
    let asked: u64 = asked.and_then(|it| it.parse().ok()).expect("a count");
    assert!(asked > 1, "{said}");
    let month = chrono::Utc::now().format("%Y-%m").to_string();
    let log = format!("aws-answers/requests-{month}.log");
    let log = fs::read_to_string(desk.store.folder.path().join(log)).expect("the requests");
    assert_eq!(log.lines().count() as u64, asked);
    let next = chrono::Utc::now().format("%Y-%m-02");
    let bill = format!(
        "bill_billing_period_start_date,line_item_usage_start_date,line_item_usage_end_date,\
         line_item_usage_account_id,line_item_line_item_type,line_item_product_code,\
         line_item_usage_type,line_item_operation,line_item_usage_amount,line_item_currency_code,\
         line_item_unblended_cost\n{month}-01T00:00:00Z,{next}T00:00:00Z,{next}T01:00:00Z,{account},\
         Usage,AWSCostExplorer,USE1-APIRequest,GetCostAndUsage,40,USD,0.40\n"
    );
    let bill = desk.store.file("bill.csv", &bill);
    let command = ["reconcile", &month, "--costs", &bill, "--allocation", &desk.allocation];
    let more = ["--model", MODEL, "--prices", PRICES, "--dry-run", "--format", "json"];
    let run = desk.store.run_with(&[&command[..], &more].concat(), &[]);
    let report: Value = serde_json::from_str(&run.stdout).expect("JSON");
    let found = &report["explorer"];
    assert_eq!(found["asked"], asked, "{found}");
    assert_eq!((&found["charged"], &found["charged_usd"]), (&"40".into(), &"0.4".into()));
}
