//! Values as examples write them: `2019-04-10`, `5000000 MAD`, `10..15 percent`.

use crate::value::{Resolved, Value};

/// The normalised value in one line.
#[must_use]
pub fn normal_form(value: &Value, resolved: &Resolved) -> String {
    match (resolved, value) {
        (Resolved::Date(date), _) => date.value.clone(),
        (Resolved::Amount(amount), _) => {
            let mut out = amount.value.to_string();
            if let Some(max) = &amount.value_max {
                out.push_str(&format!("..{max}"));
            }
            for part in [amount.unit.as_deref(), amount.item.as_deref()].into_iter().flatten() {
                out.push(' ');
                out.push_str(part);
            }
            if let Some(modifier) = amount.modifier {
                out.push(' ');
                out.push_str(modifier.as_str());
            }
            if let Some(per) = &amount.per {
                out.push_str(&format!(" /{per}"));
            }
            out
        }
        (Resolved::Nothing, Value::Number(number)) => number.value.normalize().to_string(),
        (Resolved::Nothing, _) => String::new(),
    }
}

/// Whether the value is the one that an example names. What the example leaves out of an amount
/// (the thing counted, a modifier) is free.
#[must_use]
pub(super) fn is_value(wanted: &str, found: &str, resolved: &Resolved) -> bool {
    if !matches!(resolved, Resolved::Amount(_)) {
        return wanted == found;
    }
    let words = |text: &str| -> Vec<String> {
        text.replace('/', " /").split_whitespace().map(str::to_owned).collect()
    };
    let (wanted, found) = (words(wanted), words(found));
    wanted.first() == found.first() && wanted.iter().all(|word| found.contains(word))
}
