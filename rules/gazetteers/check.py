#!/usr/bin/env python3
"""Check the committed gazetteers: sums, form, row counts, keys, and names that must resolve. Needs no network.

    check.py                      check everything; exit status 1 and a list when something fails
    check.py --write-checksums    record the sums of the data files in CHECKSUMS (rebuild.sh does)
"""

import csv
import hashlib
import re
import sys
import unicodedata
from pathlib import Path

sys.dont_write_bytecode = True
from build import HERE, fold  # noqa: E402

BUILT = [
    "brands.csv", "cities.csv", "countries.csv", "currencies.csv", "first_names.csv", "french_words.tsv",
    "proper_names.tsv", "regions.csv",
]  # fmt: skip
HAND = ["ambiguity_review.csv", "extra_names.csv", "first_names_extra.csv", "places_extra.csv", "region_names.csv"]

# file: least and most rows, key columns
SHAPE = {
    "brands.csv": (2_800, 4_000, ("wikidata",)),
    "cities.csv": (14_000, 15_500, ("geonames",)),
    "countries.csv": (270, 300, ("iso2", "m49")),
    "currencies.csv": (280, 300, ("code",)),
    "first_names.csv": (30_000, 31_000, ("name",)),
    "first_names_extra.csv": (100, 300, ("name",)),
    "french_words.tsv": (240_000, 300_000, ("form",)),
    "places_extra.csv": (250, 600, ("name", "kind", "country")),
    "proper_names.tsv": (7_000, 10_000, ("form", "class", "gender")),
    "regions.csv": (4_800, 4_900, ("code",)),
    "region_names.csv": (50, 500, ("code",)),
    "extra_names.csv": (100, 1_000, ("table", "key", "role", "form")),
    "ambiguity_review.csv": (100, 1_000, ("table", "key")),
}
ENUMS = {
    ("countries.csv", "kind"): {"country", "world_region"},
    ("cities.csv", "ambiguity"): {"", "word", "name", "stop"},
    ("regions.csv", "ambiguity"): {"", "word", "name", "stop"},
    ("places_extra.csv", "ambiguity"): {"", "word", "name", "stop"},
    ("places_extra.csv", "kind"): {"world_region", "region", "city", "other"},
    ("first_names.csv", "gender"): {"f", "m", "u"},
    ("first_names_extra.csv", "gender"): {"f", "m", "u"},
    ("proper_names.tsv", "gender"): {"", "f", "m"},
    ("proper_names.tsv", "class"): {"acronym", "first_name", "noun", "proper", "surname", "title"},
    ("brands.csv", "use"): {"detect", "link"},
}
# Names and the country that the biggest place of that name must have.
CITY_PROBES = """
Londres GB, Pékin CN, Le Caire EG, Laâyoune EH, Dakhla EH, Genève CH, Anvers BE, Tanger MA, Fès MA, Gand BE, Djeddah SA,
Le Cap ZA, Damas SY, Benguérir MA, Ouagadougou BF, Cotonou BJ, Port-au-Prince HT, Cap-Haïtien HT, Sherbrooke CA,
Liège BE, Namur BE, Lausanne CH, Fribourg CH, Tlemcen DZ, Oran DZ, Sfax TN, Bizerte TN, Thiès SN, Bobo-Dioulasso BF,
Pointe-Noire CG, Lubumbashi CD, Antananarivo MG, Francfort DE, N'Djaména TD, Salfit PS, Ramallah PS, Barcelone ES,
Nouakchott MR, Marrakech MA, Casablanca MA, Rabat MA, Salé MA, Agadir MA, Ouarzazate MA, Errachidia MA, Ifrane MA,
Settat MA, Alger DZ, Annaba DZ, Constantine DZ, Béjaïa DZ, Tunis TN, Sousse TN, Gabès TN, Dakar SN, Ziguinchor SN,
Abidjan CI, Bouaké CI, Yamoussoukro CI, Kinshasa CD, Goma CD, Brazzaville CG, Libreville GA, Yaoundé CM, Douala CM,
Lomé TG, Niamey NE, Bamako ML, Tombouctou ML, Conakry GN, Bangui CF, Kigali RW, Bujumbura BI, Moroni KM, Djibouti DJ,
Beyrouth LB, Bruxelles BE, Charleroi BE, Mons BE, Luxembourg LU, Monaco MC, Gatineau CA, Trois-Rivières CA, Montréal CA,
Québec CA, Bâle CH, Berne CH, Neuchâtel CH, Strasbourg FR, Bordeaux FR, Lyon FR, Nice FR, Papeete PF, Nouméa NC,
Fort-de-France MQ, Cayenne GF, Toamasina MG, Tamatave MG, Istanbul TR, Dubaï AE, Riyad SA, Addis-Abeba ET, Lisbonne PT,
Séville ES, Munich DE, Varsovie PL, Moscou RU, Kiev UA, Washington US, New York US, Bombay IN, La Haye NL
"""
# Not the biggest bearer of the name: some place of that name and country is enough.
ALSO_PROBES = "Saint-Louis SN, Tripoli LB, Saint-Denis RE, Valence FR, Victoria CA"
COUNTRY_PROBES = """
Maroc MA, Morocco MA, USA US, Etats-Unis US, RDC CD, Centrafrique CF, Côte d'Ivoire CI, Biélorussie BY, Royaume-Uni GB,
Cyprus CY, Greece GR, Émirats arabes unis AE, Palestine PS, Guyane GF, Afrique du Nord 015, Afrique de l'Ouest 011, Europe 150
"""
REGION_PROBES = """
Drâa-Tafilalet MA-08, Québec CA-QC, Wallonie BE-WAL, Île-de-France FR-IDF, PACA FR-PAC, Var FR-83, Tessin CH-TI,
Bavière DE-BY, Catalogne ES-CT, Flandre BE-VLG, Souss-Massa MA-09, Sud-Kivu CD-SK
"""
EXTRA_PROBES = "MENA, Maghreb, Sahel, Moyen-Orient, Méditerranée, Côte d'Azur, Rif, Casamance, Kabylie, Cévennes, Rawabi"
WORD_PROBES = {
    "soutenue": "Afs,Pfs:2+ir", "signa": "Vis3s:1+er", "signèrent": "Vis3p:5+er", "rappelons": "Vip1p,Vmp1p:3+er",
    "accord": "N", "selon": "E", "est": "Vip3s:3+être", "marocaines": "Afp,Nfp:2+", "réunissant": "G:",
}  # fmt: skip

failures = []


def expect(ok, message):
    if not ok:
        failures.append(message)


def read_rows(name):
    lines = [line for line in (HERE / name).read_text("utf-8").split("\n") if not line.startswith("#")]
    if name.endswith(".tsv"):
        header, *rows = [line.split("\t") for line in lines if line]
        return [dict(zip(header, row, strict=True)) for row in rows]
    return list(csv.DictReader(lines))


def probes(text):
    return [tuple(item.strip().rsplit(" ", 1)) for item in text.replace("\n", " ").split(",")]


def index(rows, code):
    """Folded name or variant -> rows, best (most populous) first."""
    found = {}
    for row in sorted(rows, key=lambda r: -int(r.get("population") or 0)):
        for name in [row["name"], *row["variants"].split("|")]:
            found.setdefault(fold(name), []).append((row[code] or row.get("m49", ""), row))
    return found


def check_sums():
    recorded = {}
    for line in (HERE / "CHECKSUMS").read_text("utf-8").splitlines():
        digest, name = line.split("  ")
        recorded[name] = digest
    expect(sorted(recorded) == sorted(BUILT), "CHECKSUMS does not list exactly the built files")
    for name, digest in recorded.items():
        actual = hashlib.sha256((HERE / name).read_bytes()).hexdigest()
        expect(actual == digest, f"{name}: sum differs from CHECKSUMS")


def check_form(name):
    data = (HERE / name).read_bytes()
    text = data.decode("utf-8")
    expect(b"\r" not in data and data.endswith(b"\n"), f"{name}: line ends")
    expect(unicodedata.is_normalized("NFC", text), f"{name}: not NFC")


def check_shape(name, rows):
    least, most, key = SHAPE[name]
    expect(least <= len(rows) <= most, f"{name}: {len(rows)} rows, expected {least} to {most}")
    seen = set()
    for row in rows:
        value = tuple(row[column] for column in key)
        expect(value not in seen, f"{name}: duplicate key {value}")
        seen.add(value)
        variants = row.get("variants", "")
        expect(not variants or "" not in variants.split("|"), f"{name}: empty variant in {value}")
    for (file, column), allowed in ENUMS.items():
        if file == name:
            expect({row[column] for row in rows} <= allowed, f"{name}: unknown value in {column}")


def check_references(tables):
    countries = {row["iso2"] for row in tables["countries.csv"]} - {""}
    regions = {row["code"] for row in tables["regions.csv"]}
    cities = {row["geonames"] for row in tables["cities.csv"]}
    for row in tables["cities.csv"]:
        expect(row["country"] in countries, f"cities.csv: {row['geonames']} in unknown country {row['country']}")
        expect(not row["region"] or row["region"] in regions, f"cities.csv: unknown region {row['region']}")
    for row in tables["countries.csv"]:
        capital = row["capital_geonames"]
        expect(not capital or capital in cities, f"countries.csv: capital of {row['iso2']} is not in cities.csv")
    for row in tables["places_extra.csv"]:
        expect(not row["country"] or row["country"] in countries, f"places_extra.csv: country of {row['name']}")


def check_lexicon(rows):
    forms = [row["form"] for row in rows]
    expect(forms == sorted(forms), "french_words.tsv: not sorted")
    reading = re.compile(r"[A-Za-z0-9,]+:(0|\d+\+[^:|]*)\Z")
    table = {row["form"]: row for row in rows}
    lemma_bad = 0
    for row in rows:
        for part in row["readings"].split("|"):
            expect(bool(reading.match(part)), f"french_words.tsv: {row['form']}: {part}")
            code = part.rsplit(":", 1)[1]
            lemma_bad += code != "0" and int(code.split("+")[0]) > len(row["form"])
    expect(lemma_bad == 0, f"french_words.tsv: {lemma_bad} lemma codes drop more than the form")
    for form, expected in WORD_PROBES.items():
        found = table.get(form, {}).get("readings", "")
        expect(expected in found, f"french_words.tsv: {form} is {found!r}, expected {expected}")


def check_probes(tables):
    cities, countries = index(tables["cities.csv"], "country"), index(tables["countries.csv"], "iso2")
    regions, extra = index(tables["regions.csv"], "code"), index(tables["places_extra.csv"], "country")
    for name, code in probes(CITY_PROBES):
        best = cities.get(fold(name), [("nothing", {})])[0]
        expect(best[0] == code, f"cities.csv: {name} is {best[0]}, expected {code}")
        expect(best[1].get("ambiguity") != "stop", f"cities.csv: {name} is never detected")
    for name, code in probes(ALSO_PROBES):
        expect(code in {c for c, _ in cities.get(fold(name), [])}, f"cities.csv: no {name} in {code}")
    for name, code in probes(COUNTRY_PROBES):
        expect(code in {c for c, _ in countries.get(fold(name), [])}, f"countries.csv: {name} is not {code}")
    for name, code in probes(REGION_PROBES):
        expect(code in {c for c, _ in regions.get(fold(name), [])}, f"regions.csv: {name} is not {code}")
    for name in EXTRA_PROBES.split(", "):
        expect(fold(name) in extra, f"places_extra.csv: no {name}")


def write_checksums():
    lines = [f"{hashlib.sha256((HERE / name).read_bytes()).hexdigest()}  {name}\n" for name in BUILT]
    (HERE / "CHECKSUMS").write_text("".join(lines), "utf-8")


def main():
    if sys.argv[1:] == ["--write-checksums"]:
        write_checksums()
        return
    check_sums()
    for name in BUILT + HAND:
        check_form(name)
    tables = {name: read_rows(name) for name in SHAPE}
    for name, rows in tables.items():
        check_shape(name, rows)
    check_references(tables)
    check_lexicon(tables["french_words.tsv"])
    check_probes(tables)
    for failure in failures:
        print(failure)
    print(f"{len(failures)} failures" if failures else f"ok: {sum(map(len, tables.values()))} rows in {len(tables)} files")
    sys.exit(bool(failures))


if __name__ == "__main__":
    main()
