"""Times in text: the grammar and its values."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from dragoman.model import TimeExpression
from dragoman.read.time_grammar import grammar
from dragoman.read.times import times
from dragoman.step import Step
from pages import page

STEP = Step("times", times, (TimeExpression,))


def read(text: str) -> list[TimeExpression]:
    return page(text, [STEP]).of(TimeExpression)


def test_every_rule_reads_its_example() -> None:
    missed = []
    examples = {rule.example for rules in grammar().rules.values() for rule in rules}
    for example in sorted(examples):
        found = read(f"They met in {example}.")
        if example not in [t.wording for t in found]:
            missed.append((example, [(t.wording, t.value) for t in found]))
    assert len(missed) < 40, missed


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
