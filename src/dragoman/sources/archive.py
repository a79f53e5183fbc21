"""Pages in archives: zip, tar, gzip, WARC. Nothing is unpacked to disk, and no archive unfolds without end."""

from __future__ import annotations

import gzip
import lzma
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from typing import IO, Any

from dragoman.model import Problem, RawPage
from dragoman.settings import Settings
from dragoman.sources import forms

RATIO = 250  # text packs 3 to 10 times; what packs better than this and is large is a bomb
LARGE = 10_000_000  # bytes from which the ratio counts
UNPACKED = 8_000_000_000  # bytes that one archive may unfold to
MEMBERS = 1_000_000

_TOO_MUCH = "unfolds to more than an archive may: the rest is left out"

Pages = Iterator[RawPage | Problem]
Inside = Callable[[bytes, str], Pages]  # pages of a member, by its bytes and source


def _inside(source: str, name: str) -> str:
    """Source of a member: the archive's, and the path in it without what would lead out of it."""
    parts = [p for p in name.replace("\\", "/").split("/") if p not in ("", ".", "..")]
    return f"{source}/{forms.name('/'.join(parts))}"


def zipped(file: IO[bytes], source: str, settings: Settings, inside: Inside) -> Pages:
    """Members of a zip file in the order of their names."""
    try:
        with zipfile.ZipFile(file) as archive:
            infos = sorted(archive.infolist(), key=lambda i: i.filename)
            total = 0
            for number, info in enumerate(infos):
                where = _inside(source, info.filename)
                if info.is_dir() or forms.form(where) is None:
                    continue
                total += info.file_size
                if number > MEMBERS or total > UNPACKED:
                    yield Problem(source, "sources.archive", _TOO_MUCH)
                    return
                if info.flag_bits & 1:
                    yield Problem(where, "sources.archive", "encrypted")
                elif info.file_size > settings.page_bytes:
                    yield Problem(where, "sources.size", f"{info.file_size:,} bytes: more than {settings.page_bytes:,}")
                elif info.file_size > LARGE and info.file_size > RATIO * max(1, info.compress_size):
                    yield Problem(where, "sources.archive", "packed tighter than text can be: not opened")
                else:
                    try:
                        with archive.open(info) as opened:
                            data = opened.read(settings.page_bytes + 1)
                    except (
                        zipfile.BadZipFile,
                        zlib.error,
                        lzma.LZMAError,
                        EOFError,
                        NotImplementedError,
                        RuntimeError,
                        OSError,
                    ) as error:
                        yield Problem(where, "sources.archive", f"cannot be unpacked: {error}")
                    else:
                        yield from inside(data, where)
    except (zipfile.BadZipFile, ValueError, EOFError, NotImplementedError) as error:
        yield Problem(source, "sources.archive", f"no zip file, or a broken one: {error}")


def tarred(file: IO[bytes], source: str, settings: Settings, inside: Inside) -> Pages:
    """Members of a tar file, packed or not, in their order. Links and devices in it are passed over."""
    total = 0
    try:
        with tarfile.open(fileobj=file, mode="r|*") as archive:
            for info in archive:
                where = _inside(source, info.name)
                total += info.size
                if total > UNPACKED:
                    yield Problem(source, "sources.archive", _TOO_MUCH)
                    return
                if not info.isfile() or forms.form(where) is None:
                    continue
                if info.size > settings.page_bytes:
                    yield Problem(where, "sources.size", f"{info.size:,} bytes: more than {settings.page_bytes:,}")
                elif (opened := archive.extractfile(info)) is not None:
                    yield from inside(opened.read(), where)
    except (tarfile.TarError, zlib.error, lzma.LZMAError, EOFError, ValueError, OSError) as error:
        yield Problem(source, "sources.archive", f"no tar file, or a broken one: {error}")


def gzipped(file: IO[bytes], source: str, settings: Settings, inside: Inside) -> Pages:
    """The one file in a gzip file, whose name is the source without ".gz"."""
    try:
        data, more = _gunzipped(file, settings.page_bytes + 1)
    except (OSError, EOFError, zlib.error) as error:
        yield Problem(source, "sources.archive", f"no gzip file, or a broken one: {error}")
        return
    if more:
        yield Problem(source, "sources.archive", "something stands behind the end of the gzip file: it is left out")
    if len(data) > settings.page_bytes:
        yield Problem(source, "sources.size", f"unfolds to more than {settings.page_bytes:,} bytes")
    else:
        yield from inside(data, source[:-3])


def _gunzipped(file: IO[bytes], most: int) -> tuple[bytes, bool]:
    """What a gzip file holds, `most` bytes of it, and whether behind its end stands what is no gzip.

    Raises zlib.error where it is broken, EOFError where it breaks off.
    """
    found, packed = bytearray(), b""
    part = zlib.decompressobj(_GZIP)
    while len(found) < most:
        packed = packed or file.read(_CHUNK)
        if not packed:
            raise EOFError("it breaks off")
        found += part.decompress(packed, most - len(found))
        packed = part.unconsumed_tail
        if part.eof:  # a file may hold several parts, and zeros that fill up a block
            packed = (part.unused_data + file.read(_CHUNK)).lstrip(b"\0")
            if not packed.startswith(b"\x1f\x8b"):
                return bytes(found), bool(packed)
            part = zlib.decompressobj(_GZIP)
    return bytes(found), False


_GZIP = zlib.MAX_WBITS | 16
_CHUNK = 1 << 20


class _Telling(gzip.GzipFile):
    """Gives what is there and then tells that it breaks off, which FastWARC does not where that is between pages."""

    def read(self, size: int | None = -1) -> bytes:
        return self.read1(-1 if size is None else size)


def warc(file: IO[bytes], source: str, settings: Settings, inside: Inside) -> Pages:
    """Pages of a web archive (Common Crawl's layout; gzip, zstd with or without a dictionary, or plain).

    A page is an answer with status 200 that is HTML or text.
    """
    from fastwarc.warc import ArchiveIterator, WarcRecordType

    number, packed = 0, file.read(2) == b"\x1f\x8b"
    file.seek(0)
    stream = _Telling(fileobj=file) if packed else file
    try:
        for number, record in enumerate(
            ArchiveIterator(stream, record_types=WarcRecordType.response, parse_http=True), 1
        ):
            url = record.headers.get("WARC-Target-URI") or f"{source}:{number}"
            answer = record.http_headers
            if answer is None or answer.status_code != 200:
                continue
            kind = (record.http_content_type or "").lower()
            media = "html" if "html" in kind else "text" if kind in ("text/plain", "") else None
            if media is None:
                continue
            sent = record.reader.read(settings.page_bytes + 1)
            if len(sent) < min(record.content_length, settings.page_bytes):
                yield Problem(url, "sources.archive", "the web archive breaks off in this page: it is left out")
                return
            data = _body(sent, answer, settings.page_bytes + 1)
            if len(data) > settings.page_bytes:
                yield Problem(url, "sources.size", f"more than {settings.page_bytes:,} bytes")
            elif data.strip():
                declared = {"url": url} | ({"charset": record.http_charset} if record.http_charset else {})
                day = (record.headers.get("WARC-Date") or "")[:10] or None
                yield RawPage(url, data, media, fetched=day, declared=declared)
    except (OSError, EOFError, ValueError, RuntimeError, UnicodeError) as error:
        yield Problem(source, "sources.archive", f"record {number + 1}: broken web archive: {error}")
        return
    if not number:
        yield Problem(source, "sources.archive", "no answers of web servers in it")


def _body(data: bytes, answer: Any, limit: int) -> bytes:
    """The body of an answer that was stored as it was sent (gzip, deflate)."""
    if (answer.get("Content-Encoding") or "").lower() not in ("gzip", "deflate", "x-gzip") or data[:1] == b"<":
        return data
    try:
        return zlib.decompressobj(zlib.MAX_WBITS | 32).decompress(data, limit)
    except zlib.error:
        return data


FORMS: dict[str, Callable[[IO[bytes], str, Settings, Inside], Pages]] = {
    "zip": zipped,
    "tar": tarred,
    "gzip": gzipped,
    "warc": warc,
}
