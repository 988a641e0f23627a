mod architecture;
mod face;
mod screens;
mod sessions;
