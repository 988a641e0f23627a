//! Every host that deliveries go to: one HTTP server on loopback that answers as it is told, and the client that
//! reaches it.
//!
//! Nothing here connects to anything but loopback: a URL is mapped to a user's own server, or is loopback itself,
//! or is played by the server of this room under the name in its `Host` header.
//!
//! - `reaction` how a host answers, and the body of `PUT /_sim/downstream/HOST`
//! - `requests` what was received, as `GET /_sim/requests` shows it
//! - `route` where a URL leads
//! - `hosts` all hosts, as their owner holds them
//! - `book` how each answers; `server` the server that does
//! - `caller` the client

mod book;
mod caller;
mod hosts;
mod reaction;
mod requests;
mod route;
mod server;

pub use caller::{Call, CallError, Reply};
pub use hosts::{Downstream, DownstreamOptions};
pub use reaction::Reaction;
pub use route::{Mapping, MappingError};

#[cfg(test)]
mod tests;
