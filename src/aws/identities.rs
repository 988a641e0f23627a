//! Credentials that are kept until AWS calls them expired.

use std::sync::{Arc, Mutex, PoisonError};

use aws_sdk_sqs::config::{
    ConfigBag, IdentityCache, ResolveCachedIdentity, RuntimeComponents, SharedIdentityCache,
};
use aws_smithy_runtime_api::client::identity::{IdentityFuture, SharedIdentityResolver};

/// The SDK's own cache, which can be made to forget. It keeps what says no end until the session's end, and keys of a
/// file say none: after a login that writes new ones the old would go on being refused.
#[derive(Clone, Debug)]
pub(super) struct Identities(Arc<Mutex<SharedIdentityCache>>);

impl Default for Identities {
    fn default() -> Self {
        Self(Arc::new(Mutex::new(cache())))
    }
}

impl Identities {
    /// The next call asks for credentials anew.
    pub(super) fn forget(&self) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = cache();
    }

    fn cache(&self) -> SharedIdentityCache {
        let cache = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        cache.clone()
    }
}

impl ResolveCachedIdentity for Identities {
    fn resolve_cached_identity<'a>(
        &'a self,
        resolver: SharedIdentityResolver,
        components: &'a RuntimeComponents,
        config: &'a ConfigBag,
    ) -> IdentityFuture<'a> {
        let cache = self.cache();
        IdentityFuture::new(async move {
            cache
                .resolve_cached_identity(resolver, components, config)
                .await
        })
    }
}

fn cache() -> SharedIdentityCache {
    IdentityCache::lazy().build()
}
