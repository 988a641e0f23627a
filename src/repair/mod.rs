//! What the operator changes: drafts, what PutEvents would refuse, differences, what goes out.
//!
//! An [`Edit`] is the new text of what may be edited (the event, or the whole body). [`Outgoing`] is what one
//! PutEvents entry says; of a letter that was not edited its detail is the same bytes as in the body.
//!
//! - `draft` the text for an editor, and an edit out of what came back
//! - `graft` an edited document keeps the bytes of what was not touched in it
//! - `refuse` what goes out, or why PutEvents would not take it
//! - `bundle` several documents in one text, for an editor
//! - `command` the same as a command line of the AWS CLI
//! - `diff` where two texts differ: by path, or by line
//! - `quick` repairs that need no typing
//! - `preview` what a target would get
//!
//! Does not know: buses, rules, whether anything is sent at all.

mod bundle;
mod command;
mod diff;
mod draft;
mod edit;
mod graft;
mod lines;
mod outgoing;
mod preview;
mod quick;
mod refuse;

pub use bundle::{Bundle, BundleError};
pub use command::{AwsFlags, entries, put_events};
pub use diff::{Change, Diff, diff};
pub use draft::{Saved, editable, notes, save, source_text, why_not_editable};
pub use edit::Edit;
pub use lines::{Line, Mark, diff_lines};
pub use outgoing::Outgoing;
pub use preview::{Preview, Receiver, preview};
pub use quick::{Quick, quick};
pub use refuse::{Refusal, event_of, outgoing};

#[cfg(test)]
mod tests;
