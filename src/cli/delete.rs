//! `delete`: take letters out of the queue; the journal keeps them whole.

use super::args::DeleteArgs;
use super::order::{Order, carry_out};
use super::session::{Session, Stop};
use crate::plan::{Deed, Options, Selection};
use crate::problem::Exit;

pub(super) fn run(session: &Session<'_>, args: &DeleteArgs) -> Result<Exit, Stop> {
    session.scanned()?;
    let order = Order {
        word: "delete",
        selection: Selection::Matching {
            cause: None,
            filter: args.filter.clone().unwrap_or_default(),
        },
        deed: Deed::Delete,
        options: Options {
            limit: args.limit,
            ..Options::default()
        },
        dry_run: args.dry_run,
        yes: args.yes,
        details: args.details,
        transform: None,
        plan_out: None,
        expected: None,
    };
    carry_out(session, &order)
}
