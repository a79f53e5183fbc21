"""SVG drawn on the server: a timeline of stories, and who copies whom. All text is escaped."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from html import escape

from dragoman.model import Copy, Story

WIDTH, EDGE = 960, 30
LETTER = 6.7  # pixels, of the labels' 12


def timeline(stories: Sequence[Story]) -> str:
    """Stories as dots on a line of days, their titles below; "" if fewer than two are dated."""
    dated = [(date.fromisoformat(s.first), s) for s in stories if s.first]
    if len(dated) < 2:
        return ""
    first, last = min(d for d, _ in dated), max(d for d, _ in dated)
    days = max(1, (last - first).days)

    def across(day: date) -> float:
        return EDGE + (WIDTH - 2 * EDGE) * (day - first).days / days

    stems, labels, dots = [], [], []
    ends: list[float] = []  # right edge of the last label in each row
    for day, story in sorted(dated, key=lambda ds: (ds[0], ds[1].id)):
        x, label = across(day), _short(story.title, 46)
        width = LETTER * len(label)
        start = x - 4 if x + width < WIDTH else max(0.0, WIDTH - width - 4)
        row = next((i for i, end in enumerate(ends) if end < start - 12), len(ends))
        ends[row : row + 1] = [start + width]
        y = 66 + 19 * row
        stems.append(f'<line class="axis" x1="{x:.0f}" y1="34" x2="{x:.0f}" y2="{y - 11}"/>')
        link = f'<a href="/story/{story.id}"><title>{escape(story.title)}, {story.first}</title>'
        labels.append(f'{link}<text class="label" x="{start:.0f}" y="{y}">{escape(label)}</text></a>')
        dots.append(f'<circle class="dot" cx="{x:.0f}" cy="34" r="{4 + min(6, len(story.documents))}"/>')
    height = 62 + 19 * len(ends)
    return (
        f'<svg viewBox="0 0 {WIDTH} {height}" role="group" aria-label="Stories over time, {first} to {last}">'
        f'<line class="axis" x1="{EDGE}" y1="34" x2="{WIDTH - EDGE}" y2="34"/>{_ticks(first, last, across)}'
        f"{''.join(stems)}{''.join(dots)}{''.join(labels)}</svg>"
    )


def _ticks(first: date, last: date, across: Callable[[date], float]) -> str:
    """The beginnings of months, as many as fit; where there is none, the first and the last day."""
    months = [
        day
        for year in range(first.year, last.year + 1)
        for month in range(1, 13)
        if first <= (day := date(year, month, 1)) <= last
    ]
    step = next((n for n in (1, 2, 3, 6, 12, 24, 60) if len(months) <= 12 * n), 120)
    shown = [(d, f"{d:%b} {d.year}") for d in months if (d.year * 12 + d.month - 1) % step == 0]
    if len(shown) < 2:
        shown = [(d, f"{d.day} {d:%b} {d.year}") for d in (first, last)]
    out = []
    for day, label in shown:
        x = min(max(across(day), 34), WIDTH - 34)
        out.append(f'<text class="tick" x="{x:.0f}" y="16" text-anchor="middle">{label}</text>')
        out.append(f'<line class="axis" x1="{across(day):.0f}" y1="22" x2="{across(day):.0f}" y2="34"/>')
    return "".join(out)


def copies(pairs: Sequence[Copy], names: dict[str, str]) -> str:
    """Pages that share text, joined by curves; an arrow leads from the copy to its original. At most 60 pages."""
    pages = _together(pairs, names)[:60]
    if not pages:
        return ""
    place = {page: 22 + 26 * i for i, page in enumerate(pages)}
    out, notes, taken = [], [], set[tuple[float, float]]()
    for c in pairs:
        if c.left in place and c.right in place:
            a, b = (c.left, c.right) if c.direction == "right" else (c.right, c.left)
            bend = 470 + 16 * min(20, abs(place[a] - place[b]) // 26)
            arrow = ' marker-end="url(#arrow)"' if c.direction in ("left", "right") else ""
            curve = f"M440 {place[a]} C{bend} {place[a]} {bend} {place[b]} 442 {place[b]}"
            told = f"{c.kind}, {c.share:.0%}"
            title = f"<title>{escape(names.get(a, a))} – {escape(names.get(b, b))}: {told}</title>"
            link = f'<a href="/pair/{c.left}/{c.right}">{title}'
            out.append(f'{link}<path class="edge" d="{curve}"{arrow}/></a>')
            x, y = (442 + 3 * bend) / 4 + 5, (place[a] + place[b]) / 2 + 4
            while (x, y) in taken:  # two curves with the same middle
                y += 12
            taken.add((x, y))
            notes.append(f'{link}<text class="tick label" x="{x:.0f}" y="{y:.0f}">{told}</text></a>')
    for page, y in place.items():
        label = escape(_short(names.get(page, page), 62))
        out.append(f'<a href="/page/{page}"><text x="430" y="{y + 4}" text-anchor="end">{label}</text></a>')
    head = (
        '<defs><marker id="arrow" markerWidth="8" markerHeight="8" refX="7" refY="3" orient="auto">'
        '<path class="dot" d="M0 0 L7 3 L0 6 z"/></marker></defs>'
    )
    label = 'role="group" aria-label="Which pages copy which: an arrow leads to the original"'
    return f'<svg viewBox="0 0 {WIDTH} {20 + 26 * len(place)}" {label}>{head}{"".join(out)}{"".join(notes)}</svg>'


def _together(pairs: Sequence[Copy], names: dict[str, str]) -> list[str]:
    """The pages of all pairs, those that share text beside one another, by name."""
    beside: dict[str, set[str]] = {}
    for c in pairs:
        beside.setdefault(c.left, set()).add(c.right)
        beside.setdefault(c.right, set()).add(c.left)
    order: dict[str, None] = {}

    def by_name(pages: Iterable[str]) -> list[str]:
        return sorted(pages, key=lambda p: (names.get(p, p), p), reverse=True)

    todo = by_name(beside)
    while todo:
        page = todo.pop()
        if page not in order:
            order[page] = None
            todo += by_name(beside[page])
    return list(order)


def _short(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"
