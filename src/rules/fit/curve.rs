//! Calibration: a curve that turns confidences into shares of what is right, and how far they are
//! from it before and after.

/// A logistic curve over the log-odds of a confidence (Platt's).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Curve {
    /// Factor; always positive, so that order is kept.
    pub slope: f64,
    /// Log-odds added.
    pub shift: f64,
}

impl Default for Curve {
    fn default() -> Self {
        Self { slope: 1.0, shift: 0.0 }
    }
}

/// Confidences closer to 0 or 1 say no more than this.
const EDGE: f64 = 0.001;
/// Right and wrong verdicts that a curve must have seen: ten for each of its two parameters, the
/// usual rule for logistic regression (Peduzzi and others, J. Clin. Epidemiol. 49, 1996). With
/// fewer it would teach that what was right on a few tuned texts is always right.
const EVENTS: usize = 20;

fn log_odds(score: f64) -> f64 {
    let score = score.clamp(EDGE, 1.0 - EDGE);
    (score / (1.0 - score)).ln()
}

fn logistic(value: f64) -> f64 {
    1.0 / (1.0 + (-value).exp())
}

impl Curve {
    /// The calibrated confidence.
    #[must_use]
    pub fn of(self, score: f64) -> f64 {
        logistic(self.slope * log_odds(score) + self.shift)
    }

    /// The same in thousandths, never quite certain either way.
    #[must_use]
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    pub fn thousandths(self, score: u16) -> u16 {
        (self.of(f64::from(score) / 1000.0) * 1000.0).round().clamp(1.0, 999.0) as u16
    }

    /// The curve under which the verdicts on the confidences are likeliest, with a prior around the
    /// confidences as they are: few verdicts change little, and fewer than twenty of a kind
    /// nothing.
    #[must_use]
    pub fn fit(verdicts: &[(f64, bool)]) -> Self {
        let right = verdicts.iter().filter(|(_, right)| *right).count();
        if right.min(verdicts.len() - right) < EVENTS {
            return Self::default();
        }
        // Standard deviations of the prior: slope, shift.
        let precision = [1.0 / (0.5 * 0.5), 1.0];
        let mut curve = Self::default();
        for _ in 0..50 {
            let mut gradient = [precision[0] * (curve.slope - 1.0), precision[1] * curve.shift];
            let mut hessian = [precision[0], 0.0, precision[1]];
            for &(score, right) in verdicts {
                let at = log_odds(score);
                let found = logistic(curve.slope * at + curve.shift);
                let miss = found - if right { 1.0 } else { 0.0 };
                gradient[0] += miss * at;
                gradient[1] += miss;
                let spread = found * (1.0 - found);
                hessian[0] += spread * at * at;
                hessian[1] += spread * at;
                hessian[2] += spread;
            }
            let determinant = hessian[0] * hessian[2] - hessian[1] * hessian[1];
            if determinant <= 0.0 {
                break;
            }
            let step = [
                (hessian[2] * gradient[0] - hessian[1] * gradient[1]) / determinant,
                (hessian[0] * gradient[1] - hessian[1] * gradient[0]) / determinant,
            ];
            curve.slope = (curve.slope - step[0]).clamp(0.05, 5.0);
            curve.shift = (curve.shift - step[1]).clamp(-10.0, 10.0);
            if step[0].abs() + step[1].abs() < 1e-10 {
                break;
            }
        }
        curve
    }
}

/// Verdicts on confidences of one width.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Bin {
    /// How many.
    pub count: usize,
    /// How many of them are right.
    pub right: usize,
    /// Sum of the confidences.
    pub sum: f64,
}

/// The verdicts by tenths of confidence.
#[must_use]
pub fn bins(verdicts: &[(f64, bool)]) -> [Bin; 10] {
    let mut out = [Bin::default(); 10];
    for &(score, right) in verdicts {
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
        let at = ((score * 10.0) as usize).min(9);
        out[at].count += 1;
        out[at].right += usize::from(right);
        out[at].sum += score;
    }
    out
}

/// Expected calibration error: how far confidence and share of right ones lie apart, on average.
#[must_use]
pub fn error(verdicts: &[(f64, bool)]) -> f64 {
    let apart: f64 = bins(verdicts).iter().map(|bin| (bin.sum - bin.right as f64).abs()).sum();
    apart / verdicts.len().max(1) as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_boastful_score_is_taken_down() {
        let verdicts: Vec<(f64, bool)> = (0..400).map(|at| (0.95, at % 10 < 7)).collect();
        assert!((error(&verdicts) - 0.25).abs() < 1e-9);
        let curve = Curve::fit(&verdicts);
        assert!((curve.of(0.95) - 0.7).abs() < 0.02, "{curve:?}");
        let after: Vec<(f64, bool)> = verdicts.iter().map(|&(s, r)| (curve.of(s), r)).collect();
        assert!(error(&after) < 0.02);
    }

    #[test]
    fn nineteen_mistakes_are_too_few() {
        let verdicts: Vec<(f64, bool)> = (0..400).map(|at| (0.6, at >= 19)).collect();
        assert_eq!(Curve::fit(&verdicts), Curve::default());
        let verdicts: Vec<(f64, bool)> = (0..400).map(|at| (0.6, at >= 20)).collect();
        assert_ne!(Curve::fit(&verdicts), Curve::default());
    }

    #[test]
    fn without_verdicts_nothing_changes() {
        let curve = Curve::fit(&[]);
        assert_eq!(curve, Curve::default());
        assert_eq!(curve.thousandths(870), 870);
        assert_eq!((curve.thousandths(0), curve.thousandths(1000)), (1, 999));
    }
}
