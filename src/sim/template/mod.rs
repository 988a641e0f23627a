//! CloudFormation templates: what of a stack the simulator can stand up, and standing it up.
//!
//! - `read` JSON or YAML to a tree; `yaml` is the subset that the CDK, SAM and people write
//! - `evaluate`, `functions` the intrinsic functions; `conditions`, `parameters`, `physical` what they are asked
//! - `order` what has to stand before what
//! - `apply` every resource in its order; `types` what it may have; `resource` one of each type; `queue` those of SQS
//!
//! Not here: macros and transforms (SAM's own resource types are skipped), nested stacks, `Fn::Cidr`, rules.

mod apply;
mod conditions;
mod evaluate;
mod functions;
mod mistake;
mod order;
mod parameters;
mod physical;
mod queue;
mod read;
mod resource;
mod types;
mod yaml;

pub use apply::{Built, Site, apply};
pub use mistake::Mistake;
pub use read::Template;

/// The stack of the seed: an API destination, a second one for auditing, a dead-letter queue, an archive.
pub const SEED_STACK: &str = include_str!("../../../assets/demo/seed-stack.json");

#[cfg(test)]
mod tests;
