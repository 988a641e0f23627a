mod architecture;
mod sim_sqs;
mod jq_worker;
mod corpus;
mod face;
mod screens;
mod sessions;
