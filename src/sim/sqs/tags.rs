//! A queue's tags, which change nothing else.

use serde_json::{Value, json};

use super::input;
use super::queues::Queues;
use crate::sim::wire::Answer;

impl Queues {
    pub(super) fn tag(&self, input: &Value) -> Answer {
        let queue = self.named(input)?;
        let tags = input::map(input, "Tags")?;
        queue.lock(self.clock.now()).tags.extend(tags);
        Ok(json!({}))
    }

    pub(super) fn untag(&self, input: &Value) -> Answer {
        let queue = self.named(input)?;
        let keys = input::texts(input, "TagKeys")?;
        let mut state = queue.lock(self.clock.now());
        state.tags.retain(|key, _| !keys.contains(&key.as_str()));
        Ok(json!({}))
    }

    pub(super) fn tags(&self, input: &Value) -> Answer {
        let queue = self.named(input)?;
        let tags = queue.lock(self.clock.now()).tags.clone();
        if tags.is_empty() {
            return Ok(json!({}));
        }
        Ok(json!({ "Tags": tags }))
    }
}
