//! A cause's second level: its letters by detail-type, source and target; one is a filter.

use crate::cause::{By, breakdown};
use crate::engine::Weight;
use crate::filter::term;
use crate::text;
use crate::tui::layer::{Layer, Menu, MenuEntry, Pick};
use crate::tui::model::Model;

/// Rows of each level.
const ROWS: usize = 12;
/// Characters of a value that a row shows.
const SHOWN: usize = 60;
const LEVELS: [(By, &str, &str); 3] = [
    (By::DetailType, "detail-type", "type"),
    (By::Source, "source", "source"),
    (By::Target, "target", "target"),
];

/// Opens the levels of the cause under the cursor, or of all letters.
pub fn open(model: &mut Model) {
    let cause = model.cause().map(|cause| cause.id);
    let mut entries = Vec::new();
    let shown = |name: &str| !model.redaction.hides_member(name);
    for (by, name, field) in LEVELS.into_iter().filter(|level| shown(level.1)) {
        let rows = model.snapshot.letters.iter();
        let rows = rows.filter(|row| cause.is_none_or(|cause| cause == row.cause));
        let all = breakdown(rows.map(|row| &*row.letter), by);
        let more = all.len().saturating_sub(ROWS);
        for (value, count) in all.into_iter().take(ROWS) {
            entries.push(entry((name, field), &value, count));
        }
        if more > 0 {
            entries.push(MenuEntry {
                name: format!("{name}  and {more} more"),
                shown: String::new(),
                pick: Pick::Not("A filter finds the rest: /, and Tab completes values".into()),
            });
        }
    }
    if entries.is_empty() {
        return model.say(Weight::Note, "There is no letter to tell apart");
    }
    model.layers.push(Layer::Menu(Menu {
        title: "By detail-type, source, target",
        entries,
        at: 0,
    }));
}

fn entry((name, field): (&str, &str), value: &str, count: usize) -> MenuEntry {
    let s = if count == 1 { "" } else { "s" };
    let shown = if value.is_empty() { "(none)" } else { value };
    MenuEntry {
        name: format!("{name}  {}", text::safe_line(shown, SHOWN)),
        shown: format!("{} letter{s}", text::count(count as u64)),
        pick: Pick::Filter(term(field, value)),
    }
}
