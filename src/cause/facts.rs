//! What of a letter the catalogue looks at.

use crate::letter::Letter;

/// What of a failure the conditions of entries look at.
#[derive(Clone, Copy, Debug, Default)]
pub struct Facts<'a> {
    /// The origin's name.
    pub origin: &'a str,
    /// See [`crate::letter::Failure`].
    pub code: Option<&'a str>,
    /// The message as it was recorded.
    pub message: Option<&'a str>,
    /// The downstream's HTTP status.
    pub status: Option<u16>,
    /// The retry limit, or another origin's word.
    pub condition: Option<&'a str>,
    /// What kind of target it is: see `Entry::target`.
    pub target: Option<&'a str>,
}

impl<'a> Facts<'a> {
    /// The facts of `letter`.
    #[must_use]
    pub fn of(letter: &'a Letter) -> Self {
        let failure = &letter.failure;
        Self {
            origin: letter.origin.name(),
            code: failure.code.as_deref(),
            message: failure.message.as_deref(),
            status: failure.status,
            condition: failure.condition.as_deref(),
            target: failure.target_arn.as_deref().and_then(kind_of_target),
        }
    }
}

/// The service of an ARN; what EventBridge itself owns is told apart by its resource.
fn kind_of_target(arn: &str) -> Option<&str> {
    let mut parts = arn.splitn(6, ':');
    let service = parts.nth(2)?;
    match (service, parts.nth(2)) {
        ("events", Some(resource)) => resource.split('/').next(),
        _ => Some(service),
    }
}
