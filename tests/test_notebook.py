"""The notebook runs from its first cell to its last, and what it prints is not empty."""

from __future__ import annotations

import contextlib
import io
import json
from pathlib import Path

import pytest

DOCS = Path(__file__).resolve().parents[1] / "docs"


def cells() -> list[str]:
    notebook = json.loads((DOCS / "analysis.ipynb").read_text("utf-8"))
    assert notebook["nbformat"] == 4
    return ["".join(cell["source"]) for cell in notebook["cells"] if cell["cell_type"] == "code"]


def test_every_cell_runs_and_prints(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(DOCS)
    names: dict[str, object] = {"__name__": "notebook"}
    for number, cell in enumerate(cells(), 1):
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed):
            exec(compile(cell, f"cell {number}", "exec"), names)
        assert printed.getvalue().strip() or "print" not in cell, f"cell {number} printed nothing"
