"""Rows for terminal tables and `--json`: one function a command. Each row has an `id` that `dragoman show` opens."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import msgspec

from dragoman.model import Document, Evidence, Pledge, When
from dragoman.record import judgements as judged
from dragoman.record import portrait, views
from dragoman.record import search as searching
from dragoman.record.store import Record
from dragoman.report import wording, words
from dragoman.report.desk import Desk

Row = dict[str, Any]


def _quote(record: Record, evidence: Iterable[Evidence]) -> str:
    return next((views.quote(record, e.span) for e in evidence), "")


def _names(record: Record, found: Iterable[Any]) -> dict[str, str]:
    return views.names(record, {a for r in found for a in (*r.by, *r.to)})


def events(record: Record, **chosen: Any) -> Iterator[Row]:
    """Merged events, by date. `chosen` are the filters of `views.events`."""
    found = views.events(record, **chosen)
    names = _names(record, found)
    for e in found:
        yield {
            "id": e.id, "when": words.when(e.when), "type": e.type, "mode": e.mode, "by": words.people(e.by, names),
            "to": words.people(e.to, names), "place": e.place, "status": e.outcome or e.status,
            "reports": e.independent, "certainty": e.certainty, "evidence": _quote(record, e.evidence),
        }  # fmt: skip


def timeline(record: Record, since: str | None = None, **chosen: Any) -> Iterator[Row]:
    """Dated events in order, each in a sentence, but those that are of open certainty.

    `stands` tells what happened from what is to come or was denied.
    """
    desk = Desk(record)
    for e in views.events(record, since=since, told=True, **chosen):
        yield {
            "id": e.id, "when": words.when(e.when), "status": e.outcome or e.status, "stands": words.stands(e.status),
            "what": words.sentence(desk.told(e)), "where": e.place, "reports": e.independent,
        }  # fmt: skip


def pledges(record: Record, **chosen: Any) -> Iterator[Row]:
    """The ledger. `chosen` are the filters of `views.pledges`."""
    found = views.pledges(record, **chosen)
    names = _names(record, found)
    for p in found:
        yield {
            "id": p.id, "kind": p.kind, "by": words.people(p.by, names), "to": words.people(p.to, names),
            "what": p.what,
            "amount": words.amount(p.amount, p.unit), "baseline": p.baseline,
            "deadline": words.when(p.deadline) if p.deadline != When() else "", "condition": p.condition,
            "status": p.status, "reports": p.independent, "evidence": _quote(record, p.evidence),
        }  # fmt: skip


def history(record: Record, key: str) -> Iterator[Row]:
    """What became of one pledge, oldest first, and last the ask that it answers or the pledges that answer it."""
    shown = views.show(record, key)
    for turn in getattr(getattr(shown, "record", None), "history", ()):
        yield {
            "when": words.when(turn.when), "what": turn.what, "note": turn.note,
            "evidence": views.quote(record, turn.evidence.span), "document": turn.evidence.span.document,
        }  # fmt: skip
    found = getattr(shown, "record", None)
    if not isinstance(found, Pledge):
        return
    linked = [("answers", p) for p in views.pledges(record, ids=[found.answers] if found.answers else [])]
    if found.kind == "ask":
        linked += [("answered by", p) for p in record.select(Pledge, "answers = ?", (found.id,))]
    for what, p in linked:
        told = f"{words.people(p.by, _names(record, [p]))}: {p.what} ({p.id})"
        yield {
            "when": words.when(p.history[0].when) if p.history else "", "what": what, "note": told,
            "evidence": views.quote(record, p.evidence[0].span), "document": p.evidence[0].span.document,
        }  # fmt: skip


def statements(record: Record, **chosen: Any) -> Iterator[Row]:
    """Who said what. `chosen` are the filters of `views.sayings`."""
    found = views.sayings(record, **chosen)
    names = views.names(record, {s.speaker for s in found if s.speaker})
    pages = {s.document for s in found}
    dated, titles = views.datings(record, pages), views.titles(record, pages)
    for s in found:
        yield {
            "id": s.id, "published": words.when(dated.get(s.document, When())),
            "speaker": names.get(s.speaker or "", s.speaker_text or "not named"), "cue": s.cue, "said": s.content,
            "mode": s.mode, "outlet": titles[s.document][0], "group": s.group, "document": s.document,
        }  # fmt: skip


def actors(record: Record, name: str | None = None, limit: int | None = None, offset: int = 0) -> Iterator[Row]:
    """All actors, on the most pages first; or what one of them did, promised and said."""
    if name is None:
        pages = views.standing(record, limit, offset)
        everyone = {a.id: a for a in views.actors(record, ids=pages)}
        for a in (everyone[i] for i in pages):
            yield {
                "id": a.id, "name": a.name, "kind": a.kind, "country": a.country, "pages": pages[a.id],
                "aliases": [x for x in a.aliases if x != a.name],
            }  # fmt: skip
        return
    for a in views.actors(record, name):
        aliases = ", ".join(x for x in a.aliases if x != a.name)
        yield {"kind": a.kind, "when": "", "what": f"{a.name}{f' ({aliases})' if aliases else ''}", "id": a.id}
        rows: list[tuple[str, str, str, str]] = []
        rows += [("role", r["when"], f"{r['title']} ({r['basis']})", r["id"]) for r in roles(record, a.id)]
        rows += [("called", "", f"{r['wording']} – {r['by']}, {r['count']}", a.id) for r in called(record, a.id)]
        rows += [("name", "", f"{r['verdict']}: {r['name']} – {r['why']}", r["id"]) for r in merged(record, a.id)]
        for role in ("by", "to"):
            rows += [("event", r["when"], _event_line(r), r["id"]) for r in events(record, **{role: a.id})]
            rows += [(r["kind"], r["deadline"], r["what"], r["id"]) for r in pledges(record, **{role: a.id})]
        rows += [("said", r["published"], r["said"], r["id"]) for r in statements(record, by=a.id)]
        for kind, when, what, identity in dict.fromkeys(rows):
            yield {"kind": kind, "when": when, "what": what, "id": identity}


def roles(record: Record, actor: str) -> Iterator[Row]:
    """Offices of a person over time, each with what it rests on."""
    for r in portrait.roles(record, actor):
        basis = "table of tenures" if r.when.basis == "tenure" else "; ".join(r.when.reasons)
        title = f"{r.title}, {r.country}" if r.country else r.title
        yield {"id": r.id, "when": words.when(r.when), "title": title, "basis": basis}


def called(record: Record, actor: str) -> Iterator[Row]:
    """Who refers to an actor how, and how often."""
    for c in portrait.called(record, actor):
        by = c.by if c.kind == "outlet" else f"said by {c.by}"
        yield {"wording": c.wording, "by": by, "count": c.count}


def merged(record: Record, actor: str, limit: int | None = None) -> Iterator[Row]:
    """Names of pages that were taken for an actor or may be it, namesakes, and why; the id is what `judge` takes."""
    found = portrait.links(record, actor, limit)
    names = views.names(record, {x for k in found for x in (k.left, k.right)})
    titles = views.titles(record, {k.span.document for k in found if k.span})
    for k in found:
        other = k.right if k.left == actor else k.left
        if k.span is not None:
            outlet, title = titles.get(k.span.document, (None, None))
            name = f"{views.quote(record, k.span)} in {outlet or title or k.span.document}"
        else:
            name = names.get(other, other)
        yield {"id": other, "verdict": k.verdict, "name": name, "why": "; ".join(k.reasons)}


def _event_line(row: Row) -> str:
    return " ".join(str(row[k]) for k in ("by", "mode", "to") if row[k]) + f" ({row['status']})"


def conflicts(record: Record, **chosen: Any) -> Iterator[Row]:
    """Where the coverage disagrees, side by side. `chosen` are the arguments of `views.conflicts`."""
    for c in views.conflicts(record, **chosen):
        sides = [f"{wording.side(c.kind, s.value)} ({words.reports(s.independent)})" for s in c.sides]
        yield {
            "id": c.id, "kind": c.kind, "severity": c.severity, "about": wording.disagreed(c.about),
            "sides": " / ".join(sides), "settle": wording.settled(c.settle),
        }  # fmt: skip


def search(record: Record, words: str, limit: int = 20, offset: int = 0, **chosen: Any) -> Iterator[Row]:
    """Pages that hold all the words; without filters also the records that do, after the pages."""
    for h in searching.search(record, words, limit, offset, **chosen):
        yield {
            "kind": "page", "outlet": h.outlet, "title": h.title, "snippet": h.snippet, "id": h.document,
            "parts": h.parts,
        }  # fmt: skip
    if not offset and not any(chosen.values()):
        for f in searching.records(record, words, limit):
            yield {"kind": f.kind, "outlet": None, "title": None, "snippet": f.snippet, "id": f.id, "parts": f.parts}


def calendar(record: Record, limit: int, offset: int = 0) -> list[Row]:
    """Deadlines and planned events by date."""
    order = views.calendar(record, limit, offset)
    due = {r["id"]: r for r in pledges(record, ids=[i for kind, i in order if kind == "pledge"])}
    planned = {r["id"]: r for r in timeline(record, ids=[i for kind, i in order if kind == "event"])}
    rows = []
    for kind, i in order:
        if kind == "event":
            rows.append({**planned[i], "kind": "planned"})
        else:
            r = due[i]
            what, promised = f"{r['by']}: {r['what']}", f"deadline of a {r['kind']}"
            rows.append({**r, "when": r["deadline"], "what": what, "kind": promised})
    return rows


def judgements(record: Record) -> Iterator[Row]:
    """What people said of the record, oldest first; what finds nothing any more is stale."""
    for j in judged.judgements(record):
        change = f"{j.field} = {j.value}" if j.field else " ".join((j.other.quote if j.other else "").split())
        about = " ".join(j.about.quote.split()) or judged.page(record, j.about)
        yield {
            "id": j.id, "verdict": j.verdict, "about": f"{j.about.kind}: {about}",
            "change": change, "stale": "stale" if j.stale else "",
        }  # fmt: skip


def show(record: Record, key: str) -> str | None:
    """A record with its evidence, each sentence marked in its paragraph; a page with its date and reasons."""
    found = views.show(record, key)
    if found is None:
        return None
    if isinstance(found, Document):
        return _page(record, found)
    lines = [f"{found.kind} {found.id}", *(f"  {name}: {value}" for name, value in fields(record, found))]
    for side in getattr(found.record, "sides", ()):
        lines.append(f"  side: {wording.side(found.record.kind, side.value)} ({words.reports(side.independent)})")
    for number, (item, document, paragraph) in enumerate(found.evidence, 1):
        text = document.text
        before, after = text[paragraph.start : item.span.start], text[item.span.end : paragraph.end]
        lines += ["", f"[{number}] {document.outlet or document.source}, {document.title or ''} ({document.id})"]
        lines.append(f"    {before}>>{text[item.span.start : item.span.end]}<<{after}")
    return _plain("\n".join(lines))


def fields(record: Record, found: views.Shown) -> list[tuple[str, str]]:
    """The filled fields of a record in words: (name, value)."""
    named = [i for k in ("by", "to", "on", "speaker") for i in _ids(getattr(found.record, k, ()))]
    names = views.names(record, named)
    given = msgspec.structs.asdict(found.record)
    apart = ("id", "evidence", "sides", "history")
    if given.get("amount") is not None:
        given["amount"] = words.amount(given["amount"], given.pop("unit", None))
    if given.get("settle"):
        given["settle"] = wording.settled(given["settle"])
    if given.get("baseline"):
        given["baseline"] = given["baseline"].removeprefix("from ")
    known = [(_LABELS.get(n, n), v) for n, v in given.items() if n not in apart]
    return [(n, _field(v, names)) for n, v in known if v not in (None, (), "", When())]


_LABELS = {"independent": "independent reports", "settle": "to settle it", "found_by": "found by", "on": "holds back"}


def _ids(value: Any) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(value or ())


def _field(value: object, names: dict[str, str]) -> str:
    if isinstance(value, When):
        return words.days(value) + (f" ({value.basis}: {'; '.join(value.reasons)})" if value.reasons else "")
    if isinstance(value, tuple):
        return ", ".join(_field(v, names) for v in value)
    return names.get(value, value) if isinstance(value, str) else str(value)


def _page(record: Record, document: Document) -> str:
    when = views.dated(record, document.id)
    lines = [
        f"page {document.id}", f"  source: {document.source}", f"  outlet: {document.outlet or 'unknown'}",
        f"  title: {document.title or 'none'}", f"  published: {words.when(when)} ({when.basis})",
    ]  # fmt: skip
    lines += [f"    {reason}" for reason in when.reasons]
    lines += [f"  {line.kind:12} {document.text[line.start : line.end]}" for line in document.lines]
    return _plain("\n".join(lines))


def _plain(text: str) -> str:
    return "".join(c if c == "\n" or c.isprintable() else " " for c in text)
