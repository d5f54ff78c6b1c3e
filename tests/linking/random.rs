//! Random facts in which every rule of linking has something to do.

use super::build::{Doc, doc, org, person, place};
use extract::kb::facts::{DocumentFacts, Joined, LocalEntity};
use extract::kb::v1::{
    DateValue, Exact, ExternalId, Issue, MemberRole, OrganisationKind, PlaceKind, RelationAmount,
    RelationKind, Severity, Status,
};

/// A small generator of numbers, so that a failure is repeated by its seed.
pub struct Numbers(pub u64);

impl Numbers {
    /// The next number, less than `below`.
    pub fn next(&mut self, below: usize) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % below
    }

    /// One of a list.
    pub fn pick<T: Copy>(&mut self, list: &[T]) -> T {
        list[self.next(list.len())]
    }

    /// Shuffles.
    pub fn shuffle<T>(&mut self, list: &mut [T]) {
        for at in (1..list.len()).rev() {
            list.swap(at, self.next(at + 1));
        }
    }
}

const HEADS: &[&str] = &[
    "Centre régional d'investissement",
    "Université",
    "Office national de l'eau",
    "Fondation",
    "Ministère de l'énergie",
    "Banque",
    "Technopark",
    "Agence de développement",
    "Réseau des villes",
];
const TAILS: &[&str] = &[
    "",
    "Drâa-Tafilalet",
    "Draa - Tafilalet",
    "de Marrakech-Safi",
    "Hassan I",
    "Hassan II",
    "SA",
    "Béni-Mellal",
    "Béni-Mallal",
    "de Rabat",
    "Sénégal",
    "du Sénégal",
    "solidaire",
    "solidaires",
];
const SINGLE: &[&str] = &[
    "Technopark",
    "Tehnopark",
    "CRI",
    "UM6P",
    "OCP",
    "Groupe OCP",
    "Attijariwafa Bank",
    "Attijari wafa bank",
    "AFD",
    "Horizon",
    "CRI Béni-Mellal",
    "CRI Drâa-Tafilalet",
    "HORIZON",
];
const COUNTRIES: &[&str] = &["MA", "SN", "FR"];
const KINDS: &[OrganisationKind] = &[
    OrganisationKind::Other,
    OrganisationKind::Other,
    OrganisationKind::Company,
    OrganisationKind::Association,
    OrganisationKind::Ministry,
    OrganisationKind::University,
];

fn random_org(n: &mut Numbers) -> LocalEntity {
    let name = if n.next(3) == 0 {
        n.pick(SINGLE).to_owned()
    } else {
        format!("{} {}", n.pick(HEADS), n.pick(TAILS)).trim().to_owned()
    };
    let mut entity = org(&name);
    entity.organisation_kind = n.pick(KINDS);
    if n.next(4) == 0 {
        entity.country = Some(n.pick(COUNTRIES).to_owned());
    }
    if n.next(4) == 0 {
        entity.acronym = Some((n.pick(&["CRI", "ONE", "AD", "AFD", "UH"])).to_owned());
    }
    if n.next(6) == 0 {
        entity.aliases.push(format!("{} {}", n.pick(HEADS), n.pick(TAILS)).trim().to_owned());
        entity.joined.push(Joined {
            name: entity.aliases[0].clone(),
            rule: "test.joined".to_owned(),
            score: 700 + u16::try_from(n.next(200)).expect("small"),
        });
    }
    if n.next(8) == 0 {
        entity.gazetteer = Some(format!("{} {}", n.pick(HEADS), n.pick(TAILS)).trim().to_owned());
    }
    if n.next(10) == 0 {
        let value = format!("Q{}", n.next(6));
        entity.ids.push(ExternalId { scheme: "wikidata".to_owned(), value });
    }
    entity
}

fn random_relation(doc: Doc, n: &mut Numbers, entities: usize, persons: &[u32]) -> Doc {
    let kind = n.pick(RelationKind::SHIPPED);
    let directed = !matches!(kind, RelationKind::AGREEMENT | RelationKind::COLLABORATION);
    let count = 2 + n.next(3);
    let members: Vec<(MemberRole, u32)> = (0..count)
        .map(|at| {
            let role = match (directed, at) {
                (false, _) => MemberRole::Partner,
                (true, 0) => MemberRole::Source,
                (true, _) => MemberRole::Target,
            };
            // One index in fifty is not there, as in a damaged file.
            let entity = if n.next(50) == 0 { 999 } else { n.next(entities) };
            (role, u32::try_from(entity).expect("small"))
        })
        .collect();
    random_statement(doc, n, kind, &members, persons)
}

fn random_statement(
    doc: Doc,
    n: &mut Numbers,
    kind: RelationKind,
    members: &[(MemberRole, u32)],
    persons: &[u32],
) -> Doc {
    let date = (n.next(2) == 0).then(|| match n.next(3) {
        0 => ("2019", "2019-01-01", "2019-12-31"),
        1 => ("2019-04-10", "2019-04-10", "2019-04-10"),
        _ => ("2021-05", "2021-05-01", "2021-05-31"),
    });
    let status = n.pick(Status::ALL);
    let instrument = n.pick(&[None, None, Some("convention"), Some("Protocole")]);
    let object = n.pick(&[None, None, Some("la formation des jeunes"), Some("l'eau potable")]);
    let money = n.pick(&[None, None, Some(1_000_000), Some(1_050_000), Some(5_000_000)]);
    let score = u16::try_from(300 + n.next(700)).expect("small");
    let signatory = (!persons.is_empty() && n.next(3) == 0).then(|| n.pick(persons));
    doc.relation(kind, members, |relation| {
        relation.status = status;
        relation.score = score;
        relation.instrument = instrument.map(str::to_owned);
        relation.object = object.map(str::to_owned);
        relation.date = date.map(|(value, earliest, latest)| DateValue {
            value: value.to_owned(),
            earliest: Some(earliest.to_owned()),
            latest: Some(latest.to_owned()),
        });
        relation.amount = money.map(|money: i64| RelationAmount {
            mention: format!("m{money}"),
            value: Exact(money.into()),
            value_max: None,
            unit: Some("EUR".to_owned()),
            shared: false,
        });
        relation.signatories.extend(signatory.map(|person| (person, None, Some(members[0].1))));
    })
}

/// Facts of `count` documents, some of them reprints, some delivered twice.
pub fn facts(seed: u64, count: usize) -> Vec<DocumentFacts> {
    let n = &mut Numbers(seed);
    let mut out = Vec::new();
    for at in 0..count {
        let mut doc = doc(&format!("texte {seed} {at}"));
        if n.next(3) > 0 {
            doc = doc.published(n.pick(&["2019", "2020-02", "2021-05-14"]));
        }
        if n.next(4) == 0 {
            let body: String =
                (0..300).map(|word| format!("mot{} ", word + 1000 * (at % 3))).collect();
            doc = doc.text(&body);
        }
        let entities = 2 + n.next(5);
        let mut persons = Vec::new();
        for entity in 0..entities {
            doc = match n.next(6) {
                0 => {
                    persons.push(u32::try_from(entity).expect("small"));
                    let mut person = person(n.pick(&[
                        "Ali Benali",
                        "ALI BENALI",
                        "Benali",
                        "Fatima-Zahra Alaoui",
                    ]));
                    person.roles.push((Some("directrice".to_owned()), Some(0)));
                    doc.with(person)
                }
                1 => {
                    let name = n.pick(&["Rabat", "rabat", "Dakar", "Québec"]);
                    let kind = n.pick(&[PlaceKind::City, PlaceKind::Region]);
                    let mut place = place(name, kind, n.pick(COUNTRIES));
                    if n.next(3) == 0 {
                        place.country = None;
                    }
                    if n.next(3) == 0 {
                        let value = name.len().to_string();
                        place.ids.push(ExternalId { scheme: "geonames".to_owned(), value });
                        place.coordinates = Some((34.0, -6.8));
                    }
                    doc.with(place)
                }
                _ => doc.with(random_org(n)),
            };
            if n.next(3) == 0 {
                doc = doc.mention(entity, "ce\n centre");
            }
        }
        for _ in 0..n.next(3) {
            doc = random_relation(doc, n, entities, &persons);
        }
        // Two bodies of which many documents speak.
        if n.next(2) == 0 {
            doc = doc.with(org("Cluster solaire")).with(org("Banque Atlas"));
            let pair = [entities, entities + 1].map(|at| u32::try_from(at).expect("small"));
            doc = random_statement(
                doc,
                n,
                RelationKind::AGREEMENT,
                &pair.map(|at| (MemberRole::Partner, at)),
                &persons,
            );
        }
        let mut facts = doc.done();
        for mention in &mut facts.mentions {
            mention.is_name = mention.surface != "ce\n centre" || mention.char_start % 2 == 0;
        }
        if n.next(5) == 0 {
            facts.issues.push(Issue {
                locator: facts.document.locator.clone(),
                record: None,
                code: "D003".to_owned(),
                severity: Severity::Warning,
                message: "test".to_owned(),
            });
        }
        if n.next(6) == 0 {
            let mut again = facts.clone();
            again.document.locator = format!("ailleurs/{at}.jsonl");
            again.document.record = Some(at.to_string());
            out.push(again);
        }
        out.push(facts);
    }
    out
}
