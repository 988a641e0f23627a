//! The editor, undo and redo.

use std::sync::Arc;

use ratatui::crossterm::event::KeyEvent;

use super::bundles;
use crate::engine::{Command, Row, Weight};
use crate::json::Doc;
use crate::letter::{Editable, LetterId};
use crate::repair::{self, Edit, Saved};
use crate::text;
use crate::tui::editor::Editor;
use crate::tui::editor_ask::Wanted;
use crate::tui::editor_process::Failed;
use crate::tui::keys::Act;
use crate::tui::laid::fits;
use crate::tui::layer::{Layer, Question};
use crate::tui::model::{Model, Step};
use crate::tui::msg::Ask;
use crate::tui::parts::Change;
use crate::tui::shown;

/// Where a letter is edited.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Where {
    /// In the face.
    Here,
    /// In the operator's editor.
    Outside,
}

/// Opens the letter under the cursor in an editor, or says why not.
pub fn edit(model: &mut Model, place: Where, asks: &mut Vec<Ask>) {
    if place == Where::Outside && !model.marks.is_empty() {
        return bundles::open(model, asks);
    }
    let Some(row) = editable(model) else { return };
    if shown::redacted(&row, &model.redaction).is_some() {
        let words = format!(
            "Fields of it are hidden by the config (redact), and an editor would show them; {} changes it with jq",
            model.key(Act::Transform)
        );
        return model.say(Weight::Note, words);
    }
    let Some(text) = text_of(&row) else {
        let why = repair::why_not_editable(&row.letter).unwrap_or("nothing in it may be edited");
        return model.say(Weight::Note, format!("Can't be edited: {why}"));
    };
    if place == Where::Outside {
        asks.push(Ask::EditOutside(row.letter.id, text));
        return;
    }
    let kept = model.snapshot.typed.get(&row.letter.message.id);
    let kept = kept.filter(|kept| ***kept != *text).cloned();
    match Editor::new(Arc::clone(&row.letter), &text, &model.theme) {
        Some(mut editor) => {
            if let Some(kept) = kept {
                editor.go_on(&kept);
            }
            model.layers.push(Layer::Editor(Box::new(editor)));
        }
        None => {
            let words = format!(
                "It has too many lines for the editor here; {} opens it in yours",
                model.key(Act::EditOutside)
            );
            model.say(Weight::Note, words);
        }
    }
}

/// The text for an editor. One that would grow beyond all bounds when laid out stays as it is.
pub fn text_of(row: &Row) -> Option<String> {
    if repair::why_not_editable(&row.letter).is_some() {
        return None;
    }
    let event = row.letter.event.as_ref().map(|event| event.text());
    let whole = match row.letter.origin.0.editable {
        Editable::Event => event.unwrap_or(&row.letter.message.body),
        _ => &row.letter.message.body,
    };
    let text = row.edit.as_ref().map_or(whole, |edit| &edit.text);
    if Doc::read(&**text).is_ok_and(|doc| !fits(&doc)) {
        return Some(text.to_string());
    }
    repair::editable(&row.letter, row.edit.as_deref())
}

/// The row under the cursor, if it may be edited now; says why not otherwise.
pub fn editable(model: &mut Model) -> Option<Arc<Row>> {
    if model.read_only() {
        model.say(
            Weight::Note,
            "This session is read-only: nothing is changed",
        );
        return None;
    }
    let row = model.row().cloned();
    match &row {
        None => model.say(Weight::Note, "There is no letter under the cursor"),
        Some(row) if row.fate.is_some() => {
            model.say(
                Weight::Note,
                "The letter is in a run: it can't be edited now",
            );
            return None;
        }
        Some(_) => {}
    }
    row
}

/// A key in the editor.
pub fn editor(model: &mut Model, key: KeyEvent, found: Option<Act>, asks: &mut Vec<Ask>) {
    let Some(Layer::Editor(editor)) = model.layers.last_mut() else {
        return;
    };
    if editor.asked().is_some() {
        return editor.asked_key(key);
    }
    match found {
        Some(Act::Save) => save(model, asks),
        Some(Act::Find) => editor.ask(Wanted::Find),
        Some(Act::Replace) => editor.ask(Wanted::Replace),
        Some(Act::GoToLine) => editor.ask(Wanted::Place),
        Some(Act::GoToWrong) => editor.go_to_wrong(),
        Some(Act::GoToPair) => editor.go_to_pair(),
        Some(Act::EditorCopy | Act::EditorCut) => {
            asks.extend(editor.take(found == Some(Act::EditorCut)).map(Ask::Copy));
        }
        Some(Act::EditorPaste) => editor.put_in(),
        Some(Act::FindNext) => editor.find_next(),
        Some(Act::EditorUndo) => editor.undo(),
        Some(Act::EditorRedo) => editor.redo(),
        Some(Act::Format | Act::Compact) => editor.format(found == Some(Act::Compact)),
        Some(Act::Back) if editor.changed() => {
            model.layers.push(Layer::Question(Question::DropText));
        }
        Some(Act::Back) => leave(model, asks),
        _ => editor.key(key),
    }
}

/// Has what is typed kept, in case the session ends before it is taken over.
pub fn keep_typed(model: &mut Model, time: bool, asks: &mut Vec<Ask>) {
    for layer in &mut model.layers {
        if let Layer::Editor(editor) = layer
            && let Some(text) = editor.to_keep(time)
        {
            let letter = editor.letter();
            asks.push(Ask::Command(Command::Typed { letter, text }));
        }
    }
}

/// The editor on top is left for good.
pub fn leave(model: &mut Model, asks: &mut Vec<Ask>) {
    if let Some(Layer::Editor(editor)) = model.layers.last() {
        let letter = editor.letter();
        asks.push(Ask::Command(Command::Typed { letter, text: None }));
        model.layers.pop();
    }
}

fn save(model: &mut Model, asks: &mut Vec<Ask>) {
    let Some(Layer::Editor(editor)) = model.layers.last_mut() else {
        return;
    };
    let letter = editor.letter();
    if model.snapshot.letters.get(letter).is_none() {
        let words =
            "The letter left the queue while it was edited; the text stays here and can be copied";
        return model.say(Weight::Warning, words);
    }
    if let Some(saved) = editor.save() {
        leave(model, asks);
        take(model, letter, saved, asks);
    }
}

/// The operator's editor has ended.
pub fn came_back(
    model: &mut Model,
    letter: LetterId,
    text: Result<String, Failed>,
    asks: &mut Vec<Ask>,
) {
    let (text, failed) = match text {
        Ok(text) => (text, None),
        Err(Failed { why, left: None }) => return model.say(Weight::Warning, why),
        Err(Failed {
            why,
            left: Some(text),
        }) => (text, Some(why)),
    };
    let Some(row) = model.snapshot.letters.get(letter).cloned() else {
        return model.say(
            Weight::Warning,
            "The letter left the queue while it was edited; nothing was changed",
        );
    };
    let why = match (failed, repair::save(&row.letter, &text)) {
        (None, Ok(saved)) => return take(model, letter, saved, asks),
        (None, Err(error)) => error.to_string(),
        (Some(why), _) => why,
    };
    let editor = Editor::returned(Arc::clone(&row.letter), &text, &model.theme);
    if let Some(editor) = editor {
        model.layers.push(Layer::Editor(Box::new(editor)));
    }
    model.say(Weight::Warning, format!("Not taken over: {why}"));
}

fn take(model: &mut Model, letter: LetterId, saved: Saved, asks: &mut Vec<Ask>) {
    match saved {
        Saved::Unchanged => put(model, letter, None, asks),
        Saved::Changed(edit) => put(model, letter, Some(Arc::new(edit)), asks),
    }
}

/// Takes an edit over (`None`: back to the original), so that it can be taken back.
pub fn put(model: &mut Model, letter: LetterId, after: Option<Arc<Edit>>, asks: &mut Vec<Ask>) {
    let row = model.snapshot.letters.get(letter);
    let before = row.and_then(|row| row.edit.clone());
    if before == after {
        return model.say(Weight::Note, "Nothing was changed");
    }
    let undo = model.key(Act::Undo);
    let words = if after.is_some() {
        format!("Edited · {undo} takes it back, the diff tab shows it")
    } else {
        format!("Back to the original · {undo} takes that back")
    };
    model.say(Weight::Done, words);
    put_all(model, vec![(letter, before, after)], asks);
}

/// Takes edits over, to be taken back as one.
pub fn put_all(model: &mut Model, changes: Vec<Change>, asks: &mut Vec<Ask>) {
    send(
        changes.iter().map(|(id, _, after)| (*id, after.clone())),
        asks,
    );
    model.edits.undone.clear();
    model.edits.done.push(Step {
        at: model.now,
        changes,
    });
}

/// Takes the last edit back, or does the last one that was taken back again.
pub fn step(model: &mut Model, back: bool, asks: &mut Vec<Ask>) {
    let edits = &mut model.edits;
    let (from, to) = if back {
        (&mut edits.done, &mut edits.undone)
    } else {
        (&mut edits.undone, &mut edits.done)
    };
    let Some(step) = from.pop() else {
        let words = if back {
            "Nothing to undo: no edit and no delete in this session"
        } else {
            "Nothing to redo"
        };
        return model.say(Weight::Note, words);
    };
    to.push(step.clone());
    let (undo, redo) = (model.key(Act::Undo), model.key(Act::Redo));
    let count = text::count(step.changes.len() as u64);
    let words = match (step.changes.len(), back) {
        (1, true) => format!("Edit taken back · {redo} does it again"),
        (1, false) => format!("Edited again · {undo} takes it back"),
        (_, true) => format!("Edits of {count} letters taken back · {redo} does them again"),
        (_, false) => format!("{count} letters edited again · {undo} takes all of it back"),
    };
    model.say(Weight::Done, words);
    let wanted = |(id, before, after): Change| (id, if back { before } else { after });
    send(step.changes.into_iter().map(wanted), asks);
}

fn send(edits: impl Iterator<Item = (LetterId, Option<Arc<Edit>>)>, asks: &mut Vec<Ask>) {
    let mut edits: Vec<_> = edits.collect();
    let command = match edits.len() {
        1 => edits
            .pop()
            .map(|(letter, edit)| Command::Edit { letter, edit }),
        _ => Some(Command::Edits(edits)),
    };
    asks.extend(command.map(Ask::Command));
}
