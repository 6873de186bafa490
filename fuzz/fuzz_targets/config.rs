//! Fuzz target: `decoders::texts::config`, which says what must hold.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| mosaic_fuzz::decoders::texts::config(data));
