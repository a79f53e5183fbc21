"""A line as the parser is given it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman import lexicon
from dragoman.reading.plain import TABLES, _mistaken, _patterns, plain

HEADLINES = {
    "Chile, Norway agree to hold talks": "Chile and Norway agreed to hold talks",
    "Lind, Berg meet in Oslo": "Lind and Berg met in Oslo",
    "Chile, Peru, Norway to sign fishing pact": "Chile, Peru and Norway will sign fishing pact",
    "Chile, Peru, and Norway agree on a pact": "Chile, Peru, and Norway agreed on a pact",
    "Top envoys of Chile, Norway sign statement": "Top envoys of Chile and Norway signed statement",
    "Norway's Berg, Chile's Silva call for a truce": "Norway's Berg and Chile's Silva called for a truce",
    "Chile to expel envoys": "Chile will expel envoys",
    "Norway Calls Off Talks With Chile": "Norway Calls off Talks with Chile",
    "Lind Meets Berg At Summit In Oslo": "Lind Meets Berg at Summit in Oslo",
    "In April Chile raised its tariffs.": "In April, Chile raised its tariffs.",
    "They met. On Sunday Lind left.": "They met. On Sunday, Lind left.",
    "EU chiefs Lind and Berg hailed the accord.": "EU leaders Lind and Berg hailed the accord.",
    "Vietnam's To Lam meets Berg In Oslo": "Vietnam's Tô Lam meets Berg In Oslo",
    "President Lind Speaks To Lam On Trade": "President Lind Speaks To Lam on Trade",  # in capitals: a direction
    "MR. ADA LIND: We met THE envoys.": "Mr. Ada Lind: We met THE envoys.",
}
AS_THEY_STAND = [
    "Chile, Norway agree to hold talks.",  # a sentence
    "Plan to end war fails",  # a noun with its infinitive
    "Chile expels envoys, recalls ambassador",
    "Lind visits Oslo, Bergen",
    "In April, Chile raised its tariffs.",
    "The talks held in April Chile called useless.",
    "Spy chiefs met in Oslo.",
]


@pytest.mark.parametrize(("headline", "read"), HEADLINES.items())
def test_a_headline_of_several_is_read_as_a_sentence(headline: str, read: str) -> None:
    assert plain(headline)[0] == read


@pytest.mark.parametrize("line", AS_THEY_STAND)
def test_other_lines_stay(line: str) -> None:
    assert plain(line) == (line, None)


def test_offsets_lead_back_to_the_line() -> None:
    line = "Lind, Berg meet in Oslo"
    read, offsets = plain(line)
    assert offsets is not None and len(offsets) == len(read) + 1
    for word, here in (("Lind", "Lind"), ("and", ","), ("Berg", "Berg"), ("met", "meet"), ("Oslo", "Oslo")):
        start = read.index(word)
        assert line[offsets[start] : offsets[start + len(word) - 1] + 1] == here


def test_a_kept_parse_names_the_tables_it_depends_on(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: set[str] = set()
    whole = lexicon.table

    def table(name: str) -> tuple[dict[str, str], ...]:
        asked.add(f"data/{name}.csv")
        return whole(name)

    monkeypatch.setattr(lexicon, "table", table)
    lexicon.words.cache_clear()
    _patterns.__wrapped__()
    _mistaken.__wrapped__()
    assert asked == set(TABLES)


@given(st.text(alphabet="AaBb ,\u2019\t.to", max_size=60))
def test_any_line_keeps_its_places(line: str) -> None:
    read, offsets = plain(line)
    if offsets is None:
        assert len(read) == len(line)
    else:
        assert offsets == sorted(offsets) and offsets[-1] == len(line)


def test_a_word_without_end_is_read_by_its_beginning() -> None:
    """The tokenizer would take minutes for it; what stands around it is read as ever."""
    line = f"Chile agreed. {'(' * 50_000} Norway paid."
    read, offsets = plain(line)
    assert len(read) < 600 and offsets is not None
    assert line[offsets[read.index("Norway")] :] == "Norway paid."
