//! The SDK's configuration and clients: one connector for all, credentials, regions.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use aws_config::retry::RetryConfig;
use aws_config::stalled_stream_protection::StalledStreamProtectionConfig;
use aws_config::timeout::TimeoutConfig;
use aws_config::{BehaviorVersion, Region, SdkConfig};
use aws_sdk_sqs::config::SharedHttpClient;
use aws_smithy_http_client::proxy::ProxyConfig;
use aws_smithy_http_client::{Connector, tls};
use aws_smithy_runtime_api::client::http::{
    HttpConnectorSettings, SharedHttpConnector, http_client_fn,
};

use super::calls::Calls;
use super::credentials::Source;
use super::endpoint::Endpoint;
use super::identities::Identities;
use super::parameters::Listener;
use crate::arn::QueueRef;

/// Time to get a connection.
const CONNECT: Duration = Duration::from_secs(5);
/// One attempt; longer than the longest poll of 20 s.
const ATTEMPT: Duration = Duration::from_secs(30);
/// A call with all its attempts.
const CALL: Duration = Duration::from_secs(90);
/// The SDK's attempts of calls that may be made twice.
const ATTEMPTS: u32 = 4;
/// The SDK's attempts of the first calls, so that a wrong address is told soon.
const FIRST_ATTEMPTS: u32 = 2;

/// What the SDK is told.
pub(super) struct Wanted<'a> {
    pub profile: Option<&'a str>,
    pub region: Option<&'a str>,
    pub endpoint: Option<&'a str>,
}

/// Clients of one session.
pub(super) struct Clients {
    config: SdkConfig,
    region: String,
    endpoint: Endpoint,
    calls: Calls,
    events: Mutex<BTreeMap<String, aws_sdk_eventbridge::Client>>,
}

impl Clients {
    /// Wraps a configuration whose region is `region`.
    pub(super) fn new(config: SdkConfig, region: String, endpoint: Endpoint, calls: Calls) -> Self {
        Self {
            config,
            region,
            endpoint,
            calls,
            events: Mutex::default(),
        }
    }

    /// Where the calls of that queue go, for people: the endpoint, or the region.
    pub(super) fn place(&self, queue: &QueueRef) -> String {
        let session = || self.endpoint_url().unwrap_or(&self.region).to_owned();
        self.endpoint.for_queue(queue).unwrap_or_else(session)
    }

    /// Where calls go instead of AWS.
    pub(super) fn endpoint_url(&self) -> Option<&str> {
        self.config.endpoint_url()
    }

    /// Where calls are noted.
    pub(super) const fn calls(&self) -> &Calls {
        &self.calls
    }

    /// The session's region.
    pub(super) fn region(&self) -> &str {
        &self.region
    }

    /// SQS for that queue, or for none in particular, retried by the SDK.
    pub(super) fn sqs(&self, region: &str, queue: Option<&QueueRef>) -> aws_sdk_sqs::Client {
        self.sqs_with(region, queue, retries(ATTEMPTS))
    }

    /// SQS, for the first calls.
    pub(super) fn sqs_first(&self, region: &str, queue: Option<&QueueRef>) -> aws_sdk_sqs::Client {
        self.sqs_with(region, queue, retries(FIRST_ATTEMPTS))
    }

    /// SQS, never retried by the SDK.
    pub(super) fn sqs_once(&self, region: &str, queue: Option<&QueueRef>) -> aws_sdk_sqs::Client {
        self.sqs_with(region, queue, RetryConfig::disabled())
    }

    fn sqs_with(
        &self,
        region: &str,
        queue: Option<&QueueRef>,
        retry: RetryConfig,
    ) -> aws_sdk_sqs::Client {
        let mut builder = aws_sdk_sqs::config::Builder::from(&self.config)
            .region(Region::new(region.to_owned()))
            .interceptor(Listener)
            .retry_config(retry);
        if let Some(endpoint) = queue.and_then(|queue| self.endpoint.for_queue(queue)) {
            builder = builder.endpoint_url(endpoint);
        }
        aws_sdk_sqs::Client::from_conf(builder.build())
    }

    /// EventBridge, never retried by the SDK: a lost answer would become a second event.
    pub(super) fn events_once(&self, region: Option<&str>) -> aws_sdk_eventbridge::Client {
        let region = region.filter(|r| !r.is_empty()).unwrap_or(&self.region);
        let mut events = self.events.lock().unwrap_or_else(PoisonError::into_inner);
        let client = events
            .entry(region.to_owned())
            .or_insert_with(|| self.events_with(region, RetryConfig::disabled()));
        client.clone()
    }

    /// EventBridge, for what only reads.
    pub(super) fn events(&self, region: Option<&str>) -> aws_sdk_eventbridge::Client {
        let region = region.filter(|r| !r.is_empty()).unwrap_or(&self.region);
        self.events_with(region, retries(ATTEMPTS))
    }

    fn events_with(&self, region: &str, retry: RetryConfig) -> aws_sdk_eventbridge::Client {
        let builder = aws_sdk_eventbridge::config::Builder::from(&self.config)
            .region(Region::new(region.to_owned()))
            .interceptor(Listener)
            .retry_config(retry);
        aws_sdk_eventbridge::Client::from_conf(builder.build())
    }

    /// STS, for the first calls.
    pub(super) fn sts(&self) -> aws_sdk_sts::Client {
        let builder = aws_sdk_sts::config::Builder::from(&self.config)
            .region(Region::new(self.region.clone()))
            .interceptor(Listener)
            .retry_config(retries(FIRST_ATTEMPTS));
        aws_sdk_sts::Client::from_conf(builder.build())
    }
}

/// Loads the configuration: the standard chains, with credentials of our own [`Source`].
pub(super) async fn load(wanted: &Wanted<'_>, identities: Identities) -> SdkConfig {
    let endpoint = wanted.endpoint;
    let local = endpoint.is_some_and(is_loopback);
    let proxy = if local {
        ProxyConfig::disabled()
    } else {
        ProxyConfig::from_env()
    };
    let http = connector(proxy);
    let mut loader = aws_config::defaults(BehaviorVersion::v2026_01_12())
        .http_client(http.clone())
        .identity_cache(identities)
        .stalled_stream_protection(
            StalledStreamProtectionConfig::enabled()
                .grace_period(Duration::from_secs(10))
                .build(),
        )
        .timeout_config(
            TimeoutConfig::builder()
                .connect_timeout(CONNECT)
                .operation_attempt_timeout(ATTEMPT)
                .operation_timeout(CALL)
                .build(),
        );
    if let Some(profile) = wanted.profile {
        loader = loader.profile_name(profile);
    }
    if let Some(region) = wanted.region {
        loader = loader.region(Region::new(region.to_owned()));
    }
    if let Some(endpoint) = endpoint {
        loader = loader.endpoint_url(endpoint);
    }
    let source = Source {
        profile: wanted.profile.map(str::to_owned),
        region: wanted.region.map(|region| Region::new(region.to_owned())),
        http,
        local,
    };
    loader = loader.credentials_provider(source);
    loader.load().await
}

/// One connector for every client: proxies from the environment, one pool, one TLS set-up. Without the clone of
/// one connector every call would have a pool of its own.
fn connector(proxy: ProxyConfig) -> SharedHttpClient {
    let connector = Connector::builder()
        .connector_settings(
            HttpConnectorSettings::builder()
                .connect_timeout(CONNECT)
                .build(),
        )
        .pool_idle_timeout(Duration::from_secs(60))
        .pool_max_idle_per_host(64)
        .proxy_config(proxy)
        .tls_provider(tls::Provider::Rustls(
            tls::rustls_provider::CryptoMode::Ring,
        ))
        .build();
    let connector = SharedHttpConnector::new(connector);
    http_client_fn(move |_, _| connector.clone())
}

fn retries(attempts: u32) -> RetryConfig {
    RetryConfig::standard()
        .with_max_attempts(attempts)
        .with_max_backoff(Duration::from_secs(10))
}

/// Whether a URL points to this machine.
pub(super) fn is_loopback(url: &str) -> bool {
    let host = url.split_once("://").map_or(url, |x| x.1);
    let host = host.split('/').next().unwrap_or(host);
    let name = if host.starts_with('[') {
        host.split(']')
            .next()
            .unwrap_or(host)
            .trim_start_matches('[')
    } else {
        host.split(':').next().unwrap_or(host)
    };
    name == "localhost"
        || name.ends_with(".localhost")
        || name
            .parse::<std::net::IpAddr>()
            .is_ok_and(|ip| ip.is_loopback())
}

#[cfg(test)]
mod tests {
    use crate::aws::clients::is_loopback;

    #[test]
    fn only_this_machine_is_loopback() {
        for url in [
            "http://127.0.0.1:4566",
            "http://localhost",
            "http://[::1]:80/x",
            "http://127.9.9.9/",
        ] {
            assert!(is_loopback(url), "{url}");
        }
        for url in [
            "https://sqs.eu-west-1.amazonaws.com",
            "http://10.0.0.1:4566",
            "http://localhost.example.com",
        ] {
            assert!(!is_loopback(url), "{url}");
        }
    }
}
