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
