//! One attempt at an API destination.

use std::sync::Arc;

use super::attempt::shaped;
use super::policy::{Again, Failure};
use super::request;
use super::retry_after;
use super::run::Job;
use crate::sim::downstream::{CallError, Reply};
use crate::sim::events::api_destination::ApiDestination;
use crate::sim::events::authorization::Authorization;
use crate::sim::events::core::Core;
use crate::sim::events::names::now;

/// ERROR_CODE of most failures at an API destination. (DOMAIN 1.3)
const CODE: &str = "SDK_CLIENT_ERROR";

/// An API destination and its connection at the moment of an attempt.
pub(super) struct Endpoint {
    pub url: String,
    pub method: String,
    pub authorization: Authorization,
    /// InvocationHttpParameters of the connection.
    pub http: serde_json::Value,
    connection: String,
    authorized: bool,
}

/// Sends one request, in its turn.
pub(super) async fn invoke(core: &Arc<Core>, job: &Job) -> Result<(), Failure> {
    let body = shaped(job)?;
    let rate = core
        .state()
        .destination_at(&job.target.arn)
        .map(|d| d.rate)
        .ok_or_else(|| gone(job))?;
    tokio::time::sleep_until(core.pace.turn(&job.target.arn, rate)).await;
    let endpoint = endpoint(core, job)?;
    if !endpoint.authorized {
        return Err(unauthorized());
    }
    let token = match &endpoint.authorization {
        Authorization::OAuth(client) => {
            let token = client.token(core, None).await;
            Some(token.ok_or_else(|| no_token(core, &endpoint))?)
        }
        _ => None,
    };
    let call = request::build(&endpoint, job, &body, token.as_deref());
    let call =
        call.ok_or_else(|| Failure::permanent("INVALID_JSON", "Invalid input for target."))?;
    let reply = match core.downstream.call(call).await {
        Ok(reply) => reply,
        Err(CallError::Unreachable) => {
            let what = "Unable to invoke ApiDestination endpoint: API destination endpoint cannot be reached.";
            return Err(Failure::passing(CODE, what));
        }
        // a timeout is UNKNOWN, not TIMEOUT (AWS_RECORDED 1)
        Err(CallError::TimedOut) => {
            let what = "Unable to invoke ApiDestination endpoint: Timeout calling endpoint for API Destination: socket closed.";
            return Err(Failure::passing("UNKNOWN", what));
        }
    };
    if matches!(reply.status, 401 | 407) {
        refused(core, &endpoint, token.as_deref()).await;
    }
    outcome(&reply)
}

fn endpoint(core: &Core, job: &Job) -> Result<Endpoint, Failure> {
    let mut state = core.state();
    let destination = state.destination_at(&job.target.arn);
    let ApiDestination {
        endpoint,
        method,
        connection,
        ..
    } = destination.ok_or_else(|| gone(job))?;
    let (url, method, connection) = (endpoint.clone(), method.clone(), connection.clone());
    let found = state.connection_at(&connection).ok_or_else(unauthorized)?;
    Ok(Endpoint {
        url,
        method,
        authorization: found.authorization.clone(),
        http: found.http.clone(),
        authorized: found.state == "AUTHORIZED",
        connection,
    })
}

/// The target does not exist any more: no retry. The wording is that of DescribeApiDestination; AWS's own in a
/// dead letter is recorded nowhere.
fn gone(job: &Job) -> Failure {
    let name = job.target.arn.split('/').nth(1).unwrap_or_default();
    Failure::permanent(
        "NO_RESOURCE",
        format!("An api-destination '{name}' does not exist."),
    )
}

/// The connection is not authorised: no request is made. AWS's wording is recorded nowhere.
fn unauthorized() -> Failure {
    let what = "Unable to invoke ApiDestination endpoint: The connection is not authorized.";
    Failure {
        untried: true,
        ..Failure::passing(CODE, what)
    }
}

fn no_token(core: &Core, endpoint: &Endpoint) -> Failure {
    let reason = "Failed to authorize the connection: no token was granted.";
    if let Some(connection) = core.state().connection_at(&endpoint.connection) {
        connection.deauthorize(reason);
    }
    unauthorized()
}

/// 401 and 407: keys and passwords are not asked twice, tokens are fetched anew. (DOMAIN 1.4)
async fn refused(core: &Core, endpoint: &Endpoint, token: Option<&str>) {
    let usable = match &endpoint.authorization {
        Authorization::OAuth(client) => client.token(core, token).await.is_some(),
        _ => false,
    };
    if !usable && let Some(connection) = core.state().connection_at(&endpoint.connection) {
        connection
            .deauthorize("The endpoint answered 401 or 407: its credentials were not accepted.");
    }
}

/// What follows from an answer: 401, 407, 409, 429 and 5xx are retried, others not. (DOMAIN 1.4)
fn outcome(reply: &Reply) -> Result<(), Failure> {
    let again = match reply.status {
        200..=299 => return Ok(()),
        401 | 407 | 409 | 429 | 500..=599 => {
            retry_after::again(reply.retry_after.as_deref(), now())
        }
        _ => Again::Never,
    };
    Err(Failure {
        again,
        ..Failure::permanent(
            CODE,
            format!(
                "ApiDestination returned HTTP status {} with payload: {}",
                reply.status, reply.body
            ),
        )
    })
}
