"""Page -> Document: what its text is, and what each line of it is. Debris is marked, never deleted.

A page goes through here once: bytes to text (`decode`), text to blocks (`html`, `markdown`, or as it
stands), blocks to lines and their kinds (`lines`), and what the page says of itself (`dates`, `language`).
"""

from __future__ import annotations

from functools import cache
from urllib.parse import urlsplit

from dragoman.clean import dates, decode, html, lines, markdown
from dragoman.clean.blocks import Block, Page
from dragoman.clean.language import language
from dragoman.lexicon import column
from dragoman.model import Document, Line, Problem, RawPage, digest, raw_hash
from dragoman.settings import Settings

HTML_CHARS = 8_000_000  # a larger page is no article: 50 MB of markup would keep trafilatura for minutes

__all__ = ["clean", "plain"]


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

    def problem(step: str, message: str) -> None:
        problems.append(Problem(raw.source, step, message))

    if len(raw.data) > settings.page_bytes:
        problem("clean.size", f"{len(raw.data):,} bytes: more than the {settings.page_bytes:,} that a page may have")
        return None, problems
    if decode.is_binary(raw.data):
        problem("clean.decode", "not text")
        return None, problems
    text, note = decode.decode(raw.data, raw.declared.get("charset"))
    text, turned = decode.safe(text)
    for step, message in (("clean.decode", note), ("clean.characters", turned)):
        if message:
            problem(step, message)
    try:
        page = _page(raw, text)
    except (ValueError, RecursionError, MemoryError) as error:
        problem(f"clean.{raw.media}", f"cannot be read: {error or type(error).__name__}")
        return None, problems
    for message in page.notes:
        problem(f"clean.{raw.media}", message)
    document = _document(raw, page, settings, problem)
    if document is None:
        problem("clean", "no text in it")
    return document, problems


def _page(raw: RawPage, text: str) -> Page:
    url = raw.declared.get("url") or (raw.source if "://" in raw.source else "")
    notes = []
    declared: dict[str, str] = {}
    if raw.media == "html":
        if len(text) > HTML_CHARS:
            notes.append(f"{len(text):,} characters of HTML: read to character {HTML_CHARS:,}")
            text = text[:HTML_CHARS]
        page = html.page(text, url)
        blocks, declared = page.blocks, page.declared
        notes += page.notes
    else:
        declared, text = markdown.front_matter(text)
        if declared.get("date"):
            declared["where"] = "front matter"
        if raw.media == "markdown":
            blocks = markdown.blocks(text)
        else:
            blocks = [Block(text, "text")]
    declared |= {k: v for k, v in raw.declared.items() if v}
    return Page(blocks, declared, notes)


def _document(raw: RawPage, page: Page, settings: Settings, problem: object) -> Document | None:
    declared = page.declared
    title = decode.safe(declared.get("title", ""))[0].strip()
    blocks = page.blocks
    if len(blocks) == 1 and blocks[0].kind == "text":  # plain text keeps its own line breaks
        text = lines.unwrap(blocks[0].text)
        blocks = []
    else:
        text = ""
    if title and not any(lines.key(b.text) == lines.key(title) for b in blocks[:12]) and not text:
        blocks = [Block(title, "headline"), *blocks]
    if blocks:
        text = "\n\n".join(b.text for b in blocks)
    if len(text) > settings.text_chars:
        problem("clean.size", f"{len(text):,} characters of text: the first {settings.text_chars:,} are kept")  # type: ignore[operator]
        text = text[: settings.text_chars]
    starts, texts, hints, position = [], [], [], 0
    by_start = {}
    at = 0
    for block in blocks:
        by_start[at] = block.kind
        at += len(block.text) + 2
    for part in text.split("\n"):
        if words := part.strip():
            start = position + len(part) - len(part.lstrip())
            starts.append(start)
            texts.append(words)
            hints.append(by_start.get(start, ""))
        position += len(part) + 1
    if not texts:
        return None
    found, headline = lines.kinds(texts, hints, title)
    all_lines = [
        line
        for start, words, kind in zip(starts, texts, found, strict=True)
        for line in lines.split(text, start, start + len(words), kind, settings.line_chars)
    ]
    if not title and headline >= 0:
        title = texts[headline]
    hashed = raw_hash(raw)
    day, where = _declared(raw, declared, texts, found)
    body = "\n".join(t for t, k in zip(texts, found, strict=True) if k == "body")
    byline = declared.get("byline") or next((t for t, k in zip(texts, found, strict=True) if k == "byline"), None)
    return Document(
        id=digest(raw.source, hashed),
        source=raw.source,
        text=text,
        lines=tuple(all_lines),
        raw_hash=hashed,
        text_hash=digest(text, *((line.start, line.end, line.kind) for line in all_lines)),
        language=language(body or text),
        outlet=declared.get("outlet") or _outlet(declared.get("url") or raw.source),
        title=title or None,
        byline=byline,
        declared=day,
        declared_where=where,
        fetched=raw.fetched,
    )


def _declared(
    raw: RawPage, declared: dict[str, str], texts: list[str], found: list[str]
) -> tuple[str | None, str | None]:
    """The first of: what source or head say, a published line, a full dateline, the URL, the file's name."""
    if day := dates.stamp(declared.get("date", "")):
        return day, declared.get("where", "metadata")
    first = next(
        (i for i, (t, k) in enumerate(zip(texts, found, strict=True)) if k == "body" and len(t) > 150), len(texts)
    )
    near = [t for t in texts[: first + 1][:15] if len(t) < 150]
    if day := dates.published(near):
        return day, "published line"
    for text in texts[:12]:
        if (match := dates.DATELINE.match(text[:200])) and (day := dates.written(match[0])):
            return day, "dateline"
    if day := dates.of_path(declared.get("url", "")):
        return day, "url"
    if day := dates.of_path(raw.source):
        return day, "url" if "://" in raw.source else "file name"
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
