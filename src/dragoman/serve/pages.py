"""The pages that show the record: one function a page, each reads and none writes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol, get_args
from urllib.parse import urlencode

from fastapi import APIRouter, HTTPException, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from dragoman import settable
from dragoman.model import Document, EventStatus, PledgeKind, PledgeStatus, Problem, Story, When
from dragoman.record import candidates, views
from dragoman.record.store import Record
from dragoman.report import positions, tables, wording, words
from dragoman.report import sources as told
from dragoman.report.desk import Desk, short
from dragoman.serve import drawings, reader

PER_PAGE = 100
SEARCHED = 20  # hits a page
THREADS = 10  # of the overview
SECTION = 50  # rows of a part of an actor's page
DRAWN = 200  # pairs of copies
POINTERS = ("span", "document", "group")  # fields that are places, not words
COUNTED = (  # what the first page counts: record type, the word for one and for several, the page that lists them
    ("document", "page", "pages", "/sources"),
    ("event", "event", "events", "/events"),
    ("pledge", "ask, offer or pledge", "asks, offers and pledges", "/ledger"),
    ("conflict", "disagreement", "disagreements", "/conflicts"),
    ("problem", "problem", "problems", "/problems"),
)


class Reading(Protocol):
    """What an upload is doing."""

    state: str
    busy: bool
    problems: list[Problem]


def routes(open_record: Callable[[], Record], page: Callable[..., HTMLResponse], reading: Reading) -> APIRouter:
    """All pages, over the record that `open_record` opens for each request; `page` renders a template."""
    web = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)

    def listing(
        request: Request,
        title: str,
        rows: Any,
        columns: list[str],
        link: str,
        filters: list[Any] | None = None,
        svg: str = "",
        lead: str = "",
    ) -> HTMLResponse:
        """A table page; 100 rows a page, the filters kept in the address."""
        filtered = any(value for _, value, _ in filters or [])
        found = [{**r, "href": r.get("href") or f"/record/{r['id']}"} for r in rows]
        more = urlencode({**request.query_params, "from": first(request) + PER_PAGE})
        more = f"{request.url.path}?{more}" if len(found) > PER_PAGE else ""
        return page("list.html", title, rows=found[:PER_PAGE], columns=columns, link=link, filters=filters or [],
                    svg=svg, lead=lead, filtered=filtered, path=request.url.path, here=request.url.path,
                    start=first(request), more=more)  # fmt: skip

    def window(request: Request) -> dict[str, Any]:
        """The rows to show, and one more that tells whether there is a next page."""
        return {"limit": PER_PAGE + 1, "offset": first(request)}

    def first(request: Request) -> int:
        given = request.query_params.get("from", "")
        return int(given) if given.isascii() and given.isdigit() and len(given) < 10 else 0

    def asked(request: Request, *names: str) -> dict[str, str | None]:
        return {n: request.query_params.get(n) or None for n in names}

    @web.get("/")
    def overview(request: Request) -> Response:
        with open_record() as record:
            threads = []
            for t in views.threads(record, limit=THREADS + 1, offset=first(request)):
                stories = views.stories(record, thread=t.id)
                threads.append({"title": t.title, "stories": stories, "svg": drawings.timeline(stories)})
            more = first(request) + THREADS if len(threads) > THREADS else 0
            facts = [(views.count(record, name), *given) for name, *given in COUNTED]
            return page("overview.html", "Threads", threads=threads[:THREADS], facts=facts, more=more)

    @web.get("/timeline")
    def timeline(request: Request) -> Response:
        given = asked(request, "since")
        with open_record() as record:
            rows = list(tables.timeline(record, **given, **window(request)))
        return listing(
            request,
            "Timeline",
            rows,
            ["when", "what", "status", "reports"],
            "what",
            [("since", given["since"], [])],
        )

    @web.get("/ledger")
    def ledger(request: Request) -> Response:
        given = asked(request, "by", "to", "kind", "status", "about", "due_before", "due_after")
        choices = {"kind": get_args(PledgeKind), "status": get_args(PledgeStatus)}
        with open_record() as record:
            rows = list(tables.pledges(record, **given, **window(request)))
        columns = ["kind", "by", "to", "what", "amount", "deadline", "status", "reports"]
        return listing(request, "Ledger", rows, columns, "what", [(n, v, choices.get(n, ())) for n, v in given.items()])

    @web.get("/events")
    def events(request: Request) -> Response:
        given = asked(request, "who", "by", "to", "type", "mode", "status", "place", "since", "until")
        with open_record() as record:
            rows = list(tables.events(record, **given, **window(request)))
        columns = ["when", "mode", "by", "to", "place", "status", "reports", "evidence"]
        choices = {"status": get_args(EventStatus)}
        return listing(request, "Events", rows, columns, "mode", [(n, v, choices.get(n, ())) for n, v in given.items()])

    @web.get("/statements")
    def statements(request: Request) -> Response:
        given = asked(request, "by", "about", "since")
        with open_record() as record:
            rows = list(tables.statements(record, **given, **window(request)))
        columns = ["published", "speaker", "said", "mode", "outlet"]
        return listing(request, "Statements", rows, columns, "said", [(n, v, []) for n, v in given.items()])

    @web.get("/actors")
    def actors(request: Request) -> Response:
        with open_record() as record:
            rows = [
                {**r, "aliases": ", ".join(r["aliases"]), "href": f"/actor/{r['id']}"}
                for r in tables.actors(record, **window(request))
            ]
        return listing(request, "Actors", rows, ["name", "kind", "country", "pages", "aliases"], "name")

    @web.get("/actor/{key}")
    def actor(key: str) -> Response:
        with open_record() as record:
            found = next(iter(views.actors(record, ids=(key,))), None)
            if found is None:
                raise HTTPException(404, "nobody here has this id")
            given = ["what", "amount", "deadline", "status"]
            some: dict[str, Any] = {"limit": SECTION + 1}
            said = [{**r, "what": r["said"]} for r in tables.statements(record, by=key, **some)]
            did, promised = tables.timeline(record, who=key, **some), tables.pledges(record, by=key, **some)
            asked_of = tables.pledges(record, to=key, **some)
            held = [{**r, "what": r["title"], "href": f"/record/{r['id']}"} for r in tables.roles(record, key)]
            calls = list(tables.called(record, key))[:SECTION]
            merged = list(tables.merged(record, key, SECTION))
            sections = [
                ("Did", did, ["when", "what", "status", "reports"], f"/events?who={key}"),
                ("Asked, offered, promised", promised, ["kind", "to", *given], f"/ledger?by={key}"),
                ("Was asked, offered, promised", asked_of, ["kind", "by", *given], f"/ledger?to={key}"),
                ("Said", said, ["published", "what", "mode", "outlet"], f"/statements?by={key}"),
            ]
            shown = [
                (title, [{**r, "href": f"/record/{r['id']}"} for r in rows], columns, whole)
                for title, rows, columns, whole in sections
            ]
            shown = [(t, rows[:SECTION], c, whole if len(rows) > SECTION else "") for t, rows, c, whole in shown]
            shown.insert(0, ("Roles", held, ["when", "what", "basis"], ""))
            shown.append(("Called", calls, ["wording", "by", "count"], ""))
            shown.append(
                ("Names of pages: taken for this, or not, and why", merged, ["verdict", "name", "why", "id"], "")
            )
        aliases = [a for a in found.aliases if a != found.name]
        return page("actor.html", found.name, actor=found, aliases=aliases, tables=shown)

    @web.get("/actor/{key}/said")
    def said(request: Request, key: str) -> Response:
        given = asked(request, "about", "since")
        with open_record() as record:
            found = next(iter(views.actors(record, ids=(key,))), None)
            if found is None:
                raise HTTPException(404, "nobody here has this id")
            about = given["about"]
            rows = list(positions.positions(record, key, about, given["since"])) if about else []
        return page("said.html", f"What {found.name} said", actor=found, rows=rows, **given)

    @web.get("/sources")
    def sources(request: Request) -> Response:
        with open_record() as record:
            rows = [
                {**r, "title": r["title"] or r["source"], "href": f"/page/{r['id']}"}
                for r in told.sources(record, **window(request))
            ]
            svg = drawings.copies(
                views.copies(record, of=[r["id"] for r in rows], limit=DRAWN),
                {r["id"]: f"{r['outlet']}: {r['title']}" if r["outlet"] else r["title"] for r in rows},
            )
        columns = ["published", "title", "outlet", "copies", "adds", "story", "basis"]
        lead = "An arrow leads from a copy to its original; follow a curve to see both side by side." if svg else ""
        return listing(request, "Sources", rows, columns, "title", svg=svg, lead=lead)

    @web.get("/pair/{left}/{right}")
    def pair(left: str, right: str) -> Response:
        with open_record() as record:
            found = next((c for c in views.copies(record, of=(left,)) if {c.left, c.right} == {left, right}), None)
            if found is None:
                raise HTTPException(404, "these pages share nothing that the record knows of")
            names = {i: f"{o or ''}: {t}" if o else t for i, (o, t) in views.titles(record, (left, right)).items()}
            passages = [reader.aligned(views.quote(record, a), views.quote(record, b)) for a, b in found.passages]
        copied = {"left": "the first is the original", "right": "the second is the original"}
        summary = (
            f"{found.share:.0%} shared ({found.kind}); {copied.get(found.direction, 'which copied is not known')}. "
        )
        return page("pair.html", "Two pages side by side", left=names[found.left], right=names[found.right],
                    left_id=found.left, right_id=found.right, summary=summary + "; ".join(found.reasons),
                    passages=passages, here="/sources")  # fmt: skip

    @web.get("/conflicts")
    def conflicts(request: Request) -> Response:
        with open_record() as record:
            rows = list(tables.conflicts(record, **window(request)))
        return listing(
            request, "Where the coverage disagrees", rows, ["severity", "kind", "about", "sides", "settle"], "about"
        )

    @web.get("/problems")
    def problems(request: Request) -> Response:
        with open_record() as record:
            found = record.problems()[first(request) :][: PER_PAGE + 1]
        rows = [{"id": "", "where": p.where, "step": p.step, "what": p.message} for p in found]
        lead = "What could not be read, or not wholly. The rest was read."
        return listing(request, "Problems", rows, ["where", "step", "what"], "", lead=lead)

    @web.get("/calendar")
    def calendar(request: Request) -> Response:
        with open_record() as record:
            rows = tables.calendar(record, **window(request))
        return listing(request, "Calendar", rows, ["when", "kind", "what", "status"], "what")

    @web.get("/search")
    def search(request: Request) -> Response:
        q, filters = request.query_params.get("q", ""), asked(request, "outlet", "since", "until", "story")
        start = first(request)
        with open_record() as record:
            rows = list(tables.search(record, q, SEARCHED + 1, start, **filters)) if q.strip() else []
        hits = [r for r in rows if r["kind"] == "page"]
        more = urlencode({**request.query_params, "from": start + SEARCHED}) if len(hits) > SEARCHED else ""
        return page("search.html", "Search", q=q, filters=filters, hits=hits[:SEARCHED], more=more,
                    records=[r for r in rows if r["kind"] != "page"][:SEARCHED])  # fmt: skip

    @web.get("/story/{key}")
    def story(key: str) -> Response:
        with open_record() as record:
            found = next(iter(record.select(Story, "id=?", (key,))), None)
            if found is None:
                raise HTTPException(404, "no such story")
            inside = found.documents
            pages = [
                {**r, "title": r["title"] or r["source"], "href": f"/page/{r['id']}"}
                for r in told.sources(record, only=inside)
            ]
            listed = {
                "events": tables.timeline(record, ids=views.cited(record, inside, "event")),
                "pledges": tables.pledges(record, ids=views.cited(record, inside, "pledge")),
                "conflicts": tables.conflicts(record, ids=views.cited(record, inside, "conflict")),
            }
            parts = {name: [{**r, "href": f"/record/{r['id']}"} for r in rows] for name, rows in listed.items()}
            reports = candidates.independent(record, inside)
        return page(
            "story.html",
            found.title,
            pages=pages,
            independent=words.standing(len(inside), reports),
            **parts,
        )

    @web.get("/page/{key}")
    def document(key: str) -> Response:
        with open_record() as record:
            found = record.document(key)
            if found is None:
                raise HTTPException(404, "no such page")
            when = views.dated(record, found.id)
            lines = [(m.kind, m.start, m.parts) for m in reader.marked(record, found)]
            records = [
                {"kind": kind, "what": short(views.quote(record, place), 16), "href": f"/record/{owner}"}
                for owner, kind, place in views.resting_on(record, found.id)
                if kind != "actor"
            ]
            records = list({(r["kind"], r["what"]): r for r in reversed(records)}.values())[::-1]  # one a sentence
            stories = views.stories(record, documents=(found.id,))
            pairs = views.copies(record, of=(found.id,))
            others = views.titles(record, {x for c in pairs for x in (c.left, c.right)})
            copies = [
                {"title": others[c.right if c.left == found.id else c.left][1], "what": f"{c.kind}, {c.share:.0%}",
                 "href": f"/pair/{c.left}/{c.right}"}
                for c in pairs
            ]  # fmt: skip
        shown = [{"kind": k, "start": s, "parts": p} for k, s, p in lines]
        return page("page.html", found.title or found.source, document=found, lines=shown, published=words.when(when),
                    basis=when.basis, reasons=when.reasons, records=records, copies=copies, stories=stories,
                    here="/sources")  # fmt: skip

    @web.get("/record/{key}")
    def shown(key: str) -> Response:
        with open_record() as record:
            found = views.show(record, key)
            if found is None:
                raise HTTPException(404, "nothing in the record has this id")
            if isinstance(found, Document):
                return RedirectResponse(f"/page/{found.id}", 303)
            dated = views.datings(record, {d.id for _, d, _ in found.evidence})
            evidence = [
                {
                    "before": d.text[p.start : e.span.start], "quote": d.text[e.span.start : e.span.end],
                    "after": d.text[e.span.end : p.end], "outlet": d.outlet or d.source, "document": d.id,
                    "published": words.days(dated.get(d.id, When())), "href": f"/page/{d.id}#at-{p.start}",
                    "span": e.span,
                }
                for e, d, p in found.evidence
            ]  # fmt: skip
            sides = [
                {"value": wording.side(found.record.kind, s.value), "reports": words.reports(s.independent),
                 "evidence": [e for e in evidence if e["span"] in {x.span for x in s.evidence}]}
                for s in getattr(found.record, "sides", ())
            ]  # fmt: skip
            history = [{**r, "href": f"/page/{r['document']}"} for r in tables.history(record, found.id)]
            fields = [(name, value) for name, value in tables.fields(record, found) if name not in POINTERS]
            title = Desk(record).title(found.kind, found.record)
        return page("record.html", title, id=found.id, kind=found.kind, fields=fields, sides=sides,
                    evidence=evidence, history=history, settable=settable.FIELDS.get(found.kind, ()))  # fmt: skip

    @web.get("/judgements")
    def judged() -> Response:
        with open_record() as record:
            return page("judgements.html", "Judgements", rows=list(tables.judgements(record)), here="/judgements")

    @web.get("/add")
    def add() -> Response:
        return page("add.html", "Add pages", state=reading.state, problems=reading.problems, refresh=reading.busy,
                    here="/add")  # fmt: skip

    return web
