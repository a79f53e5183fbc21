"""Propositions: who does what to whom, over every way English has of saying it.

Events, pledges and constraints are readings of one layer: a predicate (verb or event noun) with its arguments
by role, whatever the construction: "Trump visited Tokyo", "Tokyo was visited by Trump", "Trump, who visited
Tokyo", "Trump plans to visit Tokyo", "Trump's visit to Tokyo", "Trump paid a visit to Tokyo", "Trump Visits
Tokyo". Arguments are head tokens: whoever reads
a proposition looks up the mentions that stand there.

Labels are those of spaCy's English pipeline (ClearNLP): a proposition inherits what its own clause leaves
unsaid from the clause above it (control, raising, coordination, relative and participial clauses).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, NamedTuple

from dragoman.model import Mention
from dragoman.reading.conjuncts import STATES, Tokens, coordinated, kind_at
from dragoman.reading.headlines import hidden_verbs
from dragoman.reading.parse import Parsed
from dragoman.reading.subjects import Subjects, construction, event_nouns
from dragoman.reading.verb_groups import Tense, verb_group

Form = Literal["active", "passive", "nominal", "light", "control", "conj", "relative", "headline"]


class Proposition(NamedTuple):
    """A predicate and its arguments; every number is a token of the page."""

    token: int  # the verb or event noun
    lemma: str  # of the verb with its particle ("call_off"), or of the noun
    form: Form
    verb: int  # the verb that carries tense: the token itself, or the one that a noun hangs on ("held talks")
    agent: Tokens = ()  # who does it: subject, "by" of a passive, possessor of a noun
    patient: Tokens = ()  # whom it is done to: object, subject of a passive
    recipient: Tokens = ()  # indirect object, or "to somebody"
    others: tuple[tuple[str, int], ...] = ()  # (preposition, head token), in text order
    complement: int | None = None  # verb of its clause or infinitive ("agreed TO RAISE", "said that it WOULD")
    tense: Tense = ""
    modal: str = ""  # "would", "could", "must" ...
    negated: bool = False
    conditional: bool = False  # stands under "if", "unless", "in case"
    cue: int | None = None  # reporting verb that this stands under, and
    source: Tokens = ()  # whose words it is

    def preposition(self, *words: str) -> Tokens:
        """Head tokens that hang on it by one of the prepositions."""
        return tuple(t for word, t in self.others if word in words)


_WHERE = frozenset(["at", "in", "on", "near"])
_MEANS = frozenset(["phone", "telephone", "video", "videoconference", "teleconference", "link", "hotline"])
_ROUNDS = frozenset(["round", "series", "session"])
_TALKS = frozenset(["talk", "talks", "negotiation", "consultation", "discussion", "meeting"])
_RELATIVE = frozenset(["who", "which", "that", "whom"])
_BETWEEN = frozenset(["cc", "aux", "neg", "advmod", "punct"])  # two verbs that share an object
_IF = frozenset(["if", "unless", "whether", "provided", "lest", "until"])
_BACKING = frozenset(["endorsement", "support", "backing", "blessing", "praise", "approval"])
_REASONS = frozenset(["over", "for", "after", "because", "amid", "about"])
_INTO = frozenset(["in", "into", "for", "to"])  # prepositions by which a light verb carries its noun
_HANGS = frozenset(["dobj", "nsubj", "nsubjpass", "attr", "dep", "npadvmod"])


def propositions(page: Parsed) -> list[Proposition]:
    """All propositions of a page in text order; worked out once a page."""
    found: list[Proposition] | None = page.__dict__.get("_propositions")
    if found is None:
        found = page.__dict__["_propositions"] = _Clauses(page).all()
        page.__dict__["_proposition_at"] = {p.token: p for p in found}
    return found


def proposition_at(page: Parsed, token: int) -> Proposition | None:
    """The proposition whose predicate is a token."""
    propositions(page)
    at: dict[int, Proposition] = page.__dict__["_proposition_at"]
    return at.get(token)


_LIST = 50  # verbs of a list that may wait for one another


class _Clauses(Subjects):
    """Works out the propositions of one page."""

    def __init__(self, page: Parsed) -> None:
        super().__init__(page)
        self.verbs: dict[int, Proposition] = {}  # worked out so far: each verb of a list asks the next

    def all(self) -> list[Proposition]:
        page, nouns, found = self.page, event_nouns(), []
        hidden = hidden_verbs(page)
        for i, pos in enumerate(page.pos):
            if i in hidden:
                h = hidden[i]
                to = tuple(t for word, t in h.others if word == "to")
                found.append(Proposition(i, h.lemma, "headline", i, h.before, h.after, to, h.others, None, h.tense))
            elif pos == "VERB":
                found.append(self.verbal(i))
            elif pos == "NOUN" or pos == "PROPN":
                lemma = page.lemma[i]
                if lemma in nouns and not (lemma == "march" and pos == "PROPN"):
                    found.append(self.nominal(i, lemma))
                elif pos == "PROPN" and lemma.endswith("s") and lemma[:-1] in nouns:
                    found.append(self.nominal(i, lemma[:-1]))
        return found

    # -- verbs

    def verbal(self, i: int) -> Proposition:
        """The proposition of a verb."""
        if i not in self.verbs:
            chain = [i]  # each verb of a list asks the next: the far end of a list of hundreds first
            while (after := self.listed(chain[-1])) is not None and after not in self.verbs:
                chain.append(after)
            for k in (*reversed(chain[_LIST:]), i):
                self.verbs[k] = self._verbal(k)
        return self.verbs[i]

    def _verbal(self, i: int) -> Proposition:
        page = self.page
        kids, dep, lemma = page.kids[i], page.dep, page.lemma[i]
        agent: Tokens = ()
        patient: list[int] = []
        recipient: list[int] = []
        others: list[tuple[str, int]] = []
        complement: int | None = None
        passive = relative = False
        for k in kids:
            d = dep[k]
            if d in ("dobj", "attr", "oprd"):
                if page.lower[k] in _RELATIVE and dep[i] == "relcl":
                    patient += coordinated(page, page.head[i])
                    relative = True
                elif d == "dobj" or self.person_called(i, k):
                    patient += coordinated(page, k)
            elif d == "prep":
                self.prepositional(k, others)
                others += self.cut_off(i, k) or self.beyond(i, k)
                if page.lemma[i] == "commit" and page.lower[k] == "to":  # "is committed to supporting Peru"
                    complement = page.child(k, "pcomp") if complement is None else complement
            elif d == "agent" and not self.active(i):
                for o in page.kids[k]:
                    if dep[o] == "pobj":
                        agent = coordinated(page, o)
                passive = True
            elif d == "dative":
                target = page.child(k, "pobj") if page.pos[k] == "ADP" else k
                if target is not None:
                    recipient += coordinated(page, target)
            elif d == "auxpass" or d == "nsubjpass":
                passive = True
            elif d in ("xcomp", "ccomp") or (d == "advcl" and self.promised(i, k)):
                complement = k if complement is None else complement
                if d == "ccomp" and self.infinitive(k):  # "asked Japan to pay", read as a clause of Japan's
                    pressed = page.child(k, "nsubj")
                    if pressed is not None:
                        patient += coordinated(page, pressed)
            elif d == "advcl" and any(page.lower[m] == "for" and page.dep[m] == "mark" for m in page.kids[k]):
                whose = page.child(k, "nsubj")  # "called for Russia to withdraw"
                others.append(("for", k if whose is None else whose))
            elif d == "prt" or (page.lower[k] in ("forward", "aside") and d == "advmod"):
                lemma = f"{lemma}_{page.lower[k]}"
        if not passive and page.tag[i] == "VBN" and not agent:
            passive = dep[i] == "acl" or (
                dep[i] == "conj" and self.voice(page.head[i]) and not page.child(i, "nsubj", "dobj")
            )
        shared = self.shared(i) if not passive and not patient and complement is None else None
        if shared is not None:
            patient, complement = list(shared.patient), shared.complement
        subject = self.subject(i)
        if passive:
            patient += [s for s in subject if s not in patient]
        else:
            agent = agent or subject
            if relative:
                agent = tuple(s for s in agent if s not in patient)
        recipient += [t for word, t in others if word == "to" and t not in recipient]
        form = self.form(i, passive)
        return self.finish(
            Proposition(i, lemma, form, i, agent, tuple(patient), tuple(recipient), tuple(others), complement)
        )

    def person_called(self, i: int, k: int) -> bool:
        """ "Calls Premier Lind to wish him well": no word for anybody else."""
        mention = self.page.at(Mention, k)
        alone = mention is not None and mention.kind == "name" and self.page.child(i, "dobj") is None
        return alone and self.page.dep[k] == "oprd" and self.page.lemma[i] == "call"

    def shared(self, i: int) -> Proposition | None:
        """The next verb, whose object a verb shares: "has criticised and will sanction Norway"."""
        page, after = self.page, self.listed(i)
        if after is None or any(page.dep[k] not in _BETWEEN for k in range(i + 1, after)):
            return None
        own = page.child(after, "nsubj", "nsubjpass", "auxpass") is not None
        return None if own else self.verbal(after)

    def listed(self, i: int) -> int | None:
        """The next verb of a list of verbs."""
        page = self.page
        return next((k for k in page.kids[i] if k > i and page.dep[k] == "conj" and page.pos[k] == "VERB"), None)

    def promised(self, i: int, k: int) -> bool:
        """Whether the parser took a complement for a purpose: "committed to sustain", "agreed to meet"."""
        page = self.page
        return page.lemma[i] in construction("infinitive") and page.child(i, "dobj") is None and self.infinitive(k)

    def active(self, i: int) -> bool:
        """A past verb beside which "by" names no doer: "they welcomed the visit by Lind", "they spoke by phone"."""
        page = self.page
        return page.tag[i] == "VBD" and not self.voice(i) and page.child(i, "dobj", "nsubj") is not None

    def voice(self, i: int) -> bool:
        return self.page.child(i, "auxpass", "nsubjpass") is not None

    def form(self, i: int, passive: bool) -> Form:
        dep = self.page.dep[i]
        if passive:
            return "passive"
        if dep in ("relcl", "acl"):
            return "relative"
        if dep == "xcomp":
            return "control"
        return "conj" if dep == "conj" else "active"

    def cut_off(self, i: int, k: int) -> list[tuple[str, int]]:
        """What a preposition is about, where the parser made it a second subject: "called on Lind (R) to resign"."""
        page = self.page
        late = next((s for s in page.kids[i] if page.dep[s] == "nsubj" and s > k), None)
        return [] if late is None or page.kids[k] else [(page.lower[k], t) for t in coordinated(page, late)]

    def beyond(self, i: int, k: int) -> list[tuple[str, int]]:
        """With whom, where the parser hung it on the place or the means: "met at the White House with Lind", "spoke by
        telephone with Lind"."""
        page = self.page
        if any(page.lower[w] == "with" for w in page.kids[i]):
            return []
        found: list[tuple[str, int]] = []
        for o in page.kids[k]:
            place = page.lower[k] in _WHERE and page.pos[o] == "PROPN"
            for w in page.kids[o] if place or page.lemma[o] in _MEANS else ():
                if page.lower[w] == "with" and page.dep[w] == "prep":
                    self.prepositional(w, found)
        return found

    def prepositional(self, k: int, others: list[tuple[str, int]]) -> None:
        page = self.page
        if page.lower[k] == "according":
            return  # "they spoke, according to the ministry"
        beside = page.lower[k] == "with" and page.lower[page.head[k]] == "along"  # not whom it is done to
        for o in page.kids[k]:
            if page.dep[o] == "pobj":
                others += [("along" if beside else page.lower[k], t) for t in coordinated(page, o)]
            elif self.met_to(o):  # "spoke with Berg of Norway to discuss", read as what Berg did
                others += [(page.lower[k], t) for t in coordinated(page, page.child(o, "nsubj") or o)]
            elif page.pos[o] == "ADP" and page.dep[o] in ("prep", "pcomp", "conj"):  # "ahead of the summit"
                self.prepositional(o, others)

    # -- nouns

    def nominal(self, i: int, lemma: str) -> Proposition:
        """The proposition of an event noun, with what the verb it hangs on lends it."""
        page = self.page
        dep = page.dep
        agent: list[int] = []
        patient: list[int] = []
        others: list[tuple[str, int]] = []
        complement: int | None = None
        for k in page.kids[i]:
            d = dep[k]
            if d == "poss" and page.tag[k] != "NNPS":  # "the Annual Leaders' Meeting" is so called
                agent += coordinated(page, k)
            elif d == "prep":
                self.prepositional(k, others)
            elif d == "agent":
                agent += [t for o in page.kids[k] if dep[o] == "pobj" for t in coordinated(page, o)]
            elif d in ("compound", "amod", "nmod") and page.pos[k] in ("PROPN", "ADJ", "NOUN"):
                others.append(("", k))
                others += [("", t) for t in page.kids[k] if dep[t] in ("compound", "amod", "nmod", "conj")]
            elif d in ("acl", "relcl", "ccomp") and complement is None and (d == "ccomp" or self.infinitive(k)):
                complement = k
        agent += [t for word, t in others if word == "by"]
        open_to_both = [t for t in agent if self.either(i, t)]
        agent = [t for t in agent if t not in open_to_both]
        verb = self.hanger(i)
        form: Form = "nominal"
        if verb != i:
            light = construction("light")  # verbs that add nothing but tense to their noun
            hold = page.lemma[verb]
            particle = page.child(verb, "prt")
            hold = f"{hold}_{page.lower[particle]}" if particle is not None else hold
            top = self.counted(i)
            up = dep[top] if page.head[top] == verb else "prep"
            by = page.lower[page.head[i]]
            # "entered into talks", "is on a visit", but "made the pledge at a conference"
            into = by in _INTO or (by == "on" and page.lemma[verb] == "be")
            if (up in ("dobj", "attr") or (up == "prep" and into)) and (
                hold in light or hold.split("_")[0] in light or page.pos[verb] == "AUX"
            ):
                form = "light"
                if hold in construction("receiving"):  # "received the endorsement of": the subject did not endorse
                    agent += [t for word, t in others if word == "from" or (word == "of" and lemma in _BACKING)]
                elif not agent and not open_to_both and up != "attr":
                    agent += [s for s in self.subject(verb) if s != i] if not self.voice(verb) else []
                self._lend(verb, i, agent, others)
            elif up in ("nsubj", "nsubjpass") and (hold in light or hold in construction("happen")):
                form = "light"
                self._lend(verb, i, agent, others)
            elif up == "prep" and not agent and any(word == "with" for word, _ in others):
                agent += [s for s in self.subject(verb) if s != i]  # "during a meeting with Xi, Lee said"
        if not agent and form == "nominal" and any(word == "with" for word, _ in others):
            agent += self.after_comma(i)
        patient += [t for word, t in others if word in ("of", "on", "against", "over", "upon")]
        recipient = tuple(t for word, t in others if word == "to")
        return self.finish(
            Proposition(i, lemma, form, verb, tuple(agent), tuple(patient), recipient, tuple(others), complement)
        )

    def either(self, noun: int, owner: int) -> bool:
        """Whether "its" may be of either side: "broke off relations with Chile over ITS strikes on Peru"."""
        page, prep = self.page, self.page.head[noun]
        verb = page.head[prep]
        over = page.dep[noun] == "pobj" and page.lower[prep] in _REASONS and page.lower[owner] in ("its", "their")
        return over and any(kind_at(page, t) in STATES for t in range(verb + 1, prep))

    def _lend(self, verb: int, noun: int, agent: list[int], others: list[tuple[str, int]]) -> None:
        """What a light verb carries belongs to its noun: "held talks on Monday with Xi"."""
        page = self.page
        for k in page.kids[verb]:
            if page.dep[k] == "prep" and not page.subtree(k)[0] <= noun < page.subtree(k)[1]:
                self.prepositional(k, others)
            elif page.dep[k] == "agent" and not agent:
                agent += [t for o in page.kids[k] if page.dep[o] == "pobj" for t in coordinated(page, o)]
            elif page.dep[k] == "dative" and page.pos[k] != "ADP":
                others += [("to", t) for t in coordinated(page, k)]

    def after_comma(self, i: int) -> Tokens:
        """Who stands after "During a meeting with X," where the parser took him for an apposition of X."""
        page = self.page
        first, last = page.sentences[page.sentence[i]]
        if page.dep[i] != "pobj" or page.head[i] != first:
            return ()
        comma = next((k for k in range(i, last) if page.lower[k] == ","), last)
        for k in range(comma + 1, last):
            if page.pos[k] in ("NOUN", "PROPN", "PRON") and (k + 1 == last or page.pos[k + 1] not in ("NOUN", "PROPN")):
                return (k,)
            if page.pos[k] in ("VERB", "AUX", "PUNCT"):
                return ()
        return ()

    def counted(self, i: int) -> int:
        """The noun that talks are counted by: "held a fifth ROUND of talks"; else the noun itself."""
        page = self.page
        of = page.head[i]
        over = page.head[of]
        rounds = page.dep[i] == "pobj" and page.lower[of] == "of" and page.lemma[over] in _ROUNDS
        return over if rounds and page.lemma[i] in _TALKS else i

    def hanger(self, i: int) -> int:
        """The verb that an event noun hangs on, through coordination and one preposition; itself if none."""
        page = self.page
        k = self.counted(i)
        while page.dep[k] in ("conj", "appos") and page.pos[page.head[k]] in ("NOUN", "PROPN"):
            k = page.head[k]
        if page.dep[k] in _HANGS and page.pos[page.head[k]] in ("VERB", "AUX"):
            return page.head[k]
        if page.dep[k] == "pobj":
            up = page.head[page.head[k]]
            if page.lower[up] in ("ahead", "prior"):  # "ahead of the meeting"
                up = page.head[up]
            if page.pos[up] in ("VERB", "AUX"):
                return up
        return i

    # -- tense and the rest

    def finish(self, prop: Proposition) -> Proposition:
        """Add tense, modal, negation, condition and attribution."""
        page, verb = self.page, prop.verb
        tense, modal, negated = verb_group(page, verb) if page.pos[verb] in ("VERB", "AUX") else ("", "", False)
        if page.pos[prop.token] != "VERB" and any(page.lower[k] in ("no", "neither") for k in page.kids[prop.token]):
            negated = True
        cue, source, conditional = self.above(verb)
        return prop._replace(tense=tense, modal=modal, negated=negated, conditional=conditional, cue=cue, source=source)

    def above(self, i: int) -> tuple[int | None, Tokens, bool]:
        """Reporting verb over a predicate with its subject, and whether it stands under a condition."""
        page = self.page
        conditional = False
        k = i
        for _ in range(12):
            opens = (m for m in marks(page, k) if page.lower[m] in _IF)
            if any(page.lower[m] != "until" or page.dep[m] == "mark" for m in opens):
                conditional = True  # "until it is paid", but not "until 5 May"
            for p in page.kids[k]:
                if page.lower[p] == "according":
                    to = page.child(p, "prep")
                    who = page.child(to, "pobj") if to is not None else page.child(p, "pobj")
                    if who is not None:
                        return p, coordinated(page, who), conditional
            h = page.head[k]
            if h == k:
                break
            if page.lemma[h] in construction("report"):
                if page.dep[k] in ("ccomp", "parataxis"):
                    return h, self.subject(h), conditional
                if page.dep[k] == "xcomp" and self.voice(h):  # "is said to have met"
                    return h, (), conditional
            k = h
        return None, (), conditional


def marks(page: Parsed, i: int) -> Iterator[int]:
    """What a clause begins with ("if", "as"); not what leads to one behind it ("pledged aid, PROVIDED that")."""
    for k in page.kids[i]:
        if page.dep[k] in ("mark", "advmod") or (page.dep[k] == "prep" and k < i):
            yield k
