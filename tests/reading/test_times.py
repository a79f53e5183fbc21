"""Times in text: the grammar and its values."""

from __future__ import annotations

import importlib.util
import sys
from datetime import date
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conftest import ROOT, cases
from dragoman.model import TimeExpression
from dragoman.reading import STEPS
from dragoman.reading.time_grammar import grammar
from dragoman.reading.times import times
from dragoman.step import Step
from dragoman.timex import resolve
from pages import page

STEP = Step("times", times, (TimeExpression,))


def read(text: str) -> list[TimeExpression]:
    return page(text, [STEP]).of(TimeExpression)


DAY = date(2025, 10, 28)  # a Tuesday
FIRST = [step for step in STEPS if step.name in ("sentences", "mentions")]  # fiscal years need countries


@pytest.mark.parametrize("case", cases("times"), ids=lambda c: c["text"])
def test_cases(case: dict[str, str]) -> None:
    found = page(case["text"], [*FIRST, STEP]).of(TimeExpression)
    said = [f"{t.wording} = {t.value}" + (f" ({t.relation})" if t.relation else "") for t in found]
    assert " ; ".join(said) == case["expected"]
    days = [resolve(t.value, (DAY, DAY)) for t in found]
    assert " ; ".join(f"{a or ''}..{b or ''}" for a, b in days) == case["days"]


def test_a_fiscal_year_without_a_country_takes_the_only_one_just_before() -> None:
    text = "Japan plans a larger budget. It will spend 2% of GDP in fiscal 2027."
    assert [t.value for t in page(text, [*FIRST, STEP]).of(TimeExpression)] == ["FY2027:JPN"]


def test_headlines_in_the_present_tense_tell_what_happened() -> None:
    assert [t.value for t in read("Premier says he met the envoy Monday.")] == ["<XXXX-WXX-1"]


CONTEXTS = [
    "They met in {}.",
    "They met {}.",
    "Pay is $5 {}.",
    "The {} plan failed.",
    "They will meet in {}.",
    "At {} it is.",
]


def test_every_rule_reads_its_example() -> None:
    rows = {rule.example: rule.kind for rules in grammar().rules.values() for rule in rules if rule.example}
    lines = [(example, context.format(example)) for example in sorted(rows) for context in CONTEXTS]
    parsed = page("\n".join(line for _, line in lines), [STEP])
    said: dict[str, set[str]] = {example: set() for example in rows}
    for time in parsed.of(TimeExpression):
        line = parsed.document.text.count("\n", 0, time.span.start)
        said[lines[line][0]].add(time.wording)
    for example, kind in rows.items():
        assert (example in said[example]) == (kind != "NONE"), (example, said[example])


WORDS = """the last next two three years year March May may 2025 Friday , - of end mid early 's ' 90s Oct. 28 8
    p.m. ago fiscal quarter third a half 1/2 10/28/2025 30:99 99/99/9999 2025-99-99 and to this week night 0 '98"""
words = st.sampled_from([*WORDS.split(), "\n"])


@settings(max_examples=60, deadline=None)
@given(st.one_of(st.text(max_size=60), st.lists(words, max_size=14).map(" ".join)))
def test_any_text_is_read_and_spans_lie_inside_it(text: str) -> None:
    last = 0
    for found in read(text):
        assert last <= found.span.start < found.span.end <= len(text)
        assert text[found.span.start : found.span.end] == found.wording
        assert found.value
        last = found.span.end


@pytest.mark.parametrize(
    "text", ["²", "in ² years", "on May 2²", "the 3²th of June", "FY2²", "²/²/2025", "at 5:² p.m.", "½² years ago"]
)
def test_a_raised_digit_is_no_number(text: str) -> None:
    read(f"They met {text}.")


# --- the bench ---------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def bench() -> ModuleType:
    sys.path.insert(0, str(ROOT / "bench"))
    spec = importlib.util.spec_from_file_location("bench_times", ROOT / "bench" / "times.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules["bench_times"] = module
    spec.loader.exec_module(module)
    return module


def test_the_scorer_on_a_worked_example(bench: ModuleType) -> None:
    """Four times in gold, four of ours: one exact, one longer but right, one longer and wrong, one where none is."""
    gold = [(0, 5, "2025"), (10, 14, "P1D"), (20, 25, "2025-10"), (40, 45, "2024")]
    mine = [(0, 5, "2025"), (8, 14, "P1D"), (18, 25, "2024-10"), (60, 65, "2024")]
    got = bench.score([bench.Page("one", "", DAY, gold)], {"one": mine})
    assert got == {"strict_f1": 0.25, "relaxed_f1": 0.75, "value_f1": 0.5}


def test_a_time_is_paired_once(bench: ModuleType) -> None:
    gold = [(0, 20, "2025-10-27")]
    mine = [(0, 7, "2025-10-27"), (8, 20, "2025-10-27")]
    assert bench.pairs(gold, mine) == [(0, 1)]
    got = bench.score([bench.Page("one", "", DAY, gold)], {"one": mine})
    assert got["relaxed_f1"] == pytest.approx(2 / 3)


def test_floors(bench: ModuleType, shared: Path) -> None:
    got = {f"meantime.{k}": v for k, v in bench.figures(shared / "data/meantime", timed=False).items()}
    floors = {k: v for k, v in bench.floors("times").items() if k in got}
    assert floors and all(got[k] >= v for k, v in floors.items()), got


@pytest.mark.slow
def test_all_floors(bench: ModuleType, shared: Path) -> None:
    got = bench.figures(shared / "data/timeml")
    assert not [line for line in bench.below("times", got) if ".meantime." not in line]
