mod arguments_tests;
mod doctor_tests;
mod documents_tests;
mod import_tests;
mod redrive_tests;
mod schema_tests;
mod world_tests;
