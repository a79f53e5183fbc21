"""A record as Python sees it: typed records by the same filters as the command line, and tables for Polars."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

import msgspec

from dragoman.model import Actor, Conflict, Copy, Event, Hindrance, Pledge, Saying, Story, Thread
from dragoman.record import search, views
from dragoman.record.store import Record

if TYPE_CHECKING:
    from polars import DataFrame

T = TypeVar("T")


class Rows(list[T]):
    """A list of records that can become a table."""

    def to_polars(self) -> DataFrame:
        """One column a field; records inside records (evidence, dates) become JSON, amounts become floats."""
        import polars

        rows = [{k: _cell(v) for k, v in msgspec.structs.asdict(r).items()} for r in self]  # type: ignore[arg-type]
        return polars.DataFrame(rows, infer_schema_length=None)


def _cell(value: Any) -> Any:
    if value is None or isinstance(value, (str, int, float)):
        return value
    if isinstance(value, tuple) and all(isinstance(v, str) for v in value):
        return list(value)
    if type(value).__name__ == "Decimal":
        return float(value)
    return msgspec.json.encode(value).decode()


class OpenRecord(Record):
    """A record opened for looking. Every method takes the filters of its function in `record.views`."""

    def events(self, **chosen: Any) -> Rows[Event]:
        """Merged events by date: by, to, type, mode, status, place, since, until."""
        return Rows(views.events(self, **chosen))

    def pledges(self, **chosen: Any) -> Rows[Pledge]:
        """Asks, offers and pledges: by, to, kind, status, about, due_before, due_after."""
        return Rows(views.pledges(self, **chosen))

    def statements(self, **chosen: Any) -> Rows[Saying]:
        """Who said what: by, about, since."""
        return Rows(views.sayings(self, **chosen))

    def actors(self, who: str | None = None) -> Rows[Actor]:
        """Actors, or those that `who` names."""
        return Rows(views.actors(self, who))

    def constraints(self) -> Rows[Hindrance]:
        """What holds each side back."""
        return Rows(views.hindrances(self))

    def conflicts(self) -> Rows[Conflict]:
        """Where the coverage disagrees, the gravest first."""
        return Rows(views.conflicts(self))

    def copies(self) -> Rows[Copy]:
        """Pairs of pages that share text."""
        return Rows(views.copies(self))

    def stories(self) -> Rows[Story]:
        """Stories by their first day."""
        return Rows(views.stories(self))

    def threads(self) -> Rows[Thread]:
        """Threads by their first day."""
        return Rows(views.threads(self))

    def names(self) -> dict[str, str]:
        """Actor id -> name."""
        return views.names(self)

    def search(self, words: str, limit: int = 20, **chosen: Any) -> list[search.Hit]:
        """Pages that hold all the words, best first: outlet, since, until, story."""
        return search.search(self, words, limit, **chosen)

    def show(self, key: str) -> Any:
        """A record with its evidence (`views.Shown`), a Document, or None."""
        return views.show(self, key)
