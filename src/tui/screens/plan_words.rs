//! A plan in words.

use std::time::Duration;

use crate::arn::Arn;
use crate::plan::{Destination, InDoubt, Plan};
use crate::text;
use crate::tui::layer::PlanDialog;
use crate::tui::theme::Role;

/// Where the letters go.
pub fn destination(plan: &Plan, dialog: &PlanDialog) -> String {
    let shown = if plan.destination.is_empty() {
        "nowhere"
    } else {
        &plan.destination
    };
    match dialog.destination() {
        Some(Destination::FailedTarget) if plan.items.is_empty() => {
            "the failed target alone".into()
        }
        _ => shown.to_owned(),
    }
}

/// Which targets would fire; those that had not failed in plain sight.
pub fn fires(plan: &Plan) -> Vec<(String, Role)> {
    plan.fires
        .iter()
        .map(|fires| {
            let arn = Arn::parse(&fires.target_arn);
            let name = arn.as_ref().map_or(&*fires.target_arn, Arn::name);
            let count = text::count(fires.count as u64);
            let rule = &fires.rule;
            if fires.failed {
                let words = format!("{name}, which failed: gets {count} · rule {rule}");
                return (words, Role::Plain);
            }
            let words = format!("{name} had NOT failed: gets {count} twice · rule {rule}");
            (words, Role::Caution)
        })
        .collect()
}

/// What it takes in of letters that were not seen yet.
pub fn beyond(plan: &Plan) -> Option<String> {
    if plan.options.follow {
        return Some("with letters that arrive later, until it is stopped".into());
    }
    let estimate = plan.estimate()?;
    let time = text::duration(Duration::from_secs(estimate.eta_seconds));
    Some(format!(
        "{} of about {} in the queue were seen: it goes on through all of it; an estimate: about {time}, {}, {} requests",
        text::count(estimate.seen as u64),
        text::count(estimate.in_queue),
        text::bytes(estimate.bytes),
        text::count(estimate.requests)
    ))
}

/// Canary, rate, time, size, requests, cost.
pub fn how(plan: &Plan) -> String {
    let options = &plan.options;
    let mut parts = Vec::new();
    if options.canary > 0 {
        parts.push(format!(
            "canary {}, watched {}",
            options.canary,
            text::duration(options.watch)
        ));
    }
    if !plan.scratches.is_empty() {
        parts.push(format!("each watched {}", text::duration(options.watch)));
    }
    match options.in_doubt {
        InDoubt::Leave => {}
        InDoubt::Resend => parts.push("those in doubt are sent again".into()),
        InDoubt::Delete => parts.push("those in doubt are deleted".into()),
    }
    parts.push(match plan.rate_per_second {
        Some(rate) => format!("{rate}/s"),
        None => "as fast as it goes".into(),
    });
    parts.push(format!("about {}", time(plan)));
    parts.push(text::bytes(plan.bytes));
    parts.push(format!("{} requests", text::count(plan.requests)));
    parts.push(if plan.cost_dollars < 0.01 {
        "< $0.01".into()
    } else {
        format!("${:.2}", plan.cost_dollars)
    });
    parts.join(" · ")
}

/// How long it takes, and how long it looks for bounces after that, where nothing else says so.
fn time(plan: &Plan) -> String {
    let (eta, watch) = (Duration::from_secs(plan.eta_seconds), plan.options.watch);
    let apart = plan.options.canary == 0 && plan.scratches.is_empty() && !watch.is_zero();
    match eta.checked_sub(watch) {
        Some(sending) if apart => {
            let (sending, watch) = (text::duration(sending), text::duration(watch));
            format!("{sending}, then watched {watch}")
        }
        _ => text::duration(eta),
    }
}

/// A sentence with names where it has ARNs: what the name leaves out helps nobody here.
pub fn with_names(sentence: &str) -> String {
    let words = sentence.split(' ').map(|word| {
        let arn = Arn::parse(word);
        arn.map_or_else(|| word.to_owned(), |arn| arn.name().to_owned())
    });
    words.collect::<Vec<_>>().join(" ")
}
