//! The face's beginning and end.

use std::sync::mpsc::sync_channel;

use super::face::Face;
use crate::engine::Handle;
use crate::tui::background;
use crate::tui::hangup::Watch;
use crate::tui::options::{Ended, Options};
use crate::tui::stop::Stop;
use crate::tui::terminal::{self, Screen};

/// Things that may wait for the loop.
const WAITING: usize = 1024;

/// Runs the face until the operator quits, `stop` is used, or the terminal is gone. All leases are given back
/// before it ends, as far as `options.patience` allows.
#[must_use]
pub fn run(handle: Handle, mut options: Options, stop: &Stop) -> Ended {
    if !terminal::is_one() {
        return Ended::NoTerminal;
    }
    let (to, from) = sync_channel(WAITING);
    let started = Screen::take().and_then(|screen| {
        if options.ask_background
            && let Some(light) = background::is_light()
        {
            options.theme = options.theme.for_background(light);
        }
        let watch = Watch::start(to.clone())?;
        Face::new((handle, screen, to), options, stop).map(|face| (face, watch))
    });
    match started {
        Ok((mut face, watch)) => {
            let ended = face.run(&from);
            drop(watch);
            face.close_up(ended)
        }
        Err(error) => {
            tracing::error!(%error, "the terminal could not be set up");
            Ended::NoTerminal
        }
    }
}
