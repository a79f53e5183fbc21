"""The command line: `main`, and the commands that read and keep; those that show are in `looking`.

Tables for people, `--json` for programs; exit 0, 1 (nothing found, or problems), 2 (bad usage).
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal, cast

import typer

from dragoman import __version__, settable
from dragoman.serve import looking, spark
from dragoman.serve.looking import listing
from dragoman.serve.options import HERE, Json, Processes, Quiet, RecordPath
from dragoman.serve.terminal import cell, told
from dragoman.serve.terminal import fail as _fail
from dragoman.serve.terminal import say as _say

if TYPE_CHECKING:
    from dragoman.model import Verdict

app = typer.Typer(
    help="Dragoman: turns news coverage of diplomacy into a record that can be checked.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


def main(argv: Sequence[str] | None = None) -> int:
    """Entry point: run a command; errors that a user can mend are one line on standard error."""
    from dragoman.record.store import RecordError

    # several threads for products of small matrices only wait for each other
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    try:
        app(args=list(argv) if argv is not None else None)
    except SystemExit as stop:  # typer ends a command so, with 2 for bad usage
        return stop.code if isinstance(stop.code, int) else 0
    except RecordError as error:
        return _fail(str(error))
    except OSError as error:
        return _fail(f"{error.filename or 'file'}: {error.strerror or error}")
    except KeyboardInterrupt:
        return _fail("interrupted; what was read is kept, run the same command again to go on")
    return 0


@app.callback(invoke_without_command=True)
def _version(version: Annotated[bool, typer.Option("--version", help="print the version")] = False) -> None:
    if version:
        print(__version__)
        raise typer.Exit(0)


@app.command()
def read(
    paths: Annotated[list[str], typer.Argument(help="folders, files, or - for standard input")],
    record: RecordPath = HERE,
    processes: Processes = 0,
    quiet: Quiet = False,
    columns: Annotated[
        list[str] | None, typer.Option(help="what a table's column holds: text=story; also title, date, url, ...")
    ] = None,
    engine: spark.Engine = "local",
    master: spark.Master = None,
    tables: Annotated[str | None, typer.Option(help="Spark: write tables here, and no record; see `pull`")] = None,
) -> None:
    """Read pages into the record and work out what they amount to."""
    from dragoman import pipeline
    from dragoman.serve.progress import bar
    from dragoman.settings import Settings

    settings = Settings(processes=processes, columns=_columns(columns or []))
    if spark.asked(engine, master, tables):
        raise typer.Exit(spark.read(paths, record, settings, master, tables, quiet))
    stdin = sys.stdin.buffer.read() if "-" in paths else None
    with bar(not quiet) as progress:
        outcome = pipeline.read(paths, record, settings, progress, stdin)
    if code := told(outcome, record, quiet):
        raise typer.Exit(code)


def _columns(given: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """("text=story", "date=day") as pairs."""
    from dragoman.sources.table import columns

    pairs = []
    for one in ",".join(given).split(","):
        field, _, column = (part.strip() for part in one.partition("="))
        if one and (field not in columns() or not column):
            raise typer.BadParameter(f"--columns is FIELD=COLUMN, and FIELD is one of {', '.join(columns())}")
        if one:
            pairs.append((field, column))
    return tuple(pairs)


app.command()(spark.pull)


@app.command()
def watch(
    feeds: Annotated[list[str], typer.Argument(help="addresses of feeds, OPML files, files with one address a line")],
    record: RecordPath = HERE,
    once: Annotated[bool, typer.Option("--once", help="look at every feed a single time, and end")] = False,
    minutes: Annotated[float, typer.Option(help="minutes between two looks at a feed", min=1.0)] = 30.0,
    contact: Annotated[str, typer.Option(help="address for complaints, named to servers")] = "",
    processes: Processes = 0,
    quiet: Quiet = False,
    allow_local: Annotated[bool, typer.Option("--allow-local", hidden=True, help="for tests: loopback too")] = False,
) -> None:
    """Read new pages of feeds into the record until stopped.

    RSS and Atom. Started again it goes on where it was stopped.
    """
    from dragoman.serve import watching
    from dragoman.settings import Settings

    if not contact.isprintable() or not contact.isascii():
        raise typer.BadParameter("--contact is an address in plain letters")
    settings = Settings(processes=processes, watch_minutes=minutes, watch_contact=contact, watch_local=allow_local)
    if code := watching.run(feeds, record, settings, once, quiet, _say):
        raise typer.Exit(code)


for command in looking.COMMANDS:
    app.command()(command)


JUDGE = f"""Correct the record; your word outlives every later run.

dragoman judge right ID | wrong ID | same ID ID | different ID ID | set ID FIELD VALUE

What can be set: {"; ".join(f"{kind} – {', '.join(fields)}" for kind, fields in settable.FIELDS.items())}.
A document is a page, a saying a statement, a hindrance a constraint. Several actors are divided by ";"; a date is
2025-10-27, an interval 2025-10-27/2025-10-28.
"""


@app.command(help=JUDGE)
def judge(
    verdict: Annotated[str | None, typer.Argument(help="right, wrong, same, different or set")] = None,
    key: Annotated[str | None, typer.Argument(help="id of a record or a page")] = None,
    more: Annotated[list[str] | None, typer.Argument(help="the other id; or a field and its value")] = None,
    record: RecordPath = HERE,
    all: Annotated[bool, typer.Option("--list", help="print all judgements; stale ones are marked")] = False,
    undo: Annotated[str | None, typer.Option(help="id of a judgement to take back")] = None,
    json: Json = False,
) -> None:
    """Correct the record; your word outlives every later run."""
    from dragoman import pipeline
    from dragoman.record import judgements
    from dragoman.record.store import Record
    from dragoman.report import tables
    from dragoman.settings import Settings

    if all:
        columns = ("id", "verdict", "about", "change", "stale")
        listing(record, tables.judgements, columns, json, "no judgements")
        return
    more = more or []
    with Record(record, make=False) as file:
        if undo is not None:
            if not judgements.undo(file, undo):
                raise typer.Exit(_fail(f"{undo}: no such judgement, or more than one"))
        else:
            wanted = {"right": 0, "wrong": 0, "same": 1, "different": 1, "set": 2}
            if verdict not in wanted or key is None or len(more) != wanted[verdict]:
                usage = "right ID | wrong ID | same ID ID | different ID ID | set ID FIELD VALUE | --list | --undo ID"
                raise typer.BadParameter(usage)
            other = more[0] if wanted[verdict] == 1 else None
            field, value = more if wanted[verdict] == 2 else (None, None)
            made = judgements.judge(file, cast("Verdict", verdict), key, other, field, value)
            print(made.id)
        problems = pipeline.update(file, Settings())
    _say(problems)
    if problems:
        raise typer.Exit(1)


@app.command()
def remove(
    documents: Annotated[list[str], typer.Argument(help="ids or sources of pages")], record: RecordPath = HERE
) -> None:
    """Take pages out of the record for good.

    Reading their folder again does not bring them back.
    """
    from dragoman import pipeline
    from dragoman.record.store import Record
    from dragoman.settings import Settings

    with Record(record, make=False) as file:
        found = [(key, file.document(key)) for key in documents]
        missing = [key for key, document in found if document is None]
        pipeline.remove(file, [document.source for _, document in found if document is not None], Settings())
    if missing:
        raise typer.Exit(_fail(f"no such page: {', '.join(missing)}"))


@app.command()
def export(
    out: Annotated[Path, typer.Argument(help="folder to write into")],
    format: Annotated[
        Literal["jsonl", "csv", "parquet", "ics", "plover", "ftm"], typer.Option(help="see docs/export.md")
    ] = "jsonl",
    record: RecordPath = HERE,
) -> None:
    """Write the whole record in a form other programs read."""
    from dragoman.record.store import Record
    from dragoman.report import formats

    with Record(record, read_only=True) as file:
        counts = formats.WRITERS[format](file, out)
    for name, count in counts.items():
        print(f"{name:20} {count}")


@app.command()
def serve(
    record: RecordPath = HERE,
    port: Annotated[int, typer.Option(min=0, max=65535, help="port to listen on; 0: any")] = 8321,
    host: Annotated[
        str, typer.Option(help="address to listen on; other than the loopback it needs --token")
    ] = "127.0.0.1",
    token: Annotated[
        str | None, typer.Option(help="secret that every request must bring", envvar="DRAGOMAN_TOKEN")
    ] = None,
) -> None:
    """Show the record in a browser, on this machine."""
    from dragoman import pipeline
    from dragoman.record.store import Record
    from dragoman.serve import web
    from dragoman.serve.progress import bar
    from dragoman.settings import Settings

    with Record(record) as file, bar(True) as progress:  # made or brought up to date before anybody looks
        _say(pipeline.update(file, Settings(), progress))
    web.serve(record, host, port, token, lambda address: print(address, flush=True))


@app.command()
def backup(file: Annotated[Path, typer.Argument(help="file to make")], record: RecordPath = HERE) -> None:
    """Copy the record into one file, whoever writes to it meanwhile."""
    from dragoman.record.backup import backup as run

    run(record, file)
    print(f"{record} -> {file}")


@app.command()
def restore(file: Annotated[Path, typer.Argument(help="what `backup` made")], record: RecordPath = HERE) -> None:
    """Put a backup in place of the record, if it is whole."""
    from dragoman.record.backup import restore as run

    run(record, file)
    print(f"{file} -> {record}")


@app.command()
def check(
    record: RecordPath = HERE,
    repair: Annotated[bool, typer.Option("--repair", help="make anew all that is worked out from the pages")] = False,
) -> None:
    """Whether the record is whole, and its brief supported.

    Spans, links, evidence and index fit together, and every line of the brief rests on what it cites.
    """
    from dragoman import pipeline
    from dragoman.record.backup import repair as mend
    from dragoman.record.check import check as run
    from dragoman.record.store import Record
    from dragoman.report import brief as report
    from dragoman.settings import Settings

    if repair:
        with Record(record, make=False) as file:
            for line in mend(file):
                print(line)
        pipeline.take((), record, Settings())
    with Record(record, read_only=True) as file:
        wrong = list(run(file))
        if not wrong:
            wrong = [f"brief, not supported: {cell(w)}" for w in report.unsupported(report.brief(file, length=10_000))]
    for line in wrong:
        print(line)
    if wrong:
        raise typer.Exit(1)
    print("the record is whole")


if __name__ == "__main__":
    sys.exit(main())
