//! The queues of the account, to choose from. It has the whole screen above the footer.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use ratatui::widgets::Clear;

use super::list::{self, List};
use super::typed_line;
use crate::engine::survey::{Depth, Listed, Surveyed};
use crate::text;
use crate::tui::layout;
use crate::tui::model::Model;
use crate::tui::picker::{Picker, feeders};
use crate::tui::theme::Role;
use crate::tui::widgets::columns::{self, left, right};
use crate::tui::widgets::rule;
use crate::tui::widgets::sheet;
use crate::tui::widgets::span::{say, width};
use crate::tui::widgets::wrap::wrap;

/// Rows for the queue under the cursor.
const ABOUT: u16 = 5;
/// Rows that what could not be known may take.
const UNKNOWN: usize = 3;
/// From so many columns on there is room for what is in flight.
const WIDE: u16 = 100;
/// Cells of a count.
const COUNT: usize = 9;

/// Where its parts lie.
struct Rooms {
    head: Rect,
    unknown: Rect,
    title: Rect,
    list: Rect,
    about: Rect,
}

/// The first row of the list on the screen, and how many there are.
#[must_use]
pub fn list_rows(model: &Model, picker: &Picker) -> (u16, usize) {
    let list = rooms(model, picker, whole(model)).list;
    // the heads of its columns stand in its first row
    (list.y + 1, usize::from(list.height.saturating_sub(1)))
}

fn whole(model: &Model) -> Rect {
    let bottom = layout::areas(model).middle().bottom();
    Rect::new(0, 0, model.size.0, bottom)
}

fn rooms(model: &Model, picker: &Picker, area: Rect) -> Rooms {
    let mut rest = area;
    let mut cut = |rows: u16| {
        let rows = rows.min(rest.height);
        let room = Rect {
            height: rows,
            ..rest
        };
        rest.y += rows;
        rest.height -= rows;
        room
    };
    let unknown = u16::try_from(unknown(model, picker).len()).unwrap_or(0);
    let (head, unknown, title) = (cut(3), cut(unknown), cut(1));
    let about = ABOUT.min(rest.height.saturating_sub(4));
    Rooms {
        head,
        unknown,
        title,
        list: Rect {
            height: rest.height - about,
            ..rest
        },
        about: Rect {
            y: rest.bottom() - about,
            height: about,
            ..rest
        },
    }
}

/// Draws it.
pub fn draw(model: &Model, picker: &Picker, frame: &mut Frame<'_>) {
    let area = whole(model).intersection(frame.area());
    if area.is_empty() {
        return;
    }
    frame.render_widget(Clear, area);
    let rooms = rooms(model, picker, area);
    sheet::lines(frame, rooms.head, head(model, picker));
    sheet::lines(frame, rooms.unknown, unknown(model, picker));
    let shown = text::count(picker.order.len() as u64);
    let title = rule::title(&model.theme, "Queues", &shown, true);
    rule::rule(
        frame,
        rooms.title,
        &model.theme,
        (title, marked(model, picker)),
    );
    if picker.order.is_empty() {
        sheet::lines(frame, rooms.list, empty(model, picker));
        return;
    }
    draw_list(model, picker, rooms.list, frame);
    if let Some(queue) = picker.queue(picker.at) {
        sheet::lines(frame, rooms.about, about(model, queue));
    }
}

fn draw_list(model: &Model, picker: &Picker, area: Rect, frame: &mut Frame<'_>) {
    let muted = model.theme.style(Role::Muted);
    let wide = Columns::of(area.width);
    let heads = [
        right("messages", COUNT, muted),
        right("in flight", wide.in_flight, muted),
        left("queue", wide.name, muted),
        left("gets the dead letters of", wide.of, muted),
    ];
    let list = List {
        heads: columns::row(vec![say("   ", muted)], heads),
        rows: picker.order.len(),
        top: picker.top,
        at: picker.at,
        has_keys: true,
    };
    list::draw(frame, area, model, list, |at| {
        let row = picker.order.get(at).copied().unwrap_or_default();
        let marked = picker.marked.contains(&row);
        let queue = picker.survey.queues.get(row);
        queue.map_or_else(Line::default, |queue| entry(model, queue, marked, &wide))
    });
}

/// Widths of the columns.
struct Columns {
    in_flight: usize,
    name: usize,
    of: usize,
}

impl Columns {
    fn of(cells: u16) -> Self {
        let in_flight = if cells >= WIDE { COUNT } else { 0 };
        let rest = usize::from(cells).saturating_sub(3 + COUNT + 4 + in_flight);
        let name = rest * 45 / 100;
        Self {
            in_flight,
            name,
            of: rest.saturating_sub(name + 2),
        }
    }
}

fn entry(model: &Model, queue: &Listed, marked: bool, wide: &Columns) -> Line<'static> {
    let theme = &model.theme;
    let muted = theme.style(Role::Muted);
    let dead = queue.gets_dead_letters();
    let (count, in_flight, role) = match &queue.depth {
        _ if !queue.listed => ("–".to_owned(), String::new(), Role::Muted),
        Depth::Unasked => ("…".to_owned(), String::new(), Role::Muted),
        Depth::Unknown(_) => ("?".to_owned(), String::new(), Role::Caution),
        Depth::Known { waiting, in_flight } => {
            let all = waiting + in_flight;
            let role = if dead && all > 0 {
                Role::Caution
            } else {
                Role::Plain
            };
            (text::count(all), text::count(*in_flight), role)
        }
    };
    let name = if dead { Role::Plain } else { Role::Muted };
    let sign = if marked { "● " } else { "  " };
    columns::row(
        vec![say(sign, theme.style(Role::Accent))],
        [
            right(count, COUNT, theme.style(role)),
            right(in_flight, wide.in_flight, muted),
            left(&*queue.name, wide.name, theme.style(name)),
            left(feeders(queue).join("; "), wide.of, theme.style(Role::Plain)),
        ],
    )
}

fn head(model: &Model, picker: &Picker) -> Vec<Line<'static>> {
    let theme = &model.theme;
    let (title, muted) = (theme.style(Role::Title), theme.style(Role::Muted));
    let words = if picker.alone {
        " dlq-tui  choose a queue"
    } else {
        " dlq-tui  choose other queues; those that are open are given back first"
    };
    let mut first = vec![say(words, title)];
    let mut place = vec![picker.survey.place.clone(), model.who.profile.clone()];
    place.retain(|part| !part.is_empty());
    let mut whose = vec![say(place.join(" · "), muted), say(" ", muted)];
    if model.who.production {
        whose.insert(0, say(" PRODUCTION ", theme.style(Role::Loud)));
        whose.insert(1, say(" ", muted));
    }
    let gap = usize::from(model.size.0).saturating_sub(width(&first) + width(&whose));
    if gap > 0 {
        first.push(say(" ".repeat(gap), muted));
        first.extend(whose);
    }
    vec![
        Line::from(first),
        progress(model, &picker.survey),
        search(model, picker),
    ]
}

/// How far the survey is.
fn progress(model: &Model, survey: &Surveyed) -> Line<'static> {
    let muted = model.theme.style(Role::Muted);
    let count = |n: usize| text::count(n as u64);
    let several = |n: usize, what: &str| match n {
        1 => format!("1 {what}"),
        n => format!("{} {what}s", text::count(n as u64)),
    };
    let queues = several(survey.queues.len(), "queue");
    let dead = survey.queues.iter().filter(|q| q.gets_dead_letters());
    let mut words = if survey.listed {
        format!(" {queues}")
    } else {
        format!(" Asking which queues there are: {queues} so far")
    };
    words += &match dead.count() {
        1 => ", 1 gets dead letters".to_owned(),
        n => format!(", {} get dead letters", count(n)),
    };
    words += &if survey.rules_listed && survey.rules_read >= survey.rules {
        format!(" · {} looked at", several(survey.rules, "rule"))
    } else {
        let (read, all) = (count(survey.rules_read), count(survey.rules));
        format!(" · looking at rules, {read} of {all}")
    };
    let mut spans = vec![say(words, muted)];
    if let Some(trouble) = &survey.trouble {
        let words = format!(" · no answer, trying again: {trouble}");
        spans.push(say(words, model.theme.style(Role::Bad)));
    }
    Line::from(spans)
}

fn search(model: &Model, picker: &Picker) -> Line<'static> {
    if picker.typing {
        return Line::from(typed_line::spans(&model.theme, "/", &picker.line));
    }
    let muted = model.theme.style(Role::Muted);
    let words = match picker.line.text() {
        "" => " Type, or /, to search by queue, rule, target".to_owned(),
        typed => format!(" / {typed}"),
    };
    Line::from(say(words, muted))
}

fn unknown(model: &Model, picker: &Picker) -> Vec<Line<'static>> {
    let style = model.theme.style(Role::Caution);
    let cells = usize::from(model.size.0).saturating_sub(4);
    let all = picker.survey.unknown.iter();
    all.flat_map(|words| wrap(words, cells))
        .take(UNKNOWN)
        .map(|words| Line::from(say(format!(" ! {words}"), style)))
        .collect()
}

fn marked(model: &Model, picker: &Picker) -> Vec<Span<'static>> {
    match picker.marked.len() {
        0 => Vec::new(),
        n => {
            let words = format!("{} marked", text::count(n as u64));
            vec![say(words, model.theme.style(Role::Accent))]
        }
    }
}

fn empty(model: &Model, picker: &Picker) -> Vec<Line<'static>> {
    let survey = &picker.survey;
    let (first, second) = if !picker.line.text().is_empty() {
        ("No queue is found by that.", "esc shows all of them again.")
    } else if survey.listed && survey.unknown.is_empty() {
        (
            "There are no queues in this account and region.",
            "--region and --profile look elsewhere; `dlq-tui demo` shows it all without an account.",
        )
    } else if survey.listed {
        (
            "No queue is known.",
            "The lines above say why; --queue opens one by its name, URL or ARN.",
        )
    } else {
        ("Asking AWS which queues there are …", "")
    };
    let line = |words, role| Line::from(say(format!("   {words}"), model.theme.style(role)));
    vec![
        Line::default(),
        line(first, Role::Plain),
        line(second, Role::Muted),
    ]
}

/// All that is known of the queue under the cursor.
fn about(model: &Model, queue: &Listed) -> Vec<Line<'static>> {
    let cells = usize::from(model.size.0).saturating_sub(4);
    let mut words = vec![(queue.id.to_string(), Role::Muted)];
    if !queue.listed {
        let why =
            "It is not in the account's list: another account's, or it does not exist any more.";
        words.push((why.to_owned(), Role::Caution));
    }
    if let Depth::Unknown(code) = &queue.depth {
        let why = format!("Its counters can't be read: {code}");
        words.push((why, Role::Caution));
    }
    if queue.gets_dead_letters() {
        let all = format!("Gets the dead letters of {}", feeders(queue).join("; "));
        words.push((all, Role::Plain));
    }
    let mut lines = vec![Line::default()];
    for (words, role) in words {
        let style = model.theme.style(role);
        let wrapped = wrap(&words, cells).into_iter();
        lines.extend(wrapped.map(|w| Line::from(say(format!("  {w}"), style))));
    }
    lines
}
