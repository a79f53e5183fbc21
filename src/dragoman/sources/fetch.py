"""Asks web servers for pages: politely, within bounds, and never inside the network that we stand in.

One request at a time a host, with a pause; robots.txt as RFC 9309 has it; redirects followed by hand so that each hop
is looked at; the address that was checked is the one that is connected to, so a name cannot mean another in between.
"""

from __future__ import annotations

import contextlib
import http.client
import ipaddress
import re
import socket
import ssl
import threading
import time
import zlib
from collections.abc import Iterator
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from urllib.parse import quote, urljoin, urlsplit, urlunsplit
from urllib.robotparser import RobotFileParser

import msgspec

from dragoman.settings import Settings

REDIRECTS = 5
ROBOTS_BYTES = 500_000  # RFC 9309: at least 500 KiB are to be read
ROBOTS_SECONDS = 86_400.0  # RFC 9309: not kept for longer than a day
PATIENCE = 60.0  # seconds that a request is held back; what must wait longer is for the next round
LONGEST = 7 * 86_400.0  # a server that asks for more than a week is asked again after a week
_NAT64 = ipaddress.ip_network("64:ff9b::/96")


class Failed(Exception):
    """No page came. `again`: another try may bring it; `wait`: seconds the server asks for; `status`: 0 if none."""

    def __init__(self, message: str, again: bool = False, wait: float = 0.0, status: int = 0) -> None:
        super().__init__(message)
        self.again, self.wait, self.status = again, wait, status


class Answer(msgspec.Struct, frozen=True):
    """What a server sent: `data` is unpacked; status 304 has none."""

    url: str  # after redirects
    status: int  # 200 or 304
    data: bytes
    media: str  # Content-Type in small letters, without parameters
    charset: str
    day: str  # ISO date of the Date header, else of the clock
    etag: str
    modified: str


class _Host:
    """Whose turn it is at a host, and its rules."""

    def __init__(self) -> None:
        self.turn = threading.Lock()
        self.rules = threading.Lock()
        self.free = 0.0  # monotonic seconds from which the next request may go out
        self.pause = 0.0  # Crawl-delay
        self.robots: RobotFileParser | None = None
        self.robots_until = 0.0


class Fetcher:
    """Fetches for one run; threads may share it. `version` is named to servers. `abort` ends it, at any moment."""

    def __init__(self, settings: Settings, version: str = "0") -> None:
        self.settings = settings
        self.stop = threading.Event()
        contact = f" (+{settings.watch_contact})" if settings.watch_contact else ""
        self.agent = f"dragoman/{version}{contact}"
        self._tls = ssl.create_default_context()
        self._hosts: dict[str, _Host] = {}
        self._lock = threading.Lock()
        self._open: set[socket.socket] = set()

    def abort(self) -> None:
        """End all requests that are under way, and make no more."""
        self.stop.set()
        for connection in list(self._open):
            _shut(connection)

    def get(self, url: str, etag: str = "", modified: str = "") -> Answer:
        """The page at an address, if its host's robots.txt lets us. Raises Failed, and nothing else."""
        headers = {"If-None-Match": etag, "If-Modified-Since": modified}
        return self._get(url, {k: v for k, v in headers.items() if v}, self.settings.watch_bytes, rules=True)

    def _get(self, url: str, headers: dict[str, str], limit: int, rules: bool) -> Answer:
        for _ in range(REDIRECTS + 1):
            url = _address(url)
            host = self._host(url)
            if rules and not self._allowed(url, host):
                raise Failed("robots.txt forbids it", status=403)
            with self._turn(host):
                found = self._ask(url, headers, limit, host, cut=not rules)
            if isinstance(found, Answer):
                return found
            url = urljoin(url, found)
        raise Failed(f"more than {REDIRECTS} redirects")

    # -- manners

    def _host(self, url: str) -> _Host:
        with self._lock:
            return self._hosts.setdefault(urlsplit(url).netloc, _Host())

    @contextlib.contextmanager
    def _turn(self, host: _Host) -> Iterator[None]:
        with host.turn:
            wait = host.free - time.monotonic()
            if wait > PATIENCE:
                raise Failed("its server asked us to wait", again=True, wait=wait)
            if self.stop.wait(max(0.0, wait)):
                raise Failed("stopped", again=True)
            try:
                yield
            finally:
                host.free = max(host.free, time.monotonic() + max(self.settings.watch_pause, host.pause))

    def _allowed(self, url: str, host: _Host) -> bool:
        with host.rules:
            if host.robots is None or time.monotonic() > host.robots_until:
                host.robots = self._robots(url)
                host.robots_until = time.monotonic() + ROBOTS_SECONDS
                host.pause = min(float(host.robots.crawl_delay("dragoman") or 0), PATIENCE)
            return host.robots.can_fetch("dragoman", url)

    def _robots(self, url: str) -> RobotFileParser:
        """Rules of a host. None to be had (4xx): all is allowed, but 401 and 403 mean keep out; 5xx: not now."""
        rules = RobotFileParser()
        try:
            answer = self._get(urljoin(url, "/robots.txt"), {}, ROBOTS_BYTES, rules=False)
            rules.parse(answer.data.decode("utf-8-sig", "replace").splitlines())
        except Failed as failed:
            if failed.again:
                raise Failed(f"robots.txt: {failed}", again=True, wait=failed.wait, status=failed.status) from failed
            rules.parse(["User-agent: *", "Disallow: /"] if failed.status in (401, 403) else [])
        return rules

    # -- one request

    def _ask(self, url: str, headers: dict[str, str], limit: int, host: _Host, cut: bool) -> Answer | str:
        """An answer, or where to ask instead; one that is too long is cut, or fails."""
        parts = urlsplit(url)
        late = threading.Event()
        sockets: list[socket.socket] = []

        def end() -> None:  # a server that drips bytes keeps every single read in time
            late.set()
            for one in sockets:
                _shut(one)

        timer = threading.Timer(self.settings.watch_seconds, end)
        timer.daemon = True
        timer.start()
        try:
            with self._connected(parts.scheme, parts.hostname or "", parts.port, sockets) as connection:
                connection.request(
                    "GET",
                    urlunsplit(("", "", parts.path or "/", parts.query, "")),
                    headers={"User-Agent": self.agent, "Accept-Encoding": "gzip, deflate", "Accept": "*/*", **headers},
                )
                with connection.getresponse() as response:
                    found = self._answer(url, response, limit, host, cut)
            if late.is_set():
                raise Failed("took too long", again=True)
            return found
        except Failed as failed:
            if late.is_set():
                raise Failed("took too long", again=True) from failed
            raise
        except (OSError, http.client.HTTPException, ValueError, AttributeError) as error:
            if late.is_set() or isinstance(error, TimeoutError):
                raise Failed("took too long", again=True) from error
            raise Failed(f"no answer: {_why(error)}", again=True) from error
        finally:
            timer.cancel()

    @contextlib.contextmanager
    def _connected(
        self, scheme: str, host: str, port: int | None, sockets: list[socket.socket]
    ) -> Iterator[http.client.HTTPConnection]:
        """A connection to an address that was looked at. `sockets` gets what the timer shall close."""
        secure = scheme == "https"
        port = port or (443 if secure else 80)
        kind = http.client.HTTPSConnection if secure else http.client.HTTPConnection
        connection = kind(host, port)
        error: OSError = OSError("no address")
        for address in self._addresses(host, port):
            try:
                plain = socket.create_connection((address, port), self.settings.watch_seconds)
                break
            except OSError as found:
                error = found
        else:
            raise error
        sockets.append(plain)
        self._open.add(plain)
        used = plain
        try:
            if secure:
                plain.settimeout(self.settings.watch_seconds)
                used = self._tls.wrap_socket(plain, server_hostname=host)
                sockets.append(used)
                self._open.add(used)
            connection.sock = used
            yield connection
        finally:
            self._open -= {plain, used}
            connection.close()
            used.close()

    def _addresses(self, host: str, port: int) -> list[str]:
        """Internet addresses of a host. Raises Failed if one of them is none of the open internet."""
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except UnicodeError as error:
            raise Failed("no such host name") from error
        addresses = list(dict.fromkeys(str(entry[4][0]) for entry in found))
        for address in addresses:
            if not open_to_all(address, self.settings.watch_local):
                raise Failed("its address is not on the open internet: refused")
        return addresses

    def _answer(self, url: str, response: http.client.HTTPResponse, limit: int, host: _Host, cut: bool) -> Answer | str:
        status = response.status
        if status in (301, 302, 303, 307, 308):
            target = (response.getheader("Location") or "").encode("latin-1", "replace").decode("utf-8", "replace")
            if not target:
                raise Failed("a redirect that leads nowhere", status=status)
            return target
        now = datetime.now(UTC)
        sent = _moment(response.getheader("Date"))
        if status not in (200, 304):
            wait = _retry_after(response.getheader("Retry-After"), sent or now)
            again = status in (408, 425, 429) or status >= 500
            if again and wait:
                host.free = time.monotonic() + wait
            raise Failed(f"the server says {status}", again=again, wait=wait if again else 0.0, status=status)
        day = sent if sent and abs((sent - now).days) <= 366 else now  # else its clock was never set
        return Answer(
            url=url,
            status=status,
            data=_body(response, limit, cut) if status == 200 else b"",
            media=response.headers.get_content_type() if response.getheader("Content-Type") else "",
            charset=response.headers.get_content_charset() or "",
            day=day.astimezone(UTC).date().isoformat(),
            etag=(response.getheader("ETag") or "")[:1000],
            modified=(response.getheader("Last-Modified") or "")[:100],
        )


def open_to_all(address: str, loopback: bool = False) -> bool:
    """Whether an IP address is on the open internet, also inside of what wraps one (mapped, 6to4, Teredo, NAT64)."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)
        if ip in _NAT64:
            inner = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
        if inner is not None:
            return open_to_all(str(inner), loopback)
    if ip.is_loopback:
        return loopback
    return ip.is_global and not ip.is_multicast and not ip.is_reserved


def _address(url: str) -> str:
    """An address that may be sent: http or https, a host, ASCII. Raises Failed."""
    try:
        parts = urlsplit(re.sub(r"[\x00-\x20\x7f]+", lambda m: "" if m.end() == len(url) else "%20", url.strip()))
        host, port = parts.hostname or "", parts.port
        if parts.scheme not in ("http", "https"):
            raise Failed(f"an address that is neither http nor https ({parts.scheme or 'none'}): refused")
        if not host:
            raise Failed("an address without a host: refused")
        name = f"[{host}]" if ":" in host else host.encode("idna").decode()
    except ValueError as error:  # also UnicodeError
        raise Failed("not an address: refused") from error
    keep = "%/:=&?~+!$,;'@()*[]|"
    place = name if port is None else f"{name}:{port}"
    return urlunsplit((parts.scheme, place, quote(parts.path, keep) or "/", quote(parts.query, keep), ""))


def _body(response: http.client.HTTPResponse, limit: int, cut: bool) -> bytes:
    """The body, unpacked as it comes in, so that neither it nor what it unfolds to grows beyond `limit` bytes.

    What is longer fails, or is `cut` there.
    """
    packing = (response.getheader("Content-Encoding") or "").strip().lower()
    if packing not in ("", "identity", "gzip", "x-gzip", "deflate"):
        raise Failed(f"packed in a way that we did not ask for ({packing[:20]})")
    too_much = Failed(f"more than {limit:,} bytes")
    if (response.length or 0) > limit and not cut:
        raise too_much
    unpack = None
    parts: list[bytes] = []
    size = taken = 0
    while chunk := response.read1(65_536):
        taken += len(chunk)
        if packing in ("gzip", "x-gzip", "deflate"):
            if unpack is None:  # "deflate" is zlib by the book, and bare in the wild
                bare = packing == "deflate" and (chunk[0] & 15) != 8
                unpack = zlib.decompressobj(-zlib.MAX_WBITS if bare else zlib.MAX_WBITS | 32)
            try:
                chunk = unpack.decompress(chunk, limit - size + 1)
            except zlib.error as error:
                raise Failed("packed badly") from error
        size += len(chunk)
        parts.append(chunk)
        if size > limit or taken > limit:
            if cut:
                return b"".join(parts)[:limit]
            raise too_much
    if response.length:  # fewer bytes than were promised
        raise Failed("broke off", again=True)
    if unpack is not None and not unpack.eof:
        raise Failed("broke off", again=True)
    return b"".join(parts)


def _moment(value: str | None) -> datetime | None:
    """A date of HTTP, with its zone."""
    try:
        found = parsedate_to_datetime(value or "")
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return found.replace(tzinfo=UTC) if found.tzinfo is None else found


def _retry_after(value: str | None, now: datetime) -> float:
    """Seconds of a Retry-After header: a number, or a date that is counted from `now`. 0 where there is none."""
    value = (value or "").strip()
    if re.fullmatch(r"\d{1,9}", value):
        return min(float(value), LONGEST)
    moment = _moment(value)
    return min(max(0.0, (moment - now).total_seconds()), LONGEST) if moment else 0.0


def _shut(connection: socket.socket) -> None:
    """Wake whoever reads from a socket; SSLSocket.shutdown would pull the ground from under them."""
    with contextlib.suppress(OSError, ValueError):
        socket.socket.shutdown(connection, socket.SHUT_RDWR)


def _why(error: Exception) -> str:
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"its certificate is not valid ({error.verify_message})"
    return str(getattr(error, "strerror", None) or type(error).__name__)
