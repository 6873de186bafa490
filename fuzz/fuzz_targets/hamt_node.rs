//! Fuzz target: `decoders::maps::hamt_node`, which says what must hold.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| mosaic_fuzz::decoders::maps::hamt_node(data));
