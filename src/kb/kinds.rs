//! The closed enumerations of the published JSON: kinds, roles, statuses. Kinds of relations are open:
//! [`super::relation_kind`].

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

macro_rules! closed {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $text:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(
            Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
        )]
        pub enum $name {
            $($(#[$vdoc])* #[serde(rename = $text)] $variant,)+
        }

        impl $name {
            /// Every variant, in declaration order.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The published spelling.
            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $text),+ }
            }
        }

        impl std::str::FromStr for $name {
            type Err = ();
            fn from_str(text: &str) -> Result<Self, ()> {
                match text { $($text => Ok(Self::$variant),)+ _ => Err(()) }
            }
        }
    };
}

closed!(
    /// Kind of an entity.
    EntityKind {
        /// A named body that can act.
        Organisation = "organisation",
        /// A named human.
        Person = "person",
        /// A named location.
        Place = "place",
    }
);

closed!(
    /// Kind of body.
    OrganisationKind {
        /// A company.
        Company = "company",
        /// A bank or other credit institution.
        Bank = "bank",
        /// A public agency, office or authority.
        PublicAgency = "public_agency",
        /// A ministry or department of state.
        Ministry = "ministry",
        /// A government or state.
        Government = "government",
        /// A local or regional authority.
        LocalAuthority = "local_authority",
        /// An embassy, consulate or delegation.
        Embassy = "embassy",
        /// A university.
        University = "university",
        /// A school or faculty.
        School = "school",
        /// A laboratory or research institute.
        Laboratory = "laboratory",
        /// A cluster.
        Cluster = "cluster",
        /// A technology or natural park.
        Park = "park",
        /// An incubator or accelerator.
        Incubator = "incubator",
        /// An association.
        Association = "association",
        /// A non-governmental organisation.
        Ngo = "ngo",
        /// A foundation.
        Foundation = "foundation",
        /// A chamber of commerce, trade or agriculture.
        Chamber = "chamber",
        /// A federation of bodies.
        Federation = "federation",
        /// A union.
        Union = "union",
        /// A political party.
        Party = "party",
        /// A parliament or parliamentary group.
        Parliament = "parliament",
        /// A court.
        Court = "court",
        /// A free-standing commission.
        Commission = "commission",
        /// A sports club.
        Club = "club",
        /// An international organisation.
        International = "international",
        /// A news agency, newspaper or publisher.
        Media = "media",
        /// A network or community.
        Network = "network",
        /// A fund that itself pays.
        Fund = "fund",
        /// A programme or initiative that itself acts.
        Programme = "programme",
        /// A hospital.
        Hospital = "hospital",
        /// A museum.
        Museum = "museum",
        /// Any other, or unknown.
        Other = "other",
    }
);

closed!(
    /// Kind of place.
    PlaceKind {
        /// A country.
        Country = "country",
        /// A first or second level subdivision or natural region.
        Region = "region",
        /// A city, town or village.
        City = "city",
        /// A region of several countries, or a continent.
        WorldRegion = "world_region",
        /// A street or address.
        Address = "address",
        /// Sea, mountain, district, venue and others.
        Other = "other",
    }
);

closed!(
    /// Kind of a date expression.
    DateKind {
        /// A calendar date, month, year, season or quarter.
        Date = "date",
        /// A stretch with two ends.
        Interval = "interval",
        /// A length of time.
        Duration = "duration",
        /// A repeated time.
        Set = "set",
    }
);

closed!(
    /// Kind of an amount.
    AmountKind {
        /// A sum of money.
        Money = "money",
        /// A percentage.
        Percent = "percent",
        /// People or things counted.
        Count = "count",
        /// A physical quantity or an age.
        Measure = "measure",
    }
);

closed!(
    /// How a figure is qualified.
    Modifier {
        /// "environ".
        About = "about",
        /// "plus de".
        MoreThan = "more_than",
        /// "au moins".
        AtLeast = "at_least",
        /// "moins de".
        LessThan = "less_than",
        /// "jusqu'à".
        AtMost = "at_most",
    }
);

closed!(
    /// Whether a relation holds.
    Status {
        /// Signed, running or past.
        Effective = "effective",
        /// Announced.
        Planned = "planned",
        /// Over.
        Ended = "ended",
        /// Said not to be.
        Denied = "denied",
    }
);

closed!(
    /// Role of a member in a relation.
    MemberRole {
        /// A party of a symmetric relation.
        Partner = "partner",
        /// Who supports, pays or belongs.
        Source = "source",
        /// Who is supported, paid or belonged to.
        Target = "target",
    }
);
