"""Inputs by the thousand that nobody wrote: nothing raises, nothing hangs, nothing swells.

2,000 inputs in the quick suite, 100,000 in `make slow`; the same ones each time. What ever failed is kept in FAILED.
"""

from __future__ import annotations

import gzip
import io
import resource
import time
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dragoman import clean, reading, reconcile
from dragoman.model import RawPage
from dragoman.reading import parse
from dragoman.settings import Settings
from dragoman.sources import forms, opening
from dragoman.step import Tables
from made import pdf, zipped

ONE_INPUT_SECONDS = 10.0
ALL_INPUTS_MB = 1500
SETTINGS = Settings()

# --- bytes: a real form that was cut, doubled, or has noise in it ------------------------------------------------

WARC = b"WARC/1.0\r\nWARC-Type: response\r\nContent-Length: 30\r\n\r\nHTTP/1.1 200 OK\r\n\r\nwords\r\n\r\n"
SEEDS = [
    b"<html><head><meta name='date' content='2025-10-28'></head><body><article><p>Words.</p></article></body></html>",
    b'<!DOCTYPE l [<!ENTITY x SYSTEM "file:///etc/passwd">]><html><body>&x;<p>Words.</p></body></html>',
    b"---\ntitle: x\ndate: 2025-10-28\n---\n**a** [b](http://c/2025/10/28/d)\n",
    b'{"text": "a", "url": "http://x", "date": "2025-10-28"}\n',
    b'url,text,date\nhttp://x,"a\nb",2025-10-28\n',
    b"<rss><channel><item><title>a</title><description>b</description><pubDate>x</pubDate></item></channel></rss>",
    b"<feed xmlns='http://www.w3.org/2005/Atom'><entry><title>a</title><content>b</content></entry></feed>",
    b"Subject: a\r\nDate: Tue, 28 Oct 2025 09:14:00 +0900\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n"
    b"--x\r\nContent-Type: text/html; charset=utf-16\r\nContent-Transfer-Encoding: base64\r\n\r\nYg==\r\n--x--",
    zipped(a__txt=b"words"),
    gzip.compress(b"words"),
    gzip.compress(WARC),
    pdf(["words"]),
    WARC,
]
KINDS = sorted({*forms.PAGES.values(), *forms.MANY.values()})


@st.composite
def damaged(draw: st.DrawFn) -> bytes:
    data = draw(st.sampled_from(SEEDS))
    for _ in range(draw(st.integers(0, 4))):
        at = draw(st.integers(0, len(data)))
        noise = draw(st.binary(max_size=12))
        data = data[:at] + noise + data[at + draw(st.integers(0, 8)) :] * draw(st.integers(1, 2))
    return data


def files(data: bytes, kind: str) -> None:
    """Any bytes under any name: pages and problems, and of each page a text whose lines lie inside it."""
    for found in opening.pages(io.BytesIO(data), "x", kind, SETTINGS):
        if isinstance(found, RawPage):
            page, problems = clean.clean(found, SETTINGS)
            assert page is not None or problems
            if page is not None:
                page.text.encode("utf-8")
                assert all(0 <= n.start < n.end <= len(page.text) for n in page.lines)
                assert "root:" not in page.text


# --- marked-up text ----------------------------------------------------------------------------------------------

TAGS = """html head body article section main div p span a img table tr td th ul ol li dl dt dd h1 h2 h6 br hr q
    blockquote script style noscript template svg math iframe object embed form input button title meta link time figure
    figcaption nav footer aside pre code textarea select option frameset plaintext xmp"""
ATTRIBUTES = ["", " class='byline'", " id=comments", " href='javascript:a'", " datetime='2025-10-28T25:61'", " hidden",
              " content='0;url=file:///etc/passwd'", " style='display:none'", " property='article:published_time'",
              " itemprop=datePublished", " lang=ar dir=rtl", " =", " a=\"'"]  # fmt: skip
PIECES = [
    *(f"<{t}{a}>" for t in TAGS.split() for a in ATTRIBUTES[:3]), *(f"<meta{a}>" for a in ATTRIBUTES),
    *(f"</{t}>" for t in TAGS.split()),
    "<!--", "-->", "<![CDATA[", "]]>", "<?xml", "&#x0;", "&#xD800;", "&amp", "<", ">", "\0",
    "\ufeff", "\u202e", "# ", "- ", "| a | b |\n", "```\n", "[a](b)", "**", "\n\n", "---\n",
    "Published on 31 February 2025",
    "Leaders met in Tokyo on Tuesday. ", "(Reuters) - ", "Read more", "By A. Writer", "\u201c", "\u2028", "\ud7ff",
]  # fmt: skip
markup = st.lists(st.sampled_from(PIECES) | st.text(max_size=8), max_size=30).map("".join)


def marked_up(text: str, media: str) -> None:
    """Tag soup and broken Markdown: a page or a problem; nothing but white space stands outside the lines."""
    page, problems = clean.clean(RawPage("x", text.encode("utf-8", "surrogatepass"), media), SETTINGS)
    assert page is not None or problems
    if page is not None:
        assert all(a.end <= b.start for a, b in zip(page.lines, page.lines[1:], strict=False))
        inside = "".join(page.text[n.start : n.end] for n in page.lines)
        assert "".join(inside.split()) == "".join(page.text.split())


# --- sentences ---------------------------------------------------------------------------------------------------

WORDS = """
    Japan Tokyo the The U.S. President president Trump Takaichi Sanae Prime Minister Xi Jinping 's ' " \u201c
    \u201d \u2018 ( ) [ ] , . ; : - \u2014 ... ? ! said says told that would will not no to of in on by from and
    or , , . . met meet talks agreed pledged vowed promised asked urged demanded offered if unless after before
    since until between both two leaders sides he she they their his it who which $ \u20ac \u00a5 % 550 1.5
    1,000 billion trillion bn percent per cent GDP tonnes troops 2025 2% 27.5% 10/28/2025 Tuesday October 28
    fiscal year next last ago week month a an new former late President-elect according statement joint denied
    refused failed could may has been was were is are being having visit visited tariffs sanctions investment
    treaty agreement reportedly believed expected \u00b2 \u00bd \u0661 \u202e \u200b \u5b89\u500d Sch\u00e4fer
    O'Brien al-Assad USS NATO G7 CEO #tag @name http://x/2025/10/28 a@b.c
"""
sentences = st.lists(st.sampled_from([*WORDS.split(), "\n", "\n\n"]), max_size=60).map(" ".join) | st.text(max_size=200)


def prose(text: str) -> None:
    """Any words in any order: every step of reading runs, and every span that it gives lies inside the text."""
    page = parse.parse([clean.plain(text, "x.txt")])[0]
    for step in reading.STEPS:
        page.add(list(step.run(page)))
    size = len(page.document.text)
    for rows in page.found.values():
        for row in rows:
            assert 0 <= row.span.start < row.span.end <= size, row


def together(texts: list[str]) -> None:
    """Pages of any words side by side: every step of reading and reconciling runs over them without a Problem."""
    documents = [clean.plain(text, f"{n}.txt") for n, text in enumerate(texts)]
    said = []
    for records, problems in reading.read(documents):
        assert problems == []
        said += records
    assert reconcile.run(Tables(documents, said, SETTINGS)) == []


TARGETS: dict[str, tuple[Callable[..., None], tuple[st.SearchStrategy[object], ...], int, int]] = {
    # what: (check, its inputs, how many in the quick suite, how many in the slow one)
    "files": (files, (damaged() | st.binary(max_size=300), st.sampled_from(KINDS)), 700, 40_000),
    "markup": (marked_up, (markup, st.sampled_from(["html", "markdown", "text"])), 900, 45_000),
    "prose": (prose, (sentences,), 300, 12_000),
    "pages": (together, (st.lists(sentences, max_size=4),), 100, 3_000),
}
# (target, arguments): what failed once.
FAILED: list[tuple[str, tuple[object, ...]]] = [("markup", ("<svg><html>", "html"))]

SAME = settings(deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck))


def run(target: str, many: int) -> None:
    check, inputs, _, _ = TARGETS[target]
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

    @settings(
        max_examples=many, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck)
    )
    @given(st.tuples(*inputs))
    def once(given: tuple[object, ...]) -> None:
        start = time.process_time()
        check(*given)
        assert time.process_time() - start < ONE_INPUT_SECONDS

    once()
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < ALL_INPUTS_MB * 1024


@pytest.mark.parametrize("target", TARGETS)
def test_quick(target: str) -> None:
    run(target, TARGETS[target][2])


@pytest.mark.slow
@pytest.mark.parametrize("target", TARGETS)
def test_a_hundred_thousand(target: str) -> None:
    run(target, TARGETS[target][3])


@pytest.mark.parametrize(("target", "given"), FAILED)
def test_what_failed_once(target: str, given: tuple[object, ...]) -> None:
    TARGETS[target][0](*given)
