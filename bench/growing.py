"""A record that grows: what reconciling it costs from nothing, and what pages that come to it cost, by step.

Records are made from a seed and written without parsing: stories of five pages about two countries, twelve stories a
day, pages of twenty sentences with some 85 records (mentions, times, amounts, statements, events, pledges), leaders of
`data/offices.csv` and invented ministers, words with Zipf's distribution, one page in ten a trimmed copy, one in five
undated. Each measurement is a process of its own: `--added` pages into an empty record, `--pages` pages, `--added`
pages into a copy of that one. Processor seconds; `ratio` is what the added pages cost the large record over what they
cost the empty one, `ratio_read` the same with what parsing them costs (`--page` seconds each, see bench/reading.py).
"""

from __future__ import annotations

import json
import resource
import shutil
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from decimal import Decimal
from itertools import islice
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

import msgspec
from common import arguments, report

from dragoman import lexicon, pipeline, reconcile
from dragoman.model import (
    Constraint,
    Document,
    EventMention,
    Line,
    Mention,
    PledgeMention,
    Quantity,
    RawPage,
    Said,
    Sentence,
    Span,
    Statement,
    TimeExpression,
    digest,
    raw_hash,
)
from dragoman.record import carried
from dragoman.record.store import Read, Record, pack
from dragoman.settings import Settings

PER_STORY, PER_DAY, SENTENCES = 5, 12, 20
HERE = "@" * 16  # stands for the document's id until it is known
ACTS = (  # type, mode, trigger
    ("CONSULT", "meet", "met"), ("CONSULT", "call", "called"), ("CONSULT", "visit", "visited"),
    ("AGREE", "sign", "signed with"), ("AGREE", "agree", "agreed with"), ("SANCTION", "tariff", "taxed"),
    ("AID", "aid", "aided"), ("ACCUSE", "accuse", "accused"), ("REQUEST", "ask", "asked"),
    ("SUPPORT", "praise", "praised"),
)  # fmt: skip
STATUS = ("occurred",) * 6 + ("planned", "expected", "denied", "ongoing")
TIMES = (
    ("on Tuesday", "<XXXX-WXX-2"), ("on Friday", "<XXXX-WXX-5"), ("yesterday", "@-1D"), ("last month", "@-1M"),
    ("next week", "@+1W"), ("in October", "<XXXX-10"),
)  # fmt: skip
DUE = (("by the end of 2027", "2027#END"), ("by March", ">XXXX-03"), ("next year", "@+1Y"))


def words(count: int, seed: int) -> list[str]:
    """Invented words, the same for the same seed."""
    chance = Random(seed)
    return ["".join(chance.choice("etaoinshrdlucmfw") for _ in range(4 + n % 6)) for n in range(count)]


VOCABULARY = words(20_000, 1)
NAMES = [w.capitalize() for w in words(3_000, 2)]


def leaders() -> list[tuple[str, str, str, str]]:
    """(country, its name, its demonym, who leads it), the larger names first: those of the table with a leader."""
    led = {r["country"]: r["person"] for r in lexicon.table("offices") if r["leads"] == "yes" and " " in r["person"]}
    demonym = {r["country"]: r["words"] for r in lexicon.table("country_words") if r["kind"] == "demonym"}
    rows = [
        (r["country"], r["name"], demonym[r["country"]], led[r["country"]])
        for r in lexicon.table("countries")
        if r["country"] in led and r["country"] in demonym
    ]
    Random(3).shuffle(rows)
    return rows


def zipf(chance: Random, count: int) -> int:
    """A number below `count`, the small ones often."""
    return min(count - 1, int(count ** chance.random()) - 1)


class _Page:
    """A page as it is written: its text, and the records of what is written."""

    def __init__(self) -> None:
        self.text, self.said = "", list[Said]()

    def put(self, words: str) -> Span:
        """Add words."""
        start = len(self.text)
        self.text += words
        return Span(HERE, start, len(self.text))

    def mention(self, kind: Any, words: str, **more: Any) -> Span:
        """Add words that mean somebody."""
        span = self.put(words)
        self.said.append(Mention(span, kind, words, **more))
        return span


class _Story:
    """What the pages of one story have in common."""

    def __init__(self, number: int, known: list[tuple[str, str, str, str]]) -> None:
        chance = self.chance = Random(f"story {number}")
        self.number = number
        self.sides = [known[n] for n in dict.fromkeys((zipf(chance, len(known)), zipf(chance, len(known)), 0, 1))][:2]
        self.ministers = [self._minister(side[0], zipf(chance, 12)) for side in self.sides]
        self.own = [VOCABULARY[chance.randrange(2_000, len(VOCABULARY))] for _ in range(40)]
        self.acts = [
            (*chance.choice(ACTS), chance.choice(STATUS), chance.randrange(4), chance.randrange(4))
            for _ in range(SENTENCES)
        ]

    @staticmethod
    def _minister(country: str, number: int) -> str:
        chance = Random(f"{country} {number}")
        return f"{chance.choice(NAMES)} {chance.choice(NAMES)}"

    def filler(self, chance: Random, count: int) -> str:
        """Words, half of them the story's own."""
        own = (chance.choice(self.own) if chance.random() < 0.5 else None for _ in range(count))
        return " ".join(w or VOCABULARY[zipf(chance, len(VOCABULARY))] for w in own)


def _party(page: _Page, story: _Story, which: int, first: dict[str, Span]) -> Span:
    """Write one of the four parties of a story: a country, its leader, its minister, or the other country's demonym."""
    country, name, demonym, leader = story.sides[which % 2]
    if which < 2:
        return page.mention("country", name, country=country)
    full, office = (leader, "leader") if which == 2 else (story.ministers[which % 2], "foreign minister")
    if full not in first:
        page.mention("demonym", demonym, country=country)
        page.put(" ")
        title = page.mention(
            "office", "leader" if office == "leader" else "Foreign Minister", office=office, country=country
        )
        page.put(" ")
        first[full] = page.mention("name", full, name=full, office=office, country=country)
        held = page.said.pop(-2)
        page.said.append(msgspec.structs.replace(held, antecedent=first[full]))  # type: ignore[type-var]
        assert title == held.span
        return first[full]
    if len(page.text) % 3 == 0:
        return page.mention("pronoun", "he", antecedent=first[full])
    return page.mention("name", full.split()[-1], name=full, country=country, antecedent=first[full])


def _sentence(page: _Page, story: _Story, n: int, chance: Random, first: dict[str, Span]) -> None:
    kind, mode, trigger, status, left, right = story.acts[n]
    start = len(page.text)
    whole = Span(HERE, start, start + 1)  # its end is set below
    made: list[Callable[[Span], Said]] = []
    by = _party(page, story, left, first)
    page.put(" ")
    if n % 4 == 3:
        cue = page.put("said")
        page.put(" that ")
        content = page.put(story.filler(chance, 10))
        page.said.append(Statement(Span(HERE, by.start, content.end), "indirect", (content,), (cue,), (by,), by))
    elif n % 5 == 2:
        page.put("will ")
        what = page.put(f"{' '.join(story.own[n : n + 5])} {story.filler(chance, 2)}")
        page.put(" with ")
        billions = Random(f"{story.number} {n}").randrange(2, 2000)
        amount = page.put(f"{billions} billion dollars")
        page.said.append(Quantity(amount, Decimal(billions) * 10**9, "USD"))
        page.put(" ")
        wording, value = DUE[(n + story.number) % 3]
        due = page.put(wording)
        page.said.append(TimeExpression(due, "DATE", value, wording, "by" if wording.startswith("by") else ""))
        what_words = page.text[what.start : what.end]
        span = Span(HERE, what.start, amount.end)
        pledge: Any = ("pledge", "offer", "ask")[story.number % 3]
        made.append(lambda s: PledgeMention(span, pledge, what_words, s, (by,), (), amount, due))
    else:
        act = page.put(trigger)
        page.put(" ")
        to = _party(page, story, right if right % 2 != left % 2 else (right + 1) % 4, first)
        page.put(f" {story.filler(chance, 8)} ")
        wording, value = TIMES[(n + story.number) % len(TIMES)]
        time_ = page.put(wording) if chance.random() < 0.4 else None
        if time_:
            page.said.append(TimeExpression(time_, "DATE", value, wording))
        made.append(lambda s: EventMention(act, kind, mode, s, (by,), (to,), None, time_, status))  # type: ignore[arg-type]
        if n == 7:
            made.append(lambda s: Constraint(act, "parliament", s, (by,)))
    page.put(f" {story.filler(chance, 3)}.")
    whole = Span(HERE, start, len(page.text))
    page.said += [Sentence(whole, n), *(make(whole) for make in made)]
    page.put("\n" if n % 3 == 2 else " ")


def pages(first: int, count: int) -> Iterator[Read]:
    """Generated pages from number `first` on, in the order of their days: the same for the same numbers."""
    known = leaders()
    for number in range(first, first + count):
        story = _Story(number // PER_STORY, known)
        chance = Random(f"page {number - (number % 10 == 9)}")
        page = _Page()
        title = page.put(f"{story.own[0]} {story.own[1]} {story.filler(Random(number), 4)}".capitalize())
        page.said.append(Sentence(title, 0, "headline"))
        page.put("\n")
        named: dict[str, Span] = {}
        for n in range(SENTENCES - (4 if number % 10 == 9 else 0)):
            if n and chance.random() < 0.1:
                continue
            _sentence(page, story, n, chance, named)
        yield _read(page, number, str(title and page.text[: title.end]))


def _read(page: _Page, number: int, title: str) -> Read:
    declared = {"title": title, "outlet": f"Outlet {number % 300}"}
    raw = RawPage(f"page-{number}", page.text.encode(), "text", declared=declared)
    starts = [0, *(n + 1 for n, c in enumerate(page.text) if c == "\n")]
    bounds = [(a, b) for a, b in zip(starts, [*(s - 1 for s in starts[1:]), len(page.text)], strict=True) if b > a]
    lines = tuple(Line(a, b, "body" if a else "headline") for a, b in bounds)
    hashed, text_hash = raw_hash(raw), digest(page.text)
    on = 719_163 + 18_262 + number // (PER_STORY * PER_DAY)  # days from 2020
    day = time.strftime("%Y-%m-%d", time.gmtime((on - 719_163) * 86_400)) if number % 5 else None
    document = Document(
        digest(raw.source, hashed), raw.source, page.text, lines, hashed, text_hash, outlet=declared["outlet"],
        title=title, declared=day, declared_where="metadata" if day else None,
    )  # fmt: skip
    page.said.sort(key=lambda r: (r.span.start, r.span.end, type(r).__name__))
    return Read(raw, document, pack(page.said, msgspec.structs.replace(document, id=HERE)))


def fill(record: Record, first: int, count: int) -> None:
    """Write generated pages into a record, as reading them would."""
    made = pages(first, count)
    while batch := list(islice(made, 500)):
        record.add(batch, pipeline.reading_version())


class Clock:
    """Processor seconds by what they are spent on."""

    def __init__(self) -> None:
        self.spent: Counter[str] = Counter()

    def timed(self, name: str, run: Callable[..., Any]) -> Callable[..., Any]:
        """The same function, with its time counted; what a step yields is made while the clock runs."""

        def measured(*given: Any) -> Any:
            start = time.process_time()
            found = run(*given)
            found = list(found) if isinstance(found, Iterator) else found
            self.spent[name] += time.process_time() - start
            return found

        return measured


def measure(path: Path) -> dict[str, Any]:
    """Reconcile a record: processor seconds in all and by step, memory, records."""
    clock = Clock()
    reconcile.STEPS = tuple(s._replace(run=clock.timed(s.name, s.run)) for s in reconcile.STEPS)
    Record.tables = clock.timed("load", Record.tables)  # type: ignore[method-assign]
    Record.put = clock.timed("write", Record.put)  # type: ignore[method-assign]
    carried.write = clock.timed("write what is kept", carried.write)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    start = time.process_time()
    with Record(path) as record:
        problems = pipeline.update(record, Settings(processes=1))
    spent = time.process_time() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert not problems, problems
    steps = dict(clock.spent) | {"other": spent - sum(clock.spent.values())}
    return {"seconds": spent, "mb": peak / 1024, "mb_before": before / 1024, "steps": steps}


def apart(*given: object) -> dict[str, Any]:
    """`measure` in a process of its own."""
    done = subprocess.run([sys.executable, __file__, "--record", *map(str, given)], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-3000:]
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def figures(count: int, added: int, folder: Path, page: float) -> dict[str, float]:
    """What `added` pages cost an empty record and one of `count` pages."""
    grown, empty = folder / "grown.db", folder / "empty.db"
    with Record(empty) as record:
        fill(record, count, added)
    alone = apart(empty)
    if not grown.exists():
        with Record(grown) as record:
            fill(record, 0, count)
    whole = apart(grown)
    more = folder / "more.db"
    shutil.copy(grown, more)
    with Record(more) as record:
        fill(record, count, added)
    then = apart(more)
    print(f"{'processor seconds':36} {'alone':>9} {'whole':>9} {'added':>9}")
    for name in whole["steps"]:
        print(f"{name:36}", *(f"{one['steps'].get(name, 0):9.2f}" for one in (alone, whole, then)))
    got: dict[str, float] = {"pages": count, "added": added}
    for name, one in (("alone", alone), ("whole", whole), ("then", then)):
        got |= {f"{name}_seconds": one["seconds"], f"{name}_mb": one["mb"]}
    got["ratio"] = then["seconds"] / alone["seconds"]
    got["ratio_read"] = (then["seconds"] + page * added) / (alone["seconds"] + page * added)
    return got


if __name__ == "__main__":
    parser = arguments("growing", Path())
    parser.add_argument("--pages", type=int, default=10_000)
    parser.add_argument("--added", type=int, default=1_000)
    parser.add_argument("--page", type=float, default=0.1, help="processor seconds that reading a page costs")
    parser.add_argument("--keep", type=Path, help="folder for the records; a grown.db that stands there is used")
    parser.add_argument("--record", type=Path, help="measure one record")
    given = parser.parse_args()
    if given.record:
        print(json.dumps(measure(given.record)))
    else:
        with TemporaryDirectory() as temporary:
            where = given.keep or Path(temporary)
            where.mkdir(parents=True, exist_ok=True)
            for name in ("empty.db", "more.db"):
                (where / name).unlink(missing_ok=True)
            sys.exit(report("growing", figures(given.pages, given.added, where, given.page), given.check))
