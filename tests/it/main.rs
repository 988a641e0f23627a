mod architecture;
mod jq_worker;
