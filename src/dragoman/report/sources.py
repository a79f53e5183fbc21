"""The pages as sources: what each copies, what it adds that no other page has, what two of them share."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from dragoman.model import Copy, When
from dragoman.record import candidates, views
from dragoman.record.store import Record
from dragoman.report import words
from dragoman.report.tables import Row

TOLD = {"event": "event", "pledge": "pledge, offer or ask", "hindrance": "constraint", "saying": "statement"}
COUNTED = {"event": "event", "pledge": "pledge", "hindrance": "constraint", "saying": "statement"}


def sources(
    record: Record, only: Iterable[str] | None = None, limit: int | None = None, offset: int = 0
) -> Iterator[Row]:
    """Pages with their date, what they copy, what they add and the story they tell, story by story.

    `only` these ids, or a window of all, the newest first. In a story's `reports`, copies of one another count once.
    """
    keys = views.newest(record, limit, offset) if only is None else sorted(only)
    pages = {d.id: d for key in keys if (d := record.document(key))}
    dated = views.datings(record, pages)
    stories = {d: s for s in views.stories(record, documents=pages) for d in s.documents}
    reports = {s.id: candidates.independent(record, s.documents) for s in stories.values()}
    copies = views.copies(record, of=pages)
    titles = {
        i: title for i, (_, title) in views.titles(record, {x for c in copies for x in (c.left, c.right)}).items()
    }
    like: dict[str, list[Copy]] = defaultdict(list)
    for c in copies:
        like[c.left].append(c)
        like[c.right].append(c)

    def place(key: str) -> tuple[str, str, str, str]:
        story, when = stories.get(key), dated.get(key, When())
        first = (story.first or story.last or "9999") if story else "9999"
        return first, story.id if story else "", when.earliest or when.latest or "9999", key

    for key in sorted(pages, key=place):
        d, when, story = pages[key], dated.get(key, When()), stories.get(key)
        yield {
            "id": d.id, "source": d.source, "outlet": d.outlet, "title": d.title, "published": words.when(when),
            "basis": when.basis, "language": d.language,
            "copies": "; ".join(_relation(c, key, titles) for c in like[key]),
            "adds": _counted(views.alone(record, key, _descend(like[key], key))),
            "story": story.title if story else None,
            "reports": f"{reports[story.id]} of {len(story.documents)} pages" if story else "",
        }  # fmt: skip


def _relation(c: Copy, mine: str, titles: dict[str, str]) -> str:
    other, side = (c.right, "right") if c.left == mine else (c.left, "left")
    word = {"unknown": "shares text with", side: "copies"}.get(c.direction, "is copied by")
    return f"{word} {titles.get(other, other)} ({c.kind}, {c.share:.0%})"


def _descend(copies: Sequence[Copy], mine: str) -> list[str]:
    """Pages that are known to copy this one: what they have from it is no other page's word."""
    return [
        c.right if c.left == mine else c.left for c in copies if c.direction == ("left" if c.left == mine else "right")
    ]


def _counted(owners: Iterable[tuple[str, str]]) -> str:
    counts: dict[str, int] = defaultdict(int)
    for _, kind in owners:
        counts[kind] += 1
    return ", ".join(f"{n} {word}{'s' if n > 1 else ''}" for kind, word in COUNTED.items() if (n := counts[kind]))


def adds(record: Record, key: str) -> Iterator[Row]:
    """What one page tells that no other has (copies of it left aside), in text order."""
    page = record.document(key)
    if page is None:
        return
    copies = views.copies(record, of=(page.id,))
    for owner, kind in views.alone(record, page.id, _descend(copies, page.id)):
        shown = views.show(record, owner)
        if isinstance(shown, views.Shown):
            span = next((e.span for e, _, _ in shown.evidence if e.span.document == page.id), None) or shown.record.span
            yield {"kind": TOLD[kind], "sentence": views.quote(record, span), "id": owner}


def aligned(record: Record, left: str, right: str) -> Iterator[Row]:
    """The passages that two pages share, side by side."""
    pages = [d.id for key in (left, right) if (d := record.document(key))]
    for c in views.copies(record, of=pages[:1]):
        if len(pages) == 2 and {c.left, c.right} == set(pages):
            for a, b in c.passages:
                first, second = (a, b) if c.left == pages[0] else (b, a)
                yield {"left": views.quote(record, first), "right": views.quote(record, second)}
