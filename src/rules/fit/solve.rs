//! Multinomial logistic regression by MAP: the weight of a rule is a number with a Gaussian prior
//! around its author's, and the weights are those under which gold and prior are likeliest.

/// A weight to fit.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Column {
    /// The type that the rule speaks about.
    pub target: u8,
    /// The author's weight, log-odds.
    pub prior: f64,
}

/// One candidate.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Row {
    /// Columns of the rules that speak on it.
    pub active: Vec<u32>,
    /// The types that are right for it, one bit each.
    pub right: u8,
}

/// Candidates and weights.
#[derive(Clone, Debug, Default)]
pub struct Problem {
    /// The weights.
    pub columns: Vec<Column>,
    /// The candidates.
    pub rows: Vec<Row>,
    /// Number of types.
    pub targets: usize,
}

/// Fitted weights.
#[derive(Clone, Debug, PartialEq)]
pub struct Solution {
    /// By column, log-odds.
    pub weights: Vec<f64>,
    /// Newton steps taken.
    pub steps: usize,
}

/// Most Newton steps; ten are usual.
const STEPS: usize = 60;

/// A gain below this ends the search.
const ENOUGH: f64 = 1e-7;

/// Most types a problem may have.
const MAX_TARGETS: usize = 8;

/// Probabilities of the types of a row.
fn probabilities(problem: &Problem, row: &Row, weights: &[f64]) -> [f64; MAX_TARGETS] {
    let targets = problem.targets.min(MAX_TARGETS);
    let mut out = [0.0; MAX_TARGETS];
    for &column in &row.active {
        out[problem.columns[column as usize].target as usize] += weights[column as usize];
    }
    let most = out[..targets].iter().copied().fold(f64::MIN, f64::max);
    let mut sum = 0.0;
    for value in &mut out[..targets] {
        *value = (*value - most).exp();
        sum += *value;
    }
    out[..targets].iter_mut().for_each(|value| *value /= sum);
    out
}

/// The share of the probability that lies on right types.
fn on_right(row: &Row, probabilities: &[f64; MAX_TARGETS], targets: usize) -> f64 {
    (0..targets).filter(|&at| row.right >> at & 1 == 1).map(|at| probabilities[at]).sum()
}

/// Mean negative log-likelihood of rows under weights.
#[must_use]
pub fn log_loss(problem: &Problem, weights: &[f64]) -> f64 {
    let targets = problem.targets.min(MAX_TARGETS);
    let sum: f64 = problem
        .rows
        .iter()
        .map(|row| -on_right(row, &probabilities(problem, row, weights), targets).max(1e-12).ln())
        .sum();
    sum / problem.rows.len().max(1) as f64
}

/// What is minimised: negative log-likelihood and distance from the prior.
fn objective(problem: &Problem, weights: &[f64], precision: f64) -> f64 {
    let distance: f64 = problem
        .columns
        .iter()
        .zip(weights)
        .map(|(column, weight)| (weight - column.prior).powi(2))
        .sum();
    log_loss(problem, weights) * problem.rows.len() as f64 + 0.5 * precision * distance
}

/// Fits the weights. `deviation` is how far, in log-odds, an author's weight may easily be off.
///
/// Newton's method with the Hessian of the likelihood of known types, which is positive however the
/// rows with several right types lie, and halved steps where one does not gain.
#[must_use]
pub fn solve(problem: &Problem, deviation: f64) -> Solution {
    let targets = problem.targets.min(MAX_TARGETS);
    let precision = 1.0 / (deviation * deviation).max(1e-6);
    let size = problem.columns.len();
    let mut weights: Vec<f64> = problem.columns.iter().map(|column| column.prior).collect();
    let mut value = objective(problem, &weights, precision);
    let mut steps = 0;
    while steps < STEPS {
        steps += 1;
        let mut gradient: Vec<f64> = problem
            .columns
            .iter()
            .zip(&weights)
            .map(|(column, weight)| precision * (weight - column.prior))
            .collect();
        let mut hessian = vec![0.0; size * size];
        for at in 0..size {
            hessian[at * size + at] = precision;
        }
        for row in &problem.rows {
            let found = probabilities(problem, row, &weights);
            let right = on_right(row, &found, targets).max(1e-12);
            for &one in &row.active {
                let target = problem.columns[one as usize].target as usize;
                let wanted = if row.right >> target & 1 == 1 { found[target] / right } else { 0.0 };
                gradient[one as usize] += found[target] - wanted;
                for &other in &row.active {
                    let rival = problem.columns[other as usize].target as usize;
                    let same = if target == rival { 1.0 } else { 0.0 };
                    hessian[one as usize * size + other as usize] +=
                        found[target] * (same - found[rival]);
                }
            }
        }
        let Some(step) = solve_positive(hessian, &gradient, size) else { break };
        let mut length = 1.0;
        let mut gain = 0.0;
        for _ in 0..30 {
            let tried: Vec<f64> =
                weights.iter().zip(&step).map(|(weight, step)| weight - length * step).collect();
            let next = objective(problem, &tried, precision);
            if next < value {
                gain = value - next;
                (weights, value) = (tried, next);
                break;
            }
            length *= 0.5;
        }
        if gain < ENOUGH {
            break;
        }
    }
    Solution { weights, steps }
}

/// Solves a positive definite system by Cholesky; none if it is not.
fn solve_positive(mut matrix: Vec<f64>, right: &[f64], size: usize) -> Option<Vec<f64>> {
    for column in 0..size {
        for row in column..size {
            let mut sum = matrix[row * size + column];
            for at in 0..column {
                sum -= matrix[row * size + at] * matrix[column * size + at];
            }
            if row == column {
                if sum <= 0.0 {
                    return None;
                }
                matrix[row * size + column] = sum.sqrt();
            } else {
                matrix[row * size + column] = sum / matrix[column * size + column];
            }
        }
    }
    let mut out = right.to_vec();
    for row in 0..size {
        for at in 0..row {
            out[row] -= matrix[row * size + at] * out[at];
        }
        out[row] /= matrix[row * size + row];
    }
    for row in (0..size).rev() {
        for at in row + 1..size {
            out[row] -= matrix[at * size + row] * out[at];
        }
        out[row] /= matrix[row * size + row];
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problem() -> Problem {
        // Two types and none: a bias and a sign for the first, one sign for the second.
        let columns = vec![
            Column { target: 0, prior: -1.0 },
            Column { target: 0, prior: 0.5 },
            Column { target: 1, prior: 1.0 },
        ];
        let mut rows = Vec::new();
        for number in 0..90 {
            // The second rule is right four times in five.
            let right = if number % 5 == 0 { 0b100 } else { 0b001 };
            rows.push(Row { active: vec![0, 1], right });
            rows.push(Row { active: vec![0], right: 0b110 });
        }
        Problem { columns, rows, targets: 3 }
    }

    #[test]
    fn gold_moves_weights_and_the_prior_holds_what_gold_does_not_show() {
        let problem = problem();
        let fitted = solve(&problem, 1.0);
        assert!(fitted.weights[1] > 1.5, "{fitted:?}");
        assert!(fitted.weights[0] < -1.0, "{fitted:?}");
        // The third rule never fires.
        assert!((fitted.weights[2] - 1.0).abs() < 1e-9);
        let prior: Vec<f64> = problem.columns.iter().map(|column| column.prior).collect();
        assert!(log_loss(&problem, &fitted.weights) < log_loss(&problem, &prior));
        let tight = solve(&problem, 0.01);
        assert!(tight.weights.iter().zip(&prior).all(|(a, b)| (a - b).abs() < 0.05));
    }

    #[test]
    fn the_gradient_is_zero_at_the_solution() {
        let problem = problem();
        let weights = solve(&problem, 0.7).weights;
        let precision = 1.0 / 0.49;
        let at = objective(&problem, &weights, precision);
        for column in 0..weights.len() {
            for side in [-1e-3, 1e-3] {
                let mut moved = weights.clone();
                moved[column] += side;
                assert!(objective(&problem, &moved, precision) >= at - 1e-9);
            }
        }
    }

    #[test]
    fn the_same_problem_gives_the_same_bits() {
        assert_eq!(solve(&problem(), 1.0), solve(&problem(), 1.0));
    }
}
