"""One predicate, said in every way."""

from __future__ import annotations

import pytest

from dragoman.reading.propositions import Proposition, _Clauses, propositions
from pages import page


def find(text: str, lemma: str) -> tuple[Proposition, list[str]]:
    parsed = page(text)
    found = [p for p in propositions(parsed) if p.lemma == lemma]
    assert found, [p.lemma for p in propositions(parsed)]
    return found[0], parsed.word


def words(tokens: tuple[int, ...], word: list[str]) -> str:
    return " ".join(word[t] for t in tokens)


@pytest.mark.parametrize(
    ("text", "lemma", "form", "agent", "other"),
    [
        ("Carney visited Berlin on Monday.", "visit", "active", "Carney", "Berlin"),
        ("Berlin was visited by Carney on Monday.", "visit", "passive", "Carney", "Berlin"),
        ("Carney, who visited Berlin on Monday, praised Merz.", "visit", "relative", "Carney", "Berlin"),
        ("Carney plans to visit Berlin.", "visit", "control", "Carney", "Berlin"),
        ("Carney is expected to visit Berlin.", "visit", "control", "Carney", "Berlin"),
        ("Carney flew out and visited Berlin.", "visit", "conj", "Carney", "Berlin"),
        ("Merz asked Carney to visit Berlin.", "visit", "control", "Carney", "Berlin"),
        ("After visiting Berlin, Carney praised Merz.", "visit", "active", "Carney", "Berlin"),
        ("Carney's visit to Berlin lasted two days.", "visit", "light", "Carney", "Berlin"),
        ("Carney paid a visit to Berlin.", "visit", "light", "Carney", "Berlin"),
    ],
)
def test_one_predicate_in_every_form(text: str, lemma: str, form: str, agent: str, other: str) -> None:
    prop, word = find(text, lemma)
    assert (prop.form, words(prop.agent, word)) == (form, agent)
    assert words((*prop.patient, *prop.recipient), word) == other


def test_coordinated_arguments_and_preposition() -> None:
    prop, word = find("Talks were held between Norway and Chile in Oslo.", "talk")
    assert words(prop.preposition("between"), word) == "Norway Chile"
    assert prop.form == "light"
    assert prop.tense == "past"


def test_attribution_condition_and_negation() -> None:
    prop, word = find("The minister said that Chile would not sign the treaty.", "sign")
    assert (words(prop.source, word), prop.modal, prop.negated) == ("minister", "would", True)
    prop, _ = find("If Chile signs the treaty, Peru will follow.", "sign")
    assert prop.conditional


def test_headline_verb_that_the_parser_takes_for_a_noun() -> None:
    prop, word = find("Merz Praises Canada Alliance, Promises Help to PM Carney", "praise")
    assert (prop.form, words(prop.agent, word)) == ("headline", "Merz")


def test_a_list_of_verbs_is_worked_out_once(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []
    form = _Clauses.form
    monkeypatch.setattr(_Clauses, "form", lambda self, i, passive: asked.append(i) or form(self, i, passive))
    parsed = page("Chile criticised, sanctioned, threatened, punished, condemned and attacked Norway.")
    lists = [words(p.patient, parsed.word) for p in propositions(parsed)]
    assert lists.count("Norway") == 3 and len(asked) == len(set(asked))


def test_a_page_may_end_with_who_spoke() -> None:
    found = page("Norway met Sweden, said Lind")
    assert [p.lemma for p in propositions(found)] == ["meet", "say"]
