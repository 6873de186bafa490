//! Fuzz target: `decoders::archives::tar_round_trip`, which says what must hold.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| mosaic_fuzz::decoders::archives::tar_round_trip(data));
