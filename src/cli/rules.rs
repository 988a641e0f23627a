//! Verdicts that know of the state of rule, target and connection: each rule of the causes is read, once.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::session::{Session, Stop};
use crate::cause::Cause;
use crate::engine::Command;

/// Rules that are read; the verdicts of others stay as their errors tell.
const MOST: usize = 64;
/// How long AWS is waited for, in all: the verdict of an error is worth something without it.
const PATIENCE: Duration = Duration::from_secs(10);

/// The rules that were asked about.
#[derive(Default)]
pub(super) struct Rules {
    asked: HashSet<Arc<str>>,
}

impl Rules {
    /// Reads the rules of these causes, and takes what stands in the way into their verdicts.
    pub(super) fn know(&mut self, session: &Session<'_>, causes: &mut [Cause]) -> Result<(), Stop> {
        let end = Instant::now() + PATIENCE;
        for cause in causes.iter() {
            let Some((rule, bus)) = cause.rule_arn.as_ref().zip(cause.bus.as_ref()) else {
                continue;
            };
            let full = self.asked.len() >= MOST || Instant::now() >= end;
            if !full && self.asked.insert(Arc::clone(rule)) {
                read(session, (rule, bus), end)?;
            }
        }
        let snapshot = session.handle.snapshot();
        for cause in causes {
            let known = snapshot.causes.iter().find(|known| known.id == cause.id);
            if let Some(known) = known {
                cause.verdict = known.verdict;
                cause.advice.clone_from(&known.advice);
            }
        }
        Ok(())
    }
}

/// Reads one rule. Without an answer in time nothing is known of it.
fn read(
    session: &Session<'_>,
    (rule, bus): (&Arc<str>, &Arc<str>),
    end: Instant,
) -> Result<(), Stop> {
    session.output.progress(&format!("reading the rule {rule}"));
    session.send(&Command::ReadRule {
        rule_arn: Arc::clone(rule),
        bus: Arc::clone(bus),
    })?;
    session.wait(|snapshot| {
        let facts = snapshot.rule.as_ref();
        let known = facts.is_some_and(|f| f.rule_arn == *rule && f.world.is_some());
        (known || Instant::now() >= end).then_some(())
    })
}
