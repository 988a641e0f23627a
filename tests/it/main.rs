//! ONE integration binary: every file beside this one is a part of it.
// clippy sees tests in functions marked as such only; everything in this binary is one
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::print_stderr
)]

mod architecture;
mod cli;
mod commands;
mod corpus;
mod crash;
mod credentials;
mod documents;
mod editing;
mod face;
mod finding;
mod flows;
mod fuzz;
mod headless;
mod hiding;
mod history;
mod hostile;
mod journal;
mod jq_worker;
mod lineage;
mod looks;
mod queues;
mod scratch;
mod screens;
mod sessions;
mod sim_sqs;
mod soak;
mod states;
mod together;
mod tools;
mod tries;
mod tty;
mod variety;
mod walk;
mod watching;
mod world;
