//! Fuzz target: `decoders::texts::format`, which says what must hold.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| mosaic_fuzz::decoders::texts::format(data));
