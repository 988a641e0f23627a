//! What is known of the bus, its rules, their targets, destinations and connections.
//!
//! Every fact may be out of reach (no permission, no answer): then it is an `Err` with the reason in words, and
//! the plan says what it could not know.

use std::collections::BTreeMap;
use std::time::Duration;

/// Facts about the world that a plan needs, as far as they could be read.
#[derive(Clone, Debug, Default)]
pub struct World {
    /// The buses that letters would go to, by name or ARN as asked: `Ok(None)` when it does not exist.
    pub buses: BTreeMap<String, Result<Option<Bus>, String>>,
    /// The rules of each bus with their targets.
    pub rules: BTreeMap<String, Result<Vec<Rule>, String>>,
    /// API destinations by ARN: `Ok(None)` when it is gone.
    pub destinations: BTreeMap<String, Result<Option<ApiDestination>, String>>,
    /// Connections by ARN.
    pub connections: BTreeMap<String, Result<Option<Connection>, String>>,
}

/// An event bus (DescribeEventBus).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bus {
    /// `default`, `tracking-bus`.
    pub name: String,
    /// Its ARN.
    pub arn: String,
}

/// A rule (ListRules) with its targets (ListTargetsByRule).
#[derive(Clone, Debug, PartialEq)]
pub struct Rule {
    /// Its name.
    pub name: String,
    /// Its ARN.
    pub arn: String,
    /// Whether it is in one of the ENABLED states.
    pub enabled: bool,
    /// Its event pattern; `None` for a schedule.
    pub pattern: Option<String>,
    /// The service that manages it (archives have such rules).
    pub managed_by: Option<String>,
    /// Its targets, at most five; `Err` when they could not be read.
    pub targets: Result<Vec<Target>, String>,
}

/// A target of a rule.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Target {
    /// Its id within the rule.
    pub id: String,
    /// What it is.
    pub arn: String,
    /// The role that EventBridge takes for it.
    pub role_arn: Option<String>,
    /// Constant input.
    pub input: Option<String>,
    /// InputPath.
    pub input_path: Option<String>,
    /// InputTransformer.
    pub transformer: Option<Transformer>,
    /// Values for `*` in the destination's path.
    pub path_parameters: Vec<String>,
    /// Header parameters of the target.
    pub headers: Vec<(String, String)>,
    /// Query parameters of the target.
    pub query: Vec<(String, String)>,
    /// Its dead-letter queue.
    pub dead_letter_arn: Option<String>,
    /// MaximumRetryAttempts.
    pub retry_attempts: Option<u32>,
    /// MaximumEventAgeInSeconds.
    pub max_age: Option<Duration>,
    /// Names of parameters that it has besides: a copy would lack them.
    pub uncopied: Vec<&'static str>,
}

/// InputTransformer of a target.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Transformer {
    /// InputPathsMap.
    pub paths: Vec<(String, String)>,
    /// InputTemplate.
    pub template: String,
}

/// An API destination (DescribeApiDestination).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApiDestination {
    /// Its name.
    pub name: String,
    /// Its ARN, uuid included: one that was made anew has another.
    pub arn: String,
    /// `ACTIVE` or `INACTIVE`.
    pub state: String,
    /// Its connection.
    pub connection_arn: String,
    /// InvocationEndpoint, may hold `*`.
    pub endpoint: String,
    /// HttpMethod.
    pub method: String,
    /// InvocationRateLimitPerSecond.
    pub rate: u32,
}

/// A connection (DescribeConnection). It never shows secrets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Connection {
    /// Its name.
    pub name: String,
    /// Its ARN.
    pub arn: String,
    /// `AUTHORIZED`, `DEAUTHORIZED`, …
    pub state: String,
    /// Why it is in that state.
    pub state_reason: Option<String>,
    /// `API_KEY`, `BASIC`, `OAUTH_CLIENT_CREDENTIALS`.
    pub authorization: String,
    /// Name of the header that an API key goes into.
    pub api_key_name: Option<String>,
    /// Header, query and body parameters.
    pub headers: Vec<Parameter>,
    /// See `headers`.
    pub query: Vec<Parameter>,
    /// See `headers`.
    pub body: Vec<Parameter>,
}

/// A parameter of a connection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parameter {
    /// Its name.
    pub key: String,
    /// Its value; `None` when it is a secret.
    pub value: Option<String>,
}
