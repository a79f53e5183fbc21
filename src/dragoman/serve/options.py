"""Options that commands share, and the forms of what is given with them."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from dragoman.model import PledgeKind
from dragoman.periods import is_day


def day(text: str) -> str:
    """A day, or the month or year that it begins with. Raises BadParameter."""
    if not is_day(text):
        raise typer.BadParameter(f"{text} is no date: write 2025-10-27, 2025-10 or 2025")
    return text


RecordPath = Annotated[Path, typer.Option("--record", help="the record file", envvar="DRAGOMAN_RECORD")]
Json = Annotated[bool, typer.Option("--json", help="print JSON, one object a line")]
By = Annotated[str | None, typer.Option("--by", help="who: name, alias, ISO code or actor id")]
To = Annotated[str | None, typer.Option("--to", help="to whom")]
Kind = Annotated[PledgeKind | None, typer.Option("--kind", help="pledge, offer or ask")]
Since = Annotated[str | None, typer.Option("--since", parser=day, metavar="DATE", help="from then on: 2025-10-27")]
Until = Annotated[str | None, typer.Option("--until", parser=day, metavar="DATE", help="until then")]
Processes = Annotated[int, typer.Option("--processes", min=0, help="worker processes; 0: one a core")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="print problems only")]
About = Annotated[str | None, typer.Option("--about", help="words that must stand in it")]
HERE = Path("dragoman.db")
