//! `undo`: send back to their queue the letters that a delete run took.

use super::args::UndoArgs;
use super::order::{Order, carry_out};
use super::session::{Session, Stop};
use crate::plan::{Deed, Options, Selection};
use crate::problem::Exit;

pub(super) fn run(session: &Session<'_>, args: &UndoArgs) -> Result<Exit, Stop> {
    // the letters are in the journal; the queue need only be known, not read
    session.wait(|s| {
        s.queues
            .first()
            .is_some_and(|q| !q.url.is_empty())
            .then_some(())
    })?;
    let order = Order {
        word: "undo",
        selection: Selection::Letters(Vec::new()),
        deed: Deed::Undo {
            run: args.run.clone(),
        },
        options: Options::default(),
        dry_run: args.dry_run,
        // the command names the run and loses nothing: that is leave enough
        yes: true,
        details: args.details,
        transform: None,
        plan_out: None,
        expected: None,
    };
    carry_out(session, &order)
}
