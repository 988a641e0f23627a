//! Tokens of OAuth connections, by client credentials. (DOMAIN 1.4, AWS_RECORDED 1)

use std::sync::Arc;
use std::time::Duration;

use serde_json::{Value, json};
use tokio::sync::Mutex;
use tokio::time::Instant;

use crate::sim::downstream::Call;
use crate::sim::events::authorization::without_secrets;
use crate::sim::events::check::{list, required, text};
use crate::sim::events::core::Core;
use crate::sim::wire::Error;
use crate::target_input::Parameter;

/// A token that expires within this is fetched anew. (DOMAIN 1.4)
const MARGIN: Duration = Duration::from_secs(60);
/// Lifetime of a token whose answer names none.
const LIFETIME: u64 = 3600;

/// A client of an authorisation server, and its token. It holds secrets, hence no `Debug`.
pub(in crate::sim::events) struct Client {
    id: String,
    secret: String,
    endpoint: String,
    method: String,
    http: Value,
    /// The lock is held while a token is fetched, so that one is fetched for all who wait.
    token: Mutex<Option<Token>>,
}

struct Token {
    value: String,
    expires: Instant,
}

impl Client {
    /// Reads `OAuthParameters`.
    pub fn read(given: &Value) -> Result<Self, Error> {
        let client = &given["ClientParameters"];
        Ok(Self {
            id: required(client, "ClientID")?.to_owned(),
            secret: required(client, "ClientSecret")?.to_owned(),
            endpoint: required(given, "AuthorizationEndpoint")?.to_owned(),
            method: text(given, "HttpMethod").unwrap_or("POST").to_owned(),
            http: given["OAuthHttpParameters"].clone(),
            token: Mutex::default(),
        })
    }

    /// As DescribeConnection shows it.
    pub fn shown(&self) -> Value {
        let mut out = json!({
            "ClientParameters": {"ClientID": self.id},
            "AuthorizationEndpoint": self.endpoint,
            "HttpMethod": self.method,
        });
        if !self.http.is_null() {
            out["OAuthHttpParameters"] = without_secrets(&self.http);
        }
        out
    }

    /// The token; `None` when the server gives none. `refused` is one that the endpoint did not take.
    pub async fn token(&self, core: &Core, refused: Option<&str>) -> Option<String> {
        let mut held = self.token.lock().await;
        if let Some(token) = &*held
            && token.expires > Instant::now() + MARGIN
            && refused != Some(token.value.as_str())
        {
            return Some(token.value.clone());
        }
        *held = self.fetch(core).await;
        held.as_ref().map(|t| t.value.clone())
    }

    async fn fetch(&self, core: &Core) -> Option<Token> {
        let reply = core.downstream.call(self.request()).await.ok()?;
        if !(200..300).contains(&reply.status) {
            return None;
        }
        let answer: Value = serde_json::from_str(&reply.body).ok()?;
        let seconds = answer["expires_in"].as_u64().unwrap_or(LIFETIME);
        Some(Token {
            value: text(&answer, "access_token")?.to_owned(),
            expires: Instant::now() + Duration::from_secs(seconds.min(10 * 365 * 86_400)),
        })
    }

    fn request(&self) -> Call {
        let basic = Parameter::basic(&self.id, &self.secret);
        let mut headers = vec![
            (basic.key, basic.value),
            (
                "Content-Type".to_owned(),
                "application/x-www-form-urlencoded".to_owned(),
            ),
        ];
        headers.extend(pairs(&self.http, "HeaderParameters"));
        let query = form(pairs(&self.http, "QueryStringParameters"));
        let url = match query.as_str() {
            "" => self.endpoint.clone(),
            query if self.endpoint.contains('?') => format!("{}&{query}", self.endpoint),
            query => format!("{}?{query}", self.endpoint),
        };
        Call {
            method: self.method.clone(),
            url,
            headers,
            body: form(pairs(&self.http, "BodyParameters")),
        }
    }
}

fn pairs<'a>(http: &'a Value, member: &str) -> impl Iterator<Item = (String, String)> + 'a {
    list(http, member).iter().filter_map(|parameter| {
        let key = text(parameter, "Key")?;
        Some((
            key.to_owned(),
            text(parameter, "Value").unwrap_or("").to_owned(),
        ))
    })
}

fn form(pairs: impl Iterator<Item = (String, String)>) -> String {
    let all: Vec<String> = pairs
        .map(|(k, v)| format!("{}={}", encoded(&k), encoded(&v)))
        .collect();
    all.join("&")
}

/// Percent encoding of all but the unreserved characters. (RFC 3986 2.3)
fn encoded(text: &str) -> String {
    text.bytes().fold(String::new(), |mut out, byte| {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
                out.push(byte.into())
            }
            other => out.push_str(&format!("%{other:02X}")),
        }
        out
    })
}

/// Fetches the first token of a connection; the connection is authorised by it, or de-authorised without it.
pub(in crate::sim::events) fn authorize(core: &Arc<Core>, connection: String, client: Arc<Client>) {
    core.downstream.grants_tokens(&client.endpoint);
    let at = core.clone();
    core.spawn(async move {
        *client.token.lock().await = None;
        let token = client.token(&at, None).await;
        if let Some(connection) = at.state().connection_at(&connection) {
            match token {
                Some(_) => connection.authorize(),
                None => connection
                    .deauthorize("Failed to authorize the connection: no token was granted."),
            }
        }
    });
}
