mod architecture;
mod corpus;
mod sim_sqs;
