"""A brief as terminal text, Markdown, HTML or JSON. What came from a page is escaped."""

from __future__ import annotations

import re
import textwrap
from html import escape

import msgspec

from dragoman.report import words
from dragoman.report.brief import Brief
from dragoman.report.desk import Line
from dragoman.report.references import Ref


def _refs(line: Line) -> str:
    return " ".join(f"[{n}]" for n in line.refs)


def _clean(text: str) -> str:
    return "".join(c if c == "\n" or c.isprintable() else " " for c in text)


def _source(ref: Ref) -> str:
    return f"{ref.outlet}, {ref.published}"


def terminal(made: Brief, width: int = 100) -> str:
    """Plain text in lines of at most `width` characters."""

    def put(text: str) -> str:
        return textwrap.fill(
            _clean(text), width, initial_indent="  ", subsequent_indent=" " * 6, break_on_hyphens=False
        )

    out = [_clean(made.title), f"Coverage: {made.period}", ""]
    for section in made.sections:
        out += [section.title.upper(), *([put(section.note)] if section.note else [])]
        out += [put(f"{line.text} {_refs(line)}") for line in section.lines]
        out += [f"  ... and {section.left:,} more", ""] if section.left else [""]
    out += ["RESTS ON", *map(put, made.rests_on), "", "REFERENCES"]
    for ref in made.refs:
        out.append(put(f"[{ref.number}] {_source(ref)}: {words.quoted(ref.quote)}"))
        out += [" " * 4 + put("; ".join(ref.resolved)).replace("\n", "\n    ")] if ref.resolved else []
    return "\n".join(out)


def markdown(made: Brief) -> str:
    """Markdown whose special characters in quoted words are escaped."""
    out = [f"# {_md(made.title)}", "", f"Coverage: {made.period}", ""]
    for section in made.sections:
        out += [f"## {section.title}", "", *([section.note, ""] if section.note else [])]
        out += [*(f"- {_md(line.text)} {_refs(line)}" for line in section.lines), ""]
        out += [f"... and {section.left} more", ""] if section.left else []
    out += ["## Rests on", "", *(f"- {line}" for line in made.rests_on), "", "## References", ""]
    for ref in made.refs:
        told = f"{_source(ref)}: {words.quoted(ref.quote)} {'; '.join(ref.resolved)}"
        out.append(f"{ref.number}. {_md(told)}".rstrip())
    return _clean("\n".join(out))


def _md(text: str) -> str:
    return re.sub(r"([\\`*_{}\[\]<>#|])", r"\\\1", text)


def html(made: Brief) -> str:
    """One page of HTML without scripts."""
    out = ["<!doctype html>", '<html lang="en"><head><meta charset="utf-8">', f"<title>{escape(made.title)}</title>"]
    out += ["</head><body>", f"<h1>{escape(made.title)}</h1>", f"<p>Coverage: {escape(made.period)}</p>"]
    for section in made.sections:
        out += [f"<h2>{escape(section.title)}</h2>"]
        out += [f"<p>{escape(section.note)}</p>"] if section.note else []
        out.append("<ul>")
        for line in section.lines:
            links = " ".join(f'<a href="#ref-{n}">[{n}]</a>' for n in line.refs)
            out.append(f"<li>{escape(line.text)} {links}</li>")
        out.append("</ul>")
        out += [f"<p>... and {section.left} more</p>"] if section.left else []
    out += ["<h2>Rests on</h2>", "<ul>", *(f"<li>{escape(line)}</li>" for line in made.rests_on), "</ul>"]
    out += ["<h2>References</h2>", "<ol>"]
    for ref in made.refs:
        notes = escape("; ".join(ref.resolved))
        quote = escape(f"{_source(ref)}: {words.quoted(ref.quote)}")
        out.append(f'<li id="ref-{ref.number}">{quote}<br><small>{notes}</small></li>')
    return _clean("\n".join([*out, "</ol>", "</body></html>"]))


def json(made: Brief) -> str:
    """The brief's own fields."""
    return msgspec.json.encode(made).decode()
