"""A web server on this machine that misbehaves as it is told, for tests of fetching."""

from __future__ import annotations

import contextlib
import gzip
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

PROSE = "The two prime ministers met in the capital on Monday and agreed to raise trade, officials said. " * 3
BOMB = gzip.compress(b"0" * 30_000_000)


def rss(*items: tuple[str, str], day: str = "Tue, 28 Oct 2025 09:14:00 +0900") -> bytes:
    """A feed of (link, title)."""
    each = "".join(
        f"<item><title>{title}</title><link>{link}</link><pubDate>{day}</pubDate>"
        f"<description>Told in the feed: {title} in short.</description></item>"
        for link, title in items
    )
    return (
        f'<?xml version="1.0"?><rss version="2.0"><channel><title>Example News</title>{each}</channel></rss>'.encode()
    )


def html(words: str) -> bytes:
    """A page of an article."""
    article = f"<article><h1>{words}</h1><p>{PROSE}</p></article>"
    return f"<html><head><title>{words}</title></head><body>{article}</body></html>".encode()


class Site:
    """What a server says: `pages` by path: bytes, or (status, headers, bytes), or the name of a misdeed."""

    def __init__(self) -> None:
        self.pages: dict[str, bytes | str | tuple[int, dict[str, str], bytes]] = {}
        self.asked: list[str] = []
        self.agents: set[str] = set()
        self.at: list[float] = []
        self.together = self.most_together = 0
        self.url = ""

    def count(self, path: str) -> int:
        return self.asked.count(path)


@contextlib.contextmanager
def serving() -> Iterator[Site]:
    """A running server."""
    site = Site()
    ended = threading.Event()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            site.together += 1
            site.most_together = max(site.most_together, site.together)
            site.asked.append(self.path)
            site.at.append(time.monotonic())
            site.agents.add(self.headers["User-Agent"])
            with contextlib.suppress(OSError):
                self.say(site.pages.get(self.path, (404, {}, b"not here")))
            site.together -= 1

        def say(self, what: bytes | str | tuple[int, dict[str, str], bytes]) -> None:
            if isinstance(what, str):
                getattr(self, what)()
                return
            kind = "application/rss+xml" if isinstance(what, bytes) and b"<rss" in what else "text/html; charset=utf-8"
            status, headers, body = (200, {}, what) if isinstance(what, bytes) else what
            if status == 200 and headers.get("ETag") and self.headers["If-None-Match"] == headers["ETag"]:
                status, body = 304, b""
            headers = {"Content-Type": kind, "Content-Length": str(len(body))} | headers
            self.send_response(status)
            for name, value in headers.items():
                if value:
                    self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def begin(self, **headers: str) -> None:
            self.send_response(200)
            for name, value in {"Content_Type": "text/html", **headers}.items():
                self.send_header(name.replace("_", "-"), value)
            self.end_headers()

        def drip(self) -> None:
            self.begin(Content_Length="1000")
            while not ended.wait(0.05):
                self.wfile.write(b"x")

        def drip_head(self) -> None:
            self.wfile.write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
            while not ended.wait(0.05):
                self.wfile.write(b"x")

        def endless(self) -> None:
            self.begin()
            while not ended.is_set():
                self.wfile.write(b"x" * 65_536)

        def bomb(self) -> None:
            self.say((200, {"Content-Encoding": "gzip"}, BOMB))

        def bare_bomb(self) -> None:
            self.say((200, {"Content-Encoding": "deflate"}, BOMB[10:-8]))  # without gzip's head and tail

        def silence(self) -> None:
            self.close_connection = True

        def half(self) -> None:
            self.begin(Content_Length="100000")
            self.wfile.write(html("Half a page"))

        def log_message(self, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    site.url = f"http://127.0.0.1:{server.server_port}"
    try:
        yield site
    finally:
        ended.set()
        server.shutdown()
        server.server_close()
