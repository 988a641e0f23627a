//! Everything that a key can do.

/// What a key does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Act {
    /// One down; one up.
    Down,
    /// See `Down`.
    Up,
    /// A page down; a page up.
    PageDown,
    /// See `PageDown`.
    PageUp,
    /// To the first; to the last.
    Top,
    /// See `Top`.
    Bottom,
    /// To the next pane, round about.
    NextPane,
    /// To the previous pane, round about.
    PreviousPane,
    /// To the pane of that number, from 0.
    Pane(u8),
    /// To the tab, or pane, on the left.
    Left,
    /// To the tab, or pane, on the right.
    Right,
    /// Into what is under the cursor; also agrees where something is asked.
    Into,
    /// Out of it.
    Back,
    /// All that is known of it.
    Details,
    /// Mark or unmark the letter.
    Mark,
    /// Mark or unmark all letters of the cause.
    MarkCause,
    /// Mark or unmark all letters that are shown.
    MarkShown,
    /// Type a filter.
    Filter,
    /// A cause's letters by detail-type, source, target.
    Breakdown,
    /// The next order.
    Sort,
    /// The other way round.
    Reverse,
    /// Plan a redrive.
    Redrive,
    /// Plan a delete.
    Delete,
    /// Edit here.
    Edit,
    /// Change letters with a jq program.
    Transform,
    /// Send what the target would get to a URL.
    Try,
    /// Write letters to a file.
    Export,
    /// Write letters that retention will delete soon to a file.
    ExportExpiring,
    /// Search in the letter's page.
    Search,
    /// To the next match.
    SearchNext,
    /// To the match before.
    SearchPrevious,
    /// Choose other queues of the account.
    Queues,
    /// Every AWS call made.
    Calls,
    /// Choose a repair that needs no typing.
    Fix,
    /// Go back to the original.
    Revert,
    /// Edit in `$EDITOR`.
    EditOutside,
    /// Take the last edit or delete back.
    Undo,
    /// Do it again.
    Redo,
    /// Choose what to copy.
    Copy,
    /// Runs and what came of them.
    History,
    /// Stop or go on polling.
    Poll,
    /// From now on change nothing.
    ReadOnly,
    /// This pane alone, or all.
    Zoom,
    /// All commands, by name.
    Palette,
    /// What the keys do.
    Help,
    /// Draw the screen anew.
    Redraw,
    /// Back to the shell until `fg`.
    Suspend,
    /// End.
    Quit,
    /// Pause the run, or go on.
    RunPause,
    /// Faster: the run, or the plan.
    Faster,
    /// Slower: the run, or the plan.
    Slower,
    /// Stop the run.
    RunAbort,
    /// Agree.
    Agree,
    /// The plan's next destination.
    Destination,
    /// A destination by name.
    NameDestination,
    /// The plan's canary.
    Canary,
    /// What to do with letters whose sending was never answered.
    InDoubt,
    /// Letters that arrive later.
    Follow,
    /// Go on with what a run left behind.
    Resume,
    /// Take the edit over.
    Save,
    /// Find a text.
    Find,
    /// Find it again.
    FindNext,
    /// One step back in the editor.
    EditorUndo,
    /// One step forth in the editor.
    EditorRedo,
    /// Put another text in the place of one, everywhere.
    Replace,
    /// To a line of the text.
    GoToLine,
    /// To where the text is wrong.
    GoToWrong,
    /// To the other half of a bracket.
    GoToPair,
    /// Copy what is selected.
    EditorCopy,
    /// Cut what is selected.
    EditorCut,
    /// Put in what was cut or copied.
    EditorPaste,
    /// Lay the JSON out.
    Format,
    /// Take the white space out of the JSON.
    Compact,
    /// Complete the word.
    Complete,
}
