//! What would happen: selection, blockers, the rules and targets that would fire, pace. Nothing is done here.
//!
//! A [`Selection`] and a [`Deed`] become a [`Plan`]; only [`Plan::consent`] makes a [`Consent`], bound to that
//! plan's digest, and a consent is the only thing that a run accepts. Read-only is a plan that gives none. What a clean-up
//! of scratch buses removes is a [`Sweep`], with a consent of its own.
//!
//! `scratch` holds what a redrive to the failed target alone takes, and why nothing can be lost by it.

mod beyond;
mod build;
mod consent;
mod count;
mod deed;
mod estimate;
mod facts;
mod file;
mod gets;
mod move_task;
mod outline;
mod reach;
mod request;
mod route;
mod scratch;
mod still_broken;
mod sweep;

pub use beyond::{Beyond, Estimate, Named, Rest};
pub use build::build;
pub use consent::{Consent, Given, digest};
pub use deed::{Deed, Destination, InDoubt, Options, Selection};
pub use facts::{ApiDestination, Bus, Connection, Parameter, Rule, Target, Transformer, World};
pub use file::PlanFile;
pub use gets::{Gets, gets};
pub use move_task::MoveTask;
pub use outline::{Fires, Item, Plan, Skip, Skipped};
pub use request::{Before, Candidate, Request, Wanted};
pub use route::is_queue;
pub use scratch::{SCRATCH_PREFIX, SCRATCH_SETTLE, SCRATCHES, Scratch, is_failed_target};
pub use still_broken::obstacle;
pub use sweep::{Found, Known, Sweep, SweepConsent};

#[cfg(test)]
mod tests;
