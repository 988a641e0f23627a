//! The loop: waits on one channel, changes the model, does what is asked, draws.
//!
//! - `run` its beginning and end
//! - `face` the waiting and drawing
//! - `acts` what is asked of it that is not drawing
//! - `transformer` the thread that runs jq programs over letters
//! - `happened` what it waits for

mod acts;
mod face;
mod happened;
mod run;
mod transformer;

pub use happened::Happened;
pub use run::run;
