//! Whose credentials sign the calls.

use aws_config::Region;
use aws_config::default_provider::credentials::DefaultCredentialsChain;
use aws_config::environment::{
    EnvironmentVariableCredentialsProvider, EnvironmentVariableRegionProvider,
};
use aws_config::meta::credentials::CredentialsProviderChain;
use aws_config::meta::region::RegionProviderChain;
use aws_config::profile::{ProfileFileCredentialsProvider, ProfileFileRegionProvider};
use aws_config::provider_config::ProviderConfig;
use aws_credential_types::provider::{self, ProvideCredentials, future};
use aws_sdk_sqs::config::{Credentials, SharedHttpClient};

/// Where credentials come from. Each time they are asked for all places are looked at anew: the SDK's providers keep
/// what they once read of a file, and would not see a login.
#[derive(Debug)]
pub(super) struct Source {
    /// The profile that was named, or that the environment names.
    pub profile: Option<String>,
    /// The session's region, where it was given: a role is assumed in it.
    pub region: Option<Region>,
    /// The one connector.
    pub http: SharedHttpClient,
    /// The endpoint is on this machine.
    pub local: bool,
}

impl ProvideCredentials for Source {
    fn provide_credentials<'a>(&'a self) -> future::ProvideCredentials<'a>
    where
        Self: 'a,
    {
        future::ProvideCredentials::new(self.credentials())
    }
}

impl Source {
    async fn credentials(&self) -> provider::Result {
        let named = self.profile.as_deref().filter(|profile| is_named(profile));
        let plain = ProviderConfig::without_region().with_http_client(self.http.clone());
        if self.local {
            return local(named, &plain).provide_credentials().await;
        }
        let region = self.region(&plain).await;
        let config = plain.with_region(region);
        match named {
            Some(profile) => of_profile(profile, &config).provide_credentials().await,
            None => {
                let chain = DefaultCredentialsChain::builder().configure(config);
                chain.build().await.provide_credentials().await
            }
        }
    }

    async fn region(&self, config: &ProviderConfig) -> Option<Region> {
        if self.region.is_some() {
            return self.region.clone();
        }
        let mut from_file = ProfileFileRegionProvider::builder().configure(config);
        if let Some(profile) = &self.profile {
            from_file = from_file.profile_name(profile);
        }
        RegionProviderChain::first_try(EnvironmentVariableRegionProvider::new())
            .or_else(from_file.build())
            .region()
            .await
    }
}

/// Whether somebody named the profile, by option or in the config. One that only the environment names is the chain's
/// affair: keys in the environment win over it there, as with the AWS CLI.
fn is_named(profile: &str) -> bool {
    std::env::var("AWS_PROFILE").as_deref() != Ok(profile)
}

/// Those of a profile that was named, and of no other place: the SDK's own chain would take keys in the environment
/// first, and `--profile prod` would look at another account than it says. The AWS CLI does the same.
fn of_profile(profile: &str, config: &ProviderConfig) -> ProfileFileCredentialsProvider {
    ProfileFileCredentialsProvider::builder()
        .configure(config)
        .profile_name(profile)
        .build()
}

/// For an endpoint on this machine: whatever is at hand, and made-up ones otherwise, so that nothing looks for the
/// metadata service of EC2.
fn local(named: Option<&str>, config: &ProviderConfig) -> CredentialsProviderChain {
    let environment = EnvironmentVariableCredentialsProvider::new();
    let chain = match named {
        Some(profile) => {
            CredentialsProviderChain::first_try("profile", of_profile(profile, config))
                .or_else("environment", environment)
        }
        None => {
            let from_file = ProfileFileCredentialsProvider::builder().configure(config);
            CredentialsProviderChain::first_try("environment", environment)
                .or_else("profile", from_file.build())
        }
    };
    let made_up = Credentials::new("demo", "demo", None, None, "dlq-tui");
    chain.or_else("demo", made_up)
}
