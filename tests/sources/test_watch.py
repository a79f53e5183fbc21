"""Feeds watched: nothing lost, nothing fetched twice, failing servers left in peace."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from dragoman import pipeline
from dragoman.model import Problem, RawPage
from dragoman.record.store import Record, RecordError
from dragoman.serve.cli import main
from dragoman.settings import Settings
from dragoman.sources import watch
from dragoman.sources.fetch import Fetcher
from sources.server import Site, html, rss, serving

QUICK = Settings(processes=1, watch_pause=0.0, watch_seconds=10.0, watch_bytes=1_000_000, watch_local=True)
NOW = 1_800_000_000.0


@pytest.fixture
def site() -> Iterator[Site]:
    with serving() as found:
        found.pages["/robots.txt"] = b"User-agent: *\nDisallow: /shut\n"
        yield found


def look(site: Site, states: dict[str, watch.Feed], settings: Settings = QUICK) -> tuple[list[RawPage], list[Problem]]:
    """One look at all feeds; `states` holds what is known afterwards."""
    pages: list[RawPage | Problem] = []
    for one in watch.visits(dict(states), Fetcher(settings), settings, lambda: NOW):
        pages += one.pages
        # as the record keeps it
        states[one.url] = msgspec.json.decode(msgspec.json.encode(one.state), type=watch.Feed)
    return [p for p in pages if isinstance(p, RawPage)], [p for p in pages if isinstance(p, Problem)]


def test_new_items_are_fetched_once_and_changed_ones_again(site: Site) -> None:
    site.pages |= {"/1": html("One"), "/2": html("Two")}
    feed = rss((f"{site.url}/1", "One"), ("/2", "Two"))
    site.pages["/feed"] = (200, {"ETag": '"x"', "Content-Type": "text/xml", "Last-Modified": "yesterday"}, feed)
    states = {f"{site.url}/feed": watch.Feed()}
    pages, problems = look(site, states)
    assert [p.source for p in pages] == [f"{site.url}/1", f"{site.url}/2"] and problems == []
    assert pages[0].data == html("One") and pages[0].media == "html" and len(pages[0].fetched or "") == 10
    assert pages[0].declared == {
        "title": "One",
        "date": "Tue, 28 Oct 2025 09:14:00 +0900",
        "outlet": "Example News",
        "url": f"{site.url}/1",
        "where": "feed",
        "charset": "utf-8",
    }
    assert look(site, states) == ([], []), "304"
    site.pages["/feed"] = rss((f"{site.url}/1", "One"), ("/2", "Two, corrected"))
    assert [p.source for p in look(site, states)[0]] == [f"{site.url}/2"]
    assert site.count("/1") == 1 and site.count("/2") == 2


def test_a_page_that_two_feeds_name_is_fetched_once(site: Site) -> None:
    site.pages |= {"/1": html("One"), "/world": rss(("/1", "One")), "/top": rss(("/1", "One"))}
    states = {f"{site.url}/world": watch.Feed(), f"{site.url}/top": watch.Feed()}
    assert len(look(site, states)[0]) == 1
    assert look(site, states) == ([], []) and site.count("/1") == 1


@pytest.mark.parametrize(
    ("page", "message"),
    [
        ((404, {}, b""), "404"),
        ((403, {}, b""), "403"),
        ((200, {"Content-Type": "image/png"}, b"\x89PNG"), "type image/png"),
        ((200, {}, b"  "), "an empty page"),
        ("bomb", "more than"),
        ("endless", "more than"),
        ((302, {"Location": "file:///etc/passwd"}, b""), "refused"),
        ((302, {"Location": "http://192.168.1.1/"}, b""), "refused"),
        ((302, {"Location": "/1"}, b""), "redirects"),
    ],
)
def test_where_a_page_is_not_to_be_had_the_feeds_own_words_are_kept(
    site: Site, page: str | tuple[int, dict[str, str], bytes], message: str
) -> None:
    site.pages |= {"/1": page, "/feed": rss(("/1", "One"))}
    states = {f"{site.url}/feed": watch.Feed()}
    (kept,), (problem,) = look(site, states)
    assert (kept.source, kept.media, kept.data) == (f"{site.url}/1", "fragment", b"Told in the feed: One in short.")
    assert message in problem.message and problem.where == f"{site.url}/1"
    assert look(site, states) == ([], []) and site.count("/1") == (6 if message == "redirects" else 1)


def test_links_that_lead_inside_are_never_followed(site: Site) -> None:
    links = ["file:///etc/passwd", "http://169.254.169.254/latest/meta-data", "gopher://x/", f"{site.url}/shut/1"]
    site.pages["/feed"] = rss(*((link, f"Number {n}") for n, link in enumerate(links)))
    pages, problems = look(site, {f"{site.url}/feed": watch.Feed()})
    assert {p.media for p in pages} == {"fragment"} and len(pages) == 4
    assert [("refused" in p.message) or ("robots" in p.message) for p in problems] == [True] * 4
    assert set(site.asked) == {"/robots.txt", "/feed"}


def test_a_page_that_may_come_later_is_tried_again(site: Site) -> None:
    site.pages |= {"/1": (500, {}, b""), "/2": html("Two")}
    site.pages["/feed"] = (200, {"ETag": '"x"'}, rss(("/1", "One"), ("/2", "Two")))
    states = {(url := f"{site.url}/feed"): watch.Feed()}
    pages, problems = look(site, states)
    assert [p.source for p in pages] == [f"{site.url}/2"] and [p.message for p in problems] == ["the server says 500"]
    assert states[url].etag == "", "else 304 would hide what is still wanted"
    assert states[url].due(QUICK) == NOW + 3600
    site.pages["/1"] = html("One")
    assert [p.source for p in look(site, states)[0]] == [f"{site.url}/1"]
    assert states[url].etag == '"x"' and states[url].tries == {} and states[url].failures == 0
    site.pages["/1"], states[url] = "silence", watch.Feed()
    for turn in range(1, watch.TRIES + 1):
        pages, _ = look(site, states)
        assert [p.media for p in pages if p.source.endswith("/1")] == (["fragment"] if turn == watch.TRIES else [])


def test_a_server_that_is_down_is_not_asked_for_every_page(site: Site) -> None:
    site.pages |= {f"/{n}": "silence" for n in range(9)}
    site.pages["/feed"] = rss(*((f"/{n}", f"Number {n}") for n in range(9)))
    look(site, {f"{site.url}/feed": watch.Feed()})
    assert len(site.asked) == 2 + watch.IN_A_ROW


def test_retry_after_ends_a_visit(site: Site) -> None:
    site.pages |= {"/1": (429, {"Retry-After": "7200"}, b""), "/2": html("Two"), "/feed": rss(("/1", "1"), ("/2", "2"))}
    states = {(url := f"{site.url}/feed"): watch.Feed()}
    look(site, states)
    assert site.count("/2") == 0
    assert states[url].due(QUICK) >= NOW + 7199


@pytest.mark.parametrize(
    ("page", "message"),
    [
        ((404, {}, b""), "404"),
        ("drip", "took too long"),
        ("half", "broke off"),
        ("bomb", "more than"),
        (html("No feed"), "no RSS or Atom in it"),
        (b"", "no RSS or Atom in it"),
    ],
)
def test_a_feed_that_fails_is_asked_less_and_less(
    site: Site, page: bytes | str | tuple[int, dict[str, str], bytes], message: str
) -> None:
    site.pages["/feed"] = page
    states = {(url := f"{site.url}/feed"): watch.Feed(items={"a": "b"})}
    settings = msgspec.structs.replace(QUICK, watch_seconds=0.3 if page == "drip" else 10.0)
    waits = []
    for _ in range(3):
        pages, problems = look(site, states, settings)
        assert pages == [] and message in problems[0].message
        waits.append(states[url].due(QUICK) - NOW)
    assert waits == [3600, 7200, 14400]
    states[url].failures = 40
    look(site, states, settings)
    assert states[url].due(QUICK) - NOW == 86_400
    site.pages["/feed"] = rss()
    look(site, states)
    assert states[url].failures == 0 and states[url].due(QUICK) == NOW + 1800


@pytest.mark.parametrize("cut", ["</link><pubDate>", "</title><link>", "</item></channel>"])
def test_a_feed_that_breaks_off_gives_what_stands_before(site: Site, cut: str) -> None:
    site.pages |= {f"/{n}": html(f"Number {n}") for n in range(3)}
    whole = rss(*((f"/{n}", f"Number {n}") for n in range(3)))
    site.pages["/feed"] = (200, {"ETag": '"x"'}, whole[: whole.rindex(cut.encode())])
    states = {(url := f"{site.url}/feed"): watch.Feed()}
    pages, problems = look(site, states)
    assert [p.source for p in pages] == [f"{site.url}/0", f"{site.url}/1"]
    assert "breaks off" in problems[-1].message and states[url].etag == ""
    site.pages["/feed"] = whole
    assert [p.source for p in look(site, states)[0]] == [f"{site.url}/2"]


def test_items_without_links_are_known_again(site: Site) -> None:
    item = "<item><title>{0}</title><description>Words of {0}.</description></item>"
    feed = "<rss><channel>{}</channel></rss>"
    site.pages["/feed"] = feed.format(item.format("One")).encode()
    states = {f"{site.url}/feed": watch.Feed()}
    assert len(look(site, states)[0]) == 1
    site.pages["/feed"] = feed.format(item.format("Two") + item.format("One")).encode()
    assert [p.declared["title"] for p in look(site, states)[0]] == ["Two"]


def test_atom(site: Site) -> None:
    site.pages["/1"] = html("One")
    site.pages["/feed"] = (
        b'<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>Wire</title><entry><id>urn:1</id><title>One'
        b'</title><link href="/1"/><updated>2025-10-28T01:00:00Z</updated><summary>Short.</summary></entry></feed>'
    )
    (page,), problems = look(site, {f"{site.url}/feed": watch.Feed()})
    assert (page.source, page.declared["date"], problems) == (f"{site.url}/1", "2025-10-28T01:00:00Z", [])


def test_lists_of_feeds(tmp_path: Path) -> None:
    (tmp_path / "a.opml").write_text(
        '<opml version="2.0"><body><outline text="News"><outline type="rss" xmlUrl="https://a.example/rss"/>'
        '<outline xmlurl="http://b.example/?a=1&amp;b=2"/><outline xmlUrl="file:///etc/passwd"/></outline></body>'
    )
    (tmp_path / "a.txt").write_text("# mine\nhttps://c.example/feed\nhttps://a.example/rss\n")
    (tmp_path / "empty.opml").write_text("<opml/>")
    paths = [str(tmp_path / name) for name in ("a.opml", "a.txt", "empty.opml", "none.opml")]
    found, problems = watch.feeds(["https://d.example", *paths, "ftp://e.example"])
    expected = ["https://d.example", "https://a.example/rss", "http://b.example/?a=1&b=2", "https://c.example/feed"]
    assert found == expected
    assert [p.where for p in problems] == [*paths[2:], "ftp://e.example"]


def test_what_is_known_is_written_after_the_pages(site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    site.pages |= {"/1": html("One"), "/feed": rss(("/1", "One"))}

    def killed(*args: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(pipeline, "take", killed)
        with pytest.raises(KeyboardInterrupt):
            pipeline.watch([f"{site.url}/feed"], tmp_path / "r.db", Fetcher(QUICK), once=True)
    told: list[pipeline.Outcome] = []
    for _ in range(2):
        pipeline.watch([f"{site.url}/feed"], tmp_path / "r.db", Fetcher(QUICK), once=True, told=told.append)
    assert [o.new for o in told] == [1] and site.count("/1") == 2
    with Record(tmp_path / "r.db") as record:
        (document,) = record.documents()
        assert (document.declared, document.declared_where) == ("2025-10-28", "feed")
        assert document.source == f"{site.url}/1" and document.fetched


@pytest.mark.parametrize("text", ["", "{", '{"seen": "long ago"}', "[]"])
def test_what_cannot_be_recalled_is_not_known(text: str) -> None:
    assert watch.recall(text) == watch.Feed()


def test_a_feed_that_failed_waits_over_runs(site: Site, tmp_path: Path) -> None:
    site.pages["/feed"] = (503, {"Retry-After": "4000"}, b"")
    for _ in range(2):
        pipeline.watch([f"{site.url}/feed"], tmp_path / "r.db", Fetcher(QUICK), once=True)
    assert site.count("/feed") == 1


def test_the_command(site: Site, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    site.pages |= {"/feed": rss()}
    record = str(tmp_path / "r.db")
    assert main(["watch", f"{site.url}/feed", "--once", "--record", record]) == 1
    assert "not on the open internet" in capsys.readouterr().err and site.asked == []
    assert main(["watch", str(tmp_path / "no.opml"), "--once", "--record", record]) == 1
    assert main(["watch", str(tmp_path / "no.opml"), "--record", record]) == 1  # nothing to wait for
    assert main(["watch", "--once", "--record", record]) == 2


def test_a_signal_ends_it_cleanly(site: Site, tmp_path: Path) -> None:
    site.pages["/feed"] = rss()
    command = [sys.executable, "-m", "dragoman.serve.cli", "watch", f"{site.url}/feed", "--allow-local", "--record"]
    where = {"cwd": tmp_path, "env": {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}}
    running = {
        number: subprocess.Popen([*command, f"{number}.db"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, **where)
        for number in (signal.SIGTERM, signal.SIGINT)
    }
    for number, process in running.items():
        while not known(tmp_path / f"{number}.db", f"{site.url}/feed"):
            assert process.poll() is None, process.communicate()
            time.sleep(0.05)
        process.send_signal(number)
    for process in running.values():
        rest, errors = process.communicate(timeout=30)
        assert process.returncode == 0 and rest == b""
        assert b"no items in it" in errors and b"Traceback" not in errors
    assert site.count("/feed") == 2


def known(record: Path, url: str) -> str:
    """What the record knows of a feed, as soon as it does."""
    try:
        with Record(record, read_only=True) as file:
            return file.meta(f"watch {url}")
    except RecordError:
        return ""
