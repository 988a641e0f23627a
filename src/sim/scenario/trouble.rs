//! What can go wrong, and the scenarios by name.

use std::time::Duration;

use crate::sim::downstream::Reaction;

/// The seed's API destination that reports.
pub(super) const REPORTING: &str = "api.example.com";
/// Its second one, for auditing.
pub(super) const AUDIT: &str = "audit.example.com";

/// How a host fails the events of one organisation, or events that are wrong in themselves.
pub(super) struct Trouble {
    pub name: &'static str,
    pub host: &'static str,
    /// What the payload contains that has this trouble.
    pub mark: Mark,
    status: u16,
    body: &'static str,
    /// Seconds.
    retry_after: Option<&'static str>,
    delay: Duration,
    close: bool,
}

/// What of a payload brings the trouble on.
pub(super) enum Mark {
    /// `properties.orgId`.
    Org(&'static str),
    /// `properties.time` is a number, not a text.
    NumericTime,
    /// `properties.orgId` is null.
    NoOrg,
}

impl Mark {
    /// A text that stands in every payload of that mark, and in no other.
    fn text(&self) -> &'static str {
        match self {
            Self::Org(org) => org,
            Self::NumericTime => r#""time":1"#,
            Self::NoOrg => r#""orgId":null"#,
        }
    }
}

impl Trouble {
    const fn new(name: &'static str, mark: Mark, status: u16, body: &'static str) -> Self {
        Self {
            name,
            host: REPORTING,
            mark,
            status,
            body,
            retry_after: None,
            delay: Duration::ZERO,
            close: false,
        }
    }

    /// Whether the payload itself is at fault: healing the host does not help.
    pub fn is_payload(&self) -> bool {
        !matches!(self.mark, Mark::Org(_))
    }

    pub fn reaction(&self) -> Reaction {
        let answer = Reaction::answer(self.status, self.body).when(self.mark.text());
        let answer = match self.retry_after {
            Some(seconds) => answer.header("retry-after", seconds),
            None => answer,
        };
        Reaction {
            delay: self.delay,
            close: self.close,
            ..answer
        }
    }
}

/// Every trouble there is.
pub(super) const TROUBLES: &[Trouble] = &[
    Trouble::new(
        "unavailable",
        Mark::Org("88648157-106d-4016-8b65-7fb6a0eefe37"),
        503,
        "upstream connect error or disconnect/reset before headers. reset reason: connection timeout",
    ),
    Trouble {
        retry_after: Some("2"),
        ..Trouble::new(
            "throttled",
            Mark::Org("0b5e7a46-5f0c-4f53-9a3e-6f1d8c2b7e90"),
            429,
            r#"{"message":"Too Many Requests","limit":"50 per minute"}"#,
        )
    },
    Trouble {
        // longer than EventBridge waits
        delay: Duration::from_secs(8),
        ..Trouble::new(
            "slow",
            Mark::Org("4d1f7f0e-2c7b-4a5e-b1f3-93a5d6e0c812"),
            200,
            r#"{"ok":true}"#,
        )
    },
    Trouble {
        close: true,
        ..Trouble::new(
            "gone",
            Mark::Org("c2a90d35-7e64-4b8c-8f21-5ad0e3b9417c"),
            200,
            "",
        )
    },
    Trouble::new(
        "crash",
        Mark::Org("e91b3c58-0d27-49fa-a6c4-1b7f52d8e063"),
        500,
        r#"{"error":"internal","message":"could not obtain a connection from the pool"}"#,
    ),
    Trouble {
        host: AUDIT,
        ..Trouble::new(
            "rotated",
            Mark::Org("7c34ab90-6d1e-4f28-b5a7-08e2d9f1c645"),
            401,
            r#"{"error":"invalid_token","message":"the signing key was rotated"}"#,
        )
    },
    Trouble::new(
        "key",
        Mark::Org("f60d2e71-a85b-4c39-97e4-b3c18d05a2f6"),
        401,
        r#"{"error":"invalid_api_key"}"#,
    ),
    Trouble::new(
        "numeric-time",
        Mark::NumericTime,
        400,
        r#"{"error":"invalid_payload","message":"properties.time must be a string"}"#,
    ),
    Trouble::new(
        "no-org",
        Mark::NoOrg,
        422,
        r#"{"errors":[{"field":"properties.orgId","code":"missing"}]}"#,
    ),
];

/// A scenario: how often each trouble comes among the events that fail.
pub(super) struct Story {
    pub name: &'static str,
    /// What happens, for a person.
    pub what: &'static str,
    pub weights: &'static [(&'static str, usize)],
}

/// The scenarios; the first is the default.
pub(super) const STORIES: &[Story] = &[
    Story {
        name: "mixed",
        what: "5xx, 429 with Retry-After, timeouts, bad payloads, refused tokens, a host that is gone",
        weights: &[
            ("unavailable", 34),
            ("throttled", 20),
            ("numeric-time", 9),
            ("no-org", 4),
            ("slow", 12),
            ("gone", 10),
            ("crash", 7),
            ("rotated", 4),
        ],
    },
    Story {
        name: "outage",
        what: "the reporting API answers 503 and 500",
        weights: &[("unavailable", 9), ("crash", 1)],
    },
    Story {
        name: "throttled",
        what: "the reporting API answers 429 with Retry-After",
        weights: &[("throttled", 1)],
    },
    Story {
        name: "slow",
        what: "the reporting API takes longer than EventBridge waits",
        weights: &[("slow", 1)],
    },
    Story {
        name: "gone",
        what: "nobody answers at the reporting API",
        weights: &[("gone", 1)],
    },
    Story {
        name: "bad-payload",
        what: "the payloads are wrong: healing the host does not help",
        weights: &[("numeric-time", 2), ("no-org", 1)],
    },
    Story {
        name: "rotated-key",
        what: "the reporting API refuses the key: the whole connection is lost",
        weights: &[("key", 1)],
    },
];

impl Story {
    /// The trouble that stands at `at` of the weights laid end to end.
    pub fn trouble(&self, at: usize) -> Option<&'static Trouble> {
        let mut left = at % self.weights.iter().map(|(_, w)| w).sum::<usize>().max(1);
        let name = self.weights.iter().find_map(|(name, weight)| {
            if left < *weight {
                return Some(*name);
            }
            left -= weight;
            None
        })?;
        TROUBLES.iter().find(|t| t.name == name)
    }

    /// How many places the weights have.
    pub fn places(&self) -> usize {
        self.weights.iter().map(|(_, w)| w).sum()
    }
}
