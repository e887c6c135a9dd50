//! Cost data from where AWS keeps it: exports in S3, and what Cost Explorer answers.

mod answers;
pub(super) mod cost_explorer;
mod meter;
mod question;
pub(super) mod s3;
mod shape;

use std::{collections::BTreeMap, sync::Arc};

use aws_access::{Role, config_of};

use super::{Access, Gathering};
use answers::Answers;
use cost_explorer::Explorer;
use meter::Meter;

/// Clients of AWS, one for each profile, region and role: each signs in once.
pub(super) struct Clients<'a> {
    gathering: &'a Gathering<'a>,
    s3: BTreeMap<Access, aws_sdk_s3::Client>,
    explorers: BTreeMap<Access, Explorer>,
    meter: Arc<Meter>,
}

impl<'a> Clients<'a> {
    pub(super) fn new(gathering: &'a Gathering<'a>) -> Clients<'a> {
        let meter = Arc::new(Meter::new(gathering.most_requests));
        Clients { gathering, s3: BTreeMap::new(), explorers: BTreeMap::new(), meter }
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
        let counted = aws_sdk_costexplorer::config::Builder::from(&config)
            .interceptor(meter::Counter(Arc::clone(&self.meter)));
        let client = aws_sdk_costexplorer::Client::from_conf(counted.build());
        // A role sees the same, whoever assumes it.
        let asker = match &access.role {
            Some(role) => Some(role.clone()),
            None => aws_access::identity(&config).await,
        };
        let answers = Arc::new(Answers::new(self.gathering, asker));
        let explorer = Explorer { client, answers, meter: Arc::clone(&self.meter) };
        self.explorers.insert(access.clone(), explorer.clone());
        explorer
    }

    /// How often Cost Explorer was asked, and how many answers were used again.
    pub(super) fn asked(&self) -> (u64, u64) {
        (self.meter.made(), self.meter.used_again())
    }

    async fn config(&self, access: &Access, region: Option<&str>) -> aws_access::SdkConfig {
        let role = access.role.as_deref();
        let role = role.map(|arn| Role { arn, external_id: access.external_id.as_deref() });
        config_of(region, access.profile.as_deref().or(self.gathering.profile), role).await
    }
}
