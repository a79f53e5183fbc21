"""Who a pronoun stands for, within one page.

"He" and "she" mean the nearest person whose sex agrees, a subject before others; "it" and "they" mean the subject that
rules their clause, else the subject of the sentence before. Two that fit as well leave the pronoun open, as does an
object ("told it", "joined them"): a wrong person is worse than none.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from dragoman.reading import namelists, reporting
from dragoman.reading.drafts import Draft
from dragoman.reading.parse import Parsed

_SEX_OF_HONOUR = {
    "mr": "m", "mr.": "m", "sir": "m", "lord": "m", "king": "m", "prince": "m", "emperor": "m", "sultan": "m",
    "emir": "m", "pope": "m", "mrs": "f", "mrs.": "f", "ms": "f", "ms.": "f", "miss": "f", "queen": "f",
    "princess": "f", "empress": "f", "dame": "f", "lady": "f", "madam": "f", "madame": "f", "spokesman": "m",
    "spokeswoman": "f", "chairman": "m", "chairwoman": "f", "congressman": "m", "congresswoman": "f",
    "businessman": "m", "baroness": "f", "sheikh": "m", "ayatollah": "m", "father": "m", "sister": "f",
}  # fmt: skip
_SUBJECT = ("nsubj", "nsubjpass", "csubj", "ROOT")
_JUDGING = frozenset(
    ["thank", "commend", "praise", "congratulate", "applaud", "criticize", "criticise", "blame", "condemn", "denounce",
     "rebuke", "salute", "hail", "credit", "accuse"]
)  # fmt: skip
_SEEMING = frozenset(["be", "seem", "appear", "remain", "become", "take", "turn", "happen"])
_SPEAKING = frozenset(["representative", "aide", "lawyer", "attorney", "adviser", "advisor", "source", "associate"])
BACK = 4  # sentences a pronoun looks back
FAR = 100  # mentions it looks back: five sentences of news have fifteen, at most fifty
NEAR = 12  # mentions to each side among which the speaker of a quotation is looked for
_AHEAD = 1.0  # by how much the best of two persons must be better
_UNKNOWN = 4.0  # the same where nothing tells the sex of the best


def sex(page: Parsed, d: Draft) -> str:
    """Sex of a person by the honour before the name or by the given name: m, f, or "" where neither tells."""
    if d.first and page.lower[d.first - 1] in _SEX_OF_HONOUR:
        return _SEX_OF_HONOUR[page.lower[d.first - 1]]
    name = (d.name or "").lower().split()
    return namelists.given().get(name[0], "") if len(name) > 1 else ""


def is_subject(page: Parsed, d: Draft) -> bool:
    """The mention is the subject of a clause."""
    return page.dep[d.last - 1] in _SUBJECT


def _says(page: Parsed, d: Draft) -> bool:
    """The mention is the subject of a verb that governs quotations."""
    return page.dep[d.last - 1] == "nsubj" and "q" in reporting.frames().get(page.lemma[page.head[d.last - 1]], "")


def is_person(d: Draft) -> bool:
    """A named person, or an office that stands for no name of the page."""
    return (d.kind == "name" and d.sort == "person") or (d.kind == "office" and d.of is None)


def key(d: Draft) -> str | None:
    """What tells two mentions apart: a person's name, a country's code, an organisation's name."""
    while d.of is not None and d.kind in ("office", "pronoun"):
        d = d.of
    if d.kind == "name" and d.sort == "person":
        return "person " + (d.name or "")
    if d.kind == "office":
        return f"office {d.office} {d.country}"
    if d.kind in ("country", "capital", "demonym") and d.country:
        return "country " + d.country
    if d.kind == "organisation" and (d.name or d.country):
        return f"organisation {d.name or d.country}"
    return None


def before(page: Parsed, drafts: list[Draft], n: int) -> Iterator[tuple[int, Draft]]:
    """Mentions before the n-th, nearest first, with how many sentences back."""
    here = page.sentence[drafts[n].first]
    for d in reversed(drafts[max(n - FAR, 0) : n]):
        back = here - page.sentence[d.first]
        if back > BACK:
            return
        yield back, d


def spoken(page: Parsed) -> list[bool]:
    """For each token whether it stands in double quotation marks."""
    found = [False] * len(page)
    for line in reporting.lines(page):
        for q in reporting.quotations(page, *line):
            if q.double:
                found[q.first : q.last] = [True] * (q.last - q.first)
    return found


class Pronouns:
    """The pronouns of one page: what they are looked up by, and the sexes that pronouns have shown so far."""

    def __init__(self, page: Parsed, drafts: list[Draft], sexes: dict[str, str]) -> None:
        self.page, self.drafts, self.sexes = page, drafts, sexes
        last = Counter(name.split()[-1] for name in sexes if " " in name)
        self.shared = {name for name, count in last.items() if count > 1}  # surnames of two: of either sex
        self.spoken = spoken(page)
        self.at: dict[int, Draft] = {}
        for d in drafts:
            if d.start < 0:
                for i in range(d.first, d.last):
                    self.at[i] = d  # the innermost: drafts come the longer first

    def resolve(self, n: int) -> None:
        """Fill `of` or `members` of the n-th draft, a pronoun."""
        d = self.drafts[n]
        if d.sort in ("he", "she"):
            d.of = self._person(n)
        elif d.sort == "who":
            d.of = self._related(n)
        elif d.sort == "it":
            d.of = self._thing(d.first)
        elif d.sort == "they":
            self._several(d)

    # -- he, she

    def _person(self, n: int) -> Draft | None:
        page, d = self.page, self.drafts[n]
        i, want = d.first, "m" if d.sort == "he" else "f"
        if page.lower[i].endswith("self"):
            own = self._reflected(i)
            if own is not None:
                return own
        if (judged := self._judged(i)) is not None and self.sexes.get(judged.name or "", want) == want:
            return judged
        if (again := self._again(i)) is not None and self.sexes.get(again.name or "", want) == want:
            return again
        speakers = self._speakers(n) if self.spoken[i] else set()
        ruling = self._ruling(i)
        ruling = -1 if ruling is None else ruling
        best: dict[str, tuple[float, Draft, bool]] = {}
        bound = {key(c) for back, c in before(page, self.drafts, n) if not back and self._excluded(c, i)}
        for back, c in before(page, self.drafts, n):
            who = c.of if c.kind in ("pronoun", "office") and c.of is not None else c
            if key(who) in bound or self._label(c, i):
                continue  # "Lind said he had asked him": he is Lind, him is not
            if (c.kind == "pronoun" and c.sort != d.sort) or not is_person(who) or key(who) in speakers:
                continue
            shown = self.sexes.get(who.name or "", "")
            quoted = self.spoken[c.first] and not self.spoken[i]  # "he said" after a quotation is who speaks
            if (shown and shown != want) or quoted or self._excluded(c, i):
                continue
            score = -4.0 * back + 3 * is_subject(page, c) + 1.5 * bool(shown) + (c.kind == "pronoun")
            rules = c.first <= ruling < c.last
            score += 2 * (rules and back == 0) + (rules and page.dep[i] in _SUBJECT)
            score -= 2 * (who.kind == "office") + 2 * (who.tenure == "late")
            score -= back > 0 and page.dep[c.last - 1] == "poss"
            name = key(who) or ""
            if name not in best or score > best[name][0]:
                best[name] = (score, who, is_subject(page, c))
        if ruling >= 0 and ruling not in self.at and page.lemma[ruling] in _SPEAKING and page.dep[i] in _SUBJECT:
            return None  # "A representative of Mr. Lind said ... He added"
        ranked = sorted(best.values(), key=lambda b: -b[0])
        if not ranked or ranked[0][0] < -1:
            later = self._to_come(n, want)
            if later is not None and key(later) not in speakers:
                ranked = [(0.0, later, True)]
        if not ranked or (len(ranked) > 1 and ranked[0][0] - ranked[1][0] < _AHEAD):
            return None
        who = ranked[0][1]
        if who.name and who.name not in self.shared and not self.sexes.get(who.name):
            nearest = next(iter(best.values()), ranked[0])[1]
            alone = len(ranked) == 1 or ranked[0][0] - ranked[1][0] >= _UNKNOWN
            if not self._other(n, who, bound) and (not ranked[0][2] or not alone or key(nearest) != key(who)):
                return None
            self.sexes[who.name] = want
        return who

    def _other(self, n: int, who: Draft, bound: set[str | None]) -> bool:
        """Of two in a sentence, whom the first verb is done to: "Lind met Berg and asked HIM to leave"."""
        page, i = self.page, self.drafts[n].first
        here = (c for back, c in before(page, self.drafts, n) if not back)
        named = [c for c in here if c.sort == "person" or (is_person(c) and c.of is None)]
        met = [c for c in named if key(c) == key(who) and page.dep[c.last - 1] in ("dobj", "pobj", "dative")]
        others = {key(c) for c in named if c.kind == "name"} - {key(who)}
        return bool(met) and page.dep[i] in ("dobj", "dative", "pobj", "nsubj") and bool(others) and others <= bound

    def _judged(self, i: int) -> Draft | None:
        """Whom a verb names whose deeds it judges: "the President thanked Modi for HIS visit"."""
        page, noun = self.page, self.page.head[i]
        verb = page.head[page.head[noun]]
        if page.tag[i] != "PRP$" or page.dep[noun] != "pobj" or page.lemma[verb] not in _JUDGING:
            return None
        whom = page.child(verb, "dobj")
        found = self.at.get(whom) if whom is not None and whom < i else None
        found = found.of if found is not None and found.kind == "office" and found.of is not None else found
        return found if found is not None and is_person(found) else None

    def _again(self, i: int) -> Draft | None:
        """Who does the same again: "Lind met Berg. He also met Holm"."""
        page, verb = self.page, self.page.head[i]
        if page.dep[i] != "nsubj" or not any(page.lower[k] == "also" for k in page.kids[verb]):
            return None
        above = self._ruling(i)
        c = self.at.get(above) if above is not None and page.lemma[page.head[above]] == page.lemma[verb] else None
        return c if c is not None and c.sort == "person" and c.name else None

    def _speakers(self, n: int) -> set[str | None]:
        """Whom a pronoun in quotation marks does not mean: '"He was frank," X said'."""
        page, i = self.page, self.drafts[n].first
        beside = (d for d in self.drafts[max(0, n - NEAR) : n + NEAR] if page.line[d.first] == page.line[i])
        said = (d for d in beside if not self.spoken[d.first] and _says(page, d))
        return {key(d) for d in said if any(self.spoken[slice(*page.sentences[page.sentence[d.first]])])} - {None}

    def _reflected(self, i: int) -> Draft | None:
        """ "Trump himself", "she told herself": the name before it, the subject of its own verb."""
        c = self.at.get(i - 1)
        if c is None or not is_person(c):
            subject = self.page.child(self.page.head[i], "nsubj", "nsubjpass")
            c = self.at.get(subject) if subject is not None else None
        who = c.of if c is not None and c.kind in ("pronoun", "office") and c.of is not None else c
        return who if who is not None and is_person(who) else None

    def _excluded(self, d: Draft, i: int) -> bool:
        """Binding: "X met him": him is not X; "X and his": may be."""
        page = self.page
        if page.lower[i] in ("his", "her", "its", "their") and page.tag[i] == "PRP$":
            return d.first <= page.head[i] < d.last
        verb = page.head[i]
        if page.dep[i] in ("pobj", "dative") and page.head[verb] != verb and page.pos[verb] == "ADP":
            verb = page.head[verb]
        other = page.head[d.last - 1]
        bound = other == verb
        while not bound and self._lent(verb):  # "Lind received Berg and spoke with him", "to thank him": he is not Lind
            verb = page.head[verb]
            bound = other == verb and is_subject(page, d)
        return not page.lower[i].endswith("self") and bound and page.sentence[d.first] == page.sentence[i]

    def _lent(self, verb: int) -> bool:
        """Whether a verb has its subject from the one above: joined to it, or its purpose."""
        page = self.page
        purpose = page.dep[verb] == "advcl" and any(page.tag[k] == "TO" for k in page.kids[verb])
        return (page.dep[verb] == "conj" or purpose) and page.child(verb, "nsubj", "nsubjpass") is None

    def _label(self, d: Draft, i: int) -> bool:
        """Whether a mention opens the turn of a transcript, in which its speaker says "he" of others."""
        page = self.page
        own = page.line[d.head] == page.line[i]
        return page.word[d.last : d.last + 1] == [":"] and (own or page.word[d.head].isupper())

    def _to_come(self, n: int, want: str) -> Draft | None:
        """The subject to come: "As she prepares ..., Takaichi"."""
        page = self.page
        here = page.sentence[self.drafts[n].first]
        for c in self.drafts[n + 1 : n + 1 + FAR]:
            if page.sentence[c.first] != here:
                return None
            if not (is_person(c) and is_subject(page, c) and self.sexes.get(c.name or "", want) in (want, "")):
                continue
            if page.head[self.drafts[n].first] in page.ancestors(c.head) and page.dep[self.drafts[n].first] in _SUBJECT:
                continue  # "he agrees that Lind is right": he is not Lind
            return c
        return None

    def _related(self, n: int) -> Draft | None:
        """Whom "who" goes on about: the mention right before it, or before a comma, but not "Twitter users who"."""
        i, word = self.drafts[n].first, self.page.word
        near = reversed(self.drafts[max(n - FAR, 0) : n])
        return next((c for c in near if c.last == i or (c.last == i - 1 and word[i - 1] == ",")), None)

    # -- it, they

    def _thing(self, i: int) -> Draft | None:
        """The country or organisation that "it" or "its" means."""
        page = self.page
        if page.tag[i] != "PRP$" and (page.dep[i] not in _SUBJECT or self._empty(i)) and not self._promised(i):
            return None
        subject = self._opened(i) if page.tag[i] == "PRP$" else None
        subject = self._ruling(i) if subject is None else subject
        c = self.at.get(subject) if subject is not None else None
        if c is not None and c.of is not None and (c.sort in ("it", "someone", "body")):
            c = c.of
        if c is None or c.place or c.kind not in ("country", "capital", "organisation") or not (c.country or c.name):
            return None
        return c

    def _promised(self, i: int) -> bool:
        """ "Japan welcomed the commitment to defend it": the object of a verb that only a noun leads to."""
        page, verb = self.page, self.page.head[i]
        return page.dep[i] == "dobj" and page.dep[verb] == "acl" and page.child(verb, "nsubj", "nsubjpass") is None

    def _several(self, d: Draft) -> None:
        """Whom "they" or "their" means: a group, several joined by "and", a body of people."""
        page, i = self.page, d.first
        if page.tag[i] != "PRP$" and page.dep[i] not in _SUBJECT:
            return
        if page.tag[i] == "PRP$" and self._nearer(i):
            return
        subject = self._ruling(i)
        c = self.at.get(subject) if subject is not None else None
        if c is None or subject is None:
            return
        joined = [self.at[k] for k in self._joined(subject) if k in self.at and key(self.at[k])]
        if len(joined) > 1:
            d.members = joined
        elif c.kind == "pronoun" and c.sort == "they":
            d.of, d.members = c.of, c.members
        elif c.kind == "group" or (c.kind == "organisation" and c.name and page.tag[i] != "PRP$"):
            d.of = c
        elif c.kind == "organisation" and c.name and page.sentence[c.first] == page.sentence[i]:
            d.of = c  # "the company said their ..."

    def _joined(self, i: int) -> list[int]:
        """A token and those that "and" joins to it."""
        found = [i]
        while (more := self.page.child(found[-1], "conj")) is not None and more > found[-1]:
            found.append(more)
        return found

    def _ruling(self, i: int) -> int | None:
        """The subject that rules a token: of the nearest clause around it, else of the sentence before."""
        page, k = self.page, i
        while page.head[k] != k:
            up = page.head[k]
            subject = page.child(up, "nsubj", "nsubjpass")
            if subject is not None and subject != k and subject < i:
                return self._relative(subject, up)
            k = up
        sentence = page.sentence[i]
        if not sentence or page.line[i] - page.line[page.sentences[sentence - 1][0]] > 1:
            return None
        opening = page.child(k, "nsubj", "nsubjpass")
        if opening is None or not page.subtree(opening)[0] <= i < page.subtree(opening)[1]:
            return None
        first, last = page.sentences[sentence - 1]
        if page.word[last - 1] not in ".!?\"”'’":
            return None  # a heading, a teaser
        root = next((k for k in range(first, last) if page.head[k] == k), first)
        return page.child(root, "nsubj", "nsubjpass")

    def _opened(self, i: int) -> int | None:
        """The subject to come: "In its statement, Apple said"; none where a subject stands before."""
        page, k = self.page, i
        while page.head[k] != k:
            up = page.head[k]
            subject = page.child(up, "nsubj", "nsubjpass")
            if subject is not None and subject != k:
                return subject if subject > i and "," in page.word[i:subject] and subject in self.at else None
            k = up
        return None

    def _relative(self, subject: int, verb: int) -> int:
        """The noun that a relative pronoun goes on about, else the subject itself."""
        related = self.page.tag[subject] in ("WDT", "WP") and self.page.dep[verb] == "relcl"
        return self.page.head[verb] if related else subject

    def _nearer(self, i: int) -> bool:
        """A plural noun stands between "their" and its verb: "two girls in their teens"."""
        page, k = self.page, self.page.head[i]
        while page.head[k] != k and page.pos[k] not in ("VERB", "AUX"):
            k = page.head[k]
            if page.tag[k] in ("NNS", "NNPS"):
                return True
        return False

    def _empty(self, i: int) -> bool:
        """ "It is safe to say that", "it seems that", "it is an investment": no actor is meant."""
        page = self.page
        verb = page.head[i]
        if page.lemma[verb] not in _SEEMING:
            return False
        if page.child(verb, "attr") is not None:
            return True
        clauses = ("xcomp", "ccomp", "csubj", "advcl", "acl", "relcl")
        kids = [k for k in page.kids[verb] if k > i]
        return any(page.dep[k] in clauses or any(page.dep[x] in clauses for x in page.kids[k]) for k in kids)
