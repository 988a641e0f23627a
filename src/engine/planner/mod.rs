//! Works out plans: who is selected, what is known of the world, and then `plan::build`.
//!
//! - `task` one request, from selection to plan
//! - `select` letters of a selection; `earlier` letters of a run in the journal, `whereabouts` which of them are gone
//! - `scope` what a plan takes in of letters that were not seen; `belongs` which of those that come they are; `late`
//!   those that came, on their way into the run
//! - `world` buses, rules, destinations and connections, read once in a while
//!
//! Everything happens beside the desk, over letters as they were when the plan was asked for.

mod belongs;
mod earlier;
mod late;
mod scope;
mod select;
mod task;
mod whereabouts;
mod world;

pub(super) use late::{Fresh, Joining, Walk};
pub(super) use task::{Asked, Planner};
