//! Of whom a match is told whose rule leaves the subject to the sentence: who is named in the clause,
//! whom a pronoun stands for, whose the thing is that it speaks of, whom the text is about.

use super::actor::{self, Actor};
use super::marks;
use super::members::{self, Found};
use super::propose::Reading;
use super::topic::{self, How, SubjectSource, Topic};
use super::{speech, subject, ventures};
use crate::engine::Line;
use crate::pipeline::analysis::EntityIdx;
use crate::rules::set::{RelationKindRow, RelationRule, SubjectRole};

/// The place of a subject that a match leaves open.
struct Gap {
    role: SubjectRole,
    /// Whether persons sign for their bodies in relations of the kind.
    signed: bool,
    /// Whether it is the place of who is given money or help.
    given: bool,
    /// First symbol of the clause, and the match.
    clause: usize,
    start: usize,
    end: usize,
    /// Who plays other parts of the relation.
    others: Vec<EntityIdx>,
    /// Whether somebody speaks of itself: "nous".
    itself: bool,
}

impl Gap {
    /// Whether something is done to a thing of which only the text could say whose it is.
    fn is_nobodys(&self, reading: &Reading<'_, '_>, line: &Line) -> bool {
        self.role == SubjectRole::Target && ventures::is_own(reading, line, (self.start, self.end))
    }
}

type Subject = Option<(Found, SubjectSource)>;

impl Reading<'_, '_> {
    /// The subject that the rule leaves to the sentence, and how it was found; what was looked at for
    /// it is added to `region`.
    pub fn subject(
        &self,
        line: &Line,
        (role, spec, kind): (SubjectRole, &RelationRule, &RelationKindRow),
        (start, end): (usize, usize),
        taken: &[(usize, usize)],
        topic: &Topic,
        region: &mut (u16, u16),
    ) -> Subject {
        if role == SubjectRole::Pair {
            return self.pair(line, start, topic);
        }
        let clause = marks::clause(line, self.marks, start).0;
        let itself = subject::speaks(self, line, clause, if spec.topic { end } else { start });
        let pronoun = topic::pronoun(self, line, clause, start)
            .filter(|&(at, _)| !subject::acts_between(self, line, at, start))
            .or_else(|| topic::pronoun_behind(self, line, (start, end)));
        // Who is named under another role is not the subject as well.
        let others: Vec<EntityIdx> =
            taken.iter().flat_map(|&(from, to)| subject::bodies_in(self, line, from..to)).collect();
        let (signed, given) = (kind.signed, kind.gives && role == SubjectRole::Target);
        let gap = Gap { role, signed, given, clause, start, end, others, itself };
        let before = region.0.min(clause as u16);
        let topical = || spec.topic.then(|| self.topical(line, &gap, topic)).flatten();
        let found = self.quoted(line, &gap).or_else(topical);
        // A thing of which nobody knows whose it is is nobody's.
        let own = gap.is_nobodys(self, line) && spec.topic;
        if found.is_some() || own {
            region.0 = before;
            return found;
        }
        if !itself
            && pronoun.is_none()
            && let Some((subject, at)) = subject::find(self, line, start, end, taken)
        {
            // A name that nothing marks as a subject gives way to whom the text is about.
            let weak = subject::score(self, line, at).is_some_and(|score| score <= 0);
            let about = if weak { topic.get(self.number, false, false, &gap.others) } else { None };
            if let Some((_, source)) = &about
                && source.how == How::About
            {
                region.0 = before;
                return about;
            }
            *region = (region.0.min(at as u16), region.1.max(at as u16 + 1));
            return Some((subject, self.named(line, at)));
        }
        region.0 = before;
        if let Some(pronoun) = pronoun.filter(|_| !itself) {
            let acts = role != SubjectRole::Target;
            return topic.pronoun(self, line, pronoun, (acts, &gap.others));
        }
        self.unnamed(line, &gap, topic)
    }

    /// The source of a subject that stands at symbol `at`.
    fn named(&self, line: &Line, at: usize) -> SubjectSource {
        SubjectSource {
            words: Some(line.symbols()[at].tokens),
            ..SubjectSource::unsaid(How::Named, None)
        }
    }

    /// The body of a person who is quoted and says "we".
    fn quoted(&self, line: &Line, gap: &Gap) -> Subject {
        if !gap.itself {
            return None;
        }
        let body = speech::speaker(self, line, (gap.clause, gap.end))?;
        let apart = !gap.others.contains(&body);
        apart.then(|| (Found::of(&[body]), SubjectSource::unsaid(How::Publisher, None)))
    }

    /// Those whose the thing is of which the clause speaks: "ce salon est soutenu par".
    fn owners(&self, line: &Line, gap: &Gap, topic: &Topic) -> Subject {
        let thing = ventures::thing_in(self, line, (gap.clause, gap.end))?;
        topic.owners(self.number, (&thing, gap.role == SubjectRole::Target), &gap.others)
    }

    /// Whom the match of a rule is told of that is never told of who acts in its clause.
    fn topical(&self, line: &Line, gap: &Gap, topic: &Topic) -> Subject {
        if let Some(found) = self.owners(line, gap, topic) {
            return Some(found);
        }
        if gap.is_nobodys(self, line) {
            return None;
        }
        // "X lui prête", "X leur prête".
        let dative = (gap.start..gap.end).find_map(|at| marks::after(line, self.marks.dative, at));
        if let Some((_, entry)) = dative {
            let features = &self.language.lexicons.entry(entry).features;
            let plural = features.get("number") == Some("p");
            let found = topic.oblique(self.number, plural, &gap.others);
            if found.is_some() {
                return found;
            }
        }
        self.meant(gap, topic, true)
    }

    /// Who is meant where nothing at all stands for the subject.
    fn meant(&self, gap: &Gap, topic: &Topic, venture: bool) -> Subject {
        let (number, itself, others) = (self.number, gap.itself, &gap.others);
        if gap.given {
            topic.recipient(number, itself, others)
        } else {
            topic.get(number, venture, itself, others)
        }
    }

    /// Whom the match is told of where nothing in its clause says who acts.
    fn unnamed(&self, line: &Line, gap: &Gap, topic: &Topic) -> Subject {
        let Gap { role, clause, start, end, ref others, itself, signed, .. } = *gap;
        let project = |at| marks::after(line, self.marks.project, at).is_some();
        let venture = role == SubjectRole::Target
            || subject::is_thing_at(self, line, clause)
            || role == SubjectRole::Party && (0..line.symbols().len()).any(project);
        if !itself {
            // Somebody or something unknown acts: nobody else is meant.
            if subject::unknown_name(self, line, clause, start) {
                return None;
            }
            match actor::before(self, line, (clause, start)) {
                Some(Actor::Stranger) => return None,
                Some(Actor::Person(person)) => {
                    let body = self.acts_for(person);
                    // Who signs without a stated body does so for whom the text is about.
                    if body.is_some() || role != SubjectRole::Party || !signed {
                        return body;
                    }
                }
                None => {}
            }
            if venture && let Some(found) = self.owners(line, gap, topic) {
                return Some(found);
            }
            // "La campagne sera menée avec A, a indiqué B."
            if role == SubjectRole::Party
                && let Some(at) = subject::attributed(self, line, end)
            {
                let found = subject::list_round(self, line, at);
                if !found.entities.iter().any(|entity| others.contains(entity)) {
                    return Some((found, self.named(line, at)));
                }
            }
        }
        self.meant(gap, topic, venture).or_else(|| {
            // "Le spectacle de X est …": what is told of a thing is told of its owner.
            let behind = || {
                // "Financé par X, le chantier de Y avance."
                let comma = subject::is_comma(self, line, end);
                let limit = marks::clause(line, self.marks, end.max(1) - 1).1;
                (start == 0 && comma)
                    .then(|| subject::owner(self, line, (end + 1, limit), others))
                    .flatten()
            };
            let (found, at) =
                subject::owner(self, line, (clause, start), others).or_else(behind)?;
            Some((found, self.named(line, at)))
        })
    }

    /// The two bodies that the sentence before names, or this one before symbol `start`.
    fn pair(&self, line: &Line, start: usize, topic: &Topic) -> Subject {
        let here = subject::bodies_before(self, line, start);
        let (bodies, sentence) = topic.named(self.number, &here, 2)?;
        let named_in = (sentence != self.number).then_some(sentence);
        Some((Found::of(&bodies), SubjectSource::unsaid(How::Earlier, named_in)))
    }

    /// The body that a person acts for, where the text states one.
    fn acts_for(&self, person: EntityIdx) -> Subject {
        let body = members::acts_for(self.analysis, person)?;
        Some((Found::of(&[body]), SubjectSource::unsaid(How::Named, None)))
    }
}
