//! Fuzz target: `decoders::strands::tapestry`, which says what must hold.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| mosaic_fuzz::decoders::strands::tapestry(data));
