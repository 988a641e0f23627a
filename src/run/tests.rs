//! The machine without any runtime: a world that answers as AWS and the journal may, and what must hold in it.

mod ending_tests;
mod model_tests;
mod pace_tests;
mod promise_tests;
mod scratch_tests;
mod started_tests;
mod table_tests;
mod world_tests;
