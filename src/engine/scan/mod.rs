//! Reading a queue: many receives in flight, their number adapted, then long polling.
//!
//! One task a queue. It reserves room in the [`Window`] before it receives, decodes what came, and hands it to the
//! desk. A receive in flight is never dropped: its messages would stay hidden without anybody knowing them.

mod end;
mod pace;
mod task;
mod window;

pub(super) use task::{Scan, ScanOrder};
pub(super) use window::{Room, Window};
