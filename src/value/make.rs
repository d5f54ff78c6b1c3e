//! The closed list of constructors that a rule may name, and what each takes.

/// What a value rule makes of its roles.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Make {
    /// A number from digits (`digits`, or `int` and `frac`) or from words and figures (`w`).
    Number,
    /// An ordinal: `n` in digits, or `w` with the feature `n`.
    Ordinal,
    /// A fraction: `num` and `den`, perhaps `whole`; or `w` with the feature `half`.
    Fraction,
    /// A sum: `n` (to `max`), `currency` (feature `cur`), perhaps `scale`, `nation` and `minor`. As in
    /// every amount, `peer` is another figure whose scale word `n` shares: "de 27 à 15 millions".
    Money,
    /// A percentage: `n` and `unit` (feature `unit`) or the literal `unit`.
    Percent,
    /// Things counted: `n` and perhaps `item`.
    Count,
    /// A quantity: `n` and `unit` (feature `unit`) or the literal `unit`.
    Measure,
    /// A range: `low` and `high`.
    Range,
    /// A qualified amount: `of`, and `cue` (feature `mod`) or the literal `mod`; perhaps `per` as
    /// for `rate`.
    Modify,
    /// A rate: `of`, and `per` (feature `unit`, or its text); perhaps `cue` as for `modify`.
    Rate,
    /// Calendar fields: `day month year weekday quarter half season week decade century`.
    Date,
    /// "mars prochain": `of` with a direction from `dir` (feature `shift`).
    Direct,
    /// A date of a clause in the past or the future: `of`, literal `value`.
    Tense,
    /// "le mois dernier": `unit` with `dir`, or the literals `unit` and `shift`.
    Period,
    /// "dans trois jours": `dur`, perhaps `base`; literals `sign` and `from`.
    Offset,
    /// "lundi de la semaine prochaine": `part` and `whole`.
    Within,
    /// "la première semaine de 2027": `n`, `unit` or `weekday`, `whole`.
    Nth,
    /// "les six premiers mois de 2023": `n` and `unit` or `dur`, `whole`, and `side` or the literal
    /// `side`.
    Some,
    /// "fin mars": `phase` (feature `phase`) and `of`.
    Phase,
    /// What is left of a period: `of`.
    Rest,
    /// A feast: `feast` with its features, perhaps `year` and `dir`.
    Feast,
    /// An Islamic date: `month` (feature `hijri`), `year`, perhaps `day`.
    Islamic,
    /// From `from` to `to`.
    Interval,
    /// "les cinq prochaines années": `n`, `unit`, `dir`.
    Rolling,
    /// Past, present or future: literal `value`.
    Vague,
    /// A length of time: `n` (to `max`) and `unit` in turn, perhaps `half`; or `part`s that are lengths.
    Duration,
    /// A repeated time: `unit`, `weekday` or `of`, perhaps `n`.
    Set,
    /// A time of day: `hour`, perhaps `minute` and `second`; or `word` with the feature `hour`.
    Time,
    /// A date with a time of day: `of` and `time`.
    At,
    /// No value, and no other rule's either.
    Guard,
}

/// Name, roles, needed roles (any one of each group) and literals of a constructor.
struct Entry {
    make: Make,
    name: &'static str,
    roles: &'static [&'static str],
    needs: &'static [&'static [&'static str]],
    literals: &'static [&'static str],
    writes: &'static [&'static str],
}

const ENTRIES: &[Entry] = &[
    entry(
        Make::Number,
        "number",
        &["digits", "int", "frac", "exp", "sign", "w"],
        &[&["digits", "int", "w"]],
        &["marks"],
        &["NUMBER"],
    ),
    entry(Make::Ordinal, "ordinal", &["n", "w"], &[&["n", "w"]], &[], &["ORDINAL"]),
    entry(
        Make::Fraction,
        "fraction",
        &["whole", "num", "den", "w"],
        &[&["num", "w"]],
        &[],
        &["NUMBER"],
    ),
    entry(
        Make::Money,
        "money",
        &["n", "max", "peer", "scale", "currency", "nation", "minor", "sign"],
        &[&["n"], &["currency"]],
        &[],
        &["MONEY"],
    ),
    entry(
        Make::Percent,
        "percent",
        &["n", "max", "peer", "unit", "sign"],
        &[&["n"]],
        &["unit"],
        &["PERCENT"],
    ),
    entry(Make::Count, "count", &["n", "max", "peer", "item"], &[&["n"]], &[], &["COUNT"]),
    entry(
        Make::Measure,
        "measure",
        &["n", "max", "peer", "unit", "sign", "half"],
        &[&["n"]],
        &["unit"],
        &["MEASURE"],
    ),
    entry(Make::Range, "range", &["low", "high"], &[&["low"], &["high"]], &[], AMOUNTS),
    entry(Make::Modify, "modify", &["of", "cue", "per"], &[&["of"]], &["mod"], AMOUNTS),
    entry(Make::Rate, "rate", &["of", "cue", "per"], &[&["of"]], &["per"], AMOUNTS),
    entry(
        Make::Date,
        "date",
        &[
            "day", "month", "year", "weekday", "quarter", "half", "season", "week", "decade",
            "century", "weekend", "dir",
        ],
        &[&[
            "day", "month", "year", "weekday", "quarter", "half", "season", "week", "decade",
            "century", "weekend",
        ]],
        &["weekend", "order", "shift"],
        &["DATE"],
    ),
    entry(Make::Direct, "direct", &["of", "dir"], &[&["of"]], &["shift"], &["DATE"]),
    entry(Make::Tense, "tense", &["of"], &[&["of"]], &["value"], &["DATE", "INTERVAL"]),
    entry(Make::Period, "period", &["unit", "dir"], &[], &["unit", "shift", "from"], &["DATE"]),
    entry(
        Make::Offset,
        "offset",
        &["dur", "base", "sign"],
        &[],
        &["sign", "from", "unit"],
        &["DATE"],
    ),
    entry(
        Make::Within,
        "within",
        &["part", "whole"],
        &[&["part"], &["whole"]],
        &[],
        &["DATE", "INTERVAL"],
    ),
    entry(
        Make::Nth,
        "nth",
        &["n", "unit", "weekday", "whole"],
        &[&["unit", "weekday"], &["whole"]],
        &["n"],
        &["DATE"],
    ),
    entry(
        Make::Some,
        "some",
        &["n", "unit", "dur", "whole", "side"],
        &[&["n", "dur"], &["unit", "dur"], &["whole"]],
        &["side"],
        &["DATE"],
    ),
    entry(
        Make::Phase,
        "phase",
        &["phase", "of", "unit"],
        &[&["of", "unit"]],
        &["phase", "unit"],
        &["DATE"],
    ),
    entry(Make::Rest, "rest", &["of"], &[&["of"]], &[], &["INTERVAL"]),
    entry(
        Make::Feast,
        "feast",
        &["feast", "year", "dir", "weekday"],
        &[&["feast"]],
        &["shift"],
        &["DATE"],
    ),
    entry(Make::Islamic, "islamic", &["day", "month", "year"], &[&["year"]], &[], &["DATE"]),
    entry(
        Make::Interval,
        "interval",
        &["from", "to", "mid", "month", "year"],
        &[&["from"], &["to"]],
        &["unit"],
        &["INTERVAL"],
    ),
    entry(
        Make::Rolling,
        "rolling",
        &["n", "unit", "dir", "dur"],
        &[&["unit", "dur"]],
        &["shift"],
        &["DATE"],
    ),
    entry(Make::Vague, "vague", &["of"], &[], &["value"], &["DATE"]),
    entry(
        Make::Duration,
        "duration",
        &["n", "max", "unit", "half", "part"],
        &[&["unit", "part"]],
        &["n"],
        &["DURATION"],
    ),
    entry(Make::Set, "set", &["n", "unit", "weekday", "of"], &[], &["unit", "n"], &["SET"]),
    entry(
        Make::Time,
        "time",
        &["hour", "minute", "second", "word", "half"],
        &[&["hour", "word"]],
        &[],
        &["TIME"],
    ),
    entry(Make::At, "at", &["of", "time"], &[&["of"], &["time"]], &[], &["DATE"]),
    entry(Make::Guard, "guard", &[], &[], &[], &["NONE"]),
];

const AMOUNTS: &[&str] = &["NUMBER", "MONEY", "PERCENT", "COUNT", "MEASURE"];

const fn entry(
    make: Make,
    name: &'static str,
    roles: &'static [&'static str],
    needs: &'static [&'static [&'static str]],
    literals: &'static [&'static str],
    writes: &'static [&'static str],
) -> Entry {
    Entry { make, name, roles, needs, literals, writes }
}

impl std::str::FromStr for Make {
    type Err = ();
    fn from_str(text: &str) -> Result<Self, ()> {
        ENTRIES.iter().find(|entry| entry.name == text).map(|entry| entry.make).ok_or(())
    }
}

impl Make {
    /// Every constructor's name, for suggestions.
    pub fn names() -> impl Iterator<Item = &'static str> {
        ENTRIES.iter().map(|entry| entry.name)
    }

    fn entry(self) -> Option<&'static Entry> {
        ENTRIES.iter().find(|entry| entry.make == self)
    }

    /// The name that rules use.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.entry().map_or("", |entry| entry.name)
    }

    /// Whether the constructor takes a role of this name.
    #[must_use]
    pub fn takes(self, role: &str) -> bool {
        self.entry().is_some_and(|entry| entry.roles.contains(&role))
    }

    /// The types that the constructor can make.
    #[must_use]
    pub fn writes(self) -> &'static [&'static str] {
        self.entry().map_or(&[], |entry| entry.writes)
    }

    /// Whether the constructor takes these roles and literals.
    ///
    /// # Errors
    /// One sentence that names the unknown role or literal.
    pub fn check(self, roles: &[&str], literals: &[(String, String)]) -> Result<(), String> {
        let Some(entry) = self.entry() else { return Ok(()) };
        // A role that starts with an underscore is for the rule's own use (its span).
        for role in roles.iter().filter(|role| !role.starts_with('_')) {
            if !entry.roles.contains(role) {
                let known = entry.roles.join(", ");
                return Err(format!("`{}` has no role `{role}`; it takes {known}", entry.name));
            }
        }
        for (key, _) in literals {
            if !entry.literals.contains(&key.as_str()) {
                return Err(format!("`{}` has no field `{key}`", entry.name));
            }
        }
        self.check_literals(literals)
    }

    /// Whether a rule with these roles and literals can ever make a value.
    ///
    /// # Errors
    /// One sentence that names the missing role.
    pub fn suffices(self, roles: &[&str], literals: &[(String, String)]) -> Result<(), String> {
        let Some(entry) = self.entry() else { return Ok(()) };
        for group in entry.needs {
            let given = group
                .iter()
                .any(|need| roles.contains(need) || literals.iter().any(|(key, _)| key == need));
            if !given {
                return Err(format!("`{}` needs the role `{}`", entry.name, group.join("` or `")));
            }
        }
        Ok(())
    }

    fn check_literals(self, literals: &[(String, String)]) -> Result<(), String> {
        for (key, value) in literals {
            let ok = match (self, key.as_str()) {
                (Self::Modify, "mod") => value.parse::<super::Modifier>().is_ok(),
                (
                    Self::Period | Self::Set | Self::Offset | Self::Phase | Self::Interval,
                    "unit",
                ) => value.parse::<super::Unit>().is_ok(),
                (_, "shift" | "n") => value.parse::<i64>().is_ok(),
                (Self::Offset, "sign") => matches!(value.as_str(), "+" | "-"),
                (Self::Offset | Self::Period, "from") => value == "narrative",
                (Self::Some, "side") => matches!(value.as_str(), "first" | "last"),
                (Self::Phase, "phase") => matches!(value.as_str(), "start" | "middle" | "end"),
                (Self::Number, "marks") => value == "english",
                (Self::Date, "order") => matches!(value.as_str(), "dmy" | "mdy" | "ymd"),
                (Self::Tense, "value") => matches!(value.as_str(), "past" | "future"),
                (Self::Vague, "value") => matches!(value.as_str(), "past" | "present" | "future"),
                _ => true,
            };
            if !ok {
                return Err(format!("`{value}` is no {key} for `{}`", self.name()));
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_misspelt_role_is_an_error() {
        let make: Result<Make, ()> = "date".parse();
        assert_eq!(make, Ok(Make::Date));
        assert!(Make::Date.check(&["day", "month"], &[]).is_ok());
        assert!(Make::Date.check(&["day", "mouth"], &[]).is_err());
        assert!(Make::Money.check(&["n"], &[]).is_ok());
        assert!(Make::Money.suffices(&["n"], &[]).is_err());
        let literals = vec![("mod".to_owned(), "abot".to_owned())];
        assert!(Make::Modify.check(&["of"], &literals).is_err());
    }
}
