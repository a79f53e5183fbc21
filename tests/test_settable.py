"""What a judgement may set."""

from __future__ import annotations

import pytest

from dragoman.settable import refused


@pytest.mark.parametrize(
    ("kind", "field", "value", "fits"),
    [
        ("document", "published", "2025-10-27", True),
        ("document", "published", "2025-10", True),
        ("document", "published", "soon", False),
        ("document", "published", "2025-02-30", False),
        ("document", "colour", "blue", False),
        ("event", "when", "2025-10-27/2025-10-28", True),
        ("event", "when", "/2025-10-28", True),
        ("event", "when", "2025-10-28/2025-10-27", False),
        ("event", "when", "2025-10", False),
        ("event", "status", "denied", True),
        ("event", "status", "done", False),
        ("pledge", "amount", "1,500,000", True),
        ("pledge", "amount", "NaN", False),
        ("pledge", "amount", "", True),
    ],
)
def test_a_field_takes_only_what_fits_it(kind: str, field: str, value: str, fits: bool) -> None:
    assert (refused(kind, field, value) is None) == fits
