//! A jq program being typed with what it makes of the current letter; then all that it would change.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;
use ratatui::widgets::Clear;

use super::typed_line::spans;
use crate::engine::Row;
use crate::repair::{Edit, source_text};
use crate::text;
use crate::tui::glance::glance;
use crate::tui::layer::Layer;
use crate::tui::layout;
use crate::tui::model::Model;
use crate::tui::page::Source;
use crate::tui::pages::diff;
use crate::tui::theme::Role;
use crate::tui::transform::{Stage, TransformDialog, Transformed};
use crate::tui::widgets::sheet;
use crate::tui::widgets::span::say;
use crate::tui::widgets::wrap::wrap;

/// Cells left free on the left.
const MARGIN: usize = 3;
/// Reasons that are listed.
const REASONS: usize = 4;

/// Draws it: `middle` is the room above the footer.
pub fn draw(
    model: &Model,
    dialog: &TransformDialog,
    (middle, footer): (Rect, Rect),
    frame: &mut Frame<'_>,
) {
    let theme = &model.theme;
    let many = match dialog.rows.len() {
        1 => "1 letter".to_owned(),
        n => format!("{} letters", text::count(n as u64)),
    };
    let title = vec![
        say(format!("Transform {many}"), theme.style(Role::Title)),
        say(format!(" {}", dialog.chosen), theme.style(Role::Muted)),
    ];
    let body = sheet::page(frame, middle, theme, (title, Vec::new()));
    sheet::lines(frame, body, lines(model, dialog, usize::from(body.height)));
    if matches!(dialog.stage, Stage::Typing(_)) {
        frame.render_widget(Clear, footer);
        frame.render_widget(Line::from(spans(theme, "jq", &dialog.line)), footer);
    }
}

fn lines(model: &Model, dialog: &TransformDialog, height: usize) -> Vec<Line<'static>> {
    match &dialog.stage {
        Stage::Typing(seen) => typing(model, dialog, seen.as_ref()),
        Stage::Working(done) => {
            let all = text::count(dialog.rows.len() as u64);
            let words = format!(
                "{} of {all} are done · esc stops it",
                text::count(*done as u64)
            );
            said(model, &words, Role::Plain)
        }
        Stage::Outcome { made, at, top } => {
            let mut lines = counts(model, made);
            let room = height.saturating_sub(lines.len());
            let diff = made.changed.get(*at).map(|(row, after)| {
                let (nth, all) = (*at as u64 + 1, made.changed.len() as u64);
                let words = format!(
                    "{} of {} · {}",
                    text::count(nth),
                    text::count(all),
                    glance(row, &model.redaction)
                );
                let mut lines = said(model, &words, Role::Muted);
                lines.extend(change(model, row, after.as_deref()).into_iter().skip(*top));
                lines
            });
            lines.extend(diff.unwrap_or_default().into_iter().take(room));
            lines
        }
    }
}

/// Words with the margin, in as many lines as they need.
fn said(model: &Model, words: &str, role: Role) -> Vec<Line<'static>> {
    let cells = usize::from(model.size.0).saturating_sub(2 * MARGIN);
    let style = model.theme.style(role);
    wrap(words, cells)
        .into_iter()
        .map(|words| Line::from(say(format!("   {words}"), style)))
        .collect()
}

fn typing(
    model: &Model,
    dialog: &TransformDialog,
    seen: Option<&Result<Transformed, String>>,
) -> Vec<Line<'static>> {
    let help = "The program gets each letter's event (or body) and gives it back changed: .detail.amount |= tonumber";
    let mut lines = said(model, help, Role::Muted);
    lines.extend(said(
        model,
        "enter shows what it would change, nothing is taken over before that · ↑ recent ones · esc leaves",
        Role::Muted,
    ));
    lines.push(Line::default());
    let Some(row) = dialog.rows.get(dialog.current) else {
        return lines;
    };
    let name = format!("On {}:", glance(row, &model.redaction));
    lines.extend(said(model, &name, Role::Plain));
    match seen {
        None if dialog.line.text().trim().is_empty() => {}
        None => lines.extend(said(model, "…", Role::Muted)),
        Some(Err(why)) => lines.extend(said(model, &format!("! {why}"), Role::Caution)),
        Some(Ok(made)) => match (made.changed.first(), made.failed.first()) {
            (Some((row, after)), _) => lines.extend(change(model, row, after.as_deref())),
            (None, Some((why, _))) => {
                lines.extend(said(model, &format!("✕ {why}"), Role::Bad));
            }
            (None, None) => lines.extend(said(model, "stays as it is", Role::Muted)),
        },
    }
    lines
}

fn counts(model: &Model, made: &Transformed) -> Vec<Line<'static>> {
    let count = |n: usize| text::count(n as u64);
    let failed: usize = made.failed.iter().map(|(_, n)| n).sum();
    let mut words = format!("{} would change", count(made.changed.len()));
    for (n, what) in [
        (made.unchanged, "stay as they are"),
        (failed, "fail and stay as they are"),
    ] {
        if n > 0 {
            words += &format!(" · {} {what}", count(n));
        }
    }
    let mut lines = said(model, &words, Role::Title);
    for (why, n) in made.failed.iter().take(REASONS) {
        let words = format!("✕ {}  {why}", count(*n));
        lines.extend(said(model, &words, Role::Caution));
    }
    if made.failed.len() > REASONS {
        let words = format!("and {} reasons more", made.failed.len() - REASONS);
        lines.extend(said(model, &words, Role::Muted));
    }
    lines.push(Line::default());
    lines
}

/// What changes in a letter, with the margin.
fn change(model: &Model, row: &Row, after: Option<&Edit>) -> Vec<Line<'static>> {
    let cells = usize::from(model.size.0).saturating_sub(2 * MARGIN);
    let source = Source::of(model, row, cells);
    let before = source_text(&row.letter, row.edit.as_deref());
    let after = source_text(&row.letter, after);
    let mut lines = diff::between(&source, &before, &after);
    for line in &mut lines {
        line.spans
            .insert(0, say("   ", model.theme.style(Role::Plain)));
    }
    lines
}

/// Lines of the diff that is shown.
#[must_use]
pub fn diff_rows(model: &Model) -> usize {
    let Some(Layer::Transform(dialog)) = model.layer() else {
        return 0;
    };
    let Stage::Outcome { made, at, .. } = &dialog.stage else {
        return 0;
    };
    let changed = made.changed.get(*at);
    changed.map_or(0, |(row, after)| change(model, row, after.as_deref()).len())
}

/// Lines of the diff that fit.
#[must_use]
pub fn page_rows(model: &Model) -> usize {
    let Some(Layer::Transform(dialog)) = model.layer() else {
        return 1;
    };
    let Stage::Outcome { made, .. } = &dialog.stage else {
        return 1;
    };
    let height = usize::from(layout::areas(model).middle().height);
    height.saturating_sub(2 + counts(model, made).len()).max(1)
}
