"""What every rung of the ladder shares: where data is, how figures are printed, and the floors.

A script `bench/NAME.py` has `figures(data: Path) -> dict[str, float]` and calls `main(NAME, figures)`:
it prints a table for people and, last, one JSON line. `--check` fails if a figure is below its floor in
`floors.json`; floors only rise (`--raise` writes today's figures where they are higher).
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable
from pathlib import Path

FLOORS = Path(__file__).with_name("floors.json")
SHARED = Path(__file__).resolve().parents[2] / "shared"  # beside the checkout, where it is present


def floors(name: str) -> dict[str, float]:
    """Floors of one script: figure -> least value. Figures that should be small have a ceiling, "max:FIGURE"."""
    found: dict[str, float] = json.loads(FLOORS.read_text("utf-8")).get(name, {})
    return found


def below(name: str, got: dict[str, float]) -> list[str]:
    """What is worse than its floor, one line each."""
    worse = []
    for key, floor in floors(name).items():
        figure = key.removeprefix("max:")
        value = got.get(figure)
        if value is None or (value > floor if key != figure else value < floor):
            worse.append(f"{name}.{figure}: {value} against {'at most' if key != figure else 'at least'} {floor}")
    return worse


def raise_floors(name: str, got: dict[str, float]) -> None:
    """Raise the floors that are set for this script to today's figures, rounded down."""
    everything = json.loads(FLOORS.read_text("utf-8"))
    for key, floor in everything.get(name, {}).items():
        value = got[key.removeprefix("max:")]
        everything[name][key] = min(floor, value) if key.startswith("max:") else max(floor, int(value * 1000) / 1000)
    FLOORS.write_text(json.dumps(everything, indent=1, sort_keys=True) + "\n", "utf-8")


def report(name: str, got: dict[str, float], check: bool = False) -> int:
    """Print figures as a table and as one JSON line; with `check`, 1 if one is below its floor."""
    for key, value in got.items():
        print(f"{key:40} {value:.4f}" if isinstance(value, float) else f"{key:40} {value}")
    worse = below(name, got) if check else []
    for line in worse:
        print("BELOW", line, file=sys.stderr)
    print(json.dumps({k: round(v, 4) if isinstance(v, float) else v for k, v in got.items()}))
    return 1 if worse else 0


def arguments(name: str, default: Path) -> argparse.ArgumentParser:
    """The options that every script has."""
    parser = argparse.ArgumentParser(prog=f"bench/{name}.py", description=sys.modules["__main__"].__doc__)
    parser.add_argument("--data", type=Path, default=default, help=f"default: {default.name}")
    parser.add_argument("--check", action="store_true", help="fail below a floor")
    parser.add_argument("--raise", dest="raise_", action="store_true", help="raise the floors to today's figures")
    return parser


def main(name: str, default: Path, figures: Callable[[Path], dict[str, float]]) -> int:
    """Run a script that needs no further options."""
    given = arguments(name, default).parse_args()
    got = figures(given.data)
    if given.raise_:
        raise_floors(name, got)
    return report(name, got, given.check)
