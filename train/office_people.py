"""Which claims of `offices.py` are about one person, and whom REIGN's leaders are among them."""

from __future__ import annotations

import csv
import difflib
import re
import sys
from collections import Counter, defaultdict
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path

from office_claims import CHIEF, HEAD, LAST, STATES, Claim, days, spellings
from office_names import EAST, fold, month_end

Matched = list[tuple[dict[str, str], list[Claim]]]


@cache
def likeness(a: str, b: str) -> float:
    """How alike two words are, 0 to 1."""
    return difflib.SequenceMatcher(None, a, b).ratio()


def alike(a: Claim, b: Claim) -> bool:
    """Whether two claims of one country name the same person."""
    if a.person and b.person:
        return a.person == b.person
    one, two = fold(a.name).replace("-", " "), fold(b.name).replace("-", " ")
    if one == two:
        return True
    if set(re.findall(r"\b[ivx]+\b", one[2:])) != set(re.findall(r"\b[ivx]+\b", two[2:])):
        return False
    near = likeness(one, two)
    same_day = a.office == b.office and a.since == b.since and near > 0.55
    part = set(one.split()) <= set(two.split()) or set(two.split()) <= set(one.split())
    families = [fold(x.family).replace("-", " ") for x in (a, b)]
    if all(families):
        if likeness(*families) < 0.8:
            return same_day
        given = [
            "".join(c for c in n.replace(f, "", 1) if c.isalnum()) for n, f in zip((one, two), families, strict=True)
        ]
        if a.country in EAST or not all(given):
            return same_day or part or likeness(*given) > 0.84
        if any(n.startswith(f) for n, f in zip((one, two), families, strict=True)):  # "SABAH al-Khalid al-Sabah"
            return same_day or near > 0.84 or (part and one.split()[0] == two.split()[0])
        firsts = [n.split() for n in (one, two)]
        likest = max(
            (
                likeness(x, y)
                for x in firsts[0]
                for y in firsts[1]
                if x not in families[0].split() and y not in families[1].split()
            ),
            default=0.0,
        )
        return same_day or part or likest > 0.74
    if part and (len(one.split()) > 1 < len(two.split()) or a.since[:4] == b.since[:4]):
        return True
    monarch = max(families)  # "MUHAMMAD BIN SALMAN bin Abd al-Aziz", "Mohammed bin Salman"
    if " " in monarch and likeness(monarch, two if families[0] else one) > 0.8:
        return True
    known, other = (families[0] or families[1]), (two if families[0] else one)
    if known and known in other.split() and near > 0.6 and a.country not in EAST:
        return True
    return a.office == b.office and a.since[:4] == b.since[:4] and near > 0.62


def apart(left: list[Claim], right: list[Claim]) -> bool:
    """Whether `office_spellings.csv` makes two persons of two groups of claims."""
    return len({c.person for c in (*left, *right)} - {""}) > 1


def distinct(group: list[Claim]) -> list[Claim]:
    """One claim for each name, office and day."""
    return list({(c.name, c.family, c.office, c.since): c for c in group}.values())


def clusters(claims: list[Claim]) -> list[Claim]:
    """Claims with a number for the person: the same number, the same person."""
    done: list[Claim] = []
    groups: dict[str, list[list[Claim]]] = defaultdict(list)
    placed: dict[str, dict[tuple[str, str, str], list[Claim]]] = {}
    for claim in sorted(claims, key=lambda c: (c.country, c.usual, c.source, c.since, c.name, c.office)):
        key = (claim.name, claim.office, claim.since)
        if key in placed.setdefault(claim.country, {}):
            placed[claim.country][key].append(claim)
            continue
        fitting = [g for g in groups[claim.country] if any(alike(claim, c) for c in distinct(g))]
        fitting = [g for g in fitting if not apart([claim], g)]
        if not fitting:
            groups[claim.country].append([claim])
            placed[claim.country][key] = groups[claim.country][-1]
            continue
        fitting[0].append(claim)
        for other in fitting[1:]:
            if not claim.usual and not apart(fitting[0], other):
                fitting[0].extend(other)
                groups[claim.country].remove(other)
        placed[claim.country] = {(c.name, c.office, c.since): g for g in groups[claim.country] for c in g}
    number = 0
    for country in sorted(groups):
        for group in groups[country]:
            done.extend(replace(c, who=number) for c in group)
            number += 1
    return done


def decoded(line: bytes) -> str:
    """A line of REIGN: most are ASCII, some UTF-8, some Windows-1252."""
    try:
        return line.decode("utf-8")
    except UnicodeDecodeError:
        return line.decode("cp1252", "replace")


def reign(path: Path, claims: list[Claim]) -> list[Claim]:
    """Claims of REIGN for its effective leaders; their offices are those the other sources give them or,
    where these do not know the person, those of the nearest leader whom they know."""
    rows = []
    for row in csv.DictReader(map(decoded, path.read_bytes().splitlines())):
        if (row["eyear"] and int(row["eyear"]) < 2010) or not row["syear"]:
            continue
        rows.append(row)
    by_state: dict[str, list[dict[str, str]]] = defaultdict(list)
    for row in rows:
        by_state[row["stateabb"]].append(row)
    known: dict[str, list[Claim]] = defaultdict(list)
    for claim in claims:
        if claim.source == "factbook" and claim.office in (CHIEF, HEAD):
            known[claim.country].append(claim)

    def start(row: dict[str, str]) -> str:
        year, month = int(row["syear"]), int(row["smonth"])
        return date(year, month, min(int(row["sdate"]), int(month_end(year, month)[-2:]))).isoformat()

    def fits(row: dict[str, str], claim: Claim) -> bool:
        plain = fold(re.sub(r"\(.*", "", row["leader"]).replace(".", " "))
        mine = [t for t in re.split(r"[ \-]+", plain) if len(t) > 1]
        if not mine or (abs(days(claim.since, start(row))) > 3000 and claim.seen < start(row)):
            return False
        theirs = [*re.split(r"[ \-]+", fold(claim.name)), fold(claim.name).replace("-", "")]
        close = abs(days(claim.since, start(row))) <= 5
        best = [max(likeness(m, t) for t in theirs) for m in mine]
        hits = sum(x == 1 or (x > (0.7 if close else 0.84) and len(m) > 4) for x, m in zip(best, mine, strict=True))
        need = len(mine) if claim.country in EAST and len(mine) > 1 else 1 if len(mine) < 3 else 2
        return hits >= need

    countries = dict(STATES)
    for state, leaders in sorted(by_state.items()):  # a state is the country whose leaders started on the same days
        votes: Counter[str] = Counter()
        for row in leaders:
            for country in sorted(known):
                if any(abs(days(c.since, start(row))) <= 5 and fits(row, c) for c in known[country]):
                    votes[country] += 1
        ranked = votes.most_common(2)
        if state in countries:
            continue
        if ranked and (len(ranked) < 2 or ranked[0][1] > ranked[1][1]):
            countries[state] = ranked[0][0]
        else:
            print("REIGN state without a country:", state, [r["leader"] for r in leaders], ranked, file=sys.stderr)
    persons: dict[tuple[str, str], int] = {}
    made: list[Claim] = []
    for state, country in sorted(countries.items()):
        leaders = sorted(by_state[state], key=start)
        matched: Matched = []
        for row in leaders:
            person = known_as(country, row)
            fitting = [c for c in known[country] if (c.person == person if person and c.person else fits(row, c))]
            near = min((abs(days(c.since, start(row))) for c in fitting), default=0)
            people = {c.who for c in fitting if abs(days(c.since, start(row))) == near}
            matched.append((row, [c for c in fitting if c.who in people] if len(people) == 1 else []))

        def usual_title(office: str, number: int, nearest: list[tuple[int, int]], matched: Matched = matched) -> str:
            """The title that the other sources give this leader, or the nearest whom they know."""
            for _, i in [(0, number), *nearest]:
                titles = Counter(c.title for c in matched[i][1] if c.office == office and c.title)
                if titles:
                    return titles.most_common(1)[0][0].removeprefix("Acting ")
            return ""

        direct = [held_offices(row, own, start(row)) for row, own in matched]
        for number, (row, own) in enumerate(matched):
            begin = start(row)
            ended = month_end(int(row["eyear"]), int(row["emonth"])) if row["eyear"] else ""
            seen = f"{ended[:8]}01" if ended else "2021-03-01"
            nearest = sorted((abs(i - number), i) for i, offices in enumerate(direct) if offices)
            offices = direct[number] or (direct[nearest[0][1]] if nearest else set())
            if not offices:
                print("REIGN without an office:", state, row["leader"], begin, file=sys.stderr)
            name = bare(row)
            person = known_as(country, row)
            example = own[0] if own else None
            for office in sorted(offices):
                made.append(
                    Claim(
                        country,
                        office,
                        "Acting" if "(acting)" in row["leader"] else usual_title(office, number, nearest),
                        example.name if example else name,
                        example.family if example else name.split()[0 if country in EAST else -1],
                        begin,
                        begin,
                        max(seen, begin),
                        ended,
                        "REIGN",
                        False,
                        example.who if example else persons.setdefault((country, fold(name)), 1_000_000 + len(persons)),
                        person or (example.person if example else ""),
                    )
                )
    return made


def bare(row: dict[str, str]) -> str:
    """The name of a leader of REIGN: "Abdul-Mahdi", without what stands in brackets and initials."""
    return re.sub(r"\s*\(.*|^(?:[A-Z]\.)+\s*|\s+[A-Z]\.$", "", row["leader"]).strip()


def known_as(country: str, row: dict[str, str]) -> str:
    """The name that news uses of a leader of REIGN, where `office_spellings.csv` has it; else ""."""
    return spellings().get((country, row["leader"])) or spellings().get((country, bare(row))) or ""


def held_offices(row: dict[str, str], own: list[Claim], begin: str) -> set[str]:
    """Offices that the other sources give a leader about the time that REIGN has him or her take power."""
    ended = month_end(int(row["eyear"]), int(row["emonth"])) if row["eyear"] else LAST
    near = {c.office for c in own if abs(days(c.since, begin)) < 400}
    return near or {c.office for c in own if c.since <= ended and c.seen >= begin}
