"""Pages and the first brief over a large generated record, against their ceilings."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

BENCH = Path(__file__).resolve().parents[2] / "bench"


@pytest.mark.slow
def test_pages_and_the_first_brief_keep_within_their_ceilings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(BENCH))
    import common

    import serve

    serve.fill(tmp_path / "r.db", 20_000)  # for 100,000: `python bench/serve.py`
    assert common.below("serve", serve.figures(20_000, tmp_path / "r.db")) == []
    sys.modules.pop("serve", None)
