"""Lists of those who act: what "and" and commas join, as the parser has it and where the parser cuts it.

Of "Chile, Peru, and Norway are to meet" the parser makes Norway's subject alone, of "ministers of Chile and Norway"
ministers and Norway, of "will meet Lind, President Berg and Silva" two objects: what stands between names on the page
tells more than its links. Everything here is a head token, in text order.
"""

from __future__ import annotations

from dragoman.model import Mention
from dragoman.reading.parse import Parsed

Tokens = tuple[int, ...]

_JOINS = frozenset([",", "and", "&"])
_BETWEEN = _JOINS | {"the"}
_LISTED = frozenset(["name", "country", "capital", "organisation"])
STATES = frozenset(["country", "capital", "demonym", "organisation"])


def coordinated(page: Parsed, token: int) -> Tokens:
    """A noun with the nouns coordinated to it: "Biden and Xi" is two."""
    found = [token]
    for k in found:
        beside = [c for c in page.kids[k] if page.dep[c] == "conj" and page.pos[c] not in ("VERB", "AUX")]
        found += [c for c in beside if not of_group(page, k, c) and _owns(page, c) <= _owns(page, k)]
        found += [c for c in _behind(page, k) if c not in found]
        if (
            page.pos[k] == "PROPN" or kind_at(page, k) == "office"
        ):  # "envoy Lind and President Berg": the envoy and Berg
            apposed = [a for a in page.kids[k] if page.dep[a] in ("appos", "nmod")]
            found += [c for a in apposed if _called(page, k, a) for c in page.kids[a] if _joined_to(page, c)]
            found += [a for a in apposed if _cut(page, k, a)]
            found += [a for a in _astray(page, k) if a not in found]
    return tuple(sorted(set(found)))


def _behind(page: Parsed, token: int) -> list[int]:
    """What the parser joined to the end of a country's name: "the Republic of Korea AND JAPAN"."""
    mention = page.at(Mention, token)
    if mention is None or mention.kind != "country" or page.lower[token + 1 : token + 2] != ["of"]:
        return []
    _, last = page.tokens(mention.span)
    inside = (k for t in range(token + 1, last) for k in page.kids[t] if page.dep[k] == "conj" and k >= last)
    return [k for k in inside if kind_at(page, k) == "country"]


def _owns(page: Parsed, i: int) -> bool:
    """Whether "'s" stands behind a name: "Lind and Chile's minister Silva", read as Lind and Chile."""
    return any(page.tag[k] == "POS" for k in page.kids[i])


def _joined_to(page: Parsed, i: int) -> bool:
    return page.dep[i] == "conj" and page.pos[i] == "PROPN"


def _called(page: Parsed, i: int, other: int) -> bool:
    """Whether a noun or a name only says who somebody is, so that what is joined to it is joined to him.

    "Akazawa, Japan's negotiator, and Lutnick"; "the Premier of Chile, Ada Lind, and the President of Peru".
    """
    if page.dep[other] != "appos":
        return False
    held = [kind_at(page, i), kind_at(page, other)] == ["office", "name"] and page.tag[i] in ("NN", "NNP")
    return page.pos[other] == "NOUN" or held


def _cut(page: Parsed, i: int, other: int) -> bool:
    """Whether the parser hung a name of a list on another: "Lind, Berg and Holm", "Premier Lind and President Berg"."""
    kinds = kind_at(page, i), kind_at(page, other)
    same = kinds[0] == kinds[1] and kinds[0] in ("name", "country")
    return same and page.at(Mention, i) != page.at(Mention, other) and page.child(other, "conj", "cc") is not None


def _astray(page: Parsed, name: int) -> list[int]:
    """The next of a list of names where the parser hung it on the verb: "will meet Lind, President Berg and Silva"."""
    after = page.subtree(name)[1]
    if after + 1 >= len(page) or page.lower[after] not in _JOINS:
        return []
    verbs = (v for v in page.ancestors(name) if page.pos[v] == "VERB")
    nouns = (k for v in verbs for k in page.kids[v] if _joined_to(page, k))
    return [k for k in nouns if page.subtree(k)[0] - after in (1, 2) and page.at(Mention, k) is not None]


def of_group(page: Parsed, group: int, other: int) -> bool:
    """Whether a country is one of those a group is of: in "ministers of Chile and Norway" not beside the ministers."""
    if not page.lower[group].endswith("s") or kind_at(page, other) not in STATES:
        return False
    of = next((k for k in page.kids[group] if group < k < other and page.lower[k] in ("of", "from")), None)
    first = page.child(of, "pobj") if of is not None else None
    if first is None or kind_at(page, first) not in STATES:
        return False
    named = page.at(Mention, other)
    return named is not None and only_joined(page, page.subtree(first)[1], page.tokens(named.span)[0])


def only_joined(page: Parsed, first: int, last: int) -> bool:
    """Whether nothing but commas, "and" and an article stands from one token to another."""
    return _BETWEEN.issuperset(page.lower[first:last])


def included(page: Parsed, group: int) -> Tokens:
    """Who is named of a group: "leaders at the talks, including Lind and Berg", "allies like Peru".

    Behind a comma the parser may hang them elsewhere: "called on all parties, including CHILE AND PERU, to".
    """
    top = group
    while page.dep[top] == "pobj" and page.pos[page.head[page.head[top]]] == "NOUN":
        top = page.head[page.head[top]]
    first, last = page.subtree(top)
    words = [k for k in range(max(first, group), last) if page.lower[k] == "including"]
    words += [k for k in page.kids[group] if page.dep[k] == "prep" and page.lower[k] in ("like", "notably", "as")]
    behind = page.subtree(group)[1]
    if page.lower[behind : behind + 2] == [",", "including"] and behind + 1 not in words:
        words.append(behind + 1)
    return tuple(t for k in words for o in page.kids[k] if page.dep[o] == "pobj" for t in coordinated(page, o))


def kind_at(page: Parsed, i: int) -> str:
    """The kind of the mention at a token, "" where there is none."""
    mention = page.at(Mention, i)
    return mention.kind if mention is not None else ""


def named_before(page: Parsed, name: int) -> tuple[Tokens, int]:
    """Those of one kind listed before a name, and where their list begins.

    Chile and Peru before NORWAY in "Chile, Peru, and Norway are to meet". Whether it is one list the caller says.
    """
    last = page.at(Mention, name)
    if last is None or last.kind not in _LISTED:
        return (), name
    found: list[int] = []
    begin = _titled(page, page.tokens(last.span)[0])
    while begin > 1 and page.lower[begin - 1] in _JOINS:
        end = begin - 1
        while end > 0 and page.lower[end - 1] in _JOINS:
            end -= 1
        other = page.at(Mention, end - 1)
        if other is None or other.kind != last.kind or page.sentence[end - 1] != page.sentence[name]:
            break
        found.insert(0, end - 1)
        begin = _titled(page, page.tokens(other.span)[0])
    return tuple(found), begin


def _titled(page: Parsed, first: int) -> int:
    """Where a name begins with its title and article."""
    while first > 0 and (kind_at(page, first - 1) in ("office", "demonym") or page.lower[first - 1] == "the"):
        first -= 1
    return first
