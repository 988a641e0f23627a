//! The causes: how many, how fresh, would a redrive help, what happened.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;

use super::about::{about, sample};
use super::arrivals::{BARS, sparkline, window};
use super::list::{self, List};
use crate::cause::Cause;
use crate::text;
use crate::time::Time;
use crate::tui::model::{Model, Pane};
use crate::tui::terms;
use crate::tui::theme::Role;
use crate::tui::widgets::columns::{self, Cell, left, right};
use crate::tui::widgets::rule;
use crate::tui::widgets::span::say;

/// Columns of a terminal from which on there is room for more of each cause.
const WIDE: u16 = 160;
/// Cells of `1+12–185`.
const TRIES: usize = 8;
/// Cells from which on a sample is worth showing.
const LEAST_SAMPLE: usize = 16;
const HEAD: &str = "what happened";

/// Draws the pane.
pub fn draw(model: &Model, area: Rect, frame: &mut Frame<'_>) {
    let causes = &model.snapshot.causes;
    let count = text::count(causes.len() as u64);
    let title = rule::title(&model.theme, "Causes", &count, model.pane == Pane::Causes);
    let top = Rect {
        height: area.height.min(1),
        ..area
    };
    rule::rule(frame, top, &model.theme, (title, Vec::new()));
    let body = Rect {
        y: area.y + top.height,
        height: area.height.saturating_sub(top.height),
        ..area
    };
    if causes.is_empty() {
        return super::empty::draw(model, body, frame);
    }
    let window = window(model);
    let widths = Widths::of(model, usize::from(area.width));
    let used = u16::try_from(model.cause_rows() + 1).unwrap_or(u16::MAX);
    let (body, spare) = split(body, used);
    about(model, spare, frame);
    list::draw(
        frame,
        body,
        model,
        List {
            heads: heads(model, window.1, &widths),
            rows: model.cause_rows(),
            top: model.causes.top,
            at: model.cause_at(),
            has_keys: model.pane == Pane::Causes,
        },
        |at| match causes.get(at) {
            Some(cause) => line(model, cause, (window.0, &widths)),
            None => all(model, &widths),
        },
    );
}

/// The rows of the list, and those that it leaves free.
fn split(area: Rect, used: u16) -> (Rect, Rect) {
    let height = used.min(area.height);
    let spare = Rect {
        y: area.y + height,
        height: area.height - height,
        ..area
    };
    (Rect { height, ..area }, spare)
}

/// Widths of the columns.
struct Widths {
    count: usize,
    share: usize,
    first: usize,
    last: usize,
    bars: usize,
    tries: usize,
    verdict: usize,
    title: usize,
    sample: usize,
}

impl Widths {
    /// For a pane of so many cells: where there is room for all titles, the rest is for a sample of each.
    fn of(model: &Model, cells: usize) -> Self {
        let [count, share, first, last, bars, tries, verdict] = match model.size.0 {
            0..60 => [7, 0, 0, 0, 0, 0, 10],
            60..110 => [7, 5, 0, 4, 0, 0, 10],
            110..WIDE => [7, 5, 0, 4, BARS, 0, 10],
            WIDE.. => [7, 5, 5, 4, BARS, TRIES, 10],
        };
        let all = [count, share, first, last, bars, tries, verdict];
        // cursor and mark, then two blanks before each column that follows another
        let columns = all.iter().filter(|w| **w > 0).count();
        let room = cells.saturating_sub(2 + all.iter().sum::<usize>() + 2 * columns);
        let shown = model.snapshot.causes.iter().skip(model.causes.top);
        let titles = shown.take(usize::from(model.size.1));
        let widest = titles.map(|cause| text::width(&cause.title)).max();
        let title = room.min(widest.unwrap_or(0).max(HEAD.len()));
        let sample = room.saturating_sub(title + 2);
        let fits = model.size.0 >= WIDE && sample >= LEAST_SAMPLE;
        Self {
            count,
            share,
            first,
            last,
            bars,
            tries,
            verdict,
            title: if fits { title } else { room },
            sample: if fits { sample } else { 0 },
        }
    }
}

fn heads(model: &Model, window: &str, w: &Widths) -> Line<'static> {
    let muted = model.theme.style(Role::Muted);
    columns::row(
        vec![say("  ", muted)],
        [
            right("count", w.count, muted),
            right("share", w.share, muted),
            right("first", w.first, muted),
            right("last", w.last, muted),
            left(format!("arrivals, {window}"), w.bars, muted),
            left("tries", w.tries, muted),
            left("verdict", w.verdict, muted),
            left(HEAD, w.title.max(HEAD.len()), muted),
            left("sample", w.sample, muted),
        ],
    )
}

fn line(model: &Model, cause: &Cause, (minutes, w): (i64, &Widths)) -> Line<'static> {
    let muted = model.theme.style(Role::Muted);
    let plain = model.theme.style(Role::Plain);
    let accent = model.theme.style(Role::Accent);
    let verdict = model.theme.style(terms::role(cause.verdict));
    let marked = model.marked_causes.contains(&cause.id);
    let age = |at: Option<Time>| at.map_or_else(String::new, |t| text::ago(model.now.since(t)));
    let share = percent(cause.count, model.snapshot.letters.len());
    let sample = match w.sample {
        0 => String::new(),
        _ => sample(model, cause).unwrap_or_default(),
    };
    let cells: [Cell; 9] = [
        right(text::count(cause.count as u64), w.count, plain),
        right(share, w.share, muted),
        right(age(cause.first_sent), w.first, muted),
        right(age(cause.last_sent), w.last, plain),
        left(sparkline(model, cause, minutes), w.bars, accent),
        left(tries(cause), w.tries, muted),
        left(terms::word(cause.verdict), w.verdict, verdict),
        left(&cause.title, w.title, plain),
        left(sample, w.sample, muted),
    ];
    let mark = if marked { "●" } else { " " };
    columns::row(vec![say(mark, accent)], cells)
}

/// As the letters say it: the first try, and those after it.
fn tries(cause: &Cause) -> String {
    match cause.attempts {
        None => "–".into(),
        Some((least, most)) if least == most => format!("1+{most}"),
        Some((least, most)) => format!("1+{least}–{most}"),
    }
}

fn all(model: &Model, w: &Widths) -> Line<'static> {
    let muted = model.theme.style(Role::Muted);
    let letters = text::count(model.snapshot.letters.len() as u64);
    let blank = |cells: usize| left(" ", cells, muted);
    columns::row(
        vec![say(" ", muted)],
        [
            right(letters, w.count, muted),
            right("100%", w.share, muted),
            blank(w.first),
            blank(w.last),
            blank(w.bars),
            blank(w.tries),
            blank(w.verdict),
            left("all of them together", 20, muted),
        ],
    )
}

fn percent(part: usize, whole: usize) -> String {
    match (part * 100).checked_div(whole) {
        None => String::new(),
        Some(0) => "<1%".into(),
        Some(n) => format!("{n}%"),
    }
}
