//! What would happen: selection, blockers, the rules and targets that would fire, pace. Nothing is done here.
//!
//! A [`Selection`] and a [`Deed`] become a [`Plan`]; only [`Plan::consent`] makes a [`Consent`], bound to that
//! plan's digest, and a consent is the only thing that a run accepts. Read-only is a plan that gives none.

mod consent;
mod deed;
mod facts;
mod outline;
mod route;

pub use consent::{Consent, Given, digest};
pub use deed::{Deed, Destination, InDoubt, Options, Selection};
pub use facts::{ApiDestination, Bus, Connection, Parameter, Rule, Target, Transformer, World};
pub use outline::{Fires, Item, Plan, Skipped};
pub use route::is_queue;
