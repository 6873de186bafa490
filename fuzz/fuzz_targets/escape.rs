//! Fuzz target: `decoders::shown::escape`, which says what must hold.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| mosaic_fuzz::decoders::shown::escape(data));
