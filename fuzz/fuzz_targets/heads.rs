//! Fuzz target: `decoders::heads::heads`, which says what must hold.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| mosaic_fuzz::decoders::heads::heads(data));
