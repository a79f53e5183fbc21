"""Amounts with their unit: money, shares, measures and counts of the things that states trade and send.

A number is found first (digits or words); then the words left of it (currency, bound) and right of it
(scale, currency, unit, "a year") are looked up in `data/units.csv`. A number without a unit is none of ours: years,
dates, ages, article numbers and "F-35" have none. Amounts are `Decimal`; the span keeps the wording, bound and
period included ("up to $11 billion a year").
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from typing import NamedTuple

from dragoman.lexicon import table
from dragoman.model import Bound, Line, Mention, Quantity, Span
from dragoman.reading.parse import READ_KINDS, Parsed

# One character for one, so that offsets hold. Emphasis marks of markdown count as spaces.
_PLAIN = str.maketrans(
    {"’": "'", "\u00a0": " ", "\u2009": " ", "\u202f": " ", "\u2011": "-", "\t": " ", "\n": " ", "*": " ", "_": " "}
)

_DIGITS = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
    "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16, "seventeen": 17,
    "eighteen": 18, "nineteen": 19, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60,
    "seventy": 70, "eighty": 80, "ninety": 90, "zero": 0,
}  # fmt: skip
_MAGNITUDES = {"hundred": 100, "thousand": 1000, "million": 10**6, "billion": 10**9, "trillion": 10**12, "dozen": 12}
_FRACTIONS = {"½": "0.5", "¼": "0.25", "¾": "0.75", "⅓": "0.333", "⅔": "0.667"}

_WORD = "|".join(sorted(_DIGITS, key=len, reverse=True))
_SCALE_WORD = "|".join(_MAGNITUDES)
_IN_WORDS = (
    rf"(?:half\s+an?|an?|a\s+half|{_WORD})[\s-]+(?:(?:and\s+)?(?:a\s+half[\s-]+)?(?:{_WORD}|{_SCALE_WORD})\b[\s-]*)+"
    rf"|half\s+an?(?=\s+per)|(?:{_WORD})(?:\s+and\s+a\s+half)?(?:\s+point(?:\s+(?:{_WORD}))+)?"
)
_FIGURES = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d{1,3}(?: \d{3})+(?![\d-])|\d+(?:\.\d+)?(?:\s?[½¼¾⅓⅔]|\s\d/\d(?!\d))?|[½¼¾]"
_NUMBER = re.compile(
    rf"(?:(?<![\w.,/:])|(?<=[A-Z]{{3}}))(?<![A-Za-z]-)(?:{_FIGURES})(?![\d/:])|(?<![\w-])(?:{_IN_WORDS})(?![\w'])", re.I
)
_FIRST = "|".join(f"[{w[0]}{w[0].upper()}]{w[1:]}" for w in sorted([*_DIGITS, "half", "dozen"], key=len, reverse=True))
# Where a number may begin: one scan of each line, cheap because most words fail on their first letter.
_START = re.compile(
    rf"\d|[½¼¾]|\b(?=[aefhnostzdAEFHNOSTZD])(?:(?:{_FIRST})\b|[Aa]n?(?=[\s-]+(?:{_SCALE_WORD}|half)\b))"
)


class _Found(NamedTuple):
    """A quantity within its line."""

    start: int
    end: int
    amount: Decimal
    unit: str
    bound: Bound
    high: Decimal | None
    per: str | None
    scaled: bool
    unit_left: bool  # the unit stands before the number
    scale: Decimal


def _any(kind: str) -> str:
    """Alternatives of one kind of row, longest first; a space stands for any run of white space."""
    surfaces = sorted({r["surface"] for r in table("units") if r["kind"] == kind}, key=lambda s: (-len(s), s))
    return "|".join(re.escape(s).replace(r"\ ", r"\s+") for s in surfaces)


@cache
def _rows(kind: str) -> dict[str, str]:
    exact = kind in ("symbol", "code", "measure")
    return {r["surface"] if exact else r["surface"].lower(): r["unit"] for r in table("units") if r["kind"] == kind}


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    """The expressions that look left and right of a number, built once from the table."""
    stop = r"(?!(?:\d|(?:of|in|to|for|by|from|with|the|a|an|on|at|as|were|was|are|is|have|has|had|had|will|that|who|"
    stop += r"which|per|than|years?|months?|weeks?|days?|hours?|minutes?|(?:per)?cent|percent|times)\b))"
    model = r"(?-i:[A-Z])[a-z]+\s+\d(?:[A-Z]\d?)?\s+"  # "100 [Leopard 2] tanks"
    more = r"(?:\s+(?:an?\s+)?(?:additional|extra|further|total of|combined|another))"
    whose = r"(?:(?:its|their|our|the|national|annual|\w+'s)\s+){0,2}"
    product = r"GDP|GNI|GNP|gross\s+(?:domestic\s+product|national\s+(?:income|product))|economic\s+output"
    return {
        "symbol": re.compile(rf"(?<![A-Za-z$])({_any('symbol')})[\s-]?$"),
        "code": re.compile(rf"(?<!\w)({_any('code')})\s*$"),
        "bound": re.compile(rf"(?<![\w-])({_any('bound')}){more}?\s*$", re.I),
        "scale": re.compile(rf"(?:\+?\s+|-)?(?:({_any('scale')})(?![\w']))", re.I),
        "glued": re.compile(r"(k|m|mn|mm|bn|b|tn|t|trn|K|M|MM|B|T|Bn)(?![\w'])"),
        "plus": re.compile(r"\s?\+|\s+or\s+(?:more|less|so|fewer)\b|-plus\b", re.I),
        "percent": re.compile(rf"(?:\s+|-)?({_any('percent')})(?![\w])", re.I),
        "of": re.compile(rf"\s+of\s+{whose}({product})\b", re.I),
        "code_after": re.compile(rf"\s*({_any('code')})(?!\w)"),
        "money": re.compile(rf"(?:\s+|-)?({_any('money')})(?!\w)", re.I),
        "volume": re.compile(r"(?:\s+|-)?billion\s+cubic\s+met"),  # "50 billion cubic metres" is 50 bcm
        "measure": re.compile(rf"(?:\s+|-)?({_any('measure')})(?!\w)"),
        "count": re.compile(rf"(?:\s+|-)((?:{stop}[\w.'-]+\s+|{model}){{0,4}}?)({_any('count')})(?![\w])", re.I),
        "per": re.compile(rf"(?:\s+|(?=/)|-)({_any('per')})(?!\w)", re.I),
        "to": re.compile(r"\s*(?:-|–|—|\bto\b|\bor\b|\band\b)\s*(?=\S)", re.I),
    }  # fmt: skip


# "500 pounds (225 kilograms)", "20 pounds of heroin": no money
_HANDED = re.compile(r"\b(?:hand|turn|tak|sign|giv|carr|roll)\w* over\s+$", re.I)  # "hand over six ships": no bound
_MODEL = re.compile(r"\b(?:Boeing|Airbus|Typhoon|Sukhoi|Leopard|Challenger|Gepard|Ariete|Merkava)\s+$")
_WEIGHT = re.compile(
    r".*\bpounds?\s*(?:\(\s*[\d,.]+ ?(?:kg|kilo)|of (?!sterling)(?!the\b|its\b|our\b|public\b|aid\b)[a-z])", re.I
)


def quantities(page: Parsed) -> Iterator[Quantity]:
    """Quantities of a page, in text order."""
    document = page.document
    everywhere = {m.country for m in page.of(Mention)}
    for line in document.lines:
        if line.kind not in READ_KINDS:
            continue
        text = document.text[line.start : line.end]
        starts = [m.start() for m in _START.finditer(text)]
        if not starts:
            continue
        text = text.translate(_PLAIN).replace("<u>", "   ").replace("</u>", "    ")
        chinese = "¥" in text and ("yuan" in document.text or "renminbi" in document.text)
        for q in _joined(text, list(_of_line(text, starts, chinese))):
            if q.unit == "GBP" and _WEIGHT.match(text[q.start : q.end + 24]):
                q = q._replace(unit="pounds (weight)")
            span = Span(document.id, line.start + q.start, line.start + q.end)
            unit = _local(page, line, text[q.start : q.end], q.unit, everywhere)
            yield Quantity(span, q.amount, unit, q.bound, q.high, q.per)


def _local(page: Parsed, line: Line, worded: str, unit: str, everywhere: set[str | None]) -> str:
    """Whose kroner, francs or rupees: of the one country that its line names, or the page, whose money is called so."""
    word = next((w for w in worded.lower().split() if w in _rows("local")), "")
    codes = dict(pair.split(":") for pair in _rows("local").get(word, "").split())
    if unit not in (*codes.values(), word):
        return unit
    here = {m.country for m in page.between(Mention, line.start, line.end)}
    for named in (here & codes.keys(), everywhere & codes.keys()):
        if len(named) == 1:
            return codes[named.pop() or ""]
    return unit


def _of_line(text: str, starts: list[int], chinese: bool) -> Iterator[_Found]:
    """Numbers of a line with what surrounds them; a number without unit has the unit ""."""
    p, done = _patterns(), 0
    for start in starts:
        number = _NUMBER.match(text, start) if start >= done else None
        if number is None:
            continue
        done = number.end()
        found = _one(text, number, p, chinese)
        if found is not None:
            done = max(done, found.end)
            yield found


def _one(text: str, number: re.Match[str], p: dict[str, re.Pattern[str]], chinese: bool) -> _Found | None:
    amount = _value(number.group())
    if amount is None:
        return None
    start, end, unit, left, scale, per = (
        number.start(),
        len(number.group().rstrip(" -")) + number.start(),
        "",
        False,
        Decimal(1),
        None,
    )
    # left: currency
    before = text[max(0, start - 8) : start]
    if m := p["symbol"].search(before) or p["code"].search(before):
        unit = _rows("symbol").get(m[1]) or _rows("code")[m[1]]
        if unit == "JPY" and m[1] in "¥￥" and chinese and "yen" not in text:
            unit = "CNY"  # the sign is shared; a page that counts in yuan means yuan
        start, left = start - len(before) + m.start(1), True
    # right: scale, then "%", money, measure or count
    if (m := p["glued"].match(text, end)) and (
        unit or m[1] not in (*"mMtTbB", "mm", "MM") or p["count"].match(text, m.end())
    ):
        scale, end = Decimal(_rows("scale")[m[1].lower()]), m.end()
    elif not p["volume"].match(text, end):
        while m := p["scale"].match(text, end):
            if len(m[1]) < 3 and not unit:
                break
            scale, end = scale * Decimal(_rows("scale")[" ".join(m[1].lower().split())]), m.end()
    bound: Bound = "exact"
    if m := p["plus"].match(text, end):
        less = m.group().split()[-1] in ("less", "fewer")
        bound, end = "at most" if less else "about" if m.group().endswith("so") else "at least", m.end()
    if unit:
        if m := p["code_after"].match(text, end) or p["money"].match(text, end):
            other = _rows("code").get(m[1]) or _rows("money").get(" ".join(m[1].lower().split()))
            if other == unit or text[start] == "$":
                unit, end = other or unit, m.end()
    else:
        unit, end = _unit_after(text, end, p, scale != 1 or bound != "exact" or number.group()[0] in "0123456789")
    if unit and (m := p["per"].match(text, end)):
        per, end = _rows("per")[" ".join(m[1].lower().split())], m.end()
    if "/" in unit:
        unit, per = unit.split("/")
    before = text[max(0, start - 40) : start]
    if (m := p["bound"].search(before)) and not _HANDED.search(before):
        bound, start = _bound(m[1]), start - len(before) + m.start(1)
    if unit and bound == "exact" and per is None and _is_year(number.group(), unit, left):
        return None
    if _MODEL.search(before):
        return None  # "Boeing 737 MAX planes"
    if amount == 0 and unit != "%":
        return None  # "net zero emissions from vehicles"
    if unit == "countries" and bound == "exact" and amount < 10:
        return None  # "the two countries" are the parties, not an amount
    amount *= scale
    amount = Decimal(int(amount)) if amount == amount.to_integral_value() else amount
    return _Found(start, end, amount, unit, bound, None, per, scale != 1, left, scale)


def _unit_after(text: str, end: int, p: dict[str, re.Pattern[str]], plain: bool) -> tuple[str, int]:
    """Unit to the right of a number, and where it ends; "" if there is none."""
    if m := p["percent"].match(text, end):
        unit = _rows("percent")[" ".join(m[1].lower().split())]
        if unit == "%" and (of := p["of"].match(text, m.end())):
            base = " ".join(of[1].lower().split())
            base = {"gross national income": "GNI", "gni": "GNI", "gnp": "GNP", "gross national product": "GNP"}.get(
                base, "GDP"
            )
            return f"% of {base}", of.end()
        return unit, m.end()
    if m := p["measure"].match(text, end):
        return _rows("measure")[" ".join(m[1].split())], m.end()
    for kind in ("money", "code_after"):
        if m := p[kind].match(text, end):
            key = " ".join(m[1].split())
            return (_rows("money")[key.lower()] if kind == "money" else _rows("code")[key]), m.end()
    if (m := p["count"].match(text, end)) and not (text[end] == "-" and m[1]):  # "250-bed field hospitals"
        return _rows("count")[" ".join(m[2].lower().split())], m.end()
    return "", end


def _joined(text: str, found: list[_Found]) -> Iterator[_Found]:
    """Ranges made of two numbers ("$5-10 billion", "between 10 and 15 percent"); numbers without unit fall out."""
    i, to = 0, _patterns()["to"]
    while i < len(found):
        a, b = found[i], found[i + 1] if i + 1 < len(found) else None
        i += 1
        between = re.search(r"\bbetween\s+$", text[: a.start][-12:], re.I)
        if (
            b is not None
            and (m := to.match(text, a.end))
            and m.end() == b.start
            and _range(a, b, m.group(), text, bool(between))
        ):
            low = a.amount if a.scaled or not b.scaled or a.amount * b.scale > b.amount else a.amount * b.scale
            start = a.start - len(between.group()) if between else a.start
            yield a._replace(
                start=start, end=b.end, amount=low, unit=b.unit or a.unit, high=b.amount, per=b.per or a.per
            )
            i += 1
        elif b is not None and text[a.end : b.start] == "-" and a.unit == "":
            i += 1  # "787-9 jets": the name of a thing
        elif a.unit:
            yield a


def _range(a: _Found, b: _Found, word: str, text: str, between: bool) -> bool:
    """Do two numbers make one range? "from 27.5% to 15%" and "raised 1% to 2%" are two quantities."""
    unit = b.unit or a.unit
    if not unit or (a.unit and b.unit and a.unit != b.unit) or b.bound != "exact":
        return False
    low = a.amount if a.scaled or not b.scaled else a.amount * b.scale
    if low >= b.amount:
        return False
    if word.strip().lower() == "and":
        return between
    return not re.search(r"\b(?:from|increase[ds]?|raise[ds]?|rose|rise|cut)\s+$", text[: a.start][-12:], re.I)


def _bound(word: str) -> Bound:
    return _rows("bound")[" ".join(word.lower().split())]  # type: ignore[return-value]


def _is_year(digits: str, unit: str, left: bool) -> bool:
    """ "In 2024 troops ..." counts no troops."""
    return not left and unit in _counted() and bool(re.fullmatch(r"(?:19|20)\d\d", digits))


@cache
def _counted() -> frozenset[str]:
    return frozenset(_rows("count").values())


def _value(number: str) -> Decimal | None:
    """Value of a number in figures or words; None if the words make no number."""
    if number[0].isdecimal() or number[0] in _FRACTIONS:
        whole, half = number, Decimal(0)
        if number[-1] in _FRACTIONS:
            whole, half = number[:-1].strip(), Decimal(_FRACTIONS[number[-1]])
        elif "/" in number:
            whole, _, share = number.rpartition(" ")
            top, bottom = share.split("/")
            half = Decimal(top) / Decimal(bottom) if bottom != "0" else half
        return Decimal(re.sub(r"[,\s]", "", whole) or 0) + half
    words = re.sub(r"[\s-]+", " ", number.lower()).strip()
    words = (
        words.replace("half an ", "half a ").replace("a half ", "half a ")
        if words.startswith(("half", "a half"))
        else words
    )
    total, current, half = Decimal(0), Decimal(0), Decimal(0)
    point: list[int] | None = None
    tokens = words.replace(" and a half", " half").split()
    for n, word in enumerate(tokens):
        if word in _DIGITS:
            if point is not None:
                point.append(_DIGITS[word])
            elif (current % 10 and _DIGITS[word] < 10) or (current % 100 and _DIGITS[word] >= 10):
                return None  # "nine eleven", "twenty twenty"
            else:
                current += _DIGITS[word]
        elif word in ("a", "an"):
            current = current if n and tokens[n - 1] == "half" else Decimal(1)
        elif word == "half":
            half = Decimal("0.5")
        elif word == "point":
            point = []
        elif word in _MAGNITUDES:
            current = (current + half) * _MAGNITUDES[word] if current + half else Decimal(_MAGNITUDES[word])
            half = Decimal(0)
            if _MAGNITUDES[word] >= 1000:
                total, current = total + current, Decimal(0)
    if point:
        half = Decimal("0." + "".join(map(str, point)))
    return total + current + half
