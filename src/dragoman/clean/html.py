"""HTML -> blocks of the main text (trafilatura) and what the page's head declares."""

from __future__ import annotations

import logging
import re
from html import unescape
from itertools import islice
from typing import Any
from urllib.parse import urlsplit

from dragoman.clean import dom
from dragoman.clean.blocks import Block

logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
logging.getLogger("htmldate").setLevel(logging.CRITICAL)

TAGS = 40_000  # with more of them trafilatura takes minutes; news pages have some thousands
# A tag with more attributes than a page needs: pictures as data, state of scripts. Parsing them is quadratic.
_FAT = re.compile(r"<([a-zA-Z][\w:-]{0,40})\s[^<>]{4000,}>")
_TAG = re.compile(r"<[^<>]{0,4000}>")
_CODE = re.compile(r"<!--.*?(?:-->|\Z)|<(script|style|noscript|svg)\b.*?(?:</\1\s*>|\Z)", re.I | re.S)

# A date in one of these says when a page was changed or copyrighted, or belongs to something else.
_NOT_PUBLISHED = re.compile(
    r"modif|updat|copyright|rights|expir|revis|crawl|fetch|access|build|event|birth|valid", re.I
)
_MARKED = ("class", "id", "itemprop", "pubdate", "data-testid")
_PUBLISHED = re.compile(r"publi|pubdate|posted|issued|date-?created|entry-date|post-date|dateline|byline-date", re.I)


def page(text: str, url: str = "") -> tuple[list[Block], dict[str, str], list[str]]:
    """Blocks, declarations and notes of an HTML page. Raises ValueError where there is no HTML in it."""
    from trafilatura import bare_extraction
    from trafilatura.utils import load_html

    text = _FAT.sub(r"<\1>", text)
    tree = load_html(text)
    if tree is None:  # trafilatura wants a whole page; this may be a piece of one, or broken
        tree = _piece(text)
    dom.strip(tree)
    notes = []
    declared = {}
    tags = text.count("<")
    if tags > TAGS:
        notes.append(f"{tags:,} tags: main text chosen roughly, without metadata")
        blocks = dom.rough(tree)
    else:
        declared = _declared(tree, url)
        dom.prune(tree)
        # Precision: .969 against .961 on the saved pages; what it loses is put back from the tree.
        got = bare_extraction(tree, url=url or None, include_comments=False, favor_precision=True)
        blocks = dom.mend(list(_blocks(got.body)), tree) if got is not None else []
    if not blocks:
        notes.append("no main text found: all its words are kept")
        blocks = _everything(tree, text)
    return blocks, declared, notes


def _piece(text: str) -> Any:
    """The tree of HTML that has no page around it. Raises ValueError where there is no HTML in it."""
    from lxml.etree import ParserError
    from lxml.html import document_fromstring

    try:
        return document_fromstring(text)
    except (ParserError, ValueError) as error:
        raise ValueError("no HTML in it") from error


def fragment(text: str) -> list[Block]:
    """Blocks of a piece of HTML that is all text: an item of a feed."""
    from lxml.etree import ParserError
    from lxml.html import fragment_fromstring

    try:
        tree = fragment_fromstring("<div>" + _FAT.sub(r"<\1>", text) + "</div>")
    except (ParserError, ValueError):
        return [Block(words) for line in text.split("\n") if (words := " ".join(line.split()))]
    return [Block(unit.text) for unit in dom.units(tree)]


def _everything(tree: Any, text: str) -> list[Block]:
    """All words of a page; without its tree where that lost them (nested so deep that the parser cut it off)."""
    blocks = [Block(unit.text) for unit in dom.units(tree)]
    bare = _TAG.sub("\n", _CODE.sub("\n", text)).split("\n")
    plain = [Block(unescape(line)) for part in bare if (line := " ".join(part.split()))]
    return plain if sum(len(b.text) for b in plain) > 2 * sum(len(b.text) for b in blocks) + 100 else blocks


def _declared(tree: Any, url: str) -> dict[str, str]:
    from trafilatura.metadata import extract_metadata

    try:
        meta = extract_metadata(tree, url or None, {"extensive_search": False, "max_date": "2099-12-31"}, True)
    except (ValueError, TypeError, KeyError, AttributeError, AssertionError, RecursionError):  # odd JSON-LD; no <html>
        return {}
    host = _host(url or meta.url or "")
    found = {
        "title": meta.title,
        "byline": meta.author,
        "outlet": meta.sitename if meta.sitename and meta.sitename != host else None,
        "url": url or meta.url,
        "date": date(tree),
    }
    return {k: " ".join(v.split()) for k, v in found.items() if v}


def _host(url: str) -> str:
    try:
        return (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:
        return ""


def date(tree: Any) -> str | None:
    """Day of publication that the page's markup states: meta tags, JSON-LD, a marked `<time>`.

    htmldate would go on to look at any date in the text, in image addresses and in the URL, and bounds its guesses by
    today. So it is shown nothing but the elements that state a day of publication.
    """
    from htmldate import find_date
    from lxml.html import Element

    head = Element("head")
    body = Element("body")
    for meta in islice(tree.iter("meta"), 500):
        named = " ".join(meta.get(a, "") for a in ("name", "property", "itemprop", "http-equiv", "pubdate"))
        if not _NOT_PUBLISHED.search(named) and meta.get("http-equiv", "").lower() not in ("date", "last-modified"):
            head.append(_copy(meta))
    for script in tree.iter("script"):
        if "ld+json" in (script.get("type") or "").lower() and script.text:
            kept = Element("script", type="application/ld+json")
            kept.text = re.sub(r'"dateModified"', '"_"', script.text[:500_000])
            head.append(kept)
    for element in tree.iter("time", "abbr", "span", "p", "div"):
        if len(body) >= 50:
            break
        marks = " ".join(filter(None, map(element.get, _MARKED)))
        if (_PUBLISHED.search(marks) or element.get("pubdate") is not None) and not _NOT_PUBLISHED.search(marks):
            words = " ".join("".join(element.itertext()).split())
            if len(words) < 80 and len(element) < 4:
                kept = Element("time", {"class": "entry-date published"})
                kept.text = words
                if stamp := element.get("datetime") or element.get("content") or element.get("title"):
                    kept.set("datetime", stamp)
                body.append(kept)
    html = Element("html")
    html.extend([head, body])
    try:
        found = find_date(html, extensive_search=False, original_date=True, url="", max_date="2099-12-31")
    except (ValueError, TypeError, AttributeError, RecursionError):
        return None
    return str(found) if found else None


def _copy(element: Any) -> Any:
    from lxml.html import Element

    return Element(element.tag, dict(element.attrib))


_SPACE = re.compile(r"\s+")


def _blocks(body: Any) -> Any:
    """Blocks of trafilatura's tree: head, p, quote, list/item, table/row/cell; `lb` breaks a line."""
    for element in body:
        tag = element.tag
        if not isinstance(tag, str):
            continue
        if tag in ("list", "quote", "div") and len(element) and not _inline_only(element):
            yield from _texts(_SPACE.sub(" ", element.text or ""), "")
            yield from _blocks(element)
        elif tag == "table":
            for row in element.iter("row"):
                cells = [" ".join("".join(c.itertext()).split()) for c in row]
                if any(cells):
                    yield Block(" | ".join(c for c in cells if c), "item")
        else:
            yield from _texts(_words(element), {"head": "heading", "item": "item"}.get(tag, ""))
        yield from _texts(_SPACE.sub(" ", element.tail or ""), "")


def _inline_only(element: Any) -> bool:
    return all(child.tag in ("hi", "ref", "lb", "del", "code") for child in element)


def _words(element: Any) -> str:
    parts = [_SPACE.sub(" ", element.text or "")]  # a line break in the source is no line break on the page
    for child in element:
        if child.tag == "lb":
            parts.append("\n")
        elif child.tag in ("p", "item", "head", "quote", "list"):
            parts += ["\n", _words(child), "\n"]
        elif isinstance(child.tag, str):
            parts.append(_words(child))
        parts.append(_SPACE.sub(" ", child.tail or ""))
    return "".join(parts)


def _texts(text: str | None, kind: str) -> Any:
    for line in (text or "").split("\n") if kind == "" else [text or ""]:
        if words := " ".join(line.split()):
            yield Block(words, kind)
