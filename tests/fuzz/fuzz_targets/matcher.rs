#![no_main]
//! Random rules on random lines.

mod bodies;

libfuzzer_sys::fuzz_target!(|data: &[u8]| bodies::matcher(data));
