//! Scheduled rules: `rate(…)` fires; `cron(…)` is kept and shown, and does not fire.

use std::sync::Arc;
use std::time::Duration;

use super::core::Core;
use super::event::Event;
use super::pipeline;
use crate::sim::wire::Error;

/// Whether a rule of `bus` may have this expression.
///
/// # Errors
/// As PutRule refuses it. (AWS_RECORDED 3)
pub(super) fn check(expression: &str, bus: &str) -> Result<(), Error> {
    if bus != "default" {
        return Err(Error::validation(
            "ScheduleExpression is supported only on the default event bus.",
        ));
    }
    let cron = expression.starts_with("cron(") && expression.ends_with(')');
    if cron || interval(expression).is_some() {
        return Ok(());
    }
    Err(Error::validation(
        "Parameter ScheduleExpression is not valid.",
    ))
}

/// The time between two events of `rate(5 minutes)`; `None` for others.
pub(super) fn interval(expression: &str) -> Option<Duration> {
    let inner = expression.strip_prefix("rate(")?.strip_suffix(')')?;
    let (count, unit) = inner.split_once(' ')?;
    let count: u64 = count.parse().ok().filter(|c| *c > 0)?;
    let unit = match (unit, count) {
        ("minute", 1) | ("minutes", 2..) => 60,
        ("hour", 1) | ("hours", 2..) => 3600,
        ("day", 1) | ("days", 2..) => 86_400,
        _ => return None,
    };
    count.checked_mul(unit).map(Duration::from_secs)
}

/// Fires the rule at `place` (bus, name) until it is put anew, deleted, or everything stops.
pub(super) fn start(core: &Arc<Core>, place: (String, String), edition: String, every: Duration) {
    let at = core.clone();
    core.spawn(async move {
        loop {
            tokio::time::sleep(every).await;
            let arn = match at.state().rule(&place.0, &place.1) {
                Ok(rule) if rule.edition == edition => rule.enabled.then(|| rule.arn.clone()),
                _ => return,
            };
            if let Some(arn) = arn {
                let event = Event::scheduled(&arn, &at.names);
                pipeline::fire(&at, &place, event);
            }
        }
    });
}
