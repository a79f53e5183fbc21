"""Page -> Document: what its text is, and what each line of it is. Debris is marked, never deleted.

A page goes through here once: bytes to text (`decode`), text to blocks (`html`, `markdown`, or as it
stands), blocks to lines and their kinds (`lines`), and what the page says of itself (`dates`, `language`).
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from urllib.parse import urlsplit

import msgspec

from dragoman.clean import dates, decode, html, lines, markdown, pdf
from dragoman.clean.blocks import Block, Page, Spot, joined, standing
from dragoman.clean.language import language
from dragoman.lexicon import column
from dragoman.model import Document, Line, Problem, RawPage, digest, raw_hash
from dragoman.settings import Settings

HTML_CHARS = 4_000_000  # a larger page is no article, and trafilatura takes seconds a megabyte
FILE_NAME = "file name"  # where a day stands
LINES = 50_000  # a text with more lines is a list of something

__all__ = ["clean", "plain", "raw_hash", "renamed"]

Note = Callable[[str, str], None]


def plain(text: str, source: str, raw_hash: str = "") -> Document:
    """A page of plain text in which every non-empty line is body: for texts that need no cleaning."""
    found, start = [], 0
    for part in text.split("\n"):
        if part.strip():
            found.append(Line(start, start + len(part), "body"))
        start += len(part) + 1
    return Document(digest(source, raw_hash), source, text, tuple(found), raw_hash, digest(text))


def clean(raw: RawPage, settings: Settings) -> tuple[Document | None, list[Problem]]:
    """The document in a page, and what went wrong. No document where there is no text. Never raises."""
    problems: list[Problem] = []

    def note(step: str, message: str) -> None:
        problems.append(Problem(raw.source, step, message))

    if len(raw.data) > settings.page_bytes:
        note("clean.size", f"{len(raw.data):,} bytes: more than the {settings.page_bytes:,} that a page may have")
        return None, problems
    if raw.media != "pdf" and decode.is_binary(raw.data):
        note("clean.decode", "not text")
        return None, problems
    try:
        page = _page(raw, settings, note)
    except (ValueError, AssertionError, RecursionError, MemoryError) as error:  # the second: of lxml, by htmldate
        note(f"clean.{raw.media}", f"cannot be read: {error or type(error).__name__}")
        return None, problems
    if not page.spots:
        note("clean", "no text in it")
        return None, problems
    return _document(raw, page, settings), problems


def renamed(document: Document, raw: RawPage) -> Document:
    """The document of a file with the bytes of another one: as `clean` makes it, which asks a file's name for a day."""
    day, where = document.declared, document.declared_where
    if where in (None, FILE_NAME):
        day = dates.of_path(raw.source)
        where = FILE_NAME if day else None
    own = digest(raw.source, document.raw_hash)
    return msgspec.structs.replace(
        document, id=own, source=raw.source, declared=day, declared_where=where, fetched=raw.fetched, version_of=None
    )


def _page(raw: RawPage, settings: Settings, note: Note) -> Page:
    text, lost = ("", None) if raw.media == "pdf" else decode.decode(raw.data, raw.declared.get("charset"))
    if lost:
        note("clean.decode", lost)
    limit = HTML_CHARS if raw.media in ("html", "fragment") else settings.text_chars
    if len(text) > limit:
        note("clean.size", f"{len(text):,} characters: the first {limit:,} are kept")
        text = text[:limit]
    text, turned = decode.safe(text)
    if turned:
        note("clean.characters", turned)
    beside = {k: decode.safe(v[:2000])[0].strip() for k, v in raw.declared.items() if v}
    if raw.media == "html":
        blocks, declared, found = html.page(text, beside.get("url") or (raw.source if "://" in raw.source else ""))
        for message in found:
            note("clean.html", message)
    elif raw.media == "fragment":
        blocks, declared = html.fragment(text), {}
    elif raw.media == "pdf":
        blocks, found = pdf.blocks(raw.data)
        declared = {}
        for message in found:
            note("clean.pdf", message)
        blocks = [Block(decode.safe(block.text)[0], block.kind) for block in blocks]
    else:
        declared, text = markdown.front_matter(text)
        if declared.get("date"):
            declared["where"] = "front matter"
        blocks = markdown.blocks(text) if raw.media == "markdown" else []
    declared |= beside
    declared["title"] = title = " ".join(declared.get("title", "").split())
    if raw.media in ("html", "markdown", "fragment", "pdf"):
        if title and not any(block.kind == "headline" for block in blocks):
            blocks = lines.titled(blocks, title)
            declared["title"] = next(block.text for block in blocks if block.kind == "headline")
        text, spots = joined(blocks)
    else:
        text = lines.unwrap(text)
        spots = standing(text)
        if title and not any(lines.key(text[s.start : s.end]) == lines.key(title) for s in spots[:12]):
            text, shift = f"{title}\n\n{text}", len(title) + 2
            spots = [Spot(0, len(title), "headline"), *(Spot(s.start + shift, s.end + shift, s.kind) for s in spots)]
    if len(text) > settings.text_chars or len(spots) > LINES:
        end = min(settings.text_chars, spots[min(LINES, len(spots)) - 1].end)
        note("clean.size", f"{len(text):,} characters in {len(spots):,} lines: the first {end:,} are kept")
        text = text[:end]
        spots = [Spot(s.start, min(s.end, end), s.kind) for s in spots if s.start < end]
    return Page(text, spots, declared)


def _document(raw: RawPage, page: Page, settings: Settings) -> Document:
    text, declared = page.text, page.declared
    texts = [text[spot.start : spot.end] for spot in page.spots]
    kinds, headline = lines.kinds(texts, [spot.kind for spot in page.spots], declared["title"])
    found = [
        line
        for spot, kind in zip(page.spots, kinds, strict=True)
        for line in lines.split(text, spot.start, spot.end, kind, settings.line_chars)
    ]
    day, where = _declared(raw.source, declared, texts, kinds)
    hashed = raw_hash(raw)
    return Document(
        id=digest(raw.source, hashed),
        source=raw.source,
        text=text,
        lines=tuple(found),
        raw_hash=hashed,
        text_hash=digest(text, *((line.start, line.end, line.kind) for line in found)),
        language=language("\n".join(t for t, k in zip(texts, kinds, strict=True) if k == "body") or text),
        outlet=declared.get("outlet") or _outlet(declared.get("url") or raw.source),
        title=declared["title"] or (texts[headline] if headline >= 0 else None),
        byline=declared.get("byline") or next((t for t, k in zip(texts, kinds, strict=True) if k == "byline"), None),
        declared=day,
        declared_where=where,
        fetched=raw.fetched,
    )


def _declared(
    source: str, declared: dict[str, str], texts: list[str], kinds: list[str]
) -> tuple[str | None, str | None]:
    """The first of: what source or head say, a published line, a full dateline, the last line, the URL, the name."""
    if day := dates.stamp(declared.get("date", "")):
        return day, declared.get("where", "metadata")
    paragraphs = (i for i, (t, k) in enumerate(zip(texts, kinds, strict=True)) if k == "body" and len(t) > 150)
    head = texts[: min(next(paragraphs, len(texts)) + 1, 15)]
    if day := dates.published([t for t in head if len(t) < 150]):
        return day, "published line"
    for text in texts[:12]:
        if (match := dates.DATELINE.match(text[:200])) and (day := dates.written(match[0])):
            return day, "dateline"
    last = next((t for t, k in zip(texts[::-1], kinds[::-1], strict=True) if k != "boilerplate"), "")
    if len(last) < 100 and (day := dates.signed(last)):
        return day, "published line"
    if day := dates.of_path(declared.get("url", "")):
        return day, "url"
    if day := dates.of_path(source):
        return day, "url" if "://" in source else FILE_NAME
    return None, None


@cache
def _domains() -> dict[str, str]:
    return {domain: name for domain, name in column("outlets-for-cleaning", "domain", "name").items() if domain}


def _outlet(url: str) -> str | None:
    """Name of the outlet of a URL where a table knows it, else its host."""
    try:
        host = (urlsplit(url).hostname or "").lower().removeprefix("www.") if "://" in url else ""
    except ValueError:
        return None
    parts = host.split(".")
    for i in range(len(parts) - 1):
        if name := _domains().get(".".join(parts[i:])):
            return name
    return host or None
