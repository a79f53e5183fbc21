"""Makes docs/reference.md from the code: `python docs/reference.py` writes it, a test holds them together."""

from __future__ import annotations

import csv
import inspect
import re
from pathlib import Path

import typer.main

from dragoman import reconcile, settings
from dragoman.reading import STEPS as READ_STEPS
from dragoman.serve.cli import app
from dragoman.sources import forms

HERE = Path(__file__).resolve().parent
DATA = HERE.parent / "src" / "dragoman" / "data"


def commands() -> list[str]:
    """Every command with its arguments and options."""
    group = typer.main.get_command(app)
    out = ["## Commands", ""]
    for name, command in sorted(group.commands.items()):  # type: ignore[attr-defined]
        out += [
            f"### dragoman {name}",
            "",
            inspect.cleandoc(command.help or ""),
            "",
            "| option | meaning |",
            "|---|---|",
        ]
        for parameter in command.params:
            words = ", ".join(f"`{o}`" for o in (*parameter.opts, *parameter.secondary_opts) if o != "--help")
            if words:
                out.append(f"| {words} | {getattr(parameter, 'help', None) or ''} |")
        out.append("")
    return out


def setting_rows() -> list[str]:
    """Every setting with its default and the comment beside it."""
    out = ["## Settings", "", "| setting | default | meaning |", "|---|---|---|"]
    for line in inspect.getsource(settings.Settings).splitlines():
        if found := re.match(r"\s+(\w+): [^=]+ = (.+?)(?:  # (.*))?$", line):
            out.append(f"| `{found[1]}` | `{found[2]}` | {found[3] or ''} |")
    return [*out, ""]


def steps() -> list[str]:
    """Every step in the order it runs."""
    out = []
    for title, listed in (("Steps of reading", READ_STEPS), ("Steps of reconciling", reconcile.STEPS)):
        out += [f"## {title}", "", "| step | makes | what it does |", "|---|---|---|"]
        for step in listed:
            said = inspect.cleandoc(step.run.__doc__ or "").split("\n\n")[0].replace("\n", " ").replace("|", "\\|")
            out.append(f"| {step.name} | {', '.join(t.__name__ for t in step.makes)} | {said} |")
        out.append("")
    return out


def tables() -> list[str]:
    """Every table of data with its columns and size."""
    out = ["## Tables in data/", "", "| table | columns |", "|---|---|"]
    for path in sorted(DATA.glob("*.csv")):
        header = next(csv.reader(path.read_text("utf-8").splitlines()))
        out.append(f"| {path.stem} | {', '.join(header)} |")
    return [*out, ""]


KINDS = {
    "text": "plain text: one page",
    "markdown": "Markdown: one page",
    "html": "a web page",
    "pdf": "a PDF with text in it: one page",
    "json": "JSON lines, a page a row; `data/columns.csv` says what columns may be called",
    "parquet": "the same as a Parquet file",
    "mail": "one message; its subject, sender and day are declared, attachments are not opened",
    "mailbox": "a mail folder (mbox), a page a message",
    "feed": "a saved RSS or Atom feed, a page an item",
    "warc": "a web archive, a page an answer with status 200 that is HTML or text",
    "zip": "pages in any of these forms",
    "tar": "the same, packed or not",
    "gzip": "one file in any of these forms",
}


def kinds() -> list[str]:
    """What pages are read from, by the ending of a file's name."""
    packed = {"warc": [".warc.gz", ".warc.zst"], "tar": [".tar.gz"]}
    out = ["## Forms of pages", "", "| ending | what it holds |", "|---|---|"]
    for kind in dict.fromkeys([*forms.PAGES.values(), *forms.MANY.values()]):
        endings = [e for e, k in (forms.PAGES | forms.MANY).items() if k == kind] + packed.get(kind, [])
        out.append(f"| {', '.join(f'`{e}`' for e in endings)} | {KINDS[kind]} |")
    return [*out, ""]


def page() -> str:
    """The whole page."""
    head = ["# Reference", "", "Made from the code by `python docs/reference.py`; do not edit.", ""]
    return "\n".join([*head, *commands(), *kinds(), *setting_rows(), *steps(), *tables()])


if __name__ == "__main__":
    (HERE / "reference.md").write_text(page(), "utf-8")
