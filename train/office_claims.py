"""What each source of `offices.py` claims: that a person held an office from a day on."""

from __future__ import annotations

import csv
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from pathlib import Path

from office_names import PARTICLES, ROMAN, SMALL, fold, recase, split_name, split_title, when

LAST = "2026-08-22"  # day of the newest source
SILENT = (
    "2017-03-28",
    "2020-11-23",
)  # the snapshots are silent between: a row "last seen" in there was seen only before
CHIEF, HEAD = "head of state", "head of government"
CODES = {"UNK": "XKX"}  # the country table's code -> the one that news data uses


def _codes(name: str) -> dict[str, str]:
    """One list of `office_codes.csv`: a source's name of a country -> its alpha-3 code.

    FIPS: codes whose rows have no usable country name, or another than the country table's. other: names that the
    other lists use. COW: states of REIGN whose leaders' days the other sources do not confirm.
    """
    with Path(__file__).with_name("office_codes.csv").open(encoding="utf-8", newline="") as lines:
        return {r["name"]: r["country"] for r in csv.DictReader(lines) if r["list"] == name}


FIPS, NAMES, STATES = _codes("FIPS"), _codes("other"), _codes("COW")
OFFICES = [  # what a title in a later part of a cell stands for; the first part's office is the cell's role
    (r"governor.general", "governor general"),
    (r"deputy prime minister|vice premier|deputy premier", "deputy head of government"),
    (r"vice president", "vice president"),
    (r"prime minister|premier\b", HEAD),
]


@dataclass(frozen=True)
class Claim:
    """One source's word that a person held an office from a day on."""

    country: str
    office: str
    title: str
    name: str  # as the source has it
    family: str  # the family name, or the name a monarch is called by
    since: str
    since_latest: str
    seen: str = ""  # last day on which the source confirms it
    ended: str = ""  # latest day of leaving, where the source says it
    source: str = ""
    usual: bool = False  # the name is the one that news uses
    who: int = -1
    person: str = ""  # the name that news uses, where `office_spellings.csv` has this one


Matched = list[tuple[dict[str, str], list[Claim]]]


def _spellings() -> Iterator[dict[str, str]]:
    with Path(__file__).with_name("office_spellings.csv").open(encoding="utf-8", newline="") as lines:
        yield from csv.DictReader(lines)


@cache
def spellings() -> dict[tuple[str, str], str]:
    """(country, name as a source spells it) -> the name that English-language news uses; "" for what is no name.

    Of `office_spellings.csv`, which says who is one person where spelling does not: Nawaz and Shehbaz Sharif are two,
    "Hasan Fereidun Ruhani" and "Hasan Rohani" are Hassan Rouhani.
    """
    return {(r["country"], name.lstrip("~")): r["name"] for r in _spellings() for name in r["spelled"].split("|")}


@cache
def unused() -> frozenset[tuple[str, str]]:
    """(country, a source's spelling) that news does not use, so that it is no alias: "~Juan Santos" of the table."""
    return frozenset((r["country"], n[1:]) for r in _spellings() for n in r["spelled"].split("|") if n[:1] == "~")


@cache
def also() -> dict[tuple[str, str], frozenset[str]]:
    """(country, the name that news uses) -> other names that news uses: "Prachanda", "Lula"."""
    return {(r["country"], r["name"]): frozenset(r["also"].split("|")) - {""} for r in _spellings()}


def spelled(claims: list[Claim]) -> list[Claim]:
    """Claims with the name that news uses, of those that have it; without what is no name."""
    found = [replace(c, person=spellings().get((c.country, c.name), c.person)) for c in claims]
    return [c for c in found if c.person or (c.country, c.name) not in spellings()]


@cache
def days(a: str, b: str) -> int:
    """Days from a to b."""
    return (date.fromisoformat(b) - date.fromisoformat(a)).days


def factbook(path: Path, countries: dict[str, str]) -> list[Claim]:
    """Claims of the Factbook snapshots."""
    claims = []
    for row in csv.DictReader(path.open(encoding="utf-8", newline="")):
        country = FIPS.get(row["fips"]) or countries.get(fold(row["country"]))
        if not country:
            print("no country:", row["fips"], row["country"], file=sys.stderr)
            continue
        country = CODES.get(country, country)
        seen = row["last_seen"]
        if SILENT[0] < seen <= SILENT[1]:
            seen = max(row["first_seen"], SILENT[0])
        text = re.sub(r" \([A-Z][a-z]+\)", "", row["text"].replace("\xa0", " "))  # "Samantha (Sam) MOSTYN"
        text = re.split(r";?\s*\bnote(?:\(s\))?\s*(?:-|:)|\+\+", text)[0]
        for number, part in enumerate(re.split(r";(?![^()]*\))| represented by |, and (?=Prime|Vice)", text)):
            found = re.search(
                r"\([^()]*?(?:since|from|for the period|as of|inaugurated)?\s*(\d[^()]*?\d{4}|\w+ \d{4}|\d{4})", part
            )
            if (
                not found
                or "vacant" in part
                or "born" in found[0]
                or "-elect" in part
                or re.match(r"\s*(?:on|former)\b", part)
            ):
                continue
            span = when(found[1])
            title, rest = split_title(part[: found.start()].strip())
            inside = re.search(r"\(((?:Acting|Interim)[\w ]*?) since", part)
            title = title or (inside[1] if inside else "")
            name, family = split_name(rest, country)
            if (
                not span
                or not name
                or name.split()[0] in ("Vacant", "Interim", *SMALL)
                or len(name.split()) > 8
                or span[0] > row["last_seen"]
            ):
                continue
            office = row["role"].replace("chief", "head")
            if number or re.match("deputy|vice|governor", title, re.I):
                office = next((key for cue, key in OFFICES if re.search(cue, title, re.I)), "")
                if row["role"] == "head of government" and office == HEAD and number:
                    office = ""
            if office:
                claims.append(Claim(country, office, title, name, family, *span, max(seen, span[1]), source="factbook"))
                given = re.search(r"[\"“](\w+)[\"”]", rest)
                if given and not family.startswith(name.split()[0]):  # 'Michiel "Mike" EMAN'
                    claims.append(replace(claims[-1], name=" ".join([given[1], *name.split()[1:]])))
                rest = re.sub(r" also spelled.*| \[.*| serving as .*", "", rest)
                full = " ".join(
                    t if i and ROMAN.fullmatch(t) else recase(t)
                    for i, t in enumerate(re.sub(r"\s*\(.*|,? Jr\.?|[\"“]\w+[\"”]", "", rest).strip(" ,").split())
                )
                plain = all(
                    w[0].isupper() or w.casefold() in PARTICLES or w.startswith(("al-", "el-")) for w in full.split()
                )
                if full != name and plain and "," not in full and full.split()[0].casefold() not in SMALL:
                    claims.append(replace(claims[-1], name=full))
    return claims


def incumbents(folder: Path, countries: dict[str, str], by_alpha2: dict[str, str]) -> list[Claim]:
    """Claims of the two lists of incumbents."""
    claims = []
    for row in csv.DictReader((folder / "world_leaders_current_2026-08-22.csv").open(encoding="utf-8", newline="")):
        country = by_alpha2.get(row["ISO"], "")
        for office, short in ((HEAD, "HoG"), (CHIEF, "HoS")):
            name = row["Head of Government" if short == "HoG" else "Head of State"]
            since = row[f"{short} Since"]
            if name and country and since:
                claims.append(
                    Claim(
                        country,
                        office,
                        row[f"{short} Title"].split(" (")[0],
                        re.sub(" of .*", "", name),
                        "",
                        since,
                        since,
                        LAST,
                        "",
                        "current-2026",
                        True,
                    )
                )
    for row in csv.DictReader((folder / "world_leaders_2022_wikidata.csv").open(encoding="utf-8", newline="")):
        country = countries.get(fold(row["country"]), "")
        label, office = row["positionLabel"], ""
        if re.match(r"(?:President|monarch|Monarch|King|Queen|Emperor|Emir|Sultan|Pope|Grand Duke|Prince) ", label):
            office = CHIEF
        elif re.match(r"(?:Prime Minister|Premier|Federal Chancellor|Chancellor|Taoiseach)", label):
            office = HEAD
        if country and office and row["start_year"]:
            ended = f"{row['end_year']}-12-31" if row["end_year"] else ""
            seen = f"{row['end_year'] or 2022}-01-01"
            title = re.split(r" of | \(", label)[0].replace("Federal ", "").replace("monarch", "Monarch")
            year = row["start_year"]
            claims.append(
                Claim(
                    CODES.get(country, country),
                    office,
                    title,
                    re.sub(' of .*|, Prince|"[^"]*" ', "", row["officeholderLabel"]),
                    "",
                    f"{year}-01-01",
                    f"{year}-12-31",
                    max(seen, f"{year}-12-31") if not ended else seen,
                    ended,
                    "wikidata-2022",
                    True,
                )
            )
    return claims
