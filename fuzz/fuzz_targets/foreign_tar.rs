//! Fuzz target: `decoders::archives::foreign_tar`, which says what must hold.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| mosaic_fuzz::decoders::archives::foreign_tar(data));
