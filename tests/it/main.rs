//! ONE integration binary: every file beside this one is a part of it.
mod architecture;
mod cli;
mod corpus;
mod crash;
mod documents;
mod face;
mod flows;
mod headless;
mod jq_worker;
mod screens;
mod sessions;
mod sim_sqs;
mod tools;
mod tty;
mod world;
