"""What a terminal shows: a table for people, JSON lines for programs; problems, and why a command fails."""

from __future__ import annotations

import shutil
import sys
import textwrap
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

import msgspec

from dragoman.report import words

if TYPE_CHECKING:
    from pathlib import Path

    from dragoman.model import Problem
    from dragoman.pipeline import Outcome

MARKS = {"done": "●", "open": "○", "denied": "×"}  # what a row stands for is seen before it is read
LEGEND = "● told as done   ○ planned, expected, proposed or conditional   × denied"
# cells that have lines of their own where a row does not fit on one
WIDE = frozenset(
    ["about", "aliases", "changed", "evidence", "left", "message", "note", "right", "said", "sentence", "sides",
     "snippet", "story", "title", "what"]
)  # fmt: skip
LABELS: dict[str, Callable[[str], str]] = {  # what a cell means where no header stands above it
    "by": "by {}".format, "to": "to {}".format, "place": "in {}".format, "where": "in {}".format,
    "deadline": "due {}".format, "adds": "adds {}".format, "story": "story: {}".format, "aliases": "also {}".format,
    "changed": "changed: {}".format, "evidence": words.quoted, "left": "1: {}".format, "right": "2: {}".format,
    "reports": lambda n: words.reports(int(n)) if n.isdigit() else f"{n} independent",
    "pages": lambda n: f"on {words.pages(int(n))}",
}  # fmt: skip


def show_rows(rows: Iterable[dict[str, Any]], columns: Sequence[str], as_json: bool, empty: str) -> int:
    """Print rows for people, or whole as JSON lines. 1 if there are none.

    A table where each row fits on a line of the terminal; else of each row a line with what is short, and below it
    what is long.
    """
    found = list(rows)
    if as_json:
        for row in found:
            print(msgspec.json.encode(row, order="deterministic").decode())
        return 0 if found else 1
    if not found:
        print(empty, file=sys.stderr)
        return 1
    from rich.cells import cell_len

    marked = any("stands" in row for row in found)
    columns = ["", *columns] if marked else list(columns)
    shown = [{c: cell(row.get(c)) for c in columns} | {"": MARKS.get(row.get("stands", ""), "")} for row in found]
    widths = {c: max(len(c), *(cell_len(row[c]) for row in shown)) for c in columns}
    if sum(widths.values()) + 2 * len(widths) <= width():
        for row in ({c: c for c in columns}, *shown):
            cells = (row[c] + " " * (widths[c] - cell_len(row[c])) for c in columns)
            print("  ".join(cells).rstrip())
    else:
        for row in shown:
            print("\n".join(_block(row, columns)))
    if marked:
        print(wrapped(LEGEND, "", ""))
    return 0


def _block(row: dict[str, str], columns: Sequence[str]) -> Iterator[str]:
    """A row as a line of its short cells, wrapped, and lines of its long ones."""
    told = {c: LABELS.get(c, str)(row[c]) for c in columns if row[c]}
    yield wrapped("  ".join(t for c, t in told.items() if c not in WIDE), "", "    ")
    yield from (wrapped(t, "    ", "    ") for c, t in told.items() if c in WIDE)


def width() -> int:
    """Columns of the terminal; 100 where there is none."""
    return min(120, shutil.get_terminal_size((100, 24)).columns)


def wrapped(text: str, first: str, then: str) -> str:
    """A text in lines that fit the terminal, led by `first` and `then`."""
    return textwrap.fill(text, width(), initial_indent=first, subsequent_indent=then, break_on_hyphens=False)


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


def told(outcome: Outcome, record: Path, quiet: bool) -> int:
    """What a run did; its exit code: 1 where there were problems, or no pages."""
    say(outcome.problems)
    if not quiet:
        print(f"{outcome.told()} -> {record}")
    return 1 if outcome.problems or not (outcome.new or outcome.unchanged) else 0


def fail(message: str, code: int = 1) -> int:
    """Say why a command fails; its exit code."""
    print(f"dragoman: {message}", file=sys.stderr)
    return code
