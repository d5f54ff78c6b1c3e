//! JSON-LD in the words of schema.org: organisations, persons, places and articles as what they are,
//! a relation as an `Action` with its agents, its place and the article that tells of it. The context
//! is in the file, so reading it asks no network. Mentions, dates and amounts outside relations are
//! left out.

use std::io::{self, Write};

use serde_json::{Value, json};

use crate::kb::v1::{
    ExternalId, KnowledgeBase, MemberRole, NameCount, OrganisationKind, PlaceKind, Relation, Status,
};

/// Writes the graph, one thing a line.
///
/// # Errors
/// When `out` refuses.
pub fn graph(kb: &KnowledgeBase, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "{{\"@context\": {{\"@vocab\": \"https://schema.org/\"}},\n\"@graph\": [")?;
    let organisations = kb.organisations.iter().map(|one| {
        json!({
            "@id": urn(&one.id), "@type": organisation_type(one.kind), "name": one.name,
            "alternateName": forms(&one.names, one.acronym.as_deref(), &one.name),
            "additionalType": urn(&format!("kind:{}", one.kind.as_str())),
            "addressCountry": one.country, "sameAs": same_as(&one.ids),
        })
    });
    let persons = kb.persons.iter().map(|one| {
        let bodies = one.roles.iter().filter_map(|role| role.organisation.as_deref());
        json!({
            "@id": urn(&one.id), "@type": "Person", "name": one.name,
            "alternateName": forms(&one.names, None, &one.name),
            "jobTitle": one.roles.iter().filter_map(|role| role.role.as_deref()).collect::<Vec<_>>(),
            "worksFor": bodies.map(reference).collect::<Vec<_>>(),
        })
    });
    let places = kb.places.iter().map(|one| {
        let position = one.latitude.zip(one.longitude).map(|(latitude, longitude)| {
            json!({"@type": "GeoCoordinates", "latitude": latitude, "longitude": longitude})
        });
        json!({
            "@id": urn(&one.id), "@type": place_type(one.kind), "name": one.name,
            "alternateName": forms(&one.names, None, &one.name),
            "addressCountry": one.country, "geo": position, "sameAs": same_as(&one.ids),
        })
    });
    let documents = kb.documents.iter().map(|one| {
        json!({
            "@id": urn(&one.id), "@type": "Article", "headline": one.title,
            "datePublished": one.published, "inLanguage": one.language, "url": one.url,
            "author": one.author, "publisher": one.publisher, "identifier": one.locator,
        })
    });
    let relations = kb.relations.iter().map(action);
    let things = organisations.chain(persons).chain(places).chain(documents).chain(relations);
    for (number, thing) in things.enumerate() {
        out.write_all(if number == 0 { b"" } else { b",\n" })?;
        serde_json::to_writer(&mut *out, &without_gaps(thing))?;
    }
    writeln!(out, "\n]}}")
}

fn action(one: &Relation) -> Value {
    let of = |roles: &[MemberRole]| -> Vec<Value> {
        let members = one.members.iter().filter(|member| roles.contains(&member.role));
        members.map(|member| reference(&member.entity)).collect()
    };
    let status = match one.status {
        Status::Effective => Some("ActiveActionStatus"),
        Status::Planned => Some("PotentialActionStatus"),
        Status::Ended => Some("CompletedActionStatus"),
        Status::Denied => Some("FailedActionStatus"),
    };
    let sum = one.amount.as_ref().map(|amount| {
        json!({"@type": "MonetaryAmount", "value": amount.value, "maxValue": amount.value_max,
            "currency": amount.unit})
    });
    json!({
        "@id": urn(&one.id), "@type": "Action",
        "additionalType": urn(&format!("relation:{}", one.kind.as_str())),
        "name": one.kind.as_str(),
        "actionStatus": status.map(|status| json!({"@id": format!("https://schema.org/{status}")})),
        "agent": of(&[MemberRole::Source, MemberRole::Partner]),
        "recipient": of(&[MemberRole::Target]),
        "participant": one.signatories.iter().map(|one| reference(&one.person)).collect::<Vec<_>>(),
        "startTime": one.date.as_ref().and_then(|date| date.earliest.clone()),
        "location": one.place.as_deref().map(reference),
        "result": sum.map(without_gaps), "description": one.object,
        "subjectOf": one.evidence.iter().map(|proof| json!({
            "@type": "Quotation", "text": proof.quote, "isPartOf": reference(&proof.document),
        })).collect::<Vec<_>>(),
    })
}

fn urn(id: &str) -> String {
    format!("urn:extract:{id}")
}

fn reference(id: &str) -> Value {
    json!({"@id": urn(id)})
}

fn forms<'kb>(names: &'kb [NameCount], acronym: Option<&'kb str>, name: &str) -> Vec<&'kb str> {
    let forms = names.iter().map(|form| form.name.as_str()).chain(acronym);
    forms.filter(|form| *form != name).collect()
}

fn same_as(ids: &[ExternalId]) -> Vec<Value> {
    let address = |id: &ExternalId| match id.scheme.as_str() {
        "wikidata" => Some(format!("http://www.wikidata.org/entity/{}", id.value)),
        "geonames" => Some(format!("https://sws.geonames.org/{}/", id.value)),
        _ => None,
    };
    ids.iter().filter_map(address).map(|address| json!({"@id": address})).collect()
}

fn organisation_type(kind: OrganisationKind) -> &'static str {
    use OrganisationKind as Kind;
    match kind {
        Kind::Company | Kind::Bank => "Corporation",
        Kind::PublicAgency | Kind::Ministry | Kind::Government | Kind::LocalAuthority => {
            "GovernmentOrganization"
        }
        Kind::University => "CollegeOrUniversity",
        Kind::School => "EducationalOrganization",
        Kind::Laboratory => "ResearchOrganization",
        Kind::Ngo | Kind::Foundation => "NGO",
        Kind::Media => "NewsMediaOrganization",
        Kind::Hospital => "Hospital",
        Kind::Museum => "Museum",
        Kind::Party => "PoliticalParty",
        _ => "Organization",
    }
}

fn place_type(kind: PlaceKind) -> &'static str {
    match kind {
        PlaceKind::Country => "Country",
        PlaceKind::City => "City",
        PlaceKind::Region => "AdministrativeArea",
        _ => "Place",
    }
}

/// Leaves out what is null or an empty list: linked data says only what is known.
fn without_gaps(value: Value) -> Value {
    match value {
        Value::Object(map) => {
            let known = map.into_iter().filter(|(_, value)| {
                !value.is_null() && value.as_array().is_none_or(|list| !list.is_empty())
            });
            Value::Object(known.collect())
        }
        other => other,
    }
}
