//! A letter that is tried out: the URL being typed, what is sent, the answer.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;
use ratatui::widgets::Clear;

use super::typed_line::spans;
use crate::arn::Arn;
use crate::text;
use crate::try_it::{Answer, Failed, Head, Prepared, Url};
use crate::tui::glance::glance;
use crate::tui::laid::Laid;
use crate::tui::layer::Layer;
use crate::tui::layout;
use crate::tui::model::Model;
use crate::tui::shown;
use crate::tui::theme::Role;
use crate::tui::trial::{Outcome, Stage, TryDialog};
use crate::tui::widgets::sheet;
use crate::tui::widgets::span::say;
use crate::tui::widgets::wrap::wrap;

/// Cells left free on the left.
const MARGIN: usize = 3;
/// Bytes of an answer that are shown.
const SHOWN_BYTES: usize = 64 << 10;

/// Draws it: `middle` is the room above the footer.
pub fn draw(
    model: &Model,
    dialog: &TryDialog,
    (middle, footer): (Rect, Rect),
    frame: &mut Frame<'_>,
) {
    let theme = &model.theme;
    let title = vec![
        say("Try", theme.style(Role::Title)),
        say(
            format!(" {}", glance(&dialog.row, &model.redaction)),
            theme.style(Role::Muted),
        ),
    ];
    let keys = match dialog.stage {
        Stage::Over(..) => vec![say(
            "enter tries again, esc leaves",
            theme.style(Role::Muted),
        )],
        _ => Vec::new(),
    };
    let body = sheet::page(frame, middle, theme, (title, keys));
    let first = match &dialog.stage {
        Stage::Over(_, top) => *top,
        _ => 0,
    };
    sheet::lines(frame, body, lines(model, dialog).into_iter().skip(first));
    if matches!(dialog.stage, Stage::Typing) {
        frame.render_widget(Clear, footer);
        frame.render_widget(Line::from(spans(theme, "URL", &dialog.line)), footer);
    }
}

/// Lines of the page.
#[must_use]
pub fn rows(model: &Model) -> usize {
    match model.layer() {
        Some(Layer::Try(dialog)) => lines(model, dialog).len(),
        _ => 0,
    }
}

/// Lines of it that fit.
#[must_use]
pub fn page_rows(model: &Model) -> usize {
    usize::from(layout::areas(model).middle().height)
        .saturating_sub(1)
        .max(1)
}

fn lines(model: &Model, dialog: &TryDialog) -> Vec<Line<'static>> {
    match &dialog.stage {
        Stage::Typing => typing(model, dialog),
        Stage::Asking(url) => asking(model, dialog, url),
        Stage::Reading(_) => said(
            model,
            "Reading the rule, to know what its target gets · esc stops it",
            Role::Plain,
        ),
        Stage::Sent(prepared) => {
            let mut lines = request(model, dialog, prepared);
            lines.push(Line::default());
            lines.extend(said(
                model,
                "Waiting for the answer, 5 s at most · esc stops it",
                Role::Plain,
            ));
            lines
        }
        Stage::Over(outcome, _) => match outcome {
            Outcome::Nothing(why) => said(model, &format!("✕ Nothing was sent: {why}"), Role::Bad),
            Outcome::Tried(tried) => {
                let (prepared, answer) = &**tried;
                let mut lines = request(model, dialog, prepared);
                lines.push(Line::default());
                match answer {
                    Ok(answer) => lines.extend(answered(model, dialog, answer)),
                    Err(failed) => lines.extend(self::failed(model, failed)),
                }
                lines
            }
        },
    }
}

/// Words with the margin, in as many lines as they need.
fn said(model: &Model, words: &str, role: Role) -> Vec<Line<'static>> {
    let style = model.theme.style(role);
    wrap(words, cells(model))
        .into_iter()
        .map(|words| Line::from(say(format!("   {words}"), style)))
        .collect()
}

fn cells(model: &Model) -> usize {
    usize::from(model.size.0).saturating_sub(2 * MARGIN)
}

fn typing(model: &Model, dialog: &TryDialog) -> Vec<Line<'static>> {
    let mut lines = said(
        model,
        "What the target would get of this letter, edited as it is, goes to a URL of yours: a local build of the endpoint, say. Nothing is sent to AWS and nothing changes there, the letter stays.",
        Role::Muted,
    );
    lines.extend(said(
        model,
        "http://localhost:8080/hook · enter sends it, and asks first where the URL is not on this machine · ↑ recent ones · esc leaves",
        Role::Muted,
    ));
    lines.push(Line::default());
    if !dialog.wrong.is_empty() {
        lines.extend(said(model, &format!("! {}", dialog.wrong), Role::Caution));
    }
    lines
}

fn asking(model: &Model, dialog: &TryDialog, url: &Url) -> Vec<Line<'static>> {
    let words = format!(
        "{} is another machine: what is in the letter leaves this one.",
        url.host()
    );
    let mut lines = said(model, &words, Role::Caution);
    if shown::redacted(&dialog.row, &model.redaction).is_some() {
        let words = "It has fields that the config hides (redact); they would be sent as they are.";
        lines.extend(said(model, words, Role::Caution));
    }
    lines.push(Line::default());
    let words = format!("Send it to {url}? y sends it, esc does not");
    lines.extend(said(model, &words, Role::Plain));
    lines
}

/// What is sent.
fn request(model: &Model, dialog: &TryDialog, prepared: &Prepared) -> Vec<Line<'static>> {
    let call = &prepared.call;
    let arn = Arn::parse(&prepared.target_arn);
    let target = arn.as_ref().map_or(String::new(), |arn| {
        format!(" · as {} would get it", arn.name())
    });
    let bytes = text::bytes(call.body.len() as u64);
    let url = model.redaction.said(&call.url, &dialog.row.letter);
    let words = format!("{} {url} · {bytes}{target}", call.method);
    let mut lines = said(model, &words, Role::Accent);
    if !prepared.left_out.is_empty() {
        let words = format!(
            "Left out, as AWS does not tell secrets: {}",
            prepared.left_out.join(", ")
        );
        lines.extend(said(model, &words, Role::Caution));
    }
    for note in &prepared.notes {
        lines.extend(said(model, &format!("! {note}"), Role::Caution));
    }
    lines
}

fn head(model: &Model, head: &Head, after: &str) -> Vec<Line<'static>> {
    let (words, role) = match head.status {
        _ if head.is_success() => ("EventBridge would take it for delivered", Role::Good),
        429 | 500..=599 => ("EventBridge would try again", Role::Bad),
        _ => ("EventBridge would not take it for delivered", Role::Bad),
    };
    let words = format!("HTTP {} after {after} · {words}", head.status);
    let mut lines = said(model, &words, role);
    for (name, value) in &head.headers {
        lines.push(Line::from(vec![
            say(format!("   {name}: "), model.theme.style(Role::JsonKey)),
            say(value, model.theme.style(Role::Plain)),
        ]));
    }
    lines
}

fn answered(model: &Model, dialog: &TryDialog, answer: &Answer) -> Vec<Line<'static>> {
    let mut lines = head(model, &answer.head, &text::duration(answer.took));
    lines.push(Line::default());
    let whole = answer.text();
    let whole = model.redaction.said(&whole, &dialog.row.letter);
    let shown = &whole[..whole.floor_char_boundary(SHOWN_BYTES)];
    if shown.is_empty() {
        lines.extend(said(model, "The body is empty.", Role::Muted));
        return lines;
    }
    let laid = Laid::json(shown, cells(model));
    for at in 0..laid.len() {
        let mut line = laid.line(at, &model.theme);
        line.spans
            .insert(0, say("   ", model.theme.style(Role::Plain)));
        lines.push(line);
    }
    let more = whole.len() - shown.len();
    if more > 0 || answer.is_cut {
        let words = format!("… and {} more", text::bytes(more as u64));
        let words = if answer.is_cut {
            "… and more than EventBridge would read"
        } else {
            &words
        };
        lines.extend(said(model, words, Role::Muted));
    }
    lines
}

fn failed(model: &Model, failed: &Failed) -> Vec<Line<'static>> {
    let after = text::duration(failed.took);
    let mut lines = said(
        model,
        &format!("✕ After {after}: {}", failed.why),
        Role::Bad,
    );
    if let Some(head) = &failed.head {
        lines.extend(self::head(model, head, &after));
    }
    lines
}
