//! How AWS is reached: one HTTP client, credentials as AWS's own command line finds them, stated
//! limits of time and attempts, and the cause of a failure as a value.
//!
//! Everything of this product that asks AWS goes through here, so that certificates, proxies,
//! profiles and other endpoints are the same for all.
//!
//! Credentials come from the environment, the shared files and their profiles, single sign-on, a
//! process, a container or an instance, in AWS's order. Other endpoints come from AWS's own variables
//! (`AWS_ENDPOINT_URL`, `AWS_ENDPOINT_URL_PRICING`) or profiles.

#![deny(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod cause;

use std::time::Duration;

use aws_config::{
    BehaviorVersion, Region, retry::RetryConfig, sts::AssumeRoleProvider, timeout::TimeoutConfig,
};
use aws_credential_types::provider::{ProvideCredentials as _, SharedCredentialsProvider};
use aws_smithy_http_client::{
    Builder, Connector,
    proxy::ProxyConfig,
    tls::{Provider, rustls_provider::CryptoMode},
};
use aws_smithy_runtime_api::client::http::SharedHttpClient;

pub use aws_config::SdkConfig;
pub use cause::Cause;

/// How often a request is tried when AWS throttles or fails, the first time counted; the variable
/// `AWS_MAX_ATTEMPTS` says otherwise.
pub const ATTEMPTS: u32 = 6;
/// The wait before the second attempt, at most; it doubles each time.
pub const FIRST_WAIT: Duration = Duration::from_millis(500);
/// The longest wait between two attempts.
pub const LONGEST_WAIT: Duration = Duration::from_secs(20);
/// What a session is called in which a role is assumed; who owns the role sees it.
pub const SESSION: &str = "mru";
/// How long a connection may take.
pub const TO_CONNECT: Duration = Duration::from_secs(10);
/// How long one attempt may take.
pub const TO_ANSWER: Duration = Duration::from_secs(60);
/// How long a request may take with all its attempts.
pub const TO_GIVE_UP: Duration = Duration::from_secs(300);

/// The region where neither the caller nor AWS's variables and profiles name one.
pub const ELSE_IN: &str = "us-east-1";

/// A role to assume, of another account perhaps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Role<'a> {
    /// Its ARN.
    pub arn: &'a str,
    /// The id that whoever owns it asks for.
    pub external_id: Option<&'a str>,
}

/// The configuration that every client of AWS is made from.
///
/// `profile` is one of the shared files; AWS's variables decide when there is none.
pub async fn config(region: &str, profile: Option<&str>) -> SdkConfig {
    config_of(Some(region), profile, None).await
}

/// As [`config`], with a role that is assumed when credentials are first needed, and again when they
/// run out; clients made from one configuration share them. Without a region that of AWS's variables
/// or of the profile counts, and else [`ELSE_IN`].
pub async fn config_of(
    region: Option<&str>,
    profile: Option<&str>,
    role: Option<Role<'_>>,
) -> SdkConfig {
    let timeouts = TimeoutConfig::builder()
        .connect_timeout(TO_CONNECT)
        .operation_attempt_timeout(TO_ANSWER)
        .operation_timeout(TO_GIVE_UP)
        .build();
    let mut loader = aws_config::defaults(BehaviorVersion::latest())
        .http_client(https())
        .timeout_config(timeouts);
    if let Some(region) = region {
        loader = loader.region(Region::new(region.to_owned()));
    }
    if let Some(profile) = profile {
        loader = loader.profile_name(profile);
    }
    loader = loader.retry_config(retries(std::env::var("AWS_MAX_ATTEMPTS").ok().as_deref()));
    let mut config = loader.load().await;
    if config.region().is_none() {
        config = config.into_builder().region(Region::new(ELSE_IN)).build();
    }
    match role {
        Some(role) => with_role(config, role).await,
        None => config,
    }
}

/// The same configuration with the credentials of a role.
async fn with_role(config: SdkConfig, role: Role<'_>) -> SdkConfig {
    let mut provider =
        AssumeRoleProvider::builder(role.arn).session_name(SESSION).configure(&config);
    if let Some(id) = role.external_id {
        provider = provider.external_id(id);
    }
    let provider = SharedCredentialsProvider::new(provider.build().await);
    config.into_builder().credentials_provider(provider).build()
}

/// Who the credentials are of: the number of their account, or their key where they do not say it;
/// nothing when there are none.
pub async fn identity(config: &SdkConfig) -> Option<String> {
    let credentials = config.credentials_provider()?.provide_credentials().await.ok()?;
    let account = credentials.account_id().map(|it| it.as_str().to_owned());
    Some(account.unwrap_or_else(|| credentials.access_key_id().to_owned()))
}

/// One client for all connections: rustls on ring, the authorities of the system, and the proxy that
/// the environment names (`HTTPS_PROXY`, `NO_PROXY`).
fn https() -> SharedHttpClient {
    Builder::new().build_with_connector_fn(|settings, components| {
        let mut connector = Connector::builder()
            .proxy_config(ProxyConfig::from_env())
            .tls_provider(Provider::Rustls(CryptoMode::Ring));
        connector.set_connector_settings(settings.cloned());
        if let Some(components) = components {
            connector.set_sleep_impl(components.sleep_impl());
        }
        connector.build()
    })
}

/// Attempts and waits; another number of attempts when the variable of AWS holds one.
fn retries(attempts: Option<&str>) -> RetryConfig {
    let attempts = attempts.and_then(|it| it.parse().ok()).filter(|it| *it > 0);
    RetryConfig::standard()
        .with_max_attempts(attempts.unwrap_or(ATTEMPTS))
        .with_initial_backoff(FIRST_WAIT)
        .with_max_backoff(LONGEST_WAIT)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_is_tried_as_often_as_aws_own_variable_says() {
        for (variable, attempts) in
            [(None, 6), (Some("2"), 2), (Some("0"), 6), (Some("many"), 6), (Some(""), 6)]
        {
            assert_eq!(retries(variable).max_attempts(), attempts, "{variable:?}");
        }
    }
}
