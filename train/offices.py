"""Makes `src/dragoman/data/offices.csv`: who was head of state or of government where, from when to when.

    python train/offices.py --data ../shared/data/leaders [--check]

Sources, each named in the rows that rest on it:

* factbook: snapshots of the CIA World Factbook's "chief of state" and "head of government" (public
  domain), with the days they were seen; "since" dates stand in the text;
* REIGN: leader list of the Rulers, Elections and Irregular Governance dataset (to March 2021): day of
  taking power, month of leaving it; effective leaders only;
* wikidata-2022 and current-2026: lists of incumbents, used for their dates and for the names that
  English-language news uses.

Nothing is from memory but spellings of names: of countries, and of persons as English-language news has them
(`office_spellings.csv`, which also says who is one person where the sources' spellings do not); a few public facts
that no source can be read for, or that they have wrong (`office_facts.csv`); and ministers, envoys and heads of
international bodies, whom none of the sources has (`office_ministers.csv`: the public record).

A tenure has two intervals: `from`..`to` is the widest that the sources allow (`to` empty: still in office on the last
day of the sources, 2026-08-22; for ministers as far as is known), `sure_from`..`sure_to` the part that they confirm.
Gaps and overlaps are printed to standard error.
"""

from __future__ import annotations

import argparse
import csv
import json
import re
import sys
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from pathlib import Path

from office_claims import CHIEF, CODES, HEAD, LAST, NAMES, Claim, also, days, factbook, incumbents, spelled, unused
from office_names import EAST, ROMAN, fold
from office_people import clusters, likeness, reign

from dragoman.reconcile import tenures

TABLE = Path(__file__).resolve().parents[1] / "src" / "dragoman" / "data" / "offices.csv"
COLUMNS = [
    "country",
    "office",
    "title",
    "person",
    "surname",
    "aliases",
    "leads",
    "from",
    "sure_from",
    "sure_to",
    "to",
    "source",
]
# whom news calls a country's leader, where REIGN has nobody or another
LEADS = {
    "JOR": CHIEF, "PRT": HEAD, "PSE": CHIEF, "QAT": CHIEF, "SYR": CHIEF, "TLS": HEAD, "TWN": CHIEF, "VAT": CHIEF,
}  # fmt: skip
FIRST = "2010-01-01"  # tenures that ended before are left out
OPEN = "9999"


@dataclass
class Tenure:
    """A run of claims about one person in one office."""

    claims: list[Claim] = field(default_factory=list)


def contradicted(claim: Claim, claims: list[Claim]) -> bool:
    """Whether a claim is an error: other sources, or later snapshots of the same one, name another.

    The Factbook names somebody else for years after an incumbent's day in another list; or it gave somebody the day
    of another holder ("Zuzana Čaputová since 15 June 2014", which was Kiska's) and a later one since.
    """
    if claim.source == "factbook":
        if claim.office not in (CHIEF, HEAD):  # two vice presidents may begin on one day
            return False
        same = [c for c in claims if (c.office, c.source) == (claim.office, "factbook")]
        mended = any(c.who == claim.who and c.since > claim.since and c.seen > claim.seen for c in same)
        return mended and any(c.who != claim.who and c.since == claim.since == c.since_latest for c in same)
    elsewhere = {c.office for c in claims if (c.who, c.source) == (claim.who, "factbook")} & {CHIEF, HEAD}
    if claim.source == "wikidata-2022" and elsewhere and claim.office not in elsewhere:
        return True  # "President of Iran" is not its head of state
    if claim.since != claim.since_latest:
        return False
    others = [c for c in claims if (c.country, c.office, c.source) == (claim.country, claim.office, "factbook")]
    theirs = max((c.seen for c in others if c.who == claim.who), default="")
    against = [c for c in others if c.who != claim.who and c.since < claim.since and days(claim.since, c.seen) > 730]
    if against and not theirs:
        print(
            "left out:",
            claim.source,
            claim.country,
            claim.office,
            claim.name,
            "against",
            against[0].name,
            file=sys.stderr,
        )
    return bool(against) and not theirs


def runs(claims: list[Claim]) -> list[Tenure]:
    """Claims about one office, joined where nobody else held it in between."""
    found: list[Tenure] = []
    for claim in sorted(claims, key=lambda c: (c.since, c.since_latest, c.who, c.source)):
        mine = next((t for t in reversed(found) if t.claims[0].who == claim.who), None)
        if mine is not None:
            later = [t for t in found[found.index(mine) + 1 :] if days(t.claims[0].since, claim.since) > 0]
            vague = claim.since_latest != claim.since and claim.since[:4] in {c.since[:4] for c in mine.claims}
            held_since = later and later[-1].claims[0].since >= max(c.since for c in mine.claims)
            if not later or vague or not held_since:
                mine.claims.append(claim)
                continue
        found.append(Tenure([claim]))
    return found


def rows(claims: list[Claim]) -> list[dict[str, str]]:
    """The table."""
    grouped: dict[tuple[str, str, str], list[Claim]] = defaultdict(list)
    people: dict[int, list[Claim]] = defaultdict(list)
    for claim in claims:
        # a president who is head of government and a prime minister beside him are two offices (South Korea)
        track = "president" if re.search("President", claim.title) and "Minister" not in claim.title else ""
        grouped[claim.country, claim.office, track if claim.office == HEAD else ""].append(claim)
        people[claim.who].append(claim)
    # who leads: the offices of the last effective leader in REIGN; where it has none, the head of government
    last: dict[str, str] = defaultdict(str)
    for claim in claims:
        if claim.source == "REIGN":
            last[claim.country] = max(last[claim.country], claim.since)
    lead: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for country, office in LEADS.items():
        lead[country] = {(office, "")}
    for (country, office, track), group in sorted(grouped.items()):
        if country in LEADS:
            continue
        if any(c.source == "REIGN" and c.since == last[country] for c in group) or (
            not last[country] and office == HEAD
        ):
            lead[country].add((office, track))
    table = []
    for (country, office, track), group in sorted(grouped.items()):
        beside = runs(grouped.get((country, office, "" if track else "president"), []) if office == HEAD else [])
        exact = [c for c in group if c.since == c.since_latest]
        vague = [c for c in group if c.since != c.since_latest and not any(c.who == e.who for e in exact)]
        found = runs(exact + vague)
        for claim in (c for c in group if c not in exact and c not in vague):  # "since April 2018": more days seen
            own = [t for t in found if t.claims[0].who == claim.who]
            min(own, key=lambda t: abs(days(t.claims[0].since, claim.since_latest))).claims.append(claim)
        common = Counter(c.title for c in group if c.title and "cting" not in c.title).most_common(1)
        for number, run in enumerate(found):
            others = people[run.claims[0].who]
            row = tenure_row(run, found[number + 1 :], beside, others, common[0][0] if common else "", country, office)
            row["leads"] = "yes" if (office, track) in lead.get(country, set()) else ""
            table.append(row)
    for row in table:
        if (row["country"], row["office"]) == ("USA", "vice president") and not row["to"] and row["sure_to"] < LAST:
            year = int(row["sure_to"][:4])  # a term ends on 20 January after a presidential election (20th amendment)
            row["to"] = f"{year + (1 - year) % 4 if row['sure_to'][5:] > '01-20' else year}-01-20"
            row["source"] += "+constitution"
    return [r | {"aliases": _own(r, table)} for r in table if (r["to"] or LAST) >= FIRST]


def _own(row: dict[str, str], table: list[dict[str, str]]) -> str:
    """Aliases that nobody else of the country has: Nawaz is "Mohammad Sharif" in one source, Shehbaz in another.

    Without those by which news knows others alone: a "Jose Ortega" is not Daniel, a "Juan Morales" not Evo.
    """
    others = (r for r in table if r["country"] == row["country"] and r["person"] != row["person"])
    taken = {tenures.fold(n) for r in others for n in (r["person"], *r["aliases"].split("|"))}
    known = also().get((row["country"], row["person"]), frozenset())
    return "|".join(
        a
        for a in row["aliases"].split("|")
        if tenures.fold(a) not in taken and (a in known or not _common(a, row)) and (row["country"], a) not in unused()
    )


def _common(alias: str, row: dict[str, str]) -> bool:
    """Whether an alias is the family name behind one given name that is none of the usual ones."""
    given, _, family = tenures.fold(alias).partition(" ")
    own = tenures.fold(row["person"])
    return (
        row["country"] not in EAST
        and family == tenures.fold(row["surname"])
        and not any(given.startswith(word) or likeness(given, word) >= 0.5 for word in own.split())
    )


def began(claims: list[Claim]) -> tuple[str, str]:
    """Earliest first day of a run of claims, and the day from which it is sure."""
    exact = [c for c in claims if c.source == "factbook" and c.since == c.since_latest]
    exact = exact or [c for c in claims if c.source != "REIGN" and c.since == c.since_latest]
    begin = min(c.since for c in claims)
    sure = max(begin, min(c.since_latest for c in claims))
    if exact:
        # REIGN has the day of taking power ("Xi Jinping 2012-11-15"), the others that of taking the office, or of
        # taking it again ("since 10 September 2021" of a premier since 2018): then the days between are not sure
        sure = min(c.since for c in exact)
        sure = max([sure, *(c.since for c in exact if days(sure, c.since) <= 45)])
        begin = min(c.since for c in exact) if days(begin, sure) < 400 else begin
    return begin, sure


def tenure_row(
    run: Tenure, later: list[Tenure], beside: list[Tenure], person: list[Claim], common: str, country: str, office: str
) -> dict[str, str]:
    """One row of the table: the widest and the confirmed interval of a run of claims."""
    begin, sure = began(run.claims)
    seen = max(c.seen for c in run.claims)
    follower = next((t for t in later if began(t.claims)[0] > sure), None)
    if follower and days(began(follower.claims)[0], seen) > 730:
        follower = None  # both were seen for years: the sources put two persons into one office
    if follower is None and seen < "2026-05-17":
        follower = next((t for t in beside if began(t.claims)[0] >= max(seen, sure)), None)
    ended = max((c.ended for c in run.claims if c.ended), default="")
    if follower:
        first, end = began(follower.claims)
        end = first if days(first, end) > 400 else end
        confirmed = first if days(seen, first) <= 45 else max(min(seen, first), sure)
    elif seen >= "2026-05-17":
        end, confirmed = "", seen
    else:
        end, confirmed = (ended if ended and ended >= seen else ""), seen
    spelled = Counter(c.name for c in person if c.source == "factbook")
    usual = [c.person for c in person if c.person] or [c.name for c in person if c.usual]
    newest = {n: max(c.seen for c in person if c.name == n) for n in spelled}
    short = sorted(spelled, key=lambda n: (len(n.split()) if country not in EAST else 0, newest[n], spelled[n], n))
    fewest = [n for n in short if country in EAST or len(n.split()) == len(short[0].split())]
    best = max(fewest, key=lambda n: (newest[n], spelled[n], n)) if fewest else run.claims[0].name
    own = any(c.person for c in person)
    name = best if (country in EAST and fewest and not own) or not usual else usual[0]
    title = Counter(c.title for c in run.claims if c.title and c.title != "Acting").most_common(1)
    acting = any(c.title == "Acting" for c in run.claims) and not title
    families = Counter(c.family for c in person if c.family)
    family = families.most_common(1)[0][0] if families else name.split()[-1]
    family = next((f for f in sorted(families, key=lambda f: (-families[f], f)) if fold(f) in fold(name)), "") or (
        family if not usual else next((w for w in reversed(name.split()) if not ROMAN.fullmatch(w)), family)
    )
    words, size = name.split(), len(family.split())
    windows = [" ".join(words[i : i + size]) for i in range(len(words) - size + 1)]
    family = next((w for w in windows if fold(w) == fold(family)), family)  # accents of the usual name
    aliases = sorted(({c.name for c in person} | also().get((country, name), frozenset())) - {name})
    return {
        "country": country,
        "office": office,
        "title": title[0][0] if title else ("Acting " if acting else "") + common,
        "person": name,
        "surname": family,
        "aliases": "|".join(aliases),
        "from": begin,
        "sure_from": sure,
        "sure_to": confirmed,
        "to": end,
        "source": "+".join(sorted({c.source for c in run.claims})),
    }


def overruled(table: list[dict[str, str]]) -> list[dict[str, str]]:
    """The table with the tenures of `office_facts.csv`, and without what the sources say against them.

    A source that lacks Maliki has Abadi in his years; one that knows no later leader puts a caretaker there.
    """
    with Path(__file__).with_name("office_facts.csv").open(encoding="utf-8", newline="") as lines:
        facts = [{**r, "sure_from": r["from"], "source": "public fact"} for r in csv.DictReader(lines)]
    left = table
    for fact in facts:
        left = [part for row in left for part in _outside(row, fact)]
        same = (r for r in table if (r["country"], r["person"]) == (fact["country"], fact["person"]))
        names = (
            also().get((fact["country"], fact["person"]), frozenset()).union(*(r["aliases"].split("|") for r in same))
        )
        fact["aliases"] = "|".join(sorted(names - {""}))
    return left + facts


def _outside(row: dict[str, str], fact: dict[str, str]) -> list[dict[str, str]]:
    """What is left of a tenure before and after a fact about its office, where the sources confirm days of it."""
    start, end, last = fact["from"], fact["to"] or OPEN, row["to"] or OPEN
    if any(row[c] != fact[c] for c in ("country", "office")) or end <= row["from"] or last <= start:
        return [row]
    if row["person"] == fact["person"] and row["title"] == fact["title"]:
        return []
    before = row | {"to": start, "sure_to": min(row["sure_to"], start)}
    after = row | {"from": end, "sure_from": max(row["sure_from"], end)}
    return [r for r in (before, after) if r["sure_from"] < r["sure_to"] and (r["to"] or OPEN) >= FIRST]


def ministers(table: list[dict[str, str]]) -> list[dict[str, str]]:
    """The tenures of `office_ministers.csv`, whose bearers have the names that the table has for them too.

    There `sure_from` and `sure_to` are left out where the days of `from` and `to` are sure. Who is in office on the
    last day that is known of has no `to`.
    """
    with Path(__file__).with_name("office_ministers.csv").open(encoding="utf-8", newline="") as lines:
        found = list(csv.DictReader(lines))
    names: dict[tuple[str, str], set[str]] = defaultdict(set)
    for row in (*table, *found):
        names[row["country"], row["person"]].update(row["aliases"].split("|"))
    for row in (*table, *found):
        row["aliases"] = "|".join(sorted(names[row["country"], row["person"]] - {"", row["person"]}))
    for row in found:
        row["sure_from"], row["sure_to"] = row["sure_from"] or row["from"], row["sure_to"] or row["to"]
        row["leads"], row["source"] = "", "public record"
    return found


def report(table: list[dict[str, str]]) -> None:
    """Print gaps and overlaps of two months and more to standard error."""
    grouped: dict[tuple[str, str], list[dict[str, str]]] = defaultdict(list)
    for row in table:
        grouped[row["country"], row["office"]].append(row)
    gaps = overlaps = 0
    for key, held in sorted(grouped.items()):
        if key[1] not in (CHIEF, HEAD):
            continue
        known = FIRST
        for row in sorted(held, key=lambda r: r["from"]):
            if days(known, row["from"]) > 60:
                gaps += 1
                print("gap", *key, known, row["from"], row["person"], sep="\t", file=sys.stderr)
            elif days(row["from"], known) > 60 and row["from"] > FIRST:
                overlaps += 1
                print("overlap", *key, row["from"], known, row["person"], sep="\t", file=sys.stderr)
            known = max(known, row["sure_to"])
        if days(known, LAST) > 120:
            gaps += 1
            print("gap", *key, known, LAST, "", sep="\t", file=sys.stderr)
    print(
        f"{len(table)} tenures, {len({r['country'] for r in table})} countries, {gaps} gaps, {overlaps} overlaps",
        file=sys.stderr,
    )


def make(folder: Path) -> list[dict[str, str]]:
    """The table from the sources in `folder`."""
    countries, by_alpha2 = dict(NAMES), {"EU": "EUE"}
    kept = {"EUE", "TWN", "XKX", "PSE", "VAT", "HKG", "MAC", "GRL"}  # beside independent states
    for row in json.loads((folder / "mledoze_countries.json").read_text("utf-8")):
        if row["independent"] or row["unMember"]:
            kept.add(CODES.get(row["cca3"], row["cca3"]))
        by_alpha2[row["cca2"]] = CODES.get(row["cca3"], row["cca3"])
        for name in (row["name"]["common"], row["name"]["official"]):
            countries.setdefault(fold(name), row["cca3"])
    found = factbook(folder / "factbook_leader_snapshots.csv", countries) + incumbents(folder, countries, by_alpha2)
    claims = clusters(spelled(found))
    by_country: dict[str, list[Claim]] = defaultdict(list)
    for claim in claims:
        by_country[claim.country].append(claim)
    claims = [c for c in claims if c.country in kept and not contradicted(c, by_country[c.country])]
    claims += reign(folder / "REIGN_leaderlist_3_21.csv", claims)
    table_ = overruled(rows(claims))
    order = ("country", "office", "from", "person")
    return sorted(table_ + ministers(table_), key=lambda r: tuple(r[c] for c in order))


def main() -> int:
    """Write the table, or with --check say whether it is what the sources give."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="folder with the four sources")
    parser.add_argument("--check", action="store_true", help="write nothing; 1 if the table differs")
    given = parser.parse_args()
    table = make(given.data)
    report(table)
    lines = [COLUMNS] + [[row[c] for c in COLUMNS] for row in table]
    text = "\n".join(",".join(f'"{v}"' if "," in v else v for v in line) for line in lines).replace('""', '"') + "\n"
    if given.check:
        return int(not TABLE.exists() or TABLE.read_text("utf-8") != text)
    TABLE.write_text(text, "utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
