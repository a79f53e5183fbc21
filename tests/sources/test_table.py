"""Tables of pages."""

from __future__ import annotations

from pathlib import Path

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
