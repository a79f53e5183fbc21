"""Makes `src/dragoman/data/offices.csv`: who was head of state or of government where, from when to when.

    python train/offices.py --data ../shared/data/leaders [--check]

Sources, each named in the rows that rest on it:

* factbook: snapshots of the CIA World Factbook's "chief of state" and "head of government" (public
  domain), with the days they were seen; "since" dates stand in the text;
* REIGN: leader list of the Rulers, Elections and Irregular Governance dataset (to March 2021): day of
  taking power, month of leaving it; effective leaders only;
* wikidata-2022 and current-2026: lists of incumbents, used for their dates and for the names that
  English-language news uses.

Nothing is from memory but spellings of country names. A tenure has two intervals: `from`..`to` is the
widest that the sources allow (`to` empty: still in office on the last day of the sources, 2026-08-22),
`sure_from`..`sure_to` the part that they confirm. Gaps and overlaps are printed to standard error.
"""

from __future__ import annotations

import argparse
import csv
import difflib
import json
import re
import sys
import unicodedata
from collections import Counter, defaultdict
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cache
from pathlib import Path

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
FIRST = "2010-01-01"  # tenures that ended before are left out
LAST = "2026-08-22"  # day of the newest source
SILENT = (
    "2017-03-28",
    "2020-11-23",
)  # the snapshots are silent between: a row "last seen" in there was seen only before
MONTHS = """
    January February March April May June July August September October November December
""".split()  # noqa: SIM905
CHIEF, HEAD = "head of state", "head of government"

# FIPS codes whose rows have no usable country name, or another name than the country table's.
FIPS = {
    "ae": "ARE",
    "bm": "MMR",
    "cb": "KHM",
    "cc": "CUW",
    "cf": "COG",
    "cg": "COD",
    "ch": "CHN",
    "ct": "CAF",
    "do": "DMA",
    "dr": "DOM",
    "ez": "CZE",
    "fm": "FSM",
    "ga": "GMB",
    "gz": "PSE",
    "iv": "CIV",
    "kn": "PRK",
    "ks": "KOR",
    "mk": "MKD",
    "nn": "SXM",
    "rm": "MHL",
    "sk": "SXM",
    "tt": "TLS",
    "tu": "TUR",
    "uc": "CUW",
    "vt": "VAT",
    "wz": "SWZ",
    "bf": "BHS",
    "cv": "CPV",
    "tp": "STP",
    "ic": "ISL",
    "rn": "MAF",
    "vi": "VGB",
    "cn": "COM",
    "fk": "FLK",
    "iz": "IRQ",
    "we": "PSE",
    "kv": "UNK",
    "sh": "SHN",
    "io": "IOT",
    "mc": "MAC",
    "vq": "VIR",
}
NAMES = {  # names that the other lists use -> alpha-3
    "people's republic of china": "CHN",
    "democratic republic of the congo": "COD",
    "the gambia": "GMB",
    "the bahamas": "BHS",
    "state of palestine": "PSE",
    "czech republic": "CZE",
    "kingdom of denmark": "DNK",
    "kingdom of the netherlands": "NLD",
    "republic of the congo": "COG",
    "federated states of micronesia": "FSM",
    "european union": "EUE",
    "east timor": "TLS",
    "cape verde": "CPV",
    "vatican city": "VAT",
    "turkey": "TUR",
    "cote d'ivoire": "CIV",
    "sao tome and principe": "STP",
    "swaziland": "SWZ",
    "macedonia": "MKD",
    "republic of ireland": "IRL",
    "kosovo": "UNK",
}
CODES = {"UNK": "XKX"}  # the country table's code -> the one that news data uses
STATES = {  # codes of states in REIGN (Correlates of War) whose leaders' days the other sources do not confirm
    "AZE": "AZE",
    "CAM": "KHM",
    "CDI": "CIV",
    "CHN": "CHN",
    "CON": "COG",
    "CZR": "CZE",
    "DRV": "VNM",
    "ERI": "ERI",
    "FIJ": "FJI",
    "FRN": "FRA",
    "IRE": "IRL",
    "IRN": "IRN",
    "JOR": "JOR",
    "KIR": "KIR",
    "LIB": "LBY",
    "MOR": "MAR",
    "MYA": "MMR",
    "MZM": "MOZ",
    "RUS": "RUS",
    "RWA": "RWA",
    "SOM": "SOM",
    "SUD": "SDN",
    "SYR": "SYR",
    "TAJ": "TJK",
    "THI": "THA",
    "TKM": "TKM",
    "TUR": "TUR",
    "USA": "USA",
    "VEN": "VEN",
    "WSM": "WSM",
    "ZIM": "ZWE",
}
EAST = {"CHN", "KOR", "PRK", "TWN", "VNM", "SGP", "KHM", "LAO", "MMR", "HKG", "MAC", "HUN"}  # family name in front

# Words of a title. A name starts at the first word that is none of these.
TITLE = set(
    """
    president prime minister premier chancellor king queen emperor sultan amir emir pope taoiseach chairman
    chairperson chair chairwoman captain captains regent regents supreme leader grand duke prince princess crown
    chief executive governor governor-general general acting interim caretaker transitional transition
    transition, first deputy vice co-vice federal state sovereignty sovereign council presidency committee
    commission affairs administration administrator commissioner lieutenant senior minister, general, sr. gen.
    lt. maj. brig. col. colonel marshal field field-marshal admiral dr. sir dame lord sheikh shaykh hajji ret.
    (ret.) co-chiefs chiefs co-prince co-princes councillor counselor counsellor national unity government
    interim, acting, designate elect republic swiss confederation people's assembly presidential leadership
    prime-minister mr. ms. mrs. head paramount ruler yang di-pertuan agong excellency his her member members
    military councilor rear ad house parliament premier, speaker cabinet hon. honorable ministerial
    revolutionary libyan collective joint high representative o le ao malo self-proclaimed designate, patriarch
    taliban amir-ul-momineen emir, brigadier provisional council, authority palestinian spokesperson secretary
    party communist spiritual monarch army united islamic afghanistan ministers foreign defense defence interior
    finance oil economy economic culture health labor security tui spain justice education territorial
    cooperation protection social equality relations safeguard safeguarding chairman, pontifical vatican city
    commander-in-chief china cnsp homeland maj.gen. general(ret.) heritage tourism digital transformation
    political internal external treasury energy infrastructure trade development rural courts regional local
    agriculture commerce industry planning water resources environment communications transport defenses
    information technology science religious endowments petroleum electricity works housing youth sports
    democratic or memory presidency, parliamentary constitutional rapid support forces combined congo liberation
    organization defence, co-chairperson co-president director managing leader, superior prefect delegate ltg
    general-in-chief
    """.split()  # noqa: SIM905
)
SMALL = set(
    """
    of the and for & by a
    """.split()  # noqa: SIM905
)
PARTICLES = set(
    """
    de da do dos das del della di van von der den ter bin ibn al el ben bint ould abu e la le st. of
    """.split()  # noqa: SIM905
)
ROMAN = re.compile(r"[IVX]+$")
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


Matched = list[tuple[dict[str, str], list[Claim]]]


@dataclass
class Tenure:
    """A run of claims about one person in one office."""

    claims: list[Claim] = field(default_factory=list)


def fold(text: str) -> str:
    """Lower case without accents, apostrophes and full stops."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    plain = plain.replace("ı", "i").replace("ø", "o").replace("ł", "l").replace("đ", "d").replace("ə", "a")
    return re.sub(r"[.'’ʻ`\"]", "", plain).casefold().strip()


def when(text: str) -> tuple[str, str] | None:
    """First and last day that a date such as "21 October 2025", "August 2017" or "2003" may mean."""
    found = re.search(r"(?:(\d{1,2})\s+)?(?:([A-Z][a-z]{2,8})\.?\s+)?(\d{4})", text)
    if not found:
        return None
    year = int(found[3])
    month = next((i for i, m in enumerate(MONTHS, 1) if found[2] and m.startswith(found[2][:3])), 0)
    if not month:
        return f"{year}-01-01", f"{year}-12-31"
    if not found[1]:
        return f"{year}-{month:02}-01", month_end(year, month)
    day = date(year, month, min(int(found[1]), int(month_end(year, month)[-2:]))).isoformat()
    return day, day


def month_end(year: int, month: int) -> str:
    """Last day of a month."""
    return (date(year + month // 12, month % 12 + 1, 1) - timedelta(1)).isoformat()


def is_capitals(word: str) -> bool:
    """Whether the source sets this word as a family name (capitals): "MACRON", "Hoseini-KHAMENEI"."""
    letters = re.sub(r"[^\w]", "", word)
    return bool(re.search(r"[^\W\d_a-z]{2}", letters)) and sum(c.isupper() for c in letters) >= 2 and "." not in word


def recase(word: str) -> str:
    """ "MACRON" -> "Macron", "EL-SISI" -> "El-Sisi", "O'NEILL" -> "O'Neill"; Roman numerals stay."""
    if not is_capitals(word):
        return word
    if word in ("BIN", "AL", "IBN", "DE", "DA", "DEL", "DOS"):
        return word.lower()
    return "".join(p if re.search(r"[a-z]", p) else p.capitalize() for p in re.split(r"([-'’ ])", word))


def split_name(words: str, country: str) -> tuple[str, str]:
    """The name as news has it ("Vladimir Vladimirovich PUTIN" -> "Vladimir Putin") and the family name."""
    words = re.sub(
        r",? (?:of|ruler) .*| also spelled.*| \[.*| serving as .*"
        r"|,? (?:Jr|Sr|Dr|Ph)\.?,?(?= |$)|\"[^\"]*\"|“[^”]*”|\s*\(.*",
        "",
        words,
    ).strip(" ,")
    tokens = [t.strip(",") for t in words.split() if t.strip(",")]
    marked = [i for i, t in enumerate(tokens) if is_capitals(t) and not (i and ROMAN.fullmatch(t))]
    if not marked:
        return " ".join(tokens), tokens[-1] if tokens else ""
    first, last = marked[0], marked[0]
    while last + 1 < len(tokens) and (last + 1 in marked or ROMAN.fullmatch(tokens[last + 1])):
        last += 1
    if last + 2 < len(tokens) and tokens[last + 1].casefold() in PARTICLES and last + 2 in marked:
        last += 2  # "FERNANDEZ de KIRCHNER"
    tokens = [t if i and ROMAN.fullmatch(t) else recase(t) for i, t in enumerate(tokens)]
    family = " ".join(tokens[first : last + 1])
    if first == 0 or country in EAST:
        kept = tokens
    else:
        start = first
        while start > 1 and tokens[start - 1].casefold() in PARTICLES:
            start -= 1
        given = tokens[:1] if not re.fullmatch(r"\w\.", tokens[0]) else tokens[: min(2, start)]
        kept = given + tokens[start : last + 1]
        if last + 1 < len(tokens) and tokens[last + 1].casefold() in PARTICLES:
            kept += tokens[last + 1 :]
    return " ".join(kept), family


def split_title(words: str) -> tuple[str, str]:
    """ "Prime Minister Fumio KISHIDA" -> "Prime Minister", "Fumio KISHIDA"."""
    tokens = words.split()
    end = 0
    for i, token in enumerate(tokens):
        word = token.casefold().strip(",()")
        if word in TITLE and not is_capitals(token):
            end = i + 1
        elif word not in SMALL:
            break
    return " ".join(tokens[:end]).strip(" ,"), " ".join(tokens[end:])


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


@cache
def likeness(a: str, b: str) -> float:
    """How alike two words are, 0 to 1."""
    return difflib.SequenceMatcher(None, a, b).ratio()


def alike(a: Claim, b: Claim) -> bool:
    """Whether two claims of one country name the same person."""
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
        if not fitting:
            groups[claim.country].append([claim])
            placed[claim.country][key] = groups[claim.country][-1]
            continue
        fitting[0].append(claim)
        for other in fitting[1:]:
            if not claim.usual:
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
        bare = fold(re.sub(r"\(.*", "", row["leader"]).replace(".", " "))
        mine = [t for t in re.split(r"[ \-]+", bare) if len(t) > 1]
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
            fitting = [c for c in known[country] if fits(row, c)]
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
            bare = re.sub(r"\s*\(.*|^(?:[A-Z]\.)+\s*|\s+[A-Z]\.$", "", row["leader"]).strip()
            example = own[0] if own else None
            for office in sorted(offices):
                made.append(
                    Claim(
                        country,
                        office,
                        "Acting" if "(acting)" in row["leader"] else usual_title(office, number, nearest),
                        example.name if example else bare,
                        example.family if example else bare.split()[0 if country in EAST else -1],
                        begin,
                        begin,
                        max(seen, begin),
                        ended,
                        "REIGN",
                        False,
                        example.who if example else persons.setdefault((country, fold(bare)), 1_000_000 + len(persons)),
                    )
                )
    return made


def held_offices(row: dict[str, str], own: list[Claim], begin: str) -> set[str]:
    """Offices that the other sources give a leader about the time that REIGN has him or her take power."""
    ended = month_end(int(row["eyear"]), int(row["emonth"])) if row["eyear"] else LAST
    near = {c.office for c in own if abs(days(c.since, begin)) < 400}
    return near or {c.office for c in own if c.since <= ended and c.seen >= begin}


def contradicted(claim: Claim, claims: list[Claim]) -> bool:
    """Whether the Factbook names somebody else for years after an incumbent's day in another list (an error there)."""
    if claim.source == "factbook":
        return False
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


@cache
def days(a: str, b: str) -> int:
    """Days from a to b."""
    return (date.fromisoformat(b) - date.fromisoformat(a)).days


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
    for (country, office, track), group in sorted(grouped.items()):
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
    return [r for r in table if (r["to"] or LAST) >= FIRST]


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
    usual = [c.name for c in person if c.usual]
    newest = {n: max(c.seen for c in person if c.name == n) for n in spelled}
    short = sorted(spelled, key=lambda n: (len(n.split()) if country not in EAST else 0, newest[n], spelled[n], n))
    fewest = [n for n in short if country in EAST or len(n.split()) == len(short[0].split())]
    best = max(fewest, key=lambda n: (newest[n], spelled[n], n)) if fewest else run.claims[0].name
    name = best if (country in EAST and fewest) or not usual else usual[0]
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
    aliases = sorted({c.name for c in person} - {name})
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
    claims = clusters(
        factbook(folder / "factbook_leader_snapshots.csv", countries) + incumbents(folder, countries, by_alpha2)
    )
    by_country: dict[str, list[Claim]] = defaultdict(list)
    for claim in claims:
        by_country[claim.country].append(claim)
    claims = [c for c in claims if c.country in kept and not contradicted(c, by_country[c.country])]
    claims += reign(folder / "REIGN_leaderlist_3_21.csv", claims)
    return sorted(rows(claims), key=lambda r: tuple(r[c] for c in ("country", "office", "from", "person")))


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
