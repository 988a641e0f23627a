//! The request that an API destination gets.

use serde_json::{Map, Value};

use super::api::Endpoint;
use super::run::Job;
use crate::json::Doc;
use crate::sim::downstream::Call;
use crate::sim::events::authorization::Authorization;
use crate::sim::events::check::{list, text};
use crate::target_input::{self, Connection, HttpParameters, Parameter, request};

/// The request for one event; `body` is the shaped input, `token` that of an OAuth connection.
pub(super) fn build(
    endpoint: &Endpoint,
    job: &Job,
    body: &str,
    token: Option<&str>,
) -> Option<Call> {
    let event = Doc::read(&*job.event.text).ok()?;
    let connection = connection(endpoint, token);
    let target = http_parameters(&job.target.http);
    let endpoint = target_input::Endpoint {
        method: &endpoint.method,
        url: &endpoint.url,
        connection: &connection,
        target: &target,
    };
    let request = request(&endpoint, &event, body);
    Some(Call {
        url: request.full_url(),
        method: request.method,
        headers: request
            .headers
            .into_iter()
            .map(|p| (p.key, p.value))
            .collect(),
        body: request.body,
    })
}

fn connection(endpoint: &Endpoint, token: Option<&str>) -> Connection {
    let authorization = match &endpoint.authorization {
        Authorization::Basic(user, password) => Some(Parameter::basic(user, password)),
        Authorization::ApiKey(name, value) => Some(Parameter::api_key(name, value)),
        Authorization::OAuth(_) => token.map(Parameter::bearer),
    };
    let parameters = |member: &str| {
        let all = list(&endpoint.http, member).iter();
        all.filter_map(parameter).collect()
    };
    Connection {
        authorization,
        headers: parameters("HeaderParameters"),
        query: parameters("QueryStringParameters"),
        body: parameters("BodyParameters"),
    }
}

fn parameter(given: &Value) -> Option<Parameter> {
    Some(Parameter {
        key: text(given, "Key")?.to_owned(),
        value: text(given, "Value").unwrap_or_default().to_owned(),
        is_secret: given["IsValueSecret"] == true,
    })
}

fn http_parameters(given: &Value) -> HttpParameters {
    let plain = |v: &Value| v.as_str().unwrap_or_default().to_owned();
    let pairs = |member: &str| {
        let members = given[member].as_object().into_iter().flat_map(Map::iter);
        members.map(|(k, v)| (k.clone(), plain(v))).collect()
    };
    HttpParameters {
        path: list(given, "PathParameterValues")
            .iter()
            .map(plain)
            .collect(),
        headers: pairs("HeaderParameters"),
        query: pairs("QueryStringParameters"),
    }
}
