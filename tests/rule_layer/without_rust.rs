//! A language with its own lexicon, macro, values, names, status, kinds of relation and relations:
//! files in a temporary folder, no Rust.

use super::Scratch;

const NOTE: &str = "Hoy la UNICEF ha firmado un convenio con la UNESCO el 10 de abril de 2019. Los dos organismos \
     trabajan en la capital para los niños de la región, y el acuerdo dura un año. La UNESCO supervisa la \
     UNICEF en la capital.\n";

#[test]
fn a_language_a_lexicon_and_a_kind_of_relation_are_files_only() {
    let scratch = Scratch::new();
    scratch.file(
        "rules/pack.toml",
        "name = 'prueba'\nversion = '1'\nengine = 1\nlanguages = ['es']\n\
         types = ['NUMBER', 'DATE', 'MONEY', 'ORG', 'PLACE', 'PERSON', 'OTHER', 'GROUP', 'NONE']\n\
         phases = ['shapes', 'dates']\n\
         [[relation_kind]]\nid = 'agreement'\nmeans = 'a signed instrument'\npartner = 'party'\n\
         [[relation_kind]]\nid = 'oversight'\nmeans = 'the source watches over the target'\n\
         directed = true\nsource = 'overseer'\ntarget = 'overseen'\n",
    );
    scratch.file(
        "rules/es/language.toml",
        "gap = 8\ngap_stops = [';']\ncommon_words = 'function_word'\n",
    );
    scratch.file(
        "rules/es/words.csv",
        "form,lemma,class,features\n\
         el,,function_word,\nla,,function_word,\nde,,function_word,\ncon,,function_word,\n\
         un,,function_word,\nha,,function_word,\nen,,function_word,\ny,,function_word,\n\
         los,,function_word,\nque,,function_word,\npara,,function_word,\n\
         convenio,convenio,instrument,gender=m\nacuerdo,acuerdo,instrument,gender=m\n\
         enero,,month,month=1\nabril,,month,month=4\nmayo,,month,month=5\n\
         firma,firmar,lemma_forms,\nfirmó,firmar,lemma_forms,\nfirmado,firmar,lemma_forms,\n\
         vigila,vigilar,lemma_forms,\nsupervisa,supervisar,lemma_forms,\n",
    );
    scratch.file(
        "rules/es/macros.toml",
        "[macro.list_separator]\npattern = \"(, | y | , y) (el | la | los)?\"\n\
         [macro.det]\npattern = \"(el | la | un | una)\"\n",
    );
    scratch.file(
        "rules/es/values.toml",
        r#"
phase = "dates"

[[value]]
id = "es.date.day-month-year"
says = "el 10 de abril de 2019"
make = "date"
pattern = 'day:/\d{1,2}/ de month:@month de year:/\d{4}/'
[[value.match]]
text = "El [10 de abril de 2019] en la capital."
value = "2019-04-10"
[[value.no]]
text = "Una ciudad de 10 calles."
"#,
    );
    scratch.file(
        "rules/es/names.toml",
        r#"
[[evidence]]
id = "es.org.known"
for = "ORG"
feature = "gazetteer_org"
weight = 5.0
[[evidence.match]]
text = "Hoy la [Banque mondiale] firma un convenio."
[[evidence.no]]
text = "Hoy la [Kazarta Vorlane] firma un convenio."

[[evidence]]
id = "es.org.acronym"
for = "ORG"
feature = "gazetteer_org_acronym"
weight = 5.0
[[evidence.match]]
text = "Hoy la [UNICEF] firma un convenio."
[[evidence.no]]
text = "Hoy la [KZRT] firma un convenio."

[[evidence]]
id = "es.org.agent"
says = "la X ha firmado"
for = "ORG"
pattern = ">< ha firmado"
weight = 4.0
[[evidence.match]]
text = "Hoy la [UNICEF] ha firmado un convenio."
[[evidence.no]]
text = "La UNICEF firma un convenio."
"#,
    );
    scratch.file(
        "rules/es/relations.toml",
        r#"
[[relation]]
id = "es.agreement.sign-with"
says = "X ha firmado un convenio con Y"
kind = "agreement"
parties = ["a", "b"]
instrument = "instrument"
pattern = "a:<ORG> (ha firmado | ~firmar) ... instrument:@instrument ... con @det? b:<ORG+>"
[[relation.match]]
text = "La [a:UNICEF] ha firmado un [instrument:convenio] con la [b:UNESCO] en abril."
given = "ORG: UNICEF; UNESCO"
[[relation.no]]
text = "La UNICEF conoce el convenio de la UNESCO."
given = "ORG: UNICEF; UNESCO"

[[relation]]
id = "es.oversight.watches"
says = "X supervisa Y"
kind = "oversight"
source = ["s"]
target = ["t"]
pattern = "s:<ORG> (~supervisar | ~vigilar) @det? t:<ORG>"
[[relation.match]]
text = "La [s:UNICEF] supervisa la [t:UNESCO] desde mayo."
given = "ORG: UNICEF; UNESCO"
[[relation.no]]
text = "La UNICEF supervisa los convenios."
given = "ORG: UNICEF"

[[cue]]
id = "es.status.negation"
says = "no ha firmado"
kind = "denied"
scope = "clause"
pattern = "no (ha | han)"
[[cue.match]]
text = "La UNICEF [no ha] firmado un convenio."
[[cue.no]]
text = "La UNICEF ha firmado un convenio."
"#,
    );
    scratch.done(&["rules", "check", "--strict", "--rules", "rules"]);
    let text = scratch.done(&["rules", "test", "--strict", "--rules", "rules"]);
    assert!(text.contains("14 examples: 14 validated"), "{text}");

    scratch.file("nota.txt", NOTE);
    let text = scratch.done(&["run", "nota.txt", "--rules", "rules", "--stdout", "--quiet"]);
    let kb: serde_json::Value = serde_json::from_str(&text).expect("kb.json");
    assert_eq!(kb["documents"][0]["language"], "es", "{text}");
    assert_eq!(kb["dates"][0]["value"], "2019-04-10", "{text}");
    let of = |kind: &str| -> &serde_json::Value {
        let all = kb["relations"].as_array().expect("a table");
        all.iter().find(|one| one["kind"] == kind).unwrap_or_else(|| panic!("no {kind}: {text}"))
    };
    let relation = of("agreement");
    assert_eq!(relation["members"].as_array().map(Vec::len), Some(2), "{text}");
    assert_eq!(relation["evidence"][0]["rule"], "es.agreement.sign-with", "{text}");

    let relation = of("oversight");
    assert_eq!(relation["directed"], true, "{text}");
    assert_eq!(relation["members"][0]["role"], "source", "{text}");
    assert_eq!(relation["members"][1]["role"], "target", "{text}");

    // The kind has its own figures, and tables can be asked for it.
    scratch.done(&["run", "nota.txt", "--rules", "rules", "-o", "kb", "--quiet"]);
    let answer = scratch.done(&["query", "relations", "--kind", "oversight", "--kb", "kb"]);
    assert!(answer.contains("oversight") && !answer.contains("agreement"), "{answer}");
    let quote = "La UNESCO supervisa la UNICEF en la capital.";
    let at = NOTE.find(quote).expect("the sentence is there");
    let at = NOTE[..at].chars().count();
    let gold = serde_json::json!({
        "id": "nota", "sha256": null, "chars": NOTE.chars().count(), "lang": "es",
        "organisations": [{"name": "UNICEF", "mentions": []}, {"name": "UNESCO", "mentions": []}],
        "relations": [{"kind": "oversight", "source": "UNESCO", "target": "UNICEF",
                       "evidence": [at, at + quote.chars().count()]}],
    });
    scratch.file("gold/nota.json", &gold.to_string());
    scratch.file("gold/nota.txt", NOTE);
    let figures = scratch.done(&["eval", "gold", "--rules", "rules"]);
    assert!(figures.contains("oversight"), "{figures}");

    let text = scratch.done(&["why", "nota.txt", "--rules", "rules"]);
    assert!(text.contains("oversight: overseer: UNESCO, overseen: UNICEF"), "{text}");
    assert!(text.contains("by es.agreement.sign-with “X ha firmado un convenio con Y”"), "{text}");
}
