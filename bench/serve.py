"""Pages and the first brief over a large generated record: 95th percentile in milliseconds of every kind of page.

The record is made from a seed and written through `Record`: pages of 90 words, about ten derived rows a page (dating,
references, sayings, events, pledges; stories, threads, copies, conflicts beside them). Each kind of page is asked for
`ASKED` times with other ids, filters and offsets, after one request that warms the file cache.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
from common import arguments, report
from fastapi.testclient import TestClient

from dragoman import clean
from dragoman.model import (
    Actor,
    Conflict,
    Copy,
    Dating,
    Document,
    Event,
    Evidence,
    Hindrance,
    Pledge,
    RawPage,
    Reference,
    Saying,
    Sentence,
    Side,
    Span,
    Story,
    Thread,
    Turn,
    When,
    digest,
    raw_hash,
)
from dragoman.record.store import Read, Record, pack
from dragoman.report.brief import brief
from dragoman.serve import web

ASKED = 20
SENTENCES, LENGTH = 6, 15
COUNTRIES, PEOPLE = 150, 1850
STATUS = ("occurred", "occurred", "occurred", "planned", "expected", "denied", "ongoing")
MODES = ("meet", "call", "sign", "visit", "tariff", "agree")


def day(number: int) -> str:
    """An ISO date, counted from 2020."""
    return str(np.datetime64("2020-01-01") + number)


def documents(count: int, chance: np.random.Generator) -> Iterator[tuple[RawPage, Document]]:
    """Pages of SENTENCES lines of words from a vocabulary with Zipf's distribution."""
    letters = np.array(list("etaoinshrdlucmfw"))
    words = np.array(["".join(letters[chance.integers(0, 16, 4 + n % 6)]) for n in range(20_000)])
    weight = np.cumsum(1 / np.arange(1, len(words) + 1))
    for number in range(count):
        picked = words[np.searchsorted(weight / weight[-1], chance.random(SENTENCES * LENGTH))]
        lines = [" ".join(picked[i : i + LENGTH]).capitalize() + "." for i in range(0, SENTENCES * LENGTH, LENGTH)]
        declared = {"title": lines[0][:60], "outlet": f"Outlet {number % 300}"}
        raw = RawPage(f"page-{number}", "\n".join(lines).encode(), "text", declared=declared)
        made = clean.plain("\n".join(lines), raw.source, raw_hash(raw))
        yield (
            raw,
            Document(
                made.id,
                raw.source,
                made.text,
                made.lines,
                made.raw_hash,
                made.text_hash,
                title=declared["title"],
                outlet=declared["outlet"],
            ),
        )


def derived(pages: list[Document], chance: np.random.Generator) -> list[tuple[type, list[Any]]]:
    """About ten derived records a page, and stories of five pages, threads of twenty stories."""
    actors = [Actor(digest("c", n), "country", f"Country {n}", f"C{n:02}") for n in range(COUNTRIES)]
    actors += [
        Actor(digest("p", n), "person", f"Ann Person{n}", f"C{n % COUNTRIES:02}", (f"Person{n}",))
        for n in range(PEOPLE)
    ]
    share = np.cumsum(1 / np.arange(1, len(actors) + 1))

    def some(size: int) -> tuple[str, ...]:
        return tuple(dict.fromkeys(actors[int(i)].id for i in np.searchsorted(share / share[-1], chance.random(size))))

    made: dict[type, list[Any]] = {k: [] for k in (Dating, Reference, Saying, Event, Pledge, Copy, Conflict, Hindrance)}
    stories: list[Story] = []
    for number, d in enumerate(pages):
        start = int(number / len(pages) * 2000)
        made[Dating].append(Dating(d.id, When(day(start), day(start), basis="declared")))
        lines = [Span(d.id, line.start, line.end) for line in d.lines]
        for n in range(3):
            at = lines[n].start
            made[Reference].append(Reference(Span(d.id, at, at + 4), some(1)))
        for n in range(2):
            said = Evidence(lines[n + 1], digest(d.id, "said", n))
            made[Saying].append(
                Saying(
                    digest(d.id, "s", n),
                    lines[n + 1],
                    d.id,
                    ("direct", "indirect")[n],
                    d.text[lines[n + 1].start : lines[n + 1].end],
                    digest("g", number // 3, n),
                    some(1)[0],
                    evidence=(said,),
                )
            )
            when = day(start + int(chance.integers(-3, 40)))
            proof = tuple(
                Evidence(Span(p.id, p.lines[n].start, p.lines[n].end), digest(p.id, d.id, n))
                for p in pages[number : number + 1 + int(chance.integers(0, 3))]
            )
            made[Event].append(
                Event(
                    digest(d.id, "e", n),
                    "CONSULT",
                    MODES[int(chance.integers(0, len(MODES)))],
                    some(1),
                    some(1),
                    When(when, when),
                    STATUS[int(chance.integers(0, 7))],
                    proof,
                    independent=len(proof),
                )
            )
        due = day(start + int(chance.integers(10, 800))) if number % 3 == 0 else None
        proof = (Evidence(lines[4], digest(d.id, "pm")),)
        turn = Turn("announced" if number % 4 else "changed", When(day(start), day(start)), proof[0])
        made[Pledge].append(
            Pledge(
                digest(d.id, "p"),
                ("pledge", "offer", "ask")[number % 3],
                some(1),
                some(1),
                d.text[lines[4].start : lines[4].end][:50],
                "announced",
                proof,
                Decimal(number),
                "USD",
                deadline=When(due, due),
                history=(turn,),
            )
        )
        if number % 10 == 9:
            other = pages[number - int(chance.integers(1, 9))]
            made[Copy].append(Copy(*sorted((other.id, d.id)), "near", 0.8, "left", ((lines[0], lines[0]),)))
        if number % 30 == 29:
            sides = tuple(
                Side(f"{n} billion", (Evidence(Span(p.id, p.lines[0].start, p.lines[0].end)),))
                for n, p in enumerate(pages[number - 1 : number + 1])
            )
            made[Conflict].append(Conflict(digest(d.id, "x"), "number", d.text[:30], sides))
            made[Hindrance].append(Hindrance(digest(d.id, "h"), some(1), d.text[:30], proof))
        if number % 5 == 4:
            held = tuple(p.id for p in pages[number - 4 : number + 1])
            thread = digest("t", len(stories) // 20)
            stories.append(Story(digest(d.id, "st"), d.title or "", held, thread, day(start - 1), day(start)))
    threads: dict[str, list[Story]] = {}
    for s in stories:
        threads.setdefault(s.thread, []).append(s)
    joined = [Thread(i, s[0].title, tuple(x.id for x in s), s[0].first, s[-1].last) for i, s in threads.items()]
    return [(Actor, actors), *made.items(), (Story, stories), (Thread, joined)]


def fill(path: Path, count: int, seed: int = 7) -> None:
    """Write the record of `count` pages: the same for the same count and seed."""
    chance = np.random.default_rng(seed)
    with Record(path) as record:
        pages: list[Document] = []
        batch: list[Read] = []
        for raw, d in documents(count, chance):
            said = [Sentence(Span(d.id, line.start, line.end), n) for n, line in enumerate(d.lines)]
            pages.append(d)
            batch.append(Read(raw, d, pack(said, d)))
            if len(batch) == 2000:
                record.add(batch, "1")
                batch = []
        record.add(batch, "1")
        record.replace(derived(pages, chance), [], "bench")


def addresses(path: Path, chance: np.random.Generator) -> dict[str, list[str]]:
    """ASKED addresses of each kind of page."""
    with Record(path, read_only=True) as record:

        def ids(table: str, column: str = "id") -> list[str]:
            found = [r[0] for r in record.db.execute(f'SELECT "{column}" FROM "{table}" ORDER BY 1')]
            return [found[int(i)] for i in chance.integers(0, len(found), ASKED)]

        pairs = [f"/pair/{a}/{b}" for a, b in record.db.execute('SELECT "left", "right" FROM copy LIMIT ?', (ASKED,))]
        words = [t.split()[int(chance.integers(0, 80))].strip(".") for t in ids("document", "text")]
        kinds = {"page": ids("document"), "story": ids("story"), "actor": ids("actor")}
        records = [*ids("event")[:7], *ids("pledge")[:7], *ids("conflict")[:6]]
    found = {kind: [f"/{kind}/{i}" for i in chosen] for kind, chosen in kinds.items()}
    found |= {"record": [f"/record/{i}" for i in records], "pair": pairs}
    found["search"] = [f"/search?q={w}" for w in words[: ASKED // 2]]
    found["search"] += [f"/search?q={w}&since={day(i * 100)}" for i, w in enumerate(words[ASKED // 2 :])]
    offsets = [f"?from={100 * n}" for n in range(ASKED // 2)]
    filters = {"ledger": "?by=Country {}", "events": "?by=Country {}", "statements": "?by=Country {}"}
    lists = ("timeline", "ledger", "events", "statements", "actors", "sources", "conflicts", "calendar")
    for name in lists:
        more = filters.get(name, "?from={}")
        found[name] = [f"/{name}{o}" for o in offsets] + [f"/{name}{more.format(i)}" for i in range(ASKED // 2)]
    found["ledger"][-2:] = [f"/ledger?about={words[0]}", f"/ledger?about={words[1]}&due_after=2024-01"]
    found["overview"] = ["/"] * ASKED
    found["brief"] = [
        "/brief",
        "/brief?about=Country 3",
        "/brief?about=Country 3, Country 5",
        "/brief?since=2024-01",
    ] * 5
    api = ("documents", "events", "pledges", "statements", "stories", "actors", "copies", "conflicts")
    found["api"] = [f"/api/{api[n % len(api)]}?offset={n * 1000}" for n in range(ASKED)]
    return found


def figures(count: int, path: Path) -> dict[str, float]:
    """p95 of each kind of page in milliseconds, and seconds of the first brief."""
    client = TestClient(web.app(path), base_url="http://127.0.0.1")
    asked = addresses(path, np.random.default_rng(11))
    started = time.perf_counter()
    with Record(path, read_only=True) as record:
        lines = sum(len(s.lines) for s in brief(record).sections)
    got: dict[str, float] = {"documents": count, "brief_seconds": time.perf_counter() - started, "brief_lines": lines}
    for kind, all_of_it in asked.items():
        client.get(all_of_it[0])
        took = []
        for address in all_of_it:
            start = time.perf_counter()
            answer = client.get(address)
            took.append(1000 * (time.perf_counter() - start))
            assert answer.status_code == 200, (address, answer.status_code)
        got[f"{kind}_p95_ms"] = float(np.percentile(took, 95))
    got["p95_ms"] = max(v for k, v in got.items() if k.endswith("_p95_ms") and k != "brief_p95_ms")
    return got


if __name__ == "__main__":
    parser = arguments("serve", Path())
    parser.add_argument("--documents", type=int, default=100_000)
    parser.add_argument("--keep", type=Path, help="record file to make, or to use again where it stands")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        file = given.keep or Path(folder) / "r.db"
        started = time.perf_counter()
        if not file.exists():
            fill(file, given.documents)
        print(json.dumps({"fill_seconds": round(time.perf_counter() - started, 1)}))
        sys.exit(report("serve", figures(given.documents, file), given.check))
