//! Cost data from where AWS keeps it: exports in S3, and what Cost Explorer answers.

mod answers;
pub(super) mod athena;
pub(super) mod cost_explorer;
pub(super) mod invoicing;
mod meter;
mod question;
pub(super) mod s3;
mod shape;

use std::{collections::BTreeMap, path::Path, sync::Arc};

use aws_access::{Role, config_of};

use super::{Access, Gathering, Scanned};
use answers::Answers;
use athena::Athena;
use cost_explorer::Explorer;
use meter::Meter;

/// Clients of AWS, one for each profile, region and role: each signs in once.
pub(super) struct Clients<'a> {
    gathering: &'a Gathering<'a>,
    s3: BTreeMap<Access, aws_sdk_s3::Client>,
    explorers: BTreeMap<Access, Explorer>,
    athenas: BTreeMap<Access, Athena>,
    meter: Arc<Meter>,
}

impl<'a> Clients<'a> {
    pub(super) fn new(gathering: &'a Gathering<'a>) -> Clients<'a> {
        let meter = Arc::new(Meter::new(gathering.most_cost));
        let (s3, explorers, athenas) = (BTreeMap::new(), BTreeMap::new(), BTreeMap::new());
        Clients { gathering, s3, explorers, athenas, meter }
    }

    /// A client of S3.
    pub(super) async fn s3(&mut self, access: &Access) -> aws_sdk_s3::Client {
        if let Some(client) = self.s3.get(access) {
            return client.clone();
        }
        let client = aws_sdk_s3::Client::new(&self.config(access, access.region.as_deref()).await);
        self.s3.insert(access.clone(), client.clone());
        client
    }

    /// Who asks Cost Explorer, which is in one region for all of them.
    pub(super) async fn cost_explorer(&mut self, access: &Access) -> Explorer {
        if let Some(explorer) = self.explorers.get(access) {
            return explorer.clone();
        }
        let config = self.config(access, Some(cost_explorer::ANSWERS_IN)).await;
        let counted =
            aws_sdk_costexplorer::config::Builder::from(&config).interceptor(meter::Counter {
                meter: Arc::clone(&self.meter),
                folder: self.gathering.answers.map(Path::to_owned),
                now: self.gathering.now,
            });
        let client = aws_sdk_costexplorer::Client::from_conf(counted.build());
        let answers = self.answers(access, &config).await;
        let explorer = Explorer { client, answers, meter: Arc::clone(&self.meter) };
        self.explorers.insert(access.clone(), explorer.clone());
        explorer
    }

    /// Who asks Athena.
    pub(super) async fn athena(&mut self, access: &Access) -> Athena {
        if let Some(athena) = self.athenas.get(access) {
            return athena.clone();
        }
        let config = self.config(access, access.region.as_deref()).await;
        let client = aws_sdk_athena::Client::new(&config);
        let answers = self.answers(access, &config).await;
        let athena = Athena { client, answers, meter: Arc::clone(&self.meter) };
        self.athenas.insert(access.clone(), athena.clone());
        athena
    }

    /// A client of the Invoicing API.
    pub(super) async fn invoicing(&self, access: &Access) -> aws_sdk_invoicing::Client {
        let config = self.config(access, Some(invoicing::ANSWERS_IN)).await;
        aws_sdk_invoicing::Client::new(&config)
    }

    /// How often Cost Explorer was asked, how many answers were used again, and what Athena scanned.
    pub(super) fn asked(&self) -> (u64, u64, Scanned) {
        (self.meter.made(), self.meter.used_again(), self.meter.all_scanned())
    }

    /// The answers that were kept of who asks. A role sees the same, whoever assumes it.
    async fn answers(&self, access: &Access, config: &aws_access::SdkConfig) -> Arc<Answers> {
        let asker = match &access.role {
            Some(role) => Some(role.clone()),
            None => aws_access::identity(config).await,
        };
        Arc::new(Answers::new(self.gathering, asker))
    }

    async fn config(&self, access: &Access, region: Option<&str>) -> aws_access::SdkConfig {
        let role = access.role.as_deref();
        let role = role.map(|arn| Role { arn, external_id: access.external_id.as_deref() });
        config_of(region, access.profile.as_deref().or(self.gathering.profile), role).await
    }
}
