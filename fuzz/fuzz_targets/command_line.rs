//! Fuzz target: `decoders::shown::command_line`, which says what must hold.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| mosaic_fuzz::decoders::shown::command_line(data));
