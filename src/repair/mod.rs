//! What the operator changes: drafts, what PutEvents would refuse, differences, what goes out.
//!
//! An [`Edit`] is the new text of what may be edited (the event, or the whole body). [`Outgoing`] is what one
//! PutEvents entry says; of a letter that was not edited its detail is the same bytes as in the body.

mod edit;
mod outgoing;

pub use edit::Edit;
pub use outgoing::Outgoing;
