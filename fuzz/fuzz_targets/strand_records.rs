//! Fuzz target: `decoders::strands::strand_records`, which says what must hold.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| mosaic_fuzz::decoders::strands::strand_records(data));
