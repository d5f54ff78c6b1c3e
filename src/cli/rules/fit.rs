//! `extract rules fit`: weights of names from gold, with the authors' weights as prior; confidences
//! calibrated on texts that the weights were not fitted on.

mod field;
mod tell;

use std::collections::BTreeMap;
use std::path::Path;

use extract::eval::{self, GoldText, Verdict};
use extract::rules::fit::{Curve, Problem, Usage, counts, log_loss, solve};
use extract::rules::weights::{self, FactKind, Fitted, Fitting, WEIGHTS_FILE, Weights};

use super::args::FitArgs;
use crate::cli::eval::broken_gold;
use crate::cli::exit::{Exit, Failure};
use crate::cli::output::Terminal;
use crate::cli::settings;
use crate::cli::stages;
use field::{Field, Outcome};

/// Fewer candidates than this say nothing.
const FEWEST: usize = 200;

/// Deviations of the prior that cross-validation chooses from, the closest to the authors' first. Looser
/// ones lower the log-loss of candidates, but not the mistakes among the names that are chosen.
const DEVIATIONS: [f64; 3] = [0.125, 0.25, 0.5];

/// Times that candidates are weighed anew with the weights just fitted: what is proved in a
/// document depends on them.
const ROUNDS: usize = 2;

/// A fit: everything that is printed and written.
struct Fit {
    /// Scores by deviation of the prior, cross-validated: log-loss and F1 of names.
    tried: Vec<(f64, f64, f64)>,
    /// The deviation taken.
    deviation: f64,
    /// Log-loss of the authors' weights.
    author_loss: f64,
    /// The gold texts with the authors' weights, and each with weights fitted on the others.
    author: Outcome,
    crossed: Outcome,
    /// Expected calibration errors by kind of fact: authors', fitted, fitted with curve.
    errors: Vec<(FactKind, &'static str, usize, [f64; 3])>,
    /// Verdicts on names with calibrated confidences, for the table.
    calibrated: Vec<(f64, bool)>,
    problem: Problem,
    fitted: Vec<f64>,
    lock: Weights,
    /// Curves for the authors' weights.
    author_curves: BTreeMap<String, Fitting>,
}

/// Fits, prints and writes.
pub fn run(args: &FitArgs, terminal: &Terminal) -> Result<Exit, Failure> {
    let settings = settings::resolve(&args.settings, args.settings.options())?;
    let (mut files, gazetteer) = stages::sources(&settings)?;
    let folder = settings.rules.value.clone();
    if folder.is_none() && !args.dry_run {
        let message = "name the folder whose weights are fitted with --rules DIR, or use --dry-run";
        return Err(Failure::start(message));
    }
    if args.prior.is_some_and(|prior| !(prior > 0.0 && prior.is_finite())) {
        return Err(Failure::start("--prior wants a number above 0"));
    }
    let mut texts = load(&args.gold)?;
    let held_out = if args.held_out.is_empty() { Vec::new() } else { load(&args.held_out)? };
    texts.sort_by(|a, b| (&a.group, &a.id).cmp(&(&b.group, &b.id)));
    settings::use_threads(&settings)?;
    files.0.remove(WEIGHTS_FILE);
    let field = Field::new(&settings, files, gazetteer)?;
    let fit = fit(args, &field, &texts)?;
    let mut after = match held_out.is_empty() {
        true => None,
        false => Some((field.score(None, &held_out)?, field.score(Some(&fit.lock), &held_out)?)),
    };
    let worse = after.as_ref().is_some_and(|(author, fitted)| {
        fitted.names() < author.names() || fitted.relations() < author.relations()
    });
    let mut out = terminal.data();
    tell::tell(&mut out, &field, &fit, after.as_ref(), args.json)?;
    let mut lock = fit.lock;
    if worse && !args.force {
        terminal.say(
            "extract: fitted weights score worse on the held-out texts, so the authors' are kept and \
             confidences calibrated only (--force takes them)",
        );
        lock.weights.values_mut().for_each(|held| held.fitted = held.author);
        lock.calibration = fit.author_curves;
        if let Some((_, kept)) = &mut after {
            *kept = field.score(Some(&lock), &held_out)?;
            tell::held_out_errors(&mut out, kept, args.json)?;
        }
    }
    if let (Some(folder), false) = (&folder, args.dry_run) {
        write(folder, &lock, terminal)?;
    }
    Ok(Exit::Done)
}

fn load(paths: &[std::path::PathBuf]) -> Result<Vec<GoldText>, Failure> {
    eval::load(paths).map_err(|problems| broken_gold(&problems))
}

fn write(folder: &Path, lock: &Weights, terminal: &Terminal) -> Result<(), Failure> {
    let path = folder.join(WEIGHTS_FILE);
    extract::write::write_file(&path, |out| out.write_all(lock.render().as_bytes()))
        .map_err(|error| Failure::start(format!("cannot write {}: {error}", path.display())))?;
    terminal.say(&format!("extract: wrote {}", path.display()));
    Ok(())
}

fn fit(args: &FitArgs, field: &Field<'_>, texts: &[GoldText]) -> Result<Fit, Failure> {
    let rows = field.rows(None, texts)?;
    let candidates: usize = rows.iter().map(Vec::len).sum();
    if candidates < FEWEST {
        let message = format!(
            "{candidates} candidates in {} gold texts are too few; {FEWEST} are the least",
            texts.len()
        );
        return Err(Failure::start(message));
    }
    let folds = args.folds.clamp(2, texts.len().max(2));
    let problem = |keep: &dyn Fn(usize) -> bool| -> Problem {
        let kept = rows.iter().enumerate().filter(|(at, _)| keep(*at));
        field.problem(kept.flat_map(|(_, rows)| rows.iter().cloned()).collect())
    };
    let all = problem(&|_| true);
    let author = field.score(None, texts)?;
    let deviations = args.prior.map_or_else(|| DEVIATIONS.to_vec(), |prior| vec![prior]);
    let mut tried = Vec::new();
    let mut best: Option<(f64, Outcome)> = None;
    for deviation in deviations {
        let mut loss = 0.0;
        let mut crossed = Outcome::default();
        for fold in 0..folds {
            let inside = |at: usize| at % folds == fold;
            let weights = halfway(&problem(&|at| !inside(at)), deviation);
            let left = problem(&inside);
            loss += log_loss(&left, &weights) * left.rows.len() as f64;
            let lock = lock(field, &all, &weights, deviation, BTreeMap::new());
            let texts: Vec<GoldText> = texts
                .iter()
                .enumerate()
                .filter(|(at, _)| inside(*at))
                .map(|(_, t)| t.clone())
                .collect();
            crossed.add(field.score(Some(&lock), &texts)?);
        }
        tried.push((deviation, loss / candidates as f64, crossed.names()));
        if best.as_ref().is_none_or(|(_, held)| crossed.names() > held.names()) {
            best = Some((deviation, crossed));
        }
    }
    let Some((deviation, crossed)) = best else { return Err(Failure::start("nothing to try")) };
    let mut fitted = halfway(&all, deviation);
    let mut last = all.clone();
    for _ in 1..ROUNDS {
        let held = lock(field, &last, &fitted, deviation, BTreeMap::new());
        let rows = field.rows(Some(&held), texts)?;
        last = field.problem(rows.into_iter().flatten().collect());
        fitted = halfway(&last, deviation);
    }
    let (author_curves, ..) = calibrate(&author, &author, folds);
    let (curves, errors, calibrated) = calibrate(&author, &crossed, folds);
    let mut lock = lock(field, &last, &fitted, deviation, curves);
    lock.gold = field::gold_digest(texts);
    lock.texts = texts.len() as u32;
    let author_loss = {
        let weights: Vec<f64> = all.columns.iter().map(|column| column.prior).collect();
        log_loss(&all, &weights)
    };
    let mut score = |name: &str, value: f64| lock.scores.insert(name.to_owned(), value);
    score("names_f1_author", author.names());
    score("names_f1_cross_validated", crossed.names());
    score("log_loss_author", author_loss);
    if let Some((_, loss, _)) = tried.iter().find(|(tried, ..)| *tried == deviation) {
        score("log_loss_cross_validated", *loss);
    }
    for (_, name, _, [before, _, after]) in &errors {
        score(&format!("ece_{name}_author"), *before);
        score(&format!("ece_{name}_calibrated"), *after);
    }
    Ok(Fit {
        tried,
        deviation,
        author_loss,
        author,
        crossed,
        errors,
        calibrated,
        problem: last,
        fitted,
        lock,
        author_curves,
    })
}

/// Weights half way from the authors' to those that gold asks for. Rules are written while reading gold
/// texts, so these pull too far: half way gained as much on texts that nobody wrote rules on, and lost
/// nothing where the whole way did.
fn halfway(problem: &Problem, deviation: f64) -> Vec<f64> {
    let found = solve(problem, deviation).weights;
    problem.columns.iter().zip(found).map(|(column, at)| f64::midpoint(column.prior, at)).collect()
}

type Calibrated =
    (BTreeMap<String, Fitting>, Vec<(FactKind, &'static str, usize, [f64; 3])>, Vec<(f64, bool)>);

/// Curves from the verdicts of the cross-validation. The errors after them are of curves that were
/// fitted without the verdicts they are applied to.
fn calibrate(author: &Outcome, crossed: &Outcome, folds: usize) -> Calibrated {
    let (mut curves, mut errors, mut names) = (BTreeMap::new(), Vec::new(), Vec::new());
    for (kind, name) in FactKind::ALL {
        let of = |outcome: &Outcome| -> Vec<(f64, bool)> {
            outcome.verdicts.iter().filter(|v| kind_of(v) == Some(kind)).map(pair).collect()
        };
        let (before, after) = (of(author), of(crossed));
        let mut held: Vec<(f64, bool)> = Vec::new();
        for fold in 0..folds {
            let part = |inside: bool| {
                let chosen = after.iter().enumerate();
                chosen.filter(move |(at, _)| (at % folds == fold) == inside).map(|(_, v)| *v)
            };
            let curve = Curve::fit(&part(false).collect::<Vec<_>>());
            held.extend(part(true).map(|(score, right)| (curve.of(score), right)));
        }
        let error = extract::rules::fit::error;
        // A curve that does not help on texts it was not fitted on is none.
        let helps = error(&held) < error(&after);
        if !helps {
            held.clone_from(&after);
        }
        errors.push((kind, name, after.len(), [error(&before), error(&after), error(&held)]));
        if matches!(kind, FactKind::Organisation | FactKind::Place | FactKind::Person) {
            names.extend(held);
        }
        let Curve { slope, shift } = if helps { Curve::fit(&after) } else { Curve::default() };
        let count = after.len() as u32;
        curves.insert(name.to_owned(), Fitting { slope, shift, count });
    }
    (curves, errors, names)
}

fn pair(verdict: &Verdict) -> (f64, bool) {
    (verdict.score, verdict.right)
}

/// The kind of fact that a verdict is about.
fn kind_of(verdict: &Verdict) -> Option<FactKind> {
    Some(match verdict.class.as_str() {
        "organisation" => FactKind::Organisation,
        "place" => FactKind::Place,
        "person" => FactKind::Person,
        "date" => FactKind::Date,
        "money" | "percent" | "count" | "measure" => FactKind::Amount,
        _ => FactKind::Relation,
    })
}

/// The lock file of fitted weights.
fn lock(
    field: &Field<'_>,
    problem: &Problem,
    fitted: &[f64],
    deviation: f64,
    calibration: BTreeMap<String, Fitting>,
) -> Weights {
    let used = counts(problem);
    let weights = field.weighed().zip(&problem.columns).zip(fitted).zip(used);
    Weights {
        gold: String::new(),
        texts: 0,
        candidates: problem.rows.len() as u32,
        prior: deviation,
        scores: BTreeMap::new(),
        calibration,
        weights: weights
            .map(|(((rule, column), &fitted), used)| {
                let Usage { count, right, .. } = used;
                let digest = weights::digest(rule, field.types());
                (
                    rule.id.clone(),
                    Fitted { rule: digest, author: column.prior, fitted, count, right },
                )
            })
            .collect(),
    }
}
