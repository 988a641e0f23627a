//! Text in an editor that was not taken over yet: kept in the journal, in case the session ends before that.

use std::sync::Arc;

use super::state::State;
use crate::engine::notice::Weight;
use crate::engine::snapshot::Mode;
use crate::journal::Draft;
use crate::letter::LetterId;
use crate::run::Record;

/// What stands before the message's id in the journal's `draft`: no id of SQS begins so.
const TYPED: &str = "typed:";

impl State {
    /// Takes texts that an earlier session was left with; answers the other drafts, which were taken over.
    pub(super) fn typed_before(&mut self, drafts: Vec<Draft>) -> Vec<Draft> {
        let (typed, others): (Vec<Draft>, Vec<Draft>) = drafts
            .into_iter()
            .partition(|draft| draft.message_id.starts_with(TYPED));
        // nobody can open an editor where there is no screen
        if typed.is_empty() || self.settings.untouched.is_none() {
            return others;
        }
        let count = typed.len();
        let known = Arc::make_mut(&mut self.typed);
        for draft in typed {
            let id = draft.message_id.strip_prefix(TYPED).unwrap_or_default();
            known.insert(id.into(), draft.text);
        }
        let letters = if count == 1 { "letter" } else { "letters" };
        let words = format!(
            "text of {count} {letters} was typed and not saved before the last session ended: the editor has it again"
        );
        self.tell(Weight::Note, words);
        others
    }

    /// Keeps what is being typed, or (`None`) need not keep it any longer.
    pub(super) fn typed(&mut self, letter: LetterId, text: Option<Arc<str>>) {
        let Some(row) = self.table.letters().get(letter).cloned() else {
            return;
        };
        if self.mode == Mode::ReadOnly {
            return;
        }
        let Some(desk) = self.queues.get(usize::from(row.queue.0)) else {
            return;
        };
        let id = &row.letter.message.id;
        let record = Record::Draft {
            queue: desk.state.url.as_str().into(),
            message_id: format!("{TYPED}{id}").into(),
            text: text.clone(),
            at: self.now(),
        };
        let known = Arc::make_mut(&mut self.typed);
        match text {
            Some(text) => drop(known.insert(Arc::clone(id), text)),
            None => drop(known.remove(id)),
        }
        self.write(vec![record]);
    }
}
