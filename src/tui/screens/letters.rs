//! The letters of the cause: when, how often tried, what they were about, until when they are there.

use std::time::Duration;

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::list::{self, List};
use crate::engine::{Hold, Row, SortKey};
use crate::run::Fate;
use crate::text;
use crate::time::Time;
use crate::tui::glance::glance;
use crate::tui::keys::Place;
use crate::tui::model::{Model, Pane};
use crate::tui::terms;
use crate::tui::theme::Role;
use crate::tui::widgets::columns::{self, left, right};
use crate::tui::widgets::rule;
use crate::tui::widgets::span::say;

/// A moment older than this is told with its day.
const NEAR: Duration = Duration::from_secs(20 * 3600);

/// Draws the pane.
pub fn draw(model: &Model, area: Rect, frame: &mut Frame<'_>) {
    let top = Rect {
        height: area.height.min(1),
        ..area
    };
    rule::rule(frame, top, &model.theme, (title(model), order(model)));
    let body = Rect {
        y: area.y + top.height,
        height: area.height.saturating_sub(top.height),
        ..area
    };
    let ids = model.ids();
    if ids.is_empty() {
        return nothing(model, body, frame);
    }
    let widths = Widths::of(model, body);
    list::draw(
        frame,
        body,
        model,
        List {
            heads: widths.heads(model),
            rows: ids.len(),
            top: model.letters.top,
            at: model.letters.at,
            has_keys: model.pane == Pane::Letters,
        },
        |at| match model.snapshot.letters.get(ids[at]) {
            Some(row) => widths.line(model, row),
            None => Line::from(say("    left the queue", model.theme.style(Role::Muted))),
        },
    );
}

fn title(model: &Model) -> Vec<Span<'static>> {
    let view = &model.snapshot.view;
    let name = match view.request.cause {
        Some(_) => "Letters of this cause",
        None => "Letters",
    };
    let count = text::count(view.ids.len() as u64);
    let mut spans = rule::title(&model.theme, name, &count, model.pane == Pane::Letters);
    let filter = view.request.filter.text();
    if !filter.is_empty() {
        spans.push(say(" ── ", model.theme.style(Role::Rule)));
        spans.push(say(filter, model.theme.style(Role::Accent)));
    }
    if !model.marks.is_empty() {
        spans.push(say(" ── ", model.theme.style(Role::Rule)));
        let words = format!("● {} marked", text::count(model.marks.len() as u64));
        spans.push(say(words, model.theme.style(Role::Accent)));
    }
    spans
}

fn order(model: &Model) -> Vec<Span<'static>> {
    let sort = model.snapshot.view.request.sort;
    let arrow = if sort.reverse { "↑" } else { "↓" };
    let words = format!("{} {arrow}", sort_name(sort.key));
    vec![say(words, model.theme.style(Role::Muted))]
}

/// An order's name.
#[must_use]
pub const fn sort_name(key: SortKey) -> &'static str {
    match key {
        SortKey::Sent => "sent",
        SortKey::Expires => "expires",
        SortKey::Size => "size",
        SortKey::DetailType => "detail-type",
        SortKey::Attempts => "tries",
    }
}

fn nothing(model: &Model, area: Rect, frame: &mut Frame<'_>) {
    let filtered = !model.snapshot.view.request.filter.text().is_empty();
    if !filtered {
        return super::empty::draw(model, area, frame);
    }
    let words = "   No letter matches the filter. {back} drops it, {filter} changes it.";
    let words = model.keys.in_words(Place::Panes, words);
    let row = Rect {
        y: area.y + 1,
        height: 1,
        ..area
    };
    let shown = row.intersection(area);
    frame.render_widget(say(words, model.theme.style(Role::Muted)), shown);
}

/// Widths of the columns.
struct Widths {
    sent: usize,
    tries: usize,
    detail_type: usize,
    expires: usize,
    what: usize,
}

impl Widths {
    fn of(model: &Model, area: Rect) -> Self {
        let cells = usize::from(area.width);
        let last = model.letters.top + usize::from(area.height);
        let ids = model.ids();
        let shown = &ids[model.letters.top.min(ids.len())..last.min(ids.len())];
        let far = shown
            .iter()
            .filter_map(|id| model.snapshot.letters.get(*id)?.letter.sent())
            .any(|sent| model.now.since(sent) > NEAR);
        let sent = if far { 14 } else { 8 };
        let detail_type = (cells / 5).clamp(0, 28);
        let detail_type = if cells < 70 { 0 } else { detail_type };
        let (tries, expires) = (5, 7);
        let gaps = 5 + 2 * (3 + usize::from(detail_type > 0));
        let used = gaps + sent + tries + detail_type + expires;
        Self {
            sent,
            tries,
            detail_type,
            expires,
            what: cells.saturating_sub(used),
        }
    }

    fn heads(&self, model: &Model) -> Line<'static> {
        let muted = model.theme.style(Role::Muted);
        columns::row(
            vec![say("    ", muted)],
            [
                left("sent UTC", self.sent, muted),
                left("tries", self.tries, muted),
                left("detail-type", self.detail_type, muted),
                left("what", self.what, muted),
                right("expires", self.expires, muted),
            ],
        )
    }

    fn line(&self, model: &Model, row: &Row) -> Line<'static> {
        let theme = &model.theme;
        let plain = theme.style(Role::Plain);
        let muted = theme.style(Role::Muted);
        let letter = &row.letter;
        let event = letter.event.as_ref();
        let tries = match letter.failure.attempts {
            Some(n) => format!("1+{n}"),
            None => "–".into(),
        };
        let kind = event
            .filter(|_| !model.redaction.hides_member("detail-type"))
            .and_then(|event| event.detail_type())
            .map_or_else(|| letter.origin.0.label.to_owned(), |t| t.into_owned());
        let (expires, role) = expiry(model, row);
        columns::row(
            signs(model, row),
            [
                left(clock(letter.sent(), model.now), self.sent, plain),
                left(tries, self.tries, muted),
                left(kind, self.detail_type, plain),
                left(glance(row, &model.redaction), self.what, plain),
                right(expires, self.expires, theme.style(role)),
            ],
        )
    }
}

/// Marked or not, and what became of it: a sign each.
fn signs(model: &Model, row: &Row) -> Vec<Span<'static>> {
    let mark = if model.marks.contains(&row.letter.id) {
        "●"
    } else {
        " "
    };
    let (sign, role) = match &row.fate {
        Some(Fate::Planned) => ("·", Role::Muted),
        Some(Fate::InFlight) => ("›", Role::Accent),
        Some(Fate::Sent(_)) => ("→", Role::Good),
        Some(Fate::Deleted) => ("✓", Role::Good),
        Some(Fate::Failed(_)) => ("✕", Role::Bad),
        Some(Fate::InDoubt) => ("?", Role::Bad),
        None if row.edit.is_some() => ("✎", Role::Accent),
        None if !row.lineage.is_empty() => ("↺", Role::Caution),
        None if row.hold == Hold::Lapsed => ("◌", Role::Muted),
        None if !row.letter.wrong.is_empty() => ("!", Role::Caution),
        None => (" ", Role::Plain),
    };
    vec![
        say(mark, model.theme.style(Role::Accent)),
        say(sign, model.theme.style(role)),
        say(" ", model.theme.style(Role::Plain)),
    ]
}

/// The time of the day, with the day where it is not today's.
pub fn clock(sent: Option<Time>, now: Time) -> String {
    let Some(sent) = sent else {
        return "–".into();
    };
    let text = sent.rfc3339();
    let (date, time) = text.split_once('T').unwrap_or((&text, ""));
    let time = time.get(..8).unwrap_or(time);
    if now.since(sent) > NEAR {
        format!("{} {time}", date.get(5..).unwrap_or(date))
    } else {
        time.to_owned()
    }
}

fn expiry(model: &Model, row: &Row) -> (String, Role) {
    let queue = model.snapshot.queues.iter().find(|q| q.id == row.queue);
    let retention = queue.map(|q| q.retention).unwrap_or_default();
    let Some(sent) = row.letter.sent().filter(|_| !retention.is_zero()) else {
        return ("–".into(), Role::Muted);
    };
    let left = sent.plus(retention).since(model.now);
    (text::left(left), terms::expiry_role(left))
}
