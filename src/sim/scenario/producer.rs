//! The producer: sends events, breaks and heals the hosts.

use std::fmt;
use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde_json::{Value, json};
use tokio::sync::watch;

use super::activity;
use super::trouble::{AUDIT, REPORTING, STORIES, Story, TROUBLES, Trouble};
use crate::limits::PUT_EVENTS_ENTRIES;
use crate::sim::dice::Dice;
use crate::sim::downstream::{Downstream, Reaction};
use crate::sim::events::Events;
use crate::sim::wire::Error;
use crate::time::Time;

/// Between two handfuls of the trickle that follows the first burst.
const TRICKLE: Duration = Duration::from_millis(2500);

/// Between two looks for the first token, and how many there are.
const TOKEN_LOOK: Duration = Duration::from_millis(5);
const TOKEN_LOOKS: usize = 400;

/// How to start a [`Scenario`].
#[derive(Clone, Debug)]
pub struct ScenarioOptions {
    /// Events that fail, of the first burst.
    pub messages: usize,
    /// The same events for the same seed.
    pub seed: u64,
    /// Whether a few more come now and then, until the scenario is dropped.
    pub trickle: bool,
}

impl Default for ScenarioOptions {
    fn default() -> Self {
        Self {
            messages: 150,
            seed: 2024,
            trickle: true,
        }
    }
}

/// Why a scenario did not start.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ScenarioError {
    /// No scenario of that name.
    Unknown {
        /// What was asked for.
        name: String,
        /// What there is.
        known: String,
    },
    /// EventBridge refused something: the stack is not the seed's.
    Stack(String),
}

impl fmt::Display for ScenarioError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unknown { name, known } => {
                write!(f, "there is no scenario `{name}`; there are {known}")
            }
            Self::Stack(what) => write!(f, "the scenario needs the built-in stack: {what}"),
        }
    }
}

impl std::error::Error for ScenarioError {}

/// A scenario that runs, until it is dropped.
pub struct Scenario {
    cast: Arc<Cast>,
    /// Its end ends the trickle.
    _running: watch::Sender<()>,
}

/// All that the story needs.
struct Cast {
    story: &'static Story,
    events: Arc<Events>,
    downstream: Arc<Downstream>,
    dice: Dice,
}

impl Scenario {
    /// Names of the scenarios, the default first.
    pub fn names() -> impl Iterator<Item = &'static str> {
        STORIES.iter().map(|s| s.name)
    }

    /// Names of the scenarios with what happens in each, for help texts.
    pub fn described() -> impl Iterator<Item = (&'static str, &'static str)> {
        STORIES.iter().map(|s| (s.name, s.what))
    }

    /// Breaks the hosts, sends the first burst, and trickles on in the background.
    ///
    /// # Errors
    /// When there is no such scenario, or the stack is not the seed's.
    pub async fn start(
        name: &str,
        options: ScenarioOptions,
        events: Arc<Events>,
        downstream: Arc<Downstream>,
    ) -> Result<Self, ScenarioError> {
        let story = STORIES.iter().find(|s| s.name == name);
        let story = story.ok_or_else(|| ScenarioError::Unknown {
            name: name.to_owned(),
            known: Self::names().collect::<Vec<_>>().join(", "),
        })?;
        let cast = Arc::new(Cast {
            story,
            events,
            downstream,
            dice: Dice::new(options.seed),
        });
        let refused = |e: Error| ScenarioError::Stack(e.message);
        cast.own_audit_connection().await.map_err(refused)?;
        cast.break_hosts();
        cast.send(options.messages).await.map_err(refused)?;
        let (running, until) = watch::channel(());
        if options.trickle {
            tokio::spawn(trickle(cast.clone(), until));
        }
        Ok(Self {
            cast,
            _running: running,
        })
    }

    /// The hosts answer again, and lost connections are authorised. Payloads that are wrong stay refused: only
    /// a repair helps them.
    pub fn heal(&self) {
        self.cast.heal();
    }

    /// The hosts are in the same trouble as at the start.
    pub fn break_again(&self) {
        self.cast.break_hosts();
    }

    /// Sends events of which `failing` fail while the hosts are in trouble; about a fifth more do not.
    ///
    /// # Errors
    /// When PutEvents refuses.
    pub async fn send(&self, failing: usize) -> Result<(), Error> {
        self.cast.send(failing).await
    }
}

impl Cast {
    /// A 401 takes a connection by API key out of use for all its destinations. So that a few refused audits do
    /// not stop the reporting, the audit gets a connection of its own, whose tokens are renewed.
    async fn own_audit_connection(&self) -> Result<(), Error> {
        let connection = json!({
            "Name": "auditApiConnection", "AuthorizationType": "OAUTH_CLIENT_CREDENTIALS",
            "AuthParameters": {"OAuthParameters": {
                "AuthorizationEndpoint": "https://login.example.com/oauth2/token", "HttpMethod": "POST",
                "ClientParameters": {"ClientID": "audit", "ClientSecret": "simulated-secret"},
            }},
        });
        let made = self.events.call("CreateConnection", connection).await?;
        let input = json!({"Name": "AuditAPI", "ConnectionArn": made["ConnectionArn"]});
        self.events.call("UpdateApiDestination", input).await?;
        self.token_granted().await
    }

    /// Waits for the first token: what is delivered before it fails. No token within the patience is no error
    /// here, the deliveries tell.
    async fn token_granted(&self) -> Result<(), Error> {
        for _ in 0..TOKEN_LOOKS {
            let name = json!({"Name": "auditApiConnection"});
            let shown = self.events.call("DescribeConnection", name).await?;
            if shown["ConnectionState"] != "AUTHORIZING" {
                break;
            }
            tokio::time::sleep(TOKEN_LOOK).await;
        }
        Ok(())
    }

    fn break_hosts(&self) {
        let told = |t: &str| self.story.weights.iter().any(|(name, _)| *name == t);
        self.set(|t| t.is_payload() || told(t.name));
    }

    fn heal(&self) {
        self.set(Trouble::is_payload);
        self.events.authorize_all();
    }

    fn set(&self, wanted: impl Fn(&Trouble) -> bool) {
        for host in [REPORTING, AUDIT] {
            let troubles = TROUBLES.iter().filter(|t| t.host == host && wanted(t));
            let reactions: Vec<Reaction> = troubles.map(Trouble::reaction).collect();
            self.downstream.set(host, reactions);
        }
    }

    async fn send(&self, failing: usize) -> Result<(), Error> {
        let places = self.story.places();
        let first = self.dice.below(places);
        // strides through the weights, so that each trouble comes early and in its share
        let stride = (places * 5 / 8).max(1) | 1;
        let mut entries: Vec<Value> = Vec::new();
        for n in 0..failing {
            let trouble = self.story.trouble(first + n * stride);
            entries.push(activity::entry(&self.dice, now(), trouble));
            if n % 5 == 4 {
                entries.push(activity::entry(&self.dice, now(), None));
            }
        }
        for batch in entries.chunks(PUT_EVENTS_ENTRIES) {
            self.events
                .call("PutEvents", json!({"Entries": batch}))
                .await?;
        }
        Ok(())
    }
}

async fn trickle(cast: Arc<Cast>, mut until: watch::Receiver<()>) {
    loop {
        tokio::select! {
            () = tokio::time::sleep(TRICKLE) => {}
            _ = until.changed() => return,
        }
        let count = 1 + cast.dice.below(3);
        if cast.send(count).await.is_err() {
            return;
        }
    }
}

fn now() -> Time {
    Time(0).plus(
        SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .unwrap_or_default(),
    )
}
