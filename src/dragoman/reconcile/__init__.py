"""Across pages: who is meant, when it was, which records are the same, which disagree. Knows the world.

A step takes `Tables` and yields records of the types it `makes`; what it yields replaces what stood there of these
types, so a step that is listed twice (same events, before and after joint dating) gives the same as one run last.
"""

from __future__ import annotations

from dragoman.model import (
    Actor,
    Conflict,
    Copy,
    Dating,
    Event,
    Hindrance,
    Link,
    Pledge,
    Problem,
    Reference,
    Role,
    Saying,
    Story,
    Thread,
)
from dragoman.reconcile import (
    actors,
    conflicts,
    copies,
    dating,
    joint_dating,
    judgements,
    outcomes,
    pledges,
    roles,
    same_event,
    statements,
    stories,
    tenures,
)
from dragoman.step import Step, Tables

# In this order: first dating (which asks for no actor), actors, copies, same events, joint dating (pages that share
# events), same events again where that gave a page another day, same pledges, statements (sayings), stories, ...
STEPS: tuple[Step, ...] = (
    Step("judged pages", judgements.pages, ()),
    Step("first dating", dating.datings, (Dating,)),
    Step("actors", actors.found, (Actor, Reference, Link)),  # offices among them: who held one on a page's days
    Step("judged actors", judgements.actors, (Actor, Reference, Link)),
    Step("copies", copies.copies, (Copy,)),
    Step("roles", roles.roles, (Role,)),
    Step("same events", same_event.events, (Event,)),
    Step("joint dating", joint_dating.joint, (Dating,)),
    Step("same events, pages dated anew", same_event.events, (Event,)),
    Step("same pledges", pledges.pledges, (Pledge,)),
    Step("statements", statements.found, (Saying,)),
    Step("stories", stories.stories, (Story, Thread)),
    Step("conflicts", conflicts.conflicts, (Conflict,)),
    Step("date conflicts", dating.conflicts, ()),  # beside those of the step before
    Step("outcomes", outcomes.outcomes, (Pledge, Event, Hindrance)),
    # what a person said of records wins over the steps above, and over those below when it is applied again
    Step("judgements", judgements.apply, judgements.MAKES),
)


def run(tables: Tables) -> list[Problem]:
    """Run every reconcile step; a step that fails is a Problem, what stood before it stays, and the others go on."""
    problems = tenures.use(tables.settings.offices)
    for step in STEPS:
        try:
            made = list(step.run(tables))
        except Exception as error:  # a fault in one step must not lose the others
            tables.failed.append(step.name)
            problems.append(Problem("all pages", f"reconcile.{step.name}", f"{type(error).__name__}: {error}"))
            continue
        tables.replace(step.makes, made)
    return problems
