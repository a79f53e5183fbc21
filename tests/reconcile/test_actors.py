"""Whom mentions mean across pages."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

from dragoman import clean
from dragoman.model import Actor
from dragoman.reading import parse, references
from dragoman.reconcile import actors
from dragoman.settings import Settings
from dragoman.step import Tables
from referring import meant, tables


def test_country_capital_and_government_are_one() -> None:
    found = tables("Norway agreed. The Norwegian government said so. Oslo told Sweden that it would pay.")
    assert meant(found, "Norway") == meant(found, "Oslo") == meant(found, "The Norwegian government") == [["Norway"]]


def test_a_people_named_with_its_country_bears_it_once() -> None:
    found = tables("Norway agreed to protect the American people and American workers.")
    assert meant(found, "the American people") == [["American people"]]
    assert meant(found, "American workers") == [["American workers"]]


def test_a_company_with_and_without_its_form() -> None:
    found = tables("The retailer Skarvik said it would close. Skarvik Inc. said so again.")
    assert meant(found, "Skarvik") == meant(found, "Skarvik Inc.") == [["Skarvik"]]


def test_a_body_of_the_country_is_enough_for_its_leader() -> None:
    found = tables("The Republican Party asked what Obama would do.")
    assert meant(found, "Obama") == [["Barack Obama"]]


def test_a_number_names_nobody() -> None:
    found = tables("The 20 million residents of Norway and a 49-year-old Norwegian actor waited.")
    assert {a.name for a in found.all(Actor)} == {"Norway"}


def test_a_president_named_further_down_is_not_the_one_before() -> None:
    text = (
        "U.S. President Joe Biden left. The President spoke. Abdel Fattah el-Sisi, the Egyptian President, came. "
        "The President smiled."
    )
    assert meant(tables(text, dates=["2024-07-24"]), "President")[1] == ["Joe Biden"]


def test_a_president_beside_one_without_a_name_may_be_either() -> None:
    pages = [
        "The US leader received the Armenian premier and Azerbaijani President Ilham Aliyev. The president smiled.",
        "The Armenian premier received Azerbaijani President Ilham Aliyev. The president smiled.",
    ]
    assert [meant(tables(p, dates=["2025-08-09"]), "president") for p in pages] == [[[]], [["Ilham Aliyev"]]]


def test_an_office_that_two_of_other_pages_hold_is_nobody() -> None:
    texts = [
        "Norwegian Trade Minister Ola Berg spoke.",
        "Norway’s Trade Minister Ada Lund spoke.",
        "The Norwegian Trade Minister left.",
    ]
    assert ["Trade Minister"] in meant(tables(*texts, dates=["2024-07-24"] * 3), "Trade Minister")


def test_one_of_many_ambassadors_is_not_the_ambassador() -> None:
    texts = ["U.S. Ambassador Ada Lind spoke in Oslo.", "The American ambassador left Accra."]
    assert meant(tables(*texts, dates=["2024-07-24"] * 2), "American ambassador") != [["Ada Lind"]]


@pytest.mark.parametrize(
    ("text", "day", "who"),
    [
        ("Trump met Xi in Busan.", "2025-10-30", {"Donald Trump", "Xi Jinping"}),
        (
            "Macron hosted Scholz. Then Zelensky thanked them.",
            "2023-05-12",
            {"Emmanuel Macron", "Olaf Scholz", "Volodymyr Zelenskyy"},
        ),
        ("Biden praised Johnson and Davis.", "2021-05-12", set()),  # of usual surnames any neighbour may be meant
        ("Trump met Xi in Busan.", "2023-10-30", set()),  # one of them leads no country then
        ("Guterres called Sunak.", "2022-11-12", {"António Guterres", "Rishi Sunak"}),  # of the United Nations
        ("Trump was in Busan.", "2025-10-30", set()),
    ],
)
def test_two_leaders_by_their_surnames(text: str, day: str, who: set[str]) -> None:
    found = tables(text, dates=[day])
    rows = {a.name for a in found.all(Actor) if any(e.row for e in a.evidence)}
    assert rows == who


def test_a_union_with_a_code_is_itself() -> None:
    found = tables("The EU met Norway. The two sides will meet again. The EU's ambassadors left.")
    assert meant(found, "The two sides") == [["European Union", "Norway"]]
    assert {a.name for a in found.all(Actor)} == {"European Union", "Norway", "European Union ambassadors"}


def test_a_name_is_spelled_as_most_pages_have_it() -> None:
    texts = ["Egyptian President Abdel Fattah Al-Sisi spoke."] * 2 + ["Egypt’s President Abdel Fattah el-Sisi left."]
    assert {a.name for a in tables(*texts).all(Actor)} == {"Egypt", "Abdel Fattah Al-Sisi"}


def test_surname_of_another_page() -> None:
    found = tables("Finance Minister Astrid Solberg of Norway spoke.", "In Oslo, Solberg was praised by Norway.")
    assert meant(found, "Solberg") == [["Astrid Solberg"]]


def test_ids_do_not_depend_on_order() -> None:
    texts = ["Finance Minister Astrid Solberg of Norway spoke.", "Trade Minister Ola Berg said Solberg left."]
    documents = [clean.plain(t, t[:5]) for t in texts]
    ids = []
    for some in (documents, documents[::-1]):
        said = [m for page in parse.parse(some) for m in references.mentions(page)]
        ids.append([r for r in actors.actors(Tables(some, said, Settings())) if isinstance(r, Actor)])
    assert ids[0] == ids[1]


def test_no_pages() -> None:
    assert list(actors.actors(Tables([], [], Settings()))) == []


@pytest.fixture(scope="module")
def bench() -> ModuleType:
    """`bench/actors.py`, under a name that no module of ours has."""
    folder = Path(__file__).parents[2] / "bench"
    sys.path.insert(0, str(folder))
    spec = importlib.util.spec_from_file_location("bench_actors", folder / "actors.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_floors(bench: ModuleType, shared: Path) -> None:
    got = bench.figures(shared / "data")
    assert bench.common.below("actors", got) == []
