//! The only way to change anything: one pure machine for redrive, delete and undo.

mod chance;
mod event;
mod item;
mod machine;
mod pace;
mod progress;
mod record;
mod stage;
mod watch;

pub use event::{Effect, Event, NotDeleted, Parcel, Ticket, Trouble, TroubleKind};
pub use machine::Machine;
pub use progress::{Fate, Kind, Progress, RunId, State, StoppedBy};
pub use record::{Begun, Listed, Record, Step};
pub use stage::{Cue, Stage, WAYS};
