//! Fuzz target: `decoders::texts::fsck_position`, which says what must hold.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| mosaic_fuzz::decoders::texts::fsck_position(data));
