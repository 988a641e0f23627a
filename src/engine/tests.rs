//! The engine over queues in memory, with a clock of the test's own.

mod leases_tests;
mod neighbours_tests;
mod reading_tests;
mod runs_tests;
mod world_tests;
