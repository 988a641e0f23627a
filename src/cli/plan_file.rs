//! A plan in a file: what one person planned, another may read and run.

use std::collections::BTreeMap;
use std::path::Path;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::values::{destination, destination_word, in_doubt, in_doubt_word};
use crate::plan::{Deed, Destination, Options, Plan};
use crate::problem::Problem;

const FORMAT: &str = "dlq-tui plan 1";

/// A plan as it is written.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct PlanFile {
    format: String,
    pub queue_url: String,
    /// As `--to`.
    to: String,
    /// For people.
    destination: String,
    rate: Option<u32>,
    ramp: Vec<u32>,
    canary: usize,
    watch_milliseconds: u64,
    max_bounce: f64,
    in_doubt: String,
    limit: Option<usize>,
    follow: bool,
    /// What would fire: rule, target, whether it is the one that failed.
    fires: Vec<(String, String, bool)>,
    pub messages: Vec<Planned>,
}

/// A message of the plan.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Planned {
    pub message_id: String,
    to: String,
    /// The new text, if it is edited.
    pub edit: Option<String>,
}

impl PlanFile {
    /// What `plan` would do; only a redrive is written.
    pub(super) fn of(plan: &Plan) -> Self {
        let to = match &plan.deed {
            Deed::Redrive(to) => destination_word(to),
            _ => String::new(),
        };
        let planned = |item: &crate::plan::Item| Planned {
            message_id: item.letter.message.id.to_string(),
            to: item.to.to_string(),
            edit: item.edit.as_ref().map(|e| e.text.to_string()),
        };
        let o = &plan.options;
        Self {
            format: FORMAT.into(),
            queue_url: plan.queue_url.clone(),
            to,
            destination: plan.destination.clone(),
            rate: o.rate,
            ramp: o.ramp.clone(),
            canary: o.canary,
            watch_milliseconds: u64::try_from(o.watch.as_millis()).unwrap_or(u64::MAX),
            max_bounce: o.max_bounce,
            in_doubt: in_doubt_word(o.in_doubt).into(),
            limit: o.limit,
            follow: o.follow,
            fires: fires(plan),
            messages: plan.items.iter().map(planned).collect(),
        }
    }

    /// Reads the file at `path`.
    ///
    /// # Errors
    /// A usage problem when it can't be read or is no plan.
    pub(super) fn load(path: &Path) -> Result<Self, Problem> {
        let place = path.display().to_string();
        let text = std::fs::read_to_string(path)
            .map_err(|e| Problem::usage(format!("the plan can't be read: {e}")).at(&place))?;
        let file: Self = serde_json::from_str(&text)
            .map_err(|e| Problem::usage(format!("the plan is damaged: {e}")).at(&place))?;
        if file.format != FORMAT {
            return Err(Problem::usage("the file is no plan of this version").at(&place));
        }
        Ok(file)
    }

    /// Writes the file at `path`.
    ///
    /// # Errors
    /// A usage problem when it can't be written.
    pub(super) fn save(&self, path: &Path) -> Result<(), Problem> {
        let place = || path.display().to_string();
        let text = serde_json::to_string_pretty(self).map_err(|e| {
            Problem::internal(format!("the plan can't be written: {e}")).at(place())
        })?;
        super::export::create(path)
            .and_then(|mut file| {
                use std::io::Write as _;
                file.write_all(text.as_bytes())
                    .and_then(|()| file.flush())
                    .map_err(|e| Problem::usage(e.to_string()))
            })
            .map_err(|e| {
                Problem::usage(format!("the plan can't be written: {}", e.what)).at(place())
            })
    }

    /// Where its letters go.
    ///
    /// # Errors
    /// When the file was altered.
    pub(super) fn deed(&self) -> Result<Destination, Problem> {
        destination(&self.to).map_err(|e| Problem::usage(format!("the plan is damaged: {e}")))
    }

    /// How it goes.
    ///
    /// # Errors
    /// When the file was altered.
    pub(super) fn options(&self) -> Result<Options, Problem> {
        Ok(Options {
            rate: self.rate,
            ramp: self.ramp.clone(),
            canary: self.canary,
            watch: Duration::from_millis(self.watch_milliseconds),
            max_bounce: self.max_bounce,
            in_doubt: in_doubt(&self.in_doubt)
                .map_err(|e| Problem::usage(format!("the plan is damaged: {e}")))?,
            limit: self.limit,
            follow: self.follow,
        })
    }

    /// Whether `plan`, made now, would do what this file says.
    ///
    /// # Errors
    /// Refused: what is different, in words.
    pub(super) fn agrees(&self, plan: &Plan) -> Result<(), Problem> {
        let now = Self::of(plan);
        let by_id = |file: &Self| -> BTreeMap<String, (String, Option<String>)> {
            let entry = |m: &Planned| (m.message_id.clone(), (m.to.clone(), m.edit.clone()));
            file.messages.iter().map(entry).collect()
        };
        let (then, today) = (by_id(self), by_id(&now));
        let different = then
            .iter()
            .filter(|(id, m)| today.get(*id) != Some(m))
            .count();
        let why = if now.queue_url != self.queue_url {
            format!("it is a plan for {}", self.queue_url)
        } else if different > 0 || then.len() != today.len() {
            format!(
                "{different} of its {} letters are gone or would go elsewhere",
                then.len()
            )
        } else if now.fires != self.fires {
            "other rules or targets would fire".to_owned()
        } else {
            return Ok(());
        };
        Err(Problem::refused(format!("the plan no longer holds: {why}"))
            .remedy("make a new one with --plan-out"))
    }
}

fn fires(plan: &Plan) -> Vec<(String, String, bool)> {
    let fire = |f: &crate::plan::Fires| (f.rule.clone(), f.target_arn.clone(), f.failed);
    let mut fires: Vec<_> = plan.fires.iter().map(fire).collect();
    fires.sort();
    fires
}
