//! Face 1: the terminal.
//!
//! A [`Model`] is all that the face knows. [`update`] changes it by one [`Msg`] (a key, a snapshot, …) and answers
//! what must be done outside of it ([`Ask`]); [`draw`] draws it and changes nothing. So a session is a value that
//! tests can type into and look at. What is not a value is in `app` (the loop), `terminal`, `input`, `hangup` and
//! `editor_process`.
//!
//! - `keys` and `keys_table` THE table of keys: footer, help, palette and README follow it; `rebind` what the config
//!   makes of it
//! - `model`, `layer`, `picker` the state; `update` what changes it
//! - `layout`, `screens`, `pages`, `widgets`, `theme` how it looks
//!
//! Does not know: AWS, files (but for the operator's editor), tasks. Text of a letter reaches the screen only
//! through `widgets::span`.

mod act;
mod app;
mod clipboard;
mod editor;
mod editor_acts;
mod editor_ask;
mod editor_pair;
mod editor_process;
mod editor_ways;
mod fuzzy;
mod glance;
mod hangup;
mod input;
mod keys;
mod keys_table;
mod laid;
mod layer;
mod layout;
mod line;
mod model;
mod msg;
mod offers;
mod options;
mod order;
mod page;
mod pages;
mod parts;
mod picker;
mod rebind;
mod screens;
mod shown;
mod stop;
mod terminal;
mod terms;
mod theme;
mod toast;
mod transform;
mod trial;
mod update;
mod widgets;

pub use app::run;
pub use editor_process::Failed as EditorFailed;
pub use keys::{Keymap, markdown as key_table};
pub use model::Model;
pub use msg::{Ask, Msg};
pub use options::{Called, Ended, Export, Extra, Hands, Jq, Options, Try, Who};
pub use rebind::keymap;
pub use screens::screen::draw;
pub use stop::Stop;
pub use terminal::is_one as on_a_terminal;
pub use theme::{Role, THEMES, Theme};
pub use transform::{Job, Said, transform};
pub use update::update;

#[cfg(test)]
mod tests;
