//! HTTP on loopback: connections, bodies, and where a path leads.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use http_body_util::{BodyExt as _, Full, Limited};
use hyper::body::{Bytes, Incoming};
use hyper::service::service_fn;
use hyper::{Request, Response};
use hyper_util::rt::TokioIo;
use serde_json::json;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinSet;

use super::control;
use super::faults::{self, Cut};
use super::protocol::{self, Reply};
use super::world::World;

/// No request of the services is longer: 1 MiB of text is at most six times as long in JSON.
const LONGEST_BODY: usize = 8 * 1024 * 1024;
/// What requests under way get to end in when the server stops.
const GRACE: Duration = Duration::from_millis(300);

/// Serves until `stop` is true or its sender is gone.
pub async fn serve(listener: TcpListener, world: Arc<World>, stop: watch::Receiver<bool>) {
    let mut connections = JoinSet::new();
    let mut ended = stop.clone();
    loop {
        tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => {
                    connections.spawn(connection(stream, world.clone(), stop.clone()));
                }
                Err(error) => tracing::warn!(%error, "a connection could not be accepted"),
            },
            Some(_) = connections.join_next() => {}
            () = stopped(&mut ended) => break,
        }
    }
    let all = async { while connections.join_next().await.is_some() {} };
    if tokio::time::timeout(GRACE, all).await.is_err() {
        connections.shutdown().await;
    }
}

async fn connection(stream: TcpStream, world: Arc<World>, mut stop: watch::Receiver<bool>) {
    if let Err(error) = stream.set_nodelay(true) {
        tracing::debug!(%error, "no TCP_NODELAY");
    }
    let service = service_fn(move |request| answer(request, world.clone()));
    let connection =
        hyper::server::conn::http1::Builder::new().serve_connection(TokioIo::new(stream), service);
    let mut connection = std::pin::pin!(connection);
    let ended = tokio::select! {
        ended = connection.as_mut() => ended,
        () = stopped(&mut stop) => {
            connection.as_mut().graceful_shutdown();
            connection.await
        }
    };
    if let Err(error) = ended {
        tracing::debug!(%error, "a connection ended early");
    }
}

/// Returns when the server is to stop, or nobody can tell it to any more.
async fn stopped(stop: &mut watch::Receiver<bool>) {
    if let Err(error) = stop.wait_for(|stopped| *stopped).await {
        tracing::debug!(%error, "the simulator was dropped");
    }
}

async fn answer(
    request: Request<Incoming>,
    world: Arc<World>,
) -> Result<Response<Full<Bytes>>, io::Error> {
    let (head, body) = request.into_parts();
    let body = match Limited::new(body, LONGEST_BODY).collect().await {
        Ok(body) => body.to_bytes(),
        Err(error) => {
            let body = json!({ "message": error.to_string() });
            return response(protocol::control(413, &body));
        }
    };
    let path = head.uri.path();
    if let Some(path) = path.strip_prefix(control::PREFIX) {
        return response(control::answer(&world, &head.method, path, &body).await);
    }
    let reply = match protocol::read(&head.headers, path, head.uri.query(), &body) {
        Err((call, error)) => protocol::write(&call, &Err(error)),
        Ok((call, input)) => {
            let answer = faults::call(&world, &call, input).await;
            let answer = answer.map_err(|Cut| io::Error::other("cut by a fault"))?;
            let reply = protocol::write(&call, &answer);
            tracing::debug!(call.operation, reply.status, "answered");
            reply
        }
    };
    response(reply)
}

fn response(reply: Reply) -> Result<Response<Full<Bytes>>, io::Error> {
    let mut response = Response::builder().status(reply.status);
    for (name, value) in reply.headers {
        response = response.header(name, value);
    }
    response
        .body(Full::new(Bytes::from(reply.body)))
        .map_err(io::Error::other)
}
