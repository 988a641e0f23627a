//! Which queues are dead-letter queues of which.

use std::sync::Arc;

use serde_json::{Value, json};

use super::admin::page;
use super::errors;
use super::queue::Queue;
use super::queues::Queues;
use super::settings::Settings;
use crate::sim::wire::{Answer, Error};

impl Queues {
    /// The dead-letter queue must be there, of the same kind, and let this queue use it.
    pub(super) fn check_redrive(&self, arn: &str, settings: &Settings) -> Result<(), Error> {
        let Some(redrive) = &settings.redrive else {
            return Ok(());
        };
        let text = settings
            .texts()
            .find(|(name, _)| *name == "RedrivePolicy")
            .map_or("", |(_, value)| value);
        let wrong = |reason: &str| errors::invalid_value(text, "RedrivePolicy", reason);
        let target = self
            .by_arn(&redrive.target)
            .ok_or_else(|| wrong("Dead letter target does not exist."))?;
        let state = target.lock(self.clock.now());
        if state.settings.fifo != settings.fifo {
            return Err(wrong("Dead letter queue must be the same type as source."));
        }
        if !state.settings.redrive_allow.allows(arn) {
            return Err(wrong(
                "Dead letter target's redrive allow policy does not allow this source queue.",
            ));
        }
        Ok(())
    }

    pub(super) fn dead_letter_sources(&self, input: &Value) -> Answer {
        let queue = self.named(input)?;
        let sources = self.sources_of(&queue);
        let urls = sources.iter().map(|source| self.url(&source.name));
        let mut answer = page(input, urls.collect(), "queueUrls")?;
        if answer.get("queueUrls").is_none() {
            answer["queueUrls"] = json!([]);
        }
        Ok(answer)
    }

    /// The queues that use this one as their dead-letter queue.
    pub(super) fn sources_of(&self, queue: &Queue) -> Vec<Arc<Queue>> {
        let now = self.clock.now();
        let mut all = self.every();
        all.retain(|other| {
            let redrive = other.lock(now).settings.redrive.clone();
            redrive.is_some_and(|redrive| *redrive.target == *queue.arn)
        });
        all
    }
}
