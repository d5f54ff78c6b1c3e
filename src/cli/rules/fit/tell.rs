//! What a fit prints: scores, calibration, rules.

use std::io::{Result, Write};

use extract::eval::{Class, Scores};
use extract::rules::fit::{Curve, bins, error, usage};
use extract::rules::weights::FactKind;

use super::field::{Field, Outcome};
use super::{Fit, kind_of};

/// Prints tables, or one JSON object a line.
pub fn tell(
    out: &mut impl Write,
    field: &Field<'_>,
    fit: &Fit,
    held_out: Option<&(Outcome, Outcome)>,
    json: bool,
) -> Result<()> {
    scores(out, fit, held_out, json)?;
    calibration(out, fit, held_out, json)?;
    rules(out, field, fit, json)?;
    out.flush()
}

const CLASSES: [Class; 3] = [Class::Organisation, Class::Place, Class::Person];

fn f1(scores: &Scores, class: Class) -> f64 {
    let held = scores.class(class);
    2.0 * held.strict as f64 / (held.gold + held.predicted).max(1) as f64
}

fn scores(
    out: &mut impl Write,
    fit: &Fit,
    held_out: Option<&(Outcome, Outcome)>,
    json: bool,
) -> Result<()> {
    if json {
        for &(deviation, loss, names) in &fit.tried {
            let row = serde_json::json!({"tried": deviation, "log_loss": loss, "names_f1": names});
            writeln!(out, "{row}")?;
        }
    } else {
        writeln!(
            out,
            "{} candidates in {} texts; {} weights",
            fit.problem.rows.len(),
            fit.lock.texts,
            fit.fitted.len()
        )?;
        writeln!(out, "\nprior    log-loss  F1 of names   (cross-validated by document)")?;
        writeln!(out, "authors  {:>8.4} {:>8.4}", fit.author_loss, fit.author.names())?;
        for &(deviation, loss, names) in &fit.tried {
            let mark = if deviation == fit.deviation { "  <- taken" } else { "" };
            writeln!(out, "±{deviation:<7} {loss:>8.4} {names:>8.4}{mark}")?;
        }
        writeln!(
            out,
            "\nstrict F1                     organisation    place   person    names  relations"
        )?;
    }
    let mut row = |what: &str, outcome: &Outcome| -> Result<()> {
        let [organisation, place, person] = CLASSES.map(|class| f1(&outcome.scores, class));
        let (names, links) = (outcome.names(), outcome.relations());
        if json {
            let row = serde_json::json!({
                "scores": what, "organisation": organisation, "place": place, "person": person,
                "names": names, "relations": links,
            });
            writeln!(out, "{row}")
        } else {
            writeln!(
                out,
                "{what:<30} {organisation:>11.4} {place:>8.4} {person:>8.4} {names:>8.4} {links:>10.4}"
            )
        }
    };
    row("gold, authors' weights", &fit.author)?;
    row("gold, fitted on other texts", &fit.crossed)?;
    if let Some((author, fitted)) = held_out {
        row("held out, authors' weights", author)?;
        row("held out, fitted", fitted)?;
    }
    Ok(())
}

fn calibration(
    out: &mut impl Write,
    fit: &Fit,
    held_out: Option<&(Outcome, Outcome)>,
    json: bool,
) -> Result<()> {
    if !json {
        writeln!(out, "\ncalibration: names with confidences of that tenth, cross-validated")?;
        writeln!(out, "  confidence  names   mean  right")?;
    }
    for (at, bin) in bins(&fit.calibrated).iter().enumerate().filter(|(_, bin)| bin.count > 0) {
        let (mean, right) = (bin.sum / bin.count as f64, bin.right as f64 / bin.count as f64);
        if json {
            let row = serde_json::json!({
                "confidence_from": at as f64 / 10.0, "names": bin.count, "mean": mean, "right": right
            });
            writeln!(out, "{row}")?;
        } else {
            let from = at as f64 / 10.0;
            writeln!(
                out,
                "  {from:.1} to {:.1}  {:>5}  {mean:.3}  {right:.3}",
                from + 0.1,
                bin.count
            )?;
        }
    }
    if !json {
        writeln!(
            out,
            "\nexpected calibration error      facts  authors'   fitted  and curve     curve{}",
            if held_out.is_some() { "   held out: authors'  as published" } else { "" }
        )?;
    }
    for (kind, name, count, [before, after, curved]) in &fit.errors {
        let curve = fit.lock.calibration.get(*name);
        let Curve { slope, shift } = curve
            .map_or_else(Curve::default, |held| Curve { slope: held.slope, shift: held.shift });
        let held = held_out.map(|(author, fitted)| [of(author, *kind), of(fitted, *kind)]);
        if json {
            let row = serde_json::json!({
                "kind": name, "facts": count, "ece_author": before, "ece_fitted": after,
                "ece_calibrated": curved, "slope": slope, "shift": shift,
                "held_out": held,
            });
            writeln!(out, "{row}")?;
        } else {
            write!(
                out,
                "  {name:<28} {count:>6}    {before:.4}   {after:.4}     {curved:.4}  {slope:.2}x{shift:+.2}"
            )?;
            if let Some([author, fitted]) = held {
                write!(out, "             {author:.4}        {fitted:.4}")?;
            }
            writeln!(out)?;
        }
    }
    Ok(())
}

/// Prints the calibration errors of held-out texts under the weights that are written.
pub fn held_out_errors(out: &mut impl Write, outcome: &Outcome, json: bool) -> Result<()> {
    if !json {
        writeln!(out, "\nexpected calibration error, held out, authors' weights and curves")?;
    }
    for (kind, name) in FactKind::ALL {
        let error = of(outcome, kind);
        if json {
            writeln!(out, "{}", serde_json::json!({"kind": name, "held_out_written": error}))?;
        } else {
            writeln!(out, "  {name:<28} {error:.4}")?;
        }
    }
    out.flush()
}

/// The calibration error of an outcome's facts of one kind, as published.
fn of(outcome: &Outcome, kind: FactKind) -> f64 {
    let facts: Vec<(f64, bool)> = outcome
        .verdicts
        .iter()
        .filter(|verdict| kind_of(verdict) == Some(kind))
        .map(|verdict| (verdict.score, verdict.right))
        .collect();
    error(&facts)
}

fn rules(out: &mut impl Write, field: &Field<'_>, fit: &Fit, json: bool) -> Result<()> {
    let used = usage(&fit.problem, &fit.fitted);
    let all = fit.problem.rows.len().max(1) as f64;
    if !json {
        writeln!(
            out,
            "\nauthor  fitted  spoke on     %  overlap  conflict  precision  gain x1000  rule"
        )?;
    }
    let mut silent = 0;
    let ids = field.weighed().map(|rule| rule.id.as_str());
    let rows = ids.zip(&fit.problem.columns).zip(&fit.fitted).zip(&used);
    for (((id, column), fitted), used) in rows {
        let Some(precision) = used.precision() else {
            silent += 1;
            continue;
        };
        let share = |part: u32| f64::from(part) / f64::from(used.count);
        if json {
            let row = serde_json::json!({
                "rule": id, "author": column.prior, "fitted": fitted, "count": used.count,
                "coverage": f64::from(used.count) / all, "overlap": share(used.overlap),
                "conflict": share(used.conflict), "precision": precision, "gain": used.gain,
            });
            writeln!(out, "{row}")?;
            continue;
        }
        let odd = if column.prior * fitted < 0.0 { "  (sign contradicts the author)" } else { "" };
        writeln!(
            out,
            "{:>+6.2}  {fitted:>+6.2}  {:>8} {:>5.1}     {:.2}      {:.2}       {precision:.2}    {:>+8.2}  {id}{odd}",
            column.prior,
            used.count,
            f64::from(used.count) / all * 100.0,
            share(used.overlap),
            share(used.conflict),
            used.gain * 1000.0,
        )?;
    }
    if !json {
        writeln!(out, "{silent} rules spoke on no candidate and keep their authors' weights")?;
    }
    Ok(())
}
