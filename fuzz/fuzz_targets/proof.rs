//! Fuzz target: `decoders::heads::proof`, which says what must hold.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| mosaic_fuzz::decoders::heads::proof(data));
