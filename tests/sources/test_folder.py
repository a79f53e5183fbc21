"""Walking folders: order, names, and everything that can be wrong with a file."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from dragoman import sources
from dragoman.model import Problem, RawPage
from dragoman.settings import Settings


def walked(*paths: Path | str, stdin: bytes | None = None, **settings: int) -> tuple[list[RawPage], list[Problem]]:
    found = list(sources.walk([str(p) for p in paths], Settings(**settings), stdin))  # type: ignore[arg-type]
    return [r for r in found if isinstance(r, RawPage)], [r for r in found if isinstance(r, Problem)]


def test_order_and_names(tmp_path: Path) -> None:
    for name in ("b.txt", "a/z.html", "a/a.md", "c.htm", ".hidden/x.txt", "dragoman.db"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("words")
    pages, problems = walked(tmp_path)
    assert [(p.source, p.media) for p in pages] == [
        ("b.txt", "text"),
        ("c.htm", "html"),
        ("a/a.md", "markdown"),
        ("a/z.html", "html"),
    ]
    assert problems == []
    assert [p.source for p in walked(tmp_path / "a" / "a.md")[0]] == ["a.md"]


def test_faults_are_named_and_the_rest_is_read(tmp_path: Path) -> None:
    (tmp_path / "good.txt").write_text("words")
    (tmp_path / "empty.txt").write_text("")
    (tmp_path / "large.txt").write_text("x" * 2000)
    (tmp_path / "picture.png").write_bytes(b"\x89PNG")
    (tmp_path / "gone.txt").symlink_to(tmp_path / "nowhere")
    (tmp_path / "same.txt").symlink_to(tmp_path / "good.txt")
    (tmp_path / "loop").symlink_to(tmp_path)
    (tmp_path / "itself").symlink_to("itself")
    os.mkfifo(tmp_path / "pipe.txt")
    pages, problems = walked(tmp_path, page_bytes=1000)
    assert [p.source for p in pages] == ["good.txt"]
    assert {p.where: p.message for p in problems} == {
        "empty.txt": "empty",
        "large.txt": "2,000 bytes: more than 1,000",
        "gone.txt": "vanished, or a link that leads nowhere",
        "same.txt": "the same file as good.txt, which is read already",
        "loop": "leads back to a folder that is read already",
        "itself": "cannot be opened: Too many levels of symbolic links",
        "pipe.txt": "not a regular file",
        ".": "files of kinds that hold no pages: 1 .png",
    }


def test_no_permission(tmp_path: Path) -> None:
    (tmp_path / "closed.txt").write_text("words")
    (tmp_path / "closed.txt").chmod(0)
    if os.access(tmp_path / "closed.txt", os.R_OK):
        pytest.skip("root reads everything")
    assert "cannot be read" in walked(tmp_path)[1][0].message


def test_nothing_twice_and_no_path_for_two(tmp_path: Path) -> None:
    for folder in ("one", "two"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "a.txt").write_text(folder)
    pages, problems = walked(tmp_path / "one", tmp_path / "two", tmp_path / "one" / "a.txt")
    assert [(p.source, p.data) for p in pages] == [("a.txt", b"one"), ("two/a.txt", b"two")]
    assert len(problems) == 1 and "the same file as a.txt" in problems[0].message


def test_arguments_that_are_no_files(tmp_path: Path) -> None:
    pages, problems = walked("https://example.org/a", tmp_path / "none", "-", stdin=b"")
    assert pages == []
    assert ["a URL" in problems[0].message, problems[1].message] == [True, "no such file or folder"]
    (tmp_path / "feeds.opml").write_text("<opml/>")
    pages, problems = walked(tmp_path / "feeds.opml")
    assert pages == [] and "dragoman watch" in problems[0].message
    assert walked("-", stdin=b"<html>x")[0] == [RawPage("-", b"<html>x", "html")]


def test_names_that_are_no_text(tmp_path: Path) -> None:
    Path(os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9\x1b.txt")).write_text("words")
    assert [p.source for p in walked(tmp_path)[0]] == ["caf\\xe9\\x1b.txt"]
