"""A person's word on who is who: two actors are one, or a name of a page is somebody else.

It is applied right after the actors are made, so that events, pledges and sayings are told of the right one. An anchor
finds its actor by the quoted sentence and the words in it, whatever pages came since: what was split stays split.
"""

from __future__ import annotations

from typing import Any

import msgspec

from dragoman.model import Actor, Anchor, Link, Mention, Reference, Span, digest, mention_id
from dragoman.reconcile import links
from dragoman.step import Tables


def place(tables: Tables, anchor: Anchor) -> Span | None:
    """The quoted sentence of an anchor, in the page as it came; None where the page or the quote is gone."""
    for document in tables.documents.values():
        if document.raw_hash != anchor.raw_hash or not anchor.quote:
            continue
        start = -1
        for _ in range(anchor.occurrence + 1):
            start = document.text.find(anchor.quote, start + 1)
            if start < 0:
                break
        if start >= 0:
            return Span(document.id, start, start + len(anchor.quote))
    return None


def mention(tables: Tables, anchor: Anchor) -> Mention | None:
    """The mention that an anchor's words are, in its sentence."""
    span = place(tables, anchor)
    if span is None or not anchor.words:
        return None
    inside = (m for m in tables.of(Mention, span.document) if span.start <= m.span.start and m.span.end <= span.end)
    return next((m for m in inside if tables.text(m.span) == anchor.words), None)


def find(tables: Tables, references: list[Reference], actors: list[Actor], anchor: Anchor) -> Actor | None:
    """The actor that an anchor's words mean now."""
    m = mention(tables, anchor)
    if m is None:
        return None
    meant = next((r.actors for r in references if r.span == m.span), ())
    return next((a for a in actors if len(meant) == 1 and a.id == meant[0]), None)


def split(tables: Tables, rows: dict[type, list[Any]], actor: Actor, anchor: Anchor) -> None:
    """Give the name that the anchor points at an actor of its own, with all that its page says of that name."""
    m = mention(tables, anchor)
    if m is None:
        return
    name = m.name or m.surface
    named = {
        o.span
        for o in tables.of(Mention, m.span.document)
        if ((o.name or o.surface) == name and o.kind == m.kind) or o.span == m.span
    }
    moved = {r.span for r in rows[Reference] if actor.id in r.actors and _root(tables, r.span) in named}
    first = min((o for o in tables.of(Mention, m.span.document) if o.span in named), key=lambda o: o.span)
    identity = digest("apart", mention_id(first))
    if actor.id == identity:
        return
    at = {o.span: o for o in tables.all(Mention)}
    rest = [at[r.span] for r in rows[Reference] if actor.id in r.actors and r.span not in moved and r.span in at]
    if not rest or not moved:
        return
    apart = links.quotes(tables, [at[s] for s in sorted(moved) if s in at])
    rows[Actor] = [_without(a, links.quotes(tables, rest), name, rest) if a is actor else a for a in rows[Actor]]
    rows[Actor].append(Actor(identity, actor.kind, name, m.country, (), apart, "judgement", "sure"))
    rows[Reference] = [_moved(r, actor.id, identity) if r.span in moved else r for r in rows[Reference]]
    rows[Link] = [k for k in rows[Link] if not (k.span in moved and k.right == actor.id)]
    rows[Link].append(Link(identity, actor.id, "different", 0.0, ("a person's word",), first.span))


def _without(actor: Actor, evidence: tuple[Any, ...], name: str, rest: list[Mention]) -> Actor:
    rows = tuple(msgspec.structs.replace(e, span=evidence[0].span) for e in actor.evidence if e.row)
    still = {" ".join(o.surface.split()) for o in rest} | {" ".join((o.name or "").split()) for o in rest}
    aliases = tuple(a for a in actor.aliases if a in still)
    return msgspec.structs.replace(actor, evidence=(*evidence, *rows), aliases=aliases)


def _root(tables: Tables, span: Span) -> Span:
    """The name at the end of a mention's antecedents."""
    for _ in range(12):
        m = tables.mention(span)
        if m is None or m.antecedent is None or m.kind == "name":
            return span
        span = m.antecedent
    return span


def _moved(reference: Reference, old: str, new: str) -> Reference:
    actors = tuple(sorted({new if a == old else a for a in reference.actors}))
    return msgspec.structs.replace(reference, actors=actors, basis="judgement", certainty="sure")
