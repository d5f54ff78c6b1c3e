//! What each rule did on the candidates: how often it spoke, with whom, against whom, and how often
//! it was right.

use super::solve::{Problem, log_loss};

/// One rule on the candidates of a problem.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Usage {
    /// Candidates on which it spoke.
    pub count: u32,
    /// Of those: it spoke for a type that is right, or against one that is not.
    pub right: u32,
    /// Of those: another rule says the same.
    pub overlap: u32,
    /// Of those: another rule says the contrary, or speaks for another type.
    pub conflict: u32,
    /// What the mean log-loss loses without the rule.
    pub gain: f64,
}

impl Usage {
    /// Share of right ones.
    #[must_use]
    pub fn precision(&self) -> Option<f64> {
        (self.count > 0).then(|| f64::from(self.right) / f64::from(self.count))
    }
}

/// The usage of every column without its gain. Whether a rule speaks for or against its type is the
/// author's sign.
#[must_use]
pub fn counts(problem: &Problem) -> Vec<Usage> {
    let mut out = vec![Usage::default(); problem.columns.len()];
    let favours = |column: u32| problem.columns[column as usize].prior >= 0.0;
    let target = |column: u32| problem.columns[column as usize].target;
    for row in &problem.rows {
        for &one in &row.active {
            let held = &mut out[one as usize];
            held.count += 1;
            let is_right = row.right >> target(one) & 1 == 1;
            held.right += u32::from(is_right == favours(one));
            let others = || row.active.iter().filter(|&&other| other != one);
            held.overlap += u32::from(
                others().any(|&o| target(o) == target(one) && favours(o) == favours(one)),
            );
            held.conflict += u32::from(others().any(|&o| {
                if target(o) == target(one) {
                    favours(o) != favours(one)
                } else {
                    favours(o) && favours(one)
                }
            }));
        }
    }
    out
}

/// The usage of every column.
#[must_use]
pub fn usage(problem: &Problem, weights: &[f64]) -> Vec<Usage> {
    let mut out = counts(problem);
    let whole = log_loss(problem, weights);
    let mut without = weights.to_vec();
    for (at, usage) in out.iter_mut().enumerate().filter(|(_, usage)| usage.count > 0) {
        let held = std::mem::take(&mut without[at]);
        usage.gain = log_loss(problem, &without) - whole;
        without[at] = held;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::super::solve::{Column, Row};
    use super::*;

    #[test]
    fn counts_what_rules_do() {
        let column = |target, prior| Column { target, prior };
        let problem = Problem {
            columns: vec![column(0, 1.0), column(0, -1.0), column(1, 1.0)],
            rows: vec![
                Row { active: vec![0], right: 0b001 },
                Row { active: vec![0, 1], right: 0b010 },
                Row { active: vec![0, 2], right: 0b010 },
            ],
            targets: 2,
        };
        let usage = usage(&problem, &[1.0, -1.0, 1.0]);
        let of = |at: usize| {
            let usage: &Usage = &usage[at];
            (usage.count, usage.right, usage.overlap, usage.conflict)
        };
        assert_eq!(of(0), (3, 1, 0, 2));
        assert_eq!(of(1), (1, 1, 0, 1));
        assert_eq!(of(2), (1, 1, 0, 1));
        assert!(usage[2].gain > 0.0);
        assert_eq!(usage[0].precision(), Some(1.0 / 3.0));
    }
}
