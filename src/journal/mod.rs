//! The durable record of all that was done: intents before deeds, outcomes before deletions.
