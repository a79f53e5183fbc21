"""The text units of an HTML tree in reading order, and which of them are the main text.

trafilatura chooses; the tree around its choice mends two things that it cannot see: a line that is
nothing but a link (a pointer to another story) and a paragraph of the article that it left out.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from typing import Any, NamedTuple

from dragoman.clean.blocks import Block

BLOCKS = frozenset(
    re.findall(
        r"\w+",
        """address article aside blockquote body br caption center dd details dialog div dl dt fieldset figcaption
        figure footer form h1 h2 h3 h4 h5 h6 header hr html li main nav ol p pre section summary table tbody td tfoot
        th thead tr ul""",
    )
)
SKIPPED = frozenset(
    re.findall(
        r"\w+",
        """audio button canvas dialog embed footer form head iframe input map math nav noscript object script select
        style svg template textarea video""",
    )
)
_MUTE = ("audio", "canvas", "embed", "iframe", "noscript", "object", "style", "svg", "template", "video")
_HIDDEN = re.compile(r"display:\s*none|visibility:\s*hidden", re.I)
_UNSEEN = re.compile(
    r"\b(?:sr-only|visually-?hidden|screen-reader-(?:text|only)|dropdown-menu|hidden-print"
    r"|tooltip-?(?:text|content|inner)|popover|hover-?card|rollover-[\w-]*block)\b",
    re.I,
)
# Classes and ids of what stands inside an article's box and is not the article.
_BESIDE = re.compile(
    r"comment|related|recirc|promo|newsletter|subscri|sign-?up|share|social|sidebar|teaser|breadcrumb|footer|most-?(?:read|popular)"
    r"|advert|sponsor|outbrain|taboola|cookie|consent|gdpr|paywall|author-?(?:bio|box|info|desc)|bio\b|tags?\b|caption|credit"
    r"|recommend|more-?(?:stories|from|on)|read-?(?:more|next)|also-?(?:read|on)|widget|popup|modal|menu|nav\b|copyright|disclaimer|metadata",
    re.I,
)
# Classes of the paragraph between the headline and the text that tells the story in short.
_LEAD = re.compile(r"\b(?:[\w-]*__)?(?:summary|lead|lede|intro|introduction|standfirst|excerpt|teaser-text)\b", re.I)
_SENTENCE = re.compile(r"[.!?…:][\"”’')\]]*$")


_APART = ("aside", "figure", "figcaption", "footer", "header")


class Unit(NamedTuple):
    """A run of text between two block boundaries."""

    text: str
    element: Any  # the block element it stands in
    linked: float  # share of its characters that are links


def key(text: str) -> str:
    """Letters and digits alone, to find a text again that was cleaned in another way."""
    return re.sub(r"[\W_]+", "", text).lower()


def units(tree: Any) -> list[Unit]:
    """Units of a tree in reading order, without what is never text or never seen. Walks, does not recurse."""
    from lxml.etree import iterwalk

    found: list[Unit] = []
    parts: list[str] = []
    linked = 0
    links = 0
    stack = [tree]

    def flush() -> None:
        nonlocal linked
        if parts and (text := " ".join("".join(parts).split())):
            found.append(Unit(text, stack[-1], min(1.0, linked / len(text))))
        parts.clear()
        linked = 0

    def add(text: str | None) -> None:
        nonlocal linked
        if text:
            parts.append(text)
            linked += len(text.strip()) if links else 0

    walk = iterwalk(tree, events=("start", "end", "comment", "pi"))
    for event, element in walk:
        tag = element.tag
        if event in ("comment", "pi"):
            add(element.tail)
        elif event == "start":
            if _skipped(element):
                if tag in BLOCKS:
                    flush()
                walk.skip_subtree()
                continue
            if tag in BLOCKS:
                flush()
                stack.append(element)
            links += tag == "a"
            add(element.text)
        else:
            if _skipped(element):
                add(element.tail)
                continue
            links -= tag == "a"
            if tag in BLOCKS:
                flush()
                stack.pop()
            if element is not tree:
                add(element.tail)
    flush()
    return found


def _skipped(element: Any) -> bool:
    if element.tag in SKIPPED or not isinstance(element.tag, str):
        return True
    get = element.get
    style = get("style")
    return bool((style and _HIDDEN.search(style)) or get("hidden") is not None or (_UNSEEN.search(get("class") or "")))


def strip(tree: Any) -> None:
    """Takes out what is neither text nor says anything of the page: every later search of the tree passes over it.

    A third of the time that a news page took; the text of the saved pages stayed the same to the letter.
    """
    from lxml.etree import strip_elements

    for script in [s for s in tree.iter("script") if "+json" not in (s.get("type") or "").lower()]:
        script.drop_tree()
    strip_elements(tree, *_MUTE, with_tail=False)


def prune(tree: Any) -> None:
    """Takes out what shows only under a mouse or to a screen reader: its words run into the sentence around it."""
    for element in [e for e in tree.iter("span", "div", "a", "p", "ul") if _UNSEEN.search(e.get("class") or "")]:
        if element.getparent() is not None:
            element.drop_tree()


def container(chosen: list[Unit], share: float = 0.9) -> Any:
    """The innermost element that holds `share` of the chosen text."""
    weight: dict[Any, int] = defaultdict(int)
    for unit in chosen:
        element = unit.element
        while element is not None:
            weight[element] += len(unit.text)
            element = element.getparent()
    enough = share * sum(len(unit.text) for unit in chosen)
    return max(
        (e for e, size in weight.items() if size >= enough),
        key=lambda e: sum(1 for _ in e.iterancestors()),
        default=None,
    )


def placed(element: Any, within: Any, known: dict[Any, str]) -> str:
    """Where an element stands: "in" the container, "out" of it, or "beside" the article in a box of another purpose."""
    path = []
    place = "out"
    while element is not None:
        if element in known:
            place = known[element]
            break
        path.append(element)
        if element is within:
            place = "in"
            break
        element = element.getparent()
    for step in reversed(path):
        if step is not within and (
            step.tag in _APART or _BESIDE.search(f"{step.get('class') or ''} {step.get('id') or ''}"[:500])
        ):
            place = "beside"
        known[step] = place
    return place


def prose(unit: Unit) -> bool:
    """A paragraph that reads as one: long enough, ends as a sentence, not mostly links."""
    return len(unit.text) >= 60 and unit.linked < 0.3 and bool(_SENTENCE.search(unit.text))


def shape(unit: Unit) -> tuple[str, str] | None:
    """Tag and class of the box that a unit's element stands in; None without a class."""
    parent = unit.element.getparent()
    name = parent.get("class") if parent is not None else None
    return (parent.tag, name) if name else None


def align(blocks: list[Block], found: list[Unit]) -> list[list[int]]:
    """For each block the units that it is made of, in order; none where the page does not hold it as it stands."""
    keys = [key(unit.text) for unit in found]
    starts: dict[str, list[int]] = defaultdict(list)
    for i, k in enumerate(keys):
        if k:
            starts[k[:16]].append(i)
    last = -1
    aligned: list[list[int]] = []
    for block in blocks:
        wanted = key(block.text)
        same = starts.get(wanted[:16], [])[:200]
        fits = [i for i in same if keys[i] == wanted] or [i for i in same if wanted.startswith(keys[i])]
        # trafilatura drops the words of some links: "reported that [the league will fine him] for his role".
        fits = fits or [i for i in same if _most(block.text, found[i].text)]
        if not fits:
            aligned.append([])
            continue
        first = next((i for i in fits if i > last), fits[0])
        run = [first]
        rest = wanted[len(keys[first]) :]
        while rest and run[-1] + 1 < len(keys) and rest.startswith(keys[run[-1] + 1]):
            run.append(run[-1] + 1)
            rest = rest[len(keys[run[-1]]) :]
        last = run[-1]
        aligned.append(run)
    return aligned


def _most(part: str, whole: str) -> bool:
    words = part.split()
    return len(words) >= 8 and len(set(words) & set(whole.split())) >= 0.85 * len(set(words))


def mend(blocks: list[Block], tree: Any) -> list[Block]:
    """The main text that trafilatura chose, with what the tree shows: pointers marked, lost paragraphs put back."""
    found = units(tree)
    aligned = align(blocks, found)
    owner = {i: n for n, run in enumerate(aligned) for i in run}
    chosen = [found[i] for i in sorted(owner)]
    size = sum(len(unit.text) for unit in chosen)
    if not chosen or size < 0.4 * sum(len(block.text) for block in blocks):
        return blocks
    box = container(chosen)
    shapes: Counter[tuple[str, str]] = Counter()
    for unit in chosen:
        if prose(unit) and (form := shape(unit)):
            shapes[form] += len(unit.text)
    # Boxes that hold much of the text: an article cut into columns by adverts goes on in a box of the same class.
    usual = {form for form, held in shapes.items() if held > 0.3 * size}
    known: dict[Any, str] = {}
    lost: dict[int, list[Block]] = defaultdict(list)
    seen = {key(unit.text) for unit in chosen}
    at = -1
    title = next((i for i, unit in enumerate(found) if unit.element.tag == "h1"), len(found))
    for i, unit in enumerate(found):
        if i in owner:
            at = owner[i]
        elif prose(unit) and key(unit.text) not in seen:
            place = placed(unit.element, box, known)
            lead = at in (-1, owner.get(title)) and i > title and _LEAD.search(unit.element.get("class") or "")
            if place == "in" or (place == "out" and (lead or shape(unit) in usual)):
                lost[at].append(Block(unit.text))
                seen.add(key(unit.text))
    mended = lost[-1]
    for n, (block, run) in enumerate(zip(blocks, aligned, strict=True)):
        mended.append(_mended(block, [found[i] for i in run]))
        mended += lost[n]
    return mended


def rough(tree: Any) -> list[Block]:
    """Main text of a page that is too large to look at twice: the box that holds most of its prose, without links."""
    found = units(tree)
    box = container([unit for unit in found if prose(unit)], 0.7)
    known: dict[Any, str] = {}
    return [Block(u.text) for u in found if u.linked < 0.5 and (box is None or placed(u.element, box, known) == "in")]


def _mended(block: Block, made_of: list[Unit]) -> Block:
    if not made_of:
        return block
    if len(made_of) == 1 and len(made_of[0].text) > len(block.text) + 3:
        block = Block(made_of[0].text, block.kind)
    heading = any(unit.element.tag in ("h1", "h2") for unit in made_of)
    if not heading and len(block.text) < 200 and all(unit.linked > 0.9 for unit in made_of):
        return Block(block.text, block.kind if "://" in block.text else "pointer")
    return block
