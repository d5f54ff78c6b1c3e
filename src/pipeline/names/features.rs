//! Computed properties of a candidate, which evidence rules name with `feature = "…"`.
//!
//! What a property is worth stands in the rules; here it is only found out. A rule that names a
//! property not listed here is left out and told when rules are loaded.

macro_rules! features {
    ($($(#[doc = $doc:literal])* $name:ident = $text:literal,)+) => {
        /// A property of a candidate.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        #[repr(u8)]
        pub enum Feature {
            $($(#[doc = $doc])* $name,)+
        }

        impl Feature {
            /// Every property with its name in rules, in the order of the bits.
            pub const ALL: &'static [(Self, &'static str)] = &[$((Self::$name, $text)),+];
        }
    };
}

features! {
    /// Holds of every candidate: the place for a bias.
    Always = "always",
    /// One word in capitals, two letters or more.
    AllCapitals = "all_capitals",
    /// A capital inside a word.
    Camel = "camel",
    /// The name of an organisation that the gazetteer knows.
    GazetteerOrganisation = "gazetteer_org",
    /// An acronym that the gazetteer knows.
    GazetteerAcronym = "gazetteer_org_acronym",
    /// A brand that the gazetteer knows.
    GazetteerBrand = "gazetteer_brand",
    /// A place whose name is nothing else.
    PlaceSafe = "gazetteer_place_unambiguous",
    /// A place whose name is also a word.
    PlaceWord = "gazetteer_place_word",
    /// A place whose name is also a first name or surname.
    PlaceName = "gazetteer_place_name",
    /// A country or world region.
    Country = "gazetteer_country",
    /// Begins with a first name that is followed by another word.
    FirstName = "first_name",
    /// Ends with a known surname.
    Surname = "surname",
    /// A first name alone.
    FirstNameAlone = "first_name_alone",
    /// Two to four capitalised words, none of them in capitals only, no common word among them.
    PersonShape = "person_shape",
    /// Contains a particle of names (`El`, `Ben`, `Van`).
    Particle = "name_particle",
    /// One word.
    SingleWord = "single_word",
    /// Begins the sentence and its first word is a common word.
    SentenceInitialCommonWord = "sentence_initial_common_word",
    /// One word that the language has as a common word.
    CommonWord = "common_word",
    /// All words are common words of the language.
    AllCommonWords = "all_common_words",
    /// Begins with a head noun that is enough by itself.
    HeadStrong = "head_strong",
    /// Begins with a head noun that needs other evidence.
    HeadWeak = "head_weak",
    /// Begins with a head noun in lower case.
    HeadLower = "head_lower",
    /// A head noun alone, without any complement.
    HeadAlone = "head_alone",
    /// Ends with a head noun after other words (`Beirut Creative Cluster`).
    HeadLast = "head_last",
    /// The complement of the head has no capital.
    NoCapital = "no_capital",
    /// The complement has a capital that begins the name of a place or a proper name.
    ProperComplement = "proper_complement",
    /// The chain of complements goes on after the candidate.
    CouldGoOn = "could_go_on",
    /// An acronym in brackets stands inside, before the name goes on.
    AcronymInside = "acronym_inside",
    /// Two capitalised parts joined by a conjunction.
    Coordination = "coordination",
    /// Two common words joined by a conjunction (`Pêches et Océans`).
    CommonCoordination = "common_coordination",
    /// Two capitalised parts joined by "&".
    Ampersand = "ampersand",
    /// Two capitalised parts joined by a genitive, no head before.
    Genitive = "genitive",
    /// The last complement is a place after a locative preposition.
    LocativeTail = "locative_tail",
    /// The last complement is a purpose.
    PurposeTail = "purpose_tail",
    /// The last complement is in lower case and follows a proper name.
    LowerAfterName = "lower_after_name",
    /// Contains a legal form at an end.
    LegalForm = "legal_form",
    /// Begins with the head noun of an event.
    EventHead = "event_head",
    /// Begins with the head noun of a product.
    ProductHead = "product_head",
    /// Begins with the head noun of a prize.
    PrizeHead = "prize_head",
    /// Begins with the head noun of a law or plan.
    LawHead = "law_head",
    /// Begins with the head noun of a building.
    BuildingHead = "building_head",
    /// Begins with the head noun of a programme.
    ProgrammeHead = "programme_head",
    /// Begins with an internal organ.
    InternalOrgan = "internal_organ",
    /// Begins with a role.
    RoleFirst = "role_first",
    /// A demonym written with a capital.
    Demonym = "demonym",
    /// Begins with the head noun of an address.
    AddressHead = "address_head",
    /// Begins with the head noun of a lake, sea, mountain.
    PlaceHead = "place_head",
    /// In quotation marks.
    Quoted = "quoted",
    /// Followed by an acronym in brackets whose letters are its initials.
    AcronymAfter = "acronym_after",
    /// Stands alone in brackets after another candidate of which it has the initials.
    AcronymOfBefore = "acronym_of_before",
    /// Stands alone in brackets.
    InBrackets = "in_brackets",
    /// Followed by a place in brackets.
    PlaceInBracketsAfter = "place_in_brackets_after",
    /// Makes up the whole sentence, a byline or a caption.
    WholeLine = "whole_line",
    /// Proved an organisation elsewhere in the document.
    SeenOrganisation = "seen_as_org",
    /// Proved a place elsewhere in the document.
    SeenPlace = "seen_as_place",
    /// Proved a person elsewhere in the document.
    SeenPerson = "seen_as_person",
    /// Part of the name of a person proved elsewhere.
    PartOfPerson = "part_of_person",
    /// Begins the name of an organisation proved elsewhere.
    PartOfOrganisation = "part_of_org",
    /// An acronym that the document defines.
    AcronymDefined = "acronym_defined",
    /// Stands in a list beside organisations.
    ListOrganisation = "in_list_with_orgs",
    /// Stands in a list of which two members or more are sooner organisations and none anything else.
    ListOfOrganisations = "in_list_of_orgs",
    /// Stands in a list beside places.
    ListPlace = "in_list_with_places",
    /// Stands in a list of which two members or more are sooner places and none anything else.
    ListOfPlaces = "in_list_of_places",
    /// Stands in a list of which two members or more are sooner persons and none anything else.
    ListOfPersons = "in_list_of_persons",
    /// Stands in a list beside persons.
    ListPerson = "in_list_with_persons",
    /// Without head; every capitalised word is unknown to the language and to the gazetteer.
    UnknownWords = "unknown_words",
    /// Two words or more, capitalised, without head.
    SeveralWords = "several_words",
    /// One word in capitals that abbreviates a common noun (`PME`).
    CommonAcronym = "common_acronym",
    /// A small town outside the countries whose towns the press names without a word.
    PlaceMinor = "gazetteer_place_minor",
    /// A capitalised word touches it on the left or right: the name is cut.
    TouchesCapital = "touches_capital",
    /// Several words without head, one of them a place, side by side.
    PlaceInside = "place_inside",
    /// Several words, the first in capitals.
    AcronymFirst = "acronym_first",
    /// Followed by a word in capitals in brackets.
    BracketAfter = "bracket_after",
    /// Two to four words that are no common words, alone on a line.
    Signature = "signature",
    /// Proved to be something else elsewhere in the document.
    SeenOther = "seen_as_other",
    /// A role stands inside, after the first word.
    RoleInside = "role_inside",
    /// Contains a figure.
    Figure = "figure",
    /// Two names: a person's right after a body, or a person's or a known body's behind a genitive.
    PersonBehind = "person_behind",
    /// Stands in brackets after the name of a programme or event, which it abbreviates.
    AcronymOfOther = "acronym_of_other",
    /// Begins, inside a sentence, with a first name that is also a word.
    FirstNameWord = "first_name_word",
    /// Capitals in brackets right after a body.
    AcronymBehind = "acronym_behind_org",
    /// A known body and a place right after it (`Ecobank Togo`).
    PlaceBehind = "place_behind",
    /// One of the places of a pair that a hyphen joins (`Dakar` in `Dakar-Bamako`).
    PairPart = "place_pair_part",
    /// A pair of places that a hyphen joins, or of names proved elsewhere.
    PairWhole = "pair",
    /// One of two acronyms that a hyphen joins.
    AcronymPart = "acronym_pair_part",
    /// One of two acronyms that a hyphen joins and that the document proves one by one.
    AcronymPairPart = "proved_acronym_pair_part",
    /// Shares the plural head of the body before it (`Conseils régionaux de A et de B`).
    SharedHead = "shared_head",
    /// Ends with an English noun for events, products or programmes (`Booster Track`).
    OtherLast = "other_last",
    /// An unknown word one letter off a body's name that the document proves.
    Respelled = "respelled_org",
    /// A common word that the document writes with a capital again and again, and never small.
    OftenCapital = "often_capital",
    /// Right behind a title, or behind the body that a role leads to.
    AfterTitle = "after_title",
    /// Ends with a known first name and begins with none (`Bezara Romuald`).
    FirstNameLast = "first_name_last",
    /// Begins with a known body and goes on with capitalised words (`Caritas Jeunes et Familles`).
    KnownFirst = "known_first",
    /// Ends in the middle of a known place (`Wave Côte` of `Wave Côte d'Ivoire`).
    CutsPlace = "cuts_place",
    /// A member of the list that a plural noun for places opens (`villages de A, B et C`).
    AreaList = "area_list",
    /// A common noun with a capital and what belongs to it, behind a noun for bodies (`association Femmes bâtisseuses`).
    CalledSo = "called_so",
    /// In brackets behind a common noun in small letters whose initials it has (`appel à projets (AAP)`).
    AcronymOfCommon = "acronym_of_common",
    /// A made-up word in small letters that stands in the text again and again, never behind an article.
    SmallLetters = "small_letters",
    /// One word that no dictionary has and that the document names twice or more.
    NamedAgain = "named_again",
}

/// A set of properties.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Features(pub u128);

impl Features {
    /// Adds a property.
    pub fn set(&mut self, feature: Feature) {
        self.0 |= 1 << feature as u8;
    }

    /// Takes a property away.
    pub fn unset(&mut self, feature: Feature) {
        self.0 &= !(1 << feature as u8);
    }

    /// Whether the property holds.
    #[must_use]
    pub fn has(self, feature: Feature) -> bool {
        self.0 >> feature as u8 & 1 == 1
    }

    /// The bits that are set.
    pub fn bits(self) -> impl Iterator<Item = usize> {
        let mut rest = self.0;
        std::iter::from_fn(move || {
            if rest == 0 {
                return None;
            }
            let bit = rest.trailing_zeros() as usize;
            rest &= rest - 1;
            Some(bit)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn properties_fit_a_set() {
        assert!(Feature::ALL.len() <= 128);
        for (at, (feature, _)) in Feature::ALL.iter().enumerate() {
            assert_eq!(*feature as usize, at);
        }
    }
}
