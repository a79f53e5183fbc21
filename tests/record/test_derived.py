"""What was worked out, written over what was worked out before: the file holds what a new one would."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from dragoman import clean
from dragoman.model import (
    Actor,
    Conflict,
    Copy,
    Dating,
    Document,
    Event,
    Evidence,
    Link,
    Pledge,
    RawPage,
    Reference,
    Saying,
    Side,
    Span,
    Story,
    Turn,
    When,
    raw_hash,
)  # fmt: skip
from dragoman.record.check import check
from dragoman.record.store import Read, Record, pack

LINES = ("Ann Lee met Bo Ito in Oslo.", "Ito will send 50 tanks by May.", "Lee denied that she had met Ito.")


def rows(document: Document, variant: int) -> list[Any]:
    """What could be worked out from a page, one way or another."""
    line = [Span(document.id, i.start, i.end) for i in document.lines]
    proof, name = (Evidence(line[variant % 3], f"m{document.id}{variant}"),), f"{document.id}"
    day, who = When(f"2025-01-0{variant + 1}", f"2025-01-0{variant + 1}"), (f"a{variant}",)
    turn = Turn("announced", day, proof[0])
    made: list[Any] = [
        Dating(document.id, day),
        *(Reference(Span(document.id, n, n + 3), (f"a{n % (variant + 1)}",)) for n in range(variant, 4)),
        Event(f"e{name}", "CONSULT", "meet", who, (), day, "occurred", proof * (variant + 1)),
        Pledge(f"p{name}", "pledge", who, (), f"send {variant} tanks", "announced", proof, Decimal(variant), "tanks",
               deadline=day, history=(turn,)),
        Saying(f"s{name}", line[2], document.id, "direct", LINES[2], f"s{variant}", who[0], evidence=proof),
        Link(f"m{name}", who[0], "same", 1.0, (), line[0]),
        Story(f"st{name}", f"Story {variant}", (document.id,), "t"),
        Copy(document.id, f"x{variant}", "near", 0.5),
        Conflict(f"c{name}", "number", "how many tanks", (Side("50", proof), Side("60", proof))),
    ]  # fmt: skip
    return made[: len(made) - variant]


ACTORS = [Actor(f"a{n}", "person", f"Ann {n}", "NOR", (f"Annie {n}",)) for n in range(4)]


def document(number: int) -> Document:
    text = "\n".join((f"Talks {number}", *LINES))
    raw = RawPage(f"{number}.txt", text.encode(), "text")
    return clean.plain(text, raw.source, raw_hash(raw))


PAGES = [document(n) for n in range(5)]


def fill(record: Record) -> None:
    record.add([Read(RawPage(d.source, d.text.encode(), "text"), d, pack([], d)) for d in PAGES], "1")


def put(record: Record, chosen: dict[int, int], stamp: str) -> None:
    every = [*ACTORS, *(r for n, variant in sorted(chosen.items()) for r in rows(PAGES[n], variant))]
    kinds = dict.fromkeys(type(r) for r in every)
    record.replace([(kind, [r for r in every if type(r) is kind]) for kind in kinds], [], stamp)


def dump(record: Record) -> dict[str, list[tuple[object, ...]]]:
    """All rows but the insides of the search indexes."""
    tables = [r[0] for r in record.db.execute("SELECT name FROM sqlite_master WHERE type='table' ORDER BY name")]
    kept = [t for t in tables if not t.startswith(("search", "known_", "sqlite_"))]
    return {t: sorted(map(tuple, record.db.execute(f'SELECT * FROM "{t}"')), key=repr) for t in kept}


states = st.lists(st.dictionaries(st.integers(0, 4), st.integers(0, 3)), min_size=1, max_size=5)


@settings(max_examples=25, deadline=None)
@given(states)
def test_written_over_is_as_written_anew(several: Sequence[dict[int, int]]) -> None:
    with TemporaryDirectory() as name, Record(Path(name) / "a.db") as grown, Record(Path(name) / "b.db") as anew:
        fill(grown)
        fill(anew)
        for n, chosen in enumerate(several):
            put(grown, chosen, f"stamp {n}")
        put(anew, several[-1], f"stamp {len(several) - 1}")
        assert dump(grown) == dump(anew)
        assert list(check(grown)) == list(check(anew))
        grown.db.execute("INSERT INTO known(known) VALUES ('integrity-check')")
        found = "SELECT id, kind FROM known WHERE known MATCH 'tanks' ORDER BY id"
        assert [tuple(r) for r in grown.db.execute(found)] == [tuple(r) for r in anew.db.execute(found)]


def test_what_is_as_it_was_is_not_written(tmp_path: Path) -> None:
    with Record(tmp_path / "r.db") as record:
        fill(record)
        put(record, dict.fromkeys(range(5), 1), "one")
        written: list[str] = []
        record.db.set_trace_callback(lambda statement: written.append(statement))
        put(record, {0: 1, 1: 1, 2: 1, 3: 1, 4: 0}, "two")
        record.db.set_trace_callback(None)
    events = [s for s in written if s.startswith(('INSERT INTO "event"', 'DELETE FROM "event"'))]
    assert len(events) == 2, events
