//! The fuzz targets on stable Rust: arbitrary bytes from a small generator, for as long as
//! `FUZZ_SECONDS` says (one second each unless it is set). A failure prints the bytes.

#[path = "fuzz/fuzz_targets/bodies.rs"]
mod bodies;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::{Duration, Instant};

struct Generator(u64);

impl Generator {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    /// Bytes, now and then all from a small alphabet, so that long stretches make sense.
    fn bytes(&mut self, alphabet: &[&str]) -> Vec<u8> {
        let length = (self.next() % 160) as usize;
        if self.next().is_multiple_of(4) {
            return (0..length).map(|_| self.next() as u8).collect();
        }
        let pieces = (0..length).map(|_| alphabet[self.next() as usize % alphabet.len()]);
        pieces.collect::<String>().into_bytes()
    }
}

const NOTATION: &[&str] = &[
    "a", "été", " ", " ", " ", "(", ")", "|", "?", "*", "<ORG>", "<", ">", "+", "@", "~", "!", "^",
    "$", "/", "\\", "[", "]", "\"", "'", "’", ".", "...", "><", "role:", ":", "@name(x)", "😀",
    "e\u{301}", "\u{a0}", "-",
];

#[allow(clippy::print_stdout, reason = "a long run says how much it did")]
fn run(name: &str, seed: u64, alphabet: &[&str], body: fn(&[u8])) {
    let seconds =
        std::env::var("FUZZ_SECONDS").ok().and_then(|text| text.parse().ok()).unwrap_or(1);
    let end = Instant::now() + Duration::from_secs(seconds);
    let mut generator = Generator(seed);
    let mut runs = 0u64;
    while Instant::now() < end {
        for _ in 0..100 {
            let bytes = generator.bytes(alphabet);
            let result = catch_unwind(AssertUnwindSafe(|| body(&bytes)));
            assert!(result.is_ok(), "{name}: {bytes:?} = {:?}", String::from_utf8_lossy(&bytes));
            runs += 1;
        }
    }
    println!("{name}: {runs} runs in {seconds} s without a finding");
    assert!(runs > 0);
}

#[test]
fn notation() {
    run("notation", 0x9e37_79b9_7f4a_7c15, NOTATION, bodies::notation);
}

#[test]
fn matcher() {
    // Letters are choices here; the alphabet only makes some of them likelier.
    let alphabet = ["\u{0}", "\u{1}", "\u{5}", "\u{9}", "\u{c}", "\u{e}", "\u{11}", "0", "@", "é"];
    run("matcher", 0x2545_f491_4f6c_dd1d, &alphabet, bodies::matcher);
}
