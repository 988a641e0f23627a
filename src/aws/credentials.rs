//! Whose credentials sign the calls.

use aws_config::Region;
use aws_config::environment::{
    EnvironmentVariableCredentialsProvider, EnvironmentVariableRegionProvider,
};
use aws_config::meta::credentials::CredentialsProviderChain;
use aws_config::meta::region::RegionProviderChain;
use aws_config::profile::{ProfileFileCredentialsProvider, ProfileFileRegionProvider};
use aws_config::provider_config::ProviderConfig;
use aws_sdk_sqs::config::{Credentials, SharedHttpClient};

use super::clients::Wanted;

/// Those of a profile that was named, and of no other place: the SDK's own chain would take keys in the environment
/// first, and `--profile prod` would look at another account than it says. The AWS CLI does the same.
pub(super) async fn of_profile(
    profile: &str,
    wanted: &Wanted<'_>,
    http: SharedHttpClient,
) -> ProfileFileCredentialsProvider {
    let config = ProviderConfig::without_region().with_http_client(http);
    // a role is assumed in the session's region
    let region = match wanted.region {
        Some(region) => Some(Region::new(region.to_owned())),
        None => {
            let from_file = ProfileFileRegionProvider::builder()
                .configure(&config)
                .profile_name(profile);
            RegionProviderChain::first_try(EnvironmentVariableRegionProvider::new())
                .or_else(from_file.build())
                .region()
                .await
        }
    };
    let config = config.with_region(region);
    ProfileFileCredentialsProvider::builder()
        .configure(&config)
        .profile_name(profile)
        .build()
}

/// Whether somebody named the profile, by option or in the config. One that only the environment names is the chain's
/// affair: keys in the environment win over it there, as with the AWS CLI.
pub(super) fn is_named(profile: &str) -> bool {
    std::env::var("AWS_PROFILE").as_deref() != Ok(profile)
}

/// For an endpoint on this machine: whatever is at hand, and made-up ones otherwise, so that nothing looks for the
/// metadata service of EC2.
pub(super) fn local(profile: Option<&str>, http: SharedHttpClient) -> CredentialsProviderChain {
    let config = ProviderConfig::without_region().with_http_client(http);
    let environment = EnvironmentVariableCredentialsProvider::new();
    let from_file = ProfileFileCredentialsProvider::builder().configure(&config);
    let chain = match profile.filter(|profile| is_named(profile)) {
        Some(profile) => {
            let from_file = from_file.profile_name(profile).build();
            CredentialsProviderChain::first_try("profile", from_file)
                .or_else("environment", environment)
        }
        None => CredentialsProviderChain::first_try("environment", environment)
            .or_else("profile", from_file.build()),
    };
    let made_up = Credentials::new("demo", "demo", None, None, "dlq-tui");
    chain.or_else("demo", made_up)
}
