"""When a page was published: what it declares, else an interval worked out from what it says.

Each clue is a set of days. They are intersected, the firmest first; one that leaves no day is dropped and named
in the reasons. What is left is a closed interval, an open one, or nothing: then the day is unknown, never today.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date

import msgspec

from dragoman.model import Conflict, Dating, Document, Evidence, Mention, Side, Span, When, digest
from dragoman.reconcile import affinity, neighbours, terms
from dragoman.reconcile import clues as clue_room
from dragoman.reconcile.days import FIRST, LAST, Clue, Days, iso, meet, ordinal, period
from dragoman.reconcile.tenures import OPEN, fold, names
from dragoman.step import Tables

_BASIS = {"dateline": "dateline", "url": "url"}
ROUNDS = 2  # pages whose year others tell, tell that of others
WEEKS = 45  # days around pages about the same countries or leaders
OWN = ("declared", "dateline", "url")  # what a page says of itself
FIRM = 2.5  # clues of this weight contradict a declared date


def read_text(document: Document) -> str:
    """The lines that are read, one a line, white space plain."""
    lines = (document.text[i.start : i.end] for i in document.lines if i.kind != "boilerplate")
    return "\n".join(" ".join(line.split()) for line in lines)


def solve(clues: list[Clue]) -> tuple[Days, list[str], list[str]]:
    """Days that the clues leave, reasons of those that count, and of those dropped as contradicted.

    Firmest first; among equals the one that was found first. A clue that forbids nothing more is no reason.
    """
    left: Days = ((FIRST, LAST),)
    kept: list[str] = []
    dropped: list[str] = []
    for clue in sorted(clues, key=lambda c: -c.weight):
        rest = _whole(meet(left, clue.days), clue)
        if not rest or _sliver(rest, left, clue):
            dropped.append(clue.reason)
        elif rest != left:
            left = rest
            kept.append(clue.reason)
    return left, kept, dropped


def _whole(rest: Days, clue: Clue) -> Days:
    """Of the windows of a clue that fits several times, those that other clues do not cut to a remnant: three weeks of
    April 2025 count, not the five days of April 2026 before a minister left."""
    sizes = {last - first for first, last in clue.days}
    if len(clue.days) < 2 or len(rest) < 2 or max(sizes) - min(sizes) > 1:
        return rest
    widest = max(last - first + 1 for first, last in rest)
    return tuple((first, last) for first, last in rest if (last - first + 1) * 3 >= widest)


def _sliver(rest: Days, left: Days, clue: Clue) -> bool:
    """Whether two wide sets share a few days at their edges alone: the handover between two who held one office."""
    wide = 60 if clue.weight >= 1 else 9
    return _size(rest) < 10 and min(_size(left), _size(clue.days)) > wide


def _size(days: Days) -> int:
    return sum(last - first + 1 for first, last in days)


def when(clues: list[Clue], basis: str = "tenure") -> When:
    """The interval that clues leave. Both ends open is "unknown"."""
    left, kept, dropped = solve(clues)
    first, last = left[0][0], left[-1][1]
    if not kept:
        return When()
    return When(
        None if first <= FIRST else iso(first),
        None if last >= LAST else iso(last),
        basis="fetched" if len(kept) == 1 and kept[0].startswith("fetched ") else basis,
        reasons=(*kept, *(f"left out, contradicted: {d}" for d in dropped)),
    )


def declared(document: Document) -> When | None:
    """The day a page claims for itself."""
    if not document.declared:
        return None
    where = document.declared_where or "metadata"
    day = document.declared[:10]
    first, last = day, day
    if len(day) < 10:  # a month or a year
        first = f"{day}-01-01"[:10] if len(day) == 4 else f"{day}-01"
        last = f"{day}-12-31" if len(day) == 4 else iso(period(date.fromisoformat(first), "month", 0)[1])
    return When(first, last, day, _BASIS.get(where, "declared"), (f"{where}: {day}",))


_CLUES = msgspec.msgpack.Decoder(list[Clue])


def clues_of(tables: Tables, document: Document) -> list[Clue]:
    """Clues of a page's text, and the day on which it was fetched: it is not younger, and that day is not its date.

    Worked out once a text, since they are facts of the text alone.
    """
    known: dict[str, tuple[list[Clue], bytes]] = tables.once.setdefault("clues", {})
    if document.text_hash not in known:
        kept = tables.kept.of("clues").get(document.text_hash)
        found = _CLUES.decode(kept) if kept else clue_room.clues(read_text(document), document.text)
        known[document.text_hash] = (found, kept or msgspec.msgpack.encode(found))
    day = (document.fetched or "")[:10]
    fetched = [Clue(((FIRST, ordinal(day) + 1),), 6, f"fetched on {day}")] if len(day) == 10 else []
    return [*fetched, *known[document.text_hash][0]]


def datings(tables: Tables) -> Iterator[Dating]:
    """Dating of every page: declared, or worked out from its text and from what dated pages about the same tell."""
    found: dict[str, When] = {}
    clues: dict[str, list[Clue]] = {}
    for document in tables.documents.values():
        own = declared(document)
        if own is None:
            clues[document.id] = clues_of(tables, document)
            found[document.id] = when(clues[document.id])
            continue
        conflict = contradiction(document, own, clues_of(tables, document))
        if conflict is not None:
            own = When(own.earliest, own.latest, own.wording, own.basis, (*own.reasons, f"but {conflict.about}"))
        found[document.id] = own
    tables.kept.keep("clues", {d.text_hash: tables.once["clues"][d.text_hash][1] for d in tables.documents.values()})
    found |= _beside(tables, found, clues)
    for _ in range(ROUNDS):
        found |= _narrowed(tables, found, clues)
    found |= _worded(tables, found, clues)
    for document_id, day in found.items():
        yield Dating(document_id, day)


def _beside(tables: Tables, found: dict[str, When], clues: dict[str, list[Clue]]) -> dict[str, When]:
    """Datings of pages that dated pages are like, where the record bears out that such pages are of the same days."""
    days = {i: ordinal(w.earliest) for i, w in found.items() if i not in clues and w.earliest == w.latest}
    alike = neighbours.clues(affinity.of(tables), days) if clues else {}
    made = {}
    for page, clue in sorted(alike.items()):
        clues[page].append(clue)
        made[page] = _with(clues[page], clue)
    return made


def _worded(tables: Tables, found: dict[str, When], clues: dict[str, list[Clue]]) -> dict[str, When]:
    """Datings of official pages whose words are those of some months; only of pages that nothing else dates."""
    made = {}
    for page, own in clues.items():
        if not dated(found[page], tables):
            clue = terms.clue(read_text(tables.documents[page]), solve(own)[0])
            if clue:
                own.append(clue)
                made[page] = _with(own, clue)
    return made


def _with(clues: list[Clue], other: Clue) -> When:
    """The interval that clues leave, one of which rests on other pages."""
    made = when(clues)
    return msgspec.structs.replace(made, basis="other pages") if other.reason in made.reasons else made


def _narrowed(tables: Tables, found: dict[str, When], clues: dict[str, list[Clue]]) -> dict[str, When]:
    """Datings of pages with a clue that fits several times, where the dated pages about the same leave one of them.

    About the same: two of the countries and leaders that a page names most.
    """
    open_ones = {
        i: list(clue_room.choices(read_text(tables.documents[i])))
        for i in clues
        if not dated(found[i], tables) or len(solve(clues[i])[0]) > 1  # either of two days a year apart
    }
    open_ones = {i: c for i, c in open_ones.items() if c}
    if not open_ones:
        return {}
    about = {i: _about(tables, i) for i, w in found.items() if i in open_ones or dated(w, tables)}
    made = {}
    for page, several in open_ones.items():
        kin = [found[i] for i, what in about.items() if i not in open_ones and len(what & about[page]) > 1]
        if not kin:
            continue
        first, last = min(w.earliest or "" for w in kin), max(w.latest or OPEN for w in kin)
        period, own = ((ordinal(first) - WEEKS, ordinal(last) + WEEKS),), solve(clues[page])[0]
        fresh = []
        for clue in several:
            left = tuple(window for window in clue.days if meet(meet((window,), period), own))
            if len(left) == 1:
                shared = f"{len(kin)} dated pages about the same countries or leaders are of {first}/{last}"
                fresh.append(
                    Clue(left, clue.weight, f"{clue.reason} from {iso(left[0][0])} to {iso(left[0][1])}: {shared}")
                )
        if fresh:
            clues[page] = [*clues[page], *fresh]
            made[page] = _with(clues[page], fresh[0])
    return made


def dated(day: When, tables: Tables) -> bool:
    """Whether a page has a closed interval that is narrow enough to count as a date."""
    if not day.earliest or not day.latest:
        return False
    return ordinal(day.latest) - ordinal(day.earliest) <= tables.settings.dated_days


def _about(tables: Tables, document: str) -> frozenset[str]:
    """The countries that a page names at least twice, three at most, and the leaders it names."""
    mentions = tables.of(Mention, document)
    counted = Counter(m.country for m in mentions if m.country)
    countries = [c for c, n in sorted(counted.items(), key=lambda x: (-x[1], x[0]))[:3] if n > 1]
    leaders = [
        t.person
        for m in mentions
        if m.kind == "name" and " " in (m.name or "")
        for t in names().get(fold(m.name or ""), ())
    ]
    return frozenset((*countries, *leaders))


def conflicts(tables: Tables) -> Iterator[Conflict]:
    """A Conflict for each page whose declared day cannot be that of its text; the declared day is kept."""
    for document in tables.documents.values():
        own = declared(document)
        conflict = contradiction(document, own, clues_of(tables, document)) if own else None
        if conflict is not None:
            yield conflict


def contradiction(document: Document, own: When, clues: list[Clue]) -> Conflict | None:
    """A conflict if firm clues of the text leave no day within two of the declared one."""
    left, kept, _ = solve([c for c in clues if c.weight >= FIRM])
    first, last = ordinal(own.earliest) - 2, ordinal(own.latest) + 2
    if not kept or meet(left, ((first, last),)):
        return None
    says = f"{'' if left[0][0] <= FIRST else iso(left[0][0])}/{'' if left[-1][1] >= LAST else iso(left[-1][1])}"
    evidence = (Evidence(Span(document.id, 0, min(len(document.text), 200))),)
    return Conflict(
        digest("date", document.id),
        "date",
        f"declared {own.wording}, but {'; '.join(kept)}",
        (Side(own.wording, evidence), Side(says, evidence)),
        settle="the page's address or an archive's first copy",
    )
