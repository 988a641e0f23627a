mod architecture;
mod documents;
