//! What must hold after every change: cursors on rows, the view that is wanted, the page that is shown.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use super::moving::page_rows;
use super::queues;
use crate::engine::{Command, ViewRequest};
use crate::tui::layout;
use crate::tui::model::{Model, Pane};
use crate::tui::msg::Ask;
use crate::tui::page::Page;
use crate::tui::parts::Swept;
use crate::tui::screens::letter::page_area;

/// A rule that is looked at is read again after this; the engine keeps what it read as long.
const RULE_AGAIN: Duration = Duration::from_secs(30);
/// More marks than this are looked through only now and then.
const MANY_MARKS: usize = 2_000;
/// How often.
const SWEEP: Duration = Duration::from_secs(1);

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

/// Marks are for letters that are there. Very many marks are not looked through at every change: a deed looks for
/// itself which letters are there.
fn forget_the_gone(model: &mut Model) {
    let (count, revision, now) = (model.marks.len(), model.snapshot.revision, model.now);
    let touched = model.swept.marks != count;
    let recent = count > MANY_MARKS && now.since(model.swept.at) < SWEEP;
    if !touched && (model.swept.revision == revision || recent) {
        return;
    }
    let letters = &model.snapshot.letters;
    let mut causes = BTreeSet::new();
    model.marks.retain(|id| match letters.get(*id) {
        Some(row) => {
            causes.insert(row.cause);
            true
        }
        None => false,
    });
    model.marked_causes = causes;
    model.swept = Swept {
        marks: model.marks.len(),
        revision,
        at: now,
    };
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
    let answered = model.snapshot.view.request.revision == model.wanted.revision;
    if found.is_none() && !answered {
        // it may be in the view that was asked for
        return;
    }
    // once somebody works with letters, one that arrives must not slip under the cursor
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
    if let Some(page) = &model.sheet.page
        && let Some(at) = page.cursor()
    {
        let height = usize::from(area.height);
        model.sheet.top = scrolled(model.sheet.top, (at, lines), height);
        if page.tree().is_some_and(|tree| tree.at() == 0) {
            // what stands above the tree is seen from its first line
            model.sheet.top = 0;
        }
    }
}
