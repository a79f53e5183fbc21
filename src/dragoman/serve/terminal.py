"""What a terminal shows: a table for people, JSON lines for programs; problems, and why a command fails."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

import msgspec

if TYPE_CHECKING:
    from dragoman.model import Problem

MARKS = {"done": "●", "open": "○", "denied": "×"}  # what a row stands for is seen before it is read
LEGEND = "● told as done   ○ planned, expected, proposed or conditional   × denied"
WIDE = {"what", "said", "evidence", "snippet", "message", "about", "title", "sides"}


def show_rows(rows: Iterable[dict[str, Any]], columns: Sequence[str], as_json: bool, empty: str) -> int:
    """Print rows as a table of `columns`, or whole as JSON lines. 1 if there are none."""
    found = list(rows)
    if as_json:
        for row in found:
            print(msgspec.json.encode(row, order="deterministic").decode())
        return 0 if found else 1
    if not found:
        print(empty, file=sys.stderr)
        return 1
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    marked = any("stands" in row for row in found)
    table = Table(
        box=None, pad_edge=False, header_style="bold", caption=LEGEND if marked else None, caption_justify="left"
    )
    if marked:
        table.add_column("")
    for column in columns:
        ratio = 4 if column in WIDE else None
        table.add_column(column.replace("_", " "), overflow="fold", ratio=ratio, no_wrap=column == "id")  # to be copied
    for row in found:
        mark = [MARKS.get(row.get("stands", ""), "")] if marked else []
        faint = row.get("stands", "done") != "done"
        table.add_row(*mark, *(Text(cell(row.get(c))) for c in columns), style="dim" if faint else "")
    Console(width=None if sys.stdout.isatty() else 140, highlight=False).print(table)
    return 0


def cell(value: object) -> str:
    """A value as one cell shows it."""
    if value is None:
        return ""
    if isinstance(value, (list, tuple)):
        return ", ".join(cell(v) for v in value)
    return "".join(c if c.isprintable() else " " for c in str(value))  # terminal escape codes stay out


def say(problems: Iterable[Problem]) -> None:
    """Problems on standard error, one a line."""
    for problem in problems:
        print(f"{cell(problem.where)}: {cell(problem.message)} ({problem.step})", file=sys.stderr, flush=True)


def fail(message: str, code: int = 1) -> int:
    """Say why a command fails; its exit code."""
    print(f"dragoman: {message}", file=sys.stderr)
    return code
