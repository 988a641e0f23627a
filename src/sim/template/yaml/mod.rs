//! The subset of YAML that the CDK, SAM and people write templates in.
//!
//! Understood: block mappings and sequences, flow mappings and sequences, plain, quoted, literal and folded
//! scalars, comments, and CloudFormation's short forms (`!Ref`, `!GetAtt`, `!Sub`, …). Not: anchors and aliases,
//! merge keys, several documents, complex keys; they are refused by name and line.
//!
//! - `lines` the text as lines with their indentation
//! - `block` what is told by indentation
//! - `flow` what is told by brackets
//! - `scalar` texts, numbers, quotes
//! - `tag` short forms

mod block;
mod flow;
mod lines;
mod scalar;
mod tag;

pub(super) use block::read;

#[cfg(test)]
mod tests;
