"""Whose clause it is: the subject of a verb, its own or the one that its construction gives it.

"Trump plans to visit Tokyo", "Trump, who visited Tokyo", "after visiting Tokyo, Trump": the verb stands without a
subject of its own and takes that of the clause above, of the noun it hangs on, or of whoever is pressed ("urged
Japan to raise").
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache

from dragoman import lexicon
from dragoman.model import Mention
from dragoman.reading.conjuncts import STATES, Tokens, coordinated, kind_at, named_before
from dragoman.reading.parse import Parsed

_DASHES = frozenset(["—", "–", "--"])
_RELATIVE = frozenset(["who", "which", "that", "whom"])


@cache
def construction(role: str) -> frozenset[str]:
    """Verbs with a part in a construction: "report", "light" ("held talks"), "happen" ("talks resumed")."""
    return lexicon.words("constructions", "verb", role=role)


def measured(page: Parsed, tokens: Iterable[int]) -> Iterator[int]:
    """Nouns, and of those that only count or sort, what they count: "certain KINDS of AID", "a number of rules"."""
    for t in tokens:
        yield t
        if page.lemma[t] in construction("measuring"):
            of = (p for p in page.kids[t] if page.lower[p] == "of")
            yield from (o for p in of for o in page.kids[p] if page.dep[o] == "pobj")


@cache
def event_nouns() -> frozenset[str]:
    """Nouns that name an event or a commitment, by data/event_nouns.csv and the noun rules of events."""
    rules = (r["triggers"].split() for r in lexicon.table("event_rules") if r["pos"] == "noun")
    return lexicon.words("event_nouns", "noun").union(*rules)


def plural(page: Parsed, verb: int) -> bool:
    """Whether the form of a verb is of more than one: "are", "were", "have met", "agree"."""
    forms = (verb, *(k for k in page.kids[verb] if page.dep[k] in ("aux", "auxpass")))
    return any(page.tag[i] == "VBP" or page.lower[i] == "were" for i in forms)


def _opens(page: Parsed, i: int) -> bool:
    """Whether a token opens its sentence, or what a clause begins with stands before it."""
    return i == page.sentences[page.sentence[i]][0] or page.dep[i - 1] == "mark"


def _behind_day(page: Parsed, i: int) -> bool:
    """Whether a list begins behind the day that opens its sentence: "On 5 July LIND AND BERG signed"."""
    first = page.sentences[page.sentence[i]][0]
    return first < i - 2 and page.lower[first] == "on" and "CD" in page.tag[first:i] and i - first < _DAY_WORDS


_DAY_WORDS = 6  # "On Monday, 5 July 2024,"


def _under_day(page: Parsed, verb: int) -> int | None:
    """Who acts, where the parser hung them on the day before them: "On 5 July 2024 the Prime Minister met"."""
    first = page.sentences[page.sentence[verb]][0]
    who = page.child(first, "pobj") if page.dep[first] == "prep" and page.head[first] == verb else None
    if who is None or page.subtree(who)[0] != first + 1 or page.at(Mention, who) is None:
        return None
    return who if any(page.tag[t] == "CD" for t in range(first + 1, min(first + 4, who))) else None


class Subjects:
    """Subjects of the verbs of one page, each worked out once."""

    def __init__(self, page: Parsed) -> None:
        self.page = page
        self.subjects: dict[int, Tokens] = {}

    def subject(self, i: int, depth: int = 0) -> Tokens:
        """Surface subject of a verb: its own, or the one that its construction gives it."""
        if i not in self.subjects:
            self.subjects[i] = ()  # a cycle finds nothing
            self.subjects[i] = self._subject(i, depth)
        return self.subjects[i]

    def _subject(self, i: int, depth: int) -> Tokens:
        page = self.page
        own = page.child(i, "nsubj", "nsubjpass", "csubj", "expl")
        if own is not None and page.dep[own] == "csubj" and page.lower[own] == "visiting":
            guest = page.child(own, "dobj")  # "Visiting Chinese Premier Li held talks": he, read as a visit to him
            own = guest if guest is not None and page.at(Mention, guest) is not None else own
        dep, head = page.dep[i], page.head[i]
        if (
            own is not None
            and page.lower[own + 1 : own + 2] == [":"]
            and (named := page.child(own, "appos")) is not None
        ):
            own = named  # "Oslo: Lind and Berg spoke", read as names of Oslo
        if own is not None:  # "Assistant to the President for Security Affairs Lind hosted", read as two
            late = [k for k in page.kids[i] if page.dep[k] == "nsubj" and own < k < i and page.pos[k] == "PROPN"]
            own = next((k for k in late if page.subtree(own)[1] == page.subtree(k)[0]), own)
        if own is None:  # the parser may hang it on the auxiliary: "Chile is committed to"
            aux = page.child(i, "auxpass", "aux")
            own = page.child(aux, "nsubj", "nsubjpass") if aux is not None else None
        if own is None and head == i:
            own = _under_day(page, i)
        if own is not None and dep == "conj" and any(page.dep[k] == "cc" for k in range(own + 1, i)):
            own = None  # "was elected, the first woman to be so, and promised": no subject, but what she is
        if own is not None and self.met_to(i):
            return self.subject(page.head[head], depth + 1)
        if own is not None:
            if page.lower[own] in _RELATIVE and dep == "relcl":
                head = self.told_of(head) if page.lower[own] == "who" else head
                return coordinated(page, head) if page.tag[head][:2] != "VB" else ()
            if page.dep[own] == "expl":  # "there are talks"
                attr = page.child(i, "attr", "dobj")
                return coordinated(page, attr) if attr is not None else ()
            found = coordinated(page, own)
            before, begin = named_before(page, own)
            cut = len(found) == 1 and ((plural(page, i) and _opens(page, begin)) or _behind_day(page, begin))
            return (*before, *found) if cut else found
        if head == i or depth > 8:
            return ()
        if dep in ("acl", "relcl"):  # "the minister visiting Tokyo", "plans to visit", "the first leader to visit"
            if page.tag[i] == "VBG" and page.lemma[head] in construction("message"):
                return self.sender(head, depth)
            if page.pos[head] in ("NOUN", "PROPN", "PRON") and not self.infinitive(i):
                return coordinated(page, head)
            meant = next((k for k in page.kids[head] if page.lower[k] == "for" and k < i), None)
            meant = page.child(meant, "pobj") if meant is not None else None
            if meant is not None:  # "an invitation for Yoon to visit"
                return coordinated(page, meant)
            return self.holder(head, depth)
        if dep == "xcomp" and page.pos[head] == "VERB" and page.lemma[head] not in construction("subject control"):
            pressed = page.child(head, "dobj", "dative")
            if pressed is None and page.lemma[head] in construction("addressing"):  # "called on Japan to raise"
                on = next((k for k in page.kids[head] if page.lower[k] in ("on", "upon", "to", "with") and k < i), None)
                pressed = page.child(on, "pobj") if on is not None else None
            if pressed is not None and pressed < i:  # "urged Japan to raise"
                return coordinated(page, pressed)
        if dep == "pcomp":  # "after meeting Xi", "accused Tokyo of violating"
            preposition, head = page.lower[head], page.head[head]
            pressed = page.child(head, "dobj")
            at = next((k for k in page.kids[head] if page.lower[k] == "at" and page.dep[k] == "prep"), None)
            if pressed is None and preposition == "for" and at is not None:  # "lashed out at TURKEY for shooting"
                pressed = page.child(at, "pobj")
            if pressed is not None and pressed < i and preposition in ("of", "for", "from", "into"):
                return coordinated(page, pressed)
            if page.pos[head] in ("NOUN", "PROPN"):
                return self.holder(head, depth)
            return self.subject(head, depth + 1)
        if dep == "conj" and (fresh := self.begun(i)) is not None:
            return fresh
        if dep == "conj" and page.tag[i] == "VBD" and page.tag[head] in ("VB", "VBZ", "VBP", "VBG"):
            told = self.told_in(head)
            if told is not None:  # "said that he is to blame and accused him": it was not he who accused
                return self.subject(told, depth + 1)
        if dep in ("xcomp", "acomp", "conj", "advcl", "ccomp", "prep", "dep", "parataxis") or page.pos[head] == "ADJ":
            if page.pos[head] in ("VERB", "AUX"):
                found = self.subject(head, depth + 1)
                while dep == "conj" and self.disagree(i, found) and page.head[head] != head:
                    head = page.head[head]
                    found = self.subject(head, depth + 1)
                return found
            if page.pos[head] in ("ADJ", "NOUN", "PROPN", "ADV"):
                return self.holder(head, depth)
        return ()

    def begun(self, i: int) -> Tokens | None:
        """The subject of a clause that the parser joins to one before it, where its own stands right before "will".

        "... in which Chile will invest $2 million and PERU WILL commit $1 million"; behind a dash that closes what was
        put in, nobody: "discussed how loans — for a port in Peru — will help".
        """
        page = self.page
        modal = next((k for k in page.kids[i] if page.tag[k] == "MD" and k < i), None)
        before = None if modal is None else modal - 1
        if before is None or before <= page.head[i]:
            return None
        if page.lower[before] in _DASHES:
            return ()
        named = page.at(Mention, before)
        if named is None or named.kind not in ("country", "organisation", "name") or page.tag[before] != "NNP":
            return None
        first = page.tokens(named.span)[0]
        return (before,) if page.lower[first - 1] == "and" else None

    def disagree(self, i: int, subject: Tokens) -> bool:
        """Whether a plural verb would have one person for its subject: "left when Lind came and ARE returning"."""
        page = self.page
        who = page.at(Mention, subject[0]) if len(subject) == 1 and plural(page, i) else None
        return who is not None and who.kind in ("name", "office") and page.tag[subject[0]] in ("NN", "NNP")

    def told_of(self, noun: int) -> int:
        """The person of whom "who" tells: in "Lind, member of the Peace Council, who left" not the council."""
        page = self.page
        above = noun
        for _ in range(2):  # "president of the Fund for Peace, who"
            if page.dep[above] != "pobj" or page.lower[page.head[above]] not in ("of", "for"):
                break
            above = page.head[page.head[above]]
            if page.lemma[above] in construction("heading"):
                noun = above
                break
        return page.head[noun] if page.dep[noun] == "appos" and page.pos[page.head[noun]] == "PROPN" else noun

    def told_in(self, i: int) -> int | None:
        """The past verb that a verb of another tense stands under: "said that he is", "praised a plan to drop"."""
        page = self.page
        for _ in range(4):
            if page.head[i] == i:
                return None
            i = page.head[i]
            if page.tag[i] == "VBD":
                return i
        return None

    def met_to(self, i: int) -> bool:
        """An infinitive that stands with whom somebody met or spoke: "spoke with Berg of Norway to discuss"."""
        page = self.page
        prep = page.head[i]
        return (
            page.dep[i] == "pcomp"
            and page.lower[prep] == "with"
            and self.infinitive(i)
            and (page.child(i, "nsubj") is not None and page.pos[page.head[prep]] == "VERB")
        )

    def infinitive(self, i: int) -> bool:
        """The verb has "to" before it."""
        return any(self.page.tag[k] == "TO" for k in self.page.kids[i] if self.page.dep[k] == "aux")

    def sender(self, noun: int, depth: int) -> Tokens:
        """Who speaks in what is sent: "CHILE issued a statement condemning it", "a letter from CHILE urging"."""
        page, verb = self.page, self.page.head[noun]
        for k in page.kids[noun]:
            named = k if page.dep[k] == "poss" else page.child(k, "pobj") if page.lower[k] in ("from", "by") else None
            if named is not None:
                return coordinated(page, named)
        if page.dep[noun] == "dobj" and page.lemma[verb] in construction("sending"):
            return self.subject(verb, depth + 1)
        agent = page.child(verb, "agent") if page.dep[noun] == "nsubjpass" else None
        by = page.child(agent, "pobj") if agent is not None else None
        return coordinated(page, noun if by is None else by)

    def holder(self, noun: int, depth: int) -> Tokens:
        """Whose noun or adjective it is: possessor, or the subject of the verb that it hangs on."""
        page = self.page
        poss = page.child(noun, "poss")
        if poss is not None:
            return coordinated(page, poss)
        before = (k for k in page.kids[noun] if page.dep[k] in ("compound", "nmod", "amod"))
        owner = next((k for k in before if kind_at(page, k) in STATES), None)
        if owner is not None and page.lemma[noun] in construction("owned"):  # "U.S. plans to support Peru"
            return (owner,)
        by = next((k for k in page.kids[noun] if page.dep[k] == "prep" and page.lower[k] == "by"), None)
        doer = page.child(by, "pobj") if by is not None else None
        if doer is not None and kind_at(page, doer):  # "criticised the decision BY PERU to attack"
            return coordinated(page, doer)
        if page.lemma[noun] in construction("borne"):  # "the role OF THEATRES in supporting"
            of = next(
                (k for k in page.kids[noun] if page.dep[k] == "prep" and page.lower[k] in ("of", "by", "for")), None
            )
            bearer = page.child(of, "pobj") if of is not None else None
            return coordinated(page, bearer) if bearer is not None else ()
        head, dep = page.head[noun], page.dep[noun]
        if dep == "pobj" and page.head[head] != head:
            return self.subject(page.head[head], depth + 1) if page.pos[page.head[head]] in ("VERB", "AUX") else ()
        if dep in ("nsubj", "nsubjpass"):  # "the first leader to visit is Abe": the noun itself
            return () if page.lemma[noun] in event_nouns() else coordinated(page, noun)
        if page.pos[head] in ("VERB", "AUX"):
            return self.subject(head, depth + 1)
        return ()
