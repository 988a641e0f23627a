//! What must hold after every change: cursors on rows, the view that is wanted, the page that is shown.

use std::sync::Arc;
use std::time::Duration;

use super::moving::page_rows;
use super::queues;
use crate::engine::{Command, ViewRequest};
use crate::tui::layout;
use crate::tui::model::{Model, Pane};
use crate::tui::msg::Ask;
use crate::tui::page::Page;
use crate::tui::screens::letter::page_area;

/// A rule that is looked at is read again after this; the engine keeps what it read as long.
const RULE_AGAIN: Duration = Duration::from_secs(30);

/// Makes it hold.
pub fn settle(model: &mut Model, asks: &mut Vec<Ask>) {
    let now = model.now;
    model.toast.take_if(|toast| toast.until <= now);
    forget_the_gone(model);
    want(model, asks);
    keep_letter(model);
    let (at, rows) = (model.cause_at(), model.cause_rows());
    model.causes.top = scrolled(model.causes.top, (at, rows), page_rows(model, Pane::Causes));
    let (at, rows) = (model.letters.at, model.ids().len());
    model.letters.top = scrolled(
        model.letters.top,
        (at, rows),
        page_rows(model, Pane::Letters),
    );
    ask_for_rule(model, asks);
    queues::hold(model, asks);
    page(model);
    let done = model.snapshot.closing.as_ref().is_some_and(|c| c.done);
    if model.closing && done {
        asks.push(Ask::End);
    }
}

/// Marks are for letters that are there.
fn forget_the_gone(model: &mut Model) {
    let letters = &model.snapshot.letters;
    model.marks.retain(|id| letters.get(*id).is_some());
    let causes = model.marks.iter().filter_map(|id| letters.get(*id));
    model.marked_causes = causes.map(|row| row.cause).collect();
}

/// Asks for the letters of the cause under the cursor, where others were asked for.
fn want(model: &mut Model, asks: &mut Vec<Ask>) {
    let cause = model.cause().map(|cause| cause.id);
    if model.wanted.cause != cause {
        model.wanted.cause = cause;
        model.letters.id = None;
        model.letters.at = 0;
        ask_for_view(model, asks);
    }
}

/// Asks about the rule of the letter that is looked at, or else of the cause: another rule at once, the same one now
/// and then.
fn ask_for_rule(model: &mut Model, asks: &mut Vec<Ask>) {
    let seen = !layout::areas(model).letter.is_empty();
    let row = model.row().filter(|_| seen);
    let found = match row.map(|row| &row.letter.failure) {
        Some(failure) => failure.rule_arn.clone().zip(failure.bus.clone()),
        None => model
            .cause()
            .and_then(|cause| cause.rule_arn.clone().zip(cause.bus.clone())),
    };
    if let Some(rule) = found {
        read(model, rule, asks);
    }
}

/// Asks about the rule of the letter under the cursor, unless that was done just now.
pub fn read_rule(model: &mut Model, asks: &mut Vec<Ask>) {
    let failure = model.row().map(|row| &row.letter.failure);
    if let Some(rule) = failure.and_then(|f| f.rule_arn.clone().zip(f.bus.clone())) {
        read(model, rule, asks);
    }
}

fn read(model: &mut Model, (rule, bus): (Arc<str>, Arc<str>), asks: &mut Vec<Ask>) {
    let now = model.now;
    let known = model.rule_asked.as_ref();
    if known.is_some_and(|(asked, at)| *asked == rule && now.since(*at) < RULE_AGAIN) {
        return;
    }
    model.rule_asked = Some((Arc::clone(&rule), now));
    asks.push(Ask::Command(Command::ReadRule {
        rule_arn: rule,
        bus,
    }));
}

/// Asks for what is wanted, under a new revision.
pub fn ask_for_view(model: &mut Model, asks: &mut Vec<Ask>) {
    model.wanted.revision += 1;
    let wanted = &model.wanted;
    asks.push(Ask::Command(Command::View(ViewRequest {
        revision: wanted.revision,
        cause: wanted.cause,
        filter: wanted.filter.clone(),
        sort: wanted.sort,
    })));
}

/// The cursor stays with its letter when others come and go; with its row when the letter has left.
fn keep_letter(model: &mut Model) {
    let ids = &model.snapshot.view.ids;
    let Some(last) = ids.len().checked_sub(1) else {
        model.letters.at = 0;
        return;
    };
    let at = model.letters.at.min(last);
    let found = match model.letters.id {
        Some(id) if ids[at] != id => ids.iter().position(|other| *other == id),
        _ => Some(at),
    };
    model.letters.at = found.unwrap_or(at);
    // once somebody works with letters, one that arrives must not slip under the cursor
    let answered = model.snapshot.view.request.revision == model.wanted.revision;
    if model.letters.id.is_some() || (answered && model.pane != Pane::Causes) {
        model.letters.id = Some(ids[model.letters.at]);
    }
}

/// The first row on the screen, so that row `at` is seen and no room is wasted.
pub(super) fn scrolled(top: usize, (at, rows): (usize, usize), page: usize) -> usize {
    let page = page.max(1);
    let top = top.min(rows.saturating_sub(page));
    if at < top {
        at
    } else if at >= top + page {
        at + 1 - page
    } else {
        top
    }
}

fn page(model: &mut Model) {
    let area = page_area(layout::areas(model).letter);
    if area.is_empty() {
        return;
    }
    let old = model.sheet.page.take();
    model.sheet.page = Page::renewed(old, model, usize::from(area.width));
    let lines = model.sheet.page.as_ref().map_or(0, |p| p.len());
    let most = lines.saturating_sub(usize::from(area.height));
    model.sheet.top = model.sheet.top.min(most);
}
