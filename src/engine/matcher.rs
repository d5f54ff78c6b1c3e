//! Programs run over lines, each from its trigger outwards.
//!
//! A bounded backtracker: a table of visited (instruction, position) pairs makes one attempt
//! linear in program times line, so there is no exponential case (the method of the backtracker
//! in the `regex` crate). Attempts are made only where a trigger stands.

use super::compile::{ElementIdx, Instruction, Program, Shape, Test};
use super::gate::Gate;
use super::lexicon::EntryId;
use super::line::{Line, SymbolKind, bytes_of};
use super::lookahead::{Lookahead, Wanted};
use super::signature::Signature;
use super::triggers::{Occurrence, Triggers};
use super::wake::Sets;
use crate::text::token::Token;

/// What the matcher reads besides the line.
#[derive(Clone, Copy)]
pub struct View<'a> {
    /// The text.
    pub text: &'a str,
    /// All tokens of the document.
    pub tokens: &'a [Token],
}

/// What an element consumed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Step {
    /// The element.
    pub element: ElementIdx,
    /// First symbol.
    pub start: u16,
    /// First symbol past it.
    pub end: u16,
    /// The lexicon row, for a class.
    pub entry: Option<EntryId>,
}

/// A role and the symbols it covers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RoleSpan {
    /// Index into [`Program::roles`].
    pub role: u8,
    /// First symbol.
    pub start: u16,
    /// First symbol past it; equal to `start` for a point.
    pub end: u16,
}

/// A match of one program.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Match {
    /// The rule, as the caller numbered it.
    pub rule: u32,
    /// The program in its set.
    pub program: u32,
    /// First symbol.
    pub start: u16,
    /// First symbol past the match.
    pub end: u16,
    /// The symbol at which the trigger begins.
    pub trigger: u16,
    /// Roles in the order of the text; a role may occur several times.
    pub roles: Vec<RoleSpan>,
    /// What each element consumed, in the order of the text.
    pub steps: Vec<Step>,
}

/// Matches of one run. Their memory is used again by the next run.
#[derive(Clone, Default)]
pub struct Matches {
    held: Vec<Match>,
    count: usize,
}

impl Matches {
    /// Forgets all matches and keeps their memory.
    pub fn clear(&mut self) {
        self.count = 0;
    }

    /// A match to be filled in; its lists are empty.
    fn next(&mut self) -> &mut Match {
        if self.count == self.held.len() {
            self.held.push(Match::default());
        }
        let found = &mut self.held[self.count];
        self.count += 1;
        found.roles.clear();
        found.steps.clear();
        found
    }
}

impl std::fmt::Debug for Matches {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        (**self).fmt(out)
    }
}

impl PartialEq for Matches {
    fn eq(&self, other: &Self) -> bool {
        **self == **other
    }
}

impl std::ops::Deref for Matches {
    type Target = [Match];

    fn deref(&self) -> &[Match] {
        &self.held[..self.count]
    }
}

impl std::ops::DerefMut for Matches {
    fn deref_mut(&mut self) -> &mut [Match] {
        &mut self.held[..self.count]
    }
}

impl<'m> IntoIterator for &'m Matches {
    type Item = &'m Match;
    type IntoIter = std::slice::Iter<'m, Match>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

/// Sees every test that the matcher makes. The run uses `()`, which costs nothing; `why-not`
/// records with the same code.
pub trait Recorder {
    /// Whether it wants to see attempts that are bound to fail, too.
    const SEES_ALL: bool = true;
    /// `element` of `program` was tested at symbol boundary `at` and did or did not match.
    fn tested(&mut self, program: u32, element: ElementIdx, at: usize, matched: bool);
    /// An attempt began at symbol `at`.
    fn attempt(&mut self, program: u32, at: usize);
}

impl Recorder for () {
    const SEES_ALL: bool = false;

    fn tested(&mut self, _: u32, _: ElementIdx, _: usize, _: bool) {}
    fn attempt(&mut self, _: u32, _: usize) {}
}

/// Memory that matching reuses.
#[derive(Clone, Debug, Default)]
pub struct Scratch {
    visited: Vec<u32>,
    stamp: u32,
    jobs: Vec<Job>,
    trail: Vec<Trail>,
    ways: Vec<Step>,
    starts: Vec<(u8, u16)>,
    ends: Vec<(u8, u16)>,
}

#[derive(Clone, Copy, Debug)]
struct Job {
    at: u16,
    position: u16,
    trail: u32,
    /// A step to be recorded before going on.
    step: Option<Step>,
}

#[derive(Clone, Copy, Debug)]
enum Trail {
    Step(Step),
    RoleStart(u8, u16),
    RoleEnd(u8, u16),
}

/// Programs with an index of their triggers.
#[derive(Clone, Debug, Default)]
pub struct MatchSet {
    programs: Vec<(u32, Program)>,
    /// What must stand beside the trigger, by program.
    gates: Vec<Gate>,
    /// What must stand next for a way to go on, by program.
    lookaheads: Vec<Lookahead>,
    wanted: Wanted,
    /// Filled by [`MatchSet::seal`].
    triggers: Triggers,
    /// Its bit in [`Wake`](super::wake::Wake), so that symbols without it are passed over.
    known_as: Known,
}

/// The bits a set goes by; every bit if it has none.
#[derive(Clone, Copy, Debug)]
struct Known(Sets);

impl Default for Known {
    fn default() -> Self {
        Self(Sets::MAX)
    }
}

impl MatchSet {
    /// Adds the programs of rule number `rule`.
    pub fn add(&mut self, rule: u32, programs: Vec<Program>) {
        self.gates.extend(programs.iter().map(Gate::of));
        self.lookaheads.extend(programs.iter().map(|program| self.wanted.of(program)));
        self.programs.extend(programs.into_iter().map(|program| (rule, program)));
    }

    /// Takes over the bit under which lines know the set, and the numbers of the regexes that are
    /// triggers. Tells whether a program is still to be tried at every token.
    pub(super) fn known_as(&mut self, bit: Sets, number: impl FnMut(&Shape) -> Option<u8>) -> bool {
        self.known_as = Known(bit);
        self.triggers.number_forms(&self.programs, number);
        self.triggers.has_every()
    }

    /// Builds the index; call once, after the last `add`.
    pub fn seal(&mut self) {
        self.triggers = Triggers::of(&self.programs);
    }

    /// Number of programs.
    #[must_use]
    pub fn len(&self) -> usize {
        self.programs.len()
    }

    /// Whether there is no program.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.programs.is_empty()
    }

    /// Program number `at` and its rule.
    #[must_use]
    pub fn program(&self, at: u32) -> (u32, &Program) {
        let (rule, program) = &self.programs[at as usize];
        (*rule, program)
    }

    /// Appends the matches of all programs to `out`: one at most for each occurrence of each
    /// trigger, in the order of the line.
    pub fn run<R: Recorder>(
        &self,
        line: &Line,
        view: View<'_>,
        scratch: &mut Scratch,
        recorder: &mut R,
        out: &mut Matches,
    ) {
        self.triggers.each(line, view.tokens, self.known_as.0, |at| {
            if let Some((from, to)) = self.attempt(at, line, view, scratch, recorder) {
                let found = out.next();
                found.rule = self.programs[at.program as usize].0;
                found.program = at.program;
                (found.start, found.end) = (from as u16, to as u16);
                found.trigger = at.start as u16;
                collect(scratch, found);
            }
            false
        });
    }

    /// Whether a program matches symbols, from the first to past the last, that fit.
    #[must_use]
    pub fn any(
        &self,
        line: &Line,
        view: View<'_>,
        scratch: &mut Scratch,
        fits: impl Fn(usize, usize) -> bool,
    ) -> bool {
        self.triggers.each(line, view.tokens, self.known_as.0, |at| {
            self.attempt(at, line, view, scratch, &mut ()).is_some_and(|(from, to)| fits(from, to))
        })
    }

    /// Tries one program at one occurrence of its trigger; the symbols that the match covers. What was
    /// consumed is in the trail.
    fn attempt<R: Recorder>(
        &self,
        at: Occurrence,
        line: &Line,
        view: View<'_>,
        scratch: &mut Scratch,
        recorder: &mut R,
    ) -> Option<(usize, usize)> {
        let Occurrence { program: number, start, end, entry } = at;
        let gate = &self.gates[number as usize];
        if !R::SEES_ALL && !gate.opens(line, start, end) {
            return None;
        }
        let (_, program) = &self.programs[number as usize];
        recorder.attempt(number, start);
        let (lookahead, wanted) = (&self.lookaheads[number as usize], &self.wanted);
        let mut walk = Walk { number, program, lookahead, wanted, line, view, scratch, recorder };
        let test = &program.elements[0].test;
        walk.scratch.trail.clear();
        if program.is_without_trigger() {
            let from = walk.run(start, true)?;
            return Some((from, walk.run(start, false)?));
        }
        // A trigger word with other capitals, or a mention of another subtype.
        if entry.is_none() && !walk.holds(test, start) {
            return None;
        }
        let step = Step { element: 0, start: start as u16, end: end as u16, entry };
        walk.scratch.trail.push(Trail::Step(step));
        let from = walk.run(start, true)?;
        Some((from, walk.run(end, false)?))
    }
}

/// Turns the trail into steps and role spans in the order of the text.
///
/// A role's ends are met in either order: leftwards its end first, rightwards its start first, and
/// for a role round the trigger one in each direction; the ends of one role therefore pair up in
/// the order of their positions.
fn collect(scratch: &mut Scratch, found: &mut Match) {
    let Scratch { trail, starts, ends, .. } = scratch;
    starts.clear();
    ends.clear();
    for item in trail.iter() {
        match *item {
            Trail::Step(step) => found.steps.push(step),
            Trail::RoleStart(role, at) => starts.push((role, at)),
            Trail::RoleEnd(role, at) => ends.push((role, at)),
        }
    }
    found.steps.sort_by_key(|step| (step.start, step.end));
    starts.sort_unstable();
    ends.sort_unstable();
    for (&(role, start), &(_, end)) in starts.iter().zip(ends.iter()) {
        found.roles.push(RoleSpan { role, start, end });
    }
    found.roles.sort_by_key(|span| (span.start, span.end, span.role));
}

struct Walk<'a, R> {
    number: u32,
    program: &'a Program,
    lookahead: &'a Lookahead,
    wanted: &'a Wanted,
    line: &'a Line,
    view: View<'a>,
    scratch: &'a mut Scratch,
    recorder: &'a mut R,
}

impl<'a, R: Recorder> Walk<'a, R> {
    /// Runs `code` from boundary `start`; the boundary at which it accepts.
    fn run(&mut self, start: usize, leftwards: bool) -> Option<usize> {
        let program = self.program;
        let (code, joins) = if leftwards {
            (&program.left[..], &program.left_joins[..])
        } else {
            (&program.right[..], &program.right_joins[..])
        };
        if let [Instruction::Accept] = code {
            return Some(start);
        }
        let symbols = self.line.symbols().len();
        let width = symbols + 1;
        let need = code.len() * width;
        if self.scratch.visited.len() < need {
            self.scratch.visited.resize(need, 0);
        }
        self.scratch.stamp = self.scratch.stamp.wrapping_add(1);
        if self.scratch.stamp == 0 {
            self.scratch.visited.fill(0);
            self.scratch.stamp = 1;
        }
        let stamp = self.scratch.stamp;
        self.scratch.jobs.clear();
        let trail = self.scratch.trail.len() as u32;
        let mut job = Some(Job { at: 0, position: start as u16, trail, step: None });
        while let Some(Job { at, position, trail, step }) = job.or_else(|| self.scratch.jobs.pop())
        {
            job = None;
            self.scratch.trail.truncate(trail as usize);
            self.scratch.trail.extend(step.map(Trail::Step));
            let (mut at, mut position) = (at as usize, position as usize);
            loop {
                if joins[at] {
                    let cell = &mut self.scratch.visited[at * width + position];
                    if *cell == stamp {
                        break;
                    }
                    *cell = stamp;
                }
                match code[at] {
                    Instruction::Accept => return Some(position),
                    Instruction::Jump(to) => at = to as usize,
                    Instruction::Split(first, second) => {
                        let next = self.next(position, leftwards);
                        let (first, second) = (first as usize, second as usize);
                        match (
                            self.leads(first, next, leftwards),
                            self.leads(second, next, leftwards),
                        ) {
                            (true, true) => {
                                self.push(second, position, None);
                                at = first;
                            }
                            (true, false) => at = first,
                            (false, true) => at = second,
                            (false, false) => break,
                        }
                    }
                    Instruction::RoleStart(role) => {
                        self.scratch.trail.push(Trail::RoleStart(role, position as u16));
                        at += 1;
                    }
                    Instruction::RoleEnd(role) => {
                        self.scratch.trail.push(Trail::RoleEnd(role, position as u16));
                        at += 1;
                    }
                    Instruction::Start => {
                        if position != 0 {
                            break;
                        }
                        at += 1;
                    }
                    Instruction::End => {
                        if position != symbols {
                            break;
                        }
                        at += 1;
                    }
                    Instruction::Not(element) => {
                        let program = self.program;
                        let test = &program.elements[element as usize].test;
                        let holds = position < symbols && self.matches_here(test, position);
                        self.recorder.tested(self.number, element, position, !holds);
                        if holds {
                            break;
                        }
                        at += 1;
                    }
                    Instruction::Gap => {
                        self.gap(at + 1, position, leftwards);
                        at += 1;
                    }
                    Instruction::Element(element) => {
                        match self.consume(element, position, leftwards, at + 1) {
                            Some(next) => {
                                position = next;
                                at += 1;
                            }
                            None => break,
                        }
                    }
                }
            }
        }
        None
    }

    fn push(&mut self, at: usize, position: usize, step: Option<Step>) {
        let trail = self.scratch.trail.len() as u32;
        self.scratch.jobs.push(Job { at: at as u16, position: position as u16, trail, step });
    }

    /// What stands next at a position.
    #[inline]
    fn next(&self, position: usize, leftwards: bool) -> &'a Signature {
        if leftwards { self.line.behind(position) } else { self.line.ahead(position) }
    }

    /// Whether the way that begins with instruction `at` can go on over `next`. A recorder sees the ways
    /// that cannot, too: `why-not` tells which element stopped them.
    #[inline]
    fn leads(&self, at: usize, next: &Signature, leftwards: bool) -> bool {
        let numbers = if leftwards { &self.lookahead.left } else { &self.lookahead.right };
        R::SEES_ALL || next.meets(self.wanted.get(numbers[at]))
    }

    /// Pushes the positions a gap may reach, the farthest first; the nearest, no symbol skipped,
    /// is where the caller goes on.
    fn gap(&mut self, next: usize, position: usize, leftwards: bool) {
        let symbols = self.line.symbols();
        let mut reach = 0;
        while reach < self.program.gap as usize {
            let at = if leftwards {
                match position.checked_sub(reach + 1) {
                    Some(at) => at,
                    None => break,
                }
            } else if position + reach < symbols.len() {
                position + reach
            } else {
                break;
            };
            if let SymbolKind::Token(word) = symbols[at].kind
                && self.program.stops.binary_search(&word).is_ok()
            {
                break;
            }
            reach += 1;
        }
        for skipped in (1..=reach).rev() {
            let to = if leftwards { position - skipped } else { position + skipped };
            if self.leads(next, self.next(to, leftwards), leftwards) {
                self.push(next, to, None);
            }
        }
    }

    /// Tries `element` at `position`: pushes all but the preferred way it matches and returns
    /// where that one leads.
    fn consume(
        &mut self,
        element: ElementIdx,
        position: usize,
        leftwards: bool,
        next: usize,
    ) -> Option<usize> {
        let program = self.program;
        let test = &program.elements[element as usize].test;
        if let Test::Class(class) = test {
            let line = self.line;
            let mut ways = std::mem::take(&mut self.scratch.ways);
            ways.clear();
            if leftwards {
                for hit in line.hits_to(position).filter(|hit| hit.hit.class == *class) {
                    ways.push(Step {
                        element,
                        start: hit.start,
                        end: hit.end,
                        entry: Some(hit.hit.entry),
                    });
                }
            } else if position < line.symbols().len() {
                for hit in line.hits_from(position).filter(|hit| hit.hit.class == *class) {
                    ways.push(Step {
                        element,
                        start: hit.start,
                        end: hit.end,
                        entry: Some(hit.hit.entry),
                    });
                }
            }
            self.recorder.tested(self.number, element, position, !ways.is_empty());
            // Longest form first; rows of one form in their order.
            ways.sort_by_key(|step| (std::cmp::Reverse(step.end - step.start), step.entry));
            let to = |step: &Step| if leftwards { step.start } else { step.end } as usize;
            let first = ways.first().copied();
            for step in ways.iter().skip(1).rev() {
                self.push(next, to(step), Some(*step));
            }
            self.scratch.ways = ways;
            self.scratch.trail.push(Trail::Step(first?));
            return first.as_ref().map(to);
        }
        let at = if leftwards { position.checked_sub(1) } else { Some(position) };
        let at = at.filter(|&at| at < self.line.symbols().len());
        let matched = at.is_some_and(|at| self.holds(test, at));
        self.recorder.tested(self.number, element, position, matched);
        let at = at.filter(|_| matched)?;
        let step = Step { element, start: at as u16, end: at as u16 + 1, entry: None };
        self.scratch.trail.push(Trail::Step(step));
        Some(if leftwards { at } else { at + 1 })
    }

    /// Whether the test holds of something that begins at boundary `at`.
    fn matches_here(&self, test: &Test, at: usize) -> bool {
        match test {
            Test::Class(class) => self.line.hits_from(at).any(|hit| hit.hit.class == *class),
            Test::Any(tests) => tests.iter().any(|test| self.matches_here(test, at)),
            _ => self.holds(test, at),
        }
    }

    /// Whether the test holds of the one symbol at `at`.
    fn holds(&self, test: &Test, at: usize) -> bool {
        let symbol = self.line.symbols()[at];
        let surface = || bytes_of(self.view.tokens, symbol.tokens).of(self.view.text);
        match (test, symbol.kind) {
            (Test::Word(id), SymbolKind::Token(word)) => *id == word,
            (Test::Words(ids), SymbolKind::Token(word)) => ids.binary_search(&word).is_ok(),
            (Test::Exact(id, text), SymbolKind::Token(word)) => {
                *id == word && same_letters(text, surface())
            }
            (Test::PartOfSpeech(mask), SymbolKind::Token(_)) => {
                self.view.tokens[symbol.tokens.start as usize].parts & mask != 0
            }
            (Test::Mention(types), SymbolKind::Mention { kind, subtype, .. }) => types
                .iter()
                .any(|(id, wanted)| *id == kind && wanted.is_none_or(|wanted| wanted == subtype)),
            (Test::Shape(shape), _) => shape.holds(surface()),
            (Test::Any(tests), _) => tests.iter().any(|test| self.holds(test, at)),
            (Test::Class(class), _) => self
                .line
                .hits_from(at)
                .any(|hit| hit.hit.class == *class && hit.end as usize == at + 1),
            _ => false,
        }
    }
}

/// Same text but for the shape of apostrophes and the dots of acronyms.
fn same_letters(wanted: &str, surface: &str) -> bool {
    let clean = |char: &char| char.is_alphanumeric();
    wanted == surface || {
        wanted.chars().any(|char| char.is_alphanumeric())
            && wanted.chars().filter(clean).eq(surface.chars().filter(clean))
    }
}
