#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| dlq_tui_fuzz::filtered(data));
