//! The loop: waits on one channel, changes the model, does what is asked, draws.
//!
//! - `run` its beginning and end
//! - `face` the waiting and drawing
//! - `acts` what is asked of it that is not drawing
//! - `happened` what it waits for

mod acts;
mod face;
mod happened;
mod run;

pub use happened::Happened;
pub use run::run;
