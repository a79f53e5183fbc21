"""Undated pages are dated by meetings whose days other pages of the record know, and by no other meetings."""

from __future__ import annotations

from random import Random

import msgspec
import pytest

from dragoman import clean, reconcile
from dragoman.model import Dating, Event
from dragoman.reading import read
from dragoman.reconcile import joint_dating
from dragoman.settings import Settings
from dragoman.step import Tables

CARNEY, STORE, STUBB = "Prime Minister Mark Carney", "Prime Minister Jonas Gahr Store", "President Alexander Stubb"
PLAN = f"{CARNEY} of Canada will meet {STORE} of Norway in Bergen on Thursday."
DONE = f"The weather was fine. {STORE} of Norway met {CARNEY} of Canada at his farm on Tuesday."
MORE = (
    " Fish, ships and gas were on the table, and the King gave a dinner for eighty guests in the old hall by the sea."
)
PAGES = [
    ("a day ahead", PLAN, f"{CARNEY} of Canada will meet {STORE} of Norway in Bergen tomorrow.",
     "2025-05-06", "2025-05-08"),
    ("days later", PLAN, f"{CARNEY} of Canada met {STORE} of Norway in Bergen two days ago.",
     "2025-05-09", "2025-05-11"),
    ("a weekday", DONE, f"{CARNEY} of Canada met {STORE} of Norway on Tuesday.", "2025-05-05", "2025-05-12"),
    ("another weekday", DONE, f"{CARNEY} of Canada met {STORE} of Norway on Monday.", "2025-03-14", None),
    ("no weekday and no town", DONE, f"{CARNEY} of Canada met {STORE} of Norway today.", "2025-03-14", None),
    ("another town", PLAN, f"{CARNEY} of Canada met {STORE} of Norway in Tromso two days ago.", "2025-03-14", None),
    ("another capital", DONE.replace("at his farm", "in London"),
     f"{CARNEY} of Canada met {STORE} of Norway in Paris on Tuesday.", "2025-03-14", None),
    ("another town ahead", DONE.replace("at his farm", "in Bergen"),
     f"{CARNEY} of Canada is to meet {STORE} of Norway in Paris.", "2025-03-14", None),
    ("other persons", PLAN, f"{CARNEY} of Canada met {STUBB} of Finland in Bergen two days ago.", "2025-03-14", None),
    ("still ahead", PLAN, f"{CARNEY} of Canada is to meet {STORE} of Norway.", "2025-03-14", "2025-05-08"),
    ("ahead in another month", PLAN, f"{CARNEY} of Canada is to meet {STORE} of Norway in June.",
     "2025-03-14", "2025-07-02"),
    ("a summit's town", f"{CARNEY} flew to Bergen. He will meet {STORE} of Norway on Thursday.",
     f"{CARNEY} of Canada met {STORE} of Norway in Bergen earlier this month.", "2025-05-07", "2025-06-01"),
    ("ahead, and has been", DONE, f"{CARNEY} of Canada is to meet {STORE} of Norway.", "2025-03-14", "2025-05-06"),
]  # fmt: skip


@pytest.mark.parametrize(("dated", "text", "earliest", "latest"), [p[1:] for p in PAGES], ids=[p[0] for p in PAGES])
def test_the_day_of_a_meeting_dates_who_tells_of_it(
    dated: str, text: str, earliest: str | None, latest: str | None
) -> None:
    wire = msgspec.structs.replace(
        clean.plain(dated + MORE, "wire.txt"), declared="2025-05-06", declared_where="metadata"
    )
    pages = [wire, clean.plain(text, "page.txt")]
    tables = Tables(pages, [s for found, _ in read(pages) for s in found], Settings())
    reconcile.run(tables)
    when = next(d.when for d in tables.all(Dating) if d.document == pages[1].id)
    assert (when.earliest, when.latest) == (earliest, latest), when.reasons


@pytest.mark.parametrize(
    ("text", "days"),
    [
        (f"{CARNEY} of Canada met {STORE} of Norway.", ("2025-03-14", None)),
        (f"{CARNEY} of Canada will meet {STORE} of Norway.", ("2025-03-14", None)),
        (f"{CARNEY} of Canada had met {STORE} of Norway.", (None, None)),
    ],
)
def test_what_a_page_tells_is_no_older_than_the_page_can_be(text: str, days: tuple[str | None, str | None]) -> None:
    page = clean.plain(text, "page.txt")
    tables = Tables([page], [s for found, _ in read([page]) for s in found], Settings())
    reconcile.run(tables)
    (event,) = tables.all(Event)
    assert (event.when.earliest, event.when.latest) == days


def test_the_narrowest_days_hold_no_others() -> None:
    chance = Random(1)
    for _ in range(300):
        several = {tuple(sorted(chance.choices(range(733_800, 733_815), k=2))) for _ in range(chance.randint(0, 12))}
        within = {d for d in several for e in several if d != e and d[0] <= e[0] and e[1] <= d[1]}
        assert joint_dating._narrowest(several) == several - within  # type: ignore[arg-type]
