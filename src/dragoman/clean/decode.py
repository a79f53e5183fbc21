"""Bytes -> text: which encoding, and which characters may not stand in a text.

Encodings are tried in the order of how much the page itself says: byte order mark, valid UTF-8, the
charset of a `<meta>` tag, then charset-normalizer. What no encoding can read becomes U+FFFD and a note.
"""

from __future__ import annotations

import codecs
import re
import unicodedata

SAMPLE = 200_000  # bytes shown to charset-normalizer: it takes about a second a megabyte

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark it starts with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_META = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w:.-]{2,40})""", re.I)
# Labels that browsers read as a larger set (WHATWG Encoding Standard, "Names and labels").
_LARGER = {"iso-8859-1": "cp1252", "latin-1": "cp1252", "latin1": "cp1252", "us-ascii": "cp1252", "ascii": "cp1252"}
_LARGER |= {"gb2312": "gb18030", "gbk": "gb18030", "ks_c_5601-1987": "cp949", "euc-kr": "cp949", "shift_jis": "cp932"}

# First bytes of formats that are not text. Longer lists exist; these are what turns up beside news pages.
_MAGIC: tuple[bytes, ...] = (
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"PK\x03\x04",
    b"\x1f\x8b",
    b"\x7fELF",
    b"MZ\x90",
    b"RIFF",
    b"OggS",
)
_MAGIC += (
    b"RIFF",
    b"OggS",
    b"SQLite format 3\0",
    b"\xd0\xcf\x11\xe0",
    b"BZh",
    b"7z\xbc\xaf",
    b"\xfd7zXZ",
    b"%PDF-",
    b"PAR1",
)


def is_binary(data: bytes) -> bool:
    """Whether bytes are no text in any encoding: a known format, or control characters all over."""
    head = data[:8192]
    if head.startswith(_MAGIC):
        return True
    if head.startswith(tuple(mark for mark, _ in _BOMS)) or _wide(head):
        return False
    controls = sum(head.count(bytes([c])) for c in range(32) if c not in (9, 10, 12, 13, 27))
    return controls > 0.02 * len(head) + 2


def _wide(head: bytes) -> str | None:
    """UTF-16 without a mark: text in Latin letters has a zero in every second byte."""
    if len(head) < 8:
        return None
    even, odd = head[0::2].count(0), head[1::2].count(0)
    half = len(head) // 2
    if odd > 0.7 * half and even < 0.1 * half:
        return "utf-16-le"
    if even > 0.7 * half and odd < 0.1 * half:
        return "utf-16-be"
    return None


def decode(data: bytes, charset: str | None = None) -> tuple[str, str | None]:
    """Text of a page and, where bytes were lost, a note that says how many. Never raises.

    `charset` is what the transport said (a WARC or mail header), tried after valid UTF-8.
    """
    for mark, name in _BOMS:
        if data.startswith(mark):
            return _lossy(data[len(mark) :], name)
    wide = _wide(data[:8192])
    if wide:
        return _lossy(data, wide)
    try:
        return data.decode("utf-8"), None
    except UnicodeDecodeError:
        pass
    found = _META.search(data, 0, 4096)
    for label in (charset, found.group(1).decode("ascii", "replace") if found else None):
        name = _LARGER.get((label or "").strip().lower(), label or "")
        try:
            if name and codecs.lookup(name).name not in ("utf-8", "utf-7") and codecs.lookup(name)._is_text_encoding:
                return data.decode(name), None
        except (LookupError, UnicodeError, ValueError):
            continue
    text, lost = _lossy(data, "utf-8")
    broken = text.count("�")
    if broken * 10 < sum(1 for c in text[:SAMPLE] if c > "\x7f" and c != "�"):
        return text, lost  # a few broken bytes in UTF-8
    return _guess(data) or (text, lost)


def _lossy(data: bytes, name: str) -> tuple[str, str | None]:
    try:
        return data.decode(name), None
    except UnicodeDecodeError:
        text = data.decode(name, "replace")
        return text, f"{text.count('�')} characters could not be read as {name}"


def _guess(data: bytes) -> tuple[str, str | None] | None:
    from charset_normalizer import from_bytes

    # Only lines with bytes above ASCII say anything about the encoding.
    telling = b"\n".join(line[:2000] for line in data.split(b"\n") if not line.isascii())[:SAMPLE]
    best = from_bytes(telling or data[:SAMPLE], threshold=0.3).best()
    if best is None:
        return None
    text, lost = _lossy(data, best.encoding)
    return text, lost or f"no encoding was declared; read as {best.encoding}"


# --- characters that do not stand in a text ---------------------------------------------------------

_C1 = bytes(range(0x80, 0xA0)).decode("cp1252", "replace")  # a C1 control is nearly always mislabelled cp1252
_TABLE: dict[int, str | None] = {c: "�" for c in range(32) if c not in (9, 10)}
_TABLE |= {0x7F: "�", 0x0B: "\n", 0x0C: "\n", 0x0D: "\n", 0x85: "…", 0x2028: "\n", 0x2029: "\n", 0x09: " "}
_TABLE |= {0x80 + i: c for i, c in enumerate(_C1)}
_TABLE |= dict.fromkeys((0xA0, 0x1680, *range(0x2000, 0x200B), 0x202F, 0x205F, 0x3000), " ")
_TABLE |= dict.fromkeys(range(0xD800, 0xE000), "�")
# What has no width is not seen, so it is not read: "Tr<U+200B>ump" is "Trump". Emoji lose their joiners.
_TABLE |= dict.fromkeys((0xAD, 0x061C, 0x180E, *range(0x200B, 0x2010), *range(0x202A, 0x202F)))
_TABLE |= dict.fromkeys((*range(0x2060, 0x2070), 0xFEFF, *range(0xFFF9, 0xFFFC), *range(0xE0000, 0xE0080)))
_ODD = frozenset(map(chr, _TABLE))
_USUAL = bytes(c for c in range(0x80) if c not in _TABLE)
_OVERRIDE = re.compile("[\u202d\u202e\u2066-\u2068]")


_BYTES = {chr(b): b for b in range(0x80, 0x100)} | {c: 0x80 + i for i, c in enumerate(_C1) if c != "�"}
_MISREAD = re.compile(f"[ÂÃÄÅâð][{re.escape(''.join(_BYTES))}]+")


def unmixed(text: str) -> str:
    """Text in which UTF-8 that was once read as Latin-1 is itself again, also where that was done twice.

    >>> unmixed("PeÃ±a said â€œnoâ€\x9d, Ãƒ")
    'Peña said “no”, Ãƒ'
    """

    def meant(match: re.Match[str]) -> str:
        try:
            return bytes(_BYTES[c] for c in match[0]).decode("utf-8")
        except UnicodeDecodeError:
            return match[0]

    for _ in range(2):
        text = _MISREAD.sub(meant, text)
    return text


def safe(text: str) -> tuple[str, str | None]:
    """Text in NFC without control characters, and a note where it held direction overrides.

    Controls and lone surrogates become U+FFFD, odd spaces a space, one for one; characters without
    width and direction marks are left out, so that words are read as they are seen, in the order in which they
    are stored.
    """
    if "Ã" in text or "â" in text or "Â" in text:
        text = unmixed(text)
    if "\r" in text:
        text = text.replace("\r\n", "\n")
    note = None
    # Most of a page is plain ASCII: without it, looking at each character takes a thirtieth.
    rest = text.encode("utf-8", "surrogatepass").translate(None, _USUAL).decode("utf-8", "surrogatepass")
    if odd := _ODD.intersection(rest):
        overrides = len(_OVERRIDE.findall(rest))
        note = f"{overrides} characters that turn the writing direction were left out" if overrides else None
        # A page has few kinds of them, and no replacement is one: this takes a twentieth of what `translate` does.
        for character in odd:
            text = text.replace(character, _TABLE[ord(character)] or "")
    if not text.isascii() and not unicodedata.is_normalized("NFC", text):
        text = unicodedata.normalize("NFC", text)
    return text, note
