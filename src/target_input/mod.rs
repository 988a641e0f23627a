//! What a target gets: InputPath, Input, InputTransformer, and the request of an API destination.
//!
//! - `shape` which of the three a target has, and what it makes of an event
//! - `path` the JSON paths that EventBridge takes
//! - `template` the InputTemplate: pieces of text and placeholders, in strings and outside
//! - `request` the HTTP request of an API destination, secrets marked; `headers` `encode` parts of it
//! - `curl` the request as a command line
//! - `open` the request for another URL, without secrets
//! - `error` mistakes with AWS's wording

mod curl;
mod encode;
mod error;
mod headers;
mod open;
mod path;
mod request;
mod shape;
mod template;

pub use curl::curl;
pub use error::ShapeError;
pub use open::Open;
pub use path::Path;
pub use request::{Connection, Endpoint, HttpParameters, Parameter, Request, request};
pub use shape::{Context, Shape, Transformer};

#[cfg(test)]
mod tests;
