"""Tables of pages."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from dragoman import sources
from dragoman.model import Problem, RawPage
from dragoman.settings import Settings


def test_json_lines(tmp_path: Path) -> None:
    (tmp_path / "crawl.jsonl").write_text(
        '{"url": "https://example.org/1", "maintext": "Leaders met.", '
        '"date_publish": "2025-10-28", "authors": ["A", "B"]}\n'
        "\n"
        '{"id": 7, "text": "They agreed.", "source": "Example"}\n'
        '{"text": ""}\n'
        "[1]\n"
        "{broken\n"
        '{"html": "<p>x", "text": "x"}\n'
    )
    found = list(sources.walk([str(tmp_path)], Settings()))
    pages = [f for f in found if isinstance(f, RawPage)]
    assert [(p.source, p.data, p.media, p.declared) for p in pages] == [
        (
            "https://example.org/1",
            b"Leaders met.",
            "text",
            {"date": "2025-10-28", "byline": "A, B", "url": "https://example.org/1"},
        ),
        ("crawl.jsonl#7", b"They agreed.", "text", {"outlet": "Example"}),
        ("crawl.jsonl:7", b"<p>x", "html", {}),
    ]
    assert [f.where for f in found if isinstance(f, Problem)] == ["crawl.jsonl:4", "crawl.jsonl:5", "crawl.jsonl:6"]


def test_the_day_of_the_crawl(tmp_path: Path) -> None:
    stamps = ["2025-10-28T01:02:03Z", "2025-10-28 01:02", "20251028010203", "1761613200", "last week", "2025-13-01"]
    rows = [{"id": n, "text": "Words.", "fetched_at": stamp} for n, stamp in enumerate(stamps)]
    (tmp_path / "a.jsonl").write_text("\n".join(json.dumps(row) for row in rows))
    found = [page.fetched for page in sources.walk([str(tmp_path)], Settings()) if isinstance(page, RawPage)]
    assert found == ["2025-10-28"] * 3 + [None] * 3


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig"])
def test_json_lines_in_wide_characters(encoding: str, tmp_path: Path) -> None:
    rows = [{"id": str(n), "text": f"Peña met Łukasz in Kraków, {n} said."} for n in range(3)]
    lines = "".join(json.dumps(row, ensure_ascii=False) + "\r\n" for row in rows)
    (tmp_path / "a.jsonl").write_bytes(lines.encode(encoding))
    found = list(sources.walk([str(tmp_path)], Settings()))
    assert [page.data.decode() for page in found if isinstance(page, RawPage)] == [row["text"] for row in rows]
    assert len(found) == 3
