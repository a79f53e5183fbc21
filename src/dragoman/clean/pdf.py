"""PDF -> blocks. Running heads and page numbers, which repeat from page to page, are boilerplate."""

from __future__ import annotations

import io
import logging
import re
from collections import Counter

from dragoman.clean import lines
from dragoman.clean.blocks import Block

PAGES = 400
logging.getLogger("pypdf").setLevel(logging.CRITICAL)


def blocks(data: bytes) -> tuple[list[Block], list[str]]:
    """Blocks of a PDF and notes. Raises ValueError where it cannot be read."""
    from pypdf import PdfReader

    texts: list[str] = []
    notes = []
    try:
        reader = PdfReader(io.BytesIO(data), strict=False)
        if reader.is_encrypted and not reader.decrypt(""):
            raise ValueError("encrypted")
        if len(reader.pages) > PAGES:
            notes.append(f"{len(reader.pages):,} pages: the first {PAGES} are read")
        for number, page in enumerate(reader.pages[:PAGES], 1):
            try:
                texts.append(page.extract_text() or "")
            except Exception as error:
                notes.append(f"page {number} cannot be read: {type(error).__name__}")
    except ValueError:
        raise
    except Exception as error:  # pypdf raises what its parsers meet: KeyError, RecursionError, zlib.error ...
        raise ValueError(f"broken: {type(error).__name__}") from None
    often = Counter(_shape(line) for text in texts for line in {*text.split("\n")} if line.strip())
    found = []
    for text in texts:
        kept = [
            line if _repeats(line, often, len(texts)) is False else f"\n\x00{line.strip()}\n"
            for line in text.split("\n")
        ]
        for line in lines.unwrap("\n".join(kept)).split("\n"):
            if words := " ".join(line.replace("\x00", "").split()):
                found.append(Block(words, "boilerplate" if "\x00" in line else ""))
    return found, notes


def _shape(line: str) -> str:
    return re.sub(r"\d+", "0", " ".join(line.split()))


def _repeats(line: str, often: Counter[str], pages: int) -> bool:
    words = line.strip()
    return bool(words) and (
        re.fullmatch(r"(?:page )?\d{1,4}(?: (?:of|/) \d{1,4})?", words, re.I) is not None
        or (pages > 2 and len(words) < 120 and often[_shape(line)] > pages / 2)
    )
