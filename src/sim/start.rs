//! Starting and stopping a simulator.

use std::net::Ipv4Addr;
use std::path::PathBuf;
use std::sync::Arc;

use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;

use super::clock::Clock;
use super::server;
use super::sqs::Place;
use super::world::World;
use crate::problem::{Kind, Problem};

/// How a simulator is to be.
#[derive(Clone, Debug)]
pub struct SimOptions {
    /// On 127.0.0.1; 0 for a free one.
    pub port: u16,
    /// Twelve digits.
    pub account: String,
    /// As AWS names regions.
    pub region: String,
    /// CloudFormation templates to build from; the built-in one when there is none and not `empty`.
    pub templates: Vec<PathBuf>,
    /// Values of the templates' parameters.
    pub params: Vec<(String, String)>,
    /// Prefixes of URLs, and what stands for them: deliveries to the first go to the second.
    pub maps: Vec<(String, String)>,
    /// Nothing built at the start.
    pub empty: bool,
    /// What waits between delivery retries are multiplied by; 1 is AWS-like.
    pub backoff_scale: f64,
}

impl Default for SimOptions {
    fn default() -> Self {
        Self {
            port: 0,
            account: "123456789012".into(),
            region: "ap-southeast-1".into(),
            templates: Vec::new(),
            params: Vec::new(),
            maps: Vec::new(),
            empty: false,
            backoff_scale: 1.0,
        }
    }
}

/// A simulator that runs. It stops when it is dropped, or gracefully by [`Sim::stop`].
#[derive(Debug)]
pub struct Sim {
    world: Arc<World>,
    stop: watch::Sender<bool>,
    server: JoinHandle<()>,
}

impl Sim {
    /// Starts a simulator on loopback.
    ///
    /// # Errors
    /// When the port can't be had, or a template can't be read or built.
    pub async fn start(options: SimOptions) -> Result<Self, Problem> {
        let refused = |error: std::io::Error| {
            Problem::new(
                Kind::Unreachable,
                format!(
                    "the simulator can't listen on 127.0.0.1:{}: {error}",
                    options.port
                ),
            )
            .remedy("choose another --port, or 0 for a free one")
        };
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, options.port))
            .await
            .map_err(refused)?;
        let port = listener.local_addr().map_err(refused)?.port();
        let place = Place {
            account: options.account.clone(),
            region: options.region.clone(),
            endpoint: format!("http://127.0.0.1:{port}"),
        };
        let world = Arc::new(World::new(place, Clock::start()));
        let (stop, stopped) = watch::channel(false);
        let server = tokio::spawn(server::serve(listener, world.clone(), stopped));
        Ok(Self {
            world,
            stop,
            server,
        })
    }

    /// `http://127.0.0.1:PORT`.
    #[must_use]
    pub fn endpoint(&self) -> &str {
        &self.world.place.endpoint
    }

    /// What is told on standard output when the simulator is ready.
    #[must_use]
    pub fn ready(&self) -> Value {
        json!({
            "endpoint": self.endpoint(),
            "region": self.world.place.region,
            "account": self.world.place.account,
            "queues": self.world.queues.urls(),
        })
    }

    /// Takes no more connections, ends what is under way, and returns when all is closed.
    pub async fn stop(self) {
        self.stop.send_replace(true);
        if let Err(error) = self.server.await {
            tracing::warn!(%error, "the simulator's server did not end well");
        }
    }
}
