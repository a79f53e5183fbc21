"""Commands that show what a record holds: the brief, tables, search, one record with its evidence."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from dragoman.model import EventStatus, PledgeStatus
from dragoman.serve.options import HERE, About, By, Json, Kind, RecordPath, Since, To, Until, day
from dragoman.serve.terminal import fail, show_rows, width

if TYPE_CHECKING:
    from dragoman.record.store import Record


def listing(
    record: Path, rows: Callable[[Any], Iterable[dict[str, Any]]], columns: Sequence[str], as_json: bool, empty: str
) -> None:
    """Print the rows that `rows` finds in a record; exit 1 where there are none."""
    from dragoman.record.store import Record

    with Record(record, read_only=True) as file:
        code = show_rows(rows(file), columns, as_json, _nothing(file, empty))
    if code:
        raise typer.Exit(code)


def _nothing(file: Record, empty: str) -> str:
    """Why there is nothing to show: a run was killed, or another Dragoman brought the record up to date."""
    unfinished = "what its pages amount to is not worked out: run `dragoman read` on any of them again"
    return empty if file.meta("reconciled") else f"{file.path}: {unfinished}"


def known(record: Path, *pages: str) -> None:
    """Exit 1 where one of these pages is not in the record."""
    from dragoman.record.store import Record

    with Record(record, read_only=True) as file:
        missing = [p for p in pages if file.document(p) is None]
    if missing:
        raise typer.Exit(fail(f"no such page: {', '.join(missing)}"))


def brief(
    record: RecordPath = HERE,
    json: Json = False,
    format: Annotated[
        Literal["terminal", "md", "html", "json"], typer.Option(help="terminal, md, html or json")
    ] = "terminal",
    about: Annotated[str | None, typer.Option(help="who must be in it: Japan, United States")] = None,
    since: Since = None,
    length: Annotated[int, typer.Option(min=1, help="lines a section at most")] = 12,
    compare: Annotated[Path | None, typer.Option(help="an earlier brief, as --json printed it")] = None,
) -> None:
    """What the coverage amounts to, with the sentences it rests on."""
    from dragoman.record.store import Record
    from dragoman.report import brief as report

    with Record(record, read_only=True) as file:
        made = report.brief(file, about=about, since=since, length=length)
        why = _nothing(file, "nothing in the record answers this: try other names, or an earlier day")
    if compare is not None:
        from dragoman.report import changes

        try:
            made = changes.compare(changes.read(compare.read_bytes()), made)
        except ValueError as error:
            raise typer.Exit(fail(f"{compare}: {error}")) from error
    from dragoman.report.formats import page

    chosen = "json" if json else format
    if not made.sections and chosen == "terminal":
        raise typer.Exit(fail(why))
    kinds = {"md": page.markdown, "html": page.html, "json": page.json}
    print(kinds[chosen](made) if chosen in kinds else page.terminal(made, width()))
    if not made.sections:
        raise typer.Exit(1)


def timeline(record: RecordPath = HERE, json: Json = False, since: Since = None, until: Until = None) -> None:
    """What happened, is planned or is denied, by date."""
    from dragoman.report import tables

    columns = ("when", "status", "what", "where", "reports", "id")
    listing(record, lambda r: tables.timeline(r, since, until=until), columns, json, "no events in the record")


def events(
    record: RecordPath = HERE,
    json: Json = False,
    by: By = None,
    to: To = None,
    type: Annotated[str | None, typer.Option(help="PLOVER root: CONSULT, AGREE, ...")] = None,
    mode: Annotated[str | None, typer.Option(help="meet, call, visit, sign, ...")] = None,
    status: Annotated[EventStatus | None, typer.Option(help="whether it happened")] = None,
    place: Annotated[str | None, typer.Option(help="where it was")] = None,
    since: Since = None,
    until: Until = None,
) -> None:
    """Who did what to whom, and whether it happened."""
    from dragoman.report import tables

    columns = ("when", "type", "mode", "by", "to", "place", "status", "reports", "evidence", "id")
    chosen = {"by": by, "to": to, "type": type, "mode": mode, "status": status, "place": place}
    chosen |= {"since": since, "until": until}
    listing(record, lambda r: tables.events(r, **chosen), columns, json, "no such events")


def pledges(
    which: Annotated[str | None, typer.Argument(help="id of one pledge, for its history")] = None,
    record: RecordPath = HERE,
    json: Json = False,
    by: By = None,
    to: To = None,
    kind: Kind = None,
    status: Annotated[PledgeStatus | None, typer.Option(help="where it stands")] = None,
    about: About = None,
    due: Annotated[str | None, typer.Option(help="before:2026-04 or after:2026-01")] = None,
) -> None:
    """Asks, offers and pledges: who, what, how much, by when."""
    from dragoman.report import tables

    if which is not None:
        columns = ("when", "what", "note", "evidence", "document")
        listing(record, lambda r: tables.history(r, which), columns, json, f"no pledge {which}")
        return
    order, _, bound = (due or "").partition(":")
    if due and order not in ("before", "after"):
        raise typer.BadParameter("--due is before:DATE or after:DATE")
    bounds = {f"due_{order}": day(bound)} if due else {}
    ledger = ("kind", "by", "to", "what", "amount", "deadline", "condition", "status", "reports", "id")
    chosen = {"by": by, "to": to, "kind": kind, "status": status, "about": about, **bounds}
    listing(record, lambda r: tables.pledges(r, **chosen), ledger, json, "no such pledges")


def statements(
    record: RecordPath = HERE, json: Json = False, by: By = None, about: About = None, since: Since = None
) -> None:
    """Who said what, in whose words.

    With --by and --about in the order of time, each held against the most alike saying before it.
    """
    from dragoman.report import positions, tables

    if by is not None and about is not None:
        told = ("when", "speaker", "cue", "said", "changed", "mode", "pages", "id")
        listing(record, lambda r: positions.positions(r, by, about, since), told, json, "no statements")
        return
    columns = ("published", "speaker", "cue", "said", "mode", "outlet", "id")
    listing(record, lambda r: tables.statements(r, by=by, about=about, since=since), columns, json, "no statements")


def actors(
    name: Annotated[str | None, typer.Argument(help="one actor: roles, statements, events, pledges")] = None,
    record: RecordPath = HERE,
    json: Json = False,
) -> None:
    """Who is meant in the coverage."""
    from dragoman.report import tables

    columns = ("name", "kind", "country", "pages", "aliases", "id") if name is None else ("kind", "when", "what", "id")
    listing(record, lambda r: tables.actors(r, name), columns, json, f"nobody called {name}" if name else "no actors")


def sources(
    pages: Annotated[
        list[str] | None, typer.Argument(help="a page: what it adds that no other has; two: the passages they share")
    ] = None,
    record: RecordPath = HERE,
    json: Json = False,
) -> None:
    """The pages, story by story: their days, copies, what each adds.

    And how many of a story's pages are independent reports.
    """
    from dragoman.report import sources as told

    match pages or []:
        case []:
            columns = ("published", "outlet", "title", "source", "copies", "adds", "reports", "story", "id")
            listing(record, told.sources, columns, json, "no pages in the record")
        case [page]:
            known(record, page)
            listing(record, lambda r: told.adds(r, page), ("kind", "sentence", "id"), json, "nothing that no other has")
        case [left, right]:
            known(record, left, right)
            empty = "these pages share nothing that the record knows of"
            listing(record, lambda r: told.aligned(r, left, right), ("left", "right"), json, empty)
        case _:
            raise typer.BadParameter("one page or two")


def conflicts(record: RecordPath = HERE, json: Json = False) -> None:
    """Where the coverage disagrees."""
    from dragoman.report import tables

    columns = ("severity", "kind", "about", "sides", "id")
    listing(record, tables.conflicts, columns, json, "no disagreement found")


def search(
    words: Annotated[list[str], typer.Argument(help="words, or a phrase in double quotes")],
    record: RecordPath = HERE,
    json: Json = False,
    outlet: Annotated[str | None, typer.Option(help="part of the outlet's name")] = None,
    since: Since = None,
    until: Until = None,
    story: Annotated[str | None, typer.Option(help="id of a story")] = None,
    limit: Annotated[int, typer.Option(min=1, help="rows at most")] = 20,
) -> None:
    """Pages and records that hold all the words.

    A "phrase in quotes" is found as it stands; title:word looks in headlines; either spelling of defence is found.
    """
    from dragoman.report import tables

    chosen = {"outlet": outlet, "since": since, "until": until, "story": story}
    asked = " ".join(f'"{w}"' if " " in w and '"' not in w else w for w in words)
    columns = ("kind", "outlet", "title", "snippet", "id")
    listing(record, lambda r: tables.search(r, asked, limit, 0, **chosen), columns, json, "nothing found")


def show(key: Annotated[str, typer.Argument(help="id of a record or a page")], record: RecordPath = HERE) -> None:
    """A record with its evidence, or a page with its date and why.

    Evidence is shown in its paragraph, marked >>so<<.
    """
    from dragoman.record.store import Record
    from dragoman.report import tables

    with Record(record, read_only=True) as file:
        text = tables.show(file, key)
    if text is None:
        raise typer.Exit(fail(f"{key}: nothing in the record has this id"))
    print(text)


COMMANDS: tuple[Callable[..., None], ...] = (
    brief,
    timeline,
    events,
    pledges,
    statements,
    actors,
    sources,
    conflicts,
    search,
    show,
)
