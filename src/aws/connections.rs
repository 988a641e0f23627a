//! DescribeConnection's answer, and ours. It never shows secrets.

use aws_sdk_eventbridge::operation::describe_connection::DescribeConnectionOutput;
use aws_sdk_eventbridge::types as eb;

use super::directory::word;
use crate::plan::{Connection, Parameter};

/// Reads a connection.
pub(super) fn connection(answer: DescribeConnectionOutput) -> Connection {
    let auth = answer.auth_parameters;
    let api_key_name = auth
        .as_ref()
        .and_then(|a| a.api_key_auth_parameters.as_ref())
        .and_then(|a| a.api_key_name.clone());
    let http = auth.and_then(|a| a.invocation_http_parameters);
    Connection {
        name: answer.name.unwrap_or_default(),
        arn: answer.connection_arn.unwrap_or_default(),
        state: word(answer.connection_state.as_ref().map(|s| s.as_str())),
        state_reason: answer.state_reason,
        authorization: word(answer.authorization_type.as_ref().map(|a| a.as_str())),
        api_key_name,
        headers: headers(http.as_ref()),
        query: query(http.as_ref()),
        body: body(http.as_ref()),
    }
}

fn headers(http: Option<&eb::ConnectionHttpParameters>) -> Vec<Parameter> {
    http.map(|h| h.header_parameters())
        .unwrap_or_default()
        .iter()
        .map(|p| parameter(p.key(), p.value(), p.is_value_secret()))
        .collect()
}

fn query(http: Option<&eb::ConnectionHttpParameters>) -> Vec<Parameter> {
    http.map(|h| h.query_string_parameters())
        .unwrap_or_default()
        .iter()
        .map(|p| parameter(p.key(), p.value(), p.is_value_secret()))
        .collect()
}

fn body(http: Option<&eb::ConnectionHttpParameters>) -> Vec<Parameter> {
    http.map(|h| h.body_parameters())
        .unwrap_or_default()
        .iter()
        .map(|p| parameter(p.key(), p.value(), p.is_value_secret()))
        .collect()
}

fn parameter(key: Option<&str>, value: Option<&str>, secret: bool) -> Parameter {
    Parameter {
        key: word(key),
        value: value.filter(|_| !secret).map(str::to_owned),
    }
}
