mod architecture;
mod corpus;
