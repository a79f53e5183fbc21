"""What became of it, by the words around."""

from __future__ import annotations

import pytest

from dragoman.reading.certainty import status
from pages import page


@pytest.mark.parametrize(
    ("text", "word", "expected"),
    [
        ("Chile signed the treaty.", "signed", "occurred"),
        ("Chile will sign the treaty.", "sign", "planned"),
        ("Chile is expected to sign the treaty.", "sign", "expected"),
        ("Chile is likely to sign the treaty.", "sign", "expected"),
        ("Chile refused to sign the treaty.", "sign", "denied"),
        ("Chile did not refuse to sign the treaty.", "sign", "occurred"),
        ("Chile managed to sign the treaty.", "sign", "occurred"),
        ("Chile did not manage to sign the treaty.", "sign", "denied"),
        ("Peru urged Chile to sign the treaty.", "sign", "proposed"),
        ("If Chile signs the treaty, Peru will follow.", "signs", "conditional"),
        ("The minister said Chile would sign the treaty.", "sign", "planned"),
        ("The minister denied that Chile signed the treaty.", "signed", "denied"),
        ("The minister ruled out that Chile had signed the treaty.", "signed", "denied"),
        ("Chile left without signing the treaty.", "signing", "denied"),
        ("After signing the treaty, Chile left.", "signing", "occurred"),
        ("Peru welcomed the upcoming talks.", "talks", "planned"),
        ("The talks were cancelled.", "talks", "denied"),
        ("The ministers held talks in Lima.", "talks", "occurred"),
        ("The ministers hope to hold talks in Lima.", "talks", "proposed"),
        ("Congress has to approve any future deals with Chile.", "approve", "proposed"),
        ("Chile had to withdraw its troops.", "withdraw", "occurred"),
        ("Lind made a pledge to be neutral during peace talks between Chile and Peru.", "talks", "planned"),
    ],
)
def test_status(text: str, word: str, expected: str) -> None:
    parsed = page(text)
    assert status(parsed, parsed.word.index(word)) == expected
