//! Starting and stopping a simulator.

use std::collections::BTreeMap;
use std::fmt;
use std::io;
use std::net::Ipv4Addr;
use std::path::PathBuf;
use std::sync::Arc;

use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;

use super::build::Plan;
use super::downstream::{Downstream, DownstreamOptions, Mapping};
use super::events::Events;
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
    /// Values of the templates' parameters, by name.
    pub params: BTreeMap<String, String>,
    /// `URL=URL`: deliveries to what begins with the first go to the second, which is on loopback.
    pub maps: Vec<String>,
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
            params: BTreeMap::new(),
            maps: Vec::new(),
            empty: false,
            backoff_scale: 1.0,
        }
    }
}

/// A simulator that runs. It stops when it is dropped, or gracefully by [`Sim::stop`].
pub struct Sim {
    world: Arc<World>,
    skipped: Vec<String>,
    stop: watch::Sender<bool>,
    server: JoinHandle<()>,
}

impl Sim {
    /// Starts a simulator on loopback, and builds what it is built from.
    ///
    /// # Errors
    /// When the port can't be had, or a template or mapping can't be read or built.
    pub async fn start(options: SimOptions) -> Result<Self, Problem> {
        let hosts = DownstreamOptions {
            maps: mappings(&options.maps)?,
            ..DownstreamOptions::default()
        };
        let plan = if options.empty {
            Plan::default()
        } else {
            Plan::read(&options.templates, options.params)?
        };
        let refused = |error| no_port(options.port, &error);
        let address = (Ipv4Addr::LOCALHOST, options.port);
        let listener = TcpListener::bind(address).await.map_err(refused)?;
        let port = listener.local_addr().map_err(refused)?.port();
        let place = Place {
            account: options.account,
            region: options.region,
            endpoint: format!("http://127.0.0.1:{port}"),
        };
        let world = World::new(place, plan, hosts, options.backoff_scale);
        let world = Arc::new(world.await.map_err(refused)?);
        let skipped = world.build().await?;
        let (stop, stopped) = watch::channel(false);
        let server = tokio::spawn(server::serve(listener, world.clone(), stopped));
        Ok(Self {
            world,
            skipped,
            stop,
            server,
        })
    }

    /// `http://127.0.0.1:PORT`.
    #[must_use]
    pub fn endpoint(&self) -> &str {
        &self.world.place.endpoint
    }

    /// Resources of the templates that the simulator does not have, a line each.
    #[must_use]
    pub fn skipped(&self) -> &[String] {
        &self.skipped
    }

    /// Its EventBridge: what a scenario sends events with.
    #[must_use]
    pub fn events(&self) -> Arc<Events> {
        self.world.events.clone()
    }

    /// Its hosts: what a scenario breaks and heals.
    #[must_use]
    pub fn downstream(&self) -> Arc<Downstream> {
        self.world.downstream.clone()
    }

    /// What is told on standard output when the simulator is ready, on one line. (PRODUCT, sim)
    #[must_use]
    pub fn ready(&self) -> Value {
        let place = &self.world.place;
        let state = self.world.events.state();
        json!({
            "endpoint": place.endpoint,
            "region": place.region,
            "account": place.account,
            "queues": self.world.queues.urls(),
            "buses": state.get("buses"),
            "downstream": self.world.downstream.url(),
        })
    }

    /// Takes no more connections, ends what is under way, and returns when all is closed.
    pub async fn stop(self) {
        self.stop.send_replace(true);
        if let Err(error) = self.server.await {
            tracing::warn!(%error, "the simulator's server did not end well");
        }
        self.world.events.stop();
    }
}

fn mappings(texts: &[String]) -> Result<Vec<Mapping>, Problem> {
    let read = |text: &String| Mapping::parse(text).map_err(|e| Problem::usage(e.to_string()));
    texts.iter().map(read).collect()
}

fn no_port(port: u16, error: &io::Error) -> Problem {
    let what = format!("the simulator can't listen on 127.0.0.1:{port}: {error}");
    Problem::new(Kind::Unreachable, what).remedy("choose another --port, or 0 for a free one")
}

impl fmt::Debug for Sim {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut out = f.debug_struct("Sim");
        out.field("endpoint", &self.endpoint());
        out.finish_non_exhaustive()
    }
}
