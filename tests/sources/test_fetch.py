"""Requests to a server that misbehaves: bounded in bytes and time, polite, and never into a private network."""

from __future__ import annotations

import gzip
import socket
import threading
import time
import zlib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import msgspec
import pytest

from dragoman.settings import Settings
from dragoman.sources import fetch
from dragoman.sources.fetch import Failed, Fetcher
from sources.server import Site, html, serving

QUICK = Settings(
    watch_pause=0.0, watch_seconds=10.0, watch_bytes=1_000_000, watch_local=True, watch_contact="https://x.example"
)
PAGE = html("Ministers meet")


@pytest.fixture
def site() -> Iterator[Site]:
    with serving() as found:
        yield found


def failed(url: str, settings: Settings = QUICK) -> Failed:
    with pytest.raises(Failed) as found:
        Fetcher(settings).get(url)
    return found.value


def test_a_page_as_it_came(site: Site) -> None:
    site.pages["/a"] = (200, {"ETag": '"1"', "Date": "Tue, 28 Oct 2025 23:30:00 GMT"}, PAGE)
    fetcher = Fetcher(QUICK, "0.7")
    found = fetcher.get(f"{site.url}/a#part")
    assert (found.data, found.media, found.charset, found.etag) == (PAGE, "text/html", "utf-8", '"1"')
    assert found.url == f"{site.url}/a" and fetcher.get(found.url, etag='"1"').status == 304
    assert site.agents == {"dragoman/0.7 (+https://x.example)"}
    assert site.count("/robots.txt") == 1


@pytest.mark.parametrize(
    ("date", "expected"),
    [
        (format_datetime(datetime.now(UTC) - timedelta(days=3), usegmt=True), 3),
        ("Thu, 01 Jan 1970 00:00:00 GMT", 0),
        ("soon", 0),
    ],
)
def test_the_day_is_that_of_the_server_unless_its_clock_was_never_set(date: str, expected: int) -> None:
    head = f"HTTP/1.0 200 OK\r\nDate: {date}\r\nContent-Type: text/html\r\n\r\n"
    listener = socket.create_server(("127.0.0.1", 0))

    def answer() -> None:
        for _ in range(2):
            connection, _ = listener.accept()
            connection.recv(10_000)
            connection.sendall(head.encode() + b"words")
            connection.close()

    threading.Thread(target=answer, daemon=True).start()
    found = Fetcher(QUICK).get(f"http://127.0.0.1:{listener.getsockname()[1]}/")
    days = (datetime.now(UTC).date() - datetime.fromisoformat(found.day).date()).days
    assert days in (expected, expected + 1)
    listener.close()


def test_packed_pages(site: Site) -> None:
    bare = zlib.compressobj(wbits=-15)
    site.pages["/gzip"] = (200, {"Content-Encoding": "gzip"}, gzip.compress(PAGE))
    site.pages["/zlib"] = (200, {"Content-Encoding": "deflate"}, zlib.compress(PAGE))
    site.pages["/bare"] = (200, {"Content-Encoding": "deflate"}, bare.compress(PAGE) + bare.flush())
    for path in ("/gzip", "/zlib", "/bare"):
        assert Fetcher(QUICK).get(site.url + path).data == PAGE


@pytest.mark.parametrize(
    ("page", "message", "again"),
    [
        ("drip", "took too long", True),
        ("drip_head", "took too long", True),
        ("endless", "more than 1,000,000 bytes", False),
        ("bomb", "more than 1,000,000 bytes", False),
        ("bare_bomb", "more than 1,000,000 bytes", False),
        ("half", "broke off", True),
        ("silence", "no answer", True),
        ((200, {"Content-Encoding": "gzip"}, gzip.compress(PAGE * 9)[:-30]), "broke off", True),
        ((200, {"Content-Encoding": "gzip"}, b"no gzip at all"), "packed badly", False),
        ((200, {"Content-Encoding": "br"}, b"\x0b\x02"), "packed in a way", False),
        ((200, {"Content-Length": "9000000"}, b""), "more than", False),
        ((404, {}, b""), "the server says 404", False),
        ((410, {}, b""), "the server says 410", False),
        ((500, {}, b""), "the server says 500", True),
        ((302, {"Location": "/a"}, b""), "more than 5 redirects", False),
        ((302, {}, b""), "leads nowhere", False),
        ((302, {"Location": "file:///etc/passwd"}, b""), "neither http nor https (file)", False),
        ((302, {"Location": "http://169.254.1.1/"}, b""), "not on the open internet", False),
        ((302, {"Location": "http://[::ffff:10.0.0.1]/"}, b""), "not on the open internet", False),
        ((302, {"Location": "http://2130706433:99999/"}, b""), "not an address", False),
        ((302, {"Location": "http:///x"}, b""), "", False),
    ],
)
def test_misdeeds(site: Site, page: str | tuple[int, dict[str, str], bytes], message: str, again: bool) -> None:
    site.pages["/a"] = page
    start = time.monotonic()
    found = failed(f"{site.url}/a", msgspec.structs.replace(QUICK, watch_seconds=0.4 if "drip" in page else 10.0))
    assert message in str(found)
    assert found.again == again
    assert time.monotonic() - start < 8


@pytest.mark.parametrize("dated", [False, True])
def test_a_server_that_wants_us_to_wait_is_left_alone(site: Site, dated: bool) -> None:
    value = format_datetime(datetime.now(UTC) + timedelta(seconds=600), usegmt=True) if dated else "600"
    site.pages["/a"] = (429, {"Retry-After": value}, b"")
    site.pages["/b"] = PAGE
    fetcher = Fetcher(QUICK)
    with pytest.raises(Failed) as found:
        fetcher.get(f"{site.url}/a")
    assert found.value.again and 500 < found.value.wait <= 600
    with pytest.raises(Failed, match="asked us to wait") as found:
        fetcher.get(f"{site.url}/b")
    assert found.value.wait > 100 and site.count("/b") == 0


def test_this_machine_and_private_networks_are_refused(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    site.pages["/a"] = PAGE
    assert "not on the open internet" in str(failed(f"{site.url}/a", Settings(watch_pause=0.0)))
    assert site.asked == []
    for address in ("10.1.2.3", "192.168.0.1", "172.16.0.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1"):
        assert not fetch.open_to_all(address, True)
    for address in ("::", "fe80::1%eth0", "fc00::1", "::ffff:10.0.0.1", "64:ff9b::a00:1", "2002:a00:1::", "ff02::1"):
        assert not fetch.open_to_all(address, True)
    assert not fetch.open_to_all("::1") and not fetch.open_to_all("::ffff:127.0.0.1")
    assert fetch.open_to_all("8.8.8.8") and fetch.open_to_all("2606:4700::1111")
    two = [(2, 1, 6, "", ("8.8.8.8", 80)), (2, 1, 6, "", ("10.0.0.1", 80))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *args, **more: two)
    assert "not on the open internet" in str(failed("http://news.example/a")), "one of its addresses is private"


def test_robots(site: Site) -> None:
    site.pages |= {"/open": PAGE, "/shut/a": PAGE, "/turn": (302, {"Location": "/shut/a"}, b"")}
    site.pages["/robots.txt"] = (
        b"\xef\xbb\xbfUser-agent: *\nDisallow: /\n\nUser-agent: Dragoman\nDisallow: /shut\n\x00\xff"
    )
    assert Fetcher(QUICK).get(f"{site.url}/open").data == PAGE
    assert "robots.txt forbids" in str(failed(f"{site.url}/shut/a")) and "robots" in str(failed(f"{site.url}/turn"))
    assert site.count("/shut/a") == 0
    for status, message, again in ((403, "forbids", False), (503, "robots.txt: the server says 503", True)):
        site.pages["/robots.txt"] = (status, {}, b"")
        found = failed(f"{site.url}/open")
        assert message in str(found) and found.again == again
    site.pages["/robots.txt"] = "endless"
    assert Fetcher(QUICK).get(f"{site.url}/open").data == PAGE
    site.pages["/robots.txt"] = b"User-agent: *\nDisallow: /shut\n" + b"# and so on\n" * 800_000  # its beginning holds
    assert Fetcher(QUICK).get(f"{site.url}/open").data == PAGE
    assert "robots.txt forbids" in str(failed(f"{site.url}/shut/a"))


def test_one_request_at_a_time_with_a_pause(site: Site) -> None:
    site.pages |= {f"/{n}": PAGE for n in range(4)}
    fetcher = Fetcher(Settings(watch_pause=0.1, watch_local=True))
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda n: fetcher.get(f"{site.url}/{n}"), range(4)))
    assert site.most_together == 1
    assert all(b - a > 0.09 for a, b in zip(site.at, site.at[1:], strict=False))


def test_what_is_under_way_ends_when_stopped(site: Site) -> None:
    site.pages["/a"] = "drip"
    fetcher = Fetcher(Settings(watch_pause=0.0, watch_local=True))
    threading.Timer(0.2, fetcher.abort).start()
    start = time.monotonic()
    with pytest.raises(Failed):
        fetcher.get(f"{site.url}/a")
    assert time.monotonic() - start < 2
