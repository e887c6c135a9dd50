//! Months run by API: begun, followed, finished, even when the service is told to end.

use std::time::{Duration, Instant};

use mru_tests::{
    served::{Answer, Served},
    store::{Store, on_both},
};
use serde_json::{Value, json};

use crate::{PROGRAM, key};

fn begin(served: &Served, key: &str, path: &str) -> Answer {
    served.ask(&format!("POST {path}"), &[&format!("authorization: Bearer {key}")], b"")
}

/// Waits until a job has ended.
fn ended(served: &Served, key: &str, location: &str) -> Value {
    let begun = Instant::now();
    loop {
        let job = served.get(location, key);
        assert_eq!(job.status, 200, "{}", job.text);
        let job = job.json();
        if job["state"] != "running" {
            return job;
        }
        assert!(begun.elapsed() < Duration::from_secs(60), "{job}");
        std::thread::sleep(Duration::from_millis(20));
    }
}

#[test]
fn a_month_is_run_as_a_job() {
    on_both(PROGRAM, |store| {
        store.record();
        let key = key(store, "billing-analyst");
        let served = Served::start(store, &[]);
        let run = |path: &str| {
            let begun = begin(&served, &key, path);
            assert_eq!(begun.status, 202, "{}", begun.text);
            let location = begun.header("location").expect("a place").to_owned();
            ended(&served, &key, &location)
        };
        let dry = run("/v1/months/2026-04/run?dry_run=true");
        assert_eq!((&dry["state"], &dry["report"]["dry_run"]), (&json!("done"), &json!(true)));
        assert_eq!(served.get("/v1/customers/alpha/months/2026-04", &key).status, 404);
        let done = run("/v1/months/2026-04/run");
        assert_eq!((&done["customers_done"], &done["customers"]), (&json!(2), &json!(2)));
        let outcomes = |report: &Value| -> Vec<Value> {
            let customers = report["customers"].as_array().expect("customers");
            customers.iter().map(|it| it["outcome"].clone()).collect()
        };
        assert_eq!(outcomes(&done["report"]), [json!("new"), json!("new")], "{done}");
        // The command line says the same of the month, which the job left as it is.
        let mut told = store.json(&["bill", "2026-04"]);
        assert_eq!(outcomes(&told), [json!("unchanged"), json!("unchanged")]);
        let mut again = run("/v1/months/2026-04/run")["report"].take();
        for report in [&mut told, &mut again] {
            report["run"] = Value::Null;
        }
        assert_eq!(again, told);
        let one = run("/v1/months/2026-05/run?customer=beta");
        assert_eq!(one["customers"], 1, "{one}");
        let failed = run("/v1/months/2026-05/run?customer=nobody");
        assert_eq!(
            (&failed["state"], &failed["problem"]["code"]),
            (&json!("failed"), &json!("no-customer"))
        );
        let far = run("/v1/months/2099-01/run");
        assert_eq!(far["problem"]["code"], "period-not-begun", "{far}");
        let listed = served.get("/v1/jobs", &key).json();
        assert_eq!(listed["items"].as_array().expect("jobs").len(), 6);
        assert_eq!(listed["items"][0], far);
        assert_eq!(served.get("/v1/jobs/none", &key).problem(), (404, String::from("no-job")));
    });
}

#[test]
fn a_service_that_is_told_to_end_finishes_its_job() {
    let store = Store::sqlite(PROGRAM);
    store.record();
    let key = key(&store, "billing-analyst");
    let mut served = Served::start(&store, &[]);
    assert_eq!(begin(&served, &key, "/v1/months/2026-04/run").status, 202);
    served.tell_to_end();
    assert_eq!(served.ended(), 0);
    let listed = store.json(&["invoice", "list", "2026-04"]);
    assert_eq!(listed.as_array().expect("drafts").len(), 2, "{listed}");
}
