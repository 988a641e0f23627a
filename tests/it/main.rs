mod architecture;
mod sim_sqs;
