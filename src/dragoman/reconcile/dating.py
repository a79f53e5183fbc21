"""When a page was published: what it declares, else an interval worked out from what it says.

Each clue is a set of days. They are intersected, the firmest first; one that leaves no day is dropped and named
in the reasons. What is left is a closed interval, an open one, or nothing: then the day is unknown, never today.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Set
from typing import NamedTuple

import msgspec

from dragoman.model import Conflict, Copy, Dating, Document, Event, Evidence, Mention, Side, Span, When, digest
from dragoman.reconcile import affinity, neighbours, same_event, terms
from dragoman.reconcile import clues as clue_room
from dragoman.reconcile.days import FIRST, LAST, Clue, Days, iso, meet, ordinal
from dragoman.reconcile.tenures import OPEN, fold, names
from dragoman.step import Tables, laid_out

_BASIS = {"dateline": "dateline", "url": "url"}
FORTNIGHT = 14  # days: an event told of as past on days this close dates the pages that plan it
WEEKS = 45  # days around pages about the same countries or leaders
COPIED = 45  # days around a dated page in which its undated copies and rewrites are published
REWRITTEN = 6  # sentences that a rewrite retells
NEAR = 0.75  # share of a near copy
OWN = ("declared", "dateline", "url")  # what a page says of itself
PLANNED = ("planned", "expected")  # status of a meeting that is ahead
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
    if len(rest) < 2 or max(sizes) - min(sizes) > 1:
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
        last = f"{day}-12-31" if len(day) == 4 else f"{day}-28"
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
        if not _dated(found[page], tables):
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
        if not _dated(found[i], tables) or len(solve(clues[i])[0]) > 1  # either of two days a year apart
    }
    open_ones = {i: c for i, c in open_ones.items() if c}
    if not open_ones:
        return {}
    about = {i: _about(tables, i) for i, w in found.items() if i in open_ones or _dated(w, tables)}
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
            made[page] = _with([*clues[page], *fresh], fresh[0])
    return made


def _dated(day: When, tables: Tables) -> bool:
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


class Telling(NamedTuple):
    """A meeting as one sentence tells it."""

    sentence: Span
    who: frozenset[str]
    status: str
    earliest: str | None
    latest: str | None


def joint(tables: Tables) -> Iterator[Dating]:
    """Datings again, once events are merged: a page that plans a meeting is not younger than the meeting.

    Another page of the record must tell of a meeting of the same persons as past, on days known to a fortnight, and
    it must be the only one that the planning page's own interval leaves room for.
    """
    told: dict[frozenset[str], list[Telling]] = defaultdict(list)
    planned: dict[str, list[Telling]] = defaultdict(list)
    for telling in _tellings(tables, {d.document for d in tables.all(Dating) if _room(d.when)}):
        if telling.status == "occurred" and telling.earliest and telling.latest:
            if ordinal(telling.latest) - ordinal(telling.earliest) <= FORTNIGHT:
                told[telling.who].append(telling)
        elif telling.status in PLANNED:
            planned[telling.sentence.document].append(telling)
    copied = _copied(tables)
    for dating in tables.all(Dating):
        day = _before(dating, planned[dating.document], told, tables)
        yield Dating(dating.document, _of_copy(day, copied.get(dating.document), tables))


def _copied(tables: Tables) -> dict[str, Clue]:
    """For undated pages the days that a dated page with the same text leaves: rarely more than weeks from it."""
    when = {d.document: d.when for d in tables.all(Dating)}
    found: dict[str, Clue] = {}
    for copy in tables.all(Copy):
        if not _telling(copy):
            continue
        for page, other, side in ((copy.left, copy.right, "right"), (copy.right, copy.left, "left")):
            day = when.get(other, When())
            if day.basis not in OWN or not day.earliest or not day.latest or when[page].basis in OWN:
                continue
            first = ordinal(day.earliest) - (1 if copy.direction == side else COPIED)
            source = tables.documents[other].source
            clue = Clue(((first, ordinal(day.latest) + COPIED),), 1.5, f"{copy.kind} copy of {source} of {day.latest}")
            if page not in found or clue.days[0][0] > found[page].days[0][0]:
                found[page] = clue
    return found


def _telling(copy: Copy) -> bool:
    """Whether a copy tells the days: forms filled anew (readouts of two calls a year apart) are short or share less.

    With half of the dates of briefings and news hidden: of rewrites of six sentences and more all 12 lie within 11
    days of their original, of shorter ones 6 of 11 within 45; of near copies of .75 and more all 10, of others 6 of 7.
    """
    if copy.kind == "rewrite":
        return len(copy.passages) >= REWRITTEN
    return copy.kind == "identical" or (copy.kind == "near" and copy.share >= NEAR)


def _of_copy(day: When, clue: Clue | None, tables: Tables) -> When:
    """A dating narrowed to the days of a copy, if they meet."""
    if clue is None or day.basis in OWN:
        return day
    first, last = clue.days[0]
    left = meet(clue.days, ((ordinal(day.earliest or iso(FIRST)), ordinal(day.latest)),))
    if not left:
        return msgspec.structs.replace(day, reasons=(*day.reasons, f"left out, contradicted: {clue.reason}"))
    if _dated(day, tables) and ordinal(day.latest) - ordinal(day.earliest) <= last - first:
        return day
    return When(iso(left[0][0]), iso(left[-1][1]), day.wording, "other pages", (*day.reasons, clue.reason))


def _tellings(tables: Tables, pages: Set[str]) -> Iterator[Telling]:
    """Meetings that some pages plan, as each sentence tells them: planned on one page and past on another."""
    met = [(gist, event) for gist, event in same_event.gists(tables) if gist.parties]
    on_pages = (event for gist, event in met if not pages.isdisjoint(gist.pages))
    told = (t for event in laid_out(on_pages) for t in _told(event))
    wanted = {tuple(sorted(t.who)) for t in told if t.status in PLANNED and t.sentence.document in pages}
    asked = (event for gist, event in met if any(tuple(who) in wanted for who in gist.parties))
    yield from (t for event in laid_out(asked) for t in _told(event))


def _told(event: Event) -> Iterator[Telling]:
    for item in event.evidence:
        who = frozenset((*(item.by or event.by), *(item.to or event.to)))
        first, last = (item.earliest, item.latest) if item.earliest else (event.when.earliest, event.when.latest)
        if len(who) > 1:
            yield Telling(item.span, who, item.status or event.status, first, last)


def _room(when: When) -> bool:
    """Whether the day of a page is worked out, and may be narrowed."""
    return when.basis not in OWN and bool(when.earliest)


def _before(dating: Dating, planned: list[Telling], told: dict[frozenset[str], list[Telling]], tables: Tables) -> When:
    when = dating.when
    if not _room(when):
        return when
    for plan in planned:
        fitting = [
            t
            for t in told.get(plan.who, [])
            if (when.earliest or "") <= (t.latest or "") and (t.earliest or "") <= (when.latest or OPEN)
            if t.sentence.document != dating.document
        ]
        days = {(t.earliest, t.latest) for t in fitting}
        if len(days) != 1:
            continue
        latest = fitting[0].latest
        if latest and latest < (when.latest or OPEN):
            other = tables.documents[fitting[0].sentence.document].source
            quote = " ".join(tables.text(plan.sentence).split())[:90]
            reason = f"'{quote}' is still ahead; {other} tells of it as past on {fitting[0].earliest}/{latest}"
            when = When(when.earliest, latest, when.wording, "other pages", (*when.reasons, reason))
    return when


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
