//! The rows of the table of keys.

use std::borrow::Cow;

use ratatui::crossterm::event::KeyCode;

use crate::tui::keys::{Act, Chord, Key, Place};

const fn c(key: char) -> Chord {
    Chord::of(key)
}

const fn k(code: KeyCode) -> Chord {
    Chord::key(code)
}

const fn row(
    act: Act,
    chords: &'static [Chord],
    places: &'static [Place],
    (name, help, weight): (&'static str, &'static str, u8),
) -> Key {
    Key {
        act,
        chords: Cow::Borrowed(chords),
        name,
        places,
        help,
        weight,
    }
}

const LISTS: &[Place] = &[Place::Causes, Place::Letters];
const LETTERS: &[Place] = &[Place::Letters, Place::Letter];
const PANES: &[Place] = &[Place::Panes];
const MOVING: &[Place] = &[
    Place::Panes,
    Place::List,
    Place::History,
    Place::RunPage,
    Place::Transform,
    Place::Queues,
];
/// Where the run that is going is at hand.
const RUNNING: &[Place] = &[Place::Run, Place::RunPage];
const ANYWHERE: &[Place] = &[Place::Panes, Place::Queues];
const QUEUES: &[Place] = &[Place::Queues, Place::QueueSearch];

/// Every key, in the order of the help page.
#[rustfmt::skip]
pub const KEYS: &[Key] = &[
    row(Act::Redrive, &[c('r')], PANES, ("redrive", "redrive what is marked, or what is under the cursor: the plan opens first", 100)),
    row(Act::Delete, &[c('D')], PANES, ("delete", "delete what is marked, or what is under the cursor: the plan opens first", 80)),
    row(Act::Edit, &[c('e')], LETTERS, ("edit", "edit the letter here", 95)),
    row(Act::EditOutside, &[c('E')], LETTERS, ("edit in $EDITOR", "edit the letter in $VISUAL or $EDITOR; marked ones together in one file", 50)),
    row(Act::Transform, &[c('t')], PANES, ("transform", "change what is marked, or what is under the cursor, with a jq program", 49)),
    row(Act::Export, &[c('x')], &[Place::Panes, Place::History], ("export", "write what is marked, or what is under the cursor, to a file of JSON lines", 47)),
    row(Act::ExportExpiring, &[c('X')], PANES, ("export expiring", "write all letters that retention deletes within the hour to a new file, at once", 0)),
    row(Act::Try, &[c('T')], PANES, ("try", "send what the target would get to a URL of yours, and see its answer", 46)),
    row(Act::Fix, &[c('f')], LETTERS, ("fix", "choose a repair that needs no typing", 48)),
    row(Act::Revert, &[c('R')], LETTERS, ("revert", "throw the letter's edit away (asks)", 0)),
    row(Act::Undo, &[c('u')], &[Place::Panes, Place::History], ("undo", "undo the last edit or delete", 40)),
    row(Act::Redo, &[Chord::ctrl('r')], PANES, ("redo", "do again what was undone", 0)),
    row(Act::Mark, &[c(' ')], LETTERS, ("mark", "mark or unmark the letter, and go on", 90)),
    row(Act::MarkCause, &[c('a')], PANES, ("mark cause", "mark or unmark all letters of the cause", 85)),
    row(Act::MarkShown, &[c('A')], PANES, ("mark all", "mark or unmark all letters that are shown", 0)),
    row(Act::Search, &[c('/')], &[Place::Letter], ("search", "search in the letter's page", 78)),
    row(Act::SearchNext, &[c('n')], &[Place::Letter], ("next match", "to the next match of the search", 46)),
    row(Act::SearchPrevious, &[c('N')], &[Place::Letter], ("previous match", "to the match before", 0)),
    row(Act::Tree, &[c('w')], &[Place::Letter], ("tree", "the event as a tree whose parts fold with enter, or as text", 77)),
    row(Act::FoldAll, &[c('F')], &[Place::Letter], ("fold all", "fold all parts of the tree, or unfold them", 0)),
    row(Act::Jump, &[c('J')], &[Place::Letter], ("jump", "to the value at a path of the event: detail.items[3].name", 45)),
    row(Act::Filter, &[c('/')], PANES, ("filter", "show only the letters that a filter lets through", 75)),
    row(Act::Breakdown, &[c('b')], LISTS, ("break down", "the cause's letters by detail-type, source and target; one of them is a filter", 54)),
    row(Act::Sort, &[c('s')], LISTS, ("sort", "the next order of the letters, among the causes that of the causes", 55)),
    row(Act::Reverse, &[c('S')], LISTS, ("reverse", "the same order the other way round", 0)),
    row(Act::Copy, &[c('y')], &[Place::Panes, Place::History, Place::RunPage], ("copy", "copy body, ids, ARNs, curl, an aws command or the message as JSON through the terminal", 60)),
    row(Act::History, &[c('H')], PANES, ("history", "the runs of this and earlier sessions, what came of them, each of their letters", 58)),
    row(Act::Console, &[c('o')], PANES, ("console", "open the rule, target, queue or logs in the AWS console", 29)),
    row(Act::Calls, &[c('@')], ANYWHERE, ("calls", "every AWS call made: when, how long, request id, error", 28)),
    row(Act::Queues, &[], PANES, ("queues", "choose other queues of the account; every letter is given back first", 0)),
    row(Act::Poll, &[c('p')], PANES, ("pause", "stop polling the queue, or go on", 30)),
    row(Act::ReadOnly, &[], PANES, ("read only", "from now on change nothing in this session", 0)),
    row(Act::RunView, &[c('v')], &[Place::Run], ("view run", "while a run is going: its letters, and what came back", 97)),
    row(Act::RunPause, &[c('p')], RUNNING, ("pause run", "while a run is going: pause it, or go on", 99)),
    row(Act::Faster, &[c('+'), c('=')], &[Place::Run, Place::RunPage, Place::Plan], ("faster", "more events a second", 45)),
    row(Act::Slower, &[c('-')], &[Place::Run, Place::RunPage, Place::Plan], ("slower", "fewer events a second", 44)),
    row(Act::RunAbort, &[c('x')], RUNNING, ("abort run", "while a run is going: finish what is in flight and stop", 98)),
    row(Act::Down, &[c('j'), k(KeyCode::Down)], MOVING, ("down", "one down", 0)),
    row(Act::Up, &[c('k'), k(KeyCode::Up)], MOVING, ("up", "one up", 0)),
    row(Act::PageDown, &[k(KeyCode::PageDown), Chord::ctrl('d')], MOVING, ("page down", "a page down", 0)),
    row(Act::PageUp, &[k(KeyCode::PageUp), Chord::ctrl('u')], MOVING, ("page up", "a page up", 0)),
    row(Act::Top, &[c('g'), k(KeyCode::Home)], MOVING, ("first", "to the first", 0)),
    row(Act::Bottom, &[c('G'), k(KeyCode::End)], MOVING, ("last", "to the last", 0)),
    row(Act::NextPane, &[k(KeyCode::Tab)], PANES, ("next pane", "to the next pane", 20)),
    row(Act::PreviousPane, &[k(KeyCode::BackTab)], PANES, ("previous pane", "to the previous pane", 0)),
    row(Act::Pane(0), &[c('1')], PANES, ("causes", "to the causes", 0)),
    row(Act::Pane(1), &[c('2')], PANES, ("letters", "to the letters", 0)),
    row(Act::Pane(2), &[c('3')], PANES, ("letter", "to the letter", 0)),
    row(Act::Left, &[c('h'), k(KeyCode::Left)], PANES, ("left", "to the tab or pane on the left", 0)),
    row(Act::Right, &[c('l'), k(KeyCode::Right)], PANES, ("right", "to the tab or pane on the right", 0)),
    row(Act::Into, &[k(KeyCode::Enter)], &[Place::Panes, Place::List, Place::History, Place::RunPage], ("open", "into what is under the cursor", 88)),
    row(Act::Into, &[k(KeyCode::Enter)], &[Place::Plan], ("start", "in a plan: start it, once the number is typed", 90)),
    row(Act::Into, &[k(KeyCode::Enter)], &[Place::FilterLine, Place::Palette], ("take it", "in a line: take what is typed or chosen", 90)),
    row(Act::Back, &[k(KeyCode::Esc)], &[Place::Panes, Place::List, Place::History, Place::RunPage, Place::Plan, Place::Question, Place::Editor, Place::FilterLine, Place::Palette, Place::Transform, Place::Queues, Place::QueueSearch], ("back", "out of it; drops the marks, then the filter", 15)),
    row(Act::Details, &[c('d')], LISTS, ("details", "the letter alone on the screen", 0)),
    row(Act::Zoom, &[c('z')], PANES, ("zoom", "this pane alone, or all of them", 18)),
    row(Act::Larger, &[c('>')], PANES, ("larger", "more room for this pane; the mouse draws the borders too", 0)),
    row(Act::Smaller, &[c('<')], PANES, ("smaller", "less room for this pane", 0)),
    row(Act::Charts, &[c('c')], PANES, ("charts", "when letters came and of which cause, how often they were tried, when they expire", 57)),
    row(Act::Palette, &[c(':')], PANES, ("commands", "every command by name", 65)),
    row(Act::Help, &[c('?')], &[Place::Panes, Place::Queues, Place::History, Place::RunPage, Place::Plan, Place::Transform], ("help", "this page", 64)),
    row(Act::Redraw, &[Chord::ctrl('l')], ANYWHERE, ("redraw", "draw the screen anew", 0)),
    row(Act::Suspend, &[Chord::ctrl('z')], PANES, ("suspend", "back to the shell until `fg`; the leases are kept", 0)),
    row(Act::Quit, &[c('q'), Chord::ctrl('c')], ANYWHERE, ("quit", "give every letter back and end", 62)),
    // what is on top of the panes
    row(Act::Agree, &[c('y')], &[Place::Plan, Place::Question, Place::Transform], ("yes", "agree; many letters want their number typed instead", 100)),
    row(Act::Destination, &[c('d')], &[Place::Plan], ("destination", "in a plan: to where they came from, or to the failed target alone", 60)),
    row(Act::NameDestination, &[c('o')], &[Place::Plan], ("other bus or queue", "in a plan: name the bus or queue that the letters go to", 50)),
    row(Act::Canary, &[c('c')], &[Place::Plan], ("canary", "in a plan: send a few first and watch them, or do not", 58)),
    row(Act::InDoubt, &[c('i')], &[Place::Plan], ("in doubt", "in a plan: leave, send again or delete letters whose sending was never answered", 20)),
    row(Act::Follow, &[c('f')], &[Place::Plan], ("follow", "in a plan: letters that arrive later are in the run too, or are not", 18)),
    row(Act::Left, &[c('h'), k(KeyCode::Left)], &[Place::Transform], ("previous letter", "in a transform: the diff of the letter before", 40)),
    row(Act::Right, &[c('l'), k(KeyCode::Right)], &[Place::Transform], ("next letter", "in a transform: the diff of the next letter", 90)),
    row(Act::Into, &[k(KeyCode::Enter)], QUEUES, ("open", "in the queues: open what is marked, or what is under the cursor", 100)),
    row(Act::Mark, &[c(' ')], QUEUES, ("mark", "in the queues: mark it, to open several together", 80)),
    row(Act::Filter, &[c('/')], &[Place::Queues], ("search", "in the queues: find one by a few letters of its name, rule, target or source", 90)),
    row(Act::Resume, &[c('r')], &[Place::History], ("go on", "in the runs: go on with what the run left behind", 60)),
    row(Act::Only, &[c('f')], &[Place::RunPage], ("only", "in a run: all letters, those that came back, those that stayed behind", 59)),
    row(Act::Save, &[Chord::ctrl('s')], &[Place::Editor], ("save", "in the editor: take the text over", 100)),
    row(Act::EditorUndo, &[Chord::ctrl('z'), Chord::ctrl('u')], &[Place::Editor], ("undo", "in the editor: one step back", 60)),
    row(Act::EditorRedo, &[Chord::ctrl('y'), Chord::ctrl('r')], &[Place::Editor], ("redo", "in the editor: one step forth", 55)),
    row(Act::Find, &[Chord::ctrl('f')], &[Place::Editor], ("find", "in the editor: find a text", 50)),
    row(Act::FindNext, &[Chord::ctrl('g')], &[Place::Editor], ("next", "in the editor: find it again", 48)),
    row(Act::Replace, &[Chord::ctrl('t')], &[Place::Editor], ("replace", "in the editor: put another text in the place of one, everywhere", 14)),
    row(Act::GoToWrong, &[Chord::ctrl('e')], &[Place::Editor], ("error", "in the editor: to where the JSON is wrong", 13)),
    row(Act::GoToLine, &[Chord::ctrl('n')], &[Place::Editor], ("line", "in the editor: to a line, or line:column", 12)),
    row(Act::GoToPair, &[Chord::ctrl('p')], &[Place::Editor], ("bracket", "in the editor: to the other half of the bracket", 11)),
    row(Act::EditorCopy, &[Chord::ctrl('c')], &[Place::Editor], ("copy", "in the editor: copy what is selected (with shift and an arrow, or the mouse)", 10)),
    row(Act::EditorCut, &[Chord::ctrl('x')], &[Place::Editor], ("cut", "in the editor: cut what is selected", 9)),
    row(Act::EditorPaste, &[Chord::ctrl('v')], &[Place::Editor], ("paste", "in the editor: put in what was cut or copied", 8)),
    row(Act::Compact, &[Chord::ctrl('k')], &[Place::Editor], ("compact", "in the editor: all JSON on one line", 7)),
    row(Act::Format, &[Chord::ctrl('l')], &[Place::Editor], ("lay out", "in the editor: one JSON value a line", 45)),
    row(Act::Complete, &[k(KeyCode::Tab)], &[Place::FilterLine], ("complete", "in the filter: complete the field, or the value from those that occur", 50)),
    row(Act::Up, &[k(KeyCode::Up), Chord::ctrl('p')], &[Place::FilterLine, Place::Palette, Place::QueueSearch], ("previous", "in a line: the one before", 20)),
    row(Act::Down, &[k(KeyCode::Down), Chord::ctrl('n')], &[Place::FilterLine, Place::Palette, Place::QueueSearch], ("next", "in a line: the one after", 19)),
];
