//! Plans and runs, told to people.

use super::history::PastItem;
use super::table::{Align, Table};
use crate::arn::Arn;
use crate::plan::{Deed, Estimate, Fires, Plan, Skip};
use crate::run::{Kind, Progress};
use crate::text;

/// What SQS's own move task does, and what it does not.
const INSTEAD: &str = "nothing is filtered or edited, so SQS can move all of it by itself, without journal, bounce limit or undo";

/// What a plan would do, a few lines.
pub(super) fn plan(plan: &Plan) -> String {
    let mut out = format!("{}\n", headline(plan));
    for fires in &plan.fires {
        out += &format!("  fires      {}\n", fire(fires));
    }
    if plan.fires.iter().any(|fires| !fires.failed) {
        out += "  instead    --to failed-target reaches only the target that failed\n";
    }
    for skipped in &plan.skipped {
        let n = text::count(skipped.letters.len() as u64);
        let word = if skipped.skip.stays_behind() {
            "held back "
        } else {
            "left out  "
        };
        out += &format!("  {word} {n}: {}\n", skipped.reason);
    }
    if let Some(estimate) = plan.estimate() {
        out += &format!("  estimate   {}\n", whole(plan, &estimate));
    }
    if plan.options.follow {
        out += "  follows    letters that arrive later are in the run too, until it is stopped\n";
    }
    if !plan.items.is_empty() {
        out += &format!("  how        {}\n", how(plan));
    }
    if let Some(task) = &plan.move_task {
        out += &format!("  or         {INSTEAD}: {task}\n");
    }
    for warning in &plan.warnings {
        out += &format!("  warning    {warning}\n");
    }
    for blocker in &plan.blockers {
        out += &format!("  refused    {blocker}\n");
    }
    out
}

fn headline(plan: &Plan) -> String {
    let n = plan.items.len();
    let letters = if n == 1 { "letter" } else { "letters" };
    let n = text::count(n as u64);
    let bytes = text::bytes(plan.bytes);
    if !plan.has_work() {
        return nothing(plan);
    }
    let seen = if plan.estimate().is_some() {
        " seen"
    } else {
        ""
    };
    let letters = format!("{letters}{seen}");
    match &plan.deed {
        Deed::Redrive(_) => format!("Redrive {n} {letters} ({bytes}) to {}", plan.destination),
        Deed::Delete => format!("Delete {n} {letters} ({bytes}); the journal keeps them"),
        Deed::Undo { run } => {
            format!(
                "Send {n} {letters} ({bytes}) of run {run} back to {}",
                plan.destination
            )
        }
        Deed::Resume { run } => format!("Go on with run {run}: {n} {letters} ({bytes})"),
    }
}

/// What it would be for a queue that is longer than the window.
fn whole(plan: &Plan, estimate: &Estimate) -> String {
    let verb = match &plan.deed {
        Deed::Delete => "deletes",
        _ => "sends",
    };
    let time = std::time::Duration::from_secs(estimate.eta_seconds);
    format!(
        "{} of about {} letters in the queue were seen; the run goes on through all of it with the same filter and {verb} \
         about {} ({}, {} requests, about {})",
        text::count(estimate.seen as u64),
        text::count(estimate.in_queue),
        text::count(estimate.letters),
        text::bytes(estimate.bytes),
        text::count(estimate.requests),
        text::duration(time)
    )
}

/// There is nothing to do: with the word for what was asked for, and why.
fn nothing(plan: &Plan) -> String {
    let verb = match &plan.deed {
        Deed::Redrive(_) => "redrive",
        Deed::Delete => "delete",
        Deed::Undo { .. } => "send back",
        Deed::Resume { .. } => "go on with",
    };
    let why = match plan.skipped(|_| true) {
        0 => "no letter was selected".to_owned(),
        1 => "the letter that was selected is left alone".to_owned(),
        n => format!(
            "all {} letters that were selected are left alone",
            text::count(n as u64)
        ),
    };
    format!("Nothing to {verb}: {why}")
}

fn fire(fires: &Fires) -> String {
    let arn = Arn::parse(&fires.target_arn);
    let target = arn
        .as_ref()
        .map_or(fires.target_arn.as_str(), |arn| arn.name());
    let n = text::count(fires.count as u64);
    if fires.failed {
        format!(
            "{target} by rule {}, the one that failed, for {n}",
            fires.rule
        )
    } else {
        format!(
            "{target} by rule {}, which had NOT failed: again for {n}",
            fires.rule
        )
    }
}

fn how(plan: &Plan) -> String {
    let options = &plan.options;
    let mut parts = Vec::new();
    if options.canary > 0 {
        let watch = text::duration(options.watch);
        parts.push(format!("canary {}, watched {watch}", options.canary));
    }
    if !plan.scratches.is_empty() {
        parts.push(format!("each watched {}", text::duration(options.watch)));
    }
    if let Some(rate) = plan.rate_per_second {
        parts.push(format!("{rate}/s"));
    }
    let time = std::time::Duration::from_secs(plan.eta_seconds);
    parts.push(format!("about {}", text::duration(time)));
    parts.push(format!("{} requests", text::count(plan.requests)));
    if plan.cost_dollars >= 0.01 {
        parts.push(format!("cost about ${:.2}", plan.cost_dollars));
    } else {
        parts.push("cost < $0.01".to_owned());
    }
    if matches!(plan.deed, Deed::Redrive(_)) {
        parts.push(format!(
            "stops when more than {}% bounce",
            options.max_bounce
        ));
    }
    parts.join(", ")
}

/// A run on one line while it goes.
pub(super) fn progress(p: &Progress) -> String {
    let done = if p.kind == Kind::Delete {
        p.deleted
    } else {
        p.sent
    };
    let left = p.eta_seconds.map_or_else(String::new, |s| {
        format!(
            ", {} left",
            text::duration(std::time::Duration::from_secs(s))
        )
    });
    format!(
        "{} of {}, {}{left}, bounced {}, failed {}",
        text::count(done as u64),
        total(p),
        text::rate(p.rate),
        p.bounced,
        p.failed
    )
}

/// How many it is about.
fn total(p: &Progress) -> String {
    match p.about {
        Some(about) => format!("about {}", text::count(about as u64)),
        None => text::count(p.total as u64),
    }
}

/// What became of a run.
pub(super) fn outcome(p: &Progress, plan: &Plan) -> String {
    let skipped = |which: Skip| plan.skipped(|skip| skip == which);
    let counts = [
        (p.sent, "sent"),
        (p.deleted, "deleted"),
        (p.settled, "settled"),
        (p.bounced, "bounced"),
        (p.failed, "failed"),
        (p.in_doubt + skipped(Skip::InDoubt), "in doubt"),
        (skipped(Skip::HeldBack) + p.skipped, "held back"),
        (p.left + p.waiting + skipped(Skip::Undecided), "left"),
    ];
    let told: Vec<String> = counts
        .iter()
        .filter(|(n, _)| *n > 0)
        .map(|(n, word)| format!("{} {word}", text::count(*n as u64)))
        .collect();
    let mut out = format!("Run {}: {}\n", p.run.0, told.join(", "));
    if let Some(stopped) = p.stopped_by {
        out += &format!("Stopped by {}.", stopped.word());
        if !p.last_error.is_empty() {
            out += &format!(" {}", p.last_error);
        }
        out += "\n";
    } else if !p.last_error.is_empty() {
        out += &format!("The last error: {}\n", p.last_error);
    }
    if p.kind == Kind::Delete && p.deleted > 0 {
        out += &format!("Take it back with: dlq-tui undo {}\n", p.run.0);
    }
    out
}

/// What became of every message.
pub(super) fn messages(items: &[PastItem]) -> String {
    let mut table = Table::new(&[
        ("MESSAGE", Align::Left),
        ("STATE", Align::Left),
        ("NEW EVENT", Align::Left),
        ("ERROR", Align::Left),
    ]);
    for item in items {
        table.row([
            item.message_id.clone(),
            item.state.clone(),
            item.new_event_id.clone().unwrap_or_default(),
            item.error.clone().unwrap_or_default(),
        ]);
    }
    table.text()
}
