"""Cleaning: lines, kinds, dates, encodings. Cases that are one line each stand in tests/cases/clean*.csv."""

from __future__ import annotations

import pytest

from conftest import cases
from dragoman import clean
from dragoman.clean import dates, decode
from dragoman.model import Document, RawPage
from dragoman.settings import Settings

PROSE = (
    "The two prime ministers met in the capital for the first time on Monday and agreed to raise trade "
    "between their countries over five years, officials on both sides said after the talks had ended."
)


def cleaned(text: str | bytes, media: str = "text", source: str = "page.txt", **declared: str) -> Document:
    data = text.encode() if isinstance(text, str) else text
    document, _ = clean.clean(RawPage(source, data, media, declared=declared), Settings())
    assert document is not None
    assert all(0 <= a.start < a.end <= len(document.text) for a in document.lines)
    assert all(a.end <= b.start for a, b in zip(document.lines, document.lines[1:], strict=False))
    return document


def shown(document: Document) -> list[tuple[str, str]]:
    return [(line.kind, document.text[line.start : line.end]) for line in document.lines]


@pytest.mark.parametrize("case", cases("clean_lines"), ids=lambda c: c["text"][:40])
def test_a_line_between_paragraphs(case: dict[str, str]) -> None:
    document = cleaned(f"A Headline About the Talks in the Capital\n\n{PROSE}\n\n{case['text']}\n\n{PROSE}")
    assert shown(document)[2] == (case["expected"], case["text"])


@pytest.mark.parametrize("case", cases("clean_dates"), ids=lambda c: c["text"][:40])
def test_declared_date(case: dict[str, str]) -> None:
    source, _, text = case["text"].rpartition(" :: ")
    document = cleaned(f"{text}\n\n{PROSE}", source=source or "page.txt")
    assert f"{document.declared or ''} {document.declared_where or ''}".strip() == case["expected"]


def test_hard_wrapped_paragraphs_are_joined_and_offsets_hold() -> None:
    wrapped = (
        "The minister told reporters on Tuesday that his country would buy more\n"
        "gas and grain from its ally, and that the first deliveries would leave\n"
        "port before the end of the year.\n\n"
        "- more gas, of which half is to be delivered in the first of the three\n"
        "  years\n"
        "- more grain\n\n"
        "He would not say what the purchases were going to cost the treasury in\n"
        "the end.\n"
    )
    document = cleaned(wrapped)
    assert [t for _, t in shown(document)] == [
        "The minister told reporters on Tuesday that his country would buy more gas and grain from its ally, "
        "and that the first deliveries would leave port before the end of the year.",
        "- more gas, of which half is to be delivered in the first of the three   years",
        "- more grain",
        "He would not say what the purchases were going to cost the treasury in the end.",
    ]
    assert len(document.text) == len(wrapped)


def test_paragraph_a_line_stays_so() -> None:
    document = cleaned(f"{PROSE}\n{PROSE.upper()}\n{PROSE}")
    assert [k for k, _ in shown(document)] == ["body"] * 3


def test_front_matter_and_markdown() -> None:
    page = (
        "---\ndate: '2024-03-05'\nsource_url: https://www.whitehouse.gov/x/\n"
        'title: "Readout of a Call with the\\\n  \\ Prime Minister\\u2019s Office"\ntags: [a, b]\n---\n \n'
        "**The President** spoke today with \\[the Prime Minister\\] about\n[trade](https://example.org/a_(b)), and "
        "both agreed.\n\n\\###\n"
    )
    document = cleaned(page, "markdown", "2023-01-01-readout.md")
    assert shown(document) == [
        ("headline", "Readout of a Call with the Prime Minister’s Office"),
        ("body", "The President spoke today with [the Prime Minister] about trade, and both agreed."),
        ("boilerplate", "###"),
    ]
    assert (document.declared, document.declared_where) == ("2024-03-05", "front matter")
    assert document.outlet == "White House"


def test_html_main_text_and_metadata() -> None:
    html = (
        "<!doctype html><html><head><title>Leaders meet - The Example</title>"
        '<meta property="article:published_time" content="2025-10-28T09:00:00+09:00">'
        '<meta property="article:modified_time" content="2025-11-02T09:00:00+09:00">'
        '<meta property="og:site_name" content="The Example"></head><body><nav><a href="/">Home</a></nav>'
        f"<article><h1>Leaders meet</h1><p>{PROSE}</p><h2>What comes next</h2><p>{PROSE}</p></article>"
        "<footer>Copyright 2019</footer></body></html>"
    )
    document = cleaned(html, "html", "a.html")
    assert shown(document) == [
        ("headline", "Leaders meet"),
        ("body", PROSE),
        ("heading", "What comes next"),
        ("body", PROSE),
    ]
    assert (document.title, document.outlet, document.declared) == ("Leaders meet", "The Example", "2025-10-28")


def test_a_date_in_the_text_of_a_page_is_no_declaration() -> None:
    html = f"<html><head><title>x</title></head><body><p>{PROSE} On 3 May 2021 they met.</p></body></html>"
    assert cleaned(html, "html", "a.html").declared is None


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ("Café – “Tokyo”".encode("utf-8-sig"), "Café – “Tokyo”"),
        ("Café – “Tokyo”".encode("utf-16"), "Café – “Tokyo”"),
        ("Plain words in two bytes each".encode("utf-16-le"), "Plain words in two bytes each"),
        (b'<meta charset="windows-1252">\x93Tokyo\x94', '<meta charset="windows-1252">“Tokyo”'),
        (b'<meta charset="iso-8859-1">\x93Tokyo\x94', '<meta charset="iso-8859-1">“Tokyo”'),
        (b'<meta charset="no-such-thing">Tokyo', '<meta charset="no-such-thing">Tokyo'),
    ],
)
def test_encodings(data: bytes, expected: str) -> None:
    assert decode.decode(data)[0] == expected


def test_characters_that_deceive() -> None:
    assert decode.safe("Tr\u200bump\u00ad met\x00 \x1b[31mher\u202e\r\nnow\u00a0so e\u0301\x92s \ud800")[0] == (
        "Trump met� �[31mher\nnow so é’s �"
    )


def test_no_text() -> None:
    document, problems = clean.clean(RawPage("a.txt", b"\n \n", "text"), Settings())
    assert document is None and problems[0].message == "no text in it"


def test_other_languages_are_marked() -> None:
    assert cleaned("首相は二十八日、東京で大統領と会談し、防衛費の増額を伝えた。").language == "ja"
    german = "Der Kanzler hat am Montag in Berlin den Präsidenten empfangen und mit ihm über den Handel gesprochen."
    assert cleaned(german).language == "de"
    assert cleaned("Leaders meet").language == "en"


def test_long_lines_are_cut_at_sentences() -> None:
    document, _ = clean.clean(RawPage("a.txt", (PROSE + " ").encode() * 50, "text"), Settings(line_chars=1000))
    assert document is not None and len(document.lines) > 5
    assert all(document.text[n.end - 1] == "." and n.end - n.start <= 1000 for n in document.lines)


def test_text_hash_changes_with_kinds_alone() -> None:
    left, right = cleaned(f"{PROSE}\n\nTrending"), cleaned(f"{PROSE}\n\nTrendinG.")
    assert left.text_hash != right.text_hash and left.text_hash == cleaned(f"{PROSE}\n\nTrending", source="b").text_hash


def test_stamps() -> None:
    assert dates.stamp("20251028T101500Z") == "2025-10-28"
    assert dates.stamp("Tue, 28 Oct 2025 09:14:00 +0900") == "2025-10-28"
    assert dates.stamp("28/10/2025") == "2025-10-28"
    assert dates.stamp("03/04/2025") is None and dates.stamp("2025-13-40") is None and dates.stamp("soon") is None
