"""Who said what: attributions of speech, with their speaker, cue and words.

What one line says comes from the tagger (`reading.tagger`), and from rules over the parse (`reading.reporting`) where
it left something; what goes beyond the line is `reading.speech`.

A statement whose source is absent has no speaker: "reportedly" names nobody, and nobody is an answer.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator
from typing import Literal

from dragoman.lexicon import words
from dragoman.model import Certainty, Mention, Span, Statement
from dragoman.reading import speech
from dragoman.reading.headlines import hidden_verbs
from dragoman.reading.parse import Parsed
from dragoman.reading.reporting import (
    SCARE,
    Found,
    Quotation,
    Quoted,
    Range,
    by_rule,
    frames,
    lines,
    nearest,
    quotations,
    set_off,
    subject_of,
    trim,
)
from dragoman.reading.speakers import speakers
from dragoman.reading.unsaid import says

_SURE, _LIKELY = 0.8, 0.5  # scores of the tagger
_LONG_NAME = 15  # tokens


# --- attributions by the tagger ---------------------------------------------------------------------


def learned(page: Parsed) -> dict[int, list[Found]]:
    """What the tagger found, by number of the line; a source or cue in pieces is taken from first to last."""
    by_line: dict[int, list[Found]] = {}
    for score, spans in page.attributions:
        source, cue, contents = ([(a, b) for r, a, b in spans if r == n] for n in range(3))
        if cue and contents:
            certainty: Certainty = "sure" if score > _SURE else "likely" if score > _LIKELY else "open"
            whose = (source[0][0], source[-1][1]) if source else None
            one = Found((cue[0][0], cue[-1][1]), whose, tuple(contents), certainty, "tagger")
            by_line.setdefault(page.line[cue[0][0]], []).append(one)
    return by_line


# --- from attributions to statements ----------------------------------------------------------------


def mode(page: Parsed, contents: Iterable[Range], quoted: Quoted) -> Literal["direct", "indirect", "mixed"]:
    """Direct: nothing but quotation, of a clause or set off as speech; mixed: words quoted within the writer's own."""
    inside = outside = 0
    met: dict[Quotation, None] = {}
    for first, last in contents:
        for i in range(first, last):
            if page.word[i][0].isalnum():
                if i in quoted and quoted[i].words > 1:  # one word alone is a scare quote
                    inside += 1
                    met[quoted[i]] = None
                else:
                    outside += 1
    speech = any(q.words > SCARE or set_off(page, q) for q in met)
    return "indirect" if not inside else "direct" if outside <= 1 and speech else "mixed"


def _statement(page: Parsed, found: Found, quoted: Quoted) -> Statement:
    parts = [r for r in (found.cue, found.source, *found.contents) if r is not None]
    whose = speakers(page, found.source) if found.source else ()
    how = "direct" if found.found_by == "transcript" else mode(page, found.contents, quoted)
    return Statement(
        page.span(min(a for a, _ in parts), max(b for _, b in parts)),
        how,
        tuple(page.span(*r) for r in found.contents),
        (page.span(*found.cue),) if found.cue else (),
        (page.span(*found.source),) if found.source else (),
        whose[0] if whose else None,
        found.found_by,
        found.certainty,
        whose[1:],
        how != "indirect" or says(page, found),
    )


def _of_line(page: Parsed, line: Range, tagged: list[Found], quoted: Quoted) -> list[Found]:
    """The attributions of one line: the tagger's, what rules add, and quotations with the cue that stands at them."""
    here = list(dict.fromkeys(quoted[i] for i in range(*line) if i in quoted))
    ruled = nearest(list(by_rule(page, *line, here)), here)
    tagged = [f._replace(contents=_whole(f.contents, quoted)) for f in tagged] if here else tagged
    found = tagged + [f._replace(certainty="open") for f in ruled if f.source and _apart(f, tagged)]
    found += [f._replace(certainty="open") for f in ruled if f.source and _nested(page, f, tagged)]
    for one in ruled if here else ():
        if mode(page, one.contents, quoted) == "direct" and _adjacent(one) and not _same_cue(one, found):
            found = [f for f in (_without(f, one.contents) for f in found) if f.contents]
            found.append(one)
    kept = (f for f in found if not any(unfit(page, f, quoted) for unfit in (_title, _merely_named, _label, _mute)))
    return [_with_source(page, f, quoted) for f in kept]


def _cut(one: Found, hidden: Container[int]) -> Found:
    """In a headline, the source without a verb taken for a noun: "Lind Praises Berg, Promises ..." is said by Lind."""
    if one.source is None:
        return one
    verb = next((i for i in range(one.source[0] + 1, one.source[1]) if i in hidden), None)
    return one if verb is None else one._replace(source=(one.source[0], verb))


def _with_source(page: Parsed, one: Found, quoted: Quoted) -> Found:
    """Where the source is missing and the cue is a verb, its subject, its own or one that it shares, is the source."""
    one = _of_clause(page, one)
    if one.source is not None and any(a <= one.source[0] < b and one.source[0] in quoted for a, b in one.contents):
        one = one._replace(source=None)  # a word of the quotation itself
    if one.source is not None or one.cue is None:
        return one
    for i in range(*one.cue):
        if page.pos[i] != "VERB":
            continue
        own = page.child(i, "nsubj")
        whose = own if own is not None else subject_of(page, i)
        if whose is None or whose in quoted or one.cue[0] <= whose < one.cue[1]:
            continue
        source = trim(page, *page.subtree(whose))
        short = source[1] - source[0] <= _LONG_NAME  # a longer one has a clause of its own in it
        known = own is not None or bool(speakers(page, source))  # one that the verb shares must be able to speak
        if short and known and not any(a < source[1] and source[0] < b for a, b in one.contents):
            return one._replace(source=source)
    return one


def _of_clause(page: Parsed, one: Found) -> Found:
    """The subject in place of a source that is a clause, or is whom somebody met: "[Lind met Berg] to discuss ..."."""
    if one.source is None or one.cue is None:
        return one
    (first, last), cue = one.source, one.cue
    verb = next((i for i in range(*cue) if page.pos[i] == "VERB" and not cue[0] <= page.head[i] < cue[1]), None)
    if verb is None:
        return one
    clause = any(first <= i < last and page.pos[i] == "VERB" for i in page.ancestors(verb))
    purpose = page.dep[verb] == "advcl" and page.tag[verb] == "VB" and page.head[verb] < first < verb
    subject = subject_of(page, verb) if clause or purpose else None
    if subject is None or any(a <= subject < b for a, b in (cue, *one.contents)):
        return one
    return one._replace(source=trim(page, *page.subtree(subject)))


def statements(page: Parsed) -> Iterator[Statement]:
    """The statements of a page, in text order."""
    given = lines(page)
    tagged, hidden = learned(page), hidden_verbs(page)
    spoken, through = list(speech.turns(page, given)), speech.runs_on(page, given)
    turn = {page.line[a] for f in spoken for a, _ in f.contents}  # lines of a transcript are quotations as they stand
    everything: list[Found] = []
    quoted: Quoted = {}
    before: Found | None = None  # the last direct speech of the line above, whose speaker a bare quotation continues
    for n, line in enumerate(given):
        here = [through[n]] if n in through else quotations(page, *line)
        quoted |= {i: q for q in here for i in range(q.first, q.last)}
        found = [_cut(f, hidden) for f in _of_line(page, line, tagged.get(page.line[line[0]], []), quoted)]
        if page.line[line[0]] in turn:
            found = [f for f in found if speech.other(page, f)]
        elif here:
            after = given[n + 1] if n + 1 < len(given) else None
            one = speech.signed(page, here, line, after)
            head = speech.headed(page, found, here, line)
            found = [one] if one else speech.carry(page, [*found, head] if head else found, here, line, before)
        if before is not None and found and found[0].contents[: len(before.contents)] == before.contents:
            everything = [f for f in everything if f is not before]
        everything += found
        before = next((f for f in reversed(found) if f.source and mode(page, f.contents, quoted) != "indirect"), None)
        before = speech.announces(page, line) or before
    everything = speech.declared(page, everything + spoken)
    everything.sort(key=lambda f: (f.contents[0], f.cue or (0, 0)))
    seen: set[Span] = set()  # a statement is known by its span
    for one in everything:
        made = _statement(page, one, quoted)
        if made.span not in seen:
            seen.add(made.span)
            yield made


def _title(page: Parsed, one: Found, quoted: Quoted) -> bool:
    """A quotation in capitals that no verb of saying governs is the title of a work ("reviewed “Harbour Nights”")."""
    if one.cue is None or any("q" in frames().get(page.lemma[i], "") for i in range(*one.cue)):
        return False
    (first, last), title = one.contents[0], []
    if len(one.contents) == 1 and first in quoted and last == quoted[first].last:
        title = [page.word[i] for i in range(first, last) if page.word[i][0].isalnum()]
    return 0 < len(title) <= 2 * SCARE and all(w[0].isupper() or w[0].isdigit() or len(w) <= 3 for w in title)


_MEETS = frozenset(["speak", "talk", "meet", "call", "phone", "visit", "consult", "conversation", "discussion"])
_BESIDES = frozenset(["prep", "advcl", "advmod", "npadvmod", "punct"])


def _merely_named(page: Parsed, one: Found, quoted: Quoted) -> bool:
    """A call is no saying where what it is with is all that follows: "spoke with [President Lund after the vote]"."""
    if one.cue is None or not any(page.lemma[i] in _MEETS for i in range(*one.cue)):
        return False
    heads = [i for part in one.contents for i in page.heads(*part)]
    whom = [page.at(Mention, i) for i in heads if page.dep[i] not in _BESIDES]
    return bool(whom) and all(m is not None and m.kind in ("name", "office", "country", "demonym") for m in whom)


_TELLS = frozenset(["poll", "polls", "survey", "study", "report", "reports", "sources", "officials", "police"])


def _label(page: Parsed, one: Found, quoted: Quoted) -> bool:
    """A colon gives the word to somebody, or opens a quotation; else it ends a label ("Source: Harbour News")."""
    if one.cue is None or page.text(*one.cue) != ":" or any(a in quoted for a, _ in one.contents):
        return False
    if one.source is not None and page.lower[one.source[1] - 1] in _TELLS:
        return False
    whose = [page.mention(s) for s in speakers(page, one.source)] if one.source else []
    kinds = ("name", "office", "organisation") if page.line_kind(one.cue[0]) == "headline" else ("name", "office")
    return not any(m is not None and m.kind in kinds for m in whose)  # "Harbour Partnership: ..." heads an item


def _mute(page: Parsed, one: Found, quoted: Quoted) -> bool:
    """What is done says nothing itself, unless a plain verb of saying has it so: "this approach highlights ..."."""
    if one.source is None or _plain(page, one) or speakers(page, one.source):
        return False
    heads = page.heads(*one.source)
    return len(heads) == 1 and page.lemma[heads[0]] in words("mute_nouns", "noun")


def _whole(contents: Iterable[Range], quoted: Quoted) -> tuple[Range, ...]:
    """Contents with both marks of a quotation that they have all the words of."""
    grown = []
    for first, last in contents:
        q = quoted.get(first)
        if q is not None and first == q.first + 1 and last >= q.last - 1:
            first = q.first
        q = quoted.get(last - 1)
        if q is not None and last == q.last - 1 and first <= q.first:
            last = q.last
        grown.append((first, last))
    return tuple(grown)


def _adjacent(one: Found) -> bool:
    """The cue, or its speaker, stands right at the marks: "..., he said" or: she said: "..."."""
    beside = [r for r in (one.cue, one.source) if r is not None]
    return any(0 <= a - d <= 2 or 0 <= c - b <= 2 for a, b in beside for c, d in one.contents)


def _apart(one: Found, others: Iterable[Found]) -> bool:
    """Shares neither content nor cue with the others."""
    taken = [r for f in others for r in (*f.contents, f.cue) if r is not None]
    return not any(a < d and c < b for a, b in (*one.contents, one.cue or (0, 0)) for c, d in taken)


# Verbs that do nothing but report: inside what somebody says they make a saying of their own
# ("Takaichi said [Trump had told her that ...]"); others there are mostly attitudes ("said they hope").
_SAYING = frozenset({"say", "tell", "announce", "state", "declare", "add", "write", "deny"})


def _nested(page: Parsed, one: Found, others: Iterable[Found]) -> bool:
    """Whether it is said, by a plain verb of saying, within what one of the others says."""
    whose = speakers(page, one.source) if one.source else ()
    mention = page.mention(whose[0]) if whose else None
    if mention is None or not _resolves(mention) or not _plain(page, one):
        return False
    parts = [r for r in (one.cue, one.source, *one.contents) if r is not None]
    first, last = min(a for a, _ in parts), max(b for _, b in parts)
    around = (r for f in others if _plain(page, f) and not _same_cue(one, [f]) for r in f.contents)
    return any(a <= first and last <= b for a, b in around)


def _resolves(mention: Mention) -> bool:
    """A name, an office, or a pronoun that the page gives somebody for."""
    return mention.kind in ("name", "office") or (mention.kind == "pronoun" and mention.antecedent is not None)


def _plain(page: Parsed, one: Found) -> bool:
    """Whether its cue is a plain verb of saying."""
    return one.cue is not None and any(page.lemma[i] in _SAYING for i in range(*one.cue))


def _same_cue(one: Found, others: Iterable[Found]) -> bool:
    return any(f.cue and one.cue and f.cue[0] < one.cue[1] and one.cue[0] < f.cue[1] for f in others)


def _without(one: Found, quoted: tuple[Range, ...]) -> Found:
    """The attribution less the quotations that another cue claims; what is left before them stays."""
    kept = []
    for first, last in one.contents:
        for a, b in quoted:
            if a < last and first < b:
                last = max(first, a)
        kept.append((first, last))
    return one._replace(contents=tuple((a, b) for a, b in kept if b > a))
