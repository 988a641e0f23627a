//! How a connection's requests are authorised.

use std::sync::Arc;

use serde_json::{Value, json};

use super::check::text;
use super::delivery::oauth;
use crate::sim::wire::Error;

/// What a connection adds to requests. It holds secrets, hence no `Debug`.
#[derive(Clone)]
pub(super) enum Authorization {
    /// User name and password.
    Basic(String, String),
    /// Header name and value.
    ApiKey(String, String),
    /// Token by client credentials.
    OAuth(Arc<oauth::Client>),
}

/// AuthorizationType.
pub(super) const TYPES: [&str; 3] = ["BASIC", "OAUTH_CLIENT_CREDENTIALS", "API_KEY"];

impl Authorization {
    /// Reads `AuthParameters`.
    pub fn read(kind: &str, parameters: &Value) -> Result<Self, Error> {
        let pair = |of: &str, first: &str, second: &str| {
            let found = (text(&parameters[of], first), text(&parameters[of], second));
            match found {
                (Some(a), Some(b)) => Ok((a.to_owned(), b.to_owned())),
                _ => Err(Error::validation(format!(
                    "Parameter AuthParameters is not valid. Reason: {of} is a required argument for {kind}."
                ))),
            }
        };
        Ok(match kind {
            "BASIC" => {
                let (user, password) = pair("BasicAuthParameters", "Username", "Password")?;
                Authorization::Basic(user, password)
            }
            "API_KEY" => {
                let (name, value) = pair("ApiKeyAuthParameters", "ApiKeyName", "ApiKeyValue")?;
                Authorization::ApiKey(name, value)
            }
            _ => Authorization::OAuth(Arc::new(oauth::Client::read(
                &parameters["OAuthParameters"],
            )?)),
        })
    }

    /// AuthorizationType.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Basic(..) => TYPES[0],
            Self::OAuth(_) => TYPES[1],
            Self::ApiKey(..) => TYPES[2],
        }
    }

    /// `AuthParameters` without secrets. (AWS_RECORDED 6)
    pub fn shown(&self) -> Value {
        match self {
            Self::Basic(user, _) => json!({"BasicAuthParameters": {"Username": user}}),
            Self::ApiKey(name, _) => json!({"ApiKeyAuthParameters": {"ApiKeyName": name}}),
            Self::OAuth(client) => json!({"OAuthParameters": client.shown()}),
        }
    }
}

/// Parameters that are marked as secret have no value in answers.
pub(super) fn without_secrets(http: &Value) -> Value {
    let mut out = http.clone();
    for parameters in out.as_object_mut().into_iter().flat_map(|o| o.values_mut()) {
        for parameter in parameters.as_array_mut().into_iter().flatten() {
            if parameter["IsValueSecret"] == true
                && let Some(members) = parameter.as_object_mut()
            {
                members.remove("Value");
            }
        }
    }
    out
}
