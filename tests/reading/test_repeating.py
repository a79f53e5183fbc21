"""Pages that say one thing over and over cost no more a word than short ones."""

from __future__ import annotations

import time

import pytest

from dragoman import clean, reading
from dragoman.model import RawPage
from dragoman.reading import columns, parse
from dragoman.settings import Settings

# Each took time with the square of its length: twice as long, four times the time.
REPEATING = {
    "of one sentence": "he said she said ",
    "of names that go on": "Trump and ",
    "of quotations in quotations": "“he said ‘",
    "of promises of promises": "will pledge to ",
    "of pairs": "President Lind met Prime Minister Berg. The two leaders said the pair agreed.\n",
}


def parsed(text: str) -> parse.Parsed:
    document, problems = clean.clean(RawPage("a.txt", text.encode(), "text"), Settings())
    assert document is not None and not problems
    return parse.parse([document])[0]


TICKS = 0.1  # seconds: a short page takes two ticks of some systems' clock; what is quadratic takes a second and more


def took(page: parse.Parsed) -> float:
    start = time.process_time()
    assert not reading.run(page)
    return time.process_time() - start


@pytest.mark.parametrize("kind", REPEATING)
def test_the_steps_take_time_with_the_length_of_a_page(kind: str) -> None:
    took(parsed(REPEATING[kind] * 100))  # tables are loaded
    short, long = (took(parsed(REPEATING[kind] * count)) for count in (400, 2000))  # both of more than one sentence
    assert long < 8 * short + TICKS, (short, long)  # five times as long


def test_the_people_of_a_page_are_looked_up_once_an_office() -> None:
    names = [f"{a}{b}{c}an" for a in "BDFGKLMNPRSTVW" for b in "aeiou" for c in "bdfgklmnprstvw"]
    lines = [f"Foreign Minister Ada {name} said the minister would go.\n" for name in names]
    short, long = (took(parsed("".join(lines[:count]))) for count in (100, 1000))
    assert long < 15 * short + TICKS, (short, long)


def test_a_sentence_without_end_is_cut_where_it_pauses() -> None:
    page = parsed("Japan, China, Norway and Peru, " * 300)
    assert {page.word[last - 1] for _, last in page.sentences[:-1]} == {","}
    assert all(columns.LONGEST // 2 < last - first <= columns.LONGEST for first, last in page.sentences[:-1])
    within = (page.sentence[i] == page.sentence[page.head[i]] for i in range(len(page)))
    assert all(within) and page.document.text.count("Norway") == page.lower.count("norway")
    assert len(parsed("and Peru " * 1000).sentences) == 5
