"""A brief as terminal text, Markdown, HTML or JSON. What came from a page is escaped."""

from __future__ import annotations

import re
from html import escape

import msgspec

from dragoman.report.brief import Brief
from dragoman.report.desk import Line
from dragoman.report.references import Ref


def _refs(line: Line) -> str:
    return " ".join(f"[{n}]" for n in line.refs)


def _clean(text: str) -> str:
    return "".join(c if c == "\n" or c.isprintable() else " " for c in text)


def _source(ref: Ref) -> str:
    return f"{ref.outlet}, {ref.published}"


def terminal(made: Brief) -> str:
    """Plain text."""
    out = [made.title, f"Coverage: {made.period}", ""]
    for section in made.sections:
        out += [section.title.upper(), *(f"  {line.text} {_refs(line)}" for line in section.lines)]
        out += [f"  ... and {section.left} more", ""] if section.left else [""]
    out += ["RESTS ON", *(f"  {line}" for line in made.rests_on), "", "REFERENCES"]
    for ref in made.refs:
        out.append(f"  [{ref.number}] {_source(ref)}: “{ref.quote}”")
        out += [f"      {note}" for note in ref.resolved]
    return _clean("\n".join(out))


def markdown(made: Brief) -> str:
    """Markdown whose special characters in quoted words are escaped."""
    out = [f"# {_md(made.title)}", "", f"Coverage: {made.period}", ""]
    for section in made.sections:
        out += [f"## {section.title}", "", *(f"- {_md(line.text)} {_refs(line)}" for line in section.lines), ""]
        out += [f"... and {section.left} more", ""] if section.left else []
    out += ["## Rests on", "", *(f"- {line}" for line in made.rests_on), "", "## References", ""]
    for ref in made.refs:
        out.append(f"{ref.number}. {_md(_source(ref))}: “{_md(ref.quote)}” {_md('; '.join(ref.resolved))}".rstrip())
    return _clean("\n".join(out))


def _md(text: str) -> str:
    return re.sub(r"([\\`*_{}\[\]<>#|])", r"\\\1", text)


def html(made: Brief) -> str:
    """One page of HTML without scripts."""
    out = ["<!doctype html>", '<html lang="en"><head><meta charset="utf-8">', f"<title>{escape(made.title)}</title>"]
    out += ["</head><body>", f"<h1>{escape(made.title)}</h1>", f"<p>Coverage: {escape(made.period)}</p>"]
    for section in made.sections:
        out += [f"<h2>{escape(section.title)}</h2>", "<ul>"]
        for line in section.lines:
            links = " ".join(f'<a href="#ref-{n}">[{n}]</a>' for n in line.refs)
            out.append(f"<li>{escape(line.text)} {links}</li>")
        out.append("</ul>")
        out += [f"<p>... and {section.left} more</p>"] if section.left else []
    out += ["<h2>Rests on</h2>", "<ul>", *(f"<li>{escape(line)}</li>" for line in made.rests_on), "</ul>"]
    out += ["<h2>References</h2>", "<ol>"]
    for ref in made.refs:
        notes = escape("; ".join(ref.resolved))
        quote = f"{escape(_source(ref))}: “{escape(ref.quote)}”"
        out.append(f'<li id="ref-{ref.number}">{quote}<br><small>{notes}</small></li>')
    return _clean("\n".join([*out, "</ol>", "</body></html>"]))


def json(made: Brief) -> str:
    """The brief's own fields."""
    return msgspec.json.encode(made).decode()
