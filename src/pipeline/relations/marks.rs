//! Small classes of words that the stage itself asks about; the words are in the lexicons of the
//! language.

use crate::engine::Line;
use crate::engine::lexicon::{ClassId, EntryId, Lexicons};

/// Lexicon classes by what they mean to the stage.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Marks {
    /// Definite articles: what they stand before is itself meant.
    pub article: Option<ClassId>,
    /// Prepositions that make a name an agent.
    pub agent: Option<ClassId>,
    /// Participles whose agent helps or pays instead of acting.
    pub helped: Option<ClassId>,
    /// Prepositions that make a name anything but a subject.
    pub oblique: Option<ClassId>,
    /// Offices of persons, who act for their body.
    pub role: Option<ClassId>,
    /// Offices of persons who act for a state.
    pub envoy: Option<ClassId>,
    /// Relative pronouns that are subjects.
    pub relative: Option<ClassId>,
    /// Organs of bodies.
    pub organ: Option<ClassId>,
    /// Words that begin a clause of its own subject inside another.
    pub subordinate: Option<ClassId>,
    /// Words between members of a list.
    pub list: Option<ClassId>,
    /// Words that say in whose company a body acts.
    pub company: Option<ClassId>,
    /// Unstressed words between a subject and its verb.
    pub clitic: Option<ClassId>,
    /// Words with which the publisher speaks of itself.
    pub itself: Option<ClassId>,
    /// Nouns for a venture, which belongs to whom the text is about.
    pub project: Option<ClassId>,
    /// Nouns for what is built, opened or carried out.
    pub work: Option<ClassId>,
    /// Nouns for goods.
    pub good: Option<ClassId>,
    /// Nouns for things that somebody runs.
    pub venture: Option<ClassId>,
    /// Words that begin another clause.
    pub clause: Option<ClassId>,
    /// Words that begin the object of an agreement.
    pub object: Option<ClassId>,
    /// Prepositions of places.
    pub place: Option<ClassId>,
    /// Nouns for territories, before "de" and their names.
    pub territory: Option<ClassId>,
    /// Prepositions before whom something is given to.
    pub recipient: Option<ClassId>,
    /// Prepositions before whose something is, or from whom it comes.
    pub of: Option<ClassId>,
    /// Nouns for people and lands that act for nobody named.
    pub stranger: Option<ClassId>,
    /// Adjectives of lands.
    pub demonym: Option<ClassId>,
    /// Words before where a body has its seat.
    pub seat: Option<ClassId>,
    /// Words before who represents a body.
    pub represented: Option<ClassId>,
    /// Pronouns for whom something is given to, or whom somebody helps, before the verb.
    pub dative: Option<ClassId>,
    /// Verbs of saying.
    pub say: Option<ClassId>,
    /// Common nouns before a name.
    pub descriptor: Option<ClassId>,
    /// Head nouns of bodies.
    pub head: Option<ClassId>,
    /// Pronouns that are subjects.
    pub pronoun: Option<ClassId>,
    /// Nouns for instruments.
    pub instrument: Option<ClassId>,
    /// Nouns for a tie of a body to another, in an aside.
    pub tie: Option<ClassId>,
    /// Singular nouns for several bodies.
    pub collective: Option<ClassId>,
    /// Words behind which a noun's members are listed.
    pub listing: Option<ClassId>,
    /// Words with which a sentence lists whom the one before it means.
    pub listed_next: Option<ClassId>,
    /// Words that say how many, and not which ones.
    pub several: Option<ClassId>,
}

impl Marks {
    pub fn new(lexicons: &Lexicons) -> Self {
        let class = |name: &str| lexicons.find_class(name);
        Self {
            article: class("article_mark"),
            agent: class("agent_mark"),
            helped: class("helped_mark"),
            oblique: class("oblique_mark"),
            role: class("role"),
            envoy: class("envoy_mark"),
            relative: class("relative_mark"),
            organ: class("internal_organ"),
            subordinate: class("subordinate_mark"),
            list: class("list_mark"),
            company: class("partner_prep"),
            clitic: class("clitic_mark"),
            itself: class("itself_mark"),
            project: class("project_noun"),
            work: class("work_noun"),
            good: class("good_noun"),
            venture: class("venture_noun"),
            clause: class("clause_mark"),
            object: class("object_mark"),
            place: class("place_mark"),
            territory: class("territory_mark"),
            recipient: class("to_mark"),
            of: class("of_mark"),
            stranger: class("stranger_mark"),
            demonym: class("demonym"),
            seat: class("seat_mark"),
            represented: class("represented"),
            dative: class("dative_mark"),
            say: class("say_mark"),
            descriptor: class("org_descriptor"),
            head: class("org_head"),
            pronoun: class("pronoun_mark"),
            instrument: class("instrument"),
            tie: class("apposition_tie"),
            collective: class("collective_noun"),
            listing: class("listing_mark"),
            listed_next: class("listed_next"),
            several: class("several_mark"),
        }
    }
}

/// Start of the longest form of `class` that ends before symbol `at`.
pub(super) fn before(line: &Line, class: Option<ClassId>, at: usize) -> Option<usize> {
    let class = class?;
    line.hits_to(at).filter(|hit| hit.hit.class == class).map(|hit| hit.start as usize).min()
}

/// End and row of the longest form of `class` that begins at symbol `at`.
pub(super) fn after(line: &Line, class: Option<ClassId>, at: usize) -> Option<(usize, EntryId)> {
    let class = class?;
    if at >= line.symbols().len() {
        return None;
    }
    line.hits_from(at)
        .filter(|hit| hit.hit.class == class)
        .map(|hit| (hit.end as usize, hit.hit.entry))
        .max_by_key(|&(end, entry)| (end, std::cmp::Reverse(entry)))
}

/// The symbols of the clause round `at`: from the clause mark before it to the one after it.
pub(super) fn clause(line: &Line, marks: &Marks, at: usize) -> (usize, usize) {
    let count = line.symbols().len();
    let starts = |at: usize| after(line, marks.clause, at).is_some();
    let start = (1..=at.min(count)).rev().find(|&at| at < count && starts(at)).unwrap_or(0);
    let end = (at + 1..count).find(|&at| starts(at)).unwrap_or(count);
    (start, end)
}
