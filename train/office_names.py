"""Names, titles and days as the sources of `offices.py` word them."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, timedelta

MONTHS = """
    January February March April May June July August September October November December
""".split()  # noqa: SIM905
CHIEF, HEAD = "head of state", "head of government"

# FIPS codes whose rows have no usable country name, or another name than the country table's.
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
