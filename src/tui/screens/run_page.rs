//! One run: how far it is, what came back and why, and each of its letters.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::Line;

use super::history::{self, split, under_title};
use super::letters::clock;
use super::list::{self, List};
use super::run::{live, stages};
use crate::cause::CauseId;
use crate::text;
use crate::tui::history::{Back, History, RunPage, run_named};
use crate::tui::model::Model;
use crate::tui::past::PastLetter;
use crate::tui::terms::short;
use crate::tui::theme::Role;
use crate::tui::widgets::columns::{self, left};
use crate::tui::widgets::rule;
use crate::tui::widgets::sheet;
use crate::tui::widgets::span::{fit, say};
use crate::tui::widgets::wrap::wrap;

/// Rows below the list for the letter under the cursor.
const ABOUT: u16 = 6;
/// Ways of coming back that are listed.
const WAYS: usize = 4;
/// Cells of an id in a column.
const ID: usize = 8;

/// Draws the page.
pub fn draw(
    model: &Model,
    (history, page): (&History, &RunPage),
    area: Rect,
    frame: &mut Frame<'_>,
) {
    let theme = &model.theme;
    let run = run_named(model, history, &page.run);
    let kind = run.as_ref().map_or("run", |run| run.kind.word());
    let name = format!("Run · {kind}");
    let title = rule::title(theme, &name, &page.run, true);
    let only = vec![say(page.only.name(), theme.style(Role::Accent))];
    let room = under_title(frame, area, model, (title, only));
    let mut head = head(model, page, usize::from(area.width));
    if let Some(run) = run.filter(|_| head.is_empty()) {
        let mut spans = vec![say("  ", theme.style(Role::Plain))];
        spans.extend(history::counts(model, &run));
        head.push(Line::from(spans));
    }
    head.extend(came_back(model, &page.back, usize::from(area.width)));
    let head_rows = u16::try_from(head.len()).unwrap_or(u16::MAX);
    let head_rows = head_rows.min(room.height / 2);
    sheet::lines(
        frame,
        Rect {
            height: head_rows,
            ..room
        },
        head,
    );
    let rest = Rect {
        y: room.y + head_rows,
        height: room.height - head_rows,
        ..room
    };
    letters(model, page, rest, frame);
}

/// A run of this session: its bar, its rate, where it stands. Nothing for one of before.
fn head(model: &Model, page: &RunPage, cells: usize) -> Vec<Line<'static>> {
    let run = model.snapshot.runs.iter().find(|r| r.run.0 == page.run);
    let Some(run) = run else {
        return Vec::new();
    };
    let mut lines = live(model, run, cells);
    lines.push(stages(run, &model.theme));
    lines
}

/// What those that came back had died of, beside what they died of now.
fn came_back(model: &Model, back: &[Back], cells: usize) -> Vec<Line<'static>> {
    if back.is_empty() {
        return Vec::new();
    }
    let theme = &model.theme;
    let muted = theme.style(Role::Muted);
    let half = cells.saturating_sub(16) / 2;
    let line = |count: String, (before, now): (String, String), styles: [Style; 2]| {
        Line::from(vec![
            say(format!("  {count:>7}  "), muted),
            say(fit(&before, half), styles[0]),
            say("  →  ", muted),
            say(fit(&now, half), styles[1]),
        ])
    };
    let mut lines = vec![line(
        "back".into(),
        ("had died of".into(), "came back with".into()),
        [muted; 2],
    )];
    for way in back.iter().take(WAYS) {
        let again = way.before.is_some() && way.before == way.now;
        let now = if again {
            "the same".to_owned()
        } else {
            title(model, way.now, "not read again yet")
        };
        let before = title(model, way.before, "sent by another session");
        lines.push(line(
            text::count(way.count as u64),
            (before, now),
            [theme.style(Role::Plain), theme.style(Role::Bad)],
        ));
    }
    if back.len() > WAYS {
        let words = format!("           and {} more ways", back.len() - WAYS);
        lines.push(Line::from(say(words, muted)));
    }
    lines
}

fn title(model: &Model, cause: Option<CauseId>, unknown: &str) -> String {
    let Some(id) = cause else {
        return unknown.to_owned();
    };
    let shown = model.snapshot.causes.iter().find(|c| c.id == id);
    match (shown, model.titles.get(&id)) {
        (Some(cause), _) => cause.title.clone(),
        (None, Some(title)) => title.to_string(),
        (None, None) => unknown.to_owned(),
    }
}

fn letters(model: &Model, page: &RunPage, area: Rect, frame: &mut Frame<'_>) {
    let theme = &model.theme;
    let muted = theme.style(Role::Muted);
    let said = match &page.letters {
        None => Some(("Reading the journal …".to_owned(), Role::Muted)),
        Some(Err(why)) => Some((format!("✕ {why}"), Role::Bad)),
        Some(Ok(_)) if page.shown().is_empty() => {
            let words = format!("No letters {}. f shows others", page.only.name());
            Some((words.replace(" .", "."), Role::Muted))
        }
        Some(Ok(_)) => None,
    };
    if let Some((words, role)) = said {
        let line = Line::from(say(format!("   {words}"), theme.style(role)));
        return sheet::lines(frame, area, [Line::default(), line]);
    }
    let shown = page.shown();
    let (body, foot) = split(area, ABOUT.min(area.height / 2));
    let rows = usize::from(body.height.saturating_sub(1)).max(1);
    let heads = [
        left("message", ID, muted),
        left("state", 8, muted),
        left("event", ID, muted),
        left("sent as", ID, muted),
        left("what came of it", 30, muted),
    ];
    let list = List {
        heads: columns::row(vec![say("  ", muted)], heads),
        rows: shown.len(),
        top: (page.at + 1).saturating_sub(rows),
        at: page.at,
        has_keys: true,
    };
    let room = usize::from(area.width).saturating_sub(2 + 4 * (ID + 2));
    list::draw(frame, body, model, list, |at| row(model, shown[at], room));
    if let Some(letter) = shown.get(page.at) {
        sheet::lines(frame, foot, about(model, letter, usize::from(area.width)));
    }
}

fn row(model: &Model, letter: &PastLetter, room: usize) -> Line<'static> {
    let theme = &model.theme;
    let id = |id: &Option<std::sync::Arc<str>>| id.as_deref().map_or("–", short).to_owned();
    let (words, role) = outcome(model, letter);
    let state = match letter.state {
        "deleted" | "sent" => Role::Plain,
        "left" | "planned" => Role::Caution,
        _ => Role::Bad,
    };
    columns::row(
        vec![say(" ", theme.style(Role::Plain))],
        [
            left(short(&letter.message_id), ID, theme.style(Role::Muted)),
            left(letter.state, 8, theme.style(state)),
            left(id(&letter.event_id), ID, theme.style(Role::Muted)),
            left(id(&letter.new_event_id), ID, theme.style(Role::Muted)),
            left(words, room, theme.style(role)),
        ],
    )
}

fn outcome(model: &Model, letter: &PastLetter) -> (String, Role) {
    let edited = if letter.edited { ", edited" } else { "" };
    match (&letter.back, &letter.error) {
        (Some((at, _)), _) => {
            let at = clock(Some(*at), model.now);
            (format!("came back at {at}{edited}"), Role::Bad)
        }
        (None, Some(why)) => (why.clone(), Role::Bad),
        (None, None) if letter.settled => (format!("stayed away{edited}"), Role::Good),
        _ if letter.edited => ("edited".to_owned(), Role::Plain),
        _ => (String::new(), Role::Plain),
    }
}

/// All that is known of a letter of a run.
fn about(model: &Model, letter: &PastLetter, cells: usize) -> Vec<Line<'static>> {
    let mut facts: Vec<(String, Role)> = Vec::new();
    let event = letter.event_id.as_deref().unwrap_or("none");
    facts.push((
        format!("message {} · event {event}", letter.message_id),
        Role::Plain,
    ));
    if let Some(new) = &letter.new_event_id {
        facts.push((format!("sent to {} as {new}", letter.to), Role::Muted));
    }
    if let Some((at, message)) = &letter.back {
        let what = message.as_deref().unwrap_or("a message that is not known");
        let words = format!("came back at {} as {what}: enter goes to it", at.rfc3339());
        facts.push((words, Role::Bad));
    }
    if let Some(error) = &letter.error {
        facts.push((format!("✕ {error}"), Role::Bad));
    }
    facts.extend(letter.lineage.iter().map(|w| (w.clone(), Role::Caution)));
    let mut lines = vec![Line::default()];
    for (words, role) in facts {
        let style = model.theme.style(role);
        let pieces = wrap(&words, cells.saturating_sub(4));
        lines.extend(
            pieces
                .into_iter()
                .map(|words| Line::from(say(format!("  {words}"), style))),
        );
    }
    lines
}
