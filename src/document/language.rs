//! Which language a document and each of its blocks are in.
//!
//! Function words decide wherever they are clear: French running text is half made of them. Where
//! they are not, `whatlang` is asked about a sample of at most [`SAMPLE`] bytes; on whole texts it
//! would be the slowest stage. Short blocks take the document's language.

use std::fmt;

use rustc_hash::FxHashMap;
use whatlang::{Detector, Lang};

use super::blocks::MarkedBlock;
use super::document::{BlockKind, head};

/// Bytes that `whatlang` sees at most.
const SAMPLE: usize = 1000;
/// Bytes of a block in which function words are counted.
const BLOCK_SAMPLE: usize = 300;
/// Blocks that speak for a document at most.
const DOCUMENT_BLOCKS: usize = 100;
/// Shortest block, in bytes, about which `whatlang` is asked.
const ASKED: usize = 120;

/// Weight of function words from which a language needs no second opinion. French and English
/// paragraphs weigh 0.5 to 1.2; Spanish and Catalan ones, which share short words with French,
/// weigh 0.4 on its list.
const CLEAR: f32 = 0.5;
/// Words from which a document with clear function words is not looked at any further.
const ENOUGH_WORDS: u16 = 60;
/// The same for a short document, whose function words must be clearer.
const SOME_WORDS: u16 = 25;
const VERY_CLEAR: f32 = 0.65;
/// Letters from which a function word is seldom one of a neighbour language too.
const LONG_WORD: usize = 3;

/// Languages that `whatlang` chooses among, with their ISO 639-1 codes: those met in a
/// francophone corpus. A longer list makes short texts less certain.
const CANDIDATES: [(Lang, &str); 12] = [
    (Lang::Fra, "fr"),
    (Lang::Eng, "en"),
    (Lang::Spa, "es"),
    (Lang::Deu, "de"),
    (Lang::Ita, "it"),
    (Lang::Por, "pt"),
    (Lang::Nld, "nl"),
    (Lang::Ara, "ar"),
    (Lang::Cat, "ca"),
    (Lang::Ron, "ro"),
    (Lang::Tur, "tr"),
    (Lang::Rus, "ru"),
];

/// An ISO 639-1 code, or `und`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LanguageCode([u8; 3]);

impl LanguageCode {
    /// No language could be told.
    pub const UNDETERMINED: Self = Self(*b"und");

    /// Reads `fr`, `FR`, `fr-MA`; `None` for anything that is not a two-letter code at its start.
    #[must_use]
    pub fn new(code: &str) -> Option<Self> {
        let bytes = code.trim().as_bytes();
        let ends = !matches!(bytes.get(2), Some(byte) if byte.is_ascii_alphanumeric());
        match bytes {
            [a, b, ..] if ends && a.is_ascii_alphabetic() && b.is_ascii_alphabetic() => {
                Some(Self([a.to_ascii_lowercase(), b.to_ascii_lowercase(), 0]))
            }
            _ => None,
        }
    }

    /// The code.
    #[must_use]
    pub fn as_str(&self) -> &str {
        let length = if self.0[2] == 0 { 2 } else { 3 };
        std::str::from_utf8(&self.0[..length]).unwrap_or("und")
    }
}

impl fmt::Debug for LanguageCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Display for LanguageCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A language and the share of the evidence for it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LanguageGuess {
    /// The language.
    pub code: LanguageCode,
    /// 0 to 1.
    pub score: f32,
}

impl LanguageGuess {
    const NONE: Self = Self { code: LanguageCode::UNDETERMINED, score: 0.0 };
}

/// Function words of the languages that have rules.
#[derive(Clone, Debug)]
pub struct LanguageProfiles {
    codes: Vec<LanguageCode>,
    /// Word to the set of languages that have it, one bit each.
    words: FxHashMap<Box<[u8]>, u8>,
    /// Lengths in bytes, one bit each, of the words that start with a byte.
    lengths: Vec<u32>,
}

/// Bytes past the longest function word.
const LONGEST_WORD: usize = 24;
/// Languages with a list at most: one bit each.
const LANGUAGES: usize = 8;

/// Function words counted in a sample.
#[derive(Clone, Copy, Default)]
struct Counts {
    /// One a language, in the order of the profiles. A word of several languages counts in each.
    hits: [u16; LANGUAGES],
    /// Hits of words that only this language has.
    own: [u16; LANGUAGES],
    /// The long ones among these.
    long: [u16; LANGUAGES],
    words: u16,
}

impl Counts {
    /// A hundred blocks of three hundred bytes stay far below the limit of the counters.
    fn add(&mut self, other: &Self) {
        for slot in 0..LANGUAGES {
            self.hits[slot] += other.hits[slot];
            self.own[slot] += other.own[slot];
            self.long[slot] += other.long[slot];
        }
        self.words += other.words;
    }
}

impl LanguageProfiles {
    /// Profiles from lists of function words, one list a language. Elided forms come with or
    /// without their apostrophe (`l'`, `qu`). At most 8 languages; further ones are left out.
    #[must_use]
    pub fn new(lists: &[(&str, Vec<String>)]) -> Self {
        let mut profiles =
            Self { codes: Vec::new(), words: FxHashMap::default(), lengths: vec![0; 256] };
        for (code, list) in lists.iter().take(LANGUAGES) {
            let Some(code) = LanguageCode::new(code) else { continue };
            let bit = 1 << profiles.codes.len();
            profiles.codes.push(code);
            for word in list {
                // The words of "parce que" speak for themselves or not at all.
                let word = word.trim().trim_end_matches(['\'', '’']).to_lowercase();
                if word.chars().all(char::is_alphabetic)
                    && word.len() < LONGEST_WORD
                    && let Some(&first) = word.as_bytes().first()
                {
                    profiles.lengths[first as usize] |= 1 << word.len();
                    *profiles.words.entry(word.into_bytes().into()).or_default() |= bit;
                }
            }
        }
        profiles
    }

    /// The language of most of the running text of `read`, and of each of its blocks; `declared`
    /// is what the page says of itself.
    pub(crate) fn detect(
        &self,
        read: &str,
        blocks: &[MarkedBlock],
        declared: Option<LanguageCode>,
    ) -> (LanguageGuess, Vec<LanguageGuess>) {
        // A document of one paragraph speaks through it alone.
        let sample = BLOCK_SAMPLE.max(SAMPLE / blocks.len().max(1));
        let counts: Vec<Counts> =
            blocks.iter().map(|block| self.count(head(block.span.of(read), sample))).collect();
        let document = self.document(read, blocks, &counts, declared);
        let guesses = blocks
            .iter()
            .zip(&counts)
            .map(|(block, counts)| self.block(block.span.of(read), counts, document))
            .collect();
        (document, guesses)
    }

    fn document(
        &self,
        read: &str,
        blocks: &[MarkedBlock],
        each: &[Counts],
        declared: Option<LanguageCode>,
    ) -> LanguageGuess {
        let mut counts = Counts::default();
        for slot in chosen(blocks) {
            counts.add(&each[slot]);
        }
        let verdict = self.verdict(&counts);
        if let Some(words) = verdict {
            let weight = self.weight(&counts, words.code);
            let certain = counts.words >= ENOUGH_WORDS && weight >= CLEAR;
            if certain || (counts.words >= SOME_WORDS && weight >= VERY_CLEAR) {
                return words;
            }
        }
        let sample = sample(read, blocks);
        let asked = ask(&sample);
        // A sentence or less tells n-grams nothing; a single function word tells something.
        let short = sample.len() < ASKED && asked.is_none_or(|asked| asked.score < 0.8);
        let words = verdict.or_else(|| self.leading(&counts).filter(|_| short));
        match (words, asked) {
            (Some(words), Some(asked)) if words.code == asked.code => {
                LanguageGuess { code: words.code, score: words.score.max(asked.score) }
            }
            (Some(words), Some(asked))
                if asked.score < 0.5 || self.weight(&counts, words.code) >= CLEAR =>
            {
                words
            }
            (_, Some(asked)) if asked.score >= 0.5 || sample.len() >= ASKED => asked,
            (Some(words), _) => words,
            (None, asked) => match declared {
                Some(code) => LanguageGuess { code, score: 0.5 },
                None => asked.unwrap_or(LanguageGuess::NONE),
            },
        }
    }

    /// The language of a block of a document in `document`.
    fn block(&self, text: &str, counts: &Counts, document: LanguageGuess) -> LanguageGuess {
        if let Some(words) = self.verdict(counts)
            && (words.code == document.code || counts.words >= 6)
            && self.weight(counts, words.code) >= CLEAR
        {
            return words;
        }
        if text.len() < ASKED {
            return document;
        }
        // Names and figures in a list look like any language: leave the document's only for a
        // clear answer.
        match ask(text) {
            Some(asked) if asked.code == document.code => asked,
            Some(asked) if asked.score >= 0.9 && self.weight(counts, document.code) < CLEAR => {
                asked
            }
            _ => document,
        }
    }

    fn slot(&self, code: LanguageCode) -> Option<usize> {
        self.codes.iter().position(|&known| known == code)
    }

    /// Share of a language's function words, those of some length counted thrice.
    fn weight(&self, counts: &Counts, code: LanguageCode) -> f32 {
        let hits = self.slot(code).map_or(0, |slot| counts.hits[slot] + 2 * counts.long[slot]);
        f32::from(hits) / f32::from(counts.words.max(1))
    }

    /// The language with a clear lead in function words.
    fn verdict(&self, counts: &Counts) -> Option<LanguageGuess> {
        let lead = |slot: usize| counts.own[slot] + 2 * counts.long[slot];
        let best = (0..self.codes.len()).max_by_key(|&slot| (lead(slot), !slot))?;
        let rival = (0..self.codes.len()).filter(|&slot| slot != best).map(lead).max().unwrap_or(0);
        let hits = counts.hits[best];
        let clear =
            hits >= 3 && lead(best) > 2 * rival && u32::from(hits) * 6 >= u32::from(counts.words);
        clear.then(|| LanguageGuess {
            code: self.codes[best],
            score: f32::from(lead(best)) / f32::from(lead(best) + rival),
        })
    }

    /// The language with the most function words, were it one.
    fn leading(&self, counts: &Counts) -> Option<LanguageGuess> {
        let best = (0..self.codes.len()).max_by_key(|&slot| (counts.hits[slot], !slot))?;
        let rival = (0..self.codes.len())
            .filter(|&slot| slot != best)
            .map(|slot| counts.hits[slot])
            .max()
            .unwrap_or(0);
        let hits = counts.hits[best];
        let score = f32::from(hits - rival) / f32::from(hits + 2);
        (hits > rival).then_some(LanguageGuess { code: self.codes[best], score })
    }

    fn count(&self, sample: &str) -> Counts {
        let mut counts = Counts::default();
        let mut rest = sample;
        while let Some(word) = next_word(&mut rest) {
            counts.words += 1;
            let Some(languages) = self.languages(word) else { continue };
            let is_long = word.chars().count() >= LONG_WORD;
            for slot in 0..self.codes.len() {
                if languages & (1 << slot) != 0 {
                    let own = languages == 1 << slot;
                    counts.hits[slot] += 1;
                    counts.own[slot] += u16::from(own);
                    counts.long[slot] += u16::from(own && is_long);
                }
            }
        }
        counts
    }

    /// The set of languages that have `word`, in whatever case.
    fn languages(&self, word: &str) -> Option<u8> {
        let word = word.as_bytes();
        let mut lower = [0; LONGEST_WORD];
        let lower = lower.get_mut(..word.len())?;
        lower.copy_from_slice(word);
        lower.make_ascii_lowercase();
        // Accented capitals of Latin-1 as well; no other letter opens a function word here.
        if let [0xC3, second @ 0x80..=0x9E, ..] = lower {
            *second += 0x20;
        }
        let first = lower.first()?;
        if self.lengths[*first as usize] & (1 << lower.len()) == 0 {
            return None;
        }
        self.words.get(&*lower).copied()
    }
}

/// The next run of letters, taken off the front of `rest`.
fn next_word<'a>(rest: &mut &'a str) -> Option<&'a str> {
    let start = letters(rest, false);
    let text = &rest[start..];
    let end = letters(text, true);
    *rest = &text[end..];
    (end > 0).then(|| &text[..end])
}

/// Bytes of the run at the start of `text` that are letters, or that are not. Latin letters are
/// told by their bytes, the tables are asked about the rest.
fn letters(text: &str, wanted: bool) -> usize {
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        let (is_letter, length) = match bytes[at] {
            byte @ 0..0x80 => (byte.is_ascii_alphabetic(), 1),
            0xC3 => (!matches!(bytes[at + 1], 0x97 | 0xB7), 2),
            0xC4..=0xC9 => (true, 2),
            _ => match text[at..].chars().next() {
                Some(char) => (char.is_alphabetic(), char.len_utf8()),
                None => break,
            },
        };
        if is_letter != wanted {
            break;
        }
        at += length;
    }
    at
}

/// Blocks that speak for the document: running text, or all where there is none; at most
/// [`DOCUMENT_BLOCKS`], taken from all over it.
fn chosen(blocks: &[MarkedBlock]) -> impl Iterator<Item = usize> + '_ {
    let running = |block: &MarkedBlock| {
        matches!(
            block.kind,
            BlockKind::Body | BlockKind::About | BlockKind::List | BlockKind::Title
        )
    };
    let count = blocks.iter().filter(|block| running(block)).count();
    let (count, all) = if count == 0 { (blocks.len(), true) } else { (count, false) };
    (0..blocks.len())
        .filter(move |&slot| all || running(&blocks[slot]))
        .step_by(count.div_ceil(DOCUMENT_BLOCKS).max(1))
}

/// The beginnings of the blocks that speak for the document, for `whatlang`.
fn sample(read: &str, blocks: &[MarkedBlock]) -> String {
    let count = chosen(blocks).count();
    let share = (SAMPLE / count.max(1)).max(100);
    let mut sample = String::with_capacity(SAMPLE + share);
    for slot in chosen(blocks) {
        sample.push_str(head(blocks[slot].span.of(read), share));
        sample.push('\n');
        if sample.len() >= SAMPLE {
            break;
        }
    }
    sample
}

/// `whatlang`'s answer on the first [`SAMPLE`] bytes.
fn ask(text: &str) -> Option<LanguageGuess> {
    if text.is_empty() {
        return None;
    }
    let detector = Detector::with_allowlist(CANDIDATES.iter().map(|(lang, _)| *lang).collect());
    let info = detector.detect(head(text, SAMPLE))?;
    let (_, code) = CANDIDATES.iter().find(|(lang, _)| *lang == info.lang())?;
    Some(LanguageGuess { code: LanguageCode::new(code)?, score: info.confidence() as f32 })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn profiles() -> LanguageProfiles {
        let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
        let words = |lang: &str| {
            let path = root.join("rules").join(lang).join("lexicons/function_words.csv");
            let list = std::fs::read_to_string(path).expect("function words");
            list.lines()
                .skip(1)
                .filter_map(|row| row.split(',').next())
                .map(str::to_owned)
                .collect()
        };
        LanguageProfiles::new(&[("fr", words("fr")), ("en", words("en"))])
    }

    /// Invented paragraphs of one content, so that only the language differs.
    const TEXTS: [(&str, &str); 9] = [
        (
            "fr",
            "Le ministère de l’Éducation et l’université de Tunis ont signé mardi une convention pour la formation des enseignants. L’accord, qui porte sur trois ans, prévoit la création d’un centre de recherche dans la région et l’accueil de deux cents étudiants par an, a indiqué le directeur de l’établissement lors de la cérémonie.",
        ),
        (
            "en",
            "The Ministry of Education and the University of Tunis signed an agreement on Tuesday for the training of teachers. The agreement, which runs for three years, provides for a research centre in the region and for two hundred students a year, the director of the school said at the ceremony.",
        ),
        (
            "es",
            "El Ministerio de Educación y la Universidad de Túnez firmaron el martes un convenio para la formación de los docentes. El acuerdo, que tiene una duración de tres años, prevé la creación de un centro de investigación en la región y la acogida de doscientos estudiantes al año, según indicó el director en la ceremonia.",
        ),
        (
            "it",
            "Il Ministero dell’Istruzione e l’Università di Tunisi hanno firmato martedì una convenzione per la formazione degli insegnanti. L’accordo, che dura tre anni, prevede la creazione di un centro di ricerca nella regione e l’accoglienza di duecento studenti all’anno, ha dichiarato il direttore durante la cerimonia.",
        ),
        (
            "pt",
            "O Ministério da Educação e a Universidade de Túnis assinaram na terça-feira um acordo para a formação de professores. O acordo, que tem a duração de três anos, prevê a criação de um centro de investigação na região e o acolhimento de duzentos estudantes por ano, disse o diretor durante a cerimónia.",
        ),
        (
            "ca",
            "El Ministeri d’Educació i la Universitat de Tunis van signar dimarts un conveni per a la formació dels docents. L’acord, que té una durada de tres anys, preveu la creació d’un centre de recerca a la regió i l’acollida de dos-cents estudiants per any, segons va indicar el director de l’escola a la cerimònia.",
        ),
        (
            "de",
            "Das Bildungsministerium und die Universität Tunis haben am Dienstag eine Vereinbarung über die Ausbildung von Lehrern unterzeichnet. Das Abkommen mit einer Laufzeit von drei Jahren sieht die Gründung eines Forschungszentrums in der Region und die Aufnahme von zweihundert Studenten pro Jahr vor, sagte der Direktor.",
        ),
        (
            "nl",
            "Het ministerie van Onderwijs en de universiteit van Tunis hebben dinsdag een overeenkomst getekend voor de opleiding van leraren. Het akkoord, dat drie jaar duurt, voorziet in de oprichting van een onderzoekscentrum in de regio en de opvang van tweehonderd studenten per jaar, zei de directeur tijdens de plechtigheid.",
        ),
        (
            "ar",
            "وقعت وزارة التربية وجامعة تونس يوم الثلاثاء اتفاقية لتكوين المدرسين. وتنص الاتفاقية التي تمتد ثلاث سنوات على إنشاء مركز للبحث في المنطقة واستقبال مئتي طالب في السنة، حسب ما أفاد به المدير خلال الحفل.",
        ),
    ];

    fn document(text: &str, declared: Option<LanguageCode>) -> LanguageCode {
        profiles().detect(text, &body(text), declared).0.code
    }

    fn block(text: &str, document: LanguageGuess) -> LanguageCode {
        let profiles = profiles();
        let counts = profiles.count(head(text, BLOCK_SAMPLE));
        profiles.block(text, &counts, document).code
    }

    fn body(text: &str) -> [MarkedBlock; 1] {
        let span = crate::text::ByteSpan::new(0, text.len());
        [MarkedBlock { kind: BlockKind::Body, span }]
    }

    #[test]
    fn neighbours_of_french_are_not_french() {
        let profiles = profiles();
        let french = LanguageCode::new("fr").expect("code");
        for (code, text) in TEXTS {
            assert_eq!(document(text, None).as_str(), code);
            // The shortcut must stay out of reach of languages that share words.
            let weight = profiles.weight(&profiles.count(text), french);
            assert!(code == "fr" || weight < CLEAR - 0.05, "{code} {weight}");
            assert!(code != "fr" || weight > CLEAR + 0.2, "{weight}");
        }
    }

    #[test]
    fn blocks_in_another_language_are_told_from_the_document() {
        let french = LanguageGuess { code: LanguageCode::new("fr").expect("code"), score: 1.0 };
        for (code, text) in TEXTS {
            assert_eq!(block(text, french).as_str(), code, "{text}");
        }
        for text in [
            "Borg AI Arab Innovation Cluster (Égypte), Oasis500 (Jordanie), Beirut Creative Cluster \
             (Liban), AGRINOVA (Maroc), Maroc Numeric Cluster (Maroc), Rawabi Tech Hub (Palestine)",
            "Contact presse",
            "— U.S. Embassy Morocco (@USEmbMorocco) February 18, 2022",
            "THE NEXT SOCIETY",
            "12 000 €",
            "",
        ] {
            assert_eq!(block(text, french).as_str(), "fr", "{text}");
        }
        let tweet = "A delegation of U.S. Embassy staff traveled to Laayoune and Dakhla this week";
        assert_eq!(block(tweet, french).as_str(), "en");
    }

    #[test]
    fn short_texts_go_by_what_words_they_have() {
        let guess = |text: &str| document(text, None);
        assert_eq!(guess("Il joue au Bayern Munich.").as_str(), "fr");
        assert_eq!(guess("Sa capitale est Amman.").as_str(), "fr");
        assert_eq!(guess("The bank and the fund.").as_str(), "en");
        assert_eq!(guess("12 000").as_str(), "und");
        let declared = LanguageCode::new("fr-MA");
        assert_eq!(document("12 000", declared).as_str(), "fr");
        assert_eq!(declared.expect("code").as_str(), "fr");
        assert_eq!(LanguageCode::new("fra"), None);
    }
}
