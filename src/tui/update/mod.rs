//! What a message changes: the one place where keys meet state, split by job.
//!
//! - `dispatch` every message, and which layer or pane has the key
//! - `moving` cursors and panes
//! - `marks` what is marked, and what a deed would be about
//! - `deeds` plans, `runs` the run that is going
//! - `copies` what can be copied, `breaking` a cause's second level
//! - `bundles` several letters in the operator's editor
//! - `edits` the editor, undo and redo
//! - `transforms` jq over letters, `exports` letters into a file
//! - `trials` what a target would get, sent to a URL
//! - `typing` the filter line and the palette, `completing` what Tab does there, `searches` in the letter's page
//! - `queues` choosing a queue of the account
//! - `mouse` clicks, wheel, drag
//! - `settle` what must hold after every change: cursors on rows, the view that is wanted, the page

mod breaking;
mod bundles;
mod completing;
mod copies;
mod deeds;
mod dispatch;
mod edits;
mod exports;
mod marks;
mod menus;
mod mouse;
mod moving;
mod panes;
mod queues;
mod runs;
mod searches;
mod settle;
mod transforms;
mod trials;
mod typing;

pub use copies::tell as copied;
pub use dispatch::update;
