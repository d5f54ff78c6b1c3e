//! Lexicons: forms of one or more words with a class and features, found in one pass over the
//! tokens through a trie on word ids. All overlapping hits are kept.

use rustc_hash::FxHashMap;

use super::vocabulary::Vocabulary;
pub use crate::text::Features;
use crate::text::fold::fold;
use crate::text::token::{Token, TokenizerData, WordId, tokenize};
use crate::text::{ByteSpan, TokenSpan};

/// A lexicon class: the `name` of `@name`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ClassId(pub u16);

/// One row of a lexicon.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct EntryId(pub u32);

/// One row of a lexicon, loaded.
#[derive(Clone, Debug)]
pub struct Entry {
    /// The form as written in the file.
    pub form: String,
    /// Its base form.
    pub lemma: String,
    /// Its class.
    pub class: ClassId,
    /// Its features.
    pub features: Features,
    /// Whether the form has capitals, so that the text must have them too ("MDH", "SA").
    pub exact_case: bool,
}

/// A form found in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Hit {
    /// First token.
    pub start: u32,
    /// First token past the form.
    pub end: u32,
    /// Class of the row.
    pub class: ClassId,
    /// The row.
    pub entry: EntryId,
}

/// A trie node: children by word, rows that end here.
#[derive(Clone, Debug, Default)]
struct Node {
    children: FxHashMap<WordId, u32>,
    /// By class, then row.
    forms: Vec<Form>,
}

/// What a hit needs of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Form {
    class: ClassId,
    entry: EntryId,
    exact_case: bool,
}

/// All lexicons of one language.
#[derive(Clone, Debug, Default)]
pub struct Lexicons {
    entries: Vec<Entry>,
    classes: Vec<String>,
    class_ids: FxHashMap<String, ClassId>,
    nodes: Vec<Node>,
    /// Root children by word id; zero for words that begin no form.
    roots: Vec<u32>,
}

impl Lexicons {
    /// The class called `name`, which is added if it is new.
    pub fn class(&mut self, name: &str) -> ClassId {
        if let Some(&class) = self.class_ids.get(name) {
            return class;
        }
        let class = ClassId(u16::try_from(self.classes.len()).unwrap_or(u16::MAX));
        self.classes.push(name.to_owned());
        self.class_ids.insert(name.to_owned(), class);
        class
    }

    /// The class called `name`, if a row has it.
    #[must_use]
    pub fn find_class(&self, name: &str) -> Option<ClassId> {
        self.class_ids.get(name).copied()
    }

    /// Class names in order of their ids.
    #[must_use]
    pub fn class_names(&self) -> &[String] {
        &self.classes
    }

    /// Adds a row. Returns false when the form has no token.
    pub fn add(&mut self, vocabulary: &mut Vocabulary, data: &TokenizerData, entry: Entry) -> bool {
        let words: Vec<WordId> =
            form_words(&entry.form, data).iter().map(|word| vocabulary.add(word)).collect();
        let Some((&first, rest)) = words.split_first() else { return false };
        if self.nodes.is_empty() {
            self.nodes.push(Node::default());
        }
        if self.roots.len() <= first.0 as usize {
            self.roots.resize(first.0 as usize + 1, 0);
        }
        let mut node = self.roots[first.0 as usize];
        if node == 0 {
            node = self.new_node();
            self.roots[first.0 as usize] = node;
        }
        for &word in rest {
            node = match self.nodes[node as usize].children.get(&word) {
                Some(&child) => child,
                None => {
                    let child = self.new_node();
                    self.nodes[node as usize].children.insert(word, child);
                    child
                }
            };
        }
        let id = EntryId(u32::try_from(self.entries.len()).unwrap_or(u32::MAX));
        let form = Form { class: entry.class, entry: id, exact_case: entry.exact_case };
        self.entries.push(entry);
        let forms = &mut self.nodes[node as usize].forms;
        let place = forms.partition_point(|held| *held < form);
        forms.insert(place, form);
        true
    }

    /// Stops looking for the forms of a class in texts; its rows stay.
    pub fn mute(&mut self, class: ClassId) {
        for node in &mut self.nodes {
            node.forms.retain(|form| form.class != class);
        }
    }

    fn new_node(&mut self) -> u32 {
        self.nodes.push(Node::default());
        u32::try_from(self.nodes.len() - 1).unwrap_or(u32::MAX)
    }

    /// The row `id`.
    #[must_use]
    pub fn entry(&self, id: EntryId) -> &Entry {
        &self.entries[id.0 as usize]
    }

    /// All rows, in order of loading.
    #[must_use]
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// Appends every form that stands in `tokens[range]` to `out`, by start, then end, class and
    /// row.
    pub fn find(&self, text: &str, tokens: &[Token], range: TokenSpan, out: &mut Vec<Hit>) {
        let (start, end) = (range.start as usize, range.end as usize);
        for at in start..end {
            let Some(&root) = self.roots.get(tokens[at].word.0 as usize) else { continue };
            if root == 0 {
                continue;
            }
            let (mut node, mut close) = (root, at + 1);
            loop {
                let held = &self.nodes[node as usize];
                for form in &held.forms {
                    let written = || &self.entries[form.entry.0 as usize].form;
                    if form.exact_case && !same_case(written(), text, &tokens[at..close]) {
                        continue;
                    }
                    out.push(Hit {
                        start: at as u32,
                        end: close as u32,
                        class: form.class,
                        entry: form.entry,
                    });
                }
                if close >= end || held.children.is_empty() {
                    break;
                }
                let Some(&child) = held.children.get(&tokens[close].word) else { break };
                node = child;
                close += 1;
            }
        }
    }
}

/// The folded words of a form, cut as text is.
#[must_use]
pub fn form_words(form: &str, data: &TokenizerData) -> Vec<String> {
    let mut tokens = Vec::new();
    tokenize(form, ByteSpan::new(0, form.len()), data, &mut (), &mut tokens);
    tokens.iter().map(|token| fold(token.span.of(form))).collect()
}

/// Whether the tokens have the capitals of `form`. Dots, spaces and apostrophe shapes are free.
fn same_case(form: &str, text: &str, tokens: &[Token]) -> bool {
    let mut wanted = form.chars().filter(|char| char.is_alphanumeric());
    for token in tokens {
        for char in token.span.of(text).chars().filter(|char| char.is_alphanumeric()) {
            match wanted.next() {
                Some(other)
                    if other == char
                        || (!other.is_ascii() && char.is_uppercase() == other.is_uppercase()) => {}
                _ => return false,
            }
        }
    }
    wanted.next().is_none()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_all_overlapping_forms() {
        let (mut vocabulary, mut lexicons) = (Vocabulary::default(), Lexicons::default());
        let data = TokenizerData { elisions: vec!["d".into()] };
        for (form, class) in [("chambre", "head"), ("chambre de commerce", "head"), ("SA", "legal")]
        {
            let class = lexicons.class(class);
            let exact_case = form.chars().any(char::is_uppercase);
            let entry = Entry {
                form: form.into(),
                lemma: form.into(),
                class,
                features: Features::default(),
                exact_case,
            };
            assert!(lexicons.add(&mut vocabulary, &data, entry));
        }
        let text = "sa Chambre de commerce SA";
        let mut tokens = Vec::new();
        tokenize(text, ByteSpan::new(0, text.len()), &data, &mut &vocabulary, &mut tokens);
        let mut hits = Vec::new();
        lexicons.find(text, &tokens, TokenSpan::new(0, tokens.len()), &mut hits);
        let spans: Vec<_> = hits.iter().map(|hit| (hit.start, hit.end)).collect();
        assert_eq!(spans, [(1, 2), (1, 4), (4, 5)]);
    }
}
