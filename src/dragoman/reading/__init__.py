"""One page at a time, pure: what each sentence says. Knows word lists, not the world."""

from __future__ import annotations

from collections.abc import Sequence

from dragoman.limit import STOPPED, Overtime, limit, uncollected
from dragoman.model import (
    Constraint,
    Document,
    EventMention,
    Mention,
    PledgeMention,
    Problem,
    Quantity,
    Said,
    Sentence,
    Statement,
    TimeExpression,
)
from dragoman.reading import constraints, events, parse, pledges, quantities, references, statements, times
from dragoman.step import Step

STEPS: tuple[Step, ...] = (
    Step("sentences", parse.sentences, (Sentence,)),
    Step("mentions", references.mentions, (Mention,)),
    Step("times", times.times, (TimeExpression,)),
    Step("quantities", quantities.quantities, (Quantity,)),
    Step("statements", statements.statements, (Statement,)),
    Step("events", events.events, (EventMention,)),
    Step("pledges", pledges.pledges, (PledgeMention,)),
    Step("constraints", constraints.constraints, (Constraint,)),
)


def run(page: parse.Parsed, seconds: float = 0) -> list[Problem]:
    """Run every read step on one parsed page; a step that fails is a Problem and the others go on.

    When `seconds` have passed (0: no limit) the step that is at work and those after it are left out, with a Problem;
    what the steps before it found is kept.
    """
    problems = []
    step = STEPS[0]
    try:
        with limit(seconds) as watched:
            for step in STEPS:
                try:
                    page.add(list(watched(step.run(page))))
                except Exception as error:  # a fault in one step must not lose the page
                    message = f"{type(error).__name__}: {error}"
                    problems.append(Problem(page.document.source, f"read.{step.name}", message))
    except Overtime:
        message = f"{STOPPED} {seconds:g} seconds: what this step and those after it look for is not read"
        problems.append(Problem(page.document.source, f"read.{step.name}", message))
    return problems


def _parsed(
    documents: Sequence[Document], known: parse.Known, fresh: dict[str, bytes] | None
) -> list[parse.Parsed | Problem]:
    """Pages parsed together; where that fails, each alone, so that one that cannot be parsed costs no other."""
    try:
        return [*parse.parse(documents, known, fresh)]
    except Exception as error:
        if len(documents) == 1:
            return [Problem(documents[0].source, "read.parse", f"{type(error).__name__}: {error}")]
        return [page for document in documents for page in _parsed([document], known, fresh)]


@uncollected()
def read(
    documents: Sequence[Document],
    known: parse.Known = parse.nothing,
    fresh: dict[str, bytes] | None = None,
    seconds: float = 0,
) -> list[tuple[list[Said], list[Problem]]]:
    """Read cleaned pages: for each, its records in text order and what went wrong.

    Each distinct line is parsed once, and those that `known` holds not at all; new parses are added to `fresh`.
    `seconds` is the most that the steps may take for a page (`run`).
    """
    results: list[tuple[list[Said], list[Problem]]] = []
    for page in _parsed(documents, known, fresh):
        if isinstance(page, Problem):
            results.append(([], [page]))
            continue
        problems = run(page, seconds)
        said = [r for rows in page.found.values() for r in rows]
        said.sort(key=lambda r: (r.span.start, r.span.end, type(r).__name__))
        results.append((said, problems))
    return results
