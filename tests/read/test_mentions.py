"""Who is mentioned: names, offices, countries, groups."""

from __future__ import annotations

from dragoman.model import Mention
from dragoman.read import references
from dragoman.read.parse import Parsed
from dragoman.step import Step
from pages import page

STEPS = (Step("mentions", references.mentions, (Mention,)),)


def at(parsed: Parsed, word: str) -> Mention:
    """The innermost mention over the first token that is `word`."""
    found = parsed.at(Mention, parsed.word.index(word))
    assert found is not None, word
    return found


def test_title_country_and_name() -> None:
    parsed = page("Norway's new Prime Minister, Astrid Solberg, met U.S. President John Harlow in Oslo.", STEPS)
    assert at(parsed, "Norway").country == "NOR"
    office = at(parsed, "Minister")
    assert (office.kind, office.surface, office.office, office.country) == (
        "office", "Prime Minister", "head of government", "NOR",
    )  # fmt: skip
    name = at(parsed, "Solberg")
    assert (name.kind, name.name, name.country) == ("name", "Astrid Solberg", "NOR")
    assert office.antecedent == name.span
    assert at(parsed, "Oslo").place


def test_government_and_groups() -> None:
    parsed = page("The Norwegian government told Sweden. The two countries agreed.", STEPS)
    assert at(parsed, "government").surface == "The Norwegian government"
    assert at(parsed, "government").country == "NOR"
    assert at(parsed, "Norwegian").kind == "demonym"
    assert at(parsed, "countries").surface == "The two countries"


def test_empty_page() -> None:
    assert list(references.mentions(page(""))) == []
