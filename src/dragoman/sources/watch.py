"""Watches feeds: asks whether there is something new, and fetches the pages that new items point at.

What is known of a feed (`Feed`) is kept by whoever calls, after the pages of a visit are safe: a process that is killed
asks again for what was under way, and misses nothing.
"""

from __future__ import annotations

import os
import queue
import re
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import msgspec

from dragoman.model import Problem, RawPage, digest
from dragoman.settings import Settings
from dragoman.sources import feed
from dragoman.sources.fetch import Failed, Fetcher

PART = 50  # pages of a feed that are handed on at a time
TRIES = 5  # for a page; then the feed's own text of it is kept
IN_A_ROW = 3  # pages that fail before the rest is left for the next visit
DAY = 86_400.0
MEDIA = {  # what an item may be, and how `clean` reads it
    "text/html": "html",
    "application/xhtml+xml": "html",
    "": "html",
    "text/plain": "text",
    "text/markdown": "markdown",
    "application/pdf": "pdf",
}
_END = re.compile(rb"</(?:\w+:)?(?:rss|feed|rdf)\s*>", re.I)


def now() -> float:
    """Seconds since 1970, to know when a feed is due: nothing in the record but this waiting depends on a clock."""
    return time.time()


class Feed(msgspec.Struct):
    """What is known of a feed. Times are seconds since 1970."""

    etag: str = ""
    modified: str = ""
    seen: float = 0.0  # when it was last asked
    wait_until: float = 0.0  # not to be asked before: it failed, or its server said so
    failures: int = 0
    items: dict[str, str] = {}  # key of an item -> digest of its title and date when its page was taken
    tries: dict[str, int] = {}  # key of an item -> how often its page was tried in vain

    def due(self, settings: Settings) -> float:
        """When it is to be asked again."""
        return max(self.seen + settings.watch_minutes * 60, self.wait_until)


def recall(text: str) -> Feed:
    """What the record keeps of a feed: nothing where it is empty, or another version laid it out otherwise."""
    try:
        return msgspec.json.decode(text, type=Feed)
    except msgspec.DecodeError:
        return Feed()


class Visit(msgspec.Struct, frozen=True):
    """A part of what one look at a feed gave, and what is known of the feed once the pages are safe."""

    url: str
    pages: list[RawPage | Problem]
    state: Feed


def feeds(given: Sequence[str]) -> tuple[list[str], list[Problem]]:
    """Addresses of feeds: given as such, in OPML files, or in text files with one address a line."""
    found: dict[str, None] = {}
    problems = []
    for one in given:
        if re.match(r"https?://", one, re.I):
            found[one] = None
        elif not os.path.isfile(one):
            problems.append(
                Problem(one, "sources.watch", "neither an address (http, https) nor a file that lists some")
            )
        else:
            listed = _listed(Path(one).read_bytes()[:10_000_000])
            found |= dict.fromkeys(listed)
            if not listed:
                problems.append(Problem(one, "sources.watch", "no addresses of feeds in it"))
    return list(found), problems


def _listed(data: bytes) -> list[str]:
    if b"<opml" in data[:5000].lower():
        from lxml import etree

        parser = etree.XMLParser(recover=True, resolve_entities=False, no_network=True)
        root = etree.fromstring(data, parser)
        outlines = root.iter("{*}outline") if root is not None else ()
        listed = [v for o in outlines for k, v in o.attrib.items() if str(k).lower() == "xmlurl"]
    else:
        listed = data.decode("utf-8-sig", "replace").splitlines()
    return [address.strip() for address in listed if re.match(r"\s*https?://", address, re.I)]


def visits(
    states: Mapping[str, Feed], fetcher: Fetcher, settings: Settings, clock: Callable[[], float]
) -> Iterator[Visit]:
    """Look at feeds, several hosts at a time and each host's feeds one after the other. Ends early when stopped."""
    groups: dict[str, list[str]] = {}
    for url in states:
        groups.setdefault(urlsplit(url).netloc.lower(), []).append(url)
    work: queue.SimpleQueue[list[str]] = queue.SimpleQueue()
    for urls in groups.values():
        work.put(urls)
    done: queue.Queue[Visit | None] = queue.Queue(maxsize=2 * settings.watch_hosts)
    taken = Taken(states)

    def run() -> None:
        try:
            while not fetcher.stop.is_set():
                for url in work.get_nowait():
                    for one in visit(url, states[url], fetcher, settings, clock, taken):
                        done.put(one)
        except queue.Empty:
            pass
        finally:
            done.put(None)

    threads = [threading.Thread(target=run, daemon=True) for _ in range(min(settings.watch_hosts, len(groups)))]
    for thread in threads:
        thread.start()
    running = len(threads)
    try:
        while running:
            if (one := done.get()) is None:
                running -= 1
            else:
                yield one
    finally:
        if running:  # whoever took the visits gave up
            fetcher.abort()
            while running:
                running -= done.get() is None


class Taken:
    """Items whose pages were taken, by any feed: a page that two feeds name is fetched once."""

    def __init__(self, states: Mapping[str, Feed]) -> None:
        self._known = {pair for state in states.values() for pair in state.items.items()}
        self._lock = threading.Lock()

    def claim(self, key: str, version: str) -> bool:
        """Whether the item is new; it is no longer so afterwards."""
        with self._lock:
            new = (key, version) not in self._known
            self._known.add((key, version))
            return new

    def give_back(self, key: str, version: str) -> None:
        """Its page did not come."""
        with self._lock:
            self._known.discard((key, version))


def visit(
    url: str, known: Feed, fetcher: Fetcher, settings: Settings, clock: Callable[[], float], taken: Taken
) -> Iterator[Visit]:
    """Look at one feed and fetch the pages of its new items, in parts."""
    state = msgspec.structs.replace(known, seen=clock(), items=dict(known.items), tries=dict(known.tries))
    try:
        answer = fetcher.get(url, state.etag, state.modified)
    except Failed as failed:
        if not fetcher.stop.is_set():
            _put_off(state, failed.wait, settings, clock)
            yield Visit(url, [Problem(url, "sources.watch", str(failed))], state)
        return
    if answer.status == 304:
        state.failures, state.wait_until = 0, 0.0
        yield Visit(url, [], state)
        return
    found = list(feed.items(answer.data, url))
    broken = not _END.search(answer.data[-5000:])
    if broken and any(isinstance(f, RawPage) for f in found):
        found[-1] = Problem(url, "sources.watch", "breaks off: its last item is left, which may be half of one")
    pages: list[RawPage | Problem] = [f for f in found if isinstance(f, Problem)]
    items = [f for f in found if isinstance(f, RawPage)]
    left, in_a_row, wait = 0, 0, 0.0
    keys = set()
    for item in items:
        link = item.declared.get("url", "")
        source = urljoin(answer.url, link) if link else item.source
        if source.startswith(f"{url}:"):  # numbered: its number changes when new items come
            source = f"{url}#{digest(item.declared.get('title'), item.data)}"
        item = msgspec.structs.replace(item, source=source, fetched=answer.day)
        key = digest(item.source)
        version = digest(item.declared.get("title"), item.declared.get("date"))
        keys.add(key)
        if state.items.get(key) == version:
            continue
        if fetcher.stop.is_set() or in_a_row >= IN_A_ROW or wait:
            left += 1
            continue
        if not taken.claim(key, version):
            state.items[key] = version
            continue
        got, missed = _page(item, link, answer.url, fetcher, state.tries.get(key, 0) + 1 >= TRIES)
        pages += got
        if missed is not None and missed.again and not any(isinstance(g, RawPage) for g in got):
            taken.give_back(key, version)
            left, in_a_row, wait = left + 1, in_a_row + 1, max(wait, missed.wait)
            state.tries[key] = state.tries.get(key, 0) + 1
        else:
            in_a_row = 0
            state.items[key] = version
            state.tries.pop(key, None)
        if len(pages) >= PART:
            yield Visit(url, pages, msgspec.structs.replace(state, items=dict(state.items), tries=dict(state.tries)))
            pages = []
    if not broken:  # forget what the feed no longer lists
        state.items = {k: v for k, v in state.items.items() if k in keys}
        state.tries = {k: v for k, v in state.tries.items() if k in keys}
    if fetcher.stop.is_set():
        state.seen = known.seen
    elif broken or left:
        _put_off(state, wait, settings, clock)
    else:
        state.failures, state.wait_until = 0, 0.0
    # With validators an unchanged feed is not sent: only where nothing of it is still wanted.
    state.etag, state.modified = ("", "") if broken or left else (answer.etag, answer.modified)
    yield Visit(url, pages, state)


def _put_off(state: Feed, wait: float, settings: Settings, clock: Callable[[], float]) -> None:
    """Twice as long after each failure, up to a day; longer where the server asks for it."""
    state.failures += 1
    own = min(settings.watch_minutes * 60 * 2 ** min(state.failures, 20), DAY)
    state.wait_until = clock() + max(wait, own)


def _page(
    item: RawPage, link: str, base: str, fetcher: Fetcher, last: bool
) -> tuple[list[RawPage | Problem], Failed | None]:
    """The page that an item points at; where it is not to be had, the feed's own text of it and the reason."""
    if not link:
        return [item], None
    try:
        answer = fetcher.get(item.source)
        media = MEDIA.get(answer.media)
        if media is None:
            raise Failed(f"a page of type {answer.media[:50]}: not read")
        if not answer.data.strip():
            raise Failed("an empty page")
    except Failed as failed:
        if fetcher.stop.is_set():
            return [], Failed("stopped", again=True)
        problem = Problem(item.source, "sources.watch", str(failed))
        return [problem, *([] if failed.again and not last else [item])], failed
    declared = item.declared | {"url": answer.url}
    if urlsplit(item.source).netloc != urlsplit(base).netloc:
        declared.pop("outlet", None)  # a feed that gathers other papers' pages
    if answer.charset:
        declared["charset"] = answer.charset
    return [RawPage(item.source, answer.data, media, answer.day, declared)], None
