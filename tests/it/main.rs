mod architecture;
mod sim_sqs;
mod jq_worker;
mod corpus;
