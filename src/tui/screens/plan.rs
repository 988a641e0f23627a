//! The plan: where the letters would go, who fires, what is held back, how, and what stops it.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::banner::told;
use super::plan_words::{beyond, destination, fires, how, with_names};
use crate::plan::{Deed, Plan};
use crate::text;
use crate::tui::keys::Place;
use crate::tui::layer::PlanDialog;
use crate::tui::model::Model;
use crate::tui::theme::{Role, Theme};
use crate::tui::widgets::sheet;
use crate::tui::widgets::span::{fit, say};
use crate::tui::widgets::wrap::wrap;

/// Cells of the names on the left, margin included.
const NAME: usize = 14;
/// Targets, reasons and warnings that are listed; the rest is counted.
const MOST: usize = 6;

/// Draws the panel.
pub fn draw(model: &Model, dialog: &PlanDialog, area: Rect, frame: &mut Frame<'_>) {
    let paper = Paper {
        theme: &model.theme,
        cells: usize::from(area.width),
    };
    let plan = answer(model, dialog);
    let mut lines = match &plan {
        Answer::Waiting => vec![paper.text("Working out what would happen …", Role::Muted)],
        Answer::No(words) => paper.part("", words, Role::Bad),
        Answer::Plan(plan) => paper.plan(plan, dialog),
    };
    if !dialog.refused.is_empty() {
        lines.extend(paper.part("", &dialog.refused, Role::Bad));
    }
    lines.push(Line::default());
    lines.push(paper.ask(model, dialog, &plan));
    let title = title(model, dialog, &plan);
    let room = sheet::open(frame, area, &model.theme, (title, lines.len()));
    // where not all fits, the question stays and the end of the rest goes
    let spare = lines.len().saturating_sub(usize::from(room.height));
    let last = lines.pop();
    lines.truncate(lines.len().saturating_sub(spare));
    sheet::lines(frame, room, lines.into_iter().chain(last));
}

/// Whether the number must be typed to start this plan; `None` while there is none.
#[must_use]
pub fn wants_number(model: &Model, dialog: &PlanDialog) -> Option<bool> {
    match answer(model, dialog) {
        Answer::Plan(plan) => Some(!plan.is_about_one()),
        _ => None,
    }
}

/// What the engine answered.
enum Answer<'a> {
    Waiting,
    No(String),
    Plan(&'a Plan),
}

fn answer<'a>(model: &'a Model, dialog: &PlanDialog) -> Answer<'a> {
    let planned = model.snapshot.planned.as_ref();
    match planned
        .filter(|p| p.revision == dialog.revision)
        .and_then(|p| p.outcome.as_ref())
    {
        None => Answer::Waiting,
        Some(Err(problem)) => Answer::No(told(problem)),
        Some(Ok(plan)) => Answer::Plan(plan),
    }
}

fn title(model: &Model, dialog: &PlanDialog, plan: &Answer<'_>) -> Vec<Span<'static>> {
    let verb = match &dialog.deed {
        Deed::Redrive(_) => "Redrive",
        Deed::Delete => "Delete",
        Deed::Undo { .. } => "Send back",
        Deed::Resume { .. } => "Go on with",
    };
    let count = match plan {
        Answer::Plan(plan) => letters(plan),
        _ => String::new(),
    };
    vec![
        say(format!("{verb}{count}"), model.theme.style(Role::Title)),
        say(
            format!(" {}", dialog.chosen),
            model.theme.style(Role::Muted),
        ),
    ]
}

/// How many letters were seen, and about how many it is in all.
fn letters(plan: &Plan) -> String {
    let n = text::count(plan.items.len() as u64);
    match plan.estimate() {
        Some(estimate) => format!(
            " {n} letters seen, about {} in all",
            text::count(estimate.letters)
        ),
        None if plan.items.len() == 1 => " 1 letter".to_owned(),
        None => format!(" {n} letters"),
    }
}

struct Paper<'a> {
    theme: &'a Theme,
    cells: usize,
}

impl Paper<'_> {
    fn text(&self, words: &str, role: Role) -> Line<'static> {
        Line::from(say(format!("   {words}"), self.theme.style(role)))
    }

    /// A name on the left, a text beside it in as many lines as it needs.
    fn part(&self, name: &str, words: &str, role: Role) -> Vec<Line<'static>> {
        let muted = self.theme.style(Role::Muted);
        wrap(words, self.cells.saturating_sub(NAME + 4))
            .into_iter()
            .enumerate()
            .map(|(i, piece)| {
                let name = if i == 0 { name } else { "" };
                Line::from(vec![
                    say(format!("   {} ", fit(name, NAME - 1)), muted),
                    say(piece, self.theme.style(role)),
                ])
            })
            .collect()
    }

    /// Several texts under one name.
    fn parts(&self, name: &str, all: &[(String, Role)]) -> Vec<Line<'static>> {
        let mut lines: Vec<Line<'static>> = all
            .iter()
            .take(MOST)
            .enumerate()
            .flat_map(|(i, (words, role))| self.part(if i == 0 { name } else { "" }, words, *role))
            .collect();
        if all.len() > MOST {
            let more = format!("and {} more", all.len() - MOST);
            lines.extend(self.part("", &more, Role::Muted));
        }
        lines
    }

    fn plan(&self, plan: &Plan, dialog: &PlanDialog) -> Vec<Line<'static>> {
        let mut lines = Vec::new();
        match &dialog.deed {
            Deed::Delete => lines.extend(self.part(
                "what happens",
                "they leave the queue; the journal keeps them whole, and it can be undone",
                Role::Plain,
            )),
            _ => lines.extend(self.part("to", &destination(plan, dialog), Role::Plain)),
        }
        lines.extend(self.parts("fires", &fires(plan)));
        let reasons: Vec<_> = plan
            .skipped
            .iter()
            .map(|s| {
                let count = text::count(s.letters.len() as u64);
                (format!("{count}  {}", s.reason), Role::Caution)
            })
            .collect();
        lines.extend(self.parts("held back", &reasons));
        let warnings: Vec<_> = plan
            .warnings
            .iter()
            .map(|w| (with_names(w), Role::Caution))
            .collect();
        lines.extend(self.parts("careful", &warnings));
        let blockers: Vec<_> = plan
            .blockers
            .iter()
            .map(|b| (with_names(b), Role::Bad))
            .collect();
        lines.extend(self.parts("in the way", &blockers));
        if let Some(words) = beyond(plan) {
            lines.extend(self.part("goes on", &words, Role::Accent));
        }
        lines.extend(self.part("how", &how(plan), Role::Plain));
        if let Some(task) = &plan.move_task {
            let words = format!("SQS moves all of it by itself, without journal or undo: {task}");
            lines.extend(self.part("or", &words, Role::Muted));
        }
        if matches!(dialog.deed, Deed::Redrive(_)) {
            let stops = format!(
                "by itself when more than {}% bounce",
                plan.options.max_bounce
            );
            lines.extend(self.part("stops", &stops, Role::Plain));
        }
        lines
    }

    /// The last line: what starts it.
    fn ask(&self, model: &Model, dialog: &PlanDialog, plan: &Answer<'_>) -> Line<'static> {
        let plain = self.theme.style(Role::Plain);
        let accent = self.theme.style(Role::Accent);
        if let Some(line) = &dialog.naming {
            return Line::from(vec![
                say("   to bus=NAME or queue=NAME: ", plain),
                say(line.text(), accent),
                say("▏", accent),
            ]);
        }
        let words = |sentence| model.keys.in_words(Place::Plan, sentence);
        let leaves = words("{back} leaves");
        let Answer::Plan(plan) = plan else {
            return self.text(&leaves, Role::Muted);
        };
        if model.read_only() {
            let words = format!("This session is read-only: nothing is changed. {leaves}");
            return self.text(&words, Role::Accent);
        }
        if !plan.blockers.is_empty() || !plan.has_work() {
            let words = format!("It can't be started like this. {leaves}");
            return self.text(&words, Role::Caution);
        }
        if plan.is_about_one() {
            return Line::from(vec![
                say(words("   {yes}"), accent),
                say(format!(" starts it, {leaves}"), plain),
            ]);
        }
        Line::from(vec![
            say("   Type ", plain),
            say(plan.items.len().to_string(), accent),
            say(words(" and {start} to start, {back} leaves: "), plain),
            say(&dialog.typed, accent),
            say("▏", accent),
        ])
    }
}
