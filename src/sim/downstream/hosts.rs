//! All hosts, as their owner holds them.

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::sync::{Semaphore, watch};

use super::book::Shared;
use super::caller::{self, Call, CallError, Reply};
use super::reaction::Reaction;
use super::requests::{Received, Requests};
use super::route::{self, Mapping};
use super::server;
use crate::limits::API_DESTINATION_TIMEOUT;

/// Requests under way at once. Each takes two file descriptors, one at either end, and a shell grants 1,024 or
/// fewer to all of the program.
const AT_ONCE: usize = 120;

/// How to start a [`Downstream`].
#[derive(Clone, Debug)]
pub struct DownstreamOptions {
    /// URLs that go to a user's own servers, first match first.
    pub maps: Vec<Mapping>,
    /// Longest wait for an answer.
    pub patience: Duration,
}

impl Default for DownstreamOptions {
    fn default() -> Self {
        Self {
            maps: Vec::new(),
            patience: API_DESTINATION_TIMEOUT,
        }
    }
}

/// Every host that is not on loopback, and the way to those that are. The server ends when this is dropped.
#[derive(Debug)]
pub struct Downstream {
    shared: Arc<Shared>,
    address: SocketAddr,
    options: DownstreamOptions,
    calls: Semaphore,
    /// Its end ends the server.
    _running: watch::Sender<()>,
}

impl Downstream {
    /// Starts the server on a free port of 127.0.0.1.
    ///
    /// # Errors
    /// When no port can be had.
    pub async fn start(options: DownstreamOptions) -> io::Result<Arc<Self>> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let address = listener.local_addr()?;
        let shared = Arc::new(Shared::new(u64::from(address.port())));
        let (running, until) = watch::channel(());
        tokio::spawn(server::serve(listener, shared.clone(), until));
        Ok(Arc::new(Self {
            shared,
            address,
            options,
            calls: Semaphore::new(AT_ONCE),
            _running: running,
        }))
    }

    /// Where the server listens, as a URL.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// `PUT` and `DELETE` of `/_sim/downstream/HOST`: the HTTP status and body of the control answer.
    pub fn control(&self, method: &str, host: &str, body: &str) -> (u16, Value) {
        match method {
            "PUT" | "POST" => match Reaction::read(body) {
                Ok(reactions) => {
                    self.set(host, reactions);
                    (200, json!({"host": host}))
                }
                Err(what) => (400, json!({"error": what})),
            },
            "DELETE" => {
                self.heal(host);
                (200, json!({"host": host}))
            }
            _ => (405, json!({"error": "PUT or DELETE"})),
        }
    }

    /// From now on `host` answers by the first of `reactions` that applies, else with the default.
    pub fn set(&self, host: &str, reactions: Vec<Reaction>) {
        let mut book = self.shared.book();
        book.reactions.insert(host.to_ascii_lowercase(), reactions);
    }

    /// From now on `host` answers with the default.
    pub fn heal(&self, host: &str) {
        let mut book = self.shared.book();
        book.reactions.remove(&host.to_ascii_lowercase());
    }

    /// How many requests are kept of those that were received.
    #[must_use]
    pub fn received(&self) -> usize {
        self.shared.book().requests.len()
    }

    /// Everything that was received, oldest first, as `GET /_sim/requests` shows it.
    #[must_use]
    pub fn requests(&self) -> Value {
        let all = self.shared.book().requests.all();
        Value::Array(all.iter().map(Received::shown).collect())
    }

    /// All hosts answer with the default, and nothing was received.
    pub fn reset(&self) {
        let mut book = self.shared.book();
        book.reactions.clear();
        book.requests = Requests::default();
    }

    /// The default answer of that URL is an OAuth token.
    pub fn grants_tokens(&self, url: &str) {
        if let Some(way) = route::way(url, &[], self.address) {
            let path = way.path.split('?').next().unwrap_or_default();
            let place = format!("{}{path}", way.host.to_ascii_lowercase());
            self.shared.book().tokens.insert(place);
        }
    }

    /// Sends a request; it goes to loopback, wherever its URL points.
    ///
    /// # Errors
    /// When there is no answer, or none in time.
    pub async fn call(&self, call: Call) -> Result<Reply, CallError> {
        let way = route::way(&call.url, &self.options.maps, self.address)
            .ok_or(CallError::Unreachable)?;
        // before the patience begins: waiting here is not the endpoint's fault
        let turn = self.calls.acquire().await;
        let _turn = turn.map_err(|_| CallError::Unreachable)?;
        caller::send(call, way, self.options.patience).await
    }
}
