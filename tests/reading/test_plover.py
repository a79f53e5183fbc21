"""The classifier: what joins two marked sides."""

from __future__ import annotations

from pathlib import Path

import pytest

from dragoman.reading import plover
from pages import page


def root(text: str, source: str, target: str) -> tuple[str, str]:
    parsed = page(text)
    spans = []
    for words in (source, target):
        at = text.index(words)
        tokens = [i for i in range(len(parsed)) if at <= parsed.start[i] < at + len(words)]
        spans.append((tokens[0], tokens[-1] + 1))
    return plover.predict(parsed, spans[0], spans[1])


@pytest.mark.parametrize(
    ("text", "source", "target", "expected"),
    [
        ("Norway condemned the arrests in Chile.", "Norway", "Chile", "ACCUSE"),
        ("The minister held talks with Peru.", "minister", "Peru", "CONSULT"),
        ("Norway will send medical teams to Peru.", "Norway", "Peru", "AGREE"),
        ("Norway sent medical aid to Peru.", "Norway", "Peru", "AID"),
        ("Chile refused to lift the ban on Peru.", "Chile", "Peru", "REJECT"),
        ("Police arrested three journalists.", "Police", "journalists", "COERCE"),
        ("Rebels attacked an army base in Mali.", "Rebels", "army base", "ASSAULT"),
        ("Chile demanded an apology from Peru.", "Chile", "Peru", "REQUEST"),
    ],
)
def test_roots(text: str, source: str, target: str, expected: str) -> None:
    assert root(text, source, target) == (expected, plover.QUADS[expected])


def test_what_is_to_come_is_agreed_or_threatened() -> None:
    assert plover.by_certainty("AID", "planned") == "AGREE"
    assert plover.by_certainty("ASSAULT", "planned") == "THREATEN"
    assert plover.by_certainty("CONSULT", "denied") == "REJECT"
    assert plover.by_certainty("AID", "occurred") == "AID"


@pytest.mark.slow
def test_floors(shared: Path) -> None:
    import sys

    sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "bench"))
    import certainty  # type: ignore[import-not-found]
    import common  # type: ignore[import-not-found]
    import events  # type: ignore[import-not-found]

    assert not common.below("events", events.figures(shared / "data" / "plover"))
    assert not common.below("certainty", certainty.figures(shared / "data"))
