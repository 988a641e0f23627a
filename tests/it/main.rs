mod architecture;
mod corpus;
mod documents;
mod sim_sqs;
