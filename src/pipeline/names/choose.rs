//! The best non-overlapping set of candidates of a sentence: weighted interval scheduling.

use super::candidate::Candidate;

/// Candidates less likely than this are no names, in thousandths.
pub(super) const THRESHOLD: u16 = 500;

/// Memory of the choice.
#[derive(Debug, Default)]
pub(super) struct Chooser {
    order: Vec<u32>,
    best: Vec<i64>,
    taken: Vec<Option<u32>>,
}

impl Chooser {
    /// Appends the chosen candidates to `out` by position, as indices into `items`.
    ///
    /// A set is worth the tokens it is expected to get right: each candidate counts its length times
    /// its probability above the threshold. Of equal sets the one with the longer, then the earlier name wins.
    pub fn choose(&mut self, items: &[Candidate], out: &mut Vec<u32>) {
        self.order.clear();
        self.order
            .extend((0..items.len() as u32).filter(|&at| items[at as usize].score >= THRESHOLD));
        if self.order.is_empty() {
            return;
        }
        self.order.sort_unstable_by_key(|&at| {
            let tokens = items[at as usize].tokens;
            (tokens.end, tokens.start)
        });
        let count = self.order.len();
        self.best.clear();
        self.best.resize(count + 1, 0);
        self.taken.clear();
        self.taken.resize(count + 1, None);
        for number in 0..count {
            let candidate = &items[self.order[number] as usize];
            let before = self.order[..number]
                .partition_point(|&at| items[at as usize].tokens.end <= candidate.tokens.start);
            let with = self.best[before] + worth(candidate);
            if with >= self.best[number] {
                self.best[number + 1] = with;
                self.taken[number + 1] = Some(before as u32);
            } else {
                self.best[number + 1] = self.best[number];
            }
        }
        let first = out.len();
        let mut at = count;
        while at > 0 {
            match self.taken[at] {
                Some(before) => {
                    out.push(self.order[at - 1]);
                    at = before as usize;
                }
                None => at -= 1,
            }
        }
        out[first..].reverse();
    }
}

fn worth(candidate: &Candidate) -> i64 {
    let length = candidate.tokens.len() as i64;
    // One more than the length, so that two halves are not worth more than the whole.
    (length * 4 - 1) * i64::from(candidate.score.saturating_sub(THRESHOLD) + 1)
}
