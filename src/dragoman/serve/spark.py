"""`dragoman read --engine spark` and `dragoman pull`: what the terminal shows of them."""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from dragoman.report import words
from dragoman.serve.options import HERE, Quiet, RecordPath, Since, Until
from dragoman.serve.progress import bar
from dragoman.serve.terminal import fail, say
from dragoman.serve.terminal import told as report
from dragoman.settings import Settings
from dragoman.spark.session import EngineError, missing, start

Engine = Annotated[str, typer.Option(help="local, or spark: beyond one machine, see docs/scale.md")]
Master = Annotated[str | None, typer.Option(help="Spark's master (spark://host:7077); else this machine")]


def read(
    paths: Sequence[str],
    record: Path,
    settings: Settings,
    master: str | None,
    folder: str | None,
    quiet: bool,
) -> int:
    """Read pages with Spark into tables, or, where no folder for tables is given, through them into a record."""
    beside = None
    try:
        if (wanted := missing()) is not None:
            raise EngineError(wanted)
        from dragoman.spark import tables
        from dragoman.spark.pull import pull as into

        session = start(master, quiet=quiet)
        if folder is None:  # tables for as long as it takes, where other machines that share this disk see them
            beside = tempfile.mkdtemp(prefix=f"{record.name}.tables-", dir=record.absolute().parent)
        told = (lambda what: None) if quiet else (lambda what: print(f"{what} ...", file=sys.stderr, flush=True))
        made = tables.make(session, paths, folder or beside or "", settings, told)
        if folder is None:
            with bar(not quiet) as progress:
                return report(into(beside or "", record, settings=settings, progress=progress), record, quiet)
        say(made.problems)
        if not quiet:
            print(f"{words.pages(made.pages)} read, {made.texts} different texts, {made.wrong} problems -> {folder}")
        return 1 if made.wrong or not made.pages else 0
    except EngineError as error:
        return fail(str(error))
    finally:
        if beside is not None:
            shutil.rmtree(beside, ignore_errors=True)


def pull(
    tables: Annotated[str, typer.Argument(help="what `read --engine spark --tables` made")],
    record: RecordPath = HERE,
    actor: Annotated[list[str] | None, typer.Option(help="pages that mention any of these")] = None,
    between: Annotated[str | None, typer.Option(help="pages that mention both countries: JPN,USA")] = None,
    since: Since = None,
    until: Until = None,
    group: Annotated[str | None, typer.Option(help="pages that copy this one (id or source)")] = None,
    once: Annotated[bool, typer.Option("--once", help="one page of each group of copies, the fullest")] = False,
    engine: Engine = "local",
    master: Master = None,
    quiet: Quiet = False,
) -> None:
    """Bring what Spark read into the record, or a slice of it."""
    beyond = asked(engine, master)
    try:
        try:
            from dragoman.spark.pull import Slice
            from dragoman.spark.pull import pull as into
        except ImportError as error:
            raise EngineError(f"no {error.name} here: pip install 'dragoman[spark]'") from error
        pair = tuple(c.strip() for c in (between or "").split(",") if c.strip())
        chosen = Slice(tuple(actor or ()), pair, since, until, group, once)
        session = start(master, quiet=quiet) if beyond else None
        with bar(not quiet) as progress:
            outcome = into(tables, record, chosen, session=session, progress=progress)
        code = report(outcome, record, quiet)
    except EngineError as error:
        code = fail(str(error))
    if code:
        raise typer.Exit(code)


def asked(engine: str, master: str | None, tables: str | None = None) -> bool:
    """Whether Spark is asked for. Raises BadParameter where options are its own and it is not."""
    if engine not in ("local", "spark") or (engine == "local" and (master or tables)):
        raise typer.BadParameter("--engine is local or spark; --master and --tables are Spark's")
    return engine == "spark"
