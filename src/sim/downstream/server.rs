//! The server that plays every host.

use std::fmt;
use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use http_body_util::{BodyExt, Full, Limited};
use hyper::body::{Bytes, Incoming};
use hyper::header::{CONTENT_TYPE, HeaderValue};
use hyper::http::request::Parts;
use hyper::service::service_fn;
use hyper::{Request, Response};
use hyper_util::rt::TokioIo;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

use super::book::Shared;
use super::requests::Received;
use crate::time::Time;

/// Bytes of a request's body that are taken.
const BODY_BYTES: usize = 16 * 1024 * 1024;

/// Answers until `until` changes or its sender is gone.
pub(super) async fn serve(
    listener: TcpListener,
    shared: Arc<Shared>,
    mut until: watch::Receiver<()>,
) {
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
    let reaction = shared.react(received);
    tokio::time::sleep(reaction.delay).await;
    if reaction.close {
        return Err(Closed);
    }
    let mut response = Response::new(Full::new(Bytes::from(reaction.body.to_string())));
    *response.status_mut() = reaction.status.try_into().map_err(|_| Closed)?;
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    headers.extend(reaction.headers.into_iter().map(|(n, v)| (Some(n), v)));
    Ok(response)
}

fn received(head: &Parts, body: &[u8]) -> Received {
    let header = |v: &HeaderValue| String::from_utf8_lossy(v.as_bytes()).into_owned();
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
