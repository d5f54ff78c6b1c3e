//! The pattern notation: text to tree, errors with spans.
//!
//! | notation | meaning |
//! | --- | --- |
//! | `mot` `l'` `,` | this word, whatever its case |
//! | `"Mot"` | this word, with these capitals |
//! | `'('` | a mark that the notation uses itself |
//! | `~signer` | any form of the lemma |
//! | `@name` `@name(x)` | lexicon class, part of speech or macro |
//! | `<ORG>` `<ORG:bank>` `<A\|B>` | an accepted mention |
//! | `<ORG+>` | a coordination list of mentions |
//! | `/regex/` | one symbol whose text is matched whole by the regex |
//! | `role:x` | what `x` matches plays this part |
//! | `(a \| b c)` | one of these |
//! | `x?` `x*` | optional; repeated, also none |
//! | `...` | a gap, at most as many symbols as the rule allows |
//! | `!x` | not `x` here |
//! | `^` `$` | start and end of the sentence |
//! | `><` | the candidate that evidence is about |
//!
//! Nothing else: a new construct needs three real rules that cannot do without it.

use std::ops::Range;

/// A parsed pattern.
#[derive(Clone, Debug, PartialEq)]
pub struct Pattern {
    /// The root.
    pub root: Node,
}

/// A node with its place in the pattern string.
#[derive(Clone, Debug, PartialEq)]
pub struct Node {
    /// What it is.
    pub kind: NodeKind,
    /// Bytes of the pattern string.
    pub span: Range<usize>,
}

impl Node {
    /// Calls `visit` on this node, then on what it holds, in the order of the pattern string.
    pub fn each<'n>(&'n self, visit: &mut impl FnMut(&'n Self)) {
        visit(self);
        match &self.kind {
            NodeKind::Seq(items) | NodeKind::Alt(items) => {
                items.iter().for_each(|item| item.each(visit));
            }
            NodeKind::Opt(inner)
            | NodeKind::Star(inner)
            | NodeKind::Not(inner)
            | NodeKind::Role(_, inner) => inner.each(visit),
            _ => {}
        }
    }
}

/// Kinds of nodes.
#[derive(Clone, Debug, PartialEq)]
pub enum NodeKind {
    /// A word, whatever its case; may be cut into several tokens (`accord-cadre`).
    Word(String),
    /// A word with its capitals.
    Exact(String),
    /// Any form of a lemma.
    Lemma(String),
    /// A lexicon class, a part of speech, or a macro with its arguments.
    Class(String, Vec<String>),
    /// A mention of one of these types, each with an optional subtype.
    Mention(Vec<(String, Option<String>)>),
    /// A coordination list of such mentions.
    List(Vec<(String, Option<String>)>),
    /// One symbol whose text the regex matches whole.
    Shape(String),
    /// One after the other.
    Seq(Vec<Node>),
    /// One of these.
    Alt(Vec<Node>),
    /// Once or not at all.
    Opt(Box<Node>),
    /// Any number of times.
    Star(Box<Node>),
    /// A bounded gap.
    Gap,
    /// Not here.
    Not(Box<Node>),
    /// Start of the sentence.
    Start,
    /// End of the sentence.
    End,
    /// The candidate.
    Candidate,
    /// A part played.
    Role(String, Box<Node>),
}

/// What is wrong with a pattern, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PatternError {
    /// Bytes of the pattern string.
    pub span: Range<usize>,
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub help: Option<String>,
}

impl PatternError {
    fn new(span: Range<usize>, message: impl Into<String>) -> Self {
        Self { span, message: message.into(), help: None }
    }

    fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}

/// Deepest nesting of brackets.
const MAX_DEPTH: usize = 16;

impl Pattern {
    /// Reads a pattern.
    ///
    /// # Errors
    /// The first fault, with its place.
    pub fn parse(text: &str) -> Result<Self, PatternError> {
        let mut parser = Parser { text, at: 0, depth: 0 };
        let root = parser.alternatives()?;
        if parser.at < text.len() {
            let span = parser.at..parser.at + 1;
            return Err(PatternError::new(span, "this bracket closes nothing")
                .help("remove it, or open it before; a bracket that is meant as text is `')'`"));
        }
        if matches!(&root.kind, NodeKind::Seq(items) if items.is_empty()) {
            return Err(PatternError::new(0..text.len(), "the pattern is empty").help(
                "write the words that are to be found between the mentions, such as `a:<ORG> word b:<ORG>`",
            ));
        }
        Ok(Self { root })
    }

    /// What the pattern matches one after the other.
    #[must_use]
    pub fn items(&self) -> &[Node] {
        match &self.root.kind {
            NodeKind::Seq(items) => items,
            _ => std::slice::from_ref(&self.root),
        }
    }

    /// Whether the pattern begins with `^` and whether it ends with `$`.
    #[must_use]
    pub fn edges(&self) -> (bool, bool) {
        let items = self.items();
        let is = |item: Option<&Node>, kind| item.is_some_and(|item| item.kind == kind);
        (is(items.first(), NodeKind::Start), is(items.last(), NodeKind::End))
    }

    /// The pattern without these two, where something is left.
    ///
    /// # Errors
    /// Nothing stands between the edges.
    pub fn without_edges(mut self) -> Result<Self, PatternError> {
        let (start, end) = self.edges();
        let span = self.root.span.clone();
        let items = self.items();
        let (from, to) = (usize::from(start), items.len() - usize::from(end));
        match items.get(from..to) {
            None | Some([]) => {
                return Err(PatternError::new(span, "nothing stands between the edges")
                    .help("write the words at the edge of the name: `^ groupe`"));
            }
            Some([one]) => self.root = one.clone(),
            Some(held) => self.root = Node { kind: NodeKind::Seq(held.to_vec()), span },
        }
        Ok(self)
    }
}

struct Parser<'a> {
    text: &'a str,
    at: usize,
    depth: usize,
}

impl Parser<'_> {
    fn rest(&self) -> &str {
        &self.text[self.at..]
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn space(&mut self) {
        let rest = self.rest();
        self.at += rest.len() - rest.trim_start().len();
    }

    fn alternatives(&mut self) -> Result<Node, PatternError> {
        let start = self.at;
        let mut options = vec![self.sequence()?];
        while self.peek() == Some('|') {
            self.at += 1;
            options.push(self.sequence()?);
        }
        if options.len() == 1 {
            return Ok(options.remove(0));
        }
        if let Some(empty) = options
            .iter()
            .find(|node| matches!(&node.kind, NodeKind::Seq(items) if items.is_empty()))
        {
            return Err(PatternError::new(empty.span.clone(), "one alternative is empty")
                .help("write `(a | b)?` for something optional"));
        }
        Ok(Node { kind: NodeKind::Alt(options), span: start..self.at })
    }

    fn sequence(&mut self) -> Result<Node, PatternError> {
        let start = self.at;
        let mut items = Vec::new();
        loop {
            self.space();
            match self.peek() {
                None | Some('|' | ')') => break,
                Some(_) => items.push(self.item()?),
            }
        }
        if items.len() == 1 {
            return Ok(items.remove(0));
        }
        Ok(Node { kind: NodeKind::Seq(items), span: start..self.at })
    }

    fn item(&mut self) -> Result<Node, PatternError> {
        let start = self.at;
        let mut node = self.atom()?;
        let bracketed = self.text[..self.at].ends_with(')');
        while let Some(mark @ ('?' | '*')) = self.peek() {
            self.at += 1;
            let span = start..self.at;
            let repeated = self.at - start > 1 && self.text[..self.at - 1].ends_with(['?', '*']);
            if repeated
                || !bracketed
                    && matches!(
                        node.kind,
                        NodeKind::Opt(_)
                            | NodeKind::Star(_)
                            | NodeKind::Gap
                            | NodeKind::Not(_)
                            | NodeKind::Start
                            | NodeKind::End
                            | NodeKind::Candidate
                    )
            {
                return Err(PatternError::new(span, format!("`{mark}` cannot stand after this"))
                    .help("it repeats a word, a class, a mention, a shape or a bracket, once"));
            }
            if mark == '*' && has_star(&node) {
                return Err(PatternError::new(span, "a `*` inside a `*`")
                    .help("use one repetition; nested ones are not part of the notation"));
            }
            let kind = if mark == '?' { NodeKind::Opt } else { NodeKind::Star };
            node = Node { kind: kind(Box::new(node)), span };
        }
        Ok(node)
    }

    fn atom(&mut self) -> Result<Node, PatternError> {
        let start = self.at;
        let Some(char) = self.peek() else {
            return Err(PatternError::new(start..start, "something is missing here"));
        };
        let kind = match char {
            // After `!` or a role; in a row these end it.
            '|' | ')' => {
                return Err(PatternError::new(
                    start..start + 1,
                    "something is missing before this",
                )
                .help(format!("a mark that is meant as text is `'{char}'`")));
            }
            '(' => return self.group(),
            '?' | '*' => {
                return Err(PatternError::new(
                    start..start + 1,
                    format!("`{char}` repeats nothing"),
                )
                .help(format!("put it right after what it repeats; as text it is `'{char}'`")));
            }
            '"' => NodeKind::Exact(self.quoted('"')?),
            '\'' => NodeKind::Word(self.quoted('\'')?),
            '/' => NodeKind::Shape(self.shape()?),
            '~' => {
                self.at += 1;
                NodeKind::Lemma(self.name(start, "a lemma")?)
            }
            '@' => return self.class(),
            '<' => return self.mention(),
            '!' => {
                self.at += 1;
                self.space();
                let inner = self.atom()?;
                if !is_single(&inner) {
                    return Err(PatternError::new(inner.span, "`!` stands before one element")
                        .help("a word, a class, a mention, a shape, or alternatives of these"));
                }
                NodeKind::Not(Box::new(inner))
            }
            '^' => {
                self.at += 1;
                NodeKind::Start
            }
            '$' => {
                self.at += 1;
                NodeKind::End
            }
            '>' if self.rest().starts_with("><") => {
                self.at += 2;
                NodeKind::Candidate
            }
            '.' if self.rest().starts_with("...") => {
                self.at += 3;
                NodeKind::Gap
            }
            _ => return self.word_or_role(),
        };
        Ok(Node { kind, span: start..self.at })
    }

    fn group(&mut self) -> Result<Node, PatternError> {
        let start = self.at;
        if self.depth == MAX_DEPTH {
            return Err(PatternError::new(start..start + 1, "brackets are nested too deeply")
                .help("name the inner part as a macro"));
        }
        self.at += 1;
        self.depth += 1;
        let mut node = self.alternatives()?;
        self.depth -= 1;
        if self.peek() != Some(')') {
            return Err(PatternError::new(start..start + 1, "this bracket is not closed")
                .help("add `)`; a bracket that is meant as text is `'('`"));
        }
        self.at += 1;
        if matches!(&node.kind, NodeKind::Seq(items) if items.is_empty()) {
            return Err(PatternError::new(start..self.at, "nothing stands between these brackets"));
        }
        node.span = start..self.at;
        Ok(node)
    }

    fn quoted(&mut self, mark: char) -> Result<String, PatternError> {
        let start = self.at;
        let body = &self.text[start + 1..];
        let Some(length) = body.find(mark).filter(|&length| length > 0) else {
            return Err(PatternError::new(
                start..start + 1,
                format!("`{mark}` is not closed, or holds nothing"),
            )
            .help("`\"Mot\"` is a word with its capitals, `'('` a mark meant as text"));
        };
        let text = body[..length].to_owned();
        self.at = start + length + 2;
        Ok(text)
    }

    fn shape(&mut self) -> Result<String, PatternError> {
        let start = self.at;
        let body = &self.text[start + 1..];
        let mut escaped = false;
        for (offset, char) in body.char_indices() {
            match char {
                '/' if !escaped => {
                    let regex = body[..offset].replace("\\/", "/");
                    self.at = start + offset + 2;
                    if let Some((span, reason)) = regex_fault(&regex) {
                        // An escaped mark is one letter longer here than in the regex.
                        let written = |at: usize| {
                            let (mut left, mut to) = (at, 0);
                            while left > 0 && to < offset {
                                to += if body.as_bytes()[to..].starts_with(b"\\/") { 2 } else { 1 };
                                left -= 1;
                            }
                            start + 1 + to
                        };
                        return Err(PatternError::new(
                            written(span.start)..written(span.end),
                            format!("not a regex: {reason}"),
                        ));
                    }
                    return Ok(regex);
                }
                '\\' => escaped = !escaped,
                _ => escaped = false,
            }
        }
        Err(PatternError::new(start..start + 1, "this shape is not closed")
            .help("a shape is a regex between two `/`; the mark itself as text is `'/'`"))
    }

    /// A name after `~`, `@` or inside `< >`.
    fn name(&mut self, start: usize, what: &str) -> Result<String, PatternError> {
        let rest = self.rest();
        let end = rest
            .find(|c: char| {
                !(c.is_alphanumeric() || c == '_' || c == '-' || c == '.' || c == '\'' || c == '’')
            })
            .unwrap_or(rest.len());
        // `...` after a name is a gap, not part of it.
        let end = rest[..end].find("..").unwrap_or(end);
        if end == 0 {
            return Err(PatternError::new(start..self.at, format!("{what} is missing here"))
                .help("write it right after the mark, without a space"));
        }
        let name = rest[..end].to_owned();
        self.at += end;
        Ok(name)
    }

    fn class(&mut self) -> Result<Node, PatternError> {
        let start = self.at;
        self.at += 1;
        let name = self.name(start, "the name of a class or macro")?;
        let mut arguments = Vec::new();
        if self.peek() == Some('(') {
            let open = self.at;
            let Some(length) = self.rest().find(')') else {
                return Err(PatternError::new(open..open + 1, "this bracket is not closed"));
            };
            let body = &self.text[open + 1..open + length];
            arguments = body.split(',').map(|part| part.trim().to_owned()).collect();
            self.at = open + length + 1;
        }
        Ok(Node { kind: NodeKind::Class(name, arguments), span: start..self.at })
    }

    fn mention(&mut self) -> Result<Node, PatternError> {
        let start = self.at;
        let Some(length) = self.rest().find('>') else {
            return Err(PatternError::new(start..start + 1, "this `<` is not closed")
                .help("a mention is `<ORG>`; the mark itself as text is `'<'`"));
        };
        let body = &self.text[start + 1..start + length];
        self.at = start + length + 1;
        let span = start..self.at;
        let (body, list) = match body.strip_suffix('+') {
            Some(body) => (body, true),
            None => (body, false),
        };
        let mut types = Vec::new();
        for part in body.split('|') {
            let (name, subtype) = match part.split_once(':') {
                Some((name, subtype)) => (name.trim(), Some(subtype.trim().to_owned())),
                None => (part.trim(), None),
            };
            if name.is_empty() || !name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_') {
                return Err(PatternError::new(span, format!("`{part}` is not the name of a type"))
                    .help("write `<ORG>`, `<ORG:bank>`, `<ORG|PLACE>` or `<ORG+>`"));
            }
            types.push((name.to_owned(), subtype));
        }
        let kind = if list { NodeKind::List(types) } else { NodeKind::Mention(types) };
        Ok(Node { kind, span })
    }

    fn word_or_role(&mut self) -> Result<Node, PatternError> {
        let start = self.at;
        let rest = self.rest();
        let name = rest
            .find(|c: char| !(c.is_ascii_lowercase() || c == '_' || c.is_ascii_digit()))
            .unwrap_or(rest.len());
        if name > 0
            && rest[name..].starts_with(':')
            && !rest[name + 1..].starts_with(|c: char| c.is_whitespace())
            && rest.len() > name + 1
        {
            let role = rest[..name].to_owned();
            self.at += name + 1;
            let inner = self.item()?;
            if matches!(
                inner.kind,
                NodeKind::Gap | NodeKind::Not(_) | NodeKind::Start | NodeKind::End
            ) {
                return Err(PatternError::new(
                    start..self.at,
                    "a role needs something that has text",
                )
                .help("put the role on a word, a class, a mention or a bracket"));
            }
            return Ok(Node { kind: NodeKind::Role(role, Box::new(inner)), span: start..self.at });
        }
        let end = rest
            .find(|c: char| c.is_whitespace() || "()|?*\"<>@~^$!/".contains(c))
            .unwrap_or(rest.len());
        let end = rest[..end]
            .find("...")
            .unwrap_or(end)
            .max(rest.chars().next().map_or(0, char::len_utf8));
        let word = rest[..end].to_owned();
        self.at += end;
        Ok(Node { kind: NodeKind::Word(word), span: start..self.at })
    }
}

/// What is wrong with the syntax of a regex: its bytes and the reason; none if nothing is. One that is
/// too large is told by who compiles it.
#[must_use]
pub fn regex_fault(regex: &str) -> Option<(Range<usize>, String)> {
    let (span, reason) = match regex_syntax::Parser::new().parse(regex) {
        Ok(_) => return None,
        Err(regex_syntax::Error::Parse(error)) => (*error.span(), error.kind().to_string()),
        Err(regex_syntax::Error::Translate(error)) => (*error.span(), error.kind().to_string()),
        Err(error) => return Some((0..regex.len(), error.to_string())),
    };
    let reason = reason.split(", but").next().unwrap_or("").to_owned();
    Some((span.start.offset..span.end.offset, reason))
}

fn has_star(node: &Node) -> bool {
    match &node.kind {
        NodeKind::Star(_) | NodeKind::List(_) => true,
        NodeKind::Seq(items) | NodeKind::Alt(items) => items.iter().any(has_star),
        NodeKind::Opt(inner) | NodeKind::Role(_, inner) => has_star(inner),
        _ => false,
    }
}

fn is_single(node: &Node) -> bool {
    match &node.kind {
        NodeKind::Word(_)
        | NodeKind::Exact(_)
        | NodeKind::Lemma(_)
        | NodeKind::Class(..)
        | NodeKind::Mention(_)
        | NodeKind::Shape(_) => true,
        NodeKind::Alt(items) => items.iter().all(is_single),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_the_notation() {
        let pattern = Pattern::parse("a:<ORG+> ... @aux? ~signer (une | un | l')? instrument:@instrument avec b:<ORG|PLACE:city>").expect("valid");
        let NodeKind::Seq(items) = &pattern.root.kind else { panic!("a sequence") };
        assert_eq!(items.len(), 8);
        assert!(matches!(&items[0].kind, NodeKind::Role(role, _) if role == "a"));
        assert!(matches!(items[1].kind, NodeKind::Gap));
        assert!(matches!(&items[3].kind, NodeKind::Lemma(lemma) if lemma == "signer"));
        let day =
            Pattern::parse("(weekday:@weekday ','?)? day:/\\d{1,2}/ month:@month").expect("valid");
        assert!(matches!(day.root.kind, NodeKind::Seq(items) if items.len() == 3));
    }

    #[test]
    fn faults_have_a_place() {
        for (text, span) in [
            ("(a | b", 0..1),
            ("a)", 1..2),
            ("é <ORG", 3..4),
            ("é ? b", 3..4),
            ("(a*)*", 0..5),
            ("a | | b", 3..4),
            ("é !| b", 4..5),
            ("(é role:)", 9..10),
            ("/[/", 1..2),
            ("/é\\/è(/", 7..8),
            ("\"Mot", 0..1),
            ("!(a b)", 1..6),
            ("role:...", 0..8),
            ("é <or g>", 3..9),
        ] {
            let error = Pattern::parse(text).expect_err(text);
            assert_eq!(error.span, span, "{text}: {}", error.message);
        }
    }

    #[test]
    fn edges_are_those_of_the_whole_pattern() {
        let plain = |text: &str| Pattern::parse(text).expect("valid").without_edges();
        for (text, edges, rest) in [
            ("^ groupe", (true, false), "groupe"),
            ("  ^groupe (de | du)?$", (true, true), "groupe (de | du)?"),
            ("groupe $", (false, true), "groupe"),
            ("(^ groupe | bourse)", (false, false), "(^ groupe | bourse)"),
            ("le '^'", (false, false), "le '^'"),
        ] {
            let pattern = Pattern::parse(text).expect("valid");
            assert_eq!(pattern.edges(), edges, "{text}");
            let kinds = |pattern: &Pattern| -> Vec<NodeKind> {
                pattern.items().iter().map(|item| item.kind.clone()).collect()
            };
            let wanted = Pattern::parse(rest).expect("valid");
            let left = plain(text).expect("something is left");
            assert_eq!(kinds(&left).len(), kinds(&wanted).len(), "{text}");
            let first = &left.items()[0].span;
            assert_eq!(text[first.start..].chars().next(), rest.chars().next(), "{text}");
        }
        assert!(plain("^ $").is_err());
        assert!(plain("^").is_err());
    }

    proptest::proptest! {
        #[test]
        fn never_panics(text in "(?s).{0,60}") {
            let _ = Pattern::parse(&text);
        }

        #[test]
        fn never_panics_on_its_own_marks(text in "[a-z()|?*<>+:@~'\"/!^$. é]{0,40}") {
            let _ = Pattern::parse(&text);
        }
    }
}
