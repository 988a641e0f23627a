//! What the screen shows, a file a piece. Everything here reads the model and draws; nothing changes it.
//!
//! - `header`, `banner` the state of the world, and what is wrong with it
//! - `causes`, `letters`, `letter` the panes; `about` a cause at length
//! - `run`, `toast`, `footer` the strips below them
//! - `plan`, `history`, `palette`, `help`, `menu`, `question`, `editor`, `transform`, `trial`, `calls`, `charts`, `queues`,
//!   `filter_line` and `typed_line` what lies on top

mod about;
mod arrivals;
pub mod banner;
pub mod calls;
pub mod causes;
pub mod charts;
pub mod editor;
mod editor_long;
mod empty;
pub mod filter_line;
pub mod footer;
pub mod header;
pub mod help;
pub mod history;
pub mod letter;
pub mod letters;
mod list;
pub mod menu;
pub mod palette;
pub mod plan;
mod plan_words;
pub mod question;
pub mod queues;
pub mod run;
mod run_page;
pub mod screen;
pub mod toast;
pub mod transform;
pub mod trial;
mod typed_line;
