"""Archives, feeds, mail, PDF and Parquet: what they hold, and what broken or hostile ones do."""

from __future__ import annotations

import gzip
import io
import random
import tarfile
import time
import zipfile
import zlib
from pathlib import Path
from typing import Any

import polars
import pytest

from dragoman import clean, sources
from dragoman.model import Document, Problem, RawPage
from dragoman.settings import Settings
from dragoman.sources import feed
from made import pdf, zipped

PROSE = "The two prime ministers met in the capital on Monday and agreed to raise trade, officials said afterwards."


def read(path: Path, **turned: object) -> tuple[list[RawPage], list[Problem]]:
    found = list(sources.walk([str(path)], Settings(**turned)))  # type: ignore[arg-type]
    return [f for f in found if isinstance(f, RawPage)], [f for f in found if isinstance(f, Problem)]


def document(page: RawPage) -> Document:
    found, problems = clean.clean(page, Settings())
    assert found is not None, problems
    return found


def test_zip_and_what_stands_in_it(tmp_path: Path) -> None:
    inner = zipped(c__md=b"# Words")
    data = zipped(b__txt=b"words", a__html=b"<p>words", picture__png=b"\x89PNG", inner__zip=inner)
    (tmp_path / "a.zip").write_bytes(data)
    pages, problems = read(tmp_path)
    assert [(p.source, p.media) for p in pages] == [
        ("a.zip/a.html", "html"),
        ("a.zip/b.txt", "text"),
        ("a.zip/inner.zip/c.md", "markdown"),
    ]
    assert problems == []


def test_bombs_and_broken_archives(tmp_path: Path) -> None:
    (tmp_path / "bomb.zip").write_bytes(zipped(zeros__txt=b"0" * 30_000_000, good__txt=b"words"))
    (tmp_path / "bomb.txt.gz").write_bytes(gzip.compress(b"0" * 30_000_000))
    nest = zipped(x__txt=b"words")
    for _ in range(5):
        nest = zipped(n__zip=nest)
    (tmp_path / "nest.zip").write_bytes(nest)
    (tmp_path / "cut.zip").write_bytes(zipped(a__txt=b"words")[:40])
    (tmp_path / "cut.txt.gz").write_bytes(gzip.compress(PROSE.encode() * 9)[:30])
    (tmp_path / "not.tar").write_bytes(b"words")
    (tmp_path / "not.warc.gz").write_bytes(b"words")
    (tmp_path / "not.parquet").write_bytes(b"words")
    (tmp_path / "not.xml").write_bytes(b"<urlset></urlset>")
    pages, problems = read(tmp_path, page_bytes=20_000_000)
    assert [p.source for p in pages] == ["bomb.zip/good.txt"]
    assert sorted(p.where for p in problems) == [
        "bomb.txt.gz",
        "bomb.zip/zeros.txt",
        "cut.txt.gz",
        "cut.zip",
        "nest.zip/n.zip/n.zip",
        "not.parquet",
        "not.tar",
        "not.warc.gz",
        "not.xml",
    ]
    assert "tighter" in read(tmp_path / "bomb.zip")[1][0].message


def test_tar_and_names_that_lead_out(tmp_path: Path) -> None:
    with tarfile.open(tmp_path / "a.tar.gz", "w:gz") as archive:
        for name in ("../../etc/passwd.txt", "/a.txt", "b.txt.gz"):
            data = gzip.compress(b"words") if name.endswith(".gz") else b"words"
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
        link = tarfile.TarInfo("link.txt")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        archive.addfile(link)
    pages, problems = read(tmp_path)
    assert [p.source for p in pages] == ["a.tar.gz/etc/passwd.txt", "a.tar.gz/a.txt", "a.tar.gz/b.txt"]
    assert {p.data for p in pages} == {b"words"} and problems == []


def web(url: str, status: str, kind: str, body: bytes, extra: str = "") -> bytes:
    """A record of a web archive."""
    http = f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\n{extra}\r\n".encode() + body
    head = f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: {url}\r\nWARC-Date: 2025-10-28T01:02:03Z\r\n"
    head += f"Content-Type: application/http;msgtype=response\r\nContent-Length: {len(http)}\r\n\r\n"
    return head.encode() + http + b"\r\n\r\n"


def test_warc(tmp_path: Path) -> None:
    def record(*given: Any) -> bytes:
        return gzip.compress(web(*given))

    page = f"<html><body><p>{PROSE}</p></body></html>".encode()
    (tmp_path / "crawl.warc.gz").write_bytes(
        record("https://example.org/a", "200 OK", "text/html; charset=utf-8", page)
        + record("https://example.org/b", "404 Not Found", "text/html", page)
        + record("https://example.org/c", "200 OK", "image/png", b"\x89PNG")
        + record("https://example.org/d", "200 OK", "text/html", gzip.compress(page), "Content-Encoding: gzip\r\n")
    )
    pages, problems = read(tmp_path)
    assert [(p.source, p.fetched) for p in pages] == [
        ("https://example.org/a", "2025-10-28"),
        ("https://example.org/d", "2025-10-28"),
    ]
    assert problems == [] and {p.data for p in pages} == {page}


def test_warc_packed_with_zstd(tmp_path: Path) -> None:
    def packed(data: bytes) -> bytes:
        """A zstd frame of raw blocks, so that no packer is needed (RFC 8878, 3.1.1)."""
        block = ((len(data) << 3) | 1).to_bytes(3, "little")
        return b"\x28\xb5\x2f\xfd" + b"\xa0" + len(data).to_bytes(4, "little") + block + data

    page = f"<html><body><p>{PROSE}</p></body></html>".encode()
    records = [packed(web(f"https://example.org/{n}", "200 OK", "text/html; charset=utf-8", page)) for n in range(3)]
    (tmp_path / "a.warc.zst").write_bytes(b"".join(records))
    (tmp_path / "cut.warc.zst").write_bytes(b"".join(records)[:-60])
    (tmp_path / "not.warc.zst").write_bytes(b"\x28\xb5\x2f\xfd" + b"words")
    (tmp_path / "other.txt.zst").write_bytes(records[0])
    pages, problems = read(tmp_path)
    assert [p.source for p in pages[:3]] == [f"https://example.org/{n}" for n in range(3)]
    assert {p.data for p in pages} == {page}
    assert [p.where for p in problems] == ["cut.warc.zst", "not.warc.zst", "."]
    assert "1 .zst" in problems[-1].message


def test_web_archives_that_break_off(tmp_path: Path) -> None:
    """A page of which half is there is not read as if it were whole."""
    page = f"<html><body><p>{PROSE}</p></body></html>".encode()
    data = b"".join(web(f"https://example.org/{n}", "200 OK", "text/html", page) for n in "ab")
    (tmp_path / "cut.warc").write_bytes(data[:-40])
    (tmp_path / "lying.warc").write_bytes(data.replace(b"Content-Length: ", b"Content-Length: 9"))
    pages, problems = read(tmp_path)
    assert [p.source for p in pages] == ["https://example.org/a"]
    assert [p.where[-1] for p in problems] == ["b", "a"] and all("breaks off" in p.message for p in problems)


def test_a_web_archive_of_one_gzip_stream_that_ends_between_pages(tmp_path: Path) -> None:
    page = f"<html><body><p>{PROSE}</p></body></html>".encode()
    stream = zlib.compressobj(wbits=31)
    packed = stream.compress(web("https://example.org/a", "200 OK", "text/html", page))
    (tmp_path / "cut.warc.gz").write_bytes(packed + stream.flush(zlib.Z_FULL_FLUSH))
    pages, problems = read(tmp_path)
    assert [p.source for p in pages] == ["https://example.org/a"]
    assert [p.where for p in problems] == ["cut.warc.gz"] and "ended before" in problems[0].message


@pytest.mark.parametrize("behind", [b"words", b"\0\0words", b"\0" * 512, gzip.compress(b" and more"), b""])
def test_gzip_with_something_behind_its_end(behind: bytes, tmp_path: Path) -> None:
    (tmp_path / "a.txt.gz").write_bytes(gzip.compress(PROSE.encode()) + behind)
    pages, problems = read(tmp_path)
    more = b" and more" if behind[:2] == b"\x1f\x8b" else b""
    assert [(p.source, p.data) for p in pages] == [("a.txt", PROSE.encode() + more)]
    assert [p.where for p in problems] == (["a.txt.gz"] if b"words" in behind else [])
    assert all("left out" in p.message for p in problems)


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-8-sig"])
@pytest.mark.parametrize("declared", ["", '<?xml version="1.0" encoding="utf-16"?>', "<?xml version='1.0'?>"])
def test_feeds_in_wide_characters(encoding: str, declared: str, tmp_path: Path) -> None:
    said = "Peña met Łukasz in Kraków."
    item = f"<item><title>Talks</title><link>https://example.org/1</link><description>{said}</description></item>"
    text = f'{declared}<rss version="2.0"><channel><title>News</title>{item}</channel></rss>'
    (tmp_path / "a.rss").write_bytes(text.encode(encoding))
    pages, problems = read(tmp_path)
    assert [(p.source, p.data.decode()) for p in pages] == [("https://example.org/1", said)] and not problems


def test_zip_whose_lzma_is_broken(tmp_path: Path) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_LZMA) as archive:
        archive.writestr("a.txt", PROSE * 50)
    data = bytearray(packed.getvalue())
    data[70] ^= 255
    (tmp_path / "bad.zip").write_bytes(bytes(data))
    pages, problems = read(tmp_path)
    assert pages == [] and [p.where for p in problems] == ["bad.zip/a.txt"]


def test_text_in_parquet_that_is_marked_as_bytes(tmp_path: Path) -> None:
    polars.DataFrame({"text": [PROSE.encode(), b"caf\xe9"]}).write_parquet(tmp_path / "old.parquet")
    pages, problems = read(tmp_path)
    assert [p.data for p in pages] == [PROSE.encode(), "caf\ufffd".encode()] and problems == []


def test_a_feed_with_more_items_than_are_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feed, "ITEMS", 3)
    items = "".join(f"<item><title>Talks {n}</title></item>" for n in range(5))
    (tmp_path / "long.rss").write_text(f"<rss version='2.0'><channel>{items}</channel></rss>", "utf-8")
    pages, problems = read(tmp_path)
    assert len(pages) == 3 and [p.message for p in problems] == ["5 items: the first 3 are read"]


def test_feeds(tmp_path: Path) -> None:
    (tmp_path / "news.rss").write_text(
        '<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]><rss version="2.0"><channel>'
        "<title>Example News</title><item><title>Leaders meet</title><link>https://example.org/1</link>"
        f"<pubDate>Tue, 28 Oct 2025 09:14:00 +0900</pubDate><description>&lt;p&gt;{PROSE}&lt;/p&gt;&lt;p&gt;They"
        " &lt;b&gt;agreed&lt;/b&gt;.&lt;/p&gt;</description></item><item></item></channel></rss>"
    )
    pages, problems = read(tmp_path)
    found = document(pages[0])
    assert (found.source, found.outlet, found.title) == ("https://example.org/1", "Example News", "Leaders meet")
    assert (found.declared, found.declared_where) == ("2025-10-28", "feed")
    assert found.text == f"Leaders meet\n\n{PROSE}\n\nThey agreed."
    assert [line.kind for line in found.lines] == ["headline", "body", "body"]
    assert [p.message for p in problems] == ["an item without text"]


def test_mail(tmp_path: Path) -> None:
    (tmp_path / "release.eml").write_bytes(
        b"From: Press Office <press@example.org>\r\nSubject: =?utf-8?q?Leaders_meet_in_T=C5=8Dky=C5=8D?=\r\n"
        b"Date: Tue, 28 Oct 2025 09:14:00 +0900\r\nMIME-Version: 1.0\r\n"
        b"Content-Type: text/plain; charset=iso-8859-1\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"
        b"The two leaders met at the caf=E9 and agreed to raise trade between=\r\n their\r\n"
        b"countries, an official of the ministry of the larger one told reporters in\r\nthe evening.\r\n"
    )
    (tmp_path / "empty.eml").write_bytes(b"Subject: none\r\n\r\n")
    pages, problems = read(tmp_path)
    found = document(pages[0])
    assert (found.title, found.byline, found.declared) == ("Leaders meet in Tōkyō", "Press Office", "2025-10-28")
    assert "café" in found.text and len(problems) == 1


def test_headers_without_end(tmp_path: Path) -> None:
    """They do not hold up the reading, and the message is not lost for them."""
    (tmp_path / "many.eml").write_bytes(b"From: " + b"<a@b>, " * 50_000 + b"\nSubject: Talks\n\n" + PROSE.encode())
    nested = b"From: \xff" + b"(" * 5_000 + b"\nSubject: Talks\n\n"
    (tmp_path / "nested.eml").write_bytes(nested + PROSE.encode())
    started = time.process_time()
    pages, problems = read(tmp_path)
    assert problems == [] and [p.declared["title"] for p in pages] == ["Talks", "Talks"]
    assert all("".join(p.declared.values()).encode() for p in pages)  # letters: what stands for a byte cannot be kept
    assert time.process_time() - started < 5


LETTER = b"Message-ID: <%d@example.org>\nFrom: Press Office <press@example.org>\nSubject: Talks %d\n"
LETTER += b"Date: Tue, 28 Oct 2025 09:14:00 +0900\n\n" + PROSE.encode() + b"\n"
POSTMARK = b"From press@example.org Tue Oct 28 00:14:00 2025\n"


def test_mail_that_forwards_a_message_and_mail_without_a_boundary(tmp_path: Path) -> None:
    around = b'From: Desk <d@example.org>\nSubject: Fwd\nContent-Type: multipart/mixed; boundary="x"\n\n--x\n'
    around += b"Content-Type: message/rfc822\n\n"
    (tmp_path / "forwarded.eml").write_bytes(around + LETTER % (1, 1) + b"\n--x--\n")
    bare = b"Subject: Talks 2\nContent-Type: multipart/mixed\n\n"
    (tmp_path / "whole.eml").write_bytes(bare + PROSE.encode())
    pages, problems = read(tmp_path)
    assert problems == [] and [p.declared["title"] for p in pages] == ["Talks 1", "Talks 2"]
    assert pages[0].declared["byline"] == "Press Office" and all(PROSE[:40] in document(p).text for p in pages)


def test_mail_folder(tmp_path: Path) -> None:
    tricky = LETTER % (2, 2) + b"\n>From Tokyo they flew on.\n\nFrom Seoul nothing was heard.\nFrom 10:30 on.\n"
    folder = POSTMARK + LETTER % (1, 1) + b"\n" + POSTMARK + tricky + b"\n" + POSTMARK + b"Subject: none\n\n\n"
    folder += POSTMARK.replace(b"\n", b"\r\n") + LETTER.replace(b"\n", b"\r\n").split(b"\r\n", 1)[1] % 4
    (tmp_path / "all.mbox").write_bytes(folder)
    (tmp_path / "packed.zip").write_bytes(zipped(a__mbox=POSTMARK + LETTER % (1, 1)))
    pages, problems = read(tmp_path)
    assert [p.source for p in pages] == [
        "all.mbox#1@example.org",
        "all.mbox#2@example.org",
        "all.mbox:4",
        "packed.zip/a.mbox#1@example.org",
    ]
    assert [(p.where, p.message) for p in problems] == [("all.mbox:3", "no text in it")]
    found = document(pages[1])
    assert (found.title, found.byline, found.declared) == ("Talks 2", "Press Office", "2025-10-28")
    assert "\nFrom Tokyo they flew on." in found.text and "From Seoul nothing" in found.text
    # A message stays itself when one before it is deleted.
    (tmp_path / "all.mbox").write_bytes(folder[folder.index(POSTMARK, 1) :])
    assert read(tmp_path)[0][0] == pages[1]


def test_broken_mail_folders(tmp_path: Path) -> None:
    (tmp_path / "large.mbox").write_bytes(
        POSTMARK + b"Subject: x\n\n" + b"0" * 5_000_000 + b"\n\n" + POSTMARK + LETTER % (1, 1)
    )
    (tmp_path / "none.mbox").write_bytes(b"words\n")
    chance = random.Random(7)
    for n in range(50):
        noise = POSTMARK + chance.randbytes(300) + b"\n\n" + POSTMARK + b"Message-ID: " + chance.randbytes(99)
        (tmp_path / f"noise-{n}.mbox").write_bytes(noise)
    pages, problems = read(tmp_path, page_bytes=1_000_000)
    assert "large.mbox#1@example.org" in [p.source for p in pages]
    where = {p.where for p in problems}
    assert {"large.mbox:1", "none.mbox"} <= where and len(pages) + len(problems) >= 100


def test_pdf(tmp_path: Path) -> None:
    (tmp_path / "readout.pdf").write_bytes(pdf(["The two leaders met on Monday and agreed to", "raise trade."]))
    (tmp_path / "broken.pdf").write_bytes(b"%PDF-1.4 nothing more")
    pages, problems = read(tmp_path)
    assert [p.media for p in pages] == ["pdf", "pdf"] and problems == []
    broken, why = clean.clean(pages[0], Settings())
    assert broken is None and why
    assert "raise trade" in document(pages[1]).text


def test_parquet_with_columns_named_by_hand(tmp_path: Path) -> None:
    rows = {"story": ["Leaders met.", "They agreed."], "day": ["2025-10-28", None], "n": [1, 2]}
    polars.DataFrame(rows).write_parquet(tmp_path / "a.parquet")
    pages, problems = read(tmp_path, columns=(("text", "story"), ("date", "day")))
    assert [(p.source, p.data, p.declared) for p in pages] == [
        ("a.parquet:1", b"Leaders met.", {"date": "2025-10-28"}),
        ("a.parquet:2", b"They agreed.", {}),
    ]
    assert problems == []
