"""Options that commands share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

RecordPath = Annotated[Path, typer.Option("--record", help="the record file", envvar="DRAGOMAN_RECORD")]
Json = Annotated[bool, typer.Option("--json", help="print JSON, one object a line")]
By = Annotated[str | None, typer.Option("--by", help="who: name, alias, ISO code or actor id")]
To = Annotated[str | None, typer.Option("--to", help="to whom")]
Status = Annotated[str | None, typer.Option("--status", help="as in the table's column")]
Since = Annotated[str | None, typer.Option("--since", help="ISO date")]
About = Annotated[str | None, typer.Option("--about", help="words that must stand in it")]
HERE = Path("dragoman.db")
