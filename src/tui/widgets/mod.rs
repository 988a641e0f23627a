//! Small pieces that screens are made of.
//!
//! - `span` the one door through which text becomes a span
//! - `columns` cells of a row, side by side
//! - `rule` the thin line with a title above a pane
//! - `json` one line of JSON, coloured
//! - `wrap` prose in a width
//! - `sheet` a panel that rises from the bottom, for what lies on top of the panes

pub mod columns;
pub mod json;
pub mod rule;
pub mod sheet;
pub mod span;
pub mod wrap;
