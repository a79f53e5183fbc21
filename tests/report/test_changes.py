"""Two briefs compared: what is new, gone, told otherwise."""

from __future__ import annotations

import msgspec
import pytest

from dragoman.report import changes
from dragoman.report.brief import Brief, Section
from dragoman.report.desk import Line
from dragoman.report.formats import page
from dragoman.report.references import Ref

REF = Ref(1, "d", "Daily X", "T", "2025-01-01", "They met.", ())


def made(*lines: tuple[str, str]) -> Brief:
    told = tuple(Line(text, (1,), identity) for identity, text in lines)
    return Brief("T", "p", (Section("In short", told[:1]), Section("What happened", told)), (REF,), ())


def test_new_gone_and_changed_by_record() -> None:
    old = made(("a", "A met B (1 report)"), ("b", "B went"), ("c", "C stayed"))
    now = made(("a", "A met B (2 independent reports)"), ("c", "C stayed"), ("d", "D came"))
    (section, *rest) = changes.compare(old, now).sections
    assert section.title == changes.TITLE and rest == list(now.sections)
    assert [(x.text, x.refs) for x in section.lines] == [
        ("Changed: A met B (2 independent reports) Before: A met B (1 report)", (1,)),
        ("New: D came", (1,)),
        ("Gone: B went", ()),
    ]


def test_a_brief_compared_with_itself_is_itself() -> None:
    now = made(("a", "A"), ("b", "B"))
    assert changes.compare(now, now) == now
    compared = changes.compare(made(("x", "X")), now)
    assert changes.compare(compared, now) == now, "an earlier comparison is no line of its own"


def test_the_json_form_is_read_back() -> None:
    now = made(("a", "A"))
    assert changes.read(page.json(now).encode()) == now
    for bad in (b"", b"[]", b"{}", msgspec.json.encode({"title": 1})):
        with pytest.raises(ValueError, match="not a brief"):
            changes.read(bad)
