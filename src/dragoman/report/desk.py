"""Puts records into lines: each in a sentence put together from its fields and a short quotation, with references."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

import msgspec

from dragoman import lexicon
from dragoman.model import (
    Conflict,
    Event,
    Evidence,
    Hindrance,
    Pledge,
    Saying,
    Span,
    Statement,
    Turn,
    When,
)
from dragoman.record import views
from dragoman.report import wording, words
from dragoman.report.references import References
from dragoman.report.wording import Party

AHEAD = ("planned", "expected", "proposed", "conditional")
SAID_WORDS = 48  # of what somebody said
QUOTE_WORDS = 32  # a longer sentence is cut in a line; its reference has it whole


class Line(msgspec.Struct, frozen=True):
    """One line of the brief; `id` opens its record, `refs` are numbers of references.

    `text` is the whole line, put together from `head` (a day), `body` (what), `quote` (a sentence it rests on) and
    `note` (how many reports, where it stands).
    """

    text: str
    refs: tuple[int, ...]
    id: str
    reports: int = 1
    day: str = ""  # latest day it concerns, for ranking
    head: str = ""
    body: str = ""
    quote: str = ""
    note: str = ""
    weight: int = 0  # 2: what a desk looks for first

    def short(self) -> Line:
        """The same without its quotation."""
        bare = line(self.refs, self.id, self.body, self.head, "", (self.note,), self.reports, self.day, self.weight)
        return bare if self.body and self.quote else self


def line(
    refs: Iterable[int], identity: str, body: str, head: str = "", quote: str = "", notes: Iterable[str] = (),
    reports: int = 1, day: str = "", weight: int = 0,
) -> Line:  # fmt: skip
    """A line with its text put together."""
    note = "; ".join(n for n in notes if n)
    body = words.sentence(body)
    text = f"{head}: {body}" if head else body
    text += f". {quote}" if quote and not body.endswith(".") else f" {quote}" if quote else ""
    text += f" ({note})" if note else ""
    return Line(text, tuple(dict.fromkeys(refs)), identity, reports, day, head, body, quote, note, weight)


class Desk(References):
    """Lines of records: each in a sentence, with the references it rests on."""

    def party(self, ids: Sequence[str]) -> Party:
        """Actors as they stand in a sentence: "Japan and the United States"."""
        found = [a for i in ids if (a := self.actor(i))]
        names = words.joined([words.named(a.name, a.kind) for a in found])
        plural = len(found) > 1 or any(words.plural(a.name, a.kind) for a in found)
        return Party(names, plural, all(a.kind == "country" for a in found))

    def _sides(self, ids: Sequence[str]) -> list[str]:
        """Actors without those persons whose country stands among them: "Japan and Sanae Takaichi" is Japan."""
        found = [(i, self.actor(i)) for i in ids]
        states = {a.country for _, a in found if a is not None and a.kind == "country"}
        return [i for i, a in found if a is None or a.kind != "person" or a.country not in states]

    def side(self, key: str) -> str:
        """Name of a side of the ledger: of a country by its code, of an actor by its id."""
        if key not in self._countries:
            actor = views.country(self.record, key) or self.actor(key)
            self._countries[key] = actor.name if actor else lexicon.side_names().get(key, key)
        return self._countries[key]

    def as_countries(self, ids: Iterable[str]) -> frozenset[str]:
        """Codes of the countries of these actors; empty where one has none."""
        codes = [a.country if (a := self.actor(i)) else None for i in ids]
        return frozenset(c for c in codes if c) if all(codes) else frozenset()

    def countries(self, ids: Iterable[str]) -> set[str | None]:
        """Codes of the countries that actors have."""
        return {a.country for i in ids if (a := self.actor(i)) is not None}

    def persons(self, ids: Iterable[str]) -> list[str]:
        """The persons among actors."""
        return [i for i in ids if (a := self.actor(i)) is not None and a.kind == "person"]

    def _stands_in(self, place: str | None, whom: Sequence[str], text: str) -> bool:
        """Whether a place need not be told: it is among those the line names, under this or another name."""
        if not place or place in text:
            return True
        countries = {a.country for i in whom if (a := self.actor(i)) and a.kind == "country"}
        return any(a.country in countries for a in views.actors(self.record, place) if a.kind == "country")

    def snippet(self, items: Sequence[Evidence], about: Sequence[str] = (), status: str = "") -> str:
        """The sentence that tells most of it, cut to QUOTE_WORDS words around what was read, in quotation marks.

        First those that say of its status what the record says, then those that tell its day and who did it to whom,
        then those that name most of `about`, then those that are neither scraps nor long.
        """
        wanted = set(about)

        def rank(item: Evidence) -> tuple[bool, bool, bool, bool, int, bool, int, str]:
            quote = self.quote(item.span)
            size = len(quote.split())
            named = len(wanted.intersection(self.present([item])))
            headline = self._kind(item.span) == "headline"
            told = item.earliest is not None, bool(item.by and item.to)
            other = item.status not in (None, status)
            return (other, headline, not told[0], not told[1], -named, not 6 <= size <= QUOTE_WORDS, size, quote)

        best = min(items, key=rank, default=None)
        return self._cut(best) if best is not None else ""

    def _kind(self, place: Span) -> str:
        """The kind of line that a place stands in."""
        lines = self.document(place.document).lines
        return next((x.kind for x in lines if x.start <= place.start < x.end), "")

    def _cut(self, item: Evidence) -> str:
        """The words of a sentence, at most QUOTE_WORDS of them, with those in which the record was read."""
        found = self.quote(item.span).split()
        if len(found) <= QUOTE_WORDS:
            return words.quoted(" ".join(found))
        said = self._said(item.span.document).get(item.mention or "")
        start = 0
        if said is not None and item.span.start <= said.span.start < item.span.end:
            lead = self.quote(Span(item.span.document, item.span.start, said.span.start)) if (
                said.span.start > item.span.start) else ""  # fmt: skip
            start = min(max(0, len(lead.split()) - QUOTE_WORDS // 2), len(found) - QUOTE_WORDS)
        cut = " ".join(found[start : start + QUOTE_WORDS])
        return words.quoted(f"{'… ' if start else ''}{cut}{' …' if start + QUOTE_WORDS < len(found) else ''}")

    def told(self, e: Event) -> str:
        """ "Donald Trump met Sanae Takaichi in Tokyo"."""
        return wording.event(e.mode, e.status, self.party(e.by), self.party(e.to), self._place(e))

    def _place(self, e: Event) -> str:
        """Where it was, unless those who act name it anyhow."""
        names = f"{self.party(e.by).names} {self.party(e.to).names}"
        return "" if self._stands_in(e.place, e.to, names) else e.place or ""

    def event(self, e: Event) -> Line:
        """ "28 October 2025: Donald Trump met Sanae Takaichi in Tokyo. “...” (2 independent reports)"."""
        place, body = self._place(e), self.told(e)
        outcome = wording.outcome(e.outcome or "")
        head = "" if e.when.earliest is None and e.when.latest is None else words.days(e.when)
        actors = (*e.by, *e.to)
        refs = self.cite_with_sides(e.evidence, about=actors, values=(head, place))
        if e.status in AHEAD and e.when.latest is None:
            head = "No day given"
        row = wording.modes().get(e.mode.replace("_", " "))
        weight = (int(row["weight"]) if row else 1) + bool(e.by and e.to)
        quote = self.snippet(e.evidence, actors, e.status)
        tail = (words.reports(e.independent), outcome)
        return line(refs, e.id, body, head, quote, tail, e.independent, e.when.latest or "", weight)

    def pledge(self, p: Pledge, calendar: bool = False) -> Line:
        """ "Japan promises to invest $550 billion – by 19 January 2029 (1 report)"; `calendar`: the day at its head."""
        amount, due = words.amount(p.amount, p.unit), words.days(p.deadline) if p.deadline.latest else ""
        what, body = " ".join(p.what.split()), self.promised(p)
        more = [amount if amount and not words.digits(amount) <= words.digits(what) else ""]
        more += ["" if calendar or words.digits(due) <= words.digits(what) else due.replace(" – ", " to ")]
        more += [f"from {p.baseline.removeprefix('from ')}" if p.baseline and p.baseline not in what else ""]
        more += [_condition(p.condition) if p.condition and p.condition not in what else ""]
        body += f" – {'; '.join(x for x in more if x)}" if any(more) else ""
        day = max((t.when.latest or "" for t in p.history), default="")
        actors = (*p.by, *p.to)
        teller = self.party([p.attributed_to]).names if p.attributed_to else ""
        refs = self.cite_with_sides(
            p.evidence,
            about=(*actors, *filter(None, [p.attributed_to])),
            values=[due if calendar else more[1], more[0]],
        )
        worth = 1 + bool(p.to) + bool(amount or p.deadline.latest) - (p.status in ("considered", "expected"))
        told = f"according to {teller}" if teller else ""
        tail = (wording.standing(p.status, body), told, words.reports(p.independent))
        unclear = len(what.split()) <= 3 or _POINTING.search(f"{what} {p.condition or ''}") is not None
        quote = self.snippet(p.evidence, actors, p.status) if unclear else ""
        return line(refs, p.id, body, words.sentence(due) if calendar else "", quote, tail, p.independent, day, worth)

    def promised(self, p: Pledge) -> str:
        """Who promises whom what; whom only where the words of the promise do not name them."""
        what = " ".join(p.what.split())
        to = [i for i in p.to if p.kind == "ask" or not self._named(i, what)]
        return wording.pledge(p.kind, p.status, self.party(self._sides(p.by)), self.party(to), what, self._before(p))

    def _named(self, actor: str, text: str) -> bool:
        """Whether a text names an actor, by name, alias or surname."""
        a = self.actor(actor)
        return a is not None and any(x in text for x in (a.name, *a.aliases))

    def _before(self, p: Pledge) -> str:
        """The words of its sentence before those of a pledge."""
        for item in p.evidence:
            before, found, _ = " ".join(self.quote(item.span).split()).partition(p.what)
            if found:
                return before
        return ""

    def title(self, kind: str, found: Any) -> str:
        """What a record is, in a line: heading of its page."""
        if isinstance(found, Event):
            text = self.told(found)
        elif isinstance(found, Pledge):
            text = self.promised(found)
        elif isinstance(found, Saying):
            text = said_by(self.speaker(found), found.cue, short(quoted(found.content), 24))
        elif isinstance(found, Conflict):
            text = wording.disagreed(found.about)
        elif isinstance(found, Hindrance):
            text = f"{self.party(found.on).names or 'somebody not named'} – {found.what}"
        else:
            text = getattr(found, "name", "") or getattr(found, "title", "") or kind
        return words.sentence(text)

    def speaker(self, saying: Saying) -> str:
        """Who said it, in words."""
        named = self.actor(saying.speaker or "")
        return words.named(named.name, named.kind) if named else saying.speaker_text or "somebody not named"

    def turn(self, p: Pledge, t: Turn) -> Line:
        """ "23 July 2025: Japan promises to invest ... – changed: amount from $400 billion to $550 billion"."""
        told = wording.turn(t.what, t.note)
        items = (t.evidence, *p.evidence[:1])
        to = tuple(a for a in p.to if any(a in item.to for item in items))  # as the sentences that it cites have it
        body = f"{self.promised(msgspec.structs.replace(p, to=to))} – {told}"
        actors = (*p.by, *to)
        head = "" if t.when == When() else words.days(t.when)
        refs = self.cite_with_sides(items, told, about=actors, values=(head,))
        return line(refs, p.id, body, head, "", (), p.independent, t.when.latest or "")

    def hindrance(self, h: Hindrance) -> Line:
        """ "Japan: no majority. “The coalition is two seats short ...”"."""
        who = self.party(h.on).names or "somebody not named"
        kind = wording.hindrance(h.what)
        refs = self.cite(h.evidence, f"read as: {h.what}", about=h.on)
        return line(refs, h.id, f"{who} – {kind}", "", self.snippet(h.evidence, h.on))

    def conflict(self, c: Conflict) -> Line:
        """ "How much: investment – “$1 trillion” (2 independent reports) against “$100 billion” (1 report)"."""
        told, refs, settle = [], list[int](), wording.settled(c.settle)
        for side in c.sides:
            label, value = wording.disputed(side.value) if c.kind == "status" else ("", wording.value(side.value))
            told.append(f"{label} {short(words.quoted(value))} ({words.reports(side.independent)})".lstrip())
            about = [a for a in self.present(side.evidence) if (named := self.actor(a)) and named.name in c.about]
            table = (settle,) if any(e.row for e in side.evidence) else ()  # what we know, beside what pages say
            pages = [e for e in side.evidence if not e.row] or side.evidence
            refs += self.cite(pages, *table, about=about, values=(value,))
        tail = (f"to settle it: {settle}" if settle else "",)
        return line(refs, c.id, f"{wording.disagreed(c.about)} – {' against '.join(told)}", "", "", tail)

    def sayings(self, group: Sequence[Saying]) -> Line:
        """ "28 October 2025: Donald Trump: “...”", the group’s longest wording by somebody known, with all its pages.

        A question at a press conference that quotes him has more words than he, and nobody known asks it.
        """
        longest = max(group, key=lambda s: (s.speaker is not None, len(s.content), s.id))
        who = self.speaker(longest)
        places: dict[Span, None] = {}
        for saying in group:
            said = self._said(saying.document).get(saying.id)
            size = 0
            for place in self._sentences(saying.span):  # of a long answer those that are shown
                if size < SAID_WORDS + QUOTE_WORDS:
                    places[place] = None
                    size += len(self.quote(place).split())
            if isinstance(said, Statement) and said.speaker is not None:
                places |= dict.fromkeys(self._sentences(said.speaker))
        note = f"“{longest.speaker_text}” is {who}" if longest.speaker and longest.speaker_text != who else ""
        days = sorted((self.dated(s.document).latest or "", s.document) for s in group)
        first = self.dated(days[0][1])
        head = "" if first.earliest is None and first.latest is None else words.days(first)
        pages = len({s.document for s in group})
        tail = (f"on {pages} pages" if pages > 1 else "",)
        refs = self.cite([Evidence(p) for p in places], note, about=(longest.speaker or "",))
        return line(
            refs,
            longest.id,
            said_by(who, longest.cue, short(quoted(longest.content), SAID_WORDS)),
            head,
            "",
            tail,
            1,
            days[0][0],
        )


_POINTING = re.compile(r"\b(?:it|they|them|he|she|him|ones?)\b")  # says something only in its sentence


def short(text: str, most: int = QUOTE_WORDS) -> str:
    """A quotation cut to so many words, its last mark kept."""
    found = text.split()
    if len(found) <= most:
        return text
    return f"{' '.join(found[:most])} …{'”' if text.endswith('”') else ''}"


_TYPED = re.compile(r"``|''|(?<!\w)”(?=\w)")  # marks as typewriters and careless desks set them: ``so'', ”so”
_QUOTED = re.compile(r"""["“]([^"“”]+)["”]\s*""")
_LEADS = re.compile(r"(?:And|But|So|The|A|An|This|That|These|Those|It|He|She|They|We|There|In|At|If|No|Not)\b")


def quoted(content: str) -> str:
    """Words that were said, in one pair of quotation marks; what is quoted in part keeps its own.

    A reporter's words between two quotations of one answer are not in the content: '"We will." "We must."' becomes
    “We will. … We must.”
    """
    content = " ".join(_TYPED.sub('"', content).split()).strip(" ,;:")
    pieces = [piece.strip(" ,;") for piece in _QUOTED.findall(content)]
    if pieces and not _QUOTED.sub("", content):
        return f"“{' … '.join(pieces)}”"
    for opening, closing in ("“”", '""', "‘’", "''"):
        body = content.removeprefix(opening).removesuffix(closing)
        if body != content and opening not in body and closing not in body:
            return f"“{body.strip(' ,;')}”"
    if any(mark in content for mark in '“”"'):  # a reporter's words around somebody's own
        return content
    return f"“{content}”"


def _condition(words_given: str) -> str:
    """ "if it did not come"; "on condition: approval by parliament"."""
    leads = ("if", "unless", "when", "once", "until", "provided", "as", "should", "only", "subject", "pending",
             "contingent", "conditional", "depending", "assuming", "in", "on", "working", "upon",
             "following", "whenever", "with")  # fmt: skip
    return words_given if words_given.split(" ", 1)[0].casefold() in leads else f"on condition: {words_given}"


def said_by(who: str, cue: str | None, words_said: str) -> str:
    """ "Trump: “They won.”", but "Trump calls the deal "historic"" where a reporter's words lead to the quotation."""
    cue = (cue or "").casefold()
    if re.fullmatch("“[^“”]*”", words_said) or not re.fullmatch(r"[a-z]+(?: [a-z]+){0,2}", cue):
        return f"{who}: {words_said}"
    if cue == "told" or cue.endswith("ing"):  # whom they told is not in the content; "stating that ..."
        cue = "said"
    if _LEADS.match(words_said):  # began its sentence
        words_said = words_said[0].lower() + words_said[1:]
    return f"{who} {cue} {words_said}"
