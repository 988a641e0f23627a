//! The server that plays every host.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use http_body_util::{BodyExt, Full, Limited};
use hyper::body::{Bytes, Incoming};
use hyper::service::service_fn;
use hyper::{Request, Response};
use hyper_util::rt::TokioIo;
use serde_json::{Value, json};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

use super::caller::{self, Call, CallError, Reply};
use super::reaction::Reaction;
use super::requests::{Received, Requests};
use super::route::{self, Mapping};
use crate::limits::API_DESTINATION_TIMEOUT;
use crate::sim::dice::Dice;
use crate::time::Time;

/// Bytes of a request's body that are taken.
const BODY_BYTES: usize = 16 * 1024 * 1024;
/// What a token endpoint answers unless told otherwise. (RFC 6749 5.1)
const TOKEN: &str = r#"{"access_token":"simulated-token","token_type":"Bearer","expires_in":3600}"#;

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
    /// Its end ends the server.
    _running: watch::Sender<()>,
}

#[derive(Debug)]
struct Shared {
    book: Mutex<Book>,
    dice: Dice,
}

#[derive(Debug, Default)]
struct Book {
    reactions: BTreeMap<String, Vec<Reaction>>,
    requests: Requests,
    /// `host/path` of token endpoints.
    tokens: BTreeSet<String>,
}

impl Shared {
    fn book(&self) -> MutexGuard<'_, Book> {
        self.book.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Downstream {
    /// Starts the server on a free port of 127.0.0.1.
    ///
    /// # Errors
    /// When no port can be had.
    pub async fn start(options: DownstreamOptions) -> io::Result<Arc<Self>> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let address = listener.local_addr()?;
        let shared = Arc::new(Shared {
            book: Mutex::default(),
            dice: Dice::new(u64::from(address.port())),
        });
        let (running, until) = watch::channel(());
        tokio::spawn(serve(listener, shared.clone(), until));
        Ok(Arc::new(Self {
            shared,
            address,
            options,
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
        *self.shared.book() = Book::default();
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
        caller::send(call, way, self.options.patience).await
    }
}

async fn serve(listener: TcpListener, shared: Arc<Shared>, mut until: watch::Receiver<()>) {
    loop {
        let stream = tokio::select! {
            accepted = listener.accept() => accepted,
            _ = until.changed() => return,
        };
        match stream {
            Ok((stream, _)) => drop(tokio::spawn(talk(stream, shared.clone(), until.clone()))),
            // too many open files: wait for some to close
            Err(_) => tokio::time::sleep(Duration::from_millis(20)).await,
        }
    }
}

async fn talk(stream: TcpStream, shared: Arc<Shared>, mut until: watch::Receiver<()>) {
    let service = service_fn(move |request| answer(request, shared.clone()));
    let connection =
        hyper::server::conn::http1::Builder::new().serve_connection(TokioIo::new(stream), service);
    tokio::select! {
        // a client that hangs up is no news
        _ = connection => {}
        _ = until.changed() => {}
    }
}

/// Ends the connection without an answer.
#[derive(Debug)]
struct Closed;

impl fmt::Display for Closed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("closed without an answer")
    }
}

impl std::error::Error for Closed {}

async fn answer(
    request: Request<Incoming>,
    shared: Arc<Shared>,
) -> Result<Response<Full<Bytes>>, Closed> {
    let (head, body) = request.into_parts();
    let body = Limited::new(body, BODY_BYTES);
    let bytes = body.collect().await.map_err(|_| Closed)?.to_bytes();
    let received = received(&head, &bytes);
    let reaction = react(&shared, received);
    tokio::time::sleep(reaction.delay).await;
    if reaction.close {
        return Err(Closed);
    }
    let mut response = Response::new(Full::new(Bytes::from(reaction.body.to_string())));
    *response.status_mut() = reaction.status.try_into().map_err(|_| Closed)?;
    let headers = response.headers_mut();
    headers.insert(
        "content-type",
        hyper::header::HeaderValue::from_static("application/json"),
    );
    headers.extend(reaction.headers.into_iter().map(|(n, v)| (Some(n), v)));
    Ok(response)
}

fn received(head: &hyper::http::request::Parts, body: &[u8]) -> Received {
    let header =
        |v: &hyper::header::HeaderValue| String::from_utf8_lossy(v.as_bytes()).into_owned();
    let host = head.headers.get("host").map(header).unwrap_or_default();
    let now = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default();
    Received {
        host,
        method: head.method.to_string(),
        path: head.uri.path().to_owned(),
        query: head.uri.query().unwrap_or_default().to_owned(),
        headers: head
            .headers
            .iter()
            .map(|(n, v)| (n.to_string(), header(v)))
            .collect(),
        body: String::from_utf8_lossy(body).into(),
        at: Time(0).plus(now),
        answer: None,
    }
}

/// Chooses the answer, and notes the request with it.
fn react(shared: &Shared, mut received: Received) -> Reaction {
    let mut book = shared.book();
    let host = received.host.to_ascii_lowercase();
    let chosen = book.reactions.get_mut(&host).and_then(|list| {
        list.iter_mut()
            .find_map(|r| r.applies(&received.body, &shared.dice).then(|| r.clone()))
    });
    let reaction = chosen.unwrap_or_else(|| {
        let token = book.tokens.contains(&format!("{host}{}", received.path));
        if token {
            Reaction::answer(200, TOKEN)
        } else {
            Reaction::default()
        }
    });
    received.answer = (!reaction.close).then(|| (reaction.status, reaction.body.clone()));
    book.requests.add(received);
    reaction
}
