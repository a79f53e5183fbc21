"""Which lines of a text belong together, and what kind each is. Debris is marked, never deleted."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from itertools import pairwise
from typing import cast

from dragoman.clean import dates
from dragoman.clean.blocks import Block
from dragoman.lexicon import table, words
from dragoman.model import Line, LineKind

ITEM = re.compile(r"^\s*(?:[-*+•·▪◦‣–—]\s+|\(?(?:\d{1,3}|[a-z]|[ivx]{1,5})[.)]\s+|#{1,6}\s|>|\|)")
_TURN = re.compile(r"^(?:[QA]\b|[A-Z][A-Z .'’-]{2,60}:)")  # a turn in a transcript
_SENTENCE_END = re.compile(r"[.!?…][\"”’')\]]*$")
_CUT = re.compile(r"[.!?…][\"”’')\]]*\s+")
_LEAST, _MOST = 40, 110  # columns at which texts are hard-wrapped: mail 72, typescript 65, terminals 80 and 100


# --- hard-wrapped paragraphs ------------------------------------------------------------------------


def width(lines: list[str]) -> int:
    """The column at which a text is hard-wrapped, or 0 if its lines are paragraphs.

    Hard-wrapped text is filled: the first word of the next line would not have fitted. Lines that end a
    paragraph or stand alone say nothing.
    """
    pairs = [(a.rstrip(), b.strip()) for a, b in pairwise(lines) if a.strip() and b.strip()]
    pairs = [(a, b) for a, b in pairs if not ITEM.match(b)]
    if not pairs:
        return 0
    lengths = sorted(len(a) for a, _ in pairs)
    column = lengths[(len(lengths) - 1) * 95 // 100]  # a long address may stick out
    if not _LEAST <= column <= _MOST:
        return 0
    filled = sum(len(a) + 1 + len(b.split(None, 1)[0]) > column for a, b in pairs)
    running = sum(not _SENTENCE_END.search(a) for a, _ in pairs)
    if len(pairs) < 3 and not all(b[0].islower() for _, b in pairs):
        return 0
    return column if filled >= 0.6 * len(pairs) and running >= 0.5 * len(pairs) else 0


def unwrap(text: str) -> str:
    """Joins hard-wrapped paragraphs: the line break inside becomes a space, so every offset holds."""
    lines = text.split("\n")
    column = width(lines)
    if not column:
        return text
    parts = [lines[0]]
    for before, line in pairwise(lines):
        parts += [" " if _continues(before, line, column) else "\n", line]
    return "".join(parts)


def _continues(before: str, line: str, column: int) -> bool:
    a, b = before.strip(), line.strip()
    if not a or not b or (ITEM.match(line) and not a.endswith(("-", ","))):
        return False
    filled = len(before.rstrip()) + 1 + len(b.split(None, 1)[0]) > column
    # A ragged line (mail programs, editors' hands) still runs on where the next one starts small.
    return filled or (b[0].islower() and not _SENTENCE_END.search(a) and len(a) > column // 2)


# --- kinds ------------------------------------------------------------------------------------------


@cache
def debris(where: str) -> tuple[tuple[re.Pattern[str], str], ...]:
    """The rules of `data/debris.csv` for one place, one pattern a kind, in the order of the table."""
    kinds: dict[str, list[str]] = {}
    for row in table("debris"):
        if row["where"] == where:
            kinds.setdefault(row["kind"], []).append(f"(?:{row['pattern']})")
    return tuple((re.compile("|".join(patterns), re.I), kind) for kind, patterns in kinds.items())


@cache
def outlets() -> frozenset[str]:
    """Names of outlets and agencies in small letters: alone on a line they are a credit."""
    return frozenset(name.lower() for name in words("outlets-for-cleaning", "name"))


@lru_cache(4096)  # the same few lines stand on every page of an outlet
def _rule(text: str, where: str) -> str:
    words = " ".join(text.split())
    return next((kind for pattern, kind in debris(where) if pattern.fullmatch(words)), "")


def kinds(texts: list[str], hints: list[str], title: str = "") -> tuple[list[str], int]:
    """The kind of each line, and the index of the headline (-1 without one).

    `hints` are kinds that the markup gives, "" where it gives none. `title` is the page's declared title.
    """
    found = [_own(text, hint) for text, hint in zip(texts, hints, strict=True)]
    headline = _headline(texts, found, hints, title)
    if headline >= 0:
        found[headline] = "headline"
        for i in range(headline):  # what stands above a headline is a section, a menu, a date; unless it is prose
            if not found[i] and len(texts[i].split()) < 8 and not _SENTENCE_END.search(texts[i]):
                found[i] = "boilerplate"
    _tail(texts, found)
    for i, text in enumerate(texts):
        if not found[i] or found[i] == "item":
            rest = (texts[j] for j in range(i + 1, len(texts)) if found[j] != "boilerplate")
            after = next(rest, "")
            long = max(
                len(after), len(next(rest, "")) if after.endswith(":") else 0
            )  # "It has two parts:" and the first
            found[i] = "heading" if not found[i] and _heading(text, long) else "body"
    return found, headline


def _own(text: str, hint: str) -> str:
    if kind := len(text) < 400 and _rule(text, "any"):
        return kind
    if text.strip("©®™ .|-–—:").lower() in outlets():
        return "boilerplate"
    if hint == "pointer" or not any(c.isalnum() for c in text):
        return "boilerplate"
    return hint


def _prose(text: str) -> bool:
    return len(text) > 200 or (len(text) > 90 and bool(_SENTENCE_END.search(text)))


def _headline(texts: list[str], found: list[str], hints: list[str], title: str) -> int:
    if "headline" in hints:
        return hints.index("headline")
    wanted = key(title)
    for i, text in enumerate(texts[:12]):
        if wanted and key(text) == wanted:
            return i
    if title:
        return -1
    for i, text in enumerate(texts[:8]):
        if found[i] in _NO_TITLE or _MENU.fullmatch(text) or dates.published([text]):
            continue
        if len(text) > 220 or dates.DATELINE.match(text):
            return -1
        size = len(text.split())
        capital = _capitals(text)
        following = [t for j, t in enumerate(texts[i + 1 : i + 12], i + 1) if found[j] not in _NO_TITLE][:5]
        if size >= 4 and any(_prose(t) for t in following) and (capital > 0.6 or not _SENTENCE_END.search(text)):
            return i
        if _prose(text):
            return -1
    return -1


_NO_TITLE = frozenset(["boilerplate", "byline", "caption", "dateline"])
_MENU = re.compile(r"[\w&'’ -]{1,24}(?: [|/›»>·] [\w&'’ -]{1,24}){2,}")  # "Home / Business / Economy"


def _capitals(text: str) -> float:
    """Share of the longer words of a line that start with a capital."""
    longer = [w for w in re.findall(r"[^\W\d_][\w'’-]*", text) if len(w) > 3]
    return sum(w[0].isupper() for w in longer) / len(longer) if longer else 0.0


def key(text: str) -> str:
    """A line's letters and digits alone, to tell whether two lines say the same."""
    return re.sub(r"[\W_]+", "", text).lower()


def titled(blocks: list[Block], title: str) -> list[Block]:
    """Blocks with their headline: the one among the first that says the title, else the title itself put in front.

    A declared title often has the outlet's name behind it ("Leaders meet - The Example"): a heading that is all but
    such an end of the title is the headline.
    """
    wanted = key(title)
    for i, block in enumerate(blocks[:6]):
        own = key(block.text)
        if own == wanted or (
            block.kind == "heading" and len(own) >= 15 and len(own) > len(wanted) / 3 and own in wanted
        ):
            return [*blocks[:i], Block(block.text, "headline"), *blocks[i + 1 :]]
    return [Block(title, "headline"), *blocks]


def _heading(text: str, after: int) -> bool:
    if len(text) > 110 or len(text.split()) > 14 or after <= len(text) or after < 60:
        return False
    if text.endswith((".", "!", ",", ";", ":", "”", '"', "…")) or not (text[0].isupper() or text[0].isdigit()):
        return False
    if ITEM.match(text) or _TURN.match(text):
        return False
    return text.endswith("?") or _capitals(text) >= 0.5 or len(text.split()) <= 6


def _tail(texts: list[str], found: list[str]) -> None:
    """Marks the comment form, the list of other stories and the author box at the foot of a page."""
    prose = [i for i, t in enumerate(texts) if _prose(t) and found[i] != "boilerplate"]
    last = prose[-1] if prose else -1
    for i, text in enumerate(texts):
        # "rest": from this line to the end, if no article goes on after it
        if i > len(texts) // 3 and i > last and len(text) < 100 and _rule(text, "rest"):
            found[i:] = ["boilerplate"] * (len(texts) - i)
            break
    for i in range(max(1, len(texts) - 6), len(texts)):
        same = texts[i] == texts[i - 1] and 2 <= len(texts[i].split()) <= 4 and texts[i].istitle()
        if same and all(len(t) < 600 for t in texts[i + 1 :]):  # "Diana Foster / Diana Foster / A tech enthusiast ..."
            found[i - 1] = "byline"
            found[i:] = ["boilerplate"] * (len(texts) - i)
            break
    for i in range(max(0, len(texts) - 5), len(texts)):
        if found[i] != "boilerplate" and len(texts[i]) < 400 and _rule(texts[i], "end"):
            found[i] = "boilerplate"


# --- lines ------------------------------------------------------------------------------------------


def split(text: str, start: int, end: int, kind: str, limit: int) -> list[Line]:
    """A line as `Line`s: its dateline apart, and no longer than `limit` characters, cut at sentence ends."""
    found = []
    if kind == "body" and (match := dates.DATELINE.match(text[start : start + 200])):
        found.append(Line(start, start + len(match[0].rstrip()), "dateline"))
        start += match.end()
    while end - start > limit:
        cuts = [m.end() for m in _CUT.finditer(text, start + limit // 2, start + limit)]
        cut = cuts[-1] if cuts else text.rfind(" ", start + limit // 2, start + limit) + 1 or start + limit
        if words := text[start:cut].rstrip():
            found.append(Line(start, start + len(words), cast(LineKind, kind)))
        start = cut
    if start < end:
        found.append(Line(start, end, cast(LineKind, kind)))
    return found
