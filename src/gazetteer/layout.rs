//! What the packer writes and the reader reads: sections, postings, feature bits.
//!
//! Compiled into the build script too, so it may use nothing but the standard library and
//! `crate::text::fold`.

/// Sections of a packed gazetteer, in file order; one block of word sections a language follows.
pub mod section {
    /// `fst`: name key -> range of postings.
    pub const NAMES: usize = 0;
    /// Postings, `u32` little-endian.
    pub const POSTINGS: usize = 1;
    /// String table: rows of all tables.
    pub const ROWS: usize = 2;
    /// First row of each table in `ROWS` and the end, `u32` little-endian.
    pub const TABLES: usize = 3;
    /// `fst`: scheme letter and code -> posting of the row.
    pub const CODES: usize = 4;
    /// `fst`: key of a first name, surname or other proper name -> flags.
    pub const PERSONS: usize = 5;
    /// Digest of the sources, hexadecimal.
    pub const DIGEST: usize = 6;
    /// Where the word sections begin.
    pub const WORDS: usize = 7;
    /// Word sections a language: forms, stripped forms, signatures, features, lemmas, paradigms.
    pub const PER_LANGUAGE: usize = 6;
}

/// Languages that may have a table of words, and its file.
pub const WORD_TABLES: &[(&str, &str)] = &[("fr", "french_words.tsv"), ("en", "english_words.tsv")];

/// The table that a row belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Table {
    /// States and world regions.
    Country,
    /// First and second level subdivisions.
    Region,
    /// Cities.
    City,
    /// Seas, rivers, natural regions, quarters.
    PlaceExtra,
    /// Organisations.
    Organisation,
    /// Brands and chains.
    Brand,
}

impl Table {
    /// All tables in order.
    pub const ALL: [Self; 6] = [
        Self::Country,
        Self::Region,
        Self::City,
        Self::PlaceExtra,
        Self::Organisation,
        Self::Brand,
    ];
}

/// Whether a name alone is enough to tell what bears it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Ambiguity {
    /// Safe wherever it is capitalised.
    None,
    /// Also a common word, or, of an organisation, a name that others bear: something must confirm
    /// it.
    Word,
    /// Also a first name or a surname: something must confirm it.
    Name,
    /// Never detected by its name; kept for linking.
    Stop,
}

impl Ambiguity {
    const ALL: [Self; 4] = [Self::None, Self::Word, Self::Name, Self::Stop];
}

/// One row that bears a name, with how it bears it, in 32 bits: row 18, table 3, form 6,
/// ambiguity 2, acronym, link only, exact case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Posting(pub(crate) u32);

impl Posting {
    /// Rows that a table may have.
    pub const MAX_ROWS: usize = 1 << 18;
    /// Forms that a row may have.
    pub const MAX_FORMS: usize = 1 << 6;

    pub(crate) fn new(table: Table, row: usize, form: usize, ambiguity: Ambiguity) -> Self {
        let row = (row % Self::MAX_ROWS) as u32;
        let form = (form % Self::MAX_FORMS) as u32;
        Self(row | (table as u32) << 18 | form << 21 | (ambiguity as u32) << 27)
    }

    #[allow(dead_code, reason = "the reader does not build flags")]
    pub(crate) fn flags(self, acronym: bool, link_only: bool, exact: bool) -> Self {
        Self(
            self.0 | u32::from(acronym) << 29 | u32::from(link_only) << 30 | u32::from(exact) << 31,
        )
    }

    /// The table.
    #[must_use]
    pub fn table(self) -> Table {
        Table::ALL[((self.0 >> 18 & 7) as usize).min(Table::ALL.len() - 1)]
    }

    /// Index of the row within its table.
    #[must_use]
    pub fn row(self) -> usize {
        (self.0 & 0x3_ffff) as usize
    }

    /// Which of the row's forms: 0 is the name.
    #[must_use]
    pub fn form(self) -> usize {
        (self.0 >> 21 & 0x3f) as usize
    }

    /// Whether the form is a variant or an acronym, not the name.
    #[must_use]
    pub fn is_variant(self) -> bool {
        self.form() != 0
    }

    /// Whether the form alone is enough.
    #[must_use]
    pub fn ambiguity(self) -> Ambiguity {
        Ambiguity::ALL[(self.0 >> 27 & 3) as usize]
    }

    /// Whether the form is an acronym: two letters or more, all capitals.
    #[must_use]
    pub fn is_acronym(self) -> bool {
        self.0 >> 29 & 1 == 1
    }

    /// Whether the row serves to link what rules found and is never detected by itself.
    #[must_use]
    pub fn is_link_only(self) -> bool {
        self.0 >> 30 & 1 == 1
    }

    /// Whether the form is so short, or so much an acronym, that only its own capitals count.
    #[must_use]
    pub fn needs_exact_case(self) -> bool {
        self.0 >> 31 == 1
    }

    /// Whether both are the same row of the same table.
    #[must_use]
    pub fn same_row(self, other: Self) -> bool {
        self.0 & 0x1f_ffff == other.0 & 0x1f_ffff
    }
}

/// Parts of speech, one bit each.
pub mod part {
    /// Letters of the word tables in the order of their bits.
    pub const LETTERS: &str = "NAVPGIDEROCJFK";
    /// Noun.
    pub const NOUN: u16 = 1;
    /// Adjective.
    pub const ADJECTIVE: u16 = 1 << 1;
    /// Finite verb.
    pub const VERB: u16 = 1 << 2;
    /// Past participle.
    pub const PAST_PARTICIPLE: u16 = 1 << 3;
    /// Present participle.
    pub const PRESENT_PARTICIPLE: u16 = 1 << 4;
    /// Infinitive.
    pub const INFINITIVE: u16 = 1 << 5;
    /// Determiner or numeral.
    pub const DETERMINER: u16 = 1 << 6;
    /// Preposition.
    pub const PREPOSITION: u16 = 1 << 7;
    /// Adverb.
    pub const ADVERB: u16 = 1 << 8;
    /// Pronoun.
    pub const PRONOUN: u16 = 1 << 9;
    /// Conjunction.
    pub const CONJUNCTION: u16 = 1 << 10;
    /// Interjection.
    pub const INTERJECTION: u16 = 1 << 11;
    /// Finite verb in the future tense (no letter of the word tables; computed from the tenses).
    pub const FUTURE_VERB: u16 = 1 << 12;
    /// Finite verb in the conditional.
    pub const CONDITIONAL_VERB: u16 = 1 << 13;
    /// What a word form may be besides a finite verb, where it is no help in finding one.
    const OTHER: u16 = NOUN | ADJECTIVE | PREPOSITION | ADVERB;

    /// Whether a word of these parts of speech can only be a finite verb.
    #[must_use]
    pub const fn is_finite_verb(parts: u16) -> bool {
        parts & VERB != 0 && parts & OTHER == 0
    }

    /// Any form of a verb.
    pub const ANY_VERB: u16 = VERB | PAST_PARTICIPLE | PRESENT_PARTICIPLE | INFINITIVE;

    /// The bit of a letter of the word tables.
    #[must_use]
    pub fn of_letter(letter: char) -> Option<u16> {
        LETTERS.find(letter).map(|bit| 1 << bit)
    }

    /// The bits of several letters (`AP`); none if one of them is no part of speech.
    #[must_use]
    pub fn of_letters(letters: &str) -> Option<u16> {
        letters.chars().try_fold(0, |bits, letter| Some(bits | of_letter(letter)?))
    }
}

/// Moods and tenses of a finite verb, one bit each.
pub mod tense {
    /// Present of the indicative.
    pub const PRESENT: u8 = 1;
    /// Imperfect.
    pub const IMPERFECT: u8 = 1 << 1;
    /// Simple past.
    pub const PAST: u8 = 1 << 2;
    /// Future.
    pub const FUTURE: u8 = 1 << 3;
    /// Conditional.
    pub const CONDITIONAL: u8 = 1 << 4;
    /// Subjunctive, present or imperfect.
    pub const SUBJUNCTIVE: u8 = 1 << 5;
    /// Imperative.
    pub const IMPERATIVE: u8 = 1 << 6;
    /// Third person.
    pub const THIRD_PERSON: u8 = 1 << 7;
}

/// Gender and number, one bit each; a form of both genders has both bits.
pub mod agreement {
    /// Masculine.
    pub const MASCULINE: u8 = 1;
    /// Feminine.
    pub const FEMININE: u8 = 1 << 1;
    /// Singular.
    pub const SINGULAR: u8 = 1 << 2;
    /// Plural.
    pub const PLURAL: u8 = 1 << 3;
}

/// Flags of a proper name in the persons map.
pub mod person {
    /// Two bits: 0 unknown, 1 masculine, 2 feminine, 3 both.
    pub const GENDER: u64 = 3;
    /// Also a common word.
    pub const WORD: u64 = 1 << 2;
    /// Where the two bits of the frequency begin.
    pub const FREQUENCY: u32 = 3;
    /// Classes, one bit each, in the order of [`CLASSES`].
    pub const CLASS: u32 = 5;
    /// Names of the classes in `proper_names.tsv`.
    pub const CLASSES: [&str; 6] = ["first_name", "surname", "proper", "title", "acronym", "noun"];
}

/// The letters, digits, `&` and `+` of a name with their case, without accents: what is compared
/// where capitals count.
pub fn letters(surface: &str) -> impl Iterator<Item = char> + '_ {
    use unicode_normalization::UnicodeNormalization;
    surface.nfd().flat_map(|char| {
        let (first, second) = match char {
            'œ' => ('o', Some('e')),
            'Œ' => ('O', Some('E')),
            'æ' => ('a', Some('e')),
            'Æ' => ('A', Some('E')),
            _ => (char, None),
        };
        let keep = first.is_alphanumeric() || first == '&' || first == '+';
        let keep = keep && !unicode_normalization::char::is_combining_mark(first);
        keep.then_some(first).into_iter().chain(second)
    })
}

/// Whether two names have the same [`letters`].
#[must_use]
pub fn same_letters(left: &str, right: &str) -> bool {
    left == right || letters(left).eq(letters(right))
}
