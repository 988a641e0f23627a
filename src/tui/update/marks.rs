//! What is marked, and what a deed would be about.

use std::sync::Arc;

use crate::engine::Row;
use crate::letter::LetterId;
use crate::plan::Selection;
use crate::text;
use crate::tui::model::{Model, Pane};

/// What a deed would be about: letters, words for the title, and about how many.
pub struct About {
    /// Which letters.
    pub selection: Selection,
    /// `of “503 from …”`, `that are marked`.
    pub words: String,
    /// How many, as far as is known.
    pub count: usize,
}

/// Marks the letter under the cursor, or unmarks it.
pub fn toggle(model: &mut Model) {
    let Some(id) = model.row().map(|row| row.letter.id) else {
        return;
    };
    if !model.marks.remove(&id) {
        model.marks.insert(id);
    }
}

/// Marks all letters of the cause under the cursor; unmarks them when all were marked.
pub fn toggle_cause(model: &mut Model) {
    let cause = match model.pane {
        Pane::Causes => model.cause().map(|c| c.id),
        _ => model.row().map(|row| row.cause),
    };
    let of_cause: Vec<LetterId> = model
        .snapshot
        .letters
        .iter()
        .filter(|row| cause.is_none_or(|cause| row.cause == cause))
        .map(|row| row.letter.id)
        .collect();
    toggle_all(model, &of_cause);
}

/// Marks all letters that are shown; unmarks them when all were marked.
pub fn toggle_shown(model: &mut Model) {
    let shown = std::sync::Arc::clone(&model.snapshot.view.ids);
    toggle_all(model, &shown);
}

fn toggle_all(model: &mut Model, ids: &[LetterId]) {
    if ids.iter().all(|id| model.marks.contains(id)) {
        for id in ids {
            model.marks.remove(id);
        }
    } else {
        model.marks.extend(ids);
    }
}

/// What a deed would be about: what is marked, else what is under the cursor. `None` when there is nothing.
#[must_use]
pub fn about(model: &Model) -> Option<About> {
    if !model.marks.is_empty() {
        let letters = &model.snapshot.letters;
        let there = model.marks.iter().filter(|id| letters.get(**id).is_some());
        let ids: Vec<LetterId> = there.copied().collect();
        return Some(About {
            words: "that are marked".into(),
            count: ids.len(),
            selection: Selection::Letters(ids),
        });
    }
    match model.pane {
        Pane::Causes => whole_cause(model),
        _ => model.row().map(|row| About {
            selection: Selection::Letters(vec![row.letter.id]),
            words: format!(
                "· {}",
                text::safe_line(&crate::tui::glance::glance(row, &model.redaction), 60)
            ),
            count: 1,
        }),
    }
}

/// The cause under the cursor, or all of them, as far as the filter lets through.
fn whole_cause(model: &Model) -> Option<About> {
    if model.snapshot.letters.is_empty() {
        return None;
    }
    let cause = model.cause();
    let filter = model.wanted.filter.clone();
    let filtered = !filter.text().is_empty();
    let mut words = cause.map_or_else(
        || "of all causes".to_owned(),
        |cause| format!("of “{}”", text::safe_line(&cause.title, 60)),
    );
    if filtered {
        words += &format!(" that match {}", filter.text());
    }
    let count = match (cause, filtered) {
        (_, true) => model.ids().len(),
        (Some(cause), false) => cause.count,
        (None, false) => model.snapshot.letters.len(),
    };
    let selection = match (cause, filtered) {
        (Some(cause), false) => Selection::Cause(cause.id),
        _ => Selection::Matching {
            cause: cause.map(|c| c.id),
            filter,
        },
    };
    Some(About {
        selection,
        words,
        count,
    })
}

/// Marks these too.
pub fn add(model: &mut Model, ids: &[LetterId]) {
    model.marks.extend(ids);
}

/// Said where there is nothing to work on.
pub const NOTHING: &str = "There is no letter under the cursor, and none is marked";

/// The letters that [`about`] means, as they are now, and the words for them.
#[must_use]
pub fn chosen(model: &Model) -> Option<(Vec<Arc<Row>>, String)> {
    let about = about(model)?;
    let letters = &model.snapshot.letters;
    let rows = match &about.selection {
        Selection::Letters(ids) => ids
            .iter()
            .filter_map(|id| letters.get(*id))
            .cloned()
            .collect(),
        Selection::Cause(cause) => letters
            .iter()
            .filter(|row| row.cause == *cause)
            .cloned()
            .collect(),
        // what is shown is what the filter lets through
        Selection::Matching { .. } => model
            .ids()
            .iter()
            .filter_map(|id| letters.get(*id))
            .cloned()
            .collect(),
    };
    Some((rows, about.words))
}
