"""Front matter and Markdown, read with regular expressions: nothing in a page is executed."""

from __future__ import annotations

import re

from dragoman.clean.blocks import Block

_FRONT = re.compile(r"\A\s{0,3}---[ \t]*\n(.{0,20000}?)\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.S)
_KEY = re.compile(r"^([A-Za-z][\w -]{0,40}?)\s*:(?:\s+(.*)|)$")
_ESCAPE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|x([0-9A-Fa-f]{2})|(.))", re.S)
_NAMES = {"headline": "title", "author": "byline", "authors": "byline", "source_url": "url", "link": "url"}
_NAMES |= {
    "site": "outlet",
    "publisher": "outlet",
    "published": "date",
    "published_time": "published",
    "pubdate": "date",
}

_INLINE = [
    (re.compile(r"<!--.{0,2000}?-->", re.S), ""),
    (re.compile(r"!\[[^\]\[\n]{0,300}\]\([^()\n]{0,2000}\)"), ""),  # an image
    (re.compile(r"\[([^\]\[\n]{1,500})\]\((?:[^()\n]|\([^()\n]{0,200}\)){0,2000}\)"), r"\1"),
    (re.compile(r"<((?:https?|mailto):[^>\s]{1,500})>"), r"\1"),
    # What an editor struck out was not said: "on <s>Wednesday</s> [Thursday]".
    (re.compile(r"<(s|del|strike)>[^<]{0,2000}</\1>|~~[^~\n]{1,500}~~", re.I), ""),
    (re.compile(r"</?[a-z][a-z0-9]{0,12}(?:\s[^<>]{0,3000})?/?>", re.I), ""),
    (re.compile(r"(?<!\\)(\*{1,3})(?=\S|$)|(?<!\\)(?<=\S)\*{1,3}"), ""),
    (re.compile(r"(?<![\w\\])_{1,2}(?=\S)([^_\n]{1,500}?)(?<=\S)_{1,2}(?!\w)"), r"\1"),
    (re.compile(r"(?<!\\)`{1,3}"), ""),
    (re.compile(r"\\([!-/:-@\[-`{-~])"), r"\1"),  # escaped punctuation
]
_HEADING = re.compile(r"^#{1,6}\s+(.{1,1000}?)[\s#]*$")
_STRONG = re.compile(r"^(\*\*|__)(?=\S)(.{1,160}?)(?<=\S)\1\s*:?$")
_RULE = re.compile(r"^[-*_= ]{3,}$|^\\?#\s?\\?#\s?\\?#$")
_ENDED = re.compile(r"(?:[.!?:;…—][\"”’)\]*_]*|;\s+(?:and|or))\s*$")
_TOKEN = re.compile(r"^(?P<item>\s{0,12}(?:[-*+•]|\(?\d{1,3}[.)])\s+)|^\s{0,3}>\s?")


def front_matter(text: str) -> tuple[dict[str, str], str]:
    """Keys of a `---` block at the top of a page, and the text after it.

    Reads what news folders hold: `key: value`, quoted or not, continued on indented lines. Anything else there is
    passed over.
    """
    match = _FRONT.match(text)
    if not match:
        return {}, text
    raw: dict[str, str] = {}
    key = ""
    for line in match[1].split("\n"):
        found = _KEY.match(line)
        if found:
            key = found[1].strip().lower()
            raw.setdefault(key, (found[2] or "").strip())
        elif key and line.strip():
            raw[key] += ("\n" if raw[key] else "") + line.strip()
    if not raw:
        return {}, text
    declared: dict[str, str] = {}
    for key, value in raw.items():
        name = _NAMES.get(key, key)
        if clean := _scalar(value):
            declared.setdefault(name, clean)
    if "date" not in declared and "published" in declared:
        declared["date"] = declared["published"]
    return declared, text[match.end() :]


def _scalar(value: str) -> str:
    """A YAML scalar: plain, 'single' or "double" quoted, folded over lines."""
    if len(value) > 1 and value[0] == value[-1] == '"':
        value = re.sub(r"\\\n\s*", "", value[1:-1]).replace("\n", " ")
        return _ESCAPE.sub(
            lambda m: chr(int(m[1] or m[2], 16)) if m[1] or m[2] else " " if m[3] in "_nt" else m[3], value
        )
    if len(value) > 1 and value[0] == value[-1] == "'":
        return value[1:-1].replace("''", "'").replace("\n", " ")
    if value.startswith("- "):
        return ", ".join(v.removeprefix("- ").strip("'\" ") for v in value.split("\n"))
    return value.replace("\n", " ")


def blocks(text: str) -> list[Block]:
    """Blocks of a Markdown page as plain words: a paragraph's lines joined, marks of emphasis and links taken off."""
    found: list[Block] = []
    lines: list[str] = []
    kind = ""

    def end() -> None:
        nonlocal kind
        joined = " ".join(" ".join(lines).split())
        strong = _STRONG.match(joined)
        words = inline(joined)
        if words:
            found.append(
                Block(words, "heading" if strong and not kind and not words.endswith((".", "!", "?")) else kind)
            )
        lines.clear()
        kind = ""

    for line in text.split("\n"):
        bare = line.strip()
        if not bare:
            end()
        elif _RULE.match(bare):
            end()
            found.append(Block(bare.replace("\\", ""), "boilerplate"))
        elif heading := _HEADING.match(bare):
            end()
            found.append(Block(inline(heading[1]), "heading"))
        elif token := _TOKEN.match(line):
            if token["item"] or not lines:
                end()
                kind = "item" if token["item"] else ""
            lines.append(line[token.end() :] if not (token["item"] or "")[:-1].strip("-*+• ") else bare)
        else:
            # Two spaces at a line's end are a break that is meant, unless the sentence runs on.
            if lines and lines[-1].endswith("  ") and (_ENDED.search(lines[-1]) or not bare[0].islower()):
                end()
            lines.append(line)
    end()
    return [b for b in found if b.text]


def inline(text: str) -> str:
    """A paragraph without the marks of Markdown."""
    for pattern, new in _INLINE:
        text = pattern.sub(new, text)
    return " ".join(text.split())
