//! A plan as a file that a second person may read, and that exactly is run later.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::beyond::{Named, Rest};
use super::consent::digest;
use super::deed::{Deed, InDoubt, Options};
use super::outline::Plan;
use crate::problem::Problem;
use crate::repair::Edit;
use crate::time::Time;

/// The format that this version writes and reads.
const FORMAT: u32 = 1;

/// A plan, written down. Its letters are named by their messages; edits are in it whole.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlanFile {
    format: u32,
    digest: String,
    written: String,
    deed: String,
    queue: String,
    destination: String,
    events: usize,
    bytes: u64,
    options: How,
    fires: Vec<Target>,
    warnings: Vec<String>,
    letters: Vec<Planned>,
    /// The queue was longer than the window: what more belongs to the run. The letters are those that were seen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    beyond: Option<Further>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Further {
    seen: usize,
    in_queue: Option<u64>,
    rest: Rest,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct How {
    rate: Option<u32>,
    ramp: Vec<u32>,
    canary: usize,
    watch_seconds: f64,
    max_bounce: f64,
    in_doubt: String,
    limit: Option<usize>,
    follow: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Target {
    rule: String,
    target_arn: String,
    failed: bool,
    count: usize,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Planned {
    message_id: String,
    to: String,
    /// An earlier run sent it: it is only deleted.
    only_deleted: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    edit: Option<String>,
}

impl PlanFile {
    /// Writes a plan down.
    #[must_use]
    pub fn of(plan: &Plan, now: Time) -> Self {
        let o = &plan.options;
        Self {
            format: FORMAT,
            digest: format!("{:016x}", digest(plan)),
            written: now.rfc3339(),
            deed: plan.deed.to_string(),
            queue: plan.queue_url.clone(),
            destination: plan.destination.clone(),
            events: plan.events,
            bytes: plan.bytes,
            options: How {
                rate: plan.rate_per_second,
                ramp: o.ramp.clone(),
                canary: o.canary,
                watch_seconds: o.watch.as_secs_f64(),
                max_bounce: o.max_bounce,
                in_doubt: o.in_doubt.word().into(),
                limit: o.limit,
                follow: o.follow,
            },
            fires: targets(plan),
            warnings: plan.warnings.clone(),
            letters: letters(plan),
            beyond: plan.beyond.as_ref().map(|beyond| Further {
                seen: beyond.seen,
                in_queue: beyond.in_queue,
                rest: beyond.rest.clone(),
            }),
        }
    }

    /// The file's text.
    ///
    /// # Errors
    /// It can't be written as JSON, which no plan does.
    pub fn to_json(&self) -> Result<String, Problem> {
        let text = serde_json::to_string_pretty(self);
        text.map_err(|e| Problem::internal(format!("the plan can't be written: {e}")))
    }

    /// Reads a file's text.
    ///
    /// # Errors
    /// It is no plan file, or one of another version.
    pub fn parse(text: &str) -> Result<Self, Problem> {
        let file: Self = serde_json::from_str(text)
            .map_err(|e| Problem::usage(format!("this is no plan file: {e}")))?;
        if file.format != FORMAT {
            return Err(Problem::usage(format!(
                "the plan file has format {}, and this version knows {FORMAT}",
                file.format
            )));
        }
        file.deed()?;
        Ok(file)
    }

    /// URL of the queue.
    #[must_use]
    pub fn queue(&self) -> &str {
        &self.queue
    }

    /// What is to be done.
    ///
    /// # Errors
    /// The file says nothing that is known.
    pub fn deed(&self) -> Result<Deed, Problem> {
        let wrong = || Problem::usage(format!("the plan file asks for `{}`", self.deed));
        Deed::parse(&self.deed).ok_or_else(wrong)
    }

    /// How it is to go.
    #[must_use]
    pub fn options(&self) -> Options {
        let how = &self.options;
        Options {
            rate: how.rate,
            ramp: how.ramp.clone(),
            canary: how.canary,
            watch: Duration::try_from_secs_f64(how.watch_seconds).unwrap_or_default(),
            max_bounce: how.max_bounce,
            in_doubt: InDoubt::of_word(&how.in_doubt).unwrap_or_default(),
            limit: how.limit,
            follow: how.follow,
            rest: self.rest().cloned().map(Box::new),
        }
    }

    /// Which letters that were not seen belong to it; `None`: its letters are all.
    #[must_use]
    pub fn rest(&self) -> Option<&Rest> {
        self.beyond.as_ref().map(|further| &further.rest)
    }

    /// The messages in the order in which they go, each with its edit.
    pub fn messages(&self) -> impl Iterator<Item = (&str, Option<Arc<Edit>>)> {
        self.letters.iter().map(|letter| {
            let edit = letter
                .edit
                .as_deref()
                .map(|text| Arc::new(Edit { text: text.into() }));
            (&*letter.message_id, edit)
        })
    }

    /// Whether `fresh`, a plan that was just made of the same letters, is what the file says.
    ///
    /// # Errors
    /// Refused: what is different, in words.
    pub fn check(&self, fresh: &Plan) -> Result<(), Problem> {
        let differs = self.difference(fresh);
        match differs {
            None => Ok(()),
            Some(what) => Err(
                Problem::refused(format!("the plan no longer holds: {what}"))
                    .remedy("make a new one with --plan-out"),
            ),
        }
    }

    fn difference(&self, fresh: &Plan) -> Option<String> {
        if self.queue != fresh.queue_url {
            return Some(format!("it is for the queue {}", self.queue));
        }
        if let Some(rest) = self.rest() {
            return goes_further(rest, fresh);
        }
        if let Some(what) = self.letters_differ(&letters(fresh)) {
            return Some(what);
        }
        let (then, now): (BTreeSet<_>, BTreeSet<_>) = (
            self.fires.iter().cloned().collect(),
            targets(fresh).into_iter().collect(),
        );
        if let Some(target) = then.symmetric_difference(&now).next() {
            return Some(format!(
                "the rules changed: {} of rule {}",
                target.target_arn, target.rule
            ));
        }
        let digest = format!("{:016x}", digest(fresh));
        (digest != self.digest).then(|| "its letters or its options are not what they were".into())
    }

    fn letters_differ(&self, now: &[Planned]) -> Option<String> {
        let there: BTreeMap<&str, &Planned> = now.iter().map(|l| (&*l.message_id, l)).collect();
        let gone = self
            .letters
            .iter()
            .filter(|l| !there.contains_key(&*l.message_id));
        let gone = gone.count();
        if gone > 0 {
            return Some(format!(
                "{gone} of its {} letters are not in it now",
                self.letters.len()
            ));
        }
        let changed = |l: &&Planned| there.get(&*l.message_id) != Some(l);
        if let Some(letter) = self.letters.iter().find(changed) {
            return Some(format!(
                "message {} would go another way",
                letter.message_id
            ));
        }
        let more = now.len().saturating_sub(self.letters.len());
        (more > 0).then(|| format!("{more} letters are new in it"))
    }
}

/// Whether `fresh` does what `rest` does not allow. Of a queue that is longer than the window other letters are seen
/// each time; where they go and what fires must have been named.
fn goes_further(rest: &Rest, fresh: &Plan) -> Option<String> {
    let now = Named::of(fresh);
    if let Some(to) = now.destinations.difference(&rest.named.destinations).next() {
        return Some(format!("letters would go to {to}, which it does not name"));
    }
    let target = now.targets.difference(&rest.named.targets).next();
    target.map(|(rule, arn)| format!("the rules changed: {arn} of rule {rule}"))
}

fn targets(plan: &Plan) -> Vec<Target> {
    let target = |f: &super::outline::Fires| Target {
        rule: f.rule.clone(),
        target_arn: f.target_arn.clone(),
        failed: f.failed,
        count: f.count,
    };
    plan.fires.iter().map(target).collect()
}

fn letters(plan: &Plan) -> Vec<Planned> {
    let letter = |item: &super::outline::Item| Planned {
        message_id: item.letter.message.id.to_string(),
        to: item.to.to_string(),
        only_deleted: item.sent.is_some(),
        edit: item.edit.as_ref().map(|e| e.text.to_string()),
    };
    plan.items.iter().map(letter).collect()
}
