//! Fuzz target: `decoders::strands::token`, which says what must hold.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| mosaic_fuzz::decoders::strands::token(data));
