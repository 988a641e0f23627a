//! The editor: the text, coloured as JSON, and below it what is wrong with it.

use ratatui::Frame;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};
use ratatui::text::Line;
use ratatui::widgets::Clear;
use ratatui_textarea::TextArea;

use super::editor_long;
use crate::text;
use crate::tui::editor::Editor;
use crate::tui::editor_ask::Told;
use crate::tui::editor_pair::Spot;
use crate::tui::keys::Act;
use crate::tui::layer::Layer;
use crate::tui::layout;
use crate::tui::model::Model;
use crate::tui::theme::{Role, Theme};
use crate::tui::widgets::json::tokens;
use crate::tui::widgets::rule::rule;
use crate::tui::widgets::sheet;
use crate::tui::widgets::span::say;

/// Cells to the right of which nothing is coloured: all before them would have to be read.
const FAR: usize = 20_000;

/// Draws it.
pub fn draw(model: &Model, editor: &Editor, area: Rect, frame: &mut Frame<'_>) {
    frame.render_widget(Clear, area);
    let theme = &model.theme;
    let notes = notes(model, editor);
    let title = vec![
        say("Edit", theme.style(Role::Title)),
        say(format!(" {}", editor.name()), theme.style(Role::Muted)),
    ];
    let at = editor.area().cursor();
    let place = vec![say(
        format!("line {}, column {}", at.0 + 1, at.1 + 1),
        theme.style(Role::Muted),
    )];
    rule(
        frame,
        Rect {
            height: area.height.min(1),
            ..area
        },
        theme,
        (title, place),
    );
    let text = below_title(area, notes.len());
    if !text.is_empty() {
        if editor.is_long() {
            editor_long::draw(editor, (text, gutter(editor.area())), theme, frame);
        } else {
            frame.render_widget(editor.area(), text);
        }
        colour(editor, text, theme, frame.buffer_mut());
        let plain = Style::new().add_modifier(Modifier::BOLD | Modifier::UNDERLINED);
        let bad = theme
            .style(Role::Bad)
            .add_modifier(Modifier::UNDERLINED | Modifier::REVERSED);
        let pair = editor
            .pair()
            .into_iter()
            .flat_map(|(one, other)| [(one, plain), (other, plain)]);
        for (spot, style) in pair.chain(editor.wrong_at().map(|spot| (spot, bad))) {
            mark(editor, (text, spot), style, frame.buffer_mut());
        }
        make_safe(text, theme, frame.buffer_mut());
    }
    let foot = Rect {
        y: text.bottom(),
        height: area.bottom().saturating_sub(text.bottom()),
        ..area
    };
    sheet::lines(frame, foot, notes);
}

fn below_title(area: Rect, notes: usize) -> Rect {
    let below = u16::try_from(notes).unwrap_or(u16::MAX);
    Rect {
        y: area.y + area.height.min(1),
        height: area.height.saturating_sub(1 + below),
        ..area
    }
}

/// Where the text stands, its line numbers left out; `None` without an editor on top.
#[must_use]
pub fn text_room(model: &Model) -> Option<Rect> {
    let Some(Layer::Editor(editor)) = model.layer() else {
        return None;
    };
    let middle = layout::areas(model).middle();
    let room = below_title(middle, notes(model, editor).len());
    let gutter = gutter(editor.area()).min(room.width);
    Some(Rect {
        x: room.x + gutter,
        width: room.width - gutter,
        ..room
    })
}

fn gutter(area: &TextArea<'_>) -> u16 {
    if area.line_number_style().is_some() {
        area.line_number_width()
    } else {
        0
    }
}

fn notes(model: &Model, editor: &Editor) -> Vec<Line<'static>> {
    let theme = &model.theme;
    if let Some(asked) = editor.asked() {
        let accent = theme.style(Role::Accent);
        let (before, after) = asked.line.text().split_at(asked.line.at());
        return vec![Line::from(vec![
            say(format!(" {}: ", asked.what.sign()), accent),
            say(before, theme.style(Role::Plain)),
            say("▏", accent),
            say(after, theme.style(Role::Plain)),
        ])];
    }
    let told = editor.told().map(|told| {
        let words = format!(" · {}", told_in_words(model, told));
        Line::from(say(words, theme.style(Role::Plain)))
    });
    let wrong = editor
        .wrong()
        .iter()
        .take(3)
        .map(|words| Line::from(say(format!(" ! {words}"), theme.style(Role::Caution))));
    let remarks = editor.remarks().iter().take(2);
    let remarks =
        remarks.map(|words| Line::from(say(format!(" · {words}"), theme.style(Role::Muted))));
    let mut lines: Vec<Line<'static>> = told.into_iter().chain(wrong).chain(remarks).collect();
    if lines.is_empty() {
        let words = match (editor.changed(), editor.is_checked()) {
            (_, false) => " …",
            (true, true) => " ✓ can be saved",
            (false, true) => " not changed",
        };
        lines.push(Line::from(say(words, theme.style(Role::Muted))));
    }
    lines
}

fn told_in_words(model: &Model, told: &Told) -> String {
    match told {
        Told::Replaced(places) => {
            let undo = model.key(Act::EditorUndo);
            let (n, s) = (
                text::count(*places as u64),
                if *places == 1 { "" } else { "s" },
            );
            format!("{n} place{s} replaced · {undo} takes that back")
        }
        Told::Kept => format!(
            "this was typed and not saved before the last session ended · {} goes back to what was there before",
            model.key(Act::EditorUndo)
        ),
        Told::NotThere(text) => format!("“{text}” is not in the text"),
        Told::NoPlace(place) => format!("there is no line “{place}”"),
        Told::NoPair => "there is no bracket under the cursor, or it has no other half".to_owned(),
        Told::NotSelected => format!(
            "nothing is selected: shift and an arrow select; {} leaves the editor",
            model.key(Act::Back)
        ),
        Told::Copied(bytes) => format!(
            "{} sent to the terminal's clipboard; {} puts it in here",
            text::bytes(*bytes as u64),
            model.key(Act::EditorPaste)
        ),
    }
}

/// Makes one character stand out, also without colours.
fn mark(editor: &Editor, (room, (row, column)): (Rect, Spot), style: Style, buffer: &mut Buffer) {
    let area = editor.area();
    let (top, left) = editor.scroll_offset();
    let shown = top..top + usize::from(room.height);
    let Some(line) = area.lines().get(row).filter(|_| shown.contains(&row)) else {
        return;
    };
    if column > left + usize::from(room.width) {
        return;
    }
    let before: String = line.chars().take(column).collect();
    let Some(x) = text::width(&before).checked_sub(left) else {
        return;
    };
    let x = u16::try_from(x).unwrap_or(u16::MAX);
    let x = room.x.saturating_add(gutter(area)).saturating_add(x);
    let y = room.y + u16::try_from(row - shown.start).unwrap_or(u16::MAX);
    if let Some(cell) = buffer.cell_mut((x, y)).filter(|_| x < room.right()) {
        cell.set_style(style);
    }
}

/// JSON colours over the drawn text: only the foreground, so that cursor and selection stay.
fn colour(editor: &Editor, room: Rect, theme: &Theme, buffer: &mut Buffer) {
    let area = editor.area();
    let (top, left) = editor.scroll_offset();
    if left > FAR {
        return;
    }
    let first = room.x.saturating_add(gutter(area));
    for (y, line) in (room.y..room.bottom()).zip(area.lines().iter().skip(top)) {
        // what lies beyond the right edge is not read: a line may have a mebibyte
        let seen = (left + usize::from(room.width)) * 4;
        let line = &line[..line.floor_char_boundary(seen)];
        let (mut column, mut at) = (0_usize, 0);
        for token in tokens(line) {
            let wide = text::width(&line[at..at + token.len]);
            let cells = column.saturating_sub(left)..(column + wide).saturating_sub(left);
            column += wide;
            at += token.len;
            let Some(colour) = token.role.and_then(|role| theme.style(role).fg) else {
                continue;
            };
            for x in cells.take_while(|x| *x < usize::from(room.right().saturating_sub(first))) {
                let x = first + u16::try_from(x).unwrap_or(u16::MAX);
                if let Some(cell) = buffer.cell_mut((x, y)) {
                    cell.set_fg(colour);
                }
            }
        }
    }
}

/// The text area draws its lines itself, so the door stands behind it: what a terminal would obey or hide
/// becomes a sign.
fn make_safe(room: Rect, theme: &Theme, buffer: &mut Buffer) {
    for position in room.positions() {
        let Some(cell) = buffer.cell_mut(position) else {
            continue;
        };
        let symbol = cell.symbol();
        // a mark that goes before its letter stands at the beginning of its cell
        let carried = format!("a{symbol}");
        if !symbol.is_ascii() && text::safe(&carried) != carried {
            cell.set_symbol("¿").set_style(theme.style(Role::Bad));
        }
    }
}
