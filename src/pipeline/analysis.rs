//! The working state of one document: its text cut into tokens and sentences, and what each stage
//! found in them. Stages add to it and never change the text.

use super::resources::{Lexicon, lexicons};
use crate::engine::compile::SubtypeId;
use crate::engine::hits::Hits;
use crate::engine::lexemes::Lexemes;
use crate::engine::lexicon::Hit;
use crate::engine::line::{Mask, bytes_of};
use crate::engine::matcher::{Match, MatchSet, RoleSpan, View};
use crate::engine::wake::Sets;
use crate::engine::{Line, Symbol};
use crate::gazetteer::Gazetteer;
use crate::kb::facts::LocalEntity;
use crate::kb::v1::Status;
use crate::rules::{Language, LanguageIdx, RuleIdx, RuleSet};
use crate::text::sentence::sentences;
use crate::text::token::{Token, tokenize};
use crate::text::{ByteSpan, TokenSpan};
use crate::value::{Resolved, Value};

/// A stretch of the text in one language and of one kind, as the stages see it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Region {
    /// Bytes of the reading text.
    pub span: ByteSpan,
    /// The caller's number of the block.
    pub block: u32,
    /// Language whose rules apply; none is not analysed.
    pub language: Option<LanguageIdx>,
}

/// A sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sentence {
    /// Its tokens.
    pub tokens: TokenSpan,
    /// The block it belongs to.
    pub block: u32,
    /// Its language.
    pub language: LanguageIdx,
    /// Pattern sets that its words and figures wake ([`Language::wake`]).
    pub wake: Sets,
}

/// A value found in the text.
#[derive(Clone, Debug, PartialEq)]
pub struct ValueMention {
    /// Its tokens.
    pub tokens: TokenSpan,
    /// Number of its sentence.
    pub sentence: u32,
    /// What it means, before the document settles it.
    pub value: Value,
    /// What it means in this document; filled by the last step of the stage.
    pub resolved: Resolved,
    /// Rule that made it.
    pub rule: RuleIdx,
    /// Confidence in thousandths.
    pub score: u16,
    /// Whether a larger value has taken it up.
    pub consumed: bool,
}

/// Type of a name, as candidates are scored.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum NameKind {
    /// `ORG`.
    Organisation,
    /// `PLACE`.
    Place,
    /// `PERSON`.
    Person,
    /// `OTHER`: an event, a product, a prize, a law; no mention of ours.
    Other,
}

impl NameKind {
    /// The name of the type in patterns.
    #[must_use]
    pub fn type_name(self) -> &'static str {
        match self {
            Self::Organisation => "ORG",
            Self::Place => "PLACE",
            Self::Person => "PERSON",
            Self::Other => "OTHER",
        }
    }
}

/// Index into [`Analysis::entities`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct EntityIdx(pub u32);

/// A name, or an anaphor that stands for one.
#[derive(Clone, Debug, PartialEq)]
pub struct NameMention {
    /// Its tokens.
    pub tokens: TokenSpan,
    /// Number of its sentence.
    pub sentence: u32,
    /// What it names.
    pub kind: NameKind,
    /// Rule that proposed the span, or that resolved the anaphor.
    pub rule: RuleIdx,
    /// Evidence rules with their log-odds in thousandths, strongest first.
    pub evidence: Vec<(RuleIdx, i32)>,
    /// Confidence in thousandths.
    pub score: u16,
    /// Entity it belongs to; none for `Other`.
    pub entity: Option<EntityIdx>,
    /// Whether it is a name; an anaphor ("ce Centre") is not published as a mention.
    pub is_name: bool,
    /// Whether what it names is yet to come, over or denied, and the cue that says so.
    pub status: Option<(Status, RuleIdx)>,
}

/// "les deux parties": stands for several bodies, resolved with the relations.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SetAnaphor {
    /// Its tokens.
    pub tokens: TokenSpan,
    /// Number of its sentence.
    pub sentence: u32,
    /// How many bodies it says, if it does.
    pub count: Option<u8>,
    /// Rule that found it.
    pub rule: RuleIdx,
}

/// The state of one document.
#[derive(Debug)]
pub struct Analysis<'a> {
    /// The rules in use.
    pub rules: &'a RuleSet,
    /// The text that tokens index (the reading text of the document).
    pub text: &'a str,
    /// All tokens, region after region.
    pub tokens: Vec<Token>,
    /// All sentences, in order.
    pub sentences: Vec<Sentence>,
    /// What lexicons and rules know of the tokens of the sentences.
    pub hits: Hits,
    /// Values, by sentence and position once the stage is done.
    pub values: Vec<ValueMention>,
    /// Names and anaphors, by position, not overlapping.
    pub names: Vec<NameMention>,
    /// Names inside longer names (the place in "Chambre de commerce de Dakhla"): not published,
    /// but they give the longer name's country.
    pub inner: Vec<NameMention>,
    /// Anaphors of several bodies, by position.
    pub sets: Vec<SetAnaphor>,
    /// Entities of the document; what is published of them is made from these.
    pub entities: Vec<LocalEntity>,
    /// Entity that publishes the text, where the document says so.
    pub publisher: Option<EntityIdx>,
}

impl<'a> Analysis<'a> {
    /// Cuts the regions into tokens and sentences and looks up the lexicons. `parts` gives the
    /// parts of speech of each language, and `memory` what is known of words by now, by its index.
    #[must_use]
    pub fn new(
        rules: &'a RuleSet,
        parts: &[Lexicon<'_>],
        text: &'a str,
        regions: &[Region],
        memory: &mut Vec<Lexemes>,
    ) -> Self {
        memory.resize_with(rules.languages.len(), Lexemes::default);
        let mut analysis = Self {
            rules,
            text,
            tokens: Vec::with_capacity(text.len() / 5),
            sentences: Vec::new(),
            hits: Hits::default(),
            values: Vec::new(),
            names: Vec::new(),
            inner: Vec::new(),
            sets: Vec::new(),
            entities: Vec::new(),
            publisher: None,
        };
        let mut spans = Vec::new();
        for region in regions {
            let Some(index) = region.language else { continue };
            let language = &rules.languages[index.0 as usize];
            let first = analysis.tokens.len();
            let number = index.0 as usize;
            let mut words =
                memory[number].reader(&language.vocabulary, &parts[number], &language.wake);
            let tokens = &mut analysis.tokens;
            tokenize(text, region.span, &language.tokenizer, &mut words, tokens);
            spans.clear();
            let range = TokenSpan::new(first, analysis.tokens.len());
            sentences(text, &analysis.tokens, range, &language.sentences, &mut spans);
            for &tokens in &spans {
                let Language { lexicons, wake, .. } = language;
                let wake = analysis.hits.add(lexicons, wake, text, &analysis.tokens, tokens);
                analysis.sentences.push(Sentence {
                    wake,
                    tokens,
                    block: region.block,
                    language: index,
                });
            }
        }
        analysis
    }

    /// The same for a single text, where nothing is worth remembering.
    #[must_use]
    pub fn once(
        rules: &'a RuleSet,
        gazetteer: &Gazetteer,
        text: &'a str,
        regions: &[Region],
    ) -> Self {
        Self::new(rules, &lexicons(rules, gazetteer), text, regions, &mut Vec::new())
    }

    /// The language of a sentence.
    #[must_use]
    pub fn language(&self, sentence: &Sentence) -> &'a Language {
        &self.rules.languages[sentence.language.0 as usize]
    }

    /// Whether a pattern of set number `bit` ([`crate::rules::set::wake`]) may match in a sentence
    /// that has mentions.
    #[must_use]
    pub fn awake(&self, sentence: &Sentence, bit: u32) -> bool {
        let sets = sentence.wake | self.language(sentence).wake.any_mention();
        sets >> bit & 1 != 0
    }

    /// The lexicon hits of a sentence.
    #[must_use]
    pub fn hits_of(&self, sentence: &Sentence) -> &[Hit] {
        self.hits.of(sentence.tokens)
    }

    /// What a name stands for in the patterns besides its type: the kind of its body.
    #[must_use]
    pub fn subtype_of(&self, name: &NameMention) -> SubtypeId {
        let entity = name.entity.filter(|_| name.kind == NameKind::Organisation);
        let body = entity.and_then(|entity| self.entities.get(entity.0 as usize));
        body.map_or(SubtypeId(0), |body| self.rules.subtype_id(body.organisation_kind.as_str()))
    }

    /// Fills `line` with a sentence, `masks` sorted and not overlapping.
    pub fn lay_out(&self, sentence: &Sentence, masks: &[Mask], line: &mut Line) {
        let wake = &self.language(sentence).wake;
        line.fill(&self.tokens, &self.hits, sentence.tokens, masks, wake);
    }

    /// Bytes of the reading text under tokens.
    #[must_use]
    pub fn bytes(&self, tokens: TokenSpan) -> ByteSpan {
        bytes_of(&self.tokens, tokens)
    }

    /// The reading text under tokens.
    #[must_use]
    pub fn surface(&self, tokens: TokenSpan) -> &'a str {
        self.bytes(tokens).of(self.text)
    }

    /// What the matcher reads.
    #[must_use]
    pub fn view(&self) -> View<'_> {
        View { text: self.text, tokens: &self.tokens }
    }
}

/// The roles of a match by name, with the symbols they cover.
pub fn roles<'m>(set: &'m MatchSet, found: &'m Match) -> impl Iterator<Item = (&'m str, RoleSpan)> {
    let (_, program) = set.program(found.program);
    found.roles.iter().map(|role| (program.roles[role.role as usize].as_str(), *role))
}

/// The one symbol under a role, if it is one.
#[must_use]
pub fn only_symbol(line: &Line, role: RoleSpan) -> Option<Symbol> {
    (role.end == role.start + 1).then(|| line.symbols()[role.start as usize])
}
