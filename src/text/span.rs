//! Three half-open spans that do not mix: bytes inside, code points in the published knowledge
//! base, tokens in the matcher. Mixing them up is the commonest offset bug of annotation tools.

macro_rules! span {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name {
            /// First index inside the span.
            pub start: u32,
            /// First index past the span; never less than `start`.
            pub end: u32,
        }

        impl $name {
            /// A span from `start` up to and without `end`.
            ///
            /// # Panics
            /// In debug builds, when `end` is less than `start`.
            #[must_use]
            pub fn new(start: usize, end: usize) -> Self {
                debug_assert!(start <= end, "span ends before it starts: {start}..{end}");
                Self { start: index(start), end: index(end) }
            }

            /// Number of units covered.
            #[must_use]
            pub fn len(self) -> usize {
                (self.end - self.start) as usize
            }

            /// Whether nothing is covered.
            #[must_use]
            pub fn is_empty(self) -> bool {
                self.start == self.end
            }

            /// Whether `other` lies inside this span (or is equal to it).
            #[must_use]
            pub fn contains(self, other: Self) -> bool {
                self.start <= other.start && other.end <= self.end
            }

            /// Whether at least one unit belongs to both.
            #[must_use]
            pub fn overlaps(self, other: Self) -> bool {
                self.start < other.end && other.start < self.end
            }

            /// The smallest span that contains both.
            #[must_use]
            pub fn cover(self, other: Self) -> Self {
                Self { start: self.start.min(other.start), end: self.end.max(other.end) }
            }

            /// The span as a range, for slicing.
            #[must_use]
            pub fn range(self) -> std::ops::Range<usize> {
                self.start as usize..self.end as usize
            }
        }
    };
}

/// Documents larger than 4 GiB are refused when they are read, so an index always fits.
fn index(value: usize) -> u32 {
    u32::try_from(value).unwrap_or(u32::MAX)
}

span!(
    /// UTF-8 byte offsets into a text; both ends lie on character boundaries.
    ByteSpan
);
span!(
    /// Unicode code point offsets into a text: what the published knowledge base counts in, and
    /// what `text[start:end]` means in Python and R.
    CharSpan
);
span!(
    /// Token indices into a document's token vector.
    TokenSpan
);

impl ByteSpan {
    /// The text under the span.
    #[must_use]
    pub fn of(self, text: &str) -> &str {
        &text[self.range()]
    }
}
