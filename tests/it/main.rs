mod architecture;
mod face;
mod screens;
