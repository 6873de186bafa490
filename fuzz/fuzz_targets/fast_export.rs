//! Fuzz target: `decoders::histories::fast_export`, which says what must hold.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| mosaic_fuzz::decoders::histories::fast_export(data));
