"""Fixtures that all tests share."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared"


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--update-golden` writes the golden briefs anew; then read what changed."""
    parser.addoption("--update-golden", action="store_true", help="write tests/golden anew")


@pytest.fixture(scope="session")
def shared() -> Path:
    """Folder with data, gold and score beside the checkout; tests that need it are left out without it."""
    if not (SHARED / "data").is_dir():
        pytest.skip("no ../shared beside the checkout: measured floors are not checked here")
    return SHARED


def cases(name: str) -> list[dict[str, str]]:
    """Rows of `tests/cases/NAME.csv`: text, expected, note."""
    with (ROOT / "tests" / "cases" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
