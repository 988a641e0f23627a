//! `/_sim/…`: how a test or a person sees and steers the simulator. (PRODUCT, sim)

use hyper::Method;
use serde_json::{Value, json};

use super::faults::Fault;
use super::protocol::{self, Reply};
use super::world::World;

/// Where the paths of the control interface begin.
pub const PREFIX: &str = "/_sim/";

/// Answers a request for `PREFIX` + `path`.
pub async fn answer(world: &World, method: &Method, path: &str, body: &[u8]) -> Reply {
    let (status, body) = match (method.as_str(), path) {
        ("GET", "state") => (200, world.state()),
        ("GET", "faults") => (200, world.faults.state()),
        ("POST", "faults") => add(world, body),
        ("DELETE", "faults") => {
            world.faults.clear();
            (200, world.faults.state())
        }
        ("POST", "release") => {
            world.faults.release();
            (200, json!({}))
        }
        ("POST", "lapse") => {
            world.queues.end_leases();
            (200, world.queues.state())
        }
        ("POST", "reset") => reset(world).await,
        ("GET", "requests") => (200, world.downstream.requests()),
        _ => other(world, method, path, body),
    };
    protocol::control(status, &body)
}

fn add(world: &World, body: &[u8]) -> (u16, Value) {
    let fault = match serde_json::from_slice::<Fault>(body) {
        Ok(fault) => fault,
        Err(error) => return (400, message(&format!("this is no fault: {error}"))),
    };
    match world.faults.add(fault) {
        Ok(()) => (200, world.faults.state()),
        Err(error) => (400, message(&format!("this is no fault: {error}"))),
    }
}

async fn reset(world: &World) -> (u16, Value) {
    match world.reset().await {
        Ok(()) => (200, json!({})),
        Err(problem) => (500, message(&problem.to_string())),
    }
}

fn other(world: &World, method: &Method, path: &str, body: &[u8]) -> (u16, Value) {
    if let Some(host) = path.strip_prefix("downstream/") {
        let body = String::from_utf8_lossy(body);
        return world.downstream.control(method.as_str(), host, &body);
    }
    let text = format!("the control interface has no {method} {PREFIX}{path}");
    (404, message(&text))
}

fn message(text: &str) -> Value {
    json!({ "message": text })
}
