"""Walks folders and files in a fixed order. What cannot be read becomes a Problem; the rest goes on."""

from __future__ import annotations

import os
import re
import stat
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from dragoman.model import Problem, RawPage
from dragoman.settings import Settings
from dragoman.sources import forms, opening

# What stands beside pages and is nobody's page: passed over without a word.
QUIET = re.compile(
    r"^\.|^~|~$|\.(?:db|db-wal|db-shm|db-journal|lock|tmp|swp|part)$|^(?:Thumbs\.db|desktop\.ini)$", re.I
)
_URL = re.compile(r"^[a-z][a-z0-9+.-]*://", re.I)


class File(NamedTuple):
    """A file that holds pages."""

    path: str
    source: str  # of its page; of a file of many pages what their sources begin with
    kind: str  # how it is read (`forms.form`)


def walk(paths: Sequence[str], settings: Settings, stdin: bytes | None = None) -> Iterator[RawPage | Problem]:
    """Pages under `paths`: files, folders (sorted, all below), `-` for `stdin`. No file is read twice.

    `source` is the path under the folder that was read, with `/`; the file's name for a single file. Where
    two folders hold the same path, the later one's is led by its folder's name.
    """
    for found in files(paths):
        if isinstance(found, Problem):
            yield found
        elif found.path == "-":
            yield from _stdin(stdin, settings)
        else:
            yield from opened(found, settings)


def files(paths: Sequence[str]) -> Iterator[File | Problem]:
    """The files under `paths` in the order in which `walk` reads them; none is opened here."""
    seen: dict[str, str] = {}  # real path -> source
    taken: set[str] = set()
    for path in paths:
        if path == "-":
            yield File("-", "-", "text")
        elif _URL.match(path):
            yield Problem(
                path, "sources", "a URL: pages are read from files; fetch it first, or use `dragoman watch` for feeds"
            )
        elif os.path.isdir(path):
            yield from _folder(Path(path), seen, taken)
        elif os.path.lexists(path):
            yield from _file(Path(path), Path(path).name, seen, taken)
        else:
            yield Problem(forms.name(path), "sources", "no such file or folder")


def _stdin(data: bytes | None, settings: Settings) -> Iterator[RawPage | Problem]:
    if not data or not data.strip():
        yield Problem("-", "sources", "nothing came in on standard input")
    elif len(data) > settings.page_bytes:
        yield Problem("-", "sources.size", f"{len(data):,} bytes: more than {settings.page_bytes:,}")
    else:
        yield RawPage("-", data, "html" if forms.looks_like_html(data) else "text")


def _folder(root: Path, seen: dict[str, str], taken: set[str]) -> Iterator[File | Problem]:
    stack = [root]
    entered = {os.path.realpath(root)}
    while stack:
        folder = stack.pop()
        here = forms.name(folder.relative_to(root).as_posix())
        try:
            entries = sorted(os.scandir(folder), key=lambda e: e.name)
        except OSError as error:
            yield Problem(here, "sources.folder", f"cannot be opened: {error.strerror}")
            continue
        below, skipped = [], Counter[str]()
        for entry in entries:
            source = forms.name(Path(entry.path).relative_to(root).as_posix())
            if QUIET.search(entry.name):
                continue
            try:
                is_folder = entry.is_dir()
            except OSError as error:  # a link that leads to itself
                yield Problem(source, "sources.file", f"cannot be opened: {error.strerror}")
                continue
            if is_folder:
                real = os.path.realpath(entry.path)
                if real in entered:
                    yield Problem(source, "sources.folder", "leads back to a folder that is read already")
                else:
                    entered.add(real)
                    below.append(Path(entry.path))
            elif forms.form(entry.name) is None:
                skipped[Path(entry.name).suffix.lower() or "no ending"] += 1
            else:
                yield from _file(Path(entry.path), source, seen, taken, root.name)
        if skipped:
            kinds = ", ".join(f"{n} {suffix}" for suffix, n in sorted(skipped.items()))
            yield Problem(here, "sources.folder", f"files of kinds that hold no pages: {kinds}")
        stack += reversed(below)


def _file(path: Path, source: str, seen: dict[str, str], taken: set[str], lead: str = "") -> Iterator[File | Problem]:
    source = forms.name(source)
    if path.suffix.lower() == ".opml":
        yield Problem(source, "sources.file", "a list of feeds and no page: `dragoman watch` reads what it lists")
        return
    if source in taken and lead and os.path.realpath(path) not in seen:
        source = f"{lead}/{source}"
    real = os.path.realpath(path)
    if real in seen:
        yield Problem(source, "sources.file", f"the same file as {seen[real]}, which is read already")
        return
    seen[real] = source
    taken.add(source)
    yield File(str(path), source, forms.form(path.name) or "text")  # a single file of any name is taken for text


def opened(found: File, settings: Settings) -> Iterator[RawPage | Problem]:
    """Pages of one file, or why it cannot be read."""
    path, source, kind = Path(found.path), found.source, found.kind
    try:
        about = path.stat()
        if not stat.S_ISREG(about.st_mode):  # a pipe or a device would never end
            yield Problem(source, "sources.file", "not a regular file")
        elif kind not in forms.MANY.values() and about.st_size > settings.page_bytes:
            yield Problem(source, "sources.size", f"{about.st_size:,} bytes: more than {settings.page_bytes:,}")
        elif not about.st_size:
            yield Problem(source, "sources.file", "empty")
        else:
            with path.open("rb") as file:
                yield from opening.pages(file, source, kind, settings)
    except FileNotFoundError:
        yield Problem(source, "sources.file", "vanished, or a link that leads nowhere")
    except OSError as error:
        yield Problem(source, "sources.file", f"cannot be read: {error.strerror or error}")
