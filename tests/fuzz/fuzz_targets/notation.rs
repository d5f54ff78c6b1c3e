#![no_main]
//! Any bytes as a pattern.

mod bodies;

libfuzzer_sys::fuzz_target!(|data: &[u8]| bodies::notation(data));
