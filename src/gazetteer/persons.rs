//! First names, surnames and other proper names.

use super::Gazetteer;
use super::layout::person;

/// The gender of the persons who bear a first name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Gender {
    /// Men.
    Masculine,
    /// Women.
    Feminine,
    /// Both, or unknown.
    Either,
}

/// What is known of a first name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FirstName {
    /// Who bears it.
    pub gender: Gender,
    /// Also a common word of the language.
    pub is_word: bool,
    /// How many lists have it: 0 fewer than 8 or written by hand, 1 from 8, 2 from 12, 3 from 20.
    pub frequency: u8,
}

/// Classes of a proper name, one bit each.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct NameClasses(pub u8);

impl NameClasses {
    /// A first name.
    pub const FIRST_NAME: u8 = 1;
    /// A surname.
    pub const SURNAME: u8 = 1 << 1;
    /// A place, a firm, a work.
    pub const PROPER: u8 = 1 << 2;
    /// A title before a name.
    pub const TITLE: u8 = 1 << 3;
    /// An acronym.
    pub const ACRONYM: u8 = 1 << 4;
    /// Another noun with a capital.
    pub const NOUN: u8 = 1 << 5;

    /// Whether any bit of `mask` is set.
    #[must_use]
    pub fn any(self, mask: u8) -> bool {
        self.0 & mask != 0
    }
}

impl Gazetteer {
    /// A first name, by its [name key](crate::text::fold::name_key) (`jean baptiste`).
    #[must_use]
    pub fn first_name(&self, key: &str) -> Option<FirstName> {
        let flags = self.persons.get(key)?;
        if flags >> person::CLASS & 1 == 0 {
            return None;
        }
        let gender = match flags & person::GENDER {
            1 => Gender::Masculine,
            2 => Gender::Feminine,
            _ => Gender::Either,
        };
        let frequency = (flags >> person::FREQUENCY & 3) as u8;
        Some(FirstName { gender, is_word: flags & person::WORD != 0, frequency })
    }

    /// Whether a [name key](crate::text::fold::name_key) is a surname.
    #[must_use]
    pub fn surname(&self, key: &str) -> bool {
        self.name_classes(key).any(NameClasses::SURNAME)
    }

    /// The classes of a proper name, by its [name key](crate::text::fold::name_key); none if it is
    /// unknown.
    #[must_use]
    pub fn name_classes(&self, key: &str) -> NameClasses {
        let flags = self.persons.get(key).unwrap_or(0);
        NameClasses((flags >> person::CLASS & 0x3f) as u8)
    }
}
