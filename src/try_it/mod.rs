//! Tries a letter out: what its target would get is sent to a URL that the operator names, and the answer is looked
//! at. Nothing goes to AWS, and nothing changes there.
//!
//! - `url` where to: on this machine without a question, anywhere else only after one
//! - `prepare` what to send of a letter, and what has to be left out: secrets of a connection are not known
//! - `send` one exchange: no redirect is followed, no proxy asked, the whole takes five seconds at most, as EventBridge
//!   waits
//! - `answer` what came back, bounded
//!
//! Does not know: faces, the engine, AWS.

mod answer;
mod prepare;
mod send;
mod url;

pub use answer::{Answer, Failed, Head};
pub use prepare::{Call, Prepared, prepare};
pub use send::{PATIENCE, send};
pub use url::{Url, UrlError};

#[cfg(test)]
mod tests;
