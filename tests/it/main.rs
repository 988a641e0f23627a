//! ONE integration binary: every file beside this one is a part of it.
mod architecture;
mod corpus;
mod face;
mod flows;
mod jq_worker;
mod screens;
mod sessions;
mod sim_sqs;
