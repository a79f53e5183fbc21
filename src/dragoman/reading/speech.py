"""Speech beyond the line: who goes on speaking, who signs a quotation, turns of a transcript, joint statements."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator

from dragoman.model import Mention
from dragoman.reading import quotes
from dragoman.reading.parse import Parsed
from dragoman.reading.reporting import SCARE, SUBJECTS, Found, Quotation, Range, frames, quotations, subject_of, trim

_PARTS = 60  # quotations that one cue speaks for at most
_HEADING = 30  # tokens of a line that is set like a headline
_RUNS = 6  # lines that a quotation runs on through at most: further on its closing mark was forgotten
_SPEAK = ("name", "office", "organisation")
_CLOSE = frozenset(['"', "”", "''", "»"])
_MARKS = _CLOSE | {"“", "„", "``", "«"}
_TURN = 4  # a turn of a transcript of fewer words ("Yeah, sorry.") says nothing


def _free(q: Quotation, found: Iterable[Found]) -> bool:
    """No attribution has words of the quotation as its content."""
    return not any(a < q.last and q.first < b for f in found for a, b in f.contents)


def _alone(q: Quotation, line: Range) -> bool:
    """The quotation is all there is in its line."""
    return q.first - line[0] <= 1 and line[1] - q.last <= 1


_DASHES = frozenset(["—", "–", "-", "--", "―"])


def _name(page: Parsed, first: int, last: int) -> Range | None:
    """The range as a name that signs: a few words, no verb, beginning with a capital; or None."""
    while first < last and not page.word[last - 1][0].isalnum():
        last -= 1
    kinds = page.pos[first:last]
    if not 0 < len(kinds) <= 15 or "VERB" in kinds or "AUX" in kinds or not page.word[first][0].isupper():
        return None
    if ":" in page.word[first:last]:  # a label: "Source: Harbour News"
        return None
    return (first, last) if "PROPN" in kinds else None


def signed(page: Parsed, quoted: list[Quotation], line: Range, after: Range | None) -> Found | None:
    """A quotation that is signed: "..." — Name, on its line or at the head of the next; or a name alone below it."""
    spoken = sum(q.words for q in quoted)
    if not quoted or quoted[0].first - line[0] > 1 or spoken <= SCARE:
        return None
    first, contents = quoted[-1].last, tuple((q.first, q.last) for q in quoted)
    if spoken < sum(page.word[i][0].isalnum() for i in range(line[0], first)):
        return None  # "...," he said. "...": words stand between the quotations
    if page.word[first - 1][-1] in _DASHES:  # a dash that stands right at the mark is one token with it
        first -= 1
    if first < line[1] and page.word[first][-1] in _DASHES:
        name = _name(page, first + 1, line[1])
        return Found((first, first + 1), name, contents) if name else None
    if after is None or line[1] - first > 1:
        return None
    first, last = after
    if page.word[first] in _DASHES:
        inner = next((i for i in range(first, last) if page.word[i][0] in '"“”'), last)
        name = _name(page, first + 1, inner)
        return Found((first, first + 1), name, contents) if name else None
    while first < last and not page.word[first][0].isalnum():
        first += 1
    name = _name(page, first, last)
    return Found(None, name, contents, "open") if name and name[1] - name[0] > 1 else None


def announces(page: Parsed, line: Range) -> Found | None:
    """A line that ends in a colon hands the word to the quotation below it: "She wrote:"."""
    end = line[1] - 1
    while end > line[0] and page.pos[end] == "SPACE":
        end -= 1
    if page.word[end] != ":":
        return None
    first = page.sentences[page.sentence[end]][0]
    for i in range(end - 1, max(first, end - 25) - 1, -1):
        if "q" in frames().get(page.lemma[i], "") and page.pos[i] == "VERB":
            whose = subject_of(page, i)
            cue = (i, end + 1) if i == end - 1 else (i, i + 1)
            return Found(cue, trim(page, *page.subtree(whose)) if whose is not None and whose < i else None, ())
    return None


def headed(page: Parsed, found: list[Found], quoted: list[Quotation], line: Range) -> Found | None:
    """A headline that quotes after a colon: "Lind on the port: 'Nobody will be left behind'".

    The name before the colon speaks; of several the one that opens the line, else nobody.
    """
    q = quoted[-1] if quoted else None
    if q is None or not _free(q, found) or line[1] - q.last > 1 or line[1] - line[0] > _HEADING:
        return None
    colon = q.first - 1
    if colon <= line[0] or page.word[colon] != ":" or page.sentences[page.sentence[colon]][0] > line[0]:
        return None
    named = dict.fromkeys(m for i in range(line[0], colon) if (m := page.at(Mention, i)) and m.kind in _SPEAK)
    first = next(iter(named), None)
    if first is None or (len(named) > 1 and page.tokens(first.span)[0] > line[0]):
        return Found((colon, q.first), None, ((q.first, q.last),), "open")
    return Found((colon, q.first), page.tokens(first.span), ((q.first, q.last),), "likely")


def runs_on(page: Parsed, given: list[Range]) -> dict[int, Quotation]:
    """Lines that a quotation runs on through, from one that leaves it open to one that only closes it, by number."""
    through: dict[int, Quotation] = {}
    for n, line in enumerate(given):
        here = quotations(page, *line)
        if not here or here[-1].closed or not here[-1].double:
            continue
        rows: dict[int, Quotation] = {}
        for m in range(n + 1, min(n + 1 + _RUNS, len(given))):
            first, last = given[m]
            marks = [i for i in range(first, last) if page.word[i] in _MARKS]
            if page.line_kind(first) != "body" or (marks and (len(marks) > 1 or page.word[marks[0]] not in _CLOSE)):
                break
            end = marks[0] + 1 if marks else last
            words = sum(page.word[i][0].isalnum() for i in range(first, end))
            rows[m] = Quotation(first, end, bool(marks), True, words)
            if marks:
                through |= rows if marks[0] > first else {}
                break
    return through


def carry(page: Parsed, found: list[Found], quoted: list[Quotation], line: Range, before: Found | None) -> list[Found]:
    """Gives quotations that no cue claims to the one who is speaking; returns the attributions of the line.

    What goes on speaking for an attribution of this line is added to it; a line that is nothing but a quotation goes
    on for the line above (its attribution comes first in the result, to replace the one above).
    """
    result = list(found)
    for q in quoted:
        if not q.double or q.words <= SCARE or not _free(q, result):
            continue
        spoken = [k for k, f in enumerate(result) if f.contents[-1][1] <= q.first and _near_quote(f, quoted)]
        if spoken:
            k = spoken[-1]
            result[k] = result[k]._replace(contents=(*result[k].contents, (q.first, q.last)))
        elif before is not None and len(before.contents) < _PARTS and _alone(q, line):
            result.insert(0, before._replace(contents=(*before.contents, (q.first, q.last))))
            before = None
        elif q.words > 2 * SCARE:
            result.append(Found(None, None, ((q.first, q.last),), "open"))
    return result


def _near_quote(f: Found, quoted: list[Quotation]) -> bool:
    return any(q.first < b and a < q.last for a, b in f.contents for q in quoted)


# --- transcripts ------------------------------------------------------------------------------------


def turns(page: Parsed, given: list[Range]) -> Iterator[Found]:
    """The turns of a transcript, each as one attribution; only where the page has at least three."""
    openings: list[tuple[int, Found]] = []
    named = [_labelled(page, first, last) for first, last in given]
    often = Counter(label[0] for label in named if label)
    for n, (first, last) in enumerate(given):
        line = page.document.lines[page.line[first]]
        label, small = quotes.turn(page.document.text[line.start : line.end]), named[n]
        if label is None and small is not None and often[small[0]] > 1:  # one alone is a headline, or a remark
            label = small
        if label is not None:
            words = bisect_left(page.start, line.start + label[1], first, last)
            begin = first + (page.word[first][0] in '"“')
            colon = words - 1 > begin and page.word[words - 1] == ":"
            whose = (begin, max(words - colon, begin + 1))
            openings.append((n, Found((words - 1, words) if colon else None, whose, ((words, last),))))
    if len(openings) < 3:
        return
    for k, (n, one) in enumerate(openings):
        until = openings[k + 1][0] if k + 1 < len(openings) else n + 1
        rows = [*one.contents, *given[n + 1 : until]]
        contents = tuple(r for r in (_unquoted(page, *r) for r in rows) if r[0] < r[1])
        if sum(page.word[i][0].isalnum() for a, b in contents for i in range(a, b)) >= _TURN:
            yield one._replace(contents=contents, certainty="sure", found_by="transcript")


_LABEL = re.compile(r"\s*(?P<name>[A-Z][\w.’'\-]*(?: [\w.’'\-()]+){0,6}):\s+(?=[\"“(]?[A-Z])")


_ROLES = frozenset(["question", "answer", "reporter", "moderator", "interviewer", "journalist", "host"])


def _labelled(page: Parsed, first: int, last: int) -> tuple[str, int] | None:
    """Like `quotes.turn` for labels in small letters that name somebody: "Prime Minister Lind: We met ..."."""
    line = page.document.lines[page.line[first]]
    found = _LABEL.match(page.document.text[line.start : line.end])
    if found is None:
        return None
    if found.group("name").lower() in _ROLES:
        return found.group("name"), found.end()
    end = bisect_left(page.end, line.start + found.end("name"), first, last)
    whose = page.at(Mention, end) if end < last else None
    if whose is None or whose.kind not in ("name", "office") or page.tokens(whose.span)[1] != end + 1:
        return None
    verbal = any(page.pos[i] in ("VERB", "AUX") for i in range(first, end))
    return None if verbal else (found.group("name"), found.end())


def _unquoted(page: Parsed, first: int, last: int) -> Range:
    """A paragraph of a turn without a mark that only says that the transcript itself is quoted."""
    if first < last and page.word[first][0] in '"“':
        first += 1
    while first < last and (page.pos[last - 1] == "SPACE" or page.word[last - 1] in ("”", '"')):
        last -= 1
    return first, last


_SELF = frozenset(["i", "we", "you", "me", "us"])


def other(page: Parsed, f: Found) -> bool:
    """Within a turn, whether an attribution tells what another said: the speaker's own words are the turn itself."""
    if f.source is None or f.cue is None or page.word[f.cue[0]] == ":":
        return False
    label = page.word[f.source[0]] == "Q" and f.source[0] == page.sentences[page.sentence[f.source[0]]][0]
    return not label and not any(page.lower[i] in _SELF for i in range(*f.source))  # "Q Hi, thank you"


# --- pages that are a statement themselves ------------------------------------------------------------

_DECLARES = re.compile(
    r"\b(joint|leaders[’']?|heads of state|ministers[’']?)\b.*\b(statement|declaration|communiqu[eé])", re.I
)


_OWN = frozenset(["we", "us", "they", "both", "leaders", "ministers", "presidents", "sides"])  # who issue it, again


def _issuers(page: Parsed, we: int) -> Range | None:
    """Who "we" are, where the sentence says it: "We, the leaders of ...", "As leaders of ..., we ..."."""
    whose = page.child(we, "appos")
    if whose is None:
        for kid in page.kids[page.head[we]]:
            if page.lower[kid] == "as" and page.dep[kid] == "prep":
                whose = page.child(kid, "pobj")
    return None if whose is None else trim(page, *page.subtree(whose))


def declared(page: Parsed, found: list[Found]) -> list[Found]:
    """In a joint statement every sentence is said by those who issue it; their own "we" is no other attribution."""
    if not _DECLARES.search(page.document.title or ""):
        return found
    issuers: Range | None = None
    sentences: list[Found] = []
    for first, last in page.sentences:
        subjects = [i for i in range(first, last) if page.lower[i] == "we" and page.dep[i] in SUBJECTS]
        if issuers is None:
            issuers = next((w for i in subjects if (w := _issuers(page, i)) is not None), None)
            issuers = issuers or ((subjects[0], subjects[0] + 1) if subjects else None)
        if issuers is not None and page.line_kind(first) == "body" and any(p == "VERB" for p in page.pos[first:last]):
            sentences.append(Found(None, issuers, (trim(page, first, last),), "sure", "joint statement"))
    others = [f for f in found if f.source and page.lower[f.source[1] - 1] not in _OWN and f.found_by != "rule"]
    return others + sentences if len(sentences) > 1 else found
