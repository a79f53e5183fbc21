"""SVG drawn on the server: a timeline of stories, and who copies whom. All text is escaped."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from html import escape

from dragoman.model import Copy, Story

WIDTH = 900


def timeline(stories: Sequence[Story]) -> str:
    """Stories as dots on a line of days; "" if fewer than two are dated."""
    dated = [(date.fromisoformat(s.first), s) for s in stories if s.first]
    if len(dated) < 2:
        return ""
    first, last = min(d for d, _ in dated), max(d for d, _ in dated)
    days = max(1, (last - first).days)
    rows, out = 0, []
    ends: list[float] = []  # right edge of the last label in each row
    for day, story in sorted(dated, key=lambda ds: (ds[0], ds[1].id)):
        x = 30 + (WIDTH - 60) * (day - first).days / days
        label = story.title if len(story.title) <= 48 else story.title[:47] + "…"
        width = 6.2 * len(label)
        start = x if x + width < WIDTH else max(0.0, WIDTH - width)
        row = next((i for i, end in enumerate(ends) if end < start - 12), len(ends))
        ends[row : row + 1] = [start + width]
        rows = max(rows, row + 1)
        y = 40 + 18 * row
        out.append(f'<line class="axis" x1="{x:.0f}" y1="20" x2="{x:.0f}" y2="{y - 10}"/>')
        out.append(f'<a href="/story/{story.id}"><text x="{start:.0f}" y="{y}">{escape(label)}</text></a>')
        out.append(f'<circle class="dot" cx="{x:.0f}" cy="20" r="{4 + min(6, len(story.documents))}"/>')
    height = 50 + 18 * rows
    ends_text = f'<text x="30" y="{height - 4}">{first}</text><text x="{WIDTH - 100}" y="{height - 4}">{last}</text>'
    return (
        f'<svg viewBox="0 0 {WIDTH} {height}" role="group" aria-label="Stories over time, {first} to {last}">'
        f'<line class="axis" x1="30" y1="20" x2="{WIDTH - 30}" y2="20"/>{"".join(out)}{ends_text}</svg>'
    )


def copies(pairs: Sequence[Copy], names: dict[str, str]) -> str:
    """Pages that share text, joined by curves; an arrow leads from the copy to its original. At most 60 pages."""
    pages = sorted({p for c in pairs for p in (c.left, c.right)}, key=lambda p: (names.get(p, p), p))[:60]
    place = {page: 24 + 26 * i for i, page in enumerate(pages)}
    out = []
    for c in pairs:
        if c.left in place and c.right in place:
            a, b = (c.left, c.right) if c.direction == "right" else (c.right, c.left)
            bend = 330 + 12 * min(20, abs(place[a] - place[b]) // 26)
            arrow = ' marker-end="url(#arrow)"' if c.direction in ("left", "right") else ""
            curve = f"M300 {place[a]} C{bend} {place[a]} {bend} {place[b]} 306 {place[b]}"
            title = f"<title>{escape(names.get(a, a))} – {escape(names.get(b, b))}: {c.kind}, {c.share:.0%}</title>"
            out.append(f'<a href="/pair/{c.left}/{c.right}"><path class="edge" d="{curve}"{arrow}>{title}</path></a>')
    for page, y in place.items():
        label = names.get(page, page)
        label = label if len(label) <= 44 else label[:43] + "…"
        out.append(f'<a href="/page/{page}"><text x="290" y="{y + 4}" text-anchor="end">{escape(label)}</text></a>')
    if not place:
        return ""
    head = (
        '<defs><marker id="arrow" markerWidth="8" markerHeight="8" refX="6" refY="3" orient="auto">'
        '<path class="dot" d="M0 0 L6 3 L0 6 z"/></marker></defs>'
    )
    height = 30 + 26 * len(place)
    label = 'role="group" aria-label="Which pages copy which"'
    return f'<svg viewBox="0 0 620 {height}" {label}>{head}{"".join(out)}</svg>'
