//! Reconciling with what AWS answers, by the real program, where AWS is a stand-in on loopback.

use std::{fs, path::PathBuf};

use serde_json::Value;

use crate::{
    aws_stub::{AwsStub, World},
    run::Run,
    store::Store,
};

/// The price model of October.
pub const MODEL: &str = "pricing-tables/models/reference-2026-10-01.toml";
/// The AWS prices that the model names.
pub const PRICES: &str = "pricing-tables/sources/aws-us-east-1-2026-10.csv";

/// An allocation with the account of the fixtures.
pub const ALLOCATION: &str = "environment_tag = \"environment\"\ncomponent_tag = \"component\"\n\
                          [[accounts]]\naccount = \"012345678901\"\nshared = true\n";

/// A store to reconcile in, and the AWS that it asks.
#[derive(Debug)]
pub struct AwsDesk {
    /// The store, with a supplier.
    pub store: Store,
    /// The stand-in for AWS.
    pub stub: AwsStub,
    /// Name of the file with the allocation.
    pub allocation: String,
}

impl AwsDesk {
    /// A store of `program`, and an AWS with what `world` has.
    pub fn new(program: &'static str, world: World) -> AwsDesk {
        let store = Store::sqlite(program);
        store.ok(&["supplier", "put", "fixtures/demo/supplier.toml"]);
        let allocation = store.file("allocation.toml", ALLOCATION);
        let desk = AwsDesk { store, stub: AwsStub::start(world), allocation };
        fs::create_dir(desk.temporary()).expect("a folder");
        desk
    }

    /// Reconciles October as the owner of an access key, without keeping it.
    ///
    /// Panics if the run says the secret or leaves a temporary file behind.
    #[track_caller]
    pub fn reconcile(&self, key: &str, costs: &[&str], more: &[&str]) -> Run {
        let home = self.store.folder.path().join("home").display().to_string();
        let temporary = self.temporary().display().to_string();
        let variables = [
            ("AWS_ENDPOINT_URL", self.stub.endpoint.as_str()),
            ("AWS_EC2_METADATA_DISABLED", "true"),
            ("AWS_MAX_ATTEMPTS", "3"),
            ("AWS_CONFIG_FILE", &home),
            ("AWS_SHARED_CREDENTIALS_FILE", &home),
            ("AWS_ACCESS_KEY_ID", key),
            ("AWS_SECRET_ACCESS_KEY", "made up"),
            ("TMPDIR", &temporary),
        ];
        let command = ["reconcile", "2026-10", "--allocation", &self.allocation, "--dry-run"];
        let model = ["--model", MODEL, "--prices", PRICES, "--costs"];
        let run = self.store.run_with(&[&command, &model, costs, more].concat(), &variables);
        assert!(!run.stderr.contains("made up"), "no secret is said: {}", run.stderr);
        let left: Vec<_> = fs::read_dir(self.temporary()).expect("a folder").collect();
        assert!(left.is_empty(), "copies are left: {left:?}");
        run
    }

    /// The report on costs, as JSON, and what is said beside it.
    #[track_caller]
    pub fn report(&self, costs: &[&str], more: &[&str]) -> (Value, String) {
        let run = self.reconcile("READER", costs, &[more, &["--format", "json"]].concat());
        assert!([0, 3].contains(&run.code), "{}", run.stderr);
        (serde_json::from_str(&run.stdout).expect("JSON"), run.stderr)
    }

    /// What is said, in one line, when AWS refuses and nothing is reconciled.
    #[track_caller]
    pub fn refused(&self, key: &str, costs: &[&str], more: &[&str]) -> String {
        self.stopped(&[1], key, costs, more)
    }

    /// What is said, in one line, when AWS refuses or what it answers cannot be used; that Spanish says
    /// it in other words.
    #[track_caller]
    pub fn refused_in_both(&self, key: &str, costs: &[&str], more: &[&str]) -> String {
        let said = |more: &[&str]| self.stopped(&[1, 2], key, costs, more);
        let english = said(more);
        assert_ne!(said(&[more, &["--lang", "es"]].concat()), english);
        english
    }

    #[track_caller]
    fn stopped(&self, codes: &[i32], key: &str, costs: &[&str], more: &[&str]) -> String {
        let run = self.reconcile(key, costs, more);
        assert!(codes.contains(&run.code) && run.stdout.is_empty(), "{}: {}", run.code, run.stderr);
        run.stderr.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// What AWS was asked since the last look.
    pub fn seen(&self) -> Vec<String> {
        std::mem::take(&mut self.stub.world().seen)
    }

    fn temporary(&self) -> PathBuf {
        self.store.folder.path().join("tmp")
    }
}
