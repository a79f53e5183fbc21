"""Saved RSS and Atom feeds: each item is a page."""

from __future__ import annotations

import codecs
import io
import re
from collections.abc import Iterator
from typing import Any

from dragoman.model import Problem, RawPage

_FEED = re.compile(rb"<(?:\w+:)?(?:rss|feed|rdf)\b", re.I)
ITEMS = 10_000


def items(data: bytes, source: str) -> Iterator[RawPage | Problem]:
    """Pages of a feed: an item's text (or summary), with its title, day, author and address declared."""
    import feedparser

    data = _narrow(data)
    if not _FEED.search(data[:20_000]):
        yield Problem(source, "sources.feed", "no RSS or Atom in it")
        return
    try:
        # A stream, never a string: feedparser fetches a string that looks like an address. External entities are off.
        parsed = feedparser.parse(io.BytesIO(data), sanitize_html=True, resolve_relative_uris=False)
    except Exception as error:  # its parsers raise whatever they like on broken input
        yield Problem(source, "sources.feed", f"cannot be read: {type(error).__name__}")
        return
    outlet = _words(parsed.feed.get("title"))
    for number, entry in enumerate(parsed.entries[:ITEMS], 1):
        texts = [c.get("value", "") for c in entry.get("content", [])] + [entry.get("summary", "")]
        body = max((t for t in texts if isinstance(t, str)), key=len, default="")
        title = _words(entry.get("title"))
        link = _words(entry.get("link"))
        if not body.strip() and not title:
            yield Problem(f"{source}:{number}", "sources.feed", "an item without text")
            continue
        declared = {
            "title": title,
            "date": _words(entry.get("published")) or _words(entry.get("updated")),
            "byline": _words(entry.get("author")),
            "outlet": outlet,
            "url": link,
            "where": "feed",
        }
        identity = _words(entry.get("id"))
        address = link if link.startswith(("http://", "https://")) else f"{source}#{identity}" if identity else ""
        yield RawPage(
            address or f"{source}:{number}",
            (body or title).encode("utf-8", "replace"),
            "fragment",
            declared={k: v for k, v in declared.items() if v},
        )
    if len(parsed.entries) > ITEMS:
        yield Problem(source, "sources.feed", f"{len(parsed.entries):,} items: the first {ITEMS:,} are read")
    if not parsed.entries:
        yield Problem(source, "sources.feed", "no items in it")


# How UTF-16 and UTF-32 begin, with a mark or with "<": feedparser reads no feed in them that says it is in another.
_WIDE = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
    (b"<\0", "utf-16-le"),
    (b"\0<", "utf-16-be"),
)
_DECLARED = re.compile(r"""(<\?xml[^>]{0,200}?encoding\s*=\s*["'])[^"']*""")


def _narrow(data: bytes) -> bytes:
    """A feed in UTF-8 where it is in UTF-16 or UTF-32, and says so."""
    wide = next((name for begin, name in _WIDE if data.startswith(begin)), None)
    if wide is None:
        return data
    text = data.decode(wide, "replace").lstrip("\ufeff")
    return _DECLARED.sub(r"\1utf-8", text, count=1).encode("utf-8", "replace")


def _words(value: Any) -> str:
    return " ".join(re.sub(r"<[^<>]{0,1000}>", " ", value).split())[:2000] if isinstance(value, str) else ""
