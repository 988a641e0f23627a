mod architecture;
mod corpus;
mod flows;
mod sim_sqs;
