//! Runs that have begun, as most tests need them.

pub use super::world_tests::*;
pub use crate::plan::{Deed, InDoubt, Item, Options};
pub use crate::repair::Edit;
pub use crate::run::{
    Effect, Event, Fate, FaultKind, Machine, More, NotDone, RunId, State, StoppedBy, Unseen,
};
pub use crate::time::Time;
pub use std::sync::Arc;
pub use std::time::Duration;

pub fn items(count: u32) -> Vec<Item> {
    (0..count).map(|n| item(n, "b")).collect()
}

pub fn started(deed: Deed, items: Vec<Item>, options: Options) -> World {
    let mut world = World::new(plan(deed, items, options), Outside::default(), Time(0));
    world.tell(Event::Start);
    world.write_all();
    world
}

pub fn redriving(count: u32) -> World {
    started(redrive(), items(count), Options::default())
}

pub fn id(n: u32) -> Arc<str> {
    format!("id-{n}").into()
}

pub fn after(seconds: u64, world: &mut World) {
    world.now = world.now.plus(Duration::from_secs(seconds));
    world.tell(Event::Tick);
    world.write_all();
}
