//! The journal through its face: what is written is there, claims hold, and what is wrong is said.

mod claims_tests;
mod damage_tests;
mod keeping_tests;
mod scratch_tests;
mod world_tests;
