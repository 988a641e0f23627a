//! One HTTP request to an endpoint, and its answer within the time that EventBridge gives it.

use std::fmt;
use std::time::Duration;

use http_body_util::{BodyExt, Full};
use hyper::body::{Bytes, Incoming};
use hyper::header::{CONTENT_LENGTH, HOST, HeaderMap, HeaderName, HeaderValue};
use hyper::{Request, Response};
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;

use super::route::Way;

/// Bytes of an answer that are read: EventBridge asks for `bytes=0-1048575`. (DOMAIN 7.1)
const ANSWER_BYTES: usize = 1_048_576;

/// A request to send.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Call {
    /// `POST`, `GET`, …
    pub method: String,
    /// With its query.
    pub url: String,
    /// In order; `Host` and `Content-Length` are set by the client.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: String,
}

/// What an endpoint answered.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reply {
    /// HTTP status.
    pub status: u16,
    /// The body, cut at 1 MiB; what is no UTF-8 is replaced.
    pub body: String,
    /// `Retry-After`, as it came.
    pub retry_after: Option<String>,
}

/// Why there is no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CallError {
    /// Nobody listens there, or the connection broke.
    Unreachable,
    /// No answer in time.
    TimedOut,
}

impl fmt::Display for CallError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Unreachable => "the endpoint cannot be reached",
            Self::TimedOut => "the endpoint did not answer in time",
        })
    }
}

impl std::error::Error for CallError {}

/// Sends `call` and waits at most `patience` for the whole answer.
pub(super) async fn send(call: Call, way: Way, patience: Duration) -> Result<Reply, CallError> {
    match tokio::time::timeout(patience, exchange(call, way)).await {
        Ok(done) => done,
        Err(_) => Err(CallError::TimedOut),
    }
}

async fn exchange(call: Call, way: Way) -> Result<Reply, CallError> {
    let gone = CallError::Unreachable;
    if !way.address.ip().is_loopback() {
        return Err(gone);
    }
    let stream = TcpStream::connect(way.address).await.map_err(|_| gone)?;
    let (mut sender, connection) = hyper::client::conn::http1::handshake(TokioIo::new(stream))
        .await
        .map_err(|_| gone)?;
    let request = request(call, &way).ok_or(gone)?;
    let answered = async {
        let response = sender.send_request(request).await.map_err(|_| gone)?;
        read(response).await
    };
    // the connection makes progress only while it is polled; it may end before the answer is read
    tokio::pin!(answered, connection);
    tokio::select! {
        reply = &mut answered => reply,
        _ = &mut connection => answered.await,
    }
}

fn request(call: Call, way: &Way) -> Option<Request<Full<Bytes>>> {
    let mut headers = HeaderMap::new();
    for (name, value) in call.headers {
        let name: HeaderName = name.parse().ok()?;
        if name == HOST || name == CONTENT_LENGTH {
            continue;
        }
        headers.append(name, HeaderValue::from_bytes(value.as_bytes()).ok()?);
    }
    headers.insert(HOST, way.host.parse().ok()?);
    let mut request = Request::builder()
        .method(call.method.as_str())
        .uri(&way.path)
        .body(Full::new(Bytes::from(call.body)))
        .ok()?;
    *request.headers_mut() = headers;
    Some(request)
}

async fn read(response: Response<Incoming>) -> Result<Reply, CallError> {
    let status = response.status().as_u16();
    let retry_after = response
        .headers()
        .get("retry-after")
        .and_then(|v| v.to_str().ok())
        .map(str::to_owned);
    let mut body = response.into_body();
    let mut bytes = Vec::new();
    while let Some(frame) = body.frame().await {
        let frame = frame.map_err(|_| CallError::Unreachable)?;
        bytes.extend_from_slice(frame.data_ref().map_or(&[], |d| &d[..]));
        if bytes.len() >= ANSWER_BYTES {
            bytes.truncate(ANSWER_BYTES);
            break;
        }
    }
    Ok(Reply {
        status,
        body: String::from_utf8_lossy(&bytes).into_owned(),
        retry_after,
    })
}
