"""The record as Python sees it."""

from __future__ import annotations

from pathlib import Path

import dragoman
from dragoman.model import Pledge

ROOT = Path(__file__).resolve().parents[2]


def test_typed_records_and_tables(tmp_path: Path) -> None:
    dragoman.read([ROOT / "examples" / "japan-us"], tmp_path / "r.db")
    with dragoman.open_record(tmp_path / "r.db") as record:
        ours = record.pledges(by="Japan")
        assert ours and all(isinstance(p, Pledge) for p in ours)
        names = record.names()
        assert "Shigeru Ishiba" in {names[a] for p in ours for a in p.by}, "a country stands for its leader"
        assert record.pledges(by="Japan", kind="ask") != ours
        for rows in (ours, record.events(), record.statements(), record.actors(), record.conflicts(), record.copies(),
                     record.stories(), record.threads(), record.constraints()):  # fmt: skip
            assert rows.to_polars().height == len(rows) > 0
        hit = record.search("memorandum")[0]
        assert record.show(hit.document).title


def test_read_can_be_called_again_after_its_room_was_imported(tmp_path: Path) -> None:
    for name in ("a", "b"):
        assert dragoman.read([ROOT / "examples" / "japan-us" / "meridian-tariffs.html"], tmp_path / name).new == 1
