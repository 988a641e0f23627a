//! Runs over ports that answer as they are told, and a real journal.

mod ending_tests;
mod sending_tests;
mod world_tests;
